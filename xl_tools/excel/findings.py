"""校验全表, 下一处问题, 上一处问题, 清除标记: the findings table of 目录与审核."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.errors import ApplicationError
from xl_tools.excel.book import live_layout, read_sheet, select
from xl_tools.excel.surroundings import results_in_one_block
from xl_tools.finding import Finding, Severity
from xl_tools.judging import judge_opened
from xl_tools.validation.judgement import Judgement
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.explained import text_at
from xl_tools.workbook.layout import INDEX, RESULT_ROWS, Layout
from xl_tools.workbook.results import clear_edits, result_edits

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk
    from xl_tools.workbook.reader import Opened

_SHOWN = 3
"""Findings told in one box; all of them stand in the table."""


def validate(desk: Desk) -> None:
    """校验全表: judge everything, write the findings, say the verdict."""
    opened = desk.read()
    require_index(desk)
    judged = judge(desk, opened)
    write_results(desk, opened, judged)
    pack = desk.standard.pack
    desk.dialog.say(_verdict(judged) + (f"\n\n按规则包“{pack.name}”校验。" if pack else ""))


def judge(desk: Desk, opened: Opened) -> Judgement:
    """What validation says of the workbook in front."""
    desk.progress("正在校验")
    judged = judge_opened(opened, desk.standard)
    counts = _counts(judged.findings)
    desk.log.note(" ".join(f"{severity.value}={count}" for severity, count in counts.items()))
    return judged


def write_results(desk: Desk, opened: Opened, judged: Judgement) -> None:
    """Write verdict, findings and marks on 目录与审核."""
    edits = result_edits(opened, judged, tasks.timestamp()[:16])
    desk.write(*results_in_one_block(opened.layout, edits), what="正在写入审核结果")


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
    require_index(desk)
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
    require_index(desk)
    grid = read_sheet(desk.book, layout, INDEX)
    if not text_at(grid, layout.verdict["checked_on"]):
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


def require_index(desk: Desk) -> None:
    """Raise ApplicationError P35 if the sheet 目录与审核 is gone."""
    if INDEX not in [sheet.name for sheet in desk.book.sheets]:
        raise ApplicationError(
            f"工作簿里没有工作表“{INDEX}”。", code="P35", hint="它可能被删除或改名，请还原，或换用没有改动的模板。"
        )


def _stops(grid: Grid, layout: Layout) -> list[_Stop]:
    """Cells with findings, each once, in the order of the table."""
    messages: dict[tuple[str, str], list[str]] = {}
    for index in range(RESULT_ROWS):
        severity, sheet, address, message, advice = (
            text_at(grid, layout.result(index, name))
            for name in ("severity", "sheet", "address", "message", "suggestion")
        )
        if severity and sheet and address:
            said = f"【{severity}】{message}" + (f"\n建议：{advice}。" if advice else "")
            messages.setdefault((sheet, address), []).append(said)
    return [_Stop(*place, tuple(found)) for place, found in messages.items()]


def _position(desk: Desk, layout: Layout, stops: list[_Stop], grid: Grid) -> int | None:
    """Which stop is selected: its cell, or its line in the table; None if neither."""
    sheet, address = selected(desk, layout, grid)
    places = [(stop.sheet, stop.address) for stop in stops]
    return places.index((sheet, address)) if (sheet, address) in places else None


def selected(desk: Desk, layout: Layout, grid: Grid) -> tuple[str, str]:
    """Sheet and address selected; of a line of the findings table, those its finding points to; empty for nothing."""
    selection = desk.book.selection
    if selection is None:
        return "", ""
    sheet, address = selection.sheet.name, selection[0, 0].get_address(False, False)
    index = selection.row - 1 - layout.result_top
    if sheet == INDEX and 0 <= index < RESULT_ROWS:
        sheet, address = (text_at(grid, layout.result(index, name)) for name in ("sheet", "address"))
    return sheet, address


def _counts(findings: Sequence[Finding]) -> dict[Severity, int]:
    """How many findings of each severity need attention."""
    return {one: sum(f.severity is one and not f.explained for f in findings) for one in Severity}


def _verdict(judged: Judgement) -> str:
    findings = judged.findings
    if not findings:
        return "校验完毕：没有发现问题。"
    counts = _counts(findings)
    numbers = "，".join(f"{severity.label} {count} 处" for severity, count in counts.items())
    explained = sum(finding.explained for finding in findings)
    numbers += f"，已说明 {explained} 处" if explained else ""
    advice = (
        "有错误，改正后才能导出正式文件。"
        if counts[Severity.ERROR]
        else "没有错误，有需要核实的地方：请改正，或写明审核说明。"
        if counts[Severity.QUERY]
        else "没有错误。"
    )
    wanted = [one for one in findings if one.severity is not Severity.NOTICE and not one.explained] or findings
    return f"校验完毕：{numbers}。{advice}\n全部结果在“{INDEX}”，可按“下一处问题”逐处查看。\n\n" + "\n\n".join(
        _problems(judged, wanted)[:_SHOWN]
    )


def _problems(judged: Judgement, findings: Sequence[Finding]) -> list[str]:
    """One text a cause: its first finding, how many others it has, and what should be corrected."""
    texts: list[str] = []
    groups: dict[int, list[Finding]] = {}
    for position, finding in enumerate(findings):
        groups.setdefault(finding.group or -position, []).append(finding)
    for group, members in groups.items():
        more = f"（同一原因共 {len(members)} 条）" if len(members) > 1 else ""
        advice = judged.advice(group) if group > 0 else ""
        texts.append(f"{members[0].message}{more}" + (f"\n建议：{advice}。" if advice else ""))
    return texts
