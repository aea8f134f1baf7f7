"""Preview: the public page of a record as visitors would read it once a draft is published."""

import copy
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, QueryDict
from django.urls import resolve

from records.models import Record
from records.review.dry_run import rehearsed


def public_page(request, version: Record) -> HttpResponse:
    """The page rendered inside a rehearsal, for a visitor. ValidationError where a rule of the
    database refuses the publication."""
    with rehearsed([version]):
        address = urlsplit(type(version).objects.get(pk=version.pk).get_absolute_url())
        visitor = copy.copy(request)
        visitor.user, visitor.GET = AnonymousUser(), QueryDict(address.query)
        visitor.method, visitor.is_preview, visitor.edition = "GET", True, None
        visitor.path = visitor.path_info = address.path
        match = resolve(address.path)
        return match.func(visitor, *match.args, **match.kwargs).render()
