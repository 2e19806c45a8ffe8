"""A web page as a source, saved as .html or .mht: what a browser shows of it, line by line and table by table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from importlib import import_module
from typing import Any, cast

from xl_tools.characters import clean
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.webpage import is_archive
from xl_tools.published.encoding import decode
from xl_tools.published.listmarks import list_mark
from xl_tools.published.source import Block, Line, Source, SourceKind
from xl_tools.published.source_blocks import EDGES, INPUT, PICTURE, Cell, blocks_of, lines_of, located

_html = cast(Any, import_module("lxml.html"))
_etree = cast(Any, import_module("lxml.etree"))

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr html legend li main ol p pre section summary tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split()) | frozenset(_HEADINGS)
_UNSEEN_TAGS = (
    "applet audio base button canvas datalist del embed frame frameset head iframe input link map menu meta nav "
    "noframes noscript object option param rp rt s script select strike style svg template textarea title video"
)
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_UNSEEN_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar"})
_UNSEEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|text-decoration(?:-line)?\s*:[^;]*line-through)",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(
    r"(?:^|;)\s*font-size\s*:\s*0+(?:\.0*)?\s*(?:px|pt|r?em|%)?\s*(?:!\s*important\s*)?(?:;|$)", re.IGNORECASE
)
_RAISED_STYLE = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(?:super|sub)\b", re.IGNORECASE)
_INSTEAD = dict.fromkeys(("img", "svg", "canvas", "object", "embed", "video", "iframe"), PICTURE) | dict.fromkeys(
    ("input", "select", "textarea"), INPUT
)
"""What a cell shows that is no text, by element."""
_BLOCK_STYLE = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|list-item)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_GROUPS = ("thead", "tbody", "tfoot")
_WIDEST = 64
"""Columns that one cell may take; the widest table of the form has 15."""
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
_HEAD = 4096


def read_page(data: bytes) -> Source:
    """What a saved page shows.

    Args:
        data: of a file that passed the gate, .html or .mht.

    Raises: Refusal N33 if it cannot be parsed, N32 for an unknown encoding, N31 if there is no text in it.
    """
    text = _text_of(data)
    root = _parsed(text)
    if root is None:
        raise Refusal("N31")
    title = next((node.text_content() for node in root.iter("title")), "")
    blocks = located(_Reader().blocks(_main(root)))
    if not blocks:
        raise Refusal("N31")
    return Source(SourceKind.PAGE, blocks, _BLANKS.sub(" ", clean(title)).strip(EDGES))


def _text_of(data: bytes) -> str:
    charset = ""
    if is_archive(data):
        pages: list[tuple[bytes, str]] = []
        for part in message_from_bytes(data).walk():
            content: Any = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
            if isinstance(content, bytes):
                pages.append((content, part.get_content_charset("")))
        if not pages:
            raise Refusal("N31")
        # Frames and advertisements are parts like the page itself.
        data, charset = max(pages, key=lambda page: len(page[0]))
    declared = _DECLARED.search(data[:_HEAD])
    return decode(data, charset or (declared[1].decode("ascii") if declared else ""))


def _parsed(text: str) -> Any:
    parser = _html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        # As bytes, because a text that declares an encoding is refused.
        root = _html.document_fromstring(clean(text).encode(), parser=parser)
    except _etree.ParserError:
        return None
    except (_etree.LxmlError, ValueError) as error:
        raise Refusal("N33") from error
    for entry in parser.error_log:
        if entry.type_name == "ERR_NO_MEMORY":
            raise MemoryError
        if entry.level_name == "FATAL":
            # The parser gave up in the middle, and half a page would pass for a whole one.
            raise Refusal("N33")
    return root


def _main(root: Any) -> Any:
    """The part that the page itself calls its main one, if all tables of figures are in it; else the whole."""
    tables = sum(1 for _ in root.iter("table"))
    for node in root.iter("main", "article"):
        if sum(1 for _ in node.iter("table")) == tables > 0 and not _is_unseen(node):
            return node
    return root


class _Flow:
    """Text on its way into lines; inline elements add to it, every beginning or end of a block ends it.

    Args:
        in_cell: raised and lowered characters stand apart: a number and the mark of its footnote are no one number.
    """

    def __init__(self, *, in_cell: bool = False) -> None:
        self.in_cell = in_cell
        self.blocks: list[Block] = []
        self.mark = ""
        """Number of a list item, until there is text for it to stand in front of."""
        self._pieces: list[str] = []

    def add(self, text: str) -> None:
        self._pieces.append(text)

    def end(self, level: int = 0) -> None:
        text = re.sub(" *\n *", "\n", re.sub(" +", " ", "".join(self._pieces))).replace("\xa0", " ")
        self._pieces.clear()
        lines = lines_of(text, level)
        if lines and self.mark:
            lines[0] = Line(self.mark + lines[0].text, "", level)
            self.mark = ""
        self.blocks += lines


class _Reader:
    def blocks(self, root: Any) -> list[Block]:
        flow = _Flow()
        self._element(root, flow, 0, False)
        flow.end()
        return flow.blocks

    def _element(self, node: Any, flow: _Flow, level: int, kept: bool, mark: str = "") -> None:
        """Add what an element shows; `kept`: blanks and line ends are shown as they stand."""
        tag = node.tag
        if not isinstance(tag, str) or _is_unseen(node):
            return
        if tag == "br":
            flow.add("\n")
        elif tag == "table":
            flow.end(level)
            flow.blocks += self._table(node)
        elif tag in _BLOCKS or _BLOCK_STYLE.search(node.get("style", "")):
            flow.end(level)
            inner = _HEADINGS.get(tag, level)
            if mark:
                flow.mark = mark
            self._content(node, flow, inner, kept or tag == "pre")
            flow.end(inner)
            if mark:
                flow.mark = ""
        else:
            apart = " " if flow.in_cell and _is_raised(node) and node.text_content().strip() else ""
            flow.add(apart)
            self._content(node, flow, level, kept)
            flow.add(apart)

    def _content(self, node: Any, flow: _Flow, level: int, kept: bool) -> None:
        marks = _marks(node) if node.tag == "ol" else None
        flow.add(_shown(node.text, kept))
        for part in node:
            mark = next(marks, "") if marks is not None and part.tag == "li" else ""
            self._element(part, flow, level, kept, mark)
            flow.add(_shown(part.tail, kept))

    def _table(self, table: Any) -> list[Block]:
        outside = _Flow()
        groups: dict[str, list[list[Any]]] = {name: [] for name in _GROUPS}
        self._rows(table, [], groups, outside)
        outside.end()
        cells: list[Cell] = []
        row = 0
        for group in (*groups["thead"], *groups["tbody"], *groups["tfoot"]):
            row = self._laid_out(group, row, cells)
        return outside.blocks + blocks_of(cells)

    def _rows(self, node: Any, rows: list[Any], groups: dict[str, list[list[Any]]], outside: _Flow) -> None:
        """Sort the rows below `node` into the groups of the table; what stands between them goes `outside`.

        Rows that are in no group of their own share one.
        """
        if node.tag == "table":
            groups["tbody"].append(rows)
        outside.add(_shown(node.text, False))
        loose: list[Any] = []
        for part in node:
            if isinstance(part.tag, str) and not _is_unseen(part):
                if part.tag in ("td", "th"):
                    if not loose:
                        rows.append(loose)
                    loose.append(part)
                elif part.tag == "tr":
                    rows.append(part)
                elif part.tag in _GROUPS:
                    own: list[Any] = []
                    groups[part.tag].append(own)
                    self._rows(part, own, groups, outside)
                elif next(part.iter("tr"), None) is not None and part.tag != "caption":
                    self._rows(part, rows, groups, outside)
                elif part.tag not in ("col", "colgroup"):
                    self._element(part, outside, 0, False)
            outside.add(_shown(part.tail, False))

    def _laid_out(self, rows: Sequence[Any], first: int, cells: list[Cell]) -> int:
        """Lay out the rows of one group, as browsers do; return the number of the row after them."""
        until: dict[int, int] = {}
        for index, line in enumerate(rows):
            column = 0
            for node in line:
                if node.tag not in ("td", "th") or _is_unseen(node):
                    continue
                while until.get(column, 0) > index:
                    column += 1
                columns = 1
                for _ in range(_span(node, "colspan", 1, _WIDEST) - 1):
                    if until.get(column + columns, 0) > index:
                        break
                    columns += 1
                height = _span(node, "rowspan", 0, len(rows) - index) or len(rows) - index
                until |= dict.fromkeys(range(column, column + columns), index + height)
                flow = _Flow(in_cell=True)
                self._content(node, flow, 0, False)
                flow.end()
                cells.append(
                    Cell(first + index, column, columns, height, flow.blocks, "" if flow.blocks else _instead(node))
                )
                column += columns
        return first + len(rows)


def _is_unseen(node: Any) -> bool:
    if node.tag in _UNSEEN or node.get("hidden") is not None or _UNSEEN_STYLE.search(node.get("style", "")):
        return True
    if _NO_SIZE.search(node.get("style", "")):
        # Of no size themselves, elements may hold others that have one.
        return not any("font-size" in one.get("style", "") for one in node.iterdescendants())
    if _is_download(node) or node.get("role", "") in _UNSEEN_ROLES:
        return True
    return node.tag == "footer" and all(one.tag not in ("main", "article") for one in node.iterancestors())


def _is_download(node: Any) -> bool:
    """Whether this is a link to the same report as a file, and not to an annex that the text speaks of."""
    return node.tag == "a" and node.get("download") is not None and node.text_content().lstrip().startswith("下载")


def _is_raised(node: Any) -> bool:
    return node.tag in ("sup", "sub") or bool(_RAISED_STYLE.search(node.get("style", "")))


def _instead(cell: Any) -> str:
    """What a cell shows that is no text; empty for nothing."""
    shown = (one for one in cell.iter(*_INSTEAD) if one.get("type") != "hidden" and one.get("hidden") is None)
    return next((_INSTEAD[one.tag] for one in shown if not _UNSEEN_STYLE.search(one.get("style", ""))), "")


def _shown(text: str | None, kept: bool) -> str:
    if not text:
        return ""
    return text if kept else _BLANKS.sub(" ", text)


def _span(node: Any, name: str, least: int, most: int) -> int:
    text = node.get(name, "1").strip()
    number = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 1
    return min(max(number, least), most)


def _marks(node: Any) -> Iterator[str]:
    """What a browser shows in front of the items of an ordered list, one after the other."""
    style = node.get("style", "")
    items = {item for item in node if item.tag == "li" and not _is_unseen(item)}
    down = node.get("reversed") is not None
    number = _whole(node.get("start"), len(items) if down else 1)
    for item in node:
        if item.tag != "li":
            continue
        if item not in items:
            yield ""
            continue
        number = _whole(item.get("value"), number)
        yield list_mark(number, item.get("type") or node.get("type", ""), style)
        number += -1 if down else 1


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*-?[0-9]{1,6}\s*", text) else default
