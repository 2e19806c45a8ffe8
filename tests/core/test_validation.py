"""Every rule passing, failing and undecided, with the complete findings; blanks; published reports; crashes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from importlib import import_module

import pytest
from support.reports import APPLICANTS, EDITIONS, PUBLISHED, locator, published, report_of, violations

from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report, Unit
from xl_tools.rule import CONSOLIDATION_CHECKS, LEDGER_CHECKS, REPORT_CHECKS, TABLE_CHECKS
from xl_tools.rules import load_rules
from xl_tools.units import Level
from xl_tools.validation import checks, linear
from xl_tools.validation.engine import CHECKS, RuleCrash, status, validate
from xl_tools.values import Count

E, Q, N = Severity.ERROR, Severity.QUERY, Severity.NOTICE
TABLES = ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "B1", "B2", "B3", "B4", "B5"]
PROSE = [f"E{number}" for number in range(1, 17)]
TEXTS = [
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
    "F13",
    "G1",
    "G2",
    "G3",
    "G4",
    "G5",
    "G6",
    "G7",
    "G8",
]
TOGETHER = ["H1", "H2", "H3", "H4", "H5"]
RULES = {
    "2019": [*TABLES, "C1", "C4", "C5", "C6", "D1", "D4", "D6", "D7", "D9", "D10", *PROSE, "F1", *TEXTS, *TOGETHER],
    "2021": [
        *(*TABLES, "C1", "C2", "C3", "C4", "C5", "C6"),
        *("D1", "D2", "D3", "D6", "D7", "D8", "D9", "D10", *PROSE, "F1", "F2", *TEXTS, *TOGETHER),
    ],
}
BY_PACK = {"D6", "D8"}
"""Silent until a rule pack brings their words and numbers: see tests/validation/test_packs.py."""
Line = tuple[str, Severity, tuple[str, ...], object, object, object]


def judge(report: Report) -> tuple[Finding, ...]:
    return validate(report, locator(report.form))


def lines(report: Report) -> list[Line]:
    """Rule, severity, cells, left, right, difference of all findings, in order."""
    return [(f.rule, f.severity, f.cells, f.left, f.right, f.difference) for f in judge(report)]


def messages(report: Report) -> list[str]:
    return [finding.message for finding in judge(report)]


def requests(**rows: Mapping[str, object] | object) -> dict[str, object]:
    """Cells of 表三: received={"business": 1, "total": 1}; a plain value goes to 自然人 and 总计."""
    cells: dict[str, object] = {}
    for row, columns in rows.items():
        given = columns if isinstance(columns, Mapping) else {"natural_person": columns, "total": columns}
        cells |= {f"requests.{row}.{column}": value for column, value in given.items()}
    return cells


def row_cells(row: str) -> tuple[str, ...]:
    return (f"requests.{row}.total", *(f"requests.{row}.{column}" for column in APPLICANTS))


def table(name: str, edition: str = "2021") -> tuple[str, ...]:
    return tuple(cell.id for cell in form_for_edition(edition).cells_of(name))


def equation_cells(rule_id: str, key: str, edition: str = "2021") -> tuple[str, ...]:
    rule = load_rules(form_for_edition(edition)).rule(rule_id)
    return next(instance.equation.cells for instance in rule.instances if instance.key == key)


def a1(column: str) -> tuple[str, ...]:
    return tuple(f"requests.{row}.{column}" for row in ("received", "carried_in", "results_total", "carried_out"))


def group(name: str) -> tuple[str, ...]:
    return tuple(f"review.{name}.{part}" for part in ("total", "upheld", "corrected", "other_result", "pending"))


def after(last: Mapping[str, object] | None, report: Report, edition: str = "2021") -> Report:
    """The report with last year's: zeros but for the cells given; of another edition in its first year."""
    if last is None:
        return report
    previous = report_of(edition, last, level=report.unit.level)
    year = report.form.first_year if previous.form is not report.form else report.year
    return dataclasses.replace(report, year=year, previous=dataclasses.replace(previous, year=year - 1))


def both(cell: str) -> tuple[str, str]:
    return cell, f"previous.{cell}"


def c1(column: str) -> tuple[str, str]:
    return f"requests.carried_in.{column}", f"previous.requests.carried_out.{column}"


def b5(name: str) -> tuple[str, ...]:
    return (*group(name)[1:], f"previous.review.{name}.pending")


AFTERWARDS = {
    f"review.litigation_after_reconsideration.{part}": number for part, number in (("upheld", 1), ("total", 1))
}
REVIEW_TOTALS = tuple(
    f"review.{name}.total" for name in ("reconsideration", "direct_litigation", "litigation_after_reconsideration")
)
RECONSIDERED = {"review.reconsideration.upheld": 1, "review.reconsideration.total": 1}
DOCUMENTS = "proactive.normative_documents."
REGULATIONS = tuple(f"proactive.regulations.{measure}" for measure in ("issued", "repealed", "in_force"))

# --- every rule: passing, failing, undecided

