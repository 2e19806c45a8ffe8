"""Word export against python-docx with table.cell(), the same three tables, side by side in one run.

python benchmarks/word.py [pairs]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx

from xl_tools.datafile import read_data
from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import Document, TableBlock
from xl_tools.documents.word import write_word
from xl_tools.narrative.compose import compose

EXAMPLE = Path(__file__).parents[1] / "examples" / "data" / "suqian-2024.json"
TARGET = 30


def with_table_cell(document: Document) -> bytes:
    """The document as python-docx's own guide would build it: add_table, merge, cell(row, column).text."""
    out = docx.Document()
    for block in document.blocks:
        if not isinstance(block, TableBlock):
            out.add_paragraph(getattr(block, "text", ""))
            continue
        grid = block.grid
        table = out.add_table(grid.rows, grid.columns)
        for cell in grid.cells:
            first = table.cell(cell.row, cell.column)
            if cell.row_span > 1 or cell.column_span > 1:
                last = table.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
                first = first.merge(last)
            first.text = cell.text or block.texts.get(cell.cell_id, "")
    stream = BytesIO()
    out.save(stream)
    return stream.getvalue()


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def main(pairs: int) -> None:
    report = read_data(EXAMPLE.read_text(encoding="utf-8"))
    document = assemble(report, compose(report), draft=False)
    write_word(document)
    with_table_cell(document)
    ours, theirs, ratios = [], [], []
    for _ in range(pairs):
        ours.append(seconds(lambda: write_word(document)))
        theirs.append(seconds(lambda: with_table_cell(document)))
        ratios.append(theirs[-1] / ours[-1])
    print(f"write_word          median {statistics.median(ours) * 1000:8.1f} ms")
    print(f"table.cell()        median {statistics.median(theirs) * 1000:8.1f} ms")
    print(f"ratio, pair by pair median {statistics.median(ratios):8.1f} ×   (target ≥ {TARGET} ×)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
