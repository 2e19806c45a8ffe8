"""The add-in (.xlam), built from text without Excel: VBA modules and ribbon, in one package."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xl_tools import __version__
from xl_tools.errors import SpecError
from xl_tools.excel.addin_package import package
from xl_tools.excel.buttons import RIBBON, read_buttons
from xl_tools.excel.macros import XLWINGS_MACROS, macro_bytes, macro_text, messages, vba_text, xlwings_file
from xl_tools.excel.vba.project import Module, document_module, vba_project
from xl_tools.excel.xlwings_macros import closed_macros

FILE_NAME = "xl_tools.xlam"
# A project and its modules may not share a name.
VBA_NAME = "XlToolsAddin"
MACROS = "XlTools.bas"
_VERSION_MARK = "@VERSION@"
_VERSION = re.compile(r"[0-9A-Za-z.+-]+")
# Class ids of what the document modules stand for: Excel's Workbook and Worksheet.
_WORKBOOK = "00020819-0000-0000-C000-000000000046"
_WORKSHEET = "00020820-0000-0000-C000-000000000046"
# VBA takes no line longer than 1023 characters.
_DIGITS_A_LINE = 400


def build_addin(version: str = __version__) -> bytes:
    """The add-in as an .xlam file; the same texts always give the same bytes.

    Raises: SpecError for a text of ours or of xlwings that is not as expected; ApplicationError without xlwings.
    """
    ribbon = macro_bytes(RIBBON)
    read_buttons(ribbon)
    return package(vba_project(VBA_NAME, addin_modules(version)), ribbon)


def addin_modules(version: str = __version__) -> tuple[Module, ...]:
    """The VBA modules of the add-in, with the texts that olevba and the VBA editor show."""
    stock = vba_text(xlwings_file(XLWINGS_MACROS), XLWINGS_MACROS)
    return (
        document_module("ThisWorkbook", _WORKBOOK),
        document_module("Sheet1", _WORKSHEET),
        Module("XlTools", macros_with_version(macro_text(MACROS), version)),
        Module("XlToolsMessages", messages_module(messages())),
        Module("xlwings", closed_macros(stock)),
    )


def macros_with_version(text: str, version: str) -> str:
    """Our macros with the version of this package in the place of the mark.

    Raises: SpecError if there is not exactly one mark, or the version could not stand inside a VBA text.
    """
    if (count := text.count(_VERSION_MARK)) != 1:
        raise SpecError(f"应恰有一处“{_VERSION_MARK}”，实有 {count} 处。", file=MACROS)
    if not _VERSION.fullmatch(version):
        raise SpecError(f"版本号“{version}”不能写进宏里。", file=MACROS)
    return text.replace(_VERSION_MARK, version)


def messages_module(sentences: Mapping[str, str]) -> str:
    """A VBA module with one function a sentence: no_workbook gives MessageNoWorkbook; texts as code points."""
    lines = [
        'Attribute VB_Name = "XlToolsMessages"',
        "Option Explicit",
        "' Built from macros/messages.toml: sentences as UTF-16 units, because VBA texts are not Unicode.",
    ]
    for name, sentence in sentences.items():
        function = message_function(name)
        digits = sentence.encode("utf-16-be").hex().upper()
        lines += ["", f"Public Function {function}() As String"]
        for start in range(0, len(digits), _DIGITS_A_LINE):
            before = f"{function} & " if start else ""
            lines.append(f'    {function} = {before}TextOf("{digits[start : start + _DIGITS_A_LINE]}")')
        lines.append("End Function")
    return "".join(f"{line}\r\n" for line in lines)


def message_function(name: str) -> str:
    """The VBA function that returns the sentence `name`."""
    return "Message" + "".join(word.capitalize() for word in name.split("_"))
