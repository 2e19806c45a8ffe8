"""A Word file (.docx) as a source: paragraphs and tables in their order, as somebody reads them on paper.

The tree is walked by its elements: python-docx asks for the cells of a table row by row in quadratic time, and
knows no content controls, text boxes, numbering or tracked changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import Any, cast

from xl_tools.characters import clean
from xl_tools.intake.refusal import Refusal
from xl_tools.published.numbering import Numbering
from xl_tools.published.source import Block, Source, SourceKind
from xl_tools.published.source_blocks import EDGES, PICTURE, Cell, blocks_of, lines_of, located
from xl_tools.published.wordxml import (
    HIDING,
    RAISED,
    Style,
    Styles,
    W,
    child,
    effects_of,
    is_on,
    number_of,
    outline_level,
    value_of,
)

_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
    W + "object",
)
_EMBEDDED = "文件里嵌有别的文件（例如 Excel 表格），里面的内容没有读取。"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset(
    {W + name for name in ("del", "moveFrom", "delText", "pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "rubyPr")}
    | {W + name for name in ("tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "numPicBullet", "hdr", "ftr")}
)
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_MOST_FIELDS = 50
"""Open at the same time; what stands inside more of them is not shown."""
_LITTER = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "PAGEREF", "TOC", "TC", "XE", "INDEX"})
"""Fields whose result is no text of the report: page numbers and tables of contents."""
_FIELD = re.compile(r"\s*([A-Za-z]+)")
_WIDEST = 63
"""Columns of a table that Word allows."""


def read_word(data: bytes) -> Source:
    """What stands in a .docx file.

    Args:
        data: of a file that passed the gate.

    Raises: Refusal N33 if it cannot be parsed, N31 if there is no text in it.
    """
    body, styles, numbering, title = _parts(data)
    blocks = located(_Reader(Styles(styles), numbering).blocks(body))
    if not blocks:
        raise Refusal("N31")
    notes = (_EMBEDDED,) if next(body.iter(_OBJECT, W + "altChunk"), None) is not None else ()
    return Source(SourceKind.WORD, blocks, clean(title).strip(EDGES), notes)


def _parts(data: bytes) -> tuple[Any, Any, Any, str]:
    """Body, styles, numbering and title; numbering and styles are None where the file has none."""
    try:
        document = cast(Any, import_module("docx")).Document(BytesIO(data))
        main = document.part
        kinds: Any = import_module("docx.opc.constants").RELATIONSHIP_TYPE
        related: dict[str, Any] = {link.reltype: link for link in main.rels.values() if not link.is_external}
        roots = [_root(related.get(kind)) for kind in (kinds.STYLES, kinds.NUMBERING)]
        return main.element.body, roots[0], roots[1], document.core_properties.title or ""
    except MemoryError:
        raise
    except Exception as error:  # whatever python-docx and lxml meet in a package that they do not expect
        raise Refusal("N33") from error


def _root(link: Any) -> Any:
    if link is None:
        return None
    part = link.target_part
    return part.element if hasattr(part, "element") else import_module("docx.oxml").parse_xml(part.blob)


@dataclass(slots=True)
class _Field:
    """A field whose end was not met yet; until `shown` its instruction is read."""

    name: str = ""
    shown: bool = False


class _Reader:
    def __init__(self, styles: Styles, numbering: Any) -> None:
        self._styles = styles
        self._numbering = Numbering(numbering, styles.lists)
        self._fields: list[_Field] = []
        self._in_cell = False
        self._before = ""
        """Text of a paragraph whose end was deleted, which the next one goes on with."""

    def blocks(self, body: Any) -> list[Block]:
        """The blocks of the whole document."""
        _drop_unended_fields(body)
        return list(self._blocks(body))

    def _blocks(self, parent: Any) -> Iterator[Block]:
        for node in parent:
            if node.tag == W + "p":
                yield from self._paragraph(node)
            elif node.tag == W + "tbl":
                yield from self._table(node)
            elif node.tag == _CHOICES + "AlternateContent":
                yield from self._blocks(_chosen(node))
            elif isinstance(node.tag, str) and node.tag not in _SKIPPED and not _is_contents(node):
                yield from self._blocks(node)

    def _paragraph(self, node: Any) -> Iterator[Block]:
        properties = child(node, "pPr")
        style = self._styles[value_of(child(properties, "pStyle")) or self._styles.default]
        pieces: list[str] = []
        boxes: list[Any] = []
        self._inline(node, style.effects, pieces, boxes)
        written = self._before + "".join(pieces)
        self._before = ""
        if child(properties, "rPr", "del") is not None:
            self._before = written
        elif self._shown:
            number = self._number(properties, style)
            yield from lines_of(
                clean(number + written.lstrip(EDGES) if number else written), outline_level(properties, style.level)
            )
        for box in boxes:
            yield from self._blocks(box)

    def _number(self, properties: Any, style: Style) -> str:
        own = child(properties, "numPr")
        number = value_of(child(own, "numId")) or style.list
        if number in ("", "0"):
            return ""
        level = child(own, "ilvl")
        if level is not None:
            return self._numbering.next(number, number_of(level))
        if style.list_level is not None:
            return self._numbering.next(number, style.list_level)
        return self._numbering.next(number, self._numbering.level_of_style(number, style.numbered))

    @property
    def _shown(self) -> bool:
        # Nobody nests so many fields, and asking them all for every run would take minutes.
        return len(self._fields) <= _MOST_FIELDS and all(
            field.shown and field.name not in _LITTER for field in self._fields
        )

    def _inline(self, node: Any, effects: frozenset[str], text: list[str], boxes: list[Any]) -> None:
        for part in node:
            tag = part.tag
            if tag == W + "r":
                properties = child(part, "rPr")
                style = value_of(child(properties, "rStyle"))
                own = effects_of(properties, effects | (self._styles[style].effects if style else frozenset[str]()))
                inner: list[str] = []
                self._inline(part, own, inner, boxes)
                # In a cell, a number and the mark of its footnote must not become one number.
                text += [" ", *inner, " "] if inner and RAISED in own and self._in_cell else inner
            elif tag == W + "fldChar":
                self._field_sign(part.get(W + "fldCharType"))
            elif tag == W + "instrText":
                if self._fields and not self._fields[-1].name:
                    self._fields[-1].name = _field_name(part.text)
            elif tag in (W + "t", _MATH + "t"):
                if self._shown and not effects & HIDING:
                    text.append(part.text or "")
            elif tag in _SIGNS:
                if self._shown and not effects & HIDING:
                    text.append(_SIGNS[tag])
            elif tag == W + "txbxContent":
                boxes.append(part)
            elif tag == _CHOICES + "AlternateContent":
                self._inline(_chosen(part), effects, text, boxes)
            elif tag == W + "fldSimple" and _field_name(part.get(W + "instr")) in _LITTER:
                continue
            elif isinstance(tag, str) and tag not in _SKIPPED:
                self._inline(part, effects, text, boxes)

    def _field_sign(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].shown = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _table(self, node: Any) -> list[Block]:
        cells: list[Cell] = []
        above: dict[int, Cell] = {}
        row = 0
        for line in _inside(node, "tr"):
            properties = child(line, "trPr")
            if child(properties, "del") is not None or is_on(child(properties, "hidden")):
                continue
            here: dict[int, Cell] = {}
            column = min(max(number_of(child(properties, "gridBefore")), 0), _WIDEST)
            for item in _inside(line, "tc"):
                kind = child(item, "tcPr")
                columns = min(max(number_of(child(kind, "gridSpan"), default=1), 1), _WIDEST)
                outside, self._in_cell = self._in_cell, True
                content = list(self._blocks(item))
                self._in_cell = outside
                cell = _continued(kind, column, columns, above, here)
                if cell is None:
                    cell = Cell(row, column, columns)
                    cells.append(cell)
                # A merged cell shows nothing below its first, but what a damaged file has there is not lost.
                cell.blocks += content
                if not content and next(item.iter(*_PICTURES), None) is not None:
                    cell.instead = PICTURE
                here |= dict.fromkeys(range(column, column + columns), cell)
                column += columns
            for cell in {id(cell): cell for cell in here.values()}.values():
                cell.rows = row + 1 - cell.row
            above = here
            row += 1
        return blocks_of(cells)


def _continued(
    properties: Any, column: int, columns: int, above: dict[int, Cell], here: dict[int, Cell]
) -> Cell | None:
    """The cell that this one is merged with; None if it begins one."""
    aside = child(properties, "hMerge")
    if aside is not None and value_of(aside) != "restart" and column - 1 in here:
        cell = here[column - 1]
        cell.columns = max(cell.columns, column + columns - cell.column)
        return cell
    down = child(properties, "vMerge")
    if down is None or value_of(down) == "restart":
        return None
    cell = above.get(column)
    if cell is None or cell.column != column or (cell.columns != columns and aside is None):
        return None
    return cell


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """Rows of a table, or cells of a row, those in content controls and other wrappings as well."""
    for node in parent:
        if node.tag == W + name:
            yield node
        elif isinstance(node.tag, str) and node.tag not in _SKIPPED:
            yield from _inside(node, name)


def _chosen(alternatives: Any) -> Any:
    """The one of several ways to say the same that is read: the first."""
    return next((node for node in alternatives if node.tag == _CHOICES + "Choice"), alternatives)


def _is_contents(node: Any) -> bool:
    """Whether this is a content control with a table of contents."""
    return value_of(child(node, "sdtPr", "docPartObj", "docPartGallery")) == "Table of Contents"


def _field_name(instruction: str | None) -> str:
    found = _FIELD.match(instruction or "")
    return found[1].upper() if found else ""


def _drop_unended_fields(body: Any) -> None:
    """Without their end, everything behind them would pass for their instruction."""
    begun: list[Any] = []
    for sign in list(body.iter(W + "fldChar")):
        kind = sign.get(W + "fldCharType")
        if kind == "begin":
            begun.append(sign)
        elif kind == "end" and begun:
            begun.pop()
    for sign in begun:
        sign.getparent().remove(sign)
