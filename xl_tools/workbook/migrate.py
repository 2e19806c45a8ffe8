"""A workbook of an older template version → the present one, and what became of every cell.

The new workbook is built from what was read of the old one, then read again; what is told of a cell is what the two
readings say, never what was meant to happen. The old file is not touched.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

from xl_tools.finding import Place
from xl_tools.guarded.pool import shared_worker
from xl_tools.intake.archive import Container
from xl_tools.intake.bookparts import read_book, sheet_parts
from xl_tools.intake.package import main_part
from xl_tools.workbook.anchors import Grid, Raw
from xl_tools.workbook.changelog import Line, line_edits, read_lines
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.edits import BLANK_SHOWN
from xl_tools.workbook.entered import plain_text
from xl_tools.workbook.explained import Note, notes_of
from xl_tools.workbook.extras import Extra, Typed, drawn_things, foreign_sheets, typed_beside
from xl_tools.workbook.fields import shown_raw
from xl_tools.workbook.finalize import DRAFT
from xl_tools.workbook.labels import expected_labels
from xl_tools.workbook.layout import CHANGE_ROWS, CHANGES, CHARTS, HELP, INDEX, Layout, layout_for
from xl_tools.workbook.past import PRINTED_BEFORE
from xl_tools.workbook.patch import Edit, patch_workbook
from xl_tools.workbook.reader import CARRIES, MACROS, Opened, grids_of, interpret
from xl_tools.workbook.sheets.changes import REPORTED_ACTION, reported_totals
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.template import build

MIGRATE = "迁移旧模板"
BEFORE = "（迁移前）"
"""Behind the actions of an old 修改记录: their addresses are those of the old workbook, so 撤销 leaves them alone."""
_STATE = ("report.state", "report.finalized_on", "report.seal")
_DATE = "report.published_on"
_SHOWN = 60
Edits = dict[tuple[str, str], Edit]


class Fate(Enum):
    """What became of one thing; the value is how people read it."""

    SAME = "照原样"
    MOVED = "换了位置"
    LOST = "没有带过来"


@dataclass(frozen=True, slots=True)
class Carried:
    """One thing that the old workbook held.

    Attributes:
        name: the defined name of its cell; `note.…`, `change`, `sheet.…` for what is no declared cell.
        old, new: where it stood and where it stands; new is None for what was not carried over.
        value: what it said.
        reason: why it was not carried over, or what is different about it.
    """

    name: str
    label: str
    old: Place
    new: Place | None
    value: str
    fate: Fate
    reason: str = ""

    @property
    def where(self) -> str:
        """Where it stood, and where it stands if that is another place: 封面!B16 → 封面!B17."""
        old = str(self.old) if self.old.address else self.old.sheet
        return old if self.new in (None, self.old) else f"{old} → {self.new}"


@dataclass(frozen=True)
class Moved:
    """The workbook of the present template version, and what became of everything in the old one."""

    data: bytes
    old_version: int
    version: int
    things: tuple[Carried, ...]

    @cached_property
    def counts(self) -> Mapping[Fate, int]:
        return Counter(one.fate for one in self.things)


def move(opened: Opened, data: bytes, now: str) -> Moved:
    """Build the present workbook from an old one.

    Args:
        opened: as read_workbook(…, past=True) gives it.
        data: the bytes that it was read from.
        now: time shown in 修改记录.

    Raises: WorkbookError if reading again fails.
    """
    old = _Whole(opened, data)
    notes = notes_of(opened, "")
    contents = _contents(opened, notes)
    lines, edits = _log_edits(opened, contents, now)
    edits |= _digest_edits(opened, contents.layout) | _raw_edits(old, contents.layout)
    content = patch_workbook(build(contents), edits, name=opened.path.name)
    new = _Whole.reread(opened.path, content)
    things = [*_cells(old, new), *_explanations(notes, new.opened), *lines, *_not_carried(old, new)]
    return Moved(content, opened.layout.version, new.opened.layout.version, tuple(things))


class _Whole:
    """A workbook with everything that stands on its sheets."""

    def __init__(self, opened: Opened, data: bytes, content: Mapping[str, Any] | None = None) -> None:
        content = content or _everything(opened.path, data)
        self.opened, self.data = opened, data
        self.sheets: tuple[str, ...] = tuple(content["sheets"])
        self._grids: Mapping[str, Grid] = grids_of(content)
        self._formulas: Mapping[str, list[list[Any]]] = content["formulas"]

    @classmethod
    def reread(cls, path: Path, data: bytes) -> _Whole:
        """A workbook that stands in no file yet."""
        content = _everything(path, data)
        grids = grids_of(content)
        opened = interpret(path, hashlib.sha256(data).hexdigest(), content, lambda sheet: grids.get(sheet, {}))
        return cls(opened, data, content)

    def raw(self, spot: Spot) -> Raw | None:
        return self._grids.get(spot.sheet, {}).get((spot.row, spot.column))

    def on(self, sheet: str) -> Typed:
        places = {(int(one[0]), int(one[1])) for one in self._formulas.get(sheet, [])}
        return Typed(self._grids.get(sheet, {}), places)


def _everything(path: Path, data: bytes) -> Mapping[str, Any]:
    """All sheets of a workbook that the gate has let through, formulas as well."""
    container = Container(data)
    main, _ = main_part(container)
    sheets = sheet_parts(container, main, read_book(container.part(main)))
    return shared_worker().extract(path, data, wanted=dict.fromkeys(sheets, True), places=None)


def _contents(opened: Opened, notes: tuple[Note, ...]) -> Contents:
    layout = layout_for(opened.report.form, opened.layout.previous_form)
    report = replace(opened.report, explanations=tuple(note.explanation for note in notes))
    texts = {place: state.result for place, state in opened.texts.items() if state.result}
    own = {place: state.own for place, state in opened.texts.items() if state.own}
    return Contents(layout, report, texts, own)


def _declared(opened: Opened) -> Iterator[tuple[str, Spot]]:
    """Declared cells of inputs, in the order of the workbook."""
    order = {sheet: index for index, sheet in enumerate(opened.layout.sheets)}
    names = [(name, spot) for name, spot in opened.spots.items() if not name.startswith("status.")]
    yield from sorted(names, key=lambda item: (order.get(item[1].sheet, len(order)), item[1].row, item[1].column))


def _raw_edits(old: _Whole, layout: Layout) -> Edits:
    """Fields, facts and last year's figures exactly as they were typed, readable or not."""
    edits: Edits = {}
    for name, spot in _declared(old.opened):
        if name in layout.cells or name.startswith("text.") or name in _STATE:
            continue
        if name != _DATE or not old.opened.report.published_on:
            target = layout.names[name]
            edits[target.sheet, target.address] = _writable(old.raw(spot))
    return edits


