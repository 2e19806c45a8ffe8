"""What the cells of a workbook hold for one report, seen as Excel sees it: numbers, texts, and formula totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from xl_tools import characters
from xl_tools.errors import WorkbookError
from xl_tools.facts import FactItem, FactKind
from xl_tools.forms.model import Cell, Kind
from xl_tools.parts import split_text
from xl_tools.report import Fact, Report
from xl_tools.rules import load_rules
from xl_tools.values import Amount, BadValue, Count, Value, parse, to_plain
from xl_tools.workbook.layout import Layout

Number = int | Decimal
MAX_TEXT = 32767
"""Characters that one cell can hold."""
CUT = "……（文字过长，后面的没有带过来）"
"""Ends a text of last year that two cells do not take."""
NOT_APPLICABLE = ("/", "-", "—", "——", "无", "不适用")
"""Marks for “not applicable” that the formulas of the workbook count as 0, as validation does."""


@dataclass(frozen=True)
class Contents:
    """The cells of one report in one layout.

    Attributes:
        blank_cover: the workbook names no unit and no year yet: the empty template of an edition.
        source, taken_on: where last year's figures come from, and when they were taken over.
        texts: finished texts in the result cells, by (key, part).
        own: the office's own texts as they stand in their cells, by (key, part); without it, the texts of
            the report split by their headings.
    """

    layout: Layout
    report: Report
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    own: Mapping[tuple[str, str], str] | None = None
    blank_cover: bool = False
    source: str = ""
    taken_on: str = ""

    @cached_property
    def entered(self) -> Mapping[str, Number | str]:
        """What stands in every number cell that is not blank; formula totals are in `totals`."""
        values = ((cell_id, entry(value)) for cell_id, value in self.report.cells.items())
        return MappingProxyType({cell_id: content for cell_id, content in values if content is not None})

    @cached_property
    def totals(self) -> Mapping[str, Number]:
        """Value of every total that is a formula; every other total holds what was reported.

        A total is a formula if what was reported is what Excel will reckon, or if nothing was entered in it
        and in anything it adds up. A wrong or missing total must stay to be seen, and so must a 0 beside
        blanks, for a formula over blanks is read back as blank.
        """
        result: dict[str, Number] = {}
        rules = load_rules(self.report.form)
        for cell in self.report.form.cells.values():
            expected = self.expected(cell.id)
            reported = self.entered.get(cell.id)
            equation = rules.total_formula(cell.id)
            if expected is None or equation is None:
                continue
            untouched = not any(operand in self.entered for operand in self._operands[cell.id])
            adds_up = any(operand in self.entered for operand in equation.right.cells)
            if (reported is None and untouched) or (reported == expected and adds_up):
                result[cell.id] = expected
        return MappingProxyType(result)

    def expected(self, cell_id: str) -> Number | None:
        """What the formula of a total gives; None for a cell that is no total."""
        equation = load_rules(self.report.form).total_formula(cell_id)
        if equation is None or self.report.form.cells[cell_id].kind is not Kind.TOTAL:
            return None
        return equation.right.evaluate(self._entered_number)

    def number(self, cell_id: str) -> Number:
        """The number Excel sees in a cell, 0 for blank and text."""
        total = self.totals.get(cell_id)
        return self._entered_number(cell_id) if total is None else total

    def is_blank(self, cell_id: str) -> bool:
        return cell_id not in self.entered and cell_id not in self.totals

    def text(self, cell_id: str) -> str:
        """The text in a number cell; empty if it is blank or holds a number."""
        content = self.entered.get(cell_id, "")
        return content if isinstance(content, str) else ""

    def is_number(self, cell_id: str) -> bool:
        return not self.is_blank(cell_id) and not self.text(cell_id)

    def is_entered(self, cell: Cell) -> bool:
        """Whether somebody entered a number: not blank, not text, and no total that the workbook can reckon."""
        return self.is_number(cell.id) and self.expected(cell.id) is None

    @cached_property
    def as_seen(self) -> Report:
        """The report with only those values that formulas can see: numbers as numbers, text as unreadable."""
        cells = {
            cell_id: BadValue(content) if isinstance(content, str) else self.report.value(cell_id)
            for cell_id, content in self.entered.items()
        }
        cells |= {cell_id: Count(int(total)) for cell_id, total in self.totals.items()}
        unit = replace(self.report.unit, name=clean(self.report.unit.name))
        return replace(self.report, cells=cells, facts=self._facts_as_seen(), unit=unit, previous=self._previous())

    @cached_property
    def own_texts(self) -> Mapping[tuple[str, str], str]:
        """The office's own text of each text row."""
        if self.own is not None:
            return self.own
        result: dict[tuple[str, str], str] = {}
        for key in dict.fromkeys(key for key, _ in self.layout.texts):
            parts = split_text(self.report.form, key, self.report.narrative.get(key, ""))
            result |= {(key, part): found for part, text in parts.items() if (found := clean(text).strip("\n"))}
        return MappingProxyType(result)

    @property
    def year(self) -> int | str:
        return "" if self.blank_cover else self.report.year

    def _entered_number(self, cell_id: str) -> Number:
        content = self.entered.get(cell_id, 0)
        return 0 if isinstance(content, str) else content

    @cached_property
    def _operands(self) -> Mapping[str, frozenset[str]]:
        """Total → everything it adds up, along its row and along its column."""
        result: dict[str, frozenset[str]] = {}
        for _, instance in load_rules(self.report.form).equations:
            left, right = instance.equation.left.cells, instance.equation.right.cells
            if len(left) == 1:
                result[left[0]] = result.get(left[0], frozenset[str]()) | frozenset(right)
        return result

    def _facts_as_seen(self) -> dict[str, Fact]:
        contents = {fact.id: fact_entry(fact, self.report.facts.get(fact.id)) for fact in self._facts}
        return {
            fact.id: content
            for fact in self._facts
            if (content := contents[fact.id]) is not None
            and (fact.kind is FactKind.TEXT or not isinstance(content, str))
        }

    @property
    def _facts(self) -> Iterable[FactItem]:
        keys = dict.fromkeys(key for key, _ in self.layout.texts)
        return [fact for key in keys for fact in self.layout.facts_of(key)]

    def _previous(self) -> Report | None:
        """Last year's cells as 上年数据 lists them; a text there is no number for a formula."""
        form, report = self.layout.previous_form, self.report.previous
        if report is None:
            return None
        cells: dict[str, Value] = {
            cell_id: BadValue(content) if isinstance(content, str) else report.value(cell_id)
            for cell_id in form.cells
            if cell_id in report.cells and (content := entry(report.value(cell_id))) is not None
        }
        return Report(form, report.year, report.unit, cells)


