"""One sentence on each section of a report, for its 图解."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from xl_tools.documents.clean import clean_line, clean_lines
from xl_tools.documents.pictures.chart import Shown, joined, known_sum, quantity
from xl_tools.forms import structure
from xl_tools.forms.model import Column, Kind, Row, Section, cell_id
from xl_tools.forms.structure import Counted
from xl_tools.narrative.figures import placeholder
from xl_tools.narrative.model import Passage
from xl_tools.report import Report

LONGEST = 60
"""Characters."""
_GAP = placeholder("").partition("：")[0]
_SENTENCE = re.compile(r"[^。！？]+[。！？]")
_ENUMERATOR = re.compile(r"^(?:一是|一、|（一）|1[.．、])")
_NUMBERED = re.compile(
    r"(?<![^\s。；：，！？])[一二三四五六七八九]是"
    r"(?:(?:随着|由于|因|虽然?|在|对|针对)[^，；。！？：]*，|[^，；。！？：]*(?:方面|上|中|时|后)，)?[^，；。！？：]+"
)
"""“一是” and the first clause after it that says something."""
_LATER = re.compile("[二三四五六七八九]是")
"""Begins the first whole sentence of a list whose lines end in “；”."""
_PAIRS = ("（）", "《》", "“”")
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
    """The first sentence of the first part that begins with one which is complete and short enough, or its points."""
    for index, passage in enumerate(passage for passage in passages if passage.section == section.id):
        lines = clean_lines(passage.text)
        found = (_SENTENCE.match(line) for line in lines)
        sentence = _alone(next((one[0] for one in found if one), ""))
        if _LATER.match(sentence):
            sentence = _points(lines)
        elif len(sentence) > LONGEST:
            sentence = _points(lines) or _shortened(sentence)
        # “无其他……” says what else there is not; alone it would deny what stands before it.
        if sentence and _GAP not in sentence and not (index and _NOTHING_ELSE in sentence):
            return sentence
    return ""


def _alone(sentence: str) -> str:
    """The first of several numbered sentences without its number; one that holds them all keeps them."""
    return sentence if "二是" in sentence else _ENUMERATOR.sub("", sentence)


def _points(lines: Iterable[str]) -> str:
    """“一是…；二是…。”: the first clauses of numbered sentences, as many as there is room for, if at least two."""
    clauses = [clause for line in lines for clause in _NUMBERED.findall(line)]
    # Only the first list: a second one begins with 一是 again.
    clauses = clauses[: next((at for at, one in enumerate(clauses) if at and one.startswith("一是")), len(clauses))]
    text = ""
    for clause in clauses:
        longer = f"{text}；{clause}" if text else clause
        if len(longer) >= LONGEST or any(clause.count(opening) != clause.count(closing) for opening, closing in _PAIRS):
            break
        text = longer
    return f"{text}。" if text.startswith("一是") and "；" in text else ""


def _shortened(sentence: str) -> str:
    """The beginning of the sentence that is a whole statement; empty if that is too long as well."""
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
        match structure.counted(block):
            case Counted.REQUESTS:
                total = structure.total_column(block)
                yield from _listed(report, section, [(row.short, row, total) for row in structure.balance(block)])
            case Counted.REVIEWS:
                named = [(name, column) for name, columns in structure.outcomes(block).items() for column in columns]
                totals = [(name, block.rows[0], column) for name, column in named if column.kind is Kind.TOTAL]
                yield from _listed(report, section, totals)
            case Counted.OTHER:
                columns = [column for column in block.columns if column.kind is Kind.COUNT]
                for row in block.rows:
                    numbers = [report.numbers.get(cell_id(section, row, column)) for column in columns]
                    counts += numbers
                    if any(numbers):
                        cells = [(column.short, row, column) for column in columns]
                        yield from (joined(row.short, said) for said in _listed(report, section, cells))
    if known_sum(counts) is not None and not any(counts):
        yield "各项数量均为0"


def _listed(report: Report, section: Section, cells: Iterable[tuple[str, Row, Column]]) -> Iterator[str]:
    """“行政复议3件、行政诉讼（复议后起诉）0件”; nothing where no cell holds a number."""
    numbers = [(name, report.numbers.get(cell_id(section, row, column)), column.unit) for name, row, column in cells]
    said = [f"{name}{quantity(number, unit)}" for name, number, unit in numbers if number is not None]
    if said:
        yield "、".join(said)
