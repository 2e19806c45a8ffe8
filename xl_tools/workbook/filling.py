"""Finished texts written into a workbook: what `fill` changes, and what it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xl_tools.narrative.compose import compose
from xl_tools.workbook.change import stored_results
from xl_tools.workbook.live import live_cells
from xl_tools.workbook.patch import Edit
from xl_tools.workbook.reader import Opened
from xl_tools.workbook.texts import digest, is_edited, part_name

Edits = dict[tuple[str, str], Edit]


def fill_edits(opened: Opened) -> tuple[Edits, list[str], list[str], list[str]]:
    """The finished text of every part whose text is generated.

    Returns: edits; names of the parts written; names of the parts kept because somebody edited the
    finished text by hand; all texts that now stand in the workbook.
    """
    layout = opened.layout
    passages = {(passage.section, passage.part): passage.text for passage in compose(opened.report)}
    edits: Edits = {}
    written: list[str] = []
    kept: list[str] = []
    texts: dict[tuple[str, str], str] = {}
    for place, row in layout.texts.items():
        text, state = passages.get(place, ""), opened.texts[place]
        name = part_name(opened.report, *place)
        if is_edited(opened, place):
            texts[place] = state.result
            kept.append(name)
            continue
        texts[place] = text
        if text:
            written.append(name)
        if text != state.result or (digest(text) if text else "") != state.digest:
            result = opened.spots[f"text.{'.'.join(filter(None, place))}.result"]
            edits[result.sheet, result.address] = text or None
            beside = replace(result, column=result.column + row.digest.column - row.result.column)
            edits[beside.sheet, beside.address] = digest(text) if text else None
    edits |= _refreshed(opened, texts)
    return edits, written, kept, [text for text in texts.values() if text]


def _refreshed(opened: Opened, texts: Mapping[tuple[str, str], str]) -> Edits:
    """Stored values of the formulas that depend on finished texts."""
    totals = set(opened.layout.cells.values())
    own = {place: state.own for place, state in opened.texts.items()}
    cells = live_cells(opened.layout, opened.report, texts, own)
    return stored_results(opened, (cell for cell in cells if cell.spot not in totals))