def cells_of_text(text: str) -> tuple[str, str]:
    """A text as two cells hold it; what goes beyond both is left out, and the second says so.

    They read back as the text when they are put together, so neither begins or ends at a blank where it is parted.
    """
    text = characters.clean(text)
    first = _head(text, MAX_TEXT)
    if len(first) == len(text):
        return text, ""
    while first and (first[-1].isspace() or text[len(first)].isspace()):
        first = first[:-1]
    rest = text[len(first) :]
    if _units(rest) > MAX_TEXT:
        rest = _head(rest, MAX_TEXT - len(CUT)) + CUT
    return first, rest


def entry(value: Value) -> Number | str | None:
    """What is written into a number cell: a number, the text as typed, or nothing."""
    if isinstance(value, Count | Amount) and not value.typed:
        return value.number
    plain = to_plain(value)
    return None if plain is None else clean(str(plain))


def fact_entry(fact: FactItem, value: Fact | None) -> Number | str | None:
    """What is written into the input of a fact: a number where it is one as it stands, else the text."""
    if value is None:
        return None
    if fact.kind is not FactKind.TEXT:
        found = parse(value, Kind.AMOUNT if fact.kind is FactKind.AMOUNT else Kind.COUNT)
        if isinstance(found, Count | Amount) and not found.typed:
            return found.number
    return clean(str(value)).strip() or None


def clean(text: str) -> str:
    """The text without characters that a workbook may not hold; line ends as Excel has them.

    Raises: WorkbookError if it is longer than a cell can hold, for cutting it would lose it.
    """
    text = characters.clean(text)
    if len(text) > MAX_TEXT // 2 and (length := _units(text)) > MAX_TEXT:
        raise WorkbookError(f"有一段文字长 {length} 字，超过一个单元格能放的 {MAX_TEXT} 字。", code="W51")
    return text


def _units(text: str) -> int:
    """The length of a text as Excel counts it: a character beyond the first plane twice."""
    return len(text.encode("utf-16-le")) // 2


def _head(text: str, units: int) -> str:
    """As much of the beginning of a text as fits."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")
