"""From one edition of the form to the other: every cell has one fate, and figures go where the two editions agree."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from support.reports import APPLICANTS, balanced_report, published

from xl_tools.crossing import Way, cross, links
from xl_tools.errors import SpecError, TemplateMismatch
from xl_tools.forms.load import all_forms, form_for_edition, load_form
from xl_tools.forms.model import Form
from xl_tools.report import Dispute, Explanation, Report
from xl_tools.values import BLANK, BadValue, Count, NotApplicable

OLD, NEW = form_for_edition("2019"), form_for_edition("2021")
COLUMNS = (*APPLICANTS, "total")
THREE = ("other_not_corrected", "other_fee_unpaid", "other_misc")
# Written from the two printed forms, not from the data.
LEFT = {
    *(
        f"proactive.{row}.{column}"
        for row in ("regulations", "normative_documents")
        for column in ("disclosed", "public_total")
    ),
    *(
        f"proactive.{row}.{column}"
        for row in ("licensing", "penalties", "coercion", "fees")
        for column in ("last_year_items", "change")
    ),
    *(f"proactive.other_services.{column}" for column in ("last_year_items", "change", "decisions")),
    *("proactive.procurement.projects", "proactive.procurement.amount"),
}
FRESH = {
    *(
        f"proactive.{row}.{column}"
        for row in ("regulations", "normative_documents")
        for column in ("repealed", "in_force")
    ),
    "proactive.fees.amount",
}
NEAR = {f"proactive.{row}.made": f"proactive.{row}.issued" for row in ("regulations", "normative_documents")}
SPLIT = {f"requests.other_handling.{column}": tuple(f"requests.{row}.{column}" for row in THREE) for column in COLUMNS}


def of(way: Way) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {link.old: link.new for link in links(OLD, NEW) if link.way is way}


def test_every_cell_of_both_editions_has_exactly_one_fate() -> None:
    assert {old for (old,) in of(Way.LEFT)} == LEFT
    assert {new for link in links(OLD, NEW) if link.way is Way.FRESH for new in link.new} == FRESH
    assert of(Way.NEAR) == {(old,): (new,) for old, new in NEAR.items()}
    assert of(Way.SPLIT) == {(old,): new for old, new in SPLIT.items()}
    assert {old for (old,) in of(Way.SAME)} == OLD.cells.keys() - LEFT - NEAR.keys() - SPLIT.keys()
    assert all(old == new for old, new in of(Way.SAME).items())
    assert len(of(Way.SAME)) == 172
    for form, named in (
        (OLD, [c for one in links(OLD, NEW) for c in one.old]),
        (NEW, [c for one in links(OLD, NEW) for c in one.new]),
    ):
        assert sorted(named) == sorted(form.cells)


def test_the_way_back_is_the_same_data() -> None:
    forth, back = links(OLD, NEW), links(NEW, OLD)
    assert {(one.new, one.old, one.why) for one in forth} == {(one.old, one.new, one.why) for one in back}
    assert {one.old[0] for one in back if one.way is Way.LEFT} == FRESH


def test_cells_said_to_be_the_same_are_printed_alike() -> None:
    renamed = {"规范性文件": "行政规范性文件", "处理决定数量": "本年处理决定数量"}
    for link in links(OLD, NEW):
        if link.way is Way.SAME:
            one, other = OLD.cells[link.old[0]], NEW.cells[link.new[0]]
            labels = tuple(renamed.get(label, label) for label in (*one.row_labels, *one.column_labels))
            assert labels == (*other.row_labels, *other.column_labels)
            assert (one.kind, one.unit) == (other.kind, other.unit)


def test_reasons_name_what_is_not_the_same() -> None:
    why = {link.old[0]: link.why for link in links(OLD, NEW) if link.old}
    for cell, words in {
        "proactive.regulations.made": ("新制作", "制发", "口径相近", "核对"),
        "proactive.normative_documents.made": ("行政规范性文件", "口径相近"),
        "proactive.regulations.public_total": ("对外公开总数量", "现行有效", "C3"),
        "proactive.fees.change": ("项目数", "金额"),
        "proactive.procurement.amount": ("政府集中采购",),
        "proactive.other_services.decisions": ("其他对外管理服务事项",),
        "proactive.licensing.change": ("项目数量", "增减"),
        "proactive.normative_documents.disclosed": ("新公开",),
        "requests.other_handling.total": ("三行", "只有 0"),
    }.items():
        assert all(word in why[cell] for word in words), (cell, why[cell])


def test_a_published_report_goes_over_with_a_line_for_what_is_left() -> None:
    report = published("wolongshan-2019")
    made = cross(report, NEW)
    assert made.report.form is NEW and (made.report.year, made.report.unit) == (report.year, report.unit)
    left = {cell for line in made.left for cell in line.old}
    assert left == {cell for cell in LEFT if cell in report.cells}
    told = [cell for line in made.lines for cell in line.old]
    assert sorted(told) == sorted(report.cells), "every figure is told of once"
    procurement = next(line.text for line in made.left if line.old == ("proactive.procurement.amount",))
    assert procurement == "“政府集中采购·采购总金额” 2358：不能带过来，2021 版没有“政府集中采购”"
    assert made.report.value("proactive.regulations.issued") == report.value("proactive.regulations.made")


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_figure_is_told_of_and_none_is_made_up(edition: str) -> None:
    form, other = (OLD, NEW) if edition == "2019" else (NEW, OLD)
    for seed in range(20):
        report = balanced_report(form, random.Random(seed))
        made = cross(report, other)
        told = [cell for line in made.lines for cell in line.old]
        assert sorted(told) == sorted(report.cells)
        filled = [cell for line in made.lines for cell in line.new]
        assert sorted(filled) == sorted(made.report.cells)
        for link in links(form, other):
            if link.way in (Way.SAME, Way.NEAR):
                assert made.report.value(link.new[0]) == report.value(link.old[0])


def report_of_other(**values: object) -> Report:
    cells = {f"requests.other_handling.{column}": value for column, value in values.items()}
    return Report(OLD, 2020, published("wolongshan-2019").unit, cells)  # pyright: ignore[reportArgumentType]


def test_one_row_becomes_three_only_where_it_is_nought() -> None:
    made = cross(
        report_of_other(business=Count(0), research=Count(2), other=NotApplicable(), total=BadValue("两件")), NEW
    )
    assert {made.report.value(cell) for cell in SPLIT["requests.other_handling.business"]} == {Count(0)}
    for column in ("natural_person", "research", "other", "total"):
        assert {made.report.value(cell) for cell in SPLIT[f"requests.other_handling.{column}"]} == {BLANK}
    assert [line.way for line in made.lines] == [Way.SPLIT, Way.LEFT, Way.LEFT, Way.LEFT]
    assert "“其他处理·科研机构” 2：不能带过来" in made.lines[1].text


def test_three_rows_become_one_only_where_all_are_numbers() -> None:
    cells = {f"requests.{row}.business": Count(number) for row, number in zip(THREE, (1, 2, 3), strict=True)}
    cells |= {"requests.other_misc.research": Count(4)}
    odd = {"requests.other_misc.other": Count(4), "requests.other_fee_unpaid.other": NotApplicable()}
    made = cross(Report(NEW, 2021, published("suqian-2023").unit, {**cells, **odd}), OLD)
    assert made.report.cells == {
        "requests.other_handling.business": Count(6),
        "requests.other_handling.research": Count(4),
    }
    assert [line.way for line in made.lines].count(Way.LEFT) == 1


def test_texts_facts_and_proposals_come_along_as_far_as_the_edition_knows_them() -> None:
    report = replace(
        published("wolongshan-2019"),
        narrative={
            "lead": "导语。",
            "overview": "〔部分：主动公开〕\n甲。\n〔部分：监督保障〕\n乙。",
            "other": "不分部分。",
        },
        facts={"website_posts": 5, "no_such_fact": 1},
        explanations=(Explanation("C2", (), "说明"),),
        disputes=(
            Dispute("requests.carried_out.total", Count(3), "漏计", True),
            Dispute("proactive.regulations.made", Count(2)),
            Dispute("proactive.fees.change", Count(1)),
        ),
    )
    made = cross(report, NEW)
    assert made.report.narrative == {
        "lead": "导语。",
        "overview": "（一）主动公开\n甲。\n（五）监督保障\n乙。",
        "other": "不分部分。",
    }
    assert made.report.facts == {"website_posts": 5} and made.report.explanations == ()
    assert {one.cell for one in made.report.disputes} == {"requests.carried_out.total", "proactive.regulations.issued"}
    assert made.lines[-1].text == "“行政事业性收费·本年增减”的建议值 1：不能带过来，这一格没有对应的格"


def test_the_same_edition_comes_back_as_it_is() -> None:
    report = published("suqian-2023")
    assert cross(report, NEW).report is report and cross(report, NEW).lines == ()


def test_editions_nothing_is_known_of_are_refused() -> None:
    with pytest.raises(TemplateMismatch, match="不知道 2019 版的数怎样带到 2030 版") as caught:
        cross(published("wolongshan-2019"), replace(NEW, id="x", edition="2030", folder=Path("x")))
    assert caught.value.code == "T10"
    assert all(links(one, other) for one in all_forms() for other in all_forms() if one is not other)


# --- the data


@pytest.fixture
def broken(tmp_path: Path):
    """The later edition with its data changed in one place."""
    folder = tmp_path / NEW.id
    shutil.copytree(NEW.folder, folder)

    def change(old: str, new: str) -> Form:
        file = folder / "from_2019.toml"
        text = (NEW.folder / file.name).read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load_form(folder)

    return change


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            '  "requests.carried_out.*",\n',
            "",
            "“requests.carried_out.natural_person” of gov_disclosure_2019 is named nowhere",
        ),
        ('"requests.carried_out.*"', '"requests.carried_in.*"', "is named twice"),
        ('"requests.granted.*"', '"requests.grantet.*"', "has no cell “requests.grantet.*”"),
        ('"review.*.*"', '"review.*.*", "proactive.regulations.made"', "has no cell “proactive.regulations.made”"),
        ('new = "proactive.regulations.issued"', 'new = "proactive.regulations.repealed"', "named twice"),
        ('"requests.other_misc.*"]', '"requests.other_misc.total"]', "cells for 7"),
        ('cells = ["proactive.fees.amount"]\n', 'cells = ["proactive.fees.amounts"]\n', "has no cell"),
        ("[[left]]", "[[lost]]", "unknown key “lost”"),
        ('why = "两版相同"', 'why = ""', "“why” is empty"),
    ],
)
def test_a_slip_in_the_data_is_told_with_its_place(broken, old: str, new: str, words: str) -> None:
    form = broken(old, new)
    with pytest.raises(SpecError, match=r"from_2019\.toml") as caught:
        links(OLD, form)
    assert words in str(caught.value)
