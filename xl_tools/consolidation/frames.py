"""One run as a table of pandas: where every number comes from; and which rules could be told to hold.

Numbers stay what they are, int and Decimal, in columns of objects: money never becomes a float. Needs pandas (extra
“office”), which is loaded when the first table is made.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING

from xl_tools.consolidation.choosing import report_of
from xl_tools.consolidation.collected import Collected
from xl_tools.consolidation.sorted_inbox import Line
from xl_tools.consolidation.total import NotAdded, Total
from xl_tools.consolidation.words import COUNTED, NOT_COUNTED, ONLY_COMPARED
from xl_tools.crossing import cross, links
from xl_tools.finding import Finding, Place
from xl_tools.forms.model import Form
from xl_tools.report import Report
from xl_tools.rules import RuleBook
from xl_tools.values import Amount, Blank, Count, Value, plain_decimal, to_plain

if TYPE_CHECKING:
    from pandas import DataFrame  # pyright: ignore[reportMissingTypeStubs]

RulesFor = Callable[[Form], RuleBook]
"""The rules of an edition, a province's pack in them; `Standard.rules` is one."""
PROVENANCE = {
    "cell": "单元格编号",
    "table": "表",
    "name": "格",
    "unit": "单位",
    "value": "数值",
    "added": "是否计入",
    "file": "文件",
    "path": "文件位置",
    "sheet": "工作表",
    "address": "地址",
    "digest": "SHA-256",
    "explanation": "审核说明",
    "why": "未计入的原因",
}
"""Columns of the table of provenance, and how they are headed."""
ZEROS_WITHIN = 100_000
"""Lines of provenance within which zeros are listed as well: nine in ten numbers are 0, and 分单位 has every one."""
_ADDRESS = re.compile("[A-Z]{1,3}[0-9]{1,7}(?:、[A-Z]{1,3}[0-9]{1,7})*")
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Seen:
    """A report that came and counts for its unit: `report` in the cells of the total, `state` a word from above."""

    unit: str
    line: Line
    report: Report
    state: str
    why: str = ""


def seen(total: Total) -> tuple[Seen, ...]:
    """Every report behind the total: those added, those left out, those only compared; each in the order of the roster.

    Raises: TemplateMismatch T10 if a report is of an edition of which nothing is known.
    """
    form = total.report.form
    found = [Seen(one.unit, one.line, one.report, COUNTED) for one in total.contributions]
    compared = {line.arrival.number for line in total.compared.values()}
    for one in total.left_out:
        if (report := report_of(one.line)) is not None:
            state = ONLY_COMPARED if one.line.arrival.number in compared else NOT_COUNTED
            found.append(Seen(one.unit, one.line, cross(report, form).report, state, one.why))
    return tuple(found)


def provenance(collected: Collected) -> DataFrame:
    """One line for every number that is in the total, and for every entry that could not be added, with why.

    Zeros are left out where there would be more than ZEROS_WITHIN lines. Columns: see PROVENANCE; in the order of the
    form and, within a cell, of the roster; entries in cells that the edition of the total lacks come last. `value` is
    int or Decimal, anything else stands as typed, None for a blank; `explanation` is what was said of a query about
    the cell.
    """
    return _frame(list(_provenance(collected.total)), PROVENANCE)


def coverage(collected: Collected, rules: RulesFor) -> Mapping[str, tuple[int, int]]:
    """Rule → to how many of the reports seen it applies by level, and in how many a linear one can be told to hold.

    The second is 0 where nothing is known of that. All reports of an edition are judged as one matrix.
    """
    # numpy comes with pandas; what is made without either does not load it.
    from xl_tools.validation.matrix import RuleMatrix

    by_form: dict[Form, list[Report]] = {}
    for one in seen(collected.total):
        if (report := report_of(one.line)) is not None:
            by_form.setdefault(report.form, []).append(report)
    judged, decided = Counter[str](), Counter[str]()
    for form, reports in by_form.items():
        book = rules(form)
        for report in reports:
            judged.update(rule.id for rule in book.rules if report.unit.level in rule.severity)
        matrix = RuleMatrix(book)
        for chunk in matrix.evaluate(reports):
            decided.update({rule.id: count for rule, count in matrix.decided(chunk)})
    return {rule: (count, decided[rule]) for rule, count in judged.items()}


