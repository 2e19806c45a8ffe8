"""Printed rows and columns of one table → the cells of the form, each with what speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Cell, Column, Form, Kind, Row, Section, cell_id
from xl_tools.published.aligning import Fit, Grade, align
from xl_tools.published.extraction import Confidence, Evidence
from xl_tools.published.labels import Role, exact_key, near, section_labels
from xl_tools.published.rows import Found, Header, Record, Slot, Text
from xl_tools.values import BLANK, BadValue, parse, strip

BY_ORDER = "栏目没有标签，按前后顺序推定"
_SPLIT = "一个数分在几格里"
_UNREAD = "读不出是什么数"
_OTHER_UNIT = "按栏目里的单位“{unit}”读"
_NEW_ORDER = "栏目的顺序与表式不同"
_UNLIKE = "栏目标签与表式不一致"
_NO_UNIT = "栏目没有写单位，按“{unit}”读"


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row whose texts are not as many as its columns: which is which only the equations can tell."""

    cells: tuple[str, ...]
    texts: tuple[Text, ...]
    where: str
    sure: bool


@dataclass
class TableReading:
    """One table read by the labels of one edition.

    Attributes:
        rows: what each printed row is, position in `row_list`; None for one the form does not have.
        columns: the same of each printed column, by header, position in the columns of `blocks[header]`.
        to_check: cells whose column was told by its place alone: they count only if the equations hold.
        unproved: of these, the ones whose label was not read at all, which have to be proved.
        counted: cells of rows that no line and no tab divides: they are certain only if the equations hold.
        suspect: cells under a head with columns too many or too few: they are certain unless an equation fails.
    """

    form: Form
    section: Section
    found: Found
    row_list: list[tuple[int, Row]] = field(default_factory=list[tuple[int, Row]])
    rows: list[Fit | None] = field(default_factory=list["Fit | None"])
    blocks: list[int] = field(default_factory=list[int])
    columns: list[list[Fit | None]] = field(default_factory=list["list[Fit | None]"])
    evidence: dict[str, Evidence] = field(default_factory=dict[str, Evidence])
    to_check: set[str] = field(default_factory=set[str])
    unproved: set[str] = field(default_factory=set[str])
    counted: set[str] = field(default_factory=set[str])
    suspect: set[str] = field(default_factory=set[str])
    open_rows: list[OpenRow] = field(default_factory=list[OpenRow])


def edition_of(found: Found, preferred: Sequence[Form]) -> Form:
    """The edition whose labels a table has; of two that fit equally well the one that stands first in `preferred`."""
    rows = [record.path[-1] for record in found.records if record.path]
    return likeliest(found.section, found.texts(), rows, preferred)


def likeliest(section: str, texts: Sequence[str], rows: Sequence[str], preferred: Sequence[Form]) -> Form:
    """The edition that printed labels are most like; `rows` are those that stand before numbers."""
    forms = [*preferred, *(form for form in all_forms() if form not in preferred)]
    return max(forms, key=lambda form: (_likeness(form.section(section), texts, rows), -forms.index(form)))


def _likeness(section: Section, texts: Sequence[str], rows: Sequence[str]) -> int:
    labels = list(section_labels(section))
    row_keys = {exact_key(label) for role, label in labels if role is Role.ROW}
    known = {exact_key(label) for _, label in labels}
    score = 0
    for text in dict.fromkeys(texts):
        if exact_key(text) in known:
            score += 3
        elif exact_key(text) and any(near(text, label) for _, label in labels):
            score += 1
    return score + sum(3 for text in dict.fromkeys(rows) if exact_key(text) in row_keys)


def read_cells(found: Found, form: Form) -> TableReading:
    """The cells of one table, with evidence of those that were found."""
    section = form.section(found.section)
    reading = TableReading(form, section, found)
    reading.row_list = [(at, row) for at, block in enumerate(section.blocks) for row in block.rows]
    if section.blocks[0].rows[0].label:
        reading.rows = align([record.path for record in found.records], [row.label for _, row in reading.row_list])
    else:
        reading.rows = _only_row(found.records)
    reading.blocks = [_block_of(reading, number) for number in range(len(found.headers))]
    for header, block in zip(found.headers, reading.blocks, strict=True):
        expected = [column.label for column in section.blocks[block].columns]
        reading.columns.append(align([head.path for head in header.columns], expected))
    for record, fit in zip(found.records, reading.rows, strict=True):
        if fit is not None:
            _read_row(reading, record, fit)
    return reading


def _only_row(records: Sequence[Record]) -> list[Fit | None]:
    """表四 has one row without a label: the fullest one, for certain if no other holds anything."""
    sizes = [len(record.loose) or sum(bool(slot.parts) for slot in record.slots) for record in records]
    fullest = max(sizes, default=0)
    if fullest and sizes.count(0) < len(sizes) - 1:
        return [Fit(0, Grade.DOUBTFUL) if at == sizes.index(fullest) else None for at in range(len(sizes))]
    chosen = sizes.index(fullest) if sizes else -1
    return [Fit(0, Grade.EXACT) if at == chosen else None for at in range(len(sizes))]


