from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("What and how much: programmes and projects")

    def ready(self):
        from programs.checks import CHECKS
        from programs.sheets import IMPORTS
        from records.checks import register
        from records.imports.layout import register_imports

        register(*CHECKS)
        register_imports(*IMPORTS)
