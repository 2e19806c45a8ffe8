"""What belongs to a sheet's view and print: frozen panes, grid lines, print area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice.addresses import area_of, format_area, parse_area
from xl_tools.libreoffice.parts import HostError, NotFound, Part

if TYPE_CHECKING:
    from xl_tools.libreoffice.sheet import Sheet


class InFront:
    """The document's view with one sheet active, and the sheet that was active put back afterwards."""

    def __init__(self, document: Any, sheet: Sheet) -> None:
        self._controller = document.CurrentController
        self._sheet = sheet
        self._before: Any = None

    def __enter__(self) -> Any:
        before = self._controller.ActiveSheet
        if before.Name != self._sheet.name:
            if not self._sheet.visible:
                raise HostError(f"The view of the hidden sheet {self._sheet.name!r} cannot be changed")
            self._before = before
            self._controller.setActiveSheet(self._sheet.uno)
        return self._controller

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            self._controller.setActiveSheet(self._before)


class FreezePanes(Part):
    """Rows and columns that stay in sight."""

    __slots__ = ("_sheet",)

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze the rows and columns of a range such as "A1:B2", "1:2" or "A:B"."""
        area = parse_area(frozen_range)
        if area is None:
            raise NotFound(f"{frozen_range!r} is not an address")
        columns = 0 if area.columns >= 16_384 else area.last_column
        rows = 0 if area.rows >= 1_048_576 else area.last_row
        with InFront(self._sheet.book.document, self._sheet) as controller:
            controller.freezeAtPosition(columns, rows)

    def unfreeze(self) -> None:
        """Let everything move again."""
        with InFront(self._sheet.book.document, self._sheet) as controller:
            controller.freezeAtPosition(0, 0)
            controller.splitAtPosition(0, 0)


class PageSetup(Part):
    """The print area of a sheet."""

    __slots__ = ("_sheet",)

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """The UNO sheet, which holds the print areas."""
        return self._sheet.uno

    @property
    def print_area(self) -> str | None:
        """The area to print, or None for everything."""
        areas = [format_area(area_of(a)) for a in self._sheet.uno.getPrintAreas()]
        return ",".join(areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        if value is None:
            self._sheet.uno.setPrintAreas(())
            return
        ranges = [self._sheet.range(part) for part in value.split(",")]
        self._sheet.uno.setPrintAreas(tuple(r.cells.RangeAddress for r in ranges))
