"""分单位: units × cells; the sum on top is a formula over the units that are added up, and only over them."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import groupby

from xl_tools.consolidation.words import COUNTED, NOT_COUNTED
from xl_tools.forms.model import Cell, Kind
from xl_tools.summary.listing import begin
from xl_tools.summary.names import IDS_ROW, UNIT_COLUMNS, UNITS
from xl_tools.summary.plan import Plan, UnitRow, counts
from xl_tools.values import Amount, Count, to_plain
from xl_tools.workbook.canvas import Book, Content, Sheet, row_height
from xl_tools.workbook.spot import Spot, column_letters
from xl_tools.workbook.styles import Style

_TITLES = ("单位", "是否计入", "层级", "报告范围", "错误", "核实", "文件", "说明")
_WIDTHS = (32.0, 10.0, 14.0, 9.0, 6.0, 6.0, 7.0, 26.0)
_FIGURE_WIDTH = 9.5
_STATE, _FILE, _FROZEN, _FIGURES = 1, 6, 2, 8
_NOTE = (
    "每个单位一行，每个指标一栏。“合计”是公式，只加“是否计入”为“计入”的行；未计入、只作核对的行排在后面，底色为灰，"
    "不在合计之内。填的不是数字的格标黄，照原样列出，没有相加。“文件”是“收件”里的序号，点开看这个文件的一行。"
)
_ON_PAGE = 21
"""Columns of figures that a printed page has room for."""
_SHOWN = 8
"""Columns over which title and note stand: those that are in sight when the sheet is opened."""


def draw_units(book: Book, plan: Plan) -> None:
    """Draw the sheet."""
    cells = list(plan.form.cells.values())
    widths = [*_WIDTHS, *(_FIGURE_WIDTH for _ in cells)]
    sheet = begin(book, UNITS, _note(plan), widths, shown=_SHOWN)
    last = plan.units_top + max(len(plan.unit_rows), 1) - 1
    hidden = [book.format(Style.HIDDEN_FREE)] * len(widths)
    sheet.line(IDS_ROW, 0, [*UNIT_COLUMNS, *plan.form.cells], hidden)
    sheet.hide_row(IDS_ROW)
    _draw_titles(sheet, plan, cells)
    _draw_sums(sheet, plan, last)
    _draw_rows(sheet, plan)
    titles = plan.units_top - 1
    states = Spot(UNITS, plan.units_top, _STATE)
    area = f"{states.address}:{Spot(UNITS, last, _STATE).address}"
    sheet.paint([area], f'{states.address}="{COUNTED}"', Style.GOOD)
    sheet.paint([area], f'{states.address}="{NOT_COUNTED}"', Style.WRONG)
    sheet.filter(titles, 0, last, len(widths) - 1)
    sheet.freeze(plan.units_top, _FROZEN)
    sheet.print_on(
        last,
        len(widths) - 1,
        landscape=True,
        repeat=(IDS_ROW + 1, titles),
        large=True,
        scale=58,
        columns=(0, _FROZEN - 1),
        breaks=_breaks(cells),
    )
    sheet.close(protected=False)


def _note(plan: Plan) -> str:
    if not plan.left_out_units:
        return _NOTE
    whole = f"，不为 0 的数全部在“{plan.links.trace}”里" if plan.links.trace else ""
    return f"{_NOTE}还有 {plan.left_out_units} 行放不下{whole}；“合计”因此是数，不是公式。"


def _draw_titles(sheet: Sheet, plan: Plan, cells: Sequence[Cell]) -> None:
    """Three rows: table, row, column, as far as cells share them side by side."""
    first, at = IDS_ROW + 1, len(UNIT_COLUMNS)
    names = {section.id: section.title for section in plan.form.tables}
    # The name of a table stands on each page again.
    breaks = _breaks(cells)
    tables = [(str(bisect(breaks, at + index)), names[cell.table]) for index, cell in enumerate(cells)]
    rows = [(cell.table, _row_title(cell)) for cell in cells]
    columns = [(cell.id, cell.column_labels[-1]) for cell in cells]
    layers = (("表", tables, Style.ITEM_HEAD), ("行", rows, Style.ITEM_SUBHEAD), ("栏", columns, Style.ITEM_SUBHEAD))
    for row, (title, paths, style) in enumerate(layers, first):
        # Only what is frozen stays beside the titles.
        sheet.put(row, 0, title, Style.ITEM_SUBHEAD, columns=_FROZEN)
        sheet.put(row, _FROZEN, None, Style.ITEM_SUBHEAD, columns=at - _FROZEN)
        column, height = at, 20.0
        for path, group in groupby(paths):
            width = len(list(group))
            sheet.put(row, column, path[-1], style, columns=width)
            height = max(height, row_height(path[-1], width * _FIGURE_WIDTH))
            column += width
        sheet.height(row, height)


def _breaks(cells: Sequence[Cell]) -> list[int]:
    """Where pages begin: with a table, and before a row of it that would be parted."""
    found: list[int] = []
    start, column, last = 0, 0, ""
    for (table, _), group in groupby((cell.table, _row_title(cell)) for cell in cells):
        width = len(list(group))
        if column and (table != last or column + width - start > _ON_PAGE):
            found.append(len(UNIT_COLUMNS) + column)
            start = column
        column, last = column + width, table
    return found


def _row_title(cell: Cell) -> str:
    """What a row of the printed table says, without the heading that all its neighbours share."""
    return "　".join(cell.row.label[1:] or cell.row.label or cell.column_labels[:-1])


def _draw_sums(sheet: Sheet, plan: Plan, last: int) -> None:
    row, first, book = plan.sum_row, plan.units_top, sheet.book
    contributions = plan.collected.total.contributions
    sheet.put(row, 0, f"合计（{len(contributions)} 份报告）", Style.ITEM_SUM_LABEL)
    blanks = len(UNIT_COLUMNS) - 1
    sheet.line(row, 1, [None] * blanks, [book.format(Style.ITEM_SUM_LABEL)] * blanks)
    states = f"{Spot('', first, _STATE).absolute}:{Spot('', last, _STATE).absolute}"
    report = plan.collected.total.report
    for cell in plan.form.cells.values():
        column = plan.columns[cell.id]
        letters = column_letters(column)
        area = f"{letters}${first + 1}:{letters}${last + 1}"
        # A sum of blanks stays blank, as it does in the table above.
        formula = f'=IF(COUNTIFS({states},"{COUNTED}",{area},">-1E+99")=0,"",SUMIF({states},"{COUNTED}",{area}))'
        value = report.numbers.get(cell.id)
        style = Style.ITEM_SUM_AMOUNT if cell.kind is Kind.AMOUNT else Style.ITEM_SUM
        if plan.left_out_units:
            sheet.put(row, column, value, style)
        else:
            sheet.formula(row, column, formula, "" if value is None else float(value), style)
    units = [cell.unit for cell in plan.form.cells.values()]
    heads = [book.format(Style.ITEM_HEAD)] * (len(_TITLES) + len(units))
    sheet.line(row + 1, 0, [*_TITLES, *units], heads)
    for at, points in ((row, 24), (row + 1, 20)):
        sheet.height(at, points)


def _draw_rows(sheet: Sheet, plan: Plan) -> None:
    book = sheet.book
    amounts = [cell.kind is Kind.AMOUNT for cell in plan.form.cells.values()]
    inside = book.formats(
        [Style.ITEM_LINE, *(Style.ITEM_MIDDLE,) * 5, Style.ITEM_LINK_MIDDLE, Style.ITEM_LINE]
        + [Style.ITEM_AMOUNT if amount else Style.ITEM_NUMBER for amount in amounts]
    )
    outside = book.formats(
        [Style.ITEM_OUT, *(Style.ITEM_OUT_MIDDLE,) * 6, Style.ITEM_OUT]
        + [Style.ITEM_OUT_AMOUNT if amount else Style.ITEM_OUT_NUMBER for amount in amounts]
    )
    odd = book.format(Style.ITEM_ODD)
    for row, one in enumerate(plan.unit_rows, plan.units_top):
        looks = inside if one.state == COUNTED else outside
        contents = [*_about(one), *_figures(one, plan)]
        if texts := [at for at, content in enumerate(contents[_FIGURES:], _FIGURES) if isinstance(content, str)]:
            looks = [odd if at in texts else look for at, look in enumerate(looks)]
        sheet.line(row, 0, contents, looks)
        if one.line:
            sheet.attach(row, _FILE, plan.file_spot(one.line))


def _about(one: UnitRow) -> tuple[Content, ...]:
    number = one.line.arrival.number if one.line else None
    errors, queries = counts(one.line) if one.report else (None, None)
    return one.unit, one.state, one.level, one.scope, errors, queries, number, one.why


def _figures(one: UnitRow, plan: Plan) -> Iterator[Content]:
    if one.report is None:
        yield from [None] * len(plan.form.cells)
        return
    cells = one.report.cells
    for cell in plan.form.cells:
        value = cells.get(cell)
        yield value.number if isinstance(value, Count | Amount) else None if value is None else to_plain(value)
