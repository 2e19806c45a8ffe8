"""Where a text may go on in the next line: at a line break, or between the parts of a title, a label or an address.

Chinese breaks between any two characters, and Latin letters break nowhere. Both are wrong at places: a title is not
parted within a word, and one long address would stretch the line before it. The places are marked with the element
wbr, which no text of the page contains, so that what is copied or searched is the text as the office wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from xl_tools.documents.markup import Node, tag
from xl_tools.documents.measures.addresses import address_parts
from xl_tools.documents.measures.labels import broken_label

_TITLE_PARTS = re.compile(
    r"[0-9]+年|政府信息公开|工作|年度|报告|图解：?"
    # A division's name ends with the last of such letters, as 惠州市 does; only 市 may begin the next name, as 市中区.
    r"|.+?(?:[省市州盟县区旗乡镇](?![省市州盟县区旗乡镇])|市(?=市)|街道|(?=政府信息公开|人民政府|办公室)|$)"
)
_TWO_WORDS = 4
"""Characters of a piece of a label that may be halved: a telephone has no room for 不予公开."""
_LATIN = re.compile(r"[!-~]+")


def broken_lines(lines: Iterable[str]) -> Iterator[Node | str]:
    """The lines with a line break between each two."""
    return _between(lines, "br")


def title_parts(text: str) -> Iterator[Node | str]:
    """A line of a title, which may break after a division's name and between the words of the report's name."""
    return _between(_TITLE_PARTS.findall(text), "wbr")


def label_parts(text: str) -> Sequence[Node | str]:
    """A label of a table, which may break between its words; one piece if it breaks anywhere.

    A word of single characters is an element of its own, class `upright`, for columns too narrow for it.
    """
    pieces = broken_label(text)
    if len(pieces) > 1 and max(map(len, pieces)) == 1:
        return [tag("span", text, class_="upright")]
    halves = (half for piece in pieces for half in ((piece[:2], piece[2:]) if len(piece) == _TWO_WORDS else (piece,)))
    return list(_between(halves, "wbr"))


def running_text(text: str) -> Iterator[Node | str]:
    """A paragraph's text, in which addresses of mail and of pages may break after their signs."""
    end = 0
    for word in _LATIN.finditer(text):
        parts = address_parts(word[0])
        if len(parts) > 1:
            yield text[end : word.start()]
            yield from _between(parts, "wbr")
            end = word.end()
    yield text[end:]


def _between(texts: Iterable[str], name: str) -> Iterator[Node | str]:
    for index, text in enumerate(texts):
        if index:
            yield tag(name)
        yield text
