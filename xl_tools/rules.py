"""The rules of an edition as data: rules.toml → frozen rules, linear ones expanded over rows or columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

from xl_tools.expression import Equation, ExpressionError, Sum, Term, match_names, parse_equation
from xl_tools.finding import Severity
from xl_tools.forms.load import read_source
from xl_tools.forms.model import Form, Section, Source
from xl_tools.forms.tomlsource import Path_, TomlSource
from xl_tools.units import Level

CHECKS = ("linear", "numbers", "total_missing", "amount_unit", "placeholder")
"""Kinds of check; all but `linear` are functions of validation/checks.py."""
TEXT_CHECKS = frozenset({"placeholder"})
"""Checks on texts; all others are about one table."""
EACH = ("", "column", "row", "group")
_ID = re.compile(r"[A-Z][1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Instance:
    """One equation of a linear rule: A1 for 自然人, A3 for 本年新收 …; `label` is the row or column meant."""

    key: str
    label: str
    equation: Equation


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue.

    Attributes:
        id: code of the catalogue (A1 … H5), stable for ever; `alias` is a mnemonic.
        severity: what a violation is, by level of the unit; levels left out are not judged.
        check: `linear`, or the name of a check on values or texts.
        table: section id of the table the rule is about, empty for texts.
        each: the axis a linear rule is broadcast over.
        title: what must hold, in Chinese.
        advice_text: what to do when it does not; “{cells}” stands for the addresses of the cells.
        instances: the equations of a linear rule, in the form's order.
    """

    id: str
    alias: str
    check: str
    table: str
    each: str
    title: str
    advice_text: str
    source: Source
    severity: Mapping[Level, Severity]
    expr: str
    instances: tuple[Instance, ...] = ()

    def __hash__(self) -> int:
        return hash((self.id, self.table))

    @property
    def advice(self) -> str:
        """What to do, in general."""
        return self.advise("有关各格")

    def advise(self, cells: str) -> str:
        """What to do, with the addresses of the cells filled in."""
        return self.advice_text.replace("{cells}", cells)


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
    def equations(self) -> tuple[tuple[Rule, Instance], ...]:
        """Only the equalities: 42 in the 2021 edition, 40 in the 2019 one."""
        return tuple(pair for pair in self.instances if pair[1].equation.relation == "=")

    def matrix(self) -> tuple[list[list[int]], list[int]]:
        """Left minus right of every instance as integer rows and constants.

        Shapes: (instances, cells) and (instances,); columns in the form's order, amounts included as
        cells that no rule weighs. Many reports at once are one product with this matrix.
        """
        order = {cell_id: index for index, cell_id in enumerate(self.form.cells)}
        rows = [instance.equation.matrix_row(order) for _, instance in self.instances]
        return rows, [instance.equation.constant for _, instance in self.instances]

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
    """Read rules.toml of the edition. Raises: SpecError with file, line and what was expected."""
    source = TomlSource(form.folder / "rules.toml")
    source.only(source.data, (), "rules")
    rules: list[Rule] = []
    seen: set[str] = set()
    for index, item in enumerate(source.take(source.data, (), "rules", list, filled=True)):
        path: Path_ = ("rules", index)
        rule = _rule(form, source, item, path)
        for key, name in (("id", rule.id), ("alias", rule.alias)):
            if name and name in seen:
                source.fail((*path, key), f"rule id or alias “{name}” is used twice")
            seen.add(name)
        rules.append(rule)
    return RuleBook(form, tuple(rules))


def term_name(form: Form, each: str, term: Term) -> str:
    """The Chinese name of a term inside a rule broadcast over `each`: what the broadcast leaves open."""
    if len(term.cells) == 1:
        return cell_name(form, each, term.cells[0])
    cells = [form.cells[cell] for cell in term.cells]
    if each == "column":
        parents = {"".join(cell.row.label[-2:-1]) for cell in cells}
        if len(parents) == 1 and (parent := parents.pop()):
            return f"{parent.split('）')[-1]}（{len(cells)}项）"
    return "＋".join(cell_name(form, each, cell.id) for cell in cells)


def cell_name(form: Form, each: str, cell_id: str) -> str:
    """The Chinese name of a cell inside a rule broadcast over `each`."""
    cell = form.cells[cell_id]
    if each == "column":
        return cell.row.short
    if each == "row":
        return cell.column.short
    if each == "group":
        return cell.column.label[-1]
    return cell.name


