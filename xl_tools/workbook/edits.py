"""The changes of numbers that a button makes: planned from an opened workbook, logged, and undone from the log.

Nothing but declared number cells and the sheet 修改记录 is ever written. The same plan serves a closed file and
a workbook that is open in a spreadsheet program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xl_tools.errors import XlToolsError
from xl_tools.report import PREVIOUS
from xl_tools.values import Blank, NotApplicable, is_number, show
from xl_tools.workbook.change import Change, cell_edits, is_own_total, old_value, present_value
from xl_tools.workbook.changelog import BLANK_SHOWN, Line, free_lines, last_action, line_edits, undone_edits
from xl_tools.workbook.patch import Edit, Formula
from xl_tools.workbook.reader import Opened
from xl_tools.workbook.spot import Spot, boxes

if TYPE_CHECKING:
    from xl_tools.validation.judgement import Suggestion

ZERO, NIL, RESTORE, ACCEPT, UNDO = "空白补零", "零报告", "恢复公式", "采纳建议", "撤销"
TAKE, CARRY, COUNT = "提取上年数据", "接转上年", "台账生成表三"
LOGGED = (ZERO, NIL, RESTORE, ACCEPT, TAKE, CARRY, COUNT)
_REASONS = {
    ZERO: "公布的表格里每个数字格都要有数",
    NIL: "本年没有发生任何一项",
    RESTORE: "合计由公式计算",
    CARRY: "上年的“结转下年”",
    COUNT: "按台账计数",
}
_FORMULA_REASON = "空白的合计由公式计算"
_NAMED = 6
"""Cells named in a sentence; the others are counted."""


class EditRefused(XlToolsError):
    """A change that was not made, because it would lose or contradict what people entered."""

    default_code = "E10"


@dataclass(frozen=True, slots=True)
class Plan:
    """What one action will do.

    Attributes:
        changes: number cells, in the order of the form.
        edits: the cells, the lines of 修改记录, and the stored results of formulas that depend on them.
        kept: why some cells are left alone, one clause each.
    """

    action: str
    changes: tuple[Change, ...]
    edits: Mapping[tuple[str, str], Edit]
    kept: tuple[str, ...] = ()

    def sentence(self, *, done: bool) -> str:
        """What will be done, or was done, for the user."""
        if not self.changes and self.edits:
            text = f"{self.action}：改过的格后来都又改了，没有可以恢复的，只在“修改记录”里注明。"
        elif not self.changes:
            text = _NOTHING[self.action]
        else:
            values = [one for one in self.changes if not isinstance(one.new, Formula)]
            formulas = [one for one in self.changes if isinstance(one.new, Formula)]
            if self.action == ACCEPT:
                clauses = [f"把 {one.spot.place} 由 {_shown(one.old)} 改为 {_shown(one.new)}" for one in values]
            else:
                clauses = [f"{_VALUES[self.action]} {len(values)} 格（{named(values)}）"] if values else []
            if formulas:
                clauses.append(f"恢复合计公式 {len(formulas)} 格（{named(formulas)}）")
            text = f"{self.action}：{'已' if done else '将'}{'，'.join(clauses)}。"
        return text + "".join(f"{clause}。" for clause in self.kept)


_NOTHING = {
    ZERO: "没有空白或填“/”的格，不用补零。",
    NIL: "各格已经都是 0，不用再填。",
    RESTORE: "合计都是公式，不用恢复。",
    ACCEPT: "没有可以采纳的建议。",
    UNDO: "没有可以撤销的改动。",
    TAKE: "“上年数据”里没有要填的格。",
    CARRY: "“上年结转”没有要填的格。",
    COUNT: "表三、表四的数已经与台账一致，不用改。",
}
_VALUES = {ZERO: "填 0", NIL: "填 0", RESTORE: "填数", UNDO: "恢复原值", TAKE: "填数", CARRY: "填数", COUNT: "填数"}


def zero_edits(opened: Opened, now: str) -> Plan:
    """空白补零: blank and “/” number cells become 0, such totals their formula; nothing that holds a number changes.

    Args:
        now: time shown in 修改记录, for example 2025-01-20 10:31:05.
    """
    foreign = [cell_id for cell_id in _unfilled(opened) if cell_id in opened.formulas]
    kept = (f"{_places(opened, foreign)}里是自己写的公式，没有改动",) if foreign else ()
    return plan(opened, ZERO, _filled_up(opened), now, kept)


def nil_edits(opened: Opened, now: str) -> Plan:
    """零报告: every number cell becomes 0, as 空白补零 does it.

    Raises: EditRefused E11 naming the cells if anything but 0 has been entered.
    """
    entered = [
        cell_id
        for cell_id, value in opened.report.cells.items()
        if not isinstance(value, NotApplicable) and (not is_number(value) or opened.report.number(cell_id))
    ]
    if entered:
        shown = "、".join(f"{opened.spots[one].place}（{show(opened.report.value(one))}）" for one in entered[:_NAMED])
        more = f"等 {len(entered)} 格" if len(entered) > _NAMED else ""
        raise EditRefused(
            f"表里已经填了数，不是零报告，没有改动：{shown}{more}。",
            code="E11",
            hint="确实没有发生任何一项时，请先清除这些数；只想把空白的格补成 0，请用“空白补零”。",
        )
    return plan(opened, NIL, _filled_up(opened), now)


def restore_edits(opened: Opened, now: str) -> Plan:
    """恢复公式: totals that hold a value, or nothing, get the template's formula again.

    A formula that somebody wrote there is left alone: undoing could not be trusted to bring it back.
    """
    changes = [to_formula(opened, cell_id) for cell_id in opened.totals if cell_id not in opened.formulas]
    odd = [cell_id for cell_id in opened.totals if cell_id in opened.formulas and not is_own_total(opened, cell_id)]
    kept = (f"{_places(opened, odd)}里是自己写的公式，没有改动；要恢复请先清除它",) if odd else ()
    return plan(opened, RESTORE, changes, now, kept)


def accept_edits(opened: Opened, suggestions: Sequence[Suggestion], now: str) -> Plan:
    """采纳建议: the proposed values are written; a total that then equals its parts gets the template's formula.

    A total that has it already follows from the other cells written, and is left to it.
    Raises: EditRefused E16 for a cell with a formula: there the parts must be corrected, or the formula restored.
    """
    changes: list[Change] = []
    after = {one.cell: one.proposed for one in suggestions}
    typed = [one for one in suggestions if not is_own_total(opened, one.cell)]
    for one in typed or suggestions:
        spot, total = opened.spots[one.cell], opened.totals.get(one.cell)
        if one.cell in opened.formulas:
            raise EditRefused(
                f"{spot.place} 里是公式，没有改动。",
                code="E16",
                hint="请改它的各项；是自己写的公式时，请先清除，再用“恢复公式”。",
            )
        if total and one.proposed == sum(after.get(cell, opened.report.number(cell)) for cell in total.operands):
            changes.append(to_formula(opened, one.cell))
        else:
            new = float(one.proposed) if isinstance(one.proposed, Decimal) else one.proposed
            changes.append(Change(one.cell, spot, old_value(opened, one.cell), new))
    return plan(opened, ACCEPT, changes, now, reasons={one.cell: one.reason for one in suggestions})


def undo_edits(opened: Opened, now: str) -> Plan:
    """撤销: the last action recorded in 修改记录 is taken back, cell by cell where its value still stands.

    The lines of the action are marked as undone, so that the next 撤销 takes the one before.
    """
    action, lines = last_action(opened.changes, opened.layout, LOGGED)
    if not lines:
        return Plan(UNDO, (), {})
    by_place = {spot: name for name, spot in opened.spots.items() if _is_logged(opened, name)}
    changes: list[Change] = []
    changed_since: list[str] = []
    for line in lines:
        for spot in line.spots():
            cell_id = by_place.get(spot)
            if cell_id is None:
                continue
            if present_value(opened, cell_id) == line.new:
                # Never a formula, whatever the log says: anybody may have typed there.
                changes.append(Change(cell_id, spot, present_value(opened, cell_id), line.old))
            else:
                changed_since.append(cell_id)
    clause = f"{_places(opened, changed_since)}后来改过，没有动" if changed_since else ""
    texts = "上年的文字没有退回，要退回请用“恢复备份”" if action == TAKE else ""
    about = f"撤销的是{lines[0].time}的“{action}”"
    note = f"已于 {now} 撤销" + (f"，{clause}" if clause else "")
    edits = cell_edits(opened, changes) | undone_edits(opened.layout, lines, note)
    return Plan(UNDO, tuple(changes), edits, tuple(filter(None, (about, clause, texts))))


def _is_logged(opened: Opened, name: str) -> bool:
    """Whether changes of this cell stand in 修改记录 as values: number cells of both years, fields of 上年数据."""
    return name in opened.report.form.cells or name.startswith((PREVIOUS, "last."))


def named(changes: Sequence[Change]) -> str:
    """The first cells by sheet and address, and how many there are: 三、申请情况!D6、D7 等 12 格."""
    return listed([one.spot for one in changes])


def _places(opened: Opened, cells: Sequence[str]) -> str:
    return listed([opened.spots[cell_id] for cell_id in cells])


def listed(spots: Sequence[Spot]) -> str:
    """The first of some cells by sheet and address, and how many there are."""
    sheets: dict[str, list[str]] = {}
    for spot in spots[:_NAMED]:
        sheets.setdefault(spot.sheet, []).append(spot.address)
    text = "；".join(f"{sheet}!{'、'.join(addresses)}" for sheet, addresses in sheets.items())
    return f"{text} 等 {len(spots)} 格" if len(spots) > _NAMED else text


def plan(
    opened: Opened,
    action: str,
    changes: Sequence[Change],
    now: str,
    kept: tuple[str, ...] = (),
    reasons: Mapping[str, str] | None = None,
    others: Sequence[Line] = (),
) -> Plan:
    """Changes with their lines in 修改记录.

    Args:
        kept: why some cells are left alone.
        reasons: by cell; without one, the usual reason of the action.
        others: lines about what is changed besides.

    Raises: EditRefused E12 if 修改记录 has no room for them.
    """
    if not changes and not others:
        return Plan(action, (), {}, kept)
    lines = [*_lines(action, changes, now, reasons or {}), *others]
    free = free_lines(opened.changes, opened.layout)
    if len(free) < len(lines):
        raise EditRefused(
            f"“修改记录”只剩 {len(free)} 行，这次要记 {len(lines)} 行，没有改动。",
            code="E12",
            hint="请先把旧的记录另存或打印，再清除“修改记录”里的旧行。",
        )
    edits = cell_edits(opened, changes) | line_edits(opened.layout, free, lines)
    return Plan(action, tuple(changes), edits, kept)


def _unfilled(opened: Opened) -> list[str]:
    """Number cells that are blank or say “not applicable”, but for totals that are formulas."""
    form = opened.report.form
    empty = [one for one in form.cells if isinstance(opened.report.value(one), Blank | NotApplicable)]
    return [one for one in empty if not (one in opened.totals and is_own_total(opened, one))]


def _filled_up(opened: Opened) -> list[Change]:
    changes: list[Change] = []
    for cell_id in _unfilled(opened):
        if cell_id in opened.formulas:
            continue
        if cell_id in opened.totals:
            changes.append(to_formula(opened, cell_id))
        else:
            changes.append(Change(cell_id, opened.spots[cell_id], old_value(opened, cell_id), 0))
    return changes


def to_formula(opened: Opened, cell_id: str) -> Change:
    """A total gets the template's formula."""
    return Change(
        cell_id, opened.spots[cell_id], old_value(opened, cell_id), Formula(opened.totals[cell_id].text, None)
    )


def _lines(action: str, changes: Sequence[Change], now: str, reasons: Mapping[str, str]) -> Iterator[Line]:
    """Lines of 修改记录: cells that lie together and change alike for one reason share one."""
    groups: dict[tuple[str, object, int | float | str | None, str], list[Change]] = {}
    for one in changes:
        new = f"={one.new.text}" if isinstance(one.new, Formula) else one.new
        usual = _FORMULA_REASON if action != RESTORE and isinstance(one.new, Formula) else _REASONS.get(action, "")
        key = (one.spot.sheet, (type(one.old), str(one.old)), new, reasons.get(one.cell) or usual)
        groups.setdefault(key, []).append(one)
    for (sheet, _, new, reason), members in groups.items():
        old = members[0].old
        for box in boxes(one.spot for one in members):
            area = ":".join(dict.fromkeys((Spot(sheet, *box[:2]).address, Spot(sheet, *box[2:]).address)))
            yield Line(now, action, sheet, area, BLANK_SHOWN if old is None else old, new, reason)


def _shown(value: object) -> str:
    return "空白" if value is None else str(value)
