"""The gate of web pages (.html, .mht): tags counted and nested as a parser meets them, merged cells, attributes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from xl_tools.intake.documents import PAGE, no_document, refuse_unless
from xl_tools.intake.kinds import Kind
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Published, Refusal

# What a tag may hold is taken whole and never given back, so that no page takes longer than its length.
_TAG = re.compile(rb"<(/?)([a-zA-Z][^\s/>]*)((?:[^=>]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)")
_ATTRIBUTE = re.compile(rb"=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s>]*+)|[^\s=]++")
_CLOSED_AT_ONCE = re.compile(rb"(?:^|[\s\"'])/$")
"""The last of what stands in a tag; behind a value without quotes the stroke belongs to that."""
_COMMENT = re.compile(rb"--!?>")
"""Its end, which may share its signs with the beginning."""
_SPAN = re.compile(rb"(row|col)span\s*=\s*[\"']?\s*\+?([0-9]+)", re.IGNORECASE)
_KNOWN = re.compile(
    rb"<(?:!doctype|html|head|body|title|meta|style|table|tr|td|p|div|span|h[1-6]|br|ul|ol|li|font|center|article|section)\b",
    re.IGNORECASE,
)
_HEADERS = re.compile(rb"\s*(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t]+[^\n]*\n)*)+\r?\n")
_CONTENT = re.compile(rb"content-type:", re.IGNORECASE)
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_UNCLOSED = frozenset(b"p li dt dd tr td th thead tbody tfoot option colgroup".split())
"""Elements that need no end tag; a parser closes them itself."""
_RANKS = {
    b"div": 150,
    **dict.fromkeys((b"td", b"th"), 160),
    b"tr": 170,
    **dict.fromkeys((b"thead", b"tbody", b"tfoot"), 180),
    b"table": 190,
    **dict.fromkeys((b"head", b"body"), 200),
    b"html": 220,
}
_USUAL, _FAR = 100, 1000
"""Rank of all other elements; how many open ones an end tag is held against."""
_RAW = frozenset(b"script style textarea title".split())
"""Elements in which a tag is text."""
_CODED_LINE = 76
_HEAD = 65_536


class PageGate:
    """Gate of .html, .htm, .mht and .mhtml."""

    kind = PAGE

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the page is not safe to open, or is something else."""
        with Published():
            limits.check("file_size", len(data))
            kind = refuse_unless(data, PAGE, Kind.PAGE, Kind.TEXT)
            archived = is_archive(data)
            texts = list(_pages_of(data, limits)) if archived else [_bytes_of(data)]
            if kind is Kind.TEXT and not archived and not has_tags(texts[0]):
                raise Refusal("N08", what=Kind.TEXT.value, ending=".txt")
            for text in texts:
                _check(text, limits)


def is_archive(data: bytes) -> bool:
    """Whether this is a web archive (.mht), whatever its name: it begins with headers, one of them of the content."""
    head = data[:_HEAD]
    return _HEADERS.match(head) is not None and _CONTENT.search(head) is not None


def has_tags(text: bytes) -> bool:
    """Whether a text has at least one tag of a web page in it."""
    return _KNOWN.search(text) is not None


def _bytes_of(data: bytes) -> bytes:
    """A page in an encoding in which every “<” is one byte. Raises: Refusal for what is no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    if b"\0" in data:
        raise no_document(PAGE)
    return data


def _pages_of(data: bytes, limits: Limits) -> Iterator[bytes]:
    """The pages of a web archive (.mht)."""
    from email import message_from_bytes

    # What is coded has full lines, as many as its size makes.
    limits.check("lines", data.count(b"\n") - len(data) // _CODED_LINE)
    limits.check("parts", data.count(b"\n--") - data.count(b"\n-->"))
    # A part of parts is read by a function that calls itself.
    limits.check("depth", data.lower().count(b"boundary="))
    for part in message_from_bytes(data).walk():
        # A script or a style is no page: what looks like a tag there is none.
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield _bytes_of(content)


def _check(text: bytes, limits: Limits) -> None:
    """Hold one page against the limits. Raises: Refusal."""
    limits.check("elements", text.count(b"<"), part=PAGE)
    nest = _Nest()
    area, shortest = 0, min(limits.attribute, limits.data_uri)
    for closing, name, inside in _tags(text):
        if len(inside) > shortest:
            _check_attributes(inside, limits)
        if closing:
            nest.end(name)
            continue
        if name in (b"td", b"th") and (spans := _SPAN.findall(inside)):
            area += _area(spans)
            limits.check("span_area", area)
        if name not in _VOID and not _CLOSED_AT_ONCE.search(inside):
            nest.begin(name)
            if nest.depth > limits.depth:
                limits.check("depth", nest.depth)


class _Nest:
    """Elements that are open, by the rules of the parser: an end closes what is in it, unless that ranks higher.

    Attributes:
        depth: how many they are, without those that the next of their kind closes.
    """

    def __init__(self) -> None:
        self.depth = 0
        self._names: list[bytes] = []
        self._open: Counter[bytes] = Counter()

    def begin(self, name: bytes) -> None:
        """Open an element."""
        self._names.append(name)
        self._open[name] += 1
        self.depth += name not in _UNCLOSED

    def end(self, name: bytes) -> None:
        """Close the element that an end tag closes, if there is one."""
        if not self._open[name]:
            return
        rank, names = _RANKS.get(name, _USUAL), self._names
        for inside in range(1, min(len(names), _FAR) + 1):
            if names[-inside] == name:
                for last in names[-inside:]:
                    self._open[last] -= 1
                    self.depth -= last not in _UNCLOSED
                del names[-inside:]
                return
            if _RANKS.get(names[-inside], _USUAL) > rank:
                return


def _tags(text: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Every tag: “/” for the end of an element, its name in lower case, and what else stands in it."""
    at = 0
    while (at := text.find(b"<", at)) >= 0:
        if text.startswith(b"<!--", at):
            end = _COMMENT.search(text, at + 2)
            if end is None:
                return
            at = end.end()
            continue
        found = _TAG.match(text, at)
        if found is None:
            at += 1
            continue
        closing, name, inside = found[1], found[2].lower(), found[3]
        yield closing, name, inside
        at = found.end()
        if name in _RAW and not closing:
            end = _end_of(text, name, at)
            if end < 0:
                return
            at = end


def _end_of(text: bytes, name: bytes, at: int) -> int:
    """Where the end tag of an element begins in which tags are text; -1 if there is none."""
    found = _ENDS[name].search(text, at)
    return found.start() if found else -1


_ENDS = {name: re.compile(b"</" + name, re.IGNORECASE) for name in _RAW}


def _check_attributes(inside: bytes, limits: Limits) -> None:
    for found in _ATTRIBUTE.finditer(inside):
        value = (found[1] or found[0]).strip(b"\"' \t\r\n")
        name = "data_uri" if value[:5].lower() == b"data:" else "attribute"
        limits.check(name, len(value), part=PAGE)


def _area(spans: list[tuple[bytes, bytes]]) -> int:
    """Places that a cell covers, by what browsers make of the numbers."""
    sides = {b"row": 1, b"col": 1}
    for side, number in spans:
        sides[side.lower()] = int(number) if len(number) < 6 else 65_534
    return sides[b"row"] * sides[b"col"]
