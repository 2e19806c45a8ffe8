"""Names of the sheets that the summary workbook has beside those of the template, and where their lists begin."""

from __future__ import annotations

from xl_tools.consolidation.words import COUNTED, NOT_COUNTED, ONLY_COMPARED

NOTES, BOARD, INBOX, UNITS = "汇总说明", "报送情况", "收件", "分单位"
FINDINGS, COMPARED, TRACE, FIGURES = "校验结果", "单位比较", "溯源", "汇总图表"
SHEETS = (NOTES, BOARD, INBOX, UNITS, FINDINGS, COMPARED, TRACE, FIGURES)
TOP = 4
"""Row (from 0) at which the content of a sheet begins: title, way back, note and a gap stand above."""

STATES = (COUNTED, NOT_COUNTED, ONLY_COMPARED)
"""States of a line of 分单位, as they stand in its column 是否计入."""
IDS_ROW = 3
"""Hidden row of 分单位 that says by id what each column holds."""
UNIT, STATE, LEVEL, SCOPE, ERRORS, QUERIES, FILE, WHY = (
    *("unit", "state", "level", "scope", "errors", "queries", "file", "why"),
)
UNIT_COLUMNS = (UNIT, STATE, LEVEL, SCOPE, ERRORS, QUERIES, FILE, WHY)
"""Columns of 分单位 before the figures."""
