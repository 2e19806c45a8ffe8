"""Files of strangers, a data file or a workbook, and everything that is written from them or into them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from outgoing_books import parts, received, typed
from outgoing_readers import READERS, cell_formulas, cell_texts, cells, json_text, lost, plain, workbook_text
from outgoing_reports import plain_report, stuffed
from support.payloads import ALL, PAYLOADS, Payload

from xl_tools import tasks
from xl_tools.datafile import read_data, report_to_data
from xl_tools.documents.formats import FORMATS
from xl_tools.errors import DataFileError
from xl_tools.finding import Severity
from xl_tools.values import Count
from xl_tools.workbook.layout import layout_for
from xl_tools.workbook.template import build_workbook

LEGAL = tuple(payload for payload in PAYLOADS if payload.in_xml)
ILLEGAL = tuple(payload for payload in PAYLOADS if not payload.in_xml)


def data_of(payloads: tuple[Payload, ...]) -> dict[str, Any]:
    return report_to_data(stuffed(payloads))


# --- data files


def texts_in(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all texts of a data file."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from texts_in(value, (*path, key))
    if isinstance(data, str):
        yield path


def changed(data: Any, path: tuple[str | int, ...], text: str) -> Any:
    """The data with another text in one place."""
    if not path:
        return text
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = changed(data[path[0]], path[1:], text)
    return copy


FIXED = {("edition",), ("published_on",), ("unit", "level"), ("unit", "scope")}
"""Texts of which only certain ones are taken."""


def test_a_data_file_with_what_no_xml_can_hold_is_refused_by_name_in_every_place() -> None:
    data = data_of(PAYLOADS[:1])
    # One of many cells, and one of last year's, stand for the others.
    alike = {("cells" in path, "previous" in path) if "cells" in path[:2] else path: path for path in texts_in(data)}
    places = [path for path in alike.values() if path not in FIXED and path[1:] not in FIXED]
    assert len(places) > 15
    for number, path in enumerate(places):
        for payload in ILLEGAL if ALL else (ILLEGAL[number % len(ILLEGAL)],):
            refused(changed(data, path, payload.at("")))
    for payload in ILLEGAL:
        refused(data | {"facts": {payload.text: 1}, "cells": {}, "previous": None})


def refused(data: Any) -> None:
    with pytest.raises(DataFileError, match=r"不能使用的字符 U\+"):
        read_data(json.dumps(data))


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    file = tmp_path / "数据.json"
    file.write_text(json.dumps(data_of(LEGAL), ensure_ascii=False), encoding="utf-8")
    return file


def test_what_is_made_of_a_data_file_holds_its_texts_as_texts(data_file: Path, tmp_path: Path) -> None:
    cells = [payload.at("某格") for payload in LEGAL if payload.family != "data"]
    book = tasks.import_report(data_file, tmp_path / "a.xlsx")
    assert not lost(workbook_text(book.read_bytes()), cells)
    filled = tasks.fill(data_file, out=tmp_path / "b.json").file
    assert not lost(json_text(filled.read_bytes()), cells)
    new = tasks.new(
        tmp_path / "c.xlsx", read_data(data_file.read_text(encoding="utf-8")).unit, 2025, previous=data_file
    )
    assert not lost(workbook_text(new.read_bytes()), cells)


def test_an_explanation_written_into_a_data_file_is_there_as_it_was_typed(tmp_path: Path) -> None:
    file = tmp_path / "数据.json"
    file.write_text(json.dumps(report_to_data(plain_report())), encoding="utf-8")
    queries = [one for one in tasks.validate_file(file).findings if one.severity is Severity.QUERY and one.cells]
    query = next(one for one in queries if [other.rule for other in queries].count(one.rule) == 1)
    for payload in PAYLOADS if ALL else PAYLOADS[7::60]:
        text, who = payload.at("某说明"), payload.at("某人")
        tasks.explain(file, query.rule, f"因{text}", who=f"由{who}")
        assert not lost(json_text(file.read_bytes()), [text, who])


# --- workbooks


@dataclass(frozen=True)
class Looked:
    """What stands in the cells of a workbook, and all its parts that writing cells may not change."""

    texts: dict[tuple[str, str], str]
    formulas: dict[tuple[str, str], str]
    others: dict[str, bytes]


def looked_at(file: Path) -> Looked:
    content = file.read_bytes()
    members = parts(content).items()
    others = {name: part for name, part in members if not re.match(r"xl/(worksheets/sheet|calcChain)", name)}
    return Looked(*cells(content), others)


STEPS: tuple[Callable[[Path], object], ...] = (
    lambda file: tasks.validate_file(file, mark=True),
    tasks.fill,
    tasks.zero,
    tasks.restore_formulas,
    tasks.undo,
    lambda file: tasks.validate_file(file, mark=True),
)
"""Everything that writes into any workbook without asking; 采纳建议, 审核说明 and 定稿 need certain ones."""
STARTS = range(0, len(PAYLOADS), 4 if ALL else len(PAYLOADS))


@pytest.mark.parametrize("start", STARTS)
def test_what_is_written_into_a_workbook_of_a_stranger_is_clean_and_runs_nothing(start: int, tmp_path: Path) -> None:
    file = tmp_path / "来件.xlsx"
    file.write_bytes(received(start))
    before = looked_at(file)
    known = before.formulas | cell_formulas(build_workbook(plain_report()))
    written: set[tuple[str, str]] = set()
    for step in STEPS:
        step(file)
        after = looked_at(file)
        new = {place: text for place, text in after.texts.items() if before.texts.get(place) != text}
        plain("\n".join(new.values()), "written")
        assert not {place for place, text in after.formulas.items() if known.get(place) != text}
        assert after.others == before.others
        written |= new.keys()
        before = after
    assert len(written) > 300
    forms = [form for form in FORMATS if form not in ("pdf", "infographic-png")]
    made = tasks.export(file, forms, out=tmp_path, draft=True, force=True)
    for form, document in zip(forms, made.files, strict=True):
        READERS[form](document.read_bytes())


def test_an_accepted_value_is_recorded_without_a_strangers_characters(tmp_path: Path) -> None:
    cell, report = "requests.received.natural_person", plain_report()
    assert report.previous is not None
    wrong = report.with_cells({cell: Count(int(report.number(cell)) + 3)})
    layout, file = layout_for(report.form, report.previous.form), tmp_path / "来件.xlsx"
    texts = {
        spot: PAYLOADS[number].at("某处") for number, spot in enumerate([*layout.facts.values(), layout.cover["unit"]])
    }
    file.write_bytes(typed(build_workbook(wrong), texts))
    before = looked_at(file)
    tasks.accept(file, cell=cell)
    after = looked_at(file)
    new = {place: text for place, text in after.texts.items() if before.texts.get(place) != text}
    assert "采纳建议" in new.values()
    plain("\n".join(new.values()), "written")
    known = before.formulas | cell_formulas(build_workbook(report))
    assert not {place for place, text in after.formulas.items() if known.get(place) != text}


def test_a_finished_text_with_odd_characters_is_not_taken_for_one_edited_by_hand(tmp_path: Path) -> None:
    report, file = plain_report(), tmp_path / "年报.xlsx"
    assert report.previous is not None
    layout = layout_for(report.form, report.previous.form)
    payloads = [one for one in PAYLOADS if one.family not in ("long", "name")]
    rows = [row for row in layout.texts.values() if row.part]
    texts = {
        row.own: "\n".join(["前言", *(one.at("某部分") for one in payloads[number :: len(rows)])])
        for number, row in enumerate(rows)
    }
    file.write_bytes(typed(build_workbook(report), texts))
    tasks.fill(file)
    assert not lost("\n".join(cell_texts(file.read_bytes()).values()), [one.at("某部分") for one in payloads])
    once = file.read_bytes()
    again = tasks.fill(file)
    assert again.kept == () and file.read_bytes() == once
    assert not [one for one in tasks.validate_file(file).findings if one.rule == "W6"]


def test_an_explanation_in_a_workbook_holds_whatever_characters_it_has(tmp_path: Path) -> None:
    file = tmp_path / "年报.xlsx"
    file.write_bytes(build_workbook(plain_report()))
    queries = [one for one in tasks.validate_file(file).findings if one.severity is Severity.QUERY and one.cells]
    query = next(one for one in queries if [other.rule for other in queries].count(one.rule) == 1)
    for payload in PAYLOADS if ALL else PAYLOADS[2::90]:
        text, who = payload.at("某说明"), payload.at("某人")
        tasks.explain(file, query.rule, f"因{text}", who=f"由{who}")
        found = [one for one in tasks.validate_file(file, mark=True).findings if one.rule == query.rule]
        assert [one.explained for one in found] == [True], payload
        assert not lost("\n".join(cell_texts(file.read_bytes()).values()), [text, who])
    assert workbook_text(file.read_bytes())
