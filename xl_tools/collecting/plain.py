"""Readings, findings, suggestions and explanations ↔ plain JSON values: exact both ways, and small.

Lists by position instead of named members, cells and places by their position in the form: a reading takes a few
kilobytes. Whatever is written here is read by the same version of this program alone (see basis.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from xl_tools.consolidation.reading import Reading
from xl_tools.finding import Finding, Place, Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.model import Form
from xl_tools.report import Dispute, Explanation, Fact, Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.validation.judgement import Suggestion
from xl_tools.values import BLANK, Amount, BadValue, Blank, Count, NotApplicable, Value

Number = int | Decimal | None


def reading_to_text(reading: Reading) -> str:
    """A reading as one line of JSON."""
    return json.dumps(reading_to_plain(reading), ensure_ascii=False, separators=(",", ":"))


def reading_from_text(text: str) -> Reading:
    """The reading that `reading_to_text` wrote. Raises: ValueError, LookupError, TypeError for any other text."""
    return reading_from_plain(json.loads(text))


def reading_to_plain(reading: Reading) -> list[Any]:
    """A reading as plain values. Not kept: the frame of a published document, which no workbook has."""
    form = reading.report.form if reading.report else None
    return [
        reading.digest,
        None if reading.report is None else report_to_plain(reading.report),
        [finding_to_plain(one) for one in reading.findings],
        [suggestion_to_plain(one) for one in reading.suggestions],
        _places_to_plain(reading.places, form),
        reading.version,
        reading.final,
        reading.finalized_on,
        reading.seal,
        reading.saved,
        reading.code,
        reading.sentence,
        reading.hint,
    ]


def reading_from_plain(data: Any) -> Reading:
    """The reading of these plain values."""
    digest, plain, findings, suggestions, places, *rest = data
    report = None if plain is None else report_from_plain(plain)
    return Reading(
        digest,
        report,
        tuple(map(finding_from_plain, findings)),
        tuple(map(suggestion_from_plain, suggestions)),
        _places_from_plain(places, report.form if report else None),
        *rest,
    )


# --- findings, suggestions, explanations


def finding_to_plain(finding: Finding) -> list[Any]:
    """A finding as plain values."""
    return [
        finding.rule,
        finding.severity.value,
        list(finding.cells),
        [part for place in finding.places for part in (place.sheet, place.address)],
        _number(finding.left),
        _number(finding.right),
        _number(finding.difference),
        finding.message,
        finding.basis,
        finding.group,
        finding.explained,
        finding.subject,
        finding.blocks,
        finding.explanation,
    ]


def finding_from_plain(data: Any) -> Finding:
    """The finding of these plain values."""
    rule, severity, cells, places, left, right, difference, *rest = data
    found = tuple(map(_place, places[::2], places[1::2]))
    numbers = _from_number(left), _from_number(right), _from_number(difference)
    return Finding(rule, Severity(severity), tuple(cells), found, *numbers, *rest)


def suggestion_to_plain(one: Suggestion) -> list[Any]:
    """A suggestion as plain values."""
    return [
        one.group,
        one.cell,
        one.place.sheet,
        one.place.address,
        one.current if isinstance(one.current, str) else _number(one.current),
        _number(one.proposed),
        one.reason,
        one.answer,
        one.sure,
        one.complete,
        one.more,
        one.follows,
    ]


def suggestion_from_plain(data: Any) -> Suggestion:
    """The suggestion of these plain values."""
    group, cell, sheet, address, current, proposed, *rest = data
    return Suggestion(group, cell, _place(sheet, address), _from_number(current), _from_number(proposed), *rest)


def explanation_to_plain(one: Explanation) -> list[Any]:
    """An explanation as plain values."""
    return [one.rule, list(one.cells), one.text, one.by, one.on, one.digest]


def explanation_from_plain(data: Any) -> Explanation:
    """The explanation of these plain values."""
    rule, cells, *rest = data
    return Explanation(rule, tuple(cells), *rest)


# --- reports


def report_to_plain(report: Report) -> list[Any]:
    """A report as plain values; unlike a data file it keeps how each number was typed, and refuses nothing.

    The frame of a published document is not kept.
    """
    positions = report.form.positions
    # One list of numbers with a sign for each cell that is not there is half the size of pairs.
    cells: list[Any] = [None] * (1 + max((positions[cell_id] for cell_id in report.cells), default=-1))
    for cell_id, value in report.cells.items():
        cells[positions[cell_id]] = _value_to_plain(value)
    unit = report.unit
    return [
        report.edition,
        report.year,
        [unit.name, unit.level.value, unit.scope.value],
        cells,
        dict(report.narrative),
        {key: _number(fact) if isinstance(fact, Decimal) else fact for key, fact in report.facts.items()},
        report.published_on and report.published_on.isoformat(),
        report.preparer,
        report.reviewer,
        [explanation_to_plain(one) for one in report.explanations],
        None if report.previous is None else report_to_plain(report.previous),
        [[one.cell, _value_to_plain(one.proposed), one.reason, one.confirmed] for one in report.disputes],
    ]


def report_from_plain(data: Any) -> Report:
    """The report of these plain values."""
    edition, year, unit, cells, narrative, facts, day, preparer, reviewer, written, last, disputes = data
    name, level, scope = unit
    form = form_for_edition(edition)
    found: dict[str, Fact] = {key: _from_number(fact) for key, fact in facts.items()}
    return Report(
        form=form,
        year=year,
        unit=Unit(name, Level(level), Scope(scope)),
        cells={
            cell_id: _value_from_plain(value)
            for cell_id, value in zip(form.cells, cells, strict=False)
            if value is not None
        },
        narrative=narrative,
        facts=found,
        published_on=day and date.fromisoformat(day),
        preparer=preparer,
        reviewer=reviewer,
        explanations=tuple(map(explanation_from_plain, written)),
        previous=last and report_from_plain(last),
        disputes=tuple(Dispute(cell, _value_from_plain(value), *rest) for cell, value, *rest in disputes),
    )


def _value_to_plain(value: Value) -> Any:
    """A count as a number; money as text; whatever was typed oddly as a list of its parts."""
    match value:
        case Count(number, ""):
            return number
        case Amount(number, "", True):
            return str(number)
        case Count(number, typed):
            return [number, typed]
        case Amount(number, typed, given):
            return [str(number), typed, given]
        case NotApplicable(typed):
            return [typed]
        case BadValue(typed, reason):
            return [None, typed, reason]
        case Blank():
            return None


def _value_from_plain(data: Any) -> Value:
    # Nearly every cell holds a plain count.
    if isinstance(data, int):
        return _count(data)
    if isinstance(data, str):
        return Amount(Decimal(data))
    if data is None:
        return BLANK
    return _typed(*data)


def _typed(first: Any, *rest: Any) -> Value:
    if not rest:
        return NotApplicable(first)
    if first is None:
        return BadValue(*rest)
    return Count(first, *rest) if isinstance(first, int) else Amount(Decimal(first), *rest)


# --- numbers and places


def _number(number: Number) -> Any:
    """A fraction as a list of one text, which no other value here is."""
    return [str(number)] if isinstance(number, Decimal) else number


def _from_number(data: Any) -> Any:
    return Decimal(cast(list[str], data)[0]) if isinstance(data, list) else data


def _places_to_plain(places: Mapping[str, Place], form: Form | None) -> dict[str, list[Any]]:
    """Sheet → position in the form, or name, and address, in turns."""
    positions: Mapping[str, int] = form.positions if form else {}
    found: dict[str, list[Any]] = {}
    for name, place in places.items():
        found.setdefault(place.sheet, []).extend((positions.get(name, name), place.address))
    return found


def _places_from_plain(data: Mapping[str, list[Any]], form: Form | None) -> dict[str, Place]:
    names: Mapping[Any, str] = _names(form) if form else {}
    return {
        names.get(name, str(name)): _place(sheet, address)
        for sheet, line in data.items()
        for name, address in zip(line[::2], line[1::2], strict=True)
    }


@lru_cache(maxsize=8)
def _names(form: Form) -> Mapping[Any, str]:
    return dict(enumerate(form.cells))


# Immutable and the same in thousands of reports.
_place = lru_cache(maxsize=4096)(Place)
_count = lru_cache(maxsize=4096)(Count)
