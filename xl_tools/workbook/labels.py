"""The labels printed around each declared cell: what the third anchor compares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from xl_tools.workbook.layout import LEAD, PROPOSED, Layout
from xl_tools.workbook.titles import LAST_TEXT_COLUMNS, LEAD_TITLE, NO_PARTS, PREVIOUS_COLUMNS, TEXT_LABELS

LONGEST = 200
"""No label has more characters."""
_SPACE = re.compile(r"[\s\u3000\xa0\u200b\ufeff]+")


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of one cell, in normal form.

    Attributes:
        title: how messages name the cell.
        left: texts that stand in the same row, to the left.
        above: path of column headers, outermost first; only the cells of a printed table have one.
    """

    title: str
    left: tuple[str, ...]
    above: tuple[str, ...] = ()


# The labels of one workbook are those of the next.
@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The text without any spaces and line breaks, and without a colon at its end."""
    return _SPACE.sub("", text).rstrip(":：")


def expected_labels(layout: Layout) -> Mapping[str, Labels]:
    """Labels by defined name, of every cell that is read; a test compares them with a built workbook."""
    found: dict[str, Labels] = {}
    for cell in layout.form.cells.values():
        left = (normal(cell.row.label[-1]),) if cell.row.label else ()
        found[cell.id] = Labels(cell.name, left, tuple(normal(text) for text in cell.column_labels))
    for cell in layout.previous_form.cells.values():
        rows, columns = normal(" / ".join(cell.row_labels)), normal(" / ".join(cell.column_labels))
        left = (rows, columns) if rows else (columns,)
        found[f"previous.{cell.id}"] = Labels(f"上年 {cell.name}", left)
        if cell.id in layout.proposed:
            header = PREVIOUS_COLUMNS["proposed"]
            found[f"{PROPOSED}{cell.id}"] = Labels(f"上年 {cell.name}·{header}", left, (normal(header),))
    for key, spots in layout.last_texts.items():
        title = layout.last_text_title(key)
        for index, (header, _) in enumerate(zip(LAST_TEXT_COLUMNS, spots, strict=True)):
            found[f"last.text.{key}{'.more' * index}"] = Labels(title, (normal(title),), (normal(header),))
    fields = {f"report.{name}": label for name, label in layout.cover_labels.items()}
    fields |= {f"last.{name}": label for name, label in layout.previous_labels.items()}
    for key in dict.fromkeys(key for key, _ in layout.texts):
        fields |= {f"fact.{fact.id}": fact.label for fact in layout.facts_of(key)}
    found |= {name: Labels(label, (normal(label),)) for name, label in fields.items()}
    titles = {
        (section.id, part.id): part.heading or part.title
        for section in layout.form.narratives
        for part in section.parts
    }
    for key, part in layout.texts:
        title = LEAD_TITLE if key == LEAD else titles.get((key, part), NO_PARTS)
        stem = f"text.{key}.{part}" if part else f"text.{key}"
        for column in ("own", "result"):
            header = TEXT_LABELS[column]
            found[f"{stem}.{column}"] = Labels(f"{title}·{header}", (normal(title),), (normal(header),))
    return found
