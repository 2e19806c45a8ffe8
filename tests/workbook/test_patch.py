"""Surgical writing: what is written arrives, and everything else in the file keeps its bytes."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import warnings
import zipfile
import zlib
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from workbook_files import changed, filled, filled_report, part_of, parts, write

from xl_tools.errors import WorkbookError
from xl_tools.intake.archive import Container
from xl_tools.intake.refusal import Refusal
from xl_tools.workbook.calcchain import without_entries
from xl_tools.workbook.patch import Stored, patch_workbook
from xl_tools.workbook.reader import read_workbook
from xl_tools.workbook.sheetindex import SheetIndex
from xl_tools.workbook.sheetpatch import Edit, patch_sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\1\0\0\5\0\1"
    b"\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"
)


def rich_workbook() -> bytes:
    """A workbook as people make them: picture, chart, comment, table, filter, conditional formats, extra sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet, extra = book.add_worksheet("数据"), book.add_worksheet("另一张")
        bold = book.add_format({"bold": True, "num_format": "0.00"})
        for row in range(10):
            sheet.write(row, 0, f"行 {row}")
            sheet.write(row, 1, row, bold)
            sheet.write_formula(row, 2, f"=B{row + 1}*2", bold, row * 2)
        sheet.write_blank(4, 3, None, bold)
        sheet.write_array_formula("E1:E3", "{=B1:B3*2}", bold, 0)
        sheet.insert_image("G2", "pixel.png", {"image_data": io.BytesIO(PIXEL)})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=数据!$B$1:$B$10"})
        sheet.insert_chart("G10", chart)
        sheet.write_comment("A1", "批注")
        sheet.conditional_format("B1:B10", {"type": "data_bar", "data_bar_2010": True})
        sheet.data_validation("D1:D10", {"validate": "list", "source": ["是", "否"]})
        extra.add_table("A1:B4", {"data": [["甲", 1], ["乙", 2], ["丙", 3]]})
        book.define_name("总数", "=数据!$B$1")
    return buffer.getvalue()


def records(data: bytes) -> list[tuple[str, bytes, bytes]]:
    """Name, directory record without its offset, and whole local record of every member, in order."""
    container = Container(data)
    found: list[tuple[str, bytes, bytes]] = []
    for entry in container.entries:
        _, end = container.body(entry)
        found.append((entry.name, entry.header[:42] + entry.header[46:], data[entry.offset : end]))
    return found


