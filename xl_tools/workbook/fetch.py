"""A file from the disk through the reading process: its bytes, their digest, and what the process says of them."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xl_tools.intake.limits import Limits
from xl_tools.intake.refusal import Refusal
from xl_tools.refusals import refuse
from xl_tools.workbook.pool import Place, Worker


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
    data = _bytes(path, worker.limits)
    return Fetched(path, hashlib.sha256(data).hexdigest(), worker.extract(path, data, wanted, places))


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise refuse("W02", path)
        limits.check("file_size", status.st_size)
        data = path.read_bytes()
        limits.check("file_size", len(data))
    except Refusal as refusal:
        raise refuse(refusal.code, path, **refusal.details) from refusal
    except FileNotFoundError as error:
        raise refuse("W01", path) from error
    except (OSError, ValueError) as error:
        raise refuse("W03", path, reason=getattr(error, "strerror", None) or str(error)) from error
    if not data:
        raise refuse("W04", path)
    return data
