"""xlwings' Books and Book: the open workbooks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice.bridge import properties, struct, to_path, to_url, typed, uno_exception
from xl_tools.libreoffice.names import Names
from xl_tools.libreoffice.parts import HostError, NotFound, Part
from xl_tools.libreoffice.session import DocumentState
from xl_tools.libreoffice.sheets import Sheets
from xl_tools.libreoffice.storage import CSV_OPTIONS, filter_for, wants_calculation

if TYPE_CHECKING:
    from xl_tools.libreoffice.apps import App

_NEW = "private:factory/scalc"


class Books(Part):
    """The open workbooks of one LibreOffice, in the order they were opened."""

    __slots__ = ("app",)

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        """UNO's list of open documents, of all kinds."""
        return self.app.session.desktop.Components

    def wrap(self, state: DocumentState) -> Book:
        """The Book for an open document."""
        return Book(self.app, state)

    def _states(self) -> list[DocumentState]:
        return self.app.session.documents()

    @property
    def active(self) -> Book:
        """The workbook in front."""
        state = self.app.session.active()
        if state is None:
            raise NotFound("No workbook is open in LibreOffice")
        return self.wrap(state)

    def __call__(self, name_or_index: str | int) -> Book:
        states = self._states()
        if isinstance(name_or_index, str):
            for state in states:
                book = self.wrap(state)
                if book.name.lower() == name_or_index.lower():
                    return book
        elif 1 <= name_or_index <= len(states):
            return self.wrap(states[int(name_or_index) - 1])
        raise NotFound(f"No workbook {name_or_index!r} is open in LibreOffice")

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and any(book.name.lower() == name.lower() for book in self)

    def __len__(self) -> int:
        return len(self._states())

    def __iter__(self) -> Iterator[Book]:
        return iter([self.wrap(state) for state in self._states()])

    def add(self) -> Book:
        """A new workbook, in front."""
        document = self.app.session.load(_NEW, **self._window())
        return self.wrap(self.app.session.state(document))

    def _window(self) -> dict[str, Any]:
        session = self.app.session
        return {"Hidden": True} if not session.headless and not session.visible else {}

    def open(
        self,
        fullname: str,
        update_links: Any = None,
        read_only: bool | None = None,
        _format: Any = None,
        password: str | None = None,
        *_: Any,
    ) -> Book:
        """Open a workbook: macros stay asleep, links are not followed.

        Raises:
            HostError: when LibreOffice cannot read the file, or the password is wrong.
        """
        options: dict[str, Any] = {"MacroExecutionMode": 0, "UpdateDocMode": 3 if update_links else 0}
        options |= self._window()
        if read_only:
            options["ReadOnly"] = True
        if password:
            options["Password"] = password
        if Path(fullname).suffix.lower() == ".csv":
            options |= {"FilterName": "Text - txt - csv (StarCalc)", "FilterOptions": CSV_OPTIONS}
        try:
            document = self.app.session.load(to_url(fullname), **options)
        except uno_exception() as problem:
            raise HostError(f"LibreOffice could not open {fullname!r}: {problem}") from None
        if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            if document is not None:
                document.close(True)
            raise HostError(f"LibreOffice could not open {fullname!r} as a workbook; a password may be missing")
        if wants_calculation(Path(fullname)):
            document.calculateAll()
            document.setModified(False)
        return self.wrap(self.app.session.state(document))


class Book(Part):
    """One open workbook."""

    __slots__ = ("app", "state")

    def __init__(self, app: App, state: DocumentState) -> None:
        self.app = app
        self.state = state

    @property
    def document(self) -> Any:
        """The UNO document."""
        return self.state.document

    @property
    def api(self) -> Any:
        """The UNO document."""
        return self.state.document

    @property
    def name(self) -> str:
        """The file's name; the window's title while there is no file."""
        url = str(self.document.URL)
        return Path(to_path(url)).name if url else str(self.document.Title)

    @property
    def fullname(self) -> str:
        """The file's full path; the name while there is no file."""
        url = str(self.document.URL)
        return to_path(url) if url else str(self.document.Title)

    @property
    def sheets(self) -> Sheets:
        """The sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The names that hold in the whole workbook, and those of its sheets."""
        return Names(self, None)

    def activate(self) -> None:
        """Bring the workbook to the front."""
        frame = self.document.CurrentController.Frame
        frame.activate()
        self.app.session.activated(self.document)

    def close(self) -> None:
        """Close without saving."""
        session = self.app.session
        session.forget(self.document)
        try:
            self.document.setModified(False)
            self.document.close(True)
        except uno_exception("com.sun.star.util.CloseVetoException") as problem:
            raise HostError(f"LibreOffice refused to close the workbook: {problem}") from None

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save, under another path or in another format when one is given.

        Raises:
            HostError: when the format is unknown or the file cannot be written.
        """
        url = str(self.document.URL)
        if path is None and url and not password:
            target = None
        elif path is None:
            target = Path(to_path(url)) if url else Path.cwd() / f"{self.document.Title}.xlsx"
        else:
            target = Path(os.path.realpath(path))
        try:
            if target is None:
                self.document.store()
            else:
                self._save_as(target, password)
        except uno_exception("com.sun.star.io.IOException") as problem:
            raise HostError(f"LibreOffice could not save {target or self.fullname}: {problem}") from None

    def _save_as(self, target: Path, password: str | None) -> None:
        options: dict[str, Any] = {"FilterName": filter_for(target)}
        if target.suffix.lower() == ".csv":
            options["FilterOptions"] = CSV_OPTIONS
        kind = target.suffix.lower()
        if password and kind not in (".ods", ".xls", ".xlsx", ".xlsm"):
            raise HostError(f"LibreOffice cannot lock {kind} files with a password")
        if password and kind in (".ods", ".xls"):
            options["Password"] = password
        elif password:
            # The filter for Excel's packages ignores a plain password and would write the file unlocked.
            options["EncryptionData"] = typed(
                "[]com.sun.star.beans.NamedValue",
                tuple(
                    struct("com.sun.star.beans.NamedValue", Name=name, Value=value)
                    for name, value in (("CryptoType", "Standard"), ("OOXPassword", password))
                ),
            )
        self.document.storeAsURL(to_url(target), properties(**options))

    def to_pdf(self, path: str, quality: str) -> None:
        """Write all visible sheets as PDF."""
        self.export_pdf(path, quality, None)

    def export_pdf(self, path: str, quality: str, selection: Any) -> None:
        """Write the workbook, or some cells of it, as PDF."""
        chosen: list[Any] = [struct("com.sun.star.beans.PropertyValue", Name="Quality", Value=90)]
        if quality == "minimum":
            chosen[0].Value = 50
        if selection is not None:
            chosen.append(struct("com.sun.star.beans.PropertyValue", Name="Selection", Value=selection))
        data = typed("[]com.sun.star.beans.PropertyValue", tuple(chosen))
        self.document.storeToURL(
            to_url(os.path.realpath(path)), properties(FilterName="calc_pdf_Export", FilterData=data)
        )
