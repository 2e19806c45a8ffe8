"""What a comparison among units looks at: reports of one level, each with its last year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from xl_tools.consolidation.choosing import place_in, report_of
from xl_tools.consolidation.frames import Seen
from xl_tools.crossing import cross
from xl_tools.finding import Locate, Place
from xl_tools.forms.model import Form
from xl_tools.report import Report
from xl_tools.units import Level, Scope
from xl_tools.values import Amount, Count

BASIS = {
    "V1": "同级单位之间比较，实践依据",
    "V2": "同级单位之间比较，实践依据",
    "V3": "国办公开办函〔2021〕30号 （四）明确责任：内容雷同、敷衍塞责",
    "V4": "各单位校验结果的汇总，实践依据",
}
"""Of remarks that no rule of the catalogue stands behind."""
SHOWN_UNITS = 8
"""A message names so many at most."""


@dataclass(frozen=True)
class Peer:
    """A report among those of its kind.

    Attributes:
        report: in the cells of the total's edition.
        kept: last year's figures as the collecting office has them, for a report that says nothing of last year.
    """

    seen: Seen
    level: Level
    form: Form
    locate: Locate
    kept: Report | None = None

    @property
    def unit(self) -> str:
        return self.seen.unit

    @property
    def report(self) -> Report:
        return self.seen.report

    @property
    def group(self) -> tuple[Level, Scope]:
        """Those with whom it is compared: figures of one level, own or consolidated."""
        return self.level, self.report.unit.scope

    @cached_property
    def last(self) -> Report | None:
        """Last year's figures in the cells of the total's edition; None if nobody has them."""
        own = report_of(self.seen.line)
        last = own.previous if own is not None and own.previous is not None else self.kept
        return None if last is None else cross(last, self.form).report

    def place(self, cell: str) -> Place:
        """Where a cell stands in the unit's file; of a blank one, where it would."""
        return place_in(self.seen.line, cell, self.form) or self.locate(cell)

    def before(self, cell: str) -> int | None:
        """Last year's count, or amount, in a cell; None if there is none. Whole: it only shows how large it was."""
        value = self.last.settled.get(cell) if self.last else None
        return int(value.number) if isinstance(value, (Count, Amount)) else None


def grouped(peers: Iterable[Peer]) -> Mapping[tuple[Level, Scope], list[Peer]]:
    """The peers by level and scope, in the order of the roster."""
    found: dict[tuple[Level, Scope], list[Peer]] = {}
    for peer in peers:
        found.setdefault(peer.group, []).append(peer)
    return found
