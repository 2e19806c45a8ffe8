"""One sentence on each section of a report, for its 图解."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from xl_tools.documents.clean import clean_line, clean_lines
from xl_tools.documents.pictures.chart import Shown, known_sum, quantity
from xl_tools.forms import structure
from xl_tools.forms.model import Column, Kind, Row, Section
from xl_tools.forms.structure import Subject, cell_id
from xl_tools.narrative.figures import placeholder
from xl_tools.narrative.model import Passage
from xl_tools.report import Report

LONGEST = 60
"""Characters."""
_GAP = placeholder("").partition("：")[0]
_SENTENCE = re.compile(r"[^。！？]+[。！？]")
_ENUMERATOR = re.compile(r"^(?:一是|一、|（一）|1[.．、])")
_CUTS = ("，其中", "；")
"""Where a long sentence may end: what follows is a detail of it, or a statement of its own."""
_NOTHING_ELSE = "其他需要报告的事项"


@dataclass(frozen=True, slots=True)
class Summary:
    """What is said of a section; `name` is its short title, `title` the printed one."""

    name: str
    title: str
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean_line(self.text))


def summaries(report: Report, passages: Sequence[Passage]) -> tuple[Summary, ...]:
    """One sentence a section in the form's order: from its text, from its numbers, or where to read it."""
    found: list[Summary] = []
    for section in report.form.sections:
        said = _from_numbers(report, section) if section.is_table else _from_text(section, passages)
        found.append(Summary(section.sheet, section.title, said or f"见年度报告“{section.title}”。"))
    return tuple(found)


def _from_text(section: Section, passages: Sequence[Passage]) -> str:
    """The first sentence of the first part that begins with one which is complete and short enough."""
    for index, passage in enumerate(passage for passage in passages if passage.section == section.id):
        found = (_SENTENCE.match(line) for line in clean_lines(passage.text))
        sentence = _shortened(_alone(next((one[0] for one in found if one), "")))
        # “无其他……” says what else there is not; alone it would deny what stands before it.
        if sentence and _GAP not in sentence and not (index and _NOTHING_ELSE in sentence):
            return sentence
    return ""


def _alone(sentence: str) -> str:
    """The first of several numbered sentences without its number; one that holds them all keeps them."""
    return sentence if "二是" in sentence else _ENUMERATOR.sub("", sentence)


def _shortened(sentence: str) -> str:
    """The sentence, or its beginning that is a whole statement; empty if that is too long as well."""
    if len(sentence) <= LONGEST:
        return sentence
    ends = (sentence.find(cut) for cut in _CUTS)
    end = min((end for end in ends if 0 < end < LONGEST), default=0)
    return f"{sentence[:end]}。" if end else ""


def _from_numbers(report: Report, section: Section) -> str:
    """The numbers of a table in the form's words, as many as a sentence holds."""
    text = ""
    for statement in _statements(report, section):
        longer = f"{text}；{statement}" if text else statement
        if len(longer) >= LONGEST:
            break
        text = longer
    return f"{text}。" if text else ""


def _statements(report: Report, section: Section) -> Iterator[str]:
    counts: list[Shown] = []
    for block in section.blocks:
        match structure.subject(block):
            case Subject.REQUESTS:
                total = structure.total_column(block)
                yield from _listed(report, section, [(row.short, row, total) for row in structure.balance(block)])
            case Subject.REVIEWS:
                named = [(name, column) for name, columns in structure.outcomes(block).items() for column in columns]
                totals = [(name, block.rows[0], column) for name, column in named if column.kind is Kind.TOTAL]
                yield from _listed(report, section, totals)
            case Subject.OTHER:
                columns = [column for column in block.columns if column.kind is Kind.COUNT]
                for row in block.rows:
                    numbers = [report.numbers.get(cell_id(section, row, column)) for column in columns]
                    counts += numbers
                    if any(numbers):
                        cells = [(column.short, row, column) for column in columns]
                        yield from (_joined(row.short, said) for said in _listed(report, section, cells))
    if known_sum(counts) is not None and not any(counts):
        yield "各项数量均为0"


def _listed(report: Report, section: Section, cells: Iterable[tuple[str, Row, Column]]) -> Iterator[str]:
    """“行政复议3件、行政诉讼（复议后起诉）0件”; nothing where no cell holds a number."""
    numbers = [(name, report.numbers.get(cell_id(section, row, column)), column.unit) for name, row, column in cells]
    said = [f"{name}{quantity(number, unit)}" for name, number, unit in numbers if number is not None]
    if said:
        yield "、".join(said)


def _joined(name: str, said: str) -> str:
    """Name and what follows, without saying twice what the one ends and the other begins with: 政府集中采购项目24个."""
    overlap = next(length for length in range(min(len(name), len(said)), -1, -1) if name.endswith(said[:length]))
    return name + said[overlap:]
