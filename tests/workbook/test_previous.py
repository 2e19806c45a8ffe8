"""Last year's report taken over into 上年数据, its 结转下年 into 上年结转; disputed figures; nothing typed is lost."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from past_books import FOLDER
from support.reports import balanced_report, locator, published, report_of
from workbook_files import filled_report, write

from xl_tools.datafile import write_data
from xl_tools.errors import TemplateMismatch
from xl_tools.finding import Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.judging import Standard, judge_opened
from xl_tools.ledger.fields import REQUESTS
from xl_tools.report import Dispute, Report
from xl_tools.tasks.editing import undo
from xl_tools.tasks.previous import carry_in, last_report, take_previous
from xl_tools.validation.judgement import judge
from xl_tools.values import BLANK, BadValue, Count, NotApplicable
from xl_tools.workbook.changelog import read_lines
from xl_tools.workbook.contents import CUT, MAX_TEXT, cells_of_text
from xl_tools.workbook.differences import differences
from xl_tools.workbook.edits import CARRY, TAKE, EditRefused
from xl_tools.workbook.layout import CHANGE_ROWS, CHANGES, PREVIOUS, layout_for, layout_for_year
from xl_tools.workbook.patch import Edit, patch_workbook
from xl_tools.workbook.previous import TAKE_TEXTS, take_over
from xl_tools.workbook.reader import Opened, read_workbook
from xl_tools.workbook.seal import seal_code
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.template import build_workbook

AT = datetime(2025, 1, 10, 9, 30, 15)
SOURCE = "2023 年度年报.docx"
LAST_TEXTS = {"lead": "上年导语。", "overview": "（一）主动公开\n上年文字。", "other": "无。"}


def last_year() -> Report:
    return replace(published("suqian-2023"), previous=None, narrative=LAST_TEXTS)


def this_year(folder: Path, previous: Report | None = None, **cells: int) -> Path:
    """The workbook of the year after, with some numbers."""
    report = report_of("2021", {key.replace("__", "."): value for key, value in cells.items()}, fill=None)
    return write(folder, build_workbook(replace(report, previous=previous)))


@cache
def built(*, with_last: bool) -> bytes:
    return build_workbook(replace(report_of("2021", fill=None), previous=last_year() if with_last else None))


def blank(folder: Path) -> Path:
    """The workbook of the year after, in which nothing stands."""
    return write(folder, built(with_last=False))


def with_last(folder: Path) -> Path:
    """The same, with last year's report."""
    return write(folder, built(with_last=True))


def typed(path: Path, values: Mapping[Spot, Edit]) -> Path:
    edits = {(spot.sheet, spot.address): value for spot, value in values.items()}
    path.write_bytes(patch_workbook(path.read_bytes(), edits))
    return path


def shown(opened: Opened, name: str) -> object:
    spot = opened.spots[name]
    return opened.other(spot.sheet).get((spot.row, spot.column))


# --- 提取上年数据


def test_a_blank_sheet_takes_everything_with_its_source_and_time(tmp_path: Path) -> None:
    path, last = blank(tmp_path), last_year()
    made = take_previous(path, last, SOURCE, at=AT)
    opened = read_workbook(path)
    assert opened.report.previous == replace(last, facts={}, published_on=None)
    assert (shown(opened, "last.source"), shown(opened, "last.taken_on")) == (SOURCE, "2025-01-10 09:30")
    assert made.file == path and made.differing == () and made.crossed == ()
    assert made.sentence.removeprefix(made.other_unit).startswith(f"{TAKE}：已填数") and "导语（上年）" in made.sentence
    lines = read_lines(opened.changes, opened.layout)
    assert {line.action for line in lines} == {TAKE, TAKE_TEXTS}
    assert all(SOURCE in line.reason for line in lines)
    assert sum(len(list(line.spots())) for line in lines if line.action == TAKE) == len(last.cells) + 6
    assert take_previous(path, last, SOURCE, at=AT).cells == (), "a second time there is nothing to do"


