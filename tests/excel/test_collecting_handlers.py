"""汇总文件夹, 报送情况, 查看来源 and 生成退回通知 pressed in LibreOffice."""

from __future__ import annotations

import email
from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw
from pressing import Bench
from support.small_county import EAST, FINANCE, RECEIVED, TOP, WEST, YEAR, lay_out, put, reports, wrong

from xl_tools.forms.load import form_for_year
from xl_tools.workbook.layout import layout_for_year
from xl_tools.workbook.reader import read_workbook

pytestmark = pytest.mark.soffice

SPOT = layout_for_year(form_for_year(YEAR), YEAR).cells[RECEIVED]
LATER = datetime(2026, 1, 20, 9)


@pytest.fixture
def county(bench: Bench) -> Path:
    """Everybody has sent something but WEST: EAST under a name that is only near, FINANCE with an error."""
    made = reports()
    east = made[EAST]
    near = type(east.unit)("示例县东山镇人民政俯", east.unit.level)
    from dataclasses import replace

    sent = {"县政府.xlsx": made[TOP], "财政.xlsx": wrong(made[FINANCE]), "东山.xlsx": replace(east, unit=near)}
    roster, _ = lay_out(bench.folder, sent)
    return roster


def opened(bench: Bench) -> xw.Book:
    """The summary workbook that the press has opened, in front for the next one."""
    book = bench.app.books["汇总.xlsx"]
    book.set_mock_caller()
    return book


def collect(bench: Bench, roster: Path, *answers: str) -> list[str]:
    bench.open(roster)
    return [box.prompt for box in bench.press("consolidate_folder", *answers)]


def test_the_inbox_beside_the_roster_is_added_up_and_what_is_uncertain_is_asked(bench: Bench, county: Path) -> None:
    boxes = collect(bench, county, "yes", "yes", "no", "ok")
    assert "→ “收件”文件夹" in boxes[0] and "名单：名单.xlsx" in boxes[0]
    assert "示例县东山镇人民政俯" in boxes[1] and EAST in boxes[1]
    assert "有错误的年报 1 份" in boxes[2] and FINANCE in boxes[2]
    assert "应报 4，已报 2，退回 1，未报 1" in boxes[3]
    made = reports()
    total = read_workbook(bench.folder / "汇总.xlsx").report
    assert total.number(RECEIVED) == made[TOP].number(RECEIVED) + made[EAST].number(RECEIVED)
    book = opened(bench)
    assert book.sheets[SPOT.sheet].range(SPOT.address).value == total.number(RECEIVED)


def test_cancelled_before_it_begins_nothing_is_written(bench: Bench, county: Path) -> None:
    before = sorted(bench.folder.rglob("*"))
    assert len(collect(bench, county, "cancel")) == 1
    assert [path for path in sorted(bench.folder.rglob("*")) if not path.name.startswith(".~lock")] == before


def test_pressed_again_it_reads_what_is_new_and_writes_beside_the_open_one(bench: Bench, county: Path) -> None:
    collect(bench, county, "yes", "yes", "no", "ok")
    put(bench.folder / "收件" / "西河.xlsx", reports()[WEST], LATER)
    opened(bench)
    boxes = [box.prompt for box in bench.press("consolidate_folder", "ok", "ok")]
    assert "汇总（2）.xlsx" in boxes[0]
    assert "3 份以前读过" in boxes[1]
    assert "应报 4，已报 3，退回 1，未报 0" in boxes[1]
    first, second = (read_workbook(bench.folder / name).report for name in ("汇总.xlsx", "汇总（2）.xlsx"))
    assert second.number(RECEIVED) - first.number(RECEIVED) == reports()[WEST].number(RECEIVED)


def test_the_board_says_who_is_missing(bench: Bench, county: Path) -> None:
    collect(bench, county, "yes", "yes", "no", "ok")
    book = opened(bench)
    (box,) = bench.press("show_board", "ok")
    assert f"未报：{WEST}" in box.prompt
    assert f"退回：{FINANCE}（联系人一，one@example.invalid）" in box.prompt
    assert book.sheets.active.name == "报送情况"


def test_a_number_of_the_total_leads_to_the_units_behind_it(bench: Bench, county: Path) -> None:
    collect(bench, county, "yes", "yes", "no", "ok")
    book = opened(bench)
    book.sheets[SPOT.sheet].activate()
    book.sheets[SPOT.sheet].range(SPOT.address).select()
    (box,) = bench.press("show_sources", "ok")
    made = reports()
    for unit in (TOP, EAST):
        assert f"{unit}：{made[unit].number(RECEIVED)}（{SPOT.place}）" in box.prompt
    assert FINANCE not in box.prompt
    assert book.sheets.active.name == "溯源"
    assert TOP in book.sheets["溯源"].range(f"A{book.selection.row}:K{book.selection.row}").value


def test_letters_are_written_and_nothing_is_sent(bench: Bench, county: Path) -> None:
    collect(bench, county, "yes", "yes", "no", "ok")
    opened(bench)
    boxes = [box.prompt for box in bench.press("make_letters", "ok", "ok")]
    assert "不发送" in boxes[0]
    assert "退回通知 1 份，催报通知 1 份" in boxes[1]
    drafts = list((bench.folder / "汇总_退回通知").rglob("*.eml"))
    assert len(drafts) == 2
    (to_finance,) = [one for one in drafts if FINANCE in one.name]
    mail = email.message_from_bytes(to_finance.read_bytes())
    assert mail["To"] == "one@example.invalid" and mail["X-Unsent"] == "1"


@pytest.mark.parametrize("button", ["show_board", "show_sources"])
def test_a_report_that_is_no_summary_is_told_so(bench: Bench, button: str) -> None:
    bench.example()
    (box,) = bench.press(button, "ok")
    assert "不是汇总工作簿。（P41）" in box.prompt


def test_a_cell_that_is_no_number_of_the_form_is_told_so(bench: Bench, county: Path) -> None:
    collect(bench, county, "yes", "yes", "no", "ok")
    book = opened(bench)
    book.sheets["封面"].activate()
    book.sheets["封面"].range("A1").select()
    (box,) = bench.press("show_sources", "ok")
    assert "（K87）" in box.prompt


def test_without_a_selection_nobody_can_say_whose_number_it_is(
    bench: Bench, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect(bench, county, "yes", "yes", "no", "ok")
    opened(bench)
    monkeypatch.setattr(xw.Book, "selection", None)
    (box,) = bench.press("show_sources", "ok")
    assert "（P40）" in box.prompt