PASS: list[Line] = []
CASES: dict[str, tuple[str, Report, list[Line]]] = {
    "A1 passes": ("A1", report_of(cells=requests(received=3, granted=3, results_total=3)), PASS),
    "A1 fails in one column and the total": (
        "A1",
        report_of(cells=requests(received=60, granted=61, results_total=61)),
        [
            ("A1", E, a1("natural_person"), 60, 61, -1),
            ("A1", E, a1("total"), 60, 61, -1),
        ],
    ),
    "A1 is undecided where a number cannot be read": (
        "A1",
        report_of(
            cells={**requests(received=3, granted=3, results_total=3), "requests.carried_in.natural_person": "一件"}
        ),
        [("A5", E, ("requests.carried_in.natural_person",), None, None, None)],
    ),
    "A2 passes": ("A2", report_of("2019", requests(received=2, other_handling=2, results_total=2)), PASS),
    "A2 fails": (
        "A2",
        report_of(cells=requests(received=4, granted=1, denied_internal_affairs=2, results_total=4)),
        [
            ("A2", E, equation_cells("A2", "natural_person"), 4, 3, 1),
            ("A2", E, equation_cells("A2", "total"), 4, 3, 1),
        ],
    ),
    "A2 is undecided where a number cannot be read": (
        "A2",
        report_of(
            cells={
                **requests(received=4, granted=1, results_total=4),
                "requests.other_misc.natural_person": "３ ４",
                "requests.other_misc.total": 3,
            }
        ),
        [("A5", E, ("requests.other_misc.natural_person",), None, None, None)],
    ),
    "A3 passes": (
        "A3",
        report_of(
            cells=requests(
                received={"business": 2, "other": 1, "total": 3},
                granted={"business": 2, "other": 1, "total": 3},
                results_total={"business": 2, "other": 1, "total": 3},
            )
        ),
        PASS,
    ),
    "A3 fails": (
        "A3",
        report_of(
            cells=requests(received={"business": 1, "total": 1}, carried_out={"business": 1}, granted={"total": 1})
            | {"requests.results_total.total": 1}
        ),
        [
            ("A3", E, row_cells("granted"), 1, 0, 1),
            ("A3", E, row_cells("results_total"), 1, 0, 1),
            ("A3", E, row_cells("carried_out"), 0, 1, -1),
        ],
    ),
    "A3 is undecided where a number cannot be read": (
        "A3",
        report_of(cells=requests(denied_state_secret={"research": "1.5"})),
        [("A5", E, ("requests.denied_state_secret.research",), None, None, None)],
    ),
    "A4 passes": ("A4", report_of(cells=requests(received=1, carried_out=1)), PASS),
    "A4 fails and stands alone": (
        "A4",
        report_of(
            cells=requests(received={"natural_person": 1, "total": None}, granted=1, results_total=1),
        ),
        [("A4", E, ("requests.received.total",), None, None, None)],
    ),
    "A4 is undecided in a row of blanks": (
        "A4",
        report_of(cells=dict.fromkeys(row_cells("received"))),
        [("A5", E, (*row_cells("received")[1:], "requests.received.total"), None, None, None)],
    ),
    "A5 passes": ("A5", report_of(), PASS),
    "A5 fails once for all blanks and slashes": (
        "A5",
        report_of(cells=requests(granted={"research": None, "other": "/"}, carried_out={"business": "无"})),
        [
            (
                "A5",
                E,
                ("requests.granted.research", "requests.granted.other", "requests.carried_out.business"),
                None,
                None,
                None,
            )
        ],
    ),
    "A5 fails once for each number that is none": (
        "A5",
        report_of(cells=requests(received={"business": "①"}, denied_state_secret={"total": "十"})),
        [
            ("A5", E, ("requests.received.business",), None, None, None),
            ("A5", E, ("requests.denied_state_secret.total",), None, None, None),
        ],
    ),
    "A5 fails for a negative number": (
        "A5",
        report_of(cells=requests(granted=-1, partially_granted=1)),
        [
            ("A5", E, ("requests.granted.natural_person",), None, None, None),
            ("A5", E, ("requests.granted.total",), None, None, None),
        ],
    ),
    "A5 only remarks a readable text": (
        "A5",
        report_of(cells=requests(received={"natural_person": "１２", "total": "12件"}, carried_out=12)),
        [
            ("A5", N, ("requests.received.natural_person",), None, None, None),
            ("A5", N, ("requests.received.total",), None, None, None),
        ],
    ),
    "A7 passes": ("A7", report_of(cells=requests(received=2, carried_in=1, carried_out=3)), PASS),
    "A7 fails": (
        "A7",
        report_of(cells=requests(received=1, granted=-1, results_total=-1, carried_out=2)),
        [
            ("A5", E, ("requests.granted.natural_person",), None, None, None),
            ("A5", E, ("requests.granted.total",), None, None, None),
            ("A5", E, ("requests.results_total.natural_person",), None, None, None),
            ("A5", E, ("requests.results_total.total",), None, None, None),
            ("A7", E, ("requests.carried_out.natural_person", *a1("natural_person")[:2]), 2, 1, 1),
            ("A7", E, ("requests.carried_out.total", *a1("total")[:2]), 2, 1, 1),
        ],
    ),
    "A7 is undecided where a number cannot be read": (
        "A7",
        report_of(cells=requests(received="很多", carried_out=2)),
        [
            ("A5", E, ("requests.received.natural_person",), None, None, None),
            ("A5", E, ("requests.received.total",), None, None, None),
        ],
    ),
    "B1 passes": (
        "B1",
        report_of(cells={"review.direct_litigation.pending": 2, "review.direct_litigation.total": 2}),
        PASS,
    ),
    "B1 fails in two groups": (
        "B1",
        report_of(
            cells={
                "review.direct_litigation.upheld": 10,
                "review.direct_litigation.corrected": 1,
                "review.litigation_after_reconsideration.upheld": 5,
            }
        ),
        [
            ("B1", E, group("direct_litigation"), 0, 11, -11),
            ("B1", E, group("litigation_after_reconsideration"), 0, 5, -5),
        ],
    ),
    "B1 is undecided where a number cannot be read": (
        "B1",
        report_of(cells={"review.reconsideration.upheld": "1,03", "review.reconsideration.total": 7}),
        [("B2", E, ("review.reconsideration.upheld",), None, None, None)],
    ),
    "B1 is undecided where the whole group is blank": (
        "B1",
        report_of(cells=dict.fromkeys(group("reconsideration"))),
        [("B2", E, (*group("reconsideration")[1:], "review.reconsideration.total"), None, None, None)],
    ),
    "B2 passes": ("B2", report_of("2019"), PASS),
    "B2 fails": (
        "B2",
        report_of("2019", {"review.reconsideration.pending": "-"}),
        [("B2", E, ("review.reconsideration.pending",), None, None, None)],
    ),
    "B3 passes where a case was reconsidered last year": (
        "B3",
        after(
            RECONSIDERED | requests(received=1, carried_out=0, granted=1, results_total=1), report_of(cells=AFTERWARDS)
        ),
        PASS,
    ),
    "B3 fails": (
        "B3",
        after(requests(received=1, granted=1, results_total=1), report_of(cells=AFTERWARDS)),
        [("B3", Q, REVIEW_TOTALS[2:], 1, 0, 1)],
    ),
    "B3 is undecided without last year": ("B3", report_of(cells=AFTERWARDS), PASS),
    "B3 is undecided where the condition cannot be read": (
        "B3",
        after(
            requests(received=1, granted=1, results_total=1),
            report_of(cells={**AFTERWARDS, "review.reconsideration.total": "若干"}),
        ),
        [("B2", E, ("review.reconsideration.total",), None, None, None)],
    ),
    "B4 passes where there was a request last year": (
        "B4",
        after(requests(received=1, granted=1, results_total=1), report_of(cells=RECONSIDERED)),
        PASS,
    ),
    "B4 fails": (
        "B4",
        after({}, report_of("2019", RECONSIDERED), "2019"),
        [("B4", Q, REVIEW_TOTALS, 1, 0, 1)],
    ),
    "B4 is undecided without last year": ("B4", report_of(cells=RECONSIDERED), PASS),
    "B4 is undecided where no request was entered at all": (
        "B4",
        after({}, report_of(cells={**RECONSIDERED, **dict.fromkeys(table("requests"))})),
        [("A5", E, table("requests"), None, None, None)],
    ),
    "B5 passes": (
        "B5",
        after(
            {"review.reconsideration.pending": 3, "review.reconsideration.total": 3},
            report_of(
                cells={
                    "review.reconsideration.upheld": 2,
                    "review.reconsideration.pending": 1,
                    "review.reconsideration.total": 3,
                    **requests(received=1, granted=1, results_total=1),
                }
            ),
        ),
        PASS,
    ),
    "B5 fails in one group": (
        "B5",
        after(
            {"review.direct_litigation.pending": 3, "review.direct_litigation.total": 3},
            report_of(
                cells={
                    "review.direct_litigation.upheld": 1,
                    "review.direct_litigation.total": 1,
                    **requests(received=1, granted=1, results_total=1),
                }
            ),
        ),
        [("B5", Q, b5("direct_litigation"), 1, 3, -2)],
    ),
    "B5 is undecided where the group is blank": (
        "B5",
        after(
            {"review.direct_litigation.pending": 3, "review.direct_litigation.total": 3},
            report_of(cells={"review.direct_litigation.other_result": "一"}),
        ),
        [("B2", E, ("review.direct_litigation.other_result",), None, None, None)],
    ),
    "C1 passes": (
        "C1",
        after(requests(received=4, carried_out=4), report_of(cells=requests(carried_in=4, granted=4, results_total=4))),
        PASS,
    ),
    "C1 fails: an error in the total, a query among the applicants": (
        "C1",
        after(requests(received=4, carried_out=4), report_of(cells=requests(carried_in=3, granted=3, results_total=3))),
        [
            ("C1", Q, c1("natural_person"), 3, 4, -1),
            ("C1", E, c1("total"), 3, 4, -1),
        ],
    ),
    "C1 fails as a query where applicants were sorted anew": (
        "C1",
        after(
            requests(received=4, carried_out=4),
            report_of(
                cells=requests(
                    carried_in={"business": 4, "total": 4},
                    granted={"business": 4, "total": 4},
                    results_total={"business": 4, "total": 4},
                )
            ),
        ),
        [
            ("C1", Q, c1("natural_person"), 0, 4, -4),
            ("C1", Q, c1("business"), 4, 0, 4),
        ],
    ),
    "C1 is undecided without last year": (
        "C1",
        report_of(cells=requests(carried_in=4, granted=4, results_total=4)),
        PASS,
    ),
    "C1 is undecided where last year's figure is missing": (
        "C1",
        after(
            requests(received=4, carried_out={"natural_person": "/", "total": 4}),
            report_of(cells=requests(carried_in=4, granted=4, results_total=4)),
        ),
        PASS,
    ),
    "C2 passes": (
        "C2",
        after(
            {f"{DOCUMENTS}in_force": 597},
            report_of(cells={f"{DOCUMENTS}issued": 50, f"{DOCUMENTS}repealed": 227, f"{DOCUMENTS}in_force": 420}),
        ),
        PASS,
    ),
    "C2 fails": (
        "C2",
        after({f"{DOCUMENTS}in_force": 3}, report_of(cells={f"{DOCUMENTS}issued": 1, f"{DOCUMENTS}in_force": 3})),
        [
            (
                "C2",
                Q,
                (f"{DOCUMENTS}in_force", f"previous.{DOCUMENTS}in_force", f"{DOCUMENTS}issued", f"{DOCUMENTS}repealed"),
                3,
                4,
                -1,
            )
        ],
    ),
    "C2 is undecided without last year": ("C2", report_of(cells={f"{DOCUMENTS}in_force": 3}), PASS),
    "C2 is undecided in the first year of the edition, and C3 fails": (
        "C3",
        after({f"{DOCUMENTS}public_total": 130}, report_of(cells={f"{DOCUMENTS}in_force": 45}), "2019"),
        [("C3", N, (f"{DOCUMENTS}in_force", f"previous.{DOCUMENTS}public_total"), None, None, None)],
    ),
    "C3 passes where both numbers are the same": (
        "C3",
        after({f"{DOCUMENTS}public_total": 45}, report_of(cells={f"{DOCUMENTS}in_force": 45}), "2019"),
        PASS,
    ),
    "C3 is undecided where last year's number is missing": (
        "C3",
        after({f"{DOCUMENTS}public_total": None}, report_of(cells={f"{DOCUMENTS}in_force": 45}), "2019"),
        PASS,
    ),
    "C4 passes at five times and at a fifth": (
        "C4",
        after(
            {"proactive.licensing.decisions": 10, "proactive.penalties.decisions": 10},
            report_of(cells={"proactive.licensing.decisions": 50, "proactive.penalties.decisions": 2}),
        ),
        PASS,
    ),
    "C4 passes small numbers": (
        "C4",
        after({"proactive.licensing.decisions": 4}, report_of(cells={"proactive.licensing.decisions": 4000})),
        PASS,
    ),
    "C4 fails beyond, once a cell": (
        "C4",
        after(
            {"proactive.licensing.decisions": 10, "proactive.penalties.decisions": 10, "proactive.fees.amount": "5"},
            report_of(
                cells={
                    "proactive.licensing.decisions": 51,
                    "proactive.penalties.decisions": 1,
                    "proactive.fees.amount": "25.0001",
                }
            ),
        ),
        [
            ("C4", Q, both("proactive.licensing.decisions"), None, None, None),
            ("C4", Q, both("proactive.penalties.decisions"), None, None, None),
            ("C4", Q, both("proactive.fees.amount"), None, None, None),
        ],
    ),
    "C4 is undecided without last year": ("C4", report_of(cells={"proactive.licensing.decisions": 9999}), PASS),
    "D1 passes": ("D1", report_of(cells={f"{DOCUMENTS}issued": 5, f"{DOCUMENTS}in_force": 5}), PASS),
    "D1 fails": (
        "D1",
        report_of(cells={REGULATIONS[2]: 6}),
        [("D1", E, REGULATIONS, 6, 0, 6)],
    ),
    "D1 is undecided where a number cannot be read": (
        "D1",
        report_of(cells={REGULATIONS[0]: "若干", REGULATIONS[2]: 6}),
        [("D10", E, (REGULATIONS[0],), None, None, None)],
    ),
    "D1 is undecided where all three are blank": (
        "D1",
        report_of(cells=dict.fromkeys(REGULATIONS)),
        [("D10", E, REGULATIONS, None, None, None)],
    ),
    "D2 passes": ("D2", report_of(cells={f"{DOCUMENTS}issued": 5, f"{DOCUMENTS}repealed": 12}), PASS),
    "D2 fails": (
        "D2",
        report_of(cells={f"{DOCUMENTS}issued": 5, f"{DOCUMENTS}repealed": 2, f"{DOCUMENTS}in_force": 1}),
        [
            (
                "D2",
                Q,
                (f"{DOCUMENTS}in_force", f"{DOCUMENTS}issued", f"{DOCUMENTS}repealed"),
                1,
                3,
                -2,
            )
        ],
    ),
    "D2 is undecided where a number cannot be read": (
        "D2",
        report_of(cells={f"{DOCUMENTS}issued": 5, f"{DOCUMENTS}in_force": "见附件"}),
        [("D10", E, (f"{DOCUMENTS}in_force",), None, None, None)],
    ),
    "D3 passes": (
        "D3",
        after({f"{DOCUMENTS}in_force": 2}, report_of(cells={f"{DOCUMENTS}issued": 1, f"{DOCUMENTS}repealed": 3})),
        PASS,
    ),
    "D3 fails": (
        "D3",
        after({f"{DOCUMENTS}in_force": 2}, report_of(cells={f"{DOCUMENTS}issued": 1, f"{DOCUMENTS}repealed": 4})),
        [
            (
                "C2",
                Q,
                (f"{DOCUMENTS}in_force", f"previous.{DOCUMENTS}in_force", f"{DOCUMENTS}issued", f"{DOCUMENTS}repealed"),
                0,
                -1,
                1,
            ),
            ("D3", E, (f"{DOCUMENTS}repealed", f"previous.{DOCUMENTS}in_force", f"{DOCUMENTS}issued"), 4, 3, 1),
        ],
    ),
    "D3 is undecided without last year": ("D3", report_of(cells={f"{DOCUMENTS}repealed": 4}), PASS),
    "D4 passes": (
        "D4",
        report_of("2019", {f"{DOCUMENTS}made": 4, f"{DOCUMENTS}disclosed": 4, f"{DOCUMENTS}public_total": 130}),
        PASS,
    ),
    "D4 fails twice": (
        "D4",
        report_of("2019", {f"{DOCUMENTS}made": 4, f"{DOCUMENTS}disclosed": 6, f"{DOCUMENTS}public_total": 5}),
        [
            ("D4", Q, (f"{DOCUMENTS}disclosed", f"{DOCUMENTS}made"), 6, 4, 2),
            ("D4", Q, (f"{DOCUMENTS}public_total", f"{DOCUMENTS}disclosed"), 5, 6, -1),
        ],
    ),
    "D4 is undecided where a number cannot be read": (
        "D4",
        report_of("2019", {f"{DOCUMENTS}disclosed": "4/5", f"{DOCUMENTS}public_total": 1}),
        [("D10", E, (f"{DOCUMENTS}disclosed",), None, None, None)],
    ),
    "D7 passes an amount that fits a small office": ("D7", report_of(cells={"proactive.fees.amount": "9900"}), PASS),
    "D7 passes a large amount that is no round number": (
        "D7",
        report_of(cells={"proactive.fees.amount": "26550.5"}),
        PASS,
    ),
    "D7 fails for a round number that looks like yuan": (
        "D7",
        report_of(cells={"proactive.fees.amount": "10000"}),
        [("D7", Q, ("proactive.fees.amount",), None, None, None)],
    ),
    "D7 fails for a number no small office has": (
        "D7",
        report_of(cells={"proactive.fees.amount": "100000.5"}),
        [("D7", Q, ("proactive.fees.amount",), None, None, None)],
    ),
    "D7 passes a city with the same number": (
        "D7",
        report_of(cells={"proactive.fees.amount": "100000"}, level=Level.CITY_GOVERNMENT),
        PASS,
    ),
    "D7 is silent about a round number with its unit": (
        "D7",
        report_of("2019", {"proactive.procurement.amount": "20000万元"}, level=Level.COUNTY_DEPARTMENT),
        [("D10", N, ("proactive.procurement.amount",), None, None, None)],
    ),
    "D7 passes a zero without unit": ("D7", report_of("2019", {"proactive.procurement.amount": 0}), PASS),
    "D7 asks for the unit of a bare amount": (
        "D7",
        report_of("2019", {"proactive.procurement.amount": 8040}),
        [("D7", Q, ("proactive.procurement.amount",), None, None, None)],
    ),
    "D7 is silent where the unit was typed": (
        "D7",
        report_of("2019", {"proactive.procurement.amount": "251000元"}),
        [("D10", N, ("proactive.procurement.amount",), None, None, None)],
    ),
    "D7 is undecided where the amount cannot be read": (
        "D7",
        report_of("2019", {"proactive.procurement.amount": "8040余"}),
        [("D10", E, ("proactive.procurement.amount",), None, None, None)],
    ),
    "D10 passes a decrease": ("D10", report_of("2019", {"proactive.licensing.change": -8}), PASS),
    "D10 passes four decimals": ("D10", report_of(cells={"proactive.fees.amount": "59237.2449"}), PASS),
    "D10 fails": (
        "D10",
        report_of(
            cells={
                "proactive.fees.amount": "0.00001",
                "proactive.licensing.decisions": -1,
                "proactive.penalties.decisions": None,
            }
        ),
        [
            ("D10", E, ("proactive.licensing.decisions",), None, None, None),
            ("D10", E, ("proactive.penalties.decisions",), None, None, None),
            ("D10", E, ("proactive.fees.amount",), None, None, None),
        ],
    ),
    "D10 fails for negative money": (
        "D10",
        report_of("2019", {"proactive.procurement.amount": "-5万元"}),
        [("D10", E, ("proactive.procurement.amount",), None, None, None)],
    ),
    "F13 passes": ("F13", report_of(narrative={"lead": "全年公开政府信息95条。〔已核〕"}), PASS),
    "F13 fails once a text": (
        "F13",
        report_of(
            narrative={
                "lead": "发布〔待填：条数〕条，〔待填：条数〕条。",
                "other": "〔待填〕。未收取信息处理费，无其他需要报告的事项。",
            }
        ),
        [("F13", E, (), None, None, None), ("F13", E, (), None, None, None)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_rule_has_exactly_these_findings(case: str) -> None:
    _, report, expected = CASES[case]
    assert lines(report) == expected


def test_every_rule_has_a_passing_a_failing_and_an_undecided_case() -> None:
    always_decided = {"A5", "B2", "D10", "F13"}  # they look at one value or text alone
    for edition in EDITIONS:
        for rule in load_rules(form_for_edition(edition)).rules:
            # Rules on texts and dates have their cases beside their checks, in tests/validation.
            if rule.id in BY_PACK or not (rule.table or rule.id in ("C4", "F13")):
                continue
            # The rows of a ledger are judged where it is read: tests/ledger.
            if rule.check in LEDGER_CHECKS:
                continue
            names = [name for name, (rule_id, _, _) in CASES.items() if rule_id == rule.id]
            assert any("passes" in name for name in names), rule.id
            assert any(rule.id in {line[0] for line in CASES[name][2]} for name in names), rule.id
            assert rule.id in always_decided or any("undecided" in name for name in names), rule.id


@pytest.mark.parametrize("edition", EDITIONS)
def test_rules_of_the_catalogue_are_there_in_its_order(edition: str) -> None:
    assert [rule.id for rule in load_rules(form_for_edition(edition)).rules] == RULES[edition]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_rule_names_its_source_and_what_to_do_and_has_an_alias_of_its_own(edition: str) -> None:
    rules = load_rules(form_for_edition(edition)).rules
    for rule in rules:
        assert rule.source.document
        assert rule.source.clause
        assert rule.title
        assert rule.advice
        assert "{" not in rule.advice + rule.title
        assert rule.alias
    names = [name for rule in rules for name in (rule.id, rule.alias)]
    assert len(set(names)) == len(names)


def test_same_rule_has_the_same_alias_and_check_in_both_editions() -> None:
    old, new = (load_rules(form_for_edition(edition)).rules for edition in EDITIONS)
    known = {rule.id: (rule.alias, rule.check, rule.table, rule.each) for rule in old}
    shared = [rule for rule in new if rule.id in known]
    assert len(shared) > 20
    assert all(known[rule.id] == (rule.alias, rule.check, rule.table, rule.each) for rule in shared)


# --- messages, read aloud

FORMAT = "国办公开办函〔2021〕30号 年度报告格式"
FORMAT_2019 = "国办公开办函〔2019〕60号 年度报告格式（试行）"
A1_BASIS = f"（A1，{FORMAT} 表三表内注“第一项加第二项之和，等于第三项加第四项之和”）"


def test_message_of_a1() -> None:
    report = report_of(cells=requests(received=60, granted=61, results_total=61))
    assert messages(report)[0] == (
        "表三“自然人”栏：本年新收 60 ＋ 上年结转 0 ＝ 60；办理结果总计 61 ＋ 结转下年 0 ＝ 61，相差 1，两边应相等。"
        "请核对 D6、D7、D29、D30。" + A1_BASIS
    )


def test_message_of_a1_names_blanks_among_its_cells() -> None:
    report = report_of(
        cells={**requests(received=60, granted=61, results_total=61), "requests.carried_in.natural_person": None}
    )
    assert messages(report)[0] == (
        "表三“自然人”栏：本年新收 60 ＋ 上年结转 0 ＝ 60；办理结果总计 61 ＋ 结转下年 0 ＝ 61，相差 1，两边应相等。"
        "其中上年结转（D7）未填，按 0 计。请核对 D6、D7、D29、D30。" + A1_BASIS
    )


def test_message_of_a2_leaves_zero_items_out() -> None:
    report = report_of(cells=requests(received=4, granted=1, denied_internal_affairs=2, results_total=4))
    assert messages(report)[0] == (
        "表三“自然人”栏：办理结果总计 4；予以公开 1 ＋ 不予公开（8项）2 ＝ 3，相差 1，两边应相等。"
        f"请核对 D29、D8:D28；总计格的公式可用“恢复公式”找回。（A2，{FORMAT} 表三第三项（七）总计）"
    )


def test_message_of_a2_without_any_item() -> None:
    report = report_of(cells=requests(received=4, results_total=4))
    assert messages(report)[0] == (
        "表三“自然人”栏：办理结果总计 4；各项都为 0，相差 4，两边应相等。"
        f"请核对 D29、D8:D28；总计格的公式可用“恢复公式”找回。（A2，{FORMAT} 表三第三项（七）总计）"
    )


def test_message_of_a3() -> None:
    assert messages(published("huiyi-2021"))[0] == (
        "表三“本年新收”行：总计 0；法律服务机构 1、其余为 0，相差 1，两边应相等。"
        f"请核对 J6、D6:I6；总计格的公式可用“恢复公式”找回。（A3，{FORMAT} 表三“总计”栏）"
    )


def test_message_of_a4_says_what_to_fill_in() -> None:
    received = {"natural_person": 3, "other": 2, "total": None}
    carried_out = {"natural_person": 3, "other": 2, "total": 5}
    assert messages(report_of(cells=requests(received=received, carried_out=carried_out))) == [
        "表三“本年新收”行：总计（J6）空白，应填各栏之和 5。请填上，或用“恢复公式”找回公式。"
        f"（A4，{FORMAT} 表三“总计”栏）"
    ]


def test_message_of_a4_proposes_nothing_where_a_number_of_the_row_cannot_be_read() -> None:
    cells = requests(received={"natural_person": 3, "other": "二", "total": None})
    assert messages(report_of(cells=cells))[0] == (
        "表三“自然人”栏：本年新收 3 ＋ 上年结转 0 ＝ 3；办理结果总计 0 ＋ 结转下年 0 ＝ 0，相差 3，两边应相等。"
        "请核对 D6、D7、D29、D30。" + A1_BASIS
    )
    assert messages(report_of(cells=cells))[1] == (
        f"表三“本年新收”行：总计（J6）空白，应填各栏之和。请填上，或用“恢复公式”找回公式。（A4，{FORMAT} 表三“总计”栏）"
    )


def test_message_of_a5_for_blanks_and_slashes() -> None:
    report = report_of(cells=requests(granted={"research": None, "other": "/"}, carried_out={"business": "无"}))
    assert messages(report) == [
        f"表三有 1 个空白格、2 格填“/”“无”（F8、I8、E30）。没有的请填 0，可用“空白补零”。（A5，{FORMAT} 表三表样）"
    ]


def test_message_of_a5_for_an_empty_table_stays_short() -> None:
    report = report_of(fill=None, cells=dict.fromkeys((*table("proactive"), *table("review")), 0))
    assert messages(report) == [f"表三全部 175 格都是空白。没有的请填 0，可用“空白补零”。（A5，{FORMAT} 表三表样）"]
    most = report_of(fill=None, cells=dict.fromkeys((*table("proactive"), *table("review"), *row_cells("received")), 0))
    assert messages(most) == [
        "表三有 168 个空白格（D7:J7、D8:J8、D9:J9、D10:J10、D11:J11、D12:J12、D13:J13、D14:J14 等 168 格）。"
        f"没有的请填 0，可用“空白补零”。（A5，{FORMAT} 表三表样）"
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("十二", "填的是“十二”，不是数字。请改填非负整数，没有的填 0"),
        ("1.5", "填的是“1.5”，应为整数。请改填非负整数，没有的填 0"),
        ("-3", "填的是 -3，不能为负数。请改填非负整数，没有的填 0"),
        ("１２", "填的是“１２”，按 12 件读取。如无误，可改成数字 12"),
        ("12件", "填的是“12件”，按 12 件读取。如无误，可改成数字 12"),
        ("12　", "填的是文本“12”，按 12 件读取。如无误，可改成数字 12"),
        ("字" * 60, f"填的是“{'字' * 40}…”，不是数字。请改填非负整数，没有的填 0"),
    ],
)
def test_message_of_a5_for_a_single_cell(typed: str, said: str) -> None:
    found = [
        message for message in messages(report_of(cells={"requests.received.other": typed})) if "（A5，" in message
    ]
    assert found == [f"表三“本年新收·其他”（I6）{said}。（A5，{FORMAT} 表三表样）"]


def test_message_of_a7() -> None:
    report = report_of(cells=requests(received=1, granted=-1, results_total=-1, carried_out=2))
    assert messages(report)[4] == (
        "表三“自然人”栏：结转下年 2；本年新收 1 ＋ 上年结转 0 ＝ 1，相差 1，前者不应大于后者。"
        f"结转的只能是本年新收或上年结转而未办结的申请，请核对 D30、D6、D7。（A7，{FORMAT} 表三表内注，由定义推出）"
    )


def test_message_of_b1() -> None:
    report = report_of(cells={"review.direct_litigation.upheld": 10, "review.direct_litigation.corrected": 1})
    assert messages(report) == [
        "表四“未经复议直接起诉”组：总计 0；结果维持 10 ＋ 结果纠正 1 ＝ 11，相差 11，两边应相等。"
        f"请核对 J6、F6:I6；总计格的公式可用“恢复公式”找回。（B1，{FORMAT} 表四“总计”栏）"
    ]


def test_message_of_b2() -> None:
    assert messages(report_of(cells={"review.reconsideration.pending": "-"})) == [
        f"表四有 1 格填“-”（D6）。没有的请填 0，可用“空白补零”。（B2，{FORMAT} 表四表样）"
    ]


def test_message_of_d1_lists_only_the_cells_that_are_not_zero() -> None:
    advice = (
        "规章只由国务院部门、省级政府和设区的市（自治州）政府制定。"
        "没有规章制定权的请改为 0，转发、执行上级规章不算。（D1，中华人民共和国立法法 规章的制定主体）"
    )
    one = report_of(cells={REGULATIONS[2]: 6})
    assert messages(one) == [f"表二：规章·现行有效 6（D5），应为 0。{advice}"]
    three = report_of(cells=dict.fromkeys(REGULATIONS, 1))
    assert messages(three) == [f"表二：规章·制发 1（B5）、规章·废止 1（C5）、规章·现行有效 1（D5），应为 0。{advice}"]
    query = report_of(cells={REGULATIONS[2]: 6}, level=Level.CITY_DEPARTMENT)
    assert messages(query) == [f"表二：规章·现行有效 6（D5），一般应为 0。{advice}"]


def test_message_of_d7() -> None:
    assert messages(report_of("2019", {"proactive.procurement.amount": "8,040"})) == [
        "表二“政府集中采购·采购总金额”（D20）填的是 8040，没有写单位，暂按 8040 万元计。请写成“…万元”或“…元”。"
        f"（D7，{FORMAT_2019} 表二第二十条第（九）项“采购总金额”，表样未印单位）"
    ]


@pytest.mark.parametrize(
    ("edition", "cell", "typed", "said"),
    [
        (
            "2019",
            "proactive.procurement.amount",
            "235万",
            "“政府集中采购·采购总金额”（D20）填的是“235万”，按 235 万元读取。如无误，不必改",
        ),
        (
            "2019",
            "proactive.procurement.amount",
            "两千万",
            "“政府集中采购·采购总金额”（D20）填的是“两千万”，不是数字。请改填数和单位，例如“12.5万元”",
        ),
        (
            "2019",
            "proactive.licensing.change",
            "减8",
            "“行政许可·本年增减”（C9）填的是“减8”，按 -8 项读取。如无误，可改成数字 -8",
        ),
        (
            "2019",
            "proactive.licensing.change",
            "持平",
            "“行政许可·本年增减”（C9）填的是“持平”，不是数字。请改填整数，减少的填负数",
        ),
        (
            "2021",
            "proactive.fees.amount",
            "265500元",
            "“行政事业性收费·收费金额”（B16）填的是“265500元”，按 26.55 万元读取。如无误，可改成数字 26.55",
        ),
        (
            "2021",
            "proactive.fees.amount",
            "26.55555",
            "“行政事业性收费·收费金额”（B16）填的是 26.55555，小数超过 4 位。请按万元核对",
        ),
        (
            "2021",
            "proactive.fees.amount",
            "收费若干",
            "“行政事业性收费·收费金额”（B16）填的是“收费若干”，不是数字。请改填以万元为单位的数",
        ),
    ],
)
def test_message_of_d10(edition: str, cell: str, typed: str, said: str) -> None:
    basis = f"（D10，{FORMAT_2019 if edition == '2019' else FORMAT} 表二表样）"
    assert messages(report_of(edition, {cell: typed})) == [f"表二{said}。{basis}"]


def test_message_of_f13_counts_all_and_names_each_once() -> None:
    report = report_of(narrative={"lead": "发布〔待填：条数〕条，〔待填：条数〕条，〔待填：渠道〕。"})
    assert messages(report) == [
        "“导语”正文还有 3 处待填：〔待填：条数〕、〔待填：渠道〕。请把〔待填：…〕处补上，或删去这句话。"
        "（F13，已发布年报常见的残留文字 实践依据）"
    ]


def test_every_message_ends_with_rule_and_basis_and_holds_no_template_marks() -> None:
    for _, report, _ in CASES.values():
        for finding in judge(report):
            assert finding.message.endswith(f"。（{finding.rule}，{finding.basis}）")
            assert "{" not in finding.message
            assert "  " not in finding.message
            assert len(finding.places) == max(len(finding.cells), 1)


# --- blanks


def test_missing_total_silences_a1_a2_a3_and_a5_about_that_cell() -> None:
    report = report_of(cells=requests(received=3, granted=3, results_total={"natural_person": 3, "total": None}))
    assert lines(report) == [("A4", E, ("requests.results_total.total",), None, None, None)]


def test_slash_in_a_total_is_a5_and_counts_as_zero() -> None:
    report = report_of(cells=requests(received={"natural_person": 3, "total": "/"}, carried_out=3))
    assert [(f.rule, f.cells) for f in judge(report)] == [
        ("A1", a1("total")),
        ("A3", row_cells("received")),
        ("A5", ("requests.received.total",)),
        ("A7", ("requests.carried_out.total", *a1("total")[:2])),
    ]


def test_blanks_count_as_zero_and_a_sum_that_holds_passes() -> None:
    report = report_of(fill=None, cells=requests(received=1, carried_out=1))
    found = judge(report)
    assert [finding.rule for finding in found] == ["D10", "A5", "B2"]
    assert len(found[1].cells) == 175 - 4


def test_a_blank_report_is_undecided_but_for_one_error_a_table() -> None:
    for edition in EDITIONS:
        report = report_of(edition, fill=None)
        assert report.is_blank
        found = lines(report)
        tables = [("D10", "proactive"), ("A5", "requests"), ("B2", "review")]
        assert found == [(rule, E, table(name, edition), None, None, None) for rule, name in tables]


def test_report_of_zeros_is_clean() -> None:
    for edition in EDITIONS:
        assert judge(report_of(edition)) == ()


def test_blanks_are_named_up_to_four() -> None:
    cells = dict.fromkeys([f"requests.{row}.business" for row in ("granted", "partially_granted")])
    cells |= dict.fromkeys([f"requests.denied_{row}.business" for row in ("state_secret", "internal_affairs")])
    cells |= {"requests.other_misc.business": None, "requests.results_total.business": 1}
    [message] = [text for text in messages(report_of(cells=cells)) if "（A2，" in text]
    assert (
        "其中予以公开（E8）、部分公开（E9）、国家秘密（E10）、三类内部事务信息（E14）等 5 格未填，按 0 计。" in message
    )


# --- levels


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (Level.STATE_DEPARTMENT, None),
        (Level.PROVINCE_GOVERNMENT, None),
        (Level.CITY_GOVERNMENT, None),
        (Level.PROVINCE_DEPARTMENT, Q),
        (Level.CITY_DEPARTMENT, Q),
        (Level.OTHER, Q),
        (Level.COUNTY_GOVERNMENT, E),
        (Level.COUNTY_DEPARTMENT, E),
        (Level.TOWNSHIP, E),
        (Level.SUBDISTRICT, E),
    ],
)
@pytest.mark.parametrize("edition", EDITIONS)
def test_regulations_are_judged_by_the_level_of_the_unit(edition: str, level: Level, severity: Severity | None) -> None:
    measure = "public_total" if edition == "2019" else "in_force"
    found = judge(report_of(edition, {f"proactive.regulations.{measure}": 1}, level=level))
    assert [(finding.rule, finding.severity) for finding in found] == ([("D1", severity)] if severity else [])


