"""A made-up county in which reports are collected: who should report, what came in, and what must come out.

`county()` makes it, `County.outcomes` and the like say what must follow, `deliver()` puts everything into mails,
archives and folders. All numbers that are expected are added up here, from the figures that were made up, and not by
the code that is tested.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from support.county_books import bare, book, final_book
from support.county_faults import FAULTS
from support.county_inbox import Attached, Mail, archive, mail_bytes, mailbox, outlook_bytes, put
from support.county_plan import County, Outcome, Sent
from support.county_units import COUNTY, YEAR, Office, last_reports, make_report, offices, reports
from xl_tools.consolidation.roster import Expected
from xl_tools.report import Report
from xl_tools.units import Level

DUE = {Level.COUNTY_GOVERNMENT: date(2026, 3, 31), Level.COUNTY_DEPARTMENT: date(2026, 1, 31)}
TOWN_DUE = date(2026, 1, 20)
AS_OF = date(2026, 2, 10)
RENAMED = "青禾县粮食和物资储备局"
_FINAL = 6
"""Every so many-th workbook is final; the others are drafts, as they come in life."""
_NAMINGS = ("2231", "2047", "raw")


def county(scratch: Path, *, faults: bool = True, seed: int = 1) -> County:
    """The county with everything that goes wrong in it, or with nothing.

    Args:
        scratch: a file that may be written over.
        seed: another one gives other figures and texts, and the same faults.
    """
    units = offices()
    made = County(units, reports(units, seed=seed), scratch, seed=seed)
    for order, one in enumerate(units):
        report = made.reports[one.name]
        final = order % _FINAL == 0
        content = final_book(report, "2026-01-04 15:00", scratch) if final else book(report)
        sent = Sent(f"{one.name}{YEAR}年年报.xlsx", content, made.day(one.name), unit=one.name, final=final)
        made.sent[one.name] = [sent]
        made.outcomes[one.name] = Outcome()
        made.added[one.name] = report.numbers
    made.expected(RENAMED, found=frozenset({("F8", ())}))
    for fault in FAULTS if faults else ():
        fault.into(made)
    return made


def expected_units(units: tuple[Office, ...]) -> list[Expected]:
    """The roster: due dates as the county set them, no names of people, the predecessors of what was reorganised."""
    return [
        Expected(
            one.name,
            one.level,
            one.parent,
            contact="" if order % 3 else "联系人一",
            phone="",
            email=f"unit{order}@example.cn",
            due=TOWN_DUE if one.level is Level.TOWNSHIP else DUE.get(one.level),
            aliases=(f"{COUNTY}人社局",) if "人力资源" in one.name else (),
            predecessors=one.last if one.last and one.last != (one.name,) else (),
        )
        for order, one in enumerate(units)
    ]


def deliver(made: County, folder: Path) -> list[Path]:
    """Everything that was sent, in the ways in which it comes: the paths of mails, archives and files."""
    order = [one.name for one in made.units]
    box: list[Mail] = []
    packed: dict[str, list[Sent]] = {}
    paths: list[Path] = []
    for name, several in made.sent.items():
        for again, one in enumerate(several):
            way = (order.index(name) if name else 0) % 8
            stem = f"{order.index(name) if name else 99:02}-{again}"
            if one.together or (way in (4, 5) and not again):
                packed.setdefault(one.together or ("zip-gbk" if way == 5 else "zip"), []).append(one)
                continue
            if way == 7 and not again:
                paths.append(put(folder / "手工收的" / stem / one.name, one.content, one.sent))
                continue
            files = [Attached(one.name, one.content)]
            if way == 6:
                files = [Attached("年报.zip", archive([(files[0], one.sent)], gbk=True))]
            address = f"unit{order.index(name)}@example.cn" if name else "fishery@example.cn"
            mail = Mail(name or "邻县", address, f"报送{YEAR}年年报", one.sent, files, _NAMINGS[way % 3])
            if way == 3:
                box.append(mail)
            elif way == 1 and not again:
                paths.append(put(folder / "邮件" / f"{stem}.msg", outlook_bytes(mail), one.sent))
            else:
                paths.append(put(folder / "邮件" / f"{stem}.eml", mail_bytes(mail), one.sent))
    paths.append(put(folder / "邮箱.mbox", mailbox(box), datetime(2026, 2, 7)))
    paths += _archives(packed, folder)
    return paths


def _archives(packed: dict[str, list[Sent]], folder: Path) -> Iterator[Path]:
    """Archives of files of several units: each entry has the time at which it was sent."""
    for word, some in packed.items():
        entries = [(Attached(one.name, one.content), one.sent) for one in some]
        yield put(folder / f"{word}.zip", archive(entries, gbk=word == "zip-gbk"), datetime(2026, 2, 7))


def last_year(made: County) -> dict[str, Report]:
    """Last year's reports as they were collected a year ago, by the names of then."""
    return last_reports(made.units, seed=made.seed)


