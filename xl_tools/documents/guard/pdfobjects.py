"""The objects of a PDF file, read from its first byte to its last, those in compressed object streams as well.

The cross-reference tables are not trusted: an object that no table mentions is read like any other.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from xl_tools.errors import UnsafeOutput


class Name(str):
    """A PDF name, without its slash and with its #xx escapes resolved."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to the object with this number."""

    number: int


Value = Name | bytes | Reference | str | list["Value"] | dict[str, "Value"]
"""Strings are bytes as written between their delimiters, numbers and keywords plain text."""


@dataclass(frozen=True, slots=True)
class Object:
    """One object; `number` is 0 for a trailer, `stream` the stored bytes of a stream, None where it has none."""

    number: int
    value: Value
    stream: bytes | None = None

    @property
    def entries(self) -> dict[str, Value]:
        """The entries of a dictionary; of anything else, none."""
        return self.value if isinstance(self.value, dict) else {}


_BLANK = rb"\0\t\n\f\r "
_REGULAR = rb"[^\0\t\n\f\r ()<>\[\]{}/%]"


def _string(depth: int) -> bytes:
    """A pattern for a string with balanced parentheses, some levels deep."""
    inner = rb"|" + _string(depth - 1) if depth else b""
    return rb"\((?:[^()\\]++|\\." + inner + rb")*+\)"


_TOKEN = re.compile(
    rb"[" + _BLANK + rb"]*(?:"
    rb"(?P<obj>[0-9]+[" + _BLANK + rb"]+[0-9]+[" + _BLANK + rb"]+obj(?!" + _REGULAR + rb"))"
    rb"|(?P<ref>[0-9]+[" + _BLANK + rb"]+[0-9]+[" + _BLANK + rb"]+R(?!" + _REGULAR + rb"))"
    rb"|(?P<name>/" + _REGULAR + rb"*)"
    rb"|(?P<word>" + _REGULAR + rb"+)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|(?P<string>" + _string(4) + rb"|<[0-9A-Fa-f" + _BLANK + rb"]*>)"
    rb"|(?P<comment>%[^\r\n]*)"
    rb"|(?P<other>[^" + _BLANK + rb"]))",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_HEADER = re.compile(rb"%PDF-[12]\.[0-9]")
_BETWEEN = re.compile(rb"xref|startxref|[0-9]+|[nf]")
"""The words of cross-reference tables, which stand between objects."""

Tokens = Iterator[re.Match[bytes]]


def objects(content: bytes) -> Iterator[Object]:
    """Every object and every trailer of the file.

    Raises: UnsafeOutput for anything that stands outside objects, is not closed, or cannot be read.
    """
    if not _HEADER.match(content):
        raise UnsafeOutput("不是 PDF 文件")
    if not content.rstrip().endswith(b"%%EOF"):
        raise UnsafeOutput("PDF 文件不完整")
    try:
        for one in _objects(content):
            yield one
            if one.stream is not None and (one.entries.get("Type") == "ObjStm" or "First" in one.entries):
                yield from _compressed(one)
    except (StopIteration, RuntimeError, ValueError, zlib.error) as error:
        # A generator turns the StopIteration of a file that is cut off into a RuntimeError.
        raise UnsafeOutput("PDF 文件不完整") from error


def inflated(one: Object) -> bytes:
    """The bytes of a stream. Raises: UnsafeOutput for one that is coded in another way than Flate."""
    coding = one.entries.get("Filter")
    if coding is None:
        return one.stream or b""
    if coding not in ("FlateDecode", ["FlateDecode"]) or "DecodeParms" in one.entries:
        raise UnsafeOutput(f"PDF 的编码：{coding}")
    return zlib.decompress(one.stream or b"")


def _objects(content: bytes) -> Iterator[Object]:
    tokens = _tokens(content, 0)
    while token := next(tokens, None):
        if token.lastgroup == "obj":
            number = int(token["obj"].split()[0])
            value = _value(next(tokens), tokens)
            end = next(tokens)
            stream = None
            if end["word"] == b"stream":
                stream, after = _stream(content, end.end(), value)
                tokens = _tokens(content, after)
                end = next(tokens)
            if end["word"] != b"endobj":
                raise _unknown(end)
            yield Object(number, value, stream)
        elif token["word"] == b"trailer":
            yield Object(0, _value(next(tokens), tokens))
        elif not token["word"] or not _BETWEEN.fullmatch(token["word"]):
            raise _unknown(token)


def _stream(content: bytes, start: int, value: Value) -> tuple[bytes, int]:
    """The stored bytes of a stream, and where the file goes on."""
    start += 2 if content.startswith(b"\r\n", start) else 1
    length = value.get("Length") if isinstance(value, dict) else None
    # A length that stands in another object is not looked up: the end is found by its word.
    sure = int(length) if isinstance(length, str) else 0
    end = content.index(b"endstream", start + sure)
    return content[start:end] if not sure else content[start : start + sure], end + len(b"endstream")


def _compressed(container: Object) -> Iterator[Object]:
    content = inflated(container)
    first, count = (int(str(container.entries[key])) for key in ("First", "N"))
    numbers = [int(word) for word in content[:first].split()[: 2 * count : 2]]
    tokens = _tokens(content, first)
    for number in numbers:
        yield Object(number, _value(next(tokens), tokens))
    if rest := next(tokens, None):
        raise _unknown(rest)


def _tokens(content: bytes, start: int) -> Tokens:
    return (token for token in _TOKEN.finditer(content, start) if token.lastgroup != "comment")


def _value(token: re.Match[bytes], tokens: Tokens) -> Value:
    match token.lastgroup:
        case "name":
            return _name(token["name"])
        case "ref":
            return Reference(int(token["ref"].split()[0]))
        case "string":
            return token["string"]
        case "word":
            return token["word"].decode("latin-1")
        case "open" if token["open"] == b"[":
            return list(_until(b"]", tokens))
        case "open":
            entries = iter(_until(b">>", tokens))
            return {str(key): next(entries) for key in entries}
        case _:
            raise _unknown(token)


def _until(close: bytes, tokens: Tokens) -> Iterator[Value]:
    while (token := next(tokens))["close"] != close:
        yield _value(token, tokens)


@lru_cache(maxsize=1024)
def _name(text: bytes) -> Name:
    return Name(_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), text[1:]).decode("utf-8", "replace"))


def _unknown(token: re.Match[bytes]) -> UnsafeOutput:
    return UnsafeOutput(f"PDF：{token[0].strip()[:20].decode('latin-1')}")
