"""空白补零, 零报告, 恢复公式 and 撤销 on closed files: what they change, and that it can be undone."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest
from support.reports import EDITIONS, PUBLISHED, balanced_report, published
from workbook_files import parts

from xl_tools import tasks
from xl_tools.datafile import write_data
from xl_tools.errors import XlToolsError
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report, Unit
from xl_tools.rules import load_rules
from xl_tools.values import BLANK, BadValue, Count, NotApplicable, Value
from xl_tools.workbook.changelog import BLANK_SHOWN, read_lines
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.edits import EditRefused, undo_edits, zero_edits
from xl_tools.workbook.layout import CHANGE_ROWS, CHANGES, layout_for_year
from xl_tools.workbook.live import live_cells
from xl_tools.workbook.patch import Formula, patch_workbook
from xl_tools.workbook.reader import read_workbook

NOW = "2025-01-20 10:31:05"


def workbook_of(report: Report, folder: Path) -> Path:
    source = folder / "年报.json"
    source.write_text(write_data(report), encoding="utf-8")
    return tasks.import_report(source, folder / "年报.xlsx", force=True)


def gappy(edition: str, rng: random.Random) -> Report:
    """A balanced report in which some cells of every kind, totals among them, were left out or say “/”."""
    report = balanced_report(form_for_edition(edition), rng)
    odd: list[Value] = [BLANK, NotApplicable("/"), NotApplicable("—")]
    zeros = [cell_id for cell_id, number in report.numbers.items() if not number]
    chosen = rng.sample(zeros, min(len(zeros), 30))
    return report.with_cells({cell_id: rng.choice(odd) for cell_id in chosen})


def stored_as_reckoned(path: Path) -> None:
    """Every formula's stored value is what it gives for the report in the file."""
    opened = read_workbook(path)
    texts = {place: state.result for place, state in opened.texts.items()}
    own = {place: state.own for place, state in opened.texts.items()}
    book, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    for cell in live_cells(opened.layout, opened.report, texts, own):
        if str(formulas[cell.spot.sheet][cell.spot.address].value).startswith("="):
            stored = book[cell.spot.sheet][cell.spot.address].value
            assert ("" if stored is None else stored) == cell.value, cell.spot


@pytest.mark.parametrize("edition", EDITIONS)
def test_zero_fills_every_gap_and_undo_brings_back_the_same_report(edition: str, tmp_path: Path) -> None:
    rng = random.Random(f"gaps {edition}")
    for _ in range(2):
        report = gappy(edition, rng)
        path = workbook_of(report, tmp_path)
        before = tasks.read_report(path)
        done = tasks.zero(path)
        after = tasks.read_report(path)
        stored_as_reckoned(path)
        gaps = {id_ for id_ in report.form.cells if id_ not in report.numbers}
        assert set(done.cells) <= gaps
        assert all(after.number(id_) == report.number(id_) for id_ in report.numbers if id_ not in done.cells)
        assert set(after.numbers) == set(report.form.cells)
        assert tasks.undo(path).action == "撤销"
        assert tasks.read_report(path) == before
        stored_as_reckoned(path)


def test_nil_fills_an_empty_workbook_and_undo_empties_it_again(tmp_path: Path) -> None:
    path = tasks.new(tmp_path / "零.xlsx", Unit("某局"), 2025)
    before = tasks.read_report(path)
    done = tasks.nil(path)
    assert done.action == "零报告"
    assert done.sentence.startswith("零报告：已填 0 166 格（二、主动公开!B5、C5、")
    after = tasks.read_report(path)
    assert len(after.numbers) == len(after.form.cells)
    assert not any(after.numbers.values())
    assert [one for one in tasks.validate_file(path).findings if one.severity.value == "error"] == []
    stored_as_reckoned(path)
    tasks.undo(path)
    assert tasks.read_report(path) == before
    assert tasks.undo(path).cells == ()