def test_every_level_is_tried_above() -> None:
    assert len(Level) == 10


# --- published reports


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (
            "wolongshan-2019",
            [
                ("D1", E, ("made", "disclosed", "public_total"), 3, 0, 3),
                ("D7", Q, ("proactive.procurement.amount",), None, None, None),
                ("D10", N, ("proactive.procurement.amount",), None, None, None),
            ],
        ),
        ("suqian-2023", []),
        ("suqian-2024", []),
        (
            "huiyi-2021",
            [("A3", E, row_cells(row), 0, 1, -1) for row in ("received", "granted", "results_total")],
        ),
        (
            "yanghe-2023",
            [("A1", E, a1("natural_person"), 60, 61, -1), ("A1", E, a1("total"), 62, 63, -1)],
        ),
    ],
)
def test_published_report_has_exactly_its_known_faults(name: str, found: list[Line]) -> None:
    expected = [
        (rule, severity, tuple(cell if "." in cell else f"proactive.regulations.{cell}" for cell in cells), *rest)
        for rule, severity, cells, *rest in found
    ]
    assert lines(published(name)) == expected


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_report_is_complete(name: str) -> None:
    report = published(name)
    assert report.cells.keys() == report.form.cells.keys()


@pytest.mark.parametrize(
    ("name", "unit", "level", "year", "edition"),
    [
        ("wolongshan-2019", "嘉祥县卧龙山街道", Level.SUBDISTRICT, 2019, "2019"),
        ("suqian-2023", "宿迁市", Level.CITY_GOVERNMENT, 2023, "2021"),
        ("suqian-2024", "宿迁市", Level.CITY_GOVERNMENT, 2024, "2021"),
        ("huiyi-2021", "绥江县会仪镇人民政府", Level.TOWNSHIP, 2021, "2021"),
        ("yanghe-2023", "洋河新区", Level.OTHER, 2023, "2021"),
    ],
)
def test_published_report_says_whose_it_is(name: str, unit: str, level: Level, year: int, edition: str) -> None:
    report = published(name)
    assert (report.unit.name, report.unit.level, report.year, report.edition) == (unit, level, year, edition)


