"""Web pages, the fragment for portals among them: texts, tables and drawings, without script and without addresses."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from xl_tools.documents.guard.lists import paints_plainly, words
from xl_tools.errors import UnsafeOutput

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = words(
    "html head meta title style body main nav section div h1 h2 h3 h4 h5 p span br wbr a ul ol li table caption "
    "colgroup col thead tbody tr th td figure figcaption svg desc rect line text"
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
FUNCTIONS = words("not min max rect rgba calc counter")
_STYLE = re.compile(r"(?P<rule>@[\w-]*)|(?P<function>[\w-]*)\(|(?P<never>url|//|\\|/\*|[\"'<])", re.IGNORECASE)
"""What never stands in our styles: addresses, and what could hide a part of the style from here or from a browser."""
_QUOTED = re.compile(r'"(?:[^"\\\n\r\f<]|\\[0-9a-f]{1,6} )*"')
"""A string as `web.paper` writes names of fonts. It fetches nothing where no function, rule or address takes it."""
_DOCTYPE = "<!DOCTYPE html>"


def check_page(content: bytes) -> None:
    """Refuse a page with elements or attributes that we do not write, comments, script, or addresses of other hosts."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise UnsafeOutput("网页：不是 UTF-8") from error
    # Parsers differ in where such a thing ends, and in what they make of one that does not end.
    if "<!" in text.removeprefix(_DOCTYPE) or "<?" in text:
        raise UnsafeOutput("网页：注释或声明")
    page = _Page()
    page.feed(text)
    page.close()
    if page.cdata_elem:
        raise UnsafeOutput(f"网页：{page.cdata_elem} 不完整")


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
        # Newer parsers say the same of a title, which is text.
        if self.cdata_elem == "style":
            _check_style(data)

    def handle_comment(self, data: str) -> None:
        # What a browser makes of an end tag without a name.
        raise UnsafeOutput(f"网页的注释：{data[:20]}")


def _may_be(name: str, value: str) -> bool:
    if name == "style":
        _check_style(value)
    fixed = name not in _FIXED or value == _FIXED[name]
    return fixed and (name != "href" or bool(_ADDRESS.fullmatch(value))) and paints_plainly(name, value)


def _check_style(style: str) -> None:
    """Refuse a style that could fetch something: by an address, an import, or a function that takes one."""
    for found in _STYLE.finditer(_QUOTED.sub(" ", style)):
        allowed = FUNCTIONS if found["function"] else AT_RULES
        name = found["function"] or (found["rule"] or "").removeprefix("@")
        if found["never"] or (name and name not in allowed):
            raise UnsafeOutput(f"网页的样式：{found[0]}")
