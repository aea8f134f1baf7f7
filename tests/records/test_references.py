"""Reference data: what they say is drafted, reviewed, published and kept, by every road."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from cadres.models import Cadre, Organisation
from counties.models import County, Designation
from programs.models import Indicator, Program, Project
from records.models import (
    Edition,
    Source,
    SourceVersion,
    State,
    Statement,
    StatementVersion,
    YearStep,
    reference_models,
)
from records.models.reading import back_to_today, edition_in_reading, read_as_of, reading
from records.models.references import versions_of
from records.review import workflow
from records.review.closing import take_year_step
from records.review.copying import next_version
from records.review.references import waiting_for, with_needed
from tests.builders import (
    draft_reference,
    make_project,
    publish,
    publish_reference,
    statement,
    withdraw,
)
from tests.database import as_table_owner

pytestmark = pytest.mark.django_db


def refused(sql: str, *values) -> bool:
    """By the triggers: the account of the application may not even try."""
    try:
        with transaction.atomic(), as_table_owner(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("model", list(reference_models()), ids=lambda model: model.__name__)
def test_no_statement_changes_what_others_refer_to(report_2011, model):
    table, row = model._meta.db_table, model.objects.order_by("pk").first()
    text = next(f.column for f in model._meta.fields if f.name in ("name", "title", "summary"))

    assert refused(f"UPDATE {table} SET {text} = 'Atlantis' WHERE id = %s", row.pk)
    assert refused(f"UPDATE {table} SET published_in_id = NULL WHERE id = %s", row.pk)
    assert refused(f"UPDATE {table} SET id = 99999 WHERE id = %s", row.pk)
    assert refused(f"DELETE FROM {table} WHERE id = %s", row.pk)
    assert refused(f"TRUNCATE {table} CASCADE")
    columns = ", ".join(f'"{f.column}"' for f in model._meta.fields if not f.primary_key)
    values = columns.replace('"code"', "'x1'")
    assert refused(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id = %s", row.pk
    )


@pytest.mark.parametrize(
    "sql",
    [
        # One strange row among many that stay as they are.
        "UPDATE records_statement SET summary = CASE code WHEN 'relief-fund' THEN 'x' "
        "ELSE summary END",
        # Two rows take each other's place: by id, by name, by what they say.
        "UPDATE records_statement SET id = CASE id WHEN {one} THEN {other} ELSE {one} END "
        "WHERE id IN ({one}, {other})",
        "UPDATE records_statement s SET code = t.code FROM records_statement t "
        "WHERE s.id + t.id = {one} + {other} AND s.id IN ({one}, {other})",
        "UPDATE records_statement s SET summary = t.summary FROM records_statement t "
        "WHERE s.id + t.id = {one} + {other} AND s.id IN ({one}, {other})",
        "UPDATE records_statement SET source_id = source_id + 1000 WHERE id = {one}",
        "WITH gone AS (DELETE FROM records_statement WHERE id = {one} RETURNING *) "
        "INSERT INTO records_statement SELECT * FROM gone",
        "INSERT INTO records_statement SELECT * FROM records_statement WHERE id = {one} "
        "ON CONFLICT (id) DO UPDATE SET value = 1",
        "MERGE INTO records_statement s USING records_statement t ON s.id = t.id "
        "WHEN MATCHED AND s.id = {one} THEN DELETE WHEN MATCHED THEN UPDATE SET code = t.code",
        "DO $$ BEGIN DELETE FROM records_statement WHERE id = {one}; "
        "UPDATE records_statement SET value = value; END $$",
    ],
)
def test_no_row_hides_among_the_others_of_a_statement(report_2011, sql):
    one, other = Statement.objects.order_by("pk").values_list("pk", flat=True)[:2]

    assert refused(sql.format(one=one, other=other))


def test_copied_rows_are_refused(report_2011):
    columns = "code, version, kind, title, title_zh, publisher, publisher_zh, published_on, url"
    with (
        pytest.raises(psycopg.IntegrityError, match="forged-1 says what its versions say"),
        transaction.atomic(),
        as_table_owner(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY records_source ({columns}, note, note_zh) FROM STDIN") as rows,
    ):
        for code in ("forged-1", "forged-2"):
            rows.write_row((code, 1, "report", "x", *[""] * 7))


def test_statement_that_changes_nothing_passes(report_2011):
    assert not refused("UPDATE records_statement SET value = value")
    assert not refused("DELETE FROM records_statement WHERE false")


def test_rules_of_reference_data_are_called_once_a_statement(report_2011):
    """However many rows it has: a source of a county has thousands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgtype & 1 = 1 AND tgname ~ "
            "'^ledger_(publish|guard|search)_' OR tgfoid::regproc::text ~ "
            "'ledger_(publish|guard|search)_references' AND tgtype & 1 = 1"
        )
        assert cursor.fetchall() == []


