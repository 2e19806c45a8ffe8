"""One cell element of a sheet part: written anew, or with another value under the same attributes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from xl_tools.characters import clean
from xl_tools.intake.refusal import Refusal

Value = str | int | float | Decimal | None
MAX_TEXT = 32767
"""Characters that one cell can hold."""

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_OF_VALUE = (b"t", b"vm")
"""Type and metadata of the old value; style, address and unknown attributes stay."""
_OF_CELL = b"cm"
"""Metadata of the cell: it tells a dynamic array from an old one, and goes with the formula."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A new stored result for the formula in a cell; the formula stays, and a cell without one is left alone.

    Attributes:
        value: None where the result is not known: the cell is left without one, marked to be calculated.
        formula: the formula, with or without “=”, that gives this value; a cell with another one is not given it.
    """

    value: Value
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, without “=”, and its stored result, if it is known, in place of whatever stands in a cell."""

    text: str
    value: Value


def tag_end(content: bytes, start: int) -> int:
    """Position after the “>” of the tag that begins at `start`; one inside an attribute does not count."""
    close = content.find(b">", start)
    if close >= 0 and content.count(b'"', start, close) % 2 == 0 and content.find(b"'", start, close) < 0:
        return close + 1
    quote = 0
    for at in range(start, len(content)):
        byte = content[at]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == 0x3E:
            return at + 1
    raise Refusal("W16", part="XML")


def new_cell(prefix: str, address: str, value: Value, formula: bytes = b"") -> bytes:
    """A cell without style; `formula` is its <f> element, if it has one."""
    return _element(f'<{prefix}c r="{address}"'.encode(), prefix, value, formula)


def formula_element(prefix: str, formula: Formula) -> bytes:
    """The <f> element of a formula; without a result it is marked to be calculated."""
    element = f"<{prefix}f>{_text(formula.text)}</{prefix}f>".encode()
    return to_calculate(element) if formula.value is None else element


def to_calculate(element: bytes) -> bytes:
    """An <f> element with the mark that makes a program calculate it when the workbook is opened."""
    tag = element[: tag_end(element, 0)]
    name = re.match(rb"<[^\s/>]+", tag)
    head = name[0] if name else b"<f"
    others = b"".join(found[0] for found in _ATTRIBUTE.finditer(tag) if found[1] != b"ca")
    end = b"/>" if tag.endswith(b"/>") else b">"
    return head + others + b' ca="1"' + end + element[len(tag) :]


def changed_cell(prefix: str, tag: bytes, value: Value, formula: bytes = b"", *, kept: bool = False) -> bytes:
    """The cell whose start tag is `tag`, with another value.

    Args:
        formula: its <f> element, if it has one.
        kept: whether that is the one the cell had before.
    """
    name = re.match(rb"<[^\s/>]+", tag)
    dropped = _OF_VALUE if kept else (*_OF_VALUE, _OF_CELL)
    head = (name[0] if name else b"<c") + b"".join(
        found[0] for found in _ATTRIBUTE.finditer(tag) if found[1] not in dropped
    )
    return _element(head, prefix, value, formula)


def _element(head: bytes, prefix: str, value: Value, formula: bytes) -> bytes:
    end = f"</{prefix}c>".encode()
    if value is None:
        return head + b">" + formula + end if formula else head + b"/>"
    if isinstance(value, str):
        text = _text(value)
        if formula:
            return head + b' t="str">' + formula + f"<{prefix}v>{text}</{prefix}v>".encode() + end
        inner = f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
        return head + b' t="inlineStr">' + inner.encode() + end
    return head + b">" + formula + f"<{prefix}v>{_number(value)}</{prefix}v>".encode() + end


def _text(value: str) -> str:
    """Text that XML can hold; _x000D_ and the like are written so that Excel does not take them for characters."""
    text = clean(value)
    if len(text) > MAX_TEXT:
        raise Refusal("W42", length=str(len(text)), limit=str(MAX_TEXT))
    text = _ESCAPE.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _number(value: int | float | Decimal) -> str:
    if isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(f"{value!r} cannot be written as a number")
    if isinstance(value, float):
        return format(value, ".17g")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
