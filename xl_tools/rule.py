"""Rules of the catalogue as frozen types: what must hold, where, for whom, how severe, and on what basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from xl_tools.expression import Equation, Term
from xl_tools.finding import Severity
from xl_tools.forms.model import Cell, Form, Source
from xl_tools.report import PREVIOUS
from xl_tools.units import Level

LINEAR = "linear"
LEDGER_CHECKS = frozenset({"one_result"})
"""Checks of a ledger, made where one is read (xl_tools/ledger/); a report alone gives them nothing to look at."""
TABLE_CHECKS = LEDGER_CHECKS | frozenset(
    {LINEAR, "numbers", "total_missing", "amount_unit", "edition_change", "enforcement", "large_stock"}
)
"""Checks about one table; they need `table`."""
TEXT_CHECKS = frozenset(
    {
        *("cited_notice", "generalities", "government_duties", "identity", "long_text", "main_year", "old_terms"),
        *("breakdown", "overview_parts", "period", "similarity", "stated_count", "thin_text"),
    }
)
"""Checks that have nothing to say of a report without texts."""
PROSE_CHECKS = frozenset(
    {
        *("fees_unreported", "prose_fees", "prose_figures", "prose_growth", "prose_outcomes", "prose_scope"),
        *("prose_shares", "prose_sums"),
    }
)
"""Checks on numbers in texts and facts, against the tables and each other."""
DATE_CHECKS = frozenset({"too_early", "too_late"})
"""Checks on the date of publication."""
DOCUMENT_CHECKS = frozenset({"headings", "labels", "lines", "numbering", "real_tables"})
"""Checks on what a published document prints; they have nothing to say of a workbook or a data file."""
CONSOLIDATION_CHECKS = frozenset({"double_counting", "missing_units", "passed_first", "sum_of_units"})
"""Checks of the reports of many units side by side, made where they are added up (xl_tools/consolidation/)."""
REPORT_CHECKS = (TEXT_CHECKS | PROSE_CHECKS | DATE_CHECKS | DOCUMENT_CHECKS | CONSOLIDATION_CHECKS) | {
    "edition_year",
    "jump",
    "residue",
    "unit_title",
}
"""Checks on texts, dates, facts or several tables."""
NO_DAY = "99-99"
"""Stands in a limit that is a day of the year (“01-31”) for no day."""
LEVELS = "levels"
"""Name of a limit that is a list of levels of units."""
LESS, MORE = "less", "more"
"""Which way a limit gets stricter: a smaller number, an earlier date, fewer words; or the other way."""
LAST_YEAR = "上年"
"""Stands before the name of a cell of last year's report."""

Limit = int | str | tuple[str, ...]
"""A threshold: whole numbers, a text such as a date, or words; money and shares are written as text (“0.05”)."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One equation of a linear rule: A1 for 自然人, A3 for 本年新收 …

    Attributes:
        key: the row, column or group held fixed; of a rule with several expressions, “key#2” and so on.
        label: its Chinese name.
        when: conditions that must hold for the equation to be asked for at all.
    """

    key: str
    label: str
    equation: Equation
    when: tuple[Equation, ...] = ()

    @property
    def last_year(self) -> bool:
        """Whether a figure of last year's report takes part."""
        return any(cell.startswith(PREVIOUS) for cell in self.equation.cells)


