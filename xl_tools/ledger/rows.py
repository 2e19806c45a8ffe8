"""One request, one case: the rows of the ledgers once every cell of them has been understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Span(NamedTuple):
    """Days from the first to the last, both included; without a last one it still lasts."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Request:
    """One row of 台账.

    Attributes:
        line: row of the sheet, counted from 1.
        number: as registered; may be empty.
        applicant: id of the column of 表三.
        carried: what is said in 是否上年结转; None if nothing.
        consulted: when third parties and other organs were asked.
        due: what the sheet shows as 应答复日期; None if no date.
        result: id of the row of 表三; empty while there is none.
        fee: 元.
    """

    line: int
    number: str
    received: date
    applicant: str
    channel: str = ""
    carried: bool | None = None
    supplement_asked: date | None = None
    supplement_received: date | None = None
    fee_asked: date | None = None
    fee_paid: date | None = None
    consulted: tuple[Span, ...] = ()
    extended: bool = False
    due: date | None = None
    result: str = ""
    answered: date | None = None
    fee: Decimal | None = None
    remark: str = ""

    @property
    def began(self) -> date:
        return self.received

    @property
    def ended(self) -> date | None:
        return self.answered


@dataclass(frozen=True, slots=True)
class Case:
    """One row of 复议诉讼台账.

    Attributes:
        line: row of the sheet, counted from 1.
        number: as the reviewing organ or the court gave it; may be empty.
        request: number of the request it is about; may be empty.
        category: what stands above the group of columns of 表四.
        carried: what is said in 是否上年未结; None if nothing.
        outcome: label of the column of 表四; empty while there is none.
    """

    line: int
    number: str
    request: str
    category: str
    accepted: date
    carried: bool | None = None
    outcome: str = ""
    concluded: date | None = None
    remark: str = ""

    @property
    def began(self) -> date:
        return self.accepted

    @property
    def ended(self) -> date | None:
        return self.concluded
