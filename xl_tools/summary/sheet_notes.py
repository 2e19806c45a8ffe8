"""汇总说明: how the total came about: what is in it, what is not and why, who decided what, where to look further."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.consolidation.decisions import IN
from xl_tools.finding import Severity
from xl_tools.summary.listing import Column, begin, chapter, lines, titles
from xl_tools.summary.names import BOARD, COMPARED, FIGURES, FINDINGS, INBOX, NOTES, SHEETS, TOP, TRACE, UNITS
from xl_tools.summary.plan import Plan, places_of
from xl_tools.units import Scope
from xl_tools.values import show
from xl_tools.workbook.canvas import Book, Content, Sheet
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import Style

_COLUMNS = (
    Column("", 22, Style.ITEM),
    Column("", 34, Style.ITEM),
    Column("", 24, Style.ITEM),
    Column("", 20, Style.ITEM),
    Column("", 56, Style.ITEM),
)
_WIDE = len(_COLUMNS) - 1
_NAMED = 6
"""So many cells are named in one line."""
_NOTE = "这张表说明汇总数是怎样来的。数字都在前面各表里，格式与年报一样，可以直接校验、填充文字、导出本级年报。"
PURPOSES = {
    BOARD: "应报、已报、退回、待决定、未报、迟报，按层级合计，逐单位列出，附联系人",
    INBOX: "收到的每个文件：怎样来的，认作哪个单位，采用与否，为什么",
    UNITS: "单位 × 指标；合计是公式，只加计入的单位",
    FINDINGS: "每个单位的校验结果，按规则、按单位",
    COMPARED: "汇总核对和单位之间的比较",
    TRACE: "汇总数的每一格由哪个单位、哪个文件、哪一格加成",
    FIGURES: "报送进度、申请最多的单位、办理结果",
}


def draw_notes(book: Book, plan: Plan) -> None:
    """Draw the sheet."""
    sheet = begin(book, NOTES, _NOTE, [column.width for column in _COLUMNS])
    row = _pairs(sheet, TOP, list(_facts(plan)))
    row = _sheets(sheet, row + 1)
    none: list[str] = []
    for title, heads, rows in _lists(plan):
        if rows:
            row = _list(sheet, row + 1, title, heads, rows)
        else:
            none.append(title)
    if none:
        sheet.put(row + 1, 0, f"没有：{'；'.join(none)}。", Style.ITEM, columns=_WIDE + 1)
        sheet.height(row + 1, 36)
        row += 1
    sheet.freeze(TOP, 0)
    sheet.print_on(row, _WIDE, landscape=True)
    sheet.close(protected=False)


def _facts(plan: Plan) -> Iterator[tuple[str, str]]:
    collected, total, board = plan.collected, plan.collected.total, plan.collected.board
    yield "汇总单位", total.report.unit.name
    yield "年度", f"{collected.year} 年（{total.report.edition} 版格式）"
    yield "报送情况截至", f"{board.as_of:%Y-%m-%d}"
    tally = board.total
    parts = (
        f"已报 {tally.received}，退回 {tally.returned}，待决定 {tally.waiting}，未报 {tally.missing}；迟报 {tally.late}"
    )
    yield "应报单位", f"{tally.expected} 个：{parts}"
    if not collected.given_roster:
        yield "名单", "没有给名单：来报的单位都算应报，没有来的看不出来。"
    holders = [one for one in total.contributions if one.stands_for]
    below = sum(len(one.stands_for) for one in holders)
    added = f"{len(total.contributions)} 份报告"
    yield "计入汇总", added + (f"，其中 {len(holders)} 份是汇总年报，含所属 {below} 个单位" if holders else "")
    yield "有错误的报告", _about_errors(plan)
    yield "汇总数的校验", _judged(plan)
    yield "上年数据", total.previous_source or "没有上年数据，与上年比较的规则没有核对。"
    yield "规则", collected.pack or "国家格式和通用规则，没有加用省级规则包。"


def _about_errors(plan: Plan) -> str:
    total, decision = plan.collected.total, plan.collected.decisions.errors
    wrong = sum(one.line.reading is not None and one.line.reading.has_errors for one in total.contributions)
    if total.errors_undecided or (decision is None and wrong):
        return f"没有人决定过有错误的报告计不计入；现在照样计入，有 {wrong} 份。"
    if decision is None:
        return "计入的报告都没有错误。"
    said = "计入" if decision.value == IN else "不计入"
    return f"决定有错误的{said}{decision.because}；计入的报告里有 {wrong} 份有错误。"


def _judged(plan: Plan) -> str:
    findings = plan.collected.judged.findings
    errors, queries, notices = (sum(one.severity is severity for one in findings) for severity in Severity)
    if not findings:
        return "没有发现问题。"
    return f"错误 {errors} 处，核实 {queries} 处，提醒 {notices} 处，列在“{FINDINGS}”最前面。"


def _pairs(sheet: Sheet, top: int, pairs: Sequence[tuple[str, str]]) -> int:
    chapter(sheet, top, "概况")
    row = top
    for row, (label, text) in enumerate(pairs, top + 1):
        sheet.put(row, 0, label, Style.ITEM_SUBHEAD)
        sheet.put(row, 1, text, Style.ITEM, columns=_WIDE)
        sheet.height(row, 20)
    return row + 1


def _sheets(sheet: Sheet, top: int) -> int:
    chapter(sheet, top, "各表")
    row = top
    for row, name in enumerate(SHEETS[1:], top + 1):
        sheet.put(row, 0, name, Style.ITEM_LINK)
        sheet.attach(row, 0, Spot(name, 0, 0), f"打开“{name}”")
        sheet.put(row, 1, PURPOSES[name], Style.ITEM, columns=_WIDE)
        sheet.height(row, 20)
    return row + 1


def _list(sheet: Sheet, top: int, title: str, heads: Sequence[str], rows: Sequence[Sequence[Content]]) -> int:
    chapter(sheet, top, f"{title}（{len(rows)}）")
    columns = [Column(head, column.width, column.style) for head, column in zip(heads, _COLUMNS, strict=True)]
    titles(sheet, top + 1, columns)
    return lines(sheet, top + 2, columns, rows)


def _lists(plan: Plan) -> Iterator[tuple[str, Sequence[str], list[tuple[Content, ...]]]]:
    collected, total, decisions = plan.collected, plan.collected.total, plan.collected.decisions
    compared = {line.arrival.number for line in total.compared.values()}
    out = [one for one in total.left_out if one.line.arrival.number not in compared]
    yield (
        "来了但没有计入的报告",
        ("单位", "文件", "范围", "收件序号", "为什么"),
        [_report(one.unit, plan, one.line.arrival.number, one.why) for one in out],
    )
    yield (
        "只作核对、没有相加的汇总年报",
        ("单位", "文件", "范围", "收件序号", "说明"),
        [
            _report(unit, plan, line.arrival.number, "与各单位之和核对，见“单位比较”H1。")
            for unit, line in total.compared.items()
        ],
    )
    form = total.report.form
    yield (
        "没有相加的格",
        ("单位", "格", "填的内容", "位置", "为什么"),
        [
            (
                one.unit,
                one.name or (form.cells[one.cell].name if one.cell in form.cells else one.cell),
                show(one.value),
                str(one.place or ""),
                one.why,
            )
            for one in total.not_added
        ],
    )
    yield (
        "留空而按 0 计的格",
        ("单位", "格", "格数", "", "说明"),
        [
            (unit, _named([form.cells[cell].name for cell in cells]), len(cells), "", "别的单位在这些格里有数。")
            for unit, cells in total.blanks.items()
        ],
    )
    yield (
        "对单位的决定",
        ("单位", "决定", "日期", "", "理由"),
        [
            *((name, "不计入汇总", one.on, "", one.reason) for name, one in decisions.left_out.items()),
            *(
                (name, f"有错误，{'也计入' if one.value == IN else '不计入'}", one.on, "", one.reason)
                for name, one in decisions.with_errors.items()
            ),
        ],
    )
    yield (
        "单位名称的认定",
        ("文件里的写法", "认作", "日期", "", "理由"),
        [(name, one.value, one.on, "", one.reason) for name, one in decisions.aliases.items()],
    )
    yield (
        "几份文件中的选定",
        ("单位", "采用的文件（摘要）", "范围", "日期", "理由"),
        [
            (unit, one.value[:12], Scope(scope).label, one.on, one.reason)
            for (unit, scope), one in decisions.chosen.items()
        ],
    )
    errors = [one for one in collected.judged.findings if one.severity is Severity.ERROR]
    yield (
        "汇总数的错误",
        ("规则", "位置", "左边", "右边", "内容"),
        [(one.rule, places_of(one.places), _shown(one.left), _shown(one.right), one.message) for one in errors],
    )


def _report(unit: str, plan: Plan, number: int, why: str) -> tuple[Content, ...]:
    line = next(line for line in plan.collected.inbox.lines if line.arrival.number == number)
    return unit, str(line.arrival.origin), line.scope.label, number, why


def _named(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + (" 等" if len(names) > _NAMED else "")


def _shown(number: object) -> str:
    return "" if number is None else str(number)
