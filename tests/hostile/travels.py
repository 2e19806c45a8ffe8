"""Archives and mails of every kind, made byte by byte: what the hostile ones start from."""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hostile.zipbytes import STORED, UTF8, Member, archive

INSIDE = b'{"a": "1234"}'
"""What can be taken out of every one of them that is opened."""
NAME = "某某局2025年年报.json"
SENT = "Mon, 05 Jan 2026 18:30:00 +0800"
BEGIN = b"From a@example.org Mon Jan  5 18:30:00 2026\n"
"""The line before a mail in a mailbox."""


# --- archives


def zipped(*more: Member, name: bytes = NAME.encode(), **archived: object) -> bytes:
    """An archive of a file, and others behind it."""
    return archive([Member(name, INSIDE, flags=UTF8), *more], **archived)  # type: ignore[arg-type]


def folded(content: bytes, levels: int) -> bytes:
    """A file in an archive in an archive, so many of them."""
    for level in range(levels):
        content = archive([Member(b"a.zip" if level else b"a.json", content, method=STORED)])
    return content


# --- mails


def mail(*parts: bytes, head: str = "", subject: str = "年报", boundary: str = "b") -> bytes:
    """A mail of these parts; by default a text and a file."""
    parts = parts or (text(), attachment())
    lines = (
        f"From: =?utf-8?b?{coded('办公室'.encode())}?= <a@example.org>\r\nTo: b@example.org\r\nDate: {SENT}\r\n"
        f"Subject: =?utf-8?b?{coded(subject.encode())}?=\r\nMIME-Version: 1.0\r\n{head}"
    )
    return lines.encode() + mixed(*parts, boundary=boundary)


def mixed(*parts: bytes, boundary: str = "b") -> bytes:
    """A part of parts, with its header."""
    mark = boundary.encode()
    body = b"".join(b"--%b\r\n%b\r\n" % (mark, part) for part in parts)
    return b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n%b--%b--\r\n' % (mark, body, mark)


def text(words: str = "请查收。") -> bytes:
    """The text of a mail."""
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head + words.encode()


def attachment(
    disposition: bytes | None = None,
    content: bytes = INSIDE,
    kind: bytes = b"application/octet-stream",
    more: bytes = b"",
) -> bytes:
    """A file in base64.

    Args:
        disposition: the whole value of the header; by default one that declares NAME by RFC 2231.
    """
    if disposition is None:
        disposition = b"attachment; filename*=utf-8''" + "".join(f"%{byte:02X}" for byte in NAME.encode()).encode()
    how = b"Content-Disposition: " + disposition + b"\r\n" if disposition else b""
    head = b"Content-Type: %b\r\n%bContent-Transfer-Encoding: base64\r\n%b\r\n" % (kind, how, more)
    return head + base64.encodebytes(content).replace(b"\n", b"\r\n")


def attached(message: bytes) -> bytes:
    """A mail as a part of another."""
    return b"Content-Type: message/rfc822\r\n\r\n" + message


def mailbox(*mails: bytes) -> bytes:
    """A mailbox of these mails."""
    return b"".join(BEGIN + one.replace(b"\r\n", b"\n") + b"\n" for one in mails)


def coded(raw: bytes) -> str:
    """Bytes in base64, on one line."""
    return base64.b64encode(raw).decode()


# --- compound files


_SECTOR, _SMALL, _SMALLEST = 512, 64, 4096
_LISTED = 109
_FREE, _LAST, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass
class Node:
    """A folder of a compound file.

    Attributes:
        sizes: what the directory says of streams of these names, where it is a lie.
    """

    streams: dict[str, bytes] = field(default_factory=dict)
    folders: dict[str, Node] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)


