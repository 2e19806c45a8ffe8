"""Judgement → 校验报告: what validation says of a report, to be printed, signed and filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xl_tools.documents.blocks import Block, Document, Heading, Lines, Paragraph, PlainTable, Subject
from xl_tools.finding import Finding, Place, Severity
from xl_tools.report import Report
from xl_tools.validation.explanations import REOPENED
from xl_tools.validation.judgement import Judgement

NAMES = {Severity.ERROR: "逻辑性错误", Severity.QUERY: "核实性提示", Severity.NOTICE: "格式提醒"}
"""The kinds of findings as statistical offices call them; see `Severity.label` for the short words."""
_TO_DO = {Severity.ERROR: "须改正", Severity.QUERY: "须改正或写审核说明", Severity.NOTICE: "供参考"}
HEAD = ("序号", "规则", "位置", "发现的问题", "建议或审核说明")
_SHARES = (0.07, 0.07, 0.16, 0.4, 0.3)
FACTS_HEAD = ("项目", "内容")
_FACTS_SHARES = (0.2, 0.8)
_MOST_ADDRESSES = 6
_ORDINALS = "一二三四五六"
_TO_SIGN = (
    *(f"{role}（签字）：＿＿＿＿＿＿＿＿　　　年　　月　　日" for role in ("填报人", "审核人", "负责人")),
    "单位（盖章）：",
)
_LIMITS = "校验不能代替与原始记录的核对。"


@dataclass(frozen=True, slots=True)
class Check:
    """What was checked and how, as far as the caller knows it; what is empty is not printed.

    Attributes:
        file: name of the file.
        on: the day of the check.
        rules: how many rules the edition has for the unit, the pack's included.
        pack: the line on what a rule pack changed.
        state: 草稿 or 定稿, with `finalized_on` and the 封存码 of a final workbook.
    """

    file: str = ""
    on: date | None = None
    rules: int = 0
    pack: str = ""
    state: str = ""
    finalized_on: str = ""
    seal: str = ""


def check_report(report: Report, judgement: Judgement, check: Check | None = None) -> Document:
    """The 校验报告 of one report as a neutral document.

    Findings stand by severity, those of one cause together and in the order of the form. What to do about a cause
    is said once, with its first finding; the others refer to that one by its number. The same arguments give an
    equal document: the day of the check comes from the caller.
    """
    known = check or Check()
    title = (report.unit.name, f"{report.year}年政府信息公开工作年度报告校验报告")
    subject = Subject(report.unit.name, report.year, report.edition, report.form.name, known.on)
    return Document(title, False, subject, tuple(_blocks(report, judgement, known)))


def _blocks(report: Report, judgement: Judgement, check: Check) -> Iterator[Block]:
    numbered = _numbered(judgement.findings)
    headings = (f"{ordinal}、" for ordinal in _ORDINALS)
    yield PlainTable("校验对象和结果", FACTS_HEAD, tuple(_facts(report, judgement.findings, check)), _FACTS_SHARES)
    yield Heading(1, f"{next(headings)}校验结论")
    yield Paragraph(_verdict(report, judgement.findings, check))
    yield Paragraph(_LIMITS)
    # Where the verdict stands, on the first page: behind a long list, signatures would stand on a page by themselves.
    yield Heading(1, f"{next(headings)}签字")
    yield Lines(_TO_SIGN)
    for severity, name in NAMES.items():
        found = {number: finding for number, finding in numbered.items() if finding.severity is severity}
        if found:
            yield Heading(1, f"{next(headings)}{name}")
            rows = tuple(_row(number, finding, numbered, judgement) for number, finding in found.items())
            yield PlainTable(f"{name}共{len(rows)}条，{_TO_DO[severity]}", HEAD, rows, _SHARES)


def _numbered(findings: Sequence[Finding]) -> dict[int, Finding]:
    """The findings by the number they are printed with: by severity, then by cause as the causes appear."""
    causes = list(dict.fromkeys(finding.group for finding in findings))
    order = list(Severity)
    ordered = sorted(findings, key=lambda one: (order.index(one.severity), causes.index(one.group)))
    return dict(enumerate(ordered, start=1))


def _facts(report: Report, findings: Sequence[Finding], check: Check) -> Iterator[tuple[str, str]]:
    """The facts that are known, few to a line, so that a report without findings stands on one page."""
    day = f"{check.on.year}年{check.on.month}月{check.on.day}日" if check.on else ""
    people = (
        f"填报人{report.preparer}" if report.preparer else "",
        f"审核人{report.reviewer}" if report.reviewer else "",
    )
    facts = {
        "填报单位": (report.unit.name, report.unit.level.label),
        "年度和范围": (f"{report.year}年度", report.unit.scope.label),
        "格式版本": (f"{report.edition}版", report.form.source.document),
        "填报和审核": people,
        "校验文件": (check.file,),
        "状态": (check.state, check.finalized_on, f"封存码 {check.seal}" if check.seal else ""),
        "校验日期": (day, f"规则{check.rules}条" if check.rules else ""),
        "规则包": (check.pack.removeprefix("规则包"),),
        "校验结果": (_counted(findings),),
    }
    return ((name, "，".join(filter(None, texts))) for name, texts in facts.items() if any(texts))


def _counted(findings: Sequence[Finding]) -> str:
    """How many findings of each severity there are, and how many queries somebody explained."""
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    explained = sum(finding.explained for finding in findings)
    remark = {Severity.QUERY: f"（已说明{explained}条）"} if explained else {}
    return "，".join(f"{name}{counts[severity]}条{remark.get(severity, '')}" for severity, name in NAMES.items())


def _verdict(report: Report, findings: Sequence[Finding], check: Check) -> str:
    """Whether the report can be made final, in one sentence; see `reviewing.finality` for the conditions."""
    stopping = sum(finding.stops for finding in findings)
    late = sum(finding.severity is Severity.ERROR and not finding.stops for finding in findings)
    explained = sum(finding.severity is Severity.QUERY and finding.explained for finding in findings)
    unanswered = sum(finding.severity is Severity.QUERY and not finding.explained for finding in findings)
    if stopping:
        more = f"；另有{unanswered}条核实性提示，须改正或写审核说明" if unanswered else ""
        return f"还有{stopping}处逻辑性错误，须改正后再定稿{more}。"
    said = f"没有须改正的逻辑性错误（{late}处超过规定期限，已无法改正）" if late else "没有逻辑性错误"
    if unanswered:
        return f"{said}；还有{unanswered}条核实性提示没有说明，改正或写审核说明后可以定稿。"
    answered = f"，{explained}条核实性提示都已作审核说明" if explained else ""
    ready = "已经定稿" if check.finalized_on else "可以定稿" if report.preparer else "填写填报人后可以定稿"
    return f"{said}{answered}，{ready}。"


def _row(number: int, finding: Finding, numbered: Mapping[int, Finding], judgement: Judgement) -> tuple[str, ...]:
    return str(number), finding.rule, _places(finding.places), _problem(finding), _answer(number, numbered, judgement)


def _places(places: Iterable[Place]) -> str:
    """A sheet once, with the addresses on it."""
    by_sheet: dict[str, list[str]] = {}
    for place in places:
        by_sheet.setdefault(place.sheet, []).append(place.address)
    return "\n".join(f"{sheet}\n{_listed(addresses)}" for sheet, addresses in by_sheet.items())


def _listed(addresses: Sequence[str]) -> str:
    more = f" 等{len(addresses)}格" if len(addresses) > _MOST_ADDRESSES else ""
    return " ".join(addresses[:_MOST_ADDRESSES]) + more


def _problem(finding: Finding) -> str:
    """The sentence, with rule and basis on a line of their own; the rule has a column already."""
    text = finding.message.removesuffix(REOPENED)
    reopened = REOPENED if text != finding.message else ""
    for ending in (f"（{finding.rule}，{finding.basis}）", f"（{finding.rule}）"):
        text = text.removesuffix(ending)
    return f"{text}{reopened}\n依据：{finding.basis}"


def _answer(number: int, numbered: Mapping[int, Finding], judgement: Judgement) -> str:
    finding = numbered[number]
    if finding.explained:
        return f"已作审核说明：{finding.explanation}"
    # What the reader of a file notes belongs to no group, which is number 0.
    advice = judgement.advice(finding.group) if finding.group else ""
    open_ones = (other for other, one in numbered.items() if one.group == finding.group and not one.explained)
    if advice and (first := next(open_ones)) != number:
        return f"与第{first}条同一原因，见第{first}条。"
    # One answer a line, where there are several.
    said = f"{advice}。".replace("；也可能是", "；\n也可能是") if advice else ""
    match finding.severity:
        case Severity.ERROR:
            return said or "请改正。"
        case Severity.QUERY:
            return f"{said}\n尚未说明。"
        case Severity.NOTICE:
            return said
