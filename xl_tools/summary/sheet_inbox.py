"""收件: every file that came in, how it came, whose it is, and what became of it."""

from __future__ import annotations

from xl_tools.consolidation.sorted_inbox import Line, Matched, Verdict
from xl_tools.summary.listing import Column, draw_list
from xl_tools.summary.names import INBOX, TOP
from xl_tools.summary.plan import Plan, counts
from xl_tools.workbook.canvas import Book, Content
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import Style

COLUMNS = (
    Column("序号", 6, Style.ITEM_MIDDLE),
    Column("文件", 44, Style.ITEM_LINK),
    Column("发件人", 24, Style.ITEM),
    Column("时间", 17, Style.ITEM_TIME),
    Column("文件里写的单位", 28, Style.ITEM),
    Column("认定的单位", 28, Style.ITEM),
    Column("怎样认定", 10, Style.ITEM_MIDDLE),
    Column("范围", 7, Style.ITEM_MIDDLE),
    Column("年度", 7, Style.ITEM_MIDDLE),
    Column("模板版本", 9, Style.ITEM_MIDDLE),
    Column("结论", 11, Style.ITEM_MIDDLE),
    Column("说明", 48, Style.ITEM),
    Column("错误", 6, Style.ITEM_MIDDLE),
    Column("核实", 6, Style.ITEM_MIDDLE),
    Column("采用序号", 9, Style.ITEM_MIDDLE),
    Column("摘要", 15, Style.ITEM_MIDDLE),
)
_FILE, _VERDICT, _BY = 1, 10, 14
DIGITS = 12
"""So many digits of a digest are shown: enough to tell files apart."""
_MATCHED = {Matched.EXACT: "名称相符", Matched.ALIAS: "别名", Matched.LIKELY: "待确认", Matched.NONE: ""}
_STYLES = {
    Verdict.TAKEN: Style.GOOD,
    Verdict.CONFLICT: Style.QUERY,
    Verdict.UNCONFIRMED: Style.QUERY,
    Verdict.STRANGER: Style.WRONG,
    Verdict.OTHER_YEAR: Style.WRONG,
    Verdict.UNREADABLE: Style.WRONG,
}
NOTE = (
    "收到的每个文件一行；“文件”里的“›”表示从邮件或压缩包里取出，点蓝字打开。收件本身从不改动、从不删除。"
    "“采用序号”是代替这一份的文件；摘要相同的是同一个文件。"
)


def draw_inbox(book: Book, plan: Plan) -> None:
    """Draw the sheet."""
    inbox = plan.collected.inbox.lines
    sheet = draw_list(book, INBOX, NOTE, COLUMNS, [_row(line) for line in inbox], frozen=2, large=True)
    for row, line in enumerate(inbox, TOP + 1):
        if line.arrival.digest:
            sheet.attach(row, _FILE, plan.targets[line.arrival.number], "打开这个文件，或它所在的文件夹")
    last = TOP + max(len(inbox), 1)
    first = Spot(INBOX, TOP + 1, _VERDICT)
    for verdict, style in _STYLES.items():
        area = f"{first.address}:{Spot(INBOX, last, _VERDICT).address}"
        sheet.paint([area], f'{first.address}="{verdict.label}"', style)


def _row(line: Line) -> tuple[Content, ...]:
    arrival, origin, reading = line.arrival, line.arrival.origin, line.reading
    report = reading.report if reading else None
    sender = " ".join(filter(None, (origin.sender, f"<{origin.address}>" if origin.address else "")))
    # Arrival times may have seconds; a cell shows minutes, and a zone it cannot hold.
    time = arrival.time.replace(tzinfo=None)
    return (
        *(arrival.number, str(origin), sender, time, line.written, line.unit, _MATCHED[line.matched]),
        *(report.unit.scope.label if report else "", report.year if report else None),
        *((reading.version or None) if reading else None, line.verdict.label, line.sentence),
        *counts(line),
        *(line.by or None, arrival.digest[:DIGITS]),
    )
