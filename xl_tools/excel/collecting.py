"""汇总文件夹, 报送情况, 查看来源 and 生成退回通知: the collecting office's work from the ribbon.

What only these four need is loaded when one of them is pressed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.collecting.places import LETTERS, MATERIALS, Places, places_of
from xl_tools.errors import ApplicationError, FileExists, WorkbookError
from xl_tools.excel.book import file_of, read_sheet, select
from xl_tools.summary.names import BOARD, TRACE

if TYPE_CHECKING:
    from xl_tools.collecting.progress import Step
    from xl_tools.consolidation.collected import Collected
    from xl_tools.consolidation.decisions import Decision, Decisions
    from xl_tools.consolidation.sorted_inbox import Line
    from xl_tools.excel.desk import Desk

_SHOWN = 12
_OFTEN = 0.5
"""Seconds between two words in the status bar: each takes a program some milliseconds."""
_SUMMARY, _ROSTER = "汇总.xlsx", "名单"
_OURS = (MATERIALS, LETTERS, "年报工具备份")


def consolidate_folder(desk: Desk) -> None:
    """汇总文件夹: the inbox beside the workbook in front becomes 汇总.xlsx; run again, only what is new is read."""
    file = file_of(desk.book)
    places = places_of(file)
    if places.state.exists():
        _consolidate(desk, places, ())
        return
    places = places_of(file.with_name(_SUMMARY))
    roster = file if _ROSTER in file.stem else _roster_beside(file.parent)
    folder = _folder(desk, file.parent, roster)
    if folder is not None:
        _consolidate(desk, places, (folder,), roster)


def show_board(desk: Desk) -> None:
    """报送情况: go to the sheet, and say who is missing."""
    from xl_tools.consolidation.board import Status
    from xl_tools.summary.board_read import standings

    opened = desk.read()
    rows = standings(read_sheet(desk.book, opened.layout, BOARD))
    if not rows:
        raise _no_summary(desk.book.name)
    select(desk.book, BOARD, "A1")
    counts = Counter(row.status for row in rows)
    late = sum(row.late_days > 0 for row in rows)
    numbers = "，".join(f"{status.label} {counts[status]}" for status in Status)
    told = [f"应报 {len(rows)}：{numbers}；其中迟报 {late}。"]
    for status in (Status.MISSING, Status.RETURNED, Status.WAITING):
        units = [f"{row.unit}（{row.whom}）" if row.whom else row.unit for row in rows if row.status is status]
        if units:
            more = f" 等 {len(units)} 个" if len(units) > _SHOWN else ""
            told.append(f"{status.label}：{'、'.join(units[:_SHOWN])}{more}")
    desk.dialog.say("\n\n".join(told))


def show_sources(desk: Desk) -> None:
    """查看来源: the units behind the number that is selected, and the lines about it on 溯源."""
    opened = desk.read()
    grid = read_sheet(desk.book, opened.layout, TRACE)
    if not grid:
        raise _no_summary(desk.book.name)
    selection = desk.book.selection
    if selection is None:
        raise ApplicationError("没有选中单元格。", code="P40", hint="请先选中表二、表三或表四里的一个数，再按一次。")
    place = f"{selection.sheet.name}!{selection[0, 0].get_address(False, False)}"
    found = tasks.sources(opened, place, grid)
    lines = [f"{one.unit}：{one.value}（{one.place}）" for one in found.lines]
    more = [f"……共 {len(lines)} 个单位，见“{TRACE}”"] if len(lines) > _SHOWN else []
    title = f"{found.place}　{found.name}　{found.value}"
    if found.lines:
        spot = found.lines[0].spot
        select(desk.book, spot.sheet, spot.address)
        desk.dialog.say("\n".join((title, "", *lines[:_SHOWN], *more)))
    else:
        desk.dialog.say(f"{title}\n\n“{TRACE}”里没有这一格的明细：没有单位填过数，或者放不下，请看“分单位”。")


def make_letters(desk: Desk) -> None:
    """生成退回通知: a letter and a mail draft for each unit whose report goes back, beside the summary workbook."""
    file = file_of(desk.book)
    places = places_of(file)
    if not places.state.exists():
        raise _no_summary(desk.book.name)
    asked = (
        f"将按收件现在的情况，给要退回和没有报送的单位写通知和邮件草稿，放在“{places.letters.name}”。\n\n"
        "只写文件，不发送；收到的文件不改动。"
    )
    if desk.dialog.ask(asked):
        desk.progress("正在写退回通知")
        made = tasks.write_letters(file, progress=_Told(desk))
        desk.log.note(f"{len(made.listed)} letters")
        desk.dialog.say("\n".join(made.lines))


def _consolidate(desk: Desk, places: Places, sources: Sequence[Path], roster: Path | None = None) -> None:
    from xl_tools.consolidation.sorted_inbox import Verdict

    out = places.first
    told = _Told(desk)
    desk.progress("正在读取收件")
    while True:
        try:
            made = tasks.consolidate(
                sources,
                out,
                roster=roster,
                progress=told,
                decide=lambda collected: _decided(desk, collected),
            )
            break
        except (FileExists, WorkbookError) as error:
            # Open in this or another program, or changed by somebody: then the new one stands beside it.
            if out != places.first or error.code not in ("F01", "W30", "W31"):
                raise
            out = places.next_workbook()
            if not desk.dialog.ask(f"{error}\n\n要写成“{out.name}”吗？里面写的文字会带过去，原来的不动。"):
                return
    desk.log.note(f"{made.read} read, {made.known} known")
    desk.book.app.books.open(str(made.workbook))
    waiting = [line for line in made.collected.inbox.lines if line.verdict in (Verdict.CONFLICT, Verdict.UNCONFIRMED)]
    left = [f"还有 {len(waiting)} 个文件要由您决定，见“收件”。"] if waiting else []
    errors = sum(one.stops for one in made.collected.judged.findings)
    wrong = [f"汇总数有 {errors} 处错误，见“目录与审核”和“校验结果”。"] if errors else []
    tally = made.collected.board.total
    board = f"应报 {tally.expected}，已报 {tally.received}，退回 {tally.returned}，未报 {tally.missing}。"
    desk.dialog.say(
        "\n".join((made.sentence, board, *left, *wrong, *made.notes, "", f"“{made.workbook.name}”已经打开。"))
    )


def _decided(desk: Desk, collected: Collected) -> Decisions:
    """What only a person can decide, asked one by one; 取消 leaves the rest undecided."""
    from xl_tools.consolidation.decisions import IN, OUT, Decision, Decisions
    from xl_tools.consolidation.sorted_inbox import Verdict

    on = date.today().isoformat()
    aliases: dict[str, Decision] = {}
    chosen: dict[tuple[str, str], Decision] = {}
    errors: Decision | None = None
    until = max((line.arrival.time.isoformat() for line in collected.inbox.lines), default="")
    for line in collected.inbox.lines:
        if line.verdict is Verdict.UNCONFIRMED and line.unit and line.written not in aliases:
            answer = desk.dialog.choose(
                f"“{line.arrival.origin}”封面上写的是“{line.written}”。\n\n是名单里的“{line.unit}”吗？\n\n"
                "是：以后都这样认　　否：先不计入　　取消：都先不定"
            )
            if answer == "cancel":
                return Decisions(aliases)
            if answer == "yes":
                aliases[line.written] = Decision(line.unit, "", on)
    for slot, lines in _conflicts(collected).items():
        picked = desk.dialog.offer(
            lines,
            lambda line: f"{line.arrival.origin}（{line.arrival.time:%m-%d %H:%M}）",
            lambda _, unit=slot[0]: f"“{unit}”有几份不同的。用这一份吗？\n\n是：用它　　否：看下一份　　取消：先不定",
        )
        if picked is not None:
            # What comes after these is judged by the rules again.
            chosen[slot] = Decision(picked.arrival.digest, "", on, until)
    if collected.total.errors_undecided:
        units = [one.unit for one in collected.total.contributions if one.line.reading and one.line.reading.has_errors]
        answer = desk.dialog.choose(
            f"有错误的年报 {len(units)} 份：{'、'.join(units[:_SHOWN])}。\n\n要计入汇总吗？\n\n"
            "是：计入　　否：不计入　　取消：先计入，以后再定"
        )
        if answer != "cancel":
            errors = Decision(IN if answer == "yes" else OUT, "", on)
    return Decisions(aliases, chosen, errors=errors)


def _conflicts(collected: Collected) -> dict[tuple[str, str], list[Line]]:
    from xl_tools.consolidation.sorted_inbox import Verdict

    found: dict[tuple[str, str], list[Line]] = {}
    for line in collected.inbox.lines:
        if line.verdict is Verdict.CONFLICT and line.reading is not None:
            found.setdefault((line.unit, line.scope.value), []).append(line)
    return found


def _folder(desk: Desk, around: Path, roster: Path | None) -> Path | None:
    """The inbox: a folder beside the workbook, or its own folder."""
    below = sorted(path for path in around.iterdir() if path.is_dir() and _may_be_inbox(path.name))
    named = f"名单：{roster.name}" if roster else "没有找到名单（文件名里有“名单”的工作簿），来什么算什么"
    return desk.dialog.offer(
        [*below, around],
        lambda path: f"“{path.name}”文件夹" + ("（本工作簿所在的）" if path == around else ""),
        lambda path: f"汇总“{path.name}”里收到的年报吗？{named}。\n\n是：汇总　　否：看下一个　　取消：不汇总",
    )


def _may_be_inbox(name: str) -> bool:
    return not name.startswith(".") and not name.endswith(_OURS)


def _roster_beside(folder: Path) -> Path | None:
    found = sorted(
        path for path in folder.glob("*.xlsx") if _ROSTER in path.stem and not path.name.startswith(("~$", "."))
    )
    return found[0] if found else None


def _no_summary(name: str) -> ApplicationError:
    return ApplicationError(
        f"“{name}”不是汇总工作簿。", code="P41", hint="请打开由“汇总文件夹”写出的汇总工作簿，再按一次。"
    )


class _Told:
    """Says in the status bar how far a piece of work is."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._last = desk, 0.0

    def __call__(self, step: Step) -> None:
        if time.monotonic() - self._last > _OFTEN or step.done == step.all:
            self._last = time.monotonic()
            self._desk.book.app.status_bar = f"正在{step.doing} {step.done}/{step.all}：{step.name}"
