"""A file from the disk through the reading process: its bytes, their digest, and what the process says of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xl_tools.guarded.bytes import read_bytes
from xl_tools.guarded.pool import Worker

Place = tuple[int, int]
"""Row and column of a cell, counted from 0."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the reading process said of one file.

    Attributes:
        digest: SHA-256 of the bytes read, as hexadecimal digits.
        content: as extract() describes it.
    """

    path: Path
    digest: str
    content: Mapping[str, Any]


def fetch(
    path: Path, worker: Worker, wanted: Mapping[str, bool], places: Mapping[str, Sequence[Place]] | None = None
) -> Fetched:
    """Read one file; `wanted` and `places` as extract() has them.

    Raises: WorkbookError if it cannot be read.
    """
    data = read_bytes(path, worker.limits)
    return Fetched(
        path, hashlib.sha256(data).hexdigest(), worker.extract(path, data, wanted=dict(wanted), places=places)
    )
