"""How a remark between units is made: whom it concerns, in which cells, with which numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xl_tools.consolidation.collected import Remark
from xl_tools.finding import Finding, Place, Severity
from xl_tools.forms.model import Form
from xl_tools.rule import Rule, cell_of
from xl_tools.units import Level
from xl_tools.values import plain_decimal

Number = int | Decimal
SHOWN_CELLS = 6
"""So many differing cells are named in a message."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which two figures differ; `place` is where the first stands in its file, None if nowhere.

    `found` is None where nothing was filled in.
    """

    cell: str
    found: Number | None
    expected: Number
    place: Place | None = None

    @property
    def by(self) -> Number:
        return (self.found or 0) - self.expected


def severity_of(rule: Rule, level: Level) -> Severity | None:
    """How severe a violation is for a unit of this level; None if the rule does not concern it."""
    severity = rule.severity.get(level)
    return Severity.QUERY if rule.trial and severity is Severity.ERROR else severity


def remark(
    units: Iterable[str],
    code: str,
    severity: Severity,
    message: str,
    basis: str,
    *,
    differences: Sequence[Difference] = (),
    cells: Sequence[str] = (),
    subject: str = "",
    trial: bool = False,
    blocks: bool = True,
) -> Remark:
    """A remark; its numbers are those of the only difference, if there is one.

    Args:
        message: the sentence without its end: basis and code are added here.
    """
    only = differences[0] if len(differences) == 1 else None
    found = Finding(
        rule=code,
        severity=severity,
        cells=tuple(one.cell for one in differences) or tuple(cells),
        places=tuple(dict.fromkeys(one.place for one in differences if one.place is not None)),
        left=only and (only.found or 0),
        right=only and only.expected,
        difference=only and only.by,
        message=f"{'试行规则：' if trial else ''}{message}。（{code}，{basis}）",
        basis=basis,
        subject=subject,
        blocks=blocks,
    )
    return Remark(tuple(units), found)


def by_rule(
    rule: Rule,
    severity: Severity,
    units: Iterable[str],
    message: str,
    *,
    differences: Sequence[Difference] = (),
    cells: Sequence[str] = (),
    subject: str = "",
) -> Remark:
    """A remark by a rule of the catalogue, with what it advises."""
    return remark(
        units,
        rule.id,
        severity,
        f"{message}。{rule.advice}",
        str(rule.source),
        differences=differences,
        cells=cells,
        subject=subject,
        trial=rule.trial,
        blocks=rule.blocks,
    )


def listed(form: Form, differences: Sequence[Difference], expected: str) -> str:
    """The differing cells in words: 表三“本年新收·总计”（三、申请情况!J6）填 55，`expected` 50，多 5；…"""
    shown = "；".join(_words(form, one, expected) for one in differences[:SHOWN_CELLS])
    return shown + (f"；另有 {len(differences) - SHOWN_CELLS} 格" if len(differences) > SHOWN_CELLS else "")


def plain(number: Number) -> str:
    """A number in plain digits."""
    return plain_decimal(number) if isinstance(number, Decimal) else str(number)


def names(units: Sequence[str], most: int = 3) -> str:
    """Names of units in a sentence, the first few of many."""
    shown = "、".join(f"“{name}”" for name in units[:most])
    return f"{shown} 等 {len(units)} 个单位" if len(units) > most else shown


def _words(form: Form, one: Difference, expected: str) -> str:
    cell = cell_of(form, one.cell)
    where = f"（{one.place}）" if one.place else ""
    found = "空白" if one.found is None else f"填 {plain(one.found)}"
    by = one.by
    apart = f"{'多' if by > 0 else '少'} {plain(abs(by))}"
    return (
        f"{form.section(cell.table).table_name}“{cell.name}”{where}{found}，{expected} {plain(one.expected)}，{apart}"
    )