def provenance_csv(collected: Collected, safe: Callable[[str], str]) -> bytes:
    """The table `provenance` as CSV, made without pandas: UTF-8 with byte order mark, CR LF, Chinese headings.

    Args:
        safe: makes text that strangers wrote harmless for spreadsheet programs: documents.cell_list.safe_text.
            Numbers, addresses and digests of ours go out as they are.
    """

    # Most texts stand in thousands of lines: each is looked at once.
    @cache
    def text(said: str) -> str:
        ours = _ADDRESS.fullmatch(said) or _DIGEST.fullmatch(said)
        return said if ours or not said else safe(said)

    def value(entry: object) -> str:
        if isinstance(entry, Decimal):
            return plain_decimal(entry)
        return "" if entry is None else str(entry) if isinstance(entry, int) else text(str(entry))

    ways = [{"value": value, "added": _yes_or_no}.get(name, text) for name in PROVENANCE]
    stream = BytesIO()
    with TextIOWrapper(stream, encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\r\n")
        writer.writerow(PROVENANCE.values())
        rows = _provenance(collected.total)
        writer.writerows([way(entry) for way, entry in zip(ways, row, strict=True)] for row in rows)
        lines.flush()
        return stream.getvalue()


def _yes_or_no(said: object) -> str:
    return "是" if said else "否"


def _frame(rows: Sequence[tuple[object, ...]], columns: Iterable[str]) -> DataFrame:
    from pandas import DataFrame  # pyright: ignore[reportMissingTypeStubs]

    # Objects: numbers of any size stay exact, and no version of pandas makes them or texts anything else.
    return DataFrame(rows, columns=list(columns), dtype=object)


def _findings(line: Line) -> tuple[Finding, ...]:
    return line.reading.findings if line.reading else ()


def _provenance(total: Total) -> Iterator[tuple[object, ...]]:
    form = total.report.form
    zeros = sum(len(one.report.cells) for one in total.contributions) <= ZEROS_WITHIN
    rows: dict[str, list[tuple[object, ...]]] = {cell: [] for cell in form.cells}
    last: list[tuple[object, ...]] = []
    heads = {id_: (id_, form.section(cell.table).table_name, cell.name) for id_, cell in form.cells.items()}
    lost: dict[str, list[NotAdded]] = {}
    for entry in total.not_added:
        lost.setdefault(entry.unit, []).append(entry)
    for one in total.contributions:
        unit, origin = one.unit, one.line.arrival.origin
        file, path, digest = str(origin), str(origin.source), one.line.arrival.digest
        places: Mapping[str, Place] = one.line.reading.places if one.line.reading else {}
        told, sources = _told(one.line), _sources(one.line, form)
        for cell, value in one.report.cells.items():
            if isinstance(value, (Count, Amount)) and (zeros or value.number):
                known = sources.get(cell, (cell,))
                place = _where([places[id_] for id_ in known if id_ in places])
                said = _said(told, known) if told else ""
                rows[cell].append((*heads[cell], unit, value.number, True, file, path, *place, digest, said, ""))
        for entry in lost.get(unit, ()):
            head = heads.get(entry.cell) or (entry.cell, form.section(entry.cell.split(".")[0]).table_name, entry.name)
            place = _where([entry.place] if entry.place else [])
            row = (*head, unit, _plain(entry.value), False, file, path, *place, digest, "", entry.why)
            rows.get(entry.cell, last).append(row)
    for some in rows.values():
        yield from some
    yield from last


def _sources(line: Line, form: Form) -> Mapping[str, tuple[str, ...]]:
    """Cell of the total → cells of the file that it was carried over from; empty where they are the same."""
    report = report_of(line)
    if report is None or report.form is form:
        return {}
    return {new: link.old for link in links(report.form, form) for new in link.new}


def _told(line: Line) -> Mapping[str, tuple[Finding, ...]]:
    """Cell → explained queries about it."""
    found: dict[str, tuple[Finding, ...]] = {}
    for finding in _findings(line):
        if finding.explained:
            for cell in finding.cells:
                found[cell] = (*found.get(cell, ()), finding)
    return found


def _said(told: Mapping[str, tuple[Finding, ...]], cells: Iterable[str]) -> str:
    """“C2：…；C4：…”, each explanation once."""
    findings = (finding for cell in cells for finding in told.get(cell, ()))
    return "；".join(dict.fromkeys(f"{finding.rule}：{finding.explanation}" for finding in findings))


def _where(places: Sequence[Place]) -> tuple[str, str]:
    """Sheet and addresses; of places on several sheets each address with its sheet."""
    if len(places) == 1:
        return places[0].sheet, places[0].address
    sheets = list(dict.fromkeys(place.sheet for place in places))
    if len(sheets) > 1:
        return "", "、".join(map(str, places))
    return "".join(sheets), "、".join(place.address for place in places)


def _plain(value: Value) -> int | Decimal | str | None:
    """The number itself; None for a blank; anything else as typed."""
    if isinstance(value, (Count, Amount)):
        return value.number
    return None if isinstance(value, Blank) else str(to_plain(value))
