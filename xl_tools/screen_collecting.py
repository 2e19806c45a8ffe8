"""What the commands of a collecting office print: totals, board, sources and letters, as text and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from xl_tools import screen
from xl_tools.console import say
from xl_tools.consolidation.board import Board, BoardRow, Status, Tally
from xl_tools.consolidation.sorted_inbox import Line, Verdict

if TYPE_CHECKING:
    from xl_tools.letters.writing import LettersMade
    from xl_tools.tasks.chasing import Source, Sources
    from xl_tools.tasks.consolidating import Consolidated

_QUIET = frozenset({Verdict.TAKEN, Verdict.DUPLICATE, Verdict.REPLACED})
"""Files of which nobody has to decide or do anything."""
_LISTED, _WHOM = 40, 3


def consolidated(made: Consolidated) -> None:
    """The files that need somebody, the board, what stands in the way of the total, and the files written."""
    found = made.collected
    say(made.sentence)
    for line in found.inbox.lines:
        if line.verdict not in _QUIET:
            say(f"  [{line.verdict.label}] {line.arrival.origin}：{line.sentence}")
    board(found.board)
    for one in found.total.left_out:
        say(f"  [不计入] {one.unit}：{one.why}")
    for remark in found.remarks:
        units = [unit for unit in remark.units if unit not in remark.finding.message][:_WHOM]
        whom = f"{'、'.join(units)}：" if units else ""
        say(f"  [{remark.finding.severity.label}] {remark.finding.rule} {whom}{remark.finding.message}")
    if found.judged.findings:
        say(f"汇总数的校验结果（{len(found.judged.findings)} 条）：")
        screen.findings(found.judged.findings)
    for line in made.lines:
        say(line)


def json_consolidated(made: Consolidated) -> None:
    """The same as one JSON object."""
    found = made.collected
    data: dict[str, Any] = {
        "workbook": str(made.workbook),
        "provenance": str(made.provenance),
        "board": str(made.board),
        "year": found.year,
        "edition": found.total.report.edition,
        "unit": found.total.report.unit.name,
        "read": made.read,
        "known": made.known,
        "files": [_line(line) for line in found.inbox.lines],
        **_board(found.board),
        "total": {"units": [one.unit for one in found.total.contributions], "cells": made.cells},
        "left_out": [{"unit": one.unit, "why": one.why} for one in found.total.left_out],
        "not_added": [{"unit": one.unit, "cell": one.cell, "why": one.why} for one in found.total.not_added],
        "findings": [screen.finding_to_json(one) for one in found.judged.findings],
        "remarks": [{"units": list(one.units), **screen.finding_to_json(one.finding)} for one in found.remarks],
    }
    say(json.dumps(data, ensure_ascii=False, indent=1))


def board(shown: Board) -> None:
    """应报 / 已报 / 退回 / 待决定 / 未报 / 迟报, by level, and everyone who has still something to do."""
    say(f"报送情况（截至 {shown.as_of}）：{tally_words(shown.total)}")
    for level, tally in shown.by_level:
        say(f"  {level.label}：{tally_words(tally)}")
    open_rows = [row for row in shown.rows if row.status is not Status.RECEIVED or row.late]
    for row in open_rows[:_LISTED]:
        say(f"  [{row.status.label}] {row_words(row)}")
    if len(open_rows) > _LISTED:
        say(f"  ……共 {len(open_rows)} 个单位，见汇总工作簿的“报送情况”")


def json_board(shown: Board) -> None:
    """The same as one JSON object."""
    say(json.dumps(_board(shown), ensure_ascii=False, indent=1))


def sources(found: Sources) -> None:
    """Every unit behind a number of the total."""
    say(f"{found.place}（{found.name}）：{found.value}，由 {len(found.lines)} 个单位加成")
    for one in found.lines:
        say(f"  {one.unit}：{one.value}（{one.file}，{one.place}）{one.explanation}".rstrip())


def json_sources(found: Sources) -> None:
    """The same as one JSON object."""
    data = {
        "cell": found.cell,
        "where": found.place,
        "label": found.name,
        "value": found.value,
        "sources": [_source(one) for one in found.lines],
    }
    say(json.dumps(data, ensure_ascii=False, indent=1))


def letters(made: LettersMade) -> None:
    """How many letters were written, and where."""
    for line in made.lines:
        say(line)


def tally_words(tally: Tally) -> str:
    """应报 57，已报 50，退回 3，待决定 1，未报 3，其中迟报 2."""
    late = f"，其中迟报 {tally.late}" if tally.late else ""
    numbers = (
        ("应报", tally.expected),
        ("已报", tally.received),
        ("退回", tally.returned),
        ("待决定", tally.waiting),
        ("未报", tally.missing),
    )
    return "，".join(f"{word} {number}" for word, number in numbers) + late


def row_words(row: BoardRow) -> str:
    """One unit of the board in a line."""
    late = f"，迟报 {row.late_days} 天" if row.late else ""
    whom = "，".join(filter(None, (row.unit.contact, row.unit.phone, row.unit.email)))
    return f"{row.unit.name}{late}" + (f"：{row.why}" if row.why else "") + (f"（{whom}）" if whom else "")


def _line(line: Line) -> dict[str, Any]:
    arrival = line.arrival
    return {
        "number": arrival.number,
        "file": str(arrival.origin),
        "path": str(arrival.file),
        "sender": arrival.origin.address or arrival.origin.sender or None,
        "time": arrival.time.isoformat(" ", "minutes"),
        "digest": arrival.digest or None,
        "written": line.written or None,
        "unit": line.unit or None,
        "matched": line.matched.value,
        "verdict": line.verdict.value,
        "message": line.sentence,
        "by": line.by or None,
    }


def _board(shown: Board) -> dict[str, Any]:
    return {
        "as_of": shown.as_of.isoformat(),
        "tally": _tally(shown.total),
        "levels": {level.value: _tally(tally) for level, tally in shown.by_level},
        "units": [
            {
                "unit": row.unit.name,
                "level": row.unit.level.value,
                "status": row.status.value,
                "due": row.due.isoformat() if row.due else None,
                "came": row.came.isoformat() if row.came else None,
                "late_days": row.late_days,
                "errors": row.errors,
                "queries": row.queries,
                "counted": row.counted,
                "why": row.why or None,
            }
            for row in shown.rows
        ],
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {
        "expected": tally.expected,
        "received": tally.received,
        "returned": tally.returned,
        "waiting": tally.waiting,
        "missing": tally.missing,
        "late": tally.late,
    }


def _source(one: Source) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "value": one.value,
        "file": one.file,
        "where": one.place,
        "digest": one.digest,
        "explanation": one.explanation or None,
    }
