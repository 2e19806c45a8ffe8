"""提取上年数据 and 接转上年: last year's report taken over into this year's workbook, in a closed file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.inputs import is_data, is_published
from xl_tools.report import Report
from xl_tools.tasks.files import open_for_work, read_report, refuse_without_year, save_edits, timestamp
from xl_tools.tasks.publishing import finished_workbook

if TYPE_CHECKING:
    from xl_tools.workbook.change import Change

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What was taken over from last year.

    Attributes:
        cells: defined names of the cells changed, as `Taken` of xl_tools.workbook.previous has them.
        differing: a line for each cell that holds something else than last year's report says.
        replaced: whether those were changed all the same.
        crossed: what became of the figures of another edition, a line each.
        other_unit: a warning, if the source is another unit's report.
    """

    file: Path
    cells: tuple[str, ...]
    sentence: str
    differing: tuple[str, ...]
    replaced: bool
    crossed: tuple[str, ...] = ()
    other_unit: str = ""


def last_report(path: Path) -> Report:
    """Last year's report out of its workbook, of whatever template version, its data file, or as it was published.

    Texts are as they were published.
    Raises: WorkbookError, TemplateMismatch, DataFileError, PublishedError.
    """
    if is_data(path) or is_published(path):
        return read_report(path)
    from xl_tools.workbook.reader import read_workbook

    opened = read_workbook(path, past=True)
    refuse_without_year(opened)
    return finished_workbook(opened)[0]


def take_previous(
    path: Path,
    last: Report,
    source: str,
    *,
    at: datetime | None = None,
    replaced: bool = False,
    own_only: bool = False,
) -> TakenOver:
    """提取上年数据 in a workbook: fill 上年数据 from last year's report; can be undone.

    Args:
        source: where the report comes from, in words.
        at: when it was read; now by default.
        replaced: write also where something else was typed.
        own_only: refuse the report of a unit of another name.

    Raises: EditRefused for a report of another year, for another unit's (E19) if it must not be one, or where 修改记录
        is full; WorkbookError, TemplateMismatch.
    """
    from xl_tools.workbook.edits import EditRefused
    from xl_tools.workbook.previous import take_over

    opened = open_for_work(path)
    refuse_without_year(opened)
    made = take_over(opened, last, source, at or datetime.now(), replaced=replaced)
    if own_only and made.other_unit:
        raise EditRefused(
            f"{made.other_unit.rstrip('。')}；没有写入，也没有接转。",
            code="E19",
            hint="确是同一单位的（例如更了名），请再运行一次，加上 --replace。",
        )
    if made.edits:
        save_edits(opened, made.edits)
    cells = tuple(one.cell for one in made.plan.changes)
    crossed = tuple(line.text for line in made.crossed)
    return TakenOver(
        path, cells, made.sentence(done=True), differing_lines(made.differing), replaced, crossed, made.other_unit
    )


def carry_in(path: Path, *, replaced: bool = False) -> TakenOver:
    """接转上年 in a workbook: last year's 结转下年 becomes this year's 上年结转; can be undone.

    Raises: EditRefused if 上年数据 has no such figure or 修改记录 is full; WorkbookError, TemplateMismatch.
    """
    from xl_tools.workbook.previous import carry_in as plan_carry_in

    opened = open_for_work(path)
    made = plan_carry_in(opened, timestamp(), replaced=replaced)
    if made.plan.edits:
        save_edits(opened, made.plan.edits)
    cells = tuple(one.cell for one in made.plan.changes)
    return TakenOver(path, cells, made.plan.sentence(done=True), differing_lines(made.differing), replaced)


def differing_lines(changes: tuple[Change, ...]) -> tuple[str, ...]:
    """Cells that hold something else than last year's report says, a line each."""
    from xl_tools.workbook.patch import Formula

    said = ((one, "按公式合计" if isinstance(one.new, Formula) else _cut(one.new)) for one in changes)
    return tuple(f"{one.spot.place}：原填 {_cut(one.old)}，按上年数据是 {new}" for one, new in said)


def _cut(content: object) -> str:
    text = str(content)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
