"""校验全表, 下一处问题, 上一处问题, 清除标记: the findings table of 目录与审核."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.errors import ApplicationError
from xl_tools.excel.book import live_layout, read_sheet, select
from xl_tools.excel.surroundings import results_in_one_block
from xl_tools.finding import Finding, Severity
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.layout import INDEX, RESULT_ROWS, Layout
from xl_tools.workbook.results import clear_edits, result_edits
from xl_tools.workbook.spot import Spot

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk

_SHOWN = 3
"""Findings told in one box; all of them stand in the table."""


def validate(desk: Desk) -> None:
    """校验全表: judge everything, write the findings, say the verdict."""
    opened = desk.read()
    desk.progress("正在校验")
    findings = tasks.findings_of(opened)
    edits = result_edits(opened, findings, f"{datetime.now():%Y-%m-%d %H:%M}")
    desk.write(*results_in_one_block(opened.layout, edits), what="正在写入审核结果")
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    desk.log.note(" ".join(f"{severity.value}={count}" for severity, count in counts.items()))
    desk.dialog.say(_verdict(findings, counts))


def next_finding(desk: Desk) -> None:
    """下一处问题."""
    _step(desk, 1)


def previous_finding(desk: Desk) -> None:
    """上一处问题."""
    _step(desk, -1)


def clear_marks(desk: Desk) -> None:
    """清除标记: empty results and marks; explanations typed beside findings are kept."""
    layout = live_layout(desk.book)
    desk.progress("正在清除标记")
    grid = read_sheet(desk.book, layout, INDEX)
    _require_index(desk)
    edits = clear_edits(layout, grid)
    kept = any(edits.get((INDEX, layout.result(index, "explanation").address)) for index in range(RESULT_ROWS))
    desk.write(*results_in_one_block(layout, edits), what="正在清除标记")
    about = "写过的审核说明留在表里，下次校验时回到原来的问题旁边。" if kept else ""
    desk.dialog.say(f"已清除校验结果和标记，填报的数没有动。{about}")


@dataclass(frozen=True, slots=True)
class _Stop:
    """One cell with findings, and what they say."""

    sheet: str
    address: str
    messages: tuple[str, ...]


def _step(desk: Desk, step: int) -> None:
    layout = live_layout(desk.book)
    _require_index(desk)
    grid = read_sheet(desk.book, layout, INDEX)
    if not _text(grid, layout.verdict["checked_on"]):
        desk.dialog.say("还没有校验结果。请先按“校验全表”。")
        return
    stops = _stops(grid, layout)
    if not stops:
        desk.dialog.say("上次校验没有发现需要查看的单元格。改过数以后，请再按“校验全表”。")
        return
    at = _position(desk, layout, stops, grid)
    following = (0 if step > 0 else len(stops) - 1) if at is None else (at + step) % len(stops)
    stop = stops[following]
    select(desk.book, stop.sheet, stop.address)
    around = ""
    if at is not None and not 0 <= at + step < len(stops):
        around = "（已经到头，回到第一处）" if step > 0 else "（已经到头，转到最后一处）"
    said = "\n\n".join(stop.messages[:_SHOWN])
    more = f"\n\n这一格还有 {len(stop.messages) - _SHOWN} 条，见“{INDEX}”。" if len(stop.messages) > _SHOWN else ""
    title = f"第 {following + 1} 处，共 {len(stops)} 处：{stop.sheet} {stop.address}{around}"
    desk.dialog.say(f"{title}\n\n{said}{more}")


def _require_index(desk: Desk) -> None:
    if INDEX not in [sheet.name for sheet in desk.book.sheets]:
        raise ApplicationError(
            f"工作簿里没有工作表“{INDEX}”。", code="P35", hint="它可能被删除或改名，请还原，或换用没有改动的模板。"
        )


def _stops(grid: Grid, layout: Layout) -> list[_Stop]:
    """Cells with findings, each once, in the order of the table."""
    messages: dict[tuple[str, str], list[str]] = {}
    for index in range(RESULT_ROWS):
        severity, sheet, address, message = (
            _text(grid, layout.result(index, name)) for name in ("severity", "sheet", "address", "message")
        )
        if severity and sheet and address:
            messages.setdefault((sheet, address), []).append(f"【{severity}】{message}")
    return [_Stop(*place, tuple(found)) for place, found in messages.items()]


def _position(desk: Desk, layout: Layout, stops: list[_Stop], grid: Grid) -> int | None:
    """Which stop is selected: its cell, or its line in the table; None if neither."""
    selection = desk.book.selection
    if selection is None:
        return None
    sheet, address = selection.sheet.name, selection[0, 0].get_address(False, False)
    if sheet == INDEX:
        index = selection.row - 1 - layout.result_top
        if 0 <= index < RESULT_ROWS:
            sheet, address = (_text(grid, layout.result(index, name)) for name in ("sheet", "address"))
    places = [(stop.sheet, stop.address) for stop in stops]
    return places.index((sheet, address)) if (sheet, address) in places else None


def _text(grid: Grid, spot: Spot) -> str:
    raw = grid.get((spot.row, spot.column))
    return "" if raw is None else str(raw)


def _verdict(findings: tuple[Finding, ...], counts: dict[Severity, int]) -> str:
    if not findings:
        return "校验完毕：没有发现问题。"
    numbers = "，".join(f"{severity.label} {count} 处" for severity, count in counts.items())
    advice = (
        "有错误，改正后才能导出正式文件。"
        if counts[Severity.ERROR]
        else "没有错误，有需要核实的地方：请改正，或写明审核说明。"
        if counts[Severity.QUERY]
        else "没有错误。"
    )
    shown = [finding for finding in findings if finding.severity is not Severity.NOTICE] or list(findings)
    first = "\n\n".join(finding.message for finding in shown[:_SHOWN])
    return f"校验完毕：{numbers}。{advice}\n全部结果在“{INDEX}”，可按“下一处问题”逐处查看。\n\n{first}"
