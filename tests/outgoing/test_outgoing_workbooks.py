"""Workbooks that are built: a stranger's text is a text there, whole and clean, in every place it can be put into."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from outgoing_readers import cell_formulas, lost, other_formulas, workbook_text
from outgoing_reports import SINGLE, WORDS, plain_report, reads_as_number, stuffed
from support.payloads import ALL, PAYLOADS, Payload

from xl_tools.errors import WorkbookError
from xl_tools.report import Report, Unit
from xl_tools.units import Level
from xl_tools.workbook.template import build_workbook

SHOWN = ("unit", "preparer", "reviewer", "last unit", "lead", "overview", "problems", "other", "cell", "last cell")
SHOWN += ("fact", "explanation", "explainer", "explained rule", "explained on")
"""The places that a workbook has: it knows neither names of facts that its edition does not have, nor odd cell ids."""
STARTS = range(0, len(PAYLOADS), 1 if ALL else 60)
"""The reports that are made, so that single places hold other texts each time; in make test-long, every text."""
NUMBER = re.compile("-?[0-9]+")


def turned(start: int) -> tuple[Payload, ...]:
    return (*PAYLOADS[start:], *PAYLOADS[:start])


@cache
def ours() -> tuple[dict[tuple[str, str], str], set[str]]:
    """What the template has of formulas in cells, and elsewhere."""
    report = plain_report()
    empty = Report(report.form, report.year, Unit("甲", Level.TOWNSHIP), {}, previous=report.previous)
    books = [build_workbook(one) for one in (empty, report)]
    return {**cell_formulas(books[0]), **cell_formulas(books[1])}, {
        text for one in books for text in other_formulas(one)
    }


def check(content: bytes, wanted: list[str]) -> None:
    """Fails unless all of `wanted` is said, no formula is new, and nothing acts or leads elsewhere."""
    assert not lost(workbook_text(content), wanted)
    in_cells, elsewhere = ours()
    assert not {place: text for place, text in cell_formulas(content).items() if in_cells.get(place) != text}
    # What a total should be stands in the rule for what may be typed there.
    assert not [text for text in other_formulas(content) if text not in elsewhere and not NUMBER.fullmatch(text)]


def expected(payloads: tuple[Payload, ...]) -> list[str]:
    wanted = [
        payload.at(WORDS[place])
        for place in SHOWN
        if place not in SINGLE
        for payload in payloads
        if not (place.endswith("cell") and reads_as_number(payload))
    ]
    return wanted + [payload.at(WORDS[place]) for place, payload in zip(SINGLE, payloads, strict=False)]


@pytest.mark.parametrize("start", STARTS)
def test_texts_of_strangers_are_texts_in_every_cell_of_a_new_workbook(start: int) -> None:
    payloads = turned(start)
    check(build_workbook(stuffed(payloads)), expected(payloads))


def test_openpyxl_sees_only_our_formulas_and_no_link_and_no_remark() -> None:
    book = openpyxl.load_workbook(BytesIO(build_workbook(stuffed(PAYLOADS))), keep_links=True)
    assert not book._external_links
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.hyperlink or cell.comment]
    known = {f"={text}" for text in ours()[0].values()}
    assert not {cell.value for cell in cells if cell.data_type == "f"} - known


@pytest.mark.parametrize(("letter", "most"), [("长", 32767), ("𠮷", 16383)])
def test_a_text_longer_than_a_cell_is_refused_and_never_cut(letter: str, most: int) -> None:
    report = replace(plain_report(), narrative={"lead": letter * most})
    assert not lost(workbook_text(build_workbook(report)), [letter * most])
    with pytest.raises(WorkbookError, match="超过一个单元格能放的 32767 字") as caught:
        build_workbook(replace(report, narrative={"lead": letter * (most + 1)}))
    assert caught.value.code == "W51"