def test_the_stored_results_are_those_of_a_workbook_built_with_it(tmp_path: Path) -> None:
    report = replace(filled_report(), previous=None)
    last = replace(balanced_report(report.form, random.Random(3), year=report.year - 1), unit=report.unit)
    path = write(tmp_path, build_workbook(report))
    take_previous(path, last, SOURCE, at=AT)
    built = read_workbook(write(tmp_path, build_workbook(replace(report, previous=last)), "另.xlsx"))
    taken = read_workbook(path)
    for sheet in (*(section.sheet for section in report.form.sections), "图表"):
        one, other = taken.other(sheet), built.other(sheet)
        assert one == other, sheet


def test_what_was_typed_is_listed_and_stays(tmp_path: Path) -> None:
    path, last = blank(tmp_path), last_year()
    layout = layout_for_year(last.form, 2024)
    received, granted = (layout.previous[f"requests.{row}.natural_person"] for row in ("received", "granted"))
    text = layout.last_texts["lead"][0]
    typed(path, {received: 7, granted: "约 5 件", layout.previous_fields["unit"]: "某某局", text: "另一段导语。"})
    made = take_previous(path, last, SOURCE, at=AT)
    opened = read_workbook(path)
    assert opened.report.previous
    assert opened.report.previous.value("requests.received.natural_person") == Count(7)
    assert isinstance(opened.report.previous.value("requests.granted.natural_person"), BadValue)
    assert opened.report.previous.unit.name == "某某局"
    assert opened.report.previous.narrative["lead"] == "另一段导语。"
    assert (
        opened.report.previous.value("requests.carried_in.natural_person")
        == last.value("requests.carried_in.natural_person")
        != BLANK
    )
    assert [line.partition("：")[0] for line in made.differing] == [
        str(opened.spots[name].place)
        for name in (
            "last.unit",
            "previous.requests.received.natural_person",
            "previous.requests.granted.natural_person",
        )
    ]
    number = last.number("requests.received.natural_person")
    assert f"{received.place}：原填 7，按上年数据是 {number}" in made.differing
    assert (
        "已填的 3 格与来源不同，没有改动" in made.sentence
        and "已有的上年文字与来源不同，没有改动：导语（上年）" in made.sentence
    )
    assert shown(opened, "last.source") == f"{SOURCE}（其中 3 格保留原填的数）"


def test_it_changes_when_that_is_asked_for_and_undo_brings_it_back(tmp_path: Path) -> None:
    path, last = blank(tmp_path), last_year()
    layout = layout_for_year(last.form, 2024)
    spot = layout.previous["requests.received.natural_person"]
    typed(path, {spot: 7})
    made = take_previous(path, last, SOURCE, at=AT, replaced=True)
    assert made.replaced and len(made.differing) == 1 and "没有改动" not in made.sentence
    opened = read_workbook(path)
    assert opened.report.previous and opened.report.previous.cells == last.cells
    line = next(line for line in read_lines(opened.changes, layout) if line.area == spot.address)
    assert (line.old, line.new) == (7, last.number("requests.received.natural_person"))
    assert "恢复原值" in undo(path).sentence
    opened = read_workbook(path)
    assert opened.report.previous and dict(opened.report.previous.cells) == {
        "requests.received.natural_person": Count(7)
    }
    assert opened.report.previous.narrative == LAST_TEXTS, "texts are not undone"
    assert shown(opened, "last.source") is None


def test_numbers_of_a_wrong_year_are_not_written_over_in_silence(tmp_path: Path) -> None:
    path, last = blank(tmp_path), last_year()
    layout = layout_for_year(last.form, 2024)
    typed(path, {layout.previous_fields["year"]: 2019, layout.previous["requests.received.total"]: 5})
    assert read_workbook(path).report.previous is None
    made = take_previous(path, last, SOURCE, at=AT)
    assert {line.partition("：")[0] for line in made.differing} == {
        str(layout.previous_fields["year"].place),
        str(layout.previous["requests.received.total"].place),
    }


