"""Results of a project with their baselines, and the counts of its rows."""

from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from config.lib.language import bilingual
from portal.opendata.iati import codes
from portal.opendata.iati.narratives import narrative
from portal.opendata.xml import tag
from programs.models import Donation, Project, Result
from records.models import Measure, Qualifier, Scope, Unit


def results(project: Project) -> Iterator[Element]:
    """A result element for each measured result, then one for each thing that was counted."""
    for row in project.results.all():
        if row.value is not None or row.target is not None:
            yield _measured(project, row)
    for titles, value in _counted(project):
        yield _result(project, codes.OUTPUT, titles, [_period(project.year, [_actual(value)])])


def _measured(project: Project, row: Result) -> Element:
    """One result: against what it was before, and against the target where there is one."""
    target = [] if row.target is None else [tag("target", value=_format_number(row.target))]
    actual = [] if row.value is None else [_actual(row.value, *_comment(row))]
    year = int((row.measured_on or str(project.year))[:4])
    inside = [*_baseline(row), _period(year, [*target, *actual])]
    names, units = (
        (row.indicator.name, row.indicator.name_zh),
        bilingual(Unit(row.indicator.unit).label),
    )
    titles = [name and f"{name} ({unit})" for name, unit in zip(names, units, strict=True)]
    kind = codes.RESULT[row.indicator.measure]
    return _result(project, kind, titles, inside, row.indicator)


def _result(project: Project, kind: str, titles, inside: list[Element], indicator=None) -> Element:
    is_share = indicator is not None and indicator.measure == Measure.SHARE
    is_national = project.scope == Scope.NATIONAL
    definition = (indicator.definition, indicator.definition_zh) if indicator else ("", "")
    return tag(
        "result",
        *narrative("title", *titles),
        tag(
            "indicator",
            *narrative("title", *titles),
            *narrative("description", *definition),
            *inside,
            measure=codes.PERCENTAGE if is_share else codes.NUMBER,
            ascending="true",
        ),
        type=kind,
        aggregation_status="false" if is_share or is_national else "true",
    )


def _baseline(row: Result) -> list[Element]:
    """The value before, where its year is known: IATI has no baseline without one."""
    if row.baseline is None or row.baseline_year is None:
        return []
    return [tag("baseline", year=row.baseline_year, value=_format_number(row.baseline))]


def _period(year: int, inside: list[Element]) -> Element:
    return tag(
        "period",
        tag("period-start", iso_date=f"{year}-01-01"),
        tag("period-end", iso_date=f"{year}-12-31"),
        *inside,
    )


def _actual(value: Decimal | int, *inside: Element) -> Element:
    return tag("actual", *inside, value=_format_number(value))


def _comment(row: Result) -> list[Element]:
    """The qualifier of a figure, where it has one, and its note."""
    qualifier = bilingual(Qualifier(row.qualifier).label) if row.qualifier else ("", "")
    notes = (row.note, row.note_zh)
    words = (" – ".join(filter(None, pair)) for pair in zip(qualifier, notes, strict=True))
    return narrative("comment", *words)


def _counted(project: Project) -> Iterator[tuple[tuple[str, str], Decimal | int]]:
    """The counts of the project and its rows, each with its title in both languages."""
    for label, value in _counts(project):
        if value is not None:
            yield bilingual(label), value
    for gift in project.donations.all():
        if gift.quantity is not None:
            yield _donated(gift), gift.quantity


def _counts(project: Project):
    yield _("Projects that this activity stands for"), project.component_count
    yield _("Beneficiary households"), project.beneficiary_households
    yield _("Beneficiary persons"), project.beneficiary_persons
    for aid in project.educationaids.all():
        yield _("Students helped"), aid.student_count
        yield _("Schools supported"), aid.school_count
    for visit in project.visits.all():
        yield _("Households visited"), visit.household_count
        yield _("Persons visited"), visit.person_count
    for seminar in project.seminars.all():
        yield _("Participants of the seminar"), seminar.participant_count


def _donated(gift: Donation) -> tuple[str, str]:
    """The donated goods with their unit, in both languages."""
    goods, units = (gift.goods, gift.goods_zh), bilingual(Unit(gift.unit).label)
    sentences = bilingual(_("Donated: {goods} ({unit})"))
    english, chinese = zip(sentences, goods, units, strict=True)
    return _filled(*english), _filled(*chinese)


def _filled(sentence: str, goods: str, unit: str) -> str:
    return goods and sentence.format(goods=goods, unit=unit)


def _format_number(value: Decimal | int) -> str:
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
