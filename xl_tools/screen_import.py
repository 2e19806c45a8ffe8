"""What the commands print about published documents and migrated workbooks, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from xl_tools.console import say
from xl_tools.importing import NOT_FOUND, Imported, to_check
from xl_tools.published.extraction import Confidence
from xl_tools.values import BadValue, show, to_plain

if TYPE_CHECKING:
    from xl_tools.tasks.migrating import Migrated

_SHOWN = 30
"""Cells that are listed; all of them stand on the review page."""


def imported(read: Imported, made: Sequence[str] = ()) -> None:
    """What was found, which cells somebody has to look at, and what was written."""
    extraction = read.extraction
    report = extraction.report
    head = f"{report.unit.name}，{report.year} 年度，{report.edition} 版"
    say(f"{read.file}（{extraction.source.kind.label}，{head}）：{read.sentence}")
    for remark in (*extraction.source.notes, *extraction.remarks):
        say(f"  {remark}")
    open_cells = to_check(extraction)
    for number, one in enumerate(open_cells[:_SHOWN], start=1):
        cell = report.form.cells[one.cell]
        where = one.where or NOT_FOUND
        found = f"读作 {show(one.value)}"
        if isinstance(one.value, BadValue):
            found = f"原文是“{show(one.value)}”"
        elif one.confidence is Confidence.MISSING:
            found = "没有读数"
        proposed = "" if one.proposed is None else f"，可能是 {show(one.proposed)}"
        say(f"  {number}. [{one.confidence.label}] {cell.name}（{where}）：{found}{proposed}。{one.note}")
    if len(open_cells) > _SHOWN:
        say(f"  还有 {len(open_cells) - _SHOWN} 格，见提取核对。")
    for line in made:
        say(line)


def json_imported(read: Imported, made: Sequence[str] = ()) -> None:
    """The same as one JSON object, with the evidence of every cell."""
    extraction = read.extraction
    report = extraction.report
    data = {
        "file": str(read.file),
        "digest": read.digest,
        "kind": extraction.source.kind.value,
        "edition": report.edition,
        "editions": dict(extraction.editions),
        "year": report.year,
        "unit": report.unit.name,
        "remarks": [*extraction.source.notes, *extraction.remarks],
        "cells": [
            {
                "cell": one.cell,
                "value": to_plain(one.value),
                "confidence": one.confidence.value,
                "text": one.text,
                "where": one.where,
                "note": one.note,
                "proposed": None if one.proposed is None else to_plain(one.proposed),
            }
            for one in extraction.evidence.values()
        ],
        "narrative": dict(report.narrative),
        "messages": list(made),
    }
    say(json.dumps(data, ensure_ascii=False, indent=1))


def migrated(made: Migrated) -> None:
    """What became of everything that an older workbook held, and where the new one stands."""
    first, *others = made.lines()
    say(f"{made.file}：{first}")
    for line in others:
        say(f"  {line}")
    say(f"已写入工作簿：{made.out}")


def json_migrated(made: Migrated) -> None:
    """The same as one JSON object, with every thing."""
    data = {
        "file": str(made.file),
        "out": str(made.out),
        "old_version": made.old_version,
        "version": made.version,
        "things": [
            {
                "name": one.name,
                "label": one.label,
                "old": str(one.old),
                "new": None if one.new is None else str(one.new),
                "value": one.value,
                "fate": one.fate.name.lower(),
                "reason": one.reason,
            }
            for one in made.things
        ],
    }
    say(json.dumps(data, ensure_ascii=False, indent=1))
