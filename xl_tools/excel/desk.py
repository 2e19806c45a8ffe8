"""What every handler works with: the workbook in front, the boxes, the status bar and the log of this press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xl_tools.errors import ApplicationError
from xl_tools.excel.blocks import apply
from xl_tools.excel.book import file_of, open_live
from xl_tools.excel.dialog import Dialog
from xl_tools.excel.logs import RunLog
from xl_tools.judging import Standard, standard
from xl_tools.workbook.layout import CHANGES
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
        """Write edits in blocks, after what the file on disk holds has been kept as a backup.

        Raises: ApplicationError; WorkbookError W37 if no backup can be kept: then nothing is written.
        """
        self.keep()
        self.progress(what)
        # The log comes first: should the program stop half-way, 撤销 still knows what was done.
        apply(self.book, dict(sorted(edits.items(), key=lambda item: item[0][0] != CHANGES)), around)

    def keep(self) -> None:
        """Keep a backup of the file on disk; a workbook that was never saved has none, nor has one on the web."""
        from xl_tools.workbook.backups import keep_backup

        try:
            file = file_of(self.book)
        except ApplicationError:
            return
        self.progress("正在留备份")
        keep_backup(file)
