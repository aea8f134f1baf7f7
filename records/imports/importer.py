"""An import in one transaction: rehearsed and rolled back, or carried through."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from io import BytesIO
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction

from config.lib.spreadsheets.read_workbook import Fault, RawSheet, cell_at, read, rows_at
from records.history.acting import acting
from records.imports import staging, validation
from records.imports.drafts import insert_rows, insert_versions
from records.imports.reader import Intake, format_cell, take_in
from records.imports.sheets import ImportKind
from records.imports.staging import Staged
from records.integrity.db_errors import in_plain_words
from records.models import Record, ReviewStep, Row, State, User
from records.registry import bundles
from records.review import gate, workflow
from records.review.diff import differences
from records.review.references import with_companions

MOST_FAULTS = 100_000
SHOWN_CHANGES = 50
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
    """The result of an import: counts, faults, changes; stored with the file."""

    counts: list[Counts] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    emptied: list[Emptied] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    changes: list[dict] = field(default_factory=list)
    record_count: int = 0

    @property
    def brings_something(self) -> bool:
        return any(sheet.added or sheet.changed for sheet in self.counts)

    def as_data(self) -> dict:
        return asdict(self)


def import_file(
    sent: bytes,
    name: str,
    kind: ImportKind,
    user: User,
    reason: str,
    *,
    is_rehearsal: bool,
    on_step: OnStep = lambda step, count: None,
    on_loaded: Callable[[list[Record], ImportReport], None] = lambda versions, report: None,
) -> ImportReport:
    """Import a file, all or nothing: drafts, submitted together.

    A rehearsal, or a file with a fault, leaves nothing behind. `on_step` gets each step and its
    count; `on_loaded`, the submitted versions inside the transaction. ValidationError when it is
    no spreadsheet.
    """
    sheets = list(read(BytesIO(sent), name))
    with in_plain_words(), acting(user, reason), transaction.atomic():
        intake = take_in(kind, sheets, lambda rows: on_step("reading", rows))
        report = ImportReport(unread=intake.unread, faults=list(intake.faults))
        if intake.staged:
            _bring_in(intake, report, user, reason, on_step, None if is_rehearsal else on_loaded)
        new_faults = report.faults[len(intake.faults) :]
        report.faults = [*intake.faults, *_with_cell_values(new_faults, read(BytesIO(sent), name))]
        report.faults.sort(key=_in_order_of(intake))
        report.fault_count = len(report.faults)
        del report.faults[MOST_FAULTS:]
        if is_rehearsal or report.faults:
            transaction.set_rollback(True)
        else:
            staging.drop()
    return report


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


def _bring_in(
    intake: Intake, report: ImportReport, user: User, reason: str, on_step: OnStep, on_loaded
) -> None:
    on_step("comparing", 0)
    main, sheets = _compared(intake, report)
    violations = list(validation.violations(main, sheets, user))
    report.faults += [_fault_of(intake, one) for one in violations]
    report.counts = [one for one in map(_counts, sheets) if one.rows]
    report.emptied = [one for staged in sheets for one in _emptied(staged)]
    if not report.brings_something:
        return
    _leave_out_faulty(main, sheets, violations)
    on_step("writing", 0)
    by_model = {staged.model: staged for staged in sheets if staged.sheet.kind.is_of_rows}
    ids = insert_versions(main, reason)
    insert_rows(main, main.model.row_models(), by_model)
    report.record_count = len(ids)
    report.changes = _changes(main, ids[:SHOWN_CHANGES])
    _pass_the_gate(intake, main, by_model, ids, report, on_step)
    if bundles.brings_others(main.model) and not report.faults:
        _prepare(intake, main, ids, user, reason, report)
    if on_loaded and not report.faults:
        on_loaded(_submitted(main, ids, user, reason, on_step), report)


def _compared(intake: Intake, report: ImportReport) -> tuple[Staged, list[Staged]]:
    """Compare every sheet with the ledger; returns the sheet of records, and all sheets."""
    main = next((one for one in intake.staged if one.sheet is intake.kind.main), None)
    rows = [one for one in intake.staged if one is not main]
    if main is None:
        main = Staged(intake.kind.main)
        main.create()
    for staged in intake.staged:
        report.faults += [_fault_of(intake, one) for one in validation.repeated(staged)]
    for staged in rows:
        staging.add_owners(main, staged)
    staging.find_bases(main)
    for staged in rows:
        staging.match_rows(main, staged)
    staging.mark_changes(main, [main, *rows])
    return main, [main, *rows]


def _fault_of(intake: Intake, one: validation.Violation) -> Fault:
    return intake.fault(one.staged, one.row or 0, one.field, one.value, one.message)


def _leave_out_faulty(
    main: Staged, sheets: Sequence[Staged], violations: list[validation.Violation]
) -> None:
    """Leave out records that cannot be written, so that the rest is still checked."""
    for staged in sheets:
        rows = [one.row for one in violations if one.staged is staged]
        staging.run(
            "UPDATE {main} m SET is_changed = false FROM {name} s WHERE s.{key} = m.code"
            " AND (coalesce(s.is_faulty, false) OR s.sheet_row = ANY(%s))",
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


def _prepare(
    intake: Intake, main: Staged, ids: list[int], user: User, reason: str, report: ImportReport
) -> None:
    """Make what the drafts are handed in with; what stands in the way is a fault of their row."""
    numbers = _rows_in_file(main)
    for draft in main.model.objects.filter(pk__in=ids).order_by("pk"):
        try:
            with transaction.atomic():
                bundles.prepare([draft], user, reason)
                gate.check(*with_companions([draft], State.DRAFT))
        except ValidationError as error:
            message = " ".join(error.messages)
            report.faults.append(intake.fault(main, numbers.get(draft.pk) or 0, "", "", message))


def _rows_in_file(main: Staged) -> dict[int, int]:
    """The rows of the file by the drafts that they became."""
    rows = staging.run("SELECT new_id, sheet_row FROM {name} WHERE is_changed", name=main.name)
    return dict(rows)


def _pass_the_gate(
    intake: Intake, main: Staged, rows: dict, ids: list[int], report: ImportReport, on_step: OnStep
) -> None:
    """Report each problem that would keep a new version from being published as a fault."""
    numbers = _rows_in_file(main)
    for done, chunk in enumerate(_batches(ids)):
        on_step("checking", done * BATCH)
        for version, problem in gate.problems_of(main.model, chunk):
            where = problem.where
            staged, number = main, numbers.get(version.pk)
            if isinstance(where, Row) and type(where) in rows:
                staged = rows[type(where)]
                number = _row_of(staged, version.code, where.line) or number
            message = f"{version.code}: {problem}"
            report.faults.append(intake.fault(staged, number or 0, problem.field, "", message))


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