def compound_of(
    root: Node,
    links: Mapping[int, int] | None = None,
    entries: Callable[[list[list[int]]], None] = lambda entries: None,
) -> bytes:
    """The bytes of a compound file: header, table, directory, table of small sectors, small sectors, the others.

    Args:
        links: entries of the table of sectors that are a lie.
        entries: changes the numbers of the directory's entries: kind, left, right, child, start, size.
    """
    names, numbers, contents = ["Root Entry"], [[5, _FREE, _FREE, _FREE, _LAST, 0]], [b""]

    def add(node: Node, parent: int) -> None:
        before = -1
        for name, content in (*node.streams.items(), *node.folders.items()):
            number = len(names)
            names.append(name)
            is_folder = isinstance(content, Node)
            size = 0 if is_folder else node.sizes.get(name, len(content))
            numbers.append([1 if is_folder else 2, _FREE, _FREE, _FREE, _LAST, size])
            contents.append(b"" if is_folder else content)
            # A list, each to the right of the one before: a tree all the same.
            if before < 0:
                numbers[parent][3] = number
            else:
                numbers[before][2] = number
            before = number
            if is_folder:
                add(content, number)

    add(root, 0)
    small, small_table = b"", list[int]()
    for number, content in enumerate(contents):
        if content and len(content) < _SMALLEST:
            first, count = len(small_table), -(-len(content) // _SMALL)
            numbers[number][4] = first
            small_table += [*range(first + 1, first + count), _LAST]
            small += content.ljust(count * _SMALL, b"\0")
    directory = _filled(b"".join(map(bytes, [bytes(128)] * len(names))))
    large = {number: content for number, content in enumerate(contents) if len(content) >= _SMALLEST}
    pieces = [directory, _filled(struct.pack(f"<{len(small_table)}I", *small_table), b"\xff"), _filled(small)]
    pieces += [_filled(content) for content in large.values()]
    count = sum(len(piece) // _SECTOR for piece in pieces)
    tables = 1
    while tables * (_SECTOR // 4) < tables + count + 9:
        tables += 1
    table, starts = [_TABLE] * tables, list[int]()
    for piece in pieces:
        sectors = len(piece) // _SECTOR
        starts.append(len(table) if sectors else _LAST)
        table += [*range(len(table) + 1, len(table) + sectors), _LAST][:sectors]
    for at, number in enumerate(large):
        numbers[number][4] = starts[3 + at]
    numbers[0][4:] = [starts[2], len(small)]
    for at, link in (links or {}).items():
        table[at] = link
    table += [_FREE] * (tables * (_SECTOR // 4) - len(table))
    entries(numbers)
    raw = b"".join(_entry(name, *fields) for name, fields in zip(names, numbers, strict=True))
    pieces[0] = _filled(raw)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    listed = [*range(tables), *[_FREE] * (_LISTED - tables)]
    more, first_more, each = b"", _LAST, _SECTOR // 4 - 1
    rest = listed[_LISTED:]
    count_more = -(-len(rest) // each)
    if rest:
        # Sectors that list the others stand behind everything.
        first_more = tables + count
    for at in range(count_more):
        piece = rest[at * each : (at + 1) * each]
        following = first_more + at + 1 if at + 1 < count_more else _LAST
        more += struct.pack(f"<{each + 1}I", *piece, *[_FREE] * (each - len(piece)), following)
    header += struct.pack(
        "<9I", 0, tables, starts[0], 0, _SMALLEST, starts[1], len(pieces[1]) // _SECTOR, first_more, count_more
    )
    header += struct.pack(f"<{_LISTED}I", *listed[:_LISTED])
    return header + struct.pack(f"<{len(table)}I", *table) + b"".join(pieces) + more


def _filled(content: bytes, by: bytes = b"\0") -> bytes:
    return content.ljust(-(-len(content) // _SECTOR) * _SECTOR, by)


def _entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")[:62] + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack("<HBB3I36xIQ", len(raw), kind, 1, left, right, child, start, size)


# --- mails of Outlook


PROPERTIES = "__properties_version1.0"


def properties(values: Mapping[int, object], offset: int, code_page: str = "") -> dict[str, bytes]:
    """The streams of these properties.

    Args:
        offset: bytes before the table of properties: 32 for a mail, 24 for an attached one, 8 for an attachment.
        code_page: of texts that are not in Unicode.
    """
    table, streams = bytes(offset), dict[str, bytes]()
    for name, value in values.items():
        if isinstance(value, str):
            kind, raw = (0x1E, value.encode(code_page)) if code_page else (0x1F, value.encode("utf-16-le"))
        elif isinstance(value, bytes):
            kind, raw = 0x102, value
        elif isinstance(value, datetime):
            kind, raw = 0x40, None
            number = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7
        else:
            kind, raw, number = 3, None, int(value)  # type: ignore[call-overload]
        if raw is None:
            table += struct.pack("<2HIQ", kind, name, 6, number)
        else:
            table += struct.pack("<2HI2I", kind, name, 6, len(raw), 0)
            streams[f"__substg1.0_{name:04X}{kind:04X}"] = raw
    return {PROPERTIES: table, **streams}


SUBJECT, SENDER, ADDRESS, SUBMITTED, CODE_PAGE = 0x0037, 0x0C1A, 0x0C1F, 0x0039, 0x3FFD
DATA, FILE, METHOD, CONTENT_ID, FLAGS, HIDDEN, MIME = 0x3701, 0x3707, 0x3705, 0x3712, 0x3714, 0x7FFE, 0x370E
_WHEN = datetime(2026, 1, 5, 10, 30, tzinfo=UTC)


def outlook(
    *attachments: Node, values: Mapping[int, object] | None = None, offset: int = 32, code_page: str = ""
) -> Node:
    """A mail with these attachments; by default a file."""
    found = {SUBJECT: "年报", SENDER: "办公室", ADDRESS: "a@example.org", SUBMITTED: _WHEN, **(values or {})}
    node = Node(properties(found, offset, code_page))
    for number, one in enumerate(attachments or (outlook_file(),)):
        node.folders[f"__attach_version1.0_#{number:08X}"] = one
    return node


def outlook_file(
    name: str = NAME, content: bytes = INSIDE, values: Mapping[int, object] | None = None, code_page: str = ""
) -> Node:
    """An attachment that is a file."""
    return Node(properties({FILE: name, DATA: content, METHOD: 1, **(values or {})}, 8, code_page))


def outlook_mail(inner: Node) -> Node:
    """An attachment that is a mail; `inner` was made with offset=24."""
    return Node(properties({METHOD: 5}, 8), {"__substg1.0_3701000D": inner})


def msg(*attachments: Node, **more: object) -> bytes:
    """A mail as Outlook saves it."""
    return compound_of(outlook(*attachments, **more))  # type: ignore[arg-type]


def built(make: Callable[..., bytes], *given: object, **more: object) -> Callable[[], bytes]:
    """Makes it when asked."""
    return lambda: make(*given, **more)
