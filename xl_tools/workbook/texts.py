"""Which text of a part counts: the office's own, the finished one, or one that somebody edited by hand."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace

from xl_tools.characters import clean
from xl_tools.finding import Finding, Severity
from xl_tools.narrative.compose import compose, show_unknown
from xl_tools.parts import join_parts
from xl_tools.report import Report
from xl_tools.workbook.cellvalues import BASIS
from xl_tools.workbook.layout import Layout
from xl_tools.workbook.reader import Opened

STALE = "W6"
"""Code of the query about finished texts that are older than the numbers."""


def is_edited(opened: Opened, place: tuple[str, str]) -> bool:
    """Whether somebody typed into the finished text of a part since it was last generated."""
    state = opened.texts[place]
    return bool(state.result.strip()) and digest(state.result) != state.digest


def edited_texts(opened: Opened) -> Mapping[str, str]:
    """The office's own texts by key, with finished texts that were edited by hand in their place."""
    return _joined(opened, lambda place: opened.texts[place].result if is_edited(opened, place) else "")


def judged_report(opened: Opened) -> tuple[Report, tuple[Finding, ...]]:
    """The report with the texts validation judges, and a query where the sheet shows older ones.

    Judged is what an export would publish of every part that has a text, finished or the office's own. A part
    that nobody filled yet is not judged: its gaps are no mistakes before the narrative is filled.
    """
    report, layout = opened.report, opened.layout
    places = [place for place, state in opened.texts.items() if state.result.strip() or state.own.strip()]
    if not places:
        return replace(report, narrative={}), ()
    passages = compose(replace(report, narrative=edited_texts(opened)))
    texts: dict[str, dict[str, str]] = {}
    for one in passages:
        # A whole section typed into one row, with headings, is the office's own text of parts whose rows are empty.
        if one.text and (not one.generated or (one.section, one.part) in places):
            texts.setdefault(one.section, {})[one.part] = one.text
    stale: dict[tuple[str, str], str] = {}
    for place in places:
        state, text = opened.texts[place], texts.get(place[0], {}).get(place[1], "")
        if state.result.strip() and not is_edited(opened, place) and digest(text) != digest(state.result):
            stale[place] = text
    # With the line 〔部分：…〕 where the form prints no heading: some parts are not taken for the whole section.
    narrative = {key: show_unknown(join_parts(report.form, key, parts)) for key, parts in texts.items()}
    return replace(report, narrative=narrative), _stale(opened, stale, layout)


def _stale(opened: Opened, texts: Mapping[tuple[str, str], str], layout: Layout) -> tuple[Finding, ...]:
    """A query about parts whose finished text on the sheet is not the one that an export would publish."""
    if not texts:
        return ()
    places = list(texts)
    spots = tuple(layout.texts[place].result.place for place in places)
    names = "、".join(part_name(opened.report, *place) for place in places[:4]) + (" 等" if len(places) > 4 else "")
    message = f"{names}的成稿与现在的数字或本单位文字不一致。请重新“填充叙述”，导出的文件以新的文字为准。（{STALE}）"
    subject = "\n".join(f"{opened.texts[place].result}\n{text}" for place, text in texts.items())
    return (Finding(STALE, Severity.QUERY, (), spots, None, None, None, message, BASIS, subject=subject),)


def part_name(report: Report, key: str, part: str) -> str:
    """How a part is called on the screen: “一、总体情况”主动公开."""
    if key == "lead":
        return "导语"
    section = report.form.section(key)
    titles = {known.id: known.title for known in section.parts}
    return f"“{section.title}”{titles.get(part, '')}"


def digest(text: str) -> str:
    """Short digest of a text; line ends, composed characters and those that are never written do not matter."""
    plain = unicodedata.normalize("NFC", clean(text.replace("_x000D_", ""))).strip()
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def _joined(opened: Opened, preferred: Callable[[tuple[str, str]], str]) -> dict[str, str]:
    parts: dict[str, dict[str, str]] = {}
    for key, part in opened.layout.texts:
        text = preferred((key, part)) or opened.texts[key, part].own
        if text.strip():
            parts.setdefault(key, {})[part] = text
    return {key: join_parts(opened.report.form, key, found) for key, found in parts.items()}
