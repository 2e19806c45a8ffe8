"""A second reading of the cells that the template declares, by other means than calamine: where do the two disagree?

Sheets in the usual writing are searched with patterns, which is quick but for what lies outside the named cells; where
that does not give what calamine gave, expat decides (sheetcells.py). lxml could do as much, but loading it takes longer
than reading a workbook.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from xl_tools.intake.bookparts import Book
from xl_tools.intake.sheetlimits import column_number
from xl_tools.intake.sheetscan import INVALID_TEXT, TWICE
from xl_tools.intake.workbook import WorkbookPackage
from xl_tools.workbook.plainvalues import Place, Plain, plain, plain_number, same
from xl_tools.workbook.sharedtexts import HELD, SharedTexts, decoded, usual_root
from xl_tools.workbook.sheetcells import SheetCells

_CONTENT = re.compile(
    rb'(?: s="[0-9]++")?+(?: t="([a-zA-Z]++)")?+'
    rb"(?:/>|>(?:<f[^<>]*+>(?:[^<>]*+</f>)?+)?+"
    rb"(?:<v>([^<>]*+)</v>|<v/>|<is><t(?: xml:space=\"preserve\")?+>([^<>]*+)</t></is>)?+</c>)"
)
# As anchors.py reads them, which is too large to be loaded here (a test compares).
_REFERENCE = re.compile(r"=*(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_MISSING = 100
"""Each cell that is not there costs a look through the whole sheet; with more of them, expat is quicker."""


class _Needle(NamedTuple):
    """A cell to look at: where it stands, and the bytes it begins with."""

    place: Place
    begins: bytes


class Difference(NamedTuple):
    """One cell as calamine gives it and as it stands there; None is blank."""

    row: int
    column: int
    one: Plain | None
    other: Plain | None


class FirstReading:
    """A sheet as calamine lays it out.

    Attributes:
        lines: values row by row, all of one length; "" is blank.
        top, left: place of the first value.

    Args:
        odd: what stands in cells that calamine gives as blanks, or wrongly.
    """

    def __init__(self, lines: Sequence[Sequence[Any]], top: int, left: int, odd: Mapping[Place, str]) -> None:
        self.lines, self.top, self.left = lines, top, left
        self._odd = odd

    def at(self, place: Place) -> Plain | None:
        """The content of one cell, None if it is blank."""
        text = self._odd.get(place, INVALID_TEXT)
        if text not in (INVALID_TEXT, TWICE):
            return {"error": text}
        row, column = place[0] - self.top, place[1] - self.left
        if not (0 <= row < len(self.lines) and 0 <= column < len(self.lines[0])):
            return None
        value = self.lines[row][column]
        return None if value == "" else plain(value)


class SecondReading:
    """The named cells of one workbook, read again.

    Args:
        sheets: those that will be asked for.
        places: cells to compare, by sheet; by default those that defined names point to.
    """

    def __init__(
        self,
        package: WorkbookPackage,
        sheets: Collection[str],
        places: Mapping[str, Collection[Sequence[int]]] | None = None,
    ) -> None:
        self._package = package
        # The container may free its parts meanwhile; large ones are rather inflated a second time.
        contents = [(sheet, package.container.part(package.parts[sheet])) for sheet in sheets]
        self._held = {sheet: content for sheet, content in contents if len(content) <= HELD}
        self._texts = SharedTexts(package.container, package.main)
        if places is None:
            self._needles = _needles_of(package.book)
        else:
            self._needles = {
                sheet: _needles([(row, column) for row, column in cells]) for sheet, cells in places.items()
            }

    def differences(self, sheet: str, first: FirstReading, *, careful: bool = False) -> list[Difference]:
        """Where the first reading of a sheet is not the second.

        Args:
            careful: some cell is known to be odd.

        Raises: Refusal W16 if the part is no XML.
        """
        needles = self._needles.get(sheet, ())
        if not needles or (not careful and self._agree(sheet, needles, first)):
            return []
        again = self.read(sheet, frozenset(place for place, _ in needles))
        found: list[Difference] = []
        for place, _ in needles:
            one, other = again.twice.get(place) or (first.at(place), again.cells.get(place))
            if place in again.twice or not self._same(one, other):
                found.append(Difference(*place, one, other))
        return found

    def read(self, sheet: str, only: Collection[Place] | None = None) -> SheetCells:
        """The cells of a sheet, or only some of them, by expat. Raises: Refusal W16."""
        return SheetCells(self._package.parts[sheet], self._content(sheet), self._texts.all, only)

    def _content(self, sheet: str) -> bytes:
        held = self._held.get(sheet)
        return self._package.container.part(self._package.parts[sheet]) if held is None else held

    def confirm(self, sheet: str, again: SheetCells) -> list[Difference] | None:
        """For a sheet that calamine cannot read: cells that are errors; None if patterns do not find the others."""
        needles = self._needles.get(sheet, ())
        odd = {place: again.cells.get(place) for place, _ in needles if place in again.twice}
        odd |= {place: value for place, _ in needles if isinstance(value := again.cells.get(place), dict)}
        sound = [needle for needle in needles if needle.place not in odd]
        try:
            for place, value in self._found(sheet, sound):
                if not self._same(again.cells.get(place), _plain_or_none(value)):
                    return None
        except (ValueError, IndexError):
            return None
        return [Difference(*place, *again.twice.get(place, (None, value))) for place, value in odd.items()]

    def _agree(self, sheet: str, needles: Collection[_Needle], first: FirstReading) -> bool:
        """Whether patterns find in every place what the first reading gives; False also if they cannot tell."""
        lines, top, left = first.lines, first.top, first.left
        height, width = len(lines), len(lines[0]) if lines else 0
        try:
            for place, value in self._found(sheet, needles):
                row, column = place[0] - top, place[1] - left
                mine = lines[row][column] if 0 <= row < height and 0 <= column < width else ""
                if (mine != value or mine is True or mine is False) and not self._same(
                    first.at(place), _plain_or_none(value)
                ):
                    return False
        except (ValueError, IndexError):
            return False
        return True

    def _same(self, one: Plain | None, other: Plain | None) -> bool:
        return same(one, other, date1904=self._package.book.date1904)

    def _found(self, sheet: str, needles: Collection[_Needle]) -> Iterator[tuple[Place, float | str]]:
        """What patterns find in each place. Raises: ValueError or IndexError where they cannot tell."""
        content = self._content(sheet)
        at = _usual_data(content)
        find, match, text = content.find, _CONTENT.match, self._texts.text
        missing = 0
        for place, begins in needles:
            start = find(begins, at)
            if start < 0:
                missing += 1
                if missing > _MISSING:
                    raise ValueError
                yield place, ""
                continue
            found = match(content, start + len(begins))
            if found is None:
                raise ValueError
            at = found.end()
            kind, raw, inline = found.groups()
            if inline:
                if kind != b"inlineStr":
                    raise ValueError
                yield place, decoded(inline)
            elif not raw:
                yield place, ""
            elif kind is None or kind == b"n":
                try:
                    number = float(raw)
                except ValueError:
                    yield place, decoded(raw)
                else:
                    yield place, number
            elif kind == b"s":
                yield place, text(int(raw))
            elif kind == b"str":
                yield place, decoded(raw)
            else:
                raise ValueError


def _usual_data(content: bytes) -> int:
    """Where the cells of a sheet begin. Raises: ValueError if patterns cannot be trusted with them."""
    root = usual_root(content)
    start = content.find(b"<sheetData>", root)
    end = content.find(b"sheetData", start + 11)
    if root < 0 or start < 0 or end < 0 or content.find(b"sheetData", end + 9) >= 0:
        raise ValueError
    # Elements of other name spaces around a cell would have to be declared, or be alternatives.
    if content.find(b"xmlns", root, end) >= 0 or content.find(b"AlternateContent", root, end) >= 0:
        raise ValueError
    if content.find(b"extLst", root, start) >= 0:
        raise ValueError
    return start


def _plain_or_none(value: float | str) -> Plain | None:
    return plain_number(value) if isinstance(value, float) else value or None


# Workbooks of one template have one Book.
@lru_cache(maxsize=8)
def _needles_of(book: Book) -> Mapping[str, tuple[_Needle, ...]]:
    return _named(book.names.items())


def _named(names: Iterable[tuple[str, str]]) -> Mapping[str, tuple[_Needle, ...]]:
    """The single cells that names point to, by sheet."""
    places: dict[str, set[Place]] = {}
    for _, reference in names:
        if found := _REFERENCE.fullmatch(reference):
            sheet = found[1].replace("''", "'") if found[1] else found[2]
            places.setdefault(sheet, set()).add((int(found[4]) - 1, column_number(found[3])))
    return {sheet: _needles(cells) for sheet, cells in places.items()}


def _needles(places: Collection[Place]) -> tuple[_Needle, ...]:
    """Places in the order in which they stand in a sheet."""
    return tuple(_Needle(place, f'<c r="{_letters(place[1])}{place[0] + 1}"'.encode()) for place in sorted(places))


def _letters(column: int) -> str:
    high, low = divmod(column, 26)
    return (_letters(high - 1) if high else "") + chr(65 + low)
