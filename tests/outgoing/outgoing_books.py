"""Workbooks as strangers send them: texts typed into any cell, macros brought along; made without any code of ours."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

from lxml import etree
from outgoing_reports import plain_report
from support.payloads import PAYLOADS, is_illegal_in_xml

from xl_tools.excel.addin import build_addin
from xl_tools.workbook.layout import Layout, layout_for
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.template import build_workbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def typed(content: bytes, texts: Mapping[Spot, str]) -> bytes:
    """The workbook with texts in cells, as Excel writes what somebody typed; nothing is calculated anew."""
    members = parts(content)
    names = re.findall(r'<sheet name="([^"]*)"', members["xl/workbook.xml"].decode())
    for sheet in dict.fromkeys(spot.sheet for spot in texts):
        part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
        root = etree.fromstring(members[part])
        cells = {cell.get("r"): cell for cell in root.iter(f"{_MAIN}c")}
        for spot, text in texts.items():
            if spot.sheet == sheet:
                _put(cells[spot.address], text)
        members[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return zipped(members)


@cache
def with_macros(content: bytes, *, honest: bool = True) -> bytes:
    """The workbook with the VBA project of our own add-in, a ribbon and a control, as Excel saves it as .xlsm.

    `honest` is False for one whose type says that it has no macros.
    """
    members = parts(content)
    members["customUI/customUI.xml"] = b'<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"/>'
    members["xl/activeX/activeX1.xml"] = b'<ax:ocx xmlns:ax="http://schemas.microsoft.com/office/2006/activeX"/>'
    members["xl/activeX/activeX1.bin"] = b"\0"
    members["xl/vbaProject.bin"] = parts(build_addin())["xl/vbaProject.bin"]

    def change(name: str, edit: Callable[[str], str]) -> None:
        changed = edit(members[name].decode())
        assert changed != members[name].decode()
        members[name] = changed.encode()

    project = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    change("[Content_Types].xml", lambda text: text.replace("<Default ", f"{project}<Default ", 1))
    if honest:
        change("[Content_Types].xml", lambda text: text.replace(_PLAIN, _MACROS))
    kinds = "http://schemas.microsoft.com/office"
    for part, kind, target in (
        ("xl/_rels/workbook.xml.rels", "2006/relationships/vbaProject", "vbaProject.bin"),
        ("_rels/.rels", "2006/relationships/ui/extensibility", "customUI/customUI.xml"),
    ):
        link = f'<Relationship Id="rIdMacros" Type="{kinds}/{kind}" Target="{target}"/>'
        change(part, lambda text, link=link: text.replace("</Relationships>", f"{link}</Relationships>"))
    return zipped(members)


def places_of(layout: Layout) -> dict[str, list[Spot]]:
    """Every cell of a workbook of ours that somebody can type into, by what it is for."""
    found: dict[str, list[Spot]] = {
        "cell": list(layout.cells.values()),
        "last cell": list(layout.previous.values()),
        "own text": [row.own for row in layout.texts.values()],
        "finished text": [row.result for row in layout.texts.values()],
        "remembered": [row.digest for row in layout.texts.values()],
        "fact": list(layout.facts.values()),
    }
    found |= {f"cover {name}": [spot] for name, spot in layout.cover.items()}
    found |= {f"last year's {name}": [spot] for name, spot in layout.previous_fields.items()}
    for name in (
        "severity",
        "message",
        "suggestion",
        "explanation",
        "by",
        "on",
        "sheet",
        "address",
        "code",
        "seen",
        "bound",
    ):
        found[f"finding's {name}"] = [layout.result(line, name) for line in range(30)]
    for column, name in enumerate(("time", "action", "sheet", "cell", "old", "new", "reason")):
        first = [layout.change(line) for line in range(5, 20)]
        found[f"change's {name}"] = [Spot(spot.sheet, spot.row, spot.column + column) for spot in first]
    return found


@cache
def received(start: int = 0) -> bytes:
    """A workbook in which a stranger typed into every cell that takes anything, the texts in turn from `start`."""
    report = plain_report()
    assert report.previous is not None
    layout = layout_for(report.form, report.previous.form)
    texts: dict[Spot, str] = {}
    for number, (place, spots) in enumerate(places_of(layout).items()):
        for offset, spot in enumerate(spots):
            payload = PAYLOADS[(start + 7 * number + offset) % len(PAYLOADS)]
            texts[spot] = payload.at(f"某{place}")
    # Without a year no text is finished.
    texts[layout.cover["year"]] = str(report.year)
    return typed(build_workbook(report), texts)


def _put(cell: etree._Element, text: str) -> None:
    style = cell.get("s")
    address = cell.get("r")
    cell.clear()
    cell.set("r", address)
    if style:
        cell.set("s", style)
    cell.set("t", "inlineStr")
    inside = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
    inside.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    plain = _LOOKS_ESCAPED.sub("_x005F_", text)
    inside.text = "".join(f"_x{ord(one):04X}_" if is_illegal_in_xml(one) or one == "\r" else one for one in plain)
