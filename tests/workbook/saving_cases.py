"""Saving under faults: states of a folder to save into, a disk on which any call fails, and what must hold after."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xl_tools.inputs import find_files
from xl_tools.workbook.backups import FOLDER, KEPT, backups_of
from xl_tools.workbook.disk import Disk
from xl_tools.workbook.save import save_bytes

NAME = "年报.xlsx"
OLD, NEW = b"old content " * 40, b"new content " * 50
EARLIER = tuple(f"version {number} ".encode() * 30 for number in range(KEPT))
"""Contents before OLD, the oldest first."""
CALLS = tuple(name for name, value in vars(Disk).items() if callable(value) and not name.startswith("_"))


@dataclass(frozen=True)
class Case:
    """A folder to save into.

    Attributes:
        old: what stands there, None for a new file.
        kept: its backups, the oldest first.
        beside: False where the folder cannot take backups, so that they lie in the user's own.
        name: of the file.
    """

    old: bytes | None = OLD
    kept: tuple[bytes, ...] = ()
    beside: bool = True
    name: str = NAME

    def prepare(self, folder: Path) -> Path:
        """Make the state in a folder that does not exist yet, and return the file."""
        folder.mkdir(parents=True)
        target = folder / self.name
        if not self.beside:
            (folder / FOLDER).write_bytes(b"a file in the way")
        for number, content in enumerate(self.kept):
            (folder / FOLDER).mkdir(exist_ok=True)
            (folder / FOLDER / f"{self.name}.20260101-00000{number}.bak").write_bytes(content)
        if self.old is not None:
            target.write_bytes(self.old)
        return target


CASES: Mapping[str, Case] = {
    "new file": Case(old=None),
    "first backup": Case(),
    "five backups": Case(kept=EARLIER),
    "content that was there before": Case(kept=(OLD, *EARLIER[1:])),
    "no room beside": Case(beside=False),
    "document": Case(name="年报.html"),
}


@dataclass
class FaultyDisk(Disk):
    """A disk on which call number `at` fails, or from that call on every one.

    Attributes:
        act: raises, or does not come back.
        after: the call has its effect all the same, as network drives do it.
        lasting: every later call fails too.
        calls: the calls made.
    """

    at: int = 0
    act: Callable[[], object] = lambda: None
    after: bool = False
    lasting: bool = False
    calls: list[str] = field(default_factory=list)

    @property
    def hit(self) -> bool:
        """Whether the fault occurred."""
        return len(self.calls) >= self.at

    def call(self, name: str, *arguments: Any) -> Any:
        self.calls.append(name)
        now = len(self.calls)
        fails = now == self.at or (self.lasting and now > self.at)
        if fails and not self.after:
            if name == "write":
                handle, data = arguments
                super().write(handle, data[: len(data) // 2])
            self.act()
        # Tests are about order and names; what sync is for is tested with power cuts.
        result = None if name in ("sync", "sync_folder") else getattr(super(), name)(*arguments)
        if fails and self.after:
            if name == "create":
                os.close(result)
            self.act()
        return result


def _through(name: str) -> Callable[..., Any]:
    return lambda self, *arguments: self.call(name, *arguments)


for _name in CALLS:
    setattr(FaultyDisk, _name, _through(_name))


def save(target: Path, disk: Disk) -> None:
    """The save that is put to the test."""
    save_bytes(target, NEW, overwrite=True, disk=disk)


def check(case: Case, target: Path, *, leftovers: bool) -> bytes | None:
    """What must hold whatever went wrong; returns what the target holds.

    Args:
        leftovers: whether unfinished files may lie about, as they do when nothing could be tidied up.
    """
    folder = target.parent
    now = target.read_bytes() if target.exists() else None
    assert now in (case.old, NEW), now
    seen = [] if now is None or target.suffix == ".html" else [target]
    assert find_files([folder]) == seen
    assert [*folder.glob("*.xlsx")] == seen
    assert [*folder.rglob("*.xlsx")] == seen
    kept = [backup.path.read_bytes() for backup in backups_of(target)]
    assert len({*kept}) == len(kept)
    assert {*kept} <= {case.old, *case.kept}
    # The oldest gives way to the old content, and to nothing else; that is lost in no case.
    assert {*kept} >= {*case.kept[1:]}
    assert case.kept[:1] == () or case.kept[0] in kept or case.old in kept
    assert case.old is None or now == case.old or case.old in kept or target.suffix == ".html"
    if not leftovers:
        assert not [*unfinished(folder)]
    return now


def unfinished(folder: Path) -> Iterable[Path]:
    return folder.rglob("*.tmp")
