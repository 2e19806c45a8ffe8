"""The gate of workbooks (.xlsx, .xlsm): everything that can be said of the zip before a parser lays out a sheet."""

from __future__ import annotations

from xl_tools.intake.archive import Container
from xl_tools.intake.bookparts import Book, read_book, sheet_parts
from xl_tools.intake.kinds import refuse_other_kinds
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.package import MACRO_TYPES, main_part, part_types
from xl_tools.intake.sheetlimits import check_sheet
from xl_tools.intake.xmlparts import refuse_hostile_xml

CUSTOM = "docProps/custom.xml"
STRINGS = "xl/sharedstrings.xml"
_MACRO_PARTS = ("vbaproject", "macrosheet")
_LINKS = "externallink+xml"
_CARRIED = {
    _LINKS: "external",
    "connections+xml": "connections",
    "activex": "controls",
    "oleobject": "embedded",
    "controlproperties": "controls",
}
_EMBEDDED = ("xl/embeddings/", "xl/activex/")


class WorkbookPackage:
    """A workbook that has passed the gate, but for the sheets, each of which is looked at when it is read.

    Attributes:
        main, content_type: the workbook part and what it declares to be.
        book: its table of contents.
        parts: sheet name → part.
    Raises: Refusal.
    """

    def __init__(self, data: bytes, limits: Limits = DEFAULT) -> None:
        limits.check("file_size", len(data))
        refuse_other_kinds(data)
        self.data, self.limits = data, limits
        self.container = Container(data, limits)
        self.main, self.content_type = main_part(self.container)
        refuse_hostile_xml(self.container, self._is_read)
        self.book: Book = read_book(self.container.part(self.main))
        limits.check("sheets", len(self.book.sheets))
        self.parts = sheet_parts(self.container, self.main, self.book)

    def carried(self) -> list[str]:
        """What the workbook brings along that could run or fetch something: “macros”, “external” (links to other
        workbooks), “dde”, “connections”, “embedded” (files and objects), “controls”."""
        types = part_types(self.container)
        found: set[str] = set()
        if self.content_type in MACRO_TYPES or any(word in kind for kind in types.values() for word in _MACRO_PARTS):
            found.add("macros")
        for part, kind in types.items():
            found |= {what for word, what in _CARRIED.items() if word in kind}
            if _LINKS in kind and self._has_dde(part):
                found.add("dde")
        names = [name.lower() for name in self.container.by_name]
        if any(name.startswith(_EMBEDDED[0]) for name in names):
            found.add("embedded")
        if any(name.startswith(_EMBEDDED[1]) for name in names):
            found.add("controls")
        if any(name.endswith("vbaproject.bin") for name in names):
            found.add("macros")
        return sorted(found)

    def check_sheet(self, name: str) -> None:
        """Hold one sheet against the limits; what Scan reads, it checks itself."""
        part = self.parts[name]
        check_sheet(name, part, self.container.part(part), self.limits)

    def _has_dde(self, part: str) -> bool:
        name = next((name for name in self.container.by_name if name.lower() == part), "")
        return bool(name) and b"ddeLink" in self.container.part(name)

    def _is_read(self, name: str) -> bool:
        lower = name.lower()
        return name in (self.main, CUSTOM) or "worksheets/" in lower or lower == STRINGS


class WorkbookGate:
    """Gate of .xlsx and .xlsm."""

    kind = "工作簿"

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the workbook is not safe to open, or is something else."""
        package = WorkbookPackage(data, limits)
        for name in package.parts:
            package.check_sheet(name)
