"""What the command `ledger` prints: the numbers counted, and everything said of rows, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xl_tools import screen
from xl_tools.console import say

if TYPE_CHECKING:
    from xl_tools.finding import Finding
    from xl_tools.tasks.ledger import LedgerResult


def ledger(result: LedgerResult, made: Sequence[str] = ()) -> None:
    """How many rows were counted, each cell that is not 0, and the findings in the order of rows."""
    form, tally = result.tally.form, result.tally
    say(f"{result.source}（{tally.year} 年度，{form.edition} 版）：{result.sentence}")
    for section in form.tables:
        counted = [(cell, tally.cells[cell.id]) for cell in form.cells_of(section.id) if tally.cells.get(cell.id)]
        if counted:
            numbers = "，".join(f"{cell.name} {number}" for cell, number in counted)
            say(f"  {section.table_name}：{numbers}；其余各格为 0")
    if tally.fee_rows:
        say(f"  收取信息处理费 {tally.fee_rows} 件，共 {tally.fees} 元")
    screen.findings(result.findings)
    for line in made:
        say(line)


def json_ledger(result: LedgerResult, made: Sequence[str] = ()) -> None:
    """The same as one JSON object, with the rows behind every cell."""
    tally = result.tally
    data: dict[str, Any] = {
        "file": str(result.file),
        "ledger": str(result.source),
        "year": tally.year,
        "edition": tally.form.edition,
        "cells": {
            cell_id: {"number": number, "rows": [row.line for row in tally.of(cell_id).rows_behind(cell_id)]}
            for cell_id, number in tally.cells.items()
        },
        "rows": {
            counted.raw.sheet: {
                "all": len(counted.raw.rows),
                "counted": len(counted.counted),
                "earlier": len(counted.earlier),
                "later": len(counted.later),
                "unusable": sorted(counted.unusable),
            }
            for counted in (tally.requests, tally.cases)
        },
        "fees": {"requests": tally.fee_rows, "yuan": str(tally.fees)},
        "findings": [_finding(one) for one in result.findings],
        "messages": list(made),
    }
    say(json.dumps(data, ensure_ascii=False, indent=1))


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "cells": list(one.cells),
        "where": [str(place) for place in one.places],
        "message": one.message,
    }
