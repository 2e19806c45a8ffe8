"""Facts: numbers and texts that a narrative needs and no table holds; read without the grammar of the phrases."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from xl_tools.forms.model import Form, Kind
from xl_tools.forms.tomlsource import Path_, TomlSource
from xl_tools.report import NARRATIVE_KEYS, Fact
from xl_tools.values import BLANK, Amount, Count, Value, parse

FACT = "fact:"


class FactKind(Enum):
    """What a fact holds: a number of things, money in the fact's own unit, or words."""

    COUNT = "count"
    AMOUNT = "amount"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FactItem:
    """A number or text that no table holds.

    Attributes:
        label: Chinese name, unique in the edition; also the name of its slot and of its placeholder.
        section, part: where it is asked for.
        required: True if a text that needs it shows 〔待填：label〕 while it is missing.
    """

    id: str
    label: str
    unit: str
    kind: FactKind
    section: str
    part: str
    required: bool

    @property
    def ref(self) -> str:
        """How expressions and pieces name it: `fact:id`."""
        return FACT + self.id


@cache
def phrase_source(form: Form) -> TomlSource:
    """phrases.toml of the edition, parsed once. Raises: SpecError."""
    return TomlSource(form.folder / "phrases.toml")


@cache
def load_facts(form: Form) -> tuple[FactItem, ...]:
    """The facts of the edition, in the order of the file. Raises: SpecError with file, line and what was expected."""
    source = phrase_source(form)
    source.only(source.data, (), "facts", "phrases")
    return tuple(
        _fact(form, source, item, ("facts", index))
        for index, item in enumerate(source.take(source.data, (), "facts", list))
    )


def read_place(form: Form, source: TomlSource, item: dict[str, Any], path: Path_) -> tuple[str, str]:
    section: str = source.take(item, path, "section", str)
    part: str = source.take(item, path, "part", str, "")
    if section not in NARRATIVE_KEYS:
        source.fail((*path, "section"), f"section is “{section}”; expected one of {', '.join(NARRATIVE_KEYS)}")
    parts = [""] if section == "lead" else [known.id for known in form.section(section).parts]
    if part not in parts:
        source.fail((*path, "part"), f"section “{section}” has no part “{part}”; expected one of {', '.join(parts)}")
    return section, part


def fact_value(fact: FactItem, raw: Fact | None) -> Value:
    """What was entered for a number fact, read by the grammar of the cells; Blank where nothing was."""
    if fact.kind is FactKind.TEXT:
        return BLANK
    return parse(raw, Kind.AMOUNT if fact.kind is FactKind.AMOUNT else Kind.COUNT)


def fact_number(fact: FactItem, raw: Fact | None) -> int | Decimal | None:
    """The number of a count or amount in the fact's own unit; None if it is missing or unreadable."""
    match fact_value(fact, raw):
        case Count(number):
            return number
        case Amount(number, _, unit_given):
            # A unit that was typed (“2950元”) has been turned into 万元; the fact is kept in 元.
            return number.scaleb(4) if unit_given and fact.unit == "元" else number
        case _:
            return None


def _fact(form: Form, source: TomlSource, item: dict[str, Any], path: Path_) -> FactItem:
    source.only(item, path, "id", "label", "unit", "kind", "section", "part", "required")
    kind: str = source.take(item, path, "kind", str)
    if kind not in {known.value for known in FactKind}:
        source.fail((*path, "kind"), f"kind is “{kind}”; expected one of {', '.join(k.value for k in FactKind)}")
    section, part = read_place(form, source, item, path)
    return FactItem(
        id=source.take(item, path, "id", str, filled=True),
        label=source.take(item, path, "label", str, filled=True),
        unit=source.take(item, path, "unit", str, ""),
        kind=FactKind(kind),
        section=section,
        part=part,
        required=source.take(item, path, "required", bool),
    )
