"""The ledger sheets of a workbook → raw rows, their columns found by title; and the edits that write 表三 and 表四."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from xl_tools.errors import TemplateMismatch
from xl_tools.ledger.fields import CASES, FIELDS, REQUESTS, Entry, Field
from xl_tools.ledger.findings import shown
from xl_tools.ledger.raw import Raw, RawLedger, RawRow
from xl_tools.values import BLANK, Count, Value, strip
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.anchors import Raw as Cell
from xl_tools.workbook.change import Change, is_own_total, old_value
from xl_tools.workbook.edits import COUNT, Plan, listed, named, plan, to_formula
from xl_tools.workbook.labels import normal
from xl_tools.workbook.patch import Formula
from xl_tools.workbook.spot import Spot, column_letters

if TYPE_CHECKING:
    from xl_tools.ledger.tally import Tally
    from xl_tools.workbook.reader import Opened

_HEAD_ROWS = 60
"""Rows from the top among which the titles stand."""
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<mark>[-/.年])(?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?|(?P<digits>[0-9]{4}))"
    r"(?:[ T]*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
)
_REPLACED = 4
"""Cells whose old content a sentence names; the others are counted."""
_TABLES = {REQUESTS: "表三", CASES: "表四"}


@dataclass(frozen=True, slots=True)
class TablesPlan(Plan):
    """What 台账生成表三 will do; its sentence tells what is filled in from what replaces something typed."""

    def sentence(self, *, done: bool) -> str:
        kept = "".join(f"{clause}。" for clause in self.kept)
        if not self.changes:
            return f"没有要改的格。{kept}" if kept else Plan.sentence(self, done=done)
        clauses: list[str] = []
        values = [one for one in self.changes if not isinstance(one.new, Formula)]
        if filled := [one for one in values if one.old is None]:
            clauses.append(f"填数 {len(filled)} 格（{named(filled)}）")
        if changed := [one for one in values if one.old is not None]:
            clauses.append(f"改数 {len(changed)} 格（{_replaced(changed)}）")
        if formulas := [one for one in self.changes if isinstance(one.new, Formula)]:
            clauses.append(f"恢复合计公式 {len(formulas)} 格（{named(formulas)}）")
        if typed := [one for one in formulas if one.old is not None]:
            clauses.append(f"其中手填的合计 {len(typed)} 格（{_replaced(typed)}）")
        return f"{self.action}：{'已' if done else '将'}{'，'.join(clauses)}。{kept}"


def read_ledger(sheet: str, grid: Grid) -> RawLedger:
    """The rows of one sheet; every row below the titles in which anything is entered, wherever it stands.

    Raises: TemplateMismatch T12 if columns are missing without which nothing can be counted, T11 if two columns have
        one title.
    """
    if not grid:
        return RawLedger(sheet, {}, ())
    top, columns = _columns(sheet, grid)
    rows: dict[int, dict[str, Raw]] = {}
    used: set[int] = set()
    for (row, column), cell in grid.items():
        if row <= top:
            continue
        field = columns.get(column)
        raw = strip(cell) if isinstance(cell, str) else cell
        if raw == "":
            continue
        # A row with nothing but remarks beside the columns is still a row that somebody must look at.
        if field is None or field.entry is not Entry.DUE:
            used.add(row)
        cells = rows.setdefault(row, {})
        if field is not None:
            cells[field.id] = _raw(raw, field)
    letters = {field.id: column_letters(column) for column, field in columns.items()}
    return RawLedger(sheet, letters, [RawRow(row + 1, rows[row]) for row in sorted(used)])


def table_edits(opened: Opened, tally: Tally, now: str) -> TablesPlan:
    """台账生成表三: write what the ledgers count into 表三 and 表四; 撤销 takes it back.

    A ledger of which no row counts writes nothing, for it may be of another year. Totals that are the template's
    formulas follow; others get their formula back. Formulas that somebody wrote are left alone and named.

    Args:
        now: time shown in 修改记录.
    Raises: EditRefused E12 if 修改记录 is full.
    """
    changes: list[Change] = []
    foreign: list[Spot] = []
    kept: list[str] = []
    for counted in (tally.requests, tally.cases):
        if counted.raw.rows and not counted.counted:
            kept.append(f"{counted.raw.sheet}没有一行计入 {tally.year} 年度，{_TABLES[counted.raw.sheet]}没有改动")
        for cell_id, number in counted.cells.items() if counted.counted else ():
            if is_own_total(opened, cell_id):
                continue
            if cell_id in opened.formulas:
                foreign.append(opened.spots[cell_id])
            elif cell_id in opened.totals:
                changes.append(to_formula(opened, cell_id))
            elif not _holds(opened.report.cells.get(cell_id, BLANK), number):
                changes.append(Change(cell_id, opened.spots[cell_id], old_value(opened, cell_id), number))
    if foreign:
        kept.append(f"{listed(foreign)}里是自己写的公式，没有改动")
    made = plan(opened, COUNT, changes, now, tuple(kept))
    return TablesPlan(made.action, made.changes, made.edits, made.kept)


def _replaced(changes: Sequence[Change]) -> str:
    """The first cells with what stands in them and what will: 三、申请情况!D6 由 35 改为 3、D7 由 8 改为 0 等 12 格."""
    told: list[str] = []
    sheet = ""
    for one in changes[:_REPLACED]:
        place = one.spot.address if one.spot.sheet == sheet else f"{one.spot.sheet}!{one.spot.address}"
        new = "公式" if isinstance(one.new, Formula) else f" {one.new}"
        told.append(f"{place} 由 {shown(one.old)} 改为{new}")
        sheet = one.spot.sheet
    return "、".join(told) + (f" 等 {len(changes)} 格" if len(changes) > _REPLACED else "")


def _holds(value: Value, number: int) -> bool:
    return isinstance(value, Count) and value.number == number and not value.typed


def _columns(sheet: str, grid: Grid) -> tuple[int, dict[int, Field]]:
    """The row of the titles, and the columns that have one."""
    titles = {_title(field.title): field for field in FIELDS[sheet]}
    found: dict[int, dict[int, Field]] = {}
    for (row, column), cell in grid.items():
        if row < _HEAD_ROWS and isinstance(cell, str) and (field := titles.get(_title(cell))):
            found.setdefault(row, {})[column] = field
    top = max(found, key=lambda row: (len(found[row]), -row), default=0)
    columns = dict(sorted(found.get(top, {}).items()))
    present = [field.title for field in columns.values()]
    missing = [field.title for field in FIELDS[sheet] if field.needed and field.title not in present]
    if missing:
        raise TemplateMismatch(
            f"“{sheet}”里找不到{_listed(missing)}，没有读取。",
            code="T12",
            hint="请用本软件的台账模板，或把列的标题改成模板里的写法；列的先后不要紧。",
        )
    if doubled := [title for title in dict.fromkeys(present) if present.count(title) > 1]:
        message = f"“{sheet}”里有不止一列叫{_listed(doubled)}，没有读取。"
        raise TemplateMismatch(message, code="T11", hint="请只留一列，或把多出来的改名。")
    return top, columns


def _listed(titles: Sequence[str]) -> str:
    return "、".join(f"“{title}”" for title in titles)


def _title(text: str) -> str:
    return normal(unicodedata.normalize("NFKC", text))


def _raw(cell: Cell, field: Field) -> Raw:
    """A cell that is not blank as the ledger takes it; text in a column of dates that is a date becomes one."""
    if isinstance(cell, str):
        return _date(cell) if field.entry in (Entry.DATE, Entry.DUE) else cell
    if isinstance(cell, dict):
        return _moment(cell["date"]) if "date" in cell else cell["error"]
    return cell


@lru_cache(maxsize=8192)
def _moment(text: str) -> date:
    return date.fromisoformat(text[:10])


@lru_cache(maxsize=8192)
def _date(text: str) -> date | str:
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text))
    if not found:
        return text
    month, day = (found["month"], found["day"]) if found["mark"] else (found["digits"][:2], found["digits"][2:])
    try:
        return date(int(found["year"]), int(month), int(day))
    except ValueError:
        return text
