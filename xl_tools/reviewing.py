"""What follows from a judgement: a proposed value accepted, a query explained, a workbook made final.

Each is planned on an opened workbook, for a closed file and for a button alike.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.datafile import write_data
from xl_tools.errors import XlToolsError
from xl_tools.finding import Finding, Locate, Place, Severity
from xl_tools.inputs import open_data_file
from xl_tools.judging import Standard, judge_final, judge_opened, judge_report
from xl_tools.outcomes import FinalizeRefused, ProseCheck
from xl_tools.report import Explanation, Report
from xl_tools.rule import PROSE_CHECKS
from xl_tools.validation import explanations as explaining
from xl_tools.validation.judgement import Judgement, Suggestion, judge

if TYPE_CHECKING:
    from xl_tools.workbook.patch import Edit
    from xl_tools.workbook.reader import Opened

Edits = dict[tuple[str, str], "Edit"]
_SHOWN = 30
"""Characters of the words that tell several findings of one rule apart."""


class ReviewError(XlToolsError):
    """A suggestion or a query was named that there is not, or not clearly."""

    default_code = "E20"


@dataclass(frozen=True, slots=True)
class Finality:
    """How a workbook is made final: what is written, and the code it then has."""

    edits: Edits
    on: str
    code: str


def choose(judgement: Judgement, *, cell: str = "", group: int = 0, everything: bool = False) -> list[Suggestion]:
    """The suggestions meant: of one cell (id, or 三、申请情况!D8), of one group, or every sure one.

    Without a choice, the only sure one there is.
    Raises: ReviewError E21 if there is none, E22 if it is not clear which is meant.
    """
    if cell:
        found = [one for one in judgement.suggestions if cell == one.cell or _at(cell, one.place)]
        if not found:
            raise ReviewError(f"对“{cell}”没有建议值。", code="E21", hint="请先校验，看“建议值”指的是哪一格。")
        places = list(dict.fromkeys(str(one.place) for one in found))
        if len(places) > 1:
            listed = "、".join(places)
            raise ReviewError(
                f"“{cell}”有几处：{listed}。", code="E22", hint="请连工作表名一起写，例如 三、申请情况!D8。"
            )
        best = found[0]
        return [one for one in judgement.suggestions if (one.group, one.answer) == (best.group, best.answer)]
    sure = [one for one in judgement.suggestions if one.sure and one.answer == 1]
    if group:
        found = [one for one in judgement.suggestions if one.group == group and one.answer == 1]
        if not found:
            raise ReviewError(f"第 {group} 组没有建议值。", code="E21", hint="请先校验，看哪一组有建议值。")
        if not found[0].sure:
            raise ReviewError(f"{judgement.advice(group)}。", code="E22", hint="请核对后指明要改的单元格。")
        return found
    if not judgement.suggestions:
        raise ReviewError("没有可以采纳的建议。", code="E21", hint="勾稽关系都成立，或从数字推不出应填多少。")
    groups = list(dict.fromkeys(one.group for one in sure))
    if everything and groups:
        return sure
    if len(groups) != 1:
        words = "；".join(judgement.advice(one) for one in dict.fromkeys(s.group for s in judgement.suggestions))
        raise ReviewError(f"要采纳哪一条不明确：{words}。", code="E22", hint="请指明单元格或组号。")
    return sure


def explain_edits(
    opened: Opened, judgement: Judgement, finding: Finding, text: str, *, by: str, now: str
) -> tuple[Edits, Explanation]:
    """填写审核说明 on an opened workbook: the findings table with one more explanation, and the explanation.

    Raises: ReviewError E23 if nobody is named who explains; E24 for an error; E25 without words; WorkbookError W51
        for more words than a cell can hold.
    """
    from xl_tools.workbook.explained import Note, beside, notes_of
    from xl_tools.workbook.results import result_edits
    from xl_tools.workbook.texts import judged_report

    report, _ = judged_report(opened)
    made = _explanation(report, finding, text, by, now[:10])
    place = finding.places[0] if finding.places else None
    note = Note(made, place.sheet if place else "", place.address if place else "")
    # One rule may have several findings at one place: only what stands beside this one gives way.
    notes = notes_of(opened, now[:10])
    old, _ = beside(notes, [(one, explaining.digest(report, one)) for one in judgement.findings])
    replaced = old[judgement.findings.index(finding)]
    kept = [one for one in notes if one is not replaced and not _same(one.explanation, made)]
    explained = explaining.apply(judgement.findings, [one.explanation for one in (*kept, note)], report)
    judged = Judgement(explained, judgement.suggestions)
    return result_edits(opened, judged, now[:16], notes=[*kept, note]), made


def explain_data(path: Path, by: Standard, rule: str, where: str, text: str, who: str) -> tuple[Finding, Explanation]:
    """填写审核说明 in a data file; everything else in it stays as it was. Raises as explain_edits and find_query do."""
    from xl_tools.workbook.save import save_bytes

    report, read = open_data_file(path)
    judged = judge_report(report, by)
    finding = find_query(judged, rule, where)
    made = _explanation(report, finding, text, who or report.preparer, f"{datetime.now():%Y-%m-%d}")
    standing = {explaining.digest(report, one) for one in judged.findings}
    explanations = explaining.with_explanation(report.explanations, made, standing=standing)
    content = write_data(replace(report, explanations=explanations)).encode()
    save_bytes(path, content, expected_digest=read, overwrite=True)
    return replace(finding, explained=True), made


def find_query(judgement: Judgement, rule: str, where: str = "") -> Finding:
    """The query of a rule at a place (cell id, 三、申请情况!D6, or D6), or with certain words of the text it is about.

    Raises: ReviewError E26 if there is none, E27 if there are several, E24 if it is an error.
    """
    found = [one for one in judgement.findings if one.rule == rule and one.severity is not Severity.NOTICE]
    if where:
        found = [one for one in found if where in one.cells or any(_at(where, place) for place in one.places)] or [
            one for one in found if where in one.subject
        ]
    if not found:
        at = f"{where} 处" if where else ""
        raise ReviewError(f"{at}没有规则 {rule} 的核实性提示。", code="E26", hint="请先校验，看规则号和位置。")
    if len(found) > 1:
        places = "、".join(_shown(one) for one in found)
        hint = "请指明位置；位置相同的，写那一句里的几个字。"
        raise ReviewError(f"规则 {rule} 有 {len(found)} 条：{places}。", code="E27", hint=hint)
    if found[0].severity is Severity.ERROR:
        raise _error(found[0])
    return found[0]


def finality(opened: Opened, by: Standard, now: str) -> Finality:
    """定稿 on an opened workbook.

    Raises: FinalizeRefused E13 while errors stand, E14 while queries are not explained, E15 where 封面 does not
        say who prepared the report; WorkbookError W52 without a year.
    """
    from xl_tools.workbook.finalize import CHANGED, final_edits
    from xl_tools.workbook.results import result_edits

    judged = judge_final(opened, by)
    errors = [one for one in judged.findings if one.stops]
    if errors:
        raise FinalizeRefused(f"还有 {len(errors)} 处错误，不能定稿。", errors, code="E13", hint="请改正后再定稿。")
    queries = [one for one in judged.findings if one.severity is Severity.QUERY and not one.explained]
    if queries:
        hint = "请改正，或逐条写审核说明。"
        raise FinalizeRefused(f"还有 {len(queries)} 条核实没有说明，不能定稿。", queries, code="E14", hint=hint)
    if not opened.report.preparer:
        place = opened.spots["report.preparer"].place
        raise FinalizeRefused(
            f"封面（{place.address}）没有写填报人，不能定稿。", (), code="E15", hint="请填写后再定稿。"
        )
    shown = judge_opened(opened, by)
    shown = replace(shown, findings=tuple(one for one in shown.findings if one.rule != CHANGED))
    edits = result_edits(opened, shown, now[:16]) | final_edits(opened, now[:16])
    code = edits[opened.spots["report.seal"].sheet, opened.spots["report.seal"].address]
    return Finality(edits, now[:16], str(code))


def prose_check(path: Path, report: Report, locate: Locate, by: Standard) -> ProseCheck:
    """数字核对 of a report whose texts are as they would be published."""
    from xl_tools.validation.number_check import check_numbers

    rules = by.rules(report.form)
    spoken = tuple(rule for rule in rules.rules if rule.check in PROSE_CHECKS)
    judged = judge(report, locate, rules=replace(rules, rules=spoken), others=())
    return ProseCheck(path, check_numbers(report, locate), judged.findings)


def _explanation(report: Report, finding: Finding, text: str, by: str, on: str) -> Explanation:
    from xl_tools.workbook.contents import clean

    made = explaining.explain(report, finding, clean(text), by=by, on=on)
    if finding.severity is Severity.ERROR:
        raise _error(finding)
    if not made.text:
        raise ReviewError("没有写说明的内容。", code="E25", hint="请写明为什么这样填是对的。")
    if not made.by:
        raise ReviewError("没有写是谁作的说明。", code="E23", hint="请在封面填写填报人，或指明说明人。")
    return made


def _same(one: Explanation, other: Explanation) -> bool:
    return (one.rule, one.digest) == (other.rule, other.digest)


def _at(where: str, place: Place) -> bool:
    """Whether an address means this place, as people type them: 三、申请情况!D8, D8, in small or wide letters."""
    plain = unicodedata.normalize("NFKC", where).replace("'", "").replace("$", "").strip().upper()
    return plain in (unicodedata.normalize("NFKC", str(place)).upper(), place.address)


def _shown(finding: Finding) -> str:
    """A finding among several of one rule: its place, and the words it is about."""
    place = str(finding.places[0]) if finding.places else ""
    words = finding.subject if len(finding.subject) <= _SHOWN else f"{finding.subject[:_SHOWN]}…"
    return f"{place}（{words}）" if words else place


def _error(finding: Finding) -> ReviewError:
    message = f"规则 {finding.rule} 的这一条是错误，不能用说明代替改正。"
    return ReviewError(message, code="E24", hint=finding.message)
