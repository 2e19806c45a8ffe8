"""Where the files of a consolidation stand: the summary workbook, and what belongs to it, beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

MATERIALS = "_汇总资料"
"""Ends the name of the folder with state and attachments; an inbox is never looked for in one."""
LETTERS = "_退回通知"
_NUMBERED = re.compile(r"（[0-9]{1,3}）$")


@dataclass(frozen=True, slots=True)
class Places:
    """All files of one consolidation.

    Attributes:
        workbook: the summary workbook that is written.
        first: the one that gives the others their names; 汇总（2）.xlsx belongs to 汇总.xlsx.
    """

    workbook: Path
    first: Path

    @property
    def materials(self) -> Path:
        """The folder of what must be kept for the next run."""
        return self._beside(MATERIALS)

    @property
    def state(self) -> Path:
        return self.materials / "状态.sqlite"

    @property
    def attachments(self) -> Path:
        """Copies of what was taken out of mails and archives."""
        return self.materials / "附件"

    @property
    def provenance(self) -> Path:
        return self._beside("_溯源.csv")

    @property
    def board(self) -> Path:
        return self._beside("_报送情况.html")

    @property
    def letters(self) -> Path:
        return self._beside(LETTERS)

    def next_workbook(self) -> Path:
        """The first name of the same consolidation under which no file stands."""
        number, free = 1, self.first
        while free.exists():
            number += 1
            free = self.first.with_name(f"{self.first.stem}（{number}）{self.first.suffix}")
        return free

    def own(self) -> list[Path]:
        """What an inbox around them must not take for something that came in."""
        numbered = self.first.parent.glob(f"{_plain(self.first.stem)}（*）.xlsx")
        return [self.workbook, self.first, self.provenance, self.board, *numbered]

    def _beside(self, ending: str) -> Path:
        return self.first.with_name(self.first.stem + ending)


def places_of(workbook: Path) -> Places:
    """The places of a summary workbook."""
    return Places(workbook, workbook.with_name(_NUMBERED.sub("", workbook.stem) + workbook.suffix))


def _plain(name: str) -> str:
    """A name as glob() takes it, letter for letter."""
    return re.sub(r"([*?\[])", r"[\1]", name)
