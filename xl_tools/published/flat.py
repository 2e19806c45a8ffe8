"""Text whose tables lost their lines, one cell a line or one row a line → labels, numbers and gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from xl_tools.published.labels import Mark, distance, exact_key, marks
from xl_tools.published.litter import is_page_number, without_marks
from xl_tools.published.rows import Text, is_blank, is_value
from xl_tools.published.source import Line

_MOST_PIECES, _LONGEST = 40, 60
"""Lines over which one label may be broken, where it is printed vertically, and its characters."""
_FEWEST_NUMBERS = 3
"""Numbers alone on a line that are a row; fewer are one number with a gap in it."""
_WIDE_GAP = re.compile(r"[ \u3000\xa0]+")
_BARE_ORDINAL = re.compile(
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、．]|[（(][一二三四五六七八九十0-9]{1,3}[）)]"
)

_DOT = re.compile(r"[.、．]")


class TokenKind(Enum):
    """What a stretch of a flattened table is."""

    LABEL = "label"
    VALUE = "value"
    BLANK = "blank"
    """A cell that is there and empty: a tab with nothing behind it."""
    EMPTY = "empty"
    """An empty line, which may be an empty cell or only a gap."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """A label, number, gap or note of a flattened table; `marks` only for labels."""

    kind: TokenKind
    text: Text
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    where: str
    opens: bool
    """Stands behind a tab: a new cell begins here."""
    tabbed: bool


def tokens(lines: Sequence[Line]) -> tuple[list[Token], bool]:
    """The flattened tables as labels and numbers, and whether tabs tell where a cell begins."""
    pieces = [piece for line in lines for piece in _pieces(line)]
    filled = [piece for piece in pieces if exact_key(piece.text)]
    tabbed = bool(filled) and sum(piece.tabbed for piece in filled) * 2 > len(filled)
    return list(_tokens(pieces, tabbed)), tabbed


def _pieces(line: Line) -> Iterator[_Piece]:
    text = without_marks(line.text)
    if is_page_number(text):
        return
    first, *cells = text.split("\t")
    if cells:
        if exact_key(first):
            yield _Piece(first, line.where, opens=False, tabbed=True)
        for cell in cells:
            yield _Piece(cell, line.where, opens=True, tabbed=True)
        return
    words = [word for word in _WIDE_GAP.split(text) if word]
    count = 0
    while count < len(words) and is_value(words[-1 - count]):
        count += 1
    labels = _several_labels(words[: len(words) - count])
    torn = not labels and len(words) < _FEWEST_NUMBERS
    if len(words) < 2 or torn or not (count or len(labels) > 1):
        yield _Piece(text, line.where, opens=False, tabbed=False)
        return
    for word in (*labels, *words[len(words) - count :]):
        yield _Piece(word, line.where, opens=False, tabbed=False)


def _several_labels(words: Sequence[str]) -> list[str]:
    """The labels that stand beside each other on one line; all words together if they are not labels alone."""
    found: list[str] = []
    at = 0
    while at < len(words):
        # No label is in so many pieces; a line may be of any length.
        ends = range(min(len(words), at + _MOST_PIECES), at, -1)
        end = next((end for end in ends if any(mark.exact for mark in marks("".join(words[at:end])))), at)
        if end == at:
            return [" ".join(words)]
        found.append(" ".join(words[at:end]))
        at = end
    return found


def _tokens(pieces: Sequence[_Piece], tabbed: bool) -> Iterator[Token]:
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if is_blank(piece.text):
            kind = TokenKind.BLANK if piece.opens else TokenKind.EMPTY
            yield Token(kind, Text("", piece.where))
            at += 1
        elif _is_figure(pieces, at):
            kind = TokenKind.OTHER if tabbed and not piece.opens else TokenKind.VALUE
            text = piece.text
            if tabbed and piece.opens:
                # Digits on the next line may be the rest of the number, or a page number: a person has to look.
                while at + 1 < len(pieces) and not pieces[at + 1].opens and _is_number(pieces[at + 1].text):
                    at += 1
                    text = f"{text}\n{pieces[at].text}"
            yield Token(kind, Text(text, piece.where))
            at += 1
        else:
            token, used = _label(pieces, at, tabbed)
            yield token
            at += used


def _is_figure(pieces: Sequence[_Piece], at: int) -> bool:
    """Whether a piece is what stands in a number cell, and not the number that a label begins with."""
    if not is_value(pieces[at].text) or _BARE_ORDINAL.fullmatch(exact_key(pieces[at].text)):
        return False
    # A label printed vertically: “2”, “.”, “重”, “复”, each on a line of its own.
    torn = at + 1 < len(pieces) and not pieces[at + 1].opens and _DOT.match(pieces[at + 1].text.strip())
    return not torn or not any(mark.exact for _, text in _runs(pieces, at, False) for mark in marks(text))


def _is_number(text: str) -> bool:
    return is_value(text) and not is_blank(text) and not _BARE_ORDINAL.fullmatch(exact_key(text))


def _label(pieces: Sequence[_Piece], at: int, tabbed: bool) -> tuple[Token, int]:
    """The longest run of pieces from here that is a label; exact ones before near ones."""
    runs = list(_runs(pieces, at, tabbed))
    for count, text in reversed(runs):
        found = marks(text)
        if any(mark.exact for mark in found):
            return Token(TokenKind.LABEL, Text(text, pieces[at].where), found), count
    near = [
        (min(distance(text, mark.label) for mark in found), -count, text, found)
        for count, text in runs
        if (found := marks(text))
    ]
    if near:
        _, count, text, found = min(near, key=lambda one: one[:2])
        return Token(TokenKind.LABEL, Text(text, pieces[at].where), found), -count
    if tabbed and pieces[at].opens:
        count, text = runs[-1]
        return Token(TokenKind.OTHER, Text(text, pieces[at].where)), count
    return Token(TokenKind.OTHER, Text(pieces[at].text, pieces[at].where)), 1


def _runs(pieces: Sequence[_Piece], at: int, tabbed: bool) -> Iterator[tuple[int, str]]:
    text = ""
    for count, piece in enumerate(pieces[at : at + _MOST_PIECES], start=1):
        ordinal = bool(_BARE_ORDINAL.fullmatch(exact_key(piece.text)))
        if count > 1 and (
            not exact_key(piece.text) or (is_value(piece.text) and not ordinal) or (tabbed and piece.opens)
        ):
            return
        text += piece.text.strip()
        if count > 1 and len(text) > _LONGEST:
            return
        yield count, text
