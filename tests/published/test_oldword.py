"""Old Word files by way of LibreOffice: really converted, and what is said where it is absent, fails or hangs."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import pytest
from hostile.papers import compound, old_word, word_file
from published import make_word
from published.specimens import chance_of, specimen

from xl_tools.errors import PublishedError, XlToolsError
from xl_tools.intake.limits import DEFAULT
from xl_tools.published import oldword
from xl_tools.published.fetch import fetch_source
from xl_tools.published.oldword import as_docx
from xl_tools.published.source import SourceKind
from xl_tools.soffice import PROGRAM_VARIABLE, convert_file, find_soffice

posix = pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
needs_soffice = pytest.mark.skipif(find_soffice() is None, reason="LibreOffice (soffice) is not installed")


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@cache
def _published_word() -> bytes:
    chance = chance_of("old")
    return make_word.make(specimen(chance), chance)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which LibreOffice has made a .doc file, with the profile that it had."""
    folder = tmp_path_factory.mktemp("doc")
    source = put(folder, "a.docx", _published_word())
    program = find_soffice()
    assert program is not None
    convert_file(program, source, "doc:MS Word 97", seconds=120)
    return folder


@pytest.fixture
def doc(converted: Path) -> bytes:
    """A .doc file of LibreOffice's."""
    return (converted / "a.doc").read_bytes()


@pytest.mark.soffice
@needs_soffice
@pytest.mark.parametrize("ending", [".doc", ".wps"])
def test_old_word_file_is_read_by_way_of_libreoffice(ending: str, doc: bytes, tmp_path: Path) -> None:
    source, digest = fetch_source(put(tmp_path, f"年报{ending}", doc))
    assert source.kind is SourceKind.WORD
    plain, _ = fetch_source(put(tmp_path, "年报.docx", _published_word()))
    assert [line.text for line in source.lines] == [line.text for line in plain.lines]
    assert [[box.text for box in one.boxes] for one in source.tables] == [
        [box.text for box in one.boxes] for one in plain.tables
    ]
    assert len(source.tables) == 3
    assert digest == hashlib.sha256(doc).hexdigest()
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(["年报.docx", f"年报{ending}"])


@pytest.mark.soffice
@needs_soffice
def test_libreoffice_takes_over_the_settings_of_the_profile(converted: Path) -> None:
    written = (converted / "profile" / "user" / "registrymodifications.xcu").read_text(encoding="utf-8")
    # Of what it was given, it has made a file of its own.
    assert "UseSystemFileDialog" in written
    for name in ("MacroSecurityLevel", "DisableMacrosExecution", "BlockUntrustedRefererLinks"):
        assert name in written


@pytest.mark.soffice
@needs_soffice
def test_old_word_file_that_libreoffice_cannot_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(XlToolsError) as caught:
        fetch_source(put(tmp_path, "年报.doc", compound(old_word())))
    assert caught.value.code in ("N26", "N31")


def program(folder: Path, script: str) -> str:
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


OLD = compound(old_word())


@posix
def test_libreoffice_gets_a_profile_in_which_nothing_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docx, seen = put(tmp_path, "made.docx", word_file()), tmp_path / "seen"
    script = (
        'for last; do :; done; folder="$(dirname "$last")"; '
        f'cp "$folder/profile/user/registrymodifications.xcu" "{seen}"; cp "{docx}" "$folder/report.docx"'
    )
    monkeypatch.setenv(PROGRAM_VARIABLE, program(tmp_path, script))
    assert as_docx(Path("年报.doc"), OLD, DEFAULT) == word_file()
    settings = seen.read_text(encoding="utf-8")
    for name, value in (("MacroSecurityLevel", "3"), ("DisableMacrosExecution", "true"), ("Link", "0")):
        assert f'oor:name="{name}" oor:op="fuse"><value>{value}</value>' in settings


@posix
@pytest.mark.parametrize(("script", "code"), [("exit 1", "N26"), ("echo done", "N26"), ("sleep 30", "N27")])
def test_libreoffice_that_fails_or_hangs_is_told(
    script: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PROGRAM_VARIABLE, program(tmp_path, script))
    with pytest.raises(PublishedError) as caught:
        as_docx(Path("年报.doc"), OLD, DEFAULT, seconds=0.5)
    assert caught.value.code == code
    assert "另存为 .docx" in caught.value.hint


@posix
def test_libreoffice_that_is_no_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROGRAM_VARIABLE, str(put(tmp_path, "soffice", b"no program")))
    with pytest.raises(PublishedError) as caught:
        as_docx(Path("年报.doc"), OLD, DEFAULT)
    assert caught.value.code == "N26"


def test_computer_without_libreoffice_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oldword, "find_soffice", lambda: None)
    with pytest.raises(PublishedError, match="没有 LibreOffice") as caught:
        fetch_source(put(tmp_path, "年报.doc", OLD))
    assert caught.value.code == "N25"
    assert "另存为 .docx" in caught.value.hint


def test_file_that_does_not_pass_its_gate_never_reaches_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oldword, "convert_file", lambda *_, **__: pytest.fail("LibreOffice was asked"))
    with pytest.raises(PublishedError) as caught:
        as_docx(Path("年报.doc"), compound(old_word(flags=0x0100)), DEFAULT)
    assert caught.value.code == "N06"
