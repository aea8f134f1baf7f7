from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountiesConfig(AppConfig):
    name = "counties"
    verbose_name = _("Where: counties and districts")

    def ready(self):
        from counties.exports import IMPORTS
        from counties.kinds import KINDS
        from records.imports.columns import register_imports
        from records.kinds import register_kinds

        register_imports(*IMPORTS)
        register_kinds(*KINDS)
