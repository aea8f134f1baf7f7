"""A temporary table or view in front of one of ours deceives no function of the ledger.

PostgreSQL looks in a session's temporary schema before any other, so `programs_project` is another
table for whoever makes a temporary one of that name. The application can make none; the functions
would not believe one of the owner's either.
"""

import re
from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from counties.models import County, Province
from programs.models import Project, TallyCell
from programs.totals import tallies
from programs.totals.verification import differing_tally
from records.history.acting import acting
from records.models import ChangeEvent, Edition, EditionEntry, Record, Row, SearchEntry
from records.review import workflow
from records.review.closing import take_year_step
from records.review.copying import next_version
from tests.builders import draft_reference, make_project, make_report, publish
from tests.database import as_superuser, as_table_owner

pytestmark = pytest.mark.django_db

MODELS = apps.get_models()
RECORDS = [model for model in MODELS if issubclass(model, Record)]
ROWS = [model for model in MODELS if issubclass(model, Row)]
FORMS = ("TABLE", "VIEW")


@dataclass(frozen=True)
class Attack:
    """A statement that passes if the database believes a forged `table`: one that holds the rows
    `where`, with other values in some columns."""

    table: str
    statement: str
    refusal: str
    where: str = "true"
    forged: dict[str, str] = field(default_factory=dict)

    def __str__(self):
        return f"{self.table}: {' '.join(self.statement.split()[:3])}"


def change_of_rows(model) -> Attack:
    owner = model.owner_model()._meta.db_table
    return Attack(
        table=owner,
        forged={"state": "'draft'"},
        statement=f"INSERT INTO public.{model._meta.db_table} ({model.belongs_to}_id, line) "
        f"SELECT id, 99 FROM public.{owner} WHERE state = 'published' LIMIT 1",
        refusal="rows of a record that is published cannot be changed",
    )


def joining_a_sealed_edition(model) -> Attack:
    return Attack(
        table="records_edition",
        where="false",
        statement=f"INSERT INTO public.{model._meta.db_table} (code, version, state, "
        "published_in_id) VALUES ('x', 1, 'published', 1)",
        refusal="cannot join an edition that is published already",
    )


