"""Names of files made from the name of a unit: every system takes them, and they stay in their folder."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from outgoing_readers import plain
from outgoing_reports import plain_report
from support.payloads import ALL, PAYLOADS, Payload, of_families

from xl_tools import tasks
from xl_tools.outputs import MAX_NAME, file_stem
from xl_tools.report import Report, Unit

DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
DEVICE_NAMES = (
    "CON",
    "con.甲",
    "Nul.txt",
    "prn .x",
    "aux.",
    "COM1.甲",
    "lpt9.a.b",
    "COM¹.甲",
    "CONIN$.甲",
    "~$甲",
    "甲~$",
)


def of_unit(name: str) -> Report:
    return replace(plain_report(), unit=Unit(name))


@pytest.mark.parametrize("word", ["", "某单位"])
def test_every_system_takes_a_name_made_from_any_unit(word: str) -> None:
    names = [payload.at(word) for payload in PAYLOADS] + [f"{name}{word}" for name in DEVICE_NAMES]
    for name in names:
        stem = file_stem(of_unit(name))
        assert stem.endswith("年政府信息公开工作年度报告"), name
        plain(stem, "name")
        assert not re.search(r'[\\/:*?"<>|\n\t]', stem), name
        assert not DEVICES.match(stem) and not stem.startswith((".", "~$", " ")), name
        assert len(stem.encode()) <= MAX_NAME


def test_a_unit_as_long_as_a_cell_can_hold_takes_no_time() -> None:
    # Cut letter by letter, it would take minutes.
    assert len(file_stem(of_unit("长" * 32767)).encode()) <= MAX_NAME


@pytest.mark.parametrize("payload", of_families("name")[:: 1 if ALL else 5])
def test_files_stay_in_the_folder_they_are_made_for(payload: Payload, tmp_path: Path) -> None:
    folder = tmp_path / "成品"
    folder.mkdir()
    made = tasks.next_year(of_unit(payload.at("")), folder)
    assert list(tmp_path.iterdir()) == [folder] and list(folder.iterdir()) == [made]