def test_a_report_of_another_year_is_refused(tmp_path: Path) -> None:
    path = blank(tmp_path)
    with pytest.raises(EditRefused, match="来源是 2024 年度的年报，不是上年（2023 年度），没有写入") as caught:
        take_previous(path, replace(published("suqian-2024"), previous=None), SOURCE)
    assert caught.value.code == "E17"


def test_a_full_log_refuses_before_anything_is_written(tmp_path: Path) -> None:
    path = blank(tmp_path)
    typed(path, {Spot(CHANGES, 3 + index, 0): "x" for index in range(CHANGE_ROWS - 1)})
    before = path.read_bytes()
    with pytest.raises(EditRefused) as caught:
        take_previous(path, last_year(), SOURCE, at=AT)
    assert caught.value.code == "E12" and path.read_bytes() == before


def test_the_earlier_edition_is_carried_over_with_its_report(tmp_path: Path) -> None:
    form, last = form_for_edition("2021"), replace(published("wolongshan-2019"), year=2020)
    report = Report(form, 2021, last.unit, {})
    same = write(tmp_path, build_workbook(report))
    made = take_previous(same, last, SOURCE, at=AT)
    assert made.crossed == (), "上年数据 of 2021 lists the edition of 2019"
    other = write(tmp_path, build_workbook(report, layout=layout_for(form, form)), "另.xlsx")
    made = take_previous(other, last, SOURCE, at=AT)
    opened = read_workbook(other)
    assert opened.report.previous and opened.report.previous.form is form
    assert any("不能带过来" in line for line in made.crossed) and any(
        line.startswith("照搬 169 格") for line in made.crossed
    )


def test_sources_are_workbooks_of_any_version_and_data_files(tmp_path: Path) -> None:
    old = last_report(FOLDER / "filled-2021-1.xlsx")
    assert (
        old.year == 2021
        and "围绕重点工作，" in old.narrative["overview"]
        and "{本年新收}" not in old.narrative["overview"]
    )
    file = tmp_path / "上年.json"
    file.write_text(write_data(last_year()), encoding="utf-8")
    assert last_report(file) == last_year()


# --- 接转上年


def test_last_years_rest_becomes_this_years_beginning(tmp_path: Path) -> None:
    path, last = with_last(tmp_path), last_year()
    made = carry_in(path)
    opened = read_workbook(path)
    for cell in opened.report.form.cells_of("requests"):
        if cell.item == "carried_in":
            assert opened.report.value(cell.id) == last.value(cell.id.replace("carried_in", "carried_out")), cell.id
    assert len(made.cells) == 6 and made.sentence.startswith(f"{CARRY}：已填数 6 格") and not made.differing
    assert "requests.carried_in.total" in opened.formulas
    assert carry_in(path).sentence.startswith("“上年结转”没有要填的格")
    assert "恢复原值 6 格" in undo(path).sentence
    assert read_workbook(path).report.is_blank


def test_what_was_typed_into_it_is_listed_and_changes_when_asked(tmp_path: Path) -> None:
    last = last_year()
    path = this_year(tmp_path, last, requests__carried_in__business=99)
    made = carry_in(path)
    wanted = last.number("requests.carried_out.business")
    spot = read_workbook(path).spots["requests.carried_in.business"]
    assert made.differing == (f"{spot.place}：原填 99，按上年数据是 {wanted}",) and len(made.cells) == 6
    assert read_workbook(path).report.number("requests.carried_in.business") == 99
    assert carry_in(path, replaced=True).cells == ("requests.carried_in.business",)
    assert read_workbook(path).report.number("requests.carried_in.business") == wanted


def test_a_wrong_total_typed_there_gets_its_formula_back(tmp_path: Path) -> None:
    path = this_year(tmp_path, last_year(), requests__carried_in__total=12345)
    assert "按公式合计" in carry_in(path).differing[0]
    carry_in(path, replaced=True)
    assert "requests.carried_in.total" in read_workbook(path).formulas


def test_without_a_figure_of_last_year_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditRefused) as caught:
        carry_in(blank(tmp_path))
    assert caught.value.code == "E18"


