"""Every formula of the workbook that depends on what people enter, with the value it has for one report.

The template writes these values beside the formulas, so that they are right where nothing recalculates; after
an edit of a closed file the same list refreshes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from xl_tools.report import Report
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import HELP, Layout
from xl_tools.workbook.live_charts import chart_cells
from xl_tools.workbook.live_checks import check_cells, tally_cells, total_cells, total_formula
from xl_tools.workbook.live_texts import status_cells, text_cells, title_cells
from xl_tools.workbook.livecell import LiveCell

__all__ = ["LiveCell", "link_cell", "live_cells", "live_cells_of", "rule_cell", "total_formula"]


def live_cells(
    layout: Layout,
    report: Report,
    texts: Mapping[tuple[str, str], str] | None = None,
    own: Mapping[tuple[str, str], str] | None = None,
) -> list[LiveCell]:
    """All formulas that depend on inputs, with their values.

    Args:
        texts: finished text in the result cells, by (key, part).
        own: the office's own text in its cells, by (key, part); without it, that of the report, split.

    Totals are listed where the template makes them formulas. A workbook may hold a typed number in their
    place: write a value only into a cell that has a formula.
    Raises: WorkbookError if a text is too long for a cell.
    """
    return list(live_cells_of(Contents(layout, report, texts or {}, own)))


def live_cells_of(contents: Contents) -> Iterator[LiveCell]:
    """As live_cells, for contents already at hand."""
    makers = (total_cells, check_cells, tally_cells, title_cells, text_cells, status_cells, chart_cells)
    return chain.from_iterable(make(contents) for make in makers)


def link_cell(layout: Layout, index: int, sheet: str = "", address: str = "") -> LiveCell:
    """The link of one line of the findings table to the cell named in its hidden columns."""
    place, target = layout.result(index, "sheet").address, layout.result(index, "address").address
    jump = f'HYPERLINK("#\'"&{place}&"\'!"&{target},{place}&"!"&{target})'
    value = f"{sheet}!{address}" if sheet else ""
    return LiveCell(layout.result(index, "link"), f'=IF({place}="","",{jump})', value)


def rule_cell(layout: Layout, index: int, code: str = "") -> LiveCell:
    """The rule of one line of the findings table: a link to what 填报说明 says of it, where it says something."""
    place = layout.result(index, "code").address
    # The rule book stands in column A as “A1 R-BAL”; a code of the reader is not in it and stays plain text.
    jump = f"HYPERLINK(\"#'{HELP}'!A\"&MATCH({place}&\" *\",'{HELP}'!$A:$A,0),{place})"
    return LiveCell(layout.result(index, "rule"), f'=IF({place}="","",IFERROR({jump},{place}))', code)
