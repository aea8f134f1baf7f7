from django.urls import path

from cadres import views

urlpatterns = [
    path("cadres/", views.CadreList.as_view(), name="cadre_list"),
    path("cadres/<slug:code>/", views.CadreDetail.as_view(), name="cadre_detail"),
    path("leading-group/", views.LeadingGroup.as_view(), name="leading_group"),
    path("meetings/", views.MeetingList.as_view(), name="meeting_list"),
]
