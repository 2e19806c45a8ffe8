"""A disk in memory that knows what outlasts a power cut: bytes that were synced, names whose folder was synced."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from xl_tools.workbook.disk import Disk

State = dict[Path, bytes]
"""What stands on a disk: every file with its content."""


@dataclass
class _File:
    content: bytes = b""
    synced: bytes | None = None
    """What is left of it after a power cut; None for a file of which nothing is certain."""


_Names = dict[str, "_File | _Folder"]


@dataclass
class _Folder:
    names: _Names = field(default_factory=dict)
    synced: _Names = field(default_factory=dict)
    changes: list[tuple[frozenset[str], Callable[[_Names], object]]] = field(default_factory=list)
    """Which names were changed, and how, since the folder was synced."""

    def change(self, about: set[str], act: Callable[[_Names], object]) -> None:
        act(self.names)
        self.changes.append((frozenset(about), act))

    def outcomes(self) -> Iterator[_Names]:
        """The names as they may stand after a power cut: the system writes changes at its leisure, each in one step,
        and keeps only changes of the same name in order."""
        for chosen in product((False, True), repeat=len(self.changes)):
            names, missing = dict(self.synced), set[str]()
            for done, (about, act) in zip(chosen, self.changes, strict=True):
                if not done:
                    missing |= about
                elif about & missing:
                    break
                else:
                    act(names)
            else:
                yield names


class PowerDisk(Disk):
    """A disk in memory; `before` is asked before each call and may look at what a power cut would leave now."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.before: Callable[[], object] = lambda: None
        self.calls = 0
        self._top = _Folder()
        self._open: dict[int, _File] = {}

    def put(self, path: Path, content: bytes) -> None:
        """Have a file stand there since long ago."""
        folder = self._folder(path.parent, make=True)
        folder.names[path.name] = folder.synced[path.name] = _File(content, content)

    def after_power_cut(self) -> Iterator[State]:
        """Everything that may stand on the disk if power goes off now; bytes not synced are lost."""
        return _outcomes(self._top, self.root)

    # --- the calls

    def status(self, path: Path) -> os.stat_result | None:
        self._call()
        found = self._find(path)
        if found is None:
            return None
        size = len(found.content) if isinstance(found, _File) else 0
        kind = stat.S_IFREG | 0o644 if isinstance(found, _File) else stat.S_IFDIR | 0o755
        return os.stat_result((kind, 0, 0, 1, 0, 0, size, 0, int(time.time()), 0))

    def writable(self, path: Path) -> bool:
        self._call()
        return True

    def names(self, folder: Path) -> list[str]:
        self._call()
        found = self._find(folder)
        return list(found.names) if isinstance(found, _Folder) else []

    def read(self, path: Path) -> bytes:
        self._call()
        return self._file(path).content

    def create(self, path: Path, mode: int) -> int:
        self._call()
        handle = len(self._open) + 1
        self._open[handle] = file = _File()
        self._folder(path.parent).change({path.name}, lambda names: names.update({path.name: file}))
        return handle

    def write(self, handle: int, data: memoryview) -> int:
        self._call()
        self._open[handle].content += bytes(data)
        return len(data)

    def sync(self, handle: int) -> None:
        self._call()
        self._open[handle].synced = self._open[handle].content

    def close(self, handle: int) -> None:
        self._call()

    def set_owner(self, path: Path, like: os.stat_result) -> None:
        self._call()

    def set_mode(self, path: Path, mode: int) -> None:
        self._call()

    def replace(self, source: Path, target: Path) -> None:
        self._call()
        assert source.parent == target.parent
        self._file(source)
        self._folder(source.parent).change(
            {source.name, target.name}, lambda names: names.update({target.name: names.pop(source.name)})
        )

    def unlink(self, path: Path) -> None:
        self._call()
        self._file(path)
        self._folder(path.parent).change({path.name}, lambda names: names.pop(path.name))

    def make_folder(self, path: Path) -> None:
        self._call()
        self._folder(path, make=True)

    def sync_folder(self, folder: Path) -> None:
        self._call()
        found = self._folder(folder)
        found.synced, found.changes = dict(found.names), []

    # ---

    def _call(self) -> None:
        self.before()
        self.calls += 1

    def _folder(self, path: Path, *, make: bool = False) -> _Folder:
        found = self._top
        for name in path.relative_to(self.root).parts:
            if make and name not in found.names:
                made = _Folder()
                found.change({name}, lambda names, name=name, made=made: names.update({name: made}))
            following = found.names[name]
            assert isinstance(following, _Folder)
            found = following
        return found

    def _find(self, path: Path) -> _File | _Folder | None:
        found: _File | _Folder | None = self._top
        for name in path.relative_to(self.root).parts:
            found = found.names.get(name) if isinstance(found, _Folder) else None
        return found

    def _file(self, path: Path) -> _File:
        found = self._find(path)
        if not isinstance(found, _File):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return found


def _outcomes(folder: _Folder, path: Path) -> Iterator[State]:
    for names in folder.outcomes():
        inside: list[list[State]] = [[{}]]
        for name, item in names.items():
            if isinstance(item, _Folder):
                inside.append([*_outcomes(item, path / name)])
            else:
                inside.append([{path / name: b"" if item.synced is None else item.synced}])
        for states in product(*inside):
            yield {file: content for state in states for file, content in state.items()}
