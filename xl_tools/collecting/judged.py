"""Inside the reading process: a file's bytes → gate, reading, all rules → a Reading as text, so that one process does
everything for one file and several of them use several processors.

Everything is loaded with this module, before the process is confined. What comes out depends on the bytes and on what
is asked alone: messages name the file by a sign, NAME, which the caller replaces.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from xl_tools.collecting.plain import reading_to_text
from xl_tools.consolidation.reading import Reading
from xl_tools.datafile import read_data
from xl_tools.errors import TemplateMismatch, WorkbookError, XlToolsError
from xl_tools.finding import Place
from xl_tools.forms.load import all_forms
from xl_tools.intake.datafile import DataFileGate
from xl_tools.intake.limits import Limits
from xl_tools.intake.recent import remembered
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.sheetlimits import count_cells, usual_data
from xl_tools.intake.workbook import WorkbookPackage
from xl_tools.intake.xmlparts import new_parser, run
from xl_tools.judging import Standard, judge_opened, judge_report
from xl_tools.ledger.fields import CASES, REQUESTS
from xl_tools.refusals import refuse
from xl_tools.report import Report, Unit
from xl_tools.tallying import read_ledgers
from xl_tools.units import Level
from xl_tools.values import Count
from xl_tools.workbook.anchors import Grid
from xl_tools.workbook.explained import notes_of
from xl_tools.workbook.extract import extract_from
from xl_tools.workbook.fetch import Place as Where
from xl_tools.workbook.finalize import FINAL
from xl_tools.workbook.layout import INDEX, layout_for
from xl_tools.workbook.reader import Opened, grid_of, interpret, wanted_sheets
from xl_tools.workbook.seal import seal_code
from xl_tools.workbook.spot import Spot

NAME = "⟦文件名⟧"
"""Stands for the file's name in what is said of it: equal bytes may come under several names."""
WORKBOOK, DATA = "workbook", "data"
_CORE, _MODIFIED = "docProps/core.xml", "http://purl.org/dc/terms/ modified"
_CHINA = timedelta(hours=8)
_FILE = Path(NAME)
_TODAY = "0000-00-00"
"""Stands for today, to see whether an explanation would get its date."""
_LATE = (
    *("narrative.compose", "validation.culprit", "validation.prose.reading", "workbook.change", "workbook.ledgers"),
    *("workbook.texts", "workbook.explained", "ledger.calendar", "ledger.compare", "ledger.deadlines"),
    *("ledger.reading", "ledger.tally", "ledger.watch", "ledger.findings", "packs"),
)
"""What the judge loads when something is found; here it must fall under the limits."""


def extract(
    data: bytes, limits: Limits, *, digest: str, kind: str, pack: Sequence[str] = (), today: str
) -> dict[str, Any]:
    """Read and judge one file.

    Args:
        digest: SHA-256 that the bytes must have.
        kind: WORKBOOK or DATA.
        pack: path of a rule pack, and the SHA-256 of its content; empty without one.
        today: YYYY-MM-DD.

    Returns: `reading`, as reading_to_text() writes it; `day`, `today` if the reading depends on it, else empty. Or
        `changed`: the word “file” or “pack”, for what does not have its digest any more.
    """
    if hashlib.sha256(data).hexdigest() != digest:
        return {"changed": "file"}
    by = _standard(*pack)
    if by is None:
        return {"changed": "pack"}
    dated = False
    try:
        if kind == DATA:
            reading = _judged_data(data, limits, by)
        else:
            reading, dated = _judged_workbook(data, limits, by, date.fromisoformat(today))
    except Refusal as refusal:
        reading = failed(refuse(refusal.code, NAME, **refusal.details))
    except XlToolsError as error:
        reading = failed(error)
    return {"reading": reading_to_text(replace(reading, digest=digest)), "day": today if dated else ""}


def failed(error: XlToolsError, digest: str = "") -> Reading:
    """The reading of a file that could not be read."""
    return Reading(digest, code=error.code, sentence=str(error), hint=error.hint)


def _judged_data(data: bytes, limits: Limits, by: Standard) -> Reading:
    DataFileGate().check(data, limits)
    report = read_data(data.decode("utf-8-sig"))
    judged = judge_report(report, by)
    return Reading("", report, judged.findings, judged.suggestions)


