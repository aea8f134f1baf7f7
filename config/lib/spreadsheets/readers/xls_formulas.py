"""The formulas of old workbooks, from their tokens: sums and the four operations.

Tokens follow [MS-XLS] 2.2.2; a formula with any other token is “?”.
"""

import struct

from config.lib.spreadsheets.places import column_letter

OPERATORS = {0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/"}
FUNCTIONS = {4: "SUM", 344: "SUBTOTAL", 27: "ROUND"}
UNKNOWN = "?"


class UnknownTokenError(Exception):
    """A token that is not read here."""


def formula_of(tokens: bytes) -> str:
    """The formula as it is written, without its equals sign; “?” where it is not read here."""
    stack: list[str] = []
    place = 0
    try:
        while place < len(tokens):
            place = _take(tokens, place, stack)
        return stack[0] if len(stack) == 1 else UNKNOWN
    except (UnknownTokenError, IndexError, struct.error):
        return UNKNOWN


def _take(tokens: bytes, place: int, stack: list[str]) -> int:
    """Read one token; returns the place of the next."""
    token = tokens[place]
    base = (token & 0x1F) | 0x20 if token >= 0x20 else token
    place += 1
    if token in OPERATORS:
        right, left = stack.pop(), stack.pop()
        stack.append(f"{left}{OPERATORS[token]}{right}")
    elif token in (0x12, 0x15):  # a plus sign before, brackets around
        stack[-1] = f"({stack[-1]})" if token == 0x15 else stack[-1]
    elif token == 0x19:
        return _attribute(tokens, place, stack)
    elif token in (0x1E, 0x1F):
        return _number(tokens, place, stack, token)
    else:
        return _reference(tokens, place, stack, base)
    return place


def _attribute(tokens: bytes, place: int, stack: list[str]) -> int:
    """Marks of spaces and jumps, and the short form of SUM with one argument."""
    kind = tokens[place]
    if kind & 0x10:
        stack.append(f"SUM({stack.pop()})")
    elif kind & 0x04:
        raise UnknownTokenError
    return place + 3


def _number(tokens: bytes, place: int, stack: list[str], token: int) -> int:
    form, size = ("<H", 2) if token == 0x1E else ("<d", 8)
    stack.append(f"{struct.unpack_from(form, tokens, place)[0]}")
    return place + size


def _reference(tokens: bytes, place: int, stack: list[str], base: int) -> int:
    if base == 0x24:
        row, column = struct.unpack_from("<HH", tokens, place)
        stack.append(f"{column_letter(column & 0xFF)}{row + 1}")
        return place + 4
    if base == 0x25:
        top, bottom, left, right = struct.unpack_from("<HHHH", tokens, place)
        first, last = column_letter(left & 0xFF), column_letter(right & 0xFF)
        stack.append(f"{first}{top + 1}:{last}{bottom + 1}")
        return place + 8
    if base == 0x22:
        number, function = struct.unpack_from("<BH", tokens, place)
        if function & 0x7FFF not in FUNCTIONS:
            raise UnknownTokenError
        arguments = [stack.pop() for _argument in range(number & 0x7F)][::-1]
        stack.append(f"{FUNCTIONS[function & 0x7FFF]}({','.join(arguments)})")
        return place + 3
    raise UnknownTokenError
