"""Every limit of the gates: what just reaches it passes, one more is refused with its own code and sentence."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from intake.container_cases import AFTER_THE_GATE, CONTAINERS_REACHED
from intake.document_cases import DOCUMENTS
from workbook.workbook_files import changed, filled, parts, with_cell

from xl_tools.errors import LimitsError
from xl_tools.intake.datafile import DataFileGate
from xl_tools.intake.gates import GATES, WORKBOOK, gate_for
from xl_tools.intake.limits import CODES, DEFAULT, UNITS, Limits
from xl_tools.intake.refusal import Refusal
from xl_tools.limitsfile import MOST, limits_here, load_limits
from xl_tools.ownfiles import LIMITS
from xl_tools.refusals import refuse
from xl_tools.workbook.extract import extract

TABLE, PART = "三、申请情况", "xl/worksheets/sheet5.xml"
RANDOM = bytes((index * index * 31 + index // 7) % 251 for index in range(4000))


def _in_sheet(before: str, text: str) -> Callable[[], bytes]:
    return lambda: changed(filled(), {PART: lambda content: content.replace(before, text + before, 1)})


def _part(content: bytes) -> bytes:
    return changed(filled(), {"xl/media/image1.bin": content})


def _ratio(content: bytes) -> int:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return -(-len(content) // len(packer.compress(content) + packer.flush()))


_MERGES = '<mergeCells count="2"><mergeCell ref="AA90:AC91"/><mergeCell ref="AE90:AE99"/></mergeCells>'
_BARE = {PART: lambda text: text[: text.index("</sheetData>") + 12] + _MERGES + "</worksheet>"}
_RANGES = (
    '<x14:a xmlns:x14="a" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><xm:sqref>B1:B99</xm:sqref>'
)
_FORMATS = {
    PART: lambda text: (
        text[: text.index("</sheetData>") + 12]
        + f'<conditionalFormatting sqref="A1:A9 C1:C9"/>{_RANGES}</x14:a></worksheet>'
    )
}


def _inflated(data: bytes) -> int:
    return sum(len(content) for content in parts(data).values())


def _ranges(text: str) -> int:
    attributes = [piece.split('"')[0] for piece in text.split('sqref="')[1:]]
    return sum(map(len, attributes)) + len("B1:B99")


def _sheets(data: bytes) -> list[str]:
    return [name for name in parts(data) if name.startswith("xl/worksheets/sheet")]


def _others_empty(data: bytes) -> dict[str, bytes]:
    return dict.fromkeys((name for name in _sheets(data) if name != PART), _EMPTY)


# Limit → a file, and how far it goes.
CASES: Mapping[str, tuple[Callable[[], bytes], Callable[[bytes], int]]] = {
    "file_size": (filled, len),
    "parts": (filled, lambda data: len(parts(data))),
    "inflated": (filled, _inflated),
    "part_size": (lambda: _part(RANDOM * 400), lambda _: 400 * len(RANDOM)),
    "ratio": (lambda: _part(bytes(3 * 2**20)), lambda _: _ratio(bytes(3 * 2**20))),
    "sheets": (filled, lambda data: len(_sheets(data))),
    "cells": (filled, lambda data: max(c.count(b"<c ") for n, c in parts(data).items() if "worksheets/sheet" in n)),
    "rows": (lambda: with_cell(filled(), TABLE, "D6", '<v>1</v></c><c r="E150000"><v>1</v>'), lambda _: 150_000),
    "columns": (lambda: with_cell(filled(), TABLE, "D6", '<v>1</v></c><c r="ALL6"><v>1</v>'), lambda _: 1000),
    "merges": (lambda: changed(filled(), _BARE), lambda _: 2),
    "merged_area": (lambda: changed(filled(), _BARE), lambda _: 3 * 2 + 10),
    "ranges_text": (lambda: changed(filled(), _FORMATS), lambda data: _ranges(parts(data)[PART].decode())),
}
WIDE = DEFAULT._replace(rows=10**6, ratio=10**6, columns=16_384)
"""Limits that no case reaches but by the one that it is about; merges and ranges of other sheets are few."""


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("reading", [False, True], ids=["gate", "reading"])
def test_limit_is_exact(name: str, reading: bool) -> None:
    make, measure = CASES[name]
    data = make()
    reached = measure(data)

    def check(limits: Limits) -> None:
        if reading:
            extract(data, {}, limits)
        else:
            WORKBOOK.check(data, limits)

    if name in ("merges", "merged_area", "ranges_text"):
        # Other sheets of the template have more; only this one is held against the limit.
        data = changed(data, _others_empty(data))
        reached = measure(data)
    check(WIDE._replace(**{name: reached}))
    with pytest.raises(Refusal) as caught:
        check(WIDE._replace(**{name: reached - 1}))
    assert caught.value.code == CODES[name]
    error = refuse(caught.value.code, "年报.xlsx", **caught.value.details)
    assert "年报.xlsx" in str(error)
    assert "上限" in str(error) or name == "ratio"
    assert error.hint.endswith("。")
    assert not set("{}") & set(str(error))


_EMPTY = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData></sheetData></worksheet>'
)


@pytest.mark.parametrize("odd", ["<!-- a -->", "<?a b?>"])
@pytest.mark.parametrize("name", ["cells", "rows", "columns", "merges", "merged_area", "ranges_text"])
def test_limit_holds_in_unusual_xml_too(name: str, odd: str) -> None:
    make, measure = CASES[name]
    data = changed(make(), _others_empty(make()))
    data = changed(data, {PART: lambda text: text.replace("<sheetData>", f"{odd}<sheetData>")})
    reached = measure(data)
    for run in (WORKBOOK.check, lambda data, limits: extract(data, {}, limits)):
        run(data, WIDE._replace(**{name: reached}))
        with pytest.raises(Refusal) as caught:
            run(data, WIDE._replace(**{name: reached - 1}))
        assert caught.value.code == CODES[name]


def test_small_part_may_pack_as_well_as_it_likes() -> None:
    WORKBOOK.check(_part(bytes(DEFAULT.free_of_ratio)))
    with pytest.raises(Refusal) as caught:
        WORKBOOK.check(_part(bytes(DEFAULT.free_of_ratio + 1)))
    assert caught.value.code == "W63"


def test_whole_package_is_counted_while_it_is_inflated() -> None:
    data = changed(filled(), {f"xl/media/{index}.bin": RANDOM * 100 for index in range(20)})
    with pytest.raises(Refusal) as caught:
        WORKBOOK.check(data, DEFAULT._replace(inflated=_inflated(data) - 1))
    assert caught.value.code == "W61"


def test_cell_without_address_is_counted_at_its_place() -> None:
    far = '<row r="200000"><c><v>1</v></c></row></sheetData>'
    data = changed(filled(), {PART: lambda text: text.replace("</sheetData>", far)})
    with pytest.raises(Refusal) as caught:
        WORKBOOK.check(data)
    assert (caught.value.code, caught.value.details["found"]) == ("W66", "200000")
    many = "<row>" + "<c/>" * 2001 + "</row></sheetData>"
    with pytest.raises(Refusal) as caught:
        WORKBOOK.check(changed(filled(), {PART: lambda text: text.replace("</sheetData>", many)}))
    assert (caught.value.code, caught.value.details["found"]) == ("W67", "2001")


def test_empty_row_may_have_any_number() -> None:
    row = '<row r="1048576" ht="15"/></sheetData>'
    WORKBOOK.check(changed(filled(), {PART: lambda text: text.replace("</sheetData>", row)}))


@pytest.mark.parametrize(("depth", "fits"), [(50, True), (51, False)])
def test_depth_of_a_data_file_is_limited(depth: int, fits: bool) -> None:
    data = ('{"a": "[[[{{{\\"[", "b": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}").encode()
    assert json.loads(data)
    if fits:
        DataFileGate().check(data)
    else:
        with pytest.raises(Refusal) as caught:
            DataFileGate().check(data)
        assert caught.value.code == "J07"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "W04"), (b" \n ", "W04"), ("{}".encode("utf-16"), "J05"), ("年".encode("gbk"), "J05"), (b"1" * 1000, "J08")],
)
def test_data_file_that_is_none_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        DataFileGate().check(data)
    assert caught.value.code == code
    assert str(refuse(code, "a.json", **caught.value.details)).endswith("。")


def test_data_file_at_its_size_limit_passes() -> None:
    DataFileGate().check(b"[]   ", DEFAULT._replace(file_size=5))
    with pytest.raises(Refusal, match="W05"):
        DataFileGate().check(b"[]    ", DEFAULT._replace(file_size=5))


def test_gate_is_chosen_by_ending_and_decides_by_content() -> None:
    assert gate_for("年报.XLSX") is gate_for("没有") is WORKBOOK
    assert gate_for("a.json") is GATES[".json"]
    assert gate_for("年报.HTM") is GATES[".html"]
    assert [gate.kind for gate in dict.fromkeys(GATES.values())] == [
        *("工作簿", "数据文件", "Word 文档", "网页", "文本", "PDF 文件", "旧式的 Word 文档"),
        *("zip 压缩包", "邮件", "邮箱文件", "Outlook 邮件"),
    ]


def test_every_limit_has_a_code_and_a_case() -> None:
    assert set(CODES) == set(Limits._fields) - {"free_of_ratio"}
    assert len(set(CODES.values())) == len(CODES)
    elsewhere = {"nesting", "seconds", "memory"} | AFTER_THE_GATE
    assert set(CASES) | {case.limit for case in (*DOCUMENTS, *CONTAINERS_REACHED)} | elsewhere == set(CODES)


# --- set for a computer


def test_limits_of_a_file_replace_the_usual_ones(tmp_path: Path) -> None:
    path = tmp_path / "限额.toml"
    path.write_text("file_size = 40  # MB\nseconds = 120\nranges_text = 300\n", encoding="utf-8")
    assert load_limits(path) == DEFAULT._replace(file_size=40 * 2**20, seconds=120, ranges_text=300 * 2**10)


@pytest.mark.parametrize("name", Limits._fields)
def test_every_limit_can_be_set(tmp_path: Path, name: str) -> None:
    path = tmp_path / "限额.toml"
    path.write_text(f"{name} = 7\n", encoding="utf-8")
    assert getattr(load_limits(path), name) == 7 * UNITS.get(name, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("file_sise = 40", "第 1 行"),
        ("\nrows = 0", "第 2 行"),
        ("rows = -5", "应为 1 到"),
        (f"rows = {MOST + 1}", "应为 1 到"),
        ('rows = "many"', "应为"),
        ("rows = true", "应为"),
        ("rows =", "第 1 行"),
    ],
)
def test_mistake_in_the_file_is_named_in_chinese(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "限额.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LimitsError, match=words) as caught:
        load_limits(path)
    assert caught.value.code == "G01"
    assert str(caught.value).startswith("限额文件“限额.toml”")


def test_limits_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits_here.cache_clear()
    monkeypatch.setenv(LIMITS.variable, str(tmp_path / "限额.toml"))
    (tmp_path / "限额.toml").write_text("sheets = 300", encoding="utf-8")
    try:
        assert limits_here().sheets == 300
    finally:
        limits_here.cache_clear()
