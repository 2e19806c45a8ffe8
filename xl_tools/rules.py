"""The rules of an edition: its own rules.toml and the rules common to all editions, as one book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from xl_tools.expression import Equation, Sum, Term
from xl_tools.forms.load import FORMS_FOLDER
from xl_tools.forms.model import Form
from xl_tools.forms.tomlsource import TomlSource
from xl_tools.report import PREVIOUS
from xl_tools.rule import LEVELS, NO_DAY, Instance, Limit, Rule
from xl_tools.rulefile import read_rules
from xl_tools.units import Level

COMMON = FORMS_FOLDER / "common"
"""Rules files (rules_*.toml) of what holds whatever the edition: years, texts, dates."""


@dataclass(frozen=True)
class RuleBook:
    """All rules of one edition, in the order of the catalogue."""

    form: Form
    rules: tuple[Rule, ...]

    @cached_property
    def instances(self) -> tuple[tuple[Rule, Instance], ...]:
        """Every equation and inequality with its rule, rule by rule."""
        return tuple((rule, instance) for rule in self.rules for instance in rule.instances)

    @cached_property
    def live(self) -> tuple[tuple[Rule, Instance], ...]:
        """The instances that the workbook shows as formulas."""
        return tuple(pair for pair in self.instances if pair[0].live)

    @cached_property
    def equations(self) -> tuple[tuple[Rule, Instance], ...]:
        """The equalities within the year: 42 in the 2021 edition, 40 in the 2019 one."""
        equal = [pair for pair in self.instances if pair[1].equation.relation == "=" and not pair[1].when]
        return tuple(pair for pair in equal if not pair[1].last_year)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The cells in the form's order, then the figures of last year that a rule weighs (previous.…)."""
        last = {cell for _, one in self.instances for cell in one.equation.cells if cell.startswith(PREVIOUS)}
        return (*self.form.cells, *(name for cell in self.form.cells if (name := PREVIOUS + cell) in last))

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id or alias. Raises KeyError."""
        for rule in self.rules:
            if rule_id in (rule.id, rule.alias):
                return rule
        raise KeyError(rule_id)

    def total_formula(self, cell_id: str) -> Equation | None:
        """The equation that defines a total: the first whose left side is that cell alone."""
        return self._total_formulas.get(cell_id)

    @cached_property
    def _total_formulas(self) -> Mapping[str, Equation]:
        found: dict[str, Equation] = {}
        for _, instance in self.equations:
            left = instance.equation.left
            if len(left.cells) == 1 and left == Sum((Term(1, left.cells),)):
                found.setdefault(left.cells[0], instance.equation)
        return found


@cache
def load_rules(form: Form) -> RuleBook:
    """Read the rules of an edition: rules.toml of its folder, and the common ones it does not leave out.

    Raises: SpecError with file, line and what was expected.
    """
    own = TomlSource(form.folder / "rules.toml")
    without = own.strings(own.data, (), "without", [])
    files: list[Path] = sorted(COMMON.glob("rules_*.toml"))
    rules: list[Rule] = []
    seen: set[str] = set()
    for source in (own, *map(TomlSource, files)):
        keys, left_out = (("without",), None) if source is own else ((), without)
        for rule, path in read_rules(form, source, *keys, without=left_out):
            for key, name in (("id", rule.id), ("alias", rule.alias)):
                if name and name in seen:
                    source.fail((*path, key), f"rule id or alias “{name}” is used twice")
                seen.add(name)
            rules.append(rule)
    return RuleBook(form, tuple(sorted(rules, key=catalogue_order)))


def limit_name(name: str) -> str:
    """What a threshold is called in Chinese; its own name if nobody named it."""
    return _limit_names().get(name, name)


def limit_text(name: str, value: Limit) -> str:
    """The value of a threshold in words."""
    if not isinstance(value, tuple):
        return "没有设定" if value == NO_DAY else str(value)
    words = [Level(word).label for word in value] if name == LEVELS else value
    return "、".join(words) or "（没有）"


@cache
def _limit_names() -> Mapping[str, str]:
    return TomlSource(COMMON / "limits.toml").data


def catalogue_order(rule: Rule) -> tuple[str, int]:
    """A2 before A10 before B1."""
    return rule.id[0], int(rule.id[1:])
