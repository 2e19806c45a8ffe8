"""The corpus is complete: enough files, every code of a refusal, every command."""

from __future__ import annotations

from collections import Counter

from hostile.cases import FAMILIES
from hostile.corpus import CASES, codes, summary
from hostile.uses import NO_FILE, USES

from xl_tools import refusals
from xl_tools.commands import COMMANDS

NOT_BY_A_FILE = {
    "W21": "no file is known on which the reading process dies: what calamine lays out or reserves is checked before",
    "W22": "a limit of 60 seconds: no file may take 10, see tests/workbook for a process that is slow on purpose",
    "W24": "a mistake of this program: no file may bring it about",
    "J06": "a unit without a name, on the command line",
    "N21": "as W21; tests/published provokes it with a reader that dies on purpose",
    "N22": "as W22; tests/published provokes it with a reader that is slow on purpose",
    "N23": "what needs more memory is refused by its limits before; tests/published provokes it with a small limit",
    "N24": "a mistake of this program: no file may bring it about",
    "N25": "a computer without LibreOffice",
    "N26": "LibreOffice that fails, see tests/published",
    "N27": "LibreOffice that takes too long, see tests/published",
    "N34": "a computer without pdfplumber",
    "M01": "a source that is not there, see tests/consolidation/test_inbox.py",
    "M03": "a disk that refuses, as M01",
    "M05": "a file of 80 MB; tests/intake and test_inbox_limits.py provoke it with a small limit",
    "M06": "a mailbox of 4 GB; as M05",
    "M07": "50,001 mails, each of which is opened; as M05",
    "M21": "as W21; test_inbox_limits.py provokes it with a reader that dies on purpose",
    "M22": "as W22; test_inbox_limits.py provokes it with a reader that is slow on purpose",
    "M23": "what needs more is refused by its limits before; test_inbox_limits.py provokes it with a small one",
    "M24": "a mistake of this program: no file may bring it about",
    "M34": "a computer without python-oxmsg",
    "M36": "a disk that refuses, as M01",
}
"""Codes of reading for which there can be no file, and why."""


def test_corpus_is_large_and_each_file_is_told_apart() -> None:
    assert len(CASES) >= 120
    assert Counter(case.family for case in CASES).keys() == FAMILIES.keys()
    assert [key for key, count in Counter((case.family, case.title) for case in CASES).items() if count > 1] == []
    assert [case.title for case in CASES if not case.why or (case.code and case.findings)] == []


def test_every_refusal_of_reading_has_a_file() -> None:
    known = {*refusals._SENTENCES, *(f"J{number:02}" for number in range(1, 9)), "T02", "T03", "T04", "T05", "T06"}
    wanted = {code for code in known if code[0] != "W" or code < "W25" or code > "W59"}
    said = {*codes(), *(use.workbook for use in USES)}
    assert wanted - said == set(NOT_BY_A_FILE)


def test_every_command_is_tried_on_the_files() -> None:
    assert {use.command for use in USES} == {command.name for command in COMMANDS} - NO_FILE


def test_files_are_built_alike_each_time() -> None:
    for case in CASES[::20]:
        if case.place is None:
            assert case.build() == case.build(), case


def test_summary_counts_every_file() -> None:
    assert summary().splitlines()[-1].startswith(f"| all | {len(CASES)} |")
