"""Reports with prose for the tests: tables that balance, facts that fit them, and the findings on the prose alone."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module

from support.reports import report_of

from xl_tools.facts import FactKind, load_facts
from xl_tools.finding import Finding, Severity
from xl_tools.report import Fact, Report, Unit
from xl_tools.rules import load_rules
from xl_tools.units import Level, Scope
from xl_tools.validation import engine
from xl_tools.validation.context import Context
from xl_tools.validation.prose.reading import Reading, read
from xl_tools.workbook.layout import layout_for_year

E, Q = Severity.ERROR, Severity.QUERY
UNIT = "示例市示例区示例局"
RULES = tuple(["C5", "D9"] + [f"E{number}" for number in range(1, 17)])
CHANNELS = ("website_posts", "wechat_posts", "weibo_posts", "notice_board_posts", "other_channel_posts")
WAYS = ("requests_in_person", "requests_by_post", "requests_online")
_REQUESTS = {  # row: (自然人, 商业企业)
    "received": (40, 10),
    "carried_in": (3, 1),
    "granted": (20, 5),
    "partially_granted": (4, 1),
    "denied_process_information": (2, 1),
    "denied_third_party_rights": (1, 0),
    "unavailable_not_held": (6, 2),
    "unavailable_needs_creation": (1, 0),
    "rejected_petition": (2, 0),
    "rejected_duplicate": (1, 0),
    "other_not_corrected": (1, 0),
    "other_misc": (2, 0),
    "results_total": (40, 9),
    "carried_out": (3, 2),
}
_REVIEW = {  # group: 维持, 纠正, 其他结果, 尚未审结
    "reconsideration": (3, 1, 2, 1),
    "direct_litigation": (1, 0, 0, 1),
    "litigation_after_reconsideration": (2, 0, 1, 0),
}
_OTHER = {
    "proactive.regulations.issued": 0,
    "proactive.normative_documents.issued": 6,
    "proactive.normative_documents.repealed": 2,
    "proactive.normative_documents.in_force": 49,
    "proactive.licensing.decisions": 278,
    "proactive.penalties.decisions": 1217,
    "proactive.coercion.decisions": 40,
    "proactive.fees.amount": "26.55",
}


def tables() -> dict[str, object]:
    """The cells of a small balanced report: 新收 50, 上年结转 4, 办结 49, 结转下年 5."""
    cells: dict[str, object] = dict(_OTHER)
    for row, (natural, business) in _REQUESTS.items():
        cells |= {f"requests.{row}.natural_person": natural, f"requests.{row}.business": business}
        cells[f"requests.{row}.total"] = natural + business
    for group, numbers in _REVIEW.items():
        for measure, number in zip(("upheld", "corrected", "other_result", "pending"), numbers, strict=True):
            cells[f"review.{group}.{measure}"] = number
        cells[f"review.{group}.total"] = sum(numbers)
    return cells


def prose(
    text: str = "",
    *,
    other: str = "",
    cells: Mapping[str, object] | None = None,
    facts: Mapping[str, Fact] | None = None,
    scope: Scope = Scope.OWN,
    previous: Report | None = None,
    edition: str = "2021",
    blank: bool = False,
    zero: bool = False,
) -> Report:
    """A report with this text under 一 (and `other` under 六) and the tables of `tables()`.

    `blank` leaves all cells out but those given; `zero`, and the edition of 2019, have 0 there.
    """
    known = {} if blank or zero or edition != "2021" else tables()
    report = report_of(edition, {**known, **(cells or {})}, fill=None if blank else 0)
    narrative = {key: words for key, words in (("overview", text), ("other", other)) if words}
    unit = Unit(UNIT, Level.COUNTY_DEPARTMENT, scope)
    return replace(report, unit=unit, narrative=narrative, facts=facts or {}, previous=previous)


def last_year(received: int, carried_in: int = 0) -> Report:
    """Last year's report with so many requests."""
    cells = {"requests.received.total": received, "requests.carried_in.total": carried_in}
    return replace(report_of("2021", cells), year=2023)


def judge(report: Report) -> list[Finding]:
    """The findings of the rules on prose, in the order of the rules."""
    context = Context(report, load_rules(report.form), layout_for_year(report.form, report.year).locate)
    found: list[Finding] = []
    for rule in context.rules.rules:
        severity = rule.severity.get(report.unit.level)
        if rule.id not in RULES or severity is None:
            continue
        module, _, function = engine.CHECKS[rule.check].partition(":")
        found += getattr(import_module(f"xl_tools.validation.{module}"), function)(rule, severity, context)
    return found


def found(text: str = "", **given: object) -> list[tuple[str, Severity]]:
    """(rule, severity) of every finding on a text; arguments as `prose` takes them."""
    return [(one.rule, one.severity) for one in judge(prose(text, **given))]  # type: ignore[arg-type]


def reading(text: str, **given: object) -> Reading:
    return read(prose(text, **given))  # type: ignore[arg-type]


def facts_for(report: Report, rng: random.Random) -> dict[str, Fact]:
    """Some facts at random that fit the tables and each other."""
    facts: dict[str, Fact] = {}
    for fact in load_facts(report.form):
        if rng.random() < 0.25:
            continue
        if fact.kind is FactKind.TEXT:
            facts[fact.id] = f"{fact.label}的说明"
        elif fact.kind is FactKind.AMOUNT:
            facts[fact.id] = rng.choice((0, 100 * rng.randint(1, 40)))
        else:
            facts[fact.id] = rng.choice((0, rng.randint(1, 50), rng.randint(1, 3000)))
    posts = sum(int(facts.get(channel, 0)) for channel in CHANNELS)
    if "disclosed_total" in facts:
        facts["disclosed_total"] = posts if facts.keys() >= set(CHANNELS) else posts + rng.randint(0, 100)
    received = int(report.number("requests.received.total"))
    if facts.keys() >= set(WAYS):
        first = rng.randint(0, received)
        second = rng.randint(0, received - first)
        facts |= dict(zip(WAYS, (first, second, received - first - second), strict=True))
    else:
        facts = {id_: value for id_, value in facts.items() if id_ not in WAYS}
    if "answered_on_time" in facts:
        facts["answered_on_time"] = rng.randint(0, int(report.number("requests.results_total.total")))
    if 0 in (facts.get("fee_cases"), facts.get("fee_amount")):
        facts |= {id_: 0 for id_ in ("fee_cases", "fee_amount") if id_ in facts}
        facts.pop("fee_breakdown", None)
    return facts
