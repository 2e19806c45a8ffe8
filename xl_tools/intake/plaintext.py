"""The gate of plain texts (.txt): no binary file, and lines of a length and number that people write."""

from __future__ import annotations

from xl_tools.intake.documents import TEXT, no_document, refuse_unless
from xl_tools.intake.kinds import Kind
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Published

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class TextGate:
    """Gate of .txt."""

    kind = TEXT

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the file is too large or no text; in which encoding it is, the reader finds out."""
        with Published():
            limits.check("file_size", len(data))
            refuse_unless(data, TEXT, Kind.TEXT, Kind.UNKNOWN)
            if not _may_be_text(data):
                raise no_document(TEXT)
            # Counted before they are laid out.
            limits.check("lines", max(data.count(b"\n"), data.count(b"\r")) + 1)
            limits.check("elements", data.count(b"\t"), part=TEXT)
            limits.check("line", max(map(len, data.splitlines()), default=0))


def _may_be_text(data: bytes) -> bool:
    """Whether there is no NUL but as one half of characters of two bytes."""
    return b"\0" not in data or data[:2] in _UTF16 or any(_is_wide(data, order) for order in ("le", "be"))


def _is_wide(data: bytes, order: str) -> bool:
    try:
        return "\0" not in data.decode(f"utf-16-{order}")
    except UnicodeDecodeError:
        return False
