"""Copies of what was taken out of archives and mails, each below its digest; and what each container held.

A copy that stands is never written again, and one that was changed or damaged is never believed: its bytes are held
against the digest whenever it is used again. So nothing needs to be forced onto the disk either.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xl_tools.collecting.inbox_names import safe_name
from xl_tools.containers.item import Mail, mail_from_plain, mail_to_plain, time_from_plain, time_to_plain
from xl_tools.errors import ContainerError
from xl_tools.refusals import reason, refuse

_VERSION = 1
"""Of the listings; another one is made anew."""
_LISTINGS = "清单"
_CHUNK = 2**20


class StoreError(ContainerError):
    """Copies cannot be written: no file of the inbox is to blame."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a container.

    Attributes:
        names: as Item has them.
        file: of the copy, below the folder of the store; empty if there is none, then `code` and `details` say why.
    """

    names: tuple[str, ...]
    mail: Mail | None
    time: datetime | None
    digest: str = ""
    size: int = 0
    file: str = ""
    code: str = ""
    details: tuple[tuple[str, str], ...] = ()


class Store:
    """A folder of copies; it is made when the first is written. May be used by several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, kept: Kept) -> Path:
        """Where the copy stands."""
        return self.folder / kept.file

    def put(self, content: bytes, name: str) -> tuple[str, str]:
        """Keep bytes under a name.

        Returns: their SHA-256 as hexadecimal digits, and where they stand below the folder.
        Raises: StoreError.
        """
        digest = hashlib.sha256(content).hexdigest()
        name, number = safe_name(name), 1
        while True:
            # A second folder only where the first holds something else: a damaged copy, or a digest that begins alike.
            file = f"{digest[:12]}{f'-{number}' if number > 1 else ''}/{name}"
            target = self.folder / file
            try:
                if not target.exists():
                    _write(target, content)
                if digest_of(target) == digest:
                    return digest, file
            except OSError as error:
                refused = refuse("M36", name, reason=reason(error))
                raise StoreError(str(refused), code=refused.code, hint=refused.hint) from error
            number += 1

    def listing(self, digest: str, kind: str) -> list[Kept] | None:
        """What a container held when it was opened before; None if that is not known, or not all copies stand."""
        try:
            plain = json.loads(self._listing(digest, kind).read_text(encoding="utf-8"))
            found = [_from_plain(one) for one in plain["items"]] if plain["version"] == _VERSION else None
            if found is None or any(digest_of(self.path(kept)) != kept.digest for kept in found):
                return None
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return found

    def remember(self, digest: str, kind: str, found: Sequence[Kept]) -> None:
        """Keep what a container held, if everything in it could be taken out; without it, it is opened once more."""
        if not found or any(kept.code for kept in found):
            return
        text = json.dumps({"version": _VERSION, "items": [_to_plain(kept) for kept in found]}, ensure_ascii=False)
        with suppress(OSError):
            target = self._listing(digest, kind)
            target.unlink(missing_ok=True)
            _write(target, text.encode("utf-8", "replace"))

    def _listing(self, digest: str, kind: str) -> Path:
        return self.folder / _LISTINGS / f"{digest}.{kind}.json"


def digest_of(path: Path) -> str:
    """SHA-256 of what stands in a file, as hexadecimal digits. Raises: OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _write(target: Path, content: bytes) -> None:
    """Write a file in one step, if none stands there by then. Raises: OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.parent / f".{os.urandom(6).hex()}.tmp"
    try:
        temporary.write_bytes(content)
        with suppress(FileExistsError):
            try:
                os.link(temporary, target)
            except FileExistsError:
                raise
            except OSError:
                # Memory sticks know no second name for a file.
                if not target.exists():
                    temporary.rename(target)
    finally:
        temporary.unlink(missing_ok=True)


def _to_plain(kept: Kept) -> dict[str, Any]:
    return {
        "names": list(kept.names),
        "mail": mail_to_plain(kept.mail) if kept.mail else None,
        "time": time_to_plain(kept.time),
        "digest": kept.digest,
        "size": kept.size,
        "file": kept.file,
    }


def _from_plain(plain: dict[str, Any]) -> Kept:
    names = tuple(str(name) for name in plain["names"])
    folder, slash, name = str(plain["file"]).partition("/")
    # A listing names nothing outside the folder, whoever has written into it.
    if not names or not slash or name != safe_name(name) or not folder.replace("-", "").isalnum():
        raise ValueError(plain["file"])
    mail = mail_from_plain(plain["mail"]) if plain["mail"] else None
    time = time_from_plain(plain["time"])
    return Kept(names, mail, time, str(plain["digest"]), int(plain["size"]), f"{folder}/{name}")
