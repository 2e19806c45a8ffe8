"""Who is written to, about what, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from letter_cases import (
    AS_OF,
    OFFICE,
    TOP,
    TOWN,
    TYPED,
    File,
    Office,
    book_file,
    data_file,
    expected,
    later,
    report_with,
)

from xl_tools.consolidation.board import Status
from xl_tools.consolidation.collected import Remark
from xl_tools.consolidation.sorted_inbox import Line, SortedInbox, Verdict
from xl_tools.documents.word.writer import write_word
from xl_tools.errors import WorkbookError, XlToolsError
from xl_tools.finding import Finding, Place, Severity
from xl_tools.letters.items import places_text
from xl_tools.letters.letter import ReturnLetter, letters_for, usual_deadline
from xl_tools.letters.plaintext import plain_text
from xl_tools.letters.sent import Kind
from xl_tools.letters.wording import letter_document
from xl_tools.units import Level, Scope
from xl_tools.values import BadValue, Count

BOOK = "标出问题.xlsx"
QUERY = {"proactive.normative_documents.issued": Count(3)}
"""More issued than are in force: a query, and nothing else."""
EXACT = """\
2024年政府信息公开工作年度报告
退回通知

示例县示例镇人民政府：

你单位2025年1月18日报送的2024年政府信息公开工作年度报告（文件“示例镇年报.xlsx”）收悉。\
经审核，有逻辑性错误 4 条，现予退回。请逐条改正或者说明，于2025年1月27日前重新报送。

一、须改正的问题

1.  位置：三、申请情况 D29 D8:D28
    发现的问题：表三“自然人”栏：办理结果总计 58；予以公开 59、其余为 0，相差 1，两边应相等。\
请核对 D29、D8:D28；总计格的公式可用“恢复公式”找回。
    依据：规则 A2，国办公开办函〔2021〕30号 年度报告格式 表三第三项（七）总计
    怎样改：最可能是三、申请情况!D8：59 应为 58（59 像是 58 错了一位数）。
2.  位置：三、申请情况 J8 D8:I8
    发现的问题：表三“予以公开”行：总计 58；自然人 59、其余为 0，相差 1，两边应相等。\
请核对 J8、D8:I8；总计格的公式可用“恢复公式”找回。
    依据：规则 A3，国办公开办函〔2021〕30号 年度报告格式 表三“总计”栏
    怎样改：与第 1 条同一原因，见第 1 条。
3.  位置：四、复议诉讼 A6
    发现的问题：表四“行政复议·结果维持”（A6）填的是“一件”，不是数字。请改填非负整数，没有的填 0。
    依据：规则 B2，国办公开办函〔2021〕30号 年度报告格式 表四表样
    怎样改：请照“发现的问题”所说改正。
4.  位置：一、总体情况 D36；三、申请情况 J6
    发现的问题：“一、总体情况”正文“本年未收到政府信息公开申请…”读作“本年新收”为 0；\
表三“本年新收·总计”（J6）为 58 件，相差 58。请核对正文与表三第一项。
    依据：规则 E12，年度报告格式 表三第一项 正文与表应一致，推断
    怎样改：请照“发现的问题”所说改正。

二、怎样改正和重新报送

1.随信附上你单位报送的工作簿，只标出了问题，数字没有改动：\
问题列在“目录与审核”表，点“位置”转到那一格。请在这一份或者你单位自己的工作簿里改。

2.建议值由数字之间的关系推出，只供参考，请对照原始记录后再改。

3.改好后按“校验”，没有错误再按“寄出前检查”，通过以后回复本邮件，附上工作簿。文件名可以不改。

附件：标出问题.xlsx

示例县人民政府
2025年1月20日

