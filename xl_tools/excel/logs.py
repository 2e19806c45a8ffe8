"""One log file a press, in the user's own log folder, kept for 30 days; never a cell's content or a name.

What is written: the button, versions, seconds, counts, codes, and of an unexpected error its kind and the lines of
program it went through. An error's own words are left out, because they may quote what stands in a cell.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from xl_tools.faults import trail

KEEP_DAYS = 30
FOLDER_VARIABLE = "XL_TOOLS_LOGS"
"""Environment variable that names another folder."""
_SUFFIX = ".log"
_ELSEWHERE = "xl_tools-logs"
"""Below the system's folder for temporary files."""
_LEADING = (FOLDER_VARIABLE, "LOCALAPPDATA", "TEMP", "XDG_STATE_HOME", "TMPDIR")
"""Environment variables that lead to a log."""


def log_folder(environment: Mapping[str, str], platform: str, home: Path) -> Path:
    """Where logs belong on this system.

    >>> log_folder({}, "darwin", Path("/Users/a")).as_posix()
    '/Users/a/Library/Logs/xl_tools'
    """
    if chosen := environment.get(FOLDER_VARIABLE):
        return Path(chosen)
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "xl_tools" / "logs"
    if platform == "darwin":
        return home / "Library" / "Logs" / "xl_tools"
    state = environment.get("XDG_STATE_HOME")
    return (Path(state) if state else home / ".local" / "state") / "xl_tools" / "logs"


def own_log_folder() -> Path:
    """Where logs belong on this computer."""
    return log_folder(os.environ, sys.platform, Path.home())


def shown_path(path: PurePath, environment: Mapping[str, str], platform: str, home: PurePath) -> str:
    """A log folder, or a file in it, as a text names it that may be sent to somebody: never with the user's name.

    >>> shown_path(Path("/Users/a/Library/Logs/xl_tools"), {}, "darwin", Path("/Users/a"))
    '~/Library/Logs/xl_tools'
    """
    windows = platform == "win32"
    kind, variable = (PureWindowsPath, "%{}%") if windows else (PurePosixPath, "${}")
    known = {variable.format(name): environment.get(name) for name in _LEADING}
    known["%USERPROFILE%" if windows else "~"] = str(home)
    full = kind(path)
    for name, place in known.items():
        # Explorer and a shell find the folder by this.
        if place and full.is_relative_to(place):
            return str(kind(name) / full.relative_to(place))
    start = full.parts.index(_ELSEWHERE) if _ELSEWHERE in full.parts else -1
    return str(kind("（系统的临时文件夹）", *full.parts[start:]))


def own_shown_path(path: Path | None = None) -> str:
    """As shown_path, on this computer; without a path, its log folder."""
    return shown_path(path or own_log_folder(), os.environ, sys.platform, Path.home())


@dataclass
class RunLog:
    """The log of one press; written at once, line by line, so that it is there even if the program dies."""

    path: Path | None
    started: float = field(default_factory=time.perf_counter)

    def note(self, text: str) -> None:
        """Add one line with the seconds since the press."""
        if self.path is not None:
            # A full disk must not keep a button from working.
            with contextlib.suppress(OSError), self.path.open("a", encoding="utf-8") as file:
                file.write(f"{time.perf_counter() - self.started:8.3f}  {text}\n")

    def failure(self, error: BaseException) -> None:
        """Add the kind of an error, and of those behind it, with the lines of program they went through."""
        for line in trail(error):
            self.note(line)


def open_log(name: str, folder: Path | None = None, now: datetime | None = None) -> RunLog:
    """Begin the log of a press, and delete logs older than KEEP_DAYS.

    Where the folder cannot be written, the system's folder for temporary files is used; failing that, no file.
    """
    now = now or datetime.now()
    file = f"{now:%Y-%m-%d_%H%M%S_%f}_{name}_{os.getpid()}{_SUFFIX}"
    for place in (folder or own_log_folder(), Path(tempfile.gettempdir()) / _ELSEWHERE):
        try:
            place.mkdir(parents=True, exist_ok=True)
            path = place / file
            path.touch()
        except OSError:
            continue
        _forget_old(place, now)
        return RunLog(path)
    return RunLog(None)


def _forget_old(folder: Path, now: datetime) -> None:
    oldest = now.timestamp() - KEEP_DAYS * 86400
    for file in folder.glob(f"*{_SUFFIX}"):
        # Another program may be using or deleting it.
        with contextlib.suppress(OSError):
            if file.stat().st_mtime < oldest:
                file.unlink()
