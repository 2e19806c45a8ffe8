"""Last year's report into this year's workbook: 上年数据 filled from a source, and its 结转下年 taken over.

What people typed is never written over in silence: what differs is listed, and changed only when that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xl_tools.crossing import Line as Crossed
from xl_tools.crossing import cross
from xl_tools.report import PREVIOUS, Report
from xl_tools.values import BadValue, Blank, Count, Value, is_number, show
from xl_tools.workbook.cellvalues import read_value
from xl_tools.workbook.change import Change, is_own_total, last_value, old_value
from xl_tools.workbook.changelog import BLANK_SHOWN, Line
from xl_tools.workbook.contents import cells_of_text, clean, entry
from xl_tools.workbook.edits import CARRY, TAKE, EditRefused, Plan, listed, plan, to_formula
from xl_tools.workbook.entered import plain_text
from xl_tools.workbook.patch import Edit, Formula
from xl_tools.workbook.reader import Opened
from xl_tools.workbook.spot import Spot

TAKE_TEXTS = "提取上年文字"
"""Action of texts in 修改记录, where only their length stands: 撤销 leaves them alone."""
_OUT, _IN = "requests.carried_out.", "requests.carried_in."
_SHOWN = 6
Content = int | float | str | None


@dataclass(frozen=True)
class Taken:
    """What taking last year's report over will do.

    Attributes:
        plan: the cells that change, all edits with those of texts, and why some cells are left alone.
        differing: cells that hold something else, with what the source says; they change only if `replaced`.
        texts: titles of last year's texts that are written.
        crossed: what became of the figures of another edition.
        other_unit: a sentence, if the source is the report of another unit than this workbook's.
    """

    plan: Plan
    differing: tuple[Change, ...]
    replaced: bool
    texts: tuple[str, ...]
    crossed: tuple[Crossed, ...]
    other_unit: str = ""

    @property
    def edits(self) -> Mapping[tuple[str, str], Edit]:
        return self.plan.edits

    def sentence(self, *, done: bool) -> str:
        """What will be done, or was done, for the user."""
        if not self.texts:
            return self.other_unit + self.plan.sentence(done=done)
        texts = f"{'已' if done else '将'}写入上年文字：{'、'.join(self.texts)}。"
        cells = self.plan.sentence(done=done) if self.plan.changes else f"{TAKE}："
        return self.other_unit + cells + texts


@dataclass(frozen=True)
class CarriedIn:
    """What taking over last year's 结转下年 will do; `differing` as Taken has it."""

    plan: Plan
    differing: tuple[Change, ...]
    replaced: bool


def take_over(opened: Opened, last: Report, source: str, at: datetime, *, replaced: bool = False) -> Taken:
    """提取上年数据: fill 上年数据 from a report of the year before, carried over to the edition listed there.

    A cell of which the source says nothing is left alone.

    Args:
        source: where the report comes from, in words, as 数据来源 shows it.
        at: when it was read.
        replaced: write also where something else stands.

    Raises: EditRefused E17 for a report of another year, E12 if 修改记录 is full; TemplateMismatch T10 for an edition
        that cannot be carried over; WorkbookError.
    """
    year = opened.report.year
    if last.year != year - 1:
        raise EditRefused(
            f"来源是 {last.year} 年度的年报，不是上年（{year - 1} 年度），没有写入。",
            code="E17",
            hint="请核对封面的年度，或换上年的年报。",
        )
    crossing = cross(last, opened.layout.previous_form)
    fresh: list[Change] = []
    differing: list[Change] = []
    for name, new, same in _wanted(opened, crossing.report, published=last.printed is not None):
        old = last_value(opened.last_year, opened.spots[name])
        if not same:
            (fresh if old is None else differing).append(Change(name, opened.spots[name], old, new))
    texts, others = _texts(opened, crossing.report)
    if replaced:
        fresh, texts = [*fresh, *differing], texts | others
    left, kept_texts = ((), ()) if replaced else (differing, [opened.layout.last_text_title(key) for key in others])
    now, origin = f"{at:%Y-%m-%d %H:%M:%S}", clean(source)
    if fresh or texts:
        shown = origin + (f"（其中 {len(left)} 格保留原填的数）" if left else "")
        fresh += _fields(opened, {"last.source": shown, "last.taken_on": now[: len("2025-01-20 10:31")]})
    about = {one.cell: f"来源：{origin}" for one in fresh}
    lines = _lines(opened, texts, now, f"来源：{origin}")
    made = plan(opened, TAKE, fresh, now, _kept(left, kept_texts), about, lines)
    titles = tuple(opened.layout.last_text_title(key) for key in texts)
    made = replace(made, edits={**made.edits, **_text_edits(opened, texts)})
    return Taken(made, tuple(differing), replaced, titles, crossing.lines, _other_unit(opened, last))


