"""The table of contents of a workbook: sheets with their parts, defined names, the date system."""

from __future__ import annotations

from xl_tools.intake.archive import Container
from xl_tools.intake.package import RELATIONS, STRICT, related
from xl_tools.intake.recent import remembered
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.xmlparts import new_parser, run


class Book:
    """What xl/workbook.xml says.

    Attributes:
        sheets: sheet name → relation id, in order.
        ids: sheet name → sheetId, by which calcChain.xml names a sheet.
        names: global defined name → reference; names of a single sheet (print areas …) are left out.
    """

    def __init__(self, content: bytes) -> None:
        self.sheets: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.date1904 = False
        self._name = ""
        self._text: list[str] = []
        parser = new_parser(self._start, self._end)
        parser.CharacterDataHandler = self._text.append
        run(parser, "workbook.xml", content)

    def pointed_at(self) -> frozenset[str]:
        """Sheets that names of our kind (with a dot) point to, so that a renamed sheet is still read."""
        found: set[str] = set()
        for name, reference in self.names.items():
            sheet, mark, _ = reference.rpartition("!")
            if mark and "." in name and not name.startswith("_"):
                found.add(sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet)
        return frozenset(found)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.startswith(STRICT):
            raise Refusal("W20")
        local = name.rpartition(" ")[2]
        if local == "sheet":
            sheet = attributes.get("name", "")
            if sheet in self.sheets:
                raise Refusal("W16", part=f"两张工作表同名：{sheet}")
            self.sheets[sheet] = attributes.get(f"{RELATIONS} id", "")
            self.ids[sheet] = attributes.get("sheetId", "")
        elif local == "definedName":
            self._name = "" if "localSheetId" in attributes else attributes.get("name", "")
            self._text.clear()
        elif local == "workbookPr":
            self.date1904 = attributes.get("date1904") in ("1", "true")

    def _end(self, name: str) -> None:
        if self._name and name.endswith(" definedName"):
            self.names[self._name] = "".join(self._text)
            self._name = ""


@remembered
def read_book(content: bytes) -> Book:
    """The Book of a workbook part; those of one template are often equal to the byte."""
    return Book(content)


def sheet_parts(container: Container, main: str, book: Book) -> dict[str, str]:
    """Sheet name → part name; chart sheets and the like are left out. Raises Refusal if a sheet has no part."""
    targets = related(container, main)
    parts: dict[str, str] = {}
    for name, relation in book.sheets.items():
        target, kind = targets.get(relation, ("", ""))
        if target not in container.by_name:
            raise Refusal("W77", sheet=name)
        if kind.endswith("/worksheet"):
            parts[name] = target
    return parts
