"""Formulas between Excel's notation and the one LibreOffice's programming interface uses.

Calc writes =SUM($'表 一'.A1:B2;{1;2|3;4}) for Excel's =SUM('表 一'!A1:B2,{1,2;3,4}). Calc's own converter needs
two calls a formula; converting here keeps a block of formulas at one call.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from xl_tools.libreoffice.addresses import LAST_COLUMN, LAST_ROW, column_letters, column_number, quoted_sheet

# Functions with one meaning and two names: Excel's to Calc's.
_CALC_NAMES = {"CEILING": "CEILING.XCL", "FLOOR": "FLOOR.XCL", "EFFECT": "EFFECTIVE", "RRI": "ZGZ"}
_EXCEL_NAMES = {calc: excel for excel, calc in _CALC_NAMES.items()}

_STRING = r'(?P<string>"(?:[^"]|"")*")'
_ERROR = r"(?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!))"
_FUNCTION = r"(?P<function>[^\W\d][\w.]*)(?=\()"
_EXCEL_SHEET = r"(?P<sheet>'(?:[^']|'')+'|[\w.\[\]:]+)!"
_REFERENCE = r"\$?[A-Za-z]{1,3}\$?\d+(?:(?=:)|\b)|\$?[A-Za-z]{1,3}(?=:)|\$?\d+(?=:)"
_EXCEL_TOKEN = re.compile(
    rf"{_STRING}|{_ERROR}|{_EXCEL_SHEET}(?P<first>\$?[A-Za-z]{{0,3}}\$?\d*)(?P<second>:\$?[A-Za-z]{{0,3}}\$?\d*)?"
    rf"|{_FUNCTION}|(?<![\w.])(?P<truth>TRUE|FALSE)(?![\w.(])|(?P<mark>[{{}},;])",
    re.IGNORECASE,
)
_NAME = r"\$?(?:'(?:[^']|'')+'|[^\W\d]\w*)"
_CORNER = r"(?:\$?[A-Za-z]{1,3}\$?\d+|\$?[A-Za-z]{1,3}|\$?\d+)"
_CALC_TOKEN = re.compile(
    rf"{_STRING}|{_ERROR}|(?P<external>'file:[^']*'\#)(?=\$)"
    rf"|(?P<truth>TRUE|FALSE)\(\)|{_FUNCTION}"
    rf"|(?P<deep>(?P<sheet1>{_NAME})\.(?P<first>{_CORNER}):(?P<sheet2>{_NAME})\.(?P<second>{_CORNER}))"
    rf"|(?P<sheet>{_NAME})\.(?=[$\w\#])|(?P<mark>[{{}};|~!])"
)
_CELL = re.compile(
    r"(?P<skip>\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'!|[^\W\d][\w.]*(?=[(!])|\[[^\]]*\])"
    r"|(?<![\w.$])(?P<c>\$?[A-Za-z]{1,3})(?P<r>\$?\d{1,7})(?![\w(.!])"
    r"|(?<![\w.$])(?P<c1>\$?[A-Za-z]{1,3}):(?P<c2>\$?[A-Za-z]{1,3})(?![\w(!])"
    r"|(?<![\w.$])(?P<r1>\$?\d{1,7}):(?P<r2>\$?\d{1,7})(?![\w(!])"
)


def to_calc(formula: str) -> str:
    """A formula in Excel's notation, as Calc's programming interface takes it.

    Raises:
        NotImplementedError: when it refers to another workbook.
    """
    depth = 0

    def convert(match: re.Match[str]) -> str:
        nonlocal depth
        if match["sheet"]:
            return _calc_reference(match)
        if match["function"]:
            name = re.sub(r"\A_xlfn\.(?:_xlws\.)?", "", match["function"], flags=re.IGNORECASE)
            return _CALC_NAMES.get(name.upper(), name)
        if match["truth"]:
            # Calc's interface reads a bare FALSE as the number 0.
            return match["truth"].upper() + ("" if depth else "()")
        mark = match["mark"]
        if mark is None:
            return match[0]
        depth += (mark == "{") - (mark == "}")
        return ({",": ";", ";": "|"} if depth else {",": ";"}).get(mark, mark)

    return _EXCEL_TOKEN.sub(convert, formula)


def _calc_reference(match: re.Match[str]) -> str:
    sheet = match["sheet"]
    name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    if "]" in name:
        raise NotImplementedError(
            f"A formula that refers to another workbook is not offered in LibreOffice: {match[0]}"
        )
    first, second = match["first"], match["second"] or ""
    start, colon, end = name.partition(":")
    if not colon:
        return f"{_calc_sheet(name)}.{first}{second}"
    return f"{_calc_sheet(start)}.{first}:{_calc_sheet(end)}.{second[1:] or first}"


def _calc_sheet(name: str) -> str:
    return "$'" + name.replace("'", "''") + "'"


def to_excel(formula: str) -> str:
    """A formula as Calc's programming interface gives it, in Excel's notation."""
    depth = 0

    def convert(match: re.Match[str]) -> str:
        nonlocal depth
        if match["external"]:
            return ""
        if match["truth"]:
            return match["truth"]
        if match["function"]:
            return _EXCEL_NAMES.get(match["function"], match["function"])
        if match["deep"]:
            return _deep_reference(match)
        if match["sheet"]:
            return quoted_sheet(_plain_name(match["sheet"])) + "!"
        mark = match["mark"]
        if mark is None:
            return match[0]
        depth += (mark == "{") - (mark == "}")
        table = {";": ",", "|": ";"} if depth else {";": ",", "~": ",", "!": " "}
        return table.get(mark, mark)

    return _CALC_TOKEN.sub(convert, formula)


def _deep_reference(match: re.Match[str]) -> str:
    start, end = _plain_name(match["sheet1"]), _plain_name(match["sheet2"])
    cells = match["first"] if match["first"] == match["second"] else f"{match['first']}:{match['second']}"
    if start == end:
        return f"{quoted_sheet(start)}!{cells}"
    name = f"{start}:{end}"
    simple = quoted_sheet(start) == start and quoted_sheet(end) == end
    return (name if simple else "'" + name.replace("'", "''") + "'") + f"!{cells}"


def _plain_name(text: str) -> str:
    text = text.removeprefix("$")
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def shifted(formula: str, rows: int, columns: int) -> str:
    """A formula in Excel's notation moved by rows and columns: relative references move with it."""
    if not rows and not columns:
        return formula

    def move(match: re.Match[str]) -> str:
        if match["skip"]:
            return match[0]
        if match["c"]:
            return _moved(match["c"], columns, _column) + _moved(match["r"], rows, _row)
        if match["c1"]:
            return f"{_moved(match['c1'], columns, _column)}:{_moved(match['c2'], columns, _column)}"
        return f"{_moved(match['r1'], rows, _row)}:{_moved(match['r2'], rows, _row)}"

    return _CELL.sub(move, formula)


def _moved(part: str, by: int, step: Callable[[str, int], str]) -> str:
    return part if part.startswith("$") else step(part, by)


def _column(letters: str, by: int) -> str:
    number = column_number(letters)
    if number > LAST_COLUMN:
        return letters
    return column_letters((number - 1 + by) % LAST_COLUMN + 1)


def _row(digits: str, by: int) -> str:
    return str((int(digits) - 1 + by) % LAST_ROW + 1)
