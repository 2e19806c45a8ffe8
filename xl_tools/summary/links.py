"""Where links of the summary workbook lead: files beside it or below it by relative paths, so that all can be moved."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class LinkBase:
    """What the links of a summary workbook are reckoned from.

    Attributes:
        folder: where the workbook will stand.
        trace: name of the CSV file with the whole provenance, for the sentence that points to it; empty if there is
            none.
    """

    folder: Path
    trace: str = ""

    @cached_property
    def _from(self) -> str:
        return _absolute(self.folder)

    def to(self, file: Path) -> str:
        """The target of a link to a file: relative to the folder, its steps parted by “/”, not yet escaped.

        A file on another drive gets its address instead.
        """
        try:
            steps = Path(os.path.relpath(_absolute(file), self._from)).as_posix()
        except ValueError:
            whole = Path(_absolute(file)).as_posix()
            # Of a network share the name of its server comes first: file://server/share.
            return f"file:{whole}" if whole.startswith("//") else f"file:///{whole.lstrip('/')}"
        # Before the first “:” of a relative path a program sees the name of a protocol.
        return f"./{steps}" if ":" in steps.split("/", 1)[0] else steps


def _absolute(path: Path) -> str:
    # Not resolve(): what leads to the files is the way that people see, not where a link of the disk points.
    return os.path.abspath(path)  # noqa: PTH100
