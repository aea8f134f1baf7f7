"""Boxes of forms, drawn by Jinja, which is much quicker than Django's templates: a form of staff
has hundreds of them. Django brings the templates of its boxes for both.
"""

import jinja2
from django.forms.renderers import TemplatesSetting
from django.template import engines
from django.utils.safestring import SafeString

from config.lib.language import language_attribute, marked_text, plain_text

FOLDER = "django/forms/widgets/"  # what both kinds of template know the boxes by


class Renderer(TemplatesSetting):
    """Draws the boxes by Jinja, and all else by the templates of pages."""

    def get_template(self, template_name):
        if template_name.startswith(FOLDER):
            return engines["jinja2"].get_template(template_name)
        return super().get_template(template_name)


def environment(**options) -> jinja2.Environment:
    """Jinja, with what our own templates of boxes ask for."""
    made = jinja2.Environment(finalize=_plain, **options)  # noqa: S701 - Django turns escaping on
    made.filters |= {"lang": language_attribute, "marked_text": marked_text}
    return made


def _plain(value: object) -> object:
    """A box holds no markup but that of templates: texts in the other language lose theirs."""
    return value if isinstance(value, SafeString) else plain_text(value)
