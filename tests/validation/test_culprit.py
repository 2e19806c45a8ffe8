"""Which cell is wrong, what it should be, and why: one case for each kind of evidence, and what always holds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.errors import KINDS, balanced_cells, inject, recalculated, repaired, total_cells, unbalanced
from support.reports import EDITIONS, balanced_report, balanced_reports, published, report_of

from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report
from xl_tools.rules import load_rules
from xl_tools.validation.culprit import LIMIT, MOST_ANSWERS, Answer, Part, Slip, SoftNumber, diagnose
from xl_tools.values import BLANK, BadValue, Count, NotApplicable

INNER = tuple(
    cell
    for cell in balanced_cells(form_for_edition("2021"))
    if cell.startswith("requests.") and cell not in total_cells(form_for_edition("2021"))
)


def solve(report: Report, **evidence: object) -> tuple[Part, ...]:
    return diagnose(report, load_rules(report.form), **evidence)  # type: ignore[arg-type]


def changed(report: Report, **cells: int | None) -> Report:
    """The report with some cells of 表三 or 表四 changed: `granted__other=3`, `pending__total=None` for a blank."""
    return report.with_cells(
        {cell: BLANK if number is None else Count(number) for cell, number in _ids(report, cells).items()}
    )


def _ids(report: Report, cells: dict[str, int | None]) -> dict[str, int | None]:
    tables = ("requests", "review")
    names = {f"{table}.{name.replace('__', '.')}": number for name, number in cells.items() for table in tables}
    return {cell: number for cell, number in names.items() if cell in report.form.cells}


def columns(**rows: tuple[int, int]) -> dict[str, object]:
    """Cells of 表三 by row: (自然人, 其他) and their total."""
    cells: dict[str, object] = {}
    for row, (person, other) in rows.items():
        cells |= {f"requests.{row}.natural_person": person, f"requests.{row}.other": other}
        cells[f"requests.{row}.total"] = person + other
    return cells


BALANCED = columns(
    received=(91, 12), carried_in=(9, 0), granted=(60, 10), rejected_petition=(28, 2), results_total=(88, 12),
    carried_out=(12, 0),
)  # fmt: skip


def answer(parts: tuple[Part, ...]) -> dict[str, tuple[object, object, Slip]]:
    """Cell → (current, proposed, kind) of the first answer of the only part."""
    assert len(parts) == 1, parts
    return {one.cell: (one.current, one.proposed, one.kind) for one in parts[0].answers[0].repairs}


def reasons(one: Answer) -> list[str]:
    return [repair.reason for repair in one.repairs]


# --- nothing to say


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_clean_report_has_no_parts(edition: str) -> None:
    rng = random.Random(11)
    form = form_for_edition(edition)
    for _ in range(20):
        report = balanced_report(form, rng, with_previous=edition == "2021")
        assert solve(report) == ()
        assert solve(report, formulas=frozenset(form.cells)) == ()


def test_an_empty_report_has_no_parts() -> None:
    assert solve(report_of(fill=None)) == ()


@given(balanced_reports("2019"))
@settings(max_examples=50)
def test_balanced_reports_of_2019_have_no_parts(report: Report) -> None:
    assert solve(report) == ()


# --- 表三


@given(balanced_reports(), st.sampled_from(INNER), st.integers(-60, 5000).filter(bool))
def test_a_single_inner_cell_is_always_the_first_answer_with_its_true_number(
    report: Report, cell: str, change: int
) -> None:
    true = int(report.number(cell))
    wrong = max(0, true + change)
    if wrong == true:
        wrong += 1
    parts = solve(report.with_cells({cell: Count(wrong)}))
    assert len(parts) == 1 and parts[0].sure and parts[0].complete
    assert [(one.cell, one.current, one.proposed) for one in parts[0].answers[0].repairs] == [(cell, wrong, true)]


def test_knock_on_errors_of_one_cell_are_one_part() -> None:
    parts = solve(changed(report_of("2021", BALANCED), results_total__natural_person=80))
    assert parts[0].equations == (("A1", "natural_person"), ("A2", "natural_person"), ("A3", "results_total"))
    assert answer(parts) == {"requests.results_total.natural_person": (80, 88, Slip.DIGIT)}


def test_errors_without_a_common_equation_are_parts_of_their_own() -> None:
    wrong = changed(report_of("2021", BALANCED), granted__natural_person=66, rejected_petition__other=22)
    parts = solve(changed(wrong, reconsideration__total=5))
    assert [part.equations for part in parts] == [
        (("A2", "natural_person"), ("A3", "granted")),
        (("A2", "other"), ("A3", "rejected_petition")),
        (("B1", "reconsideration"),),
    ]
    assert [part.answers[0].repairs[0].proposed for part in parts] == [60, 2, 0]


def test_two_cells_that_could_as_well_be_two_others_stay_one_part_with_both_answers() -> None:
    """The same difference in two rows and two columns: either diagonal explains it."""
    true = columns(received=(9, 9), granted=(4, 5), rejected_petition=(5, 4), results_total=(9, 9))
    (part,) = solve(changed(report_of("2021", true), granted__natural_person=6, rejected_petition__other=6))
    assert {frozenset(one.cell.removeprefix("requests.") for one in choice.repairs) for choice in part.answers} == {
        frozenset({"granted.natural_person", "rejected_petition.other"}),
        frozenset({"granted.other", "rejected_petition.natural_person"}),
    }
    assert not part.sure


@pytest.mark.parametrize(
    ("wrong", "kind", "reason"),
    [
        (19, Slip.TRANSPOSED, "19 像是 91 的两位数颠倒"),
        (97, Slip.DIGIT, "97 像是 91 错了一位数"),
        (9, Slip.DROPPED, "9 像是 91 漏了一位数"),
        (991, Slip.DOUBLED, "991 像是 91 重了一位数"),
        (-91, Slip.SIGN, "-91 像是 91 的正负号错了"),
        (910000, Slip.FACTOR, "910000 正好是 91 的 10000 倍，像是万和元弄错了"),
        (45, Slip.OTHER, "其余各格不动时应为 91"),
        (0, Slip.BLANK, "填的是 0，像是漏填了 91"),
        (None, Slip.BLANK, "没有填数，按其余各格应为 91"),
    ],
)
def test_the_kind_of_slip_is_said_with_both_numbers(wrong: int | None, kind: Slip, reason: str) -> None:
    parts = solve(changed(report_of("2021", BALANCED), received__natural_person=wrong))
    assert answer(parts) == {"requests.received.natural_person": (wrong, 91, kind)}
    assert reasons(parts[0].answers[0]) == [reason]


def test_a_total_that_leaves_out_a_column_says_which() -> None:
    parts = solve(changed(report_of("2021", BALANCED), rejected_petition__total=28))
    assert answer(parts) == {"requests.rejected_petition.total": (28, 30, Slip.STALE)}
    assert reasons(parts[0].answers[0]) == ["合计应为 30：现在的 28 漏加了“其他”栏的 2"]


def test_a_total_that_counts_a_row_twice_says_which() -> None:
    parts = solve(changed(report_of("2021", BALANCED), results_total__other=14))
    assert answer(parts) == {"requests.results_total.other": (14, 12, Slip.STALE)}
    assert reasons(parts[0].answers[0]) == ["合计应为 12：现在的 14 多加了“信访举报投诉”行的 2"]


def test_an_exchange_of_neighbours_is_one_error() -> None:
    wrong = changed(report_of("2021", BALANCED), received__natural_person=9, carried_in__natural_person=91)
    parts = solve(wrong)
    assert answer(parts) == {
        "requests.received.natural_person": (9, 91, Slip.SWAPPED),
        "requests.carried_in.natural_person": (91, 9, Slip.SWAPPED),
    }
    assert reasons(parts[0].answers[0]) == [
        "与“上年结转·自然人”的 91 填反了",
        "与“本年新收·自然人”的 9 填反了",
    ]
    assert parts[0].answers[0].cost < 200, "one error, not two"


def test_a_number_in_the_wrong_row_is_one_error() -> None:
    wrong = changed(report_of("2021", BALANCED), granted__other=0, partially_granted__other=10)
    parts = solve(wrong)
    assert answer(parts) == {
        "requests.granted.other": (0, 10, Slip.SHIFTED),
        "requests.partially_granted.other": (10, 0, Slip.SHIFTED),
    }
    assert reasons(parts[0].answers[0]) == [
        "这里的 10 填到了“部分公开·其他”",
        "这里的 10 应填在“予以公开·其他”",
    ]


def test_a_row_that_stands_one_column_too_far_is_one_error() -> None:
    true = columns(received=(7, 0), results_total=(7, 0), granted=(7, 0))
    for row in ("received", "granted", "results_total"):
        true |= {f"requests.{row}.business": 5, f"requests.{row}.research": 3, f"requests.{row}.total": 15}
    wrong = changed(report_of("2021", true), granted__natural_person=0, granted__business=7, granted__research=5,
                    granted__public_welfare=3)  # fmt: skip
    parts = solve(wrong)
    assert {cell: proposed for cell, (_, proposed, _) in answer(parts).items()} == {
        "requests.granted.natural_person": 7,
        "requests.granted.business": 5,
        "requests.granted.research": 3,
        "requests.granted.public_welfare": 0,
    }
    assert set(reasons(parts[0].answers[0])) == {"“予以公开·自然人”到“予以公开·社会公益组织”的数都错开了一格"}


# --- a wrong part that the totals already contain


def test_a_wrong_part_whose_typed_totals_were_summed_from_it_names_the_candidates() -> None:
    """A published case: 60 received against 61 results, in the column and in the total alike."""
    case = columns(received=(60, 2), granted=(59, 1), rejected_duplicate=(1, 1), results_total=(61, 2),
                   unavailable_not_held=(1, 0))  # fmt: skip
    (part,) = solve(report_of("2021", case))
    assert part.equations == (("A1", "natural_person"), ("A1", "total")) and not part.sure
    first, second = part.answers[:2]
    assert [(one.cell, one.proposed, one.kind) for one in first.repairs] == [
        ("requests.received.natural_person", 61, Slip.DIGIT),
        ("requests.received.total", 63, Slip.FOLLOWS),
    ]
    assert reasons(first)[1] == "“本年新收·自然人”改正后，合计随之为 63"
    assert [(one.cell, one.proposed) for one in second.repairs] == [
        ("requests.granted.natural_person", 58),
        ("requests.granted.total", 59),
        ("requests.results_total.natural_person", 60),
        ("requests.results_total.total", 62),
    ]


def test_prose_decides_between_candidates_and_is_quoted() -> None:
    case = columns(received=(60, 2), granted=(59, 1), rejected_duplicate=(2, 1), results_total=(61, 2))
    soft = [SoftNumber(("requests.received.total",), 63, "正文“新收申请63件”")]
    (part,) = solve(report_of("2021", case), soft=soft)
    assert part.sure
    assert reasons(part.answers[0])[0] == "60 像是 61 错了一位数，改后与正文“新收申请63件”一致"


def test_prose_against_the_better_slip_wins_where_both_are_possible() -> None:
    case = {"review.reconsideration.upheld": 8, "review.reconsideration.total": 9, "review.reconsideration.pending": 3}
    report = report_of("2021", case)
    assert {one.repairs[0].cell for one in solve(report)[0].answers} > {"review.reconsideration.total"}
    soft = [SoftNumber(("review.reconsideration.total",), 9, "正文“行政复议9件”")]
    best = solve(report, soft=soft)[0].answers[0].repairs[0]
    assert best.cell != "review.reconsideration.total"


def test_totals_by_formula_follow_and_are_never_named() -> None:
    form = form_for_edition("2021")
    formulas = frozenset(total_cells(form))
    rng = random.Random(5)
    seen = 0
    while seen < 40:
        injected = inject(balanced_report(form, rng), rng, ["transposed"], formulas=formulas)
        if injected is None or not (parts := solve(injected.report, formulas=formulas)):
            continue
        seen += 1
        named = {one.cell for part in parts for choice in part.answers for one in choice.repairs}
        assert named.isdisjoint(formulas)
        assert all(part.equations for part in parts)


def test_a_formula_that_does_not_give_the_sum_is_to_be_computed_again() -> None:
    wrong = changed(report_of("2021", BALANCED), rejected_petition__total=28, granted__other=4)
    first, second = solve(wrong, formulas=frozenset({"requests.rejected_petition.total"}))
    assert [(one.cell, one.proposed) for one in first.answers[0].repairs] == [("requests.granted.other", 10)]
    assert second.equations == (("A2", "total"), ("A3", "rejected_petition")) and second.sure
    assert answer((second,)) == {"requests.rejected_petition.total": (28, 30, Slip.STALE)}
    assert reasons(second.answers[0]) == ["公式的结果应为 30，现在的 28 像是没有重算，或公式被改过"]


# --- 表四


def test_a_total_of_nought_beside_one_part_is_the_first_answer() -> None:
    """A published case: 10 + 1 beside 0, and 5 beside 0."""
    case = {
        "review.reconsideration.upheld": 10,
        "review.reconsideration.corrected": 1,
        "review.direct_litigation.upheld": 5,
    }
    first, second = solve(report_of("2021", case))
    assert [(one.cell, one.proposed) for one in first.answers[0].repairs] == [("review.reconsideration.total", 11)]
    assert reasons(first.answers[0]) == ["填的是 0，各项之和是 11"]
    assert [(one.cell, one.proposed) for one in second.answers[0].repairs] == [("review.direct_litigation.total", 5)]
    assert first.sure and second.sure


def test_one_equation_names_all_its_cells_when_it_cannot_tell() -> None:
    case = {
        "review.reconsideration.upheld": 4,
        "review.reconsideration.corrected": 5,
        "review.reconsideration.total": 6,
    }
    (part,) = solve(report_of("2021", case))
    assert not part.sure and part.complete
    assert {(one.repairs[0].cell.rpartition(".")[2], one.repairs[0].proposed) for one in part.answers} == {
        ("upheld", 1), ("corrected", 2), ("total", 9),
    }  # fmt: skip


def test_a_blank_cell_among_filled_ones_is_convicted() -> None:
    case = {"review.reconsideration.upheld": 4, "review.reconsideration.corrected": 5}
    parts = solve(changed(report_of("2021", case), reconsideration__total=12, reconsideration__pending=None))
    assert answer(parts) == {"review.reconsideration.pending": (None, 3, Slip.BLANK)}
    assert parts[0].sure


# --- last year


def with_previous(**cells: tuple[int, int]) -> Report:
    last = report_of("2021", columns(received=(9, 0), results_total=(0, 0), carried_out=(9, 0)))
    this = report_of("2021", BALANCED)
    return Report(this.form, this.year, this.unit, this.cells, previous=last).with_cells(
        {cell: Count(int(str(number))) for cell, number in columns(**cells).items()}
    )


def test_last_year_is_fixed_and_quoted() -> None:
    assert solve(with_previous()) == ()
    parts = solve(with_previous(carried_in=(8, 0), received=(92, 12)))
    assert all(part.equations for part in parts)
    assert not any(one.cell.startswith("previous.") for part in parts for a in part.answers for one in a.repairs)
    parts = solve(changed(with_previous(), carried_in__natural_person=45))
    assert answer(parts) == {"requests.carried_in.natural_person": (45, 9, Slip.LAST_YEAR)}
    assert reasons(parts[0].answers[0])[0].endswith("9 不一致")
    assert ("C1", "natural_person") in parts[0].equations


def test_a_last_year_that_contradicts_itself_leaves_this_years_answers_standing() -> None:
    report = with_previous()
    assert report.previous is not None
    last = report.previous.with_cells({"requests.carried_out.total": Count(10)})
    broken = Report(report.form, report.year, report.unit, report.cells, previous=last)
    wrong = changed(broken, granted__natural_person=66)
    found = {one.cell: one.proposed for part in solve(wrong) for one in part.answers[0].repairs}
    assert found == {"requests.granted.natural_person": 60}


# --- blanks, “/” and unreadable text


def test_a_blank_total_is_a_part_of_its_own_with_the_sum_of_its_row() -> None:
    parts = solve(changed(report_of("2021", BALANCED), rejected_petition__total=None))
    assert parts[0].equations == (("A4", "rejected_petition"),) and parts[0].sure
    assert answer(parts) == {"requests.rejected_petition.total": (None, 30, Slip.BLANK)}
    assert reasons(parts[0].answers[0]) == ["空白，应填各栏之和 30"]


def test_a_blank_total_takes_the_repaired_number_of_its_row() -> None:
    wrong = changed(report_of("2021", BALANCED), rejected_petition__total=None, rejected_petition__natural_person=82)
    assert {cell: proposed for cell, (_, proposed, _) in answer(solve(wrong)).items()} == {
        "requests.rejected_petition.natural_person": 28,
        "requests.rejected_petition.total": 30,
    }


def test_many_blank_totals_are_each_a_part() -> None:
    report = report_of("2021", BALANCED)
    totals = [cell for cell in report.form.cells if cell.startswith("requests.") and cell.endswith(".total")]
    parts = solve(report.with_cells(dict.fromkeys(totals, BLANK)))
    assert {one.cell: one.proposed for part in parts for one in part.answers[0].repairs} == {
        cell: report.number(cell) for cell in totals
    }


def test_an_unreadable_cell_gets_the_number_that_its_equations_agree_on() -> None:
    report = report_of("2021", BALANCED).with_cells({"requests.granted.natural_person": BadValue("6O")})
    (part,) = solve(report)
    assert part.equations == (("A2", "natural_person"), ("A3", "granted"))
    assert answer((part,)) == {"requests.granted.natural_person": (None, 60, Slip.BLANK)}
    assert reasons(part.answers[0]) == ["“6O”读不出数，按其余各格应为 60"]


def test_unreadable_cells_that_hang_on_each_other_get_no_number() -> None:
    cells = {"review.reconsideration.upheld": BadValue("x"), "review.reconsideration.corrected": BadValue("y")}
    assert solve(report_of("2021", {"review.reconsideration.total": 12}).with_cells(cells)) == ()
    rows = ("granted", "rejected_petition")
    unreadable = {f"requests.{row}.natural_person": BadValue("x") for row in rows}
    report = report_of("2021", BALANCED).with_cells(unreadable)
    assert {one.cell: one.proposed for part in solve(report) for one in part.answers[0].repairs} == {
        "requests.granted.natural_person": 60,
        "requests.rejected_petition.natural_person": 28,
    }
    assert solve(report.with_cells({f"requests.{row}.total": BLANK for row in rows})) == ()


def test_an_unreadable_cell_never_gets_a_number_below_nought() -> None:
    cells = {"review.reconsideration.upheld": 9, "review.reconsideration.total": 5}
    assert solve(report_of("2021", cells).with_cells({"review.reconsideration.pending": BadValue("x")})) == ()


def test_a_slash_counts_as_nothing_entered() -> None:
    report = report_of("2021", BALANCED).with_cells({"requests.carried_in.natural_person": NotApplicable()})
    assert answer(solve(report)) == {"requests.carried_in.natural_person": (None, 9, Slip.BLANK)}


# --- limits


def test_more_errors_than_the_limit_give_the_cells_to_begin_with() -> None:
    report = published("suqian-2024")
    wrong = {
        "granted.natural_person": 3,
        "partially_granted.business": 10,
        "denied_state_secret.research": 31,
        "denied_prohibited_by_law.public_welfare": 66,
        "denied_internal_affairs.legal_services": 115,
        "denied_process_information.other": 178,
        "unavailable_not_held.total": 255,
        "unavailable_needs_creation.business": 346,
    }
    wrong = {f"requests.{cell}": by for cell, by in wrong.items()}
    (part,) = solve(report.with_cells({cell: Count(int(report.number(cell)) + by) for cell, by in wrong.items()}))
    assert not part.complete and not part.sure and len(part.answers) == 1
    named = {one.cell: one.proposed for one in part.answers[0].repairs}
    assert 1 <= len(named) <= LIMIT
    assert named == {cell: report.number(cell) for cell in named}
    assert part.equations


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("largest", [2, 100, 10**6])
def test_a_report_with_everything_wrong_ends_within_the_steps_and_says_the_same_again(
    edition: str, largest: int
) -> None:
    rng = random.Random(largest)
    form = form_for_edition(edition)
    report = report_of(edition, {cell: rng.randint(0, largest) for cell in form.cells})
    parts = solve(report)
    assert parts and not all(part.complete for part in parts)
    assert parts == solve(report)


def test_at_most_so_many_answers_are_given_and_the_rest_counted() -> None:
    """With totals by formula only the balance of a column is left: every cell of it may be wrong."""
    report = changed(report_of("2021", BALANCED), received__natural_person=90)
    formulas = frozenset(total_cells(report.form))
    (part,) = solve(recalculated(report, formulas), formulas=formulas)
    assert part.complete and not part.sure
    assert len(part.answers) == 5
    report = changed(report_of("2021", BALANCED), received__natural_person=92)
    (part,) = solve(recalculated(report, formulas), formulas=formulas)
    assert len(part.answers) == MOST_ANSWERS and part.omitted == 24 - MOST_ANSWERS


# --- what always holds


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("by_formula", [False, True], ids=["typed", "formulas"])
@pytest.mark.parametrize("errors", [1, 2, 3])
def test_the_repaired_report_satisfies_every_equation(edition: str, by_formula: bool, errors: int) -> None:
    form = form_for_edition(edition)
    formulas = frozenset(total_cells(form)) if by_formula else frozenset[str]()
    rng = random.Random(f"{edition} {by_formula} {errors}")
    seen = 0
    while seen < 40:
        report = balanced_report(form, rng, with_previous=rng.random() < 0.5)
        injected = inject(report, rng, [rng.choice(list(KINDS)) for _ in range(errors)], formulas=formulas)
        if injected is None or not (parts := solve(injected.report, formulas=formulas)):
            continue
        seen += 1
        assert all(part.complete for part in parts)
        mended = repaired(injected.report, parts, formulas)
        assert unbalanced(mended) == []
        assert solve(mended, formulas=formulas) == ()
        assert all(one.proposed >= 0 for part in parts for choice in part.answers for one in choice.repairs)
        named = [pair for part in parts for pair in part.equations if pair[0] != "A4"]
        assert len(named) == len(set(named)), "an equation belongs to one part"


def test_every_answer_of_a_part_repairs_it_and_dearer_ones_come_later() -> None:
    form = form_for_edition("2021")
    rng = random.Random(9)
    seen = 0
    while seen < 30:
        injected = inject(balanced_report(form, rng), rng, [rng.choice(list(KINDS))])
        if injected is None or len(parts := solve(injected.report)) != 1:
            continue
        seen += 1
        (part,) = parts
        costs = [choice.cost for choice in part.answers]
        assert costs == sorted(costs)
        for choice in part.answers:
            alone = Part(part.equations, (choice,), sure=False, complete=True)
            assert unbalanced(repaired(injected.report, [alone])) == []
