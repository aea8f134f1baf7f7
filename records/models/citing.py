"""Citing: a row that names the statement that it comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.cited_figures import CitedFigures, Disagreement, QualifiedFigure


class Cited(models.Model):
    """A model whose rows name the statement that they come from."""

    # Its figures, which are compared with the statements that they cite.
    cited_figures: tuple[CitedFigures, ...] = ()
    # What nobody types: its submission fills it in, so a draft may lack it.
    filled_on_submission: tuple[str, ...] = ()

    statement = models.ForeignKey(
        "records.Statement",
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("stated in"),
        null=True,
        blank=True,
        help_text=_("The statement of a source that this comes from."),
    )

    class Meta:
        abstract = True

    def stated_figures(self, by: str = "statement") -> list[QualifiedFigure]:
        """The figures of this row that stand beside the statement that it cites in `by`."""
        own = (one for one in self.cited_figures if one.by == by)
        return [figure for one in own for figure in one.figures(self)]

    def disagreement(self, by: str = "statement", field: str = "") -> Disagreement | None:
        """How this row and the statement that it cites in the field `by` disagree; of its figures
        in several fields, only where it is the one in `field`, if that is given."""
        own = (figures.disagreement(self) for figures in self.cited_figures if figures.by == by)
        return next((one for one in own if one and field in ("", one.field)), None)
