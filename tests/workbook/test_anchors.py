"""Three anchors: a cell is found as long as two of name, address and labels agree, and never by position alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.reports import EDITIONS
from workbook_files import (
    changed,
    filled,
    filled_report,
    inserted,
    part_of,
    parts,
    relabelled,
    with_value,
    without_names,
    without_stamp,
    write,
)

from xl_tools.errors import TemplateMismatch
from xl_tools.workbook.anchors import parse_reference
from xl_tools.workbook.formulas import shift
from xl_tools.workbook.reader import Opened, read_workbook
from xl_tools.workbook.spot import Spot

TABLE = "三、申请情况"
RECEIVED = "一、本年新收政府信息公开申请数量"
ALL_NAMES = r"(?!xl_)[^\"]*"


def read(folder: Path, data: bytes) -> Opened:
    return read_workbook(write(folder, data))


def messages(opened: Opened) -> list[str]:
    return [note.message for note in opened.notes]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("sheet", ["二、主动公开", TABLE, "四、复议诉讼", "上年数据", "封面", "一、总体情况"])
def test_inserted_row_moves_the_cells_below(tmp_path: Path, edition: str, sheet: str) -> None:
    opened = read(tmp_path, inserted(filled(edition), sheet, row=6))
    assert opened.report == filled_report(edition)
    assert len(opened.notes) == 1
    assert opened.notes[0].rule == "W2"
    assert f"“{sheet}”里有" in opened.notes[0].message
    assert "不在模板原来的位置" in opened.notes[0].message
    assert all(place.sheet == sheet for place in opened.notes[0].places)


def test_row_inserted_inside_a_total_keeps_the_total_ours(tmp_path: Path) -> None:
    opened = read(tmp_path, inserted(filled(), TABLE, row=15))
    assert opened.report == filled_report()
    assert {note.rule for note in opened.notes} == {"W2"}
    data = with_value(inserted(filled(), TABLE, row=15), TABLE, "D16", 77_777)
    assert any(note.rule == "W1" for note in read(tmp_path, data).notes)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(("sheet", "column"), [(TABLE, 5), (TABLE, 2), ("四、复议诉讼", 3), ("上年数据", 4)])
def test_inserted_column_moves_the_cells_to_its_right(tmp_path: Path, edition: str, sheet: str, column: int) -> None:
    opened = read(tmp_path, inserted(filled(edition), sheet, column=column))
    assert opened.report == filled_report(edition)
    assert {note.rule for note in opened.notes} == {"W2"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_deleted_names_leave_address_and_labels(tmp_path: Path, edition: str) -> None:
    opened = read(tmp_path, without_names(filled(edition), ALL_NAMES))
    assert opened.report == filled_report(edition)
    assert all("的名称丢失或指向别处" in message for message in messages(opened))


def test_name_that_points_to_another_cell_is_overruled(tmp_path: Path) -> None:
    astray = "<definedName name=\"requests.received.natural_person\">'三、申请情况'!$F$9<"
    pattern = re.compile('<definedName name="requests.received.natural_person">[^<]*<')
    opened = read(tmp_path, changed(filled(), {"xl/workbook.xml": lambda text: pattern.sub(astray, text)}))
    assert opened.report == filled_report()
    assert messages(opened) == ["“三、申请情况”里有 1 格的名称丢失或指向别处（D6），已按位置和行、列标题找到。（W2）"]


def test_retyped_labels_leave_name_and_address(tmp_path: Path) -> None:
    opened = read(tmp_path, relabelled(filled(), RECEIVED, "本年收到的申请"))
    assert opened.report == filled_report()
    # 上年数据 prints the same label.
    assert [note.places[0].sheet for note in opened.notes] == [TABLE, "上年数据"]
    expected = "“三、申请情况”里有 7 格的行、列标题被改动（D6、E6、F6、G6等），已按名称和位置找到，请恢复标题。（W2）"
    assert messages(opened)[0] == expected


def test_spaces_and_line_breaks_in_a_label_are_no_change(tmp_path: Path) -> None:
    opened = read(tmp_path, relabelled(filled(), RECEIVED, f" {RECEIVED[:6]}\n{RECEIVED[6:]}　"))
    assert opened.notes == ()


def test_renamed_sheet_is_found_by_its_names(tmp_path: Path) -> None:
    data = changed(filled(), {"xl/workbook.xml": lambda text: text.replace(TABLE, "申请表")})
    opened = read(tmp_path, data)
    assert opened.report == filled_report()
    assert opened.spots["requests.received.natural_person"] == Spot("申请表", 5, 3)
    assert "不在模板原来的位置" in messages(opened)[0]


def test_sheet_that_is_gone_is_named(tmp_path: Path) -> None:
    part = part_of(filled(), TABLE)
    relation = re.search(rf'Id="(rId\d+)"[^>]*{part[3:]}', parts(filled())["xl/_rels/workbook.xml.rels"].decode())
    assert relation

    def delete(text: str) -> str:
        text = re.sub(rf'<sheet [^>]*r:id="{relation[1]}"/>', "", text)
        return re.sub(rf"'{TABLE}'!\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?", "#REF!", text)

    with pytest.raises(TemplateMismatch, match="找不到工作表“三、申请情况”") as caught:
        read(tmp_path, changed(filled(), {"xl/workbook.xml": delete}))
    assert caught.value.code == "T05"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: relabelled(without_names(data, "requests.received.natural_person"), RECEIVED, "别的"),
        lambda data: inserted(without_names(data, "requests.received.natural_person"), TABLE, row=4),
        lambda data: relabelled(inserted(data, TABLE, row=4), RECEIVED, "别的"),
    ],
    ids=["name and label", "name and address", "address and label"],
)
def test_cell_that_lost_two_anchors_is_refused_by_name(tmp_path: Path, damage) -> None:
    data = damage(filled())
    with pytest.raises(TemplateMismatch, match="“本年新收·自然人”（应在 D6）") as caught:
        read(tmp_path, data)
    assert caught.value.code == "T06"
    assert "请恢复" in caught.value.hint


def test_sorted_list_is_read_by_its_labels(tmp_path: Path) -> None:
    """Sorting swaps texts and values; names and addresses stay where they were and would lie together."""
    data = filled()
    part = part_of(data, "上年数据")
    spots = read(tmp_path, data).spots
    first, second = (spots[f"previous.requests.{row}.natural_person"].row + 1 for row in ("granted", "carried_out"))

    def swap(text: str) -> str:
        rows = {n: re.search(rf'<row r="{n}".*?</row>', text) for n in (first, second)}
        inside = {n: re.sub(rf'(?<=r="[A-Z]){n}(?=")|(?<=<row r="){n}(?=")', "@", m[0]) for n, m in rows.items() if m}
        text = text.replace(rows[first][0], "<A/>").replace(rows[second][0], "<B/>")  # type: ignore[index]
        text = text.replace("<A/>", inside[second].replace("@", str(first)))
        return text.replace("<B/>", inside[first].replace("@", str(second)))

    opened = read(tmp_path, changed(data, {part: swap}))
    assert opened.report == filled_report()
    assert opened.report.previous == filled_report().previous
    assert "按行标题读取" in messages(opened)[0]


@pytest.mark.parametrize("edition", EDITIONS)
def test_workbook_without_stamp_is_recognised_by_its_cells(tmp_path: Path, edition: str) -> None:
    opened = read(tmp_path, without_stamp(filled(edition)))
    assert opened.report == filled_report(edition)
    assert messages(opened) == ["工作簿的版本标记不全，已按表样认出。（W2）"]
    bare = read(tmp_path, without_names(without_stamp(filled(edition)), '[^"]*'))
    assert bare.report == filled_report(edition)


@pytest.mark.parametrize("edition", EDITIONS)
def test_custom_properties_stand_in_for_the_hidden_name(tmp_path: Path, edition: str) -> None:
    opened = read(tmp_path, without_names(filled(edition), r"xl_tools\.stamp"))
    assert opened.report == filled_report(edition)


@pytest.mark.parametrize(
    ("reference", "spot"),
    [
        ("'三、申请情况'!$D$6", Spot(TABLE, 5, 3)),
        ("封面!$B$5", Spot("封面", 4, 1)),
        ("'它''s'!AA10", Spot("它's", 9, 26)),
        ("#REF!", None),
        ("封面!#REF!", None),
        ("封面!$B$5:$B$6", None),
        ('"a|b"', None),
        ("", None),
    ],
)
def test_reference_of_a_name(reference: str, spot: Spot | None) -> None:
    assert parse_reference(reference) == spot


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("SUM(D6:I6)", "SUM(F7:K7)"),
        ("SUM($D6:I$6)", "SUM($D7:K$6)"),
        ('IF(A1="D6",LOG10(B2),x_A1)', 'IF(C2="D6",LOG10(D3),x_A1)'),
        ("'A1 表'!B2+Z9", "'A1 表'!D3+AB10"),
    ],
)
def test_copied_formula_is_written_out(text: str, moved: str) -> None:
    assert shift(text, 1, 2) == moved
