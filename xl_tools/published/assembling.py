"""Three tables read → the evidence of every cell of one form, and the labels that differ from what it prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from xl_tools.crossing import Link, Way, links
from xl_tools.errors import TemplateMismatch
from xl_tools.forms.model import Cell, Form
from xl_tools.printed import PrintedLabel, PrintedTable, TableState
from xl_tools.published.aligning import align
from xl_tools.published.cells import TableReading
from xl_tools.published.extraction import Confidence, Evidence
from xl_tools.published.headings import section_titled
from xl_tools.published.labels import Role, distance, exact_key, loose_key, section_labels
from xl_tools.published.rows import Text
from xl_tools.values import BLANK, BadValue, Count, show

ROW, COLUMN = "row", "column"
_RIVAL = "原件里另有一张同样的表，那里（{where}）是 {value}"
_ALIKE = 0.6
"""A label of which more is different is no damaged form of another one."""


def gather(form: Form, readings: Mapping[str, TableReading]) -> tuple[dict[str, Evidence], list[str]]:
    """The evidence of every cell of the form, in its order, and remarks on what had to be left out."""
    evidence: dict[str, Evidence] = {}
    for cell in form.cells.values():
        reading = readings.get(cell.table)
        if reading is None:
            name = form.section(cell.table).table_name
            evidence[cell.id] = Evidence(cell.id, Confidence.MISSING, note=f"原件里没有找到{name}")
        elif cell.id in reading.form.cells:
            evidence[cell.id] = reading.evidence.get(cell.id) or _not_found(cell, reading)
        else:
            evidence[cell.id] = _from_other_edition(cell, reading, form)
    return evidence, [remark for key in readings for remark in _remarks(readings[key])]


def compare(reading: TableReading, rivals: Sequence[TableReading]) -> list[str]:
    """Make every cell unsure that another print of the same table in the source gives otherwise; a remark if any."""
    differing = 0
    for cell, one in reading.evidence.items():
        others = [other for rival in rivals if (other := rival.evidence.get(cell)) and other.value != one.value]
        others = [other for other in others if other.confidence is not Confidence.MISSING]
        if others and one.confidence is not Confidence.MISSING:
            note = _RIVAL.format(where=others[0].where, value=show(others[0].value))
            note = f"{one.note}；{note}" if one.note else note
            reading.evidence[cell] = replace(one, confidence=Confidence.LIKELY, note=note)
            differing += 1
    if not differing:
        return []
    name = reading.section.table_name
    return [f"原件里有不止一张{name}，有 {differing} 格的数不同；读的是{reading.found.where}。"]


def _not_found(cell: Cell, reading: TableReading) -> Evidence:
    rows = {reading.row_list[fit.index][1] for fit in reading.rows if fit}
    if cell.row.label and cell.row not in rows:
        note = f"原件没有“{cell.row.label[-1]}”这一行"
    elif any(loose_key(cell.column.label[-1]) in loose_key(text) for text in _unknown_columns(reading)):
        note = f"原件把“{cell.column.label[-1]}”和别的栏合并成了一栏"
    else:
        note = f"原件没有“{cell.column.label[-1]}”这一栏，或者没有这一格"
    return Evidence(cell.id, Confidence.MISSING, note=note)


def _from_other_edition(cell: Cell, reading: TableReading, form: Form) -> Evidence:
    """A cell of this edition whose table was printed in another one."""
    edition = f"原件这张表是 {reading.form.edition} 版"
    link = next((one for one in _splits(reading.form, form) if cell.id in one.new), None)
    read = [one for old in (link.old if link else ()) if (one := reading.evidence.get(old))]
    read = [one for one in read if one.confidence is not Confidence.MISSING]
    if link is None or len(read) < len(link.old):
        return Evidence(cell.id, Confidence.MISSING, note=f"{edition}，没有这一格")
    first = read[0]
    label = reading.form.cells[link.old[0]].row.label[-1]
    if len(read) == 1 and first.value == Count(0):
        note = f"{edition}，{label}不分小项，填的是 0，各小项只能是 0"
        return Evidence(cell.id, Confidence.LIKELY, Count(0), first.text, first.where, note)
    if len(read) == 1:
        note = f"{edition}，{label}不分小项，填的是 {show(first.value)}，分不清是哪一小项的"
        return Evidence(cell.id, Confidence.MISSING, BLANK, first.text, first.where, note)
    text = "＋".join(one.text.strip() for one in read)
    numbers = [one.value.number for one in read if isinstance(one.value, Count)]
    if len(numbers) < len(read):
        note = f"{edition}，这里是 {len(read)} 个小项之和，有的读不出数"
        return Evidence(cell.id, Confidence.MISSING, BLANK, text, first.where, note)
    note = f"{edition}，这里是 {len(read)} 个小项之和"
    return Evidence(cell.id, Confidence.LIKELY, Count(sum(numbers)), text, first.where, note)


def _splits(printed: Form, form: Form) -> list[Link]:
    """The rows that one edition has in one piece and the other in several."""
    try:
        return [link for link in links(printed, form) if link.way is Way.SPLIT]
    except TemplateMismatch:
        return []


def _remarks(reading: TableReading) -> Iterator[str]:
    name = reading.section.table_name
    extra_rows = [
        record.path[-1]
        for record, fit in zip(reading.found.records, reading.rows, strict=True)
        if fit is None and record.path and exact_key(record.path[-1])
    ]
    for texts, word in ((extra_rows, "行"), (_unknown_columns(reading), "栏")):
        if texts:
            shown = "、".join(f"“{_one_line(text)}”" for text in dict.fromkeys(texts))
            yield f"{name}里的{shown}不是表式里的{word}，没有读入。"
    unread = [one for one in reading.evidence.values() if isinstance(one.value, BadValue)]
    if unread:
        yield f"{name}有 {len(unread)} 格读不出数，已照原样留下。"
    open_cells = [one for one in reading.evidence.values() if one.confidence is Confidence.MISSING]
    if open_cells:
        yield f"{name}有 {len(open_cells)} 格分不清是哪一栏或哪一行的，没有读入。"


def _unknown_columns(reading: TableReading) -> list[str]:
    """Labels of columns that were taken for none of the form's."""
    return [
        head.path[-1]
        for header, fits in zip(reading.found.headers, reading.columns, strict=True)
        for head, fit in zip(header.columns, fits, strict=True)
        if fit is None and head.path and exact_key(head.path[-1])
    ]


