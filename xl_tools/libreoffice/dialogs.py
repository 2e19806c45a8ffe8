"""Message boxes: shown by LibreOffice on a screen, or kept for the reader where there is none."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from xl_tools.libreoffice.bridge import enum

# Answers of com.sun.star.awt.MessageBoxResults.
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}
# Values of com.sun.star.awt.MessageBoxButtons.
_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_SAFE_ANSWERS = {"ok": "ok", "ok_cancel": "cancel", "yes_no": "no", "yes_no_cancel": "cancel"}


@dataclass(frozen=True, slots=True)
class Alert:
    """One message box: what was asked, and with which buttons."""

    prompt: str
    title: str
    buttons: str
    mode: str | None


class Dialogs(Protocol):
    """Whoever answers message boxes."""

    def show(self, alert: Alert, frame: Any) -> str:
        """Show one box and return the button pressed: ok, cancel, yes or no."""
        ...


class RecordedDialogs:
    """Keeps every box, and answers from a list; without an answer it presses the button that changes nothing."""

    def __init__(self, answers: Iterable[str] = ()) -> None:
        self.alerts: list[Alert] = []
        self.answers = deque(answers)

    def show(self, alert: Alert, frame: Any) -> str:  # noqa: ARG002 -- nothing is drawn, so no window is needed
        """Record the box and give the next answer."""
        self.alerts.append(alert)
        return self.answers.popleft() if self.answers else _SAFE_ANSWERS[alert.buttons]


class NativeDialogs:
    """LibreOffice's own message boxes, over the window of the book."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def show(self, alert: Alert, frame: Any) -> str:
        """Show the box and wait for the user."""
        manager = self._context.ServiceManager
        toolkit = manager.createInstanceWithContext("com.sun.star.awt.Toolkit", self._context)
        kind = (
            "QUERYBOX" if alert.buttons.startswith("yes") else "WARNINGBOX" if alert.mode == "critical" else "INFOBOX"
        )
        window = frame.getContainerWindow() if frame is not None else None
        box = toolkit.createMessageBox(
            window,
            enum("com.sun.star.awt.MessageBoxType", kind),
            _BUTTONS[alert.buttons],
            alert.title or "LibreOffice",
            alert.prompt,
        )
        try:
            return _ANSWERS.get(box.execute(), "cancel") if alert.buttons != "ok" else _closed(box)
        finally:
            box.dispose()


def _closed(box: Any) -> str:
    # A box with the one button can be closed by Escape too; Excel calls both "ok".
    box.execute()
    return "ok"


def alert_from(prompt: object, title: object, buttons: str | None, mode: str | None) -> Alert:
    """Check what xlwings hands over.

    Raises:
        KeyError: for buttons or a mode that xlwings does not define, as on Windows.
    """
    chosen = buttons or "ok"
    if chosen not in _BUTTONS:
        raise KeyError(chosen)
    if mode not in (None, "info", "critical"):
        raise KeyError(mode)
    return Alert("" if prompt is None else str(prompt), "" if title is None else str(title), chosen, mode)
