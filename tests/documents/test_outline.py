"""Which lines of a text become headings: a wrong heading is worse than a paragraph."""

from __future__ import annotations

from itertools import pairwise

import pytest
from document_samples import passage, sample_report
from hypothesis import given
from hypothesis import strategies as st

from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import Heading, Paragraph
from xl_tools.documents.outline import Line, outline

TEXT = "全年公开政府信息426条，内容准确。"


def shape(*lines: str) -> list[tuple[int, str]]:
    """Level and text of each block, 0 for a paragraph."""
    return [(block.level if isinstance(block, Heading) else 0, block.text) for block in outline([*map(Line, lines)])]


def levels(*lines: str) -> list[int]:
    return [level for level, _ in shape(*lines)]


def test_each_numbering_below_another_is_one_level_deeper() -> None:
    assert shape(
        "（一）主动公开", "1.政策文件公开", TEXT, "（1）政府规章", TEXT, "（2）规范性文件", TEXT, "2．政策解读", TEXT
    ) == [
        (2, "（一）主动公开"),
        (3, "1.政策文件公开"),
        (0, TEXT),
        (4, "（1）政府规章"),
        (0, TEXT),
        (4, "（2）规范性文件"),
        (0, TEXT),
        (3, "2．政策解读"),
        (0, TEXT),
    ]


def test_no_level_is_skipped_where_a_numbering_is() -> None:
    assert levels("1、政策文件公开", TEXT, "（1）政府规章", TEXT) == [2, 0, 3, 0]
    assert levels("（1）政府规章", TEXT, "（2）规范性文件", TEXT) == [2, 0, 2, 0]


def test_an_office_may_begin_anew_inside_a_section() -> None:
    assert levels("一、存在问题", "（一）内容", TEXT, "1.文件", TEXT, "（1）规章", TEXT, "二、改进措施", TEXT) == [
        *(2, 3, 0, 4, 0, 0, 0, 2, 0)
    ]
    printed = [Line("（一）主动公开", printed=True), Line("一、文件"), Line(TEXT), Line("二、会议"), Line(TEXT)]
    assert [block.text for block in outline(printed) if isinstance(block, Heading)] == ["（一）主动公开"]


def test_nothing_below_a_numbering_that_stays_text_becomes_a_heading() -> None:
    assert levels("（一）公开。", "1.文件", TEXT, "2.会议", TEXT) == [0, 0, 0, 0, 0]
    assert levels("一、公开。", "（一）文件", TEXT, "二、会议。", TEXT) == [0, 0, 0, 0, 0]
    assert levels("1.文件", TEXT, "（一）公开。", TEXT) == [0, 0, 0, 0]


def test_text_before_the_first_title_stays_text() -> None:
    assert levels(TEXT, "1.政策文件公开", TEXT) == [0, 2, 0]
    assert levels("（一）主动公开", TEXT, "1.政策文件公开", TEXT) == [2, 0, 3, 0]


@pytest.mark.parametrize(
    "title",
    [
        "（一）强化组织领导，夯实工作基础",
        "(一) 打造“15分钟政务公开圈”",
        "（ 一 ）主动公开",
        "1 . 政策文件公开",
        "１、公开",
        "(1)公开",
    ],
)
def test_titles_are_known_in_all_the_ways_people_type_them(title: str) -> None:
    assert shape(title, TEXT) == [(2, title), (0, TEXT)]


@pytest.mark.parametrize(
    "line",
    [
        "（一）全年公开政府信息426条。",
        "（一）主动公开。全年公开政府信息426条。",
        "1.公开政策文件12件；",
        "1.公开政策文件12件，",
        "1.存在的主要问题：",
        "1.主动公开政府信息的内容与群众日常生活密切相关的部分还不够丰富需要补充",
        "1.5万元以上的项目",
        "3、4月公开的信息",
        "2024.1政策文件",
        "12345热线",
        "（2024）政策文件",
        "一是公开",
        "一、总体情况",
        "（一）",
        "1.",
        "2.政策文件公开",
        "（三）政策文件公开",
        "（一一）政策文件公开",
    ],
)
def test_sentences_and_numbers_of_other_kinds_stay_paragraphs(line: str) -> None:
    assert levels(line, TEXT) == [0, 0]


def test_items_of_a_list_have_no_text_below_and_stay_paragraphs() -> None:
    assert levels("主要问题如下：", "1.公开内容不够丰富", "2.解读形式单一", "3.平台建设滞后") == [0, 0, 0, 0]
    assert levels("1.公开内容不够丰富", "2.解读形式单一", TEXT) == [0, 0, 0]


def test_all_titles_of_a_numbering_are_headings_or_none() -> None:
    assert levels("1.政策文件公开", TEXT, "2.会议公开。全年公开会议3次。", TEXT) == [0, 0, 0, 0]
    assert levels("1.政策文件公开", TEXT, "3.会议公开", TEXT) == [0, 0, 0, 0]
    assert levels("（一）主动公开", "1.文件", TEXT, "（二）依申请公开", "1.新收申请48件。") == [2, 3, 0, 2, 0]


def test_an_office_may_go_on_where_the_headings_of_the_form_end() -> None:
    form = [Line("（一）主动公开", printed=True), Line(TEXT), Line("（二）监督保障", printed=True), Line(TEXT)]
    assert [block for block in outline([*form, Line("（三）教育培训"), Line(TEXT)]) if isinstance(block, Heading)] == [
        Heading(2, "（一）主动公开"),
        Heading(2, "（二）监督保障"),
        Heading(2, "（三）教育培训"),
    ]


def test_headings_of_the_form_stand_whatever_the_office_numbers() -> None:
    lines = [Line("（一）主动公开", printed=True), Line("（一）公开文件。"), Line("（二）监督保障", printed=True)]
    assert list(outline(lines)) == [
        Heading(2, "（一）主动公开"),
        Paragraph("（一）公开文件。"),
        Heading(2, "（二）监督保障"),
    ]


def test_parts_without_headings_are_read_as_one_text() -> None:
    passages = [
        passage("problems", f"（一）存在的主要问题\n{TEXT}", part="problems"),
        passage("problems", f"（二）改进情况\n{TEXT}", part="improvements"),
    ]
    document = assemble(sample_report("2021"), passages, draft=False)
    found = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    assert found == ["（一）存在的主要问题", "（二）改进情况"]


def test_the_lead_has_no_headings() -> None:
    document = assemble(sample_report("2021"), [passage("lead", f"（一）主动公开\n{TEXT}")], draft=False)
    assert document.blocks[:2] == (Paragraph("（一）主动公开"), Paragraph(TEXT))


NUMBERED = st.builds(
    lambda start, rest: start + rest,
    st.sampled_from(["一、", "二、", "（一）", "（二）", "1.", "2．", "（1）", "(2)", ""]),
    st.sampled_from(["政策文件公开", "平台建设", TEXT]),
)


@given(st.lists(st.builds(Line, NUMBERED, st.booleans()), max_size=14))
def test_every_text_stays_as_it_is_and_no_level_is_skipped(lines: list[Line]) -> None:
    blocks = list(outline(lines))
    assert [block.text for block in blocks] == [line.text for line in lines]
    found = [block.level for block in blocks if isinstance(block, Heading)]
    assert all(level <= last + 1 for last, level in pairwise([1, *found]))
    assert all(2 <= level <= 4 for level in found)
    assert all(isinstance(block, Heading) for block, line in zip(blocks, lines, strict=True) if line.printed)