def _digest_edits(old: Opened, layout: Layout) -> Edits:
    """By its digest a finished text is known to be as it was generated, or edited since."""
    digests = {layout.texts[place].digest: state.digest for place, state in old.texts.items() if state.digest}
    return {(spot.sheet, spot.address): digest for spot, digest in digests.items()}


def _log_edits(old: Opened, contents: Contents, now: str) -> tuple[list[Carried], Edits]:
    """The old 修改记录, and a line that says where it comes from."""
    layout = contents.layout
    before = [line for line in read_lines(old.changes, old.layout) if line.action != REPORTED_ACTION]
    free = range(len(reported_totals(contents)), CHANGE_ROWS)
    kept = before[max(0, len(before) - len(free) + 1) :]
    lines = [replace(line, action=f"{line.action}{BEFORE}") for line in kept]
    version = f"第 {old.layout.version} 版", f"第 {layout.version} 版"
    lines.append(Line(now, MIGRATE, "", "", *version, f"由“{old.path.name}”迁移，原文件没有改动"))
    things: list[Carried] = []
    for line in before:
        index = kept.index(line) if line in kept else -1
        place, shown = old.layout.change(line.index).place, _cut(f"{line.action} {line.sheet}!{line.area}")
        if index < 0:
            reason = "修改记录已满，较早的没有带过来"
            things.append(Carried("change", "修改记录", place, None, shown, Fate.LOST, reason))
        else:
            target = layout.change(free[index]).place
            fate = Fate.SAME if target == place else Fate.MOVED
            things.append(Carried("change", "修改记录", place, target, shown, fate, f"操作后注明{BEFORE}，不能再撤销"))
    return things, line_edits(layout, free, lines)


def _cells(old: _Whole, new: _Whole) -> Iterator[Carried]:
    """What became of each declared cell that held something."""
    labels = expected_labels(old.opened.layout)
    for name, spot in _declared(old.opened):
        raw, target = old.raw(spot), new.opened.spots[name]
        if raw is None or raw == "":
            continue
        label, shown = labels[name].title, _cut(shown_raw(raw))
        if name in _STATE:
            if name != "report.state" or raw != DRAFT:
                reason = "迁移后是草稿，请核对后重新“定稿”"
                yield Carried(name, label, spot.place, None, shown, Fate.LOST, reason)
            continue
        kept, reason = _kept(old, new, name)
        if not kept:
            yield Carried(name, label, spot.place, None, shown, Fate.LOST, reason)
        else:
            fate = Fate.SAME if spot == target else Fate.MOVED
            yield Carried(name, label, spot.place, target.place, shown, fate, reason)