def book(data: bytes, **options: bool) -> openpyxl.Workbook:
    """openpyxl's view; it warns of every extension that it would lose on saving."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data), **options)


def cell(data: bytes, sheet: str, address: str) -> object:
    return book(data, data_only=True)[sheet][address].value


EDITS = {
    ("数据", "A2"): "改了 <b> & “引号”\n第二行 ",
    ("数据", "B3"): 42,
    ("数据", "B4"): Decimal("26.55"),
    ("数据", "B5"): None,
    ("数据", "D5"): "填在空格里",
    ("数据", "F5"): 7,
    ("数据", "A15"): "新的一行",
    ("数据", "C3"): Stored(84),
}


def test_only_the_sheet_written_changes() -> None:
    before = rich_workbook()
    after = patch_workbook(before, EDITS)
    old, new = records(before), records(after)
    assert [name for name, *_ in old] == [name for name, *_ in new]
    assert [one[0] for one, other in zip(old, new, strict=True) if one != other] == ["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as other:
        assert other.testzip() is None
        assert [info.date_time for info in one.infolist()] == [info.date_time for info in other.infolist()]
        assert [info.external_attr for info in one.infolist()] == [info.external_attr for info in other.infolist()]


def test_what_is_written_is_read_back_by_two_readers() -> None:
    after = patch_workbook(rich_workbook(), EDITS)
    written = {place: edit.value if isinstance(edit, Stored) else edit for place, edit in EDITS.items()}
    for (sheet, address), value in written.items():
        expected = float(value) if isinstance(value, Decimal) else value
        assert cell(after, sheet, address) == expected, address
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(after)).get_sheet_by_name("数据").to_python()
    assert rows[1][0] == written["数据", "A2"]
    assert (rows[2][1], rows[2][2], rows[3][1], rows[4][1], rows[14][0]) == (42, 84, 26.55, "", "新的一行")
    assert book(after)["数据"]["C3"].value == "=B3*2"


def test_rest_of_the_sheet_keeps_its_bytes() -> None:
    before = rich_workbook()
    old = parts(before)["xl/worksheets/sheet1.xml"]
    new = parts(patch_workbook(before, {("数据", "B7"): 42}))["xl/worksheets/sheet1.xml"]
    expected = old.replace(b'<c r="B7" s="1"><v>6</v></c>', b'<c r="B7" s="1"><v>42</v></c>')
    assert new == expected.replace(b"<f>B7*2</f><v>12</v>", b"<f>B7*2</f><v>84</v>")


def test_style_stays_when_a_cell_is_emptied() -> None:
    after = patch_workbook(rich_workbook(), {("数据", "B3"): None})
    assert b'<c r="B3" s="1"/>' in parts(after)["xl/worksheets/sheet1.xml"]


def test_nothing_to_write_gives_the_same_file() -> None:
    before = rich_workbook()
    assert patch_workbook(before, {}) == before
    assert patch_workbook(before, {("数据", "Z99"): None, ("数据", "A1"): Stored(3)}) == before


def test_used_range_grows_with_what_is_written() -> None:
    after = patch_workbook(rich_workbook(), {("数据", "AB30"): 1})
    assert b'<dimension ref="A1:AB30"/>' in parts(after)["xl/worksheets/sheet1.xml"]


def test_text_is_never_a_formula_and_never_breaks_the_file() -> None:
    nasty = {
        "A1": "=HYPERLINK(1)",
        "A2": "a\0b\x1f\ud800c\ufffe",
        "A3": "_x000D_ 与 _x41",
        "A4": "a\r\nb\rc",
        "A5": " ",
    }
    after = patch_workbook(rich_workbook(), {("数据", address): text for address, text in nasty.items()})
    found = [cell(after, "数据", address) for address in nasty]
    assert found[:2] == ["=HYPERLINK(1)", "abc"]
    assert book(after)["数据"]["A1"].data_type in ("s", "inlineStr")
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(after)).get_sheet_by_name("数据").to_python()
    assert [row[0] for row in rows[:5]] == ["=HYPERLINK(1)", "abc", "_x000D_ 与 _x41", "a\nb\nc", " "]


def test_text_longer_than_a_cell_is_refused() -> None:
    with pytest.raises(WorkbookError, match="32768 字") as caught:
        patch_workbook(rich_workbook(), {("数据", "A1"): "字" * 32768})
    assert caught.value.code == "W42"


@pytest.mark.parametrize("address", ["E1", "E2"])
def test_array_formula_is_not_overwritten(address: str) -> None:
    with pytest.raises(WorkbookError, match=f"数据!{address}") as caught:
        patch_workbook(rich_workbook(), {("数据", address): 1})
    assert caught.value.code == "W40"


def test_stored_result_of_an_array_formula_may_be_refreshed() -> None:
    after = patch_workbook(rich_workbook(), {("数据", "E1"): Stored(5)})
    assert cell(after, "数据", "E1") == 5


def test_unknown_sheet_is_refused() -> None:
    with pytest.raises(WorkbookError, match="没有工作表“没有”") as caught:
        patch_workbook(rich_workbook(), {("没有", "A1"): 1})
    assert caught.value.code == "W41"


# --- shapes of sheet XML


def sheet(inside: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>\n<worksheet xmlns="{MAIN}">{head}{inside}</worksheet>'.encode()


def patched(content: bytes, edits: dict[str, Edit]) -> bytes:
    return patch_sheet(SheetIndex(content, "表"), edits).content


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        ("<sheetData/>", {"B2": 1}, '<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData>'),
        (
            '<sheetData><row r="2" spans="3:4" ht="9"/></sheetData>',
            {"B2": 1, "A2": 2},
            '<sheetData><row r="2" spans="1:4" ht="9"><c r="A2"><v>2</v></c><c r="B2"><v>1</v></c></row></sheetData>',
        ),
        (
            '<sheetData><row r="1"><c r="B1"/></row><row r="3"><c r="A3"/></row></sheetData>',
            {"A2": 1, "A1": 2, "C1": 3, "B1": 4},
            '<sheetData><row r="1"><c r="A1"><v>2</v></c><c r="B1"><v>4</v></c><c r="C1"><v>3</v></c></row>'
            '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"/></row></sheetData>',
        ),
        (
            "<sheetData><row><c><v>1</v></c><c t='s'><v>0</v></c></row></sheetData>",
            {"B1": 5},
            "<sheetData><row><c><v>1</v></c><c><v>5</v></c></row></sheetData>",
        ),
        (
            '<sheetData><row r="1"><c r="A1" t="str" vm="1" x:y=">"  s="4"><f>B1</f><v>a</v></c></row></sheetData>',
            {"A1": Stored("b")},
            '<sheetData><row r="1"><c r="A1" x:y=">"  s="4" t="str"><f>B1</f><v>b</v></c></row></sheetData>',
        ),
        (
            '<sheetData><row r="1"><c r="A1" t="str"><f>B1</f><v>a</v></c></row></sheetData>',
            {"A1": Stored(None)},
            '<sheetData><row r="1"><c r="A1"><f ca="1">B1</f></c></row></sheetData>',
        ),
        (
            '<sheetData><row r="1"><c r="A1" t="n"><v>5.0</v></c><c r="B1"><f>A1</f><v>5.0E0</v></c></row></sheetData>',
            {"A1": 5, "B1": Stored(Decimal(5))},
            '<sheetData><row r="1"><c r="A1" t="n"><v>5.0</v></c><c r="B1"><f>A1</f><v>5.0E0</v></c></row></sheetData>',
        ),
        (
            '<row r="1"><c r="A1" t="s"><v>5</v></c><c r="B1" t="str"><f>A1</f><v>5</v></c></row></sheetData>',
            {"A1": 5, "B1": Stored(5)},
            '<row r="1"><c r="A1"><v>5</v></c><c r="B1"><f>A1</f><v>5</v></c></row></sheetData>',
        ),
        (
            '<sheetData><row r="1"><c r="A1" cm="1" vm="2" t="e"><f>B1</f><v>#VALUE!</v></c></row></sheetData>',
            {"A1": Stored(5)},
            '<sheetData><row r="1"><c r="A1" cm="1"><f>B1</f><v>5</v></c></row></sheetData>',
        ),
    ],
)
def test_rows_and_cells_are_put_in_their_order(before: str, edits: dict[str, Edit], after: str) -> None:
    head = 'xmlns:x="x" '
    before = before if before.startswith("<sheetData") else f"<sheetData>{before}"
    content = patched(sheet(before).replace(b"xmlns=", head.encode() + b"xmlns="), edits)
    assert after in content.decode()


def test_prefix_of_the_sheet_is_kept() -> None:
    content = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"/></x:row></x:sheetData></x:worksheet>'
    )
    text = patched(content.encode(), {"A1": "字", "B2": 1}).decode()
    assert '<x:c r="A1" t="inlineStr"><x:is><x:t xml:space="preserve">字</x:t></x:is></x:c></x:row>' in text
    assert '<x:row r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row></x:sheetData>' in text


def test_master_of_shared_formulas_is_not_overwritten_but_a_copy_is() -> None:
    inside = (
        '<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row></sheetData>'
    )
    with pytest.raises(Refusal):
        patched(sheet(inside), {"A1": 1})
    result = patch_sheet(SheetIndex(sheet(inside), "表"), {"A2": 9})
    assert b'<c r="A2"><v>9</v></c>' in result.content
    assert result.replaced == {"A2"}


def test_chain_of_formulas_loses_only_the_entry_that_gave_way() -> None:
    chain = (
        f'<calcChain xmlns="{MAIN}"><c r="A1" i="1" l="1"/><c r="A2"/><c r="B1" i="2"/><c r="B2"/></calcChain>'.encode()
    )
    assert b'<c r="A2" i="1"/><c r="B1" i="2"/>' in without_entries(chain, {("1", "A1")})
    assert b'<c r="A2"/><c r="B2" i="2"/>' in without_entries(chain, {("2", "B1")})
    assert without_entries(chain, {("2", "A1")}) == chain
    assert without_entries(chain, {("1", "A1"), ("1", "A2"), ("2", "B1"), ("2", "B2")}) is None


def test_members_with_data_descriptors_are_rewritten_soundly() -> None:
    """Some programs write sizes after the data; the record replaced must not claim that any more."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, chunk) -> int:
            self.data += bytes(chunk)
            return len(chunk)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts(rich_workbook()).items():
            archive.writestr(name, content)
    before = bytes(stream.data)
    after = patch_workbook(before, {("数据", "B3"): 42})
    assert struct.unpack_from("<H", Container(before).entries[0].header, 8)[0] & 8
    assert cell(after, "数据", "B3") == 42
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
        for info in archive.infolist():
            assert zlib.crc32(archive.read(info)) == info.CRC


