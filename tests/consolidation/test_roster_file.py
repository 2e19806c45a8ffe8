"""名单.xlsx as people make it: read by the titles of its columns; and the one we write, read back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from support.examples import examples
from support.inboxes import COUNTY, EAST, FINANCE, MARKET, TOWN, county

from xl_tools.collecting.roster_file import read_roster, roster_of_content
from xl_tools.consolidation.roster import ANY_YEAR, Expected, Roster
from xl_tools.consolidation.roster_rows import RosterRow, day_of, divided, roster_from
from xl_tools.consolidation.roster_words import TITLES, column_of
from xl_tools.errors import XlToolsError
from xl_tools.summary.roster_book import build_roster
from xl_tools.units import Level

TITLE_LINE = list(TITLES.values())


def content(lines: Sequence[Sequence[Any]], sheet: str = "名单", merges: Sequence[str] = ()) -> dict[str, Any]:
    """What the reading process says of a sheet with these lines."""
    cells = [
        (row, column, {"date": cell.isoformat()} if isinstance(cell, date) else cell)
        for row, line in enumerate(lines)
        for column, cell in enumerate(line)
        if cell not in (None, "")
    ]
    columns = [list(part) for part in zip(*cells, strict=True)] if cells else [[], [], []]
    return {"sheets": [sheet], "values": {sheet: columns}, "merges": {sheet: list(merges)}}


def read(lines: Sequence[Sequence[Any]], **where: Any) -> Roster:
    return roster_of_content(content(lines, **where), "名单.xlsx")


def refused(lines: Sequence[Sequence[Any]], **where: Any) -> XlToolsError:
    with pytest.raises(XlToolsError) as told:
        read(lines, **where)
    assert told.value.hint
    return told.value


def plain(roster: Roster) -> list[tuple[str, str, str]]:
    return [(unit.name, unit.level.value, unit.parent) for unit in roster.units]


FULL = county(
    Expected(
        "示例县开发区管理委员会", Level.OTHER, COUNTY, "联系人一", "0000-1234567", "kfq@example.cn", date(2026, 1, 20)
    ),
    Expected(
        "示例县新镇人民政府",
        Level.TOWNSHIP,
        COUNTY,
        due=date(ANY_YEAR, 2, 29),
        predecessors=("甲乡", "乙乡"),
        note="合并",
    ),
    Expected("=1+1", Level.OTHER, COUNTY, aliases=("+写法", "@写法"), note="-2"),
)


def test_what_we_write_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(build_roster(FULL))
    read_back = read_roster(path)
    assert read_back.given
    assert [unit.row for unit in read_back.units] == list(range(4, 4 + len(FULL.units)))
    without_rows = [
        (*(getattr(unit, name) for name in Expected.__slots__ if name != "row"),) for unit in read_back.units
    ]
    assert without_rows == [
        (*(getattr(unit, name) for name in Expected.__slots__ if name != "row"),) for unit in FULL.units
    ]


def test_equal_rosters_give_equal_bytes_and_texts_stay_texts(tmp_path: Path) -> None:
    data = build_roster(FULL)
    assert data == build_roster(FULL)
    path = tmp_path / "名单.xlsx"
    path.write_bytes(data)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["名单", "说明"]
    sheet = book["名单"]
    assert [cell.value for cell in sheet[3]] == TITLE_LINE
    assert [(cell.value, cell.data_type) for cell in (sheet["A13"], sheet["J13"])] == [("=1+1", "s"), ("-2", "s")]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B4", "A3:J213")
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert lists == {
        "B4:B213": '"' + ",".join(level.label for level in Level) + '"',
        "C4:C213": "$A$4:$A$213",
    }
    assert "3 月 31 日不是乡镇、街道的期限" in "".join(str(cell.value) for row in book["说明"] for cell in row)


def test_what_we_write_keeps_to_the_schema_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    for roster in (None, FULL):
        path.write_bytes(build_roster(roster))
        assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_an_empty_roster_says_that_it_names_no_unit(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(build_roster())
    with pytest.raises(XlToolsError, match=r"名单“名单[.]xlsx”里没有单位") as told:
        read_roster(path)
    assert told.value.code == "K04"


def test_a_roster_of_somebody_else(tmp_path: Path) -> None:
    """Titles above, other words and order, extra columns, blank rows, merges, headings, sums, numeric telephones."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    lines: list[list[Any]] = [
        ["示例县2025年度政府信息公开工作年度报告报送单位一览表"],
        [],
        ["序号", "联系电话", "报送单位 ", "联系人", "单位\n类别", "主管部门", "报送时限", "电子邮箱", "签收"],
        [None, None, "一、县政府及县直部门"],
        [1, None, COUNTY, "联系人一", "县政府", None, None, None, "√"],
        [2, 13800000000, FINANCE, "联系人二", "县直部门", "示例县人民政府", "1月15日前", "CZ@example.cn"],
        [3, 7654321.0, MARKET, None, "部门", None, date(2026, 1, 16)],
        [],
        [None, None, "二、乡镇街道"],
        [4, "0000-1", EAST, None, "乡镇（街道）", "示例县", "2026-1-20"],
        [5, None, TOWN, None, None, None, None],
        [None, None, "合计：5 个单位"],
        ["填表人：", None, None, None, None, None, None, None, "盖章"],
    ]
    for line in lines:
        sheet.append(line)
    sheet.merge_cells("A1:I1")
    sheet.merge_cells("F6:F7")
    sheet.merge_cells("F10:F11")
    sheet.merge_cells("E10:E11")
    sheet.merge_cells("G10:G11")
    book.create_sheet("填报要求")["A1"] = "请按时报送。"
    path = tmp_path / "一览表.xlsx"
    book.save(path)
    roster = read_roster(path)
    assert plain(roster) == [
        (COUNTY, "county_government", ""),
        (FINANCE, "county_department", COUNTY),
        (MARKET, "county_department", COUNTY),
        (EAST, "subdistrict", COUNTY),
        (TOWN, "township", COUNTY),
    ]
    assert [(unit.phone, unit.due, unit.row) for unit in roster.units] == [
        ("", None, 5),
        ("13800000000", date(ANY_YEAR, 1, 15), 6),
        ("7654321", date(2026, 1, 16), 7),
        ("0000-1", date(2026, 1, 20), 10),
        ("", date(2026, 1, 20), 11),
    ]
    assert roster.by_name[FINANCE].email == "CZ@example.cn"


