"""The PDF, in a process of its own and in one that runs, beside LibreOffice's conversion of our Word file, in one run.

Of the cold process it also says where the time goes: starting Python and reading the report, finding the fonts,
setting the pages. Without LibreOffice its line is left out.

    python benchmarks/pdf.py [rounds]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from xl_tools.datafile import read_data
from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import Document
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.pdf.office import convert_word
from xl_tools.documents.pdf.writer import write_pdf
from xl_tools.documents.typesetting.fonts import settled
from xl_tools.documents.word.writer import write_word
from xl_tools.narrative.compose import compose
from xl_tools.report import Report
from xl_tools.soffice import find_soffice
from xl_tools.values import Count

EXAMPLE = Path(__file__).parents[1] / "examples" / "data" / "suqian-2024.json"
COLD_TARGET, WARM_TARGET = 500, 50
COLD = """
import json, sys, time
start = time.perf_counter()
from pathlib import Path
from xl_tools.datafile import read_data
from xl_tools.documents.assemble import assemble
from xl_tools.documents.lookfile import standard_look
from xl_tools.narrative.compose import compose
report = read_data(Path(sys.argv[1]).read_text(encoding="utf-8"))
document = assemble(report, compose(report), draft=False)
read = time.perf_counter()
from xl_tools.documents.typesetting.fonts import installed
from xl_tools.documents.pdf.writer import write_pdf
installed()
found = time.perf_counter()
write_pdf(document, standard_look())
print(json.dumps([read - start, found - read, time.perf_counter() - found]))
"""


def document_of(report: Report, number: int) -> Document:
    """The report with other counts in every cell: what typst has just set, it would set again from memory."""
    counts = {cell: report.value(cell) for cell in report.form.cells}
    cells = {cell: Count(count.number + number) for cell, count in counts.items() if isinstance(count, Count)}
    other = report.with_cells(cells)
    return assemble(other, compose(other), draft=False)


def milliseconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def cold() -> list[float]:
    """Milliseconds of one process: all of it, then its three parts."""
    parts = ""

    def run() -> None:
        nonlocal parts
        parts = subprocess.run(
            [sys.executable, "-c", COLD, str(EXAMPLE)], capture_output=True, check=True, text=True
        ).stdout

    return [milliseconds(run), *(seconds * 1000 for seconds in json.loads(parts))]


def main(rounds: int) -> None:
    look = standard_look()
    report = read_data(EXAMPLE.read_text(encoding="utf-8"))
    write_pdf(document_of(report, 0), look)
    colds, warms, offices = [], [], []
    for number in range(1, rounds + 1):
        document = document_of(report, number)
        colds.append(cold())
        warms.append(milliseconds(lambda document=document: write_pdf(document, look)))
        if find_soffice():
            word = write_word(document, settled(look))
            offices.append(milliseconds(lambda word=word: convert_word(word, "libreoffice")))
    whole, read, found, written = (statistics.median(column) for column in zip(*colds, strict=True))
    print(f"cold process         median {whole:7.0f} ms   (target ≤ {COLD_TARGET} ms)")
    print(f"  Python starts and ends    {whole - read - found - written:7.0f} ms")
    print(f"  modules, report           {read:7.0f} ms")
    print(f"  fonts found               {found:7.0f} ms")
    print(f"  pages set                 {written:7.0f} ms")
    print(f"warm                 median {statistics.median(warms):7.0f} ms   (target ≤ {WARM_TARGET} ms)")
    if offices:
        office = statistics.median(offices)
        print(f"LibreOffice, cold    median {office:7.0f} ms   ({office / whole:.1f} × ours)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
