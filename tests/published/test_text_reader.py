"""What is read of a text: its lines as they stand, and tables only where rows stand on lines of their own."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from xl_tools.intake.refusal import Refusal
from xl_tools.published.source import Line, SourceKind, Table
from xl_tools.published.text import read_text

PROSE = "2024年，街道办事处认真贯彻落实政府信息公开条例，全年公开信息四百条，方便群众查阅。"


def read(text: str) -> list[str | list[list[str]]]:
    """Lines as they are, tables as rows of texts."""
    blocks = read_text((PROSE + "\n" + text).encode()).blocks
    return [block.text if isinstance(block, Line) else rows_of(block) for block in blocks][1:]


def rows_of(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(max(box.row for box in table.boxes) + 1)]
    for box in table.boxes:
        rows[box.row] += [""] * (box.column - len(rows[box.row])) + [box.text]
    return rows


# ---- lines


def test_a_flattened_table_is_lines_with_their_tabs_and_numbers() -> None:
    text = "二、情况\r\n\t规章\r\n\t　　1\r\n\t 1\r\n\t[bookmark: _GoBack]0\r\n\r\n\t结果\r\n维持\r\n\t\r\n14\r\n"
    source = read_text(text.encode("gb18030"))
    assert source.kind is SourceKind.TEXT
    assert [line.text for line in source.lines] == text.split("\r\n")[:-1]
    assert not source.tables
    assert source.lines[3] == Line("\t 1", "第 4 行")


def test_ends_of_lines_of_every_kind_and_control_characters() -> None:
    source = read_text("甲\r乙\v丙\f丁\x85戊\u2028己\x07\u202e\x00庚\n\n".encode())
    assert [line.text for line in source.lines] == ["甲", "乙", "丙", "丁", "戊", "己庚", ""]


# ---- tables


def test_rows_with_tabs_are_a_table_with_its_empty_cells() -> None:
    rows = ("第二十条第（一）项\t\t\t", "信息内容\t制发\t废止\t有效", "规章\t0\t\t2")
    more = ("第二十条第（五）项\t\t\t", "信息内容\t本年\t\t", "许可\t/\t\t")
    text = "\n".join(rows + more)
    (table,) = read_text((PROSE + "\n" + text).encode()).tables
    assert rows_of(table) == [
        ["第二十条第（一）项"],
        ["信息内容", "制发", "废止", "有效"],
        ["规章", "0", "", "2"],
        ["第二十条第（五）项"],
        ["信息内容", "本年"],
        ["许可", "/"],
    ]
    assert (table.where, table.boxes[7].where) == ("第 2—7 行", "第 4 行第 4 栏")


def test_rows_between_pipes_and_under_drawn_lines() -> None:
    assert read("| 项 | 数 |\n|:---|---:|\n| 甲 | 1 |\n| 乙 | |\n\n完") == [
        [["项", "数"], ["甲", "1"], ["乙"]],
        "",
        "完",
    ]
    assert read("┌──┬──┐\n│项│数│\n├──┼──┤\n│甲│　1│\n└──┴──┘") == [[["项", "数"], ["甲", "1"]]]


def test_rows_with_wide_gaps_or_with_figures_behind_a_label() -> None:
    assert read("　　规章  0   0　　2\n规范性文件  2  1  12\n") == [
        [["规章", "0", "0", "2"], ["规范性文件", "2", "1", "12"]]
    ]
    text = "一、新收数量 36 8 -1 / 1,048\n二、结转 ４ 无 —— ／ 5\n0 0 26.55万元"
    first, second, third = read(text)[0]
    assert first == ["一、新收数量", "36", "8", "-1", "/", "1,048"]
    assert second == ["二、结转", "４", "无", "——", "／", "5"]
    assert third == ["0", "0", "26.55万元"]


def test_a_short_label_between_rows_belongs_to_the_table_a_heading_and_a_text_end_it() -> None:
    row = "规章  0  1"
    assert read(f"{row}\n第二十条第（五）项\n{row}") == [
        [["规章", "0", "1"], ["第二十条第（五）项"], ["规章", "0", "1"]]
    ]
    assert read(f"{row}\n{row}\n三、申请情况\n{row}\n{row}") == [
        [["规章", "0", "1"]] * 2,
        "三、申请情况",
        [["规章", "0", "1"]] * 2,
    ]
    assert read(f"{row}\n{row}\n{PROSE}\n{row}\n{row}")[1] == PROSE
    assert read(f"{row}\n{row}\n\n{row}\n{row}")[1] == ""


def test_one_row_alone_is_a_line_and_so_are_signatures_and_indented_paragraphs() -> None:
    for text in ("规章\t0\t1", "填报人：　　　　负责人：", "　　2024年，  某街道。", "甲|乙", "第 1 2 号"):
        assert read(f"前\n{text}\n后") == ["前", text, "后"]


def test_a_flattened_table_with_two_cells_on_a_line_here_and_there_stays_lines() -> None:
    text = "\t规章\t1\n\t　1\n\t0\n\t规范\n\t　0\n\t其他\t0"
    assert read(text) == text.split("\n")


def test_cells_with_several_lines_as_excel_copies_them() -> None:
    text = '结果维持\t"尚未\n审结"\t"总""计"\n1\t2\t3'
    assert read(text) == [[["结果维持", "尚未\n审结", '总"计'], ["1", "2", "3"]]]
    alone = '结果\t"尚未\n审结'
    assert read(alone) == alone.split("\n")


@settings(max_examples=examples(100), deadline=None)
@given(st.text(st.sampled_from('\t\n 　|"-1甲一、（'), max_size=60))
def test_whatever_the_text_every_sign_is_read_once_and_in_its_order(text: str) -> None:
    source = read_text((PROSE + "\n" + text + "\n末").encode())
    found = "".join(
        block.text if isinstance(block, Line) else "".join(box.text for box in block.boxes) for block in source.blocks
    )
    blank = dict.fromkeys(map(ord, '\t\n 　|-"'))
    assert found.translate(blank) == (PROSE + text + "末").translate(blank)


# ---- encodings


@pytest.mark.parametrize(
    "data",
    [
        PROSE.encode(),
        codecs.BOM_UTF8 + PROSE.encode(),
        PROSE.encode("gb18030"),
        codecs.BOM_UTF16_LE + PROSE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PROSE.encode("utf-16-be"),
        (PROSE + "\n1").encode("utf-16-le"),
        (PROSE + "\n1").encode("utf-16-be"),
        PROSE.encode() + b"\xff",
    ],
)
def test_every_usual_encoding_is_recognised(data: bytes) -> None:
    assert read_text(data).lines[0].text.rstrip("\ufffd") == PROSE


def test_rare_characters_of_names_survive() -> None:
    text = f"{PROSE}䶮㐂街道办事处𠮷"
    assert read_text(text.encode("gb18030")).lines[0].text == text


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("N31", b""),
        ("N31", b" \n\t\n"),
        ("N31", codecs.BOM_UTF8),
        ("N32", bytes(range(1, 256)) * 4),
        ("N32", b"\x00\x01\xd8" * 99),
    ],
)
def test_what_is_no_text_is_refused(code: str, data: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read_text(data)
    assert refusal.value.code == code
