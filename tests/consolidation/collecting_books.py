"""Files for tests of reading many: workbooks that differ, damaged ones, data files, and their arrivals."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from support.errors import inject
from support.reports import balanced_report

from xl_tools.collecting.plain import reading_to_text
from xl_tools.consolidation.arrival import Arrival, Origin
from xl_tools.consolidation.reading import Reading
from xl_tools.datafile import write_data
from xl_tools.forms.load import form_for_edition
from xl_tools.workbook.layout import layout_for
from xl_tools.workbook.patch import patch_workbook
from xl_tools.workbook.template import build_workbook

CAME = datetime(2025, 1, 20, 9, 0)


@cache
def base(wrong: bool) -> bytes:
    """A workbook with last year's figures; with two errors, or none."""
    form, rng = form_for_edition("2021"), random.Random(5)
    report = balanced_report(form, rng, with_previous=True)
    if wrong:
        made = inject(report, rng, ["digit changed", "swapped cells"])
        assert made is not None
        report = made.report
    return build_workbook(report)


def workbook(number: int) -> bytes:
    """A workbook of its own for each number; every third has errors."""
    form = form_for_edition("2021")
    unit = layout_for(form, form).cover["unit"]
    return patch_workbook(base(number % 3 == 2), {(unit.sheet, unit.address): f"示例县第{number}街道办事处"})


def mixed_files(count: int) -> dict[str, bytes]:
    """So many workbooks, and files of other kinds among them, by name."""
    report = balanced_report(form_for_edition("2019"), random.Random(1))
    good = workbook(0)
    files = {f"第{number}街道.xlsx": workbook(number) for number in range(count)}
    return files | {
        "又一份.xlsx": good,
        "缺后半截.xlsx": good[: len(good) // 2],
        "其实是.xlsx": b"%PDF-1.7\n",
        "数据.json": write_data(report).encode(),
        "坏数据.json": b'{"edition": "2021"}',
        "附图.png": b"\x89PNG\r\n\x1a\n",
    }


def arrivals_of(folder: Path, files: Mapping[str, bytes]) -> list[Arrival]:
    """The files, written into a folder, as they came in."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [_arrival(number, folder / name) for number, name in enumerate(files, 1)]


def arrivals_in(folder: Path) -> list[Arrival]:
    """The files of a folder, by name, as they came in."""
    return [_arrival(number, path) for number, path in enumerate(sorted(folder.iterdir()), 1)]


def _arrival(number: int, path: Path) -> Arrival:
    content = path.read_bytes()
    return Arrival(number, Origin(path), hashlib.sha256(content).hexdigest(), len(content), path, CAME)


def texts_of(readings: Mapping[str, Reading], arrivals: Iterable[Arrival]) -> dict[str, str]:
    """Every reading to the byte, by the name of the file."""
    return {one.origin.name: reading_to_text(readings[one.digest]) for one in arrivals if one.digest in readings}
