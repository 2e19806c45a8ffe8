"""Workbooks of every older template version become present ones, and what is told of each cell is what happened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from past_books import BLANK, FILLED, FOLDER, expected
from workbook_files import changed, filled, inserted, part_of, parts, with_cell, with_value, without_stamp, write

from xl_tools.errors import DataFileError, FileExists, TemplateMismatch, WorkbookError
from xl_tools.judging import Standard, judge_opened
from xl_tools.tasks.migrating import Migrated, migrate, migrated_file
from xl_tools.workbook.changelog import read_lines
from xl_tools.workbook.edits import undo_edits
from xl_tools.workbook.explained import notes_of
from xl_tools.workbook.finalize import DRAFT
from xl_tools.workbook.layout import COVER, PREVIOUS
from xl_tools.workbook.migrate import BEFORE, MIGRATE, Carried, Fate
from xl_tools.workbook.reader import Opened, read_workbook
from xl_tools.workbook.texts import is_edited

LAST = FOLDER / "filled-2021-2.xlsx"
REQUESTS = "三、申请情况"


def migrated(folder: Path, data: bytes, name: str = "年报.xlsx") -> tuple[Opened, Opened, Migrated]:
    """The old workbook, the new one, and what was told."""
    path = write(folder, data, name)
    made = migrate(path)
    return read_workbook(path, past=True), read_workbook(made.out), made


@pytest.fixture(scope="module", params=FILLED, ids=lambda file: file.stem)
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Opened, Opened, Migrated]:
    """Each filled workbook, migrated."""
    return migrated(tmp_path_factory.mktemp("migrated"), request.param.read_bytes(), request.param.name)


def told(made: Migrated, fate: Fate) -> dict[str, Carried]:
    return {one.name: one for one in made.things if one.fate is fate}


def test_a_filled_workbook_says_the_same_in_the_present_version(each: tuple[Opened, Opened, Migrated]) -> None:
    old, new, made = each
    file = FOLDER / old.path.name
    assert old.path.read_bytes() == file.read_bytes(), "the old one is not touched"
    assert new.report == old.report == expected(file)
    assert new.layout.stamp.split("|")[3] == old.layout.stamp.split("|")[3]
    assert new.layout.version == new.layout.form.template_version == made.version > made.old_version
    assert new.texts == old.texts
    assert [is_edited(new, place) for place in new.texts] == [is_edited(old, place) for place in old.texts]
    assert any(is_edited(new, place) for place in new.texts) and not all(is_edited(new, place) for place in new.texts)
    assert new.notes == ()
    formulas = set(old.formulas)
    assert formulas <= set(new.formulas)
    explained = {finding.rule for finding in judge_opened(new, Standard()).findings if finding.explained}
    assert explained == ({"C4"} if made.old_version == 2 else set()), "version 1 remembered no digests"


def test_everything_that_was_filled_in_is_told_once_and_where_it_is(each: tuple[Opened, Opened, Migrated]) -> None:
    old, new, made = each
    grids = {sheet: old.other(sheet) for sheet in {spot.sheet for spot in old.spots.values()}}
    held = {
        name for name, spot in old.spots.items() if grids[spot.sheet].get((spot.row, spot.column)) not in (None, "")
    }
    declared = [one for one in made.things if one.name in old.spots]
    assert {one.name for one in declared} == held - {"report.state"}, "a draft stays a draft"
    assert len({one.name for one in declared}) == len(declared)
    for one in declared:
        assert one.old == old.spots[one.name].place
        assert one.new == new.spots[one.name].place
        assert one.fate is (Fate.SAME if one.old == one.new else Fate.MOVED)
    assert set(told(made, Fate.LOST)) == {"verdict"}
    first = old.layout.version == 1
    assert set(told(made, Fate.MOVED)) == {*(("fact.address",) if first else ()), f"note.{'A2' if first else 'C4'}"}
    assert made.lines()[0].startswith(f"第 {old.layout.version} 版模板 → 第 {made.version} 版模板：照原样")
    assert len(made.lines(everything=True)) == len(made.things) + 1


def test_source_explanations_and_the_log_come_along(each: tuple[Opened, Opened, Migrated]) -> None:
    old, new, _ = each
    shown = {
        name: new.other(PREVIOUS)[spot.row, spot.column]
        for name in ("source", "taken_on")
        if (spot := new.spots[f"last.{name}"])
    }
    assert shown == {"source": "2020 年度年报.docx", "taken_on": "2021-01-08"}
    one, other = (notes_of(opened, "") for opened in (old, new))
    assert [note.explanation for note in one] == [note.explanation for note in other] != []
    before, after = (read_lines(opened.changes, opened.layout) for opened in (old, new))
    kept = [line for line in after if line.action.endswith(BEFORE)]
    assert [replace(line, action=line.action.removesuffix(BEFORE), index=0) for line in kept] == [
        replace(line, index=0) for line in before if line.action != "报送总计"
    ]
    assert kept and after[-1].action == MIGRATE and old.path.name in after[-1].reason
    assert not undo_edits(new, "2026-01-01 00:00:00").edits, "old addresses are not trusted by 撤销"


@pytest.mark.parametrize("file", BLANK, ids=lambda file: file.stem)
def test_a_blank_template_with_a_few_cells_becomes_one_with_these(tmp_path: Path, file: Path) -> None:
    typed = {
        (COVER, "B5"): "某某局",
        (COVER, "B7"): 2024 if "2021" in file.stem else 2020,
        (REQUESTS, "D6"): 3,
        (REQUESTS, "D10"): "/",
        (PREVIOUS, "D50"): 4,
        (PREVIOUS, "D51"): "5件",
    }
    data = file.read_bytes()
    for place, value in typed.items():
        data = with_value(data, *place, value)
    old, new, made = migrated(tmp_path, data)
    assert new.report == old.report and new.report.number("requests.received.total") == 3
    assert new.report.previous and len(new.report.previous.cells) == 2
    # Stored results that a raw edit made untrue (W1) are right in the new workbook.
    assert [note.message for note in new.notes] == [note.message for note in old.notes if note.rule != "W1"]
    assert {one.fate for one in made.things} == {Fate.SAME}, "nothing is taken for the user's own"
    told_of = {(one.old.sheet, one.old.address) for one in made.things if one.name not in old.formulas}
    assert told_of == typed.keys() | {(PREVIOUS, "B6")}, "the edition is printed there"


def test_values_stay_as_they_were_typed(tmp_path: Path) -> None:
    data = FILLED[0].read_bytes()
    for address, value in (("B6", "镇政府"), ("B7", "二〇二〇年"), ("B11", "2021年1月")):
        data = with_value(data, COVER, address, value)
    data = with_value(data, PREVIOUS, "B5", 2015)
    data = with_value(data, PREVIOUS, "D20", "约 5 件")
    old, new, made = migrated(tmp_path, data)
    assert not old.report.previous and not new.report.previous, "the year is wrong, and nothing of it is compared"
    assert set(told(made, Fate.LOST)) == {"verdict"}
    for name in (
        "report.level",
        "report.year",
        "report.published_on",
        "last.year",
        "previous.proactive.normative_documents.public_total",
    ):
        spots = old.spots[name], new.spots[name]
        one, other = (
            opened.other(spot.sheet)[spot.row, spot.column] for opened, spot in zip((old, new), spots, strict=True)
        )
        assert one == other, name


@pytest.fixture(scope="module")
def handled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Opened, Opened, Migrated]:
    """A workbook in which people did what people do: typed totals, formulas, a row, notes, a sheet, a comment."""
    data = with_value(LAST.read_bytes(), REQUESTS, "J6", 7)
    data = with_cell(data, REQUESTS, "D7", "<f>1+2</f><v>3</v>")
    data = with_value(data, REQUESTS, "C40", "另见附件")
    data = with_value(data, COVER, "B12", "定稿")
    data = with_sheet_and_comment(inserted(data, "二、主动公开", row=3))
    return migrated(tmp_path_factory.mktemp("handled"), data)


def test_totals_stay_as_reported_and_own_formulas_become_their_results(
    handled: tuple[Opened, Opened, Migrated],
) -> None:
    old, new, made = handled
    assert new.report == old.report
    assert new.raw["requests.received.total"] == 7 and "requests.received.total" not in new.formulas
    assert new.raw["requests.carried_in.natural_person"] == 3
    assert "requests.carried_in.natural_person" not in new.formulas
    assert told(made, Fate.SAME)["requests.carried_in.natural_person"].reason == "原来是公式，带过来的是它的结果"
    assert any(line.action == "报送总计" and line.area == "J6" for line in read_lines(new.changes, new.layout))


def test_cells_that_somebody_moved_are_found_and_told(handled: tuple[Opened, Opened, Migrated]) -> None:
    old, _, made = handled
    moved = set(told(made, Fate.MOVED))
    assert {cell.id for cell in old.report.form.cells_of("proactive") if cell.id in old.report.cells} <= moved
    assert any("→" in line for line in made.lines()[1:])


def test_a_final_workbook_is_a_draft_again_and_says_so(handled: tuple[Opened, Opened, Migrated]) -> None:
    _, new, made = handled
    assert new.state.word == DRAFT and not new.state.seal
    assert "重新“定稿”" in told(made, Fate.LOST)["report.state"].reason


def test_what_people_added_is_named_and_stays_behind(handled: tuple[Opened, Opened, Migrated]) -> None:
    _, _, made = handled
    extras = [one for one in made.things if one.name.startswith("sheet.")]
    expected_extras = {("底稿", "自己加的工作表"), ("封面", "批注"), (f"{REQUESTS}!C40", "另见附件")}
    assert {(one.where, one.value) for one in extras} == expected_extras
    assert all(one.new is None and one.fate is Fate.LOST for one in extras)
    assert any("宏" in one.value for one in made.things if one.name == "carried")


def with_sheet_and_comment(data: bytes) -> bytes:
    """The workbook with one more sheet, and a comment on 封面."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    sheet = part_of(data, COVER)
    rels = f"{sheet.rpartition('/')[0]}/_rels/{sheet.rpartition('/')[2]}.rels"
    comment = f'<Relationship Id="r1" Type="{relations}/comments" Target="../comments1.xml"/>'
    number = parts(data)["xl/workbook.xml"].count(b"<sheet ") + 1
    link = f'<Relationship Id="own" Type="{relations}/worksheet" Target="worksheets/sheet{number}.xml"/>'
    own = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    entry = '<sheet name="底稿" sheetId="99" r:id="own"/>'
    return changed(
        data,
        {
            rels: f'<Relationships xmlns="{package}">{comment}</Relationships>'.encode(),
            "xl/comments1.xml": b"<comments/>",
            "xl/vbaProject.bin": b"a",
            f"xl/worksheets/sheet{number}.xml": own.encode(),
            "xl/workbook.xml": lambda text: text.replace("</sheets>", f"{entry}</sheets>"),
            "xl/_rels/workbook.xml.rels": lambda text: text.replace("</Relationships>", f"{link}</Relationships>"),
        },
    )