def _judged_workbook(data: bytes, limits: Limits, by: Standard, today: date) -> tuple[Reading, bool]:
    package = WorkbookPackage(data, limits)
    content = extract_from(package, wanted_sheets())

    def twice(places: Mapping[str, Sequence[Where]]) -> Mapping[str, Any]:
        return extract_from(package, dict.fromkeys(places, False), places, checked=True)

    def other(sheet: str) -> Grid:
        if sheet in content["values"]:
            return grid_of(content, sheet)
        if sheet == INDEX and _without_explanations(package):
            return {}
        return grid_of(extract_from(package, {sheet: False}, checked=True), sheet)

    opened = interpret(_FILE, "", content, other, twice)
    judged = judge_opened(opened, by, today)
    seal = seal_code(opened)
    report, state = opened.report, opened.state
    reading = Reading(
        digest="",
        report=report,
        findings=judged.findings,
        suggestions=judged.suggestions,
        places={cell: _place(opened.spots[cell]) for cell in report.form.cells if cell in report.cells},
        version=opened.layout.version,
        final=state.word == FINAL and state.seal == seal,
        finalized_on=state.finalized_on,
        seal=seal,
        saved=_saved(package),
    )
    return reading, _depends_on_day(opened)


@lru_cache(maxsize=4096)
def _place(spot: Spot) -> Place:
    """Most workbooks have the same cells in the same places."""
    return spot.place


def _depends_on_day(opened: Opened) -> bool:
    """Whether there are explanations, which may get their date now, or a ledger, which has requests that fall due."""
    if any(one.explanation.on == _TODAY for one in notes_of(opened, _TODAY)):
        return True
    try:
        return any(one.rows for one in read_ledgers(_FILE, {name: opened.other(name) for name in (REQUESTS, CASES)}))
    except TemplateMismatch:
        return True
    except WorkbookError:
        return False


def _without_explanations(package: WorkbookPackage) -> bool:
    """Whether it shows at a glance that nobody wrote an explanation: the sheet is as large as all others together."""
    part = package.parts.get(INDEX)
    return part is None or _unexplained(package.container.part(part))


@remembered
def _unexplained(content: bytes) -> bool:
    start, end = usual_data(content)
    if start < 0 or count_cells(content, start, end) != content.count(b'<c r="', start, end):
        return False
    cells, top = _explanation_cells()
    return all(int(row) <= top for row in cells.findall(content, start, end))


@lru_cache(maxsize=1)
def _explanation_cells() -> tuple[re.Pattern[bytes], int]:
    """Finds the row of each cell with content in the columns that hold explanations in any edition; the last row above
    all explanations."""
    forms = all_forms()
    spots = [layout_for(form, last).result(0, "explanation") for form in forms for last in forms]
    letters = "|".join(sorted({spot.address.rstrip("0123456789") for spot in spots}))
    # A cell that says more of itself than its style counts as one with content.
    found = rf'<c r="(?:{letters})([0-9]+)"(?! s="[0-9]+"/>|/>)'
    return re.compile(found.encode()), min(spot.row for spot in spots)


def _saved(package: WorkbookPackage) -> str:
    """When a program last saved the file, in Chinese time, as YYYY-MM-DD hh:mm:ss; empty if it does not say."""
    if _CORE not in package.container.by_name:
        return ""
    text: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        parser.CharacterDataHandler = text.append if name == _MODIFIED else None

    parser = new_parser(start)
    run(parser, _CORE, package.container.part(_CORE))
    try:
        moment = datetime.fromisoformat("".join(text).strip())
    except ValueError:
        return ""
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    try:
        return f"{moment.replace(tzinfo=None) + _CHINA:%Y-%m-%d %H:%M:%S}"
    except OverflowError:
        return ""


@lru_cache(maxsize=2)
def _standard(path: str = "", digest: str = "") -> Standard | None:
    """The standard with a pack; None if the file is not what it was."""
    if not path:
        return Standard()
    from xl_tools.packs import load_pack

    try:
        same = hashlib.sha256(Path(path).read_bytes()).hexdigest() == digest
    except OSError:
        same = False
    return Standard(load_pack(Path(path))) if same else None


def _warm_up() -> None:
    """Judge a report of each edition in which something is wrong: what is loaded late is loaded now."""
    codecs.lookup("cp437")
    for name in _LATE:
        import_module(f"xl_tools.{name}")
    for form in all_forms():
        wrong = {cell: Count(number % 7) for number, cell in enumerate(form.cells)}
        texts = dict.fromkeys(("lead", "overview", "problems", "other"), "本年新收政府信息公开申请12件，比上年增长5%。")
        last = Report(form, form.first_year, Unit("示例镇人民政府", Level.TOWNSHIP), wrong)
        judge_report(replace(last, year=form.first_year + 1, narrative=texts, previous=last), Standard())
        layout_for(form, form)


_warm_up()
