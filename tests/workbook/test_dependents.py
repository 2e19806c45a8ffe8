"""No stored result outlives what it was reckoned from: formulas that depend on an edit are reckoned, or emptied."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from feature_package import MAIN, Package, formula, rows
from workbook_files import part_of, parts

from xl_tools.intake.archive import Container
from xl_tools.workbook import dependents as dependents_module
from xl_tools.workbook import reckon as reckon_module
from xl_tools.workbook.patch import Edit, Formula, Stored, patch_workbook

REQUESTS = "三、申请情况"
FIXED, LOOSE = (True,) * 4, (False,) * 4
OLD = 987
"""The stored result of every formula under test before the edit: none of them ever gives it."""


def workbook(sheets: Mapping[str, Mapping[str, str | float]], names: Mapping[str, str] | None = None) -> bytes:
    """A workbook of numbers, texts and formulas; a formula, written with “=”, has the stored result OLD."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for sheet, cells in sheets.items():
            page = book.add_worksheet(sheet)
            for address, content in cells.items():
                if isinstance(content, str) and content.startswith("="):
                    page.write_formula(address, content, None, OLD)
                else:
                    page.write(address, content)
        for name, text in (names or {}).items():
            book.define_name(name, text)
    return buffer.getvalue()


def values(data: bytes) -> dict[tuple[str, str], object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for line in sheet.iter_rows()
        for cell in line
    }


# --- one formula on another sheet, after D6 became 10; E6 holds 4, F6 a text, G6 nothing

NAMES = {
    "单价": f"='{REQUESTS}'!$D$6",
    "区域": f"='{REQUESTS}'!$D$6:$F$6",
    "再指": "=单价",
    "常数": "=0.06",
    "别处": f"='{REQUESTS}'!$A$1",
    "自用!本表": f"='{REQUESTS}'!$D$6",
    "没指到": "=#REF!",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三、申请情况!D6*2", 20),
        ("SUM('三、申请情况'!D6:G6)", 14),
        ("SUM('三、申请情况'!6:6)", 14),
        ("SUM('三、申请情况'!D:E)", 14),
        ("SUM(三、申请情况:四!D6)", 17),
        ("SUM('三、申请情况:四'!$D$6,1)", 18),
        ("单价+1", 11),
        ("SUM(区域)", 14),
        ("再指", None),
        ("本表*3", 30),
        ("-'三、申请情况'!D6%", Decimal("-0.1")),
        ("2*-'三、申请情况'!$D$6+'三、申请情况'!G6", -20),
        ("('三、申请情况'!D6+'三、申请情况'!E6)/4", Decimal("3.5")),
        ("ROUND('三、申请情况'!D6/3,2)", Decimal("3.33")),
        ("ROUND(-'三、申请情况'!D6/4,0)", -3),
        ("'三、申请情况'!D6/3", 10 / 3),
        ("'三、申请情况'!D6*0.1+0.2", Decimal("1.2")),
        ("'三、申请情况'!D6+'三、申请情况'!F6", None),
        ("'三、申请情况'!D6/'三、申请情况'!G6", None),
        ("MAX('三、申请情况'!D6,1)", None),
        ("'三、申请情况'!D6&\"件\"", None),
        ("'三、申请情况'!D6>3", None),
        ("SUM('三、申请情况'!D6:E6 '三、申请情况'!E6:F6)", None),
        ("SUM('三、申请情况'!D6,\"3\")", None),
        ("'三、申请情况'!D6*常数", None),
        ('INDIRECT("三、申请情况!D"&6)', None),
        ("SUM(OFFSET(A1,1,0))", None),
        ("没有的名称+1", None),
        ("没指到+1", OLD),
        ("别处+1", OLD),
        ("'三、申请情况'!E6*2", OLD),
        ("SUM('三、申请情况'!A1:C9)", OLD),
        ('"三、申请情况!D6"', OLD),
        ("[1]三、申请情况!D6*2", OLD),
        ("TODAY()", OLD),
        ("VLOOKUP(1,'三、申请情况'!$D:$E,2,0)", None),
        ("ROUND('三、申请情况'!D6,99)", None),
        ("'三、申请情况'!D6*1E999999999", None),
        ("'三、申请情况'!D6*1.5E2", 1500),
        ("D6*2", OLD),
    ],
)
def test_a_formula_of_somebodys_own(text: str, expected: object) -> None:
    table = {"A1": "表", "D6": 3, "E6": 4, "F6": "不适用"}
    before = workbook({REQUESTS: table, "四": {"D6": 7}, "自用": {"B2": f"={text}"}}, NAMES)
    after = patch_workbook(before, {(REQUESTS, "D6"): 10})
    found = values(after)["自用", "B2"]
    assert found == (float(expected) if isinstance(expected, Decimal) else expected)
    new = parts(after)[part_of(after, "自用")].decode()
    assert ('ca="1"' in new) == (expected is None)
    if expected == OLD:
        assert new == parts(before)[part_of(before, "自用")].decode()


