"""Golden workbooks of every rule: real files, read closed, with the exact and complete list of what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from golden_books import Book, expected_line, judge_book, line, make_base, make_book
from golden_cases import Case, Outcome, all_bases, all_cases
from support.reports import EDITIONS

from xl_tools import tasks
from xl_tools.finding import Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.rule import CONSOLIDATION_CHECKS, DOCUMENT_CHECKS, LEDGER_CHECKS
from xl_tools.rules import load_rules

ALWAYS_DECIDED = {
    "A5": "each cell of 表三 is judged by itself, and a blank is what the rule reports",
    "B2": "each cell of 表四 is judged by itself, and a blank is what the rule reports",
    "D10": "each cell of 表二 is judged by itself, and a blank is what the rule reports",
    "F11": "counts the characters of one text",
    "F13": "looks for left-over words in one text alone",
    "G7": "looks for words of the old regulation in one text alone",
    "G8": "looks for general words in one sentence alone",
}
"""Rules that no book can leave undecided, and why; every other rule has a book that does."""
ELSEWHERE = DOCUMENT_CHECKS | LEDGER_CHECKS | CONSOLIDATION_CHECKS
CASES = {case.name: case for case in all_cases()}


@pytest.fixture(scope="module")
def base_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Book, Path]]:
    """Each base as a workbook, imported once, and its file."""
    folder = tmp_path_factory.mktemp("golden")
    made: dict[str, Book] = {}

    def base(name: str) -> tuple[Book, Path]:
        if name not in made:
            made[name] = make_base(all_bases()[name], folder)
        return made[name], folder / f"{name}.xlsx"

    return base


@pytest.mark.parametrize("name", all_bases())
def test_nothing_is_found_in_a_base(name: str, base_of: Callable[[str], tuple[Book, Path]]) -> None:
    _, path = base_of(name)
    result = tasks.validate_file(path)
    assert result.error is None
    assert result.findings == ()


@pytest.mark.parametrize("name", CASES)
def test_golden_workbook_has_exactly_these_findings(
    name: str, base_of: Callable[[str], tuple[Book, Path]], tmp_path: Path
) -> None:
    case = CASES[name]
    book, _ = base_of(case.base.name)
    path = tmp_path / "年报.xlsx"
    path.write_bytes(make_book(case, book))
    found = judge_book(case, path)
    assert [line(one) for one in found] == [expected_line(one, book) for one in case.expect]
    for one, expected in zip(found, case.expect, strict=True):
        assert expected.says in one.message
    # An explanation of one query must not close another: what they are about tells them apart.
    about = [(one.rule, one.cells, one.subject or one.message) for one in found if one.severity is Severity.QUERY]
    assert len(set(about)) == len(about)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if any(case.steps)])
def test_every_step_changes_the_workbook(name: str, base_of: Callable[[str], tuple[Book, Path]]) -> None:
    case = CASES[name]
    book, _ = base_of(case.base.name)
    contents = [make_book(replace(case, steps=case.steps[:count]), book) for count in range(len(case.steps) + 1)]
    for step, before, after in zip(case.steps, contents, contents[1:], strict=False):
        assert bool(step) is (before != after)


# --- are there cases for everything


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_rule_has_books_that_pass_fail_and_leave_it_undecided(edition: str) -> None:
    missing = [
        f"{rule.id} {outcome.value}"
        for rule in load_rules(form_for_edition(edition)).rules
        # What a published document prints no workbook holds: tests/validation/test_texts_printed.py.
        # The rows of a ledger are judged where it is read: tests/ledger/. Reports side by side: tests/consolidation/.
        if rule.check not in ELSEWHERE
        for outcome in Outcome
        if not any(case.rule == rule.id and case.outcome is outcome for case in CASES.values())
        and not (outcome is Outcome.UNDECIDED and rule.id in ALWAYS_DECIDED)
    ]
    assert missing == []


def test_a_rule_whose_editions_differ_passes_and_fails_in_both() -> None:
    old, new = (load_rules(form_for_edition(edition)) for edition in EDITIONS)
    shared = {rule.id for rule in old.rules} & {rule.id for rule in new.rules}
    differing = [
        id_ for id_ in sorted(shared) if old.rule(id_) != new.rule(id_) and old.rule(id_).check not in ELSEWHERE
    ]
    assert len(differing) > 9
    missing = [
        f"{id_} {outcome.value} ({edition})"
        for id_ in differing
        for outcome in (Outcome.PASSES, Outcome.FAILS)
        for edition in EDITIONS
        if not any((case.rule, case.outcome, case.base.edition) == (id_, outcome, edition) for case in CASES.values())
    ]
    assert missing == []


def test_every_case_is_about_a_rule_of_its_edition() -> None:
    known = {edition: {rule.id for rule in load_rules(form_for_edition(edition)).rules} for edition in EDITIONS}
    assert [case.name for case in CASES.values() if case.rule not in known[case.base.edition]] == []


def test_a_rule_that_is_always_decided_has_no_undecided_book() -> None:
    known = {rule.id for edition in EDITIONS for rule in load_rules(form_for_edition(edition)).rules}
    undecided = {case.rule for case in CASES.values() if case.outcome is Outcome.UNDECIDED}
    assert ALWAYS_DECIDED.keys() <= known
    assert ALWAYS_DECIDED.keys() & undecided == set()


def test_a_rule_speaks_in_its_failing_books_alone() -> None:
    wrong = [
        case.name
        for case in CASES.values()
        if (case.rule in {one.rule for one in case.expect}) is not (case.outcome is Outcome.FAILS)
    ]
    assert wrong == []


def test_no_two_cases_have_the_same_name() -> None:
    assert len(CASES) == len(all_cases())


def test_every_case_differs_from_the_one_it_was_made_of() -> None:
    """A failing or undecided book has one more step, or another standard, than the book before it."""
    for before, case in _pairs():
        assert case.steps[-1] or (case.pack, case.others) != (before.pack, before.others), case.name


def test_an_alias_means_one_rule_in_every_edition() -> None:
    rules = [rule for edition in EDITIONS for rule in load_rules(form_for_edition(edition)).rules]
    named = {rule.alias: {other.id for other in rules if other.alias == rule.alias} for rule in rules}
    assert all(named)
    assert {alias: ids for alias, ids in named.items() if len(ids) > 1} == {}
    assert {rule.id for rule in rules} & named.keys() == set()


def _pairs() -> Iterator[tuple[Case, Case]]:
    """Each failing or undecided case behind the case it was made of."""
    chain: list[Case] = []
    for case in all_cases():
        depth = len(case.steps) - 1
        del chain[depth:]
        if chain:
            yield chain[-1], case
        chain.append(case)
