from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CadresConfig(AppConfig):
    name = "cadres"
    verbose_name = _("Who: organisations and cadres")

    def ready(self):
        from cadres.checks import CHECKS
        from cadres.sheets import IMPORTS
        from records.checks import register
        from records.imports.layout import register_imports

        register(*CHECKS)
        register_imports(*IMPORTS)