def test_nil_is_refused_and_names_what_was_entered(tmp_path: Path) -> None:
    form = form_for_edition("2021")
    report = Report(
        form, 2024, Unit("某局"), {"requests.received.business": Count(3), "requests.granted.other": Count(0)}
    )
    path = workbook_of(report, tmp_path)
    before = path.read_bytes()
    with pytest.raises(EditRefused, match=r"三、申请情况!E6（3）") as refused:
        tasks.nil(path)
    assert refused.value.code == "E11"
    assert path.read_bytes() == before
    path = workbook_of(report.with_cells({"requests.received.business": BadValue("若干")}), tmp_path)
    with pytest.raises(EditRefused, match="若干"):
        tasks.nil(path)


@pytest.mark.parametrize("name", ["huiyi-2021", "yanghe-2023"])
def test_restore_puts_the_formulas_back_and_undo_the_reported_totals(name: str, tmp_path: Path) -> None:
    path = tasks.import_report(PUBLISHED[name], tmp_path / "年报.xlsx")
    report, before = tasks.read_report(path), path.read_bytes()
    contents = Contents(layout_for_year(report.form, report.year), report)
    overtyped = {id_ for id_ in report.form.cells if contents.expected(id_) is not None and id_ not in contents.totals}
    done = tasks.restore_formulas(path)
    assert set(done.cells) == overtyped
    stored_as_reckoned(path)
    opened = read_workbook(path)
    assert {id_ for id_ in report.form.cells if load_rules(report.form).total_formula(id_)} == set(opened.formulas)
    tasks.undo(path)
    again = tasks.read_report(path)
    assert again == report
    assert {part for part, content in parts(before).items() if parts(path.read_bytes())[part] != content} <= {
        f"xl/worksheets/sheet{number}.xml" for number in range(1, 15)
    }


def test_the_log_says_what_was_there_and_the_lines_are_marked_when_undone(tmp_path: Path) -> None:
    path = workbook_of(published("suqian-2024").with_cells({"requests.received.other": NotApplicable("/")}), tmp_path)
    tasks.zero(path)
    opened = read_workbook(path)
    line = next(one for one in read_lines(opened.changes, opened.layout) if one.action == "空白补零")
    assert (line.sheet, line.area, line.old, line.new) == ("三、申请情况", "I6", "/", 0)
    tasks.undo(path)
    opened = read_workbook(path)
    line = next(one for one in read_lines(opened.changes, opened.layout) if one.index == line.index)
    assert line.action == "空白补零（已撤销）"
    assert "撤销" in line.reason


def test_undo_leaves_alone_what_was_changed_since(tmp_path: Path) -> None:
    path = tasks.new(tmp_path / "年报.xlsx", Unit("某局"), 2025)
    tasks.zero(path)
    path.write_bytes(patch_workbook(path.read_bytes(), {("三、申请情况", "E6"): 7}))
    done = tasks.undo(path)
    assert "三、申请情况!E6后来改过，没有动" in done.sentence
    report = tasks.read_report(path)
    assert set(report.numbers) == {"requests.received.business", "requests.received.total"}


def test_actions_are_undone_one_by_one_from_the_last(tmp_path: Path) -> None:
    path = workbook_of(published("huiyi-2021").with_cells({"requests.received.other": BLANK}), tmp_path)
    before = tasks.read_report(path)
    tasks.zero(path)
    middle = tasks.read_report(path)
    tasks.restore_formulas(path)
    tasks.undo(path)
    assert tasks.read_report(path) == middle
    tasks.undo(path)
    assert tasks.read_report(path) == before
    assert tasks.undo(path).sentence == "没有可以撤销的改动。"


