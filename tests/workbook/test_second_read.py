"""Every declared cell is read twice, by different means: where the two disagree, it is told and not believed (W8).

What the cases say is right is what Excel shows, by ECMA-376: names with their namespace, text as XML has it.
"""

from __future__ import annotations

import io
import random
import re
import subprocess
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from support.examples import examples
from support.reports import balanced_report, balanced_reports
from template_office import has_office
from workbook_files import (
    changed,
    filled,
    filled_report,
    inserted,
    part_of,
    parts,
    with_cell,
    with_value,
    without_names,
    write,
)

from xl_tools.errors import WorkbookError
from xl_tools.finding import Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.intake.sheetlimits import MAIN
from xl_tools.report import Report
from xl_tools.tasks import validate_file
from xl_tools.values import BLANK, BadValue, Count
from xl_tools.workbook.anchors import parse_reference
from xl_tools.workbook.extract import extract
from xl_tools.workbook.layout import layout_for
from xl_tools.workbook.plainvalues import Plain, same
from xl_tools.workbook.reader import Opened, read_workbook, wanted_sheets
from xl_tools.workbook.secondread import SecondReading, _named
from xl_tools.workbook.sheetcells import SharedStrings, SheetCells
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.template import build_workbook

TABLE, PART, STRINGS = "三、申请情况", "xl/worksheets/sheet5.xml", "xl/sharedStrings.xml"
CELL, ADDRESS = "requests.received.natural_person", "D6"
base, base_report = cache(filled), cache(filled_report)
RIGHT = Count(int(base_report().number(CELL)))
LAYOUT = layout_for(form_for_edition("2021"), form_for_edition("2021"))
UNIT = "<t>示例市示例区人民政府</t>"
FOREIGN = 'xmlns:x="urn:x"'
CHOICE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice xmlns:z="urn:z" Requires="z">'
)
CELL_D6 = re.compile(r'<c r="D6"( s="\d+")?>(.*?)</c>')


def opened_of(folder: Path, data: bytes) -> Opened:
    return read_workbook(write(folder, data))


def doubts(opened: Opened) -> list[str]:
    return [note.message for note in opened.notes if note.rule == "W8"]


def in_part(change: Callable[[str], str], part: str = PART) -> bytes:
    return changed(base(), {part: change})


# --- agreement


def differences(data: bytes) -> tuple[object, object]:
    found = extract(data, wanted_sheets())
    return found["differs"], found["once"]


@settings(max_examples=examples(8))
@given(report=balanced_reports())
def test_no_report_of_ours_is_doubtful(report: Report) -> None:
    assert differences(build_workbook(report)) == ({}, [])


def saved_by_openpyxl(data: bytes) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings():
        # It warns of what it loses.
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(io.BytesIO(data)).save(stream)
    return stream.getvalue()


@settings(max_examples=examples(2))
@given(report=balanced_reports())
def test_no_report_saved_by_openpyxl_is_doubtful(report: Report) -> None:
    assert differences(saved_by_openpyxl(build_workbook(report))) == ({}, [])


def saved_by_office(data: bytes, folder: Path) -> bytes:
    path = write(folder, data)
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "saved"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "saved" / path.name).read_bytes()


@pytest.mark.soffice
@pytest.mark.skipif(not has_office(), reason="LibreOffice (soffice) is not installed")
def test_report_saved_in_libreoffice_is_not_doubtful_and_patterns_suffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = saved_by_office(base(), tmp_path)
    monkeypatch.setattr(SecondReading, "read", _never)
    assert differences(data) == ({}, [])


def as_excel_and_wps_write(data: bytes) -> bytes:
    """With what they add to every sheet and every text."""
    office = "http://schemas.microsoft.com/office/spreadsheetml"
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" '
        f'xmlns:x14ac="{office}/2009/9/ac" xmlns:xr="{office}/2014/revision" '
        'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" xr:uid="{00000000-0001-0000-0000-00000000}">'
    )

    def sheet(text: str) -> str:
        text = re.sub(r"(<worksheet [^>]*)>", rf"\1 {spaces}", text, count=1)
        return re.sub(r"(<row [^>]*?)(/?>)", r'\1 x14ac:dyDescent="0.2"\2', text).replace("?>\n", "?>\r\n")

    sheets = {name: sheet for name in parts(data) if name.startswith("xl/worksheets/sheet")}
    phonetic = '</t><phoneticPr fontId="1" type="noConversion"/></si>'
    return changed(data, {**sheets, STRINGS: lambda text: text.replace("</t></si>", phonetic)})


