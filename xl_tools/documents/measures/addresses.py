"""Where an address of mail or of a page may go on in the next line: after its signs, never inside a name."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"@|//|www\.")
_PARTS = re.compile(r"[^@./?&=]*[@./?&=]+|[^@./?&=]+")


def address_parts(word: str) -> tuple[str, ...]:
    """The parts of a word between which it may break; one part if it is no address.

    >>> address_parts("a@example.gov.cn"), address_parts("12.5")
    (('a@', 'example.', 'gov.', 'cn'), ('12.5',))
    """
    return tuple(_PARTS.findall(word)) if _ADDRESS.search(word) else (word,)
