"""A letter in words: the neutral document that Word and plain text are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from xl_tools.consolidation.roster import Expected
from xl_tools.consolidation.sorted_inbox import Line, Verdict
from xl_tools.documents.blocks import Block, Document, Heading, Lines, Paragraph, PlainTable, Signature, Subject
from xl_tools.finding import Finding, Severity
from xl_tools.letters.differing import differing_cells
from xl_tools.letters.items import Item, basis_text, places_text, problem, shortened
from xl_tools.letters.letter import ReturnLetter
from xl_tools.letters.sent import Kind
from xl_tools.letters.ticking import Ticked, counted
from xl_tools.units import Level, Scope

ITEMS_HEAD = ("序号", "位置", "发现的问题", "怎样改")
_ITEMS_SHARES = (0.08, 0.17, 0.4, 0.35)
TICKED_HEAD = ("序号", "上次的问题", "结果", "现在的情况")
_TICKED_SHARES = (0.08, 0.44, 0.14, 0.34)
UNUSABLE_HEAD = ("序号", "文件", "不能用的原因", "怎样办")
_UNUSABLE_SHARES = (0.08, 0.27, 0.33, 0.32)
FILES_HEAD = ("序号", "文件", "收到的时间", "情况")
_FILES_SHARES = (0.08, 0.37, 0.23, 0.32)
DIFFERING_HEAD = ("序号", "位置", "指标", "各份填的数")
_DIFFERING_SHARES = (0.08, 0.25, 0.37, 0.3)
_ORDINALS = "一二三四五六七八九"
_SEND = "请用汇总单位下发的年报模板（.xlsx）填报，作为邮件附件直接发送，不加密，不转成其他格式，不截图。"
_AGAIN = "请重新发送完整的原文件。"
_DEPARTMENTS = (
    Level.STATE_DEPARTMENT,
    Level.PROVINCE_DEPARTMENT,
    Level.CITY_DEPARTMENT,
    Level.COUNTY_DEPARTMENT,
)


def letter_document(letter: ReturnLetter, office: Expected, book: str = "") -> Document:
    """The letter as a neutral document.

    Args:
        office: the collecting office, which signs; its contact is named if it has one.
        book: name of the marked-up workbook that goes with it; empty if there is none.
    """
    title = (report_name(letter), letter.kind.label)
    subject = Subject(letter.unit.name, letter.year, "", letter.kind.label, letter.on)
    return Document(title, False, subject, (*_body(letter, book), *_ending(letter, office, book)))


def report_name(letter: ReturnLetter) -> str:
    """2024年政府信息公开工作年度报告; of consolidated figures it says so."""
    scope = "（汇总）" if letter.scope is Scope.CONSOLIDATED else ""
    return f"{letter.year}年政府信息公开工作年度报告{scope}"


def day_text(day: date) -> str:
    """2025年1月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _body(letter: ReturnLetter, book: str) -> Iterator[Block]:
    yield Lines((f"{letter.unit.name}：",))
    if letter.again:
        question = "请你单位核对" if letter.line else "请你单位确认"
        asked = question if letter.kind is Kind.QUESTION else "退回"
        answer = "答复" if letter.kind is Kind.QUESTION else "改好的报告"
        yield Paragraph(
            f"{day_text(letter.again.on)}已经{asked}，要求于{day_text(letter.again.deadline)}前办理，"
            f"至今没有收到{answer}。请抓紧办理，现将原来的要求再次通知如下。"
        )
    headings = (f"{ordinal}、" for ordinal in _ORDINALS)
    match letter.kind:
        case Kind.REMINDER:
            yield from _reminder(letter)
        case _ if letter.line is not None:
            yield from _returned(letter, letter.line, headings, book)
        case Kind.QUESTION:
            yield from _question(letter, headings)
        case Kind.RETURN:
            yield from _unusable(letter)


# --- 退回通知, or 确认通知 where only a sum differs from its parts


