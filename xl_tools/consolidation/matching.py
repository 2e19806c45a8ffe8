"""Which unit of the roster a name on 封面 is: certain, likely (somebody must confirm it), or none.

What tells two offices apart is never taken for a slip of the pen: 东湖街道 and 西湖街道 differ in one character. So a
likely match needs its differences where they tell nothing (街到 for 街道, a short form of a bureau), and no other unit
about as near. File name, subject and sender never decide: they choose among candidates, or raise a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from xl_tools.consolidation.decisions import Decision
from xl_tools.consolidation.naming import bare, key, plain
from xl_tools.consolidation.near import Near, Stem
from xl_tools.consolidation.places import fits, places_of, split, split_here
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.sorted_inbox import Matched

_OTHERS = 3
"""Further units that are named to whoever confirms."""
_LONGEST = 40
"""Characters of a name that is looked for in the name of a file."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What came along with a file: its name, the subject of its mail, the address of the sender; each may be empty."""

    file: str = ""
    subject: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What a name was recognised as.

    Attributes:
        unit: empty if none; of a likely match it is only proposed.
        others: further units that it may be, best first.
        why: in Chinese, how it was recognised or what is doubtful about it; empty for the name as the roster has it.
    """

    unit: str = ""
    how: Matched = Matched.NONE
    others: tuple[str, ...] = ()
    why: str = ""


NO_HINTS = Hints()
_OFFICE = re.compile(r"(人民)?政?府办(公室|公厅)?$")
"""The office that writes for a government, and in whose name its report often comes."""
_YEAR = re.compile(r"20[0-9]{2}(年度?)?(年报|年度报告|报告)?$")


class Matcher:
    """The names of one roster, ready for many files.

    Args:
        aliases: what people confirmed, by the name as written; those of units that the roster lacks are left out.
    """

    def __init__(self, roster: Roster, aliases: Mapping[str, Decision] | None = None) -> None:
        self.roster = roster
        self._remembered = {
            plain(written): one.value for written, one in (aliases or {}).items() if one.value in roster.by_name
        }
        self._keys: dict[str, tuple[str, Matched]] = {}
        self._stems: dict[str, list[Stem]] = {}
        self._addresses: dict[str, list[str]] = {}
        self._place_names: dict[str, None] = {}
        self._before: dict[str, list[str]] = {}
        for unit in roster.units:
            self._add(unit)
        # Most places in a text begin no name: only from the others are words tried in every length.
        self._begins = {name[:2] for name in (*self._keys, *self._stems)}
        self._near = Near([stem for stems in self._stems.values() for stem in stems])

    def match(self, written: str, hints: Hints = NO_HINTS) -> Match:
        """The unit that a name on 封面 means."""
        remembered = self._remembered.get(plain(written))
        if remembered:
            return Match(remembered, Matched.ALIAS, (), "按以前确认过的写法")
        wanted = key(written)
        if not wanted:
            return Match("", Matched.NONE, self._hinted(hints), "封面上没有单位名称")
        found = self._certain(wanted)
        if len(found) == 1:
            return self._doubted(*found[0], hints)
        if found:
            return self._chosen([unit for unit, _ in found], hints, "名单里有几个单位可以这样写")
        return self._likely(written, wanted, hints)

    def named_in(self, text: str) -> str:
        """The one unit whose name stands in a file name or a subject; empty if none or several do."""
        letters = bare(text)
        found: dict[str, tuple[int, int]] = {}
        for start in range(len(letters)):
            if letters[start : start + 2] not in self._begins:
                continue
            for end in range(min(len(letters), start + _LONGEST), start + 1, -1):
                unit = self._by_words(letters[start:end])
                if unit:
                    inside = any(first <= start and end <= last for first, last in found.values())
                    if not inside:
                        found.setdefault(unit, (start, end))
                    break
        for unit in tuple(found):
            for above in self.roster.above(unit):
                found.pop(above.name, None)
        return next(iter(found)) if len(found) == 1 else ""

    def pointed_at(self, hints: Hints) -> str:
        """The one unit to which all hints point; of a sender that collects from others only what the name says."""
        sender, named = self._pointed(hints)
        if not named:
            return "" if sender and self.roster.children(sender) else sender
        above = (one.name for one in self.roster.above(named))
        return named if not sender or sender == named or sender in above else ""

    def by_address(self, address: str) -> str:
        """The one unit that the roster gives a mail address to; empty if none or several."""
        units = self._addresses.get(address.strip().casefold(), [])
        return units[0] if len(units) == 1 else ""

    def _add(self, unit: Expected) -> None:
        places = places_of(unit, self.roster.above(unit.name))
        self._place_names |= dict.fromkeys(places)
        for name in (unit.name, *unit.aliases):
            whole = key(name)
            self._keys[whole] = (unit.name, Matched.EXACT if name == unit.name else Matched.ALIAS)
            place, rest = split(whole, places)
            stem = Stem(unit.name, plain(name), whole, place, rest)
            self._stems.setdefault(rest, []).append(stem)
        for name in unit.predecessors:
            self._before.setdefault(key(name), []).append(unit.name)
        for address in dict.fromkeys(unit.addresses):
            self._addresses.setdefault(address, []).append(unit.name)

    def _certain(self, wanted: str) -> list[tuple[str, Matched]]:
        """Units of exactly this name or alias, or of it with or without the places before it."""
        known = self._keys.get(wanted)
        if known:
            return [known]
        for at in range(len(wanted) - 1):
            stems = [stem for stem in self._stems.get(wanted[at:], ()) if fits(wanted[:at], stem.place)]
            if stems:
                units = {stem.unit: self._keys[stem.whole][1] for stem in reversed(stems)}
                return list(reversed(units.items()))
        return []

    def _by_words(self, words: str) -> str:
        known = self._keys.get(words)
        if known:
            return known[0]
        units = {stem.unit for stem in self._stems.get(words, ())}
        return units.pop() if len(units) == 1 else ""

    def _doubted(self, unit: str, how: Matched, hints: Hints) -> Match:
        """A certain match, unless sender and file name both say that it is another unit's: then a copied 封面."""
        why = "按名单里的别名" if how is Matched.ALIAS else ""
        sender, named = self._pointed(hints) if hints.address else ("", "")
        if sender and sender == named and sender in self._against(unit, hints):
            return Match(unit, Matched.LIKELY, (sender,), f"封面写的是“{unit}”，文件名和发件地址却是“{sender}”的")
        return Match(unit, how, (), why)

    def _likely(self, written: str, wanted: str, hints: Hints) -> Match:
        if after := self._before.get(wanted):
            # Of a unit that was split, any of its successors may have kept the old name on 封面.
            unit = after[0] if len(after) == 1 else ""
            return Match(
                unit, Matched.LIKELY, tuple(after[1:] if unit else after)[:_OTHERS], f"“{written}”是名单里的前身"
            )
        for shorter in (_OFFICE.sub("", wanted), _YEAR.sub("", wanted)):
            found = self._certain(shorter) if shorter != wanted and len(shorter) > 1 else []
            if len(found) == 1 and not self._against(found[0][0], hints):
                return Match(found[0][0], Matched.LIKELY, (), f"封面写的是“{written}”，名单里最像的是“{found[0][0]}”")
        cuts = [cut for place in self._place_names if place in wanted and (cut := split(wanted, [place]))[0]]
        likely, alike = self._near.find(plain(written), wanted, cuts or [("", wanted), split_here(wanted)])
        if len(likely) == 1 and not alike:
            (unit,) = likely
            if against := self._against(unit, hints):
                return Match(
                    "", Matched.LIKELY, (unit, *against)[:_OTHERS], "写法像一个单位，文件名或发件地址却是另一个的"
                )
            return Match(unit, Matched.LIKELY, (), f"封面写的是“{written}”，名单里最像的是“{unit}”")
        return self._chosen([*likely, *alike], hints, "名单里有几个单位差不多像" if len(likely) > 1 else "")

    def _chosen(self, units: list[str], hints: Hints, why: str) -> Match:
        """The one of several candidates, or the one that is only alike, to which the hints point; else none."""
        hinted = [one for one in self._hinted(hints) if one in units]
        if len(hinted) == 1:
            others = tuple(one for one in units if one != hinted[0])[:_OTHERS]
            return Match(
                hinted[0], Matched.LIKELY, others, f"{why or '名单里有相近的单位'}，文件名或发件地址是“{hinted[0]}”的"
            )
        return Match("", Matched.LIKELY if why else Matched.NONE, tuple(units[:_OTHERS]), why)

    def _against(self, unit: str, hints: Hints) -> list[str]:
        """Units other than a unit to which the hints point; those above it send for it, and are in its name."""
        above = {unit, *(one.name for one in self.roster.above(unit))}
        return [one for one in self._hinted(hints) if one not in above]

    def _hinted(self, hints: Hints) -> tuple[str, ...]:
        """The units to which sender, file name and subject point."""
        return tuple(dict.fromkeys(filter(None, self._pointed(hints))))

    def _pointed(self, hints: Hints) -> tuple[str, str]:
        """The unit to which the sender points, and that which the file name, or else the subject, names."""
        sender = self.by_address(hints.address) if hints.address else ""
        return sender, self.named_in(hints.file) or self.named_in(hints.subject)
