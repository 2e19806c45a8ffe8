"""Rule packs: a province's own rules and thresholds, in one TOML file that the caller names.

A pack adds rules (ids outside the catalogue's letters; `trial = true` runs them as queries first), sets limits,
raises severities, and switches rules off, with reason and date. What it may do to a rule of the catalogue:

* limits: freely where the rule is not official; of an official rule only those that the rule lists under
  `stricter`, and only in that direction;
* severity: only upwards (提醒 → 核实 → 错误), for the levels it names;
* switching off: only rules that are not official.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from xl_tools.errors import PackError, SpecError
from xl_tools.finding import Severity
from xl_tools.forms.load import all_forms
from xl_tools.forms.tomlsource import Path_, TomlSource
from xl_tools.packlimits import is_stricter, misfit
from xl_tools.packwords import in_chinese
from xl_tools.rule import Limit, Rule
from xl_tools.rulefile import read_limits, read_rule, read_severity
from xl_tools.rules import RuleBook, catalogue_order, limit_name, limit_text, load_rules
from xl_tools.units import Level

CATALOGUE_LETTERS = "ABCDEFGHVW"
_OWN_KEYS = ("trial", "editions")
_RANK = {Severity.NOTICE: 0, Severity.QUERY: 1, Severity.ERROR: 2}


@dataclass(frozen=True)
class Addition:
    """A new rule, as it stands in the file; it becomes a Rule for the form of a rule book."""

    id: str
    item: Mapping[str, Any]
    path: Path_
    trial: bool
    editions: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """New limits and severities of a rule of the catalogue."""

    id: str
    path: Path_
    limits: Mapping[str, Limit]
    severity: Mapping[Level, Severity]


@dataclass(frozen=True)
class SwitchedOff:
    """A rule of the catalogue that is not judged, why, and since when."""

    id: str
    path: Path_
    reason: str
    date: date


@dataclass(frozen=True)
class Pack:
    """One rule pack, read and checked against every edition."""

    name: str
    issuer: str
    date: date
    source: TomlSource = field(repr=False, compare=False)
    additions: tuple[Addition, ...] = ()
    changes: tuple[Change, ...] = ()
    switched_off: tuple[SwitchedOff, ...] = ()

    @property
    def summary(self) -> str:
        """One line on what the pack changes, for display."""
        parts = [f"增加规则 {one.id}{'（试行）' if one.trial else ''}" for one in self.additions]
        parts += [f"{one.id} {'，'.join(_words(one))}" for one in self.changes]
        parts += [f"停用 {one.id}（{one.reason}，{one.date:%Y-%m-%d}）" for one in self.switched_off]
        return f"规则包“{self.name}”（{self.issuer}，{self.date:%Y-%m-%d}）：{'；'.join(parts) or '没有改动'}。"


def load_pack(path: Path) -> Pack:
    """Read a rule pack and try it on every edition.

    Raises: PackError with file, line and a Chinese sentence, for a file that cannot be read, is not written by the
        rules, or would loosen an official rule.
    """
    try:
        source = TomlSource(path)
    except SpecError as error:
        raise _told(path, error, "R01") from error
    try:
        pack = _read(source)
    except SpecError as error:
        raise _told(path, error, "R02") from error
    for form in all_forms():
        apply_pack(load_rules(form), pack)
    return pack


def apply_pack(book: RuleBook, pack: Pack) -> RuleBook:
    """The rule book as the pack has it; the given one stays as it is.

    Rules of the catalogue that this edition does not have are passed over. Raises: PackError as `load_pack` does.
    """
    rules = {rule.id: rule for rule in book.rules}
    for change in pack.changes:
        if rule := _found(pack, rules, change.id, change.path):
            rules[rule.id] = _changed(pack, rule, change)
    for off in pack.switched_off:
        if rule := _found(pack, rules, off.id, off.path):
            if rule.official:
                _fail(pack, off.path, f"{rule.id} 是法定格式或法律规定的规则，不能停用", "R05")
            del rules[rule.id]
    for rule in _added(book, pack):
        rules[rule.id] = rule
    return RuleBook(book.form, tuple(sorted(rules.values(), key=catalogue_order)))


def _read(source: TomlSource) -> Pack:
    data = source.data
    source.only(data, (), "name", "issuer", "date", "rules", "change", "off")
    return Pack(
        name=source.take(data, (), "name", str, filled=True),
        issuer=source.take(data, (), "issuer", str, filled=True),
        date=_date(source, data, ()),
        source=source,
        additions=tuple(_addition(source, item, path) for item, path in _items(source, "rules")),
        changes=tuple(_change(source, item, path) for item, path in _items(source, "change")),
        switched_off=tuple(_off(source, item, path) for item, path in _items(source, "off")),
    )


def _items(source: TomlSource, key: str) -> Iterator[tuple[dict[str, Any], Path_]]:
    items: list[dict[str, Any]] = source.take(source.data, (), key, list, [])
    for index, item in enumerate(items):
        source.table(item, (key, index))
        yield item, (key, index)


def _addition(source: TomlSource, item: dict[str, Any], path: Path_) -> Addition:
    id_: str = source.take(item, path, "id", str, filled=True)
    if id_[0] in CATALOGUE_LETTERS:
        raise _error(
            source, (*path, "id"), f"规则号 {id_} 用了规则目录的字母（A 至 H、V、W），请用其他字母，例如 P1", "R06"
        )
    for key in ("official", "stricter", "live"):
        if key in item:
            raise _error(source, (*path, key), f"规则 {id_}：规则包里的规则不能写“{key}”", "R05")
    editions = source.strings(item, path, "editions", [])
    known = [form.edition for form in all_forms()]
    if unknown := [one for one in editions if one not in known]:
        raise _error(source, (*path, "editions"), f"没有“{unknown[0]}”版格式；可用的有 {'、'.join(known)}", "R02")
    rest = {key: value for key, value in item.items() if key not in _OWN_KEYS}
    return Addition(id_, rest, path, source.take(item, path, "trial", bool, False), editions or tuple(known))


def _change(source: TomlSource, item: dict[str, Any], path: Path_) -> Change:
    source.only(item, path, "id", "limits", "severity")
    id_: str = source.take(item, path, "id", str, filled=True)
    if "limits" not in item and "severity" not in item:
        raise _error(source, path, f"规则 {id_}：要写明改什么（limits 或 severity）", "R02")
    severity = dict(read_severity(source, item, path)) if "severity" in item else dict[Level, Severity]()
    return Change(id_, path, read_limits(source, item, path), severity)


def _off(source: TomlSource, item: dict[str, Any], path: Path_) -> SwitchedOff:
    source.only(item, path, "id", "reason", "date")
    id_: str = source.take(item, path, "id", str, filled=True)
    reason: str = source.take(item, path, "reason", str, filled=True)
    return SwitchedOff(id_, path, reason, _date(source, item, path))


def _date(source: TomlSource, item: dict[str, Any], path: Path_) -> date:
    """A date, bare or in quotes."""
    value = item.get("date")
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = None
    if type(value) is not date:
        where = (*path, "date") if "date" in item else path
        raise _error(source, where, "“date”应写日期，例如 2026-01-05", "R02")
    return value


def _added(book: RuleBook, pack: Pack) -> Iterator[Rule]:
    taken = {name for rule in book.rules for name in (rule.id, rule.alias) if name}
    for addition in pack.additions:
        if book.form.edition not in addition.editions:
            continue
        try:
            rule = read_rule(book.form, pack.source, dict(addition.item), addition.path)
        except SpecError as error:
            told = _told(pack.source.file, error, "R02")
            told.hint = f"如果只用于别的版本，请写 editions；现在按 {book.form.edition} 版读。"
            raise told from error
        for key, name in (("id", rule.id), ("alias", rule.alias)):
            if name and name in taken:
                _fail(pack, (*addition.path, key), f"“{name}”已经有规则在用", "R06")
            taken.add(name)
        _refuse_without_limits(pack, rule, addition.path)
        # The workbook was made without the pack, so its live checks cannot hold the new rule.
        yield replace(rule, trial=addition.trial, live=False)


def _refuse_without_limits(pack: Pack, rule: Rule, path: Path_) -> None:
    """A new rule of a kind of check that the catalogue uses needs the limits of that kind."""
    used = [one.limits for form in all_forms() for one in load_rules(form).rules if one.check == rule.check]
    for name, value in used[0].items() if used else ():
        if name not in rule.limits:
            _fail(pack, path, f"规则 {rule.id} 用了“{rule.check}”检查，要写明界限“{name}”（{limit_name(name)}）", "R02")
        if reason := misfit(name, value, rule.limits[name]):
            _fail(pack, (*path, "limits", name), f"规则 {rule.id} 的“{name}”{reason}", "R02")


def _found(pack: Pack, rules: Mapping[str, Rule], id_: str, path: Path_) -> Rule | None:
    """The rule of this edition; None if only other editions have it. Raises PackError if none has."""
    if id_ not in rules and not any(id_ in {rule.id for rule in load_rules(form).rules} for form in all_forms()):
        _fail(pack, (*path, "id"), f"规则目录里没有 {id_}", "R04")
    return rules.get(id_)


def _changed(pack: Pack, rule: Rule, change: Change) -> Rule:
    limits = dict(rule.limits)
    for name, value in change.limits.items():
        path = (*change.path, "limits", name)
        if name not in limits:
            known = "、".join(limits) or "没有界限"
            _fail(pack, path, f"规则 {rule.id} 没有“{name}”这个界限；它的界限：{known}", "R04")
        if reason := misfit(name, limits[name], value):
            _fail(pack, path, f"规则 {rule.id} 的“{name}”{reason}", "R02")
        if rule.official and not is_stricter(rule.stricter.get(name), limits[name], value):
            _fail(pack, path, f"{rule.id} 是法定格式或法律规定的规则，“{name}”不能放宽", "R05")
        limits[name] = value
    severity = dict(rule.severity)
    for level, wanted in change.severity.items():
        if level in severity and _RANK[wanted] < _RANK[severity[level]]:
            found = f"对{level.label}是“{severity[level].label}”，不能降为“{wanted.label}”，只能提高"
            _fail(pack, (*change.path, "severity"), f"规则 {rule.id} {found}", "R05")
        severity[level] = wanted
    return replace(rule, limits=MappingProxyType(limits), severity=MappingProxyType(severity))


def _words(change: Change) -> Iterator[str]:
    for name, value in change.limits.items():
        yield f"“{limit_name(name)}”改为 {limit_text(name, value)}"
    for severity in Severity:
        levels = [level for level, wanted in change.severity.items() if wanted is severity]
        if levels:
            whom = "" if len(levels) == len(Level) else f"（{'、'.join(level.label for level in levels)}）"
            yield f"提为{severity.label}{whom}"


def _fail(pack: Pack, path: Sequence[str | int], message: str, code: str) -> NoReturn:
    raise _error(pack.source, path, message, code)


def _error(source: TomlSource, path: Sequence[str | int], message: str, code: str) -> PackError:
    return PackError(f"{message}。", code=code, file=source.file, line=source.line(path))


def _told(file: Path, error: SpecError, code: str) -> PackError:
    """A mistake in the writing, as found by the readers of our own rules, in Chinese."""
    return PackError(f"{in_chinese(error.reason)}。", code=code, file=file, line=error.line)
