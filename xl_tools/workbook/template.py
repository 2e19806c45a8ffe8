"""The template workbook: built from the form alone, empty or filled with one report, the same bytes every time.

`python -m xl_tools.workbook.template DIR` writes the empty template of every edition into a folder.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Form
from xl_tools.report import Report, Unit
from xl_tools.workbook.canvas import Book
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import MARK_ROWS, Layout, layout_for, layout_for_year
from xl_tools.workbook.live import live_cells_of
from xl_tools.workbook.live_texts import title_text
from xl_tools.workbook.sheets.changes import draw_changes
from xl_tools.workbook.sheets.charts import draw_charts
from xl_tools.workbook.sheets.cover import draw_cover
from xl_tools.workbook.sheets.guide import draw_guide
from xl_tools.workbook.sheets.index import draw_index
from xl_tools.workbook.sheets.ledger import draw_ledgers
from xl_tools.workbook.sheets.previous import draw_previous
from xl_tools.workbook.sheets.table import draw_table
from xl_tools.workbook.sheets.text import draw_text

STAMP_NAME = "xl_tools.stamp"
MARKS_NAME = "xl_marks"
FORM_PROPERTY, EDITION_PROPERTY, VERSION_PROPERTY = "xl_tools_form", "xl_tools_edition", "xl_tools_template_version"


def build_workbook(report: Report, *, layout: Layout | None = None, source: str = "", taken_on: str = "") -> bytes:
    """The workbook of one unit and year: empty if the report has no cells, else filled.

    Args:
        layout: which edition 上年数据 lists; without it, that of the previous report, or of the year before.
        source, taken_on: where last year's figures come from, and when they were taken over.

    Formulas carry the values they have for this report. Equal reports give equal bytes.
    Raises: WorkbookError if a text is too long for a cell.
    """
    if layout is None and report.previous is not None:
        layout = layout_for(report.form, report.previous.form)
    layout = layout or layout_for_year(report.form, report.year)
    return build(Contents(layout, report, source=source, taken_on=taken_on))


def build_template(form: Form) -> bytes:
    """The empty template of an edition, which names neither unit nor year."""
    report = Report(form, form.first_year, Unit(""), {})
    return build(Contents(layout_for(form, form), report, blank_cover=True))


def template_name(form: Form) -> str:
    """File name of an empty template."""
    return f"{form.id}.xlsx"


def main(arguments: Sequence[str]) -> int:
    """Write every edition's empty template into the folder given."""
    if len(arguments) != 1:
        sys.stderr.write("用法：python -m xl_tools.workbook.template 文件夹\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for form in all_forms():
        (folder / template_name(form)).write_bytes(build_template(form))
        sys.stdout.write(f"{folder / template_name(form)}\n")
    return 0


def build(contents: Contents, more: Callable[[Book], None] | None = None) -> bytes:
    """The workbook with these contents.

    Args:
        more: draws further sheets behind those of the template, and links on its cells.

    Raises: WorkbookError if a text is too long for a cell.
    """
    layout, form = contents.layout, contents.report.form
    book = Book(live_cells_of(contents))
    draw_index(book, contents)
    draw_cover(book, contents)
    for section in form.sections:
        (draw_table if section.is_table else draw_text)(book, contents, section)
    draw_previous(book, contents)
    if layout.ledgers:
        draw_ledgers(book, contents)
    for draw in (draw_charts, draw_changes, draw_guide):
        draw(book, contents)
    if more is not None:
        more(book)
    for name, spot in layout.names.items():
        book.define(name, spot.reference)
    marks = [layout.mark(0), layout.mark(MARK_ROWS - 1)]
    book.define(MARKS_NAME, f"{marks[0].reference}:{marks[1].absolute}")
    book.define(STAMP_NAME, f'"{layout.stamp}"', hidden=True)
    properties = {
        FORM_PROPERTY: form.id,
        EDITION_PROPERTY: form.edition,
        VERSION_PROPERTY: str(form.template_version),
    }
    return book.finish(title_text(contents), properties)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
