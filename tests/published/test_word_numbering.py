"""Automatic numbering of a Word file, as Word prints it."""

from __future__ import annotations

import pytest
from word_parts import lines, p, tbl, tc, tr, word

from xl_tools.published.numbering import chinese
from xl_tools.published.word import read_word

# ---- numbering


def level(number: int, shape: str, text: str, more: str = "") -> str:
    inner = f'<w:start w:val="1"/><w:numFmt w:val="{shape}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{number}">{inner}</w:lvl>'


def abstract(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def numbered(text: str, number: int, at: int = 0) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


OUTLINE = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>'),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircleChinese", "%4"),
)


def test_numbers_are_printed_in_front_and_start_again_below_each_heading() -> None:
    printed = (
        (0, "一、", "总体情况"),
        (1, "（一）", "主动公开"),
        (2, "1.", "网站"),
        (2, "2.", "微信"),
        (3, "①", "要闻"),
        (1, "（二）", "依申请公开"),
        (2, "1.", "受理"),
        (0, "二、", "主动公开"),
        (1, "（一）", "其他"),
    )
    body = "".join(numbered(text, 1, at) for at, _, text in printed)
    assert lines(body, numbering=OUTLINE + num(1, 0)) == [number + text for _, number, text in printed]


def test_two_lists_of_one_kind_count_on_unless_one_starts_anew() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)")}</w:lvlOverride>'
    numbering = OUTLINE + num(1, 0) + num(2, 0) + num(3, 0, again) + num(4, 0, other)
    body = "".join(numbered(text, list_) for text, list_ in (("甲", 1), ("乙", 2), ("丙", 3), ("丁", 3), ("戊", 4)))
    assert lines(body, numbering=numbering) == ["一、甲", "二、乙", "一、丙", "二、丁", "III)戊"]


def test_numbers_of_the_levels_above_can_stand_in_the_number() -> None:
    levels = (
        level(0, "chineseCounting", "%1、"),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
    )
    body = "".join(numbered(text, 1, at) for text, at in (("甲", 0), ("乙", 1), ("丙", 2), ("丁", 2)))
    assert lines(body, numbering=abstract(0, *levels) + num(1, 0)) == ["一、甲", "一.1 乙", "1.1.1 丙", "1.1.2 丁"]


def test_a_style_numbers_its_paragraphs_and_zero_takes_the_number_away() -> None:
    numbering = abstract(
        0,
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="S1"/>'),
        level(1, "decimal", "%2.", '<w:pStyle w:val="S2"/>'),
    ) + num(1, 0)
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{key}"/>{based}<w:pPr>{own}</w:pPr></w:style>'
        for key, based, own in (
            ("S1", "", '<w:numPr><w:numId w:val="1"/></w:numPr>'),
            ("S2", "", '<w:numPr><w:numId w:val="1"/></w:numPr>'),
            ("S3", '<w:basedOn w:val="S1"/>', ""),
        )
    )
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    places = (("S1", "", "甲"), ("S2", "", "乙"), ("S3", "", "丙"), ("S1", none, "丁"), ("S2", "", "戊"))
    body = "".join(p(text, properties=f'<w:pStyle w:val="{key}"/>{more}') for key, more, text in places)
    assert lines(body, numbering=numbering, styles=styles) == ["一、甲", "1.乙", "二、丙", "丁", "1.戊"]


def test_a_list_can_take_its_levels_from_a_style_of_numbering() -> None:
    linked = abstract(5, '<w:numStyleLink w:val="L"/>')
    numbering = OUTLINE + linked + num(1, 0) + num(2, 5)
    list_ = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = f'<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/>{list_}</w:style>'
    assert lines(numbered("甲", 2) + numbered("乙", 2, 1), numbering=numbering, styles=styles) == ["一、甲", "（一）乙"]


def test_bullets_are_no_text_and_unknown_lists_no_harm() -> None:
    numbering = abstract(0, level(0, "bullet", "\uf0b7"), level(1, "none", "条")) + num(1, 0)
    body = numbered("甲", 1) + numbered("乙", 7) + numbered("丙", 1, 8) + numbered("丁", 1, 1) + numbered("戊", 1, -3)
    assert lines(body, numbering=numbering) == ["甲", "乙", "丙", "条丁", "戊"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (99, "九十九"),
        (101, "一百零一"),
        (110, "一百一十"),
        (2020, "二千零二十"),
    ],
)
def test_chinese_numbers(number: int, text: str) -> None:
    assert chinese(number) == text


def test_lines_of_a_cell_stand_one_below_the_other_with_their_numbers() -> None:
    body = tbl(
        tr(tc(p("尚未") + p("审结")), tc(numbered("国家秘密", 1, 2))),
        tr(tc(numbered("", 1, 2)), tc("<w:p><w:r><w:t>0</w:t><w:br/></w:r></w:p>")),
    )
    (table,) = read_word(word(body, numbering=OUTLINE + num(1, 0))).tables
    assert [box.text for box in table.boxes] == ["尚未\n审结", "1.国家秘密", "2.", "0"]
