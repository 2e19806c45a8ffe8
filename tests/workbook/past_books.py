"""Workbooks of older template versions: blank as they were shipped, and filled by the programs of their time."""

from __future__ import annotations

from pathlib import Path

from xl_tools.datafile import read_data
from xl_tools.report import Report

FOLDER = Path(__file__).parents[1] / "data" / "templates"
BLANK = sorted(FOLDER.glob("gov_disclosure_*-*.xlsx"))
FILLED = sorted(FOLDER.glob("filled-*-*.xlsx"))


def expected(file: Path) -> Report:
    """What a filled one says: the data file that it was made from."""
    edition = file.stem.split("-")[1]
    return read_data((FOLDER / f"filled-{edition}.json").read_text(encoding="utf-8"))