def test_figures_of_suqian_are_as_published() -> None:
    report = published("suqian-2024")
    assert report.number("proactive.fees.amount") == Decimal("72701.2578")
    assert report.number("requests.received.total") == 3525
    assert report.number("review.reconsideration.total") == 170
    assert report.previous == published("suqian-2023")
    assert report.previous is not None
    assert report.previous.number("requests.carried_out.total") == report.number("requests.carried_in.total") == 121
    for item in ("regulations", "normative_documents"):
        old, new = report.previous, report
        stock = old.number(f"proactive.{item}.in_force") + new.number(f"proactive.{item}.issued")
        assert stock - new.number(f"proactive.{item}.repealed") == new.number(f"proactive.{item}.in_force")


# --- order, groups, status


def test_findings_come_table_by_table_then_rule_by_rule_then_cell_by_cell_and_texts_last() -> None:
    report = report_of(
        cells={
            "review.reconsideration.upheld": 1,
            "requests.received.business": "二",
            "requests.granted.other": 1,
            "requests.carried_in.research": None,
            "proactive.penalties.decisions": None,
            REGULATIONS[0]: 1,
        },
        narrative={"lead": "〔待填〕"},
    )
    assert [(finding.rule, str(finding.places[0])) for finding in judge(report)] == [
        ("D1", "二、主动公开!B5"),
        ("D2", "二、主动公开!D5"),
        ("D10", "二、主动公开!B12"),
        ("A2", "三、申请情况!I29"),
        ("A3", "三、申请情况!J8"),
        ("A5", "三、申请情况!E6"),
        ("A5", "三、申请情况!F7"),
        ("B1", "四、复议诉讼!E6"),
        ("F13", "封面!B9"),
    ]


