"""校验结果 and 单位比较: everything the rules say of each unit's file and of the total, by rule and by unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xl_tools.consolidation.collected import Collected
from xl_tools.consolidation.frames import coverage
from xl_tools.consolidation.sorted_inbox import Line, Verdict
from xl_tools.finding import Finding, Severity
from xl_tools.summary.listing import Column, begin, chapter, draw_list, finish, lines, titles
from xl_tools.summary.names import COMPARED, FINDINGS, TOP
from xl_tools.summary.plan import MOST_LINES, Plan, places_of
from xl_tools.validation.judgement import Suggestion, advice
from xl_tools.workbook.canvas import Book, Content, Sheet
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import Style

WHOLE = "（汇总数）"
"""Stands for the unit in findings on the total itself."""
_NAMED = 8
"""So many units are named in a cell."""
_BY_RULE = ("规则", "内容", *(severity.label for severity in Severity), "涉及单位", "适用年报", "能判断")
COLUMNS = (
    Column("序号", 6, Style.ITEM_MIDDLE),
    Column("单位", 30, Style.ITEM),
    Column("性质", 8, Style.ITEM_MIDDLE),
    Column("规则", 8, Style.ITEM_MIDDLE),
    Column("是否计入", 9, Style.ITEM_MIDDLE),
    Column("文件", 7, Style.ITEM_LINK_MIDDLE),
    Column("位置", 22, Style.ITEM),
    Column("审核内容", 64, Style.ITEM),
    Column("建议", 40, Style.ITEM),
    Column("审核说明", 24, Style.ITEM),
)
_SEVERITY, _FILE = 2, 5
_REMARKS = (
    Column("序号", 6, Style.ITEM_MIDDLE),
    Column("性质", 8, Style.ITEM_MIDDLE),
    Column("规则", 8, Style.ITEM_MIDDLE),
    Column("单位", 40, Style.ITEM),
    Column("位置", 20, Style.ITEM),
    Column("比较结果", 80, Style.ITEM),
    Column("左边", 12, Style.ITEM_AMOUNT),
    Column("右边", 12, Style.ITEM_AMOUNT),
    Column("差额", 12, Style.ITEM_AMOUNT),
)
NOTE = (
    "先按规则列出各有几处，再逐单位列出每一处。“位置”是该单位文件里的格；“文件”是“收件”里的序号，点开看这个文件。"
    "“核实”类写了审核说明的，说明列在后面。汇总数本身的校验结果列在最前面。"
)
_REMARKS_NOTE = (
    "把各单位放在一起才看得出的情况：H 类是汇总核对（汇总数与各单位之和、缺报、上下级重复），"
    "V 类是单位之间的比较（明显偏大偏小、别处都有而只有它是 0、文字雷同、同样的错误）。V 类只供核实，不一定是错。"
)
_STYLES = {Severity.ERROR: Style.WRONG, Severity.QUERY: Style.QUERY, Severity.NOTICE: Style.NOTICE}


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding with the unit that it is about; `line` is None for the total, and `advice` what to do about that."""

    unit: str
    finding: Finding
    suggestions: tuple[Suggestion, ...]
    line: Line | None
    counted: bool
    advice: str = ""


def draw_findings(book: Book, plan: Plan) -> None:
    """Draw 校验结果."""
    found = list(_found(plan))
    more = f"共 {len(found)} 处，这里列出前 {MOST_LINES} 处。" if len(found) > MOST_LINES else ""
    sheet = begin(book, FINDINGS, NOTE + more, [column.width for column in COLUMNS])
    row = _draw_by_rule(sheet, plan, found) + 2
    chapter(sheet, row - 1, "按单位")
    found = found[:MOST_LINES]
    titles(sheet, row, COLUMNS)
    last = max(lines(sheet, row + 1, COLUMNS, [_row(number, one) for number, one in enumerate(found, 1)]) - 1, row)
    for at, one in enumerate(found, row + 1):
        if one.line:
            sheet.attach(at, _FILE, plan.file_spot(one.line))
    _paint(sheet, Spot(FINDINGS, row + 1, _SEVERITY), max(last, row + 1))
    finish(sheet, row, last, len(COLUMNS), frozen=2)


