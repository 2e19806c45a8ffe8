"""No stored result is stale after any edit, whatever the formulas, and in our own workbook as people change it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from feature_package import MAIN, Package, formula, rows
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples
from test_dependents import OLD, REQUESTS, values, workbook
from workbook_files import filled, inserted, parts, write

from xl_tools import tasks
from xl_tools.report import Unit
from xl_tools.units import Level, Scope
from xl_tools.workbook.change import Change, cell_edits
from xl_tools.workbook.filling import fill_edits
from xl_tools.workbook.patch import patch_workbook
from xl_tools.workbook.reader import read_workbook

OPERATIONS = ("+", "-", "*")
UNKNOWN = "?"
Content = Fraction | str | tuple[str, int, int] | None
"""A number, a text, nothing; or what is done (+ - * SUM MAX, or nothing) with the cells from row … to row."""
EMPTY = workbook({"甲": {}})


@st.composite
def sheets(draw: st.DrawFn) -> tuple[dict[int, Content], dict[int, Content]]:
    """Rows of column A, each a constant or a formula over rows before it; and what is written into constants."""
    numbers = st.integers(-50, 50).map(lambda number: Fraction(number, 4))
    constants = st.one_of(numbers, st.none(), st.just("字"))
    cells: dict[int, Content] = {1: draw(constants), 2: draw(constants)}
    for row in range(3, draw(st.integers(4, 14))):
        low, high = sorted((draw(st.integers(1, row - 1)), draw(st.integers(1, row - 1))))
        action = draw(st.sampled_from([*OPERATIONS, "SUM", "MAX", ""]))
        formulas = st.just((action, low, high if action else low))
        cells[row] = draw(st.one_of(constants, formulas, formulas))
    plain = [row for row, content in cells.items() if not isinstance(content, tuple)]
    new = st.one_of(numbers, st.none(), st.just("新"))
    return cells, {row: draw(new) for row in draw(st.lists(st.sampled_from(plain), min_size=1, unique=True))}


def result(action: str, seen: list[Content], ends: tuple[Content, Content]) -> Content:
    """What a formula gives; UNKNOWN where only a program can tell."""
    if UNKNOWN in (ends if action in OPERATIONS else seen) or action == "MAX":
        return UNKNOWN
    if action == "SUM":
        return sum((one for one in seen if isinstance(one, Fraction)), Fraction(0))
    if not action:
        return Fraction(0) if ends[0] is None else ends[0]
    if any(isinstance(end, str) for end in ends):
        return UNKNOWN
    one, other = (Fraction(0) if end is None else end for end in ends)
    return {"+": one + other, "-": one - other, "*": one * other}[action]


def after_edits(
    cells: Mapping[int, Content], stored: Mapping[int, Content], changed: Mapping[int, Content]
) -> dict[int, Content]:
    """What every row holds once some are changed; a formula that none of them reaches holds what is stored."""
    found: dict[int, Content] = {}
    reached = {row for row, content in changed.items() if content != cells[row]}
    for row, content in (cells | changed).items():
        if not isinstance(content, tuple):
            found[row] = content
            continue
        action, low, high = content
        inputs = {low, high} if action in OPERATIONS else set(range(low, high + 1))
        if stored and reached.isdisjoint(inputs):
            found[row] = stored[row]
            continue
        reached.add(row)
        found[row] = result(action, [found[one] for one in range(low, high + 1)], (found[low], found[high]))
        if not stored and found[row] == UNKNOWN:
            found[row] = Fraction(OLD)
    return found


def cell_xml(row: int, content: Content, stored: Content) -> dict[str, str | float]:
    if content is None:
        return {}
    if not isinstance(content, tuple):
        return {f"A{row}": float(content) if isinstance(content, Fraction) else content}
    action, low, high = content
    text = f"A{low}{action}A{high}" if action in OPERATIONS else f"{action}(A{low}:A{high})" if action else f"A{low}"
    return {f"A{row}": formula(text, float(stored) if isinstance(stored, Fraction) else str(stored))}


@settings(max_examples=examples(60))
@given(sheets())
def test_no_stored_result_is_stale_and_none_is_lost_that_can_be_reckoned(
    drawn: tuple[dict[int, Content], dict[int, Content]],
) -> None:
    cells, edits = drawn
    first = after_edits(cells, {}, {})
    written_before: dict[str, str | float] = {}
    for row, content in cells.items():
        written_before |= cell_xml(row, content, first[row])
    xml = rows(written_before)
    # A formula with a text for its result says so at its cell.
    xml = re.sub(r'<c (r="A\d+")>(<f>A\d+</f><v>字</v>)', r'<c \1 t="str">\2', xml)
    package = Package(EMPTY, "甲")
    package.parts[package.target] = f'<worksheet xmlns="{MAIN}">{xml}</worksheet>'.encode()
    written = {("甲", f"A{row}"): float(new) if isinstance(new, Fraction) else new for row, new in edits.items()}
    after = parts(patch_workbook(package.bytes(), written))[package.target].decode()
    now = after_edits(cells, first, edits)
    for row, content in cells.items():
        if isinstance(content, tuple):
            inside = after.partition(f'<c r="A{row}"')[2].partition("</c>")[0]
            found = re.search(r"<v>(.*)</v>", inside)
            expected = now[row]
            if isinstance(expected, Fraction):
                assert found
                assert Fraction(found[1]) == expected
            else:
                assert (found and found[1]) == (None if expected == UNKNOWN else expected)


# --- our own workbook


def test_every_formula_of_the_template_that_depends_on_an_edit_is_among_the_edits(tmp_path: Path) -> None:
    data = filled()
    opened = read_workbook(write(tmp_path, data))
    name = "requests.received.business"
    changes = [Change(name, opened.spots[name], 1, 4321)]
    before = Package(data, REQUESTS)
    for edits in (cell_edits(opened, changes), fill_edits(opened)[0]):
        after = parts(patch_workbook(data, edits))
        for sheet, part in before.sheets().items():
            old, new = (
                {*re.findall(r'<c r="[^"]*".*?(?:/>|</c>)', text)} for text in (before.text(part), after[part].decode())
            )
            addresses = {cell.split('"')[1] for cell in new - old}
            assert addresses <= {address for place, address in edits if place == sheet}, sheet
            assert 'ca="1"' not in after[part].decode()


def test_totals_of_a_sheet_with_a_row_put_in_are_right_after_a_button(tmp_path: Path) -> None:
    unit = Unit("某局", Level.COUNTY_GOVERNMENT, Scope.CONSOLIDATED)
    path = tasks.new(tmp_path / "年报.xlsx", unit, 2025)
    path.write_bytes(inserted(path.read_bytes(), REQUESTS, row=8))
    path.write_bytes(patch_workbook(path.read_bytes(), {(REQUESTS, "D6"): 5, (REQUESTS, "D9"): 5}))
    tasks.zero(path)
    after = values(path.read_bytes())
    assert [after[REQUESTS, address] for address in ("J6", "J9", "D30", "J30")] == [5, 5, 5, 5]
    assert not [note for note in read_workbook(path).notes if note.rule == "W1"]