def _one_line(text: str) -> str:
    """The text of a label as it reads, without the line breaks that its cell made necessary."""
    return "".join(line.strip() for line in text.splitlines())


# --- labels as printed


def missing_table(section: str) -> PrintedTable:
    return PrintedTable(section, TableState.MISSING)


def printed_table(reading: TableReading) -> PrintedTable:
    """One table as printed: what differs from the labels of its edition."""
    found = reading.found
    labels = [*_others(reading), *_columns(reading), *_rows(reading)]
    notes = tuple((text.text, text.where) for text in found.notes if not section_titled(text.text))
    return PrintedTable(
        found.section, found.state, found.where, reading.form.edition, tuple(dict.fromkeys(labels)), notes
    )


def _rows(reading: TableReading) -> Iterator[PrintedLabel]:
    if not reading.section.blocks[0].rows[0].label:
        return
    for record, fit in zip(reading.found.records, reading.rows, strict=True):
        text = record.path[-1] if record.path else ""
        expected = reading.row_list[fit.index][1].label[-1] if fit else ""
        if exact_key(text) != exact_key(expected):
            yield PrintedLabel(expected, _one_line(text) if exact_key(text) else "", record.where, ROW)
    fitted = {fit.index for fit in reading.rows if fit}
    for at, (_, row) in enumerate(reading.row_list):
        if at not in fitted:
            yield PrintedLabel(row.label[-1], "", reading.found.where, ROW)


def _columns(reading: TableReading) -> Iterator[PrintedLabel]:
    for number, block in enumerate(reading.section.blocks):
        seen: set[int] = set()
        for header, at, fits in zip(reading.found.headers, reading.blocks, reading.columns, strict=True):
            if at != number:
                continue
            for head, fit in zip(header.columns, fits, strict=True):
                text = head.path[-1] if head.path else ""
                expected = block.columns[fit.index].label[-1] if fit else ""
                if fit:
                    seen.add(fit.index)
                if exact_key(text) != exact_key(expected):
                    yield PrintedLabel(expected, _one_line(text) if exact_key(text) else "", head.where, COLUMN)
        for at, column in enumerate(block.columns):
            if at not in seen:
                # “结果维持” alone would be one of three columns.
                alike = sum(one.label[-1] == column.label[-1] for one in block.columns)
                name = "·".join(column.label) if alike > 1 else column.label[-1]
                yield PrintedLabel(name, "", reading.found.where, COLUMN)


def _others(reading: TableReading) -> Iterator[PrintedLabel]:
    """Banners, corners and groups that differ; one that a page or a merge left out is no deviation."""
    labels = list(section_labels(reading.section))
    for role in (Role.BANNER, Role.CORNER, Role.COLUMN_GROUP, Role.ROW_GROUP):
        expected = list(dict.fromkeys(label for one, label in labels if one is role))
        known = {exact_key(label) for label in expected}
        if role is Role.ROW_GROUP:
            known |= {exact_key(label) for one, label in labels if one is Role.ROW}
        elif role is Role.COLUMN_GROUP:
            # Where nothing is merged, a label may reach over the rows of its group.
            known |= {exact_key(label) for one, label in labels if one is Role.COLUMN}
        texts = [text for one, text in reading.found.others if one is role]
        wrong = [text for text in _whole(texts, known) if exact_key(text.text) not in known]
        line = COLUMN if role is Role.COLUMN_GROUP else ROW
        yield from _differing(wrong, texts, expected, line)


def _whole(texts: Sequence[Text], known: Iterable[str]) -> list[Text]:
    """The texts, neighbours joined that are two halves of one label, broken by the end of a page."""
    joined: list[Text] = []
    whole = set(known)
    for text in texts:
        if joined and exact_key(joined[-1].text) not in whole and exact_key(joined[-1].text + text.text) in whole:
            joined[-1] = Text(joined[-1].text + text.text, joined[-1].where)
        else:
            joined.append(text)
    return joined


def _differing(
    wrong: Sequence[Text], texts: Sequence[Text], expected: Sequence[str], line: str
) -> Iterator[PrintedLabel]:
    if not wrong:
        return
    fits = align([(text.text,) for text in texts], [(label,) for label in expected])
    by_text = {text.text: expected[fit.index] for text, fit in zip(texts, fits, strict=True) if fit}
    for text in {text.text: text for text in reversed(wrong)}.values():
        label = by_text.get(text.text) or min(expected, key=lambda one: distance(text.text, one), default="")
        longest = max(len(exact_key(label)), len(exact_key(text.text)), 1)
        alike = text.text in by_text or distance(text.text, label) / longest <= 1 - _ALIKE
        yield PrintedLabel(label if alike else "", _one_line(text.text), text.where, line)
