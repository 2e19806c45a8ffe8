"""A small county as a run of a consolidation leaves it: every verdict, every status, remarks, words that attack."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from support.reports import balanced_report
from xl_tools.consolidation.arrival import Arrival, Origin
from xl_tools.consolidation.board import Board, BoardRow, Status, Tally
from xl_tools.consolidation.collected import Collected, Remark
from xl_tools.consolidation.decisions import IN, Decision, Decisions
from xl_tools.consolidation.reading import Reading
from xl_tools.consolidation.roster import Expected, Roster
from xl_tools.consolidation.sorted_inbox import Line, Matched, SortedInbox, Verdict
from xl_tools.consolidation.total import Contribution, LeftOut, NotAdded, Total
from xl_tools.errors import WorkbookError
from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.model import Kind
from xl_tools.judging import Standard, judge_report, layout_of
from xl_tools.report import Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import Amount, BadValue, Count, NotApplicable, Value

YEAR = 2024
FORM = form_for_edition("2021")
TOP = "示例县人民政府"
OFFICE, POLICE, CIVIL, FINANCE, HEALTH = (f"示例县{name}局" for name in ("教育", "公安", "民政", "财政", "卫生健康"))
CENTRE = "示例县疾病预防控制中心"
EAST, WEST, TOWN = "示例县东山镇人民政府", "示例县西河镇人民政府", "示例县城关街道办事处"
FEES = "proactive.fees.amount"
ATTACK = '=HYPERLINK("http://example.invalid","点我")'
TEXTS = {
    "overview": """（一）主动公开
