"""Word export beside what others would use for the same report, in one run, ratio pair by pair.

- python-docx with table.cell(), as its own guide builds a table;
- docxtpl, filling a template with the same tables and paragraphs (skipped if it is not installed);
- raw XML: zipping the parts of the finished file, the least that any writer must do.

A last line says what one picture costs.

    python benchmarks/word.py [pairs]
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx

from xl_tools.datafile import read_data
from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import Document, Figure, Paragraph, TableBlock
from xl_tools.documents.word.writer import write_word
from xl_tools.narrative.compose import compose

EXAMPLE = Path(__file__).parents[1] / "examples" / "data" / "suqian-2024.json"
FIGURE = Figure(
    "bars",
    "图1",
    "条形图",
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 440 240" font-family="Noto Sans CJK SC" font-size="12">'
    + "".join(
        f'<text x="10" y="{20 + 22 * row}">第{row + 1}项</text>'
        f'<rect x="80" y="{8 + 22 * row}" width="{30 * row}" height="16"/>'
        for row in range(10)
    )
    + "</svg>",
    440,
    240,
)
SHORTEST = 0.1
_SLOT = re.compile(r"\{\{ (\w+) \}\}")


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


def template_of(document: Document) -> tuple[bytes, dict[str, str]]:
    """A docxtpl template with a slot for each number and each paragraph of the document, and what goes into them."""
    context: dict[str, str] = {}

    def slot(text: str) -> str:
        context[f"s{len(context)}"] = text
        return f"{{{{ s{len(context) - 1} }}}}"

    blocks = []
    for block in document.blocks:
        if isinstance(block, TableBlock):
            block = replace(block, texts={cell_id: slot(text) for cell_id, text in block.texts.items()})
        elif isinstance(block, Paragraph):
            block = Paragraph(slot(block.text))
        blocks.append(block)
    return write_word(replace(document, blocks=tuple(blocks))), context


def with_docxtpl(template: bytes, context: dict[str, str]) -> bytes:
    from docxtpl import DocxTemplate

    file = DocxTemplate(BytesIO(template))
    file.render(context)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def seconds(job: Callable[[], object]) -> float:
    """Mean time of one run; quick jobs run long enough for one interruption by the system not to matter."""
    start, runs = time.perf_counter(), 0
    while not runs or time.perf_counter() - start < SHORTEST:
        job()
        runs += 1
    return (time.perf_counter() - start) / runs


def jobs(document: Document) -> dict[str, Callable[[], bytes]]:
    """What is timed, by name; the first is ours."""
    done = write_word(document)
    parts = parts_of(done)
    found: dict[str, Callable[[], bytes]] = {
        "write_word": lambda: write_word(document),
        "table.cell()": lambda: with_table_cell(document),
        "raw XML": lambda: zipped(parts),
    }
    try:
        import docxtpl  # noqa: F401
    except ImportError:
        print("docxtpl is not installed: no times of it")
        return found
    template, context = template_of(document)
    filled = parts_of(with_docxtpl(template, context))["word/document.xml"].decode()
    assert not _SLOT.search(filled), "docxtpl left a slot empty"
    return found | {"docxtpl": lambda: with_docxtpl(template, context)}


def main(pairs: int) -> None:
    report = read_data(EXAMPLE.read_text(encoding="utf-8"))
    document = assemble(report, compose(report), draft=False)
    document = replace(document, blocks=tuple(block for block in document.blocks if not isinstance(block, Figure)))
    timed = jobs(document)
    for job in timed.values():
        job()
    times: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(pairs):
        for name, job in timed.items():
            times[name].append(seconds(job))
    print(f"{'':24}{'median':>10}   of write_word, pair by pair")
    for name, taken in times.items():
        ratio = statistics.median(other / ours for ours, other in zip(times["write_word"], taken, strict=True))
        target = "   (target ≥ 30 ×)" if name == "table.cell()" else ""
        print(f"{name:24}{statistics.median(taken) * 1000:7.2f} ms   {ratio:8.2f} ×{target}")
    raw = statistics.median(ours / raw for ours, raw in zip(times["write_word"], times["raw XML"], strict=True))
    print(f"write_word is {raw:.1f} × raw XML (target ≤ 5 ×)")
    pictured = replace(document, blocks=(*document.blocks, FIGURE))
    costs = [seconds(lambda: write_word(pictured)) - seconds(lambda: write_word(document)) for _ in range(pairs)]
    print(f"a picture of 440 by 240 points adds {statistics.median(costs) * 1000:.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
