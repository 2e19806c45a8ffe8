"""Tables with merged cells, made up at random, for the tests of every reader that lays tables out."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from xl_tools.published.source import Box


@st.composite
def grids(draw: st.DrawFn) -> list[Box]:
    """Boxes that cover a grid, some of them over several places, in reading order."""
    height, width = draw(st.integers(2, 7)), draw(st.integers(2, 7))
    seed = draw(st.integers(0, 2**32))
    chance = random.Random(seed)
    owner: dict[tuple[int, int], Box] = {}
    boxes: list[Box] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in owner:
                continue
            rows = min(chance.choice((1, 1, 1, 2, 3)), height - row)
            taken = [at for at in range(column + 1, width) if (row, at) in owner]
            columns = min(chance.choice((1, 1, 1, 2, 4)), min(taken, default=width) - column)
            box = Box(f"{row}-{column}", row, column, "", rows, columns)
            boxes.append(box)
            owner |= {(row + down, column + aside): box for down in range(rows) for aside in range(columns)}
    return boxes
