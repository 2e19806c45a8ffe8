"""A workbook as an open package: parts, content types and relationships that a feature can be added to."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORKBOOK, TYPES = "xl/workbook.xml", "[Content_Types].xml"

# ECMA-376 Part 1, 18.3.1.99 worksheet and 18.2.27 workbook: what may follow what.
_ORDER = {
    "worksheet": """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
        protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
        conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks
        colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF
        picture oleObjects controls webPublishItems tableParts extLst""",
    "workbook": """fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups
        externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes
        webPublishing fileRecoveryPr webPublishObjects extLst""",
}


class Package:
    """The parts of a workbook by name, in order; `target` is the part of the sheet that will be written into."""

    def __init__(self, data: bytes, target: str) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.target = self.sheets()[target]

    def bytes(self) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    def text(self, part: str) -> str:
        return self.parts[part].decode()

    def change(self, part: str, change: Callable[[str], str]) -> None:
        old = self.text(part)
        new = change(old)
        assert new != old, f"nothing to change in {part}"
        self.parts[part] = new.encode()

    def add(self, part: str, content: str | bytes, content_type: str = "", *, default: str = "") -> str:
        """A new part; its type goes by its name, or by its extension with `default`."""
        assert part not in self.parts, part
        self.parts[part] = content if isinstance(content, bytes) else (DECLARATION + content).encode()
        if content_type:
            self.add_type(f'<Override PartName="/{part}" ContentType="{content_type}"/>')
        extension = posixpath.splitext(part)[1][1:].lower()
        taken = re.search(rf'<Default Extension="{extension}" ContentType="([^"]*)"', self.text(TYPES))
        if default and taken and taken[1] != default:
            self.add_type(f'<Override PartName="/{part}" ContentType="{default}"/>')
        elif default and not taken:
            self.parts[TYPES] = re.sub(
                r"(<Types[^>]*>)",
                rf'\1<Default Extension="{extension}" ContentType="{default}"/>',
                self.text(TYPES),
                count=1,
            ).encode()
        return part

    def add_type(self, line: str) -> None:
        self.change(TYPES, lambda text: text.replace("</Types>", line + "</Types>"))

    def relate(self, source: str, kind: str, target: str, *, external: bool = False) -> str:
        """The id of a new relationship of a part, or of the package for “”."""
        folder, file = posixpath.split(source)
        part = posixpath.join(folder, "_rels", f"{file}.rels")
        if part not in self.parts:
            self.parts[part] = f'{DECLARATION}<Relationships xmlns="{PACKAGE}"></Relationships>'.encode()
        taken = set(re.findall(r'Id="([^"]*)"', self.text(part)))
        name = next(f"rId{n}" for n in range(1, 10_000) if f"rId{n}" not in taken)
        kind = kind if "://" in kind else f"{OFFICE}/{kind}"
        place = target if external else posixpath.relpath(target, folder or ".")
        mode = ' TargetMode="External"' if external else ""
        line = f'<Relationship Id="{name}" Type="{kind}" Target={quoteattr(place)}{mode}/>'
        self.change(part, lambda text: re.sub("</Relationships>|(?<=[^?])/>$", line + "</Relationships>", text))
        return name

    def free(self, pattern: str) -> str:
        """The first name of a part that is not taken: free("xl/media/image{}.png")."""
        return next(name for n in range(1, 1000) if (name := pattern.format(n)) not in self.parts)

    def sheets(self) -> dict[str, str]:
        """Worksheets by name, each with its part."""
        relations = self.text("xl/_rels/workbook.xml.rels")
        found: dict[str, str] = {}
        for name, rid in re.findall(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"', self.text(WORKBOOK)):
            line = re.search(rf'<Relationship [^>]*Id="{rid}"[^>]*>', relations)
            target = re.search(r'Target="([^"]*)"', line[0]) if line else None
            if line and target and line[0].count("/worksheet"):
                path = target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"
                found[_plain(name)] = posixpath.normpath(path)
        return found

    def add_sheet(self, name: str, inside: str, *, state: str = "") -> str:
        """A new worksheet at the end; `inside` is everything in the worksheet element. Returns its part."""
        part = self.add(self.free("xl/worksheets/sheet{}.xml"), worksheet(inside), SHEET_TYPE)
        self.list_sheet(name, self.relate(WORKBOOK, "worksheet", part), state)
        return part

    def list_sheet(self, name: str, relation: str, state: str = "") -> None:
        ids = map(int, re.findall(r'<sheet [^>]*?sheetId="(\d+)"', self.text(WORKBOOK)))
        shown = f' state="{state}"' if state else ""
        entry = f'<sheet name={quoteattr(name)} sheetId="{max(ids) + 1}"{shown} r:id="{relation}"/>'
        if "xmlns:r=" not in self.text(WORKBOOK).partition("<sheets>")[0]:
            entry = entry.replace("<sheet ", f'<sheet xmlns:r="{OFFICE}" ')
        self.change(WORKBOOK, lambda text: text.replace("</sheets>", entry + "</sheets>"))

    def put(self, part: str, element: str) -> None:
        """An element of a sheet or of the workbook, at its place in the order that the standard prescribes."""
        name = re.match(r"<(\w+)", element)
        assert name
        order = _ORDER["workbook" if part == WORKBOOK else "worksheet"].split()
        later = order[order.index(name[1]) + 1 :]
        text = self.text(part)
        at = next((start for child, start in _children(text) if child in later), text.rindex("</"))
        self.parts[part] = (text[:at] + element + text[at:]).encode()

    def extend(self, part: str, extension: str) -> None:
        """One <ext> in the list of extensions of a sheet or of the workbook."""
        text = self.text(part)
        if "extLst" in (child for child, _ in _children(text)):
            at = text.rindex("</extLst>")
            self.parts[part] = (text[:at] + extension + text[at:]).encode()
        else:
            self.put(part, f"<extLst>{extension}</extLst>")

    def has(self, part: str, child: str) -> bool:
        """Whether a sheet, or the workbook, has a certain element."""
        return any(name == child for name, _ in _children(self.text(part)))

    def prefixes(self, part: str, **spaces: str) -> None:
        """Namespaces declared at the root of a part, unless they are already."""
        text = self.text(part)
        root = re.search(r"<(?:worksheet|workbook)\b[^>]*", text)
        assert root
        new = "".join(f' xmlns:{name}="{uri}"' for name, uri in spaces.items() if f"xmlns:{name}=" not in root[0])
        self.parts[part] = (text[: root.end()] + new + text[root.end() :]).encode()


def worksheet(inside: str) -> str:
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{inside}</worksheet>'


def rows(cells: dict[str, str | int | float]) -> str:
    """The sheet data of some cells: texts in line, numbers; a text that begins with “<” is the cell's own XML."""
    lines: dict[int, list[tuple[int, str]]] = {}
    for address, value in cells.items():
        letters = address.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        if isinstance(value, str) and value.startswith("<"):
            xml = f'<c r="{address}">{value}</c>'
        elif isinstance(value, str):
            xml = f'<c r="{address}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        else:
            xml = f'<c r="{address}"><v>{value}</v></c>'
        lines.setdefault(int(address[len(letters) :]), []).append((column, xml))
    inside = "".join(
        f'<row r="{number}">{"".join(xml for _, xml in sorted(line))}</row>' for number, line in sorted(lines.items())
    )
    return f"<sheetData>{inside}</sheetData>"


def formula(text: str, value: float | str | None, attributes: str = "") -> str:
    """What stands in a cell with a formula and its stored result."""
    stored = "" if value is None else f"<v>{value}</v>"
    return f"<f{attributes}>{escape(text)}</f>{stored}"


def _plain(name: str) -> str:
    for entity, character in (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&apos;", "'"), ("&amp;", "&")):
        name = name.replace(entity, character)
    return name


def _children(text: str) -> Iterator[tuple[str, int]]:
    """The children of the root: name and where each begins."""
    depth = 0
    for found in re.finditer(r"<(/?)([\w:.-]+)(?:[^<>\"]|\"[^\"]*\")*?(/?)>", text):
        if found[1]:
            depth -= 1
            continue
        if depth == 1:
            yield found[2], found.start()
        depth += not found[3]
