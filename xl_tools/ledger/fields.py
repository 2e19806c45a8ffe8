"""The columns of the two ledgers by their titles, which is all that a ledger is recognised by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

REQUESTS, CASES = "台账", "复议诉讼台账"
"""The sheets."""
YES, NO = "是", "否"


class Entry(Enum):
    """What is entered in a column."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    AMOUNT = "amount"
    DUE = "due"
    """Reckoned, not entered."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its id in the code, its title on the sheet, the band above it, and what is entered."""

    id: str
    title: str
    band: str
    entry: Entry
    needed: bool = False
    """Without this column no row can be counted."""


_REQUEST, _CLOCK, _RESULT = "申请", "期限", "办理"
REQUEST_FIELDS = (
    Field("number", "编号", _REQUEST, Entry.TEXT),
    Field("received", "收到日期", _REQUEST, Entry.DATE, needed=True),
    Field("applicant", "申请人类型", _REQUEST, Entry.CHOICE, needed=True),
    Field("channel", "收到方式", _REQUEST, Entry.TEXT),
    Field("carried", "是否上年结转", _REQUEST, Entry.YES_NO),
    Field("supplement_asked", "补正通知日期", _CLOCK, Entry.DATE),
    Field("supplement_received", "补正收到日期", _CLOCK, Entry.DATE),
    Field("fee_asked", "收费通知日期", _CLOCK, Entry.DATE),
    Field("fee_paid", "缴费日期", _CLOCK, Entry.DATE),
    Field("consulted_from", "征求意见起", _CLOCK, Entry.DATE),
    Field("consulted_to", "征求意见止", _CLOCK, Entry.DATE),
    Field("consulted_again_from", "再次征求起", _CLOCK, Entry.DATE),
    Field("consulted_again_to", "再次征求止", _CLOCK, Entry.DATE),
    Field("extended", "是否延期", _CLOCK, Entry.YES_NO),
    Field("due", "应答复日期", _CLOCK, Entry.DUE),
    Field("result", "办理结果", _RESULT, Entry.CHOICE, needed=True),
    Field("answered", "答复日期", _RESULT, Entry.DATE, needed=True),
    Field("fee", "收费金额（元）", _RESULT, Entry.AMOUNT),
    Field("remark", "备注", _RESULT, Entry.TEXT),
)
_CASE, _END = "案件", "审理"
CASE_FIELDS = (
    Field("number", "案号", _CASE, Entry.TEXT),
    Field("request", "关联申请编号", _CASE, Entry.TEXT),
    Field("category", "类别", _CASE, Entry.CHOICE, needed=True),
    Field("accepted", "受理日期", _CASE, Entry.DATE, needed=True),
    Field("carried", "是否上年未结", _CASE, Entry.YES_NO),
    Field("outcome", "结果", _END, Entry.CHOICE, needed=True),
    Field("concluded", "审结日期", _END, Entry.DATE, needed=True),
    Field("remark", "备注", _END, Entry.TEXT),
)
FIELDS = {REQUESTS: REQUEST_FIELDS, CASES: CASE_FIELDS}
"""The columns of each sheet, in their order."""
CHANNELS = ("当面提交", "邮政寄送", "互联网渠道", "传真", "其他")
