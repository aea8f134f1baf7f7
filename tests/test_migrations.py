"""Migrations after version 0.2.0 hold nobody up who writes, and let the release before go on; those
before are frozen."""

import pytest
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations as django
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Now
from django.utils.timezone import now

from tests.blocking import faults

ROOMS = ("records", "counties", "cadres", "programs")
# The last migration of each room in version 0.2.0, whose tables are empty when it is applied.
FROZEN = "0002_rules"
# 0.2.0 has no prepared files, and reads no tallies where it finds a view in the place of the first.
READ_BY_NOBODY = [
    f"{what}: the release before reads it until it is restarted"
    for what in (
        "records.0005_files_in_parts: RemoveField content",
        "records.0005_files_in_parts: RemoveField projects",
        "programs.0003_tallies_by_edition: DeleteModel TallyEdition",
        "programs.0003_tallies_by_edition: DeleteModel TallyCell",
    )
]


def loader() -> MigrationLoader:
    return MigrationLoader(None)


def test_migrations_hold_nobody_up():
    graph = loader().graph
    leaves = [(room, FROZEN) for room in ROOMS]
    first = {key for leaf in leaves for key in graph.forwards_plan(leaf)}
    state, found = graph.make_state(leaves), []

    for key in _plan(graph):
        if key in first:
            continue
        migration = graph.nodes[key]
        if key[0] in ROOMS:
            found += faults(migration, state)
        else:
            state = migration.mutate_state(state)

    assert found == READ_BY_NOBODY


def test_table_is_made_in_one_operation():
    """Each operation more has Django build dozens of models anew, on every install and test run."""
    more = []
    for key, migration in loader().graph.nodes.items():
        made = set()
        for operation in migration.operations if key[0] in ROOMS else ():
            if isinstance(operation, django.CreateModel):
                made.add(operation.name_lower)
            elif getattr(operation, "model_name_lower", "") in made:
                more.append((*key, operation.migration_name_fragment))

    # Allocations were made before the projects that they belong to.
    assert more == [
        ("programs", "0001_initial", "allocation_project"),
        ("programs", "0001_initial", "allocation_allocation_line_once"),
    ]


def _plan(graph):
    plan = {}
    for leaf in graph.leaf_nodes():
        plan |= dict.fromkeys(graph.forwards_plan(leaf))
    return plan


def complaints(*operations, atomic=True) -> list[str]:
    """What is wrong with a migration of these operations on the ledger as it is."""
    migration = django.Migration("0999_tried", "records")
    migration.operations, migration.atomic = list(operations), atomic
    return faults(migration, loader().project_state())


EDITION = models.ForeignKey("records.Edition", models.PROTECT)
QUIET_EDITION = models.ForeignKey(
    "records.Edition", models.PROTECT, null=True, db_constraint=False, db_index=False
)
INDEX = models.Index(fields=["at"], name="tried")
POSITIVE = models.CheckConstraint(condition=models.Q(id__gt=0), name="tried")


@pytest.mark.parametrize(
    ("operation", "word"),
    [
        (django.AddIndex("staffcomment", INDEX), "concurrently"),
        (django.RemoveIndex("staffcomment", "tried"), "concurrently"),
        (django.AddConstraint("staffcomment", POSITIVE), "NotValid"),
        (django.AddField("staffcomment", "tried", EDITION), "foreign key"),
        (django.AddField("staffcomment", "tried", models.SlugField()), "concurrently"),
        (django.AddField("staffcomment", "t", models.DateTimeField(db_default=Now())), "anew"),
        (django.AddField("staffcomment", "t", models.UUIDField(db_default=RandomUUID())), "anew"),
        (django.AlterField("staffcomment", "at", models.DateField()), "new column"),
        (django.AlterField("preparedfile", "begun_at", models.DateTimeField()), "NOT NULL"),
        (django.AlterField("staffcomment", "text", models.TextField(unique=True)), "index"),
        (django.AddField("staffcomment", "t", models.DateTimeField(default=now)), "db_default"),
        (django.RemoveField("staffcomment", "at"), "release before"),
        (django.RenameField("staffcomment", "at", "moment"), "release before"),
        (django.DeleteModel("staffcomment"), "release before"),
        (django.RunPython(django.RunPython.noop), "batches"),
        (django.RunSQL("UPDATE records_source SET id = id"), "batches"),
        (django.RunSQL("DELETE FROM public.records_source"), "batches"),
        (django.RunSQL("CREATE INDEX x ON records_source (id)"), "concurrently"),
        (django.RunSQL("ALTER TABLE a ALTER COLUMN b SET NOT NULL"), "NOT NULL"),
        (django.RunSQL("ALTER TABLE a ALTER COLUMN b TYPE bigint"), "new column"),
        (django.RunSQL("ALTER TABLE a ADD CONSTRAINT c CHECK (d > 0)"), "not valid"),
        (django.RunSQL("LOCK TABLE records_source"), "held"),
        (django.RunSQL("TRUNCATE records_source"), "batches"),
        (django.RunSQL("SELECT public.ledger_search_fill('a')"), "batches"),
        (django.RunSQL("SELECT ledger_stand(number) FROM records_edition"), "batches"),
    ],
)
def test_operation_that_holds_writers_up_is_found(operation, word):
    hidden = django.SeparateDatabaseAndState([operation], [operation])

    assert word in " ".join(complaints(operation))
    assert word in " ".join(complaints(hidden))


@pytest.mark.parametrize(
    "operation",
    [
        django.AddField("staffcomment", "tried", models.TextField(default="")),
        django.AddField("staffcomment", "tried", models.IntegerField(db_default=7)),
        django.AddField("staffcomment", "tried", QUIET_EDITION),
        django.RunSQL("CREATE TRIGGER a BEFORE UPDATE ON b EXECUTE FUNCTION c()"),
        django.RunSQL("CREATE FUNCTION a() RETURNS void AS $$ UPDATE b SET c = 1 $$"),
        django.RunSQL("ALTER TABLE a ADD CONSTRAINT c CHECK (d > 0) NOT VALID"),
        django.RunSQL("CREATE INDEX CONCURRENTLY x ON records_source (id)"),
        django.RunSQL("DELETE FROM records_preparedfile"),
        django.RunSQL("SELECT public.ledger_describe('counties_county', 'a')"),
        django.RunSQL("TRUNCATE public.programs_tallycell, programs_tallyblock"),
    ],
)
def test_operation_that_is_quick_is_let_pass(operation):
    assert complaints(operation) == []


def test_new_table_may_have_anything():
    make = django.CreateModel("tried", [("id", models.BigAutoField(primary_key=True))])
    index = models.Index(fields=["id"], name="tried")

    assert complaints(make, django.AddIndex("tried", index)) == []


def test_longer_text_is_quick_and_shorter_is_not():
    longer = django.AlterField("user", "display_name", models.CharField(max_length=1000))
    shorter = django.AlterField("user", "display_name", models.CharField(max_length=1))

    assert complaints(longer) == []
    assert complaints(shorter) != []


def test_migration_that_is_not_atomic_can_begin_again():
    index = AddIndexConcurrently("staffcomment", INDEX)
    field = django.AddField("staffcomment", "tried", models.TextField(default=""))

    assert complaints(index, atomic=False) == []
    assert "more than indexes" in complaints(field, index, atomic=False)[0]
