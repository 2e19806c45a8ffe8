"""A published document from the disk, or pasted, through the reading process: what stands in it."""

from __future__ import annotations

import atexit
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from xl_tools.guarded.bytes import read_bytes
from xl_tools.guarded.pool import Worker
from xl_tools.intake.webpage import has_tags
from xl_tools.limitsfile import limits_here
from xl_tools.published.oldword import as_docx
from xl_tools.published.source import Source, SourceKind, from_plain
from xl_tools.refusals import refuse

FAMILY = "N"
"""Letter of the codes by which published documents are refused."""
READER = "xl_tools.published.read"
_OLD = (".doc", ".wps")
SUFFIXES: Mapping[str, SourceKind] = MappingProxyType(
    {
        **dict.fromkeys((".docx", ".docm", *_OLD), SourceKind.WORD),
        **dict.fromkeys((".html", ".htm", ".mht", ".mhtml"), SourceKind.PAGE),
        ".txt": SourceKind.TEXT,
        ".pdf": SourceKind.PDF,
    }
)
"""Endings of documents that can be read, in lower case."""
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic"})
PASTED = "粘贴的文字"
"""What stands for the name of a file in what is said of a pasted text."""


def fetch_source(path: Path, worker: Worker | None = None) -> tuple[Source, str]:
    """What stands in a document, and the SHA-256 of the bytes read, as hexadecimal digits.

    Args:
        worker: of `READER` and `FAMILY`; by default the one that is shared.

    Raises: PublishedError if it is no document of a kind that can be read, or cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in PICTURES:
        raise refuse("N12", path)
    if suffix not in SUFFIXES:
        raise refuse("N11", path)
    worker = worker or published_worker()
    data = read_bytes(path, worker.limits, FAMILY)
    digest = hashlib.sha256(data).hexdigest()
    if suffix in _OLD:
        data = as_docx(path, data, worker.limits)
    return _source(path, data, SUFFIXES[suffix], worker), digest


def source_of_text(text: str, worker: Worker | None = None) -> Source:
    """What stands in a pasted text, which may be a web page's own.

    Raises: PublishedError if there is nothing in it, or it cannot be read.
    """
    if not text.strip():
        raise refuse("N31", PASTED)
    data = text.encode("utf-8", "replace")
    kind = SourceKind.PAGE if has_tags(data) else SourceKind.TEXT
    return _source(Path(PASTED), data, kind, worker or published_worker())


def _source(path: Path, data: bytes, kind: SourceKind, worker: Worker) -> Source:
    return from_plain(worker.extract(path, data, kind=kind.value))


@cache
def published_worker() -> Worker:
    """The one process that reads published documents for this program; ended with the program."""
    worker = Worker(limits_here(), READER, FAMILY)
    atexit.register(worker.close)
    return worker
