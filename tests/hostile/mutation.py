"""Plain mutation, the same for the same number: of bytes, of the XML inside a workbook, of a data file."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from hostile.zipbytes import CENTRAL, END, LOCAL, archive, members_of
from workbook.workbook_files import filled, filled_report, parts

from xl_tools.datafile import write_data

_EMPTY_SHEET = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
_UNREAD = (1, 10, 11, 12, 13, 14)
"""Sheets that hold nothing to read; the largest of all are among them."""
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r'[\w:.-]+="[^"]*"')
_NUMBER = re.compile(r"[0-9]+")
_ELEMENT = re.compile(r"<(\w+)\b[^<>]*(?:/>|>[^<>]*</\1>)|<c\b[^<>]*>(?:(?!</c>).)*</c>")
_NUMBERS = ("0", "-1", "1", "2147483647", "4294967296", "18446744073709551616", "1e309", "-1e309", "nan", "inf", "0.1")
_WORDS = (
    *_NUMBERS,
    "",
    " ",
    "A",
    "XFD1048576",
    "A0",
    "ZZZZ9",
    "A1:XFD1048576",
    ":",
    "s",
    "str",
    "inlineStr",
    "b",
    "e",
    "d",
    "n",
    "shared",
    "array",
    "#REF!",
    "TRUE",
    "'x'!$A$1",
    "&#0;",
    "&#x10FFFF;",
    "&amp;",
    "&lol;",
    "\u202e",
    "\ufffe",
    "9" * 400,
    "年" * 500,
    "../../x",
    "_x0000_",
)
_MARKUP = (
    "<!-- x -->",
    "<![CDATA[x]]>",
    "<?x y?>",
    "<!DOCTYPE x>",
    "<x/>",
    "</x>",
    "<",
    ">",
    "&",
    "]]>",
    "<row/>",
    "<c/>",
    '<c r="A1"><v>1</v></c>',
    "<v>1</v>",
    "<f>A1</f>",
    "<is><t>x</t></is>",
    "<sheetData>",
    "<mergeCell/>",
    "\0",
    "\x1b",
    "\ufeff",
)


@cache
def lean_parts() -> dict[str, bytes]:
    """The parts of a workbook with numbers and texts everywhere; sheets that nobody reads are empty."""
    found = parts(filled())
    for number in _UNREAD:
        name = f"xl/worksheets/sheet{number}.xml"
        found[name] = _EMPTY_SHEET.sub(b"<sheetData></sheetData>", found[name])
    return found


@cache
def lean() -> bytes:
    return archive(members_of(lean_parts()))


@cache
def lean_data() -> str:
    """A data file of the same report."""
    return write_data(filled_report())


def dice(kind: str, number: int) -> random.Random:
    """The chances of one mutant."""
    return random.Random(f"{kind} {number}")


# --- bytes


def mutated_bytes(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, lost, doubled or moved; often in the headers of a zip archive."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        if found:
            chance.choice(_BYTE_CHANGES)(found, chance)
    return bytes(found)


def _place(data: bytearray, chance: random.Random) -> int:
    if chance.random() < 0.6:
        mark = chance.choice((CENTRAL, END, LOCAL))
        places = [found.start() for found in re.finditer(re.escape(mark), bytes(data))]
        if places:
            return min(chance.choice(places) + chance.randrange(46), len(data) - 1)
    return chance.randrange(len(data))


def _flip(data: bytearray, chance: random.Random) -> None:
    data[_place(data, chance)] ^= 1 << chance.randrange(8)


def _extreme(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    new = chance.choice((b"\0\0", b"\xff\xff", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\1\0"))
    data[at : at + len(new)] = new


def _lose(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    del data[at : at + chance.choice((1, 2, 16, 500, len(data)))]


def _double(data: bytearray, chance: random.Random) -> None:
    at, to, length = _place(data, chance), _place(data, chance), chance.choice((1, 4, 46, 400))
    data[to:to] = data[at : at + length]


def _noise(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    data[at : at + 4] = chance.randbytes(chance.randrange(1, 9))


_BYTE_CHANGES = (_flip, _flip, _extreme, _extreme, _lose, _double, _noise)


# --- XML of one part


def mutated_workbook(chance: random.Random) -> bytes:
    """A workbook of which the XML of one part has been changed, in an archive that says so."""
    changed = dict(lean_parts())
    for _ in range(chance.choice((1, 1, 1, 2))):
        name = chance.choice(_part_names())
        if chance.random() < 0.03:
            del changed[name]
            break
        changed[name] = mutated_xml(changed[name].decode(), chance).encode("utf-8", "surrogatepass")
    return archive(members_of(changed))


@cache
def _part_names() -> tuple[str, ...]:
    """Parts that are read, those with numbers more often."""
    read = [name for name in lean_parts() if "sheet" in name.lower() and name.endswith(".xml")]
    usual = ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]
    numbers = [f"xl/worksheets/sheet{number}.xml" for number in (2, 4, 5, 6, 9)]
    return (*read, *usual, *usual, *numbers, *numbers, "xl/sharedStrings.xml", "docProps/custom.xml")


def mutated_xml(text: str, chance: random.Random) -> str:
    """XML with a few changes that keep most of it as it was."""
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        text = chance.choice(_XML_CHANGES)(text, chance)
    return text


def _spot(text: str, pattern: re.Pattern[str], chance: random.Random) -> re.Match[str] | None:
    """One match, somewhere: the first behind a place chosen by chance."""
    return pattern.search(text, chance.randrange(len(text))) if text else None


def _swap_in(text: str, found: re.Match[str] | None, new: str) -> str:
    return text if found is None else text[: found.start()] + new + text[found.end() :]


def _value(text: str, chance: random.Random) -> str:
    found = _spot(text, _ATTRIBUTE, chance)
    return text if found is None else _swap_in(text, found, f'{found[0].split("=")[0]}="{chance.choice(_WORDS)}"')


def _name(text: str, chance: random.Random) -> str:
    found = _spot(text, _ATTRIBUTE, chance)
    name = chance.choice(("x", "r", "s", "t", "r:id", "q:r", "xmlns", "xmlns:q", "ref", "name"))
    return text if found is None else _swap_in(text, found, f"{name}={found[0].split('=', 1)[1]}")


def _number(text: str, chance: random.Random) -> str:
    return _swap_in(text, _spot(text, _NUMBER, chance), chance.choice(_NUMBERS))


def _drop(text: str, chance: random.Random) -> str:
    return _swap_in(text, _spot(text, chance.choice((_ELEMENT, _TAG, _ATTRIBUTE)), chance), "")


def _twice(text: str, chance: random.Random) -> str:
    found = _spot(text, chance.choice((_ELEMENT, _TAG)), chance)
    return text if found is None else _swap_in(text, found, found[0] * chance.choice((2, 3, 200)))


def _swap(text: str, chance: random.Random) -> str:
    one, other = _spot(text, _ELEMENT, chance), _spot(text, _ELEMENT, chance)
    if one is None or other is None or other.start() < one.end():
        return text
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def _insert(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    if chance.random() < 0.7:
        found = _spot(text, _TAG, chance)
        at = found.end() if found else at
    return text[:at] + chance.choice((*_MARKUP, *_WORDS)) + text[at:]


def _prefix(text: str, chance: random.Random) -> str:
    found = _spot(text, _TAG, chance)
    return text if found is None else _swap_in(text, found, found[0].replace("<", "<q:", 1))


def _space(text: str, chance: random.Random) -> str:
    old = chance.choice(("spreadsheetml/2006/main", "officeDocument/2006/relationships", "package/2006", "xmlns"))
    return text.replace(old, chance.choice(("x", old.upper(), "")), chance.choice((1, -1)))


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)] if chance.random() < 0.2 else text


_XML_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    *(_value, _value, _value, _number, _number, _number),
    *(_drop, _drop, _twice, _swap, _insert, _insert, _name, _prefix, _space, _cut),
)


# --- data files


def mutated_data(chance: random.Random) -> bytes:
    """A data file with other values, keys or bytes."""
    if chance.random() < 0.3:
        return mutated_bytes(lean_data().encode(), chance)
    data = json.loads(lean_data())
    for _ in range(chance.choice((1, 1, 2, 5))):
        _change_node(data, chance)
    text = json.dumps(data, ensure_ascii=chance.random() < 0.5)
    for _ in range(chance.choice((0, 0, 1, 2))):
        text = _swap_in(text, _spot(text, _NUMBER, chance), chance.choice((*_NUMBERS, "NaN", "-", "1" * 1100, "[]")))
    return text.encode(chance.choice(("utf-8",) * 9 + ("utf-16",)), "surrogatepass")


def _change_node(data: Any, chance: random.Random) -> None:
    """Another value somewhere below an object or list, another key, or one the less."""
    keys: list[Any] = list(data) if isinstance(data, dict) else list(range(len(data)))
    if not keys:
        return
    key = chance.choice(keys)
    if isinstance(data[key], dict | list) and data[key] and chance.random() < 0.85:
        _change_node(data[key], chance)
    elif isinstance(data, dict) and chance.random() < 0.3:
        value = data.pop(key)
        if chance.random() < 0.7:
            data[chance.choice((key + "x", "cells", "year", "__class__", "", "\ud800", "\0", "previous"))] = value
    else:
        data[key] = copy.deepcopy(chance.choice(_NODES))


_NODES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**30, 0.1, 1e308, [], {}, [[]], {"a": 1}, "", " ", "/", "无", "１２", "1,000", "-0"),
    *("\ud800", "\0", "\u202e1", "=1+1", "9" * 999, "年" * 60_000, "2025-02-30", "2021", "2019", 2019, 2025, "own"),
)
