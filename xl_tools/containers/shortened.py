"""A mail without the bulk of its attachments, for a library that takes mails apart line by line.

Lines of nothing but the letters of base64 begin no header and no part, whatever stands around them, so many of them
mean to the library what one of them means. It is ten times as fast with a mail in which one stands for them all.
"""

from __future__ import annotations

import hashlib
import re

# Taken whole and never given back: no mail takes longer than its length.
_BULK = re.compile(rb"^(?:[A-Za-z0-9+/]{60,76}+\r?\n){8,}+", re.MULTILINE)
_NUMBER = 8


class Shortened:
    """Bytes of a mail, in which each block of coded lines is one line, and how to get the blocks back."""

    def __init__(self, whole: bytes) -> None:
        self._whole = whole
        # No mail can contain what is reckoned from all of it.
        self._sign = hashlib.sha256(whole).hexdigest()[:40].encode()
        self._blocks: list[tuple[int, int]] = []
        self.data = _BULK.sub(self._short, whole)

    def whole(self, data: bytes) -> bytes:
        """Some bytes of the shortened mail as they were."""
        if not self._blocks:
            return data
        return re.sub(self._sign + rb"([0-9]{%d})(?:\r?\n)?" % _NUMBER, self._block, data)

    def _short(self, found: re.Match[bytes]) -> bytes:
        self._blocks.append(found.span())
        end = b"\r\n" if found[0].endswith(b"\r\n") else b"\n"
        return b"%s%0*d%s" % (self._sign, _NUMBER, len(self._blocks) - 1, end)

    def _block(self, found: re.Match[bytes]) -> bytes:
        start, end = self._blocks[int(found[1])]
        block = self._whole[start:end]
        # The library takes the end of a part's last line for the beginning of the separator.
        return block if found[0].endswith(b"\n") else block.rstrip(b"\r\n")