def _block_of(reading: TableReading, header: int) -> int:
    """Which block a header belongs to: by the rows below it, else by its banner, else by its own labels."""
    votes = [
        reading.row_list[fit.index][0]
        for record, fit in zip(reading.found.records, reading.rows, strict=True)
        if fit and record.header == header
    ]
    if votes:
        return max(set(votes), key=votes.count)
    blocks = reading.section.blocks
    banner = exact_key(reading.found.headers[header].banner)
    for at, block in enumerate(blocks):
        if banner and banner == exact_key(block.banner):
            return at
    texts = {exact_key(text) for head in reading.found.headers[header].columns for text in head.path}
    return max(
        range(len(blocks)),
        key=lambda at: (sum(exact_key(column.label[-1]) in texts for column in blocks[at].columns), -at),
    )


def _read_row(reading: TableReading, record: Record, fit: Fit) -> None:
    at, row = reading.row_list[fit.index]
    block = reading.section.blocks[at]
    if record.loose:
        cells = tuple(cell_id(reading.section, row, column) for column in block.columns)
        reading.open_rows.append(OpenRow(cells, record.loose, record.where, fit.sure))
        return
    if at != reading.blocks[record.header]:
        return
    header, fits = reading.found.headers[record.header], reading.columns[record.header]
    for slot in record.slots:
        column_fit = fits[slot.column]
        if column_fit is None:
            continue
        column = block.columns[column_fit.index]
        cell = reading.form.cells[cell_id(reading.section, row, column)]
        notes = [*_row_notes(row, fit, record), *_column_notes(header, slot, column, column_fit)]
        disordered = _disorder(fits, len(block.columns))
        if disordered:
            notes.append(disordered)
        reading.evidence[cell.id] = evidence_of(cell, slot, notes, header.columns[slot.column].path)
        if column_fit.grade is Grade.ORDER or header.unsure or disordered or (slot.torn and not slot.refused):
            reading.to_check.add(cell.id)
            if column_fit.grade is Grade.ORDER or slot.torn:
                reading.unproved.add(cell.id)
        if record.counted:
            reading.counted.add(cell.id)
        if not len(block.columns) == len(fits) == len({one.index for one in fits if one}):
            reading.suspect.add(cell.id)


def _disorder(fits: Sequence[Fit | None], width: int) -> str:
    """In Chinese, what is odd about the columns as a whole, for miscounted merges shift labels; empty if nothing."""
    indices = [fit.index for fit in fits if fit]
    if indices != sorted(indices):
        return _NEW_ORDER
    return _UNLIKE if len(fits) >= width > len(indices) else ""


def evidence_of(cell: Cell, slot: Slot, notes: Sequence[str], path: Sequence[str] = ()) -> Evidence:
    """The evidence of one cell: certain if nothing is noted against it and its text can be read."""
    text = " ".join(part.text.strip() for part in slot.parts) if len(slot.parts) != 1 else slot.parts[0].text
    where = slot.parts[0].where if slot.parts else slot.where
    if slot.refused:
        note = slot.torn + (f"（“{text}”）" if text else "")
        return Evidence(cell.id, Confidence.MISSING, BLANK, text, where, note)
    found = list(notes)
    if len(slot.parts) > 1:
        found.append(_SPLIT)
    unit = _printed_unit(path)
    if unit and unit != cell.unit and cell.kind is Kind.AMOUNT and text.strip()[-1:].isdigit():
        value = parse(f"{text.strip()}{unit}", cell.kind, cell.unit)
        found.append(_OTHER_UNIT.format(unit=unit))
    else:
        value = parse(strip(text), cell.kind, cell.unit)
        if cell.kind is Kind.AMOUNT and cell.unit and not unit:
            found.append(_NO_UNIT.format(unit=cell.unit))
    if isinstance(value, BadValue):
        found.append(_UNREAD)
    confidence = Confidence.LIKELY if found else Confidence.CERTAIN
    return Evidence(cell.id, confidence, value, text, where, "；".join(found))


def _printed_unit(path: Sequence[str]) -> str:
    """万元 or 元 where a column says so; empty where it says nothing."""
    label = exact_key(path[-1]) if path else ""
    return "万元" if "万元" in label else "元" if "元" in label else ""


def _row_notes(row: Row, fit: Fit, record: Record) -> Iterable[str]:
    label = row.label[-1] if row.label else ""
    printed = record.path[-1] if record.path else ""
    if fit.grade is Grade.DOUBTFUL:
        yield f"行标签“{printed}”与“{label}”不同" if label else "表里不止一行数"
    elif fit.grade is Grade.ORDER:
        shown = f"“{printed}”认不出" if exact_key(printed) else "缺失"
        yield f"行标签{shown}，按前后两行推定为“{label}”"


def _column_notes(header: Header, slot: Slot, column: Column, fit: Fit) -> Iterable[str]:
    path = header.columns[slot.column].path
    printed = path[-1] if path else ""
    if fit.grade is Grade.DOUBTFUL:
        yield f"栏目“{printed}”与“{column.label[-1]}”不同"
    elif fit.grade is Grade.ORDER:
        yield f"栏目“{printed}”认不出，按前后顺序推定为“{column.label[-1]}”" if exact_key(printed) else BY_ORDER
    if header.unsure:
        yield header.unsure
    if slot.torn and not slot.refused:
        yield slot.torn
