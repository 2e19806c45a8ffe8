"""The summary workbook of 2,000 units, beside XlsxWriter writing their figures and nothing else, in pairs.

python benchmarks/summary.py [units] [pairs]
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path
from statistics import median

import xlsxwriter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.collected import large_city

from xl_tools.consolidation.collected import Collected
from xl_tools.summary.book import build_summary
from xl_tools.summary.links import LinkBase


def alone(city: Collected) -> bytes:
    """The figures of all units on one sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, one in enumerate(city.total.contributions):
        sheet.write_string(row, 0, one.unit)
        for column, number in enumerate(one.report.numbers.values(), 1):
            sheet.write_number(row, column, number)
    book.close()
    return target.getvalue()


def main(units: int, pairs: int) -> None:
    """Measure and print."""
    city = large_city(units)
    links = LinkBase(Path("/collection"), "溯源.csv")
    ways = {
        "without 溯源": lambda: build_summary(city, links=links, rows=0),
        "with 60,000 lines of 溯源": lambda: build_summary(city, links=links),
    }
    for title, ours in ways.items():
        took = [(seconds(ours), seconds(lambda: alone(city))) for _ in range(pairs)]
        ratio = median(mine / theirs for mine, theirs in took)
        size = len(ours()) / 1e6
        print(f"{title}: {median(one for one, _ in took):.2f} s, {size:.1f} MB, {ratio:.2f} x XlsxWriter alone")


def seconds(call) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