def test_a_renamed_sheet_is_still_the_templates(tmp_path: Path) -> None:
    rename = {"xl/workbook.xml": lambda text: text.replace(REQUESTS, "申请")}
    old, new, made = migrated(tmp_path, changed(LAST.read_bytes(), rename))
    assert new.report == old.report and old.spots["requests.received.total"].sheet == "申请"
    assert set(told(made, Fate.LOST)) == {"verdict"}
    assert told(made, Fate.MOVED)["requests.received.total"].where.startswith("申请!J6 → 三、申请情况!J6")


def test_an_old_workbook_without_its_stamp_is_still_known(tmp_path: Path) -> None:
    old, new, made = migrated(tmp_path, without_stamp(LAST.read_bytes()))
    assert made.old_version == old.layout.version and new.report == old.report


def test_where_the_new_file_goes(tmp_path: Path) -> None:
    path = write(tmp_path, LAST.read_bytes())
    made = migrate(path)
    assert made.out == migrated_file(path, made.version) == tmp_path / "年报（第3版模板）.xlsx"
    with pytest.raises(FileExists, match="已经存在"):
        migrate(path)
    other = tmp_path / "新.xlsx"
    other.write_bytes(b"old")
    assert migrate(path, other, force=True).out == other and read_workbook(other).report == expected(LAST)
    with pytest.raises(FileExists, match="来源文件"):
        migrate(path, path, force=True)
    with pytest.raises(WorkbookError, match=r"以 \.xlsx 结尾"):
        migrate(path, tmp_path / "新.xls")


def test_what_needs_no_migration_says_so(tmp_path: Path) -> None:
    with pytest.raises(TemplateMismatch, match="已经是第 3 版模板，不用迁移") as caught:
        migrate(write(tmp_path, filled()))
    assert caught.value.code == "T09"
    newer = changed(filled(), {"xl/workbook.xml": lambda text: text.replace("|2021|3|", "|2021|9|")})
    with pytest.raises(TemplateMismatch, match="比本软件新") as caught:
        migrate(write(tmp_path, newer, "新.xlsx"))
    assert caught.value.code == "T04" and caught.value.hint == "请先升级本软件。"
    (tmp_path / "年报.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataFileError, match="没有模板版本"):
        migrate(tmp_path / "年报.json")