def test_balances_that_share_a_cell_share_a_group_and_others_stand_alone() -> None:
    report = report_of(
        cells={
            "review.reconsideration.upheld": 1,
            "requests.granted.other": 1,
            "requests.carried_in.research": None,
        }
    )
    assert [(finding.rule, finding.group) for finding in judge(report)] == [("A2", 1), ("A3", 1), ("A5", 2), ("B1", 3)]


def test_blank_that_explains_no_balance_is_its_own_affair_even_where_a_broken_one_contains_it() -> None:
    report = report_of(cells=requests(results_total={"business": 1, "total": 1}, granted={"business": None}))
    found = judge(report)
    assert [(finding.rule, finding.group) for finding in found] == [
        ("A1", 1),
        ("A1", 1),
        ("A2", 1),
        ("A2", 1),
        ("A5", 2),
    ]
    assert "requests.granted.business" in found[2].cells


def test_groups_are_numbered_from_one_in_order() -> None:
    for _, report, _ in CASES.values():
        groups = [finding.group for finding in judge(report)]
        assert list(dict.fromkeys(groups)) == list(range(1, len(set(groups)) + 1))


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("A1 passes", "clean"),
        ("A1 fails in one column and the total", "errors"),
        ("D7 asks for the unit of a bare amount", "queries"),
        ("A5 only remarks a readable text", "clean"),
    ],
)
def test_status_of_a_report(case: str, expected: str) -> None:
    assert status(judge(CASES[case][1])) == expected