def test_a_forged_log_line_writes_no_formula_and_nothing_outside_the_form(tmp_path: Path) -> None:
    path = tasks.new(tmp_path / "年报.xlsx", Unit("某局"), 2025)
    layout = layout_for_year(form_for_edition("2021"), 2025)
    edits: dict[tuple[str, str], str | int] = {("三、申请情况", "E6"): 0, ("封面", "B9"): 0}
    for index, (sheet, area) in enumerate([("三、申请情况", "E6"), ("封面", "B9"), ("三、申请情况", "A1:ZZ9999")]):
        first = layout.change(index)
        values = [NOW, "空白补零", sheet, area, '=HYPERLINK("http://x")', 0, ""]
        edits |= {(CHANGES, f"{'ABCDEFG'[column]}{first.row + 1}"): value for column, value in enumerate(values)}
    path.write_bytes(patch_workbook(path.read_bytes(), edits))
    opened = read_workbook(path)
    plan = undo_edits(opened, NOW)
    written = {place: edit for place, edit in plan.edits.items() if place[0] != CHANGES}
    assert written["三、申请情况", "E6"] == '=HYPERLINK("http://x")'
    assert ("封面", "B9") not in written
    assert not any(isinstance(edit, Formula) for edit in written.values())


def test_a_full_log_refuses_before_anything_is_written(tmp_path: Path) -> None:
    path = tasks.new(tmp_path / "年报.xlsx", Unit("某局"), 2025)
    layout = layout_for_year(form_for_edition("2021"), 2025)
    last = layout.change(CHANGE_ROWS - 1)
    path.write_bytes(patch_workbook(path.read_bytes(), {(CHANGES, last.address): "手工补记"}))
    before = path.read_bytes()
    with pytest.raises(XlToolsError) as refused:
        tasks.zero(path)
    assert refused.value.code == "E12"
    assert path.read_bytes() == before


def test_foreign_formulas_are_left_alone_and_named(tmp_path: Path) -> None:
    path = tasks.new(tmp_path / "年报.xlsx", Unit("某局"), 2025)
    edits = {("三、申请情况", "E6"): Formula('""', ""), ("三、申请情况", "J7"): Formula("SUM(D7:F7)", 0)}
    path.write_bytes(patch_workbook(path.read_bytes(), edits))
    plan = zero_edits(read_workbook(path), NOW)
    assert ("三、申请情况", "E6") not in plan.edits
    assert "三、申请情况!E6里是自己写的公式" in plan.sentence(done=False)
    assert "J7" in tasks.restore_formulas(path).sentence


def test_lines_name_whole_areas(tmp_path: Path) -> None:
    path = tasks.new(tmp_path / "年报.xlsx", Unit("某局"), 2025)
    tasks.zero(path)
    opened = read_workbook(path)
    lines = read_lines(opened.changes, opened.layout)
    assert len(lines) < 20
    assert {line.old for line in lines} == {BLANK_SHOWN}
    assert sum(len(list(line.spots())) for line in lines) == 166


def test_a_total_that_says_slash_gets_its_formula_not_a_wrong_0(tmp_path: Path) -> None:
    path = workbook_of(published("suqian-2024").with_cells({"requests.received.total": NotApplicable("/")}), tmp_path)
    done = tasks.zero(path)
    assert done.sentence.startswith("空白补零：已恢复合计公式 1 格（三、申请情况!J6）。")
    assert tasks.read_report(path).numbers == published("suqian-2024").numbers


def test_undo_says_when_everything_was_changed_since_and_goes_on_to_the_action_before(tmp_path: Path) -> None:
    cells: dict[str, Value] = {"requests.received.other": BLANK, "requests.granted.other": BLANK}
    path = workbook_of(published("suqian-2024").with_cells(cells), tmp_path)
    tasks.zero(path)
    path.write_bytes(patch_workbook(path.read_bytes(), {("三、申请情况", "I6"): 5, ("三、申请情况", "I8"): 5}))
    done = tasks.undo(path)
    assert done.cells == ()
    assert done.sentence.startswith("撤销：改过的格后来都又改了")
    assert tasks.undo(path).sentence == "没有可以撤销的改动。"
