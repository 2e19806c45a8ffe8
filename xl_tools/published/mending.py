"""What the equations of the form say of places that labels alone leave open; they propose and never decide alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from xl_tools.forms.model import Kind
from xl_tools.printed import TableState
from xl_tools.published.cells import TableReading
from xl_tools.published.extraction import Confidence, Evidence
from xl_tools.published.labels import exact_key
from xl_tools.published.rowreadings import MISREAD, PLAIN_NUMBER, SPACES, count_of, solve
from xl_tools.published.witnesses import Equations, holds, numbers_of
from xl_tools.values import BLANK, BadValue, Count

_UNPROVED = "这一格是按前后顺序推定的，数与总计不符，没有采用"
_UNLABELLED = "几栏都没有标签，没有勾稽关系可以核对，没有采用"
_UNBALANCED = "，这一行的数与总计不符"
_UNLIKE = "而栏目与表式不一致，请看原件"
_UNCHECKED = "，这一行又不能按总计核对"
_LETTERS = str.maketrans({"O": "0", "o": "0", "〇": "0", "l": "1", "I": "1", "|": "1"})


def mend(reading: TableReading, *, drawn: bool = False) -> None:
    """Settle what is open in one table: columns told by order, rows of too many or too few numbers, split numbers.

    Args:
        drawn: the source only draws its letters (PDF), so that numbers may have been cut at the wrong place.
    """
    equations = Equations(reading.form)
    _check_order(reading, equations)
    _check_counted(reading, equations)
    for row in reading.open_rows:
        solve(reading, row, equations)
    _propose(reading, equations)
    if drawn:
        _doubt_unbalanced(reading, equations, set(reading.evidence), MISREAD)
    else:
        _doubt_unbalanced(reading, equations, reading.suspect, _UNLIKE)


def _check_order(reading: TableReading, equations: Equations) -> None:
    """Columns without labels count only if the equations of their row hold, and never as certain."""
    numbers = numbers_of(reading.evidence)
    for cell in sorted(reading.to_check):
        one = reading.evidence[cell]
        own = equations.across(cell)
        if not own:
            kept, why = not _lost(reading, cell), _UNLABELLED
        elif cell in reading.unproved:
            kept, why = all(holds(equation, numbers) for equation in own), _UNPROVED
        else:
            decidable = [one for one in own if all(name in numbers for name in one.cells)]
            kept, why = all(holds(equation, numbers) for equation in decidable), _UNPROVED
        if not kept:
            reading.evidence[cell] = Evidence(cell, Confidence.MISSING, BLANK, one.text, one.where, why)


def _lost(reading: TableReading, cell: str) -> bool:
    """Whether a cell stands in a block of several columns none of which has a label."""
    spec = reading.form.cells[cell]
    for header, block in zip(reading.found.headers, reading.blocks, strict=True):
        columns = reading.section.blocks[block].columns
        bare = not any(exact_key(text) for head in header.columns for text in head.path)
        if bare and len(columns) > 1 and spec.row in reading.section.blocks[block].rows:
            return True
    return False


def _check_counted(reading: TableReading, equations: Equations) -> None:
    """Rows that were only counted are certain if they add up; in 表二 nothing adds up, but text is no worse for it."""
    numbers = numbers_of(reading.evidence)
    flat = reading.found.state is TableState.TEXT
    lines = "原文没有表格线" if flat else "原件的表格线没有对齐"
    for cell in reading.counted & reading.evidence.keys():
        one = reading.evidence[cell]
        own = equations.across(cell)
        proved = all(holds(equation, numbers) for equation in own) and bool(own or flat)
        if one.confidence is Confidence.CERTAIN and not proved:
            known = all(name in numbers for equation in own for name in equation.cells)
            note = _UNBALANCED if own and known else _UNCHECKED
            reading.evidence[cell] = replace(one, confidence=Confidence.LIKELY, note=lines + note)


def _doubt_unbalanced(reading: TableReading, equations: Equations, cells: set[str], why: str) -> None:
    """A row that does not add up may have been printed so, or read so: a person has to look.

    So has one with an unreadable number in it for which nothing can be proposed: its neighbours may have its digits.
    """
    numbers = _with_proposals(reading)
    for cell, one in list(reading.evidence.items()):
        if cell not in cells or one.confidence is not Confidence.CERTAIN:
            continue
        for equation in equations.across(cell):
            unknown = [reading.evidence.get(name) for name in equation.cells if name not in numbers]
            damaged = any(other is not None and isinstance(other.value, BadValue) for other in unknown)
            if damaged or not (unknown or holds(equation, numbers)):
                said = "这一行有的数读不出" if damaged else "这一行的数与总计不符"
                reading.evidence[cell] = replace(one, confidence=Confidence.LIKELY, note=f"{said}，{why}")


def _with_proposals(reading: TableReading) -> dict[str, int | Decimal]:
    numbers = numbers_of(reading.evidence)
    for cell, one in reading.evidence.items():
        if isinstance(one.proposed, Count):
            numbers[cell] = one.proposed.number
    return numbers


# --- numbers that were split or misread


def _propose(reading: TableReading, equations: Equations) -> None:
    """“1 0”, “1O”: what the text may have been, if every equation that can be decided then holds.

    A number with digits on a line below may be all of them, or only the first line with a page number below it.
    """
    texts = {
        cell: one.text
        for cell, one in reading.evidence.items()
        if isinstance(one.value, BadValue) and one.proposed is None
    }
    for shorten in (False, True):
        guesses: dict[str, int] = {}
        for cell, text in texts.items():
            guess = _guess(text.split("\n")[0] if shorten and "\n" in text else text)
            if guess is not None and reading.evidence[cell].proposed is None:
                guesses[cell] = guess
        _accept(reading, guesses, equations)


def _accept(reading: TableReading, guesses: Mapping[str, int], equations: Equations) -> None:
    numbers = {**_with_proposals(reading), **guesses}
    for cell, guess in guesses.items():
        decidable = [one for one in equations.all(cell) if all(name in numbers for name in one.cells)]
        if decidable and all(holds(one, numbers) for one in decidable):
            one = reading.evidence[cell]
            reading.evidence[cell] = replace(one, proposed=Count(guess), note=f"{one.note}；{MISREAD}")


def _guess(text: str) -> int | None:
    digits = SPACES.sub("", text).translate(_LETTERS)
    return count_of(digits, Kind.COUNT) if PLAIN_NUMBER.fullmatch(digits) else None
