"""xlwings' Font and Characters: the letters of cells, and of parts of one cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice.bridge import enum
from xl_tools.libreoffice.colors import calc_color, rgb
from xl_tools.libreoffice.parts import Part

if TYPE_CHECKING:
    from xl_tools.libreoffice.range_base import RangeBase

# Calc keeps one font for Latin, one for East Asian and one for complex scripts; Excel has one for all.
_SCRIPTS = ("", "Asian", "Complex")
_BOLD, _NORMAL = 150.0, 100.0


class Font(Part):
    """Name, size, colour and style of some letters.

    Args:
        owner: the range, for the check of protection.
        target: gives the UNO object that holds the properties.
        read: gives one property, None when the letters differ.
    """

    __slots__ = ("_owner", "_read", "_target")

    def __init__(self, owner: RangeBase, target: Callable[[], Any], read: Callable[[str], Any]) -> None:
        self._owner = owner
        self._target = target
        self._read = read

    @property
    def api(self) -> Any:
        """The UNO object with the Char… properties."""
        return self._target()

    def _set(self, name: str, value: Any, *, scripts: bool = True) -> None:
        with self._owner.changing_format():
            target = self._target()
            for script in _SCRIPTS if scripts else ("",):
                target.setPropertyValue(name + script, value)

    @property
    def bold(self) -> bool | None:
        """Whether the letters are bold; None when they differ."""
        weight = self._read("CharWeight")
        return None if weight is None else weight > _NORMAL

    @bold.setter
    def bold(self, value: object) -> None:
        self._set("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        """Whether the letters are italic; None when they differ."""
        posture = self._read("CharPosture")
        return None if posture is None else posture.value != "NONE"

    @italic.setter
    def italic(self, value: object) -> None:
        self._set("CharPosture", enum("com.sun.star.awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """Size in points; None when the letters differ."""
        return self._read("CharHeight")

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Colour as red, green, blue; black where it is left to the program; None when the letters differ."""
        color = self._read("CharColor")
        return (0, 0, 0) if color == -1 else rgb(color)

    @color.setter
    def color(self, value: Any) -> None:
        self._set("CharColor", calc_color(value), scripts=False)

    @property
    def name(self) -> str | None:
        """Name of the font; None when the letters differ."""
        return self._read("CharFontName")

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)


def cell_font(owner: RangeBase) -> Font:
    """The font of whole cells."""
    return Font(owner, lambda: owner.cells, owner.uniform)


class Characters(Part):
    """Letters of one cell, from a position on."""

    __slots__ = ("_length", "_owner", "_start", "_text", "_whole")

    def __init__(self, owner: RangeBase, text: Any, whole: Callable[[], str], start: int, length: int | None) -> None:
        self._owner = owner
        self._text = text
        self._whole = whole
        self._start = start
        self._length = length

    @property
    def api(self) -> Any:
        """A UNO text cursor over the letters."""
        cursor = self._text.createTextCursor()
        cursor.gotoStart(False)
        cursor.goRight(self._start, False)
        cursor.goRight(len(self.text), True)
        return cursor

    @property
    def text(self) -> str:
        """The letters."""
        end = None if self._length is None else self._start + self._length
        return self._whole()[self._start : end]

    @property
    def font(self) -> Font:
        """Their font."""
        cursor = self.api

        def read(name: str) -> Any:
            ambiguous = cursor.getPropertyState(name).value == "AMBIGUOUS_VALUE"
            return None if ambiguous else cursor.getPropertyValue(name)

        return Font(self._owner, lambda: cursor, read)

    def __getitem__(self, item: int | slice) -> Characters:
        count = len(self.text)
        if isinstance(item, slice):
            if (item.start or 0) < 0 or (item.stop or 0) < 0:
                raise ValueError("Characters object does not support slicing with negative indexes")
            start, stop, _ = item.indices(count)
            return Characters(self._owner, self._text, self._whole, self._start + start, max(0, stop - start))
        position = item + count if item < 0 else item
        return Characters(self._owner, self._text, self._whole, self._start + position, 1)
