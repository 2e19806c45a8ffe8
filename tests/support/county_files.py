"""What goes wrong with dates, names and files in a made-up county: what is sent then, and what must follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from support.county_books import book
from support.county_plan import County, Sent
from support.county_units import COUNTY, YEAR
from support.reports import balance
from xl_tools.consolidation.board import Status
from xl_tools.consolidation.sorted_inbox import Matched, Verdict
from xl_tools.datafile import write_data
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Unit
from xl_tools.units import Level
from xl_tools.values import Count

_LICENSING, _PENALTIES = (f"proactive.{one}.decisions" for one in ("licensing", "penalties"))
_LISTED = ("licensing", "other_services", "penalties", "coercion", "fees")
_UNLIKE = (
    *(f"{row}.{column}" for row in _LISTED for column in ("last_year_items", "change")),
    *(f"{row}.{column}" for row in ("regulations", "normative_documents") for column in ("disclosed", "public_total")),
    *(f"{row}.{column}" for row in ("regulations", "normative_documents") for column in ("repealed", "in_force")),
    *("other_services.decisions", "procurement.projects", "procurement.amount", "fees.amount"),
)
"""Cells of 表二 that one of the two editions has and the other has not."""
BIDI = "\u202e"


# --- dates


def late(county: County, name: str) -> None:
    """Three days after the date that is set."""
    county.resend(name, sent=datetime(2026, 2, 3, 16, 40))
    county.expected(name, late_days=3)


def late_without_date(county: County, name: str) -> None:
    """After the usual date of a unit to which nobody set one."""
    county.resend(name, sent=datetime(2026, 2, 4, 10, 5))


def missing(county: County, name: str) -> None:
    """Nothing came."""
    county.sent[name] = []
    county.skip(name, status=Status.MISSING, letter="催报通知")


# --- twice


def twice(county: County, name: str) -> None:
    """The same file in two mails."""
    first = county.sent[name][0]
    later = first.sent + timedelta(days=2)
    county.sent[name].append(replace(first, sent=later, verdict=Verdict.DUPLICATE))


def twice_renamed(county: County, name: str) -> None:
    """The same file again, under another name."""
    first = county.sent[name][0]
    later = first.sent + timedelta(days=1)
    county.sent[name].append(replace(first, name="最终版 (2).xlsx", sent=later, verdict=Verdict.DUPLICATE))


def newer(county: County, name: str) -> None:
    """A first version, and a week later the right one."""
    right = county.sent[name][0]
    first = replace(county.reports[name], preparer="经办人甲")
    county.sent[name] = [replace(right, content=book(first), verdict=Verdict.REPLACED, final=False)]
    county.sent[name].append(replace(right, sent=right.sent + timedelta(days=7)))


def conflict(county: County, name: str) -> None:
    """Two versions in one archive, neither of which says that it is the newer one."""
    first = replace(county.sent[name][0], verdict=Verdict.CONFLICT, together="conflict")
    report = county.reports[name]
    other = report.with_cells({_LICENSING: Count(int(report.number(_LICENSING)) + 100)})
    second = replace(first, name="交通局年报.xlsx", content=book(other), final=False)
    county.sent[name] = [replace(first, content=book(report), final=False), second]
    county.skip(name, status=Status.WAITING, letter="确认通知")


# --- names


def _written(county: County, name: str, written: str, **changes: Any) -> None:
    report = county.reports[name]
    county.resend(name, content=book(replace(report, unit=replace(report.unit, name=written))), final=False, **changes)


def typo(county: County, name: str) -> None:
    """A wrong character in the name."""
    _written(county, name, "青禾县农业农材局", verdict=Verdict.UNCONFIRMED, matched=Matched.LIKELY)
    county.skip(name, status=Status.WAITING)


def abbreviated(county: County, name: str) -> None:
    _written(county, name, "市监局", verdict=Verdict.UNCONFIRMED, matched=Matched.LIKELY)
    county.skip(name, status=Status.WAITING)


def without_county(county: County, name: str) -> None:
    """The name without that of the county, which everybody leaves out who works there."""
    _written(county, name, name.removeprefix(COUNTY))
    county.expected(name, found=frozenset({("F8", ())}))


def alias(county: County, name: str) -> None:
    """A name that the roster knows beside the full one."""
    _written(county, name, "青禾县人社局", matched=Matched.ALIAS)
    county.expected(name, found=frozenset({("F8", ())}))


def bidi(county: County, name: str) -> None:
    """A mark that turns what is behind it round, in the name of the file and in that of the unit."""
    report = county.reports[name]
    turned = replace(report, unit=replace(report.unit, name=f"{name[:5]}{BIDI}{name[5:]}"))
    county.resend(
        name, name=f"{name}年报{BIDI}fdp.xlsx", shown=f"{name}年报fdp.xlsx", content=book(turned), final=False
    )


def stranger(county: County, name: str) -> None:
    """The office of the next county, which wrote to the wrong address."""
    report = county.reports[name]
    foreign = replace(report, unit=Unit("白石县水产渔业服务站", Level.OTHER), narrative={})
    county.sent[""] = [
        Sent("白石县年报.xlsx", book(foreign), datetime(2026, 1, 9, 9), Verdict.STRANGER, matched=Matched.NONE)
    ]


# --- files


def other_year(county: County, name: str) -> None:
    """Last year's workbook."""
    last = county.reports[name].previous
    assert last is not None
    county.resend(name, content=book(last), verdict=Verdict.OTHER_YEAR, final=False)
    county.skip(name, status=Status.MISSING, letter="催报通知")


