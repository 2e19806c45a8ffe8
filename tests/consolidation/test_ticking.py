"""Ticking off: what became of each earlier finding, whatever changed around it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.reports import report_of

from xl_tools.consolidation.reading import Reading
from xl_tools.finding import Finding, Place, Severity
from xl_tools.letters.sent import Kind, SentLetter, sent_from_plain, sent_to_plain, shown_values, unreadable_finding
from xl_tools.letters.ticking import Outcome, Ticked, counted, tick
from xl_tools.report import Report
from xl_tools.values import Count

ON, BY = date(2025, 1, 20), date(2025, 1, 27)
GRANTED, TOTAL = "requests.granted.natural_person", "requests.granted.total"
SHEET = "三、申请情况"


def finding(rule: str = "A3", cells: tuple[str, ...] = (TOTAL, GRANTED), **more: object) -> Finding:
    places = tuple(Place(SHEET, {GRANTED: "D8", TOTAL: "J8"}.get(cell, "D6")) for cell in cells)
    made = Finding(rule, Severity.ERROR, cells, places, 58, 59, -1, "两边不等。（A3，格式）", "格式", group=1)
    return replace(made, **more)


def query(rule: str = "E3", **more: object) -> Finding:
    made = finding(rule, (), severity=Severity.QUERY, left=None, right=None, difference=None, message="正文有一处。")
    return replace(made, **{"places": (Place("一、总体情况", "D5"),), "subject": "全年收到58件", **more})


def sent_about(report: Report, *findings: Finding) -> SentLetter:
    values = shown_values(report, findings)
    return SentLetter("示例镇", Kind.RETURN, ON, BY, "0" * 64, findings=findings, values=values)


def reading_with(report: Report, *findings: Finding) -> Reading:
    places = {GRANTED: Place(SHEET, "D8"), TOTAL: Place(SHEET, "J8")}
    return Reading("1" * 64, report, findings, places=places)


def outcomes(ticked: tuple[Ticked, ...]) -> list[Outcome]:
    return [one.outcome for one in ticked]


BEFORE = report_of(cells={GRANTED: 59, TOTAL: 58})
AFTER = report_of(cells={GRANTED: 58, TOTAL: 58})


def test_what_is_gone_is_corrected_and_tells_old_and_new():
    (one,) = tick(sent_about(BEFORE, finding()), reading_with(AFTER))

    assert (one.outcome, one.sentence) == (Outcome.CORRECTED, "D8 由 59 改为 58")
    assert one.outcome.settled


def test_cells_emptied_and_words_are_told_as_such():
    words = report_of(cells={GRANTED: "五十八件"})
    empty = report_of(cells={GRANTED: None})
    sent = sent_about(words, finding("B2", (GRANTED,)))

    assert tick(sent, reading_with(empty))[0].sentence == "D8 由“五十八件”改为空白"
    assert tick(sent, reading_with(BEFORE))[0].sentence == "D8 由“五十八件”改为 59"


def test_what_is_gone_without_a_changed_cell_is_corrected_all_the_same():
    (one,) = tick(sent_about(BEFORE, query()), reading_with(BEFORE))

    assert (one.outcome, one.sentence) == (Outcome.CORRECTED, "不再有这个问题")


def test_an_explained_query_quotes_the_explanation():
    explained = query(explained=True, explanation="含上年补报（填报人，2025-01-22）")
    (one,) = tick(sent_about(BEFORE, query()), reading_with(BEFORE, explained))

    assert (one.outcome, one.sentence) == (Outcome.EXPLAINED, "审核说明：含上年补报（填报人，2025-01-22）")


def test_what_nobody_touched_is_standing():
    (one,) = tick(sent_about(BEFORE, finding()), reading_with(BEFORE, finding()))

    assert (one.outcome, one.sentence) == (Outcome.STANDING, "没有改动")


def test_the_same_rule_on_other_figures_has_changed():
    new = report_of(cells={GRANTED: 62, TOTAL: 58})
    (one,) = tick(sent_about(BEFORE, finding()), reading_with(new, finding(right=62, difference=-4)))

    assert one.outcome is Outcome.CHANGED
    assert one.sentence == "D8 由 59 改为 62；上次相差 1，现在相差 4"


def test_both_sides_moved_by_as_much_is_no_correction():
    new = report_of(cells={GRANTED: 60, TOTAL: 59})
    (one,) = tick(sent_about(BEFORE, finding()), reading_with(new, finding(left=59, right=60)))

    assert one.outcome is Outcome.CHANGED
    assert one.sentence == "J8 由 58 改为 59，D8 由 59 改为 60；仍相差 1"


def test_a_sentence_whose_figure_changed_is_the_same_sentence():
    (one,) = tick(sent_about(BEFORE, query()), reading_with(BEFORE, query(subject="全年收到61件")))

    assert (one.outcome, one.sentence) == (Outcome.CHANGED, "文字已改动，问题仍在")


def test_an_operand_that_came_to_be_blank_keeps_the_finding_the_same():
    (one,) = tick(sent_about(BEFORE, finding()), reading_with(BEFORE, finding(cells=(TOTAL, GRANTED, "x.y.z"))))

    assert one.outcome is Outcome.STANDING


def test_new_findings_come_last_and_only_those_to_answer():
    reading = reading_with(
        AFTER,
        finding("A2", (GRANTED,)),
        query("E9", subject="别处"),
        query("E8", explained=True, explanation="已核"),
        finding("G4", (), severity=Severity.ERROR, blocks=False),
        finding("F1", (), severity=Severity.NOTICE),
    )
    ticked = tick(sent_about(BEFORE, finding()), reading)

    assert outcomes(ticked) == [Outcome.CORRECTED, Outcome.NEW, Outcome.NEW]
    assert [one.now.rule for one in ticked if one.now] == ["A2", "E9"]
    assert counted(ticked) == "已改 1 条，新出现 2 条"


def test_equal_findings_are_matched_one_to_one():
    ticked = tick(sent_about(BEFORE, query(), query()), reading_with(BEFORE, query()))

    assert sorted(one.value for one in outcomes(ticked)) == ["corrected", "standing"]


def test_the_surest_match_is_made_first():
    """Otherwise the first finding would take the second one's place, and one of two that stand would be “corrected”."""
    first, second = query(subject="全年收到58件"), query(subject="全年收到61件")
    ticked = tick(sent_about(BEFORE, first, second), reading_with(BEFORE, second))

    assert outcomes(ticked) == [Outcome.CORRECTED, Outcome.STANDING]


def test_nothing_is_said_of_earlier_findings_by_a_file_that_cannot_be_read():
    broken = Reading("2" * 64, code="W10", sentence="“年报.xls”是旧版文件。", hint="请另存为 .xlsx。")
    ticked = tick(sent_about(BEFORE, finding()), broken)

    assert outcomes(ticked) == [Outcome.UNKNOWN, Outcome.NEW]
    assert ticked[1].sentence == "“年报.xls”是旧版文件。"


def test_a_file_that_can_be_read_after_one_that_could_not_settles_it():
    broken = Reading("2" * 64, code="W10", sentence="“年报.xls”是旧版文件。", hint="请另存为 .xlsx。")
    sent = SentLetter("示例镇", Kind.RETURN, ON, BY, "2" * 64, findings=(unreadable_finding(broken),))

    assert outcomes(tick(sent, reading_with(AFTER))) == [Outcome.CORRECTED]


def test_remarks_are_not_ticked_off_by_a_file_alone():
    remark = finding("H1", (TOTAL,))
    sent = sent_about(BEFORE, remark)

    assert outcomes(tick(sent, reading_with(AFTER))) == [Outcome.UNKNOWN]
    assert outcomes(tick(sent, reading_with(AFTER), remarks=())) == [Outcome.CORRECTED]
    assert outcomes(tick(sent, reading_with(BEFORE), remarks=(remark,))) == [Outcome.STANDING]


def test_another_edition_lacks_the_cell_and_nothing_is_said_of_it():
    old = report_of("2019", {"proactive.regulations.made": 3})
    sent = sent_about(old, finding("D1", ("proactive.regulations.made",)))
    (one,) = tick(sent, reading_with(AFTER))

    assert (one.outcome, one.sentence) == (Outcome.CORRECTED, "不再有这个问题")


def test_many_changed_cells_are_counted():
    row = tuple(cell.id for cell in BEFORE.form.cells_of("requests") if cell.item == "granted")
    sent = sent_about(BEFORE, finding(cells=row))
    (one,) = tick(sent, reading_with(report_of(fill=7)))

    assert one.sentence.endswith("等 7 格")
    assert one.sentence.count("改为") == 4


CELLS = st.lists(st.sampled_from((GRANTED, TOTAL, "requests.received.total")), unique=True, max_size=2).map(tuple)
FINDINGS = st.lists(
    st.builds(
        lambda rule, cells, left, subject, explained: finding(
            rule, cells, left=left, subject=subject, severity=Severity.QUERY, explained=explained, explanation="核过"
        ),
        st.sampled_from(("A1", "A3", "E3")),
        CELLS,
        st.sampled_from((None, 1, Decimal("2.50"))),
        st.sampled_from(("", "收到1件", "收到2件")),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=examples(60), deadline=None)
@given(FINDINGS, FINDINGS)
def test_every_earlier_finding_is_ticked_once_and_none_is_used_twice(earlier: list[Finding], now: list[Finding]):
    ticked = tick(sent_about(BEFORE, *earlier), reading_with(BEFORE, *now))

    assert [one.earlier for one in ticked if one.earlier is not None] == earlier
    used = [id(one.now) for one in ticked if one.now is not None]
    assert len(used) == len(set(used))
    left = [one for one in now if id(one) not in used]
    assert all(one.explained for one in left)


@settings(max_examples=examples(60), deadline=None)
@given(FINDINGS, st.randoms(use_true_random=False))
def test_the_same_file_again_has_everything_standing_in_any_order(findings: list[Finding], rng: object):
    open_ones = [replace(one, explained=False) for one in findings]
    shuffled = list(open_ones)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    ticked = tick(sent_about(BEFORE, *open_ones), reading_with(BEFORE, *shuffled))

    assert outcomes(ticked) == [Outcome.STANDING] * len(findings)


@settings(max_examples=examples(60), deadline=None)
@given(FINDINGS)
def test_a_letter_survives_as_plain_values(findings: list[Finding]):
    sent = sent_about(BEFORE.with_cells({GRANTED: Count(3)}), *findings)
    sent = replace(sent, files={"示例镇/通知.docx": "ab" * 32}, file="年报.xlsx")

    assert sent_from_plain(json.loads(json.dumps(sent_to_plain(sent)))) == sent
