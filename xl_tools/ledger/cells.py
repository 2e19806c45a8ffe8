"""The cells of one row of a ledger, each read as what its column asks for; whatever is wrong is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from xl_tools.finding import Finding
from xl_tools.forms.model import Kind
from xl_tools.ledger.choices import Choice
from xl_tools.ledger.fields import NO, YES, Entry
from xl_tools.ledger.findings import Code, row_finding, shown, written
from xl_tools.ledger.raw import RawLedger, RawRow
from xl_tools.values import Amount, parse, plain_decimal

_YEARS = range(2000, 2100)
"""A date of another year is a number that somebody typed into a column of dates."""


class Cells:
    """The cells of one row, and what was found to be wrong with them."""

    def __init__(self, ledger: RawLedger, row: RawRow) -> None:
        self.ledger, self.row = ledger, row
        self.findings: list[Finding] = []
        self.unclocked = False

    def tell(self, code: Code, columns: Sequence[str], said: str) -> None:
        self.findings.append(row_finding(code, self.ledger, self.row, columns, said))

    def date(self, column: str) -> date | None:
        """The date in a column, None for a blank; what is no date is told, and breaks the row if the column counts."""
        raw = self.row.cells.get(column)
        if raw is None:
            return None
        if isinstance(raw, date) and raw.year in _YEARS:
            return raw
        field = self.ledger.field(column)
        if field.needed:
            self.tell(
                Code.NO_DATE, [column], f"“{field.title}”填的是“{shown(raw)}”，不是日期，请按 2025-01-20 的样子填写"
            )
        elif field.entry is not Entry.DUE:
            self.unclocked = True
            words = f"“{field.title}”填的是“{shown(raw)}”，不是日期，没有计算期限，请按 2025-01-20 的样子填写"
            self.tell(Code.UNREADABLE, [column], words)
        return None

    def text(self, column: str) -> str:
        raw = self.row.cells.get(column)
        return "" if raw is None else written(raw)

    def choice(self, column: str, choice: Choice) -> str:
        """The id of what was chosen, empty for a blank; what is no choice is told."""
        text = self.text(column)
        found = choice.find(text) if text else ""
        if found is None:
            several = choice.several(text)
            if several and column == "result":
                words = (
                    f"“{self.ledger.title(column)}”里有 {len(several)} 个结果（{shown(text)}），一件申请只进一个结果格"
                )
                self.tell(Code.TWO_RESULTS, [column], f"{words}，请只留一个；区分处理的选“部分公开”")
            else:
                words = f"“{self.ledger.title(column)}”填的是“{shown(text)}”，"
                if parts := choice.parts(text):
                    words += f"{choice.edition} 版分 {len(parts)} 项，请选一项：{'；'.join(parts)}"
                else:
                    words += "不在列表中，请从下拉列表中选"
                self.tell(Code.NO_CHOICE, [column], words)
            return ""
        return found

    def yes(self, column: str) -> bool | None:
        text = self.text(column)
        if text not in ("", YES, NO):
            words = f"“{self.ledger.title(column)}”填的是“{shown(text)}”，只能填“{YES}”或“{NO}”，按没有填处理"
            self.tell(Code.UNREADABLE, [column], words)
        return {YES: True, NO: False}.get(text)

    def yuan(self, column: str) -> Decimal | None:
        """An amount in 元."""
        raw = self.row.cells.get(column)
        if raw is None:
            return None
        text = plain_decimal(Decimal(format(raw, ".15g"))) if isinstance(raw, float) else str(raw)
        value = parse(text if text.endswith(("元", "万")) else f"{text}元", Kind.AMOUNT, "万元")
        if isinstance(value, Amount) and value.number >= 0:
            return value.number.scaleb(4)
        self.tell(
            Code.UNREADABLE, [column], f"“{self.ledger.title(column)}”填的是“{shown(raw)}”，读不出金额，没有计入收费"
        )
        return None

    def lacks(self, columns: Iterable[str]) -> bool:
        """Whether one of the columns is blank; that is told."""
        blank = [column for column in columns if not self.text(column)]
        if blank:
            titles = "、".join(f"“{self.ledger.title(column)}”" for column in blank)
            self.tell(Code.MISSING, blank, f"没有填{titles}，请补填")
        return bool(blank)

    @property
    def is_sound(self) -> bool:
        """Whether nothing told so far keeps the row from being counted."""
        return not any(one.stops for one in self.findings)
