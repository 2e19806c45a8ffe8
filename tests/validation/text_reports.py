"""A report of a made-up township whose texts break no rule, and ways to change one thing in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from support.reports import report_of

from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import form_for_edition, form_for_year
from xl_tools.report import Fact, Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.validation.engine import validate
from xl_tools.workbook.layout import layout_for_year

E, Q, N = Severity.ERROR, Severity.QUERY, Severity.NOTICE
TOWN, STREET, BUREAU = "示例县示例镇人民政府", "示例市示例街道办事处", "示例县示例局"
UNITS = {Level.TOWNSHIP: TOWN, Level.SUBDISTRICT: STREET, Level.COUNTY_DEPARTMENT: BUREAU}
LEAD = (
    "根据《中华人民共和国政府信息公开条例》和国办公开办函〔2021〕30号的要求，编制本报告。报告由总体情况，主动公开政府信息情况，"
    "收到和处理政府信息公开申请情况，政府信息公开行政复议、行政诉讼情况，存在的主要问题及改进情况，其他需要报告的事项六个部分组成。"
    "统计期限为2024年1月1日至12月31日。"
)
PARTS = {
    "主动公开": "2024年主动公开政府信息106条，其中政府网站61条、公开栏45条。",
    "依申请公开": "2024年未收到政府信息公开申请，也没有上年结转的申请。",
    "政府信息管理": "2024年未制发行政规范性文件。公开之前逐条审核，过期的信息按季清理。",
    "政府信息公开平台建设": "办事大厅设有政务公开专区，网站栏目由专人更新。",
    "监督保障": "公开工作列入年度考核，走访时听取社会评议，未发生责任追究情形。",
}
PROBLEMS = (
    "一是有的栏目更新不够及时，二是政策解读的形式单一。"
    "下一步，给每个栏目定责任人，按月检查更新；解读材料增加图表和问答。"
)
OTHER = "2024年未收取政府信息公开信息处理费，无其他需要报告的事项。"


def overview(**changed: str | None) -> str:
    """The five parts under their headings; a changed one has the given text, None takes it out."""
    parts = {**PARTS, **changed}
    return "\n".join(
        f"（{numeral}）{title}\n{parts[title]}"
        for numeral, title in zip("一二三四五", PARTS, strict=True)
        if parts[title] is not None
    )


def plain_overview(*left_out: str) -> str:
    """The same without headings, as one paragraph."""
    return "".join(text for title, text in PARTS.items() if title not in left_out)


def town(
    level: Level = Level.TOWNSHIP,
    *,
    unit: str = "",
    year: int = 2024,
    edition: str = "",
    scope: Scope = Scope.OWN,
    published_on: date | None = None,
    previous: Report | None = None,
    facts: dict[str, Fact] | None = None,
    cells: dict[str, object] | None = None,
    **texts: str | None,
) -> Report:
    """The report with some texts changed; None takes a text out. All figures are 0 but those given."""
    edition = edition or form_for_year(year).edition
    narrative = {"lead": LEAD, "overview": overview(), "problems": PROBLEMS, "other": OTHER}
    if year != 2024:
        narrative = {key: text.replace("2024", str(year)) for key, text in narrative.items()}
    if year < 2021:
        narrative["lead"] = narrative["lead"].replace("〔2021〕30号", "〔2019〕60号")
    kept = {key: text for key, text in {**narrative, **texts}.items() if text is not None}
    figures = report_of(edition, cells).cells
    return Report(
        form_for_edition(edition),
        year,
        Unit(unit or UNITS.get(level, TOWN), level, scope),
        figures,
        kept,
        facts or {},
        published_on=published_on,
        previous=previous,
    )


def judge(report: Report, others: Sequence[Report] = ()) -> tuple[Finding, ...]:
    locate = layout_for_year(report.form, report.year).locate
    return validate(report, locate, others=others)


def lines(report: Report, others: Sequence[Report] = ()) -> list[tuple[str, Severity, str]]:
    """Rule, severity and first place of every finding of the whole engine, in order."""
    return [(one.rule, one.severity, str(one.places[0])) for one in judge(report, others)]


def messages(report: Report, others: Sequence[Report] = ()) -> list[str]:
    return [one.message for one in judge(report, others)]


def at(key: str, part: str = "") -> str:
    """Where a text, one part of it, or a field of 封面 stands in the workbook of the made-up report."""
    return str(layout_for_year(form_for_year(2024), 2024).locate(f"{key}/{part}" if part else key))
