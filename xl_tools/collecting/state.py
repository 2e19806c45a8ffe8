"""What a consolidation must remember from run to run, in one SQLite file: readings, decisions, settings, letters.

The file may lie on a shared folder, where a write-ahead log does not work, so a rollback journal is used: a program
that is killed in the middle of a batch leaves the state as it was before that batch. One program at a time has it.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from xl_tools.errors import XlToolsError
from xl_tools.refusals import reason

IN_USE, NOT_WRITABLE, NEWER, DAMAGED = "K20", "K21", "K22", "K23"
FORMAT = 1
"""Number of the tables below; a file with an older one is set aside, with a newer one it is left alone."""
_APPLICATION = 0x786C7473
_PATIENCE = 5.0
"""Seconds to wait for another program that has the file."""
_TABLES = """
CREATE TABLE readings (
    digest TEXT NOT NULL, basis TEXT NOT NULL, day TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (digest, basis)
) WITHOUT ROWID;
CREATE TABLE kept (kind TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (kind, name));
"""
_SETTING, _LETTERS = "setting", "letters"
_DECISIONS = "decisions"
_ASKED_AT_ONCE = 500


class Kept(NamedTuple):
    """One reading as it is kept.

    Attributes:
        day: YYYY-MM-DD, if the reading holds for that day alone; else empty.
        text: as plain.reading_to_text() writes it.
    """

    digest: str
    day: str
    text: str


class State:
    """The state of one consolidation; made when there is none.

    Attributes:
        set_aside: where a file went that could not be used; None if there was none.
        sentence: what to tell the user about it; empty if there is nothing to tell.

    Raises: XlToolsError K20 if another program has it, K21 if it cannot be written, K22 if a newer version of this
        program made it. The methods raise K21 as well.
    """

    def __init__(self, path: Path, *, patience: float = _PATIENCE) -> None:
        self.path = path
        self.set_aside: Path | None = None
        self.sentence = ""
        self._patience = patience
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_writable(path, reason(error)) from error
        try:
            self._database = self._opened()
        except _Unusable as unusable:
            saved = _salvage(path)
            self._put_aside(str(unusable), saved)
            self._database = self._opened()
            with self._writing():
                self._database.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", saved)

    def __enter__(self) -> State:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let other programs have it."""
        self._database.close()

    # --- readings

    def known(self, digests: Iterable[str], basis: str, today: str) -> set[str]:
        """Those of these digests of which there is a reading that holds today."""
        found: set[str] = set()
        wanted = list(digests)
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            some = wanted[start : start + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT digest FROM readings WHERE basis = ? AND day IN ('', ?) AND digest IN ({marks})"
            found.update(row[0] for row in self._rows(query, (basis, today, *some)))
        return found

    def reading(self, digest: str, basis: str) -> str:
        """The text of one reading.

        Raises: KeyError if there is none; XlToolsError K23 if it is damaged, and it is gone then.
        """
        for (content,) in self._rows("SELECT content FROM readings WHERE digest = ? AND basis = ?", (digest, basis)):
            try:
                return zlib.decompress(content).decode("utf-8", "surrogatepass")
            except (zlib.error, UnicodeDecodeError, TypeError) as error:
                with self._writing():
                    self._database.execute("DELETE FROM readings WHERE digest = ? AND basis = ?", (digest, basis))
                raise XlToolsError(
                    f"“{self.path.name}”里有一份读取结果已损坏。", code=DAMAGED, hint="请再汇总一次，会重新读取这一份。"
                ) from error
        raise KeyError(digest)

    def keep_readings(self, basis: str, readings: Iterable[Kept]) -> None:
        """Keep one batch: all of it or, if the program is killed meanwhile, nothing."""
        rows = [
            (one.digest, basis, one.day, zlib.compress(one.text.encode("utf-8", "surrogatepass"), 1))
            for one in readings
        ]
        with self._writing():
            self._database.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", rows)

    # --- what people decided and did

    def decisions(self) -> Any:
        """What was kept by `keep_decisions`; None if nothing was."""
        return self._get(_DECISIONS, "")

    def keep_decisions(self, data: Any) -> None:
        """Keep decisions as JSON values, in place of earlier ones."""
        self._put(_DECISIONS, "", data)

    def setting(self, key: str) -> Any:
        """What was kept under a key; None if nothing was."""
        return self._get(_SETTING, key)

    def keep_setting(self, key: str, data: Any) -> None:
        """Keep JSON values under a key, in place of earlier ones."""
        self._put(_SETTING, key, data)

    def all_letters(self) -> dict[str, list[Any]]:
        """What was kept by `keep_letters`, by unit; units without any are left out."""
        rows = self._rows("SELECT name, content FROM kept WHERE kind = ? ORDER BY name", (_LETTERS,))
        return {name: json.loads(content) for name, content in rows}

    def keep_letters(self, unit: str, letters: Sequence[Any]) -> None:
        """Keep what there is about the letters to a unit, in place of what was."""
        self._put(_LETTERS, unit, list(letters))

    # --- the file

    def _get(self, kind: str, name: str) -> Any:
        for (content,) in self._rows("SELECT content FROM kept WHERE kind = ? AND name = ?", (kind, name)):
            return json.loads(content)
        return None

    def _put(self, kind: str, name: str, data: Any) -> None:
        with self._writing():
            content = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
            self._database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (kind, name, content))

    def _rows(self, query: str, values: Sequence[object]) -> list[Any]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _not_writable(self.path, str(error)) from error

    @contextmanager
    def _writing(self) -> Generator[None]:
        """One transaction."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise _not_writable(self.path, str(error)) from error

    def _opened(self) -> sqlite3.Connection:
        """Raises: XlToolsError as the class says; _Unusable for a file that must be set aside."""
        try:
            database = sqlite3.connect(self.path, timeout=self._patience, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise _not_writable(self.path, str(error)) from error
        try:
            self._prepare(database)
        except BaseException:
            database.close()
            raise
        return database

    def _prepare(self, database: sqlite3.Connection) -> None:
        try:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA synchronous = FULL")
            # In this mode the lock that a transaction takes stays until the end: no second program gets between.
            database.execute("BEGIN EXCLUSIVE")
            ((application,),) = database.execute("PRAGMA application_id").fetchall()
            ((version,),) = database.execute("PRAGMA user_version").fetchall()
            empty = not database.execute("SELECT 1 FROM sqlite_master").fetchall()
            if empty and not application:
                for statement in _TABLES.split(";"):
                    database.execute(statement)
                database.execute(f"PRAGMA application_id = {_APPLICATION}")
                database.execute(f"PRAGMA user_version = {FORMAT}")
            database.execute("COMMIT")
            if empty and not application:
                return
            if application != _APPLICATION:
                raise _Unusable("不是本软件的状态文件")
            if version > FORMAT:
                raise XlToolsError(
                    f"“{self.path.name}”是更新版本的本软件写的，没有使用。",
                    code=NEWER,
                    hint="请升级本软件后再汇总。",
                )
            if version < FORMAT:
                raise _Unusable("是旧版本的状态文件")
            if database.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise _Unusable("已损坏")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise XlToolsError(
                    f"另一个程序正在使用这次汇总的状态（{self.path.name}）。",
                    code=IN_USE,
                    hint="请等那边做完再试；同一个汇总，同时只能由一个程序来做。",
                ) from error
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT):
                raise _Unusable("已损坏") from error
            raise _not_writable(self.path, str(error)) from error
        except sqlite3.DatabaseError as error:
            raise _Unusable("已损坏") from error

    def _put_aside(self, why: str, saved: Sequence[object]) -> None:
        """Give the file, and what belongs to it, another name; nothing is deleted."""
        number, stem = 1, self.path.stem
        while (aside := self.path.with_name(f"{stem}（停用{number}）{self.path.suffix}")).exists():
            number += 1
        try:
            for ending in ("-journal", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{self.path}{ending}").rename(f"{aside}{ending}")
            self.path.rename(aside)
        except OSError as error:
            raise _not_writable(self.path, reason(error)) from error
        self.set_aside = aside
        kept = "其中的决定和通知记录已接着使用" if saved else "其中的决定和通知记录没有读出，需要的请重新决定"
        self.sentence = f"状态文件“{self.path.name}”{why}，已改名为“{aside.name}”保存；各文件重新读取，{kept}。"


class _Unusable(Exception):
    """Why a state file cannot be used, as a clause."""


def _salvage(path: Path) -> list[tuple[str, str, str]]:
    """What people decided and did, as far as a file that cannot be used still says it."""
    found: list[tuple[str, str, str]] = []
    with suppress(sqlite3.Error, ValueError), closing(sqlite3.connect(path)) as database:
        for kind, name, content in database.execute("SELECT kind, name, content FROM kept"):
            json.loads(content)
            found.append((str(kind), str(name), content))
    return found


def _not_writable(path: Path, why: str) -> XlToolsError:
    return XlToolsError(
        f"无法读写这次汇总的状态“{path.name}”（{why}）。",
        code=NOT_WRITABLE,
        hint="请核对磁盘空间和文件夹的权限，再试一次；已经读过的文件不用重读。",
    )
