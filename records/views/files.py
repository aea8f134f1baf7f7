"""Public downloads of attached files: only of versions ever published, and sandboxed."""

from csp.decorators import csp
from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records.models import Attachment, StoredFile, attachment_models

PREVIEW_TYPE = "image/jpeg"


@require_safe
@csp({"default-src": ["'none'"], "sandbox": True})
def attached_file(request, digest, name):
    """A file by its SHA-256. It never changes, so browsers may cache it for good."""
    match = _attachment(digest, request.user)
    if match is None:
        raise Http404(_("There is no such file."))
    row, is_public = match
    is_preview = row.file_id != digest
    content = StoredFile.objects.values_list("content", flat=True).get(digest=digest)
    content_type = PREVIEW_TYPE if is_preview else row.content_type
    response = HttpResponse(bytes(content), content_type=content_type)
    how = "inline" if content_type.startswith("image/") else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{row.name}"'
    response["ETag"] = f'"{digest}"'
    age = 365 * 24 * 60 * 60
    whose = {"public": True} if is_public else {"private": True}
    patch_cache_control(response, max_age=age, immutable=True, **whose)
    return response


def _attachment(digest: str, user) -> tuple[Attachment, bool] | None:
    """An attachment with this file that `user` may read, and whether it is public."""
    for model in attachment_models():
        rows = model.objects.filter(file=digest) | model.objects.filter(preview=digest)
        owner = model.belongs_to
        public = rows.filter(**{f"{owner}__published_in__isnull": False}).first()
        if public:
            return public, True
        if user.is_active and user.is_staff:
            visible = model.owner_model().objects.visible_to(user)
            seen = rows.filter(**{f"{owner}__in": visible}).first()
            if seen:
                return seen, False
    return None
