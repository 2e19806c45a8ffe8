"""Which text of a part counts: the office's own, the finished one, or one that somebody edited by hand."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace

from xl_tools.narrative.parts import join_parts
from xl_tools.report import Report
from xl_tools.workbook.reader import Opened


def is_edited(opened: Opened, place: tuple[str, str]) -> bool:
    """Whether somebody typed into the finished text of a part since it was last generated."""
    state = opened.texts[place]
    return bool(state.result.strip()) and digest(state.result) != state.digest


def edited_texts(opened: Opened) -> Mapping[str, str]:
    """The office's own texts by key, with finished texts that were edited by hand in their place."""
    return _joined(opened, lambda place: opened.texts[place].result if is_edited(opened, place) else "")


def judged_report(opened: Opened) -> Report:
    """The report with the texts validation judges: the finished text of a part, else the office's own."""
    return replace(opened.report, narrative=_joined(opened, lambda place: opened.texts[place].result))


def part_name(report: Report, key: str, part: str) -> str:
    """How a part is called on the screen: “一、总体情况”主动公开."""
    if key == "lead":
        return "导语"
    section = report.form.section(key)
    titles = {known.id: known.title for known in section.parts}
    return f"“{section.title}”{titles.get(part, '')}"


def digest(text: str) -> str:
    """Short digest of a text; line ends and composed characters do not matter."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("_x000D_", "")).strip()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _joined(opened: Opened, preferred: Callable[[tuple[str, str]], str]) -> dict[str, str]:
    parts: dict[str, dict[str, str]] = {}
    for key, part in opened.layout.texts:
        text = preferred((key, part)) or opened.texts[key, part].own
        if text.strip():
            parts.setdefault(key, {})[part] = text
    return {key: join_parts(opened.report.form, key, found) for key, found in parts.items()}