def test_many_statements_follow_their_versions(report_2011):
    source, other = (
        SourceVersion.objects.create(code=f"list-{n}", kind="notice", title=f"List {n}")
        for n in range(2)
    )
    given = {"document": source, "summary": "As printed"}
    rows = [StatementVersion(**given, code=f"r{n}", line=n) for n in range(1, 41)]
    StatementVersion.objects.bulk_create(rows)
    of = Statement.objects.filter(source__code="list-0")
    first = dict(of.values_list("code", "pk"))

    source.statements.filter(line__lte=20).update(summary="Mended")
    source.statements.filter(line__gt=30).delete()
    source.statements.filter(line__in=(1, 2)).update(document=other)
    source.statements.filter(line=3).update(code="renamed")

    kept = dict(of.values_list("code", "pk"))
    assert len(first) == 40 and len(kept) == 28
    assert kept.keys() - first.keys() == {"renamed"}
    assert all(kept[code] == first[code] for code in kept if code != "renamed")
    assert of.filter(summary="Mended").count() == 18
    assert Statement.objects.filter(source__code="list-1").count() == 2


@pytest.mark.parametrize("model", list(reference_models()), ids=lambda model: model.__name__)
def test_every_public_row_is_that_of_a_public_version(report_2011, model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_differing_references(%s)", [model._meta.db_table]
        )
        differing = cursor.fetchone()[0]

    assert model.objects.published().exists()
    assert differing == 0
    assert versions_of(model).objects.published().exists()


def test_correction_is_public_with_its_edition_and_its_reason(client, report_2011, clerk, reviewer):
    public = SourceVersion.objects.get(code="report-2011")
    draft = workflow.start_correction(public, clerk, "The zero was mine")
    draft.statements.filter(code="relief-fund").update(value=80_000_000)
    before = Statement.objects.get(code="relief-fund").value
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "A wrong zero")

    page, past = (client.get(f"/sources/report-2011/{query}").text for query in ("", "?edition=1"))
    history = client.get("/records/source/report-2011/")

    assert (before, Statement.objects.get(code="relief-fund").value) == (8_000_000, 80_000_000)
    assert "80,000,000" in page and "80,000,000" not in past
    assert "corrected in edition 2" in page and "corrected in edition 2" in past
    assert "The zero was mine" in history.text
    assert (
        Statement.objects.exclude(code="relief-fund").filter(revised_in__isnull=False).count() == 0
    )


def test_draft_goes_to_review_and_to_the_public_with_what_it_refers_to(
    client, report_2011, clerk, reviewer
):
    body = draft_reference(
        Organisation, "water-office", name="Water office", kind="local", statement=statement()
    )
    row = Organisation.objects.get(code="water-office")
    project = make_project(implementer=row)

    hidden = [client.get("/organisations/water-office/").status_code, row.is_public]
    workflow.submit([project], clerk)
    body.refresh_from_db()
    edition = workflow.publish([project], reviewer, "checked")

    assert hidden == [404, False]
    assert body.state == State.SUBMITTED
    assert {entry.code for entry in edition.entries.all()} == {"well", "water-office"}
    assert client.get("/organisations/water-office/").status_code == 200


def test_nothing_becomes_public_without_what_it_refers_to(report_2011, clerk, reviewer):
    body = draft_reference(
        Organisation, "water-office", name="Water office", kind="local", statement=statement()
    )
    project = make_project(implementer=Organisation.objects.get(code="water-office"))
    workflow.submit([project], clerk)
    body.refresh_from_db()
    workflow.return_for_changes([body], reviewer, "Which office?")

    with pytest.raises(ValidationError, match="Water office"):
        workflow.publish([project], reviewer, "checked")

    assert Edition.objects.latest_number() == 1
    assert waiting_for(body) == [project]
    assert with_needed([project], State.DRAFT) == [project, body]


@pytest.mark.parametrize("road", ["withdrawn", "left out"])
def test_what_the_public_reads_keeps_what_it_cites(report_2011, clerk, reviewer, road):
    public = SourceVersion.objects.get(code="report-2011")

    if road == "withdrawn":
        with pytest.raises(ValidationError, match="still cited by"):
            withdraw(public, reviewer, "wrong")
    else:
        draft = next_version(public, "without the fund")
        draft.statements.filter(code="infrastructure-fund").delete()
        workflow.submit([draft], clerk)
        with pytest.raises(ValidationError, match="still cited by"):
            workflow.publish([draft], reviewer, "checked")

    assert Statement.objects.get(code="infrastructure-fund").is_public


