"""审核说明 in a closed workbook: typed beside a finding or written by command, kept, carried, reopened."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from support.ready import report_ready
from support.reports import published

from xl_tools import reviewing, tasks
from xl_tools.datafile import write_data
from xl_tools.errors import WorkbookError, XlToolsError
from xl_tools.finding import Finding, Severity
from xl_tools.inputs import read_data_file
from xl_tools.judging import Standard, judge_opened
from xl_tools.outcomes import Validation
from xl_tools.report import Report
from xl_tools.reviewing import ReviewError
from xl_tools.validation.explanations import REOPENED
from xl_tools.validation.judgement import Judgement
from xl_tools.values import Count
from xl_tools.workbook.anchors import Raw
from xl_tools.workbook.explained import CLEARED, EXPLAINED, GONE, Note, read_notes
from xl_tools.workbook.layout import INDEX, RESULT_ROWS
from xl_tools.workbook.patch import Edit, patch_workbook
from xl_tools.workbook.reader import read_workbook
from xl_tools.workbook.results import clear_edits, result_edits

IN_FORCE = "proactive.normative_documents.in_force"
WHERE = "二、主动公开"


def book_of(folder: Path, report: Report) -> Path:
    source = folder / "数据.json"
    source.write_text(write_data(report), encoding="utf-8")
    return tasks.import_report(source, folder / "年报.xlsx", force=True)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with one query of C2, checked, with its findings written."""
    report = published("suqian-2024").with_cells({IN_FORCE: Count(421)})
    path = book_of(tmp_path, report)
    tasks.validate_file(path, mark=True)
    return path


def type_into(path: Path, edits: dict[tuple[str, str], Edit]) -> None:
    """What a person types, as a program would save it."""
    path.write_bytes(patch_workbook(path.read_bytes(), edits))


def line_of(path: Path, rule: str) -> dict[str, object]:
    """The line of the findings table about a rule, by column; `index` is its number."""
    opened = read_workbook(path)
    for index in range(RESULT_ROWS):
        cells = {
            name: opened.index.get((spot.row, spot.column))
            for name in ("code", "severity", "message", "explanation", "by", "on", "seen", "bound", "rule")
            for spot in (opened.layout.result(index, name),)
        }
        if cells["code"] == rule:
            return cells | {"index": index}
    raise AssertionError(rule)


def explanation_cell(path: Path, rule: str) -> tuple[str, str]:
    index = line_of(path, rule)["index"]
    assert isinstance(index, int)
    return INDEX, read_workbook(path).layout.result(index, "explanation").address


def c2(result: Validation):
    (found,) = [one for one in result.findings if one.rule == "C2"]
    return found


def set_in_force(path: Path, number: int) -> None:
    spot = read_workbook(path).spots[IN_FORCE]
    type_into(path, {(spot.sheet, spot.address): number})


def test_words_typed_beside_a_query_explain_it_from_the_next_validation_on(book: Path) -> None:
    type_into(book, {explanation_cell(book, "C2"): "县里划入一件，附清单。"})
    assert c2(tasks.validate_file(book)).explained
    tasks.validate_file(book, mark=True)
    line = line_of(book, "C2")
    assert line["severity"] == EXPLAINED
    assert line["explanation"] == "县里划入一件，附清单。"
    assert line["on"] == f"{datetime.now():%Y-%m-%d}"
    assert line["rule"] == "C2"
    assert c2(tasks.validate_file(book)).explained


def test_a_later_change_of_the_number_reopens_it_until_the_words_are_written_anew(book: Path) -> None:
    type_into(book, {explanation_cell(book, "C2"): "县里划入一件。"})
    tasks.validate_file(book, mark=True)
    set_in_force(book, 425)
    for _ in range(2):
        # Validating again must not take the old words for new ones.
        assert not c2(tasks.validate_file(book, mark=True)).explained
        line = line_of(book, "C2")
        assert line["severity"] == Severity.QUERY.label
        assert line["explanation"] == "县里划入一件。"
        assert str(line["message"]).endswith(REOPENED)
    type_into(book, {explanation_cell(book, "C2"): "县里划入五件。"})
    assert c2(tasks.validate_file(book, mark=True)).explained


