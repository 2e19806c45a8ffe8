"""Finding: one thing that validation has to say, as fields; the Chinese sentence is made last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Severity(Enum):
    """逻辑性错误 (must be corrected), 核实性提示 (correct or explain), 格式提醒."""

    ERROR = "error"
    QUERY = "query"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        return {"error": "错误", "query": "核实", "notice": "提醒"}[self.value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands in the workbook; `str()` gives 三、申请情况!D6.

    Of a published document: where something stands in it, in words, as `address`.
    """

    sheet: str
    address: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.address}"


SOURCE = "原文"
"""Stands for the sheet in a place that is not in a workbook but in a published document."""
Locate = Callable[[str], Place]
"""Cell id, or key of a narrative text → place in the workbook."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of validation.

    Attributes:
        cells: cell ids the finding is about, last year's with “previous.” before them; empty for findings on
            texts alone.
        places: sheet and address of each cell or text.
        left, right, difference: both sides of the rule and left minus right, None where there are none.
        message: Chinese: where, what was found, what was expected, the difference, what to do, the basis.
        group: knock-on errors of one cause share a number, counted from 1.
        explained: a query that somebody explained, on the values it is about now; `explanation` says why, who and when.
        blocks: whether, being an error, it stops a final export and 定稿; lateness does not, for nothing cures it.
        subject: what the finding is about beside its cells: the sentence, date or name, word for word.
    """

    rule: str
    severity: Severity
    cells: tuple[str, ...]
    places: tuple[Place, ...]
    left: int | Decimal | None
    right: int | Decimal | None
    difference: int | Decimal | None
    message: str
    basis: str
    group: int = 0
    explained: bool = False
    subject: str = ""
    blocks: bool = True
    explanation: str = ""

    @property
    def is_open_query(self) -> bool:
        """Whether it is a query that nobody explained."""
        return self.severity is Severity.QUERY and not self.explained

    @property
    def stops(self) -> bool:
        """Whether a final document must not be made while it stands."""
        return self.severity is Severity.ERROR and self.blocks
