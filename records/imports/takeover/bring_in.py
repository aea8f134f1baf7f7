"""A notice in one transaction: read as a person decided, made into drafts with its source, and
rehearsed or handed in, all or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from functools import partial
from io import BytesIO

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from config.lib.spreadsheets.raw_sheets import Fault
from records.history.acting import acting
from records.imports.importer import Counts, ImportReport, OnStep, import_file
from records.imports.notices.cells.grid import Book
from records.imports.notices.mapping import Mapping
from records.imports.notices.read_notice import open_book, propose, read
from records.imports.notices.understanding import Notice
from records.imports.sheets import import_kinds
from records.imports.takeover.another_file import IN_PLACE, choices_of_another, mapping_of_another
from records.imports.takeover.notice_summary import open_questions, summary_of
from records.imports.takeover.row_decisions import undecided, with_known_rows
from records.imports.takeover.taker import NOTICES, Drafted, TakeOver, taker
from records.integrity.db_errors import in_plain_words
from records.models import (
    NoticeMapping,
    NoticeReading,
    Record,
    RememberedMapping,
    StatementVersion,
    Upload,
    User,
)
from records.review import gate, workflow
from records.review.closing import refuse_closed_years

TURN = 16_012  # the number of the lock under which a notice is loaded
MOST_PROBLEMS = 500  # that are kept with the file
BATCH = 2500  # records that the gate looks at together
OnLoaded = Callable[[list[Record], ImportReport], None]


@dataclass
class NoticeReport(ImportReport):
    """The result of a notice: beside the counts, what a person still has to say, what stands in
    the way by row and cell, and what has no place in the ledger."""

    needs: list[str] = field(default_factory=list)
    problems: list[dict] = field(default_factory=list)
    untaken: list[str] = field(default_factory=list)


def importer_for(upload: Upload) -> Callable[..., ImportReport]:
    """What imports a file of its kind: the way of notices, or that of templates."""
    if upload.kind == NOTICES:
        return partial(import_notice, upload)
    return partial(_import_sheet, upload)


def _import_sheet(upload: Upload, sent: bytes, user: User, reason: str, **options) -> ImportReport:
    kind = import_kinds()[upload.kind]
    return import_file(sent, upload.name, kind, user, reason, answered=upload.answered, **options)


def import_notice(
    upload: Upload,
    sent: bytes,
    user: User,
    reason: str,
    *,
    is_rehearsal: bool,
    on_step: OnStep,
    on_loaded: OnLoaded,
) -> NoticeReport:
    """Read a notice and keep its reading; where nothing is open, make drafts, check them and,
    unless it is a rehearsal, hand them in. ValidationError when it cannot be opened."""
    on_step("reading", 0)
    with nullcontext() if is_rehearsal else _one_at_a_time():
        return _take_over(upload, sent, user, reason, on_step, None if is_rehearsal else on_loaded)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A transaction in which no other notice is loaded: what it brings is known to the next, which
    may be the same file."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        yield


def _take_over(
    upload: Upload,
    sent: bytes,
    user: User,
    reason: str,
    on_step: OnStep,
    on_loaded: OnLoaded | None,
) -> NoticeReport:
    """Read a notice and make drafts of it: a rehearsal, without `on_loaded`."""
    notice, choices = _read(upload, sent, user)
    reading = upload.notice_reading.content
    report = NoticeReport(untaken=taker().untaken(notice, choices))
    report.needs = [*undecided(choices, reading["known"]), *open_questions(reading, choices)]
    choices = with_known_rows(choices, reading["known"])
    report.needs = [*taker().needs(notice, choices), *report.needs]
    if not report.needs:
        work = TakeOver(upload, notice, choices, user, reason, on_step)
        with in_plain_words(), acting(user, reason), transaction.atomic():
            _make_drafts(work, report, on_step, on_loaded)
            if on_loaded is None or report.problems:
                transaction.set_rollback(True)
    return report


def _read(upload: Upload, sent: bytes, user: User) -> tuple[Notice, dict]:
    """The notice by the mapping of this file, which is proposed, or remembered, at first."""
    book = open_book(BytesIO(sent), upload.name)
    if not any(grid.rows for grid in book.grids):
        raise ValidationError(_("This file holds nothing."))
    kept = NoticeMapping.objects.filter(upload=upload).first()
    if kept is None:
        return _read_first(upload, book, user)
    if kept.choices.get(IN_PLACE):
        return _read_in_place(upload, book, kept)
    mapping = Mapping.from_json(kept.mapping)
    notice = read(book, mapping, taker().gazetteer())
    choices = taker().complete(taker().propose(notice), kept.choices)
    _keep_reading(upload, summary_of(book, mapping, notice), notice, choices)
    return notice, choices


def _read_first(upload: Upload, book: Book, user: User) -> tuple[Notice, dict]:
    """As it is proposed, with what was remembered of its layout."""
    gazetteer = taker().gazetteer()
    proposed = propose(book, gazetteer)
    known = RememberedMapping.objects.best_for(user, proposed.county, proposed.signature)
    mapping = proposed.with_memory(Mapping.from_json(known.mapping)) if known else proposed
    notice = read(book, mapping, gazetteer)
    choices = taker().complete(taker().propose(notice), known.choices if known else {})
    choices["is_remembered"] = known is not None
    with acting(user, upload.reason):
        given = {"mapping": mapping.as_json(), "choices": choices}
        NoticeMapping.objects.create(upload=upload, **given)
    _keep_reading(upload, summary_of(book, mapping, notice), notice, choices)
    return notice, choices


def _read_in_place(upload: Upload, book: Book, kept: NoticeMapping) -> tuple[Notice, dict]:
    """As a person decided on the file that this one takes the place of."""
    gazetteer = taker().gazetteer()
    mapping = mapping_of_another(propose(book, gazetteer), Mapping.from_json(kept.mapping))
    notice = read(book, mapping, gazetteer)
    content = summary_of(book, mapping, notice)
    former = NoticeReading.objects.get(upload=upload).content
    chosen = choices_of_another(kept.choices, former, content)
    choices = taker().complete(taker().propose(notice), chosen)
    with acting(upload.sent_by, upload.reason):
        kept.mapping, kept.choices = mapping.as_json(), choices
        kept.save()
    _keep_reading(upload, content, notice, choices)
    return notice, choices


def _keep_reading(upload: Upload, content: dict, notice: Notice, choices: dict) -> None:
    content["known"] = taker().known(notice)
    content["proposed"] = choices
    reading, _is_new = NoticeReading.objects.update_or_create(
        upload=upload, defaults={"content": content}
    )
    upload.notice_reading = reading


def _make_drafts(
    work: TakeOver, report: NoticeReport, on_step: OnStep, on_loaded: OnLoaded | None
) -> None:
    on_step("writing", 0)
    drafted = taker().draft(work)
    faults = list(drafted.faults)
    if not faults:
        faults = list(_problems(drafted, work.user, on_step))
    report.counts = list(_counts(drafted))
    report.record_count = len(drafted.records)
    _keep_problems(report, faults)
    if on_loaded and not faults:
        on_step("submitting", 0)
        versions = _versions(drafted)
        workflow.hand_over(versions, work.user, work.reason)
        on_loaded(versions, report)


def _keep_problems(report: NoticeReport, faults: list[Fault]) -> None:
    report.problems = [asdict(one) for one in faults[:MOST_PROBLEMS]]
    report.fault_count = len(faults)


def _versions(drafted: Drafted) -> list[Record]:
    return [*([drafted.source] if drafted.source else []), *drafted.records]


def _counts(drafted: Drafted) -> Iterator[Counts]:
    kind = str(taker().model._meta.verbose_name_plural)
    yield Counts(kind, drafted.added, drafted.changed, 0)
    yield Counts(str(StatementVersion._meta.verbose_name_plural), drafted.statements, 0, 0)


def _problems(drafted: Drafted, user: User, on_step: OnStep) -> Iterator[Fault]:
    """All that keeps the drafts from being handed in by `user`, at the rows that they come from."""
    for record in drafted.records:
        if not user.may_work_on(record):
            yield _fault(drafted, record, _("This is not one of the places that you work for."))
    try:
        refuse_closed_years(_versions(drafted))
    except ValidationError as error:
        yield Fault("", 0, "", "", " ".join(error.messages))
    if drafted.source:
        for _version, problem in gate.problems_of(type(drafted.source), [drafted.source.pk]):
            yield Fault("", 0, "", "", str(problem))
    ids = [record.pk for record in drafted.records]
    for start in range(0, len(ids), BATCH):
        on_step("checking", start)
        for version, problem in gate.problems_of(taker().model, ids[start : start + BATCH]):
            yield _fault(drafted, version, str(problem), problem.field)


def _fault(drafted: Drafted, record: Record, message: str, name: str = "") -> Fault:
    line = drafted.lines.get(record.pk)
    if line is None:
        return Fault("", 0, "", "", f"{record.code}: {message}")
    cell = line.cells.get(name, "")
    return Fault(line.sheet, line.row, cell.rstrip("0123456789"), "", message)
