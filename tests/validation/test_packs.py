"""Rule packs: what a province may add, set, tighten and switch off, and every refusal with file, line and sentence."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from support.reports import EDITIONS, locator, report_of

from xl_tools.errors import PackError
from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import form_for_edition
from xl_tools.packs import Pack, apply_pack, load_pack
from xl_tools.packwords import in_chinese
from xl_tools.report import Report
from xl_tools.rule import Rule
from xl_tools.rules import RuleBook, load_rules
from xl_tools.units import Level
from xl_tools.validation.engine import validate

E, Q, N = Severity.ERROR, Severity.QUERY, Severity.NOTICE
EXAMPLE = Path(__file__).parents[2] / "examples" / "packs" / "示例省.toml"
HEAD = 'name = "试验规则包"\nissuer = "试验"\ndate = 2026-01-05\n'
ADDED = """
[[rules]]
id = "P1"
table = "requests"
each = "column"
expr = "rejected_duplicate <= granted"
severity = "error"
title = "重复申请不多于予以公开"
advice = "请核对{cells}"
source = { document = "试验" }
"""


def book_of(edition: str = "2021") -> RuleBook:
    return load_rules(form_for_edition(edition))


def written(folder: Path, text: str) -> Path:
    path = folder / "试验.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def packed(folder: Path, text: str, edition: str = "2021") -> RuleBook:
    return apply_pack(book_of(edition), load_pack(written(folder, text)))


def judge(report: Report, book: RuleBook) -> tuple[Finding, ...]:
    return validate(report, locator(report.form), rules=book)


def judged(report: Report, book: RuleBook, rule: str) -> list[tuple[Severity, str]]:
    return [(finding.severity, finding.message) for finding in judge(report, book) if finding.rule == rule]


# --- what a pack may do


def test_empty_pack_changes_nothing(tmp_path: Path) -> None:
    pack = load_pack(written(tmp_path, ""))
    assert (pack.name, pack.issuer, pack.date) == ("试验规则包", "试验", date(2026, 1, 5))
    assert pack.summary == "规则包“试验规则包”（试验，2026-01-05）：没有改动。"
    for edition in EDITIONS:
        assert apply_pack(book_of(edition), pack) == book_of(edition)


def test_new_rule_is_judged_like_any_other(tmp_path: Path) -> None:
    book = packed(tmp_path, ADDED, "2021")
    assert [rule.id for rule in book.rules] == [*(rule.id for rule in book_of().rules), "P1"]
    cells = dict.fromkeys(("requests.rejected_duplicate.natural_person", "requests.rejected_duplicate.total"), 2)
    [first, second] = judged(report_of(cells=cells), book, "P1")
    assert first == (
        E,
        "表三“自然人”栏：重复申请 2；予以公开 0，相差 2，前者不应大于后者。请核对 D22、D8。（P1，试验）",
    )
    assert second[0] is E
    assert book_of().rules == tuple(rule for rule in book.rules if rule.id != "P1")


def test_new_rule_on_trial_is_a_query_that_says_so(tmp_path: Path) -> None:
    book = packed(tmp_path, ADDED.replace('id = "P1"', 'id = "P1"\ntrial = true'))
    [(severity, message)] = judged(report_of(cells={"requests.rejected_duplicate.other": 2}), book, "P1")
    assert severity is Q
    assert message.startswith("试行规则：表三“其他”栏：")


def test_new_rule_never_asks_for_a_place_in_the_workbook(tmp_path: Path) -> None:
    book = packed(tmp_path, ADDED)
    assert [pair for pair in book.live if pair[0].id == "P1"] == []
    assert len(book.live) == len(book_of().live)


def test_new_rule_of_one_edition_stays_there(tmp_path: Path) -> None:
    text = ADDED.replace('id = "P1"', 'id = "P1"\neditions = ["2021"]')
    assert "P1" in {rule.id for rule in packed(tmp_path, text, "2021").rules}
    assert "P1" not in {rule.id for rule in packed(tmp_path, text, "2019").rules}


def test_new_rule_may_use_last_year_and_any_kind_of_check(tmp_path: Path) -> None:
    text = """
[[rules]]
id = "P1"
table = "review"
expr = "reconsideration.total <= previous.reconsideration.total + 10"
severity = "query"
title = "复议没有猛增"
advice = "请核对{cells}"
source = { document = "试验" }

