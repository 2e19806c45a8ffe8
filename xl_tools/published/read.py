"""A published document's bytes → what stands in it, in the reading process: first the gate, then a reader.

A reader and its libraries are loaded when the first document of its kind comes: a command reads one or two documents,
and those of other kinds would delay it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from xl_tools.intake.gates import PUBLISHED
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.wordfile import WordPackage
from xl_tools.published.source import Source, SourceKind, to_plain

# How the parsers say that a password is wanted, and that memory has ended: the one in a name, the other in a number.
_PASSWORD, _NO_MEMORY = "PDFPasswordIncorrect", 2


def extract(data: bytes, *, limits: Limits = DEFAULT, kind: str) -> dict[str, Any]:
    """The Source that the bytes hold, as to_plain gives it.

    Args:
        kind: value of the SourceKind that the file's name promises.

    Raises: Refusal.
    """
    return to_plain(_read(data, SourceKind(kind), limits))


def _read(data: bytes, kind: SourceKind, limits: Limits) -> Source:
    try:
        return _READERS[kind](data, limits)
    except Refusal as refusal:
        # Not in a loop here: a variable of this frame would keep the refusal, and with it all that was unpacked.
        if _is_caused(refusal, _wants_a_password):
            raise Refusal("N06") from refusal
        if _is_caused(refusal, _lacks_memory):
            raise MemoryError from refusal
        raise


def _is_caused(error: BaseException | None, by: Callable[[BaseException], bool]) -> bool:
    while error is not None:
        if by(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _wants_a_password(error: BaseException) -> bool:
    return any(type(one).__name__ == _PASSWORD for one in (error, *error.args))


def _lacks_memory(error: BaseException) -> bool:
    return type(error).__module__ == "lxml.etree" and getattr(error, "code", 0) == _NO_MEMORY


def _word(data: bytes, limits: Limits) -> Source:
    plain = WordPackage(data, limits).plain()
    from xl_tools.published.word import read_word

    return read_word(plain)


def _page(data: bytes, limits: Limits) -> Source:
    PUBLISHED[".html"].check(data, limits)
    from xl_tools.published.page import read_page

    return read_page(data)


def _text(data: bytes, limits: Limits) -> Source:
    PUBLISHED[".txt"].check(data, limits)
    from xl_tools.published.text import read_text

    return read_text(data)


def _pdf(data: bytes, limits: Limits) -> Source:
    PUBLISHED[".pdf"].check(data, limits)
    from xl_tools.published.pdf import read_pdf

    return read_pdf(data)


_READERS: Mapping[SourceKind, Callable[[bytes, Limits], Source]] = MappingProxyType(
    {SourceKind.WORD: _word, SourceKind.PAGE: _page, SourceKind.TEXT: _text, SourceKind.PDF: _pdf}
)
