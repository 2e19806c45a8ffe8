"""A text as a source: its lines as they stand, and tables whose rows stand on one line each."""

from __future__ import annotations

import re

from xl_tools.characters import clean
from xl_tools.intake.refusal import Refusal
from xl_tools.published.encoding import decode
from xl_tools.published.runs import Row, runs
from xl_tools.published.source import Block, Box, Line, Source, SourceKind, Table
from xl_tools.published.source_blocks import EDGES

_PIPE = re.compile(r"[|｜│┃]")
_RULE = re.compile(r"[\s|｜│┃:=+_—\-─━┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝═║]*[-─━═][\s|｜│┃:=+_—\-─━┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝═║]*")
"""A line that is drawn, not written."""
_FRAME = re.compile(r"[|｜│┃┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝║]")
_GAP = re.compile(r"[ \xa0\u3000]{2,}")
_FIGURE = r"(?:[+＋－-]?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?(?:万元|万|元|件)?|/|／|——?|-|－|无)"
_WIDEST = 400
"""Characters of a row of the widest table, its label among them."""
_FIGURES = re.compile(rf"(?P<label>.*?)(?P<figures>(?:(?:^|[ \xa0\u3000]){_FIGURE}){{2,}})")
"""A label and figures behind it with single blanks between them, as they are copied out of a PDF file."""
_LEAST = 2
_QUOTED_LINES = 5
"""Lines of one cell that Excel puts between quotation marks."""


def read_text(data: bytes) -> Source:
    """What stands in a text file.

    Args:
        data: of a file that passed the gate.

    Raises: Refusal N32 for an unknown encoding, N31 if there is no text in it.
    """
    lines = clean(decode(data)).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if not any(line.strip(EDGES) for line in lines):
        raise Refusal("N31")
    blocks: list[Block] = []
    spans = _joined(lines)
    rows = [_row(number, text) for number, (_, _, text) in enumerate(spans, 1)]
    for run in runs(rows, _LEAST):
        row, *others = run
        if others:
            blocks.append(_table(run, spans))
            continue
        first, last, text = spans[row.at - 1]
        # A cell that stands between quotation marks over several lines is none if its row makes no table.
        texts = [text] if first == last else lines[first - 1 : last]
        blocks += [Line(one, f"第 {number} 行") for number, one in enumerate(texts, first)]
    return Source(SourceKind.TEXT, tuple(blocks))


def _joined(lines: list[str]) -> list[tuple[int, int, str]]:
    """(first, last, text) of every row; Excel puts a cell with several lines between quotation marks."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(lines):
        end = at + 1
        if "\t" in lines[at] and _is_open(lines[at]):
            here = lines[at]
            for more in range(at + 1, min(at + _QUOTED_LINES, len(lines))):
                here += "\n" + lines[more]
                if not _is_open(here):
                    end = more + 1
                    break
        found.append((at + 1, end, "\n".join(lines[at:end])))
        at = end
    return found


def _is_open(text: str) -> bool:
    """Whether a cell begins with a quotation mark whose counterpart is missing."""
    cell = text.rsplit("\t", 1)[-1]
    return cell.startswith('"') and cell.count('"') % 2 == 1


def _row(number: int, text: str) -> Row:
    if "\t" in text.strip(" "):
        cells = text.split("\t")
        # One cell a line with a tab before it is how tables are flattened; a tab behind it speaks of more cells.
        loose = not any(cell.strip(EDGES) for cell in cells[:-1])
        return _split(number, cells, "tab", loose=loose)
    if _RULE.fullmatch(text):
        # A line that is drawn joins the rows around it.
        return Row(number, {0: text}, "pipe", loose=not _FRAME.search(text))
    if _PIPE.search(text):
        cells = _PIPE.split(text.strip(EDGES))
        edges = (not cells[0].strip(EDGES), not cells[-1].strip(EDGES))
        return _split(number, cells[edges[0] : len(cells) - edges[1]], "pipe", loose=False)
    stripped = text.strip(EDGES)
    cells = _GAP.split(stripped)
    if len(cells) == 1 and len(stripped) <= _WIDEST and (found := _FIGURES.fullmatch(stripped)):
        cells = [found["label"], *found["figures"].split()] if found["label"] else found["figures"].split()
    return _split(number, cells, "gap", loose=True)


def _split(number: int, cells: list[str], kind: str, *, loose: bool) -> Row:
    texts = {column: _unquoted(text.strip(EDGES)) for column, text in enumerate(cells)}
    return Row(number, {column: text for column, text in texts.items() if text}, kind, loose)


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return text


def _table(run: tuple[Row, ...], spans: list[tuple[int, int, str]]) -> Table:
    rows = [row for row in run if not _RULE.fullmatch(spans[row.at - 1][2])]
    boxes = tuple(
        Box(text, index, column, f"第 {spans[row.at - 1][0]} 行第 {column + 1} 栏")
        for index, row in enumerate(rows)
        for column, text in row.cells.items()
    )
    first, last = spans[run[0].at - 1][0], spans[run[-1].at - 1][1]
    return Table(boxes, f"第 {first}—{last} 行")