def test_a_query_explained_anew_no_longer_asks_for_it(book: Path) -> None:
    tasks.explain(book, "C2", "县里划入一件。", who="填报人甲")
    set_in_force(book, 425)
    tasks.validate_file(book, mark=True)
    assert str(line_of(book, "C2")["message"]).endswith(REOPENED)
    made = tasks.explain(book, "C2", "县里划入五件。", who="填报人甲")
    line = line_of(book, "C2")
    assert (line["severity"], line["explanation"]) == (EXPLAINED, "县里划入五件。")
    assert REOPENED not in str(line["message"])
    assert REOPENED not in c2(tasks.validate_file(book)).message
    assert made.finding.explained


def test_the_number_changed_after_the_words_but_before_the_next_validation_reopens_it_too(book: Path) -> None:
    type_into(book, {explanation_cell(book, "C2"): "县里划入一件。"})
    set_in_force(book, 430)
    assert not c2(tasks.validate_file(book)).explained


def test_a_value_put_back_is_explained_again(book: Path) -> None:
    type_into(book, {explanation_cell(book, "C2"): "县里划入一件。"})
    tasks.validate_file(book, mark=True)
    set_in_force(book, 425)
    tasks.validate_file(book, mark=True)
    set_in_force(book, 421)
    assert c2(tasks.validate_file(book, mark=True)).explained


def test_an_explanation_whose_finding_is_gone_is_kept_and_comes_back(book: Path) -> None:
    type_into(book, {explanation_cell(book, "C2"): "县里划入一件。"})
    tasks.validate_file(book, mark=True)
    set_in_force(book, 420)
    tasks.validate_file(book, mark=True)
    assert line_of(book, "C2")["message"] == GONE
    assert line_of(book, "C2")["explanation"] == "县里划入一件。"
    set_in_force(book, 421)
    assert c2(tasks.validate_file(book, mark=True)).explained


def test_the_command_writes_who_when_and_why(book: Path) -> None:
    made = tasks.explain(book, "C2", "县里划入一件。", who="填报人甲")
    assert made.finding.explained
    line = line_of(book, "C2")
    assert (line["explanation"], line["by"], line["severity"]) == ("县里划入一件。", "填报人甲", EXPLAINED)
    assert c2(tasks.validate_file(book)).explained
    tasks.explain(book, "C2", "改写的说明。", who="填报人乙", where=IN_FORCE)
    line = line_of(book, "C2")
    assert (line["explanation"], line["by"]) == ("改写的说明。", "填报人乙")
    opened = read_workbook(book)
    spots = [opened.layout.result(index, "explanation") for index in range(RESULT_ROWS)]
    assert sum(bool(opened.index.get((spot.row, spot.column))) for spot in spots) == 1


@pytest.mark.parametrize(
    ("rule", "where", "who", "text", "code"),
    [
        ("C2", "", "", "说明", "E23"),
        ("C2", "", "填报人", "   ", "E25"),
        ("Z9", "", "填报人", "说明", "E26"),
        ("C2", "Z99", "填报人", "说明", "E26"),
    ],
)
def test_a_refused_explanation_changes_nothing(
    book: Path, rule: str, where: str, who: str, text: str, code: str
) -> None:
    before = book.read_bytes()
    with pytest.raises(ReviewError) as caught:
        tasks.explain(book, rule, text, where=where, who=who)
    assert caught.value.code == code
    assert book.read_bytes() == before


def test_an_error_is_not_explained(tmp_path: Path) -> None:
    path = book_of(tmp_path, published("huiyi-2021"))
    with pytest.raises(ReviewError) as caught:
        tasks.explain(path, "A3", "就是这样", who="填报人")
    assert caught.value.code == "E27"
    with pytest.raises(ReviewError) as caught:
        tasks.explain(path, "A3", "就是这样", who="填报人", where="requests.received.total")
    assert caught.value.code == "E24"
    assert "是错误，不能用说明代替改正" in str(caught.value)


