"""采纳建议, 填写审核说明, 数字核对 and 定稿 pressed in LibreOffice on real example workbooks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import xlwings as xw
from pressing import Bench, changed, snapshot
from support.ready import report_ready
from support.reports import published

from xl_tools import tasks
from xl_tools.excel.book import open_live
from xl_tools.forms.load import form_for_edition
from xl_tools.values import Count, Value
from xl_tools.workbook.explained import EXPLAINED
from xl_tools.workbook.finalize import DRAFT, FINAL, is_final
from xl_tools.workbook.layout import CHANGES, COVER, INDEX, RESULT_ROWS, Layout, layout_for_year
from xl_tools.workbook.reader import read_workbook

pytestmark = pytest.mark.soffice

WRONG: dict[str, Value] = {
    "requests.granted.natural_person": Count(1480),
    "requests.unavailable_not_held.business": Count(3),
    "requests.rejected_petition.other": Count(9),
}
"""Two digits exchanged, one dropped, a number where there was none: three causes, each with two broken equations."""
IN_FORCE = "proactive.normative_documents.in_force"


def layout() -> Layout:
    return layout_for_year(form_for_edition("2021"), 2024)


def shown(book: xw.Book, index: int, column: str) -> object:
    return book.sheets[INDEX][layout().result(index, column).address].value


def lines(book: xw.Book, column: str) -> list[object]:
    """One column of the findings that stand in the table."""
    rows = [index for index in range(RESULT_ROWS) if shown(book, index, "number") is not None]
    return [shown(book, index, column) for index in rows]


def go(book: xw.Book, cell_id: str) -> None:
    spot = layout().cells[cell_id]
    book.sheets[spot.sheet].activate()
    book.sheets[spot.sheet][spot.address].select()


def selected(book: xw.Book) -> tuple[str, str]:
    selection = book.selection
    assert selection is not None
    return selection.sheet.name, selection[0, 0].get_address(False, False)


def numbers(book: xw.Book) -> dict[str, object]:
    report = open_live(book).report
    return {cell: report.number(cell) for cell in report.form.cells}


def test_three_errors_are_three_problems_that_are_found_repaired_and_put_back(bench: Bench) -> None:
    right = {cell: published("suqian-2024").number(cell) for cell in WRONG}
    book = bench.example(cells=WRONG)
    before = numbers(book)
    (box,) = bench.press("validate")
    groups = [int(str(one).split(".")[0]) for one in lines(book, "group") if one is not None]
    errors = [
        group for group, level in zip(lines(book, "group"), lines(book, "severity"), strict=True) if level == "错误"
    ]
    assert len(set(errors)) == 3
    assert len(errors) == 6
    assert groups
    # Each problem names its cell and value once, and the box tells all three.
    said = [str(text) for text in lines(book, "suggestion") if text]
    places = {cell: layout().cells[cell].place for cell in WRONG}
    for cell, value in right.items():
        assert sum(f"{places[cell]}：" in text and f"应为 {value}" in text for text in said) == 1, said
        assert f"{places[cell]}：" in box.prompt
    for cell in WRONG:
        go(book, cell)
        boxes = bench.press("accept_suggestion", "ok")
        assert f"把 {places[cell]} 由 {before[cell]} 改为 {right[cell]}" in boxes[0].prompt
        assert "可以用“撤销”退回" in boxes[0].prompt
        assert numbers(book)[cell] == right[cell]
    assert "没有错误了" in boxes[-1].prompt
    assert numbers(book) == {cell: published("suqian-2024").number(cell) for cell in before}
    assert "错误" not in lines(book, "severity")
    for _ in WRONG:
        bench.press("undo", "ok")
    assert numbers(book) == before
    (box,) = bench.press("undo")
    assert box.prompt == "没有可以撤销的改动。"


def test_next_problem_goes_to_the_cells_with_findings_and_tells_the_proposed_value(bench: Bench) -> None:
    cell = "requests.granted.natural_person"
    book = bench.example(cells={cell: WRONG[cell]})
    bench.press("validate")
    prompts = [bench.press("next_finding")[0].prompt for _ in range(2)]
    spot = layout().cells[cell]
    assert any("建议：最可能是" in prompt and f"{spot.place}：1480 应为 1408" in prompt for prompt in prompts)
    sheet, _ = selected(book)
    assert sheet == spot.sheet


def test_cancel_accepts_nothing(bench: Bench) -> None:
    book = bench.example(cells=WRONG)
    before = snapshot(book)
    (box,) = bench.press("accept_suggestion", "cancel")
    assert box.buttons == "ok_cancel"
    assert snapshot(book) == before


def test_without_contradictions_there_is_nothing_to_accept(bench: Bench) -> None:
    book = bench.example()
    before = snapshot(book)
    (box,) = bench.press("accept_suggestion")
    assert "没有可以采纳的建议" in box.prompt
    assert snapshot(book) == before


def test_where_the_figures_cannot_tell_the_candidates_are_named_and_the_one_in_front_is_taken(bench: Bench) -> None:
    cells: dict[str, Value] = {"review.direct_litigation.upheld": Count(6)}
    book = bench.example(cells=cells)
    before = numbers(book)
    book.sheets[COVER].activate()
    judged = bench.press("validate")
    assert judged
    advice = " ".join(str(text) for text in lines(book, "suggestion") if text)
    if "不能断定" in advice:
        (box,) = bench.press("accept_suggestion")
        assert "请选中要改的那一格" in box.prompt
        assert numbers(book) == before
    go(book, "review.direct_litigation.upheld")
    bench.press("accept_suggestion", "ok")
    assert numbers(book)["review.direct_litigation.upheld"] == 7


def test_accepting_writes_cells_log_and_results_only(bench: Bench) -> None:
    cell = "requests.granted.natural_person"
    book = bench.example(cells={cell: WRONG[cell]})
    before = snapshot(book)
    bench.press("accept_suggestion", "ok")
    spot = layout().cells[cell]
    touched = changed(before, snapshot(book))
    assert {one for one in touched if one[0] not in (INDEX, CHANGES)} == {(spot.sheet, spot.address)}
    logged = [[book.sheets[CHANGES][f"{column}{row}"].value for column in "BCDEFG"] for row in range(4, 12)]
    (line,) = [one for one in logged if one[0] == "采纳建议"]
    assert line[:5] == ["采纳建议", spot.sheet, spot.address, 1480, 1408]
    assert line[5]


def test_a_foreign_formula_is_not_overwritten(bench: Bench) -> None:
    cell = "requests.granted.natural_person"
    book = bench.example(cells={cell: WRONG[cell]})
    spot = layout().cells[cell]
    book.sheets[spot.sheet][spot.address].formula = "=1400+80"
    go(book, cell)
    boxes = bench.press("accept_suggestion")
    assert "里是公式，没有改动。（E16）" in boxes[-1].prompt
    assert book.sheets[spot.sheet][spot.address].formula == "=1400+80"


def test_a_number_typed_as_text_is_repaired_and_its_totals_follow(bench: Bench) -> None:
    book = bench.example()
    spot, total = layout().cells["requests.granted.natural_person"], layout().cells["requests.granted.total"]
    book.sheets[spot.sheet][spot.address].value = "'1480"
    go(book, "requests.granted.natural_person")
    boxes = bench.press("accept_suggestion", "ok")
    assert f"把 {spot.place} 由 1480 改为 1408" in boxes[0].prompt
    assert "没有错误了" in boxes[-1].prompt
    assert book.sheets[total.sheet][total.address].formula == "=SUM(D8:I8)"
    assert book.sheets[total.sheet][total.address].value == 1431


@pytest.mark.parametrize("button", ["validate", "accept_suggestion", "explain", "finalize"])
def test_without_the_sheet_of_results_nothing_is_begun(bench: Bench, button: str) -> None:
    book = ready(bench)
    book.sheets[INDEX].delete()
    before = snapshot(book)
    (box,) = bench.press(button)
    assert "工作簿里没有工作表“目录与审核”。（P35）" in box.prompt
    assert snapshot(book) == before


# --- 填写审核说明


def query_book(bench: Bench, preparer: str = "填报人甲") -> xw.Book:
    report = published("suqian-2024").with_cells({IN_FORCE: Count(421)})
    return bench.open(bench.file(replace(report, preparer=preparer)))


def test_a_query_is_explained_in_two_presses_and_reopens_when_the_number_changes(bench: Bench) -> None:
    book = query_book(bench)
    (box,) = bench.press("explain")
    assert "请先按“校验全表”" in box.prompt
    bench.press("validate")
    go(book, IN_FORCE)
    (box,) = bench.press("explain")
    index = lines(book, "code").index("C2")
    place = layout().result(index, "explanation")
    assert selected(book) == (INDEX, place.address)
    assert "请在选中的这一格写明" in box.prompt
    book.sheets[INDEX][place.address].value = "县里划入一件，附清单。"
    (box,) = bench.press("explain")
    assert "已记下新写的说明 1 条" in box.prompt
    assert (shown(book, index, "severity"), shown(book, index, "by")) == (EXPLAINED, "填报人甲")
    assert shown(book, index, "on")
    spot = layout().cells[IN_FORCE]
    book.sheets[spot.sheet][spot.address].value = 425
    bench.press("validate")
    index = lines(book, "code").index("C2")
    assert shown(book, index, "severity") == "核实"
    assert "请重新说明" in str(shown(book, index, "message"))
    assert shown(book, index, "explanation") == "县里划入一件，附清单。"


def test_a_formula_that_went_wrong_beside_a_query_is_no_explanation(bench: Bench) -> None:
    book = query_book(bench)
    bench.press("validate")
    index = lines(book, "code").index("C2")
    book.sheets[INDEX][layout().result(index, "explanation").address].formula = "=-同上"
    for _ in range(2):
        (box,) = bench.press("explain")
        assert "请在选中的这一格写明" in box.prompt
        bench.press("validate")
        assert shown(book, index, "severity") == "核实"


def test_of_two_queries_at_one_place_each_has_its_own_explanation(bench: Bench) -> None:
    report = published("suqian-2024")
    done, granted = report.number("requests.results_total.total"), report.number("requests.granted.total")
    wrong = f"占{granted * 100 / done + 1:.2f}%"
    text = f"办结申请{done}件，予以公开的{granted}件，{wrong}；予以公开{granted}件，占{granted * 100 / done + 2:.2f}%。"
    book = bench.open(bench.file(replace(report, narrative={"overview": text}, preparer="填报人甲")))
    bench.press("validate")
    first, second = (index for index, code in enumerate(lines(book, "code")) if code == "E8")
    book.sheets[INDEX][layout().result(second, "explanation").address].value = "按另一个总数算的。"
    bench.press("explain")
    assert [shown(book, index, "severity") for index in (first, second)] == ["核实", EXPLAINED]
    assert [shown(book, index, "explanation") for index in (first, second)] == [None, "按另一个总数算的。"]
    (box,) = bench.press("check_prose")
    assert f"{wrong}…”写的是" in box.prompt
    assert box.prompt.count("写的是") == 1


def test_nobody_named_no_explanation(bench: Bench) -> None:
    book = query_book(bench, preparer="")
    bench.press("validate")
    index = lines(book, "code").index("C2")
    book.sheets[INDEX][layout().result(index, "explanation").address].value = "县里划入一件。"
    (box,) = bench.press("explain")
    assert "封面没有写填报人" in box.prompt
    assert selected(book) == (COVER, layout().cover["preparer"].address)
    assert shown(book, index, "severity") == "核实"


def test_words_beside_an_error_change_nothing_about_it(bench: Bench) -> None:
    report = published("huiyi-2021")
    book = bench.open(bench.file(replace(report, preparer="填报人甲")))
    bench.press("validate")
    place = layout_for_year(report.form, 2021).result(0, "explanation")
    book.sheets[INDEX][place.address].value = "就是这样"
    (box,) = bench.press("explain")
    assert "错误要改正，不能用说明代替" in box.prompt
    assert lines(book, "severity")[0] == "错误"


# --- 定稿


def ready(bench: Bench) -> xw.Book:
    return bench.open(bench.file(report_ready()))


def test_final_is_stamped_and_a_change_makes_it_a_draft_again(bench: Bench) -> None:
    book = ready(bench)
    boxes = bench.press("finalize", "ok")
    assert boxes[-1].prompt.startswith("已定稿：")
    cover = layout().cover
    assert book.sheets[COVER][cover["state"].address].value == FINAL
    code = book.sheets[COVER][cover["seal"].address].value
    assert code in boxes[-1].prompt
    assert is_final(open_live(book))
    book.save()
    assert is_final(read_workbook(Path(book.fullname)))
    (box,) = bench.press("finalize")
    assert "已经是定稿" in box.prompt
    spot = layout().cells["requests.received.natural_person"]
    book.sheets[spot.sheet][spot.address].value = 2
    bench.press("validate")
    assert book.sheets[COVER][cover["state"].address].value == DRAFT
    assert book.sheets[COVER][cover["seal"].address].value in (None, "")


def test_final_is_refused_with_the_reasons(bench: Bench) -> None:
    book = bench.example("huiyi-2021")
    before = snapshot(book)
    (box,) = bench.press("finalize")
    assert "处错误，不能定稿。（E13）" in box.prompt
    assert "表三“本年新收”行" in box.prompt
    assert snapshot(book) == before


def test_cancel_leaves_a_draft(bench: Bench) -> None:
    book = ready(bench)
    before = snapshot(book)
    bench.press("finalize", "cancel")
    assert snapshot(book) == before


def test_live_and_closed_workbooks_have_the_same_code(bench: Bench) -> None:
    book = ready(bench)
    path = Path(book.fullname)
    book.close()
    code = tasks.finalize(path).code
    book = bench.open(path)
    assert is_final(open_live(book))
    (box,) = bench.press("finalize")
    assert code in box.prompt


# --- 数字核对


def test_numbers_of_the_text_are_held_against_the_tables(bench: Bench) -> None:
    report = report_ready()
    book = bench.open(bench.file(report))
    before = snapshot(book)
    (box,) = bench.press("check_prose")
    assert "没有发现不一致的数" in box.prompt
    spot = layout().cells["requests.received.natural_person"]
    book.sheets[spot.sheet][spot.address].value = 2
    (box,) = bench.press("check_prose")
    assert "不一致 1 处" in box.prompt
    assert "本年未收到政府信息公开申请" in box.prompt
    assert f"{layout().cells['requests.received.total'].place}" in box.prompt
    assert selected(book)[0] == "一、总体情况"
    book.sheets[spot.sheet][spot.address].value = 0
    assert snapshot(book) == before


def test_the_pack_of_this_computer_is_named_where_it_is_judged_by(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = Path(__file__).parents[2] / "examples" / "packs" / "示例省.toml"
    monkeypatch.setenv("XL_TOOLS_PACK", str(pack))
    bench.example()
    (box,) = bench.press("validate")
    assert "按规则包“" in box.prompt
    monkeypatch.setenv("XL_TOOLS_PACK", str(pack.with_name("没有.toml")))
    (box,) = bench.press("validate")
    assert "没有.toml" in box.prompt
    assert box.mode == "critical"
