"""Cells, texts, styles and formulas: values that are none, numbers that point nowhere, sizes that are lies."""

from __future__ import annotations

import re

from hostile.cases import (
    ADDRESS,
    BOOK,
    SHEET,
    STRINGS,
    STYLES,
    TABLE,
    Case,
    Family,
    altered,
    base,
    base_parts,
    book,
    cell,
    replaced,
    value,
    with_element,
)
from workbook.workbook_files import with_value

from xl_tools.forms.load import form_for_edition
from xl_tools.workbook.layout import layout_for

_MAKE = Family("sheets")
_OPEN = f'<c r="{ADDRESS}"'
_TEXT = f'{_OPEN} t="inlineStr"><is><t>{{}}</t></is></c>'
_BAD = "no number: a finding at that cell, and the rest is read"


def _text(content: str, findings: str, title: str, why: str) -> Case:
    return _MAKE.read(findings, title, cell(_TEXT.format(content)), why)


def _overview(text: str):
    """The workbook with another text of the office's own."""
    form = form_for_edition("2021")
    spot = layout_for(form, form).texts["overview", ""].own
    return lambda: with_value(base(), spot.sheet, spot.address, text)


def _formula(xml: str):
    return cell(f"{_OPEN}>{xml}<v>0</v></c>")


def _more(cells: str, *, row: str = "200"):
    """More cells below those of the table."""
    return replaced(SHEET, "</sheetData>", f'<row r="{row}">{cells}</row></sheetData>')


def _formats(count: int, code: str) -> str:
    return "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n in range(count))


def _date(serial: str):
    """A number in a cell with a date format, which is added to the styles."""

    def build() -> bytes:
        styles = base_parts()[STYLES].decode()
        listed = styles[styles.index("<cellXfs") : styles.index("</cellXfs>")]
        xml = f'{_OPEN} s="{listed.count("<xf ")}"><v>{serial}</v></c>'
        style = '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
        return altered({SHEET: with_element(xml), STYLES: lambda text: text.replace("</cellXfs>", style)})

    return build


def _names(count: int, begins: str = "n") -> str:
    return "".join(f'<definedName name="{begins}{n}">Sheet1!$A$1</definedName>' for n in range(count))


def _named_sheet(name: str):
    """The workbook with another name for one sheet, of which the defined names know nothing."""
    return replaced(BOOK, f'<sheet name="{TABLE}"', f'<sheet name="{name}"')