def test_explanations_go_out_in_the_data_file_and_come_back_in(book: Path, tmp_path: Path) -> None:
    tasks.explain(book, "C2", "县里划入一件。", who="填报人甲")
    (file,) = tasks.export(book, ["json"], out=tmp_path / "出.json", draft=True).files
    (written,) = json.loads(file.read_text(encoding="utf-8"))["explanations"]
    assert (written["rule"], written["text"], written["by"]) == ("C2", "县里划入一件。", "填报人甲")
    assert written["cells"] == [IN_FORCE]
    again = tasks.import_report(file, tmp_path / "再来.xlsx")
    assert c2(tasks.validate_file(again)).explained
    tasks.validate_file(again, mark=True)
    assert line_of(again, "C2")["by"] == "填报人甲"


def test_the_command_writes_into_a_data_file_and_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    report = published("suqian-2024").with_cells({IN_FORCE: Count(421)})
    path = tmp_path / "数据.json"
    path.write_text(write_data(report), encoding="utf-8")
    tasks.explain(path, "C2", "县里划入一件。", who="填报人甲")
    assert c2(tasks.validate_file(path)).explained
    back = tasks.read_report(path)
    assert (back.cells, back.narrative, back.facts) == (report.cells, report.narrative, report.facts)


# --- several queries of one rule at one place


def shares_report() -> Report:
    """Two sentences of one text with a wrong percentage each: two queries of E8 at one place."""
    report = published("suqian-2024")
    done, granted = report.number("requests.results_total.total"), report.number("requests.granted.total")
    partly = report.number("requests.partially_granted.total")
    text = (
        f"办结申请{done}件，予以公开的{granted}件，占{granted * 100 / done + 1:.2f}%；"
        f"部分公开的{partly}件，占{partly * 100 / done + 2:.2f}%。"
    )
    return replace(report, narrative={"overview": text}, preparer="填报人甲")


def explained_shares(result: Validation) -> list[bool]:
    return [one.explained for one in result.findings if one.rule == "E8"]


def explanations_of(path: Path) -> list[tuple[object, object]]:
    """Severity and explanation of the lines about E8, downwards."""
    opened = read_workbook(path)
    lines = [
        tuple(opened.index.get((spot.row, spot.column)) for spot in spots)
        for index in range(RESULT_ROWS)
        for spots in ([opened.layout.result(index, name) for name in ("code", "severity", "explanation")],)
    ]
    return [(severity, text) for code, severity, text in lines if code == "E8"]


def test_words_stay_beside_their_own_query_where_a_rule_has_two_at_one_place(tmp_path: Path) -> None:
    path = book_of(tmp_path, shares_report())
    assert explained_shares(tasks.validate_file(path, mark=True)) == [False, False]
    lines = [index for index in range(5) if line_code(path, index) == "E8"]
    layout = read_workbook(path).layout
    type_into(path, {(INDEX, layout.result(lines[1], "explanation").address): "按另一个总数算的。"})
    for _ in range(2):
        assert explained_shares(tasks.validate_file(path, mark=True)) == [False, True]
        assert explanations_of(path) == [("核实", None), (EXPLAINED, "按另一个总数算的。")]
    type_into(path, {(INDEX, layout.result(lines[0], "explanation").address): "这一句也是。"})
    assert explained_shares(tasks.validate_file(path, mark=True)) == [True, True]
    assert [text for _, text in explanations_of(path)] == ["这一句也是。", "按另一个总数算的。"]


def line_code(path: Path, index: int) -> object:
    opened = read_workbook(path)
    spot = opened.layout.result(index, "code")
    return opened.index.get((spot.row, spot.column))


