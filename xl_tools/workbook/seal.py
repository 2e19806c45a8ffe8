"""封存码: a short code over everything that people enter, by which a later change of a final workbook is noticed.

It is taken over declared values, not over bytes, so that saving the file in another program does not change it. It
detects accidents, not forgery.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Iterator

from xl_tools.report import Fact, Report
from xl_tools.values import canonical
from xl_tools.workbook.explained import notes_of
from xl_tools.workbook.reader import Opened

_GROUPS, _LETTERS = 5, 4


def seal_code(opened: Opened) -> str:
    """The code of a workbook as it stands: ABCD-EFGH-IJKL-MNOP-QRST. Reads one more sheet of it."""
    digest = hashlib.sha256()
    for line in _lines(opened):
        plain = line.replace("\r\n", "\n").replace("\r", "\n")
        digest.update(unicodedata.normalize("NFC", plain).encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    letters = base64.b32encode(digest.digest()).decode()
    return "-".join(letters[start : start + _LETTERS] for start in range(0, _GROUPS * _LETTERS, _LETTERS))


def _lines(opened: Opened) -> Iterator[str]:
    report = opened.report
    yield from (report.form.id, str(report.year), report.unit.name, report.unit.level.value, report.unit.scope.value)
    yield from (report.preparer, report.reviewer, str(report.published_on or ""))
    yield from _cells("", report)
    if report.previous is not None:
        last = report.previous
        yield from (last.unit.name, last.unit.level.value, last.unit.scope.value)
        yield from _cells("previous.", last)
    yield from (f"fact {name}={_fact(report.facts[name])}" for name in sorted(report.facts))
    for (key, part), state in sorted(opened.texts.items()):
        yield f"text {key}/{part}={state.own.strip()}\n{state.result.strip()}"
    notes = sorted((note.explanation.rule, note.explanation.text, note.explanation.by) for note in notes_of(opened, ""))
    yield from (f"note {rule} {text} {by}" for rule, text, by in notes)


def _cells(prefix: str, report: Report) -> Iterator[str]:
    yield from (f"{prefix}{name}={canonical(report.cells[name])}" for name in sorted(report.cells))


def _fact(fact: Fact) -> str:
    return fact.strip() if isinstance(fact, str) else format(float(fact), ".15g")