def test_names_alone_are_a_roster() -> None:
    roster = read([["单位名称"], ["示例市人民政府"], ["示例市财政局"], ["甲县人民政府"], ["某开发区管委会"]])
    assert plain(roster) == [
        ("示例市人民政府", "city_government", ""),
        ("示例市财政局", "city_department", "示例市人民政府"),
        ("甲县人民政府", "county_government", "示例市人民政府"),
        ("某开发区管委会", "other", "示例市人民政府"),
    ]


def test_a_city_that_is_a_county_has_departments_of_a_county() -> None:
    lines = [
        ["单位", "层级"],
        ["示例市人民政府", "政府"],
        ["示例市财政局", "市直部门"],
        ["东街道", "镇街"],
        ["示例市城管局"],
    ]
    assert [unit.level for unit in read(lines).units] == [
        Level.COUNTY_GOVERNMENT,
        Level.COUNTY_DEPARTMENT,
        Level.SUBDISTRICT,
        Level.COUNTY_DEPARTMENT,
    ]


def test_units_of_counties_need_their_superior_in_a_roster_of_a_city() -> None:
    error = refused(
        [
            ["单位名称", "层级", "上级单位"],
            ["示例市人民政府", "设区的市政府", ""],
            ["甲县人民政府", "县级政府", ""],
            ["甲县财政局", "部门", "甲县人民政府"],
            ["某镇人民政府", "乡镇", ""],
        ]
    )
    assert error.code == "K01"
    told = "第 2 行“示例市人民政府”、第 5 行“某镇人民政府”都没有上级单位，只有汇总单位才可以没有"
    assert str(error) == f"名单“名单.xlsx”有 1 处问题：{told}。"


def test_everything_wrong_is_told_with_its_row() -> None:
    error = refused(
        [
            ["名称", "级别", "上级", "期限", "邮箱"],
            [COUNTY, "县级政府"],
            ["某甲中学", "", COUNTY],
            ["乙局", "处级", COUNTY],
            ["丙局", "部门", COUNTY, "下周"],
            ["丁局", "部门", "没有的局", "2026-2-30"],
            ["", "", "", "", "a@example.cn"],
            [{"error": "#REF!"}, "部门", COUNTY, "", "b@example.cn"],
        ]
    )
    assert error.code == "K01"
    assert str(error) == (
        "名单“名单.xlsx”有 8 处问题：第 8 行的“单位名称”是错误值 #REF!；"
        "第 5 行的截止日期“下周”不是日期，请写成 2026-1-31 或 1月31日；"
        "第 6 行的截止日期“2026-2-30”不是日期，请写成 2026-1-31 或 1月31日；"
        "第 3 行“某甲中学”没有填层级，从名称也看不出来，请从列表中选（例如县级部门）；"
        "第 4 行“乙局”层级“处级”看不懂，请从列表中选（例如县级部门）；"
        "第 7 行没有单位名称；第 8 行没有单位名称；"
        "第 6 行的上级单位“没有的局”不在名单里。"
    )


