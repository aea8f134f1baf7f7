"""The cells of a list page, column by column.

What a column says of itself (where its value stands, what its `render` takes, where it leads) is
found out once a page, for a page has many cells. The rules are those of django-tables2, whose own
way stays for columns that ask for more.
"""

from collections.abc import Callable, Iterable
from inspect import Parameter, signature
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow

Content = Callable[[BoundRow], Any]
PLAIN = {"value", "record"}  # all that most columns want to know of a row


def cell_of(bound: BoundColumn, row: BoundRow) -> Callable[[BoundRow], SafeString]:
    """How column `bound` writes a row like `row`."""
    start = format_html('<td {} data-label="{}">', bound.attrs["td"].as_html(), bound.header)
    content = content_of(bound, type(row.record))

    def cell(row: BoundRow) -> SafeString:
        return SafeString(f"{start}{conditional_escape(content(row))}</td>")

    return cell


def content_of(bound: BoundColumn, model: type) -> Content:
    """What stands in a cell of column `bound`, its link included."""
    parameters = signature(bound.render).parameters
    known = {"column": bound.column, "bound_column": bound, "table": bound._table}
    if parameters.keys() - PLAIN - known.keys() or Parameter.VAR_KEYWORD in _kinds(parameters):
        return lambda row: row.get_cell(bound.name)
    fixed = {name: known[name] for name in parameters.keys() - PLAIN}
    read, empty, wanted = reader(bound.accessor, model), bound.column.empty_values, set(parameters)

    def content(row: BoundRow):
        value, record = read(row.record), row.record
        if value in empty:
            # What stands for an empty cell speaks the reader's language, and so is a function.
            return bound.default() if callable(bound.default) else bound.default
        given = {"value": value} if "value" in wanted else {}
        given |= {"record": record} if "record" in wanted else {}
        told = bound.render(**given, **fixed)
        told = str(told) if isinstance(told, Model) else told  # its name, in its language
        return (
            format_html('<a href="{}">{}</a>', address(bound, record), told) if bound.link else told
        )

    return content


def _kinds(parameters) -> set:
    return {one.kind for one in parameters.values()}


def reader(accessor: str, model: type) -> Callable[[Any], Any]:
    """What `accessor` leads to from a record; choices in words, None where the way ends early."""
    *way, last = accessor.split("__")
    labels = {value: str(label) for value, label in _choices(model, (*way, last))}

    def read(record):
        for step in way:
            record = getattr(record, step, None)
        value = getattr(record, last, None)
        value = value() if callable(value) else value
        return labels.get(value, value) if labels else value

    return read


def _choices(model: type, way: tuple[str, ...]) -> Iterable[tuple[Any, Any]]:
    """The choices of the field at the end of a way of field names; none where it has none."""
    field = None
    for name in way:
        if not issubclass(model, Model):
            return ()
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return ()
        model = field.related_model or object
    return getattr(field, "flatchoices", None) or ()


def address(bound: BoundColumn, record) -> str:
    """Where a cell leads: what the column says, or the page of its value, or of its record."""
    if callable(bound.link.url):
        return bound.link.url(record)
    target = getattr(record, bound.name, None)
    return (target if hasattr(target, "get_absolute_url") else record).get_absolute_url()
