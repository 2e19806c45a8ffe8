"""The cells of a roster's workbook with its merged ranges, as plain data. Runs in the reading process only."""

from __future__ import annotations

from typing import Any

from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.sheetlimits import MAIN
from xl_tools.intake.workbook import WorkbookPackage
from xl_tools.intake.xmlparts import new_parser, run
from xl_tools.workbook.extract import extract as extract_book

_MERGE = f"{MAIN} mergeCell"


def extract(data: bytes, limits: Limits = DEFAULT) -> dict[str, Any]:
    """All sheets of a workbook.

    Returns: `values` as extract() of workbooks gives them; `merges` by sheet: each merged range as it is written.
    Raises: Refusal.
    """
    package = WorkbookPackage(data, limits)
    content = extract_book(data, dict.fromkeys(package.book.sheets, False), limits)
    return {
        "sheets": content["sheets"],
        "values": content["values"],
        "merges": {sheet: _merges(part, package.container.part(part)) for sheet, part in package.parts.items()},
    }


def _merges(part: str, content: bytes) -> list[str]:
    if b"mergeCell" not in content:
        return []
    found: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == _MERGE:
            found.append(attributes.get("ref", ""))

    run(new_parser(start), part, content)
    return found