# --- our own workbook


def test_results_written_into_our_workbook_leave_the_report_alone(tmp_path: Path) -> None:
    before = filled()
    edits = {("目录与审核", f"E{row}"): "总计不符" for row in range(22, 40)} | {("修改记录", "A4"): "2025-01-20"}
    after = patch_workbook(before, edits)
    assert read_workbook(write(tmp_path, after)).report == filled_report()
    old, new = parts(before), parts(after)
    written = {part_of(before, sheet) for sheet, _ in edits}
    assert {name for name in old if old[name] != new[name]} == written


def test_extensions_and_ignorable_prefixes_survive() -> None:
    revision = (
        'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{0}" mc:Ignorable="xr '
    )
    before = changed(
        rich_workbook(), {"xl/worksheets/sheet1.xml": lambda text: text.replace('mc:Ignorable="', revision, 1)}
    )
    old = parts(before)["xl/worksheets/sheet1.xml"].decode()
    assert all(word in old for word in ("x14:dataBar", "x14ac:dyDescent", 'mc:Ignorable="xr x14ac"'))
    new = parts(patch_workbook(before, {("数据", "B7"): 42}))["xl/worksheets/sheet1.xml"].decode()
    assert new.replace("<v>42</v>", "<v>6</v>", 1).replace("<v>84</v>", "<v>12</v>", 1) == old


@pytest.mark.soffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_workbook_saved_by_libreoffice_is_read_the_same(tmp_path: Path) -> None:
    source = write(tmp_path, filled(), "a.xlsx")
    (tmp_path / "out").mkdir()
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run([*command, str(tmp_path / "out"), str(source)], check=True, capture_output=True, timeout=180)
    opened = read_workbook(tmp_path / "out" / "a.xlsx")
    assert opened.report == filled_report()
    assert opened.notes == ()