# --- 建议值


def disputed(*, confirmed: bool, reason: str = "漏计一件") -> Report:
    last = last_year()
    wrong = last.number("requests.carried_out.total")
    one = Dispute("requests.carried_out.total", Count(int(wrong) + 1), reason, confirmed)
    return replace(last, disputes=(one,))


def c1_total(path: Path) -> list[str]:
    found = judge_opened(read_workbook(path), Standard()).findings
    return [one.message for one in found if one.rule == "C1" and "requests.carried_in.total" in one.cells]


def test_a_proposed_figure_counts_only_when_confirmed(tmp_path: Path) -> None:
    now = replace(published("suqian-2024"), previous=disputed(confirmed=False))
    path = write(tmp_path, build_workbook(now))
    opened = read_workbook(path)
    assert opened.report == now
    note = next(note for note in opened.notes if note.rule == "W5")
    assert note.severity is Severity.NOTICE and "还没有确认" in note.message and "核对仍按上年数" in note.message
    unconfirmed = c1_total(path)
    proposed = opened.spots["proposed.requests.carried_out.total"]
    typed(path, {opened.layout.beside(proposed, "confirmed"): "是"})
    opened = read_workbook(path)
    assert opened.notes == ()
    assert opened.report.previous == disputed(confirmed=True)
    assert opened.report.previous.value("requests.carried_out.total") == last_year().value("requests.carried_out.total")
    assert (
        opened.report.number("previous.requests.carried_out.total")
        == opened.report.previous.number("requests.carried_out.total") + 1
    )
    assert opened.report.operands["previous.requests.carried_out.total"] == opened.report.number(
        "previous.requests.carried_out.total"
    )
    confirmed = c1_total(path)
    assert unconfirmed != confirmed and len(confirmed) == 1 and "已确认的建议值" in confirmed[0]


def test_carrying_in_goes_by_a_confirmed_figure_and_says_so(tmp_path: Path) -> None:
    last = last_year()
    one = Dispute("requests.carried_out.business", Count(77), "更正", True)
    path = this_year(tmp_path, replace(last, disputes=(one,)))
    carry_in(path)
    opened = read_workbook(path)
    assert opened.report.number("requests.carried_in.business") == 77
    reasons = [line.reason for line in read_lines(opened.changes, opened.layout)]
    assert any("已确认的建议值 77" in reason and "上年公布的是" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("proposed", "reason", "answer", "severity", "words"),
    [
        (5, "", "是", Severity.QUERY, "没有写理由"),
        (5, "漏计", "对", Severity.NOTICE, "只认“是”"),
        ("约五件", "漏计", "是", Severity.NOTICE, "不是数字"),
        (None, "漏计", "是", Severity.NOTICE, "没有写建议值"),
        (5, "漏计", "否", Severity.NOTICE, "还没有确认"),
    ],
)
def test_what_is_not_used_or_not_explained_is_said(
    tmp_path: Path, proposed: Edit, reason: str, answer: str, severity: Severity, words: str
) -> None:
    path = with_last(tmp_path)
    layout = layout_for_year(form_for_edition("2021"), 2024)
    spot = layout.proposed["requests.carried_out.other"]
    beside = (layout.beside(spot, "reason"), layout.beside(spot, "confirmed"))
    typed(path, {spot: proposed, beside[0]: reason or None, beside[1]: answer})
    opened = read_workbook(path)
    (note,) = (note for note in opened.notes if note.rule == "W5")
    assert note.severity is severity and words in note.message and spot.address in note.message
    used = answer == "是" and proposed == 5
    assert (opened.report.number("previous.requests.carried_out.other") == 5) is used


# --- texts of last year