ENTRY = (
    "INSERT INTO public.records_editionentry (edition_id, place, kind, code, version, action, "
    "reason, submitted_by_id, submitter, digest) SELECT 1, 999, 'project', 'x', 1, 'published', "
    "'', submitted_by_id, 'x', '' FROM public.records_editionentry LIMIT 1"
)
PUBLICATION = (
    "UPDATE public.programs_project SET state = 'superseded', superseded_in_id = 2 "
    "WHERE code = '2011-industry' AND state = 'published'; "
    "UPDATE public.programs_project SET state = 'published', published_in_id = 2 "
    "WHERE code = '2011-industry' AND state = 'submitted'"
)
WITHDRAWAL = (
    "UPDATE public.programs_project SET state = 'withdrawn', superseded_in_id = 2 "
    "WHERE code = '2011-industry' AND state = 'published'"
)
REQUEST = (
    "INSERT INTO public.records_rolerequest (account_id, group_id, state, asked_by_id, asked_at, "
    "reason, decision) SELECT account_id, group_id, 'asked', "
    "current_setting('ledger.user_id')::bigint, now(), 'x', '' "
    "FROM public.records_rolerequest LIMIT 1"
)
AUDITOR = "(SELECT id FROM public.auth_group WHERE name = 'auditor')"
ROLE = (
    "INSERT INTO public.records_user_groups (user_id, group_id) "
    f"SELECT account_id, {AUDITOR} FROM public.records_rolerequest"
)
FOUNDING = (
    "INSERT INTO public.records_rolerequest (account_id, group_id, state, asked_at, reason, "
    f"decision) SELECT account_id, {AUDITOR}, 'founding', now(), 'x', '' "
    "FROM public.records_rolerequest LIMIT 1"
)
BY_NO_ADMINISTRATOR = "An administrator asks for a role in their own name"
ATTACKS = [
    *map(change_of_rows, ROWS),
    *map(joining_a_sealed_edition, RECORDS),
    Attack(
        table="records_edition",
        forged={"number": "6", "digest": "'x'"},
        statement="INSERT INTO public.records_edition (number, published_at, published_by_id, "
        "publisher, reason, record_count, previous_digest, digest) SELECT 7, now(), "
        "published_by_id, 'x', 'x', 0, 'x', 'y' FROM public.records_edition",
        refusal="Edition 7 does not follow edition 1",
    ),
    Attack(
        table="records_edition",
        forged={"record_count": "1000000"},
        statement=ENTRY,
        refusal="takes no further records",
    ),
    Attack(
        table="records_editionentry",
        where="false",
        statement=ENTRY,
        refusal="takes no further records",
    ),
    Attack(
        table="records_changeevent",
        where="false",
        statement=PUBLICATION,
        refusal="must not have edited this version",
    ),
    Attack(
        table="records_reviewstep",
        forged={"verb": "'ask'", "version": "1", "by_id": "0"},
        statement=WITHDRAWAL,
        refusal="when another person asked for it",
    ),
    Attack(
        table="records_rolerequest",
        forged={"state": "'confirmed'", "group_id": AUDITOR},
        statement=ROLE,
        refusal="when a second administrator confirms it",
    ),
    Attack(
        table="records_rolerequest",
        where="false",
        statement=FOUNDING,
        refusal="Only the first two administrators",
    ),
    Attack(
        table="records_user",
        forged={"is_superuser": "true"},
        statement=REQUEST,
        refusal=BY_NO_ADMINISTRATOR,
    ),
    Attack(
        table="records_user_groups",
        forged={"group_id": "(SELECT id FROM public.auth_group WHERE name = 'administrator')"},
        statement=REQUEST,
        refusal=BY_NO_ADMINISTRATOR,
    ),
    Attack(
        table="auth_group",
        forged={"name": "'administrator'"},
        statement=REQUEST,
        refusal=BY_NO_ADMINISTRATOR,
    ),
    Attack(
        table="records_yearstep",
        where="false",
        statement="INSERT INTO public.programs_project (code, version, state, year) "
        "VALUES ('x', 1, 'draft', 2010)",
        refusal="belongs to a closed year",
    ),
]
# Derived data, and the rows that they are counted from: guarding nothing.
DERIVED = {
    "records_searchentry",
    "records_searchword",
    "programs_allocation",
    "programs_outcomecell",
    "programs_payment",
    "programs_program",
    "programs_programversion",
    "programs_standing",
    "programs_tallyblock",
    "programs_tallycell",
    "programs_educationaid",
    "counties_county",
    "counties_countyversion",
    "counties_designation",
}
# Read by the guard of plans: `test_plan_is_compared_with_the_ledger_itself`.
OF_PLANS = {"programs_milestone", "programs_planchange"}
# Read by the functions of two approvals: tests/records/people/test_approvals.py.
OF_APPROVALS = {"records_approvallimit"}
# Read by the functions that write reference data from their versions: what they write is compared
# with the versions once more (tests/records/test_references.py).
OF_REFERENCES = {
    "records_source",
    "records_sourceversion",
    "records_statement",
    "records_statementversion",
    "programs_result",
}


def put_in_front(form: str, table: str, where: str = "true", forged=()) -> None:
    """A temporary table or view that stands in front of `table`, with some columns `forged`."""
    forged = dict(forged)
    with as_superuser(), connection.cursor() as cursor:
        names = [one.name for one in connection.introspection.get_table_description(cursor, table)]
        columns = ", ".join(f"{forged.get(name, name)} AS {name}" for name in names)
        cursor.execute(
            f"CREATE TEMPORARY {form} {table} AS SELECT {columns} FROM public.{table} WHERE {where}"
        )
        cursor.execute(f"GRANT ALL ON {table} TO PUBLIC")


def word(text: str) -> SearchQuery:
    return SearchQuery(text, config="simple")


@pytest.fixture
def edited_by_the_reviewer(report_2011, clerk, reviewer):
    """A submitted version whose reviewer had a hand in it, and a closed year 2010."""
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digit")
    with acting(reviewer, "help"):
        Project.objects.filter(pk=draft.pk).update(title="By the reviewer")
    workflow.submit([draft], clerk)
    take_year_step(2010, "close", clerk, "printed")
    return reviewer


