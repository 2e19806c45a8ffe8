"""Decisions merged, kept as plain JSON, and understood from what people type."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NoReturn, cast

from xl_tools.consolidation.arrival import Arrival
from xl_tools.consolidation.decisions import IN, OUT, Decision, Decisions
from xl_tools.consolidation.matching import Matcher
from xl_tools.consolidation.naming import bare, plain
from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.sorted_inbox import Matched
from xl_tools.consolidation.sorting import hints_of
from xl_tools.errors import XlToolsError
from xl_tools.forms.model import Kind
from xl_tools.values import Count, parse

_DIGEST = re.compile(r"[0-9a-f]{6,64}")
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Typed:
    """Decisions as somebody typed them, one text each.

    Attributes:
        aliases: 写法=单位.
        chosen: 单位=文件, the file by name, by number or by the beginning of its digest.
        left_out, included, excluded: 单位=理由, or the unit alone.
        put_back: a unit, or a name as written, of which everything decided is withdrawn.
        errors: “in”, “out”, or empty if nothing was said.
    """

    aliases: Sequence[str] = ()
    chosen: Sequence[str] = ()
    left_out: Sequence[str] = ()
    included: Sequence[str] = ()
    excluded: Sequence[str] = ()
    put_back: Sequence[str] = ()
    errors: str = ""


def decided(old: Decisions, changes: Decisions) -> Decisions:
    """All decisions together; of two on the same thing the newer holds."""
    return Decisions(
        {**old.aliases, **changes.aliases},
        {**old.chosen, **changes.chosen},
        {**old.left_out, **changes.left_out},
        changes.errors or old.errors,
        {**old.with_errors, **changes.with_errors},
    )


def understood(
    old: Decisions,
    typed: Typed,
    roster: Roster,
    arrivals: Sequence[Arrival],
    readings: Mapping[str, Reading],
    year: int,
    on: str,
) -> Decisions:
    """The old decisions with what was typed; what is put back goes first.

    Args:
        readings: of the files, by digest.
        year: of the reports that are added up.
        on: the day on which it was decided, YYYY-MM-DD.

    Raises: XlToolsError K05 for a unit that the roster lacks, K06 to K08 for a file that is unknown, is not the only
        one, or cannot count, K09 for a text without “=”, K11 if nothing was decided of what is put back.
    """
    units = _Units(roster, old)
    for text in typed.put_back:
        old = _without(old, text, units)
    until = max((one.time.isoformat() for one in arrivals), default="")
    chosen: dict[tuple[str, str], Decision] = {}
    for text in typed.chosen:
        name, file = _parted(text, "单位=文件")
        unit = units.named(name)
        arrival, reading = _file(file, unit, arrivals, readings)
        assert reading.report is not None
        written = reading.report.unit.name
        if reading.report.year != year:
            _refuse(arrival, unit, f"是 {reading.report.year} 年度的")
        if units.surely(written, arrival) not in ("", unit):
            _refuse(arrival, unit, f"封面上写的是“{written}”")
        chosen[unit, reading.report.unit.scope.value] = Decision(arrival.digest, "", on, until)
    aliases: dict[str, Decision] = {}
    for text in typed.aliases:
        written, unit = _parted(text, "写法=单位")
        aliases[written] = Decision(units.named(unit), "", on)
    with_errors = {
        **{unit: Decision(IN, why, on) for unit, why in units.reasons(typed.included)},
        **{unit: Decision(OUT, why, on) for unit, why in units.reasons(typed.excluded)},
    }
    left_out = {unit: Decision("", why, on) for unit, why in units.reasons(typed.left_out)}
    errors = Decision(typed.errors, "", on) if typed.errors else None
    return decided(old, Decisions(aliases, chosen, left_out, errors, with_errors))


def to_json(decisions: Decisions) -> str:
    """All decisions as one text; equal decisions give equal texts."""
    data = {
        "aliases": {name: _plain(one) for name, one in decisions.aliases.items()},
        "chosen": [[*slot, _plain(one)] for slot, one in sorted(decisions.chosen.items(), key=lambda item: item[0])],
        "left_out": {name: _plain(one) for name, one in decisions.left_out.items()},
        "errors": _plain(decisions.errors) if decisions.errors else None,
        "with_errors": {name: _plain(one) for name, one in decisions.with_errors.items()},
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Decisions:
    """The decisions of such a text. Raises: XlToolsError K10 if it is none."""
    try:
        data = json.loads(text)
        return Decisions(
            _mapping(data["aliases"]),
            {(_text(unit), _text(scope)): _decision(one) for unit, scope, one in data["chosen"]},
            _mapping(data["left_out"]),
            None if data["errors"] is None else _decision(data["errors"]),
            _mapping(data["with_errors"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise XlToolsError(
            "保存的决定已损坏，读不出来。",
            code="K10",
            hint="请把汇总资料文件夹里的状态文件移走，再汇总一次，并重新作出各项决定；收件不受影响。",
        ) from error


class _Units:
    """The roster as people name its units: as on 封面, but for what is only likely."""

    def __init__(self, roster: Roster, decisions: Decisions) -> None:
        self._matcher = Matcher(roster, decisions.aliases)

    def named(self, name: str) -> str:
        match = self._matcher.match(name)
        if match.how in (Matched.EXACT, Matched.ALIAS):
            return match.unit
        near = [one for one in (match.unit, *match.others) if one]
        told = "、".join(f"“{one}”" for one in near)
        hint = f"名单里相近的有{told}，请写全称。" if near else "请按名单里的写法写单位全称。"
        raise XlToolsError(f"名单里没有“{name}”。", code="K05", hint=hint)

    def surely(self, written: str, arrival: Arrival) -> str:
        """The unit whose file it is beyond doubt; empty if there is any doubt. Numbers of files shift as files come."""
        match = self._matcher.match(written, hints_of(arrival))
        return match.unit if match.how in (Matched.EXACT, Matched.ALIAS) else ""

    def reasons(self, texts: Sequence[str]) -> list[tuple[str, str]]:
        """Unit and reason of each text."""
        found: list[tuple[str, str]] = []
        for text in texts:
            name, _, why = text.replace("＝", "=").partition("=")
            found.append((self.named(name.strip()), why.strip()))
        return found


def _parted(text: str, wanted: str) -> tuple[str, str]:
    left, sign, right = text.replace("＝", "=").partition("=")
    if not sign or not left.strip() or not right.strip():
        raise XlToolsError(f"“{text}”看不懂，应当写成“{wanted}”。", code="K09", hint="请在等号两边都写上内容。")
    return left.strip(), right.strip()


def _without(old: Decisions, text: str, units: _Units) -> Decisions:
    """Without everything that was decided of a unit, or of a name as written."""
    written = [name for name in old.aliases if plain(name) == plain(text)]
    if written:
        return replace(old, aliases={name: one for name, one in old.aliases.items() if name not in written})
    unit = units.named(text)
    kept = Decisions(
        old.aliases,
        {slot: one for slot, one in old.chosen.items() if slot[0] != unit},
        {name: one for name, one in old.left_out.items() if name != unit},
        old.errors,
        {name: one for name, one in old.with_errors.items() if name != unit},
    )
    if kept == old:
        raise XlToolsError(
            f"没有对“{unit}”作过决定，不能撤回。", code="K11", hint="要撤回一个写法的，请写封面上的那个写法。"
        )
    return kept


def _file(
    text: str, unit: str, arrivals: Sequence[Arrival], readings: Mapping[str, Reading]
) -> tuple[Arrival, Reading]:
    """The file that a text names: by number, by name, by the beginning of its digest."""
    found = _by_text(text, arrivals)
    digests = dict.fromkeys(one.digest for one in found)
    if not found:
        raise XlToolsError(f"收件里没有“{text}”。", code="K06", hint="请写收件表里的序号、文件名，或摘要的前几位。")
    if len(digests) > 1:
        numbers = "、".join(str(one.number) for one in found[:_LISTED])
        raise XlToolsError(f"收件里有几份不同的“{text}”（第 {numbers} 号）。", code="K07", hint="请写序号。")
    arrival = found[0]
    reading = readings.get(arrival.digest)
    if reading is None or reading.report is None:
        _refuse(arrival, unit, "读不出，或者不是年报")
    return arrival, reading


def _by_text(text: str, arrivals: Sequence[Arrival]) -> list[Arrival]:
    number = parse(text.strip("第号#＃ \u3000"), Kind.COUNT)
    if isinstance(number, Count) and (found := [one for one in arrivals if one.number == number.number]):
        return found
    wanted = bare(text)
    named = [one for one in arrivals if wanted and wanted in (bare(one.origin.name), bare(str(one.origin)))]
    lower = text.strip().casefold()
    if named or not _DIGEST.fullmatch(lower):
        return named
    return [one for one in arrivals if one.digest.startswith(lower)]


def _refuse(arrival: Arrival, unit: str, why: str) -> NoReturn:
    raise XlToolsError(
        f"第 {arrival.number} 号（{arrival.origin}）{why}，不能作为“{unit}”的年报。",
        code="K08",
        hint="请另选一份，或请该单位重报。",
    )


def _plain(decision: Decision) -> dict[str, str]:
    plain = {"value": decision.value, "reason": decision.reason, "on": decision.on}
    return {**plain, "until": decision.until} if decision.until else plain


def _decision(data: Any) -> Decision:
    until = _text(data.get("until", ""))
    if until:
        datetime.fromisoformat(until)
    return Decision(_text(data["value"]), _text(data["reason"]), _text(data["on"]), until)


def _mapping(data: Any) -> dict[str, Decision]:
    return {_text(name): _decision(one) for name, one in cast(dict[Any, Any], data).items()}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
