"""Why a cell should hold another number, in words for the clerk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xl_tools.report import PREVIOUS, Report
from xl_tools.rule import cell_name
from xl_tools.validation.culprit.balance import Balance, Figures, Line
from xl_tools.validation.culprit.evidence import Evidence
from xl_tools.validation.culprit.moves import Event
from xl_tools.validation.culprit.slips import Number, Slip, plain
from xl_tools.values import BadValue, show


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell to change.

    Attributes:
        current: the number that stands there, None where there is none or none can be read.
        proposed: the number that should stand there.
        kind: what probably happened.
        reason: the same as a Chinese clause, with the numbers it rests on.
    """

    cell: str
    current: Number | None
    proposed: Number
    kind: Slip
    reason: str


class Reasons:
    """Turns errors found in one report into repairs of its cells."""

    def __init__(self, balance: Balance, figures: Figures, report: Report, evidence: Evidence) -> None:
        self._balance, self._figures, self._report, self._evidence = balance, figures, report, evidence

    def repairs(self, events: Sequence[Event]) -> tuple[Repair, ...]:
        """Every cell that the errors touched, with what should stand there and why; in the form's order."""
        changes = self._evidence.changes(events)
        found: list[tuple[int, Repair]] = []
        for event in events:
            for cell, number in event.changes:
                kind, reason = self._explained(event, cell, number, changes)
                found.append((cell, self._repair(cell, number, kind, reason)))
            for cell, number in event.follows:
                cause = self._name(event.changes[0][0])
                reason = f"“{cause}”改正后，合计随之为 {plain(number)}"
                found.append((cell, self._repair(cell, number, Slip.FOLLOWS, reason)))
        return tuple(repair for _, repair in sorted(found, key=lambda item: item[0]))

    def unknown(self, cell: int, number: Number) -> Repair:
        """The repair of a blank total, of a formula that was not computed again, or of a cell that cannot be read."""
        value = self._report.value(self._balance.cells[cell])
        if cell not in self._figures.empty:
            stands = plain(self._figures.numbers[cell])
            reason = f"公式的结果应为 {plain(number)}，现在的 {stands} 像是没有重算，或公式被改过"
            return self._repair(cell, number, Slip.STALE, reason)
        if isinstance(value, BadValue):
            reason = f"“{show(value)}”读不出数，按其余各格应为 {plain(number)}"
        else:
            reason = f"空白，应填各栏之和 {plain(number)}"
        return self._repair(cell, number, Slip.BLANK, reason)

    def _repair(self, cell: int, number: Number, kind: Slip, reason: str) -> Repair:
        current = None if cell in self._figures.empty else self._figures.numbers[cell]
        return Repair(self._balance.cells[cell], current, number, kind, reason)

    def _explained(self, event: Event, cell: int, number: Number, changes: Mapping[int, Number]) -> tuple[Slip, str]:
        if event.slip is not None:
            return event.slip, self._moved(event, cell, number)
        kind, _ = self._evidence.single(cell, number, changes)
        reason = self._reason(kind, cell, number, changes)
        quoted = self._quoted(event, changes)
        last = self._last_year(cell, number)
        if kind is Slip.OTHER and last:
            return Slip.LAST_YEAR, f"与{last} 不一致"
        if kind is Slip.OTHER and quoted:
            return Slip.PROSE, f"{quoted}，这里却是 {plain(self._figures.numbers[cell])}"
        if quoted:
            reason += f"，改后与{quoted}一致"
        if last:
            reason += f"，改后与{last} 一致"
        return kind, reason

    def _reason(self, kind: Slip, cell: int, number: Number, changes: Mapping[int, Number]) -> str:
        stands, meant = plain(self._figures.numbers[cell]), plain(number)
        if cell in self._figures.empty:
            return f"没有填数，按其余各格应为 {meant}"
        if kind is Slip.STALE:
            return self._stale(cell, number, changes)
        if kind is Slip.BLANK and cell in self._balance.definitions:
            return f"填的是 0，各项之和是 {meant}"
        if kind is Slip.FACTOR:
            return self._factor(self._figures.numbers[cell], number)
        words = {
            Slip.DIGIT: f"{stands} 像是 {meant} 错了一位数",
            Slip.TRANSPOSED: f"{stands} 像是 {meant} 的两位数颠倒",
            Slip.DROPPED: f"{stands} 像是 {meant} 漏了一位数",
            Slip.DOUBLED: f"{stands} 像是 {meant} 重了一位数",
            Slip.SIGN: f"{stands} 像是 {meant} 的正负号错了",
            Slip.BLANK: f"填的是 0，像是漏填了 {meant}",
        }
        return words.get(kind, f"其余各格不动时应为 {meant}")

    def _factor(self, stands: Number, meant: Number) -> str:
        too_large = abs(stands) > abs(meant)
        times = stands // meant if too_large else meant // stands
        how = f"{plain(times)} 倍" if too_large else f"{plain(times)} 分之一"
        return f"{plain(stands)} 正好是 {plain(meant)} 的 {how}" + ("，像是万和元弄错了" if times == 10000 else "")

    def _stale(self, total: int, number: Number, changes: Mapping[int, Number]) -> str:
        stands, meant = plain(self._figures.numbers[total]), plain(number)
        part = self._evidence.left_out(total, number, self._evidence.parts(total, changes))
        if part is None:
            return f"合计应为 {meant}：现在的 {stands} 与各项之和不符，像是改过分项而没有重算"
        line = self._balance.lines[self._balance.definitions[total]]
        name = self._label(line, part[0])
        wrong = "漏加" if number > self._figures.numbers[total] else "多加"
        return f"合计应为 {meant}：现在的 {stands} {wrong}了{name}的 {plain(part[1])}"

    def _moved(self, event: Event, cell: int, number: Number) -> str:
        if len(event.changes) > 2:
            first, last = self._name(event.changes[0][0]), self._name(event.changes[-1][0])
            return f"“{first}”到“{last}”的数都错开了一格"
        other = next(one for one, _ in event.changes if one != cell)
        here = self._figures.numbers[cell]
        if event.slip is Slip.SWAPPED:
            return f"与“{self._name(other)}”的 {plain(number)} 填反了"
        if number:
            return f"这里的 {plain(number)} 填到了“{self._name(other)}”"
        return f"这里的 {plain(here)} 应填在“{self._name(other)}”"

    def _quoted(self, event: Event, changes: Mapping[int, Number]) -> str:
        """The words of a text that the table contradicts now and agrees with once this error is repaired."""
        for witness in self._evidence.witnesses:
            mended = witness.residual and witness.agrees(changes)
            if witness.words and mended and any(cell in witness.weights for cell, _ in event.all):
                return witness.words
        return ""

    def _last_year(self, cell: int, number: Number) -> str:
        """Last year's figure that this cell repeats, if the answer makes it do so: 上年结转下年 121."""
        for index in self._figures.hard:
            line = self._balance.lines[index]
            if line.last_year and cell in line.weights and self._figures.residuals[index]:
                name, _ = line.last_year[0]
                figure = self._report.number(PREVIOUS + name)
                if len(line.last_year) == 1 and figure == number:
                    return f"{cell_name(self._balance.form, line.each, PREVIOUS + name)} {plain(figure)}"
        return ""

    def _name(self, cell: int) -> str:
        return self._balance.form.cells[self._balance.cells[cell]].name

    def _label(self, line: Line, cell: int) -> str:
        """“其他”栏, “予以公开”行: a cell by what sets it apart from the others of an equation."""
        name = cell_name(self._balance.form, line.each, self._balance.cells[cell])
        return f"“{name}”{'行' if line.each == 'column' else '栏'}"
