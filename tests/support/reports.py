"""Reports for tests: balanced ones made up at random, published ones from files, and ways to look at findings.

A balanced report satisfies every rule. Only some cells are chosen (`free_cells`); totals, results and
本年新收 follow from them, so that no equation is ever solved by trial.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from xl_tools.datafile import read_data
from xl_tools.finding import Finding, Place
from xl_tools.forms.grid import table_grid
from xl_tools.forms.load import all_forms, form_for_edition, form_for_year
from xl_tools.forms.model import Form, Kind
from xl_tools.report import PREVIOUS, Report, Unit
from xl_tools.rules import load_rules
from xl_tools.units import Level, Scope
from xl_tools.values import Amount, Count, Value, parse

TESTS = Path(__file__).parents[1]
EDITIONS = ("2019", "2021")
YEARS = {"2019": 2020, "2021": 2024}
PUBLISHED = {
    "wolongshan-2019": TESTS.parent / "examples" / "data" / "wolongshan-2019.json",
    "suqian-2023": TESTS / "data" / "suqian-2023.json",
    "suqian-2024": TESTS.parent / "examples" / "data" / "suqian-2024.json",
    "huiyi-2021": TESTS / "data" / "huiyi-2021.json",
    "yanghe-2023": TESTS / "data" / "yanghe-2023.json",
}
APPLICANTS = ("natural_person", "business", "research", "public_welfare", "legal_services", "other")
GROUPS = ("reconsideration", "direct_litigation", "litigation_after_reconsideration")
LARGEST_AMOUNT = 1_000
"""万元: from here on rule D7 asks a small office about the unit."""
_TABLE_ROW = 3
"""Row of the sheet at which a table begins."""


def published(name: str) -> Report:
    """One of the PUBLISHED reports."""
    return read_data(PUBLISHED[name].read_text(encoding="utf-8"))


# --- where a cell stands


@cache
def _places() -> Mapping[str, Place]:
    places: dict[str, Place] = {}
    for form in all_forms():
        for section in form.sections:
            places[section.id] = Place(section.sheet, "A3")
        for section in form.tables:
            for cell in table_grid(section).cells:
                if cell.cell_id:
                    address = f"{'ABCDEFGHIJKLMNOPQRST'[cell.column]}{cell.row + _TABLE_ROW}"
                    places[f"{form.edition} {cell.cell_id}"] = Place(section.sheet, address)
    return places


def locator(form: Form):
    """The `locate` argument of validate() for reports of this form."""
    places = _places()

    def locate(key: str) -> Place:
        if key.startswith(PREVIOUS):
            # One cell a row, whatever last year's edition was.
            known = [id_ for one in all_forms() for id_ in one.cells]
            return Place("上年数据", f"D{known.index(key.removeprefix(PREVIOUS)) + 15}")
        if key.startswith("fact:"):
            return Place("表外数", key.removeprefix("fact:"))
        if key in ("lead", "published_on", "unit", "year"):
            return Place("封面", "B9" if key == "lead" else key)
        text, _, part = key.partition("/")
        if part:
            parts = [one.id for one in form.section(text).parts]
            return Place(places[text].sheet, f"D{parts.index(part) + 4}")
        return places[key] if "." not in key else places[f"{form.edition} {key}"]

    return locate


# --- reports of chosen cells


def report_of(
    edition: str = "2021",
    cells: Mapping[str, object] | None = None,
    *,
    fill: object = 0,
    level: Level = Level.TOWNSHIP,
    narrative: Mapping[str, str] | None = None,
    as_text: bool = False,
) -> Report:
    """A report whose cells hold `fill`, but for those given; raw values are read as a data file's are."""
    form = form_for_edition(edition)
    raw = {**dict.fromkeys(form.cells, fill), **(cells or {})}
    unknown = raw.keys() - form.cells.keys()
    assert not unknown, unknown
    values = {id_: parse(raw[id_], cell.kind, cell.unit, as_text=as_text) for id_, cell in form.cells.items()}
    return Report(form, YEARS[edition], Unit("示例镇人民政府", level), values, narrative or {})


