"""Report → finished narrative: the office's own text where it gave one, sentences from the numbers elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xl_tools.forms.model import Part
from xl_tools.narrative.figures import Figures, placeholder
from xl_tools.narrative.model import Paragraph, Passage, Piece
from xl_tools.narrative.phrases import load_phrases
from xl_tools.narrative.render import join_words, render_phrase, to_paragraphs
from xl_tools.narrative.slots import expand
from xl_tools.parts import join_finished, join_parts, split_text
from xl_tools.report import NARRATIVE_KEYS, Report

LEAD = "lead"
_LEFT_OVER = re.compile(r"[{｛][^{}｛｝〔〕\n]{1,40}[}｝]")


@dataclass(frozen=True, slots=True)
class UnknownSlot:
    """A slot that nothing is known about, as typed; `place` is a narrative key or `fact:id`."""

    place: str
    slot: str


def compose(report: Report) -> tuple[Passage, ...]:
    """The whole narrative in the order of the form: lead, then the parts of 一, 五 and 六.

    Own text is never changed but for its slots. Own text of a section without a recognised heading stands for
    the whole section; a part without own text gets the sentences of its numbers.
    Raises: SpecError if phrases.toml of the edition is wrong.
    """
    return tuple(passage for key in NARRATIVE_KEYS for passage in _section(report, key))


def finished_narrative(report: Report) -> dict[str, str]:
    """Narrative key → finished text with headings; given back as own text it comes out the same."""
    passages = compose(report)
    return {key: join_passages(report, key, passages) for key in NARRATIVE_KEYS}


def show_unknown(text: str) -> str:
    """A finished text with every slot that is left in it shown as a gap, for nothing has the name it asks for."""
    return _LEFT_OVER.sub(lambda found: placeholder(f"不认识的占位{found[0]}"), text)


def finished_own(report: Report) -> dict[str, str]:
    """As finished_narrative, but only of what the office wrote itself: nothing is generated where it wrote nothing.

    Parts without a printed heading begin with their line 〔部分：…〕: some parts are not taken for the whole section.
    """
    texts: dict[str, dict[str, str]] = {}
    for passage in compose(report):
        if not passage.generated:
            texts.setdefault(passage.section, {})[passage.part] = passage.text
    return {key: join_parts(report.form, key, parts) for key, parts in texts.items()}


def join_passages(report: Report, key: str, passages: Sequence[Passage]) -> str:
    """The text of one section from its passages, with headings."""
    texts = {passage.part: passage.text for passage in passages if passage.section == key}
    return join_finished(report.form, key, {part: text for part, text in texts.items() if part or text})


def generated_text(report: Report, key: str, part: str = "") -> str:
    """What the numbers alone say in one part, or in a whole section (part "")."""
    return "".join(piece.text for piece in _generated(report, figures_of(report), key, part))


def unknown_slots(report: Report) -> tuple[UnknownSlot, ...]:
    """Slots in own texts and text facts that stay as typed because nothing has that name."""
    figures = figures_of(report)
    found: list[UnknownSlot] = []
    for key in NARRATIVE_KEYS:
        for part, text in split_text(report.form, key, report.narrative.get(key, "")).items():
            filled = expand(text, figures, lambda key=key, part=part: _generated(report, figures, key, part))
            found += [UnknownSlot(key, slot) for slot in filled.unknown]
    for fact in figures.facts:
        found += [UnknownSlot(fact.ref, slot) for slot in expand(figures.fact_text(fact), figures).unknown]
    return tuple(dict.fromkeys(found))


def figures_of(report: Report) -> Figures:
    """The report together with the facts its edition knows."""
    return Figures(report, load_phrases(report.form).facts)


def _section(report: Report, key: str) -> list[Passage]:
    figures = figures_of(report)
    texts = split_text(report.form, key, report.narrative.get(key, ""))
    own = {part: text for part, text in texts.items() if text.strip()}
    parts: tuple[Part, ...] = () if key == LEAD else report.form.section(key).parts
    passages: list[Passage] = []
    if "" in own:
        passages.append(Passage(key, "", "", _own(report, figures, key, "", own[""]), generated=False))
        if not texts.keys() - {""}:
            return passages
    if key == LEAD and not passages:
        passages.append(Passage(key, "", "", to_paragraphs(_generated(report, figures, key, "")), generated=True))
    for part in parts:
        if part.id in own:
            paragraphs = _own(report, figures, key, part.id, own[part.id])
        else:
            paragraphs = to_paragraphs(_generated(report, figures, key, part.id))
        passages.append(Passage(key, part.id, part.heading, paragraphs, generated=part.id not in own))
    return passages


def _own(report: Report, figures: Figures, key: str, part: str, text: str) -> tuple[Paragraph, ...]:
    filled = expand(text, figures, lambda: _generated(report, figures, key, part))
    return to_paragraphs(filled.pieces)


def _generated(report: Report, figures: Figures, key: str, part: str) -> tuple[Piece, ...]:
    """The sentences of one part; of all parts, a paragraph each, where `part` is "" in a section with parts."""
    book = load_phrases(report.form)
    if part or key == LEAD:
        return join_words(piece for phrase in book.of_part(key, part) for piece in render_phrase(phrase, figures))
    result: list[Piece] = []
    for one in report.form.section(key).parts:
        pieces = _generated(report, figures, key, one.id)
        result += [Piece("\n"), *pieces] if result and pieces else pieces
    return tuple(result)
