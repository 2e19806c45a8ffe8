"""Makes the golden workbooks: a base is imported from a data file, then cells of the closed file are typed over.

Totals that are formulas get the result that a spreadsheet program would reckon, so that the file reads as one that
was saved there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from golden_cases import Base, Case, Content, Expected, Swap, Typed

from xl_tools import tasks
from xl_tools.datafile import report_from_data
from xl_tools.expression import match_names
from xl_tools.finding import Finding, Place
from xl_tools.forms.load import form_for_edition
from xl_tools.judging import Standard
from xl_tools.packs import load_pack
from xl_tools.report import PREVIOUS, Report, Unit
from xl_tools.rules import load_rules
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import Layout, layout_for
from xl_tools.workbook.patch import Edit, Stored, patch_workbook
from xl_tools.workbook.spot import Spot

PACKS = Path(__file__).parents[2] / "examples" / "packs"
OWN, RESULT, COVER, LAST = "own:", "result:", "cover:", "last:"
_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's dates."""


@dataclass(frozen=True)
class Book:
    """A base as a workbook: its report, where everything stands, and its bytes."""

    report: Report
    layout: Layout
    content: bytes

    @cached_property
    def formulas(self) -> frozenset[str]:
        """Totals that are formulas in the workbook."""
        return frozenset(Contents(self.layout, self.report).totals)

    @cached_property
    def texts(self) -> Mapping[tuple[str, str], str]:
        """The office's own texts, by key and part."""
        return Contents(self.layout, self.report).own_texts


def make_base(base: Base, folder: Path) -> Book:
    """The base imported from its data file, as `xl-tools import` does it."""
    data = data_of(base)
    source = folder / f"{base.name}.json"
    source.write_text(json.dumps(data, ensure_ascii=False, default=str), encoding="utf-8")
    path = tasks.import_report(source, folder / f"{base.name}.xlsx")
    report = report_from_data(json.loads(source.read_text(encoding="utf-8"), parse_float=Decimal))
    assert report.previous is not None, "every base has last year's figures, so that a case can take them away"
    return Book(report, layout_for(report.form, report.previous.form), path.read_bytes())


def data_of(base: Base) -> dict[str, object]:
    """The base as a data file: cells that are not named hold 0."""
    item = dict(base.data)
    last: dict[str, object] = {"edition": base.edition, "unit": item["unit"], **item.pop("last")}
    last["year"] = item["year"] - 1
    for report in (item, last):
        zeros = dict.fromkeys(form_for_edition(str(report["edition"])).cells, 0)
        report["cells"] = _plain(zeros | report["cells"])
    return {**item, "facts": _plain(item.get("facts", {})), "previous": last}


def make_book(case: Case, book: Book) -> bytes:
    """The workbook of a case: its base with everything typed that its steps say."""
    typed: dict[str, Content] = {}
    spots: dict[str, Spot] = {}
    for step in case.steps:
        for name, content in step.items():
            found = _spots(name, book.layout)
            spots |= found
            typed |= dict.fromkeys(found, _content(name, content, typed, book))
    edits = {(spot.sheet, spot.address): _edit(typed[key]) for key, spot in spots.items()}
    for cell, result in _recalculated(book, typed).items():
        spot = book.layout.cells[cell]
        edits[spot.sheet, spot.address] = Stored(result)
    return patch_workbook(book.content, edits)


def judge_book(case: Case, path: Path) -> tuple[Finding, ...]:
    """Everything that is found in the workbook of a case."""
    pack = load_pack(PACKS / case.pack) if case.pack else None
    form = form_for_edition(case.base.edition)
    year = case.base.data["year"]
    others = tuple(Report(form, year, Unit(name), {}, texts) for name, texts in case.others.items())
    result = tasks.validate_file(path, by=Standard(pack, others))
    if result.error is not None:
        raise result.error
    return result.findings


def line(finding: Finding) -> tuple[object, ...]:
    """A finding as it is compared: rule, severity, cells, places, both sides and their difference."""
    return (
        finding.rule,
        finding.severity.value,
        finding.cells,
        tuple(map(str, finding.places)),
        finding.left,
        finding.right,
        finding.difference,
    )


def expected_line(expected: Expected, book: Book) -> tuple[object, ...]:
    """The same of an expected finding."""
    cells = tuple(cell for one in expected.cells for cell in _cells(one, book.layout))
    places: Iterable[Place] = (*(place_of(one, book.layout) for one in expected.at), *map(book.layout.locate, cells))
    return (
        expected.rule,
        expected.severity.value,
        cells,
        tuple(dict.fromkeys(map(str, places))),
        expected.left,
        expected.right,
        expected.difference,
    )


def place_of(name: str, layout: Layout) -> Place:
    """Where a finding points: a text by its key and part, a fact (fact:…), a field of 封面 (cover:…) or 上年数据."""
    if name.startswith(LAST):
        return layout.previous_fields[name.removeprefix(LAST)].place
    return layout.locate(name.removeprefix(COVER))


def _spots(name: str, layout: Layout) -> dict[str, Spot]:
    """Where something is typed, by its own name.

    A cell id (* for all that fit), “previous.” before it for last year's; fact:…, cover:…, last:… for a field;
    own:… for the office's own text of a part, result:… for the finished one.
    """
    if name.startswith((OWN, RESULT)):
        column, _, place = name.partition(":")
        key, _, part = place.partition("/")
        return {name: getattr(layout.texts[key, part], column)}
    if name.startswith(COVER):
        return {name: layout.cover[name.removeprefix(COVER)]}
    if name.startswith(LAST):
        return {name: layout.previous_fields[name.removeprefix(LAST)]}
    if name.startswith("fact:"):
        return {name: layout.facts[name.removeprefix("fact:")]}
    places = {PREVIOUS + cell: spot for cell, spot in layout.previous.items()} | dict(layout.cells)
    return {cell: places[cell] for cell in _cells(name, layout)}


def _cells(name: str, layout: Layout) -> tuple[str, ...]:
    """Cell ids that a name stands for, last year's with “previous.” before them."""
    if name.startswith(PREVIOUS):
        found = match_names(name.removeprefix(PREVIOUS), layout.previous_form.cells)
        return tuple(PREVIOUS + cell for cell in found)
    return match_names(name, layout.form.cells)


def _content(name: str, typed: Typed, before: Mapping[str, Content], book: Book) -> Content:
    """What stands in a cell after it was typed into: of a swap, the text with other words."""
    if not isinstance(typed, Swap):
        return typed
    key, _, part = name.removeprefix(OWN).partition("/")
    text = before.get(name, book.texts[key, part])
    assert isinstance(text, str) and text.count(typed.old) == 1, (name, typed)
    return text.replace(typed.old, typed.new)


def _edit(content: Content) -> Edit:
    if content == "":
        return None
    return (content - _EPOCH).days if isinstance(content, date) else content


def _recalculated(book: Book, typed: Mapping[str, Content]) -> dict[str, int | Decimal]:
    """New results of the totals that are still formulas, where they are others than before."""
    rules = load_rules(book.report.form)
    formulas = book.formulas - typed.keys()

    def number(cell: str) -> int | Decimal:
        if cell in formulas:
            equation = rules.total_formula(cell)
            assert equation is not None
            return equation.right.evaluate(number)
        value = typed.get(cell, book.report.number(cell))
        return value if isinstance(value, int | Decimal) else 0

    results = {cell: number(cell) for cell in formulas}
    return {cell: result for cell, result in results.items() if result != book.report.number(cell)}


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    """Values of a TOML file as JSON takes them."""
    return {key: float(value) if isinstance(value, Decimal) else value for key, value in values.items()}
