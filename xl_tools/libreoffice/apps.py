"""xlwings' Apps and App: the running LibreOffices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice.addresses import area_of
from xl_tools.libreoffice.books import Books
from xl_tools.libreoffice.dialogs import alert_from
from xl_tools.libreoffice.office import Office
from xl_tools.libreoffice.parts import HostError, NotFound, Part
from xl_tools.libreoffice.range import Range
from xl_tools.libreoffice.session import Session
from xl_tools.libreoffice.sheet import Sheet

if TYPE_CHECKING:
    from xl_tools.libreoffice.engine import Engine


class Apps(Part):
    """The LibreOffices this process is connected to; the first one is the active one."""

    __slots__ = ("_engine", "_sessions")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sessions: list[Session] = []

    def adopt(self, session: Session) -> None:
        """Add a connection and make it the active one."""
        self._sessions = [session, *(s for s in self._sessions if s is not session)]

    def forget(self, session: Session) -> None:
        """Drop a connection."""
        self._sessions = [s for s in self._sessions if s is not session]

    def _alive(self) -> list[Session]:
        self._sessions = [s for s in self._sessions if s.alive]
        return self._sessions

    def keys(self) -> list[int]:
        """Process ids."""
        return [session.pid for session in self._alive()]

    def add(self, *, add_book: bool | None = None, visible: bool | None = None, **_: Any) -> App:
        """Start a LibreOffice of our own: with a window when it is to be visible, headless otherwise."""
        office = Office(headless=not visible).start()
        session = Session(office.context, office=office)
        self.adopt(session)
        app = App(self._engine, session)
        if add_book:
            app.books.add()
        return app

    def cleanup(self) -> None:
        """Drop the connections whose LibreOffice has ended."""
        self._alive()

    def __iter__(self) -> Iterator[App]:
        return iter([App(self._engine, session) for session in self._alive()])

    def __len__(self) -> int:
        return len(self._alive())

    def __getitem__(self, pid: int) -> App:
        for session in self._alive():
            if session.pid == pid:
                return App(self._engine, session)
        raise NotFound(f"No LibreOffice with process id {pid} is connected")


class App(Part):
    """One running LibreOffice."""

    __slots__ = ("engine", "session")

    def __init__(self, engine: Engine, session: Session) -> None:
        self.engine = engine
        self.session = session

    @property
    def api(self) -> Any:
        """UNO's desktop."""
        return self.session.desktop

    @property
    def books(self) -> Books:
        """The open workbooks."""
        return Books(self)

    @property
    def pid(self) -> int:
        """Process id; our own when we run inside LibreOffice."""
        return self.session.pid

    @property
    def hwnd(self) -> int:
        """The same number as pid: there is no window handle to give."""
        return self.session.pid

    @property
    def version(self) -> str:
        """LibreOffice's version behind 16, Excel's number since 2016, which xlwings and scripts ask for."""
        return f"16.{self.session.setting('/org.openoffice.Setup/Product', 'ooSetupVersion')}"

    @property
    def path(self) -> str:
        """The folder of the program."""
        return self.session.path_variable("$(prog)")

    @property
    def startup_path(self) -> str:
        """The folder of the user's profile, where LibreOffice keeps what it loads at start."""
        return self.session.path_variable("$(user)")

    @property
    def selection(self) -> Range | None:
        """The selected cells of the active book; None when something else is selected."""
        state = self.session.active()
        if state is None:
            return None
        book = self.books.wrap(state)
        selected = state.document.CurrentSelection
        if selected is None or not hasattr(selected, "getRangeAddress"):
            return None
        return Sheet(book, selected.Spreadsheet).range_in(area_of(selected.getRangeAddress()))

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the active App; its window comes to the front where there is one."""
        self.engine.apps.adopt(self.session)
        state = self.session.active()
        if steal_focus and state is not None and not self.session.headless:
            state.document.CurrentController.Frame.getContainerWindow().toFront()

    @property
    def visible(self) -> bool:
        """Whether the windows can be seen; never in a headless LibreOffice."""
        return self.session.visible and not self.session.headless

    @visible.setter
    def visible(self, visible: bool) -> None:
        self.session.visible = bool(visible)
        if self.session.headless:
            return
        for state in self.session.documents():
            state.document.CurrentController.Frame.getContainerWindow().setVisible(bool(visible))

    def quit(self) -> None:
        """Close all books without saving and end LibreOffice."""
        self.engine.apps.forget(self.session)
        if not self.session.alive:
            return
        for book in list(self.books):
            book.close()
        if self.session.office is not None:
            self.session.office.stop()
        else:
            self.session.desktop.terminate()

    def kill(self) -> None:
        """End the process we started, at once."""
        if self.session.office is None:
            raise HostError("Only a LibreOffice started by this program can be killed")
        self.engine.apps.forget(self.session)
        self.session.office.kill()

    @property
    def screen_updating(self) -> bool:
        """Whether the windows are redrawn."""
        return self.session.screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.session.set_screen_updating(bool(value))

    @property
    def display_alerts(self) -> bool:
        """Kept for scripts; LibreOffice asks no questions of a program."""
        return self.session.display_alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self.session.display_alerts = bool(value)

    @property
    def enable_events(self) -> bool:
        """Kept for scripts; events cannot be held back."""
        return self.session.enable_events

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self.session.enable_events = bool(value)

    @property
    def interactive(self) -> bool:
        """Whether windows take the user's input."""
        return self.session.interactive

    @interactive.setter
    def interactive(self, value: bool) -> None:
        self.session.interactive = bool(value)
        if not self.session.headless:
            for state in self.session.documents():
                state.document.CurrentController.Frame.getContainerWindow().setEnable(bool(value))

    @property
    def calculation(self) -> str:
        """automatic or manual."""
        return "manual" if self.session.manual_calculation else "automatic"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "manual", "semiautomatic"):
            raise KeyError(value)
        self.session.manual_calculation = value == "manual"
        for state in self.session.documents():
            state.document.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        """Calculate all formulas of all open books."""
        for state in self.session.documents():
            state.document.calculateAll()

    @property
    def status_bar(self) -> str | bool:
        """The text put into the status bar; False while it belongs to the program, as in Excel."""
        text = self.session.status_text
        return False if text is None else text

    @status_bar.setter
    def status_bar(self, value: object) -> None:
        self.session.set_status(None if value is None or value is False else str(value))

    @property
    def cut_copy_mode(self) -> str | None:
        """copy while a range copied without a destination waits to be pasted."""
        return self.session.cut_copy_mode

    @cut_copy_mode.setter
    def cut_copy_mode(self, _: object) -> None:
        self.session.cut_copy_mode = None
        self.session.clipboard = None

    def alert(
        self, prompt: object, title: object, buttons: str | None, mode: str | None, _: Callable[..., Any] | None
    ) -> str:
        """Show a message box and return the button pressed."""
        state = self.session.active()
        frame = state.document.CurrentController.Frame if state is not None else None
        return self.session.dialogs.show(alert_from(prompt, title, buttons, mode), frame)
