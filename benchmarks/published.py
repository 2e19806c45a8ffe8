"""Reading published reports, per format, beside what others would use for their tables: one run, ratio pair by pair.

- Word: python-docx, every cell by table.cell(row, column).text, as its own guide reads a table;
- web page: pandas.read_html;
- PDF: pdfplumber, extract_tables() of every page;
- text: str.split of every line, the least that any reader must do.

The peers only get texts out of tables; ours makes a report with the evidence of every cell. The sources are those of
the tests (tests/published), undamaged.

    python benchmarks/published.py [sources a format] [pairs]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pandas as pd
import pdfplumber

# Instead of this folder: the helpers of the tests are in a package that is named as this file.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from published.study import read, reader_of, source_of

FORMATS = ("word", "page", "text", "pdf")


def with_table_cell(data: bytes) -> object:
    document = docx.Document(BytesIO(data))
    return [
        [table.cell(row, column).text for row in range(len(table.rows)) for column in range(len(table.columns))]
        for table in document.tables
    ]


def with_read_html(data: bytes) -> object:
    for encoding in ("utf-8", "gb18030"):
        try:
            return pd.read_html(StringIO(data.decode(encoding)))
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor GB18030")


def with_extract_tables(data: bytes) -> object:
    with pdfplumber.open(BytesIO(data)) as file:
        return [page.extract_tables() for page in file.pages]


def with_split(data: bytes) -> object:
    return [line.split("\t") for line in data.decode("gb18030", errors="replace").split("\n")]


PEERS: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "word": ("python-docx, table.cell()", with_table_cell),
    "page": ("pandas.read_html", with_read_html),
    "text": ("str.split", with_split),
    "pdf": ("pdfplumber, extract_tables()", with_extract_tables),
}


def seconds(job: Callable[[bytes], object], sources: Sequence[bytes]) -> float:
    """Mean time a source."""
    start = time.perf_counter()
    for data in sources:
        job(data)
    return (time.perf_counter() - start) / len(sources)


def measure(format_: str, count: int, pairs: int) -> None:
    """Print one line: ours with and without recognition, the peer, and the ratio."""
    sources = [source_of(format_, "none", seed)[1] for seed in range(count)]
    name, peer = PEERS[format_]
    jobs: dict[str, Callable[[bytes], object]] = {
        "all": lambda data: read(format_, data),
        "reader": reader_of(format_),
        "peer": peer,
    }
    for job in jobs.values():
        job(sources[0])
    times: dict[str, list[float]] = {key: [] for key in jobs}
    for _ in range(pairs):
        for key, job in jobs.items():
            times[key].append(seconds(job, sources))
    ours, reader, other = (statistics.median(times[key]) * 1000 for key in ("all", "reader", "peer"))
    ratio = statistics.median(peer / all_ for peer, all_ in zip(times["peer"], times["all"], strict=True))
    print(f"{format_:6}{ours:9.1f} ms{reader:9.1f} ms{other:9.1f} ms   {ratio:8.3f} ×   {name}", flush=True)


def main(count: int, pairs: int) -> None:
    print(f"{count} sources a format, {pairs} pairs, medians a source")
    print(f"{'':6}{'to report':>12}{'reader':>12}{'peer':>12}   peer / ours, pair by pair")
    for format_ in FORMATS:
        measure(format_, count if format_ != "pdf" else max(1, count // 4), pairs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