def _returned(letter: ReturnLetter, line: Line, headings: Iterator[str], book: str) -> Iterator[Block]:
    errors = [item for item in letter.items if item.finding.severity is Severity.ERROR]
    queries = [item for item in letter.items if item.finding.severity is Severity.QUERY]
    numbers = ((len(errors), "逻辑性错误"), (len(queries), "核实性提示"), (len(letter.remarks), "汇总核对的问题"))
    found = "、".join(f"{name} {count} 条" for count, name in numbers if count)
    asks = letter.kind is Kind.QUESTION
    again = f"这是第 {letter.round} 次{'请你单位核对' if asks else '退回'}。" if letter.round > 1 else ""
    please = (
        f"请核对。有误的，请改正，于{day_text(letter.deadline)}前重新报送；无误的，请在这一天以前回复说明。"
        if asks
        else f"现予退回。请逐条改正或者说明，于{day_text(letter.deadline)}前重新报送。"
    )
    yield Paragraph(
        f"你单位{day_text(line.arrival.time.date())}报送的{report_name(letter)}（文件“{_name(line)}”）收悉。"
        f"经审核，有{found}，{please}{again}"
    )
    if letter.row.late and letter.row.due:
        yield Paragraph(
            f"这份报告应于{day_text(letter.row.due)}前报送，迟报 {letter.row.late_days} 天，请今后按期报送。"
        )
    if letter.earlier is not None and letter.ticked:
        asked = "提出" if letter.earlier.kind is Kind.QUESTION else "退回"
        yield Heading(1, f"{next(headings)}上次{asked}问题的办理情况")
        yield Paragraph(f"{day_text(letter.earlier.on)}{asked}的问题，逐条核对如下：{counted(letter.ticked)}。")
        yield ticked_table(letter.ticked)
    if errors:
        yield Heading(1, f"{next(headings)}须改正的问题")
        yield _items_table("逻辑性错误", errors)
    if queries:
        yield Heading(1, f"{next(headings)}须核实的问题")
        yield Paragraph("数字有误的请改正；数字无误的不必改，请写明理由，作为审核说明。")
        yield _items_table("核实性提示", queries)
    if letter.remarks:
        yield Heading(1, f"{next(headings)}汇总核对中须答复的问题")
        yield Paragraph("以下是汇总时与上年、与所属单位或者其他单位对照发现的，请逐条核对答复。")
        yield _items_table("汇总核对的问题", letter.remarks)
    if letter.files:
        yield Heading(1, f"{next(headings)}另外收到的文件")
        yield Paragraph("在这份以后还收到下列文件，不能使用，仍以上面的一份为准：")
        yield _unusable_table(letter)
    yield Heading(1, f"{next(headings)}{'有误的怎样改正和重新报送' if asks else '怎样改正和重新报送'}")
    yield from (Paragraph(f"{number}.{text}") for number, text in enumerate(_how_to(letter, queries, book), start=1))


def _how_to(letter: ReturnLetter, queries: Sequence[Item], book: str) -> Iterator[str]:
    if book:
        more = f"，另有格式提醒 {letter.notices} 条供参考" if letter.notices else ""
        yield (
            "随信附上你单位报送的工作簿，只标出了问题，数字没有改动：问题列在“目录与审核”表，点“位置”转到那一格"
            f"{more}。请在这一份或者你单位自己的工作簿里改。"
        )
    else:
        yield "请在你单位的工作簿里照上面的位置改。"
    if letter.reading and letter.reading.suggestions:
        yield "建议值由数字之间的关系推出，只供参考，请对照原始记录后再改。"
    if queries:
        yield "审核说明写在“目录与审核”表该条的“审核说明”栏；说明以后又改了数字的，要重新说明。"
    yield "改好后按“校验”，没有错误再按“寄出前检查”，通过以后回复本邮件，附上工作簿。文件名可以不改。"


def _items_table(caption: str, items: Sequence[Item]) -> PlainTable:
    rows = tuple(
        (
            str(item.number),
            item.place,
            f"{'（上次已提出）' if item.standing else ''}{item.problem}\n依据：{basis_text(item.finding)}",
            item.answer,
        )
        for item in items
    )
    return PlainTable(caption, ITEMS_HEAD, rows, _ITEMS_SHARES)


def ticked_table(ticked: Sequence[Ticked]) -> PlainTable:
    """What became of each finding of an earlier letter; what is new stands among the findings."""
    known = [(one.earlier, one.outcome, one.sentence) for one in ticked if one.earlier is not None]
    rows = tuple(
        (str(number), _earlier(finding), outcome.label, shortened(sentence))
        for number, (finding, outcome, sentence) in enumerate(known, start=1)
    )
    return PlainTable("上次退回问题的办理情况", TICKED_HEAD, rows, _TICKED_SHARES)


def _earlier(finding: Finding) -> str:
    place = places_text(finding.places[:1])
    return "\n".join((f"{place}（规则 {finding.rule}）", problem(finding)))


# --- files that cannot be used


def _unusable(letter: ReturnLetter) -> Iterator[Block]:
    several = f"{len(letter.files)} 份文件都" if len(letter.files) > 1 else "文件"
    last = max(line.arrival.time for line in letter.files)
    yield Paragraph(
        f"你单位{day_text(last.date())}报送的{several}不能作为{report_name(letter)}使用，"
        f"现予退回。请按下面的说明，于{day_text(letter.deadline)}前重新报送。"
    )
    yield _unusable_table(letter)
    yield Paragraph(_SEND)
    yield Paragraph("寄出以前，请用年报工具打开文件，按“寄出前检查”，通过以后再寄。")


def _unusable_table(letter: ReturnLetter) -> PlainTable:
    again = f"请报送 {letter.year} 年度的年报工作簿。"
    rows: list[tuple[str, ...]] = []
    for number, line in enumerate(letter.files, start=1):
        why, hint = _reason(line)
        rows.append((str(number), _name(line), why, hint or again))
    return PlainTable("不能使用的文件", UNUSABLE_HEAD, tuple(rows), _UNUSABLE_SHARES)


