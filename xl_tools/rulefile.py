"""One item of a rules file (TOML) → a Rule, its expressions expanded over the rows or columns of a form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from xl_tools.expression import ExpressionError, match_names, parse_equation
from xl_tools.finding import Severity
from xl_tools.forms.load import read_source
from xl_tools.forms.model import Cell, Form
from xl_tools.forms.tomlsource import Path_, TomlSource
from xl_tools.report import PREVIOUS
from xl_tools.rule import LESS, LINEAR, MORE, REPORT_CHECKS, TABLE_CHECKS, Example, Instance, Limit, Rule
from xl_tools.units import Level

EACH = ("", "column", "row", "group")
_ID = re.compile(r"[A-Z][1-9][0-9]*")
_KEYS = (
    *("id", "alias", "check", "table", "each", "only", "when", "expr", "severity", "query_only", "cells", "limits"),
    *("stricter", "title", "why", "example", "advice", "source", "official", "live", "blocks"),
)


def read_rules(
    form: Form, source: TomlSource, *extra: str, without: Collection[str] | None = None
) -> Iterator[tuple[Rule, Path_]]:
    """Every rule of a file, with its place in the file.

    Args:
        extra: keys of the file beside `rules` that somebody else reads.
        without: given for a file that serves every edition: ids of the rules that this form leaves out. Rules about
            tables that the form does not have are left out as well.

    Raises: SpecError with file, line and what was expected.
    """
    source.only(source.data, (), "rules", *extra)
    items: list[dict[str, Any]] = source.take(source.data, (), "rules", list, [])
    for index, item in enumerate(items):
        path: Path_ = ("rules", index)
        source.table(item, path)
        if without is not None and (item.get("id") in without or not _has_tables(form, item)):
            continue
        yield read_rule(form, source, item, path), path


def read_rule(form: Form, source: TomlSource, item: dict[str, Any], path: Path_) -> Rule:
    """One rule. Raises SpecError."""
    source.only(item, path, *_KEYS)
    check: str = source.take(item, path, "check", str, LINEAR)
    table: str = source.take(item, path, "table", str, "")
    each: str = source.take(item, path, "each", str, "")
    known = TABLE_CHECKS | REPORT_CHECKS
    if check not in known:
        source.fail((*path, "check"), f"check is “{check}”; expected one of {', '.join(sorted(known))}")
    if table and table not in {section.id for section in form.tables}:
        source.fail((*path, "table"), f"the form has no table “{table}”")
    if not table and check in TABLE_CHECKS:
        source.fail(path, f"a rule of check “{check}” needs a “table”")
    if each not in EACH:
        source.fail((*path, "each"), f"each is “{each}”; expected one of {', '.join(filter(None, EACH))}")
    for key in ("each", "only", "when", "expr", "query_only", "live"):
        if key in item and check != LINEAR:
            source.fail((*path, key), f"“{key}” belongs to linear rules; this one has check “{check}”")
    rule = Rule(
        id=source.take(item, path, "id", str, filled=True),
        alias=source.take(item, path, "alias", str, ""),
        check=check,
        table=table,
        each=each,
        title=source.take(item, path, "title", str, filled=True),
        why=source.take(item, path, "why", str, ""),
        example=_example(source, item, path),
        advice_text=source.take(item, path, "advice", str, filled=True),
        source=read_source(source, item, path),
        severity=read_severity(source, item, path),
        expr=_expressions(source, item, path) if check == LINEAR else (),
        query_only=frozenset(source.strings(item, path, "query_only", [])),
        limits=read_limits(source, item, path),
        stricter=_stricter(source, item, path),
        official=source.take(item, path, "official", bool, False),
        live=source.take(item, path, "live", bool, check == LINEAR),
        blocks=source.take(item, path, "blocks", bool, True),
    )
    if not _ID.fullmatch(rule.id):
        source.fail((*path, "id"), f"id is “{rule.id}”; expected a code of the catalogue such as A1")
    try:
        patterns = source.strings(item, path, "cells", [])
        cells = tuple(dict.fromkeys(cell for one in patterns for cell in match_names(one, form.cells)))
    except ExpressionError as error:
        source.fail((*path, "cells"), f"{error}")
    rule = replace(rule, cells=cells)
    if check == LINEAR:
        rule = _expanded(form, source, item, path, rule)
    return replace(rule, example=_complete(form, source, path, rule))


def read_limits(source: TomlSource, item: dict[str, Any], path: Path_) -> Mapping[str, Limit]:
    """The thresholds of a rule: whole numbers, texts or lists of texts. Raises SpecError."""
    table: dict[str, Any] = source.take(item, path, "limits", dict, {})
    limits: dict[str, Limit] = {}
    for name, value in table.items():
        if isinstance(value, list):
            limits[name] = source.strings(table, (*path, "limits"), name)
        elif isinstance(value, int | str) and not isinstance(value, bool):
            limits[name] = value
        else:
            source.fail((*path, "limits", name), f"“{name}” is {value!r}; expected a whole number, a text or texts")
    return MappingProxyType(limits)


def _example(source: TomlSource, item: dict[str, Any], path: Path_) -> Example:
    table: dict[str, Any] = source.take(item, path, "example", dict, {})
    path = (*path, "example")
    source.only(table, path, "good", "bad", "good_cells", "bad_cells")
    good, bad = (source.take(table, path, key, str, "") for key in ("good", "bad"))
    return Example(good, bad, *(_example_cells(source, table, path, key) for key in ("good_cells", "bad_cells")))


def _example_cells(source: TomlSource, table: dict[str, Any], path: Path_, key: str) -> Mapping[str, int | str]:
    """Cell id → what stands in it, as typed."""
    cells: dict[str, Any] = source.take(table, path, key, dict, {})
    for name, value in cells.items():
        if not isinstance(value, int | str) or isinstance(value, bool):
            source.fail((*path, key, name), f"“{name}” is {value!r}; expected what is typed into the cell")
    return MappingProxyType(cells)


def _complete(form: Form, source: TomlSource, path: Path_, rule: Rule) -> Example:
    """The example with complete cell ids; of a broadcast rule it is about the first row, column or group."""
    fixed = rule.instances[0].key if rule.instances else ""

    def complete(key: str, cells: Mapping[str, int | str]) -> Mapping[str, int | str]:
        found: dict[str, int | str] = {}
        for name, value in cells.items():
            try:
                found |= dict.fromkeys(_resolve(form, rule, name, fixed), value)
            except ExpressionError as error:
                source.fail((*path, "example", key), f"{error}")
        return MappingProxyType(found)

    example = rule.example
    good, bad = complete("good_cells", example.good_cells), complete("bad_cells", example.bad_cells)
    return replace(example, good_cells=good, bad_cells=bad)


def _stricter(source: TomlSource, item: dict[str, Any], path: Path_) -> Mapping[str, str]:
    """Limit → LESS or MORE: only limits of this rule."""
    table: dict[str, Any] = source.take(item, path, "stricter", dict, {})
    source.only(table, (*path, "stricter"), *item.get("limits", {}))
    for name in table:
        if source.take(table, (*path, "stricter"), name, str) not in (LESS, MORE):
            source.fail((*path, "stricter", name), f"“{name}” is {table[name]!r}; expected {LESS} or {MORE}")
    return MappingProxyType(table)


def _has_tables(form: Form, item: dict[str, Any]) -> bool:
    """Whether the form has the table of a rule and those of the cells it looks at."""
    cells: list[object] = item["cells"] if isinstance(item.get("cells"), list) else []
    known = {section.id for section in form.tables}
    return all(table in known for table in (item.get("table"), *(str(cell).split(".")[0] for cell in cells)) if table)


def _expressions(source: TomlSource, item: dict[str, Any], path: Path_) -> tuple[str, ...]:
    """`expr`: one expression, or a list of them."""
    if isinstance(item.get("expr"), list):
        return source.strings(item, path, "expr")
    return (source.take(item, path, "expr", str, filled=True),)


def read_severity(source: TomlSource, item: dict[str, Any], path: Path_) -> Mapping[Level, Severity]:
    """`severity = "error"` for every level, or a table: severity → list of levels. Raises SpecError."""
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


def _expanded(form: Form, source: TomlSource, item: dict[str, Any], path: Path_, rule: Rule) -> Rule:
    axis = _axis(form.cells_of(rule.table), rule.each)
    only = source.strings(item, path, "only", [])
    for name, keys in (("only", only), ("query_only", sorted(rule.query_only))):
        if unknown := [key for key in keys if key not in axis]:
            source.fail((*path, name), f"{name} names “{unknown[0]}”; the table has {', '.join(axis)}")
    conditions = source.strings(item, path, "when", [])
    instances: list[Instance] = []
    for number, expr in enumerate(rule.expr, start=1):
        for key, label in axis.items():
            if only and key not in only:
                continue

            def resolve(name: str, fixed: str = key) -> tuple[str, ...]:
                return _resolve(form, rule, name, fixed)

            try:
                equation = parse_equation(expr, resolve)
                when = tuple(parse_equation(one, resolve) for one in conditions)
            except ExpressionError as error:
                source.fail((*path, "expr"), f"{error}")
            instances.append(Instance(key if number == 1 else f"{key}#{number}", label, equation, when))
    own = all(cell.split(".")[0] == rule.table for one in instances for cell in one.equation.cells)
    return replace(rule, instances=tuple(instances), live=rule.live and own and not conditions)


def _axis(cells: Sequence[Cell], each: str) -> dict[str, str]:
    """Id part held fixed → its Chinese label, for every equation of a broadcast."""
    result: dict[str, str] = {}
    for cell in cells:
        if each == "column":
            result.setdefault(cell.measure, cell.column_labels[-1])
        elif each == "row":
            result.setdefault(cell.item, cell.row.short or cell.row_labels[-1])
        elif each == "group":
            result.setdefault(cell.item, cell.column_labels[-2])
        else:
            result.setdefault("", "")
    return result


def _resolve(form: Form, rule: Rule, name: str, fixed: str) -> tuple[str, ...]:
    """Name or pattern of an expression → cell ids, completed by what the broadcast holds fixed.

    A name that begins with a table is complete; “previous.” before any name means last year's figure.
    """
    if name.startswith(PREVIOUS):
        cells = _resolve(form, rule, name.removeprefix(PREVIOUS), fixed)
        return tuple(PREVIOUS + cell for cell in cells)
    if name.split(".")[0] in {section.id for section in form.tables}:
        return match_names(name, form.cells)
    if rule.each == "column":
        return match_names(f"{rule.table}.{name}.{fixed}", form.cells)
    if rule.each in ("row", "group"):
        return match_names(f"{rule.table}.{fixed}.{name}", form.cells)
    return match_names(f"{rule.table}.{name}", form.cells)
