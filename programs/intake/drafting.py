"""Project drafts from the rows of a notice, citing the statements of its source.

Amounts of one kind and level become one allocation, by stage. It cites the statement of the amount
that sums take, or else the first; where it has more, its note names the cells of the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cadres.models import Organisation
from config.lib.orm.bulk_insert import insert_rows
from config.lib.spreadsheets.raw_sheets import Fault
from counties.models import County
from programs.intake import row_values
from programs.intake.choices import LEFT_OUT, money_name
from programs.intake.figure_statements import QUALIFIERS, FigureStatements, many, write_source
from programs.intake.notice_totals import write_totals
from programs.models import Allocation, Program, Project
from records.imports.notices.understanding import MoneyRow, ProjectLine
from records.imports.takeover.taker import Drafted, TakeOver
from records.integrity.db_errors import in_plain_words
from records.models import Scope
from records.models.codes import next_code
from records.review.workflow import start_correction

STAGES = ("planned", "allocated", "received", "spent")
MAIN = ("allocated", "unstaged", "planned", "received", "spent")  # whose statement is cited
BATCH = 500


@dataclass
class Drafting:
    """One notice on its way: what its rows refer to, and the drafts so far."""

    work: TakeOver
    counties: dict[str, County]
    organisations: dict[str, Organisation]
    program: Program
    statements: FigureStatements
    ids: dict[str, int] = field(default_factory=dict)  # of statements, by code
    drafted: Drafted = field(default_factory=Drafted)

    def county_of(self, line: ProjectLine) -> County | None:
        return self.counties.get(line.county_code or self.work.notice.county_code or "")

    def statement_of(self, one: MoneyRow) -> int:
        return self.ids[self.statements.money[id(one)]]

    def name_of(self, line: ProjectLine) -> str:
        """The name of a row; where it has none, its town and what the person says."""
        place = line.village or line.town or ""
        return line.name or f"{place}{self.work.choices.get('unnamed', '')}"


def draft(work: TakeOver) -> Drafted:
    """The source of a notice and its projects, as drafts in this transaction; faults where a row
    cannot be one."""
    making = _begin(work)
    lines = list(work.lines)
    making.statements.collect(
        [line for _key, line in lines], {line.id: making.name_of(line) for _key, line in lines}
    )
    drafted = making.drafted
    drafted.statements = len(making.statements.rows)
    for message in many(making.statements):
        drafted.faults.append(Fault("", 0, "", "", message))
        return drafted
    county = making.counties.get(work.notice.county_code or "")
    try:
        with transaction.atomic(), in_plain_words():
            drafted.source = write_source(work, county)
            making.ids = making.statements.write(drafted.source, work.on_step)
            write_totals(work, drafted.source, making.statements, making.ids)
    except ValidationError as error:
        drafted.faults.append(Fault("", 0, "", "", " ".join(error.messages)))
        return drafted
    corrected = work.choices.get("corrections", {})
    _write_new(making, [line for key, line in lines if key not in corrected])
    for key, line in lines:
        if key in corrected:
            _correct(making, line, corrected[key])
    return drafted


def _begin(work: TakeOver) -> Drafting:
    named = {line.county_code for line in work.notice.projects} | {work.notice.county_code}
    units = {line.responsible_unit for line in work.notice.projects}
    organisations = Organisation.objects.filter(name_zh__in=filter(None, units))
    return Drafting(
        work,
        {one.code: one for one in County.objects.filter(code__in=filter(None, named))},
        {one.name_zh: one for one in organisations},
        Program.objects.get(code=work.choices["program"]),
        FigureStatements(work.notice),
    )


def _write_new(making: Drafting, lines: Sequence[ProjectLine]) -> None:
    """New projects, many at a time; where the database refuses some, one by one to tell which."""
    made = []
    for line in lines:
        project = Project(**_values(making, line), change_reason=making.work.reason)
        if faults := list(_faults(line, project)):
            making.drafted.faults += faults
        else:
            made.append((line, project))
    if making.drafted.faults:
        return
    _number(making, [project for _line, project in made])
    for start in range(0, len(made), BATCH):
        chunk = made[start : start + BATCH]
        try:
            with transaction.atomic(), in_plain_words():
                _insert(making, chunk)
        except ValidationError:
            making.drafted.faults += list(_refusals(making, chunk))
    if not making.drafted.faults:
        for line, project in made:
            _keep(making, line, project)
        making.drafted.added = len(made)


def _number(making: Drafting, projects: Sequence[Project]) -> None:
    """Give each project the next free code of its year and county."""
    stems: dict[str, int] = {}
    for project in projects:
        stem = row_values.stem_of(project)
        if stem not in stems:
            stems[stem] = int(next_code(Project, stem).rpartition("-")[2])
        project.code = f"{stem}-{stems[stem]:03}"
        stems[stem] += 1


def _insert(making: Drafting, chunk: Sequence[tuple[ProjectLine, Project]]) -> None:
    insert_rows([project for _line, project in chunk])
    insert_rows([row for line, project in chunk for row in _allocations(making, line, project)])


def _refusals(making: Drafting, chunk: Sequence[tuple[ProjectLine, Project]]) -> Iterator[Fault]:
    """Which rows of a refused batch the database refuses, and why."""
    for line, project in chunk:
        project.pk = None
        try:
            with transaction.atomic(), in_plain_words():
                _insert(making, [(line, project)])
        except ValidationError as error:
            yield Fault(line.sheet, line.row, "", "", " ".join(error.messages))


def _keep(making: Drafting, line: ProjectLine, project: Project) -> None:
    making.drafted.records.append(project)
    making.drafted.lines[project.pk] = line


def _values(making: Drafting, line: ProjectLine) -> dict[str, object]:
    county = making.county_of(line)
    statement = making.ids[making.statements.lines[line.id]]
    return {
        **row_values.values_of(line, making.work.choices),
        "title_zh": making.name_of(line),
        "program": making.program,
        "year": making.work.notice.year,
        "scope": Scope.COUNTY,
        "county": county,
        "implementer": making.organisations.get(line.responsible_unit or ""),
        "statement_id": statement,
        "note_zh": row_values.note_of(line, making.organisations),
    }


def _faults(line: ProjectLine, project: Project) -> Iterator[Fault]:
    """What a row says that the ledger cannot hold, at its cells."""
    references = [one.name for one in project._meta.fields if one.many_to_one]
    try:
        project.clean_fields(exclude=[*references, "code"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            cell = line.cells.get(row_values.SAID_BY.get(name, name), "")
            value = str(getattr(project, name) or "")[:200]
            column = cell.rstrip("0123456789")
            label = project._meta.get_field(name).verbose_name
            yield Fault(line.sheet, line.row, column, value, f"{label}: {' '.join(messages)}")


def _allocations(making: Drafting, line: ProjectLine, project: Project) -> list[Allocation]:
    """One allocation for each kind and level, its amounts by stage."""
    rows: list[tuple[Allocation, dict[str, MoneyRow]]] = []
    for one in line.money:
        chosen = making.work.choices["money"].get(money_name(one), {})
        if chosen.get("kind", LEFT_OUT) == LEFT_OUT:
            continue
        stage = one.stage or "unstaged"
        fitting = (row for row in rows if _takes(row, chosen, stage))
        row = next(fitting, None)
        if row is None:
            row = (Allocation(project=project, line=len(rows) + 1, **chosen), {})
            rows.append(row)
        _set_amount(row, stage, one)
    for allocation, amounts in rows:
        _cite(making, allocation, amounts)
    return [allocation for allocation, _amounts in rows]


def _takes(row: tuple[Allocation, dict[str, MoneyRow]], chosen: dict, stage: str) -> bool:
    """Whether an amount belongs to this allocation: the same money, and the stage is free."""
    allocation, amounts = row
    is_same = (allocation.kind, allocation.level) == (chosen["kind"], chosen["level"])
    is_free = stage not in amounts and "unstaged" not in amounts and stage != "unstaged"
    return is_same and is_free


def _set_amount(row: tuple[Allocation, dict[str, MoneyRow]], stage: str, one: MoneyRow) -> None:
    allocation, amounts = row
    amounts[stage] = one
    setattr(allocation, stage, one.yuan)
    setattr(allocation, f"{stage}_qualifier", QUALIFIERS[one.qualifier])


def _cite(making: Drafting, allocation: Allocation, amounts: dict[str, MoneyRow]) -> None:
    main = next(stage for stage in MAIN if stage in amounts)
    allocation.statement_id = making.statement_of(amounts[main])
    allocation.note_zh = row_values.note_of_money(amounts, main)


def _correct(making: Drafting, line: ProjectLine, code: str) -> None:
    """A correction of a public project: what the row states takes the place of what stood there."""
    public = Project.objects.published().filter(code=code).first()
    try:
        if public is None:
            raise ValidationError(_("“%(code)s” is not public any more.") % {"code": code})
        with transaction.atomic(), in_plain_words():
            project = start_correction(public, making.work.user, making.work.reason)
            _change(making, line, project)
    except ValidationError as error:
        making.drafted.faults.append(
            Fault(line.sheet, line.row, "", code, " ".join(error.messages))
        )
        return
    _keep(making, line, project)
    making.drafted.changed += 1


def _change(making: Drafting, line: ProjectLine, project: Project) -> None:
    given = _values(making, line)
    for name, value in given.items():
        if value not in (None, "") and name not in ("scope", "county", "program", "category"):
            setattr(project, name, value)
    project.save()
    standing = list(project.allocations.order_by("line"))
    for new in _allocations(making, line, project):
        alike = [one for one in standing if (one.kind, one.level) == (new.kind, new.level)]
        if alike:
            standing.remove(alike[0])
            _take_amounts(alike[0], new)
        else:
            new.line = 0  # the next one that was never used
            new.save()


def _take_amounts(old: Allocation, new: Allocation) -> None:
    """The amounts that the notice states; the others stay."""
    for stage in (*STAGES, "unstaged"):
        if getattr(new, stage) is not None:
            setattr(old, stage, getattr(new, stage))
            setattr(old, f"{stage}_qualifier", getattr(new, f"{stage}_qualifier"))
    old.statement_id, old.note_zh = new.statement_id, new.note_zh
    old.save()
