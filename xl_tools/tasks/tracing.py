"""The rows behind every number that was counted from a ledger, as a CSV file that is safe to open in Excel."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.errors import WorkbookError
from xl_tools.outputs import write_new

if TYPE_CHECKING:
    from xl_tools.tasks.ledger import LedgerResult

TRACE_HEAD = ("单元格编号", "表", "格", "数", "台账", "行", "编号")


def write_trace(result: LedgerResult, out: Path, *, force: bool = False) -> Path:
    """Write one line for each row behind each cell that is not 0.

    Raises: FileExists; WorkbookError W50 for a name that does not end in .csv, or if the place cannot be written.
    """
    from xl_tools.documents.cell_list import safe_text

    if out.suffix.lower() != ".csv":
        raise WorkbookError(f"来源明细的文件名应以 .csv 结尾，现在是“{out.name}”。", code="W50")
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(TRACE_HEAD)
    form, tally = result.tally.form, result.tally
    for cell_id, number in tally.cells.items():
        cell, counted = form.cells[cell_id], tally.of(cell_id)
        table = form.section(cell.table).table_name
        for row in counted.rows_behind(cell_id):
            label = safe_text(str(row.cells.get("number", "")))
            writer.writerow((cell_id, table, safe_text(cell.name), number, counted.raw.sheet, row.line, label))
    write_new(out, stream.getvalue().encode("utf-8-sig"), force=force)
    return out
