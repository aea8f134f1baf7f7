"""The public history of one record, version beside version."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from config.lib.pages.views import edition_number
from records.models import Edition, EditionEntry, Record, kind_of, record_models
from records.review.diff import differences


class RecordVersions(TemplateView):
    """Every published version of one record, and the differences between any two of them."""

    template_name = "records/record_versions.html"

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        versions = published_versions(self.kwargs["kind"], self.kwargs["code"], edition)
        if not versions:
            raise Http404(_("No version of this record was ever published."))
        old, new = self.chosen(versions)
        return super().get_context_data(
            record=versions[0],
            current=next((one for one in versions if one.is_public_in(edition)), None),
            entries=entries_of(versions[0], edition),
            versions=versions,
            old=old,
            new=new,
            differences=differences(old, new),
            **kwargs,
        )

    def chosen(self, versions):
        """The two versions to compare: those asked for, else the newest and the one before."""
        numbers = {str(version.version): version for version in versions}
        newest, before = versions[0], versions[1] if len(versions) > 1 else None
        asked = self.request.GET
        for name in ("from", "to"):
            if asked.get(name) and asked[name] not in numbers:
                message = _("This record has no published version “%(number)s”.")
                raise Http404(message % {"number": asked[name]})
        return numbers.get(asked.get("from"), before), numbers.get(asked.get("to"), newest)


def published_versions(kind: str, code: str, edition: int | None) -> list[Record]:
    """Every version of a record that was public at some time until edition number `edition`, newest
    first; None is today."""
    model = record_models().get(kind)
    if model is None:
        return []
    versions = model.objects.filter(code=code, published_in__in=Edition.objects.as_of(edition))
    return list(versions.select_related("published_in").order_by("-version"))


def entries_of(record: Record, edition: int | None):
    """The acts of publishing and withdrawing one record until an edition, newest first."""
    entries = EditionEntry.objects.filter(kind=kind_of(record), code=record.code)
    entries = entries.filter(edition__in=Edition.objects.as_of(edition))
    return entries.select_related("edition").order_by("-edition")
