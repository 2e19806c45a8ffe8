"""Whoever waits for thousands of files is told what is being done, how far it is, and with which file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from hostile.travels import INSIDE, zipped
from hostile.zipbytes import STORED, Member
from support.county import expected_units
from support.county_books import book
from support.county_inbox import put
from support.county_units import offices, reports

from xl_tools import tasks
from xl_tools.collecting.inbox import open_inbox
from xl_tools.collecting.progress import OPENING, READING, WRITING, Step, Told, words
from xl_tools.consolidation.rosters import roster_of
from xl_tools.excel import collecting as ribbon
from xl_tools.summary.roster_book import build_roster

CAME = datetime(2026, 1, 12, 9)
AS_OF = date(2026, 1, 20)


def test_opening_the_inbox_tells_of_every_file_container_or_not(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    put(inbox / "a.zip", zipped(Member(b"1.xlsx", INSIDE, STORED), Member(b"2.xlsx", INSIDE + b"2", STORED)), CAME)
    put(inbox / "b.eml", b"no mail", CAME)
    put(inbox / "c.xlsx", INSIDE, CAME)
    steps: list[Step] = []
    arrivals = open_inbox([inbox], tmp_path / "keep", progress=steps.append)
    assert [(one.done, one.all, one.name) for one in steps] == [(1, 3, "a.zip"), (2, 3, "b.eml"), (3, 3, "c.xlsx")]
    assert {one.doing for one in steps} == {OPENING}
    assert len(arrivals) > len(steps)


def test_a_run_tells_of_opening_then_of_reading_and_letters_of_each_letter(tmp_path: Path) -> None:
    units = offices()
    some, sent = (units[0], *units[2:5]), reports(units)
    for one in some[:2]:
        put(tmp_path / "收件" / f"{one.name}.xlsx", book(sent[one.name]), CAME)
    roster = put(tmp_path / "名单.xlsx", build_roster(roster_of(expected_units(some))), CAME)
    summary, steps = tmp_path / "汇总.xlsx", list[Step]()

    made = tasks.consolidate([tmp_path / "收件"], summary, roster=roster, as_of=AS_OF, progress=steps.append)
    assert [(one.doing, one.done, one.all) for one in steps] == [
        *((OPENING, 1, 2), (OPENING, 2, 2)),
        *((READING, 1, 2), (READING, 2, 2)),
    ]
    assert made.read == 2

    steps.clear()
    letters = tasks.write_letters(summary, as_of=date(2026, 4, 20), progress=steps.append)
    names = [one.letter.unit.name for one in letters.listed]
    assert len(names) == 2
    assert [one.doing for one in steps] == [OPENING, OPENING, WRITING, WRITING]
    assert [one.name for one in steps[2:]] == names


def test_the_word_says_what_is_being_done() -> None:
    assert words(Step(3, 4, "甲局.eml", 2.0, 0.5, OPENING)) == "取出附件 3/4 件，每秒 2.0 件，还要约 0 秒：甲局.eml"


def test_names_are_shown_without_what_steers_a_screen_and_not_at_full_length() -> None:
    steps: list[Step] = []
    told = Told(steps.append, 2, READING)
    told("a\x1b[2J.xlsx")
    told("长" * 500)
    assert steps[0].name == "a�[2J.xlsx"
    assert steps[1].name == "长" * 120 + "…"
    assert (steps[1].done, steps[1].left) == (2, 0)


def test_the_status_bar_of_the_program_says_it_too() -> None:
    app = SimpleNamespace(status_bar=False)
    told = ribbon._Told(cast(Any, SimpleNamespace(book=SimpleNamespace(app=app))))
    told(Step(1, 900, "甲局.eml", 2.0, 0.5, OPENING))
    assert app.status_bar == "正在取出附件 1/900：甲局.eml"
    told(Step(2, 900, "乙局.eml", 2.0, 0.5, OPENING))
    assert app.status_bar == "正在取出附件 1/900：甲局.eml"
    told(Step(900, 900, "丙局.eml", 2.0, 0.0, OPENING))
    assert app.status_bar == "正在取出附件 900/900：丙局.eml"
