"""The sentences of an edition as data: phrases.toml → frozen facts and phrases; a mistake is a SpecError."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from xl_tools.expression import ExpressionError
from xl_tools.facts import FACT, FactItem, load_facts, phrase_source, read_place
from xl_tools.forms.load import read_source
from xl_tools.forms.model import Form, Kind, Source
from xl_tools.forms.tomlsource import Path_, TomlSource
from xl_tools.narrative.condition import Condition, Known, OfLevel, atoms, ensures, parse_condition, parse_levels
from xl_tools.narrative.slotnames import slot_targets
from xl_tools.narrative.template import Grammar, Items, Node, Total, node_cells, walk
from xl_tools.units import Level

MAX_DIGITS = 4
SEPARATOR = "、"


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a phrase and when it applies."""

    condition: Condition
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence of the narrative; the first variant that applies is used.

    Attributes:
        section, part: where it stands; part is empty for the lead.
        in_sheet: True if the workbook carries it as a plain formula too.
        levels: units it is meant for; empty for all.
    """

    id: str
    section: str
    part: str
    source: Source
    in_sheet: bool
    levels: tuple[Level, ...]
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """Facts and phrases of one edition, in the order of the file."""

    form: Form
    facts: tuple[FactItem, ...]
    phrases: tuple[Phrase, ...]

    def fact(self, fact_id: str) -> FactItem:
        """The fact with this id. Raises KeyError."""
        for fact in self.facts:
            if fact.id == fact_id:
                return fact
        raise KeyError(fact_id)

    def phrase(self, phrase_id: str) -> Phrase:
        """The phrase with this id. Raises KeyError."""
        for phrase in self.phrases:
            if phrase.id == phrase_id:
                return phrase
        raise KeyError(phrase_id)

    def of_part(self, section: str, part: str) -> tuple[Phrase, ...]:
        """The phrases of one part, in the order in which they are read."""
        return tuple(phrase for phrase in self.phrases if (phrase.section, phrase.part) == (section, part))


@cache
def load_phrases(form: Form) -> PhraseBook:
    """Read phrases.toml of the edition.

    Raises: SpecError with file, line and what was expected.
    """
    source, facts = phrase_source(form), load_facts(form)
    _refuse_double_facts(form, source, facts)
    phrases: list[Phrase] = []
    for index, item in enumerate(source.take(source.data, (), "phrases", list, filled=True)):
        phrase = _phrase(form, facts, source, item, ("phrases", index))
        if any(phrase.id == other.id for other in phrases):
            source.fail(("phrases", index, "id"), f"phrase id “{phrase.id}” is used twice")
        phrases.append(phrase)
    return PhraseBook(form, facts, tuple(phrases))


def _refuse_double_facts(form: Form, source: TomlSource, facts: tuple[FactItem, ...]) -> None:
    ids: set[str] = set()
    labels = set(slot_targets(form))
    for index, fact in enumerate(facts):
        if not fact.id.isidentifier() or fact.id in ids:
            source.fail(("facts", index, "id"), f"fact id “{fact.id}” is used twice, or is no plain word")
        if fact.label in labels:
            source.fail(("facts", index, "label"), f"label “{fact.label}” is already the name of a slot")
        ids.add(fact.id)
        labels.add(fact.label)


def _phrase(form: Form, facts: tuple[FactItem, ...], source: TomlSource, item: dict[str, Any], path: Path_) -> Phrase:
    keys = ("id", "section", "part", "source", "in_sheet", "levels", "digits", "separator", "items", "variants")
    source.only(item, path, *keys)
    section, part = read_place(form, source, item, path)
    digits: int = source.take(item, path, "digits", int, 1)
    if digits not in range(MAX_DIGITS + 1):
        source.fail((*path, "digits"), f"digits is {digits}; expected 0 to {MAX_DIGITS}")
    grammar = Grammar(form, facts, digits)
    items = _items(grammar, source, item, path)
    variants: list[dict[str, Any]] = source.take(item, path, "variants", list, filled=True)
    phrase = Phrase(
        id=source.take(item, path, "id", str, filled=True),
        section=section,
        part=part,
        source=read_source(source, item, path),
        in_sheet=source.take(item, path, "in_sheet", bool),
        levels=_levels(source, item, path),
        variants=tuple(
            _variant(grammar, source, entry, (*path, "variants", index), items) for index, entry in enumerate(variants)
        ),
    )
    if phrase.in_sheet:
        _refuse_unfit_for_sheet(form, source, phrase, path)
    return phrase


def _levels(source: TomlSource, item: dict[str, Any], path: Path_) -> tuple[Level, ...]:
    if "levels" not in item:
        return ()
    words = item["levels"]
    try:
        return parse_levels(words if isinstance(words, str) else source.strings(item, path, "levels"))
    except ExpressionError as error:
        source.fail((*path, "levels"), str(error))


def _items(grammar: Grammar, source: TomlSource, item: dict[str, Any], path: Path_) -> Items | None:
    separator: str = source.take(item, path, "separator", str, SEPARATOR, filled=True)
    parsed: list[tuple[Node, ...]] = []
    for index, text in enumerate(source.strings(item, path, "items", [])):
        try:
            parsed.append(grammar.parse(text))
        except ExpressionError as error:
            source.fail((*path, "items", index), str(error))
    return Items(tuple(parsed), separator) if parsed else None


def _variant(grammar: Grammar, source: TomlSource, item: dict[str, Any], path: Path_, items: Items | None) -> Variant:
    source.only(item, path, "when", "text")
    when: str = source.take(item, path, "when", str, "")
    text: str = source.take(item, path, "text", str, filled=True)
    try:
        condition = parse_condition(when, grammar.read_sum, grammar.fact)
    except ExpressionError as error:
        source.fail((*path, "when"), str(error))
    try:
        nodes = grammar.parse(text, items)
    except ExpressionError as error:
        source.fail((*path, "text"), str(error))
    for ref in (ref for node in nodes for ref in node_cells(node) if ref.startswith(FACT)):
        fact = grammar.fact(ref.removeprefix(FACT))
        if not fact.required and not ensures(condition, fact):
            source.fail((*path, "text"), f"“{ref}” is not required, so it must stand inside […] or be known by “when”")
    return Variant(condition, nodes)


def _refuse_unfit_for_sheet(form: Form, source: TomlSource, phrase: Phrase, path: Path_) -> None:
    """A formula knows neither the level of the unit, nor last year's report as such, nor the unit of a bare amount."""
    tests = [atom for variant in phrase.variants for atom in atoms(variant.condition)]
    if phrase.levels or any(isinstance(test, OfLevel) for test in tests):
        source.fail((*path, "in_sheet"), "a phrase that depends on the level of the unit cannot stand in a sheet")
    if any(isinstance(test, Known) and test.fact is None for test in tests):
        source.fail((*path, "in_sheet"), "a phrase that asks for known(previous) cannot stand in a sheet")
    for node in (node for variant in phrase.variants for node in walk(variant.nodes) if isinstance(node, Total)):
        for cell in (form.cells[ref] for ref in node.sum.cells if ref in form.cells):
            if cell.kind is Kind.AMOUNT and not cell.unit:
                source.fail((*path, "in_sheet"), f"“{cell.id}” has no printed unit, so a formula cannot name it")
