"""The Word file converted by LibreOffice, really; and by Word, played by a module that notes what it is asked."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from document_samples import sample_document
from pdf_reading import ReadBack
from word_samples import SOFFICE, full_document

from xl_tools import soffice
from xl_tools.documents.blocks import Heading, Paragraph
from xl_tools.documents.pdf import office
from xl_tools.documents.pdf.office import convert_word
from xl_tools.documents.word.writer import write_word
from xl_tools.errors import ApplicationError
from xl_tools.soffice import PROGRAM_VARIABLE, find_soffice

PDF = b"%PDF-1.7 of Word"


class ComError(Exception):
    """Stands for pywintypes.com_error, whose details hold the program's own words."""

    def __init__(self, words: str) -> None:
        super().__init__(-2147352567, "Exception occurred.", words)
        self.excepinfo = (0, "Microsoft Word", words, None, 0, -2146824090)


def program(folder: Path, script: str) -> Path:
    """A program of this name that does what the script says."""
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


# ---- LibreOffice


@pytest.mark.soffice
@SOFFICE[1]
def test_libreoffice_makes_a_tagged_pdf_with_bookmarks_and_every_sentence() -> None:
    document = full_document("2021")
    with ReadBack(convert_word(write_word(document), "libreoffice")) as read:
        assert read.bookmarks == [(b.level, b.text) for b in document.blocks if isinstance(b, Heading)]
        assert read.catalog["MarkInfo"]["Marked"] is True
        assert read.metadata.findtext(".//{http://www.aiim.org/pdfua/ns/id/}part") == "1"
        text = "".join("".join(page.extract_text().split()) for page in read.pages)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            assert block.text[:20].replace(" ", "") in text


@pytest.mark.soffice
@SOFFICE[1]
def test_what_libreoffice_cannot_read_is_refused_in_one_sentence() -> None:
    with pytest.raises(ApplicationError, match="没有生成 PDF") as caught:
        convert_word(b"PK\x03\x04 no Word file", "libreoffice")
    assert caught.value.code == "P43"


def test_absent_libreoffice_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_soffice", lambda: None)
    with pytest.raises(ApplicationError, match="没有找到 LibreOffice") as caught:
        convert_word(b"", "libreoffice")
    assert caught.value.code == "P41"
    assert "安装 LibreOffice" in caught.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
def test_libreoffice_that_fails_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROGRAM_VARIABLE, str(program(tmp_path, "echo out of order; exit 3")))
    with pytest.raises(ApplicationError, match="没有生成 PDF：out of order") as caught:
        convert_word(b"", "libreoffice")
    assert caught.value.code == "P43"


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
def test_libreoffice_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "late"
    hangs = program(tmp_path, f"(sleep 2; touch '{mark}') & wait")
    monkeypatch.setenv(PROGRAM_VARIABLE, str(hangs))
    with pytest.raises(ApplicationError, match="还没有生成 PDF，已经停止") as caught:
        convert_word(b"", "libreoffice", time_limit=0.5)
    assert caught.value.code == "P42"
    time.sleep(2.5)
    assert not mark.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
def test_libreoffice_gets_a_profile_of_its_own_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tmp_path / "asked"
    script = (
        f'printf "%s\\n" "$@" > "{asked}"; for last; do :; done; printf %s "{PDF.decode()}" > "${{last%.docx}}.pdf"'
    )
    monkeypatch.setenv(PROGRAM_VARIABLE, str(program(tmp_path, script)))
    assert convert_word(b"", "libreoffice") == PDF
    arguments = asked.read_text(encoding="utf-8").splitlines()
    (profile,) = [argument for argument in arguments if argument.startswith("-env:UserInstallation=file://")]
    folder = Path(arguments[-1]).parent
    assert str(folder) in profile
    assert not folder.exists()


@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
def test_libreoffice_is_looked_for_where_each_system_has_it(
    system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PROGRAM_VARIABLE, raising=False)
    monkeypatch.setattr(soffice.shutil, "which", lambda _: None)
    monkeypatch.setattr(soffice, "_PLACES", {system: (str(tmp_path / "elsewhere"), str(tmp_path))})
    monkeypatch.setattr(soffice.sys, "platform", system)
    assert find_soffice() is None
    file = tmp_path / soffice._PROGRAM
    file.touch()
    assert find_soffice() == str(file)


# ---- Word


