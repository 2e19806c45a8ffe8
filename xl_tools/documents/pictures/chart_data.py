"""Report → what its charts show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xl_tools.documents.pictures.chart import Chart, Row, Shown, Style, known_sum, percentages, quantity
from xl_tools.forms import structure
from xl_tools.forms.model import Block, Kind, Section, cell_id
from xl_tools.forms.structure import Counted
from xl_tools.report import Report

APPLICANTS, RESULTS, YEARS, OUTCOMES = "chart-applicants", "chart-results", "chart-years", "chart-outcomes"
"""Ids of the charts."""


def chart_data(report: Report) -> tuple[Chart, ...]:
    """申请量, 办理结果, 与上年比较, 复议诉讼; those left out of which all numbers are zero or missing."""
    return tuple(chart for chart in _charts(report) if any(number for row in chart.rows for number in row.numbers))


def _charts(report: Report) -> Iterator[Chart]:
    for section in report.form.tables:
        for block in section.blocks:
            match structure.counted(block):
                case Counted.REQUESTS:
                    yield _applicants(report, section, block)
                    yield _results(report, section, block)
                    if report.previous:
                        yield _years(report, report.previous, section, block)
                case Counted.REVIEWS:
                    yield _outcomes(report, section, block)
                case Counted.OTHER:
                    pass


def _applicants(report: Report, section: Section, block: Block) -> Chart:
    """New requests, and those carried in, by kind of applicant."""
    kinds, total = structure.applicants(block), structure.total_column(block)
    sources = {
        source: tuple(report.numbers.get(cell_id(section, source, kind)) for kind in kinds)
        for source in structure.coming_in(block)
    }
    # Where nothing was carried in, a second column would only say 0.
    kept = {source: numbers for index, (source, numbers) in enumerate(sources.items()) if not index or any(numbers)}
    names = [kind.short for kind in kinds]
    said = (
        _sentence(
            f"{source.short.removeprefix('本年')}申请",
            report.numbers.get(cell_id(section, source, total)),
            zip(names, numbers, strict=True),
            total.unit,
        )
        for source, numbers in kept.items()
    )
    return Chart(
        id=APPLICANTS,
        style=Style.SUMS,
        title="申请数量（按申请人）",
        caption=f"{report.year}年政府信息公开申请数量（按申请人）",
        alt=f"{report.year}年{'；'.join(said)}。",
        unit=total.unit,
        series=tuple(source.short for source in kept),
        # What every applicant stands below says nothing; 法人或其他组织, one level further in, does.
        rows=tuple(
            Row(kind.short, numbers, group=kind.label[-2] if len(kind.label) > 2 else "")
            for kind, numbers in zip(kinds, zip(*kept.values(), strict=True), strict=True)
        ),
    )


def _results(report: Report, section: Section, block: Block) -> Chart:
    """The results in their groups, all applicants together."""
    total = structure.total_column(block)
    groups = structure.results(block)
    numbers = [known_sum(report.numbers.get(cell_id(section, row, total)) for row in rows) for rows in groups.values()]
    shares = percentages(numbers)
    stated = report.numbers.get(cell_id(section, structure.results_total(block), total))
    together, note = known_sum(numbers), ""
    if stated is not None and together is not None and stated != together:
        whole = f"各项之和为{quantity(together, total.unit)}，与总计{quantity(stated, total.unit)}不同"
        note = f"{whole}；百分比按各项之和计算。"
    said = _sentence("办理结果总计", stated, zip(groups, numbers, strict=True), total.unit, shares)
    return Chart(
        id=RESULTS,
        style=Style.SHARES,
        title="办理结果",
        caption=f"{report.year}年政府信息公开申请办理结果",
        alt=f"{report.year}年{said}。{note}",
        unit=total.unit,
        series=("数量",),
        rows=tuple(
            Row(name, (number,), share=share) for name, number, share in zip(groups, numbers, shares, strict=True)
        ),
        note=note,
    )


def _years(report: Report, previous: Report, section: Section, block: Block) -> Chart:
    """The balance beside last year's, as far as last year's edition has the row; no rows where it says nothing."""
    total = structure.total_column(block)
    rows = [
        Row(row.short, (report.numbers.get(cell), previous.numbers.get(cell)))
        for row in structure.balance(block)
        if (cell := cell_id(section, row, total)) in previous.form.cells
    ]
    if all(row.numbers[1] is None for row in rows):
        rows = []
    said: list[str] = []
    for row in rows:
        now, before = (quantity(number, total.unit) for number in row.numbers)
        parts = [f"{row.label}{now}"] if now else []
        parts += [f"{'' if now else row.label}{previous.year}年为{before}"] if before else []
        said += ["，".join(parts)] if parts else []
    return Chart(
        id=YEARS,
        style=Style.BESIDE,
        title="与上年比较",
        caption=f"{report.year}年与{previous.year}年政府信息公开申请情况比较",
        alt=f"{report.year}年与{previous.year}年相比：{'；'.join(said)}。",
        unit=total.unit,
        series=(f"{report.year}年", f"{previous.year}年"),
        rows=tuple(rows),
    )


def _outcomes(report: Report, section: Section, block: Block) -> Chart:
    """Reviews and lawsuits, each made of its outcomes."""
    found: dict[str, dict[str, Shown]] = {}
    totals: dict[str, Shown] = {}
    for name, columns in structure.outcomes(block).items():
        for column in columns:
            number = report.numbers.get(cell_id(section, block.rows[0], column))
            if column.kind is Kind.TOTAL:
                totals[name] = number
            else:
                found.setdefault(name, {})[column.label[-1]] = number
    series = tuple(dict.fromkeys(outcome for numbers in found.values() for outcome in numbers))
    rows = tuple(
        Row(name, tuple(numbers.get(outcome) for outcome in series), total=totals.get(name))
        for name, numbers in found.items()
    )
    unit = block.columns[0].unit
    said = (_sentence(row.label, row.total, zip(series, row.numbers, strict=True), unit) for row in rows)
    return Chart(
        id=OUTCOMES,
        style=Style.PARTS,
        title="行政复议、行政诉讼",
        caption=f"{report.year}年{structure.plain(section.title)}",
        alt=f"{report.year}年{'；'.join(said)}。",
        unit=unit,
        series=series,
        rows=rows,
    )


def _sentence(
    name: str, total: Shown, parts: Iterable[tuple[str, Shown]], unit: str, shares: Sequence[str] = ()
) -> str:
    """“行政复议3件：结果维持2件、结果纠正1件”; what is unknown is not mentioned."""
    said = [
        f"{label}{quantity(number, unit)}" + (f"（{shares[index]}）" if shares and shares[index] else "")
        for index, (label, number) in enumerate(parts)
        if number is not None
    ]
    head = name + quantity(total, unit)
    return f"{head}：{'、'.join(said)}" if said else head