# --- balanced reports


@cache
def free_cells(form: Form) -> tuple[str, ...]:
    """Cells that may hold any number: all but totals, 本年新收 and 办理结果总计, which follow from the others."""
    return tuple(
        id_
        for id_, cell in form.cells.items()
        if cell.kind is not Kind.TOTAL and cell.item not in ("received", "results_total")
    )


def balance(
    form: Form,
    chosen: Mapping[str, int | Decimal],
    *,
    year: int | None = None,
    level: Level = Level.TOWNSHIP,
    previous: Report | None = None,
) -> Report:
    """A report that holds the chosen free cells and satisfies every rule; only jumps from last year (C4) are left.

    More may be carried in than was dealt with: then 上年结转 shrinks, or with a previous report, whose
    结转 is binding, 予以公开 grows. With a previous report, 现行有效 and the least number of cases follow from it;
    without one, as many documents are in force or public as must be.
    """
    numbers: dict[str, int | Decimal] = dict.fromkeys(form.cells, 0) | dict(chosen)
    judged = load_rules(form).rule("D1").severity
    if level in judged:
        for cell in form.cells_of("proactive"):
            if cell.item == "regulations":
                numbers[cell.id] = 0
    for item in ("regulations", "normative_documents"):
        _balance_documents(form, numbers, f"proactive.{item}.", previous)
    _balance_reviews(numbers, previous)
    _balance_requests(form, numbers, previous)
    reviewed = any(numbers[f"review.{group}.total"] for group in GROUPS)
    if reviewed and previous is not None and not _asked(numbers) and not _asked(previous.numbers):
        numbers["requests.granted.natural_person"] = 1
        _balance_requests(form, numbers, previous)
    values = {id_: _value(number, form, id_) for id_, number in numbers.items()}
    unit = Unit("示例镇人民政府", level, Scope.OWN)
    return Report(form, year or YEARS[form.edition], unit, values, previous=previous)


def _balance_documents(form: Form, numbers: dict[str, int | Decimal], key: str, previous: Report | None) -> None:
    if form.edition == "2019":
        numbers[f"{key}disclosed"] = min(numbers[f"{key}disclosed"], numbers[f"{key}made"])
        numbers[f"{key}public_total"] = max(numbers[f"{key}public_total"], numbers[f"{key}disclosed"])
    elif previous is None:
        least = numbers[f"{key}issued"] - numbers[f"{key}repealed"]
        numbers[f"{key}in_force"] = max(numbers[f"{key}in_force"], least)
    elif previous.form is form:
        stock = previous.number(f"{key}in_force") + numbers[f"{key}issued"]
        numbers[f"{key}repealed"] = min(numbers[f"{key}repealed"], stock)
        numbers[f"{key}in_force"] = stock - numbers[f"{key}repealed"]
    else:
        numbers[f"{key}in_force"] = previous.number(f"{key}public_total")
        most = numbers[f"{key}in_force"] + numbers[f"{key}repealed"]
        numbers[f"{key}issued"] = min(numbers[f"{key}issued"], most)


def _balance_reviews(numbers: dict[str, int | Decimal], previous: Report | None) -> None:
    """Totals; what was pending last year is upheld where nothing else became of it."""
    for group in reversed(GROUPS):
        key = f"review.{group}."
        cases = [f"{key}{measure}" for measure in ("upheld", "corrected", "other_result", "pending")]
        if previous is not None:
            pending = previous.number(f"{key}pending")
            if group == "reconsideration" and not previous.number(f"{key}total"):
                pending = int(bool(numbers["review.litigation_after_reconsideration.total"]))
            numbers[f"{key}upheld"] += max(0, pending - sum(numbers[case] for case in cases))
        numbers[f"{key}total"] = sum(numbers[case] for case in cases)