def _reason(line: Line) -> tuple[str, str]:
    """Why a file cannot be used, and what to do about it, which may be empty."""
    error, reading = line.arrival.error, line.reading
    if error is not None:
        why, hint = str(error), error.hint
    elif reading is not None and reading.code:
        why, hint = reading.sentence, reading.hint
    elif line.verdict is Verdict.NO_REPORT:
        why, hint = "不是年报工作簿，汇总时不能读取。", ""
    else:
        why, hint = line.sentence, ""
    # Some hints tell whoever collects to ask the sender, who reads this.
    return shortened(why), _AGAIN if "报送人" in hint or "索取" in hint else shortened(hint)


# --- 确认通知


def _question(letter: ReturnLetter, headings: Iterator[str]) -> Iterator[Block]:
    unread = sum(_is_unread(line) for line in letter.files)
    differing = "份内容不同的" if not unread else "份"
    some = f"，其中 {unread} 份打不开" if unread else ""
    yield Paragraph(
        f"你单位报送了 {len(letter.files)} {differing}{report_name(letter)}{some}，不能断定以哪一份为准。"
        f"请于{day_text(letter.deadline)}前回复以哪一份（序号或者文件名）为准；都不对的，请重新报送完整的一份。"
        + ("" if letter.row.counted else "确认以前，你单位的数字暂不计入汇总。")
    )
    yield Heading(1, f"{next(headings)}收到的文件")
    rows = tuple(_file(number, line) for number, line in enumerate(letter.files, start=1))
    yield PlainTable("收到的文件", FILES_HEAD, rows, _FILES_SHARES)
    cells = differing_cells(letter.files)
    if cells.rows:
        yield Heading(1, f"{next(headings)}填得不同的格")
        yield PlainTable("填得不同的格", DIFFERING_HEAD, cells.rows, _DIFFERING_SHARES)
        if cells.more:
            yield Paragraph(f"另有 {cells.more} 格不同，没有列出。")
    elif not unread:
        yield Paragraph("各份的数字相同，不同的是文字、说明或者上年数据。")


def _file(number: int, line: Line) -> tuple[str, ...]:
    """One of several files: when it came, and what can be said of it."""
    reading = line.reading
    if reading is None or reading.report is None:
        said = f"打不开：{_reason(line)[0]}"
    else:
        errors = sum(one.stops for one in reading.findings)
        state = "定稿" if reading.final else "草稿" if reading.version else "数据文件"
        said = f"{state}，{f'错误 {errors} 条' if errors else '没有错误'}"
    return str(number), _name(line), f"{day_text(line.arrival.time.date())}{line.arrival.time:%H:%M}", said


def _is_unread(line: Line) -> bool:
    return line.reading is None or line.reading.report is None


# --- 催报通知


def _reminder(letter: ReturnLetter) -> Iterator[Block]:
    due = letter.row.due
    overdue = (letter.on - due).days if due else 0
    basis = "（《中华人民共和国政府信息公开条例》第四十九条）" if _is_statutory(letter) else ""
    set_for = f"应于{day_text(due)}前报送{basis}，" if due else ""
    late = f"，已超过期限 {overdue} 天" if overdue > 0 else ""
    please = "请按时报送" if due and overdue <= 0 else f"请抓紧办理，于{day_text(letter.deadline)}前报送"
    usable = "可以使用的文件" if letter.files else ""
    yield Paragraph(
        f"你单位的{report_name(letter)}{set_for}截至{day_text(letter.on)}还没有收到{usable}{late}。{please}。"
    )
    if letter.earlier is not None:
        yield Paragraph(f"这是第 {letter.round} 次催报，上一次是{day_text(letter.earlier.on)}。")
    if letter.files:
        yield Paragraph("你单位发来的下列文件已经收到，不能作为这份报告使用，不算报送：")
        yield _unusable_table(letter)
    yield Paragraph(_SEND)
    yield Paragraph("没有发生相应事项的也要报送，数字填 0（零报告）。")
    other = "另外" if letter.files else ""
    yield Paragraph(f"{other}已经报送的，请回复报送的时间、发件邮箱和文件名，以便查找。")


def _is_statutory(letter: ReturnLetter) -> bool:
    """Whether the date is the one that the regulation sets for departments."""
    due = letter.row.due
    return letter.unit.level in _DEPARTMENTS and due == date(letter.year + 1, 1, 31)


# --- the end of every letter


def _ending(letter: ReturnLetter, office: Expected, book: str) -> Iterator[Block]:
    if book:
        yield Paragraph(f"附件：{book}")
    yield Signature(office.name, letter.on)
    whom = (
        f"联系人：{office.contact}" if office.contact else "",
        f"电话：{office.phone}" if office.phone else "",
        f"邮箱：{office.email}" if office.email else "",
    )
    if any(whom):
        # Where official documents have their 附注: in brackets, on the line below the date.
        yield Paragraph(f"（{'，'.join(filter(None, whom))}）")


def _name(line: Line) -> str:
    return shortened(line.arrival.origin.name)