[[rules]]
id = "P2"
check = "jump"
cells = ["review.reconsideration.pending"]
limits = { factor = 2, low = "0.5", least = 1 }
severity = "query"
title = "尚未审结没有突变"
advice = "请核对"
source = { document = "试验" }
"""
    book = packed(tmp_path, text)
    pending = {f"review.reconsideration.{part}": 12 for part in ("pending", "total")}
    before = {f"review.reconsideration.{part}": 1 for part in ("pending", "total")}
    report = report_of(cells=pending)
    last = report_of(cells=before)
    report = Report(report.form, report.year, report.unit, report.cells, previous=last)
    assert {finding.rule for finding in judge(report, book)} >= {"P1", "P2"}


def test_thresholds_of_a_rule_that_is_not_official_are_set_freely(tmp_path: Path) -> None:
    text = '[[change]]\nid = "C4"\nlimits = { factor = 100, low = "0.01" }\n'
    rule = packed(tmp_path, text).rule("C4")
    assert (rule.whole("factor"), rule.text("low"), rule.whole("least")) == (100, "0.01", 5)


@pytest.mark.parametrize("level", list(Level))
def test_severity_is_raised_for_the_levels_named_and_no_others(tmp_path: Path, level: Level) -> None:
    text = '[[change]]\nid = "C2"\nseverity = { error = ["township", "subdistrict"] }\n'
    raised = packed(tmp_path, text).rule("C2").severity[level]
    assert raised is (E if level in (Level.TOWNSHIP, Level.SUBDISTRICT) else Q)


def test_severity_of_an_official_rule_may_be_raised_and_spread_to_more_levels(tmp_path: Path) -> None:
    text = '[[change]]\nid = "D1"\nseverity = { error = ["city_department"], query = ["city_government"] }\n'
    severity = packed(tmp_path, text).rule("D1").severity
    assert severity[Level.CITY_DEPARTMENT] is E
    assert severity[Level.CITY_GOVERNMENT] is Q
    assert severity[Level.TOWNSHIP] is E
    assert Level.STATE_DEPARTMENT not in severity


def test_official_limit_moves_in_the_direction_that_its_rule_names(tmp_path: Path) -> None:
    text = '[[change]]\nid = "G4"\nlimits = { due_departments = "01-25", due_townships = "01-31" }\n'
    rule = packed(tmp_path, text).rule("G4")
    assert (rule.text("due_departments"), rule.text("due_townships"), rule.text("due_governments")) == (
        *("01-25", "01-31", "03-31"),
    )


def test_rule_is_switched_off_with_reason_and_date(tmp_path: Path) -> None:
    text = '[[off]]\nid = "B5"\nreason = "只统计本年新收"\ndate = "2026-02-01"\n'
    pack = load_pack(written(tmp_path, text))
    assert [(one.id, one.reason, one.date) for one in pack.switched_off] == [("B5", "只统计本年新收", date(2026, 2, 1))]
    assert {rule.id for rule in book_of().rules} - {rule.id for rule in apply_pack(book_of(), pack).rules} == {"B5"}


def test_rule_that_an_edition_does_not_have_is_passed_over_there(tmp_path: Path) -> None:
    text = '[[change]]\nid = "C2"\nseverity = "error"\n[[off]]\nid = "D2"\nreason = "试验"\ndate = 2026-01-05\n'
    assert packed(tmp_path, text, "2019") == book_of("2019")


def test_pack_leaves_the_rules_of_the_catalogue_as_they_are(tmp_path: Path) -> None:
    before = book_of().rule("C4")
    packed(tmp_path, '[[change]]\nid = "C4"\nlimits = { factor = 2 }\n')
    assert book_of().rule("C4") is before
    assert before.whole("factor") == 5


# --- the example


@pytest.fixture(scope="module")
def example() -> Pack:
    return load_pack(EXAMPLE)


def test_example_says_that_it_is_one_and_what_it_changes(example: Pack) -> None:
    assert "虚构" in example.issuer
    assert "举例" in example.name
    assert example.summary == (
        "规则包“示例省政府信息公开年度报告规则包（举例）”（示例省（虚构），2026-01-05）：增加规则 P1（试行）；"
        "C4 “突变：本年为上年的倍数”改为 3；"
        "G4 “乡镇政府的期限（月-日）”改为 01-31，“街道办事处的期限（月-日）”改为 01-31；"
        "D6 “没有执法职能的单位（名称含有）”改为 档案馆、党史、地方志，"
        "“有执法职能的单位（名称含有）”改为 公安局、市场监督管理局；"
        "D8 “要核对的件数（0 为没有启用）”改为 100；"
        "C2 提为错误（县级部门、乡镇政府、街道办事处）；停用 B5（本省只统计本年新收的案件，2026-01-05）。"
    )


def test_new_rule_of_the_example_is_judged_as_its_own_example_says(example: Pack) -> None:
    rule = apply_pack(book_of(), example).rule("P1")
    alone = RuleBook(form_for_edition("2021"), (rule,))
    assert judge(report_of(cells=rule.example.good_cells), alone) == ()
    [finding] = judge(report_of(cells=rule.example.bad_cells), alone)
    assert (finding.rule, finding.severity, finding.left, finding.right) == ("P1", Q, 2, 1)


ENFORCED = ("proactive.licensing.decisions", "proactive.penalties.decisions", "proactive.coercion.decisions")


def named(report: Report, name: str, level: Level = Level.COUNTY_DEPARTMENT) -> Report:
    unit = type(report.unit)(name, level)
    return Report(report.form, report.year, unit, report.cells)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("name", "cells", "cells_found"),
    [
        ("示例县档案馆", {}, None),
        ("示例县档案馆", {ENFORCED[0]: 35}, ENFORCED[:1]),
        ("示例县档案馆", {ENFORCED[1]: 2, ENFORCED[2]: 1}, ENFORCED[1:]),
        ("示例县档案馆", {ENFORCED[0]: "若干", ENFORCED[1]: 2}, None),
        ("示例县公安局", {}, ENFORCED),
        ("示例县公安局", {ENFORCED[1]: 1}, None),
        ("示例县公安局", {ENFORCED[1]: None}, None),
        ("示例县财政局", {}, None),
        ("示例县财政局", {ENFORCED[1]: 1}, None),
    ],
)
def test_d6_knows_units_by_their_names(
    example: Pack, edition: str, name: str, cells: dict[str, object], cells_found: tuple[str, ...] | None
) -> None:
    report = named(report_of(edition, cells), name)
    found = [one for one in judge(report, apply_pack(book_of(edition), example)) if one.rule == "D6"]
    assert [(one.severity, one.cells) for one in found] == ([] if cells_found is None else [(Q, cells_found)])
    assert not [one for one in judge(report, book_of(edition)) if one.rule == "D6"]


def test_messages_of_d6_and_d8(example: Pack) -> None:
    book = apply_pack(book_of(), example)
    advice = "请核对本单位职责和统计口径：许可、处罚、强制填全部处理决定的件数，含依法不公开的"
    basis = "（D6，单位职责 推断，单位类别由规则包设定）"
    assert judged(named(report_of(cells={ENFORCED[0]: 35}), "示例县档案馆"), book, "D6") == [
        (
            Q,
            "表二：行政许可·处理决定 35（B9），而名称含“档案馆”的单位没有执法职能（规则包）。" + advice + "。" + basis,
        )
    ]
    assert judged(named(report_of(), "示例县公安局"), book, "D6") == [
        (
            Q,
            "表二：行政许可、行政处罚、行政强制都填 0（B9、B12、B13），而名称含“公安局”的单位有执法职能（规则包）。"
            + advice
            + "。"
            + basis,
        )
    ]
    stock = report_of(cells={"proactive.normative_documents.in_force": 101}, level=Level.COUNTY_DEPARTMENT)
    assert judged(stock, book, "D8") == [
        (
            Q,
            "表二“行政规范性文件·现行有效”（D6）填的是 101 件，达到 100 件，像是本地区的总数。"
            "只填本机关制发的；确是本机关的，请写审核说明。（D8，已发布年报的实例 实践依据，界限由规则包设定）",
        )
    ]


@pytest.mark.parametrize(
    ("number", "level", "found"),
    [
        (99, Level.COUNTY_DEPARTMENT, False),
        (100, Level.COUNTY_DEPARTMENT, True),
        (100, Level.CITY_DEPARTMENT, True),
        (500, Level.COUNTY_GOVERNMENT, False),
        (None, Level.COUNTY_DEPARTMENT, False),
        ("很多", Level.COUNTY_DEPARTMENT, False),
    ],
)
def test_d8_asks_departments_from_the_number_of_the_pack_on(
    example: Pack, number: object, level: Level, found: bool
) -> None:
    report = report_of(cells={"proactive.normative_documents.in_force": number}, level=level)
    assert bool(judged(report, apply_pack(book_of(), example), "D8")) is found
    assert not judged(report, book_of(), "D8")


# --- what no pack may do

OFFICIAL = [rule.id for rule in book_of().rules if rule.official]


def refused(folder: Path, text: str) -> PackError:
    with pytest.raises(PackError) as caught:
        load_pack(written(folder, text))
    error = caught.value
    place = f"规则包“试验.toml”第 {error.line} 行：" if error.line else "规则包“试验.toml”："
    assert str(error).startswith(place)
    assert str(error).endswith("。")
    assert error.file == str(folder / "试验.toml")
    return error


@pytest.mark.parametrize("rule", OFFICIAL)
def test_official_rule_is_never_switched_off(tmp_path: Path, rule: str) -> None:
    error = refused(tmp_path, f'\n[[off]]\nid = "{rule}"\nreason = "太严"\ndate = 2026-01-05\n')
    assert (error.code, error.line) == ("R05", 5)
    assert f"{rule} 是法定格式或法律规定的规则，不能停用" in str(error)


@pytest.mark.parametrize("rule", [rule for rule in book_of().rules if E in rule.severity.values()], ids=lambda r: r.id)
def test_severity_is_never_lowered(tmp_path: Path, rule: Rule) -> None:
    level = next(level for level, severity in rule.severity.items() if severity is E)
    error = refused(tmp_path, f'[[change]]\nid = "{rule.id}"\nseverity = {{ query = ["{level.value}"] }}\n')
    assert (error.code, error.line) == ("R05", 6)
    assert f"规则 {rule.id} 对{level.label}是“错误”，不能降为“核实”，只能提高" in str(error)


def looser(value: object) -> list[str]:
    """New values for an official limit, as TOML, each of which would be a change."""
    if isinstance(value, tuple):
        words = ", ".join(f'"{word}"' for word in value)
        return [f'[{words}, "什么都算"]', f'["{value[0]}"]']
    if isinstance(value, int):
        return [str(value + 1), str(max(0, value - 1))]
    return ['"03-30"' if re.fullmatch(r"\d\d-\d\d", str(value)) else '"别的"']


LIMITS = [
    (rule.id, name, new)
    for rule in book_of().rules
    if rule.official
    for name, value in rule.limits.items()
    if name not in rule.stricter
    for new in looser(value)
]


@pytest.mark.parametrize(("rule", "name", "new"), LIMITS)
def test_limit_of_an_official_rule_without_direction_is_fixed(tmp_path: Path, rule: str, name: str, new: str) -> None:
    error = refused(tmp_path, f'[[change]]\nid = "{rule}"\nlimits = {{ {name} = {new} }}\n')
    assert error.code == "R05"
    assert f"{rule} 是法定格式或法律规定的规则，“{name}”不能放宽" in str(error)


def test_there_are_official_limits_to_try() -> None:
    assert {rule for rule, _, _ in LIMITS} >= {"F2", "F3"}


def test_official_limit_never_moves_against_its_direction(tmp_path: Path) -> None:
    error = refused(tmp_path, '[[change]]\nid = "G4"\n[change.limits]\ndue_departments = "02-28"\n')
    assert (error.code, error.line) == ("R05", 7)
    assert "G4 是法定格式或法律规定的规则，“due_departments”不能放宽" in str(error)
    error = refused(tmp_path, '[[change]]\nid = "G4"\n[change.limits]\ndue_governments = "99-99"\n')
    assert error.code == "R05"


REFUSALS = {
    # what: (text after the head, code, line, words of the sentence)
    "unknown rule": ('[[off]]\nid = "Z9"\nreason = "无"\ndate = 2026-01-05\n', "R04", 5, "规则目录里没有 Z9"),
    "switched off without reason": ('[[off]]\nid = "B5"\ndate = 2026-01-05\n', "R02", 4, "缺少“reason”，应写一段文字"),
    "switched off without date": ('[[off]]\nid = "B5"\nreason = "无"\n', "R02", 4, "“date”应写日期，例如 2026-01-05"),
    "date that is none": (
        '[[off]]\nid = "B5"\nreason = "无"\ndate = "正月"\n',
        "R02",
        7,
        "“date”应写日期，例如 2026-01-05",
    ),
    "change of nothing": ('[[change]]\nid = "C4"\n', "R02", 4, "规则 C4：要写明改什么（limits 或 severity）"),
    "limit that the rule does not have": (
        '[[change]]\nid = "C4"\n[change.limits]\nmost = 3\n',
        "R04",
        7,
        "规则 C4 没有“most”这个界限；它的界限：factor、low、least",
    ),
    "limit of a rule that has none": (
        '[[change]]\nid = "B5"\n[change.limits]\nmost = 3\n',
        "R04",
        7,
        "规则 B5 没有“most”这个界限；它的界限：没有界限",
    ),
    "limit that is no number": (
        '[[change]]\nid = "C4"\n[change.limits]\nfactor = "五"\n',
        "R02",
        7,
        "规则 C4 的“factor”应为非负整数",
    ),
    "limit below zero": ('[[change]]\nid = "C4"\n[change.limits]\nleast = -1\n', "R02", 7, "应为非负整数"),
    "share that is no number": (
        '[[change]]\nid = "C4"\n[change.limits]\nlow = "两成"\n',
        "R02",
        7,
        "规则 C4 的“low”应为数，例如“0.2”",
    ),
    "share without quotation marks": (
        '[[change]]\nid = "C4"\n[change.limits]\nlow = 0\n',
        "R02",
        7,
        "规则 C4 的“low”应为加引号的文字",
    ),
    "decimal without quotation marks": (
        '[[change]]\nid = "C4"\n[change.limits]\nlow = 0.3\n',
        "R02",
        7,
        "“low”写的是 0.3，应为整数、文字或一列文字",
    ),
    "words that are one": (
        '[[change]]\nid = "D6"\n[change.limits]\nwith = "公安局"\n',
        "R02",
        7,
        "规则 D6 的“with”应为一列文字",
    ),
    "word that every name has": (
        '[[change]]\nid = "D6"\n[change.limits]\nwith = [""]\n',
        "R02",
        7,
        "规则 D6 的“with”里有空的文字",
    ),
    "level that is none": (
        '[[change]]\nid = "D7"\n[change.limits]\nlevels = ["village"]\n',
        "R02",
        7,
        "规则 D7 的“levels”里有不认识的单位级别",
    ),
    "day that is none": (
        '[[change]]\nid = "G4"\n[change.limits]\ndue_townships = "02-30"\n',
        "R02",
        7,
        "规则 G4 的“due_townships”应为月日，例如“01-31”",
    ),
    "severity that is none": ('[[change]]\nid = "C4"\nseverity = "fatal"\n', "R02", 6, "“severity”不能是“fatal”"),
    "severity of an unknown level": (
        '[[change]]\nid = "C4"\n[change.severity]\nerror = ["village"]\n',
        "R02",
        7,
        "“village”不是单位级别，或者写了两次",
    ),
    "softening by instance": (
        '[[change]]\nid = "C1"\nquery_only = ["total"]\nlimits = {}\n',
        "R02",
        6,
        "不认识“query_only”这一项；可用的有 id, limits, severity",
    ),
    "letter of the catalogue": (
        ADDED.replace('"P1"', '"A9"'),
        "R06",
        6,
        "规则号 A9 用了规则目录的字母（A 至 H、V、W），请用其他字母，例如 P1",
    ),
    "id that is no code": (ADDED.replace('"P1"', '"甲一"'), "R02", 6, "规则号“甲一”不合写法"),
    "id used twice": (ADDED + ADDED, "R06", 16, "“P1”已经有规则在用"),
    "alias of the catalogue": (
        ADDED.replace('id = "P1"', 'id = "P1"\nalias = "R-BAL"'),
        "R06",
        7,
        "“R-BAL”已经有规则在用",
    ),
    "rule that calls itself official": (
        ADDED.replace('id = "P1"', 'id = "P1"\nofficial = true'),
        "R05",
        7,
        "规则 P1：规则包里的规则不能写“official”",
    ),
    "rule that wants to stand in the workbook": (
        ADDED.replace('id = "P1"', 'id = "P1"\nlive = true'),
        "R05",
        7,
        "规则包里的规则不能写“live”",
    ),
    "unknown edition": (
        ADDED.replace('id = "P1"', 'id = "P1"\neditions = ["2017"]'),
        "R02",
        7,
        "没有“2017”版格式；可用的有 2019、2021",
    ),
    "unknown cell": (
        ADDED.replace("rejected_duplicate", "rejected_things"),
        "R02",
        9,
        "年报格式里没有叫“requests.rejected_things.natural_person”的数据格",
    ),
    "cell of one edition only": (
        ADDED.replace("rejected_duplicate", "other_handling"),
        "R02",
        9,
        "年报格式里没有叫“requests.other_handling.natural_person”的数据格",
    ),
    "equation that ends too early": (
        ADDED.replace("<= granted", "<="),
        "R02",
        9,
        "等式“rejected_duplicate <=”没有写完",
    ),
    "equation without relation": (
        ADDED.replace("rejected_duplicate <= granted", "rejected_duplicate granted"),
        "R02",
        9,
        "等式“rejected_duplicate granted”后面应写 =、<= 或 >=",
    ),
    "rule without source": (
        ADDED.replace('source = { document = "试验" }\n', ""),
        "R02",
        5,
        "缺少“source”，应写一组“名称 = 值”",
    ),
    "rule with unknown key": (ADDED.replace("advice", "advise"), "R02", 12, "不认识“advise”这一项"),
    "rule of an unknown check": (
        ADDED.replace('expr = "rejected_duplicate <= granted"', 'check = "guess"'),
        "R02",
        9,
        "“check”不能是“guess”",
    ),
    "check without its limits": (
        ADDED.replace('table = "requests"\neach = "column"\nexpr = "rejected_duplicate <= granted"', 'check = "jump"'),
        "R02",
        5,
        "规则 P1 用了“jump”检查，要写明界限“factor”（突变：本年为上年的倍数）",
    ),
    "check with a limit of another kind": (
        ADDED.replace(
            'table = "requests"\neach = "column"\nexpr = "rejected_duplicate <= granted"',
            'check = "jump"\nlimits = { factor = "五", low = "0.2", least = 5 }',
        ),
        "R02",
        8,
        "规则 P1 的“factor”应为非负整数",
    ),
    "unknown key of the file": ('\n[[remove]]\nid = "B5"\n', "R02", 5, "不认识“remove”这一项"),
    "table in place of a list": ('[change]\nid = "C4"\n', "R02", 4, "应为一个列表"),
    "text in place of a table": ('change = ["C4"]\n', "R02", 4, "写的是 'C4'，应为一组“名称 = 值”"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_refusal_names_line_and_rule_in_chinese(tmp_path: Path, what: str) -> None:
    text, code, line, words = REFUSALS[what]
    error = refused(tmp_path, text)
    assert words in str(error)
    assert (error.code, error.line) == (code, line)


def test_cell_of_one_edition_only_comes_with_a_hint(tmp_path: Path) -> None:
    error = refused(tmp_path, ADDED.replace("rejected_duplicate", "other_misc"))
    assert "other_misc" in str(error)
    assert error.hint == "如果只用于别的版本，请写 editions；现在按 2019 版读。"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b'name = "x', 1, "不符合 TOML 的写法"),
        (HEAD.encode() + b'x = "\xff"\n', 4, "不是 UTF-8 编码"),
        (b'issuer = "x"\ndate = 2026-01-05\n', 1, "缺少“name”，应写一段文字"),
        (b'name = ""\nissuer = "x"\ndate = 2026-01-05\n', 1, "“name”是空的，应写一段文字"),
        (b'name = "x"\nissuer = "x"\n', 1, "“date”应写日期"),
        (b'name = "x"\nissuer = "x"\ndate = 2026-01-05T10:00:00\n', 3, "“date”应写日期"),
    ],
)
def test_file_that_is_no_pack_is_told(tmp_path: Path, content: bytes, line: int, words: str) -> None:
    path = tmp_path / "试验.toml"
    path.write_bytes(content)
    with pytest.raises(PackError) as caught:
        load_pack(path)
    assert words in str(caught.value)
    assert caught.value.line == line


def test_pack_with_the_byte_order_mark_of_an_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "试验.toml"
    path.write_bytes(HEAD.encode("utf-8-sig"))
    assert load_pack(path).name == "试验规则包"


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"规则包“没有\.toml”：无法读取（没有这个文件）") as caught:
        load_pack(tmp_path / "没有.toml")
    assert caught.value.code == "R01"


def test_unforeseen_message_is_still_a_chinese_sentence() -> None:
    assert in_chinese("something new") == "写法有误（something new）"