def carry_in(opened: Opened, now: str, *, replaced: bool = False) -> CarriedIn:
    """接转上年: last year's 结转下年 into this year's 上年结转, column by column; a confirmed 建议值 counts.

    Args:
        now: time shown in 修改记录.
        replaced: write also where something else stands.

    Raises: EditRefused E18 if 上年数据 has no such figure, E12 if 修改记录 is full.
    """
    report = opened.report
    columns = [cell.measure for cell in report.form.cells_of("requests") if cell.id.startswith(_IN)]
    last = {column: report.value(f"{PREVIOUS}{_OUT}{column}") for column in columns}
    if not any(map(is_number, last.values())):
        raise EditRefused(
            "“上年数据”里没有可用的“结转下年”，没有接转。", code="E18", hint="请先填写或提取上年数据，并核对它的年度。"
        )
    fresh: list[Change] = []
    differing: list[Change] = []
    foreign: list[Spot] = []
    unread: list[str] = []
    for column, value in last.items():
        cell_id = f"{_IN}{column}"
        if isinstance(value, BadValue):
            unread.append(f"{opened.spots[cell_id].place}：上年“结转下年”填的是“{show(value)}”，读不出数，没有接转")
        change = _carried(opened, cell_id, value)
        if change is not None and cell_id in opened.formulas:
            # 撤销 could not bring it back.
            foreign.append(change.spot)
        elif change is not None:
            (fresh if isinstance(report.value(cell_id), Blank) else differing).append(change)
    changes = [*fresh, *differing] if replaced else fresh
    about = {
        one.cell: _about(report, one.cell.removeprefix(_IN)) for one in changes if not isinstance(one.new, Formula)
    }
    own = (f"{listed(foreign)}里是自己写的公式，没有改动",) if foreign else ()
    kept = (*own, *unread, *(() if replaced else _kept(differing, ())))
    return CarriedIn(plan(opened, CARRY, changes, now, kept, about), tuple(differing), replaced)


def _other_unit(opened: Opened, last: Report) -> str:
    """A warning if the names differ; offices are renamed, so it is no refusal."""
    here, there = opened.report.unit.name, last.unit.name
    if not here or not there or "".join(here.split()) == "".join(there.split()):
        return ""
    return f"注意：来源是“{clean(there)}”的年报，本工作簿是“{clean(here)}”的，请核对是不是同一单位。"


def _wanted(opened: Opened, last: Report, *, published: bool) -> Iterator[tuple[str, Content, bool]]:
    """Each cell of 上年数据 of which the source says something: what it says, and whether that stands there."""
    fields: dict[str, Content] = {
        "year": last.year,
        "edition": last.form.edition,
        "unit": clean(last.unit.name),
        "level": last.unit.level.label,
        "scope": last.unit.scope.label,
    }
    if published:
        # A published document says neither; what was made of its unit's name is no more than likely.
        del fields["level"], fields["scope"]
    grid = opened.last_year
    for field, said in fields.items():
        name = f"last.{field}"
        present = last_value(grid, opened.spots[name])
        yield name, said, present is not None and str(present).strip() == str(said)
    for cell_id, value in last.cells.items():
        cell, name = last.form.cells[cell_id], f"{PREVIOUS}{cell_id}"
        spot = opened.spots[name]
        present = read_value(grid.get((spot.row, spot.column)), cell.kind, cell.unit)
        content = entry(value)
        new = None if content is None else content if isinstance(content, str | int) else float(content)
        yield name, new, present == value


