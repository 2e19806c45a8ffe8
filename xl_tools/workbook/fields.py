"""封面, facts, texts and 上年数据 of a workbook → the parts of a Report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xl_tools.datafile import YEARS
from xl_tools.facts import FactItem, FactKind
from xl_tools.finding import Finding, Severity
from xl_tools.forms.model import Kind
from xl_tools.ledger.fields import NO, YES
from xl_tools.parts import join_parts
from xl_tools.report import NARRATIVE_KEYS, Dispute, Fact, Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import BLANK, Amount, BadValue, Blank, Count, Value, is_number, parse, show
from xl_tools.workbook.anchors import Grid, Raw
from xl_tools.workbook.cellvalues import BASIS, as_date, read_value
from xl_tools.workbook.layout import PROPOSED, Layout
from xl_tools.workbook.spot import Spot

FIELD = "W5"
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_YEAR = re.compile(r"([0-9]{4})(?:年度?)?")
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_SERIALS = range(36526, 73051)
"""Day numbers from 2000 to 2099: a date whose cell lost its date format."""


@dataclass(frozen=True, slots=True)
class TextState:
    """One part of a narrative: the office's own text, the finished text, the digest of what was generated."""

    own: str
    result: str
    digest: str


@dataclass(frozen=True, slots=True)
class State:
    """What 封面 says of the state of the workbook: 草稿 or 定稿, when it was made final, and the code it had then."""

    word: str
    finalized_on: str
    seal: str


