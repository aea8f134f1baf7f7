"""Feeds of this room: what was published, as it is published."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from config.lib.dates import format_partial_date
from config.lib.feeds import MultilingualFeed
from config.lib.pages.views import edition_number
from records.models import Edition

NEWEST = 50


class LedgerFeed(Feed):
    """A feed that says of which edition it is, with the digest of that edition."""

    feed_type = MultilingualFeed
    lead = ""

    def get_object(self, request):
        """The number of the edition that is read; None for today."""
        return edition_number(request)

    def subtitle(self, number):
        edition = Edition.objects.as_of(number).newest()
        if edition is None:
            return self.lead
        stand = _("As of edition %(number)s of %(day)s, digest %(digest)s") % {
            "number": edition.number,
            "day": format_partial_date(localdate(edition.published_at).isoformat()),
            "digest": edition.digest,
        }
        return f"{self.lead} {stand}"


class EditionFeed(LedgerFeed):
    title = _("Fupin Ledger: editions")
    lead = _(
        "Every act of publishing or withdrawing, in a chain of digests that anyone can recompute."
    )

    def link(self):
        return reverse("edition_list")

    def items(self, edition):
        return Edition.objects.as_of(edition)[:NEWEST]

    def item_title(self, edition):
        return str(edition)

    def item_description(self, edition):
        digest = _("Digest: %(digest)s") % {"digest": edition.digest}
        return f"{edition.reason} {digest}"

    def item_author_name(self, edition):
        return edition.publisher

    def item_pubdate(self, edition):
        return edition.published_at

    item_updateddate = item_pubdate
