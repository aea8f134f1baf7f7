"""Feeds of this room: the news column."""

import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from config.lib.dates import first_day
from config.lib.feeds import MultilingualFeed
from config.lib.pages.views import edition_number
from programs.models import Article

NEWEST = 50


class ArticleFeed(Feed):
    feed_type = MultilingualFeed
    title = _("Fupin Ledger: news")
    subtitle = _("The column on poverty reduction: what was decided, done and measured.")

    def link(self):
        return reverse("article_list")

    def get_object(self, request):
        """The edition that is read; None for today."""
        return edition_number(request)

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