def _asked(numbers: Mapping[str, int | Decimal]) -> bool:
    return any(numbers.get(f"requests.{row}.total") for row in ("received", "carried_in"))


def _balance_requests(form: Form, numbers: dict[str, int | Decimal], previous: Report | None) -> None:
    rows = list(dict.fromkeys(cell.item for cell in form.cells_of("requests")))
    results = rows[2 : rows.index("results_total")]
    for column in APPLICANTS:

        def key(row: str, column: str = column) -> str:
            return f"requests.{row}.{column}"

        done = sum(numbers[key(row)] for row in results) + numbers[key("carried_out")]
        if previous is None:
            numbers[key("carried_in")] = min(numbers[key("carried_in")], done)
        else:
            numbers[key("carried_in")] = previous.number(key("carried_out"))
            numbers[key("granted")] += max(0, numbers[key("carried_in")] - done)
        numbers[key("results_total")] = sum(numbers[key(row)] for row in results)
        outcome = numbers[key("results_total")] + numbers[key("carried_out")]
        numbers[key("received")] = outcome - numbers[key("carried_in")]
    for row in rows:
        numbers[f"requests.{row}.total"] = sum(numbers[f"requests.{row}.{column}"] for column in APPLICANTS)


def _value(number: int | Decimal, form: Form, cell_id: str) -> Value:
    if form.cells[cell_id].kind is Kind.AMOUNT:
        return Amount(Decimal(number), unit_given=True)
    return Count(int(number))


def balanced_report(
    form: Form,
    rng: random.Random,
    *,
    level: Level = Level.TOWNSHIP,
    year: int | None = None,
    with_previous: bool = False,
) -> Report:
    """A balanced report as they are in life: most cells 0, a few small numbers, now and then a large one."""
    year = year or YEARS[form.edition]
    previous = None
    if with_previous:
        previous = balanced_report(form_for_year(year - 1), rng, level=level, year=year - 1)
    busy = rng.choice((0.02, 0.1, 0.3, 0.8))
    chosen = {id_: _skewed(form, id_, rng) for id_ in free_cells(form) if rng.random() < busy}
    return balance(form, chosen, year=year, level=level, previous=previous)


def _skewed(form: Form, cell_id: str, rng: random.Random) -> int | Decimal:
    number = int(10 ** rng.uniform(0, rng.choice((1, 1, 1, 2, 3, 6))))
    kind = form.cells[cell_id].kind
    if kind is Kind.AMOUNT:
        return Decimal(number % LARGEST_AMOUNT).scaleb(-rng.choice((0, 2, 4)))
    return -number if kind is Kind.SIGNED and rng.random() < 0.4 else number


@st.composite
def balanced_reports(draw: st.DrawFn, edition: str = "2021", level: Level = Level.TOWNSHIP) -> Report:
    """Hypothesis: balanced reports of an edition; they shrink towards the report of zeros."""
    form = form_for_edition(edition)
    counts = st.one_of(st.integers(0, 9), st.integers(0, 4000), st.integers(0, 3_000_000))
    free = free_cells(form)
    chosen = draw(st.dictionaries(st.sampled_from(free), counts, max_size=40))
    amounts = {id_: Decimal(number).scaleb(-4) for id_, number in chosen.items() if form.cells[id_].kind is Kind.AMOUNT}
    return balance(form, {**chosen, **amounts}, level=level)


# --- findings


def violations(findings: Iterable[Finding], report: Report) -> set[tuple[str, str]]:
    """(rule id, instance key) of the linear findings."""
    keys = {(rule.id, instance.equation.cells): instance.key for rule, instance in load_rules(report.form).instances}
    return {
        (finding.rule, keys[finding.rule, finding.cells])
        for finding in findings
        if (finding.rule, finding.cells) in keys
    }