@dataclass(frozen=True, slots=True)
class Example:
    """Two short cases in Chinese, with numbers: one that satisfies the rule and one that does not.

    `good_cells` and `bad_cells` are the same two cases for the engine, by cell id; cells left out hold 0. A test
    judges them, so that no example is wrong unnoticed.
    """

    good: str
    bad: str
    good_cells: Mapping[str, int | str] = field(default_factory=lambda: MappingProxyType({}))
    bad_cells: Mapping[str, int | str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue.

    Attributes:
        id: code of the catalogue (A1 … H5), stable for ever; `alias` is a mnemonic.
        severity: what a violation is, by level of the unit; levels left out are not judged.
        query_only: instance keys for which a violation is never more than a query.
        check: `linear`, or the name of a check on values, texts, dates or facts.
        table: section id of the table the rule is about, empty for texts.
        each: the axis a linear rule is broadcast over.
        cells: the cells a check looks at, where it does not look at a whole table.
        limits: thresholds of a check; a pack may set them.
        stricter: limit → the direction (LESS, MORE) in which a pack may move it where the rule is official.
        title: what must hold, in Chinese.
        why: what the rule is for, in plain Chinese.
        advice_text: what to do when it does not hold; “{cells}” stands for the addresses of the cells.
        official: taken from the printed form or from law: no pack may loosen it.
        live: whether the workbook shows the equations as formulas.
        blocks: whether an error of this rule stops a final export; lateness does not, for nothing cures it.
        trial: runs as a query first (试行), by order of a pack.
        instances: the equations of a linear rule, in the form's order.
    """

    id: str
    alias: str
    check: str
    table: str
    each: str
    title: str
    why: str
    example: Example
    advice_text: str
    source: Source
    severity: Mapping[Level, Severity]
    expr: tuple[str, ...] = ()
    query_only: frozenset[str] = frozenset()
    cells: tuple[str, ...] = ()
    limits: Mapping[str, Limit] = field(default_factory=lambda: MappingProxyType({}))
    stricter: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    official: bool = False
    live: bool = False
    blocks: bool = True
    trial: bool = False
    instances: tuple[Instance, ...] = ()

    def __hash__(self) -> int:
        return hash((self.id, self.table))

    @property
    def advice(self) -> str:
        """What to do, in general."""
        return self.advise("有关各格")

    def advise(self, cells: str) -> str:
        """What to do, with the addresses of the cells filled in."""
        return self.advice_text.replace("{cells}", cells)

    def whole(self, name: str) -> int:
        """A threshold that is a whole number. Raises KeyError, TypeError: mistakes of ours, the loader checked it."""
        value = self.limits[name]
        if not isinstance(value, int):
            raise TypeError(f"limit {name} of {self.id} is {value!r}")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """A threshold that is a list of words. Raises as `whole` does."""
        value = self.limits[name]
        if not isinstance(value, tuple):
            raise TypeError(f"limit {name} of {self.id} is {value!r}")
        return value

    def text(self, name: str) -> str:
        """A threshold that is a text. Raises as `whole` does."""
        value = self.limits[name]
        if not isinstance(value, str):
            raise TypeError(f"limit {name} of {self.id} is {value!r}")
        return value


def cell_of(form: Form, cell_id: str) -> Cell:
    """The cell with this id; of last year's figure the cell of the same id in this form. Raises KeyError."""
    return form.cells[cell_id.removeprefix(PREVIOUS)]


def term_name(form: Form, each: str, term: Term) -> str:
    """The Chinese name of a term inside a rule broadcast over `each`: what the broadcast leaves open."""
    if len(term.cells) == 1:
        return cell_name(form, each, term.cells[0])
    cells = [cell_of(form, cell) for cell in term.cells]
    if each == "column":
        parents = {"".join(cell.row.label[-2:-1]) for cell in cells}
        if len(parents) == 1 and (parent := parents.pop()):
            return f"{parent.split('）')[-1]}（{len(cells)}项）"
    return "＋".join(cell_name(form, each, cell) for cell in term.cells)


def cell_name(form: Form, each: str, cell_id: str) -> str:
    """The Chinese name of a cell inside a rule broadcast over `each`."""
    cell = cell_of(form, cell_id)
    if each == "column":
        name = cell.row.short
    elif each == "row":
        name = cell.column.short
    elif each == "group":
        name = cell.column.label[-1]
    else:
        name = cell.name
    return f"{LAST_YEAR}“{name}”" if cell_id.startswith(PREVIOUS) else name
