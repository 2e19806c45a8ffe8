"""Σ units, cell by cell, exactly; what cannot be added is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext

from xl_tools.consolidation.choosing import Chosen, place_in, report_of
from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.total import Contribution, NotAdded, Total
from xl_tools.crossing import cross
from xl_tools.facts import FactKind, fact_number, load_facts
from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Form
from xl_tools.report import Fact, Report, Unit
from xl_tools.units import Scope
from xl_tools.values import BLANK, Amount, BadValue, Count, NotApplicable, Value, is_number, parse, show

_EXACT = 120
"""Digits in which money is added: 15 before the point and 30 behind it, of as many units as there are."""
_NAMED = 5
"""So many units are named in a sentence."""


@dataclass
class Sum:
    """A sum that grows report by report, so that any number of them needs the memory of one.

    Attributes:
        numbers: Σ of every cell in which a report has a number, by cell id.
        bare: cells in which an amount was given without its unit.
        reports: how many were added.
    """

    form: Form
    numbers: dict[str, int | Decimal] = field(default_factory=dict[str, int | Decimal])
    bare: set[str] = field(default_factory=set[str])
    reports: int = 0

    def add(self, cells: Mapping[str, Value]) -> None:
        """Add the numbers among the cells of one report of this edition."""
        self.reports += 1
        with localcontext() as context:
            context.prec = _EXACT
            for id_, value in cells.items():
                if isinstance(value, (Count, Amount)):
                    self.numbers[id_] = self.numbers.get(id_, 0) + value.number
                    if isinstance(value, Amount) and not value.unit_given:
                        self.bare.add(id_)

    def cells(self) -> dict[str, Value]:
        """The sums as values, in the order of the form; a sum that Excel could not keep is one that cannot be read."""
        return {id_: self._value(id_) for id_ in self.form.cells if id_ in self.numbers}

    def _value(self, id_: str) -> Value:
        cell = self.form.cells[id_]
        value = parse(self.numbers[id_], cell.kind, cell.unit)
        return replace(value, unit_given=id_ not in self.bare) if isinstance(value, Amount) else value


def total_cells(form: Form, reports: Iterable[Report]) -> dict[str, Value]:
    """Σ reports of one edition, cell by cell; cells in which none has a number are left out."""
    sum_ = Sum(form)
    for report in reports:
        sum_.add(report.cells)
    return sum_.cells()


def add_up(
    chosen: Chosen,
    roster: Roster,
    year: int,
    *,
    previous: Report | None = None,
    previous_source: str = "",
    last_year: Mapping[str, Report] | None = None,
) -> Total:
    """Add up what was chosen: counts as int, money as Decimal, nothing is rounded.

    Args:
        previous: last year's report of the whole, if there is one. Without it, and while a unit of the roster is not
            counted, it is the sum of what the units that are counted say, of each cell of which all say something.
        previous_source: where `previous` comes from, in Chinese.
        last_year: last year's figures of each unit as the collecting office has them, for units that say nothing.

    Raises: TemplateMismatch T10 if last year's figures are of an edition of which nothing is known.
    """
    form = chosen.form
    reports = [one.report for one in chosen.contributions]
    cells = total_cells(form, reports)
    counted = {name for one in chosen.contributions for name in (one.unit, *one.stands_for)}
    short = sum(unit.name not in counted for unit in roster.units) if roster.given else 0
    if previous is None or short:
        # All units of last year against some of this year would break every rule on both years.
        given = f"有 {short} 个单位没有计入，没有用{previous_source}的合计；" if previous is not None else ""
        previous, source = _previous(chosen.contributions, roster, year, last_year or {})
        previous_source = given + source
    order = {unit.name: position for position, unit in enumerate(roster.units)}
    lost = [*chosen.not_crossed, *(one for contribution in chosen.contributions for one in _not_added(contribution))]
    return Total(
        report=Report(
            form,
            year,
            Unit(roster.top.name, roster.top.level, Scope.CONSOLIDATED),
            cells,
            facts=_facts(form, reports),
            previous=previous,
        ),
        contributions=chosen.contributions,
        not_added=tuple(sorted(lost, key=lambda one: order[one.unit])),
        left_out=chosen.left_out,
        previous_source=previous_source,
        compared=chosen.compared,
        blanks=_blanks(chosen, cells),
        errors_undecided=chosen.errors_undecided,
    )


def _not_added(one: Contribution) -> Iterable[NotAdded]:
    """The cells of a report that hold something, and no number."""
    form = one.report.form
    for id_ in sorted(one.report.cells, key=form.positions.__getitem__):
        value = one.report.cells[id_]
        if isinstance(value, BadValue):
            why = f"填的“{show(value)}”{value.reason}"
        elif isinstance(value, NotApplicable):
            why = f"填的是“{show(value)}”，不是数字"
        else:
            continue
        yield NotAdded(one.unit, id_, value, place_in(one.line, id_, form), why, form.cells[id_].name)


def _blanks(chosen: Chosen, cells: Mapping[str, Value]) -> dict[str, tuple[str, ...]]:
    """The cells that a unit left blank and others did not; cells that its edition lacks are named elsewhere."""
    lacking = {(one.unit, one.cell) for one in chosen.not_crossed}
    found: dict[str, tuple[str, ...]] = {}
    for one in chosen.contributions:
        blank = tuple(id_ for id_ in cells if id_ not in one.report.cells and (one.unit, id_) not in lacking)
        if blank:
            found[one.unit] = (*found.get(one.unit, ()), *blank)
    return found


def _facts(form: Form, reports: Sequence[Report]) -> dict[str, Fact]:
    """Σ of the numbers that no table holds, where every unit gave one: part of them would be taken for all."""
    found: dict[str, Fact] = {}
    for fact in load_facts(form) if reports else ():
        if fact.kind is FactKind.TEXT:
            continue
        numbers = [fact_number(fact, report.facts.get(fact.id)) for report in reports]
        known = [number for number in numbers if number is not None]
        if len(known) == len(numbers):
            found[fact.id] = sum(known, 0)
    return found


def _previous(
    contributions: Sequence[Contribution], roster: Roster, year: int, last_year: Mapping[str, Report]
) -> tuple[Report | None, str]:
    """Last year's figures of the whole, and where they come from.

    A cell of which one unit says nothing stays blank: the rules on both years are then undecided there, whereas a sum
    without that unit would break them.
    """
    form = next((one for one in all_forms() if one.applies_to(year - 1)), None)
    if form is None or not contributions:
        return None, ""
    last: list[Report] = []
    kept, missing = 0, list[str]()
    for one in contributions:
        report = report_of(one.line)
        said = report.previous if report else None
        if said is not None and said.year == year - 1 and said.cells:
            last.append(cross(said, form).report)
        elif collected := _collected(one, roster, year, last_year):
            last += [cross(report, form).report for report in collected]
            kept += 1
        else:
            missing.append(one.unit)
    source = f"{len(contributions) - len(missing)} 个单位的上年数据之和"
    if kept:
        source += f"，其中 {kept} 个单位没有填，取自去年汇总时的数"
    if missing:
        names = "、".join(missing[:_NAMED]) + (" 等" if len(missing) > _NAMED else "")
        return None, f"{len(missing)} 个单位没有上年数据（{names}），没有合计上年数，与上年比较的规则无法判断"
    sum_ = Sum(form)
    for report in last:
        sum_.add(report.settled)
    whole = {id_ for id_ in sum_.numbers if all(is_number(report.settled.get(id_, BLANK)) for report in last)}
    if partial := len(sum_.numbers) - len(whole):
        source += f"；{partial} 格有单位没有填，没有合计"
    cells = {id_: value for id_, value in sum_.cells().items() if id_ in whole}
    unit = Unit(roster.top.name, roster.top.level, Scope.CONSOLIDATED)
    return (Report(form, year - 1, unit, cells) if cells else None), source


def _collected(one: Contribution, roster: Roster, year: int, last_year: Mapping[str, Report]) -> list[Report]:
    """What the collecting office has of a unit, or of the units that only it came from; empty if it has not all."""
    own = last_year.get(one.unit)
    if own is not None and own.year == year - 1 and own.unit.scope is one.report.unit.scope:
        return [own]
    before = roster.by_name[one.unit].predecessors
    shared = any(name in unit.predecessors for name in before for unit in roster.units if unit.name != one.unit)
    reports = [last_year[name] for name in before if name in last_year and name not in roster.by_name]
    return reports if before and len(reports) == len(before) and not shared else []
