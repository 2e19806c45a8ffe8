"""Number cells as read: typed values, formula totals recomputed, and notes on what was odd about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from xl_tools.finding import Finding, Severity
from xl_tools.forms.model import Cell, Kind
from xl_tools.values import BLANK, BadValue, Blank, Value, parse, plain_decimal, show
from xl_tools.workbook.anchors import Grid, Located, Raw, Total
from xl_tools.workbook.formulas import Formula, Formulas, adds_up

STALE, FOREIGN = "W1", "W3"
BASIS = "工作簿读取检查"
_SHOWN = 60


class CellValues:
    """The number cells of one workbook.

    Args:
        located: where each cell stands.
        grids, formulas: by sheet.

    Attributes:
        values: every value that is not blank, by cell id.
        raw: what stands in each cell that is not empty, by cell id; of a formula, its stored result.
        formulas: every formula found in a number cell, by cell id.
        notes: stale or missing results of our totals (W1), formulas that are not ours (W3).
    """

    def __init__(self, located: Located, grids: Mapping[str, Grid], formulas: Mapping[str, Formulas]) -> None:
        self.values: dict[str, Value] = {}
        self.notes: list[Finding] = []
        self._form, self._spots = located.form, located.spots
        self.raw: dict[str, Raw] = {}
        self.formulas: dict[str, Formula] = {}
        for cell_id in self._form.cells:
            spot = self._spots[cell_id]
            place = (spot.row, spot.column)
            raw = grids[spot.sheet].get(place)
            if raw is not None:
                self.raw[cell_id] = raw
            if formula := formulas[spot.sheet].get(place):
                self.formulas[cell_id] = formula
        self._operands = {
            cell_id: total.operands
            for cell_id, formula in self.formulas.items()
            if (total := located.totals.get(cell_id)) and self._is_ours(cell_id, formula, total, located)
        }
        self._sums: dict[str, Decimal | None] = {}
        self._read()

    def _is_ours(self, cell_id: str, formula: Formula, total: Total, located: Located) -> bool:
        if formula.text == total.text:
            return True
        return adds_up(formula.text, total.text, total.places, located.number_places(self._spots[cell_id].sheet))

    def _read(self) -> None:
        unstored: list[str] = []
        for cell_id, cell in self._form.cells.items():
            if cell_id in self._operands:
                value = self._total(cell)
                if not self.formulas[cell_id].stored:
                    unstored.append(cell_id)
            elif cell_id in self.formulas:
                value = self._foreign(cell)
            else:
                value = read_value(self.raw.get(cell_id), cell.kind, cell.unit)
            if not isinstance(value, Blank):
                self.values[cell_id] = value
        if unstored:
            places = "、".join(str(self._spots[cell_id].place) for cell_id in unstored[:6])
            more = f"等 {len(unstored)} 格" if len(unstored) > 6 else ""
            message = f"有合计公式没有存储结果（{places}{more}），已按公式重算。请在 Excel 中打开并保存一次。"
            self.notes.append(self._note(STALE, unstored, message))

    def _total(self, cell: Cell) -> Value:
        expected, raw = self._sum(cell.id), self.raw.get(cell.id)
        stored = _decimal(raw)
        if self.formulas[cell.id].stored and stored != (expected or 0) and not self._has_odd_operand(cell.id):
            shown = show(read_value(raw, cell.kind, cell.unit)) if stored is None else plain_decimal(stored)
            wanted = plain_decimal(expected or Decimal(0))
            message = (
                f"{self._where(cell)}的合计公式存储的结果是 {shown}，按各格重算是 {wanted}，以重算的为准。"
                "请在 Excel 中打开并保存一次。"
            )
            self.notes.append(self._note(STALE, [cell.id], message, stored, expected))
        return BLANK if expected is None else parse(expected, cell.kind, cell.unit)

    def _foreign(self, cell: Cell) -> Value:
        formula, raw = self.formulas[cell.id], self.raw.get(cell.id)
        shown = "=" + (formula.text if len(formula.text) <= _SHOWN else formula.text[:_SHOWN] + "…")
        if raw is None and not formula.stored:
            return BadValue(shown, "是没有存储结果的公式，请在 Excel 中打开并保存一次")
        value = read_value(raw, cell.kind, cell.unit)
        message = f"{self._where(cell)}里是自己写的公式“{shown}”，按它的结果 {show(value)} 读取。如无误，可改成数字。"
        self.notes.append(self._note(FOREIGN, [cell.id], message))
        return value

    def _sum(self, cell_id: str) -> Decimal | None:
        """What Excel reckons for one of our totals: text counts as 0; None if every operand is blank."""
        if cell_id not in self._sums:
            seen = [self._seen(other) for other in self._operands[cell_id]]
            numbers = [number for number in seen if number is not None]
            self._sums[cell_id] = sum(numbers, Decimal(0)) if numbers else None
        return self._sums[cell_id]

    def _seen(self, cell_id: str) -> Decimal | None:
        """The number a formula sees in a cell: 0 for text, None for a blank."""
        if cell_id in self._operands:
            return self._sum(cell_id)
        raw = self.raw.get(cell_id)
        return None if raw is None else _decimal(raw) or Decimal(0)

    def _has_odd_operand(self, cell_id: str) -> bool:
        """An error among the operands makes Excel's total an error too, and a date counts as its serial number."""
        return any(
            self._has_odd_operand(other) if other in self._operands else isinstance(self.raw.get(other), dict)
            for other in self._operands[cell_id]
        )

    def _where(self, cell: Cell) -> str:
        table = self._form.section(cell.table).table_name
        return f"{table}“{cell.name}”（{self._spots[cell.id].address}）"

    def _note(
        self, rule: str, cells: list[str], message: str, left: Decimal | None = None, right: Decimal | None = None
    ) -> Finding:
        places = tuple(self._spots[cell_id].place for cell_id in cells)
        difference = None if left is None or right is None else left - right
        ids, text = tuple(cells), f"{message}（{rule}）"
        return Finding(rule, Severity.NOTICE, ids, places, left, right, difference, text, BASIS)


def read_value(raw: Raw | None, kind: Kind, unit: str) -> Value:
    """The typed value of a cell as the worker sends it. Raises nothing."""
    if isinstance(raw, dict):
        if "date" in raw:
            return parse(as_date(raw), kind, unit)
        return BadValue(raw["error"], raw.get("reason", "是错误值，不是数字"))
    # Nearly every number is small and whole, and a Value never changes.
    return _whole(raw, kind, unit) if type(raw) is int else parse(raw, kind, unit, as_text=isinstance(raw, str))


_whole = lru_cache(maxsize=4096)(parse)


def as_date(raw: Mapping[str, str]) -> date:
    """The date of {"date": …}; the time of day is dropped where there is none."""
    moment = datetime.fromisoformat(raw["date"])
    return moment if moment.time() != datetime.min.time() else moment.date()


def _decimal(raw: Raw | None) -> Decimal | None:
    """The number in a cell, as Excel shows it; None for anything else."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    return Decimal(raw) if isinstance(raw, int) else Decimal(format(raw, ".15g"))
