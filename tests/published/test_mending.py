"""Equations as witnesses: what they prove, what they leave open, and that they never decide alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published.source_samples import one_a_line, parts_of, table_of, with_table
from support.examples import examples
from support.reports import balance, balanced_report

from xl_tools.forms.load import form_for_edition
from xl_tools.published.extraction import Confidence, Evidence
from xl_tools.published.recognition import recognise
from xl_tools.published.source import SourceKind, Table
from xl_tools.report import Report
from xl_tools.values import BLANK, BadValue, Blank, Count

FORM = form_for_edition("2021")


def row_of(
    report: Report, texts: Sequence[str], label: str = "（一）予以公开", item: str = "granted"
) -> list[Evidence]:
    """Evidence of one row of 表三 whose numbers stand in the text as given, all other rows as in the report."""
    lines = one_a_line(table_of(report, "requests"))
    at = lines.index(label) + 1
    parts = with_table(parts_of(report, "one a line"), "requests", *lines[:at], *texts, *lines[at + 7 :])
    evidence = recognise(parts.source()).evidence
    return [one for cell, one in evidence.items() if cell.startswith(f"requests.{item}.")]


def granted(*numbers: int) -> Report:
    names = ("natural_person", "business", "research", "public_welfare", "legal_services", "other")
    return balance(FORM, {f"requests.granted.{name}": number for name, number in zip(names, numbers, strict=False)})


def values(found: Sequence[Evidence]) -> list[object]:
    return [one.value.number if isinstance(one.value, Count) else one.value for one in found]


def test_a_number_too_many_that_only_one_reading_leaves_out() -> None:
    found = row_of(granted(3, 4), ["3", "4", "9", "0", "0", "0", "0", "7"])
    assert values(found) == [3, 4, 0, 0, 0, 0, 7]
    assert {one.confidence for one in found} == {Confidence.LIKELY}


def test_columns_decide_where_the_row_leaves_two_readings() -> None:
    found = row_of(granted(0, 3), ["3", "0", "3", "0", "0", "0", "0", "3"])
    assert values(found) == [0, 3, 0, 0, 0, 0, 3]
    found = row_of(granted(0, 3), ["3", "3"])
    assert values(found) == [BLANK, 3, BLANK, BLANK, BLANK, BLANK, 3]
    assert {one.confidence for one in found} == {Confidence.LIKELY}


def test_two_readings_that_nothing_decides_leave_the_row_unread() -> None:
    report = granted(0, 3)
    lines = one_a_line(table_of(report, "requests"))
    at = lines.index("（一）予以公开")
    del lines[lines.index("1.属于国家秘密") + 3]  # no column can be added up any more
    lines[at + 1 : at + 8] = ["3", "0", "3", "0", "0", "0", "0", "3"]
    evidence = recognise(with_table(parts_of(report, "one a line"), "requests", *lines).source()).evidence
    found = [one for cell, one in evidence.items() if cell.startswith("requests.granted.")]
    assert {one.confidence for one in found} == {Confidence.MISSING}
    assert values(found) == [BLANK] * 7


def test_two_numbers_too_many_may_be_one_joined_and_one_strange() -> None:
    found = row_of(granted(12, 30), ["1", "2", "30", "5", "0", "0", "0", "0", "42"])
    assert values(found)[1:] == [30, 0, 0, 0, 0, 42]
    assert (found[0].value, found[0].proposed) == (BadValue("1 2"), Count(12))


def test_three_numbers_too_many_are_not_even_tried() -> None:
    found = row_of(granted(1), ["1", "0", "0", "0", "0", "0", "1", "8", "8", "8"])
    assert {one.confidence for one in found} == {Confidence.MISSING}


def test_text_in_a_row_of_the_wrong_length_leaves_it_unread() -> None:
    found = row_of(granted(1), ["1", "2.5", "0", "0", "0", "0", "0", "1"])
    assert {one.confidence for one in found} == {Confidence.MISSING}


@pytest.mark.parametrize(
    ("text", "proposed"), [("1O", Count(10)), ("l0", Count(10)), ("1 0", Count(10)), ("1 1", None)]
)
def test_a_misread_number_is_proposed_only_if_all_equations_hold(text: str, proposed: Count | None) -> None:
    found = row_of(granted(10, 2), [text, "2", "0", "0", "0", "0", "12"])
    assert (found[0].value, found[0].proposed) == (BadValue(text), proposed)
    assert ("可能是抽取错误，请看原件" in found[0].note) is (proposed is not None)


def test_two_misread_numbers_of_one_row_prove_each_other() -> None:
    found = row_of(granted(10, 2), ["1 0", "2", "0", "0", "0", "0", "1 2"])
    assert (found[0].proposed, found[6].proposed) == (Count(10), Count(12))


def test_a_number_of_table_2_has_no_equation_to_prove_it() -> None:
    report = balance(FORM, {"proactive.licensing.decisions": 10})
    lines = [line.replace("10", "1 0") for line in one_a_line(table_of(report, "proactive"))]
    parts = with_table(parts_of(report, "one a line"), "proactive", *lines)
    one = recognise(parts.source()).evidence["proactive.licensing.decisions"]
    assert (one.value, one.proposed, one.note) == (BadValue("1 0"), None, "读不出是什么数")


def test_a_row_that_does_not_add_up_is_certain_in_a_word_file_and_doubted_in_a_pdf() -> None:
    report = granted(10, 2)
    table = table_of(report, "requests")
    boxes = tuple(replace(box, text="102") if (box.row, box.column) == (5, 3) else box for box in table.boxes)
    parts = with_table(parts_of(report), "requests", Table(boxes, table.where))
    for kind, confidence in ((SourceKind.WORD, Confidence.CERTAIN), (SourceKind.PDF, Confidence.LIKELY)):
        evidence = recognise(replace(parts, kind=kind).source()).evidence
        row = [one for cell, one in evidence.items() if cell.startswith("requests.granted.")]
        assert {one.confidence for one in row} == {confidence}
        assert values(row)[0] == 102
        others = {one.confidence for cell, one in evidence.items() if not cell.startswith("requests.granted.")}
        assert others == {Confidence.CERTAIN}
    assert {one.note for one in row} == {"这一行的数与总计不符，可能是抽取错误，请看原件"}


@settings(max_examples=examples(15), deadline=None)
@given(st.integers(0, 2**32 - 1), st.data())
def test_no_damaged_row_gives_a_wrong_certain_cell(seed: int, data: st.DataObject) -> None:
    """Numbers lost, doubled or put in anywhere in one row: a certain cell holds what the report holds."""
    report = balanced_report(FORM, random.Random(seed))
    lines = one_a_line(table_of(report, "requests"))
    starts = [at for at, line in enumerate(lines) if (at > 10 and not line[:1].isdigit()) or "." in line[:2]]
    at = data.draw(st.sampled_from([start for start in starts if lines[start + 1].isdigit()])) + 1
    numbers = lines[at : at + 7]
    kind = data.draw(st.sampled_from(["lose", "double", "strange", "swap"]))
    place = data.draw(st.integers(0, 5))
    if kind == "lose":
        del numbers[place]
    elif kind == "double":
        numbers.insert(place, numbers[place])
    elif kind == "strange":
        numbers.insert(place, str(data.draw(st.integers(1, 40))))
    else:
        numbers[place] = ""
    parts = with_table(parts_of(report, "one a line"), "requests", *lines[:at], *numbers, *lines[at + 7 :])
    extraction = recognise(parts.source())
    for cell, one in extraction.evidence.items():
        if one.confidence is Confidence.CERTAIN:
            assert one.value == report.value(cell), cell
        elif one.confidence is Confidence.MISSING:
            assert isinstance(one.value, Blank)
