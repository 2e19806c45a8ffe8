"""What must hold of every file and every command: the two sides of the corpus, refused and read."""

from __future__ import annotations

import atexit
import json
import re
import tempfile
from functools import cache
from pathlib import Path

from hostile.cases import CONTAINED, PUBLISHED, Case
from hostile.running import MEMORY, SECONDS, Cost, Outcome, measured, run
from hostile.uses import Use

from xl_tools.collecting.inbox import READER
from xl_tools.collecting.inbox_store import Store
from xl_tools.collecting.inbox_unpack import Found, unpack
from xl_tools.errors import XlToolsError
from xl_tools.guarded.pool import Worker
from xl_tools.inputs import read_data_file
from xl_tools.intake.gates import gate_for
from xl_tools.intake.refusal import Refusal
from xl_tools.limitsfile import limits_here
from xl_tools.published.fetch import fetch_source, published_worker
from xl_tools.workbook.backups import FOLDER
from xl_tools.workbook.reader import read_workbook

_CODE = re.compile(r"（([A-Z][0-9]{2})）")
_OURS = ("W24", "N24", "M24", "X00", "Y10")
"""Codes that mean a mistake of this program."""


def gate_says(data: bytes, name: str) -> str:
    """The code with which the gate refuses these bytes; empty if it lets them pass."""
    try:
        gate_for(name).check(data)
    except Refusal as refusal:
        return refusal.code
    return ""


def reader_says(path: Path, *, published: bool = False) -> XlToolsError | None:
    """The error with which a file is refused, whatever its kind."""
    try:
        if path.suffix.lower() == ".json":
            read_data_file(path)
        elif published:
            fetch_source(path)
        else:
            read_workbook(path)
    except XlToolsError as error:
        return error
    return None


@cache
def unpacking_worker() -> Worker:
    """The one process that opens archives and mails for the tests."""
    worker = Worker(limits_here(), READER, "M")
    atexit.register(worker.close)
    return worker


def taken_out(path: Path, keep: Path) -> list[Found]:
    """What is found in a file of the inbox."""
    return unpack(path, Store(keep), unpacking_worker())


def inbox_says(path: Path) -> XlToolsError | None:
    """The first error among what is found in a file of the inbox."""
    with tempfile.TemporaryDirectory() as keep:
        return next((found.error for found in taken_out(path, Path(keep)) if found.error), None)


def hold_reading(case: Case, path: Path) -> XlToolsError | None:
    """The gate and the reader say what they must, in time; whether a file is read, its validation will show.

    Returns: the error of the reader.
    """
    contained = case.family in CONTAINED
    worker = published_worker() if case.family in PUBLISHED else unpacking_worker() if contained else None
    if case.place is None:
        with measured(worker) as cost:
            said = gate_says(path.read_bytes(), path.name)
        assert said == (case.code if case.gate else "")
        _affordable(cost[0])
    if not case.code:
        return None
    with measured(worker) as cost:
        error = inbox_says(path) if contained else reader_says(path, published=case.family in PUBLISHED)
    assert error is not None
    assert error.code == case.code
    assert str(error).endswith("。")
    assert str(error).isprintable()
    _affordable(cost[0])
    return error


def hold_command(case: Case, use: Use, path: Path, out: Path, error: XlToolsError | None) -> None:
    """One command does with a file what it must.

    Args:
        path: the file, the only thing in its folder.
        out: an empty folder.
        error: what the reader says of the file.
    """
    outcome = run(use.arguments(path, out), path.parent)
    assert "Traceback" not in outcome.text
    assert not set(_OURS) & set(_CODE.findall(outcome.text)), outcome.text
    _affordable(outcome.cost)
    made = list(out.iterdir())
    code = use.code(case)
    if use.opens and code:
        assert outcome.status == 2, outcome.text
        assert f"（{code}）" in outcome.text or f'"code": "{code}"' in outcome.text, outcome.text
        if error is not None and code == error.code:
            assert _quoted(str(error)) in outcome.text or str(error) in outcome.text
        assert outcome.after == outcome.before
        assert made == []
    elif use.opens:
        assert outcome.status in (0, 1, 2)
        assert outcome.status != 2 or _CODE.search(outcome.text), outcome.text
        assert all(item.stat().st_size for item in made)
        _hold_changes(path, outcome)
        if use.command == "validate":
            _hold_findings(case, outcome)
    else:
        assert outcome.after == outcome.before


def _hold_changes(path: Path, outcome: Outcome) -> None:
    """Only the file itself has changed and is whole; beside it stand backups and nothing else."""
    folder, before, after = path.parent, outcome.before, outcome.after
    assert [name for name in before if name not in after] == []
    assert [name for name in after if name not in before and not name.split("/")[-2:][0].startswith(FOLDER)] == []
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {str(path.relative_to(folder)), str(path.resolve().relative_to(folder.resolve()))}
    if changed:
        assert reader_says(path) is None


def _hold_findings(case: Case, outcome: Outcome) -> None:
    """Findings are those expected, and the status follows from them."""
    text = outcome.text
    if text.lstrip().startswith("{"):
        data = json.loads(text)
        assert {finding["rule"] for finding in data["findings"]} == case.findings
        assert outcome.status == (data["status"] == "errors")
    elif outcome.status < 2:
        assert set(re.findall(r"^  \d+\. \[\S+ (\S+)\]", text, re.MULTILINE)) == case.findings


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _affordable(cost: Cost) -> None:
    assert cost.seconds < SECONDS
    assert cost.memory < MEMORY
