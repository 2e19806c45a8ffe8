"""A source as the lines and tables of one report: without a layout around it, without the other reports beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from xl_tools.errors import PublishedError
from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Section
from xl_tools.printed import TableState
from xl_tools.published.geometry import is_number, read_tables
from xl_tools.published.headings import find_headings, section_titled
from xl_tools.published.labels import Role, marks
from xl_tools.published.litter import without_marks
from xl_tools.published.outline import CellLine, Item
from xl_tools.published.rows import Found, Head, Header, Record, Slot, Text, is_value
from xl_tools.published.source import Box, Line, Source, Table
from xl_tools.published.titles import Title, titles

FEWEST_HEADINGS = 3
"""So many headings of the form make a report, even without any of its tables."""
_LONG = 200
"""Characters of a box that holds more than a cell."""
_FEWEST_LABELS = 3

Part = Line | CellLine | Table


def parts_of_source(source: Source) -> list[Part]:
    """The blocks, a line for every line of a paragraph.

    A table that only holds a page together becomes lines. Where merges are lost, tables become lines of cells.
    """
    blocks: list[Part] = []
    flat = False
    shapeless = any(_is_of_form(table) and _is_ragged(table) for table in source.tables)
    for block in source.blocks:
        if isinstance(block, Line):
            blocks += [replace(block, text=text) for text in block.text.split("\n")]
        elif _is_frame(block):
            blocks += [Line(text, box.where) for box in block.boxes for text in box.text.split("\n")]
        elif shapeless and not _has_merges(block) and (_is_of_form(block) or (flat and _goes_on(block))):
            blocks += _cell_lines(block)
            flat = True
        else:
            boxes = tuple(replace(box, text=without_marks(box.text)) for box in block.boxes)
            blocks.append(replace(block, boxes=boxes))
    return blocks


def _is_frame(table: Table) -> bool:
    """Whether a table is the portal's, with the headings of a report inside its boxes."""
    texts = [text for box in table.boxes for text in box.text.split("\n")]
    sections = {one.section for one in find_headings(list(texts))}
    long = any(len(box.text) > _LONG and find_headings(list(box.text.split("\n"))) for box in table.boxes)
    return bool(sections) and (long or (len(sections) >= FEWEST_HEADINGS and not read_tables([table])[0]))


def _has_merges(table: Table) -> bool:
    return any(box.rows > 1 or box.columns > 1 for box in table.boxes)


def _is_ragged(table: Table) -> bool:
    """Whether rows are of different lengths though nothing is merged: then no box need stand in its column."""
    lengths = Counter(box.row for box in table.boxes)
    return not _has_merges(table) and len(set(lengths.values())) > 1


def _is_of_form(table: Table) -> bool:
    return sum(any(mark.exact for mark in marks(box.text)) for box in table.boxes) >= _FEWEST_LABELS


def _goes_on(table: Table) -> bool:
    """Whether all rows of a table begin with labels of rows of the form: the end of a table that the page broke."""
    labelled = {box.row for box in table.boxes if any(mark.exact and mark.role is Role.ROW for mark in marks(box.text))}
    return bool(labelled) and labelled == {box.row for box in table.boxes}


def _cell_lines(table: Table) -> Iterator[CellLine]:
    """The boxes as a flattened text has them: each behind a tab, an empty line at the end of each row."""
    row = table.boxes[0].row
    for box in table.boxes:
        if box.row != row:
            yield CellLine(Line("", box.where))
            row = box.row
        yield CellLine(Line("\t" + " ".join(box.text.split("\n")), box.where))
    yield CellLine(Line("", table.where))


def bare_review(blocks: Sequence[Part], tables: Sequence[Table]) -> tuple[Found, int] | None:
    """The first table below the heading of 表四, if it is a row of numbers and nothing else; and its position."""
    headings = find_headings([block.text if isinstance(block, Line) else None for block in blocks])
    start = next((one.at for one in headings if one.section == "review"), None)
    if start is None:
        return None
    stop = min((one.at for one in headings if one.at > start), default=len(blocks))
    for block in blocks[start:stop]:
        if isinstance(block, Table):
            found = _bare_row(block, all_forms()[-1].section("review"))
            return (found, tables.index(block)) if found else None
    return None


