"""Workbooks that are not ours, as libraries make them, and what their formulas must give after any edit.

Column B of 数据 holds numbers; formulas refer to it in every way there is. Their results are reckoned here once more,
by functions written for each of them.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import xlsxwriter
from feature_drawings import PIXEL
from feature_package import Package
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from xl_tools.workbook.patch import Edit, Formula, Stored

Cell = tuple[str, str]
"""Sheet and address."""
Value = int | float | Decimal | str | None
Inputs = Mapping[str, Value]
"""What stands in column B of 数据, by address."""

DATA, SUMS, NOTES = "数据", "汇总", "说明"
LINES = range(2, 12)
BEFORE: Inputs = {f"B{row}": Decimal(row * 5) / 4 for row in LINES}
_NOTE = 100
"""What stands in B2 of 说明."""


@dataclass(frozen=True)
class Dependent:
    """A formula and the cells of column B that it depends on.

    Attributes:
        result: gives what it must be; None for a formula that only a program can calculate, or for such inputs.
        at_first: its first result, where there is no function.
    """

    cell: Cell
    text: str
    inputs: tuple[str, ...]
    result: Callable[[Inputs], Value]
    at_first: float | str = 0

    @property
    def first(self) -> float | str:
        """What is stored before anything is written."""
        found = self.result(BEFORE)
        return found if isinstance(found, str) else self.at_first if found is None else float(found)


def dependents() -> list[Dependent]:
    """All formulas of the foreign workbooks."""
    every = tuple(BEFORE)
    doubles = [Dependent((DATA, f"C{row}"), f"B{row}*2", (f"B{row}",), _times(f"B{row}", 2)) for row in LINES]
    return [
        *doubles,
        Dependent((DATA, "D12"), "SUM(B2:B11)", every, _total),
        Dependent((SUMS, "A1"), f"{DATA}!B3*2", ("B3",), _times("B3", 2)),
        Dependent((SUMS, "A2"), f"SUM('{DATA}'!$B$2:$B$11)", every, _total),
        Dependent((SUMS, "A3"), f"SUM({DATA}!B:B)", every, _total),
        Dependent((SUMS, "A4"), f"SUM({DATA}!3:3)", ("B3",), _times("B3", 3)),
        Dependent((SUMS, "A5"), "单价*2", ("B4",), _times("B4", 2)),
        Dependent((SUMS, "A6"), "-(A1+A2)", every, _negative),
        Dependent((SUMS, "A7"), f"ROUND({DATA}!B5/3,2)", ("B5",), _rounded_third),
        Dependent((SUMS, "A8"), f"MAX({DATA}!B2:B11)", every, lambda _: None, 13.75),
        Dependent((SUMS, "A9"), f'INDIRECT("{DATA}!B2")', every, lambda _: None, 2.5),
        Dependent((SUMS, "A10"), f'IF({DATA}!B6>3,"多","少")', ("B6",), lambda _: None, "多"),
        Dependent((SUMS, "A11"), f"SUM({DATA}:{NOTES}!B2)", ("B2",), lambda now: _number(now["B2"]) + _NOTE),
        Dependent((SUMS, "A12"), f"{NOTES}!B2+1", (), lambda _: _NOTE + 1),
        Dependent((SUMS, "A13"), "A9+1", every, lambda _: None, 3.5),
        Dependent((SUMS, "A14"), f"{DATA}!B7", ("B7",), lambda now: 0 if now["B7"] is None else now["B7"]),
    ]


def foreign_edits(luck: random.Random) -> tuple[dict[Cell, Edit], Inputs]:
    """Numbers, texts, blanks, formulas and results to write, and column B of 数据 afterwards."""
    now: dict[str, Value] = dict(BEFORE)
    written: dict[Cell, Edit] = {}
    for address in luck.sample(list(BEFORE), k=luck.randint(1, 4)):
        values = [luck.randint(100, 999), luck.randint(800, 999) / 8, Decimal("26.55"), None, "不适用 <&>"]
        now[address] = written[DATA, address] = luck.choice(values)
        double = _times(address, 2)(now)
        if double is not None and luck.random() < 0.5:
            written[DATA, f"C{address[1:]}"] = Stored(float(double))
    written[DATA, f"A{luck.choice(LINES)}"] = "改过的名称"
    written[DATA, f"D{luck.randint(8, 11)}"] = Formula("1+1", 2)
    if (DATA, "C9") not in written and luck.random() < 0.5:
        written[DATA, "C9"] = 7
    if luck.random() < 0.5:
        written[DATA, f"H{luck.randint(30, 40)}"] = luck.randint(1, 9)
    if luck.random() < 0.5:
        written[NOTES, "A1"] = luck.choice(["另有说明", None, 5])
    return written, now


def expected_results(now: Inputs) -> dict[Cell, Value]:
    """What must be stored for each formula whose result may be another now; None where nothing must be stored."""
    changed = {address for address in BEFORE if now[address] != BEFORE[address]}
    # Of INDIRECT nobody can tell what it refers to.
    return {
        one.cell: one.result(now)
        for one in dependents()
        if not changed.isdisjoint(one.inputs) or "INDIRECT" in one.text or one.text == "A9+1"
    }


def xlsxwriter_book() -> bytes:
    """All that XlsxWriter can make, but for what needs metadata of cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        data, sums, notes = (book.add_worksheet(name) for name in (DATA, SUMS, NOTES))
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "0.00", "locked": False})
        _fill(book, bold, money)
        data.write_blank("D5", None, money)
        data.write_rich_string("F1", "粗", bold, "体", "字")
        data.insert_image("G2", "a.png", {"image_data": io.BytesIO(PIXEL)})
        data.insert_textbox("G6", "文本框")
        data.insert_button("G9", {"caption": "按钮"})
        chart, pie = book.add_chart({"type": "column"}), book.add_chart({"type": "pie"})
        chart.add_series({"values": f"={DATA}!$B$2:$B$11", "name": "件数"})
        pie.add_series({"values": f"={DATA}!$B$2:$B$4"})
        data.insert_chart("G12", chart)
        book.add_chartsheet("图").set_chart(pie)
        data.write_comment("A2", "批注", {"author": "王某"})
        data.conditional_format("B2:B11", {"type": "data_bar", "data_bar_2010": True})
        data.conditional_format("C2:C11", {"type": "icon_set", "icon_style": "3_arrows"})
        data.data_validation("D2:D11", {"validate": "list", "source": ["是", "否"]})
        data.add_sparkline("K1", {"range": f"{DATA}!B2:B11"})
        data.set_header("&L&G", {"image_left": "a.png", "image_data_left": io.BytesIO(PIXEL)})
        data.freeze_panes(1, 1)
        data.set_column("M:N", None, None, {"hidden": True, "level": 1})
        data.write_url("K5", "https://www.example.com/", string="链接")
        data.ignore_errors({"number_stored_as_text": "A1:A20"})
        notes.protect("", {"format_cells": True})
        notes.add_table("D1:E4", {"data": [["甲", 1], ["乙", 2], ["丙", 3]], "name": "表注"})
        notes.autofilter("G1:H3")
        sums.hide()
        book.set_custom_property("编号", "某号")
    return buffer.getvalue()