@pytest.mark.soak
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_guard_believes_no_temporary_table(edited_by_the_reviewer, attack, form):
    if attack.table == "programs_progressreport":  # the report of 2011 has none
        publish(make_report(Project.objects.get(code="2011-farming"), period="q4"))
    put_in_front(form, attack.table, attack.where, attack.forged)

    with (
        acting(edited_by_the_reviewer, "attack"),
        pytest.raises(DatabaseError, match=attack.refusal),
        transaction.atomic(),
        as_table_owner(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack.statement)


def test_published_money_is_not_changed_behind_a_temporary_table(report_2011):
    put_in_front("TABLE", "programs_project")
    with pytest.raises(DatabaseError, match="cannot be changed"), connection.cursor() as cursor:
        cursor.execute("UPDATE pg_temp.programs_project SET state = 'draft'")
        cursor.execute("UPDATE public.programs_allocation SET allocated = allocated + 1")


@pytest.mark.parametrize("table", ["programs_milestone", "programs_planchange"])
def test_plan_is_compared_with_the_ledger_itself(report_2011, monkeypatch, table):
    project = make_project()
    step = {"kind": "acceptance", "planned_on": "2013-09", "statement": project.statement}
    project.milestones.create(**step)
    publish(project)
    draft = next_version(Project.objects.get(pk=project.pk), "later")
    draft.milestones.update(planned_on="2013-12")
    monkeypatch.setattr("records.review.gate.check", lambda *versions: None)
    put_in_front("TABLE", table, where="false")
    with as_superuser(), connection.cursor() as cursor:
        if table == "programs_planchange":
            cursor.execute(
                "INSERT INTO pg_temp.programs_planchange (project_id, line, reason) "
                "VALUES (%s, 1, 'x')",
                [draft.pk],
            )

    with pytest.raises(ValidationError, match="with its reason only"):
        publish(draft)


def test_application_makes_no_temporary_table(report_2011):
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE programs_project AS SELECT * FROM public.programs_project"
        )


@pytest.mark.parametrize("form", FORMS)
def test_history_and_search_are_written_to_the_ledger(report_2011, form):
    events, entry = ChangeEvent.objects.count(), SearchEntry.objects.filter(kind="county")
    for table in ("records_changeevent", "records_searchentry", "records_searchword"):
        put_in_front(form, table, where="false")

    draft = draft_reference(County, "141030", name="Elsewhere")
    entries = EditionEntry.objects.count()
    publish(draft)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public.records_changeevent")
        (count,) = cursor.fetchone()
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(f"DROP {form} pg_temp.records_searchentry")

    assert count > events and EditionEntry.objects.count() == entries + 1
    assert entry.filter(words=word("elsewhere")).count() == 1


@pytest.mark.parametrize("form", FORMS)
def test_rebuilt_search_holds_the_ledger_only(report_2011, form):
    entries = SearchEntry.objects.count()
    put_in_front(form, "counties_county", forged={"name": "'Forged'"})
    with as_superuser(), connection.cursor() as cursor:
        if form == "TABLE":
            cursor.execute(
                "CREATE TRIGGER ledger_search AFTER INSERT ON pg_temp.counties_county "
                "FOR EACH ROW EXECUTE FUNCTION ledger_search('county', 'name', '', '')"
            )
        cursor.execute("SELECT ledger_search_rebuild()")

    assert SearchEntry.objects.count() == entries
    assert not SearchEntry.objects.filter(words=word("forged")).exists()


@pytest.mark.parametrize("form", FORMS)
def test_tallies_count_the_rows_of_the_ledger(report_2011, form):
    counted = ("programs_project", "programs_allocation", "counties_county")
    for table in (*counted, "programs_tallyblock", "programs_tallycell"):
        put_in_front(form, table, where="false")

    tallies.keep(records=1)
    with as_superuser(), connection.cursor() as cursor:
        for table in (*counted, "programs_tallyblock", "programs_tallycell"):
            cursor.execute(f"DROP {form} pg_temp.{table}")

    assert TallyCell.objects.exists()
    assert differing_tally() is None


def functions() -> dict[str, tuple[list[str], bool, str]]:
    """Each function of the ledger: its settings, whether its names are bound, and its body."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure::text, coalesce(proconfig, '{}'), prosqlbody IS NOT NULL, "
            r"prosrc FROM pg_proc WHERE proname LIKE 'ledger\_%' ORDER BY 1"
        )
        return {name: rest for name, *rest in cursor.fetchall()}


def test_every_function_looks_names_up_by_a_path_of_its_own():
    by_name = functions()

    loose = [
        name
        for name, (settings, is_bound, _body) in by_name.items()
        if not is_bound and "search_path=pg_catalog, pg_temp" not in settings
    ]

    assert len(by_name) > 25 and loose == []


def test_every_table_that_a_function_reads_is_tried():
    bodies = " ".join(body for _settings, _is_bound, body in functions().values())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(tgargs, 'escape') FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid "
            "WHERE proname = 'ledger_guard_row'"
        )
        owners = {arguments.split("\\000")[0] for (arguments,) in cursor.fetchall()}

    named = set(re.findall(r"public\.((?!ledger_)\w+)", bodies))

    tried = {attack.table for attack in ATTACKS}
    assert named | owners == tried | DERIVED | OF_PLANS | OF_APPROVALS | OF_REFERENCES
    assert Edition._meta.db_table in named and Project._meta.db_table in owners
    assert Province._meta.db_table not in named
