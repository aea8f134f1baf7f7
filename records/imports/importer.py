"""An import in one transaction: rehearsed and rolled back, or carried through."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from io import BytesIO
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction

from config.lib.spreadsheets.raw_sheets import Fault, RawSheet
from config.lib.spreadsheets.read_workbook import cell_at, read, rows_at
from records.history.acting import acting
from records.imports import doubts, staging, validation
from records.imports.drafts import insert_rows, insert_versions
from records.imports.faults import MOST_FAULTS, Faults
from records.imports.questions import HIDDEN, Questions
from records.imports.reader import Intake, format_cell, take_in
from records.imports.sheets import ImportKind
from records.imports.staging import Staged
from records.integrity.db_errors import in_plain_words
from records.models import Record, ReviewStep, Row, State, User
from records.registry import bundles
from records.review import gate, workflow
from records.review.diff import differences
from records.review.references import with_companions

SHOWN_CHANGES = 50
SHOWN_CELLS = 6  # of a hidden row
BATCH = 500

OnStep = Callable[[str, int], None]


@dataclass
class Counts:
    """How many rows of one sheet are new, changed or unchanged."""

    sheet: str
    added: int
    changed: int
    unchanged: int

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.unchanged


@dataclass
class Emptied:
    """A column whose empty cells remove values from the ledger."""

    sheet: str
    column: str
    count: int


@dataclass
class ImportReport:
    """The result of an import: counts, faults, questions, changes; stored with the file.

    The first faults are kept, all are counted.
    """

    counts: list[Counts] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    questions: list[Questions] = field(default_factory=list)
    emptied: list[Emptied] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    changes: list[dict] = field(default_factory=list)
    record_count: int = 0

    @property
    def brings_something(self) -> bool:
        return any(sheet.added or sheet.changed for sheet in self.counts)

    def unanswered(self, answered: Container[str]) -> list[Questions]:
        """The questions of kinds that nobody answered."""
        return [one for one in self.questions if one.kind not in answered]


def import_file(
    sent: bytes,
    name: str,
    kind: ImportKind,
    user: User,
    reason: str,
    *,
    is_rehearsal: bool,
    answered: Container[str] = (),
    on_step: OnStep = lambda step, count: None,
    on_loaded: Callable[[list[Record], ImportReport], None] = lambda versions, report: None,
) -> ImportReport:
    """Import a file, all or nothing: drafts, submitted together.

    A rehearsal, or a file with a fault or with a question of a kind that is not among `answered`,
    leaves nothing behind. `on_step` gets each step and its count; `on_loaded`, the submitted
    versions inside the transaction. ValidationError when it is no spreadsheet.
    """
    sheets = list(read(BytesIO(sent), name))
    with acting(user, reason), transaction.atomic():
        intake = take_in(kind, sheets, lambda rows: on_step("reading", rows))
        run = _Run(intake, user, reason, on_step, answered, None if is_rehearsal else on_loaded)
        if intake.staged:
            _bring_in(run)
        _complete(run, sent, name)
        if is_rehearsal or not run.may_load:
            transaction.set_rollback(True)
        else:
            staging.drop()
    return run.report


@dataclass
class _Run:
    """One import under way."""

    intake: Intake
    user: User
    reason: str
    on_step: OnStep
    answered: Container[str]
    on_loaded: Callable[[list[Record], ImportReport], None] | None
    report: ImportReport = field(default_factory=ImportReport)
    refused: list[tuple[Staged, int]] = field(default_factory=list)  # rows that break a rule
    later_faults: Faults = field(default_factory=Faults)  # found after the rows were read

    @property
    def may_load(self) -> bool:
        has_faults = self.intake.faults.count or self.later_faults.count
        return not has_faults and not self.report.unanswered(self.answered)

    def add_violations(self, violations: Iterable[validation.Violation]) -> None:
        for one in violations:
            self.refused.append((one.staged, one.row or 0))
            fault = self.intake.fault(one.staged, one.row or 0, one.field, one.value, one.message)
            self.later_faults.add(fault)


def _complete(run: _Run, sent: bytes, name: str) -> None:
    """Give the report its faults, in the order of the file, and its questions."""
    report, read_faults, later = run.report, run.intake.faults, run.later_faults
    report.unread = run.intake.unread
    report.questions = run.intake.questions
    _show_hidden_rows(report, read(BytesIO(sent), name))
    own = _with_cell_values(later.first, read(BytesIO(sent), name))
    report.faults = sorted([*read_faults.first, *own], key=_in_order_of(run.intake))[:MOST_FAULTS]
    report.fault_count = read_faults.count + later.count


def _show_hidden_rows(report: ImportReport, sheets: Iterable[RawSheet]) -> None:
    """Show of hidden rows what they say: nobody sees it in the file."""
    hidden = next((one for one in report.questions if one.kind == HIDDEN), None)
    if hidden is None:
        return
    wanted = {(one.sheet, one.row) for one in hidden.first if not one.column}
    rows = rows_at(sheets, wanted)
    for place, one in enumerate(hidden.first):
        if not one.column:
            cells = filter(None, map(format_cell, rows.get((one.sheet, one.row), [])))
            says = " · ".join([*filter(None, [one.value]), *islice(cells, SHOWN_CELLS)])
            hidden.first[place] = replace(one, value=says)


def _with_cell_values(faults: list[Fault], sheets: Iterable[RawSheet]) -> list[Fault]:
    """`faults` with the text that the file has in their cells."""
    rows = rows_at(sheets, {(one.sheet, one.row) for one in faults if one.column})
    return [
        replace(one, value=format_cell(cell_at(rows[one.sheet, one.row], one.column)))
        if (one.sheet, one.row) in rows
        else one
        for one in faults
    ]


def _in_order_of(intake: Intake) -> Callable[[Fault], tuple]:
    """A sort key for faults: by sheet, row and column."""
    titles = list(intake.titles.values())
    place = {title: number for number, title in enumerate(titles)}
    return lambda fault: (place.get(fault.sheet, -1), fault.row, len(fault.column), fault.column)


def _bring_in(run: _Run) -> None:
    run.on_step("comparing", 0)
    main, sheets = _compared(run)
    run.report.questions = run.intake.questions
    run.add_violations(validation.violations(main, sheets, run.user))
    run.report.counts = [one for one in map(_counts, sheets) if one.rows]
    run.report.emptied = [one for staged in sheets for one in _emptied(staged)]
    if not run.report.brings_something:
        return
    _leave_out_faulty(main, sheets, run.refused)
    try:
        with in_plain_words(), transaction.atomic():
            ids = _write(run, main, sheets)
    except ValidationError as error:  # a rule of the database that no check above knows
        run.later_faults.add(Fault("", 0, "", "", " ".join(error.messages)))
        return
    if run.on_loaded and run.may_load:
        run.on_loaded(_submitted(main, ids, run.user, run.reason, run.on_step), run.report)


def _write(run: _Run, main: Staged, sheets: list[Staged]) -> list[int]:
    """Write the drafts and hold them to the gate; returns their ids."""
    run.on_step("writing", 0)
    by_model = {staged.model: staged for staged in sheets if staged.sheet.kind.is_of_rows}
    ids = insert_versions(main, run.reason)
    insert_rows(main, main.model.row_models(), by_model)
    run.report.record_count = len(ids)
    run.report.changes = _changes(main, ids[:SHOWN_CHANGES])
    run.later_faults.extend(_gate_faults(run, main, by_model, ids))
    if bundles.brings_others(main.model) and run.may_load:
        run.later_faults.extend(_faults_of_preparation(run, main, ids))
    return ids


def _compared(run: _Run) -> tuple[Staged, list[Staged]]:
    """Compare every sheet with the ledger; returns the sheet of records, and all sheets."""
    intake = run.intake
    main = next((one for one in intake.staged if one.sheet is intake.kind.main), None)
    rows = [one for one in intake.staged if one is not main]
    if main is None:
        main = Staged(intake.kind.main)
        main.create()
    staging.settle_capitals(main, rows)
    for staged in intake.staged:
        run.add_violations(validation.repeated(staged))
        staging.drop_repeated(staged)
    for staged in rows:
        staging.add_owners(main, staged)
    staging.find_bases(main)
    for staged in rows:
        staging.match_rows(main, staged)
    staging.mark_changes(main, [main, *rows])
    for staged in rows:
        doubts.ask_about_money(intake, staged)
    return main, [main, *rows]


def _leave_out_faulty(
    main: Staged, sheets: Sequence[Staged], refused: Sequence[tuple[Staged, int]]
) -> None:
    """Leave out records that cannot be written, so that the rest is still checked."""
    for staged in sheets:
        rows = [row for owner, row in refused if owner is staged]
        staging.run(
            "UPDATE {main} m SET is_changed = false WHERE code IN (SELECT {key} FROM {name}"
            " WHERE coalesce(is_faulty, false) OR sheet_row = ANY(%s))",
            [rows],
            main=main.name,
            name=staged.name,
            key=staging.Identifier(staged.key),
        )


def _counts(staged: Staged) -> Counts:
    ((added, changed, unchanged),) = staging.run(
        "SELECT count(*) FILTER (WHERE {new}), count(*) FILTER (WHERE NOT {new} AND {differs}),"
        " count(*) FILTER (WHERE NOT {new} AND NOT {differs}) FROM {name} s"
        " WHERE sheet_row IS NOT NULL",
        new=staging.SQL("base_id IS NULL"),
        differs=staging.SQL(
            "NOT EXISTS (SELECT FROM {} b WHERE b.id = s.base_id AND {} = {})"
        ).format(
            staged.stored, staged.stored_says("b", staged.content), staged.says("s", staged.content)
        ),
        name=staged.name,
    )
    return Counts(staged.sheet.label, added, changed, unchanged)


def _emptied(staged: Staged) -> Iterator[Emptied]:
    """Columns with empty cells where the ledger has a value."""
    plain = [one for one in staged.given_fields if one not in staged.row_references]
    if not plain:
        return
    gone = staging.SQL(
        "count(*) FILTER (WHERE nullif(s.{0}::text, '') IS NULL AND nullif(b.{0}::text, '') <> '')"
    )
    ((*counts,),) = staging.run(
        "SELECT {counts} FROM {name} s JOIN {stored} b ON b.id = s.base_id"
        " WHERE s.sheet_row IS NOT NULL",
        counts=staging.listed([gone.format(staging.Identifier(one.column)) for one in plain]),
        name=staged.name,
        stored=staged.stored,
    )
    for one, count in zip(plain, counts, strict=True):
        if count:
            yield Emptied(staged.sheet.label, str(one.verbose_name), count)


def _changes(main: Staged, ids: list[int]) -> list[dict]:
    """The first records that change, field by field, in words."""
    changes = []
    for version in main.model.objects.filter(pk__in=ids).order_by("pk"):
        base = main.model.objects.filter(code=version.code, version__lt=version.version)
        changed = differences(base.order_by("version").last(), version, for_staff=True)
        changes.append(
            {
                "code": version.code,
                "name": str(version),
                "version": version.version,
                "differences": [_as_data(one) for one in changed],
            }
        )
    return changes


def _as_data(difference) -> dict:
    data = asdict(difference)
    texts = {"name": str(difference.name), "what": str(difference.what)}
    return {**data, **texts, "is_whole": difference.is_whole}


def _faults_of_preparation(run: _Run, main: Staged, ids: list[int]) -> Iterator[Fault]:
    """Make what the drafts are handed in with; what stands in the way is a fault of their row."""
    numbers = _rows_in_file(main)
    for draft in main.model.objects.filter(pk__in=ids).order_by("pk"):
        try:
            with transaction.atomic():
                bundles.prepare([draft], run.user, run.reason)
                gate.check(*with_companions([draft], State.DRAFT))
        except ValidationError as error:
            message = " ".join(error.messages)
            yield run.intake.fault(main, numbers.get(draft.pk) or 0, "", "", message)


def _rows_in_file(main: Staged) -> dict[int, int]:
    """The rows of the file by the drafts that they became."""
    rows = staging.run("SELECT new_id, sheet_row FROM {name} WHERE is_changed", name=main.name)
    return dict(rows)


def _gate_faults(run: _Run, main: Staged, rows: dict, ids: list[int]) -> Iterator[Fault]:
    """Each problem that would keep a new version from being published."""
    numbers = _rows_in_file(main)
    for done, chunk in enumerate(_batches(ids)):
        run.on_step("checking", done * BATCH)
        for version, problem in gate.problems_of(main.model, chunk):
            where = problem.where
            staged, number = main, numbers.get(version.pk)
            if isinstance(where, Row) and type(where) in rows:
                staged = rows[type(where)]
                number = _row_of(staged, version.code, where.line) or number
            message = f"{version.code}: {problem}"
            yield run.intake.fault(staged, number or 0, problem.field, "", message)


def _row_of(staged: Staged, code: str, line: int) -> int | None:
    rows = staging.run(
        "SELECT sheet_row FROM {name} WHERE owner_code = %s AND line = %s",
        [code, line],
        name=staged.name,
    )
    return rows[0][0] if rows else None


def _submitted(
    main: Staged, ids: list[int], user: User, reason: str, on_step: OnStep
) -> list[Record]:
    """Submit the drafts as a clerk would, in the same transaction."""
    submitted: list[Record] = []
    for chunk in _batches(ids):
        on_step("submitting", len(submitted))
        drafts = list(main.model.objects.filter(pk__in=chunk).order_by("pk"))
        begun = [draft for draft in drafts if draft.version > 1]
        ReviewStep.objects.bulk_create(
            workflow.step_of(draft, ReviewStep.Verb.START, user, reason) for draft in begun
        )
        together = with_companions(drafts, State.DRAFT)
        workflow.hand_over(together, user, reason)
        submitted += drafts
    return submitted


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch
