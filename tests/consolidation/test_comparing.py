"""V1 to V4: what only shows when units are seen side by side."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio
from side_by_side import FORM, TOP, collected_of, names, unit_of
from support.examples import examples
from support.reports import locator, report_of

from xl_tools.consolidation.collected import Collected, Remark
from xl_tools.consolidation.comparing import compare
from xl_tools.consolidation.comparing_figures import DOZENS, SMALLEST_GROUP
from xl_tools.consolidation.comparing_texts import BOILERPLATE_UNITS, _buckets  # pyright: ignore
from xl_tools.finding import Severity
from xl_tools.forms.model import Kind
from xl_tools.report import Report, Unit
from xl_tools.rules import RuleBook, load_rules
from xl_tools.units import Level, Scope
from xl_tools.validation.explanations import apply, explain
from xl_tools.validation.texts.names import forms_of
from xl_tools.values import BLANK, Amount, BadValue, Count, NotApplicable, Value

CELL = next(cell.id for cell in FORM.cells.values() if cell.kind is Kind.COUNT and "处罚" in cell.name)
MONEY = next(cell.id for cell in FORM.cells.values() if cell.kind is Kind.AMOUNT)
LOCATE = locator(FORM)


def compared(collected: Collected, rule: str) -> list[Remark]:
    found = compare(collected.total, collected.roster, rules=load_rules, locate=LOCATE, last_year=collected.last_year)
    assert [one.finding.rule for one in found] == sorted(one.finding.rule for one in found)
    return [one for one in found if one.finding.rule == rule]


def townships(numbers: Sequence[int | Decimal | None], cell: str = CELL, **more: Sequence[int | None]) -> list[Report]:
    """One township a number, with it in the cell; `before`: last year's in the same cell."""
    before = more.get("before", [None] * len(numbers))
    found: list[Report] = []
    for name, number, last in zip(names(len(numbers)), numbers, before, strict=True):
        report = unit_of(report_of().with_cells({cell: _value(cell, number)}), name)
        if last is not None:
            report = replace(report, previous=replace(report_of(cells={cell: last}), year=2023))
        found.append(report)
    return found


def _value(cell: str, number: int | Decimal | None) -> Value:
    if number is None:
        return BLANK
    return Amount(Decimal(number)) if cell == MONEY else Count(int(number))


USUAL = [40, 55, 31, 62, 48, 37, 80, 45, 51, 29, 66]


# --- V1


def test_a_figure_far_from_all_others_of_the_level_is_asked_about_with_the_median():
    (remark,) = compared(collected_of(townships([*USUAL, 9487])), "V1")
    finding = remark.finding
    assert remark.units == (names(12)[-1],)
    assert (finding.severity, finding.cells, finding.places) == (Severity.QUERY, (CELL,), (LOCATE(CELL),))
    assert f"（{LOCATE(CELL).address}）填的是 9487，其他 11 个单位的中位数是 48" in finding.message
    assert "乡镇政府" in finding.message
    assert "请核对" in finding.message


def test_a_figure_far_below_is_asked_about_as_well():
    many = [number * 100 for number in USUAL]
    (remark,) = compared(collected_of(townships([*many, 7])), "V1")
    assert remark.units == (names(12)[-1],)


def test_money_is_compared_to_the_last_digit():
    amounts = [Decimal(number).scaleb(-1) for number in USUAL]
    (remark,) = compared(collected_of(townships([*amounts, Decimal("152790.0001")], MONEY)), "V1")
    assert remark.finding.cells == (MONEY,)
    assert "填的是 152790.0001，其他 11 个单位的中位数是 4.8" in remark.finding.message


@pytest.mark.parametrize(
    ("numbers", "before"),
    [
        pytest.param([*USUAL, 9487], [*USUAL, 9000], id="it is what this unit has every year"),
        pytest.param([*USUAL[: SMALLEST_GROUP - 2], 9487], None, id="too few units"),
        pytest.param([*USUAL, 900, 4000, 20000, 8000], None, id="several stand out: units of another kind"),
        pytest.param([1, 1, 2, 1, 1, 1, 2, 1, 1, 1, 1, 25], None, id="small numbers"),
        pytest.param([*[0] * 11, 9487], None, id="nobody else has any: nothing to compare with"),
        pytest.param([10, 900, 45, 3, 7000, 250, 60, 12, 1500, 88, 5, 40000], None, id="widely spread"),
    ],
)
def test_what_is_no_outlier(numbers: list[int], before: list[int] | None):
    reports = townships(numbers, before=before or [None] * len(numbers))
    assert compared(collected_of(reports), "V1") == []


