"""Formulas of the narrative: within Excel's limits, and evaluated by LibreOffice equal to the composed text."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from narrative_reports import EDITIONS, UNIT, YEARS, small, some
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from xl_tools.errors import SpecError
from xl_tools.forms.grid import table_grid
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.model import Form
from xl_tools.narrative.compose import figures_of
from xl_tools.narrative.excel import MAX_FORMULA, MAX_NESTING, Address, part_formula, phrase_formula
from xl_tools.narrative.formula import nesting
from xl_tools.narrative.phrases import load_phrases
from xl_tools.narrative.render import render_phrase
from xl_tools.report import Fact, Report
from xl_tools.values import Amount, Count

FUNCTIONS = {"IF", "AND", "OR", "SUM", "ROUND", "TEXT", "MID", "LEN", "ISNUMBER", "COUNT", "COUNTA"}
STRING = re.compile(r'"(?:[^"]|"")*"')
REPORTS = 30
LAST_YEAR, FACTS = 30, 60


def parts_of(form: Form) -> list[tuple[str, str]]:
    return [("lead", ""), *((section.id, part.id) for section in form.narratives for part in section.parts)]


def printed_address(form: Form) -> Address:
    """Addresses as long as a workbook is likely to have them: absolute, on other sheets, last year on its own."""
    places: dict[str, str] = {"unit.name": "'封面与单位信息'!$C$4", "year": "'封面与单位信息'!$C$5"}
    for section in form.tables:
        for cell in table_grid(section).cells:
            if cell.cell_id:
                place = f"${'ABCDEFGHIJKLMNOPQRST'[cell.column]}${cell.row + 12}"
                places[cell.cell_id] = f"'{section.sheet}'!{place}"
                places[f"previous.{cell.cell_id}"] = f"'上年{section.sheet}'!{place}"
    for number, fact in enumerate(load_phrases(form).facts):
        places[fact.ref] = f"'封面与单位信息'!$C${number + 100}"
    return places.__getitem__


@pytest.mark.parametrize("edition", EDITIONS)
def test_formulas_keep_within_the_limits_of_excel(edition: str):
    form = form_for_edition(edition)
    address = printed_address(form)
    for key, part in parts_of(form):
        formula = part_formula(form, key, part, address)
        assert len(formula) <= MAX_FORMULA and nesting(formula) <= MAX_NESTING and not formula.startswith("=")
        assert all(len(literal) - 2 <= 255 for literal in STRING.findall(formula)), part
        bare = re.sub(r"'[^']*'", "", STRING.sub("", formula))
        assert set(re.findall(r"[A-Z]+(?=\()", bare)) <= FUNCTIONS
        assert re.fullmatch(r"[A-Z0-9$!:,.()&<>=+*/-]*", bare), bare


def test_what_the_workbook_lacks_is_a_gap_or_silent():
    form = form_for_edition("2021")
    cells = {id_: f"A{row}" for row, id_ in enumerate(form.cells, start=1)}
    address = {**cells, "year": "C1", "unit.name": "C2"}.__getitem__
    book = load_phrases(form)
    assert phrase_formula(book.phrase("requests.growth"), address) == '""'
    assert (
        phrase_formula(book.phrase("problems.problems"), address)
        == '"存在的主要问题："&"〔待填：存在的主要问题〕"&"。"'
    )
    assert phrase_formula(book.phrase("lead.contact"), address) == '""'
    with pytest.raises(KeyError):
        phrase_formula(book.phrase("requests.received"), {}.__getitem__)


def test_a_phrase_for_certain_levels_has_no_formula():
    with pytest.raises(SpecError, match=r"supervision\.government"):
        phrase_formula(load_phrases(form_for_edition("2021")).phrase("supervision.government"), lambda ref: "A1")


def test_a_formula_too_long_for_excel_is_refused():
    form = form_for_edition("2021")
    with pytest.raises(SpecError, match="expected at most 8000"):
        part_formula(form, "overview", "requests", lambda ref: f"'{ref * 3}'!$A$1")


# --- in LibreOffice


class Sheet:
    """One report laid out in one sheet: its printed tables one below the other, last year's beside them, then facts."""

    def __init__(self, report: Report, name: str, rng: random.Random) -> None:
        self.report, self.name = report, name
        self.places: dict[str, str] = {"unit.name": self.place(0, FACTS), "year": self.place(1, FACTS)}
        self.lay_out(report.form, "", 0)
        if report.previous or rng.random() < 0.5:
            self.lay_out(report.previous.form if report.previous else report.form, "previous.", LAST_YEAR)
        for row, fact in enumerate(figures_of(report).facts, start=2):
            if fact.id in report.facts or rng.random() < 0.7:
                self.places[fact.ref] = self.place(row, FACTS)

    def lay_out(self, form: Form, prefix: str, column: int) -> None:
        for number, section in enumerate(form.tables):
            for cell in table_grid(section).cells:
                if cell.cell_id:
                    self.places[prefix + cell.cell_id] = self.place(cell.row + 50 * number, cell.column + column)

    def place(self, row: int, column: int) -> str:
        return f"'{self.name}'!{xl_rowcol_to_cell(row, column, True, True)}"

    def write(self, book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet(self.name)

        def put(ref: str, value: int | float | str) -> None:
            sheet.write(self.places[ref].partition("!")[2].replace("$", ""), value)

        put("unit.name", self.report.unit.name)
        put("year", self.report.year)
        for prefix, report in (("", self.report), ("previous.", self.report.previous)):
            for id_, value in report.cells.items() if report else ():
                if isinstance(value, Count | Amount):
                    put(prefix + id_, plain(value.number))
        for id_, fact in self.report.facts.items():
            put(f"fact:{id_}", plain(fact))


def plain(value: Fact) -> int | float | str:
    return float(value) if isinstance(value, Decimal) else value


def reports() -> list[Report]:
    rng = random.Random(20240131)
    made = [some(rng, EDITIONS[number % 2]) for number in range(REPORTS - 8)]
    # Percentages that end in 5 behind the last printed digit, both ways, and the cases of growth.
    ties = [(1, 8), (1, 16), (9, 80), (201, 2000), (1005, 100000), (7, 1000)]
    for part, whole in ties:
        cells = {
            "requests.received.total": whole,
            "requests.received.natural_person": part,
            "requests.results_total.total": whole,
            "requests.granted.total": part,
        }
        last = small(cells={"requests.received.total": whole - part}, year=YEARS["2021"] - 1)
        made.append(small(cells=cells, previous=last))
    rise = small(cells={"requests.received.total": 100001}, previous=small(cells={"requests.received.total": 100000}))
    empty = Report(form_for_edition("2021"), 2024, small().unit, {})
    return [*made, rise, empty]


def calculate(file: Path, folder: Path) -> list[list[object]]:
    """The first sheet of a workbook as LibreOffice calculates it."""
    profile = (folder / "profile").as_uri()
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={profile}",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run([*command, "--outdir", str(folder / "out"), str(file)], check=True, capture_output=True, timeout=180)
    return CalamineWorkbook.from_path(folder / "out" / file.name).get_sheet_by_index(0).to_python()


@pytest.mark.soffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice is not installed")
def test_formulas_in_libreoffice_give_the_composed_sentences(tmp_path: Path):
    rng = random.Random(7)
    file = tmp_path / "formulas.xlsx"
    expected: list[tuple[str, str]] = []
    with xlsxwriter.Workbook(file) as book:
        results = book.add_worksheet("结果")

        def expect(name: str, formula: str, text: str) -> None:
            results.write_formula(len(expected), 0, f"={formula}", value="")
            expected.append((name, text))

        for number, report in enumerate(reports()):
            sheet = Sheet(report, f"数据、{number}", rng)
            sheet.write(book)
            address, figures, phrases = sheet.places.__getitem__, figures_of(report), load_phrases(report.form)
            told: dict[str, str] = {}
            for phrase in (phrase for phrase in phrases.phrases if phrase.in_sheet):
                told[phrase.id] = "".join(piece.text for piece in render_phrase(phrase, figures))
                expect(f"{number} {phrase.id}", phrase_formula(phrase, address), told[phrase.id])
            for key, part in parts_of(report.form):
                text = "".join(told.get(phrase.id, "") for phrase in phrases.of_part(key, part))
                expect(f"{number} {key}.{part}", part_formula(report.form, key, part, address), text)
    rows = calculate(file, tmp_path)
    shown = [str(row[0]) if row else "" for row in rows] + [""] * (len(expected) - len(rows))
    wrong = [(name, text, found) for (name, text), found in zip(expected, shown, strict=True) if text != found]
    assert wrong == []
    assert sum(bool(text) for _, text in expected) > len(expected) / 2
    assert any(UNIT in text for text in shown)
