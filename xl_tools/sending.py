"""寄出前检查: what the collecting office will say of a workbook when it arrives, in the order of the gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.errors import TemplateMismatch, XlToolsError
from xl_tools.finding import Finding, Severity
from xl_tools.units import Scope

if TYPE_CHECKING:
    from xl_tools.workbook.reader import Opened

_SHOWN = 3
"""Findings whose sentences a step quotes; the others are counted."""


class Verdict(Enum):
    """What a step, or all of them, come to; `label` is the word on screen."""

    PASSED = "passed"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {"passed": "通过", "doubtful": "注意", "refused": "不行"}[self.value]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the check: what it is about, and what was found."""

    name: str
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True)
class SendingCheck:
    """寄出前检查 of one file.

    Attributes:
        steps: from the file itself to its state; steps that could not be reached are missing.
        findings: everything validation says.
        seal: 封存码 of what stands in the file; empty if it could not be read.
        error: why the file could not be read.
    """

    file: Path
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...] = ()
    seal: str = ""
    error: XlToolsError | None = None

    @property
    def verdict(self) -> Verdict:
        """The worst of all steps."""
        found = {step.verdict for step in self.steps}
        return next(one for one in reversed(Verdict) if one in found)

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return {
            Verdict.PASSED: "可以寄出。",
            Verdict.DOUBTFUL: "可以寄出，但有要注意的地方，汇总单位可能退回。",
            Verdict.REFUSED: "现在不要寄出，汇总单位会退回。",
        }[self.verdict]


FILE, TEMPLATE, STRUCTURE, UNIT, CONTENT, LAST_YEAR, STATE = (
    "文件",
    "模板",
    "表格结构",
    "单位和年度",
    "数字和文字",
    "上年数据",
    "定稿",
)
STEPS = (FILE, TEMPLATE, STRUCTURE, UNIT, CONTENT, LAST_YEAR, STATE)
_STEP_OF = {
    "W4": FILE,
    "W9": FILE,
    "W1": STRUCTURE,
    "W2": STRUCTURE,
    "W3": STRUCTURE,
    "W8": STRUCTURE,
    "W5": UNIT,
    "W7": STATE,
}
_STRUCTURE_CODES = ("T05", "T06")


def refused(path: Path, error: XlToolsError) -> SendingCheck:
    """The check of a file that could not be read: the steps before it, and the one at which it was turned away."""
    step = STRUCTURE if error.code in _STRUCTURE_CODES else TEMPLATE if isinstance(error, TemplateMismatch) else FILE
    passed = [Step(name, Verdict.PASSED, "没有问题") for name in STEPS[: STEPS.index(step)]]
    said = f"{error}（{error.code}）{error.hint}"
    return SendingCheck(path, (*passed, Step(step, Verdict.REFUSED, said)), error=error)


def checked(opened: Opened, findings: Sequence[Finding], size: int, owner: str = "") -> SendingCheck:
    """The check of a workbook that was read and judged as it would be published.

    Args:
        size: of the file, in bytes.
        owner: who has the file open, as save.opened_by says it; empty if nobody.
    """
    from xl_tools.workbook.seal import seal_code

    groups: dict[str, list[Finding]] = {name: [] for name in STEPS}
    for finding in findings:
        groups[_STEP_OF.get(finding.rule, CONTENT)].append(finding)
    # What the other steps say where nothing is wrong.
    fine = {
        FILE: f"{-(-size // 1024)} KB，没有宏，没有外部链接",
        TEMPLATE: f"{opened.layout.form.edition} 版格式，第 {opened.layout.form.template_version} 版模板",
        STRUCTURE: "各格都在模板的位置",
        UNIT: _unit(opened),
        CONTENT: "没有错误，核实性提示都有说明",
    }
    steps = [_step(name, groups[name], sentence) for name, sentence in fine.items()]
    if owner and steps[0].verdict is Verdict.PASSED:
        said = f"这个文件正在被{owner}打开，寄出的是最后一次保存的内容；请保存并关闭后再寄"
        steps[0] = Step(FILE, Verdict.DOUBTFUL, said)
    steps += [_last_year(opened), _state(opened, groups[STATE])]
    return SendingCheck(opened.path, tuple(steps), tuple(findings), seal_code(opened))


def _step(name: str, findings: Sequence[Finding], fine: str) -> Step:
    errors = [one for one in findings if one.severity is Severity.ERROR]
    queries = [one for one in findings if one.severity is Severity.QUERY and not one.explained]
    notices = [one for one in findings if one.severity is Severity.NOTICE]
    counts = [
        words.format(len(group))
        for words, group in (("错误 {} 处", errors), ("没有说明的核实 {} 条", queries), ("提醒 {} 条", notices))
        if group
    ]
    if not counts:
        return Step(name, Verdict.PASSED, fine)
    stopping = any(one.stops for one in errors)
    causes = _first_of_each_cause([*errors, *queries, *notices])
    quoted = "；".join(one.message.rstrip("。") for one in causes[:_SHOWN])
    more = "……" if len(causes) > _SHOWN else ""
    verdict = Verdict.REFUSED if stopping else Verdict.DOUBTFUL if errors or queries or name != CONTENT else None
    # Notices on numbers, such as a text read as a number, are no reason to send a report back.
    return Step(name, verdict or Verdict.PASSED, f"{'，'.join(counts)}：{quoted}{more}")


def _first_of_each_cause(findings: Sequence[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for one in findings:
        if not one.group or all(one.group != other.group for other in kept):
            kept.append(one)
    return kept


def _unit(opened: Opened) -> str:
    report = opened.report
    scope = "汇总" if report.unit.scope is Scope.CONSOLIDATED else "本级"
    return f"{report.unit.name}，{report.year} 年度，{report.unit.level.label}，{scope}"


def _last_year(opened: Opened) -> Step:
    last = opened.report.previous
    if last is None or not last.cells:
        said = "没有填写上年数据，汇总单位不能核对上年结转；请填写“上年数据”表"
        return Step(LAST_YEAR, Verdict.DOUBTFUL, said)
    return Step(LAST_YEAR, Verdict.PASSED, f"已填 {last.year} 年度的数，结转已核对")


def _state(opened: Opened, notes: Sequence[Finding]) -> Step:
    from xl_tools.workbook.finalize import is_final

    if notes:
        return _step(STATE, notes, "")
    if is_final(opened):
        return Step(STATE, Verdict.PASSED, f"{opened.state.finalized_on} 定稿，封存码 {opened.state.seal}")
    return Step(STATE, Verdict.DOUBTFUL, "还是草稿；请先定稿再寄")
