"""What is read of the text of a Word file, and what is not because it is no text of the report."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from merged_grids import grids
from support.examples import examples
from word_parts import lines, p, r, tbl, tc, tr, word

from xl_tools.intake.refusal import Refusal
from xl_tools.published.source import Box, Line, Source, SourceKind, Table, from_plain, to_plain
from xl_tools.published.word import read_word

# ---- text


def test_a_number_split_over_runs_is_one_text() -> None:
    assert lines(p("全年新收", "1", "2", "8", "件")) == ["全年新收128件"]


def test_breaks_tabs_and_hyphens_are_as_printed() -> None:
    signs = "<w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>丁</w:t>"
    assert lines(p(f"<w:r>{signs}</w:r>")) == ["甲\t乙", "丙-丁"]


def test_tracked_changes_are_read_as_they_would_be_accepted() -> None:
    body = p("新收", f"<w:del><w:r><w:delText>36</w:delText></w:r>{r('误')}</w:del>", f"<w:ins>{r('48')}</w:ins>", "件")
    moved = p(f"<w:moveFrom>{r('走')}</w:moveFrom>", f"<w:moveTo>{r('来')}</w:moveTo>")
    joined = p("上半", properties="<w:rPr><w:del/></w:rPr>") + p("下半")
    assert lines(body + moved + joined) == ["新收48件", "来", "上半下半"]


def test_hidden_text_is_left_out_whether_run_or_style_hides_it() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Unseen"><w:name w:val="Unseen"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = (
        p("公", r("密", "<w:vanish/>"), r("密", '<w:rStyle w:val="Secret"/>'), r("开", '<w:vanish w:val="0"/>'))
        + p("都不见", properties='<w:pStyle w:val="Unseen"/>')
        + p(r("可见", '<w:vanish w:val="false"/>'), properties='<w:pStyle w:val="Unseen"/>')
    )
    assert lines(body, styles=styles) == ["公开", "可见"]


def test_what_is_struck_through_is_no_text() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Base"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Shown"><w:name w:val="Shown"/><w:basedOn w:val="Base"/>'
        '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    )
    gone = r("7", "<w:strike/>"), r("8", "<w:dstrike/>"), r("9", '<w:rStyle w:val="Gone"/>')
    kept = r("1", '<w:strike w:val="0"/>'), r("2", '<w:rStyle w:val="Gone"/><w:strike w:val="0"/>')
    body = p("共", *gone, *kept, "件") + tbl(tr(tc("甲"), tc(p(gone[0], "15"))), tr(tc("乙"), tc("0")))
    hidden = p("密", r("密", '<w:strike w:val="0"/>'), properties='<w:pStyle w:val="Base"/>')
    shown = p("开", properties='<w:pStyle w:val="Shown"/>')
    source = read_word(word(body + hidden + shown, styles=styles))
    assert [line.text for line in source.lines] == ["共12件", "开"]
    assert source.tables[0].boxes[1].text == "15"


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('盒子里')}</w:txbxContent>"
    new = f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
    old = f"<w:pict><v:textbox>{box}</v:textbox></w:pict>"
    ways = f'<mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    both = f"<w:r><mc:AlternateContent>{ways}</mc:AlternateContent></w:r>"
    assert lines(p("外面", both, "还有") + p("旧式", f"<w:r>{old}</w:r>")) == ["外面还有", "盒子里", "旧式", "盒子里"]


def test_content_controls_formulas_and_ruby_are_text() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件里')}</w:sdtContent></w:sdt>"
    inline = f"<w:sdt><w:sdtPr/><w:sdtContent>{r('12')}</w:sdtContent></w:sdt>"
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('jie')}</w:rt><w:rubyBase>{r('街')}</w:rubyBase></w:ruby></w:r>"
    formula = "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
    assert lines(control + p("共", inline, "件", ruby, formula)) == ["控件里", "共12件街x"]


def field(name: str, result: str) -> str:
    signs = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{signs[0]}<w:r><w:instrText> {name} \\* MERGEFORMAT </w:instrText></w:r>{signs[1]}{result}{signs[2]}"


def test_page_numbers_and_tables_of_contents_are_no_text_other_fields_are() -> None:
    contents = field("TOC", r("一、总体情况　1") + field("PAGEREF", r("1")))
    body = (
        p(contents)
        + p("第", field("PAGE", r("3")), "页", f'<w:fldSimple w:instr=" NUMPAGES ">{r("8")}</w:fldSimple>')
        + p("共", field("DOCPROPERTY", r("48")), "件", f'<w:fldSimple w:instr="DATE">{r("2025年")}</w:fldSimple>')
    )
    assert lines(body) == ["第页", "共48件2025年"]


def test_a_field_without_its_end_swallows_nothing() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    assert lines(p(begin, "后面") + p("还在")) == ["后面", "还在"]


def test_headers_footers_notes_and_remarks_are_left_out() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    run = document.add_paragraph("正文").runs[0]
    document.add_comment(run, "批注")
    file = BytesIO()
    document.save(file)
    assert [line.text for line in read_word(file.getvalue()).lines] == ["正文"]


def test_embedded_files_are_told_because_they_are_not_read() -> None:
    object_ = '<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"/></w:object></w:r>'
    (note,) = read_word(word(p("见下表", object_))).notes
    assert "没有读取" in note
    assert read_word(word(p("见下表"))).notes == ()


def test_levels_come_from_styles_and_paragraphs() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="标题 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b1"><w:name w:val="节"/><w:basedOn w:val="a1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="c1"><w:name w:val="圈"/><w:basedOn w:val="c1"/></w:style>'
    )
    body = "".join(
        p(text, properties=properties)
        for text, properties in (
            ("甲", '<w:pStyle w:val="Heading1"/>'),
            ("乙", '<w:pStyle w:val="b1"/>'),
            ("丙", '<w:outlineLvl w:val="2"/>'),
            ("丁", '<w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/>'),
            ("戊", '<w:pStyle w:val="c1"/>'),
            ("己", '<w:pStyle w:val="none"/><w:outlineLvl w:val="x"/>'),
        )
    )
    source = read_word(word(body, styles=styles, title=" 某街道年报\n"))
    assert [line.level for line in source.lines] == [1, 2, 3, 0, 0, 0]
    assert (source.kind, source.title) == (SourceKind.WORD, "某街道年报")


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"))), max_size=5), grids())
def test_a_source_survives_its_way_as_plain_data(texts: list[str], boxes: list[Box]) -> None:
    blocks = (*(Line(text, "甲", 2) for text in texts), Table(tuple(boxes), "乙"))
    source = Source(SourceKind.WORD, blocks, "丙", ("丁",))
    assert from_plain(to_plain(source)) == source


# ---- what cannot be read


def damaged() -> Iterator[tuple[str, bytes]]:
    yield "not a package", b"PK\x03\x04 nothing"
    with ZipFile(BytesIO(word(p("甲")))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in (
        ("word/document.xml", b"<w:document"),
        ("word/styles.xml", b"\0"),
        ("_rels/.rels", b"<Relationships/>"),
        ("[Content_Types].xml", b"<Types/>"),
    ):
        file = BytesIO()
        with ZipFile(file, "w") as archive:
            for key, data in (parts | {name: content}).items():
                archive.writestr(key, data)
        yield name, file.getvalue()


@pytest.mark.parametrize(("what", "data"), list(damaged()), ids=lambda value: value if isinstance(value, str) else "")
def test_what_cannot_be_parsed_is_refused(what: str, data: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read_word(data)
    assert refusal.value.code == "N33"


def test_a_file_without_text_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        read_word(word(p("") + tbl(tr(tc(""), tc(" ")))))
    assert refusal.value.code == "N31"
