"""The three tables as the official form prints them, with live checks outside the print area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.forms.grid import Grid, GridCell, Role
from xl_tools.forms.model import Kind, Section
from xl_tools.rule import Rule
from xl_tools.rules import load_rules
from xl_tools.workbook.canvas import Book, Sheet, lines, row_height
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import INDEX, TABLE_TOP, TALLIES, Layout
from xl_tools.workbook.sheets.restrict import by_rule, reported_rule, total_rule
from xl_tools.workbook.spot import Spot, rectangles
from xl_tools.workbook.styles import TAB_TABLE, Style

_LABEL_WIDTHS = {0: (), 1: (26.0,), 2: (14.0, 30.0), 3: (8.0, 12.6, 34.0)}
_DATA_WIDTH = {0: 7.6, 1: 66.0, 2: 8.5, 3: 7.4}
"""Width of a data column by number of label columns; with one label column, of all of them together."""
_CHECK_WIDTH = 15.0
_LEGEND = (
    "勾稽核对（不打印）：“√”相符；“差”为左边减右边；“未核”为有文字或缺总计，暂不能核；“缺总计”为行内有数而总计空白。"
    "橙色粗框的总计是报送原数（非公式），见“修改记录”。"
)
_TALLY_LABELS = {
    "entered": "已填数字的格（总计除外）",
    "blank": "空白的格",
    "not_number": "填了文字、不是数字的格",
    "not_allowed": "负数或小数位不对的格",
    "broken": "勾稽不符的处数",
}
_VALUE_STYLES = {
    Kind.COUNT: Style.COUNT,
    Kind.SIGNED: Style.SIGNED,
    Kind.AMOUNT: Style.AMOUNT,
    Kind.TOTAL: Style.COUNT,
}


def draw_table(book: Book, contents: Contents, section: Section) -> None:
    """Draw one table sheet."""
    layout, grid = contents.layout, contents.layout.grids[section.id]
    sheet = book.sheet(section.sheet, TAB_TABLE)
    widths = _widths(grid)
    checks_right = _row_rules(layout, section)
    sheet.widths([*widths, 2.0, *(_CHECK_WIDTH for _ in checks_right)])
    sheet.put(0, 0, section.title, Style.TITLE, columns=grid.columns)
    sheet.height(0, 30)
    foot = layout.foot_column(section)
    sheet.link(1, 0, Spot(INDEX, 0, 0), f"← 返回{INDEX}", columns=foot)
    sheet.live(Spot(section.sheet, 1, foot), Style.HEAD_LINE, columns=grid.columns - foot)
    sheet.height(1, 20)
    for cell in grid.cells:
        _draw(sheet, contents, grid, cell)
    for row, points in enumerate(_heights(grid, widths)):
        sheet.height(TABLE_TOP + row, points)
    _restrict(sheet, contents, section)
    _paint(sheet, layout, section)
    _draw_right(sheet, layout, section, checks_right)
    _draw_foot(sheet, layout, section, widths)
    head = TABLE_TOP + grid.head_rows
    sheet.freeze(head, grid.label_columns)
    repeat = (TABLE_TOP, head - 1) if grid.head_rows else (0, 0)
    sheet.print_on(TABLE_TOP + grid.rows - 1, grid.columns - 1, repeat=repeat)
    sheet.close()


def _draw(sheet: Sheet, contents: Contents, grid: Grid, cell: GridCell) -> None:
    row, span = TABLE_TOP + cell.row, {"rows": cell.row_span, "columns": cell.column_span}
    if cell.role is not Role.VALUE:
        sheet.put(row, cell.column, cell.text, _label_style(grid, cell), **span)
    elif cell.cell_id in contents.totals:
        sheet.live(contents.layout.cells[cell.cell_id], Style.TOTAL, **span)
    else:
        style = _VALUE_STYLES[contents.report.form.cells[cell.cell_id].kind]
        if contents.expected(cell.cell_id) is not None:
            style = Style.REPORTED
        sheet.put(row, cell.column, contents.entered.get(cell.cell_id), style, **span)


def _label_style(grid: Grid, cell: GridCell) -> Style:
    """表三 sets row labels and its corner note to the left, 表二 centres them."""
    if cell.role is Role.BANNER:
        return Style.BANNER
    to_left = cell.role in (Role.ROW, Role.CORNER) and grid.label_columns > 1
    return Style.ROW if to_left else Style.HEAD


def _widths(grid: Grid) -> list[float]:
    labels = _LABEL_WIDTHS.get(grid.label_columns, (10.0,) * grid.label_columns)
    width = _DATA_WIDTH.get(grid.label_columns, 8.0)
    if grid.label_columns == 1:
        return [*labels, *(float(weight) * width for weight in grid.weights)]
    return [*labels, *(width for _ in grid.weights)]


def _heights(grid: Grid, widths: Sequence[float]) -> Iterator[float]:
    """Row heights that show every label in full; merged cells do not grow by themselves."""
    heights = [20.0] * grid.rows
    for cell in sorted(grid.cells, key=lambda cell: cell.row_span):
        needed = row_height(cell.text, sum(widths[cell.column : cell.column + cell.column_span]))
        rows = range(cell.row, cell.row + cell.row_span)
        missing = needed - sum(heights[row] for row in rows)
        if missing > 0:
            for row in rows:
                heights[row] += missing / len(rows)
    if not grid.label_columns:
        heights[-1] = max(heights[-1], 32.0)
    yield from heights


def _restrict(sheet: Sheet, contents: Contents, section: Section) -> None:
    layout, cells = contents.layout, contents.report.form.cells_of(section.id)
    inputs = [(cell.kind, cell.unit, layout.cells[cell.id]) for cell in cells if contents.expected(cell.id) is None]
    for rule, spots in by_rule(inputs):
        sheet.restrict(spots, rule)
    formulas = [layout.cells[cell.id] for cell in cells if cell.id in contents.totals]
    if formulas:
        sheet.restrict(formulas, total_rule())
    for cell in cells:
        expected = contents.expected(cell.id)
        if expected is not None and cell.id not in contents.totals:
            sheet.restrict([layout.cells[cell.id]], reported_rule(expected))


def _paint(sheet: Sheet, layout: Layout, section: Section) -> None:
    """Marked cells first, then the cells of each rule that does not hold.

    A format may name only cells of its own sheet: Excel 2007 refuses others, so marks come through a name.
    """
    areas = rectangles(layout.cells[cell.id] for cell in layout.form.cells_of(section.id))
    mark = 'COUNTIF(xl_marks,"{}|' + section.sheet + '!"&ADDRESS(ROW(),COLUMN(),4))>0'
    sheet.paint(areas, mark.format("E"), Style.WRONG)
    for rule, instance in load_rules(layout.form).live:
        if rule.table == section.id:
            check = layout.checks[rule.id, instance.key]
            cells = rectangles(layout.cells[cell] for cell in instance.equation.cells)
            sheet.paint(cells, f"N({check.absolute})<>0", Style.WRONG)
    checks = rectangles(spot for spot in layout.checks.values() if spot.sheet == section.sheet)
    for area in checks:
        first = area.split(":")[0]
        sheet.paint([area], f"AND(ISNUMBER({first}),{first}<>0)", Style.WRONG)
        sheet.paint([area], f"ISTEXT({first})", Style.QUERY)
    sheet.paint(areas, mark.format("Q"), Style.QUERY)


def _row_rules(layout: Layout, section: Section) -> list[Rule]:
    rules = load_rules(layout.form).rules
    return [rule for rule in rules if rule.table == section.id and rule.each == "row" and rule.live]


def _draw_right(sheet: Sheet, layout: Layout, section: Section, rules: Sequence[Rule]) -> None:
    """Checks of rules over rows, each beside its row."""
    head_rows = max(layout.grids[section.id].head_rows, 1)
    for rule in rules:
        spots = [layout.checks[rule.id, instance.key] for instance in rule.instances]
        sheet.put(TABLE_TOP, spots[0].column, f"{rule.id} {rule.title}", Style.CHECK_HEAD, rows=head_rows)
        for spot in spots:
            sheet.live(spot, Style.CHECK)


def _draw_foot(sheet: Sheet, layout: Layout, section: Section, widths: Sequence[float]) -> None:
    """Checks of all other rules, and the counters, below the table."""
    top, grid = layout.foot_top(section), layout.grids[section.id]
    sheet.put(top - 1, 0, _LEGEND, Style.NOTE, columns=grid.columns)
    sheet.height(top - 1, row_height(_LEGEND, sum(widths), 10))
    for rule in load_rules(layout.form).rules:
        if rule.table != section.id or rule.each == "row" or not rule.live:
            continue
        spots = [layout.checks[rule.id, instance.key] for instance in rule.instances]
        for spot in spots:
            sheet.live(spot, Style.CHECK)
        _label(sheet, grid, widths, spots, f"{rule.id} {rule.title}")
    for tally in TALLIES:
        spot = layout.tallies[section.id, tally]
        sheet.live(spot, Style.TALLY)
        _label(sheet, grid, widths, [spot], _TALLY_LABELS[tally])


def _label(sheet: Sheet, grid: Grid, widths: Sequence[float], spots: Sequence[Spot], text: str) -> None:
    """The label of a line below the table: to the left of its cells, or right of the table where no room is left."""
    row, columns = spots[0].row, min(spot.column for spot in spots)
    if columns:
        room = sum(widths[:columns])
        sheet.put(row, 0, text, Style.CHECK_HEAD, columns=columns)
    else:
        room = _CHECK_WIDTH
        sheet.put(row, grid.columns, text, Style.CHECK_HEAD, columns=2)
    sheet.height(row, 18 if lines(text, room, 9) == 1 else row_height(text, room, 9))
