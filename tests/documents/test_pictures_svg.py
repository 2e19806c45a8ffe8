"""Shapes as SVG, and how much room texts take: estimates against what typst really draws."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from picture_boxes import SVG
from PIL import Image

from xl_tools.documents.clean import clean_line
from xl_tools.documents.pictures.lettering import fit, shrunk, text_width, wrap
from xl_tools.documents.pictures.svg import INK, Box, Drawing, Rule, Text, below, middle, write_svg
from xl_tools.documents.typesetting.compiler import draw_png

SAMPLES = (
    *("0123456789", "98765432件", "1,573,179", "100.0%", "-12", "2024年"),
    *("行政诉讼（未经复议直接起诉）", "“总计”：本年新收、上年结转；", "ABCWM xyzwm", "〔2021〕30号"),
)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("text", SAMPLES)
def test_no_text_is_wider_than_estimated(text: str, bold: bool) -> None:
    size = 20.0
    room = text_width(text, size, bold=bold)
    svg = write_svg(Drawing(400, 40, (Text(10, 28, text, size, "#000000", bold=bold),)), "x", "t", "d")
    picture = Image.open(BytesIO(draw_png(svg, 400, 40, ppi=144).png)).convert("L")
    left, top, right, bottom = picture.point(lambda value: 255 if value < 128 else 0).getbbox() or (0, 0, 0, 0)
    assert right > left > 0
    assert right / 2 - 10 <= room
    assert room <= 1.5 * (right / 2 - 10) + size / 2
    assert top / 2 >= 28 - 0.88 * size
    assert bottom / 2 <= 28 + 0.25 * size


@given(st.text(max_size=120), st.floats(20, 300), st.sampled_from([8.0, 9.5, 20.0]))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: float, size: float) -> None:
    text = clean_line(text)
    lines = wrap(text, width, size)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert text_width(line, size) <= width or len(line) == 1


@given(
    st.lists(
        st.sampled_from(("全年新收申请", "（结转）", "48件，", "占12.5%。", "“不予公开”、", "其中：")), max_size=20
    ),
    st.floats(50, 300),
)
def test_no_line_begins_with_a_stop_or_ends_with_an_opening_bracket(words: list[str], width: float) -> None:
    for line in wrap("".join(words), width, 9):
        assert line[0] not in "，。、：）”%"
        assert line[-1] not in "（“"


def test_a_last_line_is_not_one_lonely_word() -> None:
    text = "依据《办法》，今年我镇没有向申请人收取信息处理费。"
    assert wrap(text, 230, 10) == ("依据《办法》，今年我镇没有向申请人收取信息", "处理费。")
    listed = "本年新收0件、办理总计0件、结转下年0件。"
    assert wrap(listed, 180, 10) == ("本年新收0件、办理总计0件、", "结转下年0件。")
    assert wrap("示例街道办事处", 65, 10) == ("示例街道", "办事处")


def test_numbers_are_not_torn_from_their_units() -> None:
    assert wrap("办结申请12345件，结转", 70, 9) == ("办结申请", "12345件，结转")


def test_text_that_is_too_long_is_cut_with_a_sign() -> None:
    assert fit("示例街道办事处", 100, (20, 14), 1) == (14, ("示例街道办事处",))
    assert fit("示例街道办事处", 100, (20, 14), 2) == (20, ("示例街道", "办事处"))
    size, lines = fit("示" * 100, 100, (20, 10), 2)
    assert size == 10
    assert lines == ("示" * 10, "示" * 9 + "…")
    assert fit("", 100, (20,), 2) == (20, ())


@given(st.text(min_size=1, max_size=60), st.floats(5, 300))
def test_shrunk_text_fits(text: str, width: float) -> None:
    size = shrunk(text, width, 12)
    assert size <= 12
    assert text_width(text, size) <= width + 0.001


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_written_as_text(text: str, title: str, description: str) -> None:
    text, title, description = map(clean_line, (text, title, description))
    root = ElementTree.fromstring(write_svg(Drawing(10, 10, (Text(0, 5, text, 5),)), "x", title, description))
    assert [child.tag.removeprefix(SVG) for child in root] == ["title", "desc", "rect", "text"]
    assert [child.text or "" for child in root if child.tag != f"{SVG}rect"] == [title, description, text]


def test_shapes_are_written_with_plain_numbers_and_can_be_moved() -> None:
    drawing = Drawing(30, 20, (Box(1 / 3, -0.001, 5, 6.5, INK), Rule(1, 2, 3, 4, INK), Text(7, 8, "<甲&乙>", 9)))
    moved = write_svg(Drawing(30, 20, tuple(drawing.at(10, 1))), "one", "题", "述")
    assert '<rect x="10.33" y="1" width="5" height="6.5" fill="#1a1a1a"/>' in moved
    assert '<line x1="11" y1="3" x2="13" y2="5" stroke="#1a1a1a" stroke-width="0.5"/>' in moved
    assert '<text x="17" y="9" font-size="9" fill="#1a1a1a">&lt;甲&amp;乙&gt;</text>' in moved
    assert 'x="0.33" y="0"' in write_svg(drawing, "one", "题", "述")


def test_fonts_are_asked_for_by_the_names_of_every_system() -> None:
    root = ElementTree.fromstring(write_svg(Drawing(1, 1, ()), "x", "", ""))
    families = root.get("font-family", "").split(", ")
    assert families[0] == "黑体"
    assert families[-1] == "sans-serif"
    assert {"SimHei", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC"} <= set(families)


def test_a_line_of_text_stands_in_the_middle_of_its_strip() -> None:
    baseline = middle(10, 20, 10)
    assert baseline - 0.88 * 10 - 10 == pytest.approx(30 - (baseline + 0.12 * 10))
    assert below(10, 10) - 0.88 * 10 == pytest.approx(10)
