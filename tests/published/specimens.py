"""Papers as offices publish them, still undamaged: figures of real or random reports, texts and looks of our own.

`specimen("…")` gives the same paper for the same name, whatever ran before.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from published.paper import Block, Kind, Paper, Paragraph, Square, Table, Truth
from published.paper_prose import UNITS, lead, other, overview, problems
from support.reports import PUBLISHED, balanced_report, published

from xl_tools.forms.grid import Role, table_grid
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.model import Form, Section
from xl_tools.report import Report
from xl_tools.values import Amount, Blank, Count, Value, parse, plain_decimal, show

RANDOM_YEARS = {"2019": (2019, 2020), "2021": (2021, 2022, 2023, 2024, 2025)}
_BREAK_SHARE = 0.15
_PADDINGS = (("", ""), ("", ""), ("\u3000\u3000", ""), (" ", ""), ("", "\u3000"), ("\u3000", " "))


def chance_of(name: str) -> random.Random:
    """The generator of one paper."""
    return random.Random(name)


def specimen(chance: random.Random, edition: str = "", years: Sequence[int] = ()) -> Paper:
    """An undamaged paper.

    Args:
        edition: of the form; any if empty.
        years: the report is for one of these; for any in which the edition is in force if empty.
    """
    report = _report(chance, edition, years)
    form = report.form
    unit = chance.choice(UNITS)
    cells = {id_: parse(value_text(report, id_), cell.kind, cell.unit) for id_, cell in form.cells.items()}
    truth = Truth(cells, unit, report.year, {}, {section.id: form.edition for section in form.tables})
    texts = {
        "lead": lead(unit, report.year, form.edition, chance),
        "overview": overview(report, unit, form.edition, chance, agreeing=chance.random() < 0.7),
        "problems": problems(chance),
        "other": other(chance),
    }
    truth.narrative = {key: "\n".join(one.text for one in texts[key]) for key in texts if texts[key]}
    blocks: list[Block] = [*_title(unit, report.year, chance), *texts["lead"]]
    for section in form.sections:
        blocks.append(Paragraph(section.title, Kind.HEADING))
        if section.is_table:
            blocks.append(printed_table(section, {id_: value_text(report, id_) for id_ in form.cells}))
        else:
            blocks += texts[section.id]
    if chance.random() < 0.4:
        blocks += [Paragraph(unit), Paragraph(f"{report.year + 1}年1月{chance.randint(5, 31)}日")]
    paper = Paper(form, blocks, truth)
    _dress(paper, chance)
    return paper


def value_text(report: Report, cell_id: str) -> str:
    """A value as an office prints it: as it was typed, money with its unit where the form prints none."""
    value = report.value(cell_id)
    if isinstance(value, Blank):
        return ""
    cell = report.form.cells[cell_id]
    if isinstance(value, Amount):
        return value.typed or plain_decimal(value.number) + ("" if cell.unit or not value.number else "万元")
    return show(value) if not getattr(value, "typed", "") else value.typed  # type: ignore[union-attr]


def printed_table(section: Section, texts: Mapping[str, str]) -> Table:
    """A table as the official form prints it, with `texts` in its cells."""
    grid = table_grid(section)
    squares = [
        Square(
            texts[cell.cell_id] if cell.role is Role.VALUE else cell.text,
            cell.row,
            cell.column,
            cell.row_span,
            cell.column_span,
            cell.role,
            cell.cell_id,
        )
        for cell in grid.cells
    ]
    return Table((section.id,), squares, grid.head_rows)


def reprint(paper: Paper, section: str, other: Form) -> None:
    """Print one table in another edition of the form; cells that both have keep their figures, new ones are made up."""
    old = {one.cell: one.text for one in paper.table(section).squares if one.cell}
    made_up = {cell.id: str(number % 7) for number, cell in enumerate(other.cells_of(section))}
    texts = {id_: old.get(id_, text) for id_, text in made_up.items()}
    implied: dict[str, Value] = {}
    if section == "requests":
        # Both editions count the same in （六）, one in a single row, the other in three.
        for column in dict.fromkeys(cell.column.id for cell in other.cells_of(section)):
            rows = [f"requests.{row}.{column}" for row in ("other_not_corrected", "other_fee_unpaid", "other_misc")]
            single = f"requests.other_handling.{column}"
            if single in texts:
                texts[single] = str(sum(int(old[row].strip() or 0) for row in rows))
                implied |= {row: Count(0) for row in rows if texts[single] == "0"}
            else:
                texts |= dict(zip(rows, ("0", "0", old[single]), strict=True))
                implied[single] = truth_of(paper, single, old[single])
    paper.unsay(list(old))
    paper.truth.cells |= {id_: parse(text, other.cells[id_].kind, other.cells[id_].unit) for id_, text in texts.items()}
    # Three printed rows say what the one row of the other edition holds; the other way round only nothing is nothing.
    paper.truth.implied |= implied
    paper.truth.editions[section] = other.edition
    paper.put(paper.table(section), printed_table(other.section(section), texts))


def truth_of(paper: Paper, cell_id: str, text: str) -> Value:
    """What a text says in a cell of the paper."""
    editions = [form_for_edition(edition) for edition in sorted(set(paper.truth.editions.values()))]
    cell = next(form.cells[cell_id] for form in editions if cell_id in form.cells)
    return parse(text, cell.kind, cell.unit)


def _report(chance: random.Random, edition: str, years: Sequence[int]) -> Report:
    edition = edition or chance.choice(("2019", "2021"))
    if chance.random() < 0.3:
        known = [name for name in PUBLISHED if published(name).edition == edition]
        report = published(chance.choice(known))
        return replace(report, year=chance.choice(years)) if years else report
    form = form_for_edition(edition)
    return balanced_report(form, chance, year=chance.choice(years or RANDOM_YEARS[edition]))


def _title(unit: str, year: int, chance: random.Random) -> list[Paragraph]:
    lines = chance.choice(
        (
            (f"{unit}{year}年政府信息公开工作年度报告",),
            (f"{unit}{year}年政府信息公开工作年度报告",),
            (unit, f"{year}年政府信息公开工作年度报告"),
            (f"{unit}", f"{year}年度政府信息公开工作年度报告"),
        )
    )
    return [Paragraph(line, Kind.TITLE) for line in lines]


def _dress(paper: Paper, chance: random.Random) -> None:
    """Breaks in narrow label cells and blanks around numbers, as nearly every published table has them."""
    before, after = chance.choice(_PADDINGS)
    broken = chance.random() < 0.6
    for table in paper.tables:
        for index, one in enumerate(table.squares):
            text = one.text
            if one.role is Role.VALUE and text:
                text = f"{before}{text}{after}" if chance.random() < 0.5 else text
            elif broken and len(text) > 3 and chance.random() < _BREAK_SHARE:
                at = chance.randint(2, len(text) - 1)
                text = f"{text[:at]}\n{text[at:]}"
            table.squares[index] = replace(one, text=text)
