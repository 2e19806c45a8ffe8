"""Which fonts the PDF is set in, a computer without some or all of them, and bold without a bold cut."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from document_samples import sample_document
from pdf_reading import ReadBack

from xl_tools.documents.blocks import Heading, Paragraph
from xl_tools.documents.look import Face, Look, TextStyle
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.pdf.writer import write_pdf
from xl_tools.documents.typesetting import fonts
from xl_tools.documents.typesetting.compiler import draw_png
from xl_tools.errors import FontsMissing

DEBIAN = frozenset({"Noto Sans CJK SC", "Noto Serif CJK SC", "AR PL KaitiM GB", "DejaVu Sans"})
WINDOWS = frozenset({"SimSun", "SimHei", "KaiTi", "FangSong", "Arial"})


def with_installed(monkeypatch: pytest.MonkeyPatch, families: frozenset[str]) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: families)


def in_family(family: str, *, bold: bool) -> Look:
    """The standard look, its body in one family."""
    look = standard_look()
    style = TextStyle(family, 16, bold)
    return replace(
        look,
        styles=MappingProxyType({**look.styles, "body": style}),
        faces=MappingProxyType({**look.faces, family: Face(family)}),
    )


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        (DEBIAN, {"body": "Noto Serif CJK SC", "heading1": "Noto Sans CJK SC", "heading2": "AR PL KaitiM GB"}),
        (
            WINDOWS,
            {"body": "FangSong", "heading1": "SimHei", "heading2": "KaiTi", "title": "SimSun", "table": "SimSun"},
        ),
    ],
)
def test_each_style_begins_with_the_nearest_family_of_the_computer(
    families: frozenset[str], expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_installed(monkeypatch, families)
    look = fonts.settled(standard_look())
    assert {style: fonts.families_for(look, style)[0] for style in expected} == expected
    assert {len(fonts.families_for(look, style)) > 1 for style in ("body", "heading2")} == {True}
    assert look.styles["title"].bold


def test_names_of_families_are_found_whatever_their_letters_case(monkeypatch: pytest.MonkeyPatch) -> None:
    with_installed(monkeypatch, frozenset({"SIMSUN"}))
    assert fonts.families_for(standard_look(), "table") == ("SimSun",)


def test_chinese_font_that_no_look_knows_is_used_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    with_installed(monkeypatch, frozenset({"DejaVu Sans", "Noto Serif CJK HK"}))
    assert fonts.families_for(standard_look(), "heading1") == ("Noto Serif CJK HK",)
    assert fonts.can_print_chinese()


@pytest.mark.parametrize("families", [frozenset(), frozenset({"DejaVu Sans", "OpenSymbol"})])
def test_computer_without_chinese_fonts_is_told_in_one_sentence_how_to_get_them(
    families: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_installed(monkeypatch, families)
    assert not fonts.can_print_chinese()
    for job in (lambda: write_pdf(sample_document("2021"), standard_look()), lambda: draw_png("<svg/>", 9, 9)):
        with pytest.raises(FontsMissing, match="没有中文字体") as caught:
            job()
        assert caught.value.code == "Y02"
        assert "apt install fonts-noto-cjk" in caught.value.hint
        assert caught.value.hint.count("。") == 1


def test_fonts_of_the_report_are_those_of_its_styles() -> None:
    with ReadBack(write_pdf(sample_document("2021"), standard_look())) as read:
        names = {name.partition("+")[2] for name in read.fonts}
    assert names == {"NotoSerifCJKsc-Bold", "NotoSerifCJKsc-Regular", "NotoSansCJKsc-Regular", "GBZenKai-Medium"}


@pytest.mark.parametrize(
    ("family", "bold", "weight", "outlined"),
    [
        ("AR PL KaitiM GB", True, "Medium", True),
        ("AR PL KaitiM GB", False, "Medium", False),
        ("Noto Serif CJK SC", True, "Bold", False),
        ("Noto Serif CJK SC", False, "Regular", False),
    ],
)
def test_bold_is_the_bold_cut_of_the_family_or_else_a_thin_outline(
    family: str, bold: bool, weight: str, outlined: bool
) -> None:
    document = replace(sample_document("2021"), blocks=(Heading(1, "一"), Paragraph("粗体")))
    data = write_pdf(document, in_family(family, bold=bold))
    with ReadBack(data) as read:
        (name,) = {char["fontname"] for page in read.pages for char in page.chars if char["text"] == "粗"}
        (page,) = read.pages
        drawn = b"".join(stream.get_data() for stream in page.page_obj.contents)
    assert name.endswith(weight)
    # Operator Tr with 2: letters are filled and outlined.
    assert (b"2 Tr" in drawn) == outlined
