"""C6: paragraphs copied from last year or another unit, figures not brought up to date, and what is no copy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from text_reports import OTHER, PROBLEMS, Q, at, judge, lines, messages, overview, town

from xl_tools.report import Report

LONG = (
    "存在的主要问题是有的栏目更新不够及时，政策解读多用文字，图表和问答偏少，群众查找不便。"
    "下一步给每个栏目定责任人，按月检查更新，把解读改成图表和问答，并在办事大厅摆放纸质目录。"
)
FRESH = (
    "村级公开栏的内容与网站不一致，新任经办人不熟悉保密审查的步骤，老年人查阅纸质材料仍要跑远路。"
    "计划由驻村干部按季比对公开栏，把审查步骤印成一页纸，同时在各村便民点增设查阅架。"
)


def after(last: Report, **texts: str) -> Report:
    """The report of 2024 with that of the year before beside it."""
    return town(previous=last, **texts)


def last_year(**texts: str) -> Report:
    """The report of 2023 with these texts alone."""
    return town(year=2023, **{"lead": None, "overview": None, "problems": None, "other": None, **texts})


def copies(report: Report, others: tuple[Report, ...] = ()) -> list[str]:
    return [one.message for one in judge(report, others) if one.rule == "C6"]


def test_c6_is_undecided_without_another_text_and_loads_no_library_then() -> None:
    assert lines(town(problems=LONG)) == []
    assert lines(after(replace(last_year(), narrative={}), problems=LONG)) == []


def test_c6_passes_with_texts_of_this_year() -> None:
    assert copies(after(last_year(problems=LONG), problems=FRESH)) == []


@pytest.mark.parametrize(
    "changed",
    [
        LONG,
        # Another year, another name, a word here and there: still a copy.
        LONG.replace("存在的主要问题", "2024年我镇存在的主要问题"),
        LONG.replace("及时", "快").replace("偏少", "较少"),
    ],
)
def test_c6_asks_about_a_paragraph_of_last_year(changed: str) -> None:
    report = after(last_year(problems=LONG.replace("存在的主要问题", "2023年我镇存在的主要问题")), problems=changed)
    assert lines(report) == [("C6", Q, at("problems"))]


def test_c6_asks_about_a_paragraph_of_another_unit_and_masks_both_names() -> None:
    other = town(unit="示例县别处镇人民政府", problems=f"别处镇{LONG}")
    report = town(problems=f"示例镇{LONG}")
    assert lines(report, [other]) == [("C6", Q, at("problems"))]
    assert copies(report, (other,))[0].startswith(
        "“五、问题与改进”有 1 段与“示例县别处镇人民政府”2024 年度的正文相似度达到 90%（年份、单位名称不计）：100%："
    )
    assert copies(report, (replace(other, unit=report.unit),)) == []  # its own report among the others


def test_c6_leaves_short_paragraphs_figures_and_statutory_formulas_alone() -> None:
    report = town(problems=FRESH)
    last = replace(report, narrative={key: text.replace("2024", "2023") for key, text in report.narrative.items()})
    figures = overview(主动公开="2023年主动公开政府信息95条，其中政府网站60条、公开栏35条。")
    last = replace(last, year=2023, narrative={**last.narrative, "overview": figures, "problems": PROBLEMS})
    assert copies(after(last, problems=FRESH)) == []


def test_c6_asks_about_figures_that_are_last_years_to_the_digit() -> None:
    sentence = f"{OTHER}培训网格员和村干部{{}}人次，发放折页{{}}份。"
    last = last_year(other=sentence.format(57, 320))
    report = after(last, other=sentence.format(57, 320))
    assert lines(report) == [("C6", Q, at("other"))]
    assert "有 1 句的数与上年正文完全相同：57、320。请核对是否没有更新" in messages(report)[0]
    for numbers in ((58, 320), (3, 5)):
        assert copies(after(last_year(other=sentence.format(3, 5)), other=sentence.format(*numbers))) == []


def test_c6_does_not_ask_about_figures_that_a_table_or_fact_of_this_year_holds() -> None:
    sentence = "培训网格员{}人次。"
    report = replace(
        after(last_year(other=sentence.format(57)), other=sentence.format(57)), facts={"training_people": 57}
    )
    assert copies(report) == []


def test_c6_looks_at_the_paragraphs_of_a_text_one_by_one() -> None:
    report = after(last_year(problems=f"{LONG}\n{FRESH}"), problems=f"{PROBLEMS}\n{FRESH}")
    (message,) = copies(report)
    assert "有 1 段与上年（2023 年度）正文相似度达到 90%（年份、单位名称不计）：100%：本年“村级公开栏的内容" in message


def test_message_of_c6() -> None:
    assert messages(after(last_year(problems=LONG), problems=LONG)) == [
        "“五、问题与改进”有 1 段与上年（2023 年度）正文相似度达到 90%（年份、单位名称不计）：100%："
        f"本年“{LONG[:30]}…”，对照“{LONG[:30]}…”。请写本年度的实际情况；确实没有变化的，请写审核说明。"
        "（C6，国办公开办函〔2021〕30号 （四）明确责任：内容雷同、敷衍塞责）"
    ]
