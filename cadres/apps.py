from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CadresConfig(AppConfig):
    name = "cadres"
    verbose_name = _("Who: organisations and cadres")

    def ready(self):
        from cadres.kinds import KINDS
        from cadres.quality import CHECKS
        from records.kinds import register_kinds
        from records.quality.registry import register

        register(*CHECKS)
        register_kinds(*KINDS)
