"""Papers as plain text: a flattened Word file, tab-divided rows, a copy out of a browser, one cell a line."""

from __future__ import annotations

import random
from collections.abc import Iterator

from published.damage_words import flat
from published.paper import Kind, Paper, Square, Table

MAKES = ("flattened", "rows", "browser", "lines")
_ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "gb18030")


def make(paper: Paper, chance: random.Random, how: str = "") -> bytes:
    """The paper as .txt.

    Args:
        how: one of MAKES; any if empty.
    """
    how = how or chance.choice(MAKES)
    if "squeezed" in paper.marks:
        how = "squeezed"
    indent = chance.choice(("", "　　", "    "))
    lines: list[str] = []
    for block in paper.blocks:
        if isinstance(block, Table):
            lines += _table(block, how)
            if how != "squeezed":
                lines.append("")
        elif block.kind is Kind.BODY and block.text:
            lines.append(indent + block.printed)
        else:
            lines.append(block.printed)
            if block.kind is Kind.TITLE and how != "squeezed" and chance.random() < 0.3:
                lines.append("")
    end = chance.choice(("\n", "\n", "\r\n"))
    return (end.join(lines) + end).encode(chance.choice(_ENCODINGS))


def _table(table: Table, how: str) -> Iterator[str]:
    for row, beginning in enumerate(table.by_row()):
        match how:
            case "flattened":
                # A cell that goes on from above is an empty one; a row ends with an empty line.
                for one in _standing(table, row):
                    text = one.text if one.row == row else ""
                    first, *more = text.split("\n")
                    yield f"\t{first}"
                    yield from more
                yield ""
            case "rows":
                yield "\t".join(_line(one) if one.row == row else "" for one in _standing(table, row))
            case "browser":
                # A browser copies only what begins in the row.
                yield "\t".join(_line(one) for one in beginning)
            case "lines":
                yield from (_line(one) for one in beginning)
            case _:
                yield from (_line(one).strip() for one in beginning if _line(one).strip())


def _standing(table: Table, row: int) -> list[Square]:
    found = [one for one in table.squares if one.row <= row < one.row + one.rows]
    return sorted(found, key=lambda one: one.column)


def _line(one: Square) -> str:
    """The text of a square on one line; a torn number stays torn."""
    return one.text.replace("\n", " ") if one.cell else flat(one.text)