def _kept(old: _Whole, new: _Whole, name: str) -> tuple[bool, str]:
    """Whether a cell says the same in the new workbook; a reason if not, or what is different all the same."""
    raw, now = old.raw(old.opened.spots[name]), new.raw(new.opened.spots[name])
    if name in old.opened.report.form.cells:
        one, other = (whole.opened.report.cells.get(name) for whole in (old, new))
        before, after = (name in whole.opened.formulas for whole in (old, new))
        if one != other:
            return False, f"新工作簿里是{shown_raw(now) or BLANK_SHOWN}，请核对后转填"
        if before and not after:
            return True, "原来是公式，带过来的是它的结果"
        return True, "与各格之和相符，改成了合计公式" if after and not before else ""
    if name == _DATE and old.opened.report.published_on:
        return old.opened.report.published_on == new.opened.report.published_on, ""
    if isinstance(raw, str) and isinstance(now, str) and plain_text(raw) == plain_text(now):
        return True, ""
    return (True, "") if _same(raw, now) else (False, "请核对后转填")


def _explanations(notes: tuple[Note, ...], new: Opened) -> Iterator[Carried]:
    """What became of each 审核说明."""
    left = {note.explanation: spot for note, spot in _lines_of_notes(new)}
    for note in notes:
        one = note.explanation
        target = next((spot for other, spot in left.items() if (other.rule, other.text) == (one.rule, one.text)), None)
        label, place = f"审核说明（规则 {one.rule}）", Place(note.sheet or INDEX, note.address)
        reason = "校验后回到所说明的问题旁边" + ("" if one.digest else "，并请重新说明")
        fate = Fate.LOST if target is None else Fate.MOVED
        yield Carried(f"note.{one.rule}", label, place, target and target.place, _cut(one.text), fate, reason)


def _lines_of_notes(opened: Opened) -> Iterator[tuple[Note, Spot]]:
    notes = list(notes_of(opened, ""))
    lines = [line for line in range(len(notes) * 2 + 1) if _holds_note(opened, line)]
    for note, line in zip(notes, lines, strict=False):
        yield note, opened.layout.result(line, "explanation")


def _holds_note(opened: Opened, line: int) -> bool:
    spot = opened.layout.result(line, "explanation")
    return bool(opened.index.get((spot.row, spot.column)))


def _not_carried(old: _Whole, new: _Whole) -> Iterator[Carried]:
    """The findings of the last validation, and everything that people added to the workbook."""
    opened = old.opened
    verdict = opened.layout.verdict["conclusion"]
    if raw := old.raw(verdict):
        shown, reason = _cut(shown_raw(raw)), "请在新工作簿里重新校验"
        yield Carried("verdict", "上次校验的结论", verdict.place, None, shown, Fate.LOST, reason)
    found = {spot.sheet for spot in opened.spots.values()} | set(opened.layout.sheets)
    extras: list[Extra] = [*foreign_sheets(old.sheets, found), *drawn_things(old.data, found)]
    declared = set(opened.spots.values())
    for key, row in opened.layout.texts.items():
        result = opened.spots[f"text.{'.'.join(filter(None, key))}.result"]
        declared.add(replace(result, column=result.column + row.digest.column - row.result.column))
    # A sheet that somebody renamed is still the template's.
    twins = {spot.sheet: new.opened.spots[name].sheet for name, spot in opened.spots.items()}
    moved = {spot.sheet for name, spot in opened.spots.items() if opened.layout.names[name] != spot}
    for sheet in sorted(found - {INDEX, CHARTS, CHANGES, HELP}):
        # Where rows were inserted, formulas of the template stand where it has none.
        typed = replace(old.on(sheet), outside=sheet not in moved)
        extras += typed_beside(typed, new.on(twins.get(sheet, sheet)), sheet, declared, PRINTED_BEFORE)
    for one in extras:
        reason = "不是模板里的内容，只留在原文件里"
        yield Carried(f"sheet.{one.place.sheet}", "自己加的内容", one.place, None, one.what, Fate.LOST, reason)
    for note in opened.notes:
        if note.rule in (MACROS, CARRIES):
            place = Place(INDEX, "")
            yield Carried("carried", "宏和外部内容", place, None, _cut(note.message), Fate.LOST, "只留在原文件里")


def _same(one: Raw | None, other: Raw | None) -> bool:
    if one in (None, "") or other in (None, ""):
        return one in (None, "") and other in (None, "")
    return (type(one) is type(other) and one == other) or shown_raw(one) == shown_raw(other)


def _writable(raw: Raw | None) -> Edit:
    """What stood in a cell, to be written again: dates and errors as the text they show."""
    return shown_raw(raw) if isinstance(raw, bool | dict) else raw


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
