"""Template context of every page: whose it is, the newest edition, the licence, whom to call."""

from django.conf import settings

from config.lib.language import is_chinese
from config.lib.reuse.licence import data_licence
from records.middleware import newest_edition


def site(request):
    return {
        "ministry": settings.MINISTRY[is_chinese()],
        "newest_edition": newest_edition(request),
        "licence": data_licence(),
        "supervision_phone": settings.SUPERVISION_PHONE,
        "supervision_email": settings.SUPERVISION_EMAIL,
        "supervision_address": settings.SUPERVISION_ADDRESS,
    }
