"""What changed, as a feed: one item for each record that an edition published or withdrew."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.language import join_texts
from config.lib.pages.views import edition_number
from portal.changes.records import RecordChange, changes_of, entries_since
from portal.changes.views import since_asked_for
from records.feeds import NEWEST, LedgerFeed


class ChangeFeed(LedgerFeed):
    title = gettext_lazy("Fupin Ledger: what changed")
    lead = gettext_lazy("Records that were published, corrected or withdrawn.")

    def get_object(self, request):
        """The editions between which changes are read; all of them, where none is named."""
        since = since_asked_for(request) if request.GET.get("since") else 0
        return since, edition_number(request)

    def subtitle(self, between):
        return super().subtitle(between[1])

    def link(self):
        return reverse("changes")

    def items(self, between):
        return changes_of(entries_since(*between)[:NEWEST])

    def item_title(self, change):
        return join_texts(" · ", (change.kind, change.record))

    def item_description(self, change):
        return join_texts(" ", [_action(change), *_lines(change), change.entry.reason])

    def item_link(self, change):
        entry = change.entry
        address = reverse("record_versions", args=[entry.kind, entry.code])
        return f"{address}?to={entry.version}"

    def item_guid(self, change):
        return f"{change.entry.edition_id}/{change.entry.kind}/{change.entry.code}"

    item_guid_is_permalink = False

    def item_pubdate(self, change):
        return change.entry.edition.published_at

    item_updateddate = item_pubdate


def _action(change: RecordChange) -> str:
    if change.is_withdrawn:
        return _("Withdrawn.")
    return _("New.") if change.is_new else _("Corrected.")


def _lines(change: RecordChange) -> list[str]:
    """A sentence for every field that changed."""
    sentence = _("%(field)s: “%(old)s” became “%(new)s”.")
    return [
        sentence % {"field": one.label, "old": one.old, "new": one.new}
        for part in change.differences
        for one in part.changes
    ]