def test_a_figure_unlike_the_units_own_last_year_needs_to_stand_out_less():
    alone = townships([*USUAL, 220])
    assert compared(collected_of(alone), "V1") == []
    jumped = townships([*USUAL, 220], before=[*USUAL, 41])
    (remark,) = compared(collected_of(jumped), "V1")
    assert "本单位上年 41" in remark.finding.message


def test_last_year_may_be_known_to_the_collecting_office_alone():
    name = names(12)[-1]
    last = {name: replace(unit_of(report_of(cells={CELL: 9000}), name), year=2023)}
    assert compared(collected_of(townships([*USUAL, 9487]), last_year=last), "V1") == []


def test_units_are_compared_with_their_own_level_only():
    reports = townships([*USUAL, 9487])
    reports[-1] = unit_of(reports[-1], "示例县公安局", Level.COUNTY_DEPARTMENT)
    assert compared(collected_of(reports), "V1") == []


def test_one_remark_names_all_cells_of_a_unit_and_how_many_there_are():
    cells = [cell.id for cell in FORM.cells.values() if cell.kind is Kind.COUNT][:9]
    reports = townships([*USUAL, 50])
    reports = [report.with_cells(dict.fromkeys(cells, Count(n))) for report, n in zip(reports, USUAL, strict=False)]
    reports.append(unit_of(report_of(cells=dict.fromkeys(cells, 90000)), names(12)[-1]))
    (remark,) = compared(collected_of(reports), "V1")
    assert set(remark.finding.cells) == set(cells)
    assert "另有 3 格" in remark.finding.message


def test_figures_as_they_are_in_life_bring_up_next_to_nothing():
    """300 units with figures spread over powers of ten, no mistake among 60,000 cells: 3 remarks at most."""
    rng = random.Random(7)
    reports: list[Report] = []
    for name in names(300):
        size = rng.gauss(0, 0.3)
        cells = {
            cell.id: _value(cell.id, int(10 ** max(0.0, rng.gauss(1, 0.6) + size)) if rng.random() < 0.7 else 0)
            for cell in FORM.cells.values()
        }
        reports.append(unit_of(replace(report_of(), cells=cells), name))
    collected = collected_of(reports)
    assert len(compared(collected, "V1")) <= 3
    assert compared(collected, "V2") == []


# --- V2


@pytest.mark.parametrize("entry", [Count(0), BLANK, NotApplicable("/")])
def test_nothing_where_nearly_all_others_have_dozens(entry: Value):
    reports = townships([*USUAL, 0])
    reports[-1] = reports[-1].with_cells({CELL: entry})
    (remark,) = compared(collected_of(reports), "V2")
    said = "填的是 0" if entry == Count(0) else "没有填"
    assert remark.units == (names(12)[-1],)
    assert (remark.finding.severity, remark.finding.cells) == (Severity.QUERY, (CELL,))
    assert f"（{LOCATE(CELL).address}）{said}，其他 11 个单位的中位数是 48" in remark.finding.message


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param([*USUAL, DOZENS - 10], id="a little is not nothing"),
        pytest.param([*USUAL, 0, 0, 0], id="several have nothing"),
        pytest.param([*USUAL[: SMALLEST_GROUP - 2], 0], id="too few units"),
        pytest.param([*[DOZENS - 1] * 11, 0], id="others have no dozens"),
    ],
)
def test_nothing_that_needs_no_question(numbers: list[int]):
    assert compared(collected_of(townships(numbers)), "V2") == []


def test_text_that_cannot_be_read_is_not_nothing():
    reports = townships([*USUAL, 0])
    reports[-1] = reports[-1].with_cells({CELL: BadValue("若干")})
    assert compared(collected_of(reports), "V2") == []


def test_nothing_for_the_second_year_is_only_noticed():
    (remark,) = compared(collected_of(townships([*USUAL, 0], before=[*USUAL, 0])), "V2")
    assert remark.finding.severity is Severity.NOTICE
    assert "本单位上年 0" in remark.finding.message


# --- V3

WORDS = (
    *("政府", "信息", "公开", "加强", "推进", "建设", "平台", "管理", "制度", "落实", "群众", "需求", "服务", "政策"),
    *("解读", "回应", "关切", "办理", "申请", "规范", "流程", "完善", "机制", "责任", "监督", "培训", "人员", "业务"),
    *("水平", "提升", "内容", "质量", "时效", "网站", "审查", "保密", "栏目", "目录", "重点", "领域", "基层", "教育"),
)


def paragraph(rng: random.Random, words: int = 40) -> str:
    return "".join(rng.choice(WORDS) for _ in range(words)) + "。"


def writing(texts: Sequence[Mapping[str, str]]) -> list[Report]:
    """One township a text."""
    return [unit_of(report_of(narrative=text), name) for name, text in zip(names(len(texts)), texts, strict=True)]


def test_paragraphs_that_units_share_are_found_though_names_and_years_differ():
    rng = random.Random(1)
    texts = [{"problems": f"{paragraph(rng)}\n{paragraph(rng)}"} for _ in range(12)]
    copied = paragraph(rng)
    for index, said in ((2, "2024年，"), (5, "2023年，"), (9, "")):
        own = forms_of(names(12)[index])[-1]
        text = f"{said}{own}{copied[:30]}{'持续' if index == 5 else ''}{copied[30:]}"
        texts[index] = {"problems": f"{paragraph(rng)}\n{text}"}
    (remark,) = compared(collected_of(writing(texts)), "V3")
    assert remark.units == tuple(names(12)[index] for index in (2, 5, 9))
    assert remark.finding.severity is Severity.QUERY
    assert "有 1 段相似" in remark.finding.message
    assert "“五、问题与改进”" in remark.finding.message
    assert copied[:15] in remark.finding.message
    assert copied[:30] in remark.finding.subject


def test_groups_of_units_stand_apart_and_several_paragraphs_of_one_group_together():
    rng = random.Random(2)
    texts = [[paragraph(rng), paragraph(rng)] for _ in range(10)]
    for one, other in ((0, 4), (7, 8)):
        texts[other] = list(texts[one])
    found = compared(collected_of(writing([{"problems": "\n".join(text)} for text in texts])), "V3")
    assert [remark.units for remark in found] == [tuple(names(10)[i] for i in pair) for pair in ((0, 4), (7, 8))]
    assert all("有 2 段相似" in remark.finding.message for remark in found)
    assert all("相似度 100%" in remark.finding.message for remark in found)


def test_what_most_units_have_is_nobodys_copy_and_hides_none():
    rng = random.Random(3)
    common, long = paragraph(rng, 60), paragraph(rng, 500)
    texts = [f"{common}\n{long}{paragraph(rng)}" for _ in range(BOILERPLATE_UNITS + 4)]
    assert compared(collected_of(writing([{"problems": text} for text in texts])), "V3") == []
    copied = paragraph(rng)
    texts[1], texts[3] = f"{long}{copied}", f"{common}{copied}"
    (remark,) = compared(collected_of(writing([{"problems": text} for text in texts])), "V3")
    assert remark.units == (names(4)[1], names(4)[3])


def test_of_a_few_units_the_same_text_of_all_is_a_copy():
    text = {"problems": paragraph(random.Random(4))}
    (remark,) = compared(collected_of(writing([text] * 3)), "V3")
    assert remark.units == tuple(names(3))


def test_a_unit_does_not_copy_from_itself():
    text = paragraph(random.Random(5))
    reports = writing([{"problems": f"{text}\n{text}"}, {"problems": paragraph(random.Random(6))}])
    reports.append(replace(reports[0], unit=Unit(names(1)[0], Level.TOWNSHIP, Scope.CONSOLIDATED)))
    assert compared(collected_of(reports), "V3") == []


def test_without_the_rule_on_copies_nothing_is_said_of_copies():
    collected = collected_of(writing([{"problems": paragraph(random.Random(4))}] * 3))

    def rules(form: object) -> RuleBook:
        book = load_rules(FORM)
        return RuleBook(book.form, tuple(rule for rule in book.rules if rule.id != "C6"))

    found = compare(collected.total, collected.roster, rules=rules, locate=LOCATE)
    assert [one for one in found if one.finding.rule == "V3"] == []


