"""Every crafted archive and mail, by the gate and the inbox: a sentence or what is in it, in time; nothing escapes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hostile.cases import CONTAINED, Case
from hostile.corpus import CASES
from hostile.judging_files import hold_reading, taken_out, unpacking_worker
from hostile.running import MEMORY, SECONDS, listing, measured
from hostile.travels import INSIDE

from xl_tools.characters import clean
from xl_tools.collecting.inbox import open_inbox
from xl_tools.collecting.inbox_names import safe_name

LONG = bool(os.environ.get("XL_TOOLS_LONG"))
USUAL = tuple(case for case in CASES if case.family in CONTAINED and (LONG or not case.long))
_DIGEST = hashlib.sha256(INSIDE).hexdigest()


@pytest.mark.parametrize("case", USUAL, ids=str)
def test_container_is_refused_or_opened_as_it_must_be(case: Case, tmp_path: Path) -> None:
    inbox, keep = tmp_path / "in", tmp_path / "keep"
    inbox.mkdir()
    path = case.put(inbox)
    before = listing(inbox)
    hold_reading(case, path)
    with measured(unpacking_worker()) as cost:
        found = taken_out(path, keep)
    assert cost[0].seconds < SECONDS
    assert cost[0].memory < MEMORY
    if case.code:
        assert any(one.error and one.error.code == case.code for one in found)
    else:
        assert [one.error for one in found if one.error] == []
        assert _DIGEST in {one.digest for one in found}
    if case.code and case.gate:
        assert len(found) == 1
    assert listing(inbox) == before
    # Whatever a name says, it lies two folders below, and its name is one that any system takes.
    for one in found:
        if not one.error:
            assert one.file.is_relative_to(keep)
            assert len(one.file.relative_to(keep).parts) == 2
            assert one.file.name == safe_name(one.file.name)
            assert hashlib.sha256(one.file.read_bytes()).hexdigest() == one.digest
        assert all(clean(name) == name and name.isprintable() for name in one.inside)
    assert {path.name for path in tmp_path.iterdir()} <= {"in", "keep"}


def test_all_of_them_lie_in_one_inbox(tmp_path: Path) -> None:
    # One after the other through two processes: none spoils another.
    inbox = tmp_path / "in"
    chosen = [case for case in USUAL if case.place is None][:: 1 if LONG else 5]
    for number, case in enumerate(chosen):
        (inbox / f"{number:03}").mkdir(parents=True)
        case.put(inbox / f"{number:03}")
    arrivals = open_inbox([inbox], tmp_path / "keep")
    assert [one.number for one in arrivals] == list(range(1, len(arrivals) + 1))
    said: dict[int, set[str]] = {}
    for one in arrivals:
        said.setdefault(int(one.origin.source.parent.name), set()).add(one.error.code if one.error else "")
    assert [case.title for number, case in enumerate(chosen) if case.code not in said[number]] == []
    again = open_inbox([inbox], tmp_path / "keep")
    assert [str(one.error) for one in again] == [str(one.error) for one in arrivals]
    assert again == arrivals


def test_there_are_enough_of_each_kind_of_container() -> None:
    endings = [Path(case.name).suffix for case in USUAL]
    assert min(endings.count(one) for one in (".zip", ".eml", ".mbox", ".msg")) >= 10