def _texts(opened: Opened, last: Report) -> tuple[dict[str, str], dict[str, str]]:
    """Last year's texts where none stands, and those that stand there in other words."""
    fresh: dict[str, str] = {}
    differing: dict[str, str] = {}
    for key, text in last.narrative.items():
        present = "".join(str(last_value(opened.last_year, spot) or "") for spot in _text_spots(opened, key))
        if plain_text(present) != plain_text("".join(cells_of_text(text))):
            (differing if present.strip() else fresh)[key] = text
    return fresh, differing


def _text_spots(opened: Opened, key: str) -> list[Spot]:
    return [opened.spots[f"last.text.{key}{'.more' * index}"] for index in range(len(opened.layout.last_texts[key]))]


def _text_edits(opened: Opened, texts: Mapping[str, str]) -> dict[tuple[str, str], Edit]:
    pairs = (zip(_text_spots(opened, key), cells_of_text(text), strict=True) for key, text in texts.items())
    return {(spot.sheet, spot.address): text or None for pair in pairs for spot, text in pair}


def _lines(opened: Opened, texts: Mapping[str, str], now: str, reason: str) -> list[Line]:
    """Lines of 修改记录 about texts: how long they were and are."""
    lines: list[Line] = []
    for key, text in texts.items():
        spots = _text_spots(opened, key)
        old = sum(len(str(last_value(opened.last_year, spot) or "")) for spot in spots)
        shown = f"文字 {old} 字" if old else BLANK_SHOWN
        lines.append(Line(now, TAKE_TEXTS, spots[0].sheet, spots[0].address, shown, f"文字 {len(text)} 字", reason))
    return lines


def _fields(opened: Opened, values: Mapping[str, str]) -> Iterator[Change]:
    for name, new in values.items():
        spot = opened.spots[name]
        old = last_value(opened.last_year, spot)
        if old != new:
            yield Change(name, spot, old, new)


def _carried(opened: Opened, cell_id: str, value: Value) -> Change | None:
    """The change that makes one cell of 上年结转 say what last year's report says; None if it does, or nobody knows."""
    if not isinstance(value, Count):
        return None
    spot, present = opened.spots[cell_id], opened.report.value(cell_id)
    if cell_id in opened.totals:
        # A total follows from the columns; where one was typed, the formula takes its place if it says something else.
        if is_own_total(opened, cell_id) or present == value:
            return None
        return to_formula(opened, cell_id)
    if present == value:
        return None
    return Change(cell_id, spot, old_value(opened, cell_id), int(value.number))


def _about(report: Report, column: str) -> str:
    """The reason in 修改记录, where the figure is not the one that was published."""
    cell = f"{_OUT}{column}"
    disputed = (
        next((one for one in report.previous.disputes if one.cell == cell and one.counts), None)
        if report.previous
        else None
    )
    if disputed is None or report.previous is None:
        return ""
    published = show(report.previous.value(cell))
    return f"上年的“结转下年”，按已确认的建议值 {show(disputed.proposed)}（上年公布的是 {published}）"


def _kept(left: Sequence[Change], titles: Sequence[str]) -> tuple[str, ...]:
    """Why some cells are left alone."""
    clauses: list[str] = []
    if left:
        shown = "、".join(f"{one.spot.place}（原填 {one.old}，应为 {_said(one.new)}）" for one in left[:_SHOWN])
        more = f" 等 {len(left)} 格" if len(left) > _SHOWN else ""
        clauses.append(f"已填的 {len(left)} 格与来源不同，没有改动：{shown}{more}")
    if titles:
        clauses.append(f"已有的上年文字与来源不同，没有改动：{'、'.join(titles)}")
    return tuple(clauses)


def _said(new: object) -> str:
    return f"={new.text}" if isinstance(new, Formula) else str(new)
