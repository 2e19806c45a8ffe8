"""What every handler works with: the workbook in front, the boxes, the status bar and the log of this press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xl_tools.excel.blocks import apply
from xl_tools.excel.book import open_live
from xl_tools.excel.dialog import Dialog
from xl_tools.excel.logs import RunLog
from xl_tools.judging import Standard, standard
from xl_tools.workbook.patch import Edit
from xl_tools.workbook.reader import Opened

if TYPE_CHECKING:
    import xlwings as xw


@dataclass(frozen=True, slots=True)
class Desk:
    """One press of a button."""

    book: xw.Book
    dialog: Dialog
    log: RunLog

    @property
    def standard(self) -> Standard:
        """What workbooks are judged by on this computer. Raises: PackError."""
        return standard()

    def progress(self, text: str) -> None:
        """Say in the status bar, and in the log, what is being done."""
        self.book.app.status_bar = f"{text}……"
        self.log.note(text)

    def read(self) -> Opened:
        """The workbook as it stands now. Raises: TemplateMismatch."""
        self.progress("正在读取工作簿")
        return open_live(self.book)

    def write(
        self,
        edits: Mapping[tuple[str, str], Edit],
        around: Mapping[tuple[str, str], Edit] | None = None,
        *,
        what: str = "正在写入",
    ) -> None:
        """Write edits in blocks. Raises: ApplicationError."""
        self.progress(what)
        apply(self.book, edits, around)
