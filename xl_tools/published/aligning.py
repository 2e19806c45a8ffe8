"""Printed labels of one axis ↔ the rows or columns of the form: by what they say, then by their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from xl_tools.published.labels import distance, exact_key, loose_key, near, ordinal

Path = tuple[str, ...]
"""Labels of one row or column, outermost first."""
_ALIKE = 0.34
"""Share of equal characters from which on a label may be a damaged form of the one whose place it takes."""


class Grade(Enum):
    """How a printed label was taken for one of the form's."""

    EXACT = "exact"
    NEAR = "near"
    """A few characters differ, no other label is as near, and its place or number agrees."""
    DOUBTFUL = "doubtful"
    """The nearest one, but not by much, or at another place than it should be."""
    ORDER = "order"
    """Unreadable or absent; the only place left between its neighbours."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The row or column of the form that a printed one was taken for, by its position in the form."""

    index: int
    grade: Grade

    @property
    def sure(self) -> bool:
        return self.grade in (Grade.EXACT, Grade.NEAR)


def align(printed: Sequence[Path], expected: Sequence[Path]) -> list[Fit | None]:
    """What each printed row or column is; None for one that the form does not have or that nothing tells.

    Labels that are read come first, wherever they stand; order only helps where a label is damaged. A label
    that is printed twice is no label.
    """
    fits: list[Fit | None] = [None] * len(printed)
    if len(printed) == len(expected) and all(map(_same, printed, expected)):
        return [
            Fit(at, Grade.DOUBTFUL if _contradicts(path, expected, at) else Grade.EXACT)
            for at, path in enumerate(printed)
        ]
    claims: dict[int, list[int]] = {}
    for place, path in enumerate(printed):
        found = _narrowed(path, [at for at, one in enumerate(expected) if _same(path, one)], expected)
        if len(found) == 1:
            claims.setdefault(found[0], []).append(place)
    for index, places in claims.items():
        if len(places) == 1:
            contradicted = _contradicts(printed[places[0]], expected, index)
            fits[places[0]] = Fit(index, Grade.DOUBTFUL if contradicted else Grade.EXACT)
    _fit_near(printed, expected, fits, set(claims))
    _fit_by_order(printed, expected, fits)
    return fits


def _same(path: Path, label: Path) -> bool:
    return bool(path and label) and exact_key(path[-1]) == exact_key(label[-1])


def _narrowed(path: Path, found: list[int], expected: Sequence[Path]) -> list[int]:
    """Of several rows or columns of one name, those whose groups are nearest to what is printed around."""
    if len(found) < 2:
        return found
    scores = {at: sum(any(_close(text, group) for text in path[:-1]) for group in expected[at][:-1]) for at in found}
    best = max(scores.values())
    return [at for at in found if best and scores[at] == best]


def _close(text: str, label: str) -> bool:
    return exact_key(text) == exact_key(label) or near(text, label)


def _contradicts(path: Path, expected: Sequence[Path], index: int) -> bool:
    """Whether the groups printed around say that it is another group's."""
    own = expected[index][:-1]
    others = {group for one in expected for group in one[:-1]} - set(own)
    return any(exact_key(text) == exact_key(group) for text in path[:-1] for group in others) and not any(
        _close(text, group) for text in path[:-1] for group in own[-1:]
    )


def _fit_near(printed: Sequence[Path], expected: Sequence[Path], fits: list[Fit | None], taken: set[int]) -> None:
    chosen: dict[int, list[tuple[int, int, int]]] = {}
    for place, path in enumerate(printed):
        if fits[place] is not None or not path or len(loose_key(path[-1])) < 2:
            continue
        ranked = sorted((distance(path[-1], one[-1]), at) for at, one in enumerate(expected) if one)
        if not ranked or not near(path[-1], expected[ranked[0][1]][-1]):
            continue
        best = ranked[0][0]
        if any(_holds_another(path[-1], expected[at][-1], expected) for off, at in ranked if off == ranked[0][0]):
            continue
        nearest = _narrowed(path, [at for off, at in ranked if off == best], expected)
        if len(nearest) == 1 and nearest[0] not in taken:
            others = [off for off, at in ranked if expected[at][-1] != expected[nearest[0]][-1]]
            chosen.setdefault(nearest[0], []).append((place, best, min(others, default=best + 9)))
    for index, places in chosen.items():
        if len(places) != 1:
            continue
        place, best, second = places[0]
        low, high = _bounds(fits, place, len(expected))
        number, wanted = ordinal(printed[place][-1]), ordinal(expected[index][-1])
        agrees = low < index < high and not (number and wanted and number != wanted)
        clear = best <= 2 and second - best >= 2
        only = high - low == 2 or bool(number and number == wanted and second > best)
        fits[place] = Fit(index, Grade.NEAR if agrees and (not best or clear or only) else Grade.DOUBTFUL)


def _holds_another(text: str, label: str, expected: Sequence[Path]) -> bool:
    """Whether a text names another row or column beside the one that it is nearest to: two were merged."""
    words, own = loose_key(text), loose_key(label)
    others = {loose_key(one[-1]) for one in expected if one} - {own}
    return any(len(other) > 1 and other in words and other not in own and own in words for other in others)


def _bounds(fits: Sequence[Fit | None], place: int, end: int) -> tuple[int, int]:
    before = [fit.index for fit in fits[:place] if fit and fit.grade is Grade.EXACT]
    after = [fit.index for fit in fits[place + 1 :] if fit and fit.grade is Grade.EXACT]
    return (before[-1] if before else -1), (after[0] if after else end)


def _fit_by_order(printed: Sequence[Path], expected: Sequence[Path], fits: list[Fit | None]) -> None:
    taken = {fit.index for fit in fits if fit}
    place = 0
    while place < len(fits):
        if fits[place] is not None:
            place += 1
            continue
        end = place
        while end < len(fits) and fits[end] is None:
            end += 1
        left, right = (fits[place - 1] if place else None), (fits[end] if end < len(fits) else None)
        low, high = (left.index if left else -1), (right.index if right else len(expected))
        free = [at for at in range(low + 1, high) if at not in taken]
        if len(free) == end - place and all(
            _may_be(path, expected[at]) for path, at in zip(printed[place:end], free, strict=True)
        ):
            for offset, at in enumerate(free):
                fits[place + offset] = Fit(at, Grade.ORDER)
        place = end


def _may_be(path: Path, label: Path) -> bool:
    """Whether a printed label may be a ruin of the form's: lost, or with enough in common."""
    text = path[-1] if path else ""
    if not exact_key(text) or not label:
        return True
    if ordinal(text) and ordinal(text) == ordinal(label[-1]):
        return True
    words = loose_key(text)
    return 1 - distance(text, label[-1]) / max(len(words), len(loose_key(label[-1])), 1) >= _ALIKE
