"""Names that are nearly those of a roster: slips and short forms, apart from names that only look alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xl_tools.consolidation.places import fits
from xl_tools.validation.texts.names import SUBDISTRICT, TOWN, TOWNSHIP, core, kind_of

_TELLING = frozenset("东西南北中上下左右前后内外新老大小高低一二三四五六七八九十百0123456789甲乙丙丁")
"""Characters that tell offices apart wherever they stand: 第一分局, 城东街道."""
_KIND = re.compile(
    r"(?:街道(?:办事处)?|[镇乡](?:人民政府|政府)?|人民政府|(?:综合|监督)?(?:行政)?(?:执法|管理|服务|保障)*(?:管理)?(?:委员会|局|厅|办公室|中心|支队|大队|站|所|处|委|办))$"
)
_PLACES = ("省", "市", "县", "区", "州", "盟", "旗")
_UNCUT = (TOWN, TOWNSHIP, SUBDISTRICT)
"""Kinds of offices whose names nobody cuts short."""
_MOST, _EACH = 3, 4
"""Slips in a name: one in so many characters, and so many at most."""
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Stem:
    """A name or alias of a unit: as it is written, in its compared form, and that parted after the places before it."""

    unit: str
    written: str
    whole: str
    place: str
    rest: str


class Near:
    """All names of a roster, to be searched for those that are nearly another."""

    def __init__(self, stems: Sequence[Stem]) -> None:
        self._stems = stems
        self._written = [stem.written for stem in stems]
        self._wholes = [stem.whole for stem in stems]
        self._rests = [stem.rest for stem in stems]
        counts = Counter(letter for stem in stems for letter in set(stem.rest))
        self._with: dict[str, set[int]] = {}
        self._rarest: dict[str, list[int]] = {}
        for number, stem in enumerate(stems):
            for letter in stem.rest:
                self._with.setdefault(letter, set()).add(number)
            self._rarest.setdefault(min(stem.rest, key=lambda one: (counts[one], one)), []).append(number)

    def find(self, written: str, whole: str, cuts: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
        """Units that a name may be, and units whose names only look like it, each the nearest first.

        Args:
            written, whole: the name as it is written, plain, and in its compared form.
            cuts: that parted into places before it and the rest, in every way in which it can be.
        """
        likely: dict[str, int] = {}
        alike: dict[str, int] = {}
        for words, choices in ((written, self._written), (whole, self._wholes)):
            for at, distance in _slips(words, choices):
                stem = self._stems[at]
                found = likely if _is_slip(words, choices[at], len(stem.place)) else alike
                found[stem.unit] = min(distance, found.get(stem.unit, distance))
        for place, rest in dict.fromkeys(cuts):
            for at, distance in _slips(rest, self._rests):
                stem = self._stems[at]
                if fits(place, stem.place):
                    found = likely if _is_slip(rest, stem.rest, 0) else alike
                    found[stem.unit] = min(distance, found.get(stem.unit, distance))
            for stem in self._short(rest):
                if fits(place, stem.place):
                    likely.setdefault(stem.unit, 1)
        nearest = min(likely.values(), default=_MOST + 1)
        # Where the nearest is two slips away, one more does not make another much farther.
        limit = nearest + (nearest > 1)
        best = [unit for unit, distance in _in_order(likely) if distance <= limit]
        rivals = [unit for unit, distance in _in_order(alike) if unit not in likely and (not best or distance <= limit)]
        return best, rivals

    def _short(self, words: str) -> list[Stem]:
        """Names of which the words are a short form, or the other way round: 市监局 and 市场监督管理局."""
        if len(words) < _SHORTEST or kind_of(words) in _UNCUT:
            return []
        sets = [self._with.get(letter) for letter in words]
        longer = set[int]() if None in sets else set[int].intersection(*filter(None, sets))
        shorter = {number for letter in set(words) for number in self._rarest.get(letter, ())}
        candidates = [self._stems[number] for number in sorted(longer | shorter)]
        return [stem for stem in candidates if _is_cut(words, stem.rest) or _is_cut(stem.rest, words)]


def _slips(words: str, choices: Sequence[str]) -> list[tuple[int, int]]:
    """Which choices differ in few characters, and in how many."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    most = min(max(1, len(words) // _EACH), _MOST)
    found = process.extract(words, choices, scorer=Levenshtein.distance, score_cutoff=most, limit=None)
    return [(at, int(distance)) for _, distance, at in found]


def _in_order(found: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda item: (item[1], item[0]))


def _is_cut(short: str, long: str) -> bool:
    """Whether a name is a short form: its characters in their order, from the first to the last, of one kind."""
    short, long = short.replace("委员会", "委"), long.replace("委员会", "委")
    if not _SHORTEST <= len(short) < len(long) or (short[0], short[-1]) != (long[0], long[-1]):
        return False
    if kind_of(short) != kind_of(long) or kind_of(short) in _UNCUT:
        return False
    rest = iter(long)
    return all(letter in rest for letter in short) and not any(letter in _TELLING for letter in set(long) - set(short))


def _kind(name: str) -> str:
    """镇, 局 …, or what a place is; empty for others."""
    bare = core(name)
    return kind_of(bare) or (bare[-1:] if bare.endswith(_PLACES) else "")


def _is_slip(written: str, name: str, place: int) -> bool:
    """Whether all differences are where a name tells nothing, or where it is long enough to bear them.

    Args:
        place: so many characters of the name are places before it.
    """
    from rapidfuzz.distance import Levenshtein

    kinds = _kind(written), _kind(name)
    if all(kinds) and kinds[0] != kinds[1]:
        return False
    kind = _KIND.search(name, place)
    end = kind.start() if kind else len(name)
    in_place = in_name = 0
    for operation in Levenshtein.editops(written, name):
        touched: set[str] = set()
        if operation.tag != "insert":
            touched.add(written[operation.src_pos])
        if operation.tag != "delete":
            touched.add(name[operation.dest_pos])
        if touched & _TELLING:
            return False
        if operation.dest_pos < place:
            in_place += 1
        elif operation.dest_pos < end or (operation.tag == "delete" and operation.dest_pos == end):
            in_name += 1
    return in_place <= max(0, place - 1) // _EACH and in_name <= (end - place) // _EACH
