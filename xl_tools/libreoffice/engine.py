"""The xlwings engine "libreoffice": the same public API as in Excel, answered by LibreOffice Calc."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any

import xlwings as xw

from xl_tools.libreoffice.apps import App, Apps
from xl_tools.libreoffice.books import Book
from xl_tools.libreoffice.cells import ERROR_TEXTS
from xl_tools.libreoffice.dialogs import Dialogs
from xl_tools.libreoffice.office import Office
from xl_tools.libreoffice.session import Session

ENGINE_NAME = "libreoffice"


class Engine:
    """What xlwings asks of an engine: its applications, and how values are cleaned both ways."""

    name = ENGINE_NAME
    # "desktop" makes xlwings treat this engine like Excel on Windows: live, and read and written at once.
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    def prepare_xl_data_element(self, x: Any, _: Any) -> Any:
        """One value on its way into a cell: numbers as float, missing values as blank, moments as datetime."""
        if x is None or isinstance(x, str | bool | int):
            return "" if x is None else x
        if isinstance(x, float):
            return "" if math.isnan(x) else x
        return _foreign(x)

    def clean_value_data(
        self,
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Values on their way to the caller, with xlwings' options applied."""

        def cleaned(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, bool | str):
                return value
            if isinstance(value, dt.datetime):
                return datetime_builder(
                    month=value.month,
                    day=value.day,
                    year=value.year,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
            if isinstance(value, float):
                return number_builder(value) if number_builder is not None else value
            if value in ERROR_TEXTS:
                return ERROR_TEXTS[value] if err_to_str else None
            return value

        return [[cleaned(value) for value in row] for row in data]


def _foreign(x: Any) -> Any:
    """Values of numpy and pandas, known by their behaviour so that neither has to be installed."""
    if isinstance(x, dt.datetime):
        # pandas' NaT calls itself a datetime and equals nothing, itself included.
        return "" if x != x else x
    if isinstance(x, dt.date):
        return dt.datetime(x.year, x.month, x.day)
    if isinstance(x, dt.time):
        return (x.hour * 3600 + x.minute * 60 + x.second + x.microsecond / 1e6) / 86400
    item = getattr(x, "item", None)
    if item is None:
        # pandas' NA has no truth value and no item; everything else keeps its own type.
        return "" if type(x).__name__ == "NAType" else x
    kind = type(x).__name__
    if kind == "datetime64":
        seconds = x.astype("datetime64[us]").item()
        return "" if seconds is None else seconds
    plain = item()
    return "" if isinstance(plain, float) and math.isnan(plain) else plain


engine = Engine()


def register() -> xw.Engine:
    """Make the engine known to xlwings, once; it is not made the active one."""
    for known in xw.engines:
        if known.name == ENGINE_NAME:
            return known
    handle = xw.Engine(impl=engine)
    xw.engines.add(handle)
    return handle


def connect(office: Office, *, dialogs: Dialogs | None = None, activate: bool = True) -> xw.App:
    """An xlwings App for an Office that was started.

    Args:
        office: a running Office.
        dialogs: who answers message boxes; by default they are recorded when the office is headless.
        activate: make the engine and this App the active ones, so that xw.Book() and xw.sheets use them.
    """
    return _adopt(Session(office.context, office=office, dialogs=dialogs), activate=activate)


def attach(context: Any, *, dialogs: Dialogs | None = None, activate: bool = True) -> xw.App:
    """An xlwings App for the LibreOffice we run inside, or one reached by other means, by its component context."""
    return _adopt(Session(context, dialogs=dialogs), activate=activate)


def _adopt(session: Session, *, activate: bool) -> xw.App:
    handle = register()
    engine.apps.adopt(session)
    if activate:
        handle.activate()
    return xw.App(impl=App(engine, session))


def release(app: xw.App) -> None:
    """Forget an App without ending its LibreOffice."""
    engine.apps.forget(session_of(app))


def session_of(app: xw.App) -> Session:
    """The connection behind an App of this engine."""
    holder: Any = app
    return holder.impl.session


class Calling:
    """Makes xw.Book.caller() one document for the time of one press, as RunPython does in Excel.

    The caller set before and the active engine are put back afterwards. A class and not a generator, because
    Python cannot carry UNO's exceptions through a generator.
    """

    def __init__(self, document: Any, app: xw.App) -> None:
        session = session_of(app)
        self._book = xw.Book(impl=Book(App(engine, session), session.state(document)))
        self._previous: Any = None
        self._active: Any = None

    def __enter__(self) -> xw.Book:
        holder: Any = xw.Book
        self._previous, self._active = getattr(holder, "_mock_caller", None), xw.engines.active
        self._book.set_mock_caller()
        register().activate()
        return self._book

    def __exit__(self, *_: object) -> None:
        holder: Any = xw.Book
        engines: Any = xw.engines
        engines.active = self._active
        if self._previous is None:
            del holder._mock_caller
        else:
            holder._mock_caller = self._previous
