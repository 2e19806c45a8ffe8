"""Everything that one run of a consolidation knows, from which all its outputs are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from xl_tools.consolidation.board import Board
from xl_tools.consolidation.decisions import Decisions
from xl_tools.consolidation.roster import Roster
from xl_tools.consolidation.sorted_inbox import SortedInbox
from xl_tools.consolidation.total import Total
from xl_tools.finding import Finding
from xl_tools.report import Report
from xl_tools.validation.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that only shows when units are seen side by side.

    Attributes:
        units: whom it concerns, in the order of the roster.
        finding: rule H1 … H5, or V1 … for comparisons; `cells` are those of the total's edition.
    """

    units: tuple[str, ...]
    finding: Finding


@dataclass(frozen=True)
class Collected:
    """One run.

    Attributes:
        year: of the reports that are added up.
        given_roster: False if there was none: then every unit that came is expected, below a top without a report.
        judged: what the rules say of the total.
        remarks: H1 … H5 and the comparisons, in the order of the catalogue.
        last_year: last year's figures of each unit as the collecting office has them, by unit name.
        pack: what rule pack was used, in Chinese; empty if none.
    """

    year: int
    roster: Roster
    given_roster: bool
    decisions: Decisions
    inbox: SortedInbox
    board: Board
    total: Total
    judged: Judgement
    remarks: tuple[Remark, ...]
    as_of: date
    last_year: Mapping[str, Report] = field(default_factory=dict[str, Report])
    pack: str = ""