def _bare_row(table: Table, section: Section) -> Found | None:
    """The only row of numbers of a table whose whole head is lost, if it has as many as the table of the form.

    Which table it is has to be known from the heading above.
    """
    rows: dict[int, list[Box]] = {}
    for box in table.boxes:
        rows.setdefault(box.row, []).append(box)
    only = [boxes for boxes in rows.values() if any(is_number(box) for box in boxes)]
    if (
        len(only) != 1
        or len(only[0]) != len(section.blocks[0].columns)
        or not all(is_value(box.text) for box in only[0])
    ):
        return None
    found = Found(section.id, TableState.TABLE, table.where)
    found.headers = [Header(tuple(Head(()) for _ in only[0]), lost=True)]
    parts = [tuple(Text(box.text, box.where) for _ in range(is_number(box))) for box in only[0]]
    slots = tuple(Slot(at, part, box.where) for at, (part, box) in enumerate(zip(parts, only[0], strict=True)))
    found.records = [Record((), only[0][0].where, 0, slots)]
    return found


def items_of(blocks: Sequence[Part], used: frozenset[int]) -> tuple[list[Item], list[str]]:
    """Lines, and None for each table of the form; other tables are left out, unless their boxes are lines of text."""
    items: list[Item] = []
    left_out: list[str] = []
    number = -1
    for block in blocks:
        if not isinstance(block, Table):
            items.append(block)
            continue
        number += 1
        if number in used:
            # Where the three tables were made one, the headings stand in rows of it.
            for box in block.boxes:
                if section_titled(box.text):
                    items += [Line(box.text, box.where), None]
            items.append(None)
        elif max((box.column + box.columns for box in block.boxes), default=0) == 1:
            items += [Line(text, box.where) for box in block.boxes for text in box.text.split("\n")]
        else:
            left_out.append(block.where)
    return items, left_out


def one_report(blocks: Sequence[Part], year: int | None) -> list[Part]:
    """The blocks of the one report meant. Raises: PublishedError (N42)."""
    lines = [block if isinstance(block, Line) else Line("", "") for block in blocks]
    starts: list[Title] = []
    for one in titles(lines):
        if not starts or (one.year, one.name) != (starts[-1].year, starts[-1].name):
            starts.append(one)
    if len(starts) < 2:
        return list(blocks)
    ends = [*(one.first for one in starts[1:]), len(blocks)]
    reports = [
        (one, list(blocks[one.first : end]))
        for one, end in zip(starts, ends, strict=True)
        if _is_report(blocks[one.first : end])
    ]
    if len(reports) < 2:
        return list(blocks)
    chosen = [part for one, part in reports if year and one.year == year]
    if len(chosen) == 1:
        return chosen[0]
    names = "、".join(f"“{one.text}”" for one, _ in reports)
    raise PublishedError(
        f"这里有 {len(reports)} 份年报：{names}。", code="N42", hint="请指明要提取哪一年的，或者只留下要提取的一份。"
    )


def copies(blocks: Sequence[Part]) -> list[Sequence[Part]]:
    """The parts of one report each of which is the whole report again, under its title; none where it stands once."""
    lines = [block if isinstance(block, Line) else Line("", "") for block in blocks]
    starts = [one.first for one in titles(lines)]
    parts = [blocks[start:end] for start, end in pairwise([*starts, len(blocks)])]
    whole = [part for part in parts if _has_headings(part)]
    return whole if len(whole) > 1 else []


def _is_report(blocks: Sequence[Part]) -> bool:
    tables = [block for block in blocks if isinstance(block, Table)]
    if read_tables(tables)[0]:
        return True
    return _has_headings(blocks)


def _has_headings(blocks: Sequence[Part]) -> bool:
    texts = [block.text if isinstance(block, Line) else None for block in blocks]
    return len(find_headings(texts)) >= FEWEST_HEADINGS