@dataclass(frozen=True)
class City:
    """Many units that all reported rightly, for measuring.

    Attributes:
        inbox: the folder of mails, archives and workbooks.
        total: Σ of every cell.
    """

    inbox: Path
    roster: tuple[Expected, ...]
    total: Mapping[str, int | Decimal]


def city(folder: Path, units: int = 2000, seed: int = 1) -> City:
    """A city of so many units: its government, departments, and counties with theirs.

    Of every ten files four come by mail, three in folders, two in archives of twenty-five, one in a mailbox.
    """
    total: dict[str, int | Decimal] = {}
    roster: list[Expected] = []
    packed: dict[str, list[tuple[Attached, datetime]]] = {}
    box: list[Mail] = []
    inbox = folder / "收件"
    for number, office in enumerate(_city_offices(units)):
        last = make_report(office, YEAR - 1, random.Random(f"{seed} {number} last"), None)
        report = make_report(office, YEAR, random.Random(f"{seed} {number}"), bare(last))
        for cell, value in report.numbers.items():
            total[cell] = total.get(cell, 0) + value
        address = f"unit{number}@example.cn"
        roster.append(Expected(office.name, office.level, office.parent, email=address))
        sent = datetime(2026, 1, 5 + number % 20, 8 + number % 9, number % 60)
        one = Attached(f"{office.name}{YEAR}年年报.xlsx", book(report))
        way = number % 10
        if way < 4:
            mail = Mail(office.name, address, "年报", sent, [one], _NAMINGS[way % 3])
            put(inbox / "邮件" / f"{number:05}.eml", mail_bytes(mail), sent)
        elif way < 7:
            put(inbox / "文件夹" / f"{number % 30:02}" / one.name, one.content, sent)
        elif way < 9:
            packed.setdefault(f"{number // 250:03}{'gbk' if way == 8 else ''}", []).append((one, sent))
        else:
            box.append(Mail(office.name, address, "年报", sent, [one]))
    for word, entries in packed.items():
        put(inbox / f"{word}.zip", archive(entries, gbk=word.endswith("gbk")), datetime(2026, 1, 30))
    for at in range(0, len(box), 50):
        put(inbox / f"{at:05}.mbox", mailbox(box[at : at + 50]), datetime(2026, 1, 30))
    return City(inbox, tuple(roster), total)


_CITY = "安和市人民政府"
_FIRST, _SECOND = "东南西北春夏秋冬金银铜铁石木水火云山", "岭河桥湾塘坪坝店集堡营寨湖泉岗沟"
_UNITS_OF_COUNTY = 150


def _city_offices(units: int) -> Iterator[Office]:
    """The city, then counties one after the other, each with its departments and as many towns as are left."""
    yield Office(_CITY, Level.CITY_GOVERNMENT, "全市政务公开", documents=90, requests=140, parent="")
    departments = [one for one in offices() if one.level is Level.COUNTY_DEPARTMENT]
    places = [a + b for a in _FIRST for b in _SECOND]
    for number in range(units - 1):
        county, at = divmod(number, _UNITS_OF_COUNTY)
        where = f"安和市{places[county]}县"
        if at == 0:
            yield Office(
                f"{where}人民政府", Level.COUNTY_GOVERNMENT, "政务公开", documents=40, requests=60, parent=_CITY
            )
        elif at <= len(departments):
            one = departments[at - 1]
            yield replace(one, name=where + one.name.removeprefix(COUNTY), parent=f"{where}人民政府", last=())
        else:
            name = f"{where}{places[at]}镇人民政府"
            yield Office(
                name,
                Level.TOWNSHIP,
                f"{places[at]}镇的村务",
                80 + at,
                at % 4,
                requests=at % 5,
                parent=f"{where}人民政府",
            )
