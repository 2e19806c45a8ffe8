"""The gate of PDF files: what can be counted without following a reference, and streams inflated under limits.

Every stream that begins like packed data is unpacked here, whatever its dictionary says of it. What lies behind a
password cannot be looked into; the bounds of the reading process hold for that.
"""

from __future__ import annotations

import base64
import re
import zlib

from xl_tools.intake.documents import PDF, refuse_unless
from xl_tools.intake.kinds import Kind
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Published, Refusal

_HEADER, _HEAD = b"%PDF-", 1024
"""What a PDF begins with, and how far readers look for it."""
_END, _TAIL = b"%%EOF", 2048
# Some readers pass over the rest of the line.
_STREAM = re.compile(rb"(?<!end)stream[^\r\n]{0,200}(?:\r\n|\n|\r)")
_OBJECT = re.compile(rb"(?<=[0-9\s])obj\b")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_LIST = re.compile(rb"/ObjStm\b")
_COUNT = re.compile(rb"/N\s*([0-9]{1,9})")
_AROUND = 200
"""Bytes to both sides of a name in which the rest of its dictionary is looked for."""
_ASCII85 = re.compile(rb"(?:<~)?[!-uz\s]{1,80}")
_HEX = re.compile(rb"[0-9A-Fa-f\s]{1,80}>?")
_SPACE = b" \t\r\n\f\0"
_PIECE, _MOST = 512, 2**20
"""Bytes that are unpacked at a time: few at first, because what only looks packed ends soon."""


class PdfGate:
    """Gate of .pdf."""

    kind = PDF

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the file is not safe to open, or is something else."""
        with Published():
            limits.check("file_size", len(data))
            if _HEADER not in data[:_HEAD]:
                refuse_unless(data, PDF, Kind.PDF)
            if _END not in data.rstrip(_SPACE)[-_TAIL:]:
                raise Refusal("N15")
            limits.check("objects", len(_OBJECT.findall(data)) + _packed_objects(data))
            _Streams(data, limits).check()


def _packed_objects(data: bytes) -> int:
    """How many objects lie in streams of objects, as those say."""
    total = 0
    for found in _LIST.finditer(data):
        around = data[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        total += max((int(number) for number in _COUNT.findall(around)), default=0)
    return total


class _Streams:
    """The streams of a file, unpacked one after the other and counted."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data, self._limits = data, limits
        self._pages = 0
        self._work = -2 * len(data)
        """Bytes unpacked and made; overlapping streams are unpacked again and again, honest ones twice at the most."""

    def check(self) -> None:
        """Raises: Refusal if a limit is reached."""
        self._count_pages(self._data)
        view = memoryview(self._data)
        for found in _STREAM.finditer(self._data):
            content, level = self._unpacked(view[found.end() :], first=True), 1
            while content:
                self._limits.check("filters", level)
                self._count_pages(content)
                content, level = self._unpacked(memoryview(content)), level + 1

    def _count_pages(self, content: bytes) -> None:
        self._pages += len(_PAGE.findall(content))
        self._limits.check("pages", self._pages)

    def _unpacked(self, packed: memoryview, *, first: bool = False) -> bytes:
        """What is in there, by one filter; nothing if no filter that unpacks to more has been at work."""
        head = bytes(packed[:80])
        if len(head) > 1 and head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0:
            return self._inflated(packed)
        for pattern, mark in ((_ASCII85, b"~>"), (_HEX, b">")):
            if pattern.fullmatch(head.partition(mark)[0]) and (body := self._body(packed, mark, first)):
                self._spend(len(body))
                return _from_text(body, mark)
        return b""

    def _body(self, packed: memoryview, mark: bytes, first: bool) -> bytes:
        """What stands before the mark that ends it; nothing if that is not the end of the stream."""
        if not first:
            text = bytes(packed).rstrip(_SPACE)
            return text.removesuffix(mark) if text.endswith(mark) else b""
        start = len(self._data) - len(packed)
        end = self._data.find(mark, start, start + self._limits.stream)
        # Looking for a mark that is not there costs as much as finding it far away.
        self._spend((end if end >= 0 else len(self._data)) - start)
        after = self._data[end + len(mark) : end + len(mark) + 20].lstrip(_SPACE)
        return self._data[start:end] if end >= 0 and after.startswith(b"endstream") else b""

    def _inflated(self, packed: memoryview) -> bytes:
        unpacker, made = zlib.decompressobj(), bytearray()
        at, piece = 0, _PIECE
        while at < len(packed) and not unpacker.eof:
            self._spend(piece)
            try:
                made += unpacker.decompress(packed[at : at + piece], self._limits.stream + 1 - len(made))
            except zlib.error:
                break
            self._limits.check("stream", len(made))
            at, piece = at + piece, min(2 * piece, _MOST)
        self._spend(len(made))
        return bytes(made)

    def _spend(self, work: int) -> None:
        self._work += work
        self._limits.check("inflated", self._work)


def _from_text(body: bytes, mark: bytes) -> bytes:
    """The bytes that are written as text; nothing if it is none."""
    try:
        if mark == b">":
            digits = b"".join(body.split())
            return bytes.fromhex((digits + b"0"[: len(digits) % 2]).decode("ascii"))
        return base64.a85decode(body.strip(_SPACE).removeprefix(b"<~"), ignorechars=_SPACE)
    except ValueError:
        return b""
