from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CadresConfig(AppConfig):
    name = "cadres"
    verbose_name = _("Who: organisations and cadres")

    def ready(self):
        from cadres.kinds import KINDS
        from cadres.quality import CHECKS
        from records.quality.registry import register
        from records.registry.kinds import register_kinds

        register(*CHECKS)
        register_kinds(*KINDS)
