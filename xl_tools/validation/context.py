"""What every check is given, and the one way in which a check makes a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING

from xl_tools.finding import SOURCE, Finding, Locate, Place, Severity
from xl_tools.forms.model import Cell, Form, Kind
from xl_tools.parts import split_text
from xl_tools.report import PREVIOUS, Report
from xl_tools.rule import Rule
from xl_tools.rules import RuleBook
from xl_tools.values import show

if TYPE_CHECKING:
    from xl_tools.validation.prose.reading import Reading


@dataclass(frozen=True)
class Context:
    """One report and everything it is judged by.

    Attributes:
        locate: cell id, or place of a text, → place in the workbook.
        others: reports of other units whose texts are compared with this one's.
    """

    report: Report
    rules: RuleBook
    locate: Locate
    others: tuple[Report, ...] = ()

    @cached_property
    def missing(self) -> frozenset[str]:
        """Cells of a “总计” column that are blank although their row has numbers: what rule A4 reports."""
        report = self.report
        return frozenset(
            total.id
            for total, others in rows_with_total(report.form)
            if total.id not in report.cells and any(cell.id in report.numbers for cell in others)
        )

    @cached_property
    def texts(self) -> dict[str, dict[str, str]]:
        """Narrative key → part id → its text, without headings; see xl_tools.parts.split_text."""
        report = self.report
        return {key: split_text(report.form, key, text) for key, text in report.narrative.items()}

    @cached_property
    def prose(self) -> Reading:
        """The texts as read: sentences, and what their numbers say of which cells."""
        from xl_tools.validation.prose.reading import read

        return read(self.report)

    def text_place(self, key: str, part: str = "") -> Place:
        """Where a text, or one part of it, stands."""
        return self.locate(f"{key}/{part}" if part else key)

    def finding(
        self,
        rule: Rule,
        severity: Severity,
        message: str,
        *,
        cells: Iterable[str] = (),
        texts: Iterable[tuple[str, str]] = (),
        numbers: tuple[int | Decimal, int | Decimal] | None = None,
        printed: Iterable[str] = (),
        subject: str = "",
    ) -> Finding:
        """A finding of a rule.

        Args:
            message: the sentence without its end: basis and rule are added here.
            cells: ids of the cells it is about.
            texts: (narrative key, part id) of the texts it is about; they come first among its places.
            numbers: left and right side of what should be equal.
            printed: places in the published document that the report was read from.
            subject: the words it is about, so that an explanation holds only while they stand.
        """
        ids = tuple(cells)
        places = (
            *(self.text_place(*text) for text in texts),
            *map(self.locate, ids),
            *(Place(SOURCE, where) for where in printed),
        )
        basis = str(rule.source)
        left, right = numbers or (None, None)
        return Finding(
            rule=rule.id,
            severity=severity,
            cells=ids,
            places=tuple(dict.fromkeys(places)),
            left=left,
            right=right,
            difference=None if left is None or right is None else left - right,
            message=f"{'试行规则：' if rule.trial else ''}{message}。（{rule.id}，{basis}）",
            basis=basis,
            subject=subject,
            blocks=rule.blocks,
        )


@cache
def rows_with_total(form: Form) -> tuple[tuple[Cell, tuple[Cell, ...]], ...]:
    """(cell of the “总计” column, the other cells of its row) for each row of a table that has that column."""
    return tuple(_rows_with_total(form))


def table_name(report: Report, rule: Rule) -> str:
    """表二, 表三 or 表四, as the form calls the table of a rule."""
    return report.form.section(rule.table).table_name


def is_last_year(cell_id: str) -> bool:
    """Whether a cell id means last year's figure."""
    return cell_id.startswith(PREVIOUS)


def last_year_place(context: Context, cell_id: str) -> str:
    """Where last year's figure of a cell stands, for a message: “上年数据”D51."""
    place = context.locate(PREVIOUS + cell_id)
    return f"“{place.sheet}”{place.address}"


def by_dispute(report: Report, cells: Iterable[str]) -> str:
    """A sentence on each figure of last year that a confirmed proposal stands for; empty where there is none."""
    last = report.previous
    if last is None or not last.disputes:
        return ""
    wanted = {cell.removeprefix(PREVIOUS) for cell in cells if is_last_year(cell)}
    return "".join(
        f"其中上年“{last.form.cells[one.cell].name}”按已确认的建议值 {show(one.proposed)} 核对，"
        f"上年公布的是 {show(last.value(one.cell))}。"
        for one in last.disputes
        if one.counts and one.cell in wanted
    )


def _rows_with_total(form: Form) -> Iterable[tuple[Cell, tuple[Cell, ...]]]:
    for section in form.tables:
        for block in section.blocks:
            if [column.id for column in block.columns if column.kind is Kind.TOTAL] != ["total"]:
                continue
            for row in block.rows:
                cells = [form.cells[f"{section.id}.{row.id}.{column.id}"] for column in block.columns]
                total = form.cells[f"{section.id}.{row.id}.total"]
                yield total, tuple(cell for cell in cells if cell is not total)