def test_a_workbook_without_the_titles_is_refused() -> None:
    assert refused([["甲局", "部门"]]).code == "K02"
    assert refused([]).code == "K02"


def test_two_sheets_that_look_like_rosters_need_a_name() -> None:
    lines = [["单位名称", "电话"], [COUNTY, "1"]]
    both = content(lines, "部门")
    both["values"] |= content(lines, "乡镇")["values"]
    with pytest.raises(XlToolsError, match="有几张表都像名单（“部门”、“乡镇”）") as told:
        roster_of_content(both, "名单.xlsx")
    assert told.value.code == "K02"
    both["values"] |= content(lines, "名单")["values"]
    assert plain(roster_of_content(both, "名单.xlsx")) == [(COUNTY, "county_government", "")]


def test_two_columns_of_one_meaning_are_refused() -> None:
    error = refused([["单位名称", "级别", "类别"], [COUNTY, "县级政府", "1"]])
    assert (error.code, str(error)) == ("K03", "名单“名单.xlsx”里有不止一列可以当作“层级”。")


def test_our_own_title_goes_before_others_and_telephones_may_be_several() -> None:
    lines = [["单位", "单位名称", "层级", "类别", "办公电话", "手机"], ["1", COUNTY, "县级政府", "甲", "0000-1", 138]]
    (unit,) = read(lines).units
    assert (unit.name, unit.level, unit.phone) == (COUNTY, Level.COUNTY_GOVERNMENT, "0000-1、138")


def test_another_sheet_may_have_whatever_titles() -> None:
    both = content([["单位名称", "电话"], [COUNTY, "1"]])
    both["values"] |= content([["单位", "级别", "类别"], ["甲", "1", "2"]], "别的")["values"]
    assert plain(roster_of_content(both, "名单.xlsx")) == [(COUNTY, "county_government", "")]


def test_a_file_that_is_no_workbook_is_refused_by_the_gate(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(XlToolsError) as told:
        read_roster(path)
    assert told.value.code.startswith("W")
    with pytest.raises(XlToolsError) as told:
        read_roster(tmp_path / "没有.xlsx")
    assert told.value.code == "W01"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-1-31", date(2026, 1, 31)),
        ("2026/01/31", date(2026, 1, 31)),
        ("2026.1.31", date(2026, 1, 31)),
        ("2026年1月31日", date(2026, 1, 31)),
        ("２０２６年１月３１日前", date(2026, 1, 31)),
        ("20260131", date(2026, 1, 31)),
        ("2026-01-31 00:00:00", date(2026, 1, 31)),
        ("1月31日", date(ANY_YEAR, 1, 31)),
        ("1 月 31 日之前", date(ANY_YEAR, 1, 31)),
        ("1-31", date(ANY_YEAR, 1, 31)),
        ("2月底", date(ANY_YEAR, 2, 29)),
        ("2026年2月底前", date(2026, 2, 28)),
        ("13月1日", None),
        ("13月底", None),
        ("2026-2-30", None),
        ("0000年1月1日", None),
        ("46053", None),
        ("尽快", None),
    ],
)
def test_dates_as_people_write_them(text: str, day: date | None) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("title", "id_"),
    [
        ("单位名称", "name"),
        ("报 送\n单 位：", "name"),
        ("上级单位（汇总单位）", "parent"),
        ("E-MAIL", "email"),
        ("前身（上年单位）", "predecessors"),
        ("前身", "predecessors"),
        ("序号", ""),
        ("", ""),
    ],
)
def test_titles_as_people_write_them(title: str, id_: str) -> None:
    assert column_of(title) == id_


def test_several_names_in_one_cell() -> None:
    assert divided("甲局、乙局；丙局;丁局，戊局,己局\n 庚局 ") == (
        "甲局",
        "乙局",
        "丙局",
        "丁局",
        "戊局",
        "己局",
        "庚局",
    )
    assert divided(" 、；\n") == ()


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(list(TITLES)), st.text(max_size=8) | st.sampled_from([COUNTY, "镇", "1-31", "部门"])
        ),
        max_size=8,
    )
)
def test_any_rows_are_a_roster_or_told(rows: list[dict[str, str]]) -> None:
    try:
        roster = roster_from([RosterRow(number, row) for number, row in enumerate(rows, 2)], "名单")
    except XlToolsError as error:
        assert error.code in ("K01", "K04")
    else:
        assert len(roster.units) <= len(rows)
        assert {unit.name for unit in roster.below(roster.top.name)} == {
            unit.name for unit in roster.units if unit.parent
        }
