"""Every button pressed in LibreOffice on real example workbooks: the cells afterwards, and what the boxes say."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from pressing import Bench, at, changed, counted, looks, snapshot
from support.reports import published

from xl_tools import tasks
from xl_tools.excel import ribbon
from xl_tools.excel.book import open_live
from xl_tools.excel.buttons import buttons
from xl_tools.excel.logs import FOLDER_VARIABLE
from xl_tools.forms.load import form_for_edition
from xl_tools.judging import Standard, judge_opened
from xl_tools.report import Unit
from xl_tools.values import BLANK, Count, NotApplicable
from xl_tools.workbook.layout import CHANGES, INDEX, Layout, layout_for_year
from xl_tools.workbook.reader import read_workbook

pytestmark = pytest.mark.soffice

IDS = [button.id for button in buttons()]
RECEIVED, GRANTED = "requests.received.natural_person", "requests.granted.natural_person"
TABLE_THREE = "三、申请情况"


def layout_of(year: int = 2024) -> Layout:
    return layout_for_year(form_for_edition("2021"), year)


def only_sheet(cells: set[tuple[str, str]], *sheets: str) -> set[tuple[str, str]]:
    return {cell for cell in cells if cell[0] in sheets}


# --- all buttons


def test_every_button_of_the_ribbon_has_a_handler_and_every_handler_is_on_the_ribbon() -> None:
    assert list(ribbon.HANDLERS) == IDS
    assert all(getattr(ribbon, name) is handler for name, handler in ribbon.HANDLERS.items())


@pytest.mark.parametrize("button", [one for one in IDS if one != "consolidate_folder"])
def test_somebody_elses_workbook_is_left_alone_and_the_box_says_why(bench: Bench, button: str) -> None:
    book = bench.foreign()
    before = snapshot(book)
    (box,) = bench.press(button)
    assert snapshot(book) == before
    if button == "make_letters":
        assert "（P41）" in box.prompt
    elif button == "about":
        assert "（不是本软件的模板）" in box.prompt
    elif button == "restore_backup":
        assert "“通讯录.xlsx”还没有备份" in box.prompt
    elif button == "show_help":
        assert "（P32）" in box.prompt
    else:
        assert "“通讯录.xlsx”不是用本软件的模板填报的工作簿。（T03）" in box.prompt
        assert "请用本软件新建工作簿填报" in box.prompt


@pytest.mark.parametrize(
    "button", ["fill_zeros", "nil_report", "restore_formulas", "undo", "validate", "fill_narrative"]
)
def test_a_workbook_without_one_of_its_tables_is_left_alone(bench: Bench, button: str) -> None:
    book = bench.example()
    book.api.Sheets.removeByName(TABLE_THREE)
    before = snapshot(book)
    (box,) = bench.press(button)
    assert f"工作簿里找不到工作表“{TABLE_THREE}”。（T05）" in box.prompt
    assert snapshot(book) == before


@pytest.mark.parametrize("button", ["next_finding", "previous_finding", "clear_marks"])
def test_a_workbook_without_its_index_says_so(bench: Bench, button: str) -> None:
    book = bench.example()
    book.api.Sheets.removeByName(INDEX)
    (box,) = bench.press(button)
    assert f"工作簿里没有工作表“{INDEX}”。（P35）" in box.prompt


@pytest.mark.parametrize("button", ["fill_zeros", "undo", "fill_narrative", "new_report"])
def test_cancel_changes_nothing(bench: Bench, button: str) -> None:
    book = bench.example(cells={RECEIVED: BLANK})
    if button == "undo":
        bench.press("fill_zeros", "ok")
    before, files = snapshot(book), sorted(bench.folder.iterdir())
    (box,) = bench.press(button, "cancel")
    assert box.buttons == "ok_cancel"
    assert snapshot(book) == before
    assert sorted(bench.folder.iterdir()) == files


# --- 填报


def test_blank_cells_become_0_and_nothing_else_changes_and_undo_brings_them_back(bench: Bench) -> None:
    cells = {
        "requests.received.other": BLANK,
        "requests.granted.other": NotApplicable("/"),
        "requests.granted.total": BLANK,
    }
    book = bench.example(cells=cells)
    before, style = snapshot(book), {sheet: looks(book, sheet) for sheet in (TABLE_THREE, CHANGES)}
    boxes = bench.press("fill_zeros", "ok")
    assert [box.buttons for box in boxes] == ["ok_cancel", "ok"]
    assert boxes[0].prompt.startswith(
        f"空白补零：将填 0 2 格（{TABLE_THREE}!I6、I8），恢复合计公式 1 格（{TABLE_THREE}!J8）。"
    )
    assert boxes[1].prompt.startswith("空白补零：已填 0 2 格")
    after = snapshot(book)
    touched = changed(before, after)
    assert {cell for cell in touched if cell[0] != CHANGES} == {(TABLE_THREE, one) for one in ("I6", "I8", "J8")}
    assert after[TABLE_THREE, "I6"][0] == after[TABLE_THREE, "I8"][0] == 0
    assert after[TABLE_THREE, "J8"][1] == "=SUM(D8:I8)"
    assert {sheet: looks(book, sheet) for sheet in style} == style
    boxes = bench.press("undo", "ok")
    assert "恢复原值" in boxes[1].prompt
    assert {cell for cell in changed(before, snapshot(book)) if cell[0] != CHANGES} == set()
    assert open_live(book).report == read_workbook(Path(book.fullname)).report
    (box,) = bench.press("undo")
    assert box.prompt == "没有可以撤销的改动。"


def test_nothing_to_fill_or_to_restore_is_said(bench: Bench) -> None:
    book = bench.example()
    before = snapshot(book)
    (box,) = bench.press("fill_zeros")
    assert box.prompt == "没有空白或填“/”的格，不用补零。"
    (box,) = bench.press("restore_formulas")
    assert box.prompt == "合计都是公式，不用恢复。"
    assert snapshot(book) == before


def test_nil_report_fills_an_empty_workbook_in_one_press(bench: Bench) -> None:
    book = bench.open(tasks.new(bench.folder / "零报告 样本.xlsx", Unit("某局"), 2025))
    before = snapshot(book)
    boxes = bench.press("nil_report", "ok")
    assert "零报告：将填 0 166 格" in boxes[0].prompt
    report = open_live(book).report
    assert len(report.numbers) == len(report.form.cells)
    assert not any(report.numbers.values())
    layout = layout_of(2025)
    touched = changed(before, snapshot(book))
    assert {cell for cell in touched if cell[0] != CHANGES} <= at(layout.cells.values())
    (box,) = bench.press("nil_report")
    assert box.prompt == "各格已经都是 0，不用再填。"
    bench.press("undo", "ok")
    assert {cell for cell in changed(before, snapshot(book)) if cell[0] != CHANGES} == set()


def test_nil_report_is_refused_where_numbers_were_entered(bench: Bench) -> None:
    book = bench.example()
    before = snapshot(book)
    (box,) = bench.press("nil_report")
    assert box.mode == "critical"
    assert "表里已经填了数，不是零报告，没有改动" in box.prompt
    assert "（E11）" in box.prompt
    assert snapshot(book) == before


def test_overtyped_totals_become_formulas_again_and_undo_puts_the_numbers_back(bench: Bench) -> None:
    book = bench.example("huiyi-2021")
    before = snapshot(book)
    boxes = bench.press("restore_formulas", "ok")
    assert boxes[1].prompt == f"恢复公式：已恢复合计公式 2 格（{TABLE_THREE}!J6、J8）。"
    after = snapshot(book)
    assert {cell for cell in changed(before, after) if cell[0] != CHANGES} == {(TABLE_THREE, "J6"), (TABLE_THREE, "J8")}
    assert after[TABLE_THREE, "J6"] == (1, "=SUM(D6:I6)")
    bench.press("undo", "ok")
    assert {cell for cell in changed(before, snapshot(book)) if cell[0] != CHANGES} == set()


def test_new_report_makes_next_years_workbook_beside_this_one_and_never_overwrites(bench: Bench) -> None:
    book = bench.example()
    report, before = open_live(book).report, snapshot(book)
    boxes = bench.press("new_report", "ok")
    assert "将建立 2025 年度的年报工作簿" in boxes[0].prompt
    made = tasks.next_year_file(report, bench.folder)
    assert bench.app.books.active.name == made.name
    assert snapshot(book) == before
    new = tasks.read_report(made)
    assert (new.year, new.unit, new.is_blank) == (2025, report.unit, True)
    assert new.previous is not None
    assert new.previous.cells == report.cells
    content = made.read_bytes()
    book.set_mock_caller()
    (box,) = bench.press("new_report")
    assert f"已经有“{made.name}”，没有覆盖" in box.prompt
    assert made.read_bytes() == content


def test_new_files_need_a_folder(bench: Bench) -> None:
    book = bench.app.books.add()
    book.set_mock_caller()
    for button in ("new_report", "export_word"):
        (box,) = bench.press(button)
        assert "还没有保存在本机的文件夹里" in box.prompt
        assert "（P33）" in box.prompt


# --- 校验


def test_validate_writes_findings_and_marks_and_nothing_else(bench: Bench) -> None:
    book = bench.example("yanghe-2023")
    path, before, style = Path(book.fullname), snapshot(book), looks(book, INDEX)
    expected = tasks.validate_file(path)
    layout = layout_of(2023)
    (box,) = bench.press("validate")
    counts = [sum(one.severity.value == name for one in expected.findings) for name in ("error", "query", "notice")]
    assert box.prompt.startswith("校验完毕：错误 {} 处，核实 {} 处，提醒 {} 处。有错误，".format(*counts))
    after = snapshot(book)
    touched = changed(before, after)
    assert touched and touched == only_sheet(touched, INDEX)
    rules = [after[INDEX, layout.result(index, "rule").address][0] for index in range(len(expected.findings))]
    assert rules == [one.rule for one in expected.findings]
    assert after[INDEX, layout.result(0, "message").address][0] == expected.findings[0].message
    assert after[INDEX, layout.mark(0).address][0] == f"E|{expected.findings[0].places[0]}"
    assert after[INDEX, layout.result(0, "link").address][0] == str(expected.findings[0].places[0])
    again = bench.press("validate")
    assert again[0].prompt == box.prompt
    assert changed(after, snapshot(book)) <= at([layout.verdict["checked_on"]])
    (box,) = bench.press("clear_marks")
    assert box.prompt == "已清除校验结果和标记，填报的数没有动。"
    assert snapshot(book) == before
    assert looks(book, INDEX) == style


def test_validate_says_that_all_is_well(bench: Bench) -> None:
    bench.example()
    (box,) = bench.press("validate")
    assert "错误 0 处" in box.prompt or "没有发现问题" in box.prompt
    assert "有错误，" not in box.prompt


def test_live_and_closed_workbooks_are_judged_alike_and_unsaved_changes_count(bench: Bench) -> None:
    for name in ("yanghe-2023", "wolongshan-2019", "suqian-2024"):
        book = bench.example(name)
        closed, live = read_workbook(Path(book.fullname)), open_live(book)
        assert live.report == closed.report
        assert judge_opened(live, Standard()) == judge_opened(closed, Standard())
        book.close()
    book = bench.example()
    assert not any(one.severity.value == "error" for one in judge_opened(open_live(book), Standard()).findings)
    book.sheets[TABLE_THREE]["D6"].value = 99999
    bench.press("validate")
    assert book.sheets[INDEX][layout_of().result(0, "severity").address].value == "错误"


def test_findings_are_walked_through_forwards_backwards_and_round(bench: Bench) -> None:
    book = bench.example("huiyi-2021")
    (box,) = bench.press("next_finding")
    assert box.prompt == "还没有校验结果。请先按“校验全表”。"
    bench.press("validate")
    places: list[str] = []
    for button in ("next_finding", "next_finding", "next_finding", "next_finding", "previous_finding"):
        (box,) = bench.press(button)
        places.append(f"{book.selection.sheet.name}!{book.selection.get_address(False, False)}")
        assert "【错误】表三" in box.prompt
    assert places == [f"{TABLE_THREE}!{cell}" for cell in ("J6", "J8", "J29", "J6", "J29")]
    assert "（已经到头，转到最后一处）" in box.prompt
    assert "第 3 处，共 3 处" in box.prompt
    layout = layout_of(2021)
    book.sheets[INDEX].activate()
    book.sheets[INDEX][layout.result(0, "message").address].select()
    bench.press("next_finding")
    assert book.selection.get_address(False, False) == "J8"


def test_a_finding_on_a_sheet_that_is_gone_is_said(bench: Bench) -> None:
    book = bench.example("huiyi-2021")
    bench.press("validate")
    book.api.Sheets.removeByName(TABLE_THREE)
    (box,) = bench.press("next_finding")
    assert f"转不到“{TABLE_THREE}”的 J6。（P32）" in box.prompt


def test_no_findings_means_nowhere_to_go(bench: Bench) -> None:
    book = bench.open(tasks.new(bench.folder / "零.xlsx", Unit("某局"), 2025))
    bench.press("nil_report", "ok")
    bench.press("validate")
    layout = layout_of(2025)
    book.sheets[INDEX][f"A{layout.result_top + 1}:M{layout.result_top + 300}"].clear_contents()
    (box,) = bench.press("previous_finding")
    assert "上次校验没有发现需要查看的单元格" in box.prompt


def test_explanations_survive_validation_and_clearing(bench: Bench) -> None:
    book = bench.example("huiyi-2021")
    bench.press("validate")
    layout, sheet = layout_of(2021), book.sheets[INDEX]
    sheet[layout.result(1, "explanation").address].value = "按原表抄录"
    (box,) = bench.press("clear_marks")
    assert "写过的审核说明留在表里" in box.prompt
    assert sheet[layout.result(0, "explanation").address].value == "按原表抄录"
    bench.press("validate")
    assert sheet[layout.result(1, "explanation").address].value == "按原表抄录"
    assert sheet[layout.result(0, "explanation").address].value is None


def test_texts_that_look_like_formulas_stay_texts(bench: Bench) -> None:
    book = bench.example("huiyi-2021")
    bench.press("validate")
    layout, sheet = layout_of(2021), book.sheets[INDEX]
    for index, text in enumerate(("'=1+1", "'2024-01-31", "'+86 10")):
        sheet[layout.result(index, "explanation").address].value = text
    before = snapshot(book)
    bench.press("validate")
    after = snapshot(book)
    for index, text in enumerate(("=1+1", "2024-01-31", "+86 10")):
        place = INDEX, layout.result(index, "explanation").address
        assert after[place] == before[place]
        assert after[place][0] == text


# --- 叙述


def test_fill_writes_the_finished_texts_and_keeps_what_people_wrote(bench: Bench) -> None:
    book = bench.example()
    before, path = snapshot(book), Path(book.fullname)
    layout = layout_of()
    boxes = bench.press("fill_narrative", "ok")
    assert "将按表中的数字写出" in boxes[0].prompt
    assert boxes[1].prompt.startswith("已写出")
    touched = changed(before, snapshot(book))
    assert touched <= at(spot for row in layout.texts.values() for spot in (row.result, row.digest))
    closed = bench.folder / "关闭.xlsx"
    tasks.fill(path, out=closed)
    live_texts, closed_texts = open_live(book).texts, read_workbook(closed).texts
    assert live_texts == closed_texts
    row = layout.texts["overview", "platforms"].result
    book.sheets[row.sheet][row.address].value = "平台情况由经办人手写。"
    (box,) = bench.press("fill_narrative")
    assert "没有改动" in box.prompt
    assert "手工改过的 1 部分没有动：“一、总体情况”政府信息公开平台建设" in box.prompt
    assert book.sheets[row.sheet][row.address].value == "平台情况由经办人手写。"


# --- 导出


@pytest.mark.parametrize(
    ("button", "suffixes"),
    [
        ("export_word", {".docx"}),
        ("export_html", {".html"}),
        ("export_pdf", {".pdf"}),
        ("export_infographic", {".html", ".png"}),
        ("export_all", {".docx", ".html", ".pdf"}),
    ],
)
def test_export_writes_the_documents_of_the_unsaved_workbook(bench: Bench, button: str, suffixes: set[str]) -> None:
    book = bench.example()
    before = snapshot(book)
    boxes = bench.press(button)
    assert [box.buttons for box in boxes] == ["ok"]
    made = {file for file in bench.folder.iterdir() if file.suffix in suffixes and file.name != "数据.json"}
    assert {file.suffix for file in made} == suffixes
    assert all(file.name in boxes[0].prompt for file in made)
    assert snapshot(book) == before
    content = {file: file.read_bytes() for file in made}
    (question,) = bench.press(button, "cancel")
    assert "已经有同名的文件" in question.prompt
    assert {file: file.read_bytes() for file in made} == content
    boxes = bench.press(button, "ok")
    assert boxes[-1].prompt.startswith("已导出")


@pytest.mark.parametrize("button", ["export_word", "export_html", "export_pdf", "export_infographic", "export_all"])
def test_export_is_refused_while_errors_stand_and_a_draft_is_offered(bench: Bench, button: str) -> None:
    bench.example("huiyi-2021")
    files = sorted(bench.folder.iterdir())
    (question,) = bench.press(button, "cancel")
    assert "不能导出正式文件。（E01）" in question.prompt
    assert sorted(bench.folder.iterdir()) == files
    boxes = bench.press(button, "ok")
    assert boxes[1].prompt.startswith("已导出草稿")
    assert any("（草稿）" in file.name for file in bench.folder.iterdir())


def test_check_report_is_written_beside_the_workbook_and_changes_nothing_in_it(bench: Bench) -> None:
    book = bench.example("huiyi-2021")
    before = snapshot(book)
    (box,) = bench.press("check_report")
    (file,) = bench.folder.glob("*校验报告.docx")
    assert box.prompt == f"已写出校验报告，在工作簿所在的文件夹：\n\n{file.name}"
    text = "\n".join(cell.text for table in docx.Document(str(file)).tables for row in table.rows for cell in row.cells)
    assert book.name in text
    assert "A3" in text and "J6" in text
    assert snapshot(book) == before
    content = file.read_bytes()
    (question,) = bench.press("check_report", "cancel")
    assert "已经有以前的校验报告" in question.prompt
    assert file.read_bytes() == content
    assert bench.press("check_report", "ok")[-1].prompt.startswith("已写出校验报告")


def test_export_tells_unsaved_numbers(bench: Bench) -> None:
    book = bench.example()
    book.sheets["一、总体情况"][layout_of().texts["overview", ""].own.address].value = "这一句还没有保存。"
    bench.press("export_html")
    (page,) = bench.folder.glob("*.html")
    assert "这一句还没有保存。" in page.read_text(encoding="utf-8")


# --- 帮助


def test_help_goes_to_the_guide(bench: Bench) -> None:
    book = bench.example()
    before = snapshot(book)
    assert bench.press("show_help") == []
    assert book.sheets.active.name == "填报说明"
    assert snapshot(book) == before


def test_about_tells_versions_and_the_log_folder_and_no_contents(bench: Bench) -> None:
    book = bench.example()
    (box,) = bench.press("about")
    assert "xl_tools " in box.prompt and "xlwings 0.37" in box.prompt and "16.7" in box.prompt
    assert "gov_disclosure_2021|2021" in box.prompt
    # Ctrl+C copies the box as a whole, the folder with it.
    assert "日志保留 30 天" in box.prompt and FOLDER_VARIABLE in box.prompt
    for name in (str(bench.logs), published("suqian-2024").unit.name, book.name):
        assert name not in box.prompt


# --- calls


@pytest.mark.parametrize("name", ["suqian-2024", "huiyi-2021", "yanghe-2023"])
def test_validation_reads_each_sheet_once_and_writes_the_results_in_one_block(bench: Bench, name: str) -> None:
    bench.example(name)
    for _ in range(2):
        with counted() as calls:
            bench.press("validate")
        tables = {TABLE_THREE, "二、主动公开", "四、复议诉讼"}
        assert {sheet for what, sheet in calls if what == "read formula"} == tables
        assert all(times == 1 for (what, _), times in calls.items() if what != "write")
        # The verdict, two cells apart from the table, and the table itself.
        assert {sheet: times for (what, sheet), times in calls.items() if what == "write"} in ({INDEX: 1}, {INDEX: 2})


@pytest.mark.parametrize("button", ["fill_zeros", "nil_report", "restore_formulas", "fill_narrative", "undo"])
def test_other_buttons_read_a_sheet_once_and_write_few_blocks(bench: Bench, button: str) -> None:
    if button == "restore_formulas":
        bench.example("huiyi-2021")
    elif button == "fill_narrative":
        bench.example()
    else:
        bench.open(tasks.new(bench.folder / "新.xlsx", Unit("某局"), 2025))
    if button == "undo":
        bench.press("fill_zeros", "ok")
    with counted() as calls:
        bench.press(button, "ok")
    assert all(times == 1 for (what, _), times in calls.items() if what.startswith("read"))
    # Blocks of the printed tables that labels divide are written one by one.
    limits = {"二、主动公开": 6, "四、复议诉讼": 3, CHANGES: 2}
    assert all(times <= limits.get(sheet, 1) for (what, sheet), times in calls.items() if what == "write")


def test_scattered_blanks_are_filled_in_one_write(bench: Bench) -> None:
    rows = [cell.item for cell in form_for_edition("2021").cells_of("requests")]
    chosen = [f"requests.{row}.other" for row in dict.fromkeys(rows)][::3]
    chosen += ["requests.granted.research", "requests.carried_out.business"]
    bench.example(cells=dict.fromkeys(chosen, BLANK) | {"requests.received.natural_person": Count(5)})
    with counted() as calls:
        bench.press("fill_zeros", "ok")
    assert calls["write", TABLE_THREE] == 1


def test_the_page_on_buttons_names_each_with_its_label() -> None:
    page = (Path(__file__).parents[2] / "docs" / "buttons.md").read_text(encoding="utf-8")
    rows = [line.split(" | ")[:2] for line in page.splitlines() if " | `" in line]
    assert rows == [[f"| {button.label}", f"`{button.id}`"] for button in buttons()]
