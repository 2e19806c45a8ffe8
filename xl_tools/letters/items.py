"""Findings as a letter lists them: errors and queries apart, those of one cause together, what to do said once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xl_tools.finding import Finding, Place, Severity
from xl_tools.letters.sent import needs_answer
from xl_tools.validation.explanations import REOPENED
from xl_tools.validation.judgement import Suggestion, advice
from xl_tools.workbook.sheetindex import place_of

_MOST_AREAS = 6
_ADDRESS = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
_LONGEST = 800
"""Characters of one text in a letter: what a unit typed may be as long as a cell can be."""


@dataclass(frozen=True, slots=True)
class Item:
    """One finding of a letter.

    Attributes:
        number: that it is printed with, from 1 through all tables of the letter.
        place: a line a sheet, with the addresses on it.
        problem: what was found, what was expected, and the difference.
        answer: proposed values and what to do, or the number of the finding that says it.
        standing: whether an earlier letter complained about it already.
    """

    number: int
    finding: Finding
    place: str
    problem: str
    answer: str
    standing: bool = False


def items_of(
    findings: Sequence[Finding],
    suggestions: Sequence[Suggestion],
    *,
    first: int = 1,
    standing: Iterable[Finding] = (),
    answer: str = "",
) -> tuple[Item, ...]:
    """The findings that are to be answered: errors first, causes in the order of the form, each with its findings.

    Args:
        first: number of the first of them.
        standing: those that an earlier letter complained about.
        answer: what to do about each, where it is always the same.
    """
    open_ones = [one for one in findings if needs_answer(one)]
    causes = list(dict.fromkeys(one.group for one in open_ones))
    order = list(Severity)
    ordered = sorted(open_ones, key=lambda one: (order.index(one.severity), causes.index(one.group)))
    numbered = dict(enumerate(ordered, start=first))
    known = list(standing)
    return tuple(
        Item(
            number,
            one,
            places_text(one.places),
            problem(one),
            answer or _answer(number, numbered, suggestions),
            one in known,
        )
        for number, one in numbered.items()
    )


def places_text(places: Sequence[Place]) -> str:
    """A sheet a line, with the addresses on it."""
    by_sheet: dict[str, list[str]] = {}
    for place in places:
        by_sheet.setdefault(place.sheet, []).append(place.address)
    return "\n".join(f"{sheet} {_listed(addresses)}" for sheet, addresses in by_sheet.items())


def problem(finding: Finding) -> str:
    """The sentence, without rule and basis, which have a line of their own."""
    text = finding.message.removesuffix(REOPENED)
    reopened = REOPENED if text != finding.message else ""
    for ending in (f"（{finding.rule}，{finding.basis}）", f"（{finding.rule}）"):
        text = text.removesuffix(ending)
    return shortened(f"{text}{reopened}")


def basis_text(finding: Finding) -> str:
    """The rule and what it rests on."""
    return shortened("，".join(filter(None, (f"规则 {finding.rule}", finding.basis))))


def shortened(text: str) -> str:
    """A text that is not longer than a reader can want."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "……"


def _listed(addresses: Sequence[str]) -> str:
    """D29 D8:D28: cells that follow each other, down or across, as one area."""
    areas: list[tuple[str, str]] = []
    for address in addresses:
        if areas and _follows(areas[-1], address):
            areas[-1] = (areas[-1][0], address)
        else:
            areas.append((address, address))
    more = f" 等{len(addresses)}格" if len(areas) > _MOST_AREAS else ""
    return " ".join(first if first == last else f"{first}:{last}" for first, last in areas[:_MOST_AREAS]) + more


def _follows(area: tuple[str, str], address: str) -> bool:
    """Whether a cell prolongs an area of one row or one column."""
    places = [_ADDRESS.fullmatch(one) for one in (*area, address)]
    if not all(places):
        return False
    first, last, new = (place_of(one) for one in (*area, address))
    down = first[1] == last[1] == new[1] and new[0] == last[0] + 1
    across = first[0] == last[0] == new[0] and new[1] == last[1] + 1
    return down or across


def _answer(number: int, numbered: Mapping[int, Finding], suggestions: Sequence[Suggestion]) -> str:
    finding = numbered[number]
    # What the reader of a file notes belongs to no group, which is number 0.
    said = advice([one for one in suggestions if one.group == finding.group]) if finding.group else ""
    if said:
        first = next(other for other, one in numbered.items() if one.group == finding.group)
        if first != number:
            return f"与第 {first} 条同一原因，见第 {first} 条。"
    # One answer a line, where there are several.
    said = shortened(f"{said}。".replace("；也可能是", "；\n也可能是")) if said else ""
    if finding.severity is Severity.ERROR:
        return said or "请照“发现的问题”所说改正。"
    return "\n".join(filter(None, (said, "请改正，或写审核说明。")))
