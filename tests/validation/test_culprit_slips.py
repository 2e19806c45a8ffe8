"""Slips of the keyboard, and the whole-number elimination behind the search."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_tools.validation.culprit.elimination import divide, eliminate, settle
from xl_tools.validation.culprit.repair import Bound, rows_apart
from xl_tools.validation.culprit.slips import Slip, digit_slip, digits, doubled, dropped, spread, transposed

NUMBERS = st.integers(10, 10**6)


@pytest.mark.parametrize(
    ("stands", "meant", "kind"),
    [
        (19, 91, Slip.TRANSPOSED),
        (1243, 1234, Slip.TRANSPOSED),
        (4231, 1234, Slip.OTHER),
        (12, 102, Slip.DROPPED),
        (5, 105, Slip.DROPPED),
        (5, 15, Slip.DROPPED),
        (7, 1007, Slip.DROPPED),
        (1223, 123, Slip.DOUBLED),
        (1243, 123, Slip.OTHER),
        (13, 12, Slip.DIGIT),
        (120000, 12, Slip.FACTOR),
        (-4, 4, Slip.SIGN),
        (4, -4, Slip.SIGN),
        (-4, 5, Slip.OTHER),
        (0, 5, Slip.BLANK),
        (5, 0, Slip.OTHER),
        (Decimal("26.55"), Decimal(265500), Slip.FACTOR),
        (Decimal("26.55"), Decimal("29.71"), Slip.OTHER),
        (Decimal("26.55"), Decimal("62.55"), Slip.TRANSPOSED),
    ],
)
def test_a_slip_is_known_by_the_digits(stands: int | Decimal, meant: int | Decimal, kind: Slip) -> None:
    assert digit_slip(stands, meant)[0] is kind


@given(NUMBERS, st.data())
def test_every_dropped_doubled_or_transposed_digit_is_recognised(number: int, data: st.DataObject) -> None:
    right = digits(number)
    place = data.draw(st.integers(0, len(right) - 2))
    turned = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert transposed(turned, right) is (turned != right)
    assert doubled(right[: place + 1] + right[place:], right)
    without = int(right[:place] + right[place + 1 :])
    assert dropped(str(without), right) or not without
    kind, cost = digit_slip(without, number)
    assert kind is not Slip.OTHER and cost < digit_slip(7, 123456)[1]


def test_the_costs_rise_with_the_number_of_ways() -> None:
    assert spread(0) == spread(1) == 0
    assert [spread(ways) for ways in (2, 9, 27)] == [7, 22, 33]


@given(st.lists(st.lists(st.integers(-3, 3), min_size=6, max_size=6), min_size=1, max_size=4), st.data())
def test_eliminated_cells_are_settled_to_the_changes_that_satisfy_every_row(
    weights: list[list[int]], data: st.DataObject
) -> None:
    changes = data.draw(st.lists(st.integers(-50, 50), min_size=6, max_size=6))
    rows = [{cell: weight for cell, weight in enumerate(row) if weight} for row in weights]
    before = [dict(row) for row in rows]
    original = list(rows)
    residuals: list[int | Decimal] = [-sum(w * changes[cell] for cell, w in row.items()) for row in rows]
    pivots = []
    freed: set[int] = set()
    for pivot in range(len(rows)):
        if rows[pivot]:
            cell = data.draw(st.sampled_from(sorted(rows[pivot])))
            row, amount = eliminate(rows, residuals, cell, pivot)
            pivots.append((cell, row, amount))
            freed.add(cell)
            assert all(cell not in other for other in rows)
    known = {cell: change for cell, change in enumerate(changes) if cell not in freed}
    settled = settle(pivots, known)
    assert settled == dict(enumerate(changes))
    assert original == before, "rows are replaced, never changed"


def test_a_quotient_is_exact_or_none() -> None:
    assert (divide(7, -1), divide(6, 3), divide(7, 3), divide(Decimal("7.5"), 3)) == (-7, 2, None, Decimal("2.5"))


def test_a_bound_refuses_only_what_breaks_it_further() -> None:
    held = Bound({1: 1, 2: -1}, -3, "<=")
    assert held.allows({1: 3}) and not held.allows({1: 4}) and held.allows({2: 9}) and held.allows({5: 100})
    broken = Bound({1: 1}, 4, "<=")
    assert broken.allows({1: -1}) and not broken.allows({1: 1})
    assert Bound({1: 1}, 2, ">=").allows({1: -2}) and not Bound({1: 1}, 2, ">=").allows({1: -3})


def test_rows_without_a_common_cell_are_counted_greedily() -> None:
    rows = [{1: 1, 2: 1}, {2: 1, 3: 1}, {4: 1}]
    assert rows_apart(rows, [0, 1, 2]) == 2
    assert rows_apart(rows, [0, 1]) == 1
