"""The form of a mapping: what each sheet and column of a notice is read as."""

from collections.abc import Iterator
from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.lib.dates import validate_year
from records.imports.notices.mapping import ColumnMapping, Mapping, SheetMapping, TableMapping

MONEY = "money"
ROLES = {
    "data": _("rows to take over"),
    "summary": _("only to check against"),
    "personal": _("personal data: never read"),
    "ignored": _("not read"),
}
MONEY_KINDS = {
    "": _("money, by the title"),
    "central": _("central money"),
    "provincial": _("provincial money"),
    "municipal": _("municipal money"),
    "county": _("county money"),
    "local_counterpart": _("local counterpart money"),
    "other": _("other money"),
    "unspecified": _("money, level not stated"),
}
FIELDS = {
    "name": _("project name"),
    "place": _("place"),
    "county": _("county"),
    "town": _("town"),
    "village": _("village"),
    "content": _("content"),
    "responsible_unit": _("responsible unit"),
    "responsible_person": _("responsible person"),
    "period": _("start and end"),
    "start": _("start"),
    "end": _("end"),
    "households": _("households"),
    "persons": _("persons"),
    "households_persons": _("households and persons"),
    "subsidy_standard": _("subsidy standard"),
    "performance_target": _("performance target"),
    "status": _("progress"),
    "share": _("share"),
    "remark": _("remark"),
    "document": _("document"),
    "kind_of_money": _("kind of money"),
    "total": _("total of the row"),
    "grand_total": _("total over purposes"),
    "serial": _("serial number"),
    "personal": _("personal: never read"),
    "ignored": _("not read"),
}
STAGES = {
    "": _("by the title"),
    "planned": _("planned"),
    "allocated": _("allocated"),
    "received": _("received"),
    "spent": _("spent"),
}
UNITS = ("", "元", "千元", "万元", "百万元", "千万元", "亿元")
BY_TABLE = pgettext_lazy("unit of money", "as the table says")


def _read_as() -> list[tuple[str, str]]:
    """What a column may be read as: the kinds of money are choices of their own."""
    money = [(f"{MONEY}:{kind}", label) for kind, label in MONEY_KINDS.items()]
    fields = list(FIELDS.items())
    return [*fields[:1], *money, *fields[1:]]


class MappingForm(forms.Form):
    """Built on a mapping as it stands; `corrected` is the mapping as the form has it."""

    county = forms.ChoiceField(label=_("County"), required=False)
    year = forms.IntegerField(label=_("Year"), required=False, validators=[validate_year])

    def __init__(self, *args, mapping: Mapping, counties: list[tuple[str, str]], **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.mapping = mapping
        self.fields["county"].choices = [("", _("as the rows say")), *counties]
        self.fields["county"].initial = mapping.county
        self.fields["year"].initial = mapping.year
        for number, sheet in enumerate(mapping.sheets):
            self._add_sheet(f"s{number}", sheet)

    def _add_sheet(self, name: str, sheet: SheetMapping) -> None:
        self._choose(f"{name}-role", _("sheet is"), ROLES.items(), sheet.role)
        for field, label in (
            ("reads_hidden_rows", _("read hidden rows")),
            ("reads_hidden_columns", _("read hidden columns")),
        ):
            self.fields[f"{name}-{field}"] = forms.BooleanField(
                label=label, required=False, initial=getattr(sheet, field)
            )
        for number, table in enumerate(sheet.tables):
            self._add_table(f"{name}-t{number}", table)

    def _add_table(self, name: str, table: TableMapping) -> None:
        self._choose(f"{name}-unit", _("unit of money"), _units(_("not stated")), table.unit)
        self._choose(f"{name}-stage", _("stage of money"), STAGES.items(), table.stage)
        for number, column in enumerate(table.columns):
            of_column = f"{name}-c{number}"
            self._choose(f"{of_column}-field", _("read as"), _read_as(), _field_of(column))
            if column.is_money:
                self._choose(f"{of_column}-stage", _("stage"), STAGES.items(), column.stage)
                self._choose(f"{of_column}-unit", _("unit"), _units(BY_TABLE), column.unit)

    def _choose(self, name: str, label, choices, initial: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=list(choices), required=False, initial=initial
        )

    def sheets(self, samples: list[list[dict]]) -> Iterator[dict]:
        """The sheets with their fields, each column beside the cells that the file has in it."""
        for number, sheet in enumerate(self.mapping.sheets):
            name = f"s{number}"
            of_tables = samples[number] if number < len(samples) else []
            yield {
                "sheet": sheet,
                "number": number + 1,
                "role": self[f"{name}-role"],
                "hidden_rows": self[f"{name}-reads_hidden_rows"],
                "hidden_columns": self[f"{name}-reads_hidden_columns"],
                "tables": [
                    self._table(f"{name}-t{place}", table, dict(enumerate(of_tables)).get(place))
                    for place, table in enumerate(sheet.tables)
                ],
            }

    def _table(self, name: str, table: TableMapping, samples: dict | None) -> dict:
        columns = [
            self._column(f"{name}-c{number}", column, (samples or {}).get(column.place, []))
            for number, column in enumerate(table.columns)
        ]
        fields = {"unit": self[f"{name}-unit"], "stage": self[f"{name}-stage"]}
        return {"table": table, "columns": columns, **fields}

    def _column(self, name: str, column: ColumnMapping, samples: list[str]) -> dict:
        money = (f"{name}-stage", f"{name}-unit") if column.is_money else ()
        return {
            "column": column,
            "samples": samples,
            "field": self[f"{name}-field"],
            "money": [self[one] for one in money],
            "is_open": column.field == "ignored",
        }

    def corrected(self) -> Mapping:
        """The mapping as the form has it."""
        sheets = [self._sheet(f"s{n}", sheet) for n, sheet in enumerate(self.mapping.sheets)]
        data = self.cleaned_data
        return replace(self.mapping, sheets=sheets, county=data["county"], year=data["year"])

    def _sheet(self, name: str, sheet: SheetMapping) -> SheetMapping:
        data = self.cleaned_data
        return replace(
            sheet,
            role=data[f"{name}-role"] or sheet.role,
            reads_hidden_rows=data[f"{name}-reads_hidden_rows"],
            reads_hidden_columns=data[f"{name}-reads_hidden_columns"],
            tables=[
                replace(
                    table,
                    unit=data[f"{name}-t{n}-unit"],
                    stage=data[f"{name}-t{n}-stage"],
                    columns=[
                        self._corrected_column(f"{name}-t{n}-c{place}", column)
                        for place, column in enumerate(table.columns)
                    ],
                )
                for n, table in enumerate(sheet.tables)
            ],
        )

    def _corrected_column(self, name: str, column: ColumnMapping) -> ColumnMapping:
        data = self.cleaned_data
        field, _colon, kind = (data[f"{name}-field"] or _field_of(column)).partition(":")
        is_money = field in (MONEY, "total", "grand_total")
        return replace(
            column,
            field=field,
            kind=kind if field == MONEY else "",
            stage=data.get(f"{name}-stage", column.stage) if is_money else "",
            unit=data.get(f"{name}-unit", column.unit) if is_money else "",
        )


def _field_of(column: ColumnMapping) -> str:
    return f"{MONEY}:{column.kind}" if column.field == MONEY else column.field


def _units(empty) -> list[tuple[str, str]]:
    return [(unit, unit or empty) for unit in UNITS]
