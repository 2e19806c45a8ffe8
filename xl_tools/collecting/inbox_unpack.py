"""One file of the inbox → everything that came in with it: itself, or what lies in it, however deep."""

from __future__ import annotations

import hashlib
import stat
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from xl_tools.collecting.inbox_names import MAILBOX, container_kind, unreadable
from xl_tools.collecting.inbox_store import Kept, Store, StoreError, digest_of
from xl_tools.containers.item import CHINA, Mail, mail_from_plain, time_from_plain
from xl_tools.errors import XlToolsError
from xl_tools.guarded.bytes import read_bytes
from xl_tools.guarded.pool import Worker
from xl_tools.inputs import is_litter
from xl_tools.intake.limits import Limits
from xl_tools.intake.mailbox import mails_of
from xl_tools.intake.refusal import Contained, Refusal
from xl_tools.refusals import reason, refuse

NO_MAIL = Mail()


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or a container that could not be opened: an Arrival without its number."""

    source: Path
    file: Path
    time: datetime
    inside: tuple[str, ...] = ()
    mail: Mail = NO_MAIL
    digest: str = ""
    size: int = 0
    error: XlToolsError | None = None

    @property
    def name(self) -> str:
        return self.inside[-1] if self.inside else self.source.name


@dataclass(slots=True)
class _Budget:
    """What may come out of one file of the inbox, all that is nested in it together."""

    limits: Limits
    files: int = field(default=0)
    size: int = field(default=0)

    def spend(self, size: int) -> None:
        """Count one file. Raises: Refusal."""
        self.files += 1
        self.size += size
        self.limits.check("members", self.files)
        self.limits.check("unpacked", self.size)


def unpack(path: Path, store: Store, worker: Worker) -> list[Found]:
    """Everything that came in with one file of the inbox, in its order.

    What cannot be opened is one Found with an error; a bomb is one, whatever could be taken out of it.

    Raises: StoreError if copies cannot be written.
    """
    this = Found(path, path, _when(0))
    try:
        status = path.stat()
    except OSError as error:
        return [replace(this, error=refuse("M03", path, reason=reason(error)))]
    this = replace(this, time=_when(int(status.st_mtime)), size=status.st_size)
    if not stat.S_ISREG(status.st_mode):
        # Whoever opens a pipe waits for somebody to write into it.
        return [replace(this, error=refuse("M02", path))]
    opening = _Opening(store, worker)
    try:
        if container_kind(path.name) == MAILBOX:
            return list(opening.mailbox(this, None))
        return list(opening.file(this, _Budget(worker.limits), 0))
    except Refusal as refusal:
        return [replace(this, error=refuse(refusal.code, path, **refusal.details))]


class _Opening:
    def __init__(self, store: Store, worker: Worker) -> None:
        self._store, self._worker, self._limits = store, worker, worker.limits

    def file(self, this: Found, budget: _Budget, level: int) -> Iterator[Found]:
        """A file that lies on disk, or what is in it. Raises: Refusal if the budget is spent; StoreError.

        Args:
            level: how many containers it lies in.
        """
        kind = container_kind(this.name)
        try:
            code, what = unreadable(this.name)
            if code:
                this = replace(this, digest=this.digest or digest_of(this.file))
                raise refuse(code, this.name, what=what)
            if not kind:
                yield replace(this, digest=this.digest or digest_of(this.file))
                return
            if level >= self._limits.containers:
                raise refuse("M08", this.name, found=level + 1, limit=self._limits.containers)
            if kind == MAILBOX:
                yield from self.mailbox(this, budget, level)
                return
            limits = self._limits._replace(file_size=self._limits.container_size)
            data = read_bytes(this.file, limits, Contained.family)
            this = replace(this, digest=hashlib.sha256(data).hexdigest(), size=len(data))
            mail, found = self._listed(this, kind, data)
            del data
            if not found:
                this = replace(this, mail=mail or this.mail, time=(mail and mail.sent) or this.time)
                raise refuse("M33" if kind == "archive" else "M32", this.name)
        except StoreError:
            raise
        except XlToolsError as error:
            yield replace(this, error=error)
            return
        except OSError as error:
            yield replace(this, error=refuse("M03", this.name, reason=reason(error)))
            return
        yield from self._below(this, found, budget, level + 1)

    def mailbox(self, this: Found, budget: _Budget | None, level: int = 0) -> Iterator[Found]:
        """What is attached to the mails of a mailbox; mails without attachments are passed over.

        Args:
            budget: None for a mailbox of the inbox itself, where every mail has one of its own.
        """
        limits = self._limits
        number = 0
        try:
            limits.check("mailbox_size", this.size)
            with this.file.open("rb") as file:
                for number, piece in enumerate(mails_of(file, limits.container_size), 1):
                    limits.check("messages", number)
                    mail = replace(this, inside=(*this.inside, f"第 {number} 封"), size=piece.size, digest="")
                    if piece.data is None:
                        details = {"found": -(-piece.size // 2**20), "limit": limits.container_size // 2**20}
                        yield replace(mail, error=refuse("M05", mail.name, **details))
                        continue
                    yield from self._mail(mail, piece.data, budget, level + 1)
        except Refusal as refusal:
            if budget is not None:
                # What holds it is refused as a whole.
                raise
            yield replace(this, error=refuse(refusal.code, this.name, **refusal.details))
        except OSError as error:
            yield replace(this, error=refuse("M03", this.name, reason=reason(error)))

    def _mail(self, this: Found, data: bytes, budget: _Budget | None, level: int) -> Iterator[Found]:
        """One mail of a mailbox."""
        this = replace(this, digest=hashlib.sha256(data).hexdigest())
        try:
            _, found = self._listed(this, "mail", data)
            del data
            if budget is not None:
                yield from self._below(this, found, budget, level + 1)
                return
            try:
                # Taken out as a whole, so that of a bomb nothing is left but its error.
                yield from list(self._below(this, found, _Budget(self._limits), level + 1))
            except Refusal as refusal:
                yield replace(this, error=refuse(refusal.code, this.name, **refusal.details))
        except StoreError:
            raise
        except XlToolsError as error:
            yield replace(this, error=error)

    def _below(self, this: Found, found: list[Kept], budget: _Budget, level: int) -> Iterator[Found]:
        for kept in found:
            budget.spend(kept.size)
            if is_litter(kept.names[-1]):
                continue
            mail = kept.mail or this.mail
            here = Found(
                this.source,
                self._store.path(kept) if kept.file else this.file,
                mail.sent or kept.time or this.time,
                (*this.inside, *kept.names),
                mail,
                kept.digest,
                kept.size,
            )
            if kept.code:
                yield replace(here, error=refuse(kept.code, here.name, **dict(kept.details)))
            else:
                yield from self.file(here, budget, level)

    def _listed(self, this: Found, kind: str, data: bytes) -> tuple[Mail | None, list[Kept]]:
        """What lies directly in a container, and the mail that it is, if nothing does. Raises: XlToolsError."""
        known = self._store.listing(this.digest, kind)
        if known is not None:
            return None, known
        mail, found, start = None, list[Kept](), 0
        while start is not None:
            answer = self._worker.extract(Path(this.name), data, kind=kind, start=start)
            mail = mail_from_plain(answer["mail"]) if answer["mail"] else None
            found += map(self._kept, answer["items"])
            start = answer["next"]
        self._store.remember(this.digest, kind, found)
        return mail, found

    def _kept(self, item: dict[str, Any]) -> Kept:
        """An item of an answer, its bytes on the disk. Raises: StoreError."""
        mail = mail_from_plain(item["mail"]) if item["mail"] else None
        kept = Kept(tuple(item["names"]), mail, time_from_plain(item["time"]))
        if "code" in item:
            return replace(kept, code=item["code"], details=tuple(item["details"].items()))
        content = b64decode(item.pop("content"))
        digest, file = self._store.put(content, kept.names[-1])
        return replace(kept, digest=digest, size=len(content), file=file)


def _when(seconds: int) -> datetime:
    """The time of a file in Chinese time, whatever year it is."""
    return datetime.fromtimestamp(seconds, CHINA).replace(tzinfo=None)
