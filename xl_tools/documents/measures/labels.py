"""Where the label of a table breaks in a column that is too narrow for it: between words, as a typist would."""

from __future__ import annotations

import re

from xl_tools.documents.measures.placing import width

_MARK = re.compile("[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、")
_SHORT = re.compile("[\u4e00-\u9fff]{1,10}")
"""Longer labels, and those with other signs, stand in columns wide enough to break anywhere."""
_WORD = re.compile("总?..[度性人年新后或]?|.")
"""Two characters, and one that belongs to the word before it or to the word after it: 本年度, 总数量."""
_KEPT_AFTER_MARK = 4


def broken_label(text: str) -> tuple[str, ...]:
    """The pieces after which a label may break, joined the label itself: 三、 本年度 办理 结果; 社会 公益 组织.

    A mark stands on a line of its own above up to four characters; a word of three alone breaks into them: 自 然 人.
    """
    mark = _MARK.match(text)
    before = (mark[0],) if mark else ()
    rest = text[len(mark[0]) :] if mark else text
    if not _SHORT.fullmatch(rest):
        return (text,)
    if mark and len(rest) <= _KEPT_AFTER_MARK:
        return (*before, rest)
    words = _WORD.findall(rest)
    if not mark and len(words) == 1 and len(rest) > 2:
        return tuple(rest)
    return (*before, *words)


def label_lines(text: str, room: float) -> tuple[str, ...]:
    """The lines of a label in `room` characters, each filled with whole pieces; one line if a piece is wider."""
    if width(text) <= room:
        return (text,)
    pieces = broken_label(text)
    if max(map(width, pieces)) > room:
        return (text,)
    if all(len(piece) == 1 for piece in pieces):
        return pieces  # Down the column, because one character of three below two looks like a mistake.
    lines = [pieces[0]]
    for piece in pieces[1:]:
        # What follows a mark begins a line, so that all of it stands together.
        if _MARK.fullmatch(lines[-1]) or width(lines[-1] + piece) > room:
            lines.append(piece)
        else:
            lines[-1] += piece
    return tuple(lines)
