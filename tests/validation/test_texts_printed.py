"""F1, F4, F5, F6, F7, F12 on what a published document prints, each passing, failing and undecided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from text_reports import E, Q, judge, town

from xl_tools.finding import SOURCE, Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.printed import Printed, PrintedHeading, PrintedLabel, PrintedTable, TableState
from xl_tools.report import Report
from xl_tools.rule import DOCUMENT_CHECKS
from xl_tools.rules import load_rules

FORM = form_for_edition("2021")
HEADINGS = tuple(
    PrintedHeading(section.title, f"第 {10 * number} 段", 1, section.id)
    for number, section in enumerate(FORM.sections, start=1)
)
PARTS = tuple(
    PrintedHeading(f"（{numeral}）{title}", f"第 {10 + number} 段", 2)
    for number, (numeral, title) in enumerate(
        zip("一二三四五", ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障"), strict=True),
        start=1,
    )
)
FRAME = (HEADINGS[0], *PARTS, *HEADINGS[1:])
TABLES = {
    section.id: PrintedTable(section.id, TableState.TABLE, f"第 {number} 个表", FORM.edition)
    for number, section in enumerate(FORM.tables, start=1)
}
WHOLE = Printed("Word 文件", "示例县示例镇人民政府2024年政府信息公开工作年度报告", FRAME, TABLES)
RULES = {rule.id for rule in load_rules(FORM).rules if rule.check in DOCUMENT_CHECKS} | {"F5"}


def read(printed: Printed | None) -> Report:
    return replace(town(), printed=printed)


def told(printed: Printed | None) -> list[tuple[str, Severity, str]]:
    """Rule, severity and message of what these rules say, without basis."""
    found = [one for one in judge(read(printed)) if one.rule in RULES]
    return [(one.rule, one.severity, one.message.split(f"（{one.rule}，")[0]) for one in found]


def with_headings(*headings: PrintedHeading) -> Printed:
    return replace(WHOLE, headings=headings)


def with_table(section: str, **changed: object) -> Printed:
    return replace(WHOLE, tables={**TABLES, section: replace(TABLES[section], **changed)})


def label(expected: str, found: str, line: str = "row", where: str = "第 3 个表第 9 行") -> PrintedLabel:
    return PrintedLabel(expected, found, where, line)


def test_a_document_that_prints_the_form_breaks_none_of_these_rules() -> None:
    assert judge(read(WHOLE)) == judge(read(None)) == ()


@pytest.mark.parametrize("rule", sorted(RULES - {"F5"}))
def test_they_are_undecided_without_a_document(rule: str) -> None:
    """A workbook or data file prints the form itself: the failing cases below, with the document taken away."""
    assert [one for one in told(None) if one[0] == rule] == []


# --- F1


def test_f1_spaces_and_width_do_not_count() -> None:
    spaced = replace(HEADINGS[0], text="一、 总 体 情 况")
    wide = replace(HEADINGS[3], text="四、政府信息公开行政复议、行政诉讼情况\u3000")
    assert told(with_headings(spaced, *PARTS, *HEADINGS[1:3], wide, *HEADINGS[4:])) == []


def test_f1_names_a_heading_that_is_missing_and_one_in_other_words() -> None:
    wrong = replace(HEADINGS[0], text="一、工作基本情况")
    assert told(with_headings(wrong, *PARTS, *HEADINGS[1:5])) == [
        ("F1", E, "一级标题“一、工作基本情况”（第 10 段）应为“一、总体情况”。请照格式改正标题。"),
        ("F1", E, "没有找到一级标题“六、其他需要报告的事项”。请照格式改正标题。"),
    ]


def test_f1_names_headings_that_changed_places() -> None:
    order = (HEADINGS[0], *PARTS, HEADINGS[2], HEADINGS[1], *HEADINGS[3:])
    ((rule, severity, message),) = told(with_headings(*order))
    assert (rule, severity) == ("F1", E)
    assert message.startswith(
        "一级标题的顺序不对，依次是“一、总体情况”、“三、收到和处理政府信息公开申请情况”、“二、主动公开"
    )


def test_f1_points_to_the_place_in_the_document() -> None:
    wrong = replace(HEADINGS[1], text="二、主动公开政府政府情况", where="第 2 页第 3 行")
    (found,) = judge(read(with_headings(HEADINGS[0], *PARTS, wrong, *HEADINGS[2:])))
    assert [(place.sheet, place.address) for place in found.places] == [(SOURCE, "第 2 页第 3 行")]


# --- F4


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (
            (HEADINGS[0], PrintedHeading("二、工作机制保障", "第 12 段", 1), *PARTS, *HEADINGS[1:]),
            "“二、工作机制保障”（第 12 段）是一级编号，但不在六个部分之列",
        ),
        (
            (HEADINGS[0], *PARTS, replace(HEADINGS[0], where="第 15 段"), *HEADINGS[1:]),
            "一级标题“一、总体情况”（第 15 段）出现了两次",
        ),
        (
            (HEADINGS[0], *PARTS[:2], *PARTS[3:], *HEADINGS[1:]),
            "小标题“（二）依申请公开”后面是“（四）政府信息公开平台建设”（第 14 段），编号不连续",
        ),
        (
            (HEADINGS[0], replace(PARTS[0], text="（一主动公开"), *PARTS[1:], *HEADINGS[1:]),
            "“（一主动公开”（第 11 段）里的“（”没有成对",
        ),
        (
            (
                *FRAME[:-2],
                PrintedHeading("1.问题", "第 51 段", 3),
                PrintedHeading("3.措施", "第 52 段", 3),
                *FRAME[-2:],
            ),
            "小标题“1.问题”后面是“3.措施”（第 52 段），编号不连续",
        ),
    ],
    ids=["another first-level heading", "one twice", "a number left out", "a bracket left out", "third level"],
)
def test_f4_names_what_is_wrong_with_the_numbering(headings: Sequence[PrintedHeading], said: str) -> None:
    advice = "请改用（一）、1. 等下一级编号，补上漏掉的编号或括号。"
    assert told(with_headings(*headings)) == [("F4", Q, f"{said}。{advice}")]


def test_f4_lets_numbers_begin_anew_below_another_heading_and_go_on_from_elsewhere() -> None:
    steps = [PrintedHeading(text, "第 51 段", 3) for text in ("1.问题", "2.措施")]
    later = [PrintedHeading(text, "第 61 段", 3) for text in ("1.收费", "2.其他")]
    elsewhere = [PrintedHeading(text, "第 71 段", 4) for text in ("（3）培训", "（5）督查")]
    assert told(with_headings(*FRAME[:-1], *steps, FRAME[-1], *later, *elsewhere)) == []


def test_f4_counts_past_ten() -> None:
    numerals = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
    parts = [PrintedHeading(f"（{numeral}）事项", "第 11 段", 2) for numeral in numerals]
    assert told(with_headings(HEADINGS[0], *parts, *HEADINGS[1:])) == []
    assert [rule for rule, _, _ in told(with_headings(HEADINGS[0], *parts[:10], parts[11], *HEADINGS[1:]))] == ["F4"]


# --- F5


def test_f5_names_a_table_of_another_edition() -> None:
    assert told(with_table("requests", edition="2019")) == [
        (
            "F5",
            E,
            "表三（第 2 个表）用的是 2019 版，其他表用的是 2021 版，版本不一致。"
            "请把数搬到对应版本的格式里；只是年度写错的，请改年度。",
        )
    ]


# --- F6


def test_f6_names_wrong_words_once_a_table() -> None:
    wrong = label("5.属于三类内部事务信息", "5.属于三类内容事务信息")
    assert told(with_table("requests", labels=(wrong, replace(wrong, where="第 4 个表第 9 行")))) == [
        (
            "F6",
            Q,
            "表三的行标题“5.属于三类内容事务信息”（第 3 个表第 9 行）应为“5.属于三类内部事务信息”。请照表样改正。",
        )
    ]


# --- F7


def test_f7_names_rows_and_columns_too_many_and_too_few() -> None:
    extra = label("", "其他主动公开文件", where="第 1 个表第 5 行")
    lacking = [label("3.补正后申请内容仍不明确", "", where=""), label("科研机构", "", "column", where="")]
    advice = "请恢复表样；另有情况要说明的，写在正文里。"
    printed = with_table("proactive", labels=(extra,))
    printed = replace(
        printed, tables={**printed.tables, "requests": replace(TABLES["requests"], labels=tuple(lacking))}
    )
    assert told(printed) == [
        ("F7", E, f"表二多出了表样没有的行：“其他主动公开文件”（第 1 个表第 5 行）。{advice}"),
        ("F7", E, f"表三缺少表样的行：“3.补正后申请内容仍不明确”。{advice}"),
        ("F7", E, f"表三缺少表样的栏：“科研机构”。{advice}"),
    ]


def test_f7_only_asks_about_a_label_that_flattened_text_lacks() -> None:
    lacking = label("3.补正后申请内容仍不明确", "", where="")
    printed = with_table("requests", state=TableState.TEXT, labels=(lacking,))
    assert [(rule, severity) for rule, severity, _ in told(printed) if rule == "F7"] == [("F7", Q)]


def test_f7_names_notes_and_at_most_six_of_them() -> None:
    notes = tuple((f"注{number}：含下属单位", f"第 1 个表第 {number} 行") for number in range(1, 9))
    ((rule, severity, message),) = told(with_table("proactive", notes=notes))
    assert (rule, severity) == ("F7", E)
    assert "“注6：含下属单位”（第 1 个表第 6 行）等 8 处" in message
    assert "注7" not in message


def test_f7_asks_where_a_table_is_that_was_not_found() -> None:
    printed = with_table("review", state=TableState.MISSING, where="", edition="")
    ((rule, severity, message),) = told(printed)
    assert (rule, severity) == ("F7", Q)
    assert message.startswith("没有找到表四（四、政府信息公开行政复议、行政诉讼情况）。")


# --- F8


@pytest.mark.parametrize(
    ("title", "right"),
    [
        ("示例县示例镇人民政府2024年政府信息公开工作年度报告", True),
        ("示例县示例镇人民政府 2024年 政府信息公开工作年度报告", True),
        ("示例县示例镇人民政府政府信息公开工作年度报告", False),
        ("示例县示例镇人民政府2024年度政府信息公开年度报告", False),
        ("", True),
    ],
)
def test_f8_compares_the_printed_title_with_that_of_the_form(title: str, right: bool) -> None:
    found = [one for one in judge(read(replace(WHOLE, title=title))) if one.rule == "F8"]
    assert [one.severity for one in found] == ([] if right else [Q])
    assert all(f"标题“{title}”应为“{WHOLE.title}”" in one.message for one in found)


# --- F12


def test_f12_names_a_table_that_is_none() -> None:
    printed = with_table("requests", state=TableState.TEXT, where="第 40 段至第 260 段")
    assert told(printed) == [
        (
            "F12",
            Q,
            "表三（第 40 段至第 260 段）不是表格，是一格一行的文字。请重新插入表格，或使用本软件导出的网页。",
        )
    ]


def test_f12_is_undecided_for_a_plain_text_which_can_hold_no_table() -> None:
    printed = with_table("requests", state=TableState.TEXT, where="第 40 行")
    assert told(replace(printed, kind="文本", is_plain_text=True)) == []