class Fields:
    """Everything of a workbook that is not a number cell of this year.

    Attributes:
        notes: fields that could not be read (W5).
    """

    def __init__(self, layout: Layout, spots: Mapping[str, Spot], grids: Mapping[str, Grid], date1904: bool) -> None:
        self.notes: list[Finding] = []
        self._layout, self._spots, self._grids, self._date1904 = layout, spots, grids, date1904

    def unit(self) -> Unit:
        name = self.text("report.unit").strip()
        if not name:
            self._note("report.unit", "封面没有填写单位名称，请填写", Severity.ERROR)
        return Unit(name, self._level("report.level"), self._scope("report.scope"))

    def year(self) -> int:
        """The year on 封面; the first year of the edition, with an error noted, where there is none."""
        year = self._year("report.year")
        if year is None:
            year = self._layout.form.first_year
            shown = self.text("report.year")
            found = f"封面的年度“{shown}”无法识别" if shown else "封面没有填写年度"
            self._note("report.year", f"{found}，暂按 {year} 年度校验，请填写四位数的年份", Severity.ERROR)
        return year

    def published_on(self) -> date | None:
        raw = self._raw("report.published_on")
        if raw is None:
            return None
        found = _read_date(raw, date1904=self._date1904)
        if found is None:
            shown = self.text("report.published_on")
            self._note("report.published_on", f"封面的发布日期“{shown}”无法识别，请按 2025-01-20 的样子填写")
        return found

    def state(self) -> State:
        return State(*(self.text(f"report.{name}").strip() for name in ("state", "finalized_on", "seal")))

    def facts(self) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        for key in dict.fromkeys(key for key, _ in self._layout.texts):
            for fact in self._layout.facts_of(key):
                value = self._fact(fact)
                if value is not None:
                    found[fact.id] = value
        return found

    def texts(self) -> dict[tuple[str, str], TextState]:
        found: dict[tuple[str, str], TextState] = {}
        for (key, part), row in self._layout.texts.items():
            stem = f"text.{key}.{part}" if part else f"text.{key}"
            result = self._spots[f"{stem}.result"]
            # The digest has no name of its own: it stands in the row of the finished text.
            digest = Spot(result.sheet, result.row, result.column + row.digest.column - row.result.column)
            found[key, part] = TextState(
                self.text(f"{stem}.own"), self.text(f"{stem}.result"), shown_raw(self._at(digest))
            )
        return found

    def narrative(self, texts: Mapping[tuple[str, str], TextState]) -> dict[str, str]:
        """The office's own texts by key, the parts joined under their headings."""
        found: dict[str, str] = {}
        for key in NARRATIVE_KEYS:
            parts = {part: state.own for (text, part), state in texts.items() if text == key and state.own.strip()}
            if parts:
                found[key] = join_parts(self._layout.form, key, parts)
        return found

    def previous(self, unit: Unit, year: int) -> Report | None:
        """Last year's report if 上年数据 holds any number or text, else None."""
        form = self._layout.previous_form
        cells: dict[str, Value] = {}
        for cell_id, cell in form.cells.items():
            value = read_value(self._raw(f"previous.{cell_id}"), cell.kind, cell.unit)
            if not isinstance(value, Blank):
                cells[cell_id] = value
            if isinstance(value, BadValue):
                said = f"上年“{cell.name}”填的是“{show(value)}”，读不出数（{value.reason}），没有用来核对"
                self._note(f"previous.{cell_id}", f"{said}。请对照上年的年报改正", Severity.QUERY)
        texts = self.last_texts()
        if not cells and not texts:
            return None
        last_year = self._year("last.year")
        if last_year is not None and last_year != year - 1:
            found = f"上年数据写的是 {last_year} 年度，不是上年（{year - 1} 年度），没有用来比较"
            self._note("last.year", f"{found}。请核对年度，或换上年的数", Severity.QUERY)
            return None
        level = self._level("last.level") if self.text("last.level") else unit.level
        scope = self._scope("last.scope") if self.text("last.scope") else unit.scope
        last = Unit(self.text("last.unit") or unit.name, level, scope)
        return Report(form, year - 1, last, cells, texts, disputes=self._disputes(cells))

    def last_texts(self) -> dict[str, str]:
        """Last year's texts by key, each joined from its cells."""
        found: dict[str, str] = {}
        for key, spots in self._layout.last_texts.items():
            text = "".join(self.text(f"last.text.{key}{'.more' * index}") for index in range(len(spots)))
            if text.strip():
                found[key] = text
        return found

    def _disputes(self, cells: Mapping[str, Value]) -> tuple[Dispute, ...]:
        """What last year's figures should have been; a note on each that is not used, or is used without a reason."""
        found: list[Dispute] = []
        here = Spot("", 0, 0)
        reasons, answers = (self._layout.beside(here, column).column for column in ("reason", "confirmed"))
        for cell_id in self._layout.proposed:
            name = f"{PROPOSED}{cell_id}"
            spot = self._spots[name]
            # Beside nearly all of hundreds of figures nothing stands.
            grid, row, column = self._grids[spot.sheet], spot.row, spot.column
            if not ((row, column) in grid or (row, column + reasons) in grid or (row, column + answers) in grid):
                continue
            cell = self._layout.previous_form.cells[cell_id]
            proposed = read_value(self._raw(name), cell.kind, cell.unit)
            reason, answer = (
                shown_raw(self._at(self._layout.beside(self._spots[name], column))).strip()
                for column in ("reason", "confirmed")
            )
            if isinstance(proposed, Blank) and not reason and answer in ("", NO):
                continue
            one = Dispute(cell_id, proposed, reason, answer == YES)
            shown = f"上年“{cell.name}”的建议值 {show(proposed)} "
            kept = f"核对仍按上年数 {show(cells.get(cell_id, BLANK))}"
            if isinstance(proposed, Blank):
                self._note(name, f"上年“{cell.name}”没有写建议值，{kept}")
                continue
            found.append(one)
            if isinstance(proposed, BadValue):
                self._note(name, f"{shown}用不了（{proposed.reason}），{kept}")
            elif not is_number(proposed):
                self._note(name, f"{shown}不是数字，{kept}")
            elif answer not in ("", YES, NO):
                self._note(name, f"{shown}的“确认”写的是“{answer}”，只认“{YES}”，{kept}")
            elif not one.confirmed:
                self._note(name, f"{shown}还没有确认，{kept}。要用建议值核对，请在“确认”栏选“{YES}”")
            elif not reason:
                self._note(name, f"{shown}已确认，但没有写理由。请在“理由”栏写明", Severity.QUERY)
        return tuple(found)

    def text(self, name: str) -> str:
        """What a field shows, as text; empty if it is blank, or if the template has no such field."""
        return shown_raw(self._raw(name)) if name in self._spots else ""

    def _fact(self, fact: FactItem) -> Fact | None:
        raw = self._raw(f"fact.{fact.id}")
        if raw is None:
            return None
        if fact.kind is not FactKind.TEXT and isinstance(raw, int | float) and not isinstance(raw, bool):
            value = parse(raw, Kind.AMOUNT if fact.kind is FactKind.AMOUNT else Kind.COUNT)
            if isinstance(value, Count | Amount):
                return value.number
        return shown_raw(raw).strip() or None

    def _level(self, name: str) -> Level:
        shown = self.text(name)
        for level in Level:
            if shown.strip() in (level.label, level.value):
                return level
        found = f"单位级别“{shown}”无法识别" if shown else "没有选择单位级别"
        self._note(name, f"“{self._spots[name].sheet}”{found}，暂按“{Level.OTHER.label}”校验，请从下拉列表中选择")
        return Level.OTHER

    def _scope(self, name: str) -> Scope:
        shown = self.text(name)
        for scope in Scope:
            if shown.strip() in (scope.label, scope.value):
                return scope
        if shown:
            self._note(name, f"“{self._spots[name].sheet}”报告范围“{shown}”无法识别，暂按“{Scope.OWN.label}”")
        return Scope.OWN

    def _year(self, name: str) -> int | None:
        raw = self._raw(name)
        found = _YEAR.fullmatch(shown_raw(raw).strip())
        return int(found[1]) if found and int(found[1]) in YEARS else None

    def _raw(self, name: str) -> Raw | None:
        return self._at(self._spots[name])

    def _at(self, spot: Spot) -> Raw | None:
        return self._grids[spot.sheet].get((spot.row, spot.column))

    def _note(self, name: str, message: str, severity: Severity = Severity.NOTICE) -> None:
        place = self._spots[name].place
        text = f"{message}（{place}）。（{FIELD}）"
        self.notes.append(Finding(FIELD, severity, (), (place,), None, None, None, text, BASIS))


def shown_raw(raw: Raw | None) -> str:
    """What a cell shows, as text; empty if it is blank."""
    if raw is None or isinstance(raw, bool):
        return "" if raw is None else "是" if raw else "否"
    if isinstance(raw, dict):
        return str(as_date(raw)) if "date" in raw else raw["error"]
    if isinstance(raw, float):
        return format(raw, ".15g")
    return str(raw)


def _read_date(raw: Raw, *, date1904: bool) -> date | None:
    if isinstance(raw, dict) and "date" in raw:
        found = as_date(raw)
        return found.date() if isinstance(found, datetime) else found
    if isinstance(raw, int | float) and int(raw) in _SERIALS:
        return _EPOCHS[date1904] + timedelta(days=int(raw))
    found = _DATE.fullmatch("".join(shown_raw(raw).split()))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
