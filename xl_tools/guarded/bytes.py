"""The bytes of a file that somebody chose, with what can be wrong before anybody looks at them."""

from __future__ import annotations

import stat
from pathlib import Path

from xl_tools.intake.limits import Limits
from xl_tools.intake.refusal import TWINS, Refusal
from xl_tools.refusals import refuse


def read_bytes(path: Path, limits: Limits, family: str = "W") -> bytes:
    """What stands in a file.

    Args:
        family: letter of the codes by which this kind of file is refused.

    Raises: XlToolsError if it is missing, no file, empty, too large, or cannot be read.
    """

    def refused(code: str) -> str:
        return TWINS[family].get(code, code)

    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Refusal("W02")
        limits.check("file_size", status.st_size)
        data = path.read_bytes()
        limits.check("file_size", len(data))
        if not data:
            raise Refusal("W04")
    except Refusal as refusal:
        raise refuse(refused(refusal.code), path, **refusal.details) from refusal
    except FileNotFoundError as error:
        raise refuse(refused("W01"), path) from error
    except (OSError, ValueError) as error:
        raise refuse(refused("W03"), path, reason=getattr(error, "strerror", None) or str(error)) from error
    return data
