"""Every crafted file, by the gate, the reader and the commands: a sentence or findings, in time, and nothing lost.

The usual run takes each file through gate, reader and validation, and every third or so through one other
command; XL_TOOLS_LONG=1 each through all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hostile.cases import CONTAINED, PUBLISHED, Case
from hostile.corpus import CASES
from hostile.judging_files import hold_command, hold_reading
from hostile.uses import USES, Use

from xl_tools import cli
from xl_tools.ownfiles import DATA_VARIABLE

_PARSER = cache(cli._parser)
LONG = bool(os.environ.get("XL_TOOLS_LONG"))
USUAL = tuple(case for case in CASES if (LONG or not case.long) and case.family not in PUBLISHED | CONTAINED)
READ = tuple(case for case in USUAL if not case.code)
VALIDATIONS = tuple(use for use in USES if use.command == "validate" and use.more in ("", "--format json"))
OTHERS = tuple(use for use in USES if use not in VALIDATIONS)
SLICE = {True: 2, False: 4}
"""Refused or not → one in so many files is taken through another command on every run."""


@pytest.fixture(autouse=True)
def _quiet(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path_factory.getbasetemp() / "own"))
    # Built once: it takes as long as reading most of the files.
    monkeypatch.setattr(cli, "_parser", _PARSER)


def _uses(case: Case) -> tuple[Use, ...]:
    """The commands for one file: one way to validate and, now and then, another command."""
    if LONG:
        return USES
    number, every = zlib.crc32(str(case).encode()), SLICE[bool(case.code)]
    other = () if number % every else (OTHERS[number // every % len(OTHERS)],)
    return (VALIDATIONS[number // 100 % 2], *other)


def _hold(case: Case, uses: Iterable[Use], folder: Path) -> None:
    error = None
    for number, use in enumerate(uses):
        # In the same place each time, for some sentences tell it.
        here, out = folder / "in", folder / "out"
        for one in (here, out):
            shutil.rmtree(one, ignore_errors=True)
            one.mkdir()
        path = case.put(here)
        if not number:
            error = hold_reading(case, path)
        hold_command(case, use, path, out, error)


@pytest.mark.parametrize("case", USUAL, ids=str)
def test_file_is_refused_or_read_as_it_must_be(case: Case, tmp_path: Path) -> None:
    _hold(case, _uses(case), tmp_path)


@pytest.mark.parametrize("use", OTHERS, ids=str)
def test_command_works_on_an_odd_file(use: Use, tmp_path: Path) -> None:
    _hold(READ[OTHERS.index(use) * 7 % len(READ)], [use], tmp_path)


@pytest.mark.parametrize("title", ["members that quote each other", "a billion laughs", "two cells far apart"])
def test_program_of_its_own_ends_with_a_sentence(title: str, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.title == title)
    path = case.put(tmp_path)
    command = [sys.executable, "-m", "xl_tools", "validate", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, "")
    assert f"（{case.code}）" in done.stdout
    assert [item.name for item in tmp_path.iterdir()] == [path.name]