def test_a_text_is_handed_on_and_a_blank_is_0() -> None:
    before = workbook({"甲": {"A1": "旧", "A2": 5}, "乙": {"A1": "=甲!A1", "A2": "=A1", "A3": "=甲!A2"}})
    after = values(patch_workbook(before, {("甲", "A1"): "新 <名>", ("甲", "A2"): None}))
    assert [after["乙", f"A{row}"] for row in (1, 2, 3)] == ["新 <名>", "新 <名>", 0]


def test_long_chains_are_followed_to_their_end() -> None:
    cells: dict[str, str | float] = {f"A{row}": f"=A{row - 1}+1" for row in range(2, 1501)}
    after = values(patch_workbook(workbook({"甲": cells | {"A1": 1}}), {("甲", "A1"): 5}))
    assert [after["甲", f"A{row}"] for row in (2, 1500)] == [6, 1504]


def test_running_sums_are_reckoned_in_their_order_wherever_they_stand() -> None:
    cells: dict[str, str | float] = {f"A{row}": row for row in range(1, 301)}
    cells |= {f"B{row}": f"=SUM(A$1:A{row})" for row in range(1, 301)} | {"A301": "=SUM(B1:B300)"}
    after = values(patch_workbook(workbook({"甲": cells}), {("甲", "A150"): 0}))
    assert after["甲", "B149"] == OLD
    assert after["甲", "B300"] == sum(range(301)) - 150
    assert after["甲", "A301"] == OLD * 149 + sum(row * (row + 1) // 2 - 150 for row in range(150, 301))


def test_circles_and_what_depends_on_them_are_left_to_the_program() -> None:
    cells = {"A1": 1, "A2": "=A1+A3", "A3": "=A2", "A4": "=A3+1", "A5": "=SUM(A1:A9)", "A6": "=A1"}
    after = values(patch_workbook(workbook({"甲": cells}), {("甲", "A1"): 5}))
    assert [after["甲", f"A{row}"] for row in range(2, 7)] == [None, None, None, None, 5]


# --- other kinds of formulas


def sheet_book(inside: str, *more: tuple[str, str]) -> bytes:
    package = Package(workbook({"甲": {"Z99": 0}}), "甲")
    package.parts[package.target] = f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode()
    for name, content in more:
        package.add_sheet(name, content)
    return package.bytes()


def patched_sheet(data: bytes, edits: Mapping[str, Edit]) -> str:
    return parts(patch_workbook(data, {("甲", address): edit for address, edit in edits.items()}))[
        "xl/worksheets/sheet1.xml"
    ].decode()


def test_every_copy_of_a_shared_formula_is_reckoned_in_its_own_place() -> None:
    copies = {f"B{row}": '<f t="shared" si="3"/><v>9</v>' for row in (2, 3)}
    master = formula("A1*$A$1", 9, ' t="shared" ref="B1:B3" si="3"')
    before = sheet_book(rows({"A1": 1, "A2": 2, "A3": 3, "B1": master, **copies}))
    new = patched_sheet(before, {"A2": 20})
    assert '<c r="B1"><f t="shared" ref="B1:B3" si="3">A1*$A$1</f><v>9</v></c>' in new
    assert '<c r="B2"><f t="shared" si="3"/><v>20</v></c>' in new
    assert '<c r="B3"><f t="shared" si="3"/><v>9</v></c>' in new
    again = patched_sheet(before, {"A1": 10})
    assert [f"<v>{value}</v></c>" in again for value in (100, 20, 30)] == [True] * 3


def test_an_array_formula_loses_all_its_results_and_keeps_its_kind() -> None:
    array = formula("A1:A3*2", 2, ' t="array" ref="B1:B3"')
    before = sheet_book(rows({"A1": 1, "B1": array, "B2": 4, "B3": 6, "C1": formula("B3+1", 7), "D1": "不变"})).replace(
        b"", b""
    )
    marked = Package(before, "甲")
    marked.change(marked.target, lambda text: text.replace('<c r="B1">', '<c r="B1" s="0" cm="1">'))
    new = patched_sheet(marked.bytes(), {"A1": 5})
    assert '<c r="B1" s="0" cm="1"><f t="array" ref="B1:B3" ca="1">A1:A3*2</f></c>' in new
    assert '<c r="C1"><f ca="1">B3+1</f></c>' in new
    assert "<v>4</v>" not in new
    assert "<v>6</v>" not in new


@pytest.mark.parametrize("attributes", [" t='array' ref='B1:B2'", ' t = "array" ref="B1:B2"'])
def test_attributes_are_read_however_they_are_written(attributes: str) -> None:
    new = patched_sheet(sheet_book(rows({"A1": 1, "B1": formula("A1:A2*2", 2, attributes), "B2": 77})), {"A1": 5})
    assert "<v>2</v>" not in new
    assert "<v>77</v>" not in new


def test_a_copy_without_its_first_is_left_to_the_program() -> None:
    new = patched_sheet(sheet_book(rows({"A1": 1, "B1": '<f t="shared" si="5"/><v>9</v>'})), {"A1": 5})
    assert '<c r="B1"><f t="shared" si="5" ca="1"/></c>' in new


def test_an_array_formula_over_one_cell_is_reckoned() -> None:
    before = sheet_book(rows({"A1": 1, "A2": 2, "B1": formula("SUM(A1:A2)", 3, ' t="array" ref="B1"')}))
    assert '<f t="array" ref="B1">SUM(A1:A2)</f><v>7</v>' in patched_sheet(before, {"A1": 5})


def test_a_data_table_follows_the_formula_and_the_numbers_beside_it() -> None:
    table = '<f t="dataTable" ref="C2:C3" dt2D="0" dtr="0" r1="A1"/><v>50</v>'
    cells = {"A1": 1, "A9": 3, "C1": formula("A1*A9", 3), "B2": 5, "B3": 6, "C2": table, "C3": 18, "E1": 1}
    before = sheet_book(rows(cells))
    for address in ("A1", "A9", "B3"):
        new = patched_sheet(before, {address: 7})
        assert '<c r="C2"><f t="dataTable" ref="C2:C3" dt2D="0" dtr="0" r1="A1" ca="1"/></c>' in new
        assert "<v>18</v>" not in new
    assert table in patched_sheet(before, {"E1": 7})


def test_structured_references_of_a_table(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page, other = book.add_worksheet("表"), book.add_worksheet("另")
        columns = [{"header": "名"}, {"header": "数"}, {"header": "两倍", "formula": "=表甲[[#This Row],[数]]*2"}]
        page.add_table("A1:C3", {"name": "表甲", "columns": columns, "data": [["甲", 1], ["乙", 2]]})
        texts = ("SUM(表甲[数])", "SUM(表甲)", "SUM(表甲[两倍])", "SUM(表甲[[#Headers],[数]])", "表甲[没有]")
        for row, text in enumerate(texts):
            other.write_formula(row, 0, f"={text}", None, OLD)
    after = values(patch_workbook(buffer.getvalue(), {("表", "B3"): 10}))
    assert [after["另", f"A{row}"] for row in range(1, 6)] == [11, 31, 20, OLD, None]
    assert after["表", "C3"] == 20


def test_functions_of_macros_follow_their_arguments_and_volatile_ones_everything() -> None:
    cells = {
        "A1": 1,
        "A2": 2,
        "B1": formula("本单位算法(A1)", 5),
        "B2": formula("本单位算法(A2)", 5),
        "B3": formula("本单位算法(A2)", 5, ' ca="1"'),
        "B4": formula("NOW()+A2", 5, ' ca="1"'),
    }
    new = patched_sheet(sheet_book(rows(cells)), {"A1": 3})
    assert [
        f'<c r="B{row}"><f ca="1">' in new and "<v>5</v>" not in new.partition(f'r="B{row}"')[2].partition("</c>")[0]
        for row in (1, 2, 3, 4)
    ] == [True, False, True, False]


def test_names_of_one_sheet_go_before_those_of_the_workbook() -> None:
    names = {"数": "=甲!$A$1", "乙!数": "=甲!$A$2", "加倍": "=LAMBDA(x,x*数)", "松": "=甲!A1"}
    cells = {"A1": "=数", "A2": "=甲!数", "A3": "=加倍(1)", "A4": "=松", "A5": "=丙!数"}
    before = workbook({"甲": {"A1": 1, "A2": 2}, "乙": cells, "丙": {"A1": "=数"}}, names)
    after = values(patch_workbook(before, {("甲", "A2"): 5}))
    assert [after["乙", f"A{row}"] for row in range(1, 6)] == [5, OLD, None, None, OLD]
    assert after["丙", "A1"] == OLD


def test_names_that_lead_to_each_other_count_as_dependent_at_once() -> None:
    """Each of many names leads to ten others, some of them in a circle, others far down."""
    names = {f"名{n}甲": "=" + "+".join(f"名{(n + step) % 60}甲" for step in range(1, 11)) for n in range(60)}
    names |= {f"链{n}甲": f"=链{n + 1}甲" for n in range(400)} | {"链400甲": "=甲!$B$9"}
    before = workbook({"甲": {"A1": 1, "B1": "=名0甲", "B2": "=链0甲", "B3": "=链390甲"}}, names)
    after = values(patch_workbook(before, {("甲", "A1"): 5}))
    assert [after["甲", f"B{row}"] for row in (1, 2, 3)] == [None, None, OLD]


def test_formulas_in_odd_xml_are_found_too() -> None:
    inside = (
        "<sheetData><!-- <f>A1</f> --><row><c><v>1</v></c><c><f>A1&#42;<![CDATA[2]]></f><v>2</v></c></row></sheetData>"
    )
    assert "<v>10</v>" in patched_sheet(sheet_book(inside), {"A1": 5})
    prefixed = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1">'
    prefixed += "<x:f>A1+MAX(A1)</x:f><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    package = Package(sheet_book("<sheetData/>"), "甲")
    package.parts[package.target] = prefixed.encode()
    new = patched_sheet(package.bytes(), {"A1": 5})
    assert '<x:c r="B1"><x:f ca="1">A1+MAX(A1)</x:f></x:c>' in new


# --- what edits give, and what they do not know


def test_a_result_is_not_given_to_a_formula_that_reads_otherwise() -> None:
    before = workbook({"甲": {"A1": 1, "B1": "=A1+100", "B2": "=$A$1*2"}})
    edits: dict[tuple[str, str], Edit] = {("甲", "A1"): 5}
    edits |= {("甲", "B1"): Stored(10, "=A1*2"), ("甲", "B2"): Stored(10, "=A1*2")}
    after = values(patch_workbook(before, edits))
    assert (after["甲", "B1"], after["甲", "B2"]) == (105, 10)


def test_a_result_that_rests_on_an_unknown_formula_is_not_believed() -> None:
    cells = {"A1": 1, "B1": "=A1+1", "C1": "=B1*2", "D1": "=IF(B1>1,1,0)", "E1": "=A1*3", "F1": "=C1"}
    before = workbook({"甲": cells})
    given_results = {("甲", f"{letter}1"): Stored(77) for letter in "CDE"}
    after = values(patch_workbook(before, {("甲", "A1"): 5, **given_results}))
    assert [after["甲", f"{letter}1"] for letter in "BCDEF"] == [6, 12, None, 77, 12]
    new = values(patch_workbook(before, {("甲", "A1"): 5, ("甲", "G1"): Formula("B1+1", 3)}))
    assert new["甲", "G1"] == 7


def test_a_result_stays_believed_where_the_unknown_formula_keeps_its_own() -> None:
    before = workbook({"甲": {"A1": 1, "A2": 1, "B1": "=A1-A2+987", "C1": "=B1+A1"}})
    after = values(patch_workbook(before, {("甲", "A1"): 5, ("甲", "A2"): 5, ("甲", "C1"): Stored(77)}))
    assert (after["甲", "B1"], after["甲", "C1"]) == (OLD, 77)


def test_a_formula_without_result_is_marked_to_be_calculated() -> None:
    before = workbook({"甲": {"A1": 1, "B1": "=A1"}})
    new = parts(patch_workbook(before, {("甲", "B1"): Formula("A1*2", None), ("甲", "A5"): Formula("A1", None)}))
    text = new["xl/worksheets/sheet1.xml"].decode()
    assert '<c r="B1"><f ca="1">A1*2</f></c>' in text
    assert '<c r="A5"><f ca="1">A1</f></c>' in text


def test_nothing_is_reckoned_where_nothing_changes() -> None:
    before = workbook({"甲": {"A1": 1, "B1": '=INDIRECT("A1")'}})
    assert patch_workbook(before, {("甲", "A1"): 1}) == before


def test_the_last_formula_takes_its_chain_with_it(tmp_path: Path) -> None:
    package = Package(workbook({"甲": {"A1": 1, "B1": "=A1"}}), "甲")
    chain = f'<calcChain xmlns="{MAIN}"><c r="B1" i="1"/></calcChain>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    package.relate("xl/workbook.xml", "calcChain", package.add("xl/calcChain.xml", chain, kind))
    before, after = package.bytes(), patch_workbook(package.bytes(), {("甲", "B1"): 3})
    assert set(parts(before)) - set(parts(after)) == {"xl/calcChain.xml"}
    assert b"calcChain" not in parts(after)["[Content_Types].xml"] + parts(after)["xl/_rels/workbook.xml.rels"]
    assert len(Container(after).entries) == len(parts(after))
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
    assert values(after)["甲", "B1"] == 3


def test_patience_ends_on_the_safe_side(monkeypatch: pytest.MonkeyPatch) -> None:
    cells: dict[str, str | float] = {"A1": 1, "A2": 1, "B1": "=SUM(A1:A2)", "B2": "=SUM(A2:A9)"}
    before = workbook({"甲": cells})
    monkeypatch.setattr(reckon_module, "_PATIENCE", 0)
    after = values(patch_workbook(before, {("甲", "A1"): 5}))
    assert (after["甲", "B1"], after["甲", "B2"]) == (None, OLD)
    monkeypatch.setattr(dependents_module, "_PATIENCE", 0)
    after = values(patch_workbook(before, {("甲", "A1"): 5}))
    assert (after["甲", "B1"], after["甲", "B2"]) == (None, None)