def _rule(form: Form, source: TomlSource, item: dict[str, Any], path: Path_) -> Rule:
    source.only(
        item,
        path,
        *("id", "alias", "check", "table", "each", "expr", "title", "advice", "severity", "source"),
    )
    check: str = source.take(item, path, "check", str, "linear")
    table: str = source.take(item, path, "table", str, "")
    each: str = source.take(item, path, "each", str, "")
    if check not in CHECKS:
        source.fail((*path, "check"), f"check is “{check}”; expected one of {', '.join(CHECKS)}")
    if table and table not in {section.id for section in form.tables}:
        source.fail((*path, "table"), f"the form has no table “{table}”")
    if not table and check not in TEXT_CHECKS:
        source.fail(path, f"a rule of check “{check}” needs a “table”")
    if each not in EACH:
        source.fail((*path, "each"), f"each is “{each}”; expected one of {', '.join(filter(None, EACH))}")
    for key in ("each", "expr"):
        if key in item and check != "linear":
            source.fail((*path, key), f"“{key}” belongs to linear rules; this one has check “{check}”")
    rule = Rule(
        id=source.take(item, path, "id", str, filled=True),
        alias=source.take(item, path, "alias", str, ""),
        check=check,
        table=table,
        each=each,
        title=source.take(item, path, "title", str, filled=True),
        advice_text=source.take(item, path, "advice", str, filled=True),
        source=read_source(source, item, path),
        severity=_severity(source, item, path),
        expr=source.take(item, path, "expr", str) if check == "linear" else "",
    )
    if not _ID.fullmatch(rule.id):
        source.fail((*path, "id"), f"id is “{rule.id}”; expected a code of the catalogue such as A1")
    if check != "linear":
        return rule
    try:
        instances = _instances(form, rule)
    except ExpressionError as error:
        source.fail((*path, "expr"), f"{error}")
    return replace(rule, instances=instances)


def _severity(source: TomlSource, item: dict[str, Any], path: Path_) -> Mapping[Level, Severity]:
    """`severity = "error"` for every level, or a table: severity → list of levels."""
    value = item.get("severity")
    words = {severity.value for severity in Severity}
    if isinstance(value, str):
        if value not in words:
            source.fail((*path, "severity"), f"severity is “{value}”; expected one of {', '.join(sorted(words))}")
        return MappingProxyType(dict.fromkeys(Level, Severity(value)))
    table: dict[str, Any] = source.take(item, path, "severity", dict, filled=True)
    path = (*path, "severity")
    source.only(table, path, *words)
    result: dict[Level, Severity] = {}
    for word in table:
        for level in source.strings(table, path, word):
            if level not in {known.value for known in Level} or Level(level) in result:
                source.fail((*path, word), f"“{level}” is no level, or stands twice")
            result[Level(level)] = Severity(word)
    return MappingProxyType(result)


def _instances(form: Form, rule: Rule) -> tuple[Instance, ...]:
    section = form.section(rule.table)
    return tuple(
        Instance(key, label, parse_equation(rule.expr, lambda name, fixed=key: _resolve(form, rule, name, fixed)))
        for key, label in _axis(section, rule.each)
    )


def _axis(section: Section, each: str) -> list[tuple[str, str]]:
    """(id part held fixed, its Chinese label) for every equation of a broadcast."""
    result: dict[str, str] = {}
    for cell in section.cells():
        if each == "column":
            result.setdefault(cell.measure, cell.column_labels[-1])
        elif each == "row":
            result.setdefault(cell.item, cell.row.short or cell.row_labels[-1])
        elif each == "group":
            result.setdefault(cell.item, cell.column_labels[-2])
        else:
            result.setdefault("", "")
    return list(result.items())


def _resolve(form: Form, rule: Rule, name: str, fixed: str) -> tuple[str, ...]:
    """Name or pattern of an expression → cell ids, completed by what the broadcast holds fixed."""
    if rule.each == "column":
        return match_names(f"{rule.table}.{name}.{fixed}", form.cells)
    if rule.each in ("row", "group"):
        return match_names(f"{rule.table}.{fixed}.{name}", form.cells)
    return match_names(f"{rule.table}.{name}", form.cells)