_ENDED = "</definedNames>"
_CYCLE = '<definedName name="a.a">b.b</definedName><definedName name="b.b">a.a</definedName>'
_NUL = '<definedName name="a&#0;b">1</definedName>'
_NOWHERE = '<definedName name="x.y">#REF!</definedName><definedName name="x.z">\'没有\'!$A$1</definedName>'
_UNIQUE = re.compile(r'uniqueCount="\d+"')
CASES: tuple[Case, ...] = (
    # Values
    *(
        _MAKE.read("A5", f"number {text[:9]}", value(text), _BAD)
        for text in ("inf", "-inf", "nan", "1e309", "1e308", "0x10", "9" * 400)
    ),
    _MAKE.read("A5 W1", "number 1e-320", value("1e-320"), "nothing to who rounds"),
    _MAKE.read("", "number -0", value("-0"), "neither 0 nor its opposite"),
    _MAKE.read("A5", "no value", value(""), "blank, not 0"),
    _MAKE.read("A5", "true or false", value("1", "b"), _BAD),
    _MAKE.read("A5", "error", value("#REF!", "e"), _BAD),
    _MAKE.read("A5", "error without a word", value("", "e"), _BAD),
    _MAKE.read("A5", "date as text", value("2025-01-01", "d"), _BAD),
    _MAKE.read("A5", "date that is none", value("soon", "d"), _BAD),
    _MAKE.read("A5", "date in a number cell", _date("45000"), _BAD),
    _MAKE.read("A5 W1", "date after the end of time", _date("1e15"), "overflows every calendar"),
    _MAKE.read("A5", "date before the beginning", _date("-99999"), "overflows every calendar"),
    *(
        _text(word, "A5", f"text {word}", "pandas makes nothing of it: a blank")
        for word in ("NA", "None", "null", "NaN")
    ),
    _text("=HYPERLINK(&quot;http://a&quot;)", "A5", "text that begins like a formula", "runs where it is pasted"),
    _text("_x0000_ _x001B_[2J", "A5", "text with escaped control characters", "clears a terminal"),
    _text("\u202e21\u202c", "A1 A3 A5", "text written backwards", "shows 12 and holds 21"),
    _MAKE.read("A5", "cell that comes twice", cell(f"{_OPEN}><v>1</v></c>{_OPEN}><v>2</v></c>"), "which one is it"),
    _MAKE.read(
        "", "rows in disorder", _more('<c r="A199"><v>1</v></c><c r="A198"><v>1</v></c>'), "readers that count get lost"
    ),
    _MAKE.read("", "cells without an address", _more("<c/><c><v>1</v></c>"), "stands where it comes"),
    _MAKE.read("W3", "value that is a list", cell(f'{_OPEN} vm="1" cm="9"><f>A1#</f><v>0</v></c>'), "new in Excel 365"),
    _MAKE.read("A5", "true, false, or 2", value("2", "b"), _BAD),
    _MAKE.read("A5", "error that there is not", value("#NOPE!", "e"), _BAD),
    _MAKE.read("A5", "type that there is not", value("1", "q"), _BAD),
    _MAKE.read("A5", "word where a number belongs", value("abc", "n"), _BAD),
    # Texts
    *(
        _MAKE.read("A5", f"text number {number or 'nothing'}", value(number, "s"), "beyond the list of texts")
        for number in ("99999", "-1", "1.5", "x", "99999999999999999999")
    ),
    _MAKE.refused("W16", "no list of texts", book({STRINGS: b""}), "every label is gone", gate=False),
    _MAKE.read(
        "", "count of texts too large", book({STRINGS: lambda t: _UNIQUE.sub('uniqueCount="99999"', t)}), "memory"
    ),
    _MAKE.read(
        "", "300,000 empty texts", replaced(STRINGS, "</sst>", "<si/>" * 300_000 + "</sst>"), "60 times its size"
    ),
    _MAKE.read("F11", "30,000 brackets in a text", _overview("（" * 30_000), "who looks for the other one never ends"),
    _text("9" * 32_767, "A5", "text as long as Excel has it", "shown whole in a message"),
    _MAKE.unread("W16", "text longer than Excel has it", cell(_TEXT.format("9" * 32_768)), "typst sets it for minutes"),
    # Styles
    _MAKE.read("", "style that there is not", cell(f'{_OPEN} s="99999999"><v>0</v></c>'), "beyond the list of styles"),
    _MAKE.read("", "negative style", cell(f'{_OPEN} s="-1"><v>0</v></c>'), "beyond the list of styles"),
    _MAKE.read("", "format that there is not", replaced(STYLES, 'numFmtId="0"', 'numFmtId="-7"'), "beyond the list"),
    _MAKE.read(
        "",
        "40,000 formats",
        replaced(STYLES, "<fonts ", lambda: f"<numFmts>{_formats(40_000, '0')}</numFmts><fonts "),
        "a search in each",
    ),
    _MAKE.read(
        "",
        "format of 1 MB",
        replaced(STYLES, "<fonts ", lambda: f"<numFmts>{_formats(1, '[' * 10**6)}</numFmts><fonts "),
        "a pattern that never matches",
    ),
    _MAKE.read(
        "", "format without a number", replaced(STYLES, "<fonts ", "<numFmts><numFmt/></numFmts><fonts "), "no number"
    ),
    # Formulas
    _MAKE.read(
        "W3", "formula of 500,000 brackets", _formula(f"<f>{'(' * 500_000}</f>"), "who goes down runs out of stack"
    ),
    _MAKE.read("W3", "sum of 300,000 cells", _formula(f"<f>{'A1+' * 300_000}A1</f>"), "a pattern over all of it"),
    _MAKE.read("W3", "formula of itself", _formula(f"<f>{ADDRESS}</f>"), "never ends"),
    _MAKE.read("W3", "shared formula that there is not", _formula('<f t="shared" si="77"/>'), "points nowhere"),
    _MAKE.read(
        "W3",
        "shared formula over the whole sheet",
        _formula('<f t="shared" si="3" ref="A1:XFD1048576">A1</f>'),
        "17 billion copies",
    ),
    _MAKE.read(
        "W3",
        "array formula over the whole sheet",
        _formula('<f t="array" ref="A1:XFD1048576">A1</f>'),
        "17 billion copies",
    ),
    _MAKE.read("W3", "table of data", _formula('<f t="dataTable" ref="D6:E9" r1="A1"/>'), "a formula without words"),
    _MAKE.read(
        "W3",
        "formula that calls out",
        _formula("<f>CALL(&quot;a&quot;)+WEBSERVICE(&quot;http://a&quot;)</f>"),
        "run by Excel, never here",
    ),
    # Sizes, names
    _MAKE.read(
        "",
        "size of the sheet too large",
        book({SHEET: lambda t: re.sub(r'<dimension ref="[^"]*', '<dimension ref="A1:XFD1048576', t)}),
        "17 billion cells",
    ),
    _MAKE.read(
        "",
        "size of the sheet backwards",
        book({SHEET: lambda t: re.sub(r'<dimension ref="[^"]*', '<dimension ref="B9:A1', t)}),
        "a negative size",
    ),
    _MAKE.read("", "20,000 names", replaced(BOOK, _ENDED, lambda: _names(20_000) + _ENDED), "looked up one by one"),
    _MAKE.read(
        "", "30,000 dotted names", replaced(BOOK, _ENDED, lambda: _names(30_000, "n.") + _ENDED), "sheets to be read"
    ),
    _MAKE.refused("W16", "name with NUL", replaced(BOOK, _ENDED, _NUL + _ENDED), "ends the name for C"),
    _MAKE.unread("T06", "name of a sheet of 400,000 letters", _named_sheet("a" * 400_000), "shown in a message"),
    _MAKE.read("", "names in a circle", replaced(BOOK, _ENDED, _CYCLE + _ENDED), "who follows them never ends"),
    _MAKE.read("", "names of nowhere", replaced(BOOK, _ENDED, _NOWHERE + _ENDED), "points to no sheet"),
    _MAKE.read(
        "W2",
        "name of a sheet of 1,000 characters",
        book({BOOK: lambda t: t.replace("三、申请情况", "三" * 1000)}),
        "Excel has 31",
    ),
)
