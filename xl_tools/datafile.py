"""The data file: one report as JSON, by the contract of docs/data-file.md and report.schema.json."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn, cast

from xl_tools.characters import clean
from xl_tools.errors import DataFileError
from xl_tools.forms.load import form_for_edition, form_for_year
from xl_tools.forms.model import Form, Kind
from xl_tools.report import NARRATIVE_KEYS, Dispute, Explanation, Fact, Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import MAX_DIGITS, Amount, Blank, Value, parse, to_plain

YEARS = range(2008, 2101)
"""The Regulation took effect in 2008; a year outside is a slip of the hand."""
_REQUIRED = ("edition", "year", "unit", "cells")
_OPTIONAL = ("narrative", "facts", "published_on", "preparer", "reviewer", "explanations", "previous")
_OF_LAST_YEAR = ("disputes",)
"""Keys of last year's report alone."""
_EXPLANATION_TEXTS = ("rule", "text", "by", "on", "digest")
_LONGEST_PATH = 80
LONGEST_TEXT = 50_000
"""Characters of one text. A cell of a workbook takes 32,767; checking the prose of much more would take minutes."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What no XML file, and so no workbook and no Word document, can hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_data(text: str) -> Report:
    """Parse a data file.

    Numbers with a fraction are read as Decimal exactly as written.
    Raises: DataFileError naming the key and what was expected.
    """
    try:
        data = json.loads(
            text.removeprefix("\ufeff"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_refuse_doubles,
        )
    except (ValueError, RecursionError) as error:
        place = f"（第 {error.lineno} 行第 {error.colno} 列）" if isinstance(error, json.JSONDecodeError) else ""
        raise DataFileError(f"数据文件不是有效的 JSON{place}。", code="J01") from error
    return report_from_data(data)


def report_from_data(data: object, path: str = "") -> Report:
    """Build a Report from decoded JSON. Raises DataFileError; `path` names the place in nested reports."""
    item = _object(data, path.rstrip(".") or "整个文件")
    _only(item, path, *_REQUIRED, *_OPTIONAL, *(_OF_LAST_YEAR if path else ()))
    for key in _REQUIRED:
        if key not in item:
            _fail(f"{path}{key}", "缺少这一项")
    form, year = _edition(item, path)
    return Report(
        form=form,
        year=year,
        unit=_unit(item["unit"], f"{path}unit"),
        cells=_cells(item["cells"], form, f"{path}cells"),
        narrative=_narrative(item.get("narrative"), f"{path}narrative"),
        facts=_facts(item.get("facts"), f"{path}facts"),
        published_on=_date(item.get("published_on"), f"{path}published_on"),
        preparer=_text(item.get("preparer"), f"{path}preparer"),
        reviewer=_text(item.get("reviewer"), f"{path}reviewer"),
        explanations=_explanations(item.get("explanations"), f"{path}explanations"),
        previous=_previous(item.get("previous"), year, path),
        disputes=_disputes(item.get("disputes"), form, f"{path}disputes"),
    )


def report_to_data(report: Report) -> dict[str, Any]:
    """The report as plain JSON values; keys in the contract's order, cells in the form's order, blanks as null."""
    data: dict[str, Any] = {
        "edition": report.edition,
        "year": report.year,
        "unit": {"name": report.unit.name, "level": report.unit.level.value, "scope": report.unit.scope.value},
        "cells": {cell_id: to_plain(report.value(cell_id)) for cell_id in report.form.cells},
        "narrative": {key: report.narrative.get(key, "") for key in NARRATIVE_KEYS},
        "facts": {key: _plain_fact(value) for key, value in report.facts.items()},
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "preparer": report.preparer or None,
        "reviewer": report.reviewer or None,
        "explanations": [
            {"rule": e.rule, "cells": list(e.cells), "text": e.text, "by": e.by, "on": e.on, "digest": e.digest}
            for e in report.explanations
        ],
        "previous": None if report.previous is None else report_to_data(report.previous),
    }
    if report.disputes:
        data["disputes"] = [
            {"cell": one.cell, "proposed": to_plain(one.proposed), "reason": one.reason, "confirmed": one.confirmed}
            for one in report.disputes
        ]
    return data


def write_data(report: Report) -> str:
    """The report as JSON text, readable and ending in a newline.

    Control and bidi characters that a workbook's text may hold become line breaks or are left out.
    """
    return json.dumps(_readable(report_to_data(report)), ensure_ascii=False, indent=1) + "\n"


def _readable(data: Any) -> Any:
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, dict):
        return {clean(key): _readable(value) for key, value in cast(dict[str, Any], data).items()}
    return [_readable(value) for value in cast(list[Any], data)] if isinstance(data, list) else data


def _previous(data: object, year: int, path: str) -> Report | None:
    if data is None:
        return None
    if path:
        _fail(f"{path}previous", "上年数据里不能再带上年数据")
    previous = report_from_data(data, "previous.")
    if previous.year != year - 1:
        _fail("previous.year", f"应为上一年度 {year - 1}")
    return previous


def _edition(item: Mapping[str, Any], path: str) -> tuple[Form, int]:
    year, edition = item["year"], item["edition"]
    if not isinstance(year, int) or isinstance(year, bool) or year not in YEARS:
        _fail(f"{path}year", f"应为 {YEARS[0]} 至 {YEARS[-1]} 之间的年份")
    if not isinstance(edition, str):
        _fail(f"{path}edition", "应为文字，例如“2021”")
    form = form_for_edition(edition)
    if not form.applies_to(year):
        # A wrong edition for the year is bad data (rule F5), so the report still stands; the
        # year must only be one for which some edition exists.
        form_for_year(year)
    return form, year


def _unit(data: object, path: str) -> Unit:
    item = _object(data, path)
    _only(item, f"{path}.", "name", "level", "scope")
    name = _text(item.get("name"), f"{path}.name").strip()
    if not name:
        _fail(f"{path}.name", "缺少单位名称")
    level = _word(item.get("level", Level.OTHER.value), f"{path}.level", [level.value for level in Level])
    scope = _word(item.get("scope", Scope.OWN.value), f"{path}.scope", [scope.value for scope in Scope])
    return Unit(name, Level(level), Scope(scope))


def _cells(data: object, form: Form, path: str) -> dict[str, Value]:
    cells: dict[str, Value] = {}
    for cell_id, raw in _object(data, path).items():
        cell = form.cells.get(cell_id)
        if cell is None:
            _fail(f"{path}.{cell_id}", f"{form.edition} 版没有这个单元格")
        if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str | None):
            _fail(f"{path}.{cell_id}", "应为数字、文字或 null")
        if isinstance(raw, str):
            raw = _text(raw, f"{path}.{cell_id}")
        cells[cell_id] = parse(raw, cell.kind, cell.unit)
    return cells


def _narrative(data: object, path: str) -> dict[str, str]:
    if data is None:
        return {}
    item = _object(data, path)
    _only(item, f"{path}.", *NARRATIVE_KEYS)
    return {key: _text(value, f"{path}.{key}") for key, value in item.items()}


def _facts(data: object, path: str) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for key, value in (_object(data, path) if data is not None else {}).items():
        key = _text(key, f"{path}.{key}")
        if value is None:
            continue
        if isinstance(value, str):
            facts[key] = _text(value, f"{path}.{key}")
            continue
        # The digits that survive a workbook, and a second reading of the file.
        number = None if isinstance(value, bool) else parse(value, Kind.AMOUNT, "万元")
        if not isinstance(number, Amount):
            _fail(f"{path}.{key}", f"应为文字，或不超过 {MAX_DIGITS} 位的数字")
        facts[key] = value if isinstance(value, int) else number.number
    return facts


def _explanations(data: object, path: str) -> tuple[Explanation, ...]:
    if data is None:
        return ()
    if not isinstance(data, list):
        _fail(path, "应为列表")
    result: list[Explanation] = []
    for index, entry in enumerate(cast(list[object], data)):
        place = f"{path}[{index}]"
        item = _object(entry, place)
        _only(item, f"{place}.", *_EXPLANATION_TEXTS, "cells")
        texts = {key: _text(item.get(key), f"{place}.{key}") for key in _EXPLANATION_TEXTS}
        for key in ("rule", "text"):
            if not texts[key]:
                _fail(f"{place}.{key}", "缺少这一项")
        cells = item.get("cells", [])
        if not isinstance(cells, list) or not all(isinstance(cell, str) for cell in cast(list[object], cells)):
            _fail(f"{place}.cells", "应为单元格编号的列表")
        named = tuple(_text(cell, f"{place}.cells") for cell in cast(list[str], cells))
        result.append(Explanation(cells=named, **texts))
    return tuple(result)


def _disputes(data: object, form: Form, path: str) -> tuple[Dispute, ...]:
    if data is None:
        return ()
    if not isinstance(data, list):
        _fail(path, "应为列表")
    found: dict[str, Dispute] = {}
    for index, raw in enumerate(cast(list[object], data)):
        place = f"{path}[{index}]"
        item = _object(raw, place)
        _only(item, f"{place}.", "cell", "proposed", "reason", "confirmed")
        cell_id = _text(item.get("cell"), f"{place}.cell")
        if cell_id not in form.cells:
            _fail(f"{place}.cell", f"{form.edition} 版没有这个单元格")
        if cell_id in found:
            _fail(f"{place}.cell", "这一格已有建议值")
        confirmed = item.get("confirmed", False)
        if not isinstance(confirmed, bool):
            _fail(f"{place}.confirmed", "应为 true 或 false")
        proposed = _cells({cell_id: item.get("proposed")}, form, f"{place}.proposed")[cell_id]
        if isinstance(proposed, Blank):
            _fail(f"{place}.proposed", "缺少这一项")
        found[cell_id] = Dispute(cell_id, proposed, _text(item.get("reason"), f"{place}.reason"), confirmed)
    return tuple(found.values())


def _date(data: object, path: str) -> date | None:
    if data in (None, ""):
        return None
    try:
        # fromisoformat alone would also take 20250120 and 2025-W03-1.
        return date.fromisoformat(data if isinstance(data, str) and _DATE.fullmatch(data) else "")
    except ValueError:
        _fail(path, "应为日期，例如 2025-01-20")


def _text(data: object, path: str) -> str:
    if data is None:
        return ""
    if not isinstance(data, str):
        _fail(path, "应为文字")
    if len(data) > LONGEST_TEXT:
        _fail(path, f"有 {len(data)} 字，最多 {LONGEST_TEXT} 字")
    if found := _FORBIDDEN.search(data):
        _fail(path, f"含有不能使用的字符 U+{ord(found[0]):04X}")
    return clean(data)


def _word(data: object, path: str, words: Sequence[str]) -> str:
    if not isinstance(data, str) or data not in words:
        _fail(path, f"应为 {'、'.join(words)} 之一")
    return data


def _object(data: object, path: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        _fail(path, "应为一组“名称: 值”")
    return cast(dict[str, Any], data)


def _only(item: Mapping[str, Any], path: str, *keys: str) -> None:
    for key in item:
        if key not in keys:
            _fail(f"{path}{key}", f"不认识的项；可用的项是 {'、'.join(keys)}")


def _plain_fact(value: Fact) -> int | float | str:
    """A fraction as a number of JSON; facts have at most 15 digits, which a float keeps."""
    return float(value) if isinstance(value, Decimal) else value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    item = dict(pairs)
    if len(item) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                _fail(key, "这一项出现了两次")
            seen.add(key)
    return item


def _fail(path: str, message: str) -> NoReturn:
    shown = _FORBIDDEN.sub("\ufffd", path if len(path) <= _LONGEST_PATH else path[:_LONGEST_PATH] + "…")
    raise DataFileError(f"数据文件的“{shown}”有误：{message}。", code="J02")
