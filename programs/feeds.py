"""Feeds of this room: the news column."""

import datetime

from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from config.lib.dates import first_day
from programs.models import Article
from records.feeds import LedgerFeed

NEWEST = 50


class ArticleFeed(LedgerFeed):
    title = _("Fupin Ledger: news")
    lead = _("The column on poverty reduction: what was decided, done and measured.")

    def link(self):
        return reverse("article_list")

    def items(self, edition):
        articles = Article.objects.as_of(edition).exclude(dated_on="")
        return articles.select_related("published_in").order_by("-dated_on", "code")[:NEWEST]

    def item_title(self, article):
        return article.title_text

    def item_description(self, article):
        return article.body_text

    def item_pubdate(self, article):
        """The first moment that the stated date may mean."""
        midnight = datetime.datetime.combine(first_day(article.dated_on), datetime.time())
        return midnight.replace(tzinfo=get_current_timezone())

    def item_updateddate(self, article):
        return article.published_in.published_at