def draw_compared(book: Book, plan: Plan) -> None:
    """Draw 单位比较."""
    rows = [
        (
            *(number, one.finding.severity.label, one.finding.rule, "、".join(one.units)),
            *(places_of(one.finding.places), one.finding.message),
            *(one.finding.left, one.finding.right, one.finding.difference),
        )
        for number, one in enumerate(plan.collected.remarks, 1)
    ]
    sheet = draw_list(book, COMPARED, _REMARKS_NOTE, _REMARKS, rows)
    _paint(sheet, Spot(COMPARED, TOP + 1, 1), TOP + max(len(rows), 1))


def _found(plan: Plan) -> Iterator[_Found]:
    """The total first, then the files that count, in the order of the roster."""
    collected = plan.collected
    for finding in collected.judged.findings:
        yield _Found(WHOLE, finding, (), None, counted=True, advice=_behind(finding, collected))
    added = {one.line.arrival.number for one in collected.total.contributions}
    order = {unit.name: position for position, unit in enumerate(collected.roster.units)}
    taken = [line for line in collected.inbox.lines if line.verdict is Verdict.TAKEN and line.reading]
    for line in sorted(taken, key=lambda line: (order.get(line.unit, len(order)), line.arrival.number)):
        if line.reading is None:
            continue
        for finding in line.reading.findings:
            counted = line.arrival.number in added
            yield _Found(line.unit, finding, line.reading.suggestions, line, counted)


def _behind(finding: Finding, collected: Collected) -> str:
    """What to do about a finding of the total, which nobody typed: the units whose reports break the same rule."""
    units = [
        one.unit
        for one in collected.total.contributions
        if one.line.reading and any(other.rule == finding.rule for other in one.line.reading.findings)
    ]
    if not units:
        return ""
    more = f"等 {len(units)} 个单位" if len(units) > _NAMED else ""
    return f"汇总数不直接改；这些单位的年报有同样的问题：{'、'.join(units[:_NAMED])}{more}"


def _draw_by_rule(sheet: Sheet, plan: Plan, found: Sequence[_Found]) -> int:
    """The table by rule; gives the row behind it."""
    chapter(sheet, TOP, "按规则")
    names = {rule.id: rule.title for rule in plan.rules(plan.form).rules}
    known = coverage(plan.collected, plan.rules)
    rules: dict[str, list[_Found]] = {}
    for one in found:
        rules.setdefault(one.finding.rule, []).append(one)
    looks = (Style.ITEM_MIDDLE, Style.ITEM, *(Style.ITEM_MIDDLE,) * 6)
    columns = [Column(*one) for one in zip(_BY_RULE, (column.width for column in COLUMNS), looks, strict=False)]
    titles(sheet, TOP + 1, columns)
    rows: list[tuple[Content, ...]] = []
    for rule in sorted(rules, key=_order):
        numbers = [sum(one.finding.severity is severity for one in rules[rule]) for severity in Severity]
        units = len({one.unit for one in rules[rule]})
        judged, decided = known.get(rule, (None, None))
        rows.append((rule, names.get(rule, "读取文件时发现的情况"), *numbers, units, judged, decided or None))
    return lines(sheet, TOP + 2, columns, rows)


def _order(rule: str) -> tuple[str, int]:
    digits = rule.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return rule[: len(rule) - len(digits)], int(digits) if digits.isdecimal() else 0


def _row(number: int, one: _Found) -> tuple[Content, ...]:
    finding = one.finding
    suggested = [item for item in one.suggestions if item.group == finding.group] if finding.group else []
    file = one.line.arrival.number if one.line else None
    return (
        *(number, one.unit, finding.severity.label, finding.rule, "是" if one.counted else "否", file),
        *(places_of(finding.places), finding.message, one.advice or advice(suggested), finding.explanation),
    )


def _paint(sheet: Sheet, first: Spot, last: int) -> None:
    area = f"{first.address}:{Spot('', last, first.column).address}"
    for severity, style in _STYLES.items():
        sheet.paint([area], f'{first.address}="{severity.label}"', style)