（联系人：联系人一，电话：0000-1234567）
"""


def text_of(letter: ReturnLetter, book: str = "") -> str:
    return plain_text(letter_document(letter, OFFICE, book))


def only(letters: tuple[ReturnLetter, ...]) -> ReturnLetter:
    (letter,) = letters
    return letter


def remark(rule: str, severity: Severity, *units: str) -> Remark:
    place = Place("三、申请情况", "J6")
    message = f"两边不一致。（{rule}，汇总核对）"
    return Remark(units, Finding(rule, severity, ("requests.received.total",), (place,), 1, 2, -1, message, "汇总核对"))


# --- a report that goes back


def test_the_letter_on_a_known_report_word_for_word(tmp_path: Path):
    letter = only(Office(tmp_path, files=[book_file(report_with(TYPED))]).letters())

    assert text_of(letter, BOOK) == EXACT


def test_word_says_what_the_text_says(tmp_path: Path):
    letter = only(Office(tmp_path, files=[book_file(report_with(TYPED))]).letters())
    file = docx.Document(BytesIO(write_word(letter_document(letter, OFFICE, BOOK))))

    title, salutation, first, *_, signer, day, contact = [one.text for one in file.paragraphs]
    assert title == "2024年政府信息公开工作年度报告\n退回通知"
    assert (salutation, signer, day) == (f"{TOWN}：", TOP, "2025年1月20日")
    assert first in EXACT
    assert contact == "（联系人：联系人一，电话：0000-1234567）"
    (table,) = file.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["序号", "位置", "发现的问题", "怎样改"]
    assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4"]
    assert rows[1][3] == "最可能是三、申请情况!D8：59 应为 58（59 像是 58 错了一位数）。"
    assert rows[4][1] == "一、总体情况 D36\n三、申请情况 J6"


def test_nobody_is_written_to_who_reported_well(tmp_path: Path):
    assert Office(tmp_path, files=[book_file(report_with())]).letters() == ()


def test_queries_alone_go_back_only_if_asked_for(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with(QUERY))])

    assert office.letters() == ()
    letter = only(office.letters(queries=True))
    assert {item.finding.severity for item in letter.items} == {Severity.QUERY}
    assert letter.items[0].answer.endswith("请改正，或写审核说明。")
    assert "须核实的问题" in text_of(letter)
    assert "审核说明写在" in text_of(letter)


def test_a_data_file_has_no_workbook_to_point_to(tmp_path: Path):
    letter = only(Office(tmp_path, files=[data_file(report_with(TYPED))]).letters())

    assert "请在你单位的工作簿里照上面的位置改。" in text_of(letter)
    assert "附" not in text_of(letter).replace("附上工作簿", "")


def test_the_office_does_not_write_to_itself(tmp_path: Path):
    office = Office(tmp_path, (), [data_file(report_with(TYPED, TOP, Level.COUNTY_GOVERNMENT))])

    assert office.board().rows[0].status is Status.RETURNED
    assert office.letters() == ()


def test_own_and_consolidated_figures_go_back_each_by_its_letter(tmp_path: Path):
    own = report_with(TYPED)
    both = replace(own, unit=replace(own.unit, scope=Scope.CONSOLIDATED))
    letters = Office(tmp_path, files=[data_file(own), data_file(both, "汇总.json")]).letters()

    assert [letter.scope for letter in letters] == [Scope.OWN, Scope.CONSOLIDATED]
    assert "2024年政府信息公开工作年度报告（汇总）\n退回通知" in text_of(letters[1])


def test_lateness_is_told_and_not_asked_to_be_corrected(tmp_path: Path):
    letter = only(Office(tmp_path, files=[data_file(report_with(TYPED), time=later(20))]).letters(date(2025, 2, 10)))

    assert "这份报告应于2025年1月31日前报送，迟报 7 天，请今后按期报送。" in text_of(letter)
    assert "G4" not in {item.finding.rule for item in letter.items}


def test_what_a_unit_typed_is_words_and_nothing_else(tmp_path: Path):
    typed = '=HYPERLINK("http://example.invalid","点我")\u202e\x00\r\n附件：假的.exe' + "长" * 5000
    office = Office(tmp_path, files=[data_file(report_with({"review.reconsideration.upheld": BadValue(typed)}))])
    office.files[0] = replace(office.files[0], name="年报\u202e\r\n附件：假的.json")
    letter = only(office.letters())
    document = letter_document(replace(letter, unit=replace(letter.unit, name=f"{typed[:80]}镇")), OFFICE)
    text = plain_text(document)

    assert "附件：" not in [line[:3] for line in text.splitlines()]
    assert not set(text) & set("\u202e\x00\r")
    assert len(text) < 3000
    word = docx.Document(BytesIO(write_word(document)))
    assert "=HYPERLINK" in word.tables[0].cell(1, 2).text
    assert not any(one.is_external for one in word.part.rels.values())


# --- dates


def test_the_answer_is_due_seven_days_later_or_when_it_is_said(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with(TYPED))])

    assert only(office.letters()).deadline == date(2025, 1, 27)
    assert only(office.letters(deadline=AS_OF)).deadline == AS_OF
    assert "于2025年2月5日前重新报送" in text_of(only(office.letters(deadline=date(2025, 2, 5))))


@pytest.mark.parametrize(
    ("on", "by"),
    [
        ("2025-01-20", "2025-01-27"),
        ("2025-01-22", "2025-02-05"),  # 29 January to 4 February: 春节
        ("2025-02-08", "2025-02-17"),  # a Saturday
        ("2025-01-19", "2025-01-26"),  # a Sunday on which work goes on
    ],
)
def test_the_usual_date_is_a_working_day(on: str, by: str):
    assert usual_deadline(date.fromisoformat(on)) == date.fromisoformat(by)


def test_a_date_before_the_letter_is_refused(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with(TYPED))])
    with pytest.raises(XlToolsError, match="早于通知的日期") as refused:
        office.letters(deadline=date(2025, 1, 19))

    assert refused.value.code == "K40"


def test_only_the_units_named(tmp_path: Path):
    office = Office(tmp_path, (expected(), expected("示例县东山镇人民政府")))

    assert [one.unit.name for one in office.letters()] == [TOWN, "示例县东山镇人民政府"]
    assert [one.unit.name for one in office.letters(units=[TOWN])] == [TOWN]
    with pytest.raises(XlToolsError, match="名单里没有“示例乡”") as refused:
        office.letters(units=["示例乡"])
    assert refused.value.code == "K41"


# --- 催报


def test_a_reminder_before_the_day_asks_for_no_more_than_was_set(tmp_path: Path):
    letter = only(Office(tmp_path).letters())

    assert (letter.kind, letter.deadline) == (Kind.REMINDER, date(2025, 1, 31))
    assert (
        "你单位的2024年政府信息公开工作年度报告应于2025年1月31日前报送，截至2025年1月20日还没有收到。请按时报送。"
        in text_of(letter)
    )


def test_a_reminder_after_the_day_counts_the_days_and_names_the_regulation(tmp_path: Path):
    bureau = expected("示例县财政局", Level.COUNTY_DEPARTMENT)
    letter = only(Office(tmp_path, (bureau,)).letters(date(2025, 2, 3)))

    assert (
        "应于2025年1月31日前报送（《中华人民共和国政府信息公开条例》第四十九条），"
        "截至2025年2月3日还没有收到，已超过期限 3 天。请抓紧办理，于2025年2月10日前报送。"
    ) in text_of(letter)


def test_a_township_is_not_held_to_the_date_of_departments_by_the_regulation(tmp_path: Path):
    assert "条例" not in text_of(only(Office(tmp_path).letters(date(2025, 2, 3))))


def test_no_reminders_if_not_wanted(tmp_path: Path):
    assert Office(tmp_path).letters(reminders=False) == ()


def test_the_second_reminder_says_so(tmp_path: Path):
    office = Office(tmp_path)
    office.write(AS_OF)

    assert only(office.letters(AS_OF)).round == 1, "the same draft again"
    second = only(office.letters(date(2025, 2, 3)))
    assert second.round == 2
    assert "这是第 2 次催报，上一次是2025年1月20日。" in text_of(second)


# --- files that cannot be used


def test_a_file_that_cannot_be_read_says_why_and_what_to_send(tmp_path: Path):
    directory = "Workbook".encode("utf-16-le")
    old = File("示例镇人民政府年报.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + directory + bytes(1000))
    letter = only(Office(tmp_path, files=[old]).letters())

    assert (letter.kind, letter.line) == (Kind.RETURN, None)
    (reading,) = [one.reading for one in letter.files]
    assert reading is not None
    assert reading.code.startswith("W")
    text = text_of(letter)
    assert "你单位2025年1月18日报送的文件不能作为2024年政府信息公开工作年度报告使用，现予退回。" in text
    assert reading.sentence in text
    assert reading.hint in text
    assert [one.rule for one in letter.findings] == [reading.code]


def test_a_container_that_cannot_be_opened_says_why(tmp_path: Path):
    locked = File("示例镇人民政府.zip", error=WorkbookError("压缩包有密码。", code="M05", hint="请不加密码再发。"))
    text = text_of(only(Office(tmp_path, files=[locked]).letters()))

    assert "压缩包有密码。" in text
    assert "请不加密码再发。" in text


def test_the_report_of_another_year_is_none_and_the_reminder_says_why(tmp_path: Path):
    last = replace(report_with(), year=2023)
    office = Office(tmp_path, files=[data_file(last)])
    letter = only(office.letters())

    assert [row.status for row in office.board().rows if row.unit.name == TOWN] == [Status.MISSING]
    assert (letter.kind, letter.line, letter.findings, letter.sent.digest) == (Kind.REMINDER, None, (), "")
    assert [one.verdict for one in letter.files] == [Verdict.OTHER_YEAR]
    assert "截至2025年1月20日还没有收到可以使用的文件。请按时报送。" in text_of(letter)
    assert "你单位发来的下列文件已经收到，不能作为这份报告使用，不算报送：" in text_of(letter)
    assert "退回" not in text_of(letter)
    assert "是 2023 年度的" in text_of(letter)
    assert "怎样办：请报送 2024 年度的年报工作簿。" in text_of(letter)
    assert "请用汇总单位下发的年报模板" in text_of(letter)


def test_who_is_not_reminded_is_not_told_of_another_year_either(tmp_path: Path):
    last = replace(report_with(), year=2023)

    assert Office(tmp_path, files=[data_file(last)]).letters(reminders=False) == ()


def test_a_file_of_another_year_goes_back_beside_one_that_cannot_be_read(tmp_path: Path):
    last = data_file(replace(report_with(), year=2023))
    cut = File("示例镇人民政府年报.xlsx", book_file(report_with()).content[:9000])
    letter = only(Office(tmp_path, files=[last, cut]).letters())

    assert letter.kind is Kind.RETURN
    assert [one.verdict for one in letter.files] == [Verdict.OTHER_YEAR, Verdict.UNREADABLE]


def test_an_unreadable_file_after_a_good_one_makes_a_question(tmp_path: Path):
    good = data_file(report_with(TYPED))
    broken = File("示例镇人民政府（改）.xlsx", b"PK\x03\x04 broken", later(3))
    letter = only(Office(tmp_path, files=[good, broken]).letters())

    assert letter.kind is Kind.QUESTION
    assert "你单位报送了 2 份2024年政府信息公开工作年度报告，其中 1 份打不开，不能断定以哪一份为准。" in text_of(letter)


def test_advice_to_whoever_collects_is_not_passed_on(tmp_path: Path):
    """A file that was cut off on its way: “ask the sender again” is nothing to tell the sender."""
    cut = File("示例镇人民政府年报.xlsx", book_file(report_with()).content[:9000])
    letter = only(Office(tmp_path, files=[cut]).letters())
    reading = letter.files[0].reading

    assert reading is not None
    assert "报送人" in reading.hint
    assert "报送人" not in text_of(letter)
    assert "怎样办：请重新发送完整的原文件。" in text_of(letter)


def test_a_document_instead_of_a_workbook_is_no_report(tmp_path: Path):
    office = Office(tmp_path)
    collected = office.collected()
    arrival = office.arrival(1, File("示例镇年报.docx", b"PK word"))
    line = Line(arrival, None, Verdict.NO_REPORT, "不是年报工作簿，没有读取；可以不管。", unit=TOWN)
    collected = replace(collected, inbox=SortedInbox((line,), {}))
    letter = only(letters_for(collected, {}))
    text = text_of(letter)

    assert letter.kind is Kind.REMINDER
    assert "不能用的原因：不是年报工作簿，汇总时不能读取。\n    怎样办：请报送 2024 年度的年报工作簿。" in text


# --- which file counts


def test_a_conflict_asks_which_file_counts_and_where_they_differ(tmp_path: Path):
    files = [
        data_file(report_with({"requests.granted.natural_person": Count(1)}), "甲.json"),
        data_file(report_with(), "乙.json"),
    ]
    letter = only(Office(tmp_path, files=files).letters())
    text = text_of(letter)

    assert letter.kind is Kind.QUESTION
    assert "你单位报送了 2 份内容不同的2024年政府信息公开工作年度报告，不能断定以哪一份为准。" in text
    assert "请于2025年1月27日前回复以哪一份（序号或者文件名）为准" in text
    assert "确认以前，你单位的数字暂不计入汇总。" in text
    assert "1.  文件：甲.json\n    收到的时间：2025年1月18日09:30\n    情况：数据文件，错误 2 条" in text
    assert "1.  位置：三、申请情况!D8\n    指标：予以公开·自然人\n    各份填的数：第 1 份 1；第 2 份 0" in text


def test_files_that_differ_in_words_alone_say_so(tmp_path: Path):
    other = report_with()
    other = replace(other, narrative={**other.narrative, "other": "本年无信息处理费，没有其他需要报告的事项。"})
    files = [data_file(report_with(), "甲.json"), data_file(other, "乙.json")]

    assert "各份的数字相同，不同的是文字、说明或者上年数据。" in text_of(only(Office(tmp_path, files=files).letters()))


# --- what is seen side by side with others


def test_remarks_that_a_unit_can_answer_go_with_its_letter(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with(TYPED))])
    office.remarks = (
        remark("V3", Severity.QUERY, TOWN, TOP),
        remark("V4", Severity.QUERY, TOWN),
        remark("H2", Severity.ERROR, TOWN),
        remark("V1", Severity.QUERY, TOP),
        remark("V2", Severity.NOTICE, TOWN),
    )
    letter = only(office.letters())

    assert [(item.number, item.finding.rule) for item in letter.remarks] == [(5, "V3")]
    assert "有逻辑性错误 4 条、汇总核对的问题 1 条，现予退回。" in text_of(letter)


def test_what_is_said_of_sums_goes_with_the_consolidated_report(tmp_path: Path):
    own = report_with(QUERY)
    both = replace(own, unit=replace(own.unit, scope=Scope.CONSOLIDATED))
    office = Office(tmp_path, files=[data_file(own), data_file(both, "汇总.json")])
    office.remarks = (remark("H1", Severity.ERROR, TOWN), remark("V5", Severity.QUERY, TOWN))
    first, second = office.letters(queries=True)

    assert [(one.scope, [item.finding.rule for item in one.remarks]) for one in (first, second)] == [
        (Scope.OWN, ["V5"]),
        (Scope.CONSOLIDATED, ["H1"]),
    ]
    assert second.remarks[0].answer == "请核对：有误的，改正后重新报送；无误的，请回复说明。"


@pytest.mark.parametrize(
    ("severity", "asked", "written"), [("error", False, 1), ("query", False, 0), ("query", True, 1)]
)
def test_a_remark_alone_makes_a_letter_if_it_is_an_error_or_queries_are_asked_for(
    tmp_path: Path, severity: str, asked: bool, written: int
):
    office = Office(tmp_path, files=[data_file(report_with())])
    office.remarks = (remark("H1", Severity(severity), TOWN),)

    assert len(office.letters(queries=asked)) == written


def test_a_sum_that_differs_from_its_parts_is_asked_about_and_does_not_go_back(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with())])
    office.remarks = (remark("H1", Severity.ERROR, TOWN),)
    letter = only(office.letters())
    text = text_of(letter)

    assert letter.kind is Kind.QUESTION
    assert letter.line is not None
    assert "\n确认通知\n" in text
    assert (
        "汇总核对的问题 1 条，请核对。有误的，请改正，于2025年1月27日前重新报送；无误的，请在这一天以前回复说明。"
    ) in text
    assert "退回" not in text


@pytest.mark.parametrize(
    ("cells", "rules", "kind"),
    [
        (QUERY, ("H1",), Kind.QUESTION),
        ({}, ("H1", "V5"), Kind.RETURN),
        (TYPED, ("H1",), Kind.RETURN),
    ],
)
def test_errors_of_its_own_go_back_whatever_the_sum_is(
    tmp_path: Path, cells: dict[str, Count], rules: tuple[str, ...], kind: Kind
):
    office = Office(tmp_path, files=[data_file(report_with(cells))])
    office.remarks = tuple(remark(rule, Severity.ERROR, TOWN) for rule in rules)

    assert only(office.letters()).kind is kind


def test_what_was_asked_about_a_sum_is_ticked_off_too(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with(QUERY))])
    office.remarks = (remark("H1", Severity.ERROR, TOWN),)
    office.write()

    assert "2025年1月20日已经请你单位核对，要求于2025年1月27日前办理，至今没有收到答复。" in text_of(
        only(office.letters(date(2025, 2, 3)))
    )
    office.files.append(data_file(report_with({**QUERY, **TYPED}), "改.json", time=later(5)))
    letter = only(office.letters(date(2025, 1, 24)))
    assert letter.kind is Kind.RETURN
    assert "上次提出问题的办理情况" in text_of(letter)
    assert "2025年1月20日提出的问题，逐条核对如下：" in text_of(letter)


# --- the next file


def test_the_next_letter_ticks_off_what_the_last_one_said(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with(TYPED))])
    office.write()
    mended = {**TYPED, "requests.granted.natural_person": Count(58), "review.reconsideration.upheld": BadValue("二件")}
    office.files.append(data_file(report_with(mended), "改.json", time=later(5)))
    letter = only(office.letters(date(2025, 2, 3)))
    text = text_of(letter)

    assert letter.round == 2
    assert "这是第 2 次退回。" in text
    assert "2025年1月20日退回的问题，逐条核对如下：已改 2 条，仍在 1 条，变了 1 条。" in text
    assert "    结果：已改\n    现在的情况：D8 由 59 改为 58\n" in text
    assert "    结果：变了\n    现在的情况：A6 由“一件”改为“二件”\n" in text
    assert [item.standing for item in letter.items] == [True, True]
    assert "（上次已提出）表四“行政复议·结果维持”" in text


def test_a_corrected_report_needs_no_letter_and_is_ticked_off(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with(TYPED))])
    office.write()
    # A report of nothing but zeros would have to be asked about.
    mended = report_with({"proactive.licensing.decisions": Count(2)})
    office.files.append(data_file(mended, "改.json", time=later(5)))
    (done,) = office.followed()

    assert office.letters() == ()
    assert done.settled
    assert [one.outcome.label for one in done.ticked] == ["已改"] * 4


def test_the_same_file_again_is_no_second_round_but_a_second_call(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with(TYPED))])
    office.write()

    assert only(office.letters()).again is None
    again = only(office.letters(date(2025, 2, 3)))
    assert again.round == 1
    assert (
        "2025年1月20日已经退回，要求于2025年1月27日前办理，至今没有收到改好的报告。请抓紧办理，现将原来的要求再次通知如下。"
        in text_of(again)
    )
    assert office.followed() == ()


@pytest.mark.parametrize(("on", "waits"), [("2025-01-21", True), ("2025-01-27", True), ("2025-01-28", False)])
def test_nobody_is_scolded_before_the_day(tmp_path: Path, on: str, waits: bool):
    office = Office(tmp_path, files=[data_file(report_with(TYPED))])
    office.write()

    assert only(office.letters(date.fromisoformat(on))).waits is waits


def test_another_file_before_the_day_makes_a_letter_that_does_not_scold(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with(TYPED))])
    office.write()
    office.files.append(data_file(replace(report_with(), year=2023), "去年.json", time=later(4)))
    letter = only(office.letters(date(2025, 1, 23)))

    assert not letter.waits
    assert "另外收到的文件" in text_of(letter)
    assert "抓紧" not in text_of(letter)
    assert "抓紧" in text_of(only(office.letters(date(2025, 1, 28))))


def test_a_question_that_nobody_answered_is_asked_again(tmp_path: Path):
    files = [data_file(report_with(QUERY), "甲.json"), data_file(report_with(), "乙.json")]
    office = Office(tmp_path, files=files)
    office.write()

    assert "2025年1月20日已经请你单位确认，要求于2025年1月27日前办理，至今没有收到答复。" in text_of(
        only(office.letters(date(2025, 2, 3)))
    )


def test_a_signed_copy_that_follows_is_not_complained_about(tmp_path: Path):
    office = Office(tmp_path, files=[data_file(report_with(TYPED))])
    collected = office.collected()
    arrival = office.arrival(2, File("示例镇盖章件.pdf", b"%PDF", later(1)))
    copy = Line(arrival, None, Verdict.NO_REPORT, "不是年报工作簿。", unit=TOWN)
    other = replace(copy, verdict=Verdict.UNREADABLE, sentence="读不出。")
    kept = collected.inbox

    for line, files in ((copy, ()), (other, (other,))):
        inbox = replace(kept, lines=(*kept.lines, line))
        letter = only(letters_for(replace(collected, inbox=inbox), {}))
        assert letter.files == files
        assert ("另外收到的文件" in text_of(letter)) is bool(files)


# --- parts


@pytest.mark.parametrize(
    ("addresses", "shown"),
    [
        ("D8", "D8"),
        ("D8 D9 D10", "D8:D10"),
        ("J8 D8 E8 F8", "J8 D8:F8"),
        ("D8 E9", "D8 E9"),
        ("D8 D9 E9", "D8:D9 E9"),
        ("B9 unit", "B9 unit"),
        ("A1 C1 E1 G1 I1 K1 M1 O1", "A1 C1 E1 G1 I1 K1 等8格"),
        ("Z3 AA3", "Z3:AA3"),
    ],
)
def test_cells_in_a_row_are_named_as_an_area(addresses: str, shown: str):
    places = [Place("三、申请情况", address) for address in addresses.split()]

    assert places_text(places) == f"三、申请情况 {shown}"
