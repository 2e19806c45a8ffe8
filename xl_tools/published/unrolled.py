"""Labels, numbers and gaps of flattened tables → printed rows under printed headers, as geometry gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xl_tools.forms.model import Block, Form, Section
from xl_tools.printed import TableState
from xl_tools.published.cells import likeliest
from xl_tools.published.flat import Token, TokenKind, tokens
from xl_tools.published.flatheads import read_head
from xl_tools.published.headings import section_titled
from xl_tools.published.labels import Mark, Role, exact_key, loose_key, near
from xl_tools.published.rows import Found, Head, Header, Record, Slot, Text
from xl_tools.published.source import Line

_MOST_LABEL_GAPS = 2
"""Empty cells that may stand before the label of the next row, under a merged group."""
_ABOVE = (Role.BANNER, Role.CORNER, Role.COLUMN, Role.COLUMN_GROUP)


@dataclass
class _Row:
    label: Token | None
    cells: list[Token] = field(default_factory=list[Token])

    @property
    def filled(self) -> bool:
        return any(cell.kind is TokenKind.VALUE for cell in self.cells)


@dataclass
class _Part:
    """A header as it was met, and the rows below it."""

    head: list[Token] = field(default_factory=list[Token])
    rows: list[_Row] = field(default_factory=list[_Row])


@dataclass
class _Flat:
    """One table of the form as it was met in the text."""

    section: str
    parts: list[_Part] = field(default_factory=list[_Part])
    groups: list[Token] = field(default_factory=list[Token])
    notes: list[Text] = field(default_factory=list[Text])


def read_lines(lines: Sequence[Line], preferred: Sequence[Form]) -> dict[str, Found]:
    """What flattened tables hold of the form, by section id.

    Args:
        lines: the lines of the source where tables may stand, in their order.
        preferred: the editions to think of first where the labels fit two of them equally well.
    """
    found, tabbed = tokens(lines)
    result: dict[str, Found] = {}
    for flat in _tables(found):
        if sum(len(part.rows) for part in flat.parts):
            texts = [token.text.text for part in flat.parts for token in part.head] + _labels(flat)
            form = likeliest(flat.section, texts, _labels(flat), preferred)
            if one := _found(flat, form.section(flat.section), tabbed):
                result[flat.section] = one
    return result


def _labels(flat: _Flat) -> list[str]:
    return [row.label.text.text for part in flat.parts for row in part.rows if row.label and row.cells]


# --- what was met, in its order


def _tables(found: Sequence[Token]) -> list[_Flat]:
    flats: dict[str, _Flat] = {}
    current: _Flat | None = None
    for token in found:
        if token.kind is TokenKind.LABEL:
            section = _section_of(token.marks, current.section if current else "")
            current = flats.setdefault(section, _Flat(section))
            _take_label(current, token, [mark for mark in token.marks if mark.section == section])
        elif token.kind is TokenKind.OTHER and (titled := section_titled(token.text.text)):
            current = None
            if titled == "review":
                # Its only row has no label, so that it is known by this heading alone if its head is lost.
                current = flats.setdefault(titled, _Flat(titled))
                current.parts = current.parts or [_Part()]
        elif current is not None:
            _take_other(current, token)
    for flat in flats.values():
        for part in flat.parts:
            for row in part.rows:
                if row.label and not row.filled and token_is_group(row.label):
                    flat.groups.append(row.label)
                elif row.label and not row.label.marks and not row.filled:
                    flat.notes.append(row.label.text)
            part.rows = [
                row
                for row in part.rows
                if row.filled or (row.label and row.label.marks and not token_is_group(row.label))
            ]
    return list(flats.values())


def token_is_group(token: Token) -> bool:
    """Whether a label is a group of rows, in one edition at least."""
    return any(mark.role is Role.ROW_GROUP for mark in token.marks)


def _section_of(found: Sequence[Mark], current: str) -> str:
    sections = [mark.section for mark in found]
    return current if current in sections else sections[0]


def _take_label(flat: _Flat, token: Token, found: list[Mark]) -> None:
    roles = {mark.role for mark in found}
    part = flat.parts[-1] if flat.parts else None
    in_rows = part is not None and any(row.filled for row in part.rows)
    if roles & set(_ABOVE) and not (in_rows and _names_row(flat.section, token)):
        if part is None or any(row.filled for row in part.rows) or any(row.label for row in part.rows):
            flat.parts.append(_Part([token]))
        else:
            part.rows.clear()
            part.head.append(token)
        return
    if part is None:
        part = _Part()
        flat.parts.append(part)
    if Role.ROW in roles or roles & set(_ABOVE):
        last = part.rows[-1].label if part.rows and not part.rows[-1].cells else None
        if last is None or exact_key(last.text.text) != exact_key(token.text.text):
            part.rows.append(_Row(token))
    else:
        flat.groups.append(token)
        part.rows.append(_Row(None))


def _names_row(section: str, token: Token) -> bool:
    """“总计” and “其他” are columns of 表三, and rows whose number was lost."""
    return section == "requests" and loose_key(token.text.text) in ("总计", "其他")


def _take_other(flat: _Flat, token: Token) -> None:
    if not flat.parts:
        return
    part = flat.parts[-1]
    if token.kind is TokenKind.OTHER:
        if any(mark.isdigit() for mark in token.text.text) and not exact_key(token.text.text).strip("0123456789"):
            return  # a number beside the cells: of the page
        if flat.section == "review" and part.rows:
            flat.notes.append(token.text)
        elif part.rows:
            part.rows.append(_Row(token))
        else:
            part.head.append(token)
    elif part.rows and (part.rows[-1].label or part.rows[-1].cells or flat.section == "review"):
        part.rows[-1].cells.append(token)
    elif flat.section == "review" and token.kind is not TokenKind.EMPTY:
        part.rows.append(_Row(None, [token]))


# --- as geometry gives it


def _found(flat: _Flat, section: Section, tabbed: bool) -> Found | None:
    found = Found(flat.section, TableState.TEXT, "", notes=list(flat.notes))
    found.others = [(Role.ROW_GROUP, token.text) for token in flat.groups]
    last: Header | None = None
    for part in flat.parts:
        if not part.rows and not part.head:
            continue
        block = _block_of(part, section)
        header = (
            read_head(part.head, section, block, found, _width(part, tabbed, len(block.columns))) if part.head else None
        )
        if header is None or not header.columns:
            banner = header.banner if header else ""
            if last is not None and not banner:
                header = last
            else:
                header = Header(tuple(Head(()) for _ in block.columns), banner, lost=True)
        last = header
        found.headers.append(header)
        for row in part.rows:
            record = _record(row, len(header.columns), len(found.headers) - 1, tabbed)
            if record is not None and not (header.lost and record.loose):
                found.records.append(record)
    places = [text.where for _, text in found.others] + [record.where for record in found.records]
    heads = [head.where for header in found.headers for head in header.columns]
    found.where = next((where for where in (*heads, *places) if where), "")
    labels = sum(bool(record.path) for record in found.records)
    enough = bool(found.records) and (len(heads) >= 3 if flat.section == "review" else labels > 1)
    return found if enough else None


def _block_of(part: _Part, section: Section) -> Block:
    texts = {exact_key(token.text.text) for token in part.head}
    rows = {exact_key(row.label.text.text) for row in part.rows if row.label}
    printed = [row.label.text.text for row in part.rows if row.label]

    def likeness(block: Block) -> int:
        labels = [row.label[-1] for row in block.rows if row.label]
        score = 3 * sum(exact_key(label) in rows for label in labels)
        score += 3 * (exact_key(block.banner) in texts) + sum(
            exact_key(one.label[-1]) in texts for one in block.columns
        )
        return score + sum(any(near(text, label) for text in printed) for label in labels)

    return max(section.blocks, key=likeness)


def _width(part: _Part, tabbed: bool, wanted: int) -> int:
    """How many cells most rows of a part have, of equally many rather as many as wanted; 0 if it has none."""
    widths = [len(_row_cells(row.cells, tabbed)) for row in part.rows if row.filled]
    return max(set(widths), key=lambda width: (widths.count(width), width == wanted)) if widths else 0


def _record(row: _Row, width: int, header: int, tabbed: bool) -> Record | None:
    path = (row.label.text.text,) if row.label else ()
    where = row.label.text.where if row.label else (row.cells[0].text.where if row.cells else "")
    if not row.cells and not row.label:
        return None
    cells = _row_cells(row.cells, tabbed)
    surplus = cells[width:]
    if tabbed and len(surplus) <= _MOST_LABEL_GAPS and all(cell.kind is TokenKind.BLANK for cell in surplus):
        cells = cells[:width]
    gaps = sum(cell.kind is TokenKind.EMPTY for cell in _trimmed(row.cells))
    if len(cells) != width or (gaps and not tabbed and gaps < width - 1):
        loose = cells if tabbed else list(_trimmed(row.cells))
        return Record(path, where, header, loose=tuple(cell.text for cell in loose))
    slots = tuple(_slot(at, cell) for at, cell in enumerate(cells))
    return Record(path, where, header, slots, counted=not tabbed)


def _row_cells(cells: Sequence[Token], tabbed: bool) -> list[Token]:
    """The cells of one row.

    Where tabs mark the beginnings, an empty line ends the row, unless numbers stand behind it; without tabs only
    numbers are cells.
    """
    row = list(_trimmed(cells))
    if not tabbed:
        return [cell for cell in row if cell.kind is TokenKind.VALUE]
    ends = [at for at, cell in enumerate(row) if cell.kind is TokenKind.EMPTY]
    if ends and not any(cell.kind is TokenKind.VALUE for cell in row[ends[0] :]):
        row = row[: ends[0]]
    return [cell for cell in row if cell.kind is not TokenKind.EMPTY]


def _trimmed(cells: Sequence[Token]) -> Iterator[Token]:
    """The cells of a row without the gaps at its ends."""
    last = max((at for at, cell in enumerate(cells) if cell.kind is not TokenKind.EMPTY), default=-1)
    first = min((at for at, cell in enumerate(cells) if cell.kind is not TokenKind.EMPTY), default=0)
    yield from cells[first : last + 1]


def _slot(at: int, cell: Token) -> Slot:
    parts = (cell.text,) if cell.kind is TokenKind.VALUE else ()
    return Slot(at, parts, cell.text.where)