@pytest.mark.parametrize("kind", ["workbook", "data file"])
def test_the_command_tells_two_queries_at_one_place_apart_by_their_words(tmp_path: Path, kind: str) -> None:
    path = book_of(tmp_path, shares_report())
    path = path if kind == "workbook" else tmp_path / "数据.json"
    with pytest.raises(ReviewError) as caught:
        tasks.explain(path, "E8", "按另一个总数算的。")
    assert caught.value.code == "E27"
    assert "予以公开的" in str(caught.value)
    assert "部分公开的" in str(caught.value)
    assert "写那一句里的几个字" in caught.value.hint
    tasks.explain(path, "E8", "第二句的说明", where="部分公开的")
    tasks.explain(path, "E8", "第一句的说明", where="予以公开的")
    assert explained_shares(tasks.validate_file(path)) == [True, True]
    tasks.explain(path, "E8", "第一句改写的说明", where="予以公开的")
    assert explained_shares(tasks.validate_file(path)) == [True, True]
    if kind == "workbook":
        assert [text for _, text in explanations_of(path)] == ["第一句改写的说明", "第二句的说明"]
    else:
        texts = sorted(one.text for one in read_data_file(path).explanations)
        assert texts == ["第一句改写的说明", "第二句的说明"]


# --- nothing is lost, and nothing passes for words


def test_no_explanation_is_lost_where_there_are_more_findings_than_lines(book: Path) -> None:
    type_into(book, {explanation_cell(book, "C2"): "县里划入一件。"})
    opened = read_workbook(book)
    judged = judge_opened(opened, Standard())
    error = Finding("A5", Severity.ERROR, (), (), None, None, None, "填的不是数字。", "依据")
    many = Judgement((*[error] * (RESULT_ROWS + 20), *judged.findings))
    type_into(book, result_edits(opened, many, "2025-01-12 10:00"))
    line = line_of(book, "C2")
    assert (line["explanation"], line["severity"]) == ("县里划入一件。", EXPLAINED)
    opened = read_workbook(book)
    messages = [opened.layout.result(index, "message") for index in range(RESULT_ROWS)]
    shown = [str(opened.index.get((spot.row, spot.column), "")) for spot in messages]
    assert sum(text == error.message for text in shown) == RESULT_ROWS - 2
    assert sum(text.startswith("另有 22 条没有列出") for text in shown) == 1
    below = opened.layout.result(RESULT_ROWS, "message")
    assert opened.index.get((below.row, below.column)) is None


def note_of(book: Path, raw: Raw) -> Note:
    """The explanation read where a cell holds something that no edit of ours could have put there."""
    opened = read_workbook(book)
    index = line_of(book, "C2")["index"]
    assert isinstance(index, int)
    spot = opened.layout.result(index, "explanation")
    (note,) = read_notes(
        opened.layout, {**opened.index, (spot.row, spot.column): raw}, by="填报人甲", today="2025-01-12"
    )
    return note


def test_a_formula_that_went_wrong_is_no_explanation(book: Path) -> None:
    # “-同上” typed into a cell becomes a formula that gives #NAME?.
    note = note_of(book, {"error": "#NAME?"})
    assert (note.explanation.text, note.explanation.digest) == ("#NAME?", "")
    assert note_of(book, "同上").explanation.digest


@pytest.mark.parametrize(
    ("raw", "text"),
    [(5, "5"), (0.5, "0.5"), ({"date": "2025-01-02T00:00:00"}, "2025-01-02"), (" 一\r二\x01 ", "一\n二")],
)
def test_words_are_read_as_they_will_be_written_back(book: Path, raw: Raw, text: str) -> None:
    note = note_of(book, raw)
    assert note.explanation.text == text
    assert note_of(book, text).bound == note.bound


def test_words_beside_no_finding_stay_on_the_sheet_and_out_of_the_data_file(book: Path, tmp_path: Path) -> None:
    place = read_workbook(book).layout.result(9, "explanation")
    type_into(book, {explanation_cell(book, "C2"): "县里划入一件。", (place.sheet, place.address): "随手写的"})
    tasks.validate_file(book, mark=True)
    assert "随手写的" in read_workbook(book).index.values()
    (file,) = tasks.export(book, ["json"], out=tmp_path / "出.json", draft=True).files
    assert [one.text for one in read_data_file(file).explanations] == ["县里划入一件。"]


