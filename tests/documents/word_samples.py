"""Documents with every kind of block for the tests of the Word file, and how LibreOffice prints them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from document_samples import sample_document
from lxml import etree

from xl_tools.documents.blocks import (
    Block,
    Document,
    Figure,
    Heading,
    Lines,
    Paragraph,
    PlainTable,
    Signature,
    TableBlock,
)

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
SOFFICE = [
    pytest.mark.soffice,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"),
]

_BARS = (("予以公开", 19), ("部分公开", 6), ("不予公开", 6), ("无法提供", 13), ("不予处理", 3))
FIGURE = Figure(
    "results",
    "图1　申请办理结果",
    "条形图：予以公开19件，部分公开6件，不予公开6件，无法提供13件，不予处理3件。",
    '<svg xmlns="http://www.w3.org/2000/svg" width="420" height="200" viewBox="0 0 420 200"'
    ' font-family="Noto Sans CJK SC" font-size="13">'
    + "".join(
        f'<text x="70" y="{28 + 36 * row}" text-anchor="end">{name}</text>'
        f'<rect x="80" y="{14 + 36 * row}" width="{15 * number}" height="20" fill="#2f5d8a"/>'
        f'<text x="{88 + 15 * number}" y="{29 + 36 * row}">{number}</text>'
        for row, (name, number) in enumerate(_BARS)
    )
    + "</svg>",
    420,
    200,
)
LIST = PlainTable(
    "校验结果",
    ("序号", "位置", "问题与处理"),
    (
        ("1", "表三 总计", "左边 47 件，右边 48 件，差额 -1 件。\n建议值：48。"),
        ("2", "五、存在的主要问题", "没有写明改进情况。"),
        ("3", "", "请核对：" + "与上年相比变化较大，请核对是否填错，若无误请写审核说明；" * 4),
    ),
    (0.1, 0.3, 0.6),
)
FULL: tuple[Block, ...] = (
    Heading(1, "附：数据图示与校验结果", new_page=True),
    Heading(2, "（一）数据图示"),
    FIGURE,
    replace(FIGURE, id="wide", caption="图2　申请办理结果（放大）", width=840.0, height=400.0),
    Heading(3, "1.校验结果"),
    LIST,
    Lines(("填报单位：示例街道办事处", "填报人：　　　　　　　　负责人：", "日期：　　　　年　　月　　日")),
    Heading(4, "（1）说明"),
    Paragraph("以上结果由工具校验。"),
)


def full_document(edition: str, *, draft: bool = False) -> Document:
    """The sample report followed by an appendix with every other kind of block; in a draft with notes at the tables."""
    gaps = {"requests.received.research": None, "review.reconsideration.upheld": "/"} if draft else {}
    document = sample_document(edition, draft=draft, cells=gaps)
    return replace(document, blocks=document.blocks + FULL)


def tables(document: Document) -> list[TableBlock]:
    return [block for block in document.blocks if isinstance(block, TableBlock)]


def part(data: bytes, name: str) -> etree._Element:
    """A part of the package as XML."""
    with ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def lengthened(document: Document, sentences: int) -> Document:
    """The document with as many sentences more before its signature."""
    at = next(index for index, block in enumerate(document.blocks) if isinstance(block, Signature))
    more = Paragraph("同时结合本单位实际推进工作，及时回应群众关切。" * sentences)
    return replace(document, blocks=(*document.blocks[:at], more, *document.blocks[at:]))


def print_all(files: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """The PDF that LibreOffice makes of each Word file, all in one run of the program."""
    sources = []
    for name, data in files.items():
        source = folder / f"{name}.docx"
        source.write_bytes(data)
        sources.append(str(source))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), *sources]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: folder / f"{name}.pdf" for name in files}
