"""The list of organisations, with the largest sum of money of each."""

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cadres.models import Organisation
from config.lib.language import is_chinese, join_texts
from config.lib.tables.tables import LedgerTable, NameColumn, format_money_html
from portal.organisations.body_ranking import BodyRanking
from portal.places.ranking import years_in_words
from portal.places.tables import CountColumn, PlaceColumn, nothing
from programs.models import MoneyKind, Program
from records.templatetags.ledger import qualified

MOST_ROLES = 4  # in a cell


class RolesColumn(PlaceColumn):
    """What a body did, in a few words; sorted by the number of its roles."""

    attrs = {}

    def __init__(self, ranking: BodyRanking):
        super().__init__(ranking, lambda sums: len(sums.roles), verbose_name=_("Roles"))

    def render(self, record):
        roles = self.ranking.sums_for(record.pk).roles
        if not roles:
            return nothing()
        labels = [str(role.label) for role in roles[:MOST_ROLES]]
        more = ["…"] if len(roles) > MOST_ROLES else []
        return join_texts("、" if is_chinese() else " · ", [*labels, *more])


class LargestSumColumn(PlaceColumn):
    """The largest sum of one role, programme, scope and kind of money."""

    def __init__(self, ranking: BodyRanking, programs: Mapping[int, Program]):
        super().__init__(ranking, self.amount, verbose_name=_("Largest sum of money"))
        self.programs = programs

    def amount(self, sums):
        largest = self.ranking.largest(sums)
        return largest.tally.amount if largest else None

    def render(self, record):
        largest = self.ranking.largest(self.ranking.sums_for(record.pk))
        if largest is None:
            return nothing()
        words = (largest.role.label, MoneyKind(largest.of).label, self.programs[largest.program])
        total = qualified(format_money_html(largest.tally.amount), largest.qualifier)
        return format_html("{} <small>{}</small>", total, join_texts(" · ", words))


class BodyYearsColumn(PlaceColumn):
    attrs = {}

    def __init__(self, ranking: BodyRanking):
        super().__init__(ranking, self.newest, verbose_name=_("Years"))

    def newest(self, sums):
        return max(self.ranking.years_of(sums), default=None)

    def render(self, record):
        sums = self.ranking.sums_for(record.pk)
        return years_in_words(self.ranking.years_of(sums)) or nothing()


class OrganisationTable(LedgerTable):
    ties = ("code",)
    name = NameColumn(verbose_name=_("Organisation"))

    class Meta(LedgerTable.Meta):
        model = Organisation
        fields = ("name", "kind")


def with_sums(ranking: BodyRanking) -> type[OrganisationTable]:
    """The table with the columns of what each body did."""
    ids = {one.program for sums in ranking.sums.values() for one in sums.parts if one.program}
    columns = {
        "roles": RolesColumn(ranking),
        "largest": LargestSumColumn(ranking, Program.objects.in_bulk(ids)),
        "projects": CountColumn(ranking, lambda sums: sums.projects, verbose_name=_("Projects")),
        "years": BodyYearsColumn(ranking),
    }
    return type(
        "OrganisationTable", (OrganisationTable,), {"Meta": OrganisationTable.Meta, **columns}
    )
