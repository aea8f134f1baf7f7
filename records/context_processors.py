"""Template context of every page: the newest edition, the licence, and whom to call."""

from django.conf import settings

from config.lib.reuse.licence import data_licence
from records.middleware import newest_edition


def site(request):
    return {
        "newest_edition": newest_edition(request),
        "licence": data_licence(),
        "supervision_phone": settings.SUPERVISION_PHONE,
        "supervision_email": settings.SUPERVISION_EMAIL,
        "supervision_address": settings.SUPERVISION_ADDRESS,
    }
