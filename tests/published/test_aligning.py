"""Printed labels ↔ the form's: what they say first, their order second, and nothing by position alone."""

from __future__ import annotations

import pytest

from xl_tools.forms.load import all_forms, form_for_edition
from xl_tools.published.aligning import Grade, align
from xl_tools.published.labels import Role, distance, exact_key, loose_key, marks, near, ordinal

ROWS = [row.label for row in form_for_edition("2021").section("requests").blocks[0].rows]
REVIEW = [column.label for column in form_for_edition("2021").section("review").blocks[0].columns]


def grades(*labels: str, expected: tuple[str, ...]) -> list[tuple[int, str] | None]:
    fits = align([(label,) for label in labels], [(label,) for label in expected])
    return [None if fit is None else (fit.index, fit.grade.value) for fit in fits]


def test_exact_labels_wherever_they_stand() -> None:
    found = grades("规章", "行政强制", "行政许可", expected=("规章", "行政许可", "行政强制"))
    assert found == [(0, "exact"), (2, "exact"), (1, "exact")]


def test_a_label_printed_twice_is_no_label() -> None:
    found = grades("行政许可", "行政许可", expected=("行政许可", "自然资源"))
    assert found == [None, None]


def test_a_near_label_between_two_sure_ones() -> None:
    found = grades("行政许可", "行政处罪", "行政强制", expected=("行政许可", "行政处罚", "行政强制"))
    assert found == [(0, "exact"), (1, "near"), (2, "exact")]


def test_a_label_as_near_to_two_is_told_by_its_place_only() -> None:
    found = grades("行政处可", "行政强制", expected=("行政许可", "行政处罚", "行政强制"))
    assert found == [None, (2, "exact")]
    found = grades("行政许可", "行政处可", "行政强制", expected=("行政许可", "行政处罚", "行政强制"))
    assert found == [(0, "exact"), (1, "near"), (2, "exact")] or found[1] == (1, "order")


def test_a_near_label_at_another_place_is_doubted() -> None:
    found = grades("重复申请表", "国家秘密", "公开出版物", expected=("国家秘密", "重复申请", "公开出版物"))
    assert found[0] == (1, "doubtful")


def test_a_lost_label_takes_the_only_place_left() -> None:
    assert grades("甲甲甲", "", "丙丙丙", expected=("甲甲甲", "乙乙乙", "丙丙丙"))[1] == (1, "order")
    assert grades("甲甲甲", "", "", "丙丙丙", expected=("甲甲甲", "乙乙乙", "丙丙丙"))[1:3] == [None, None]


def test_another_label_does_not_take_the_place_of_a_missing_one() -> None:
    assert grades("甲甲甲", "天地玄黄", "丙丙丙", expected=("甲甲甲", "乙乙乙", "丙丙丙"))[1] is None


def test_two_labels_in_one_box_are_neither() -> None:
    expected = ("社会公益组织", "法律服务机构", "其他", "总计")
    assert grades("社会公益组织", "法律服务机构、其他", "总计", expected=expected)[1] is None


def test_the_same_label_in_three_groups_is_told_by_its_group() -> None:
    printed = [("行政复议", "结果维持"), ("行政诉讼", "复议后起诉", "结果维持")]
    fits = align(printed, REVIEW)
    assert [(fit.index, fit.grade) for fit in fits if fit] == [(0, Grade.EXACT), (10, Grade.EXACT)]


def test_the_same_label_without_its_groups_is_told_by_the_whole_row_only() -> None:
    leaves = [(path[-1],) for path in REVIEW]
    assert [fit.index for fit in align(leaves, REVIEW) if fit] == list(range(15))
    assert not any(align(leaves[:3], REVIEW))


def test_a_row_below_the_wrong_group_is_doubted() -> None:
    printed = [("（五）不予处理", "2.没有现成信息需要另行制作")]
    (fit,) = align(printed, ROWS)
    assert fit
    assert fit.grade is Grade.DOUBTFUL


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.edition)
def test_every_label_of_the_form_is_itself(form) -> None:
    for section in form.tables:
        for block in section.blocks:
            for axis in ([row.label for row in block.rows if row.label], [column.label for column in block.columns]):
                assert [(fit.index, fit.grade) for fit in align(axis, axis) if fit] == [
                    (at, Grade.EXACT) for at in range(len(axis))
                ]


# --- labels


def test_keys() -> None:
    assert exact_key(" １．属于\n国家　秘密\u200b") == "1.属于国家秘密"
    assert exact_key("3.危及「三安全一稳定」") == exact_key("3．危及“三安全一稳定”")
    assert exact_key("（一）予以公开") != exact_key("一、予以公开")
    assert loose_key("（一）予以公开") == loose_key("一、予以公开") == "予以公开"
    assert loose_key("本年增/减") == "本年增减"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("（三）不予公开", 3),
        ("3.危及", 3),
        ("3、危及", 3),
        ("三、本年度", 3),
        ("第三部分 申请", 3),
        ("十二、其他", 12),
        ("3.5万", 0),
        ("三类", 0),
    ],
)
def test_ordinals(text: str, number: int) -> None:
    assert ordinal(text) == number


def test_short_words_bear_no_error() -> None:
    assert not near("规定", "规章")
    assert not near("其它", "其他")
    assert near("行政处罪", "行政处罚")
    assert not near("7907", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    assert distance("（二）部分公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）") == 0


def test_marks_of_a_text() -> None:
    assert {(mark.section, mark.role) for mark in marks("总计")} == {("requests", Role.COLUMN), ("review", Role.COLUMN)}
    assert {mark.role for mark in marks("（六）其他处理")} == {Role.ROW, Role.ROW_GROUP}
    assert {mark.label for mark in marks("（七）合计")} == set() or all(not mark.exact for mark in marks("（七）合计"))
    assert marks("行政处可") == ()
    assert marks("0") == ()
    assert marks("本机关全年收到的申请都在规定的期限内作了答复，没有发生行政复议和行政诉讼。") == ()
