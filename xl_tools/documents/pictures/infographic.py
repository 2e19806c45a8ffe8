"""Report and finished text → what its one-page 图解 says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xl_tools.documents.clean import clean_line
from xl_tools.documents.pictures.chart import Chart
from xl_tools.documents.pictures.chart_data import APPLICANTS, OUTCOMES, chart_data
from xl_tools.documents.pictures.headlines import Headline, headlines
from xl_tools.documents.pictures.summaries import Summary, summaries
from xl_tools.forms import structure
from xl_tools.forms.model import cell_id
from xl_tools.forms.structure import Counted
from xl_tools.narrative.model import Passage
from xl_tools.report import Report


@dataclass(frozen=True, slots=True)
class Infographic:
    """Everything that a 图解 says.

    Attributes:
        unit, title: the two lines of its title.
        panels: the charts, and in place of one with nothing to show a statement (本年度未收到政府信息公开申请),
            with a line break where it reads best.
        closing: where it all comes from.
    """

    unit: str
    title: str
    year: int
    draft: bool
    headlines: tuple[Headline, ...]
    panels: tuple[Chart | str, ...]
    summaries: tuple[Summary, ...]
    closing: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", clean_line(self.unit))

    @property
    def full_title(self) -> str:
        """The title on one line, as lists of files and search results show it."""
        return f"{self.unit}{self.title}"

    @property
    def alt(self) -> str:
        """The whole 图解 in words, for those who do not see the picture."""
        numbers = "，".join(f"{one.label}{one.number}{one.unit}" for one in self.headlines)
        parts = [f"{numbers}。"] if numbers else []
        parts += [panel.alt if isinstance(panel, Chart) else f"{''.join(panel.split())}。" for panel in self.panels]
        parts += [f"{summary.title}：{summary.text}" for summary in self.summaries]
        return "".join(parts)


def infographic(report: Report, passages: Sequence[Passage], *, draft: bool) -> Infographic:
    """The 图解 of one report; a draft may hold numbers that contradict each other, which are shown as stated."""
    return Infographic(
        unit=report.unit.name,
        title=f"{report.form.title.replace('{unit}', '').replace('{year}', str(report.year))}图解",
        year=report.year,
        draft=draft,
        headlines=headlines(report),
        panels=tuple(_panels(report)),
        summaries=summaries(report, passages),
        closing=f"数据统计期限：{report.year}年1月1日至12月31日。本图解据年度报告绘制，内容以年度报告为准。",
    )


def _panels(report: Report) -> Iterator[Chart | str]:
    charts = chart_data(report)
    drawn = {chart.id for chart in charts}
    if APPLICANTS not in drawn:
        yield from _statement(report, Counted.REQUESTS, "本年度未收到政府信息公开申请", "政府信息公开申请数量未填报")
    yield from charts
    if OUTCOMES not in drawn:
        nothing = "本年度未发生政府信息公开\n行政复议、行政诉讼"
        yield from _statement(report, Counted.REVIEWS, nothing, "行政复议、行政诉讼数量未填报")


def _statement(report: Report, what: Counted, nothing: str, unknown: str) -> Iterator[str]:
    """What the first row of the table says without a chart; no words where a total alone is stated."""
    for section in report.form.tables:
        for block in section.blocks:
            if structure.counted(block) is what:
                cells = (cell_id(section, block.rows[0], column) for column in block.columns)
                numbers = [report.numbers[cell] for cell in cells if cell in report.numbers]
                if not any(numbers):
                    yield nothing if numbers else unknown