@settings(max_examples=examples(10), deadline=None)
@given(st.integers(0, 2**32))
def test_copies_are_those_that_comparing_every_pair_finds(seed: int):
    """Paragraphs with words changed here and there; by every pair, those alike to 90 % hang together."""
    rng = random.Random(seed)
    proses = [paragraph(rng, rng.randrange(21, 60))[:-1] for _ in range(30)]
    for _ in range(30):
        words = list(rng.choice(proses))
        for _ in range(rng.randrange(4)):
            at = rng.randrange(len(words))
            words[at : at + rng.choice((0, 2))] = rng.choice(WORDS)
        proses.append("".join(words))
    proses = list(dict.fromkeys(proses))
    met = {pair for bucket in _buckets(proses) for pair in combinations(bucket, 2)}
    alike = {
        (one, other) for one, other in combinations(range(len(proses)), 2) if ratio(proses[one], proses[other]) >= 92
    }
    assert len(alike - met) <= len(alike) * 0.05
    assert len(met) < len(proses) * 30


# --- V4


def test_a_rule_that_many_break_is_named_with_its_units_and_an_example():
    reports = [unit_of(report_of(), name) for name in names(10)]
    for index in (1, 4, 6):
        reports[index] = reports[index].with_cells({"requests.received.natural_person": Count(4)})
    (a1, a3) = compared(collected_of(reports, judged=True), "V4")
    units = tuple(names(10)[index] for index in (1, 4, 6))
    assert [a1.finding.subject, a3.finding.subject] == ["A1", "A3"]
    assert a1.units == a3.units == units
    assert a1.finding.severity is Severity.NOTICE
    assert "10 个单位中有 3 个（占 30%）不符合" in a1.finding.message
    assert f"例如“{units[0]}”" in a1.finding.message


@pytest.mark.parametrize(("wrong", "all_"), [(2, 4), (3, 16)])
def test_few_units_or_a_small_share_are_no_common_mistake(wrong: int, all_: int):
    reports = [unit_of(report_of(), name) for name in names(all_)]
    for index in range(wrong):
        reports[index] = reports[index].with_cells({"requests.received.natural_person": Count(4)})
    assert compared(collected_of(reports, judged=True), "V4") == []


def test_explained_queries_are_no_mistakes():
    last = replace(report_of(cells={"proactive.normative_documents.in_force": 4}), year=2023)
    reports = [replace(unit_of(report_of(), name), previous=unit_of(last, name)) for name in names(4)]
    collected = collected_of(reports, judged=True)
    assert [one.finding.subject for one in compared(collected, "V4")] == ["C2"]
    contributions = []
    for one in collected.total.contributions:
        assert one.line.reading is not None
        report, findings = one.report, one.line.reading.findings
        written = [explain(report, finding, "已清理", by="", on="2025-01-20") for finding in findings]
        reading = replace(one.line.reading, findings=apply(findings, written, report))
        contributions.append(replace(one, line=replace(one.line, reading=reading)))
    total = replace(collected.total, contributions=tuple(contributions))
    assert compared(replace(collected, total=total), "V4") == []


# --- all of them


def test_units_left_out_of_the_total_are_compared_and_the_top_is_nobodys_peer():
    from xl_tools.consolidation.decisions import Decision, Decisions

    name = names(12)[-1]
    top = replace(report_of(cells={CELL: 99999}), unit=Unit(TOP, Level.CITY_GOVERNMENT))
    reports = [top, *townships([*USUAL, 9487])]
    collected = collected_of(reports, decisions=Decisions(left_out={name: Decision("")}))
    assert [one.unit for one in collected.total.left_out] == [name]
    (remark,) = compared(collected, "V1")
    assert remark.units == (name,)


def test_the_same_units_give_the_same_remarks_and_none_give_none():
    rng = random.Random(8)
    texts = [{"problems": f"{paragraph(rng)}\n{paragraph(random.Random(index % 3))}"} for index in range(9)]
    reports = [
        report.with_cells({CELL: Count(number)})
        for report, number in zip(writing(texts), [*USUAL[:7], 9487, 0], strict=True)
    ]
    collected = collected_of(reports, judged=True)
    once, twice = (compare(collected.total, collected.roster, rules=load_rules, locate=LOCATE) for _ in range(2))
    assert once == twice
    assert {"V1", "V2", "V3"} <= {one.finding.rule for one in once}
    assert all(one.finding.message.endswith("）") and one.units for one in once)
    nothing = collected_of([])
    assert compare(nothing.total, nothing.roster, rules=load_rules, locate=LOCATE) == ()
