"""Feeds of this room: what was published, as it is published."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.feeds import MultilingualFeed
from config.lib.pages.views import edition_number
from records.models import Edition

NEWEST = 50


class EditionFeed(Feed):
    feed_type = MultilingualFeed
    title = _("Fupin Ledger: editions")
    subtitle = _(
        "Every act of publishing or withdrawing, in a chain of digests that anyone can recompute."
    )

    def link(self):
        return reverse("edition_list")

    def get_object(self, request):
        """The edition that is read; None for today."""
        return edition_number(request)

    def items(self, edition):
        return Edition.objects.as_of(edition)[:NEWEST]

    def item_title(self, edition):
        return str(edition)

    def item_description(self, edition):
        return edition.reason

    def item_author_name(self, edition):
        return edition.publisher

    def item_pubdate(self, edition):
        return edition.published_at

    item_updateddate = item_pubdate
