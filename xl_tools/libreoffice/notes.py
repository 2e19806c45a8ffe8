"""xlwings' Note: the small note attached to a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice.bridge import struct
from xl_tools.libreoffice.parts import NotFound, Part

if TYPE_CHECKING:
    from xl_tools.libreoffice.range import Range
    from xl_tools.libreoffice.sheet import Sheet


class Note(Part):
    """The note of one cell."""

    __slots__ = ("_column", "_row", "_sheet")

    def __init__(self, sheet: Sheet, row: int, column: int) -> None:
        self._sheet = sheet
        self._row = row
        self._column = column

    @property
    def api(self) -> Any:
        """The UNO annotation.

        Raises:
            NotFound: when it was deleted.
        """
        for note in _annotations(self._sheet):
            if note.Position.Row == self._row - 1 and note.Position.Column == self._column - 1:
                return note
        raise NotFound("This note was deleted")

    @property
    def text(self) -> str:
        """The text."""
        return str(self.api.String)

    @text.setter
    def text(self, value: str) -> None:
        self.api.setString(value)

    @property
    def author(self) -> str:
        """Who wrote it; LibreOffice knows it only for notes stored with an author."""
        return str(self.api.Author)

    @property
    def location(self) -> Range:
        """The cell."""
        return self._sheet.range_at(self._row, self._column)

    def delete(self) -> None:
        """Remove the note."""
        annotations = self._sheet.uno.Annotations
        for index in range(annotations.Count):
            position = annotations.getByIndex(index).Position
            if position.Row == self._row - 1 and position.Column == self._column - 1:
                annotations.removeByIndex(index)
                return


def _annotations(sheet: Sheet) -> list[Any]:
    annotations = sheet.uno.Annotations
    return [annotations.getByIndex(index) for index in range(annotations.Count)]


def notes_of(sheet: Sheet) -> list[Note]:
    """All notes of a sheet, row by row."""
    places = sorted((note.Position.Row + 1, note.Position.Column + 1) for note in _annotations(sheet))
    return [Note(sheet, row, column) for row, column in places]


def note_at(sheet: Sheet, row: int, column: int) -> Note | None:
    """The note of a cell, or None."""
    cell = sheet.uno.getCellByPosition(column - 1, row - 1)
    # A cell always hands out an annotation object; only a real one has a text.
    return Note(sheet, row, column) if cell.getAnnotation().String else None


def add_note(sheet: Sheet, row: int, column: int, text: str) -> Note:
    """Attach a note to a cell."""
    address = struct("com.sun.star.table.CellAddress", Sheet=sheet.index - 1, Row=row - 1, Column=column - 1)
    sheet.uno.Annotations.insertNew(address, text)
    return Note(sheet, row, column)