def test_long_texts_of_last_year_survive_the_workbook(tmp_path: Path) -> None:
    texts = {
        key: ("一段文字。\n" * length)[: length - 1] + "终"
        for key, length in (("lead", 10), ("overview", 50_000), ("problems", MAX_TEXT), ("other", MAX_TEXT + 1))
    }
    last = replace(last_year(), narrative=texts)
    opened = read_workbook(this_year(tmp_path, last))
    assert opened.report.previous and opened.report.previous.narrative == texts
    assert [bool(cells_of_text(text)[1]) for text in texts.values()] == [False, True, False, True]


def test_a_text_is_parted_where_no_blank_is_lost_and_cut_with_a_note() -> None:
    text = "字" * (MAX_TEXT - 2) + "\n \n" + "尾"
    first, second = cells_of_text(text)
    assert first + second == text and not first[-1].isspace() and not second[0].isspace()
    first, second = cells_of_text("😀" * 50_000)
    assert (
        second.endswith(CUT) and len(second.encode("utf-16-le")) // 2 <= MAX_TEXT >= len(first.encode("utf-16-le")) // 2
    )


@given(st.text(st.sampled_from("字a \n😀\t"), max_size=90))
def test_two_cells_hold_any_text_or_say_that_they_do_not(text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("xl_tools.workbook.contents.MAX_TEXT", 40)
        first, second = cells_of_text(text)
    assert all(len(cell.encode("utf-16-le")) // 2 <= 40 for cell in (first, second))
    if second.endswith(CUT):
        assert text.startswith(first + second.removesuffix(CUT))
    else:
        assert first + second == text
    assert not second or not first or not (first[-1].isspace() or second[0].isspace())


def test_texts_alone_are_taken_over_too(tmp_path: Path) -> None:
    path, last = blank(tmp_path), last_year()
    take_previous(path, last, SOURCE, at=AT)
    made = take_previous(path, replace(last, narrative={**LAST_TEXTS, "problems": "上年问题。"}), SOURCE, at=AT)
    assert made.sentence == f"{made.other_unit}{TAKE}：已写入上年文字：五、存在的主要问题及改进情况（上年）。"
    opened = read_workbook(path)
    assert opened.report.previous and opened.report.previous.narrative["problems"] == "上年问题。"


def test_a_sheet_with_texts_alone_is_a_last_year_too(tmp_path: Path) -> None:
    last = replace(last_year(), cells={}, narrative={"other": "上年文字。"}, facts={}, published_on=None)
    opened = read_workbook(this_year(tmp_path, last))
    assert opened.report.previous == last


def test_an_edition_nobody_knows_how_to_carry_over_is_refused(tmp_path: Path) -> None:
    opened = read_workbook(blank(tmp_path))
    strange = replace(form_for_edition("2019"), edition="1999")
    with pytest.raises(TemplateMismatch) as caught:
        take_over(
            opened, Report(strange, 2023, opened.report.unit, {"requests.received.total": NotApplicable()}), SOURCE, AT
        )
    assert caught.value.code == "T10"


# --- what a 封存码 covers, and what is compared


def test_a_seal_covers_proposals_and_last_years_texts_but_no_ledger(tmp_path: Path) -> None:
    path = with_last(tmp_path)
    opened = read_workbook(path)
    layout, codes = opened.layout, [seal_code(opened)]
    typed(path, {Spot(REQUESTS, 9, 0): "2024-1", layout.previous_fields["source"]: SOURCE})
    assert seal_code(read_workbook(path)) == codes[0], "neither the ledger nor the source is what was reported"
    proposed = layout.proposed["requests.carried_out.other"]
    for spot, value in (
        (proposed, 5),
        (layout.beside(proposed, "reason"), "漏计"),
        (layout.beside(proposed, "confirmed"), "是"),
        (layout.last_texts["lead"][1], "续一句。"),
    ):
        codes.append(seal_code(read_workbook(typed(path, {spot: value}))))
    assert len(set(codes)) == 5


def test_proposals_and_last_years_texts_are_compared(tmp_path: Path) -> None:
    one = Dispute("requests.carried_out.other", Count(5), "漏计", True)
    now = replace(report_of("2021"), previous=last_year())
    other = replace(now, previous=replace(last_year(), disputes=(one,), narrative={**LAST_TEXTS, "lead": "别的导语。"}))
    found = {item.name: item for item in differences(now, other)}
    assert set(found) == {"proposed.requests.carried_out.other", "last.text.lead"}
    proposed = found["proposed.requests.carried_out.other"]
    assert (proposed.old, proposed.new) == ("（空白）", "5（已确认，漏计）")
    assert "建议值" in proposed.label and proposed.place.sheet == PREVIOUS
    unconfirmed = replace(other, previous=replace(other.previous, disputes=(replace(one, confirmed=False),)))
    (change,) = differences(other, unconfirmed)
    assert (change.old, change.new) == ("5（已确认，漏计）", "5（未确认，漏计）")


# --- messages of checks that go by a proposed figure


def messages(report: Report, rule: str) -> list[str]:
    return [one.message for one in judge(report, locator(report.form)).findings if one.rule == rule]


def test_a_jump_is_judged_by_a_confirmed_figure_and_says_so() -> None:
    cell = "requests.received.total"
    last = report_of("2021", {cell: 100})
    now = replace(report_of("2021", {cell: 100}), year=2025, previous=last)
    assert not messages(now, "C4")
    for confirmed in (False, True):
        one = Dispute(cell, Count(5000), "少打两位", confirmed)
        found = messages(replace(now, previous=replace(last, disputes=(one,))), "C4")
        assert len(found) == confirmed
    assert "按已确认的建议值 5000 核对，上年公布的是 100" in found[0]


def test_a_text_may_go_by_the_figure_that_was_published() -> None:
    cell = "requests.received.total"
    last = replace(report_of("2021", {cell: 100}), disputes=(Dispute(cell, Count(50), "改正", True),))
    for said, right in (("增长 50%", True), ("增长 200%", True), ("增长 70%", False)):
        text = f"2025年，本机关新收政府信息公开申请 150 件，比上年{said}。"
        now = replace(report_of("2021", {cell: 150}, narrative={"overview": text}), year=2025, previous=last)
        assert bool(messages(now, "C5")) is not right, said


def test_a_paragraph_of_last_year_is_found_again_from_the_workbook_alone(tmp_path: Path) -> None:
    text = (
        "一年来，本机关坚持以公开为常态、不公开为例外，围绕群众关心的热点难点问题，不断健全工作机制，完善公开平台，加强队伍建设。"
        * 2
    )
    last = replace(last_year(), narrative={"overview": text})
    report = replace(report_of("2021", narrative={"overview": text}), previous=last)
    found = judge_opened(read_workbook(write(tmp_path, build_workbook(report))), Standard()).findings
    assert any(one.rule == "C6" and "上年（2023 年度）正文" in one.message for one in found)


def test_another_units_report_is_warned_about_and_renamed_offices_are_not_stopped(tmp_path: Path) -> None:
    path, last = blank(tmp_path), last_year()
    made = take_previous(path, last, SOURCE, at=AT)
    assert made.other_unit == (
        f"注意：来源是“{last.unit.name}”的年报，本工作簿是“{read_workbook(path).report.unit.name}”的，请核对是不是同一单位。"
    )
    own = replace(last, unit=replace(last.unit, name=f" {read_workbook(path).report.unit.name} "))
    assert take_previous(blank(tmp_path), own, SOURCE, at=AT).other_unit == ""


def test_figures_that_cannot_be_read_are_told_where_they_would_have_counted(tmp_path: Path) -> None:
    cell = "requests.carried_out.natural_person"
    path, last = blank(tmp_path), last_year()
    take_previous(path, replace(last, cells={**last.cells, cell: BadValue("6 4")}), SOURCE, at=AT)
    opened = read_workbook(path)
    told = [note.message for note in opened.notes if "6 4" in note.message]
    assert len(told) == 1
    assert "读不出数" in told[0]
    sentence = carry_in(path).sentence
    assert "上年“结转下年”填的是“6 4”，读不出数，没有接转" in sentence
    assert read_workbook(path).report.value("requests.carried_in.natural_person") == BLANK
