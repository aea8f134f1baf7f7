from django.urls import path

from counties import views

urlpatterns = [path("counties/", views.CountyList.as_view(), name="county_list")]
