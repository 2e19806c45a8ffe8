"""校验全表 pressed in LibreOffice, against the same job done cell by cell: calls to the program, and seconds.

Both read the same cells, judge them alike and write the same findings, in turns in one run, so that the ratios
hold on a busy machine. Afterwards many presses in a row: seconds of each, and how much LibreOffice grew.

    python benchmarks/press.py [--rounds 5] [--presses 150]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import xlwings as xw

from xl_tools import __version__, tasks
from xl_tools.excel import ribbon
from xl_tools.excel.book import open_live
from xl_tools.excel.logs import FOLDER_VARIABLE
from xl_tools.judging import Standard, judge_opened
from xl_tools.libreoffice.dialogs import RecordedDialogs
from xl_tools.libreoffice.engine import connect
from xl_tools.libreoffice.office import Office
from xl_tools.workbook.layout import INDEX, RESULT_COLUMNS, RESULT_ROWS
from xl_tools.workbook.patch import Stored
from xl_tools.workbook.results import result_edits

EXAMPLE = Path(__file__).parents[1] / "examples" / "data" / "wolongshan-2019.json"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--presses", type=int, default=150)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Office() as office:
        os.environ[FOLDER_VARIABLE] = folder
        app = connect(office, dialogs=RecordedDialogs())
        book = app.books.open(str(tasks.import_report(EXAMPLE, Path(folder) / "年报.xlsx")))
        book.set_mock_caller()
        print(f"{EXAMPLE.name}, {options.rounds} rounds, {os.cpu_count()} processors, LibreOffice over a pipe")
        compare(book, options.rounds)
        if options.presses:
            endure(office, options.presses)


def compare(book: xw.Book, rounds: int) -> None:
    """Block by block and cell by cell in turns; the first round only warms up."""
    jobs: dict[str, Callable[[], object]] = {
        "button 校验全表": lambda: ribbon.press("validate", __version__),
        "cell by cell": lambda: cell_by_cell(book),
    }
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    calls: dict[str, int] = {}
    for turn in range(rounds + 1):
        for name, job in jobs.items():
            with counted() as found:
                start = time.perf_counter()
                job()
                if turn:
                    seconds[name].append(time.perf_counter() - start)
            calls[name] = sum(found.values())
    button, single = jobs
    for name in jobs:
        print(f"  {name:16} {median(seconds[name]):8.3f} s   {calls[name]:6} reads and writes")
    print(f"  the button takes 1/{median(seconds[single]) / median(seconds[button]):.0f} of the time,", end=" ")
    print(f"1/{calls[single] / calls[button]:.0f} of the calls")


def cell_by_cell(book: xw.Book) -> None:
    """The same job as scripts often do it: every declared cell asked for by itself, every result written so."""
    opened = open_live(book)
    edits = result_edits(opened, judge_opened(opened, Standard()), "2025-01-20 10:31")
    for name, spot in opened.spots.items():
        cell = book.sheets[spot.sheet][spot.address]
        cell.value  # noqa: B018
        if name in opened.report.form.cells:
            cell.formula  # noqa: B018
    sheet = book.sheets[INDEX]
    for index in range(RESULT_ROWS):
        if sheet[opened.layout.result(index, RESULT_COLUMNS[0]).address].value is None:
            break
        for column in RESULT_COLUMNS:
            sheet[opened.layout.result(index, column).address].value  # noqa: B018
    for (name, address), edit in edits.items():
        if not isinstance(edit, Stored):
            book.sheets[name][address].value = edit


def endure(office: Office, presses: int) -> None:
    """Many presses in a row."""
    ribbon.press("validate", __version__)
    before, times = memory(office.pid), list[float]()
    for _ in range(presses):
        start = time.perf_counter()
        ribbon.press("validate", __version__)
        times.append(time.perf_counter() - start)
    after = memory(office.pid)
    slow = quantiles(times, n=20)[-1]
    print(f"  {presses} presses: median {median(times):.3f} s, 95 % within {slow:.3f} s", end="")
    if before and after:
        print(f"; LibreOffice {before:.0f} → {after:.0f} MB (target: + 150 at most)", end="")
    print()


def memory(leader: int) -> float:
    """Megabytes of the process group, on Linux; 0 elsewhere."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            if os.getpgid(int(status.parent.name)) == leader:
                total += int(fields.get("VmRSS", "0 kB").split()[0])
        except OSError:
            continue
    return total / 1024


@contextmanager
def counted() -> Any:
    """How often values and formulas are read and written."""
    calls = {"read": 0, "write": 0}
    kept: Mapping[str, Any] = {name: xw.Range.__dict__[name] for name in ("value", "formula")}

    def counting(name: str) -> property:
        def read(area: xw.Range) -> Any:
            calls["read"] += 1
            return kept[name].fget(area)

        def write(area: xw.Range, content: Any) -> None:
            calls["write"] += 1
            kept[name].fset(area, content)

        return property(read, write)

    for name in kept:
        setattr(xw.Range, name, counting(name))
    try:
        yield calls
    finally:
        for name, original in kept.items():
            setattr(xw.Range, name, original)


if __name__ == "__main__":
    main()
