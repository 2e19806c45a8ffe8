"""汇总.xlsx: a workbook of the template that holds the total, and behind its sheets everything that led to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xl_tools.consolidation.collected import Collected
from xl_tools.forms.model import Form
from xl_tools.rules import RuleBook, load_rules
from xl_tools.summary.links import LinkBase
from xl_tools.summary.names import NOTES
from xl_tools.summary.plan import MOST_LINES, Plan
from xl_tools.summary.sheet_board import draw_board
from xl_tools.summary.sheet_figures import draw_figures
from xl_tools.summary.sheet_findings import draw_compared, draw_findings
from xl_tools.summary.sheet_inbox import draw_inbox
from xl_tools.summary.sheet_notes import draw_notes
from xl_tools.summary.sheet_trace import draw_trace
from xl_tools.summary.sheet_units import draw_units
from xl_tools.units import Scope
from xl_tools.workbook.canvas import Book
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import INDEX, RESULT_COLUMNS, Layout, layout_for, layout_for_year
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import Style
from xl_tools.workbook.template import build

_LINK_ROW = 3
"""Free row of 目录与审核 between its note and its list."""
_FURTHER = "汇总说明、报送情况、收件、分单位、校验结果、单位比较、溯源、汇总图表，从这里看 →"


def build_summary(
    collected: Collected,
    *,
    links: LinkBase,
    rows: int = MOST_LINES,
    rules: Callable[[Form], RuleBook] = load_rules,
) -> bytes:
    """The summary workbook of one run; equal runs give equal bytes.

    Args:
        links: where the workbook will stand, so that its links find the files.
        rows: the most lines of 溯源, by default as many as can have a link each; the CSV file beside the workbook has
            them all.
        rules: the rules by which reports of an edition were judged.

    Raises: WorkbookError if a text is too long for a cell.
    """
    total = collected.total
    report = replace(total.report, unit=replace(total.report.unit, scope=Scope.CONSOLIDATED))
    last = report.previous
    layout = layout_for(report.form, last.form) if last else layout_for_year(report.form, report.year)
    plan = Plan(collected, links, rows, rules)

    def more(book: Book) -> None:
        draw_notes(book, plan)
        draw_board(book, plan)
        draw_inbox(book, plan)
        draw_units(book, plan)
        draw_findings(book, plan)
        draw_compared(book, plan)
        draw_trace(book, plan, layout)
        draw_figures(book, plan, layout)
        _link(book, plan, layout)

    contents = Contents(layout, report, source=total.previous_source if last else "")
    return build(contents, more)


def _link(book: Book, plan: Plan, layout: Layout) -> None:
    """The numbers of the total to their contributors, and the first sheet to what the template does not have."""
    counted: dict[str, int] = {}
    for one in plan.collected.total.contributions:
        for cell in one.report.numbers:
            counted[cell] = counted.get(cell, 0) + 1
    for cell, spot in layout.cells.items():
        if source := plan.source_of(cell):
            tip = f"由 {counted.get(cell, 0)} 个单位的数加成，点开看来源"
            book.sheets[spot.sheet].attach(spot.row, spot.column, source, tip)
    index = book.sheets[INDEX]
    index.link(_LINK_ROW, 0, Spot(NOTES, 0, 0), _FURTHER, Style.LINK, columns=len(RESULT_COLUMNS))
    index.height(_LINK_ROW, 22)
