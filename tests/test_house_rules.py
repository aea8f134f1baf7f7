"""The house rules that linters cannot hold."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import translation

from config.lib.dates import PartialDateField, YearField
from config.lib.orm.constraints import FullyConstrained
from records.models import (
    Attachment,
    Cited,
    Qualifier,
    Record,
    ReferenceVersion,
    Row,
    Stable,
    StatementVersion,
)

ROOMS = ("records", "counties", "cadres", "programs")
ROOT = Path(__file__).parent.parent
OUR_MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
UNTRACKED = {
    "ApprovalLimit",
    "ChangeEvent",
    "Edition",
    "EditionBranch",
    "EditionEntry",
    "EditionTimestamp",
    "ReviewStep",
    "StoredFile",
    "UploadedVersion",
    "YearStep",
}  # they only grow

DERIVED = {
    "CheckCount",
    "NoticeReading",
    "PreparedFile",
    "PreparedPart",
    "SearchEntry",
    "SearchWord",
    "Standing",
    "TallyCell",
    "TallyBlock",
    "OutcomeCell",
}  # made anew from the others at any time

PERSONAL = {"Desk", "Notice"}  # what one person has seen and was told: no datum of the ledger


def python_files():
    folders = ("config", *ROOMS, "portal", "tests")
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def test_files_stay_short():
    long = [path for path in python_files() if len(path.read_text().splitlines()) > 400]

    assert [path.name for path in long if "migrations" not in path.parts] == []


def test_lines_of_templates_stay_short():
    lines = [
        (path.name, number)
        for path in (ROOT / "templates").rglob("*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > 140
    ]

    assert lines == []


def _room_files():
    """The modules of our rooms, relative to the root."""
    paths = (path.relative_to(ROOT) for path in python_files())
    return [path for path in paths if path.parts[0] != "tests"]


def test_folders_stay_small():
    modules = Counter(
        str(path.parent)
        for path in _room_files()
        if path.stem != "__init__" and path.parent.name not in ("models", "migrations")
    )

    assert {folder: n for folder, n in modules.items() if n > 14} == {}


def test_a_module_name_stands_once_in_a_room():
    django = [
        "views",
        "urls",
        "admin",
        "tables",
        "filters",
        "forms",
        "models",
        "__init__",
        "apps",
        "base",
    ]
    shared = {"models", "views", "migrations", "management"}
    names = Counter(
        (path.parts[0], path.stem)
        for path in _room_files()
        if path.stem not in django and not shared & set(path.parts)
    )

    assert [name for name, n in names.items() if n > 1] == []


def test_names_are_nouns_of_the_field():
    words = {"told", "found", "shown", "written", "kept", "said", "look", "looks"}
    given = {"not_found"}  # Django's and the API's name for the answer 404
    names = {
        f"{path}: {node.name}"
        for path in _room_files()
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and node.name not in given
        and words & {part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", node.name)}
    }

    assert sorted(names) == []


def test_the_library_names_no_table():
    table = re.compile("|".join(sorted(model._meta.db_table for model in OUR_MODELS)))
    naming = [
        (path.name, node.value)
        for path in (ROOT / "config/lib").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if table.search(node.value)
    ]

    assert naming == []


def test_the_formatter_is_never_switched_off():
    skip = "# fmt: " + "skip"

    assert [path.name for path in python_files() if skip in path.read_text()] == []


def test_docs_name_files_that_exist():
    """A path counts from the root; a bare file name may stand in any folder."""
    tops = [path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] not in ".v"]
    files = {path.name for top in tops for path in (ROOT / top).rglob("*.*")}
    files |= {path.name for path in ROOT.iterdir()}
    documents = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    missing = [
        (document.name, path)
        for document in [*documents, *(ROOT / "docs").rglob("*.md")]
        for path in re.findall(r"`([\w./-]+)`", document.read_text())
        if (path.split("/")[0] in tops and "/" in path and not (ROOT / path).exists())
        or (re.fullmatch(r"[\w-]+\.(py|sql|html|css)", path) and path not in files)
    ]

    assert missing == []


def test_no_float_near_money():
    floats = [
        field
        for model in OUR_MODELS
        for field in model._meta.fields
        if isinstance(field, models.FloatField)
    ]
    casts = [
        path
        for path in python_files()
        if re.search(r"\bfloat\(", path.read_text()) and "tests" not in path.parts
    ]

    assert floats == []
    assert casts == []


def test_content_of_the_database_is_cached_by_the_helper_alone():
    """What functools caches here is made of models and files, and of no row."""
    made_of_code = {
        "config/lib/fonts.py",
        "config/lib/orm/constraints.py",
        "config/lib/orm/text_pairs.py",
        "config/server/request_kinds.py",
        "programs/intake/figure_statements.py",
        "portal/reports/formats/pdf.py",
        "portal/opendata/api/parameters.py",
        "portal/opendata/api/schemas.py",
        "records/registry/columns.py",
        "records/citations.py",
        "records/imports/sheets.py",
        "records/ledger_state.py",
        "records/quality/version_checks.py",
        "records/review/gate.py",
    }
    cachers = re.compile(
        r"functools import [^\n]*\b(lru_cache|cache)\b|functools\.(lru_cache|cache)\b"
        r"|django\.core\.cache|\bOrderedDict\b|\bWeak\w+Dictionary\b|^\s*global "
        r"|^_?\w+(: [^=\n]+)? = (\{\}|\w*[dD]ict\(.*\))$",
        re.MULTILINE,
    )
    registries = {
        "config/lib/caching.py",
        "records/integrity/verification/derived.py",
        "records/quality/registry.py",
        "records/registry/kinds.py",
    }
    outside = {
        str(path.relative_to(ROOT))
        for path in python_files()
        if "tests" not in path.parts and cachers.search(path.read_text())
    }

    assert sorted(outside - made_of_code - registries) == []


def test_every_year_and_date_has_limits():
    """Moments are written by the ledger itself; a year or a date is typed by somebody."""
    stated = [model for model in OUR_MODELS if not _is_derived(model)]
    fields = [field for model in stated for field in model._meta.concrete_fields]
    dates = [field for field in fields if _is_year_or_date(field)]
    unlimited = [
        str(field)
        for field in dates
        if not isinstance(field, YearField | PartialDateField)
        or f"{field.model._meta.model_name}_{field.name}_within_limits"
        not in {rule.name for rule in field.model._meta.constraints}
    ]

    assert len(dates) > 30
    assert unlimited == []


def _is_derived(model) -> bool:
    """Whether its rows are made from others, whose limits hold for them too."""
    return model.__name__ in DERIVED or issubclass(model, Stable)


def _is_year_or_date(field) -> bool:
    is_date = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    is_year = isinstance(field, models.IntegerField) and re.search("year|_on$", field.name)
    return bool(is_date or is_year) or isinstance(field, YearField | PartialDateField)


def test_every_constraint_says_what_is_wrong():
    unsaid = models.CheckConstraint.default_violation_error_message
    rules = [
        rule
        for model in OUR_MODELS
        if model.__name__ not in DERIVED
        for rule in model._meta.constraints
    ]

    silent = [rule.name for rule in rules if rule.violation_error_message == unsaid]
    with translation.override("zh-hans"):
        english = [
            rule.name
            for rule in rules
            if not re.search("[一-鿿]", rule.get_violation_error_message())
        ]

    assert silent == []
    assert english == []


def test_constraints_on_fields_that_no_form_shows_are_validated():
    hidden = [
        rule.name
        for model in OUR_MODELS
        if not issubclass(model, FullyConstrained)
        for rule in model._meta.constraints
        if not all(model._meta.get_field(name).editable for name in _fields_of(model, rule))
    ]

    assert hidden == []


def _fields_of(model, rule) -> set[str]:
    """The names of the fields that a constraint names."""
    expressions = [part for part in [getattr(rule, "condition", None)] if part]
    expressions += [one for one, _operator in getattr(rule, "expressions", ())]
    references = (ref for one in expressions for ref in model._get_expr_references(one))
    return {ref[0] for ref in references} | set(getattr(rule, "fields", ()))


def test_migrations_are_named():
    names = [path.stem for room in ROOMS for path in (ROOT / room / "migrations").glob("0*.py")]

    assert [name for name in names if re.search(r"auto_\d|_alter_|_and_more", name)] == []


def test_every_model_says_what_it_is_with_its_chinese_term():
    silent = [model.__name__ for model in OUR_MODELS if not re.search(r"[一-鿿]", model.__doc__)]

    assert silent == []


def test_every_record_and_row_cites_a_statement():
    records = [model for model in OUR_MODELS if issubclass(model, Record | Row)]

    citing = [model for model in records if model.__name__ not in NOT_CITING]
    assert all(issubclass(model, Cited) for model in records)
    assert all(
        "statement" in model.required_to_publish
        or not model._meta.get_field("statement").null
        or issubclass(model, ReferenceVersion)
        for model in citing
    )


# What is cited, what is no fact, and what a source is itself.
NOT_CITING = {"SourceVersion", "StatementVersion", "SourceAttachment", "IndicatorVersion"}
# Numbers of records and rows that no statement is compared with, and why.
NOT_COMPARED = {
    "Project.beneficiary_households": "no marker stands beside it: its statement is of the project",
    "Project.beneficiary_persons": "no marker stands beside it: its statement is of the project",
    "Result.numerator": "the statement says the share",
    "Result.denominator": "the statement says the share",
    "Result.target": "has no statement of its own",
    "Allocation.amount": "generated from allocated and unstaged, which are compared",
    "StatementVersion.position": "an order",
    "StatementVersion.value": "what others are compared with",
    "StatementVersion.step": "what others are compared with",
    "ProvinceVersion.tile_row": "a place on our map, which no source states",
    "ProvinceVersion.tile_column": "a place on our map, which no source states",
    "PostingMonth.days": "the statement is a register of many months",
    "Membership.position": "an order",
    "CountyVersion.report_days": "decided here, as how soon its projects report",
    "ProgramVersion.report_days": "decided here, as how soon its projects report",
    "ProgressReport.project_version": "names the version that takes its figures over",
    "ReportedMoney.allocation_line": "names a row of the project",
    "ProgramVersion.position": "an order",
    "IndicatorVersion.position": "an order",
}


def test_every_figure_is_compared_with_the_statement_it_cites():
    """Each model says so beside its fields, or its number stands above with the reason why not."""
    numbers, qualifiers = set(), set()
    versioned = [model for model in OUR_MODELS if issubclass(model, Record | Row)]
    for model in (model for model in versioned if not issubclass(model, Attachment)):
        own = {field.name for field in model._meta.concrete_fields if _is_figure(field)}
        compared = {name for figures in model.cited_figures for name in figures.units}
        numbers |= {f"{model.__name__}.{name}" for name in own - compared}
        assert compared <= own
        if any(field.choices == Qualifier.choices for field in model._meta.concrete_fields):
            qualifiers.add(model.__name__)
            is_stating = model is StatementVersion
            assert is_stating or any(figures.qualifier for figures in model.cited_figures), model

    assert numbers == set(NOT_COMPARED)
    assert "Result" in qualifiers


def _is_figure(field) -> bool:
    stored = field.output_field if field.generated else field
    is_number = isinstance(stored, models.IntegerField | models.DecimalField)
    is_name = field.primary_key or isinstance(field, YearField) or field.name in ("version", "line")
    return is_number and not is_name


@pytest.mark.django_db
def test_every_table_has_the_triggers_of_its_kind():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'ledger_%'"
        )
        present = set(cursor.fetchall())
    wanted = set()
    kept = (model for model in OUR_MODELS if model.__name__ not in DERIVED | PERSONAL)
    for model in (model for model in kept if not model._meta.proxy):
        kinds = ["ledger_track"] if model.__name__ not in UNTRACKED else ["ledger_append_only"]
        if issubclass(model, Stable):  # it says what its versions say, which are tracked
            guards = [f"ledger_guard_{verb}" for verb in ("insert", "update", "delete")]
            kinds = [*guards, "ledger_no_truncate"]
        if issubclass(model, Record | Row):
            kinds += ["ledger_guard", "ledger_no_truncate"]
        wanted |= {(model._meta.db_table, kind) for kind in kinds}

    assert wanted - present == set()