def other_edition(county: County, name: str) -> None:
    """The form of before 2021, in which nobody has reported since."""
    report = county.reports[name]
    chosen = {id_: report.number(id_) for id_ in (_LICENSING, _PENALTIES)}
    old = balance(form_for_edition("2019"), chosen, year=YEAR, level=report.unit.level)
    old = replace(old, unit=report.unit, previous=report.previous)
    county.resend(name, content=book(old), final=False)
    county.expected(name, status=Status.RETURNED, letter="退回通知", found=frozenset({("F5", ())}))
    shared = {id_: number for id_, number in old.numbers.items() if id_ in report.form.cells}
    county.added[name] = shared
    county.not_added |= {(name, f"proactive.{cell}") for cell in _UNLIKE}


def _bytes(county: County, unit: str, ending: str, content: bytes) -> None:
    """A file that nobody can read: whose it is, its name and its sender say."""
    county.resend(unit, name=f"{unit}{ending}", content=content, verdict=Verdict.UNREADABLE, final=False)
    county.resend(unit, matched=Matched.NONE)
    county.skip(unit, status=Status.RETURNED, letter="退回通知")


def corrupt(county: County, name: str) -> None:
    """The end of the file was lost on the way."""
    whole = county.sent[name][0].content
    _bytes(county, name, "年报.xlsx", whole[: len(whole) * 2 // 3])


def password(county: County, name: str) -> None:
    """It opens with a password only."""
    _bytes(county, name, "年报.xlsx", _old_compound("EncryptionInfo", "EncryptedPackage"))


def old_workbook(county: County, name: str) -> None:
    """A workbook of before 2007."""
    _bytes(county, name, "年报.xls", _old_compound("Workbook"))


def _old_compound(*streams: str) -> bytes:
    """A compound file of old: only the names in its directory matter."""
    names = b"".join(one.encode("utf-16-le") + bytes(4) for one in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + names + bytes(600)


def word(county: County, name: str) -> None:
    """The report as it was published on the office's page, not the workbook."""
    from xl_tools.tasks import export_report

    made = export_report(
        county.reports[name], (), ("word",), path=county.scratch, out=county.scratch.parent, force=True
    )
    _document(county, name, "年报.docx", made.files[0].read_bytes())


def pdf(county: County, name: str) -> None:
    """A PDF file that nobody can read either."""
    _document(county, name, "年报.pdf", b"%PDF-1.4\n%%EOF\n")


def _document(county: County, unit: str, ending: str, content: bytes) -> None:
    """A document, which is not collected."""
    county.resend(unit, name=f"{unit}{ending}", content=content, verdict=Verdict.NO_REPORT, final=False)
    county.resend(unit, matched=Matched.NONE)
    county.skip(unit, status=Status.MISSING, letter="催报通知")


def data_file(county: County, name: str) -> None:
    """The data of the report, as another program writes it."""
    report = county.reports[name]
    county.resend(name, name=f"{name}.json", content=write_data(report).encode(), final=False)
