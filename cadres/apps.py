from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CadresConfig(AppConfig):
    name = "cadres"
    verbose_name = _("Who: organisations and cadres")

    def ready(self):
        from cadres.checks import CHECKS
        from records.checks import register

        register(*CHECKS)
