"""A closed workbook → Report: guarded reading, cells found by their anchors, notes on what was odd."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from threading import Thread
from typing import Any

from xl_tools.errors import SpecError, XlToolsError
from xl_tools.finding import Finding
from xl_tools.forms.load import all_forms
from xl_tools.guarded.batch import in_turn
from xl_tools.guarded.pool import Worker, shared_worker
from xl_tools.ledger.fields import CASES, REQUESTS
from xl_tools.refusals import refuse
from xl_tools.report import Report
from xl_tools.rules import load_rules
from xl_tools.workbook.anchors import Grid, Raw, Total
from xl_tools.workbook.cellvalues import CellValues
from xl_tools.workbook.doubtful import Doubtful, unread_twice
from xl_tools.workbook.fetch import Fetched, Place, fetch
from xl_tools.workbook.fields import Fields, State, TextState
from xl_tools.workbook.formulas import Formula, by_place
from xl_tools.workbook.identify import locate, notice
from xl_tools.workbook.layout import CHANGES, CHARTS, HELP, INDEX, Layout, layout_for
from xl_tools.workbook.spot import Spot

MACROS, CARRIES = "W4", "W9"
_CARRIED = {
    "external": "指向其他工作簿的链接",
    "dde": "向其他程序取数的链接（DDE）",
    "connections": "外部数据连接",
    "embedded": "嵌入的文件",
    "controls": "控件",
}
_MOST, _WORTH = 4, 20
"""Processes that read at the same time, each of which may take the memory that the limits grant; files for each."""
UNREAD = frozenset({INDEX, REQUESTS, CASES, CHARTS, CHANGES, HELP})
"""Sheets that are read only when asked for, one at a time."""


@dataclass(frozen=True)
class Opened:
    """A workbook as it was read, from a file or from a spreadsheet program.

    Attributes:
        digest: SHA-256 of the bytes read, as hexadecimal digits; empty for one that is open in a program.
        report: the office's own texts, not the finished ones; last year's report if 上年数据 holds any number.
        texts: own text, finished text and digest of each row of the narrative sheets, by (key, part).
        state: what 封面 says: 草稿 or 定稿, and the code of what was made final.
        notes: what was odd about the file: W1 … W5, W8, W9.
        spots: where each declared cell was found, by defined name.
        raw: what stands in each number cell that is not empty, by cell id; of a formula, its result.
        formulas: every formula found in a number cell, by cell id.
        totals: the template's formula of each total, as it reads at the places found, by cell id.
        other: reads one more sheet of the same workbook; one that does not exist has no cells.
    """

    path: Path
    digest: str
    layout: Layout
    report: Report
    texts: Mapping[tuple[str, str], TextState]
    state: State
    notes: tuple[Finding, ...]
    spots: Mapping[str, Spot]
    raw: Mapping[str, Raw]
    formulas: Mapping[str, Formula]
    totals: Mapping[str, Total]
    other: Callable[[str], Grid] = field(repr=False, compare=False)

    @cached_property
    def index(self) -> Grid:
        """What stands on 目录与审核 now: earlier findings, marks, and explanations typed beside them.

        Read when first asked for: the sheet is as large as all others together, and only writing needs it.
        Raises: WorkbookError, also if the file has changed since it was read.
        """
        return self.other(INDEX)

    @cached_property
    def changes(self) -> Grid:
        """What stands on 修改记录 now. Raises as `index` does."""
        return self.other(CHANGES)

    @cached_property
    def last_year(self) -> Grid:
        """What stands on 上年数据 now, whether it can be used or not. Raises as `index` does."""
        return self.other(self.spots["last.year"].sheet)


def read_workbook(path: Path, worker: Worker | None = None, *, past: bool = False) -> Opened:
    """Read one workbook in a guarded process; the file itself is never touched.

    Args:
        worker: process to read with; by default the one that this program shares.
        past: older template versions are read as well, by a layout of their own.

    Raises: WorkbookError if the file cannot be read; TemplateMismatch if it is not ours, of an edition or
        template version unknown here, or has a cell that lost two of its three anchors.
    """
    worker = worker or shared_worker()
    worker.start()
    wanted = wanted_sheets()
    # While the other process reads, this one has time to load the rules that most workbooks need.
    ahead = Thread(target=_load_ahead)
    ahead.start()
    try:
        fetched = fetch(path, worker, wanted)
    finally:
        ahead.join()
    return _open(fetched, past=past)


def read_many(
    paths: Iterable[Path], worker: Worker | None = None, *, processes: int = 1
) -> Generator[tuple[Path, Opened | XlToolsError]]:
    """Read workbooks in the order given; a file that cannot be read yields its error.

    While one is judged here, the processes read the next ones; no more than two a process are in memory. Whoever stops
    before the end, by Ctrl-C or otherwise, leaves no process behind that still reads.

    Args:
        worker: the first of the processes, by default the one that this program shares; it stays for the next call.
        processes: how many read at the same time.
    """
    wanted = wanted_sheets()
    workers = [worker or shared_worker()]
    workers += [Worker(workers[0].limits) for _ in range(processes - 1)]
    with closing(in_turn(workers, lambda path, worker: fetch(path, worker, wanted), paths)) as results:
        for path, fetched in results:
            yield path, fetched if isinstance(fetched, XlToolsError) else _opened(fetched)


def processes_for(files: int) -> int:
    """With how many processes so many files are best read: each takes as long to start as a few files to read."""
    return max(1, min(os.cpu_count() or 1, _MOST, files // _WORTH))


def _load_ahead() -> None:
    # A mistake in the rules is told when they are needed.
    with suppress(SpecError):
        load_rules(all_forms()[-1])


def grids_of(content: Mapping[str, Any]) -> dict[str, Grid]:
    """The cells of each sheet by place, of what extract() gives."""
    return {sheet: grid_of(content, sheet) for sheet in content["values"]}


def grid_of(content: Mapping[str, Any], sheet: str) -> Grid:
    """The cells of one sheet by place; none if there is no such sheet."""
    rows, columns, values = content["values"].get(sheet, ((), (), ()))
    return dict(zip(zip(rows, columns, strict=True), values, strict=True))


def _opened(fetched: Fetched) -> Opened | XlToolsError:
    try:
        return _open(fetched)
    except XlToolsError as error:
        return error


def _open(fetched: Fetched, *, past: bool = False) -> Opened:
    def again(wanted: Iterable[str], places: Mapping[str, Sequence[Place]] | None = None) -> Mapping[str, Any]:
        found = fetch(fetched.path, shared_worker(), dict.fromkeys(wanted, False), places)
        if found.digest != fetched.digest:
            raise refuse("W32", fetched.path)
        return found.content

    def other(sheet: str) -> Grid:
        # The ledgers came along with the first reading.
        known = fetched.content if sheet in fetched.content["values"] else again([sheet])
        return grid_of(known, sheet)

    def twice(places: Mapping[str, Sequence[Place]]) -> Mapping[str, Any]:
        return again(places, places)

    return interpret(fetched.path, fetched.digest, fetched.content, other, twice, past=past)


def interpret(
    path: Path,
    digest: str,
    content: Mapping[str, Any],
    other: Callable[[str], Grid],
    twice: Callable[[Mapping[str, Sequence[Place]]], Mapping[str, Any]] | None = None,
    *,
    past: bool = False,
) -> Opened:
    """A workbook from its raw content, as extract() describes it: the one way for files and open workbooks.

    Args:
        path: for messages.
        digest, other: as Opened has them.
        twice: has these cells read a second time, and returns what extract() then says; an open workbook is read by
            one program only.
        past: as read_workbook has it.

    Raises: TemplateMismatch as read_workbook does.
    """
    grids = {sheet: grid_of(content, sheet) for sheet in content["values"] if sheet not in UNREAD}
    layout, located, notes = locate(path, content, grids, past=past)
    readings = [content]
    if twice and (missing := unread_twice(located)):
        readings.append(twice(missing))
    doubtful = Doubtful(layout, located, grids, readings)
    grids, spots = doubtful.grids, located.spots
    numbers = CellValues(located, grids, {sheet: by_place(raw) for sheet, raw in content["formulas"].items()})
    fields = Fields(layout, spots, grids, content["date1904"])
    unit, year, texts = fields.unit(), fields.year(), fields.texts()
    report = Report(
        form=layout.form,
        year=year,
        unit=unit,
        cells=numbers.values,
        narrative=fields.narrative(texts),
        facts=fields.facts(),
        published_on=fields.published_on(),
        preparer=fields.text("report.preparer").strip(),
        reviewer=fields.text("report.reviewer").strip(),
        previous=fields.previous(unit, year),
    )
    carried = content["carried"]
    if "macros" in carried:
        notes.append(notice(MACROS, "这个工作簿带有宏；本软件只读取数据，不运行宏。建议另存为 .xlsx 后报送"))
    if others := [word for kind, word in _CARRIED.items() if kind in carried]:
        notes.append(notice(CARRIES, f"这个工作簿里有{'、'.join(others)}；本软件不打开它们。报送前请删去"))
    found = (*doubtful.notes, *notes, *fields.notes, *numbers.notes)
    return Opened(
        path,
        digest,
        layout,
        report,
        texts,
        fields.state(),
        found,
        spots,
        numbers.raw,
        numbers.formulas,
        located.totals,
        other,
    )


@cache
def wanted_sheets() -> Mapping[str, bool]:
    """Every sheet that holds something to read → whether formulas matter there: in the tables, for the totals."""
    found: dict[str, bool] = {}
    for form in all_forms():
        tables = {section.sheet for section in form.tables}
        found |= {sheet: sheet in tables for sheet in layout_for(form, form).sheets if sheet not in UNREAD}
    # Read along: most are empty, and a second look at the file would cost every workbook more.
    return found | {REQUESTS: False, CASES: False}
