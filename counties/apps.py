from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountiesConfig(AppConfig):
    name = "counties"
    verbose_name = _("Where: counties and districts")

    def ready(self):
        from counties.kinds import KINDS
        from counties.quality import CHECKS
        from records.quality.registry import register
        from records.registry.kinds import register_kinds

        register(*CHECKS)
        register_kinds(*KINDS)
