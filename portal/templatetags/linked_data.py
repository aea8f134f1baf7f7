"""Template tags of what pages tell search engines."""

from django import template
from django.utils.safestring import SafeString

from portal.opendata import jsonld
from programs.models import Project

register = template.Library()


@register.simple_tag(takes_context=True)
def project_linked_data(context, project: Project) -> SafeString:
    """A project as schema.org JSON-LD, for the head of its page."""
    return jsonld.as_script(jsonld.project(context["request"], project))
