from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = _("How we know: sources, editions, history")

    def ready(self):
        from records.integrity.verification import derived
        from records.notices.topics import register_topics
        from records.quality import counts
        from records.quality.generic import CHECKS
        from records.quality.registry import register
        from records.registry.kinds import KINDS, register_kinds
        from records.review.people.reminders import REPORTS_DUE, WAITING_LONG
        from records.roles import make_groups

        post_migrate.connect(make_groups, dispatch_uid="records.roles")
        register(*CHECKS)
        derived.register("search", derived.differing_search)
        derived.register("checks", counts.differing)
        register_kinds(*KINDS)
        register_topics(WAITING_LONG, REPORTS_DUE)


class StaffSiteConfig(admin.AdminConfig):
    """Django's admin with our own site."""

    default = False
    default_site = "records.staff.site.LedgerSite"
