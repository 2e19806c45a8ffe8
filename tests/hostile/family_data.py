"""Data files (.json): what no report is, and what a parser chokes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hostile.cases import CELL, Case, Family, base, base_data

from xl_tools.intake.limits import DEFAULT, MEBI

_MAKE = Family("data", "年报.json")


def _with(**changes: Any) -> Callable[[], bytes]:
    """The data file with other values under some keys."""
    return lambda: json.dumps({**base_data(), **changes}, ensure_ascii=False).encode()


def _cell(raw: str) -> Callable[[], bytes]:
    """The data file with something else in one cell, as it stands in the text."""

    def build() -> bytes:
        cells = {**base_data()["cells"], CELL: "@here@"}  # type: ignore[dict-item]
        text = json.dumps({**base_data(), "cells": cells}, ensure_ascii=False)
        return text.replace('"@here@"', raw).encode("utf-8", "surrogatepass")

    return build


def _text(change: Callable[[str], str]) -> Callable[[], bytes]:
    return lambda: change(json.dumps(base_data(), ensure_ascii=False)).encode()


def _bytes(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def _repeated(before: bytes, piece: bytes, times: int, after: bytes = b"") -> Callable[[], bytes]:
    return lambda: before + piece * times + after


def _many_keys() -> bytes:
    return ("{" + ",".join(f'"k{n}":0' for n in range(200_000)) + ',"k199999":1}').encode()


def _encoded(encoding: str) -> Callable[[], bytes]:
    return lambda: json.dumps(base_data(), ensure_ascii=False).encode(encoding)


def _unit(**changes: Any) -> dict[str, Any]:
    return {**base_data()["unit"], **changes}  # type: ignore[dict-item]


def _narrative(text: str) -> dict[str, str]:
    return {**base_data()["narrative"], "overview": text}  # type: ignore[dict-item]


def _explanations(count: int) -> list[dict[str, Any]]:
    return [{"rule": "C2", "cells": [CELL], "text": "已核实", "by": "甲", "on": "2025-01-20", "digest": ""}] * count


_DEEP = 100_000
_PATTERNS = "patterns over all of it"
_WRONG = "a list where an object belongs, and no traceback"
CASES: tuple[Case, ...] = (
    _MAKE.read("", "as it was made", _with(), "what all the others are compared with"),
    # Text
    _MAKE.refused("W04", "nothing", _bytes(b""), "a transfer broke off"),
    _MAKE.refused("W04", "blanks", _bytes(b" \r\n\t"), "a transfer broke off"),
    _MAKE.refused("J05", "UTF-16", _encoded("utf-16"), "Notepad's “Unicode”"),
    _MAKE.unread("J01", "UTF-16 without a mark", _bytes("{}".encode("utf-16-le")), "is UTF-8 with NULs as well"),
    _MAKE.refused("J05", "GBK", _encoded("gbk"), "Notepad's “ANSI”"),
    _MAKE.refused("J05", "lone surrogate as bytes", _cell('"\ud800"'), "UTF-8 for some writers only"),
    _MAKE.refused("J05", "workbook under the name of a data file", base, "chosen by mistake"),
    _MAKE.read("", "byte order mark", _encoded("utf-8-sig"), "Notepad writes it"),
    _MAKE.refused("W05", "more than 25 MiB", _repeated(b"", b" ", 25 * MEBI + 1), "read into memory at once"),
    # JSON
    *(
        _MAKE.unread("J01", title, _text(change), "no JSON")
        for title, change in (
            ("cut off", lambda text: text[: len(text) // 2]),
            ("cut off in a text", lambda text: text[: text.index("示例") + 1]),
            ("two objects", lambda text: text + text),
            ("comment", lambda text: "// 年报\n" + text),
            ("comma at the end", lambda text: text[:-1] + ",}"),
            ("single quotes", lambda text: text.replace('"', "'")),
            ("NaN", lambda text: text.replace("2024", "NaN", 1)),
            ("Infinity", lambda text: text.replace("2024", "-Infinity", 1)),
            ("control character in a text", lambda text: text.replace("示例", "示\x01例", 1)),
        )
    ),
    _MAKE.unread("J02", "list", _bytes(b"[]"), _WRONG),
    _MAKE.unread("J02", "number", _bytes(b"7"), _WRONG),
    _MAKE.unread("J02", "null", _bytes(b"null"), _WRONG),
    _MAKE.refused(
        "J07", "51 levels", _bytes(b"[" * (DEFAULT.nesting + 1) + b"]" * (DEFAULT.nesting + 1)), "one too many"
    ),
    _MAKE.refused("J07", "100,000 levels", _bytes(b"[" * _DEEP), "who goes down by calling itself runs out of stack"),
    _MAKE.refused(
        "J07",
        "100,000 levels behind a text",
        _bytes(b'{"a": "\\"[", "b":' + b'{"a":' * _DEEP),
        "brackets in texts do not count",
    ),
    _MAKE.unread(
        "J01",
        "text of 100,000 escapes that never ends",
        _repeated(b'"', b'\\"', 100_000),
        "a pattern that starts anew at each",
    ),
    _MAKE.unread(
        "J01", "text of 12 million escapes that never ends", _repeated(b'"', b'\\"', 12_000_000), "the same", long=True
    ),
    _MAKE.refused("J08", "number of 1,000 digits", _cell("1" * 1000), "quadratic time to read it"),
    _MAKE.unread(
        "J01",
        "24 MB of numbers of 999 digits",
        _repeated(b"[", b"1" * 999 + b" ", 24_000),
        "a pattern that starts anew at each",
        long=True,
    ),
    _MAKE.unread(
        "J02", "8 million empty lists", _repeated(b"[", b"[],", 8_000_000, b"[]]"), "60 bytes of memory each", long=True
    ),
    _MAKE.unread("J02", "300,000 empty lists", _repeated(b"[", b"[],", 300_000, b"[]]"), "60 bytes of memory each"),
    _MAKE.unread(
        "J02",
        "200,000 keys, the last twice",
        _many_keys,
        "who looks for the first of them starts anew at each",
    ),
    # Values
    _MAKE.unread(
        "J02",
        "the same key twice",
        _text(lambda text: text.replace('"year"', '"year": 2023, "year"', 1)),
        "readers differ in which they take",
    ),
    _MAKE.unread("J02", "lone surrogate", _cell('"\\ud800"'), "breaks every writer"),
    _MAKE.unread("J02", "NUL", _cell('"1\\u0000"'), "ends the text for C"),
    _MAKE.unread("J02", "cell that is a list", _cell("[1]"), _WRONG),
    _MAKE.unread("J02", "cell that is true", _cell("true"), "is 1 for Python"),
    *(
        _MAKE.read(findings, f"cell of {raw[:12]}", _cell(raw), "no count")
        for raw, findings in (
            ("1e400", "A5"),
            ("1E-999999999", "A5"),
            ("-1", "A1 A3 A5 A7"),
            ("1.5", "A5"),
            ("1" * 999, "A5"),
            ('"１"', "A1 A3 A5"),
            ("-0.0", ""),
        )
    ),
    _MAKE.read("A5", "cell of 50,000 characters", _cell(json.dumps("九" * 50_000)), "shown whole in a message"),
    _MAKE.refused(
        "J08", "cell of a million digits, as text", _cell(json.dumps("9" * MEBI)), "a number for who believes it"
    ),
    _MAKE.unread("J02", "unknown cell", _with(cells={"__proto__": 1}), "a key that means something elsewhere"),
    _MAKE.unread("J02", "unknown key", _with(__class__={}), "a key that means something elsewhere"),
    _MAKE.unread("J02", "key of 1 MB", _with(**{"k" * MEBI: 1}), "shown whole in a message"),
    _MAKE.unread("J02", "key that clears a terminal", _with(**{"\x1b[2J": 1}), "shown as it is"),
    _MAKE.unread(
        "J02",
        "no cells",
        lambda: json.dumps({k: v for k, v in base_data().items() if k != "cells"}).encode(),
        "half of it",
    ),
    _MAKE.unread("J02", "cells that are a list", _with(cells=[]), _WRONG),
    _MAKE.unread("J02", "year that is a text", _with(year="2024"), "compared with numbers"),
    _MAKE.unread("J02", "year 10 to the 9", _with(year=10**9), "no calendar has it"),
    _MAKE.unread("J02", "unit that is a text", _with(unit="局"), _WRONG),
    _MAKE.unread("J02", "unit without a name", _with(unit=_unit(name=" ")), "whose report is it"),
    _MAKE.unread("J02", "level that there is not", _with(unit=_unit(level="宇宙")), "which rules apply"),
    _MAKE.read("", "unit that is a path", _with(unit=_unit(name="../../etc/passwd")), "the name of the file exported"),
    _MAKE.read("", "unit written backwards", _with(unit=_unit(name="某\u202e某局")), "shows another name"),
    _MAKE.unread("J02", "date of the 30th of February", _with(published_on="2025-02-30"), "no date"),
    _MAKE.unread("J02", "facts that are a list", _with(facts={"website_posts": [1]}), _WRONG),
    _MAKE.unread(
        "J02", "last year of last year", _with(previous={**base_data(), "previous": {}}), "goes down without end"
    ),
    _MAKE.unread(
        "J02", "last year of another year", _with(previous={**base_data(), "year": 2001}), "compared all the same"
    ),
    _MAKE.unread("T02", "unknown edition", _with(edition="2099"), "cells nobody has heard of"),
    _MAKE.read("", "20,000 explanations", _with(explanations=_explanations(20_000)), "each held against every finding"),
    _MAKE.read(
        "F11 F2 F3",
        "text of 30,000 characters",
        _with(narrative=_narrative("无。" * 15_000)),
        _PATTERNS,
    ),
    _MAKE.unread("J02", "text of 50,001 characters", _with(narrative=_narrative("无" * 50_001)), _PATTERNS),
    *(
        _MAKE.read("F11 F2 F3", f"20,000 characters of {piece}", _with(narrative=_narrative(piece * 4_000)), why)
        for piece, why in (
            ("（（（（（", "who looks for the other bracket starts anew at each"),
            ("（一）、、", "the same"),
            ("其中1件；", "who looks for the end of the sentence starts anew at each"),
            ("其中1件（", "a list of lists"),
            ("1件2件、", "a list that never ends"),
        )
    ),
)
