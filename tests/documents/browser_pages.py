"""What the tests of the web page show to a browser: a document with every kind of block, and measures of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from document_samples import one_text_document, sample_document, sample_report
from playwright.sync_api import Page

from xl_tools.documents.blocks import (
    APPENDIX,
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
from xl_tools.documents.clean import clean_line
from xl_tools.documents.pictures.charts import charts
from xl_tools.documents.pictures.svg import Drawing, Text, write_svg
from xl_tools.documents.web.page import Download

DOWNLOADS = (Download("Word", "示例 年报.docx"), Download("PDF", "示例 年报.pdf"))

OpenPage = Callable[..., Page]
"""A page's text, then width, height and options of the browser's context."""


def whole_document(edition: str, *, draft: bool = False, **changes: Any) -> Document:
    """The sample report with every kind of block, charts included; as a draft with a remark at 表四."""
    if draft:
        changes["cells"] = {"review.reconsideration.upheld": None} | changes.get("cells", {})
    document = sample_document(edition, draft=draft, **changes)
    more: tuple[Block, ...] = (
        Heading(3, "1.政策文件"),
        Heading(4, "（1）行政规范性文件"),
        Paragraph("按季度清理，结果在专栏公布。"),
        plain_table("各科室数据"),
        Lines(("示例省示例市示例街道办事处", "联系单位：党政办公室")),
    )
    at = next(index for index, block in enumerate(document.blocks) if isinstance(block, Signature))
    blocks = (*document.blocks[:at], *more, *document.blocks[at:], APPENDIX, *charts(sample_report(edition)))
    return replace(document, blocks=blocks)


def hostile_document(text: str) -> Document:
    """A document with `text` at every place where an office's own words can stand."""
    document = one_text_document(text)
    drawing = Drawing(100, 20, (Text(0, 15, clean_line(text), 10),))
    svg = write_svg(drawing, "chart-one", clean_line(text), clean_line(text))
    blocks = [
        replace(block, caption=text, note=text) if isinstance(block, TableBlock) else block for block in document.blocks
    ]
    more: tuple[Block, ...] = (
        *(Heading(level, text) for level in (1, 2, 3, 4)),
        Lines((text, text)),
        PlainTable(text, (text, text), ((text, f"{text}\n{text}"),), (0.5, 0.5)),
        Figure("chart-one", text, text, svg, 100, 20),
    )
    return replace(document, title=(text, text), blocks=(*blocks, *more))


def plain_table(caption: str) -> PlainTable:
    rows = (("党政办公室", "公开信息426条", "已核对\n无差错", "——"), ("社会事务办公室", "公开信息12条", "已核对", "——"))
    return PlainTable(caption, ("科室", "内容", "核对", "备注"), rows, (0.3, 0.3, 0.2, 0.2))


def bare_page(fragment: str) -> str:
    """A portal's page around a fragment."""
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>示例门户</title></head>'
        f"<body><main><h1>年度报告</h1>{fragment}</main></body></html>"
    )


def requests_box(document: Document) -> str:
    """Selector of the scrolling box of 表三."""
    caption = next(b.caption for b in document.blocks if isinstance(b, TableBlock) and b.name == "表三")
    return f'.scroll[aria-label^="{caption}"]'
