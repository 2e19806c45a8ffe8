"""Power goes off at every point of a save: whatever the disk had not written by then, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from power_cut import PowerDisk, State
from saving_cases import CASES, NEW, Case, save

from xl_tools.ownfiles import DATA_VARIABLE
from xl_tools.workbook.backups import FOLDER


def prepared(root: Path, case: Case) -> tuple[PowerDisk, Path]:
    disk, target = PowerDisk(root), root / "folder" / case.name
    disk.make_folder(target.parent)
    disk.sync_folder(root)
    for number, content in enumerate(case.kept):
        disk.put(target.parent / FOLDER / f"{case.name}.20260101-00000{number}.bak", content)
    for folder in (target.parent, target.parent / FOLDER) if case.kept else ():
        disk.sync_folder(folder)
    if case.old is not None:
        disk.put(target, case.old)
    disk.calls = 0
    return disk, target


def check(case: Case, target: Path, state: State) -> bytes | None:
    """What must hold of everything that may stand on the disk; returns the content of the file."""
    now = state.get(target)
    assert now in (case.old, NEW)
    kept = [content for path, content in state.items() if path.suffix == ".bak"]
    assert {*kept} <= {case.old, *case.kept}
    assert {*kept} >= {*case.kept[1:]}
    if now == NEW and case.old is not None and target.suffix == ".xlsx":
        assert case.old in kept
    return now


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # Locks are not what this is about, but they go to a real folder.
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "own"))
    return tmp_path


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.beside])
def test_power_cut_at_any_point_loses_nothing(root: Path, name: str) -> None:
    case, states = CASES[name], 0
    disk, target = prepared(root, case)
    seen: set[bytes | None] = set()

    def look() -> None:
        nonlocal states
        for state in disk.after_power_cut():
            states += 1
            seen.add(check(case, target, state))

    disk.before = look
    save(target, disk)
    print(f"{name}: {disk.calls} points, {states} states of the disk")
    assert seen == {case.old, NEW}
    assert disk.calls > 15
    # What was reported as saved outlasts a power cut, and its newest backup is what stood there before.
    for state in disk.after_power_cut():
        assert check(case, target, state) == NEW
        if backups := sorted(path for path in state if path.suffix == ".bak"):
            assert state[backups[-1]] == case.old


@pytest.mark.parametrize("forgotten", ["sync", "sync_folder"])
def test_these_power_cuts_notice_what_is_not_synced(
    root: Path, forgotten: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PowerDisk, forgotten, lambda *_: None)
    case = CASES["first backup"]
    disk, target = PowerDisk(root), root / case.name
    disk.put(target, case.old or b"")
    save(target, disk)
    outcomes = [*disk.after_power_cut()]
    with pytest.raises(AssertionError):
        assert {check(case, target, state) for state in outcomes} == {NEW}
