"""What every page knows: the newest edition, and whom to call."""

from django.conf import settings

from records.models import Edition


def site(request):
    return {
        "newest_edition": Edition.objects.order_by("number").last(),
        "supervision_phone": settings.SUPERVISION_PHONE,
        "supervision_email": settings.SUPERVISION_EMAIL,
        "supervision_address": settings.SUPERVISION_ADDRESS,
    }
