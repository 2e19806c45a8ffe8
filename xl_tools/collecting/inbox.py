"""The inbox: folders, archives and mails on disk → every file that came in, each with where it came from."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from xl_tools.collecting.inbox_store import Store
from xl_tools.collecting.inbox_unpack import Found, unpack
from xl_tools.collecting.places import LETTERS, MATERIALS
from xl_tools.collecting.progress import OPENING, Progress, Told
from xl_tools.consolidation.arrival import Arrival, Origin
from xl_tools.guarded.batch import in_turn
from xl_tools.guarded.pool import Worker
from xl_tools.inputs import is_litter
from xl_tools.intake.refusal import Contained
from xl_tools.limitsfile import limits_here
from xl_tools.refusals import reason, refuse
from xl_tools.workbook.backups import FOLDER

READER = "xl_tools.containers.read"
_PROCESSES = 2


def open_inbox(
    sources: Sequence[Path], keep: Path, *, skip: Collection[Path] = (), progress: Progress | None = None
) -> list[Arrival]:
    """Every file that came in, in a stable order; nothing in the inbox is changed.

    Workbooks, documents, pictures and whatever else was sent: sorting says of each what it is. Containers are replaced
    by what is in them; one that cannot be opened is an Arrival with an error.

    Args:
        sources: files and folders; folders are looked through whole, but for what this program keeps itself.
        keep: folder for what is taken out of archives and mails; made when it is needed.
        skip: files that are none that came in, such as the summary workbook itself.
        progress: told after every file of the inbox, be it a container or not.

    Raises: ContainerError M01 if a source is missing, M03 if a folder cannot be looked into, M36 if copies cannot be
        written to `keep`.
    """
    store, limits = Store(keep), limits_here()
    paths = files_below(sources, skip=(keep, *skip))
    told = Told(progress, len(paths), OPENING)
    arrivals: list[Arrival] = []
    with ExitStack() as stack:
        workers = [Worker(limits, READER, Contained.family) for _ in range(_PROCESSES)]
        for worker in workers:
            stack.callback(worker.close)
        results = in_turn(workers, lambda path, worker: unpack(path, store, worker), paths)
        for path, found in stack.enter_context(closing(results)):
            if not isinstance(found, list):
                raise found
            arrivals += [_arrival(number, one) for number, one in enumerate(found, len(arrivals) + 1)]
            told(path.name)
    return arrivals


def files_below(sources: Sequence[Path], *, skip: Collection[Path] = ()) -> list[Path]:
    """Files named, and all below folders, each once, those of a folder by name; litter of programs is left out.

    Raises: ContainerError M01 if a source is missing, M03 if a folder cannot be looked into.
    """
    left_out = {_key(path) for path in skip}
    files: dict[str, Path] = {}
    for source in sources:
        if not source.exists():
            raise refuse("M01", source)
        for path in _below(source, left_out) if source.is_dir() else (source,):
            if (key := _key(path)) not in left_out:
                files.setdefault(key, path)
    return list(files.values())


def _below(folder: Path, left_out: Collection[str]) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, onerror=_refuse_folder):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not _is_ours(name) and _key(here / name) not in left_out)
        for name in sorted(names):
            # What is no file at all (a pipe, a device) cannot have come in.
            if not is_litter(name) and (path := here / name).is_file():
                yield path


def _refuse_folder(error: OSError) -> None:
    """A folder that cannot be looked into is never passed over in silence."""
    raise refuse("M03", str(error.filename), reason=reason(error)) from error


def _is_ours(name: str) -> bool:
    """Whether a folder holds what this program has written, or what a system hides."""
    return name == FOLDER or name.startswith(".") or name.endswith((MATERIALS, LETTERS))


def _key(path: Path) -> str:
    """The same for every way to a file."""
    return os.path.normcase(os.path.realpath(path))


def _arrival(number: int, found: Found) -> Arrival:
    mail = found.mail
    origin = Origin(found.source, found.inside, mail.sender, mail.address, mail.subject, mail.sent)
    return Arrival(number, origin, found.digest, found.size, found.file, found.time, found.error)
