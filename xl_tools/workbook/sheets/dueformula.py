"""The plain formula of 应答复日期, which says what ledger/deadlines.py reckons."""

from __future__ import annotations

from collections.abc import Mapping

from xl_tools.ledger.deadlines import CONSULTING, DAYS, EXTENSION, FEE, SUPPLEMENT
from xl_tools.ledger.fields import YES

_REACH = 999
"""Days within which every due date lies: 40 working days, and all that does not count."""


def due_formula(at: Mapping[str, str], first_day: str, pattern: str) -> str:
    """The formula for one row.

    Args:
        at: address of each cell of the row, by column id.
        first_day, pattern: cells that hold the first day of the calendar, and its signs (Calendar.pattern).
    """
    start = f"MAX({at['received']},{at['supplement_received']},{at['fee_paid']})"
    counted = pattern
    for name in ("consulted", "consulted_again"):
        begin, end = at[f"{name}_from"], at[f"{name}_to"]
        # Days on which others are asked are blotted out; without such days nothing is replaced.
        length = f"IF(COUNT({begin},{end})=2,{end}-{begin}+1,0)"
        counted = f'REPLACE({counted},MAX(1,{begin}-{first_day}+1),{length},REPT("0",{length}))'
    days = f'{DAYS}+IF({at["extended"]}="{YES}",{EXTENSION},0)'
    # SUBSTITUTE marks the n-th working day after the start, FIND says how many days after it that is.
    due = f'{start}+FIND("#",SUBSTITUTE(MID({counted},{start}-{first_day}+2,{_REACH}),"1","#",{days}))'
    waiting = [
        (_open(at["supplement_asked"], at["supplement_received"]), SUPPLEMENT),
        (_open(at["fee_asked"], at["fee_paid"]), FEE),
        (_open(at["consulted_from"], at["consulted_to"]), CONSULTING),
        (_open(at["consulted_again_from"], at["consulted_again_to"]), CONSULTING),
    ]
    text = f'IFERROR({due},"")'
    for condition, word in reversed(waiting):
        text = f'IF({condition},"{word}",{text})'
    return f'=IF({at["received"]}="","",{text})'


def _open(asked: str, received: str) -> str:
    return f'AND({asked}<>"",{received}="")'
