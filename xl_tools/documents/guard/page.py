"""Web pages, the fragment for portals among them: texts, tables and drawings, without script and without addresses."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from xl_tools.documents.guard.lists import words
from xl_tools.errors import UnsafeOutput

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = words(
    "html head meta title style body main nav section div h1 h2 h3 h4 h5 p span br a ul ol li table caption colgroup "
    "col thead tbody tr th td figure figcaption svg desc rect line text"
)
"""In small letters, as HTML has them, those of SVG as well."""
ATTRIBUTES = words(
    "lang charset name content http-equiv id class style role tabindex aria-label aria-labelledby href download "
    "rowspan colspan scope headers border cellspacing cellpadding width height xmlns xml:lang viewbox focusable "
    "font-family font-size font-weight text-anchor x y x1 y1 x2 y2 fill stroke stroke-width"
)
META = words("renderer viewport format-detection description robots")
_FIXED = {"http-equiv": "X-UA-Compatible", "xmlns": SVG, "download": "", "charset": "utf-8"}
"""Attributes with the one value they may have."""
_ADDRESS = re.compile(r"#[\w.-]+|[^:/?#\\]+")
"""A place in the page, or the name of a file beside it."""
AT_RULES = words("media supports page bottom-left bottom-center bottom-right top-center")
FUNCTIONS = words("not min max rgba calc counter")
_STYLE = re.compile(r"(?P<rule>@[\w-]*)|(?P<function>[\w-]*)\(|(?P<address>//|\\|url)", re.IGNORECASE)


def check_page(content: bytes) -> None:
    """Refuse a page with elements or attributes that we do not write, comments, script, or addresses of other hosts."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise UnsafeOutput("网页：不是 UTF-8") from error
    page = _Page()
    page.feed(text)
    page.close()


class _Page(HTMLParser):
    """Raises UnsafeOutput at the first thing that is not on the lists."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            raise UnsafeOutput(f"网页的元素：{tag}")
        for name, value in attrs:
            if name not in ATTRIBUTES or (tag == "meta" and name == "name" and value not in META):
                raise UnsafeOutput(f"网页的属性：{name}={value}")
            if not _may_be(name, value or ""):
                raise UnsafeOutput(f"网页的属性：{name}={value}")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            _check_style(data)

    def handle_decl(self, decl: str) -> None:
        if decl != "DOCTYPE html":
            raise UnsafeOutput(f"网页的声明：{decl}")

    def handle_comment(self, data: str) -> None:
        raise UnsafeOutput(f"网页的注释：{data[:20]}")

    def handle_pi(self, data: str) -> None:
        raise UnsafeOutput(f"网页的声明：{data[:20]}")

    def unknown_decl(self, data: str) -> None:
        raise UnsafeOutput(f"网页的声明：{data[:20]}")


def _may_be(name: str, value: str) -> bool:
    if name == "style":
        _check_style(value)
    return (name not in _FIXED or value == _FIXED[name]) and (name != "href" or bool(_ADDRESS.fullmatch(value)))


def _check_style(style: str) -> None:
    """Refuse a style that could fetch something: by an address, an import, or a function that takes one."""
    for found in _STYLE.finditer(style):
        allowed = FUNCTIONS if found["function"] else AT_RULES
        name = found["function"] or (found["rule"] or "").removeprefix("@")
        if found["address"] or (name and name not in allowed):
            raise UnsafeOutput(f"网页的样式：{found[0]}")