按规定公开了各类政府信息。
（二）依申请公开
各单位依法办理申请。
（三）政府信息管理
发布前逐条核对，保密审查记录齐全。
（四）政府信息公开平台建设
网站栏目按月核对更新。
（五）监督保障
工作考核结果为合格；社会评议由居民代表打分，结果为满意；没有发生责任追究。""",
    "problems": "存在的主要问题是解读形式单一，图表偏少。改进情况：已对惠民政策配发图解，并安排专人每月检查更新情况。",
    "other": "本年未收取政府信息公开信息处理费，没有其他需要报告的事项。",
}
"""Of a total that can be published."""
DUE, LATE_DUE = date(2025, 1, 31), date(2025, 3, 31)
INBOX = Path("/collection/收件")
AS_OF = date(2025, 2, 20)

ROSTER = Roster(
    (
        Expected(TOP, Level.COUNTY_GOVERNMENT, due=LATE_DUE),
        Expected(OFFICE, Level.COUNTY_DEPARTMENT, TOP, "联系人一", "0000-1111111", due=DUE),
        Expected(POLICE, Level.COUNTY_DEPARTMENT, TOP, "联系人二", "0000-2222222", "two@example.invalid", DUE),
        Expected(CIVIL, Level.COUNTY_DEPARTMENT, TOP, "联系人三", due=DUE),
        Expected(FINANCE, Level.COUNTY_DEPARTMENT, TOP, "联系人四", due=DUE),
        Expected(HEALTH, Level.COUNTY_DEPARTMENT, TOP, "联系人五", due=DUE),
        Expected(CENTRE, Level.OTHER, HEALTH, due=DUE),
        Expected(EAST, Level.TOWNSHIP, TOP, "联系人六", aliases=("东山镇",)),
        Expected(WEST, Level.TOWNSHIP, TOP, "联系人七", "0000-7777777", "seven@example.invalid", DUE),
        Expected(TOWN, Level.SUBDISTRICT, TOP, "联系人八", due=DUE, note="由原城关镇改设"),
    )
)


def report_for(name: str, level: Level, seed: int, *, scope: Scope = Scope.OWN, year: int = YEAR) -> Report:
    report = balanced_report(FORM, random.Random(seed), level=level, year=year, with_previous=year == YEAR)
    previous = report.previous and replace(report.previous, unit=Unit(name, level, scope))
    return replace(report, unit=Unit(name, level, scope), previous=previous)


def reading_of(report: Report) -> Reading:
    """What a workbook with this report would give."""
    judged = judge_report(report, Standard())
    locate = layout_of(report).locate
    places = {cell: locate(cell) for cell in report.cells}
    digest = hashlib.sha256(repr((report.unit, report.year, dict(report.cells))).encode()).hexdigest()
    return Reading(digest, report, judged.findings, judged.suggestions, places, FORM.template_version)


def line_of(
    number: int,
    reading: Reading | None,
    verdict: Verdict = Verdict.TAKEN,
    *,
    unit: str = "",
    inside: Sequence[str] = (),
    source: str = "",
    sentence: str = "",
    written: str = "",
    by: int = 0,
    when: datetime = datetime(2025, 1, 20, 9, 30),
    sender: str = "",
) -> Line:
    """One file of the inbox; with `inside` it was taken out of a container."""
    name = source or f"{number:02d} {unit or '资料'}.xlsx"
    origin = Origin(INBOX / name, tuple(inside), sender, "sender@example.invalid" if sender else "")
    file = Path("/collection/汇总_汇总资料/附件") / f"{number}" / inside[-1] if inside else INBOX / name
    digest = reading.digest if reading else hashlib.sha256(name.encode()).hexdigest()
    arrival = Arrival(number, origin, digest, 20_000 + number, file, when + timedelta(hours=number))
    shown = written or (reading.report.unit.name if reading and reading.report else "")
    matched = Matched.EXACT if unit and unit == shown else Matched.ALIAS if unit else Matched.NONE
    return Line(arrival, reading, verdict, sentence or "与名单相符", shown, unit, matched, by=by)


def sum_of(reports: Sequence[Report], unit: Unit, previous: Report | None = None) -> Report:
    """Σ of reports, cell by cell; blank where all are blank, and text is not added."""
    cells: dict[str, Value] = {}
    for cell in FORM.cells.values():
        numbers = [report.numbers[cell.id] for report in reports if cell.id in report.numbers]
        if numbers:
            number = sum(numbers)
            cells[cell.id] = Amount(Decimal(number)) if cell.kind is Kind.AMOUNT else Count(int(number))
    return Report(FORM, YEAR, unit, cells, previous=previous)


def small_county(*, clean: bool = False) -> Collected:
    """The county.

    Args:
        clean: without anything that the rules of the total find, so that it can be published.
    """
    levels = {unit.name: unit.level for unit in ROSTER.units}
    reports = {
        name: report_for(name, levels[name], seed) for seed, name in enumerate((TOP, OFFICE, FINANCE, EAST, TOWN), 10)
    }
    reports[HEALTH] = report_for(HEALTH, levels[HEALTH], 21, scope=Scope.CONSOLIDATED)
    reports[POLICE] = report_for(POLICE, levels[POLICE], 22)
    if not clean:
        wrong = {"requests.granted.natural_person": Count(987), "review.reconsideration.total": BadValue(ATTACK)}
        reports[POLICE] = reports[POLICE].with_cells(wrong)
        reports[TOWN] = reports[TOWN].with_cells({FEES: NotApplicable("/")})
    readings = {name: reading_of(report) for name, report in reports.items()}
    waiting = [reading_of(report_for(CIVIL, levels[CIVIL], seed)) for seed in (31, 32)]
    unreadable = Reading(
        "0" * 64, code="W10", sentence="“旧表.xlsx”是旧版 Excel 文件（.xls）。", hint="请另存为 .xlsx。"
    )
    whole = reading_of(report_for(TOP, Level.COUNTY_GOVERNMENT, 40, scope=Scope.CONSOLIDATED))
    first = line_of(
        2, readings[OFFICE], unit=OFFICE, sender=f"{ATTACK}", inside=("年报 第1稿#%.xlsx",), source="来信 一.eml"
    )
    lines = [
        line_of(1, readings[TOP], unit=TOP),
        first,
        line_of(3, readings[OFFICE], Verdict.DUPLICATE, unit=OFFICE, by=2, sentence="与第 2 号文件完全相同"),
        line_of(4, readings[POLICE], unit=POLICE, inside=("政法口", "公安局.xlsx"), source="部门.zip"),
        line_of(
            5, waiting[0], Verdict.CONFLICT, unit=CIVIL, sentence="与第 6 号文件数字不同，分不出先后，请决定用哪一份"
        ),
        line_of(
            6, waiting[1], Verdict.CONFLICT, unit=CIVIL, sentence="与第 5 号文件数字不同，分不出先后，请决定用哪一份"
        ),
        line_of(7, readings[FINANCE], unit=FINANCE, when=datetime(2025, 2, 12, 8)),
        line_of(8, readings[HEALTH], unit=HEALTH),
        line_of(9, reading_of(report_for(HEALTH, levels[HEALTH], 23)), unit=HEALTH),
        line_of(10, readings[EAST], unit=EAST, written="东山镇"),
        line_of(11, readings[TOWN], unit=TOWN),
        line_of(
            12,
            reading_of(report_for("别县司法局", Level.COUNTY_DEPARTMENT, 50)),
            Verdict.STRANGER,
            sentence="名单里没有这个单位",
        ),
        line_of(13, unreadable, Verdict.UNREADABLE, source="旧表.xlsx", sentence=unreadable.sentence),
        replace(line_of(14, None, Verdict.UNREADABLE, source="加密.zip", sentence="打不开：压缩包有密码"), written=""),
        line_of(15, whole, unit=TOP),
    ]
    lines[13] = replace(
        lines[13], arrival=replace(lines[13].arrival, error=WorkbookError("压缩包有密码。", code="M05"))
    )
    by_number = {line.arrival.number: line for line in lines}
    added = [(TOP, 1), (OFFICE, 2), (FINANCE, 7), (HEALTH, 8), (EAST, 10), (TOWN, 11)]
    if clean:
        added.insert(2, (POLICE, 4))
    contributions = tuple(
        Contribution(name, by_number[number], reports[name], (CENTRE,) if name == HEALTH else ())
        for name, number in added
    )
    previous = sum_of(
        [report.previous for report in reports.values() if report.previous],
        Unit(TOP, Level.COUNTY_GOVERNMENT, Scope.CONSOLIDATED),
    )
    previous = replace(previous, form=FORM, year=YEAR - 1)
    total_report = sum_of(
        [one.report for one in contributions], Unit(TOP, Level.COUNTY_GOVERNMENT, Scope.CONSOLIDATED), previous
    )
    if clean:
        total_report = replace(total_report, narrative=TEXTS)
    left_out = [LeftOut(HEALTH, by_number[9], "已包含在本单位的汇总报告中")]
    if not clean:
        left_out.insert(0, LeftOut(POLICE, by_number[4], "有错误，按决定不计入"))
    place = readings[TOWN].places.get(FEES)
    not_added = () if clean else (NotAdded(TOWN, FEES, NotApplicable("/"), place, "填的是“/”，不是数"),)
    total = Total(
        total_report, contributions, not_added, tuple(left_out), "各单位填报的上年数之和", {TOP: by_number[15]}
    )
    taken = {(line.unit, line.scope): line for line in lines if line.verdict is Verdict.TAKEN}
    decisions = Decisions(
        aliases={"东山镇": Decision(EAST, "简称", "2025-02-10")},
        errors=None if clean else Decision(IN, "先汇总看看", "2025-02-11"),
        with_errors={} if clean else {POLICE: Decision("out", f"{ATTACK} 退回重报", "2025-02-12")},
    )
    inbox = SortedInbox(tuple(lines), taken)
    return Collected(
        YEAR,
        ROSTER,
        True,
        decisions,
        inbox,
        board_for(by_number, counted={one.unit for one in contributions}, clean=clean),
        total,
        judge_report(total_report, Standard()),
        () if clean else remarks(),
        AS_OF,
        {name: report.previous for name, report in reports.items() if report.previous},
        "示例省规则包（2024 版）",
    )


def board_for(by_number: Mapping[int, Line], counted: set[str], *, clean: bool) -> Board:
    lines = {TOP: 1, OFFICE: 2, POLICE: 4, FINANCE: 7, HEALTH: 8, EAST: 10, TOWN: 11}
    rows: list[BoardRow] = []
    for unit in ROSTER.units:
        line = by_number.get(lines.get(unit.name, 0))
        status = Status.RECEIVED if line else Status.WAITING if unit.name == CIVIL else Status.MISSING
        why = ""
        if unit.name == POLICE and not clean:
            status, why = Status.RETURNED, "有错误，按决定不计入"
        if unit.name == CENTRE:
            status, line, why = Status.RECEIVED, by_number[8], f"由“{HEALTH}”汇总报送"
        if unit.name == CIVIL:
            why = "两份不同的文件，等待决定"
        came = line.arrival.time.date() if line else None
        late = (came - unit.due).days if came and unit.due and came > unit.due else 0
        reading = line.reading if line else None
        errors = reading.count(Severity.ERROR) if reading else 0
        queries = reading.count(Severity.QUERY) if reading else 0
        files = sum(one.unit == unit.name for one in by_number.values())
        rows.append(
            BoardRow(unit, status, unit.due, came, late, line, files, errors, queries, unit.name in counted, why)
        )
    levels = list(dict.fromkeys(row.unit.level for row in rows))
    by_level = tuple((level, tally([row for row in rows if row.unit.level is level])) for level in levels)
    return Board(tuple(rows), by_level, tally(rows), AS_OF)


def tally(rows: Sequence[BoardRow]) -> Tally:
    received, returned, waiting, missing = (sum(row.status is status for row in rows) for status in Status)
    return Tally(len(rows), received, returned, waiting, missing, sum(row.late for row in rows))


def remarks() -> tuple[Remark, ...]:
    cell = "requests.received.total"
    place = layout_of(report_for(TOP, Level.COUNTY_GOVERNMENT, 1)).locate(cell)

    def finding(rule: str, severity: Severity, message: str) -> Finding:
        return Finding(rule, severity, (cell,), (place,), 30, 20, 10, f"{message}（{rule}）", "汇总核对")

    return (
        Remark((TOP,), finding("H1", Severity.ERROR, "县汇总表“本年新收”30 件，各单位之和 20 件，差 10 件。")),
        Remark((WEST,), finding("H2", Severity.ERROR, f"{WEST}没有报送。")),
        Remark((FINANCE, OFFICE), finding("V3", Severity.QUERY, f"两个单位的“存在的主要问题”九成文字相同：{ATTACK}")),
    )


def large_city(units: int) -> Collected:
    """A city whose units all reported and are all added up."""
    base = [report_for(TOP, Level.COUNTY_DEPARTMENT, seed) for seed in range(min(units, 40))]
    base = [replace(report, cells={**dict.fromkeys(FORM.cells, Count(0)), **report.cells}) for report in base]
    readings = [reading_of(report) for report in base]
    top = Expected(TOP, Level.COUNTY_GOVERNMENT)
    expected = [Expected(f"示例市第{number}单位", Level.COUNTY_DEPARTMENT, TOP, due=DUE) for number in range(1, units)]
    lines: list[Line] = []
    contributions: list[Contribution] = []
    for number, unit in enumerate((top, *expected), 1):
        kind = number % len(base)
        report = replace(base[kind], unit=Unit(unit.name, unit.level))
        reading = replace(readings[kind], report=report, digest=hashlib.sha256(str(number).encode()).hexdigest())
        line = line_of(number, reading, unit=unit.name)
        lines.append(line)
        contributions.append(Contribution(unit.name, line, report))
    rows = tuple(
        BoardRow(unit, Status.RECEIVED, unit.due, line.arrival.time.date(), 0, line, 1, 0, 0, True)
        for unit, line in zip((top, *expected), lines, strict=True)
    )
    levels = dict.fromkeys(row.unit.level for row in rows)
    by_level = tuple((level, tally([row for row in rows if row.unit.level is level])) for level in levels)
    whole = Unit(TOP, Level.COUNTY_GOVERNMENT, Scope.CONSOLIDATED)
    report = sum_of([one.report for one in contributions], whole)
    inbox = SortedInbox(tuple(lines), {(line.unit, Scope.OWN): line for line in lines})
    total = Total(report, tuple(contributions), (), (), "", {})
    board = Board(rows, by_level, tally(rows), AS_OF)
    judged = judge_report(report, Standard())
    return Collected(YEAR, Roster((top, *expected)), True, Decisions(), inbox, board, total, judged, (), AS_OF)