def metadata_book() -> bytes:
    """What XlsxWriter makes with metadata of cells and values: dynamic arrays, pictures in cells, checkboxes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        _, _, notes = (book.add_worksheet(name) for name in (DATA, SUMS, NOTES))
        _fill(book)
        notes.write_dynamic_array_formula("D1:D3", "=_xlfn.SEQUENCE(3)", None, 1)
        notes.embed_image("F2", "a.png", {"image_data": io.BytesIO(PIXEL)})
        notes.insert_checkbox("H2", boolean=True)
    return buffer.getvalue()


def openpyxl_book() -> bytes:
    """What openpyxl makes; it stores no results, so they are put in afterwards."""
    book = openpyxl.Workbook()
    data = book.worksheets[0]
    data.title = DATA
    sums, notes = book.create_sheet(SUMS), book.create_sheet(NOTES)
    for address, content in _plain_cells().items():
        data[address] = content
    for one in dependents():
        book[one.cell[0]][one.cell[1]] = f"={one.text}"
    notes["B2"], notes["A1"] = _NOTE, "说明一"
    data["A2"].comment = Comment("批注", "王某")
    data.add_image(Image(io.BytesIO(PIXEL)), "G2")
    data.add_data_validation(DataValidation("list", formula1='"是,否"', sqref="D2:D11"))
    data.merge_cells("G20:H21")
    data.auto_filter.ref = "A1:D11"
    sums.sheet_state = "hidden"
    book.defined_names["单价"] = DefinedName("单价", attr_text=f"{DATA}!$B$4")
    buffer = io.BytesIO()
    book.save(buffer)
    package = Package(buffer.getvalue(), DATA)
    for one in dependents():
        kind = ' t="str"' if isinstance(one.first, str) else ""
        pattern = rf'(<c r="{one.cell[1]}"[^>]*)>(<f>[^<]*</f>)<v ?(?:/>|></v>)'
        new = rf"\1{kind}>\2<v>{one.first}</v>"
        package.change(package.sheets()[one.cell[0]], lambda text, p=pattern, n=new: re.sub(p, n, text))
    return package.bytes()


def _fill(book: xlsxwriter.Workbook, label=None, number=None) -> None:
    for address, content in _plain_cells().items():
        book.get_worksheet_by_name(DATA).write(address, content, number if address[0] == "B" else label)
    for one in dependents():
        book.get_worksheet_by_name(one.cell[0]).write_formula(one.cell[1], f"={one.text}", number, one.first)
    book.get_worksheet_by_name(NOTES).write("B2", _NOTE)
    book.get_worksheet_by_name(NOTES).write("A1", "说明一")
    book.define_name("单价", f"={DATA}!$B$4")


def _plain_cells() -> dict[str, str | float]:
    labels = {f"A{row}": f"第 {row} 行" for row in LINES}
    return {"A1": "名称", "B1": "数", "C1": "两倍"} | labels | {a: float(str(n)) for a, n in BEFORE.items()}


def _number(value: Value) -> Decimal:
    """What SUM takes: texts and blanks do not count."""
    return Decimal(0) if isinstance(value, str | None) else Decimal(str(value))


def _times(address: str, factor: int) -> Callable[[Inputs], Decimal | None]:
    """A cell as an operand: a blank is 0, and of a text only a program can tell."""
    return lambda now: None if isinstance(now[address], str) else _number(now[address]) * factor


def _total(now: Inputs) -> Decimal:
    return sum(map(_number, now.values()), Decimal(0))


def _negative(now: Inputs) -> Decimal | None:
    double = _times("B3", 2)(now)
    return None if double is None else -(double + _total(now))


def _rounded_third(now: Inputs) -> Decimal | None:
    number = _times("B5", 1)(now)
    return None if number is None else (number / 3).quantize(Decimal("0.01"), ROUND_HALF_UP)
