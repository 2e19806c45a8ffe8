"""The Word file → PDF by an office program, for offices whose rule is that the PDF be made from Word."""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from xl_tools.errors import ApplicationError
from xl_tools.soffice import convert_file, find_soffice

TIME_LIMIT = 180.0
"""Seconds; the very first start of LibreOffice takes ten on a fast computer."""
_LONGEST = 200
"""Characters of what a program says that a message quotes."""

_YES = {"type": "boolean", "value": "true"}
_FILTER = json.dumps({"UseTaggedPDF": _YES, "PDFUACompliance": _YES, "ExportBookmarks": _YES})
_OTHERWISE = "不用 --pdf-via，本软件自己就能生成 PDF。"

# Values of Word's object model.
_NO_ALERTS, _DISCARD_CHANGES, _MACROS_OFF = 0, 0, 3
_AS_PDF, _FOR_PRINT, _HEADINGS_AS_BOOKMARKS = 17, 0, 1


def convert_word(word: bytes, via: str, *, time_limit: float = TIME_LIMIT) -> bytes:
    """The Word file as a tagged PDF with bookmarks; it says when it was made, so no two are equal.

    Args:
        via: “word” (Windows only) or “libreoffice”.
        time_limit: seconds after which LibreOffice is ended.

    Raises: ApplicationError if the program is absent, fails, or does not finish in time.
    """
    with tempfile.TemporaryDirectory(prefix="xl-tools-pdf-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, "report.docx")
        source.write_bytes(word)
        target = source.with_suffix(".pdf")
        if via == "word":
            _by_word(source, target)
        else:
            _by_libreoffice(source, target, time_limit)
        return target.read_bytes()


def _by_libreoffice(source: Path, target: Path, time_limit: float) -> None:
    program = find_soffice()
    if program is None:
        raise ApplicationError(
            "没有找到 LibreOffice，不能由它生成 PDF。", code="P41", hint=f"请先安装 LibreOffice；{_OTHERWISE}"
        )
    try:
        status, said = convert_file(program, source, f"pdf:writer_pdf_Export:{_FILTER}", seconds=time_limit)
    except subprocess.TimeoutExpired:
        raise ApplicationError(
            f"LibreOffice 过了 {time_limit:g} 秒还没有生成 PDF，已经停止。",
            code="P42",
            hint=f"请再试一次；{_OTHERWISE}",
        ) from None
    # LibreOffice answers 0 also where it could not read or write a file.
    if status or not target.is_file():
        raise ApplicationError(f"LibreOffice 没有生成 PDF：{_first_line(said) or status}", code="P43", hint=_OTHERWISE)


def _by_word(source: Path, target: Path) -> None:
    try:
        client: Any = import_module("win32com.client")
        failure: type[Exception] = import_module("pywintypes").com_error
    except ImportError:
        raise ApplicationError(
            "这台电脑不能由 Word 生成 PDF：只有装了 Word 的 Windows 电脑才行。", code="P44", hint=_OTHERWISE
        ) from None
    try:
        # A Word of our own, so that the documents the user has open are left alone.
        application = client.DispatchEx("Word.Application")
    except failure as error:
        raise ApplicationError("没有找到 Word，不能由它生成 PDF。", code="P45", hint=_OTHERWISE) from error
    try:
        _export(application, source, target)
    except failure as error:
        raise ApplicationError(f"Word 没有生成 PDF：{_said(error)}", code="P46", hint=_OTHERWISE) from error
    finally:
        # A Word that broke down cannot be told to quit either; the first error is the one to report.
        with contextlib.suppress(failure):
            application.Quit(SaveChanges=_DISCARD_CHANGES)


def _first_line(said: str) -> str:
    """What a program said, without what only its makers can read."""
    return said.partition("\n")[0][:_LONGEST]


def _said(error: Exception) -> str:
    """What Word says itself, which a COM error keeps as the third of its details."""
    details = getattr(error, "excepinfo", None)
    return str(details[2] if details and details[2] else error)


def _export(application: Any, source: Path, target: Path) -> None:
    application.Visible = False
    application.DisplayAlerts = _NO_ALERTS
    application.AutomationSecurity = _MACROS_OFF
    document = application.Documents.Open(
        FileName=str(source), ConfirmConversions=False, ReadOnly=True, AddToRecentFiles=False, Visible=False
    )
    try:
        document.ExportAsFixedFormat(
            OutputFileName=str(target),
            ExportFormat=_AS_PDF,
            OpenAfterExport=False,
            OptimizeFor=_FOR_PRINT,
            IncludeDocProps=True,
            CreateBookmarks=_HEADINGS_AS_BOOKMARKS,
            DocStructureTags=True,
            # Fonts that may not be embedded would otherwise be missing for readers without them.
            BitmapMissingFonts=True,
        )
    finally:
        document.Close(SaveChanges=_DISCARD_CHANGES)
