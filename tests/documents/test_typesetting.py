"""typst on computers as they are: fonts that come later, threads, characters that no font has, no typst at all."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import typst
from document_samples import EDITIONS, FIGURE, sample_document, sample_passages, sample_report
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import ReadBack
from picture_boxes import with_last_year
from PIL import Image

from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import Document, Figure, Heading, Paragraph
from xl_tools.documents.formats import FORMATS, Setting
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.pdf.writer import set_document, write_pdf
from xl_tools.documents.pictures.charts import charts
from xl_tools.documents.pictures.svg import Drawing, Text, write_svg
from xl_tools.documents.typesetting import compiler, fonts
from xl_tools.documents.typesetting.compiler import STAND_IN, Pages, Picture, draw_png, set_pages, shown
from xl_tools.documents.word.writer import write_word
from xl_tools.errors import ApplicationError, FontsMissing

LATIN, SIMPLE, WHOLE = "DejaVu Sans", "AR PL KaitiM GB", "Noto Serif CJK SC"
"""Without Chinese; with the 6763 characters of GB/T 2312-1980; with many more."""

Install = Callable[[str], None]


def picture_of(text: str) -> Picture:
    return draw_png(write_svg(Drawing(200, 30, (Text(5, 20, text, 12),)), "x", "标题", "说明"), 200, 30, ppi=72)


def only(text: str) -> Document:
    return replace(sample_document("2021"), blocks=(Heading(1, "一"), Paragraph(text)))


def charts_of(edition: str) -> tuple[Figure, ...]:
    found = charts(with_last_year(edition, edition))
    assert found
    return found


def without_texts(svg: str) -> str:
    return re.sub("<text.*?</text>", "", svg)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Gives a font to a computer that has none at first, in the process that runs."""
    paths = {font.family: font.path for font in fonts.fonts().fonts()}
    monkeypatch.setattr(fonts, "_fonts", fonts._Search())
    search = typst.Fonts

    def found(include_embedded_fonts: bool) -> typst.Fonts:
        return search(
            include_system_fonts=False, include_embedded_fonts=include_embedded_fonts, font_paths=[str(tmp_path)]
        )

    monkeypatch.setattr(typst, "Fonts", found)
    return lambda family: shutil.copy(str(paths[family]), tmp_path) and None


@pytest.fixture
def no_typst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr(fonts, "_fonts", fonts._Search())


def test_fonts_installed_after_the_refusal_are_found_without_a_new_process(install: Install) -> None:
    install(LATIN)
    jobs = (lambda: write_pdf(only("正文"), standard_look()), lambda: picture_of("正文").png)
    for job in jobs:
        with pytest.raises(FontsMissing):
            job()
    assert not fonts.can_print_chinese()
    assert fonts.hindrance() == "这台电脑没有中文字体"
    install(SIMPLE)
    assert all(job() for job in jobs)
    assert fonts.can_print_chinese()
    assert fonts.hindrance() == ""
    with ReadBack(write_pdf(only("正文"), standard_look())) as read:
        assert {name.partition("+")[2] for name in read.fonts} == {"GBZenKai-Medium"}


@pytest.mark.parametrize(
    "draw", [lambda: set_document(only("示例䶮街道"), standard_look()), lambda: picture_of("示例䶮街道")]
)
def test_font_installed_for_a_character_that_was_missing_is_found(
    install: Install, draw: Callable[[], Pages | Picture]
) -> None:
    install(SIMPLE)
    assert draw().missing == ("䶮",)
    install(WHOLE)
    assert draw().missing == ()


def test_fonts_are_searched_once_while_nothing_is_missing(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install(SIMPLE)
    picture_of("正文")
    monkeypatch.setattr(fonts, "_search", lambda: pytest.fail("searched again"))
    for text in ("正文", "其他"):
        picture_of(text)
        write_pdf(only(text), standard_look())
        fonts.has_bold(SIMPLE)


def test_a_second_search_that_finds_nothing_new_changes_nothing(install: Install) -> None:
    install(SIMPLE)
    assert fonts.look_again()
    found = fonts.fonts()
    assert not fonts.look_again()
    assert fonts.fonts() is found
    install(LATIN)
    assert fonts.look_again()
    assert fonts.installed() == {SIMPLE, LATIN}


def test_threads_do_not_disturb_each_other() -> None:
    documents = [only(f"第{number}份" * 200) for number in range(8)]

    def both(document: Document) -> tuple[bytes, bytes]:
        return write_pdf(document, standard_look()), draw_png(FIGURE.svg, 400, 120).png

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(both, documents)) == [both(document) for document in documents]