def test_what_was_cleared_says_where_it_will_go(book: Path) -> None:
    type_into(book, {explanation_cell(book, "C2"): "县里划入一件。"})
    opened = read_workbook(book)
    type_into(book, clear_edits(opened.layout, opened.index))
    assert line_of(book, "C2")["message"] == CLEARED
    assert c2(tasks.validate_file(book, mark=True)).explained


def test_words_that_no_file_can_hold_do_not_spoil_the_data_file(tmp_path: Path) -> None:
    book_of(tmp_path, published("suqian-2024").with_cells({IN_FORCE: Count(421)}))
    path = tmp_path / "数据.json"
    made = tasks.explain(path, "C2", "划入\x01一件\ud800", who="填报人\x02甲")
    assert (made.text, made.by) == ("划入一件", "填报人甲")
    assert c2(tasks.validate_file(path)).explained
    before = path.read_bytes()
    with pytest.raises(WorkbookError) as caught:
        tasks.explain(path, "C2", "长" * 40_000, who="填报人甲")
    assert caught.value.code == "W51"
    assert path.read_bytes() == before


def test_a_data_file_changed_meanwhile_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book_of(tmp_path, published("suqian-2024").with_cells({IN_FORCE: Count(421)}))
    path = tmp_path / "数据.json"
    judge = reviewing.judge_report

    def slow(report: Report, by: Standard) -> Judgement:
        path.write_bytes(path.read_bytes() + b"\n")
        return judge(report, by)

    monkeypatch.setattr(reviewing, "judge_report", slow)
    with pytest.raises(XlToolsError) as caught:
        tasks.explain(path, "C2", "县里划入一件。", who="填报人甲")
    assert caught.value.code == "W32"
    assert "县里划入一件" not in path.read_text(encoding="utf-8")


def test_an_explanation_too_long_for_a_cell_is_not_lost_in_silence(tmp_path: Path) -> None:
    book_of(tmp_path, published("suqian-2024").with_cells({IN_FORCE: Count(421)}))
    path = tmp_path / "数据.json"
    tasks.explain(path, "C2", "县里划入一件。", who="填报人甲")
    path.write_text(path.read_text(encoding="utf-8").replace("县里划入一件。", "长" * 40_000), encoding="utf-8")
    with pytest.raises(WorkbookError) as caught:
        tasks.import_report(path, tmp_path / "再来.xlsx")
    assert caught.value.code == "W51"


def test_a_finished_text_that_is_old_again_must_be_explained_again(tmp_path: Path) -> None:
    path = book_of(tmp_path, report_ready())
    tasks.fill(path)
    own = read_workbook(path).spots["text.overview.management.own"]
    type_into(path, {(own.sheet, own.address): "发布前逐条核对，另有台账。"})
    tasks.validate_file(path, mark=True)
    tasks.explain(path, "W6", "成稿以后再更新。", who="填报人甲")
    assert tasks.validate_file(path).status == "clean"
    type_into(path, {(own.sheet, own.address): "发布前逐条核对，另有清单。"})
    assert tasks.validate_file(path).status == "queries"


def test_whoever_writes_the_words_anew_is_named_for_them(tmp_path: Path) -> None:
    report = published("suqian-2024").with_cells({IN_FORCE: Count(421)})
    path = book_of(tmp_path, replace(report, preparer="填报人乙"))
    tasks.explain(path, "C2", "县里划入一件。", who="填报人甲")
    tasks.validate_file(path, mark=True)
    assert line_of(path, "C2")["by"] == "填报人甲"
    type_into(path, {explanation_cell(path, "C2"): "县里划入一件，附清单。"})
    tasks.validate_file(path, mark=True)
    assert line_of(path, "C2")["by"] == "填报人乙"
