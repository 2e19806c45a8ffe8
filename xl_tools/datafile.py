"""The data file: one report as JSON, by the contract of docs/data-file.md and report.schema.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn, cast

from xl_tools.errors import DataFileError
from xl_tools.forms.load import form_for_edition, form_for_year
from xl_tools.forms.model import Form
from xl_tools.report import NARRATIVE_KEYS, Explanation, Fact, Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import Value, parse, plain_decimal, to_plain

YEARS = range(2008, 2101)
"""The Regulation took effect in 2008; a year outside is a slip of the hand."""
_KEYS = frozenset(
    "edition year unit cells narrative facts published_on preparer reviewer explanations previous".split()
)


def read_data(text: str) -> Report:
    """Parse a data file.

    Numbers with a fraction are read as Decimal exactly as written.
    Raises: DataFileError naming the key and what was expected.
    """
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        place = f"（第 {error.lineno} 行第 {error.colno} 列）" if isinstance(error, json.JSONDecodeError) else ""
        raise DataFileError(f"数据文件不是有效的 JSON{place}。", code="J01") from error
    return report_from_data(data)


def report_from_data(data: object, path: str = "") -> Report:
    """Build a Report from decoded JSON. Raises DataFileError; `path` names the place in nested reports."""
    item = _object(data, path or "整个文件")
    for key in item:
        if key not in _KEYS:
            _fail(f"{path}{key}", f"不认识的项；可用的项是 {'、'.join(sorted(_KEYS))}")
    for key in ("edition", "year", "unit", "cells"):
        if key not in item:
            _fail(f"{path}{key}", "缺少这一项")
    form, year = _edition(item, path)
    previous = item.get("previous")
    if previous is not None and path.count("previous") >= 1:
        _fail(f"{path}previous", "上年数据里不能再带上年数据")
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
        previous=None if previous is None else report_from_data(previous, f"{path}previous."),
    )


def report_to_data(report: Report) -> dict[str, Any]:
    """The report as plain JSON values; keys in the contract's order, cells in the form's order, blanks as null."""
    return {
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


def write_data(report: Report) -> str:
    """The report as JSON text, readable and ending in a newline."""
    return json.dumps(report_to_data(report), ensure_ascii=False, indent=1) + "\n"


def _edition(item: Mapping[str, Any], path: str) -> tuple[Form, int]:
    year, edition = item["year"], item["edition"]
    if not isinstance(year, int) or isinstance(year, bool) or year not in YEARS:
        _fail(f"{path}year", f"应为 {YEARS[0]} 至 {YEARS[-1]} 之间的年份")
    if not isinstance(edition, str):
        _fail(f"{path}edition", "应为文字，例如 \"2021\"")
    form = form_for_edition(edition)
    if not form.applies_to(year):
        # A wrong edition for the year is bad data (rule F5), so the report still stands; the
        # year must only be one for which some edition exists.
        form_for_year(year)
    return form, year


def _unit(data: object, path: str) -> Unit:
    item = _object(data, path)
    name = _text(item.get("name"), f"{path}.name").strip()
    if not name:
        _fail(f"{path}.name", "缺少单位名称")
    level, scope = item.get("level", Level.OTHER.value), item.get("scope", Scope.OWN.value)
    levels, scopes = {level.value for level in Level}, {scope.value for scope in Scope}
    if level not in levels:
        _fail(f"{path}.level", f"应为 {'、'.join(sorted(levels))} 之一")
    if scope not in scopes:
        _fail(f"{path}.scope", f"应为 {'、'.join(sorted(scopes))} 之一")
    return Unit(name, Level(level), Scope(scope))


def _cells(data: object, form: Form, path: str) -> dict[str, Value]:
    cells: dict[str, Value] = {}
    for cell_id, raw in _object(data, path).items():
        cell = form.cells.get(cell_id)
        if cell is None:
            _fail(f"{path}.{cell_id}", f"{form.edition} 版没有这个单元格")
        if isinstance(raw, list | dict):
            _fail(f"{path}.{cell_id}", "应为数字、文字或 null")
        cells[cell_id] = parse(raw, cell.kind, cell.unit)
    return cells


def _narrative(data: object, path: str) -> dict[str, str]:
    if data is None:
        return {}
    item = _object(data, path)
    for key in item:
        if key not in NARRATIVE_KEYS:
            _fail(f"{path}.{key}", f"应为 {'、'.join(NARRATIVE_KEYS)} 之一")
    return {key: _text(value, f"{path}.{key}") for key, value in item.items()}


def _facts(data: object, path: str) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for key, value in (_object(data, path) if data is not None else {}).items():
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
            _fail(f"{path}.{key}", "应为数字或文字")
        facts[key] = value
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
        texts = {key: _text(item.get(key), f"{place}.{key}") for key in ("rule", "text", "by", "on", "digest")}
        cells = item.get("cells", [])
        if not isinstance(cells, list) or not all(isinstance(cell, str) for cell in cast(list[object], cells)):
            _fail(f"{place}.cells", "应为单元格编号的列表")
        result.append(Explanation(cells=tuple(cast(list[str], cells)), **texts))
    return tuple(result)


def _date(data: object, path: str) -> date | None:
    if data in (None, ""):
        return None
    try:
        return date.fromisoformat(str(data))
    except ValueError:
        _fail(path, "应为日期，例如 2025-01-20")


def _text(data: object, path: str) -> str:
    if data is None:
        return ""
    if not isinstance(data, str):
        _fail(path, "应为文字")
    return data


def _object(data: object, path: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        _fail(path, "应为一组“名称: 值”")
    return cast(dict[str, Any], data)


def _plain_fact(value: Fact) -> int | str:
    return plain_decimal(value) if isinstance(value, Decimal) else value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _fail(path: str, message: str) -> NoReturn:
    raise DataFileError(f"数据文件的“{path}”有误：{message}。", code="J02")
