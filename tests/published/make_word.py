"""Papers as Word files, written as WPS and Word write them and our own exporter does not.

Direct formatting instead of styles, runs that are torn, merges that go on in cells of their own, tracked changes,
content controls, automatic numbers. The XML is written here and only packed by python-docx.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from io import BytesIO
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from published.paper import Kind, Paper, Paragraph, Square, Table

from xl_tools.forms.grid import Role

_TEXT_WIDTH = 9000
"""Twentieths of a point."""
_FONTS = {Kind.TITLE: "方正小标宋_GBK", Kind.HEADING: "黑体", Kind.SUBHEADING: "楷体_GB2312", Kind.BODY: "仿宋_GB2312"}
_STYLES = {Kind.TITLE: "Title", Kind.HEADING: "Heading1", Kind.SUBHEADING: "Heading2"}
_CHANGE = 'w:id="{}" w:author="审核" w:date="2024-01-10T08:00:00Z"'
_NUMBERING = 77
_FORMATS = ("chineseCounting", "chineseCountingThousand", "japaneseCounting")


def make(paper: Paper, chance: random.Random) -> bytes:
    """The paper as .docx."""
    file = docx.Document()
    writer = _Writer(paper, chance)
    body = file.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    content = "".join(writer.blocks())
    for at, element in enumerate(parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>")):
        body.insert(at, element)
    if "frame" in paper.marks:
        file.sections[0].header.paragraphs[0].text = f"{paper.truth.unit}文件"
        file.sections[0].footer.paragraphs[0].text = "第 1 页 共 6 页"
    if any(one.number for one in paper.paragraphs):
        root = file.part.numbering_part.element
        format_ = chance.choice(_FORMATS)
        root.insert(
            0,
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_NUMBERING}"><w:multiLevelType w:val="singleLevel"/>'
                f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{format_}"/><w:suff w:val="nothing"/>'
                '<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
            ),
        )
        root.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{_NUMBERING}"><w:abstractNumId w:val="{_NUMBERING}"/></w:num>')
        )
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


class _Writer:
    """One make of file: styled or formatted directly, breaks as line breaks or as paragraphs, merges new or old."""

    def __init__(self, paper: Paper, chance: random.Random) -> None:
        self._paper, self._chance = paper, chance
        self._styled = chance.random() < 0.4
        self._breaks = chance.random() < 0.5
        self._old_merges = chance.random() < 0.2
        self._torn = chance.random() < 0.6
        self._blank_lines = chance.random() < 0.3
        self._ids = iter(range(100, 100_000))

    def blocks(self) -> Iterator[str]:
        for block in self._paper.blocks:
            if isinstance(block, Table):
                yield self._controlled(self._table(block), 0.5)
                # Word wants a paragraph between two tables.
                yield "<w:p/>"
                continue
            yield self._paragraph(block)
            if self._blank_lines and block.kind is Kind.TITLE:
                yield "<w:p/>"
        if "tracked" in self._paper.marks:
            text = "六、其他需要报告的事项（此段删去）"
            change = _CHANGE.format(next(self._ids))
            yield (
                f"<w:p><w:pPr><w:rPr><w:del {change}/></w:rPr></w:pPr>"
                f"<w:del {change}><w:r><w:delText>{text}</w:delText></w:r></w:del></w:p>"
            )

    def _paragraph(self, one: Paragraph) -> str:
        style = _STYLES.get(one.kind) if self._styled else None
        layout = f'<w:pStyle w:val="{style}"/>' if style else ""
        if one.number:
            layout += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{_NUMBERING}"/></w:numPr>'
        layout += '<w:spacing w:line="560" w:lineRule="exact"/>'
        layout += '<w:jc w:val="center"/>' if one.kind is Kind.TITLE else '<w:ind w:firstLineChars="200"/>'
        size = 44 if one.kind is Kind.TITLE else 32
        runs = "".join(self._runs(one.text, _FONTS.get(one.kind, "宋体"), size))
        return self._controlled(f"<w:p><w:pPr>{layout}</w:pPr>{self._changed(runs, one.text)}</w:p>", 0.15)

    def _runs(self, text: str, font: str, size: int) -> Iterator[str]:
        look = f'<w:rPr><w:rFonts w:eastAsia="{font}" w:hint="eastAsia"/><w:sz w:val="{size}"/></w:rPr>'
        pieces = [text]
        if self._torn and len(text) > 3:
            at = self._chance.randint(1, len(text) - 1)
            pieces = [text[:at], text[at:]]
        for number, piece in enumerate(pieces):
            if number:
                mark = next(self._ids)
                yield (
                    f'<w:proofErr w:type="gramEnd"/><w:bookmarkStart w:id="{mark}" w:name="_Toc{mark}"/>'
                    f'<w:bookmarkEnd w:id="{mark}"/>'
                )
            yield f'<w:r>{look}<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'

    def _changed(self, runs: str, text: str) -> str:
        """In a file with tracked changes: some text was put in, some was taken out."""
        if "tracked" not in self._paper.marks or self._chance.random() < 0.6:
            return runs
        put, taken = (_CHANGE.format(next(self._ids)) for _ in range(2))
        return (
            f"<w:del {taken}><w:r><w:delText>{self._chance.randint(1, 99)}</w:delText></w:r></w:del>"
            f"<w:ins {put}>{runs}</w:ins>"
        )

    def _controlled(self, element: str, share: float) -> str:
        if "controls" not in self._paper.marks or self._chance.random() > share:
            return element
        head = f'<w:sdtPr><w:alias w:val="填写处"/><w:id w:val="{next(self._ids)}"/></w:sdtPr>'
        return f"<w:sdt>{head}<w:sdtContent>{element}</w:sdtContent></w:sdt>"

    # --- tables

    def _table(self, table: Table) -> str:
        width = _TEXT_WIDTH // table.columns
        grid = f'<w:gridCol w:w="{width}"/>' * table.columns
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        rows = "".join(self._controlled(self._row(table, row, width), 0.1) for row in range(table.rows))
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{borders}</w:tblBorders>'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        )

    def _row(self, table: Table, row: int, width: int) -> str:
        """One row; a square that began in a row above goes on in an empty cell."""
        cells: list[str] = []
        column = 0
        standing = sorted((one for one in table.squares if one.row <= row < one.row + one.rows), key=_column)
        for one in standing:
            # A hole in the table is an empty cell.
            while column < one.column:
                cells.append(self._cell("", width, "", Role.VALUE))
                column += 1
            merge = "" if one.rows == 1 else f'<w:vMerge w:val="{"restart" if one.row == row else "continue"}"/>'
            text = one.text if one.row == row else ""
            if self._old_merges and one.columns > 1:
                cells.append(self._cell(text, width, f'<w:hMerge w:val="restart"/>{merge}', one.role))
                cells += [self._cell("", width, f"<w:hMerge/>{merge}", one.role)] * (one.columns - 1)
            else:
                span = f'<w:gridSpan w:val="{one.columns}"/>' if one.columns > 1 else ""
                cells.append(self._cell(text, width * one.columns, span + merge, one.role))
            column = one.column + one.columns
        head = "<w:trPr><w:tblHeader/></w:trPr>" if row < table.head else ""
        return f"<w:tr>{head}{''.join(cells)}</w:tr>"

    def _cell(self, text: str, width: int, merge: str, role: Role) -> str:
        layout = '<w:pPr><w:jc w:val="center"/></w:pPr>'
        lines = text.split("\n")
        if self._breaks:
            lines = [text]
        made: list[str] = []
        for line in lines:
            runs = "<w:r><w:br/></w:r>".join("".join(self._runs(part, "宋体", 21)) for part in line.split("\n"))
            runs = self._changed(runs, line) if role is Role.VALUE and text else runs
            made.append(f"<w:p>{layout}{self._controlled(runs, 0.2) if runs else ''}</w:p>")
        properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merge}<w:vAlign w:val="center"/></w:tcPr>'
        cell = f"<w:tc>{properties}{''.join(made)}</w:tc>"
        return self._controlled(cell, 0.1) if role is Role.VALUE else cell


def _column(one: Square) -> int:
    return one.column
