"""What the commands print: nothing of a stranger's, not even the name of a file, steers a terminal or hides there."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from outgoing_books import received
from outgoing_readers import plain
from outgoing_reports import plain_report, stuffed
from support.payloads import of_families

from xl_tools.characters import escaped
from xl_tools.cli import main
from xl_tools.commands import COMMANDS
from xl_tools.datafile import write_data
from xl_tools.report import Unit

STYLES = re.compile(r"\x1b\[[0-9;]*m")
"""What rich writes around words to colour them."""
STEERING = "某\x1b[31m\x1b]0;甲\x07\u202e乙"
NAME = "某名" if sys.platform == "win32" else "某名\u202exslx\x1b[2J\x9b31m"
"""In the names of all files; Windows allows no such names."""


@dataclass(frozen=True)
class Files:
    """The files of a stranger, each with a name of his."""

    book: str
    data: str
    pack: str
    style: str
    folder: Path

    def out(self, name: str) -> str:
        return str(self.folder / f"{NAME}{name}")


TRIED: dict[str, Callable[[Files], list[Sequence[str]]]] = {
    "new": lambda one: [
        ("new", one.out("n.xlsx"), "--year", "2024", "--unit", STEERING),
        ("new", one.out("n.xlsx"), "--year", "2024", "--unit", STEERING),
        ("new", one.out("n.docx"), "--year", "2024", "--unit", STEERING),
    ],
    "import": lambda one: [
        ("import", one.data, "-o", one.out("i.xlsx")),
        ("import", one.book, "-o", one.out("i.xlsx")),
    ],
    "validate": lambda one: [
        ("validate", one.book, one.data, "--pack", one.pack),
        ("validate", one.book, "--write", "--report", one.out("r.docx")),
        ("validate", one.book, "--format", "json"),
        ("validate", one.data, "--format", "json"),
        ("validate", one.out("没有.xlsx")),
    ],
    "fill": lambda one: [("fill", one.book), ("fill", one.data, "-o", one.out("f.json"))],
    "export": lambda one: [
        ("export", one.data),
        ("export", one.data, "--draft", "--to", "csv", "html", "word", "-o", one.out("成品")),
        ("export", one.data, "--draft", "--style", one.style),
        ("export", one.data, "--to", STEERING),
    ],
    "accept": lambda one: [("accept", one.book), ("accept", one.book, "--cell", STEERING)],
    "explain": lambda one: [
        ("explain", one.book, "--rule", STEERING, "--text", STEERING),
        ("explain", one.data, "--rule", "C2", "--text", STEERING, "--by", STEERING),
    ],
    "prose": lambda one: [("prose", one.book), ("prose", one.data, "--format", "json")],
    "rules": lambda one: [
        ("rules", "--pack", one.pack),
        ("rules", "--explain", "A1", one.data),
        ("rules", "--explain", STEERING),
        ("rules", "--explain", "A1", one.book, "--format", "html"),
    ],
    "roster": lambda one: [("roster", one.book), ("roster", one.out("名单.xlsx"), "--new")],
    "consolidate": lambda one: [
        ("consolidate", one.book, one.data, "-o", one.out("汇总.xlsx")),
        ("consolidate", "-o", one.out("汇总.xlsx"), "--leave-out", STEERING),
        ("consolidate", "-o", one.out("汇总.xlsx"), "--same", STEERING),
        ("consolidate", "-o", one.out("汇总.xlsx"), "--format", "json"),
    ],
    "trace": lambda one: [("trace", one.book, STEERING), ("trace", one.book, "三、申请情况!D6")],
    "addin": lambda one: [("addin", "about"), ("addin", "status"), ("addin", "build", "-o", one.out("加载项"))],
}
"""What each command is tried with; every other one with the workbook alone."""
OWN_TEXTS = {"demo": "it reads nothing but the two reports that we publish"}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    names = {kind: str(tmp_path / f"{NAME}.{kind}") for kind in ("xlsx", "json", "toml")}
    Path(names["xlsx"]).write_bytes(received())
    payloads = tuple(payload for payload in of_families("control", "bidi", "markup", "data") if payload.in_xml)
    Path(names["json"]).write_text(write_data(stuffed(payloads)), encoding="utf-8")
    style = tmp_path / f"{NAME}版式.toml"
    style.write_text('甲 = "\\u001b[31m\\u202e"', encoding="utf-8")
    pack = f'name = "{toml(STEERING)}"\nissuer = "{toml(STEERING)}"\ndate = 2025-01-01\n'
    pack += f'[[off]]\nid = "B5"\nreason = "{toml(STEERING)}"\ndate = 2025-01-01\n'
    Path(names["toml"]).write_text(pack, encoding="utf-8")
    return Files(names["xlsx"], names["json"], names["toml"], str(style), tmp_path)


def toml(text: str) -> str:
    return "".join(letter if letter.isalnum() else f"\\U{ord(letter):08X}" for letter in text)


@pytest.mark.parametrize("command", [command.name for command in COMMANDS if command.name not in OWN_TEXTS])
def test_no_command_prints_what_steers_a_terminal(
    command: str, files: Files, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where nobody says where something goes, it goes here.
    monkeypatch.chdir(files.folder)
    tried = TRIED.get(command, lambda one: [(command, one.book)])(files)
    assert {arguments[0] for arguments in tried} == {command}
    for arguments in tried:
        try:
            status = main(arguments)
        except SystemExit as usage:
            status = usage.code
            assert STEERING in arguments, "a command that was not understood was not tried"
        said = capsys.readouterr()
        assert status in (0, 1, 2)
        assert said.out + said.err
        plain(said.out, f"{arguments} out")
        plain(said.err, f"{arguments} err")
        assert "Traceback" not in said.err
        if "json" in arguments and status != 2:
            json.loads(said.out)


def test_a_name_of_several_lines_cannot_look_like_a_verdict_of_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"{NAME}.json"
    unit = Unit("甲\n乙.xlsx（丙）：没有发现错误\n  1. [错误 A1] 丁")
    file.write_text(write_data(replace(plain_report(), unit=unit)), encoding="utf-8")
    main(("validate", str(file)))
    first, *others = capsys.readouterr().out.splitlines()
    assert escaped(NAME) in first and "丁" in first
    assert not [line for line in others if line.startswith(("乙", "  1. [错误 A1] 丁"))]


def test_the_table_of_findings_on_a_terminal_has_no_colours_but_ours(
    files: Files, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    main(("validate", files.data, "--pack", files.pack))
    said = capsys.readouterr().out
    assert STYLES.search(said) and "序号" in said
    plain(STYLES.sub("", said), "table")
    # Those of a stranger would have been taken for ours just now.
    assert "\\u001b[31m" in said
