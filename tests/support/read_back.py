"""What each exported file says of every cell, read by programs that know nothing of ours.

A table is a matrix of texts with merged cells repeated; a cell of the form is found in it by its labels, which
`tests/data/cell-ids.csv` lists, never by position.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import StringIO
from pathlib import Path

CELL_IDS = Path(__file__).parents[1] / "data" / "cell-ids.csv"
BANNER = "第二十条"
Matrix = Sequence[Sequence[str]]


@cache
def printed_labels(edition: str) -> Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Section, row labels and column labels of every cell, by id."""
    with CELL_IDS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["edition"] == edition]
    return {row["id"]: (row["section"], _split(row["row_labels"]), _split(row["column_labels"])) for row in rows}


def from_workbook(file: Path, edition: str) -> dict[str, str]:
    """By defined names, with the stored results of formulas."""
    import openpyxl

    book = openpyxl.load_workbook(file, data_only=True)
    found: dict[str, str] = {}
    for cell_id in printed_labels(edition):
        ((sheet, address),) = book.defined_names[cell_id].destinations
        value = book[sheet][address.replace("$", "")].value
        found[cell_id] = "" if value is None else str(value)
    return found


def from_json(file: Path, edition: str) -> dict[str, str]:
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return {cell_id: "" if cells.get(cell_id) is None else str(cells[cell_id]) for cell_id in printed_labels(edition)}


def from_csv(file: Path, edition: str) -> dict[str, str]:
    import pandas as pd

    frame = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return dict(zip(frame["单元格编号"], frame["数值"], strict=True))


def from_word(file: Path, edition: str) -> dict[str, str]:
    import docx

    tables = docx.Document(str(file)).tables[:3]
    return _cells([[[cell.text for cell in row.cells] for row in table.rows] for table in tables], edition)


def from_web(file: Path, edition: str) -> dict[str, str]:
    import pandas as pd
    from lxml import html

    matrices: list[Matrix] = []
    for table in list(html.document_fromstring(file.read_text(encoding="utf-8")).iter("table"))[:3]:
        columns = sum(int(cell.get("colspan", "1")) for cell in table.find(".//tr"))
        text = StringIO(html.tostring(table, encoding="unicode"))
        # A converter for every column keeps each text as it is printed.
        (frame,) = pd.read_html(text, keep_default_na=False, converters=dict.fromkeys(range(columns), str))
        head = frame.columns.to_list()
        depth = len(head[0]) if isinstance(head[0], tuple) else 0
        heads = [[str(column[level]) for column in head] for level in range(depth)]
        matrices.append([*heads, *frame.astype(str).to_numpy().tolist()])
    return _cells(matrices, edition)


def from_pdf(file: Path, edition: str) -> dict[str, str]:
    import pdfplumber

    tables: list[list[list[str]]] = []
    with pdfplumber.open(file) as pdf:
        for page in pdf.pages:
            for table in page.extract_tables():
                matrix = _filled([[None if cell is None else cell.replace("\n", "") for cell in row] for row in table])
                # A table that goes on over the page begins there with its head once more, or with a banner.
                if tables and _distinct(matrix[:3]) == _distinct(tables[-1][:3]):
                    tables[-1] = _joined(tables[-1], matrix[3:])
                elif tables and all(part[0][0].startswith(BANNER) for part in (matrix, tables[-1])):
                    tables[-1] += matrix
                else:
                    tables.append(matrix)
    return _cells(tables[:3], edition)


READERS: Mapping[str, Callable[[Path, str], dict[str, str]]] = {
    "word": from_word,
    "html": from_web,
    "fragment": from_web,
    "pdf": from_pdf,
    "json": from_json,
    "csv": from_csv,
}


def _cells(matrices: Sequence[Matrix], edition: str) -> dict[str, str]:
    """The text of every cell of the form. Fails where labels lead to no cell, or to cells that differ."""
    sections = list(dict.fromkeys(section for section, _, _ in printed_labels(edition).values()))
    assert len(matrices) == len(sections)
    found: dict[str, str] = {}
    for cell_id, (section, rows, columns) in printed_labels(edition).items():
        texts = _at_labels(matrices[sections.index(section)], rows, columns)
        assert len(texts) == 1, (cell_id, texts)
        found[cell_id] = texts.pop()
    return found


def _at_labels(matrix: Matrix, rows: Sequence[str], columns: Sequence[str]) -> set[str]:
    texts: set[str] = set()
    for index, row in enumerate(matrix):
        banner = next((r for r in range(index, -1, -1) if matrix[r][0].startswith(BANNER)), -1)
        above = [matrix[banner][0]] if banner >= 0 else []
        labels = [*above, *row]
        if any(label not in labels for label in rows) or (rows and rows[-1] not in row):
            continue
        heads = matrix[banner + 1 : index]
        for column, text in enumerate(row):
            over = [head[column] for head in heads]
            if all(label in over for label in columns) and text not in rows and text not in columns:
                texts.add(text)
    return texts


def _filled(table: Sequence[Sequence[str | None]]) -> list[list[str]]:
    """Merged cells repeated: what is not drawn belongs to the cell on its left, or to that above."""
    filled: list[list[str]] = []
    for row in table:
        out: list[str] = []
        for column, text in enumerate(row):
            if text is not None:
                out.append(text)
            elif column and (not filled or row[:column].count(None) < column):
                out.append(out[-1])
            else:
                out.append(filled[-1][column] if filled else "")
        filled.append(out)
    return filled


def _distinct(rows: Matrix) -> list[list[str]]:
    return [list(dict.fromkeys(row)) for row in rows]


def _joined(above: Matrix, below: Matrix) -> list[list[str]]:
    """Both parts of a table, the one with fewer columns of labels widened by its first.

    A label that does not fit beside the last rows of a page is printed at the head of the next.
    """
    rows = [list(row) for row in (*above, *below)]
    width = max(map(len, rows))
    rows = [row[:1] * (width - len(row)) + row for row in rows]
    for row, under in zip(rows[-2::-1], rows[:0:-1], strict=True):
        row[0] = row[0] or under[0]
    return rows


def _split(labels: str) -> tuple[str, ...]:
    return tuple(label for label in labels.split("|") if label)
