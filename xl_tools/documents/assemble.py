"""Report and composed text → neutral document, in the order in which the official form prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xl_tools.documents.blocks import (
    APPENDIX,
    Block,
    Document,
    Figure,
    Heading,
    Paragraph,
    SealLine,
    Signature,
    Subject,
    TableBlock,
)
from xl_tools.documents.clean import clean_lines
from xl_tools.documents.outline import Line, outline
from xl_tools.forms.grid import table_grid
from xl_tools.forms.model import Section
from xl_tools.narrative.model import Passage
from xl_tools.report import Report
from xl_tools.values import Amount, BadValue, Blank, Count, NotApplicable, Value, plain_decimal

LEAD = "lead"
"""Key of the passages that stand before the first section (导语)."""


def assemble(
    report: Report, passages: Sequence[Passage], *, draft: bool, figures: Sequence[Figure] = (), seal: str = ""
) -> Document:
    """The neutral document of one report.

    The figures stand in an appendix behind the signature, because the form's six sections are to be kept as they
    are and what is signed is the report of the form. The 封存码 ends the whole document, as the lines on printing
    end an official one.

    Args:
        report: figures, unit, year and date of publication.
        passages: the composed narrative; the order within a section is kept.
        draft: mark the document 草稿 and say at each table what is still missing.
        figures: pictures drawn from the report's numbers.
        seal: the 封存码 of the workbook, if it is final and unchanged; a draft has none.

    Raises: ValueError for a passage of a section that the form does not have.
    """
    known = {LEAD} | {section.id for section in report.form.narratives}
    for passage in passages:
        if passage.section not in known:
            raise ValueError(f"passage of unknown section {passage.section!r}")
    subject = Subject(report.unit.name, report.year, report.edition, report.form.name, report.published_on)
    blocks = [*_blocks(report, passages, draft, figures)]
    if seal and not draft:
        blocks.append(SealLine(seal))
    return Document(_title(report), draft, subject, tuple(blocks))


def cell_text(value: Value, unit: str) -> str:
    """What a table shows for a value.

    Blank is empty and “/” stays as typed. Money is plain; 万元 follows it only where the form prints no
    unit and the office did give one: a bare number (采购总金额 “8040”) may be 元, so none is claimed. 0 needs none.
    """
    match value:
        case Count(number):
            return str(number)
        case Amount(number, unit_given=unit_given):
            return plain_decimal(number) + ("万元" if number and not unit and unit_given else "")
        case Blank():
            return ""
        case NotApplicable(typed) | BadValue(typed):
            return typed


def _title(report: Report) -> tuple[str, ...]:
    before, mark, after = report.form.title.replace("{year}", str(report.year)).partition("{unit}")
    return (before + (report.unit.name if mark else ""), after)


def _blocks(report: Report, passages: Sequence[Passage], draft: bool, figures: Sequence[Figure]) -> Iterator[Block]:
    yield from (Paragraph(line.text) for line in _lines(passages, LEAD))
    for section in report.form.sections:
        yield Heading(1, section.title)
        if section.is_table:
            yield _table(report, section, draft)
        else:
            yield from outline(tuple(_lines(passages, section.id)))
    if report.published_on:
        yield Signature(report.unit.name, report.published_on)
    if figures:
        yield APPENDIX
        yield from figures


def _lines(passages: Iterable[Passage], section: str) -> Iterator[Line]:
    for passage in passages:
        if passage.section == section:
            if passage.heading:
                yield Line(passage.heading, printed=True)
            for paragraph in passage.paragraphs:
                yield from (Line(text) for text in clean_lines(paragraph.text))


def _table(report: Report, section: Section, draft: bool) -> TableBlock:
    values = {cell.id: report.value(cell.id) for cell in section.cells()}
    texts = {cell_id: cell_text(value, report.form.cells[cell_id].unit) for cell_id, value in values.items()}
    subject = section.title.partition("、")[2] or section.title
    note = _draft_note(section.table_name, values.values()) if draft else ""
    return TableBlock(section.id, section.table_name, f"{report.year}年{subject}", table_grid(section), texts, note)


def _draft_note(table: str, values: Iterable[Value]) -> str:
    found = list(values)
    blank = sum(isinstance(value, Blank) for value in found)
    other = sum(isinstance(value, NotApplicable | BadValue) for value in found)
    parts = [f"{blank} 格空白"] if blank else []
    parts += [f"{other} 格不是数字"] if other else []
    return f"注：{table}有 {'、'.join(parts)}，定稿前请补齐。" if parts else ""