@pytest.mark.parametrize(
    "save", [bytes, saved_by_openpyxl, as_excel_and_wps_write], ids=["template", "openpyxl", "Excel and WPS"]
)
def test_patterns_suffice_for_what_usual_programs_write(
    save: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every reading would cost what expat costs."""
    report = balanced_report(form_for_edition("2021"), random.Random(3), with_previous=True)
    data = save(build_workbook(report))
    monkeypatch.setattr(SecondReading, "read", _never)
    assert differences(data) == ({}, [])


def _never(*_: object) -> SheetCells:
    raise AssertionError("patterns should have sufficed")


# --- disagreement: content of one cell
# Content, type, what calamine gives, what is right.

CONTENTS: Mapping[str, tuple[str, str, str, str]] = {
    "digit as a character reference": ("<v>1&#50;</v>", "", "1", "12"),
    "digits in CDATA": ("<v><![CDATA[12]]></v>", "", "（空白）", "12"),
    "comment among digits": ("<v>1<!-- a -->2</v>", "", "1", "12"),
    "instruction among digits": ("<v>1<?a b?>2</v>", "", "1", "12"),
    "blanks around a number": ("<v> 12 </v>", "", " 12 ", "12"),
    "value before its formula": ("<v>12</v><f>A1</f>", "", "（空白）", "12"),
    "escape of no control character": ("<is><t>_x0031__x4E2D_</t></is>", "inlineStr", "1_x4E2D_", "1中"),
    "text without a type": ("<is><t>12</t></is>", "", "12", "（空白）"),
    "two values": ("<v>1</v><v>2</v>", "", "1", "2"),
}


@pytest.mark.parametrize("title", CONTENTS)
def test_number_that_reads_in_two_ways_is_told_and_enters_nothing(tmp_path: Path, title: str) -> None:
    content, kind, one, other = CONTENTS[title]
    opened = opened_of(tmp_path, with_cell(base(), TABLE, ADDRESS, content, kind))
    assert doubts(opened) == [
        f"“{TABLE}”的“本年新收·自然人”（{ADDRESS}）有两种读法，不知道以哪个为准：“{one}”和“{other}”，没有采用。"
        "请在 Excel 中打开，核对并重新输入，保存后再试。（W8）"
    ]
    note = next(note for note in opened.notes if note.rule == "W8")
    assert (note.severity, note.cells, note.stops) == (Severity.ERROR, (CELL,), True)
    assert [str(place) for place in note.places] == [f"{TABLE}!{ADDRESS}"]
    value = opened.report.value(CELL)
    assert value == BadValue(f"{one} 或 {other}")
    assert isinstance(value, BadValue)
    assert value.reason == "有两种读法，不知道以哪个为准"
    others = sum(
        int(base_report().number(f"requests.received.{column}"))
        for column in ("business", "research", "public_welfare", "legal_services", "other")
    )
    assert opened.report.value("requests.received.total") == Count(others)


@pytest.mark.parametrize(
    ("content", "kind", "value"),
    [
        ('<v xml:space="preserve">12</v>', "", Count(12)),
        ("<v>1.2E1</v>", "", Count(12)),
        (f'<x:v {FOREIGN}>77</x:v><v>12</v>', "", Count(12)),
        ("<v>1_2</v>", "", BadValue("1_2")),
        ("<v>1e400</v>", "", BadValue("inf")),
        ("<v>１２</v>", "", Count(12)),
        ("<v>12</v>", "str", Count(12)),
        ("<is><t>12</t><rPh sb=\"0\" eb=\"1\"><t>3</t></rPh></is>", "inlineStr", Count(12)),
        ('<is><r><t>1</t></r><r><t xml:space="preserve">2 </t></r></is>', "inlineStr", Count(12)),
        ("<is><t>1<![CDATA[2]]></t></is>", "inlineStr", Count(12)),
        ("<is><t>1&#x32;</t></is>", "inlineStr", Count(12)),
        ("<is><t>_x0031_2</t></is>", "inlineStr", Count(12)),
        ("<v>7</v>", "inlineStr", BLANK),
        ("<v>1</v>", "b", BadValue("TRUE")),
        ("<v>#REF!</v>", "e", BadValue("#REF!")),
        ("<v>2025-01-20</v>", "d", BadValue("2025-01-20")),
        ("<v></v>", "s", BLANK),
        ("<v/>", "", BLANK),
    ],
)  # fmt: skip
def test_content_that_both_read_alike_is_not_doubtful(tmp_path: Path, content: str, kind: str, value: object) -> None:
    opened = opened_of(tmp_path, with_cell(base(), TABLE, ADDRESS, content, kind))
    assert doubts(opened) == []
    assert opened.report.value(CELL) == value


@pytest.mark.parametrize(
    ("content", "kind", "typed"),
    [
        ('<v>1</v></c><c r="D6"><v>2</v>', "", "同一格出现了两次"),
        ("<v>99999</v>", "s", "无效的文字编号"),
        ("<v>-1</v>", "s", "无效的文字编号"),
        ("<v>2</v>", "b", "2"),
        ("<v>#NOPE!</v>", "e", "#NOPE!"),
        ("<v>7</v>", "q", "7"),
    ],
)
def test_number_that_is_an_error_in_itself_is_told_by_its_rule_alone(
    tmp_path: Path, content: str, kind: str, typed: str
) -> None:
    """Of some of these calamine reads no cell of the sheet; the second reading and the patterns do."""
    path = write(tmp_path, with_cell(base(), TABLE, ADDRESS, content, kind))
    opened = read_workbook(path)
    assert doubts(opened) == []
    assert opened.report == base_report().with_cells({CELL: BadValue(typed)}).with_cells(
        {"requests.received.total": opened.report.value("requests.received.total")}
    )
    assert [(f.rule, f.severity) for f in validate_file(path).findings if CELL in f.cells and f.rule == "A5"] == [
        ("A5", Severity.ERROR)
    ]


# --- disagreement: where a cell stands


def _moved_row(text: str, *, first: bool) -> str:
    row = re.search(r'<row r="6".*?</row>', text)
    assert row
    rest = text.replace(row[0], "")
    return (
        rest.replace("<sheetData>", f"<sheetData>{row[0]}")
        if first
        else rest.replace("</sheetData>", f"{row[0]}</sheetData>")
    )


def _reversed_rows(text: str) -> str:
    start, end = text.index("<sheetData>") + 11, text.index("</sheetData>")
    rows = re.findall(r"<row [^>]*?(?:/>|>.*?</row>)", text[start:end])
    return text[:start] + "".join(reversed(rows)) + text[end:]


def _reversed_cells(text: str) -> str:
    row = re.search(r'(<row r="6"[^>]*>)(.*?)</row>', text)
    assert row
    cells = re.findall(r"<c [^>]*?(?:/>|>.*?</c>)", row[2])
    return text.replace(row[0], f"{row[1]}{''.join(reversed(cells))}</row>")


HARMLESS: Mapping[str, Callable[[str], str]] = {
    "row out of order, first": lambda text: _moved_row(text, first=True),
    "row out of order, last": lambda text: _moved_row(text, first=False),
    "rows reversed": _reversed_rows,
    "cells reversed": _reversed_cells,
    "cells without an address": lambda text: re.sub(r'<c r="[A-Z]+6" ', "<c ", text),
    "row without a number": lambda text: text.replace('<row r="6"', "<row"),
    "row with another number": lambda text: text.replace('<row r="6"', '<row r="9"'),
    "prefix": lambda text: CELL_D6.sub(rf'<x:c xmlns:x="{MAIN}" r="D6"\1><x:v>{RIGHT.number}</x:v></x:c>', text),
    "prefix of an attribute": lambda text: text.replace('<c r="D6"', f'<c {FOREIGN} x:r="E6" x:t="s" r="D6"'),
    "single quotes": lambda text: text.replace('<c r="D6"', "<c r='D6'"),
    "cell in a comment": lambda text: text.replace('<row r="6"', '<!-- <c r="D6"><v>77</v></c> --><row r="6"'),
    "cell in an instruction": lambda text: text.replace('<row r="6"', '<?a <c r="D6"><v>77</v></c> ?><row r="6"'),
    "only the fallback": lambda text: CELL_D6.sub(
        rf"{CHOICE}</mc:Choice><mc:Fallback>\g<0></mc:Fallback></mc:AlternateContent>", text
    ),
    "second list of cells, elsewhere": lambda text: text.replace(
        "</sheetData>", '</sheetData><sheetData><row r="6"><c r="Z6"><v>77</v></c></row></sheetData>'
    ),
}


@pytest.mark.parametrize("title", HARMLESS)
def test_cell_in_unusual_surroundings_is_read_and_not_doubtful(tmp_path: Path, title: str) -> None:
    opened = opened_of(tmp_path, in_part(HARMLESS[title]))
    assert opened.report == base_report()
    assert opened.notes == ()


# Calamine takes elements by their local name, wherever they stand.
ELSEWHERE: Mapping[str, Callable[[str], str]] = {
    "prefix of another name space": lambda text: CELL_D6.sub(rf'<x:c {FOREIGN} r="D6"\1>\2</x:c>', text),
    "other name space": lambda text: text.replace('<c r="D6"', '<c xmlns="urn:x" r="D6"'),
    "alternative that needs an extension": lambda text: CELL_D6.sub(
        rf"{CHOICE}\g<0></mc:Choice></mc:AlternateContent>", text
    ),
}


@pytest.mark.parametrize("title", ELSEWHERE)
def test_cell_that_is_none_for_excel_is_not_believed(tmp_path: Path, title: str) -> None:
    opened = opened_of(tmp_path, in_part(ELSEWHERE[title]))
    assert [note.cells for note in opened.notes if note.rule == "W8"] == [(CELL,)]
    assert f"“{RIGHT.number}”和“（空白）”" in doubts(opened)[0]
    assert opened.report.value(CELL) == BadValue(f"{RIGHT.number} 或 （空白）")


def test_cells_that_calamine_overlooks_are_told_and_the_many_together(tmp_path: Path) -> None:
    """It takes the first list of cells, which is empty here."""
    opened = opened_of(tmp_path, in_part(lambda text: text.replace("<sheetData>", "<sheetData/><sheetData>")))
    notes = [note for note in opened.notes if note.rule == "W8"]
    assert len(notes) == 13
    assert [note.cells for note in notes[:2]] == [(CELL,), ("requests.received.business",)]
    spots = {spot.place for spot in LAYOUT.cells.values() if spot.sheet == TABLE}
    assert {place for note in notes for place in note.places} == spots
    assert re.match(rf"“{TABLE}”里另有 {len(spots) - 12} 格（[A-Z]+\d+ 等）有两种读法", notes[-1].message)
    typed = [cell for cell, spot in LAYOUT.cells.items() if spot.sheet == TABLE and cell not in opened.formulas]
    assert all(isinstance(opened.report.value(cell), BadValue) for cell in typed)


# --- disagreement: texts


@pytest.mark.parametrize(
    ("item", "one", "other"),
    [
        # Calamine resolves only escapes of control characters and ASCII.
        ("<t>示_x4E2D_</t>", "示_x4E2D_", "示中"),
        # It joins every t, whoever's it is.
        (f"<x:t {FOREIGN}>乙</x:t><t>示例</t>", "乙示例", "示例"),
        ('<t>示</t><extLst><ext uri="a"><t>乙</t></ext></extLst>', "示乙", "示"),
    ],
)
def test_text_that_reads_in_two_ways_is_told(tmp_path: Path, item: str, one: str, other: str) -> None:
    opened = opened_of(tmp_path, in_part(lambda text: text.replace(UNIT, item), STRINGS))
    assert doubts(opened) == [
        f"“{sheet}”的“{label}”（{address}）有两种读法，不知道以哪个为准：“{one}”和“{other}”。"
        "请在 Excel 中打开，核对并重新输入，保存后再试。（W8）"
        for sheet, label, address in (("封面", "填报单位（全称）", "B5"), ("上年数据", "上年填报单位", "B7"))
    ]
    # Nothing is reckoned with a text, so it stays as it was.
    assert opened.report.unit.name == one


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ('<t>示例</t><rPh sb="0" eb="1"><t>乙</t></rPh><phoneticPr fontId="1" type="noConversion"/>', "示例"),
        ('<t>示例</t><phoneticPr fontId="1" type="noConversion"/>', "示例"),
        ('<r><rPr><b/></rPr><t>示</t></r><r><t xml:space="preserve"> 例</t></r>', "示 例"),
        ("<t>示<![CDATA[<例>]]></t>", "示<例>"),
        ("<t>示<!-- 乙 -->例</t>", "示例"),
        ("<t> 示例 </t>", "示例"),
        ("<t>示&#20363;&amp;&#x4E59;</t>", "示例&乙"),
        ("<t>示_x005F_x000D_例</t>", "示_x000D_例"),
    ],
)
def test_text_that_both_read_alike_is_not_doubtful(tmp_path: Path, item: str, name: str) -> None:
    opened = opened_of(tmp_path, in_part(lambda text: text.replace(UNIT, item), STRINGS))
    assert (opened.report.unit.name, opened.notes) == (name, ())


@pytest.mark.parametrize(
    "item",
    [
        # Both are counted by calamine, so that every text after them is another.
        f"{CHOICE}<si><t>乙</t></si></mc:Choice></mc:AlternateContent>",
        f"<x:si {FOREIGN}><x:t>乙</x:t></x:si>",
    ],
)
def test_texts_shifted_by_an_item_that_is_none_are_all_told(tmp_path: Path, item: str) -> None:
    found = extract(in_part(lambda text: text.replace(f"<si>{UNIT}", f"{item}<si>{UNIT}"), STRINGS), wanted_sheets())
    unit = next(difference for difference in found["differs"]["封面"] if difference[:2] == (4, 1))
    assert unit[3] == "示例市示例区人民政府"
    assert unit[2] != unit[3]
    assert len(found["differs"]["封面"]) > 3


@pytest.mark.parametrize("unique", ["3", "0", "99999", "999999999999", "-1", "a"])
def test_count_of_texts_that_is_a_lie_changes_nothing(tmp_path: Path, unique: str) -> None:
    count = re.compile(r'uniqueCount="[0-9]+"')
    data = in_part(lambda text: count.sub(f'uniqueCount="{unique}"', text), STRINGS)
    assert (opened_of(tmp_path, data).report, differences(data)) == (base_report(), ({}, []))


def test_fact_that_reads_in_two_ways_is_not_used(tmp_path: Path) -> None:
    spot = LAYOUT.facts["website_posts"]
    opened = opened_of(tmp_path, with_cell(base(), spot.sheet, spot.address, "<v>1<!-- a -->2</v>"))
    assert "“1”和“12”，没有采用。" in doubts(opened)[0]
    assert "website_posts" not in opened.report.facts


def test_last_years_number_that_reads_in_two_ways_is_bad(tmp_path: Path) -> None:
    spot = LAYOUT.previous[CELL]
    data = with_cell(base(), spot.sheet, spot.address, f'<v>1</v></c><c r="{spot.address}"><v>2</v>')
    opened = opened_of(tmp_path, data)
    note = next(note for note in opened.notes if note.rule == "W8")
    assert note.cells == (f"previous.{CELL}",)
    assert "“上年 本年新收·自然人”" in note.message
    assert "“1”和“2”，没有采用。" in note.message
    assert opened.report.previous
    assert opened.report.previous.value(CELL) == BadValue("1 或 2")


def test_long_texts_are_shown_from_where_they_part(tmp_path: Path) -> None:
    spot = LAYOUT.texts["overview", ""].own
    text = "甲" * 500
    content = f"<is><t>{text}_x4E2D_{text}</t></is>"
    opened = opened_of(tmp_path, with_cell(base(), spot.sheet, spot.address, content, "inlineStr"))
    same_part = "甲" * 10
    assert f"“…{same_part}_x4E2D_{'甲' * 23}…”和“…{same_part}中{'甲' * 29}…”" in doubts(opened)[0]


# --- relations: the parser gets the parts that the gate has seen


def _other_sheet(change: Callable[[str], str]) -> bytes:
    """A workbook with a second part that could be the sheet, where D6 is 77."""
    other = CELL_D6.sub(r'<c r="D6"\1><v>77</v></c>', parts(base())[PART].decode())
    return changed(base(), {"xl/worksheets/other.xml": other.encode(), "xl/_rels/workbook.xml.rels": change})


TARGET = '"worksheets/sheet5.xml"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(TARGET, '"/xl/worksheets/other.xml"'),
        lambda text: text.replace(TARGET, '"./worksheets/other.xml"'),
        lambda text: text.replace(TARGET, '"../xl/worksheets/other.xml"'),
        lambda text: re.sub(
            rf'(<Relationship Id="(\w+)"[^>]*Target={TARGET}/>)',
            rf'\1<Relationship Id="\2" Type="{KIND}" Target="worksheets/other.xml"/>',
            text,
        ),
    ],
    ids=["absolute", "dot", "two dots", "id given twice"],
)
def test_sheet_is_the_one_that_the_gate_has_seen(tmp_path: Path, change: Callable[[str], str]) -> None:
    data = _other_sheet(change)
    assert opened_of(tmp_path, data).report.value(CELL) == Count(77)
    assert differences(data) == ({}, [])


def test_texts_are_those_that_the_workbook_names(tmp_path: Path) -> None:
    """A part of the usual name lies beside them."""
    other = parts(base())[STRINGS].decode().replace(UNIT, "<t>另一单位</t>").encode()
    named = {"xl/_rels/workbook.xml.rels": lambda text: text.replace("sharedStrings.xml", "others.xml")}
    opened = opened_of(tmp_path, changed(base(), {"xl/others.xml": other, **named}))
    assert (opened.report.unit.name, opened.notes) == ("另一单位", ())


# --- sheets that calamine cannot read


def test_sheet_that_neither_calamine_nor_patterns_read_is_told_as_a_whole(tmp_path: Path) -> None:
    data = in_part(lambda text: text.replace('<c r="D6"', "<c r='D&#54;'"))
    opened = opened_of(tmp_path, data)
    assert opened.report == base_report()
    assert doubts(opened) == [
        f"“{TABLE}”里有读不懂的内容，其余各格只能读一遍，没有核对。请在 Excel 中打开，按提示修复，保存后再试。（W8）"
    ]
    assert opened.notes[0].severity is Severity.ERROR


@pytest.mark.parametrize("kind", ["inlineStr", "e"])
@pytest.mark.parametrize("by_expat", [False, True])
def test_text_that_no_cell_can_hold_is_refused(tmp_path: Path, kind: str, by_expat: bool) -> None:
    text = "9" * 32_768
    content = f"<is><t>{text}</t></is>" if kind == "inlineStr" else f"<v>{text}</v>"
    data = with_cell(base(), TABLE, ADDRESS, content, kind)
    if by_expat:
        data = with_cell(data, TABLE, "E6", "<v>1</v>", "q")
    with pytest.raises(WorkbookError, match=rf"“{TABLE}”第 6 行有超过 32767 字的文字") as caught:
        opened_of(tmp_path, data)
    assert caught.value.code == "W16"
    shorter = with_cell(base(), TABLE, ADDRESS, content.replace("9", "", 1), kind)
    assert isinstance(opened_of(tmp_path, shorter).report.value(CELL), BadValue)


def test_text_whose_number_is_invalid_is_told_where_no_rule_looks(tmp_path: Path) -> None:
    spot = LAYOUT.cover["preparer"]
    opened = opened_of(tmp_path, with_cell(base(), spot.sheet, spot.address, "<v>99999</v>", "s"))
    assert [note.places for note in opened.notes if note.rule == "W8"] == [(spot.place,)]
    assert "“（空白）”和“无效的文字编号”" in doubts(opened)[0]
    assert opened.report.unit == base_report().unit


# --- no declared cell goes unchecked

DECLARED = {spot for name, spot in LAYOUT.names.items() if not name.startswith("status.")}


def _all_doubtful() -> bytes:
    """Every declared cell holds a number that reads in two ways."""
    data = base()
    texts = {sheet: part_of(data, sheet) for sheet in {spot.sheet for spot in DECLARED}}
    changes: dict[str, Callable[[str], str]] = {}
    for sheet, part in texts.items():
        addresses = "|".join(spot.address for spot in DECLARED if spot.sheet == sheet)
        cell = re.compile(rf'<c r="({addresses})"( s="\d+")?[^>]*?(?:/>|>.*?</c>)')
        changes[part] = lambda text, cell=cell: cell.sub(r'<c r="\1"\2><v>1<!-- a -->2</v></c>', text)
    return changed(data, changes)


def _told(folder: Path, data: bytes) -> set[Spot]:
    opened = opened_of(folder, data)
    told = {place for note in opened.notes if note.rule == "W8" for place in note.places}
    return {spot for spot in opened.spots.values() if spot.place in told}


def test_every_declared_cell_is_read_twice(tmp_path: Path) -> None:
    assert _told(tmp_path, _all_doubtful()) == DECLARED


def test_cells_that_lost_their_names_are_read_twice_too(tmp_path: Path) -> None:
    assert _told(tmp_path, without_names(_all_doubtful(), r"(?!xl_)[^\"]*")) == DECLARED


@pytest.mark.parametrize("sheet", [TABLE, "上年数据", "一、总体情况"])
def test_moved_cells_are_read_twice_too(tmp_path: Path, sheet: str) -> None:
    told = _told(tmp_path, inserted(_all_doubtful(), sheet, row=3))
    assert told == {
        Spot(spot.sheet, spot.row + (spot.sheet == sheet and spot.row > 1), spot.column) for spot in DECLARED
    }


def test_renamed_sheet_is_read_twice_too(tmp_path: Path) -> None:
    rename = {"xl/workbook.xml": lambda text: text.replace(TABLE, "表三")}
    told = _told(tmp_path, changed(_all_doubtful(), rename))
    assert told == {Spot("表三" if spot.sheet == TABLE else spot.sheet, spot.row, spot.column) for spot in DECLARED}


def test_sorted_rows_are_read_twice_too(tmp_path: Path) -> None:
    """The names stay where they were, so that only the labels lead to the cells."""
    swap = {"21": "22", "22": "21"}

    def swapped(text: str) -> str:
        move = re.compile(r'(<(?:row|c) r="[A-Z]*)(21|22)(?=")')
        start, end = text.index("<sheetData>"), text.index("</sheetData>")
        return text[:start] + move.sub(lambda found: found[1] + swap[found[2]], text[start:end]) + text[end:]

    plain = changed(base(), {part_of(base(), "上年数据"): swapped})
    opened = opened_of(tmp_path, plain)
    assert ["重新排序" in note.message for note in opened.notes] == [True]
    doubtful = changed(_all_doubtful(), {part_of(base(), "上年数据"): swapped})
    assert _told(tmp_path, doubtful) == DECLARED


@pytest.mark.parametrize(
    "reference",
    [
        "'三、申请情况'!$D$6",
        "'三、申请情况'!D6",
        "='it''s'!$AA$100",
        "Sheet1!$A$1",
        "Sheet1!$A$1:$B$2",
        "#REF!",
        "A1",
        "1",
        "",
    ],
)
def test_names_are_understood_as_the_anchors_understand_them(reference: str) -> None:
    spot = parse_reference(reference)
    found = {(sheet, *needle.place) for sheet, needles in _named((("a.b", reference),)).items() for needle in needles}
    assert found == ({(spot.sheet, spot.row, spot.column)} if spot else set())


# --- the parts of the second reading


@pytest.mark.parametrize(
    ("moment", "serial", "date1904", "agree"),
    [
        ("2025-01-20", 45677, False, True),
        ("2025-01-20", 45678, False, False),
        ("2029-01-21", 45677, True, True),
        ("2025-01-20", 44215, True, True),
        ("2025-01-20T12:00:00", 45677.5, False, True),
        ("2025-01-20T12:00:02", 45677.5, False, False),
        ("1900-01-05", 5, False, True),
        ("1900-01-09", 5, False, False),
        ("1904-01-06", 5, True, True),
        ("1904-01-07", 5, True, False),
        ("2025-01-20", 1e300, False, False),
    ],
)
def test_date_agrees_with_its_serial_number(moment: str, serial: float, date1904: bool, agree: bool) -> None:
    assert same({"date": moment}, serial, date1904=date1904) is agree


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (True, 1, False),
        (1, True, False),
        (12, 12.0, True),
        (0.1, 0.1 + 2**-56, False),
        ("12", 12, False),
        (" 甲\n", "甲", True),
        ("甲 乙", "甲乙", False),
        (None, " ", True),
        (None, 0, False),
        ({"error": "#REF!"}, {"error": "#REF!"}, True),
        ({"error": "#REF!"}, "#REF!", False),
        ({"error": "#REF!"}, None, False),
        ({"error": "时间 12:00:00"}, 0.5, True),
        ({"date": "2025-01-20"}, {"date": "2025-01-20T00:00:00"}, True),
        ({"date": "2025-01-20"}, {"date": "2025-01-21T00:00:00"}, False),
    ],
)
def test_contents_agree(one: Plain | None, other: Plain | None, agree: bool) -> None:
    assert same(one, other, date1904=False) is agree


def test_expat_reads_a_sheet_with_everything_in_it() -> None:
    sheet = f"""<?xml version="1.0"?><m:worksheet xmlns:m="{MAIN}" {FOREIGN}><m:sheetData>
        <m:row><m:c><m:v>1</m:v></m:c><m:c t="s"><m:v>1</m:v></m:c><x:c><m:v>9</m:v></x:c>
        <m:c r="D1" t="b"><m:v>true</m:v></m:c><m:c t="str"><m:f>A1</m:f><m:v>a_x000D_</m:v></m:c></m:row>
        <m:row r="5"><m:c t="inlineStr"><m:is><m:t>a</m:t><m:rPh><m:t>b</m:t></m:rPh></m:is></m:c>
        <m:c t="e"><m:v>#N/A</m:v></m:c><m:c t="d"><m:v>2025-01-20T10:00:00Z</m:v></m:c><m:c/></m:row>
        <m:row><m:c><m:v>2.5<x:v>7</x:v></m:v></m:c></m:row></m:sheetData>
        <m:extLst><m:sheetData><m:row r="1"><m:c r="A1"><m:v>8</m:v></m:c></m:row></m:sheetData></m:extLst>
        </m:worksheet>"""
    moment = {"date": datetime(2025, 1, 20, 10).isoformat()}
    read = SheetCells("sheet", sheet.encode(), ["甲", "乙"])
    assert read.cells == {
        (0, 0): 1,
        (0, 1): "乙",
        (0, 3): True,
        (0, 4): "a\r",
        (4, 0): "a",
        (4, 1): {"error": "#N/A"},
        (4, 2): moment,
        (5, 0): 2.5,
    }
    assert read.twice == {}
    assert SheetCells("sheet", sheet.encode(), [], only=[(0, 0)]).cells == {(0, 0): 1}


def test_expat_reads_shared_texts() -> None:
    items = (
        "<si/><si><t>a</t></si><si><r><t>b </t></r><r><t xml:space='preserve'> c</t></r></si><x><si><t>d</t></si></x>"
    )
    assert SharedStrings("texts", f'<sst xmlns="{MAIN}">{items}</sst>'.encode()).texts == ["", "a", "b c"]


def test_value_of_a_workbook_without_doubt_is_what_was_typed(tmp_path: Path) -> None:
    opened = opened_of(tmp_path, with_value(base(), TABLE, ADDRESS, 5))
    assert (opened.report.value(CELL), doubts(opened)) == (Count(5), [])