def test_character_that_no_font_has_is_a_visible_box_in_a_picture_and_is_told() -> None:
    drawn = picture_of("示例\U00031360街道\ue823，\U00031360")
    assert drawn.missing == ("\U00031360", "\ue823")
    assert drawn.png == picture_of(f"示例{STAND_IN}街道{STAND_IN}，{STAND_IN}").png
    assert Image.open(BytesIO(drawn.png)).size == (200, 30)


@pytest.mark.parametrize("text", ["示例街道", "镕䶮", "示例é x\u0301", "ئۇيغۇر"])
def test_characters_that_fonts_have_are_drawn_as_they_are(text: str) -> None:
    drawn = picture_of(text)
    assert drawn.missing == ()
    assert drawn.png != picture_of(STAND_IN * len(text)).png


@pytest.mark.parametrize("family", [SIMPLE, WHOLE])
def test_a_picture_has_letters_also_where_none_of_the_families_it_names_is_installed(
    install: Install, family: str
) -> None:
    install(LATIN)
    install(family)
    for svg in (FIGURE.svg, FIGURE.svg.replace("<svg ", '<svg font-family="SimHei" '), charts_of("2021")[0].svg):
        with_letters, without = (draw_png(one, 400, 120, ppi=36).png for one in (svg, without_texts(svg)))
        assert with_letters != without


def test_a_name_of_accents_that_pdf_ua_refuses_is_drawn_all_the_same() -> None:
    svg = FIGURE.svg.replace("新收", "x\u0489\u20dd\U00031360")
    assert "\U00031360" in draw_png(svg, 400, 120).missing


@pytest.mark.parametrize("edition", EDITIONS)
def test_charts_have_only_characters_of_every_font_and_are_drawn_without_a_second_look(
    edition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler, "_printable", lambda *_, **__: pytest.fail("looked for missing characters"))
    for figure in charts_of(edition):
        assert draw_png(figure.svg, figure.width, figure.height, ppi=36).missing == ()


def test_without_typst_a_pdf_or_a_picture_is_refused_with_another_way(no_typst: None) -> None:
    assert fonts.installed() == frozenset()
    assert not fonts.can_print_chinese()
    assert fonts.hindrance() == "这台电脑的 Python 没有 typst"
    now = datetime(2025, 1, 20)
    for job in (
        lambda: write_pdf(only("正文"), standard_look()),
        lambda: picture_of("正文"),
        lambda: set_pages(b"1", {}, now),
        lambda: write_word(replace(only("正文"), blocks=(FIGURE,))),
    ):
        with pytest.raises(ApplicationError, match=r"^这台电脑的 Python 没有 typst，不能生成 PDF 和图片。$") as refused:
            job()
        assert refused.value.code == "P47"
        assert "--pdf-via libreoffice" in refused.value.hint and "--pdf-via word" in refused.value.hint


def test_without_typst_the_word_file_is_made_without_figures(no_typst: None) -> None:
    report = sample_report("2021")
    document = assemble(report, sample_passages("2021"), draft=False, figures=charts(report))
    made = FORMATS["word"].write(document, report, Setting(standard_look()))
    with ZipFile(BytesIO(made.content)) as archive:
        assert "word/document.xml" in archive.namelist()
        assert not [name for name in archive.namelist() if "media" in name]
    assert made.remarks


def test_missing_characters_are_named_by_their_code_points() -> None:
    assert shown(()) == ""
    assert shown(["\U00031360", "\ue823"]) == "\U00031360（U+31360）、\ue823（U+E823）"
    assert shown(["x\u0489"]) == "x\u0489（U+0078 U+0489）"


@given(st.lists(st.characters(), unique=True, min_size=1, max_size=30))
def test_at_most_ten_missing_characters_are_named_and_the_others_counted(missing: list[str]) -> None:
    told = shown(missing)
    assert told.count("U+") == min(len(missing), 10)
    assert told.endswith(f"等 {len(missing)} 个") == (len(missing) > 10)
    assert all(f"（U+{ord(character):04X}）" in told for character in missing[:10])


def test_pages_that_a_program_sets_here_name_fonts_that_are_here() -> None:
    look = fonts.as_installed(standard_look())
    assert {style.font for style in look.styles.values()} <= fonts.installed()
    assert {name: style.size for name, style in look.styles.items()} == {
        name: style.size for name, style in standard_look().styles.items()
    }
