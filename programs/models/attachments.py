"""Photographs and documents of projects, publications and articles."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models.projects import Project
from programs.models.publicity import Article, Publication
from records.models.attachments import Attachment
from records.models.records import line_once


class ProjectAttachment(Attachment):
    """A document or photograph of a project (项目附件)."""

    belongs_to = "project"

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="attachments", verbose_name=_("project")
    )

    class Meta(Attachment.Meta):
        verbose_name = _("attachment of a project")
        verbose_name_plural = _("attachments of projects")
        ordering = ("project", "line")
        constraints = (*Attachment.Meta.constraints, line_once("project"))


class PublicationAttachment(Attachment):
    """A document or photograph of a publication (出版物附件)."""

    belongs_to = "publication"

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="attachments", verbose_name=_("publication")
    )

    class Meta(Attachment.Meta):
        verbose_name = _("attachment of a publication")
        verbose_name_plural = _("attachments of publications")
        ordering = ("publication", "line")
        constraints = (*Attachment.Meta.constraints, line_once("publication"))


class ArticleAttachment(Attachment):
    """A document or photograph of an article (文章附件)."""

    belongs_to = "article"

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="attachments", verbose_name=_("article")
    )

    class Meta(Attachment.Meta):
        verbose_name = _("attachment of an article")
        verbose_name_plural = _("attachments of articles")
        ordering = ("article", "line")
        constraints = (*Attachment.Meta.constraints, line_once("article"))
