"""Slots in the office's own text: {本年新收}, {不予公开·自然人}, {单位}, a fact's label, {数字句}."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from xl_tools.facts import FactItem, FactKind
from xl_tools.narrative.figures import Figures, placeholder, show_number
from xl_tools.narrative.model import Piece
from xl_tools.narrative.slotnames import GENERATED, NAMES, slot_targets

# Chinese input methods produce the wide braces and several look-alikes of the middle dot.
_SLOT = re.compile(r"[{｛]([^{}｛｝\n]{1,40})[}｝]")
_DOTS = str.maketrans("・•．‧∙", "·····")


@dataclass(frozen=True, slots=True)
class Filled:
    """Own text with its slots filled; `unknown` holds slots left as typed, braces included, each once."""

    pieces: tuple[Piece, ...]
    unknown: tuple[str, ...] = field(default=())


def slot_names(figures: Figures) -> tuple[str, ...]:
    """Every name that may stand in a slot, for help texts and lists."""
    return (*slot_targets(figures.report.form), *(fact.label for fact in figures.facts))


def expand(text: str, figures: Figures, generated: Callable[[], tuple[Piece, ...]] | None = None) -> Filled:
    """Fill the slots of a text.

    Args:
        generated: gives what {数字句} stands for; without it {数字句} is unknown.

    A slot whose cells hold no number, or whose fact is missing, becomes 〔待填：名称〕. An unknown slot stays
    as typed. A text fact that itself holds a text slot is not filled in: filling twice must change nothing.
    """
    targets = slot_targets(figures.report.form)
    facts = {fact.label: fact for fact in figures.facts}
    pieces: list[Piece] = []
    unknown: dict[str, None] = {}
    end = 0
    for found in _SLOT.finditer(text):
        pieces.append(Piece(text[end : found.start()]))
        end = found.end()
        name = _name(found[1])
        if name == GENERATED:
            filled = _generated(generated)
        elif name in facts:
            filled = _fact(facts[name], figures, facts)
        else:
            filled = _cells(name, figures, targets)
        if filled is None:
            filled = (Piece(found[0]),)
            unknown[found[0]] = None
        pieces += filled
    pieces.append(Piece(text[end:]))
    return Filled(tuple(piece for piece in pieces if piece.text), tuple(unknown))


def _name(typed: str) -> str:
    return typed.strip().translate(_DOTS)


def _generated(generated: Callable[[], tuple[Piece, ...]] | None) -> tuple[Piece, ...] | None:
    pieces = generated() if generated else None
    if pieces is None or any(_name(slot) == GENERATED for piece in pieces for slot in _SLOT.findall(piece.text)):
        return None
    return pieces


def _fact(fact: FactItem, figures: Figures, facts: Mapping[str, FactItem]) -> tuple[Piece, ...] | None:
    if not figures.knows_fact(fact):
        return (Piece(placeholder(fact.label), (fact.ref,)),)
    if fact.kind is not FactKind.TEXT:
        return (Piece(show_number(figures.fact_number(fact) or 0), (fact.ref,)),)
    text = figures.fact_text(fact)
    for slot in _SLOT.findall(text):
        other = facts.get(_name(slot))
        if _name(slot) == GENERATED or (other is not None and other.kind is FactKind.TEXT):
            return None
    return tuple(Piece(piece.text, piece.cells or (fact.ref,)) for piece in expand(text, figures).pieces)


def _cells(name: str, figures: Figures, targets: Mapping[str, tuple[str, ...]]) -> tuple[Piece, ...] | None:
    report = figures.report
    if name in NAMES:
        years = {"last_year": -1, "year": 0, "next_year": 1}
        key = NAMES[name]
        return (Piece(report.unit.name if key == "unit" else str(report.year + years[key])),)
    cells = targets.get(name)
    if not cells:
        return None
    return (Piece(show_number(report.total(cells)) if figures.knows(cells) else placeholder(name), cells),)