class Word:
    """A Word that notes what it is told; `fails` are the calls that raise."""

    def __init__(self, calls: list[tuple[str, Any]], fails: tuple[str, ...]) -> None:
        object.__setattr__(self, "calls", calls)
        object.__setattr__(self, "fails", fails)

    def __setattr__(self, name: str, value: object) -> None:
        self.calls.append((name, value))

    @property
    def Documents(self) -> SimpleNamespace:
        return SimpleNamespace(Open=lambda **given: self._note("Open", given))

    def Quit(self, **given: Any) -> None:
        self._note("Quit", given)

    def ExportAsFixedFormat(self, **given: Any) -> None:
        self._note("ExportAsFixedFormat", given)
        Path(given["OutputFileName"]).write_bytes(PDF)

    def Close(self, **given: Any) -> None:
        self._note("Close", given)

    def _note(self, name: str, given: dict[str, Any]) -> Word:
        self.calls.append((name, given))
        if name in self.fails:
            raise ComError("Word is busy")
        return self


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a Word in place that fails at some calls, and gives the list of what it was asked."""

    def put(*fails: str) -> list[tuple[str, Any]]:
        calls: list[tuple[str, Any]] = []

        def start(name: str) -> Word:
            calls.append(("DispatchEx", name))
            if "DispatchEx" in fails:
                raise ComError("invalid class string")
            return Word(calls, fails)

        client, errors = ModuleType("win32com.client"), ModuleType("pywintypes")
        client.DispatchEx = start  # type: ignore[attr-defined]
        errors.com_error = ComError  # type: ignore[attr-defined]
        for name, module in (("win32com", ModuleType("win32com")), ("win32com.client", client), ("pywintypes", errors)):
            monkeypatch.setitem(sys.modules, name, module)
        return calls

    return put


def test_word_of_its_own_exports_bookmarks_and_tags_unseen_and_quits(played: Any) -> None:
    calls = played()
    assert convert_word(b"PK", "word") == PDF
    assert [name for name, _ in calls] == [
        "DispatchEx",
        "Visible",
        "DisplayAlerts",
        "AutomationSecurity",
        "Open",
        "ExportAsFixedFormat",
        "Close",
        "Quit",
    ]
    told = dict(calls)
    assert (told["Visible"], told["DisplayAlerts"]) == (False, 0)
    assert told["AutomationSecurity"] == 3, "macros stay off"
    assert told["Open"]["ReadOnly"] is True
    assert told["Open"]["AddToRecentFiles"] is False
    exported = told["ExportAsFixedFormat"]
    assert (exported["ExportFormat"], exported["CreateBookmarks"]) == (17, 1)
    assert exported["DocStructureTags"] is True
    assert exported["OpenAfterExport"] is False
    assert told["Close"] == told["Quit"] == {"SaveChanges": 0}
    assert not Path(told["Open"]["FileName"]).exists()


@pytest.mark.parametrize("call", ["Open", "ExportAsFixedFormat", "Close"])
def test_word_that_fails_is_quoted_and_quits_all_the_same(call: str, played: Any) -> None:
    calls = played(call)
    with pytest.raises(ApplicationError, match=r"^Word 没有生成 PDF：Word is busy$") as caught:
        convert_word(b"PK", "word")
    assert caught.value.code == "P46"
    names = [name for name, _ in calls]
    assert names[-1] == "Quit"
    assert ("Close" in names) == (call != "Open")


def test_word_that_broke_down_is_reported_although_it_cannot_even_quit(played: Any) -> None:
    played("ExportAsFixedFormat", "Close", "Quit")
    with pytest.raises(ApplicationError, match="Word is busy"):
        convert_word(b"PK", "word")


def test_computer_with_windows_but_without_word_is_told_so(played: Any) -> None:
    calls = played("DispatchEx")
    with pytest.raises(ApplicationError, match="没有找到 Word") as caught:
        convert_word(b"PK", "word")
    assert caught.value.code == "P45"
    assert calls == [("DispatchEx", "Word.Application")]


def test_computer_without_windows_is_told_that_only_windows_has_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "win32com.client", None)
    with pytest.raises(ApplicationError, match="只有装了 Word 的 Windows 电脑才行") as caught:
        convert_word(write_word(sample_document("2021")), "word")
    assert caught.value.code == "P44"
    assert "本软件自己就能生成 PDF" in caught.value.hint
