"""The Chinese names by which clerks put numbers into their own text: rows, groups of rows, cells, year and unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from xl_tools.forms.model import Form

GENERATED = "数字句"
NAMES = MappingProxyType({"单位": "unit", "年度": "year", "上年": "last_year", "下年": "next_year"})
_NUMBERED = re.compile(r"^[（(][一二三四五六七八九十]+[）)]")


@cache
def slot_targets(form: Form) -> Mapping[str, tuple[str, ...]]:
    """Name of a slot → the cells it adds up; the names of NAMES and {数字句} stand for no cells.

    A name is that of a cell (本年新收·自然人), of a row for its total or only cell (本年新收, 行政许可), of a
    group of rows (不予公开), of 行政复议 and 行政诉讼, each also with a column or with 法人或其他组织.
    """
    result: dict[str, tuple[str, ...]] = dict.fromkeys((*NAMES, GENERATED), ())
    for cell in form.cells.values():
        result[cell.name] = (cell.id,)
    collected: dict[str, list[str]] = {}
    for section in form.tables:
        for block in section.blocks:
            widths = {row.short: len(block.columns) for row in block.rows}
            for cell in (cell for cell in section.cells() if cell.row in block.rows and cell.column in block.columns):
                rows = [cell.row.short] if cell.row.short else []
                if len(cell.row_labels) > 2 and section.id == "requests":
                    rows.append(_NUMBERED.sub("", cell.row.label[1]))
                columns = [cell.column.short]
                if len(cell.column.label) > 1 and rows:
                    columns.append(cell.column.label[1] if len(cell.column.label) > 2 else "")
                for row in rows:
                    for column in filter(None, columns):
                        collected.setdefault(f"{row}·{column}", []).append(cell.id)
                    if cell.measure == "total" or widths[cell.row.short] == 1:
                        collected.setdefault(row, []).append(cell.id)
                if not rows and cell.measure == "total":
                    for label in cell.column.label[:-1]:
                        collected.setdefault(label, []).append(cell.id)
    for name, cells in collected.items():
        result.setdefault(name, tuple(cells))
    return MappingProxyType(result)
