"""The numbers behind the charts, taken from the structure of the form: this year beside last year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xl_tools.forms import structure
from xl_tools.forms.model import Block, Form, Kind, Section, cell_id
from xl_tools.forms.structure import Counted
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import CHARTS, Layout
from xl_tools.workbook.livecell import LiveCell, as_result
from xl_tools.workbook.spot import Spot, rectangles

THIS_YEAR, LAST_YEAR = "本年", "上年"
CHART_TOP, CHART_ROWS = 3, 18
"""Row (from 0) of the first block of numbers, and the rows from one block to the next."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One number of a chart: the cells it adds up, of this or of last year's report; none if last year had none."""

    cells: tuple[str, ...]
    last_year: bool


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart and its numbers: a title, the series, and one line of bars a category."""

    title: str
    unit: str
    stacked: bool
    top: int
    series: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Bar, ...]], ...]

    def spot(self, line: int, series: int) -> Spot:
        """Where a number stands; title and series names stand two rows and one row above the first line."""
        return Spot(CHARTS, self.top + 2 + line, 1 + series)


@dataclass(frozen=True, slots=True)
class _Figure:
    """What one form has to show under one title: category → series → cells."""

    title: str
    stacked: bool
    lines: Mapping[str, Mapping[str, tuple[str, ...]]]


def chart_blocks(layout: Layout) -> tuple[ChartBlock, ...]:
    """The charts that the form's tables give: by applicant, by result, and of reviews and lawsuits."""
    earlier = {figure.title: figure.lines for figure in _figures(layout.previous_form)}
    blocks: list[ChartBlock] = []
    for index, figure in enumerate(_figures(layout.form)):
        names = tuple(dict.fromkeys(name for line in figure.lines.values() for name in line))
        lines: list[tuple[str, tuple[Bar, ...]]] = []
        for category, now in figure.lines.items():
            before = earlier.get(figure.title, {}).get(category, {})
            this_year = tuple(Bar(now.get(name, ()), last_year=False) for name in names)
            last_year = tuple(Bar(before.get(name, ()), last_year=True) for name in names)
            if figure.stacked:
                lines += [(f"{category}（{THIS_YEAR}）", this_year), (f"{category}（{LAST_YEAR}）", last_year)]
            else:
                lines.append((category, this_year + last_year))
        series = names if figure.stacked else (THIS_YEAR, LAST_YEAR)
        first = next(cells[0] for line in figure.lines.values() for cells in line.values())
        top, unit = CHART_TOP + CHART_ROWS * index, layout.form.cells[first].unit
        blocks.append(ChartBlock(figure.title, unit, figure.stacked, top, series, tuple(lines)))
    return tuple(blocks)


def chart_cells(contents: Contents) -> Iterator[LiveCell]:
    """The numbers of all charts."""
    layout, report = contents.layout, contents.as_seen
    for block in chart_blocks(layout):
        for line, (_, bars) in enumerate(block.lines):
            for series, bar in enumerate(bars):
                if not bar.cells:
                    continue
                places = layout.previous if bar.last_year else layout.cells
                spots = [places[cell] for cell in bar.cells]
                areas = [f"'{spots[0].sheet}'!{area}" for area in rectangles(spots)]
                source = report.previous if bar.last_year else report
                total = source.total(bar.cells) if source else 0
                yield LiveCell(block.spot(line, series), f"=SUM({','.join(areas)})", as_result(total))


def _figures(form: Form) -> Iterator[_Figure]:
    for section in form.tables:
        for block in section.blocks:
            match structure.counted(block):
                case Counted.REQUESTS:
                    yield _by_applicant(section, block)
                    yield from _by_result(section, block)
                case Counted.REVIEWS:
                    yield _by_group(section, block)
                case Counted.OTHER:
                    pass


def _by_applicant(section: Section, block: Block) -> _Figure:
    """The first row: new requests by kind of applicant."""
    row = block.rows[0]
    lines = {one.short: {"": (cell_id(section, row, one),)} for one in structure.applicants(block)}
    return _Figure(structure.plain(row.label[0]), stacked=False, lines=lines)


def _by_result(section: Section, block: Block) -> Iterator[_Figure]:
    """Groups of rows under one heading, （一）, （二）…, in the total column, where a form has such groups."""
    total = structure.total_column(block)
    groups = structure.results(block)
    lines = {name: {"": tuple(cell_id(section, row, total) for row in rows)} for name, rows in groups.items()}
    if heading := next((rows[0].label[0] for rows in groups.values()), ""):
        yield _Figure(structure.plain(heading), stacked=False, lines=lines)


def _by_group(section: Section, block: Block) -> _Figure:
    """Groups of columns as categories, the outcomes in them as series."""
    row = block.rows[0]
    lines = {
        columns[0].label[-2]: {
            one.label[-1]: (cell_id(section, row, one),) for one in columns if one.kind is not Kind.TOTAL
        }
        for columns in structure.outcomes(block).values()
    }
    return _Figure(structure.plain(section.title), stacked=True, lines=lines)
