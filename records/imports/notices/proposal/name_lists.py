"""Lists of persons: never imported, only counted against the table that they belong to."""

import re

from config.lib.spreadsheets.places import column_number
from records.imports.notices.mapping import TableMapping

SECRET = re.compile(r"身份证|银行|卡号|账号|手机")
PERSON = re.compile(r"姓名|户主")
PERSONAL = re.compile(r"姓名|户主|性别|身份证|银行|卡号|账号|手机|电话|出生|年龄|民族|联系方式")


def is_name_list(table: TableMapping) -> bool:
    """Whether a table lists persons: their numbers, or their names and no project."""
    headings = [column.heading for column in table.columns]
    if any(SECRET.search(heading) for heading in headings):
        return True
    named = any(
        PERSON.search(heading) and "责任" not in heading and "负责" not in heading
        for heading in headings
    )
    return named and table.first("name") is None


def personal_columns(table: TableMapping) -> list[str]:
    """The letters of the columns that hold personal data."""
    return [
        column.place
        for column in table.columns
        if column.field == "personal" and PERSONAL.search(column.heading)
    ]


def letters_joined(letters: list[str]) -> str:
    """B, C, D and I are B:D、I."""
    parts: list[list[str]] = []
    for letter in letters:
        if parts and column_number(letter) == column_number(parts[-1][-1]) + 1:
            parts[-1] = [parts[-1][0], letter]
        else:
            parts.append([letter])
    return "、".join(":".join(part) for part in parts)
