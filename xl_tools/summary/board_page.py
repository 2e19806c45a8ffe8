"""报送情况 as one self-contained, accessible web page without script: who has reported, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from xl_tools.consolidation.board import BoardRow, Status, Tally
from xl_tools.consolidation.collected import Collected
from xl_tools.consolidation.sorted_inbox import Verdict
from xl_tools.documents.blocks import PlainTable
from xl_tools.documents.markup import Node, tag
from xl_tools.documents.web.elements import elements
from xl_tools.documents.web.frame import page_text
from xl_tools.documents.web.style import page_style
from xl_tools.summary.board_chart import board_chart

_STYLE = """
.page { max-width: 76rem; }
.told, .none { text-indent: 0; }
.told { font-size: 1.15rem; }
.told strong.bad { color: #b00020; }
.tally td, .tally th { text-align: center; }
.tally td { white-space: nowrap; }
[aria-labelledby=missing] td:nth-child(3), [aria-labelledby=missing] td:nth-child(4),
[aria-labelledby=missing] td:nth-child(8), [aria-labelledby=waiting] td:nth-child(3),
[aria-labelledby=returned] td:nth-child(3),
[aria-labelledby=late] td:nth-child(n+3), [aria-labelledby=files] td:first-child,
[aria-labelledby=all] td:nth-child(n+3):nth-child(-n+8) { white-space: nowrap; }
[aria-labelledby=missing] td:nth-child(2), [aria-labelledby=missing] td:nth-child(6),
[aria-labelledby=waiting] td:nth-child(6), [aria-labelledby=returned] td:nth-child(6) { min-width: 5.1em; }
[aria-labelledby=missing] td:nth-child(5) { min-width: 8em; }
[aria-labelledby=missing] td:nth-child(7), [aria-labelledby=waiting] td:nth-child(7),
[aria-labelledby=returned] td:nth-child(7) { min-width: 8.4em; }
.tally tr:last-child th, .tally tr:last-child td { font-weight: bold; }
.plain caption { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip: rect(0, 0, 0, 0); }
.plain { position: relative; }
@page { size: A4 landscape; margin: 15mm; }
@media print {
  .told strong.bad { color: #000; }
  h1 { font-size: 18pt; margin: 0 0 10pt; }
  h2 { font-size: 13pt; margin: 12pt 0 4pt; text-indent: 0; }
  .told, .none { font-size: 11pt; text-indent: 0; line-height: 1.5; }
  table { font-size: 9pt; }
  .kept { page-break-inside: avoid; break-inside: avoid; }
}
"""
_OPEN = (Verdict.UNCONFIRMED, Verdict.STRANGER, Verdict.OTHER_YEAR, Verdict.UNREADABLE)
"""Verdicts after which somebody has to do something about a file."""
_NAMED = 3
"""Errors of a returned report that are told here; 校验结果 has them all."""
_KEPT = 6
"""A list that is no longer is not parted between two pages."""
Table = tuple[Sequence[str], Sequence[float], list[tuple[str, ...]]]


def board_page(collected: Collected) -> bytes:
    """The page as a file of UTF-8; the same run gives the same bytes."""
    board = collected.board
    title = f"{collected.year}年政府信息公开工作年度报告报送情况"
    told = f"{collected.total.report.unit.name}　截至 {board.as_of:%Y-%m-%d}"
    main = tag("main", tag("h1", title), tag("p", told, class_="told"), id="main", class_="page")
    main.append(_summary(board.total))
    if not collected.given_roster:
        main.append(tag("p", "没有给应报单位名单：来报的都算应报，没有来的看不出来。", class_="told"))
    main.append(_section("tally", "按层级", _tally(collected), *elements(board_chart(board.by_level, board.total))))
    for id_, name, table in _tables(collected):
        head, shares, rows = table
        title_ = f"{name}（{len(rows)}）"
        content = [tag("p", "没有。", class_="none")]
        if rows:
            whole = sum(shares)
            plain = PlainTable(name, tuple(head), tuple(rows), tuple(share / whole for share in shares))
            content = list(elements(plain))
        main.append(_section(id_, title_, *content, kept=len(rows) <= _KEPT))
    return page_text(title, page_style() + _STYLE, main).encode()


def _section(id_: str, title: str, *content: Node, kept: bool = False) -> Node:
    heading = tag("h2", title, id=id_)
    return tag("section", heading, *content, aria_labelledby=id_, **({"class": "kept"} if kept else {}))


def _summary(total: Tally) -> Node:
    bad = {"class": "bad"} if total.missing else {}
    return tag(
        "p",
        *("应报 ", tag("strong", str(total.expected)), " 个单位：已报 ", tag("strong", str(total.received))),
        *("，退回 ", tag("strong", str(total.returned)), "，待决定 ", tag("strong", str(total.waiting))),
        *("，未报 ", tag("strong", str(total.missing), **bad), "；迟报 ", tag("strong", str(total.late)), "。"),
        class_="told",
    )


def _tally(collected: Collected) -> Node:
    names = ("层级", "应报", *(status.label for status in Status), "其中迟报")
    rows = [*((level.label, tally) for level, tally in collected.board.by_level), ("合计", collected.board.total)]
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
    body = tag("tbody", *(_tally_row(name, tally) for name, tally in rows))
    table = tag("table", tag("caption", tag("span", "各层级的单位数")), head, body, class_="tally")
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label="各层级的单位数")


def _tally_row(name: str, tally: Tally) -> Node:
    numbers = (tally.expected, tally.received, tally.returned, tally.waiting, tally.missing, tally.late)
    return tag("tr", tag("th", name, scope="row"), *(tag("td", str(number)) for number in numbers))


def _tables(collected: Collected) -> Iterator[tuple[str, str, Table]]:
    """Id, title and list of each section: first what somebody has to do something about."""
    board = collected.board
    by_status = {status: [row for row in board.rows if row.status is status] for status in Status}
    yield (
        "missing",
        "未报",
        (
            ("单位", "层级", "应报日期", "已过天数", "说明", "联系人", "电话", "邮箱"),
            (22, 10, 9, 7, 16, 9, 12, 15),
            [
                (*_unit(row), _overdue(row, board.as_of), row.why, row.unit.contact, row.unit.phone, row.unit.email)
                for row in by_status[Status.MISSING]
            ],
        ),
    )
    yield (
        "waiting",
        "待决定",
        (
            ("单位", "层级", "应报日期", "文件", "要决定什么", "联系人", "电话"),
            (20, 9, 9, 24, 22, 8, 10),
            [
                (*_unit(row), _files(collected, row.unit.name), row.why, row.unit.contact, row.unit.phone)
                for row in by_status[Status.WAITING]
            ],
        ),
    )
    yield (
        "returned",
        "退回",
        (
            ("单位", "层级", "应报日期", "为什么", "错误", "联系人", "电话"),
            (18, 8, 9, 15, 34, 7, 9),
            [
                (*_unit(row), row.why, _errors(row), row.unit.contact, row.unit.phone)
                for row in by_status[Status.RETURNED]
            ],
        ),
    )
    yield (
        "late",
        "迟报",
        (
            ("单位", "层级", "应报日期", "报送日期", "迟报天数", "状态"),
            (30, 16, 14, 14, 12, 14),
            [(*_unit(row), _day(row.came), str(row.late_days), row.status.label) for row in board.rows if row.late],
        ),
    )
    yield (
        "files",
        "要处理的文件",
        (
            ("序号", "文件", "发件人", "文件里写的单位", "结论", "说明"),
            (5, 28, 16, 17, 10, 24),
            [
                (
                    *(str(line.arrival.number), str(line.arrival.origin), line.arrival.origin.sender),
                    *(line.written, line.verdict.label, line.sentence),
                )
                for line in collected.inbox.lines
                if line.verdict in _OPEN
            ],
        ),
    )
    yield (
        "all",
        "全部单位",
        (
            ("单位", "层级", "应报日期", "报送日期", "状态", "是否计入", "错误", "核实", "说明"),
            (24, 11, 10, 10, 8, 8, 5, 5, 19),
            [
                (
                    *(*_unit(row), _day(row.came), row.status.label, "是" if row.counted else "否"),
                    *((str(row.errors), str(row.queries)) if row.line else ("", "")),
                    row.why,
                )
                for row in board.rows
            ],
        ),
    )


def _unit(row: BoardRow) -> tuple[str, str, str]:
    return row.unit.name, row.unit.level.label, _day(row.due)


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _overdue(row: BoardRow, as_of: date) -> str:
    days = (as_of - row.due).days if row.due else 0
    return str(days) if days > 0 else ""


def _files(collected: Collected, unit: str) -> str:
    waiting = (Verdict.CONFLICT, Verdict.UNCONFIRMED)
    lines = [line for line in collected.inbox.lines if line.unit == unit and line.verdict in waiting]
    return "\n".join(f"{line.arrival.number}. {line.arrival.origin}" for line in lines)


def _errors(row: BoardRow) -> str:
    found = row.line.reading.findings if row.line and row.line.reading else ()
    errors = [one.message for one in found if one.stops]
    more = [f"另有 {len(errors) - _NAMED} 处"] if len(errors) > _NAMED else []
    return "\n".join([*errors[:_NAMED], *more])
