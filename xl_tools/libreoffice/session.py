"""One LibreOffice we talk to: its desktop, its open workbooks, and what xlwings' App remembers."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any, cast

from xl_tools.libreoffice.bridge import properties, to_path
from xl_tools.libreoffice.dialogs import Dialogs, NativeDialogs, RecordedDialogs
from xl_tools.libreoffice.numberformats import NumberFormats

if TYPE_CHECKING:
    from xl_tools.libreoffice.office import Office

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"


class DocumentState:
    """What is remembered about one open document, so that it is not asked for again."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.formats = NumberFormats(document)
        null = document.NullDate
        # Counts the moves of cells, after which LibreOffice's objects for sheets and ranges are no longer whole.
        self.moves = 0
        self.null_date = dt.datetime(null.Year, null.Month, null.Day)


class Session:
    """A connection to one LibreOffice, out of process or inside it.

    Args:
        context: the component context, remote or our own.
        office: the process we started, if we did.
        dialogs: who answers message boxes; by default a screen where there is one.
    """

    def __init__(self, context: Any, *, office: Office | None = None, dialogs: Dialogs | None = None) -> None:
        self.context = context
        self.office = office
        self.desktop: Any = self.service("com.sun.star.frame.Desktop")
        headless = office is not None and office.headless
        self.dialogs: Dialogs = dialogs or (RecordedDialogs() if headless else NativeDialogs(context))
        self.pid = office.pid if office is not None else os.getpid()
        self.headless = headless
        self.visible = not headless
        self.screen_updating = True
        self.display_alerts = True
        self.enable_events = True
        self.interactive = True
        self.manual_calculation = False
        self.status_text: str | None = None
        self.cut_copy_mode: str | None = None
        self.clipboard: Any = None
        self._indicator: Any = None
        self._states: dict[str, DocumentState] = {}
        self._active = ""

    @property
    def alive(self) -> bool:
        """Whether the office still runs."""
        return self.office is None or self.office.running

    def documents(self) -> list[DocumentState]:
        """The open workbooks in the order they were opened."""
        found: dict[str, DocumentState] = {}
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            services = getattr(component, "supportsService", None)
            if services is not None and services(_SPREADSHEET):
                uid = cast(str, component.RuntimeUID)
                found[uid] = self._states.get(uid) or DocumentState(component)
        self._states = dict(sorted(found.items(), key=lambda item: _number(item[0])))
        return list(self._states.values())

    def state(self, document: Any) -> DocumentState:
        """What is remembered about this document."""
        uid = cast(str, document.RuntimeUID)
        if uid not in self._states:
            self._states[uid] = DocumentState(document)
        return self._states[uid]

    def forget(self, document: Any) -> None:
        """Drop what is remembered about a document that is being closed."""
        self._states.pop(cast(str, document.RuntimeUID), None)

    def active(self) -> DocumentState | None:
        """The workbook in front: the one activated last, as long as it is open."""
        states = self.documents()
        current = self.desktop.getCurrentComponent()
        uid = cast(str, getattr(current, "RuntimeUID", "")) if current is not None else ""
        for wanted in (uid if not self.headless else self._active, self._active, uid):
            if wanted in self._states:
                return self._states[wanted]
        return states[-1] if states else None

    def activated(self, document: Any) -> None:
        """Remember that a workbook was brought to the front."""
        self._active = cast(str, document.RuntimeUID)

    def load(self, url: str, **options: Any) -> Any:
        """Open or create a document; the new one is in front."""
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, properties(**options))
        if document is not None and getattr(document, "RuntimeUID", ""):
            self.activated(document)
            if self.manual_calculation:
                document.enableAutomaticCalculation(False)
            if not self.screen_updating:
                document.lockControllers()
        return document

    def setting(self, node: str, name: str) -> str:
        """One entry of LibreOffice's configuration."""
        provider = self.service("com.sun.star.configuration.ConfigurationProvider")
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", properties(nodepath=node)
        )
        return str(getattr(access, name))

    def path_variable(self, name: str) -> str:
        """One of LibreOffice's own folders, such as $(prog) or $(user)."""
        url = self.service("com.sun.star.util.PathSubstitution").getSubstituteVariableValue(name)
        return to_path(str(url))

    def service(self, name: str) -> Any:
        """A new service object."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def set_status(self, text: str | None) -> None:
        """Show a text in the status bar of the workbook in front, or take it away."""
        self.status_text = text
        if text is None:
            indicator, self._indicator = self._indicator, None
            if indicator is not None:
                indicator.end()
            return
        if self._indicator is None:
            state = self.active()
            if state is None:
                return
            self._indicator = state.document.CurrentController.Frame.createStatusIndicator()
            self._indicator.start(text, 100)
        self._indicator.setText(text)

    def set_screen_updating(self, value: bool) -> None:
        """Hold back or resume drawing in all open workbooks."""
        if value == self.screen_updating:
            return
        self.screen_updating = value
        for state in self.documents():
            if value and state.document.hasControllersLocked():
                state.document.unlockControllers()
            elif not value:
                state.document.lockControllers()


def _number(uid: str) -> tuple[int, str]:
    return (int(uid), "") if uid.isdigit() else (0, uid)