def test_draft_that_others_refer_to_is_not_deleted(report_2011):
    body = draft_reference(
        Organisation, "water-office", name="Water office", kind="local", statement=statement()
    )
    make_project(implementer=Organisation.objects.get(code="water-office"))

    with pytest.raises(IntegrityError), transaction.atomic():
        body.delete()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_draft_that_is_given_up_leaves_nothing_behind(report_2011):
    body = draft_reference(Organisation, "water-office", name="Water office", kind="local")

    body.delete()

    assert not Organisation.objects.filter(code="water-office").exists()


@pytest.fixture
def closed(report_2011, administrator):
    return take_year_step(2011, YearStep.Verb.CLOSE, administrator, "settled")


def test_closed_year_keeps_its_statements(closed):
    with pytest.raises(ValidationError, match="closed year"), transaction.atomic():
        publish_reference(Statement, "report-2011/relief-fund", value=80_000_000)

    publish_reference(Statement, "report-2011/in-2012", summary="Of 2012", year=2012)
    assert Statement.objects.get(code="relief-fund").value == 8_000_000


def test_closed_year_keeps_its_stated_totals(closed):
    draft = next_version(SourceVersion.objects.get(code="report-2011"), "other totals")
    draft.stated_totals.filter(adds="money").update(explanation="Otherwise")

    with pytest.raises(ValidationError, match="closed year"):
        publish(draft)


@pytest.mark.parametrize(
    ("period", "is_refused"),
    [(("2010", "2012"), True), (("2012", ""), False), (("", "2010"), False), (("", ""), True)],
)
def test_closed_year_keeps_the_designations_in_force(closed, period, is_refused):
    draft = draft_reference(County, "141030")
    starts, ends = period
    Designation.objects.create(
        county=draft, kind="key_county", starts=starts, ends=ends, statement=statement()
    )

    if is_refused:
        with pytest.raises(ValidationError, match="closed year"):
            publish(draft)
    else:
        publish(draft)


@pytest.mark.parametrize("change", [{"unit": "household"}, {"measure": "stock"}])
def test_unit_and_measure_stay_once_results_cite_them(report_2011, change):
    with pytest.raises(ValidationError, match="Unit and kind of quantity are fixed"):
        publish_reference(Indicator, "jobs", **change)


def test_names_of_those_who_published_do_not_change_with_their_accounts(client, report_2011):
    publish_reference(Program, "relief-projects", name="Relief")
    publisher = Edition.objects.get(number=2).published_by
    before = client.get("/editions/2/").text
    publisher.display_name = "Somebody else"
    publisher.save()

    assert client.get("/editions/2/").text == before
    call_command("verify_editions", verbosity=0)


def test_past_is_read_in_every_query(report_2011):
    publish_reference(County, "141030", name="Atlantis")
    publish_reference(Cadre, "li-yikai", name="Somebody else")

    with reading(1):
        names = [
            County.objects.get(code="141030").name,
            *County.objects.filter(name__startswith="Daning").values_list("name", flat=True),
            Project.objects.filter(program__name="Relief").count(),
        ]
        during = edition_in_reading()

    assert names == ["Daning County", "Daning County", 0]
    assert (during, edition_in_reading()) == (1, None)
    assert County.objects.get(code="141030").name == "Atlantis"


def test_past_is_left_when_something_fails(report_2011):
    publish_reference(County, "141030", name="Atlantis")

    with pytest.raises(ZeroDivisionError), reading(1):
        raise ZeroDivisionError

    assert County.objects.get(code="141030").name == "Atlantis"


def test_edition_that_is_not_being_read_is_not_mistaken_for_today(report_2011):
    with pytest.raises(RuntimeError, match=r"reading\(1\)"):
        Source.objects.as_of(1)


def test_preview_of_a_source_leaves_the_public_as_it_is(client, report_2011, reviewer):
    draft = draft_reference(Statement, "report-2011/relief-fund", value=80_000_000)
    client.force_login(reviewer)

    preview = client.get(f"/admin/records/sourceversion/{draft.pk}/preview/").text

    assert "80,000,000" in preview
    assert Statement.objects.get(code="relief-fund").value == 8_000_000


def test_past_reading_in_one_thread_leaves_another_alone(report_2011):
    """An answer that broke off may be given up by any thread."""
    from_here = read_as_of(1, iter([b"part", b"part"]))
    next(from_here)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(from_here.close).result()
    left = edition_in_reading()
    back_to_today()

    assert (left, edition_in_reading()) == (1, None)
