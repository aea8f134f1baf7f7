"""The house rules that linters cannot hold."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import translation

from config.lib.constraints import FullyConstrained
from config.lib.dates import PartialDateField, YearField
from records.models import Cited, Record, Row

ROOMS = ("records", "counties", "cadres", "programs")
ROOT = Path(__file__).parent.parent
OUR_MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
UNTRACKED = {
    "ChangeEvent",
    "Edition",
    "EditionEntry",
    "ReviewStep",
    "StoredFile",
    "UploadedVersion",
    "YearStep",
}  # they only grow

DERIVED = {
    "SearchEntry",
    "SearchWord",
    "TallyCell",
    "TallyEdition",
}  # made anew from the others at any time


def python_files():
    folders = ("config", *ROOMS, "tests")
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def test_files_stay_short():
    long = [path for path in python_files() if len(path.read_text().splitlines()) > 400]

    assert [path.name for path in long if "migrations" not in path.parts] == []


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
        "portal/reports/formats/pdf.py",
        "portal/opendata/api/parameters.py",
        "portal/opendata/api/schemas.py",
        "records/citations.py",
        "records/imports/columns.py",
        "records/ledger_state.py",
    }
    cachers = re.compile(
        r"functools import [^\n]*\b(lru_cache|cache)\b|functools\.(lru_cache|cache)\b"
        r"|django\.core\.cache|\bOrderedDict\b|\bWeak\w+Dictionary\b|^\s*global "
        r"|^_?\w+(: [^=\n]+)? = (\{\}|\w*[dD]ict\(.*\))$",
        re.MULTILINE,
    )
    registries = {"config/lib/caching.py", "records/quality/registry.py", "records/kinds.py"}
    outside = {
        str(path.relative_to(ROOT))
        for path in python_files()
        if "tests" not in path.parts and cachers.search(path.read_text())
    }

    assert sorted(outside - made_of_code - registries) == []


def test_every_year_and_date_has_limits():
    """Moments are written by the ledger itself; a year or a date is typed by somebody."""
    stated = [model for model in OUR_MODELS if model.__name__ not in DERIVED]
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

    assert all(issubclass(model, Cited) for model in records)
    assert all("statement" in model.required_to_publish for model in records)


@pytest.mark.django_db
def test_every_table_has_the_triggers_of_its_kind():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'ledger_%'"
        )
        present = set(cursor.fetchall())
    wanted = set()
    kept = (model for model in OUR_MODELS if model.__name__ not in DERIVED)
    for model in (model for model in kept if not model._meta.proxy):
        kinds = ["ledger_track"] if model.__name__ not in UNTRACKED else ["ledger_append_only"]
        if issubclass(model, Record | Row):
            kinds += ["ledger_guard", "ledger_no_truncate"]
        wanted |= {(model._meta.db_table, kind) for kind in kinds}

    assert wanted - present == set()
