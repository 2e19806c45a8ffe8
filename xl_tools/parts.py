"""One text of a section ↔ the texts of its parts, by the headings the form prints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from xl_tools.forms.model import Form, Part

_NUMBER = r"(?:[（(]?\s*(?:[一二三四五六七八九十]{1,2}|[0-9０-９]{1,2})\s*[）)、.．])?"
_TAIL = r"(?:情况|工作|工作情况)?\s*[。：:]?"


def split_text(form: Form, key: str, text: str) -> dict[str, str]:
    """Part id → its text, in the order of the form; text before the first heading has the id "".

    A heading is a line of its own: the part's title with or without a number, spaces, “情况” or a full stop.
    Where the edition prints no headings, or none is recognised, everything has the id "". A heading that comes
    twice continues its part. Text with nothing before the first heading has no id "". Parts for which the form
    prints no heading begin with the line that `join_parts` writes for them.
    """
    found: dict[str, list[str]] = {}
    current = ""
    for line in text.split("\n"):
        part = _part_of(form, key, line)
        if part is None:
            found.setdefault(current, []).append(line)
        else:
            current = part.id
            found.setdefault(current, [])
    order = ["", *(part.id for part in _parts(form, key))]
    return {part: "\n".join(found[part]) for part in order if part in found}


def join_parts(form: Form, key: str, parts: Mapping[str, str]) -> str:
    """The text of a section from the texts of its parts, with the form's headings; the inverse of split_text.

    A part that is missing from `parts` gets no heading, a part with an empty text only its heading. A part for
    which the form prints none gets a line 〔部分：…〕, which no finished text shows: without it, text of one part
    could not be told from text of the whole section.
    """
    blocks: list[str] = []
    if "" in parts:
        blocks.append(parts[""])
    for part in _parts(form, key):
        if part.id in parts:
            blocks += [text for text in (part.heading or divider(part), parts[part.id]) if text]
    return "\n".join(blocks)


def join_finished(form: Form, key: str, parts: Mapping[str, str]) -> str:
    """The text of a section as it is published: with the headings that the form prints, and no others."""
    printed = {part.id: part.heading for part in _parts(form, key)}
    texts = [(printed.get(part, ""), parts[part]) for part in ["", *printed] if part in parts]
    return "\n".join(text for pair in texts for text in pair if text)


def divider(part: Part) -> str:
    """The line that begins a part for which the form prints no heading."""
    return f"〔部分：{part.title}〕"


def _parts(form: Form, key: str) -> tuple[Part, ...]:
    return () if key == "lead" else form.section(key).parts


def _part_of(form: Form, key: str, line: str) -> Part | None:
    for part in _parts(form, key):
        if part.heading and _pattern(part.title).fullmatch(line.strip()):
            return part
        if not part.heading and line.strip() == divider(part):
            return part
    return None


@cache
def _pattern(title: str) -> re.Pattern[str]:
    spaced = r"\s*".join(map(re.escape, title))
    return re.compile(rf"{_NUMBER}\s*{spaced}{_TAIL}")
