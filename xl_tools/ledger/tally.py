"""The ledgers counted: every cell of 表三 and 表四 for one year, with the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from xl_tools.finding import Finding
from xl_tools.forms.model import Form
from xl_tools.ledger.choices import CaseTable, RequestTable, case_table, request_table
from xl_tools.ledger.fields import FIELDS, NO, YES, Entry
from xl_tools.ledger.findings import Code, name_rows, row_finding, shown
from xl_tools.ledger.raw import RawLedger, RawRow
from xl_tools.ledger.reading import Row, Understood, number_key
from xl_tools.ledger.rows import Case, Request
from xl_tools.rules import load_rules


@dataclass(frozen=True)
class Counted:
    """One ledger counted for one year.

    Attributes:
        cells: number of every cell of its table, by cell id; the totals by the form's own sums.
        lines: the lines behind each cell that is counted and not added up.
        counted: lines that are in some cell.
        earlier: lines that were finished in an earlier year.
        later: lines that began after the year.
        unusable: lines with errors. Every line is in one of these four; those of the last two are named by a finding.
        findings: everything said of its rows.
        totals: the cells that are added up → what they add up.
    """

    raw: RawLedger
    cells: Mapping[str, int]
    lines: Mapping[str, Sequence[int]]
    counted: frozenset[int]
    earlier: frozenset[int]
    later: frozenset[int]
    unusable: frozenset[int]
    findings: tuple[Finding, ...]
    totals: Mapping[str, Sequence[str]]

    def rows_behind(self, cell_id: str) -> list[RawRow]:
        """The rows that make up a cell, in the order of the sheet. Raises KeyError for a cell of another table."""
        return [self._row[line] for line in sorted(self._behind(cell_id))]

    def words_behind(self, cell_id: str) -> str:
        """The rows behind a cell, named: 台账!第 12 行（2024-015）…; empty if there are none."""
        rows = self.rows_behind(cell_id)
        return name_rows(self.raw, rows) if rows else ""

    @property
    def sentence(self) -> str:
        """How many rows there are and what became of them."""
        clauses = [f"{self.raw.sheet}共 {len(self.raw.rows)} 行：计入 {len(self.counted)} 行"]
        if self.earlier:
            clauses.append(f"以前年度已办结的 {len(self.earlier)} 行不计")
        if self.later:
            clauses.append(f"本年度之后收到的 {len(self.later)} 行不计")
        clauses.append(f"{len(self.unusable)} 行有问题未计入" if self.unusable else "没有未计入的问题行")
        return "，".join(clauses) + "。"

    @cached_property
    def _row(self) -> Mapping[int, RawRow]:
        return {row.line: row for row in self.raw.rows}

    def _behind(self, cell_id: str) -> set[int]:
        if cell_id in self.totals:
            return {line for part in self.totals[cell_id] for line in self._behind(part)}
        self.cells[cell_id]
        return set(self.lines.get(cell_id, ()))


@dataclass(frozen=True)
class Tally:
    """Both ledgers counted for one year.

    Attributes:
        fee_rows, fees: requests for which a fee was paid in the year, and how much in 元.
    """

    form: Form
    year: int
    requests: Counted
    cases: Counted
    fee_rows: int
    fees: Decimal

    @cached_property
    def cells(self) -> Mapping[str, int]:
        """Number of every cell of 表三 and 表四."""
        return {**self.requests.cells, **self.cases.cells}

    def of(self, cell_id: str) -> Counted:
        """The ledger behind a cell. Raises KeyError for a cell that no ledger fills."""
        return self.requests if cell_id in self.requests.cells else self._case_cell(cell_id)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.requests.findings, *self.cases.findings)

    def _case_cell(self, cell_id: str) -> Counted:
        self.cases.cells[cell_id]
        return self.cases


def tally(requests: Understood[Request], cases: Understood[Case], form: Form, year: int) -> Tally:
    """Count both ledgers for the report of one year. Raises nothing: what cannot be counted is among the findings."""
    paid = [one for one in requests.rows if one.fee and (one.fee_paid or one.answered or date.min).year == year]
    fees = sum((one.fee for one in paid if one.fee), Decimal(0))
    numbers = {number_key(number) for row in requests.raw.rows if (number := row.cells.get("number"))}
    return Tally(
        form, year, count_requests(requests, form, year), count_cases(cases, form, year, numbers), len(paid), fees
    )


def count_requests(ledger: Understood[Request], form: Form, year: int) -> Counted:
    """表三: received in the year or carried in; answered in the year or carried out."""
    table = request_table(form)

    def cells(one: Request, before: bool, done: bool) -> Iterator[str]:
        yield table.inputs[table.carried_in if before else table.received, one.applicant]
        yield table.inputs[one.result if done else table.carried_out, one.applicant]

    return _count(ledger, form, table, year, cells)


def count_cases(ledger: Understood[Case], form: Form, year: int, numbers: Container[str]) -> Counted:
    """表四: every case that was not concluded when the year began, by how it stands at its end.

    Args:
        numbers: of the requests that the other ledger has, as number_key() gives them.
    """
    table = case_table(form)

    def cells(one: Case, _before: bool, done: bool) -> Iterator[str]:
        yield table.inputs[one.category, one.outcome if done else table.pending]

    counted = _count(ledger, form, table, year, cells)
    unknown = [
        _told(Code.NO_REQUEST, ledger.raw, one, ["request"], f"台账里没有关联申请“{shown(one.request)}”，请核对编号")
        for one in ledger.rows
        if one.line in counted.counted and one.request and number_key(one.request) not in numbers
    ]
    return replace(counted, findings=_in_order([*counted.findings, *unknown]))


def _count(
    ledger: Understood[Row],
    form: Form,
    table: RequestTable | CaseTable,
    year: int,
    cells: Callable[[Row, bool, bool], Iterator[str]],
) -> Counted:
    first, last = date(year, 1, 1), date(year, 12, 31)
    lines: dict[str, list[int]] = {}
    earlier: set[int] = set()
    later: set[int] = set()
    findings = [*ledger.findings]
    began, carried = next(field.id for field in FIELDS[ledger.raw.sheet] if field.entry is Entry.DATE), "carried"
    title = ledger.raw.title(began)
    for one in ledger.rows:
        if one.began > last:
            said = f"{title} {one.began} 在 {year} 年度之后，没有计入，下年度再报"
            findings.append(_told(Code.NEXT_YEAR, ledger.raw, one, [began], said))
            later.add(one.line)
        elif one.ended and one.ended < first:
            earlier.add(one.line)
        else:
            before = one.began < first
            if one.carried is not None and one.carried is not before:
                kind, said = ("上年结转", NO) if before else ("本年新收", YES)
                said = f"{title}是 {one.began}，按{kind}计数，“{ledger.raw.title(carried)}”填的却是“{said}”，请核对"
                findings.append(_told(Code.CARRIED, ledger.raw, one, [carried, began], said))
            for cell_id in cells(one, before, one.ended is not None and one.ended <= last):
                lines.setdefault(cell_id, []).append(one.line)
    counted = frozenset(line for found in lines.values() for line in found)
    numbers, parts = _numbers(form, table, lines)
    return Counted(
        raw=ledger.raw,
        cells=numbers,
        lines=lines,
        counted=counted,
        earlier=frozenset(earlier),
        later=frozenset(later),
        unusable=ledger.unusable,
        findings=_in_order(findings),
        totals=parts,
    )


def _numbers(
    form: Form, table: RequestTable | CaseTable, lines: Mapping[str, Sequence[int]]
) -> tuple[Mapping[str, int], Mapping[str, Sequence[str]]]:
    """The number of every cell, in the order of the form; and what each total adds up, as the form says it."""
    rules, numbers = load_rules(form), {cell_id: len(lines.get(cell_id, ())) for cell_id in table.inputs.values()}
    equations = {cell_id: rules.total_formula(cell_id) for cell_id in table.totals}
    parts = {cell_id: equation.right.cells for cell_id, equation in equations.items() if equation}

    def number(cell_id: str) -> int:
        if cell_id not in numbers:
            numbers[cell_id] = sum(map(number, parts[cell_id]))
        return numbers[cell_id]

    for cell_id in parts:
        number(cell_id)
    return {cell_id: numbers[cell_id] for cell_id in form.cells if cell_id in numbers}, parts


def _told(code: Code, raw: RawLedger, one: Request | Case, columns: Sequence[str], said: str) -> Finding:
    return row_finding(code, raw, RawRow(one.line, {"number": one.number} if one.number else {}), columns, said)


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """By the row that they point at first."""
    return tuple(sorted(findings, key=_line))


def _line(finding: Finding) -> int:
    return int(finding.places[0].address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0)
