"""What the engine costs: seconds and calls into LibreOffice for blocks, against the same job cell by cell.

Run: python benchmarks/engine.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import xlwings as xw

from xl_tools.libreoffice.engine import connect
from xl_tools.libreoffice.office import Office

ROWS, COLUMNS, REPEATS = 40, 10, 20


class Counter:
    """Counts calls of UNO methods and properties by watching what Python calls."""

    def __init__(self, target: Any) -> None:
        self.target = target
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        self.calls += 1
        return getattr(self.target, name)

    def __setattr__(self, name: str, value: object) -> None:
        if name in ("target", "calls"):
            object.__setattr__(self, name, value)
        else:
            self.calls += 1
            setattr(self.target, name, value)


def seconds(job: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median time of a job."""
    job()
    times: list[float] = []
    for _ in range(repeats):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def calls(block: xw.Range, job: Callable[[xw.Range], object]) -> int:
    """How often a job on a block touches the block's UNO object."""
    impl = block.impl
    counter = Counter(impl.cells)
    object.__setattr__(impl, "_cells", counter)
    job(block)
    return counter.calls


def main() -> int:
    """Measure and print a table."""
    with Office() as office:
        app = connect(office)
        start = time.perf_counter()
        book = app.books.add()
        opened = time.perf_counter() - start
        sheet = book.sheets[0]
        block = sheet.range((1, 1), (ROWS, COLUMNS))
        numbers = [[float(r * COLUMNS + c) for c in range(COLUMNS)] for r in range(ROWS)]
        formulas = [[f"=ROW()*{c + 1}" for c in range(COLUMNS)] for _ in range(ROWS)]
        rows = [
            ("write values, one block", seconds(lambda: setattr(block, "value", numbers)), ROWS * COLUMNS),
            ("read values, one block", seconds(lambda: block.value), ROWS * COLUMNS),
            ("write formulas, one block", seconds(lambda: setattr(block, "formula", formulas)), ROWS * COLUMNS),
            ("read formulas, one block", seconds(lambda: block.formula), ROWS * COLUMNS),
            ("read values, cell by cell", seconds(lambda: [cell.value for cell in block], 3), ROWS * COLUMNS),
            ("write values, cell by cell", seconds(lambda: [setattr(c, "value", 1) for c in block], 3), ROWS * COLUMNS),
            ("read one cell", seconds(lambda: sheet["A1"].value), 1),
            ("write one cell", seconds(lambda: setattr(sheet["A1"], "value", 1)), 1),
        ]
        print(f"open a book: {opened * 1000:.0f} ms")
        for name, spent, cells in rows:
            print(f"{name:<28} {spent * 1000:8.1f} ms   {cells} cells")
        fresh = sheet.range((1, 1), (ROWS, COLUMNS))
        print(f"calls on the block: read {calls(fresh, lambda b: b.impl.raw_value)}", end=", ")
        print(f"write {calls(sheet.range((1, 1), (ROWS, COLUMNS)), lambda b: setattr(b.impl, 'raw_value', numbers))}")
        book.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