def test_explained_query_leaves_the_report_clean() -> None:
    found = judge(CASES["D7 asks for the unit of a bare amount"][1])
    assert status([dataclasses.replace(finding, explained=True) for finding in found]) == "clean"


def test_validation_changes_nothing_and_repeats_itself() -> None:
    report = published("huiyi-2021")
    before = dict(report.cells)
    assert judge(report) == judge(report)
    assert dict(report.cells) == before


def test_a_report_with_no_cells_given_is_a_blank_report() -> None:
    form = form_for_edition("2021")
    bare = Report(form, 2024, Unit("示例镇人民政府", Level.TOWNSHIP), {})
    assert judge(bare) == judge(report_of(fill=None))


def test_a_cell_the_form_lacks_is_a_bug_of_the_caller() -> None:
    report = report_of()
    for call in (report.value, report.number):
        with pytest.raises(KeyError):
            call("requests.received.nobody")
    with pytest.raises(KeyError):
        report.with_cells({"requests.received.nobody": Count(1)})


# --- bugs in rules


def test_crash_in_one_rule_is_told_with_its_name_and_hides_no_other_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError("a bug of ours")

    report = published("huiyi-2021").with_cells({"proactive.regulations.issued": Count(1)})
    expected = judge(report)
    monkeypatch.setitem(_engine_checks(), "numbers", crash)
    with pytest.raises(RuleCrash) as caught:
        judge(report)
    # Groups come of all findings together, so there are none yet.
    assert caught.value.findings == tuple(dataclasses.replace(finding, group=0) for finding in expected)
    assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError] * 3
    assert [error.__notes__ for error in caught.value.exceptions] == [
        [f"in rule {rule} of gov_disclosure_2021"] for rule in ("A5", "B2", "D10")
    ]


