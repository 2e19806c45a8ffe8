"""Data: JSON that says only what the contract of the data file knows, CSV that no spreadsheet program runs."""

from __future__ import annotations

import csv
import re
from io import StringIO

from xl_tools.datafile import read_data
from xl_tools.documents.cell_list import HEAD
from xl_tools.errors import DataFileError, UnsafeOutput

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FORMULA = re.compile(r"""[\s"]*[-=+@＝＋－＠]""")
_CONTROLS = re.compile("[\0-\x1f]")


def check_json(content: bytes) -> None:
    """Refuse a data file that is not UTF-8 or has a key or value that the contract does not know."""
    try:
        read_data(content.decode())
    except (UnicodeDecodeError, DataFileError) as error:
        raise UnsafeOutput(f"数据文件：{error}") from error


def check_csv(content: bytes) -> None:
    """Refuse a list of cells with other columns, with control characters, or with what starts a formula."""
    try:
        rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnsafeOutput(f"数字清单：{error}") from error
    if tuple(rows[0] if rows else ()) != HEAD or any(len(row) != len(HEAD) for row in rows):
        raise UnsafeOutput("数字清单：栏目不符")
    for field in (field for row in rows for field in row):
        if _CONTROLS.search(field) or (_FORMULA.match(field) and not _NUMBER.fullmatch(field)):
            raise UnsafeOutput(f"数字清单：{field[:20]}")
