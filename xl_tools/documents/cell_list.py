"""Report → CSV: one row a cell, each with its office and year, so that the files of many offices can be joined.

Spreadsheet programs run what looks like a formula and rewrite what looks like a date, also in a file that only
holds data. So every text that could be taken for one begins with an apostrophe; numbers stay numbers.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from io import StringIO

from xl_tools.characters import UNSEEN
from xl_tools.documents.clean import clean_line
from xl_tools.forms.model import Cell
from xl_tools.report import Report
from xl_tools.values import Amount, Blank, Count, Value, plain_decimal, to_plain

HEAD = ("单元格编号", "表", "行", "栏", "数值", "单位", "年度", "填报单位", "报告范围", "格式版本")
INSIDE = " → "
"""Between the labels of one row or column, from the outermost inwards."""
GUARD = "'"
# The wide and small forms as well: Excel of East Asia reads them as the plain ones.
_FORMULA = re.compile(rf"""(?:^|(?<=[,;|]))(?=[\s"'{UNSEEN}]*[-=+@#－＝＋＠＃﹣﹦﹢﹫﹟−])""")
# All that dates, times, fractions, money and scientific notation are written with.
_CONVERTIBLE = re.compile(r"(?=.*[0-9])[\x20-\x7e¥€£年月日时分秒上下午星期]+|true|false", re.IGNORECASE)


def write_cell_list(report: Report) -> bytes:
    """Every cell of the form as CSV, UTF-8 with byte order mark, lines ended by CR LF.

    Numbers are plain, money in 万元 (a bare number where the form prints no unit has none here either); blank is
    empty; “/” and text that is no number stand as typed, on one line, guarded as this module says.
    """
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(_rows(report))
    return stream.getvalue().encode("utf-8-sig")


def safe_text(text: str) -> str:
    """The text on one line, such that no spreadsheet program takes it, or a part behind a separator, for more.

    >>> safe_text("=1+1"), safe_text("1-2"), safe_text("见附件3")
    ("'=1+1", "'1-2", '见附件3')
    """
    plain = clean_line(text)
    convertible = _CONVERTIBLE.fullmatch(unicodedata.normalize("NFKC", plain))
    marked = _FORMULA.sub(GUARD, plain)
    return GUARD + marked if convertible and marked[0] != GUARD else marked


def _rows(report: Report) -> Iterator[tuple[str, ...]]:
    office = (str(report.year), safe_text(report.unit.name), report.unit.scope.label, report.edition)
    for cell in report.form.cells.values():
        value = report.value(cell.id)
        table = report.form.section(cell.table).table_name
        labels = (safe_text(INSIDE.join(labels)) for labels in (cell.row_labels, cell.column_labels))
        yield (cell.id, table, *labels, _text(value), _unit(cell, value), *office)


def _text(value: Value) -> str:
    match value:
        case Count(number):
            return str(number)
        case Amount(number):
            return plain_decimal(number)
        case Blank():
            return ""
        case _:
            return safe_text(str(to_plain(value)))


def _unit(cell: Cell, value: Value) -> str:
    return "万元" if isinstance(value, Amount) and value.unit_given else cell.unit