def test_crash_while_placing_a_finding_is_not_swallowed() -> None:
    with pytest.raises(RuleCrash) as caught:
        validate(published("huiyi-2021"), lambda key: {}[key])
    assert caught.value.findings == ()
    assert isinstance(caught.value.exceptions[0], KeyError)


def test_interruption_is_passed_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(_engine_checks(), "numbers", interrupted)
    with pytest.raises(KeyboardInterrupt):
        judge(report_of())


def _engine_checks() -> dict[str, object]:
    from xl_tools.validation import engine

    return engine._LOADED  # pyright: ignore[reportPrivateUsage]


def test_every_kind_of_check_has_its_function() -> None:
    assert set(CHECKS) == (TABLE_CHECKS | REPORT_CHECKS) - LEDGER_CHECKS - CONSOLIDATION_CHECKS
    functions = {}
    for kind, place in CHECKS.items():
        module, _, name = place.partition(":")
        functions[kind] = getattr(import_module(f"xl_tools.validation.{module}"), name)
    assert len(set(functions.values())) == len(CHECKS)
    assert functions["linear"] is linear.check
    assert functions["numbers"] is checks.numbers


def test_every_kind_of_check_is_used() -> None:
    rules = [rule for edition in EDITIONS for rule in load_rules(form_for_edition(edition)).rules]
    assert {rule.check for rule in rules} == set(CHECKS) | LEDGER_CHECKS | CONSOLIDATION_CHECKS


# --- single-cell faults name the equations they break


@pytest.mark.parametrize(
    ("cell", "broken"),
    [
        ("requests.granted.other", {("A2", "other"), ("A3", "granted")}),
        ("requests.received.total", {("A1", "total"), ("A3", "received")}),
        ("requests.results_total.total", {("A1", "total"), ("A2", "total"), ("A3", "results_total")}),
        ("requests.carried_out.business", {("A1", "business"), ("A3", "carried_out"), ("A7", "business")}),
        ("review.reconsideration.pending", {("B1", "reconsideration")}),
        ("proactive.regulations.in_force", {("D1", "")}),
        ("proactive.normative_documents.issued", {("D2", "normative_documents")}),
        ("proactive.licensing.decisions", set()),
    ],
)
def test_one_more_in_a_cell_breaks_the_equations_it_stands_in(cell: str, broken: set[tuple[str, str]]) -> None:
    report = report_of(cells={cell: 1})
    assert violations(judge(report), report) == broken
