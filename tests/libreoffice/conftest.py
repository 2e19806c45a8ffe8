"""One LibreOffice for all tests here, a fresh book for each, and nothing left open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from xl_tools.libreoffice.bridge import UnoMissing, load_uno
from xl_tools.libreoffice.engine import connect, release
from xl_tools.libreoffice.office import Office, OfficeUnavailable, soffice_program


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A headless LibreOffice that lives as long as the tests."""
    try:
        load_uno()
        soffice_program()
    except (UnoMissing, OfficeUnavailable) as problem:
        pytest.skip(f"LibreOffice: {problem}")
    with Office() as running:
        yield running


@pytest.fixture(scope="session")
def shared_app(office: Office) -> Iterator[xw.App]:
    app = connect(office)
    yield app
    release(app)


@pytest.fixture
def app(shared_app: xw.App) -> Iterator[xw.App]:
    """The App, with no book open before or after."""
    _close_all(shared_app)
    yield shared_app
    shared_app.screen_updating = True
    shared_app.calculation = "automatic"
    shared_app.status_bar = False
    _close_all(shared_app)


@pytest.fixture
def book(app: xw.App) -> xw.Book:
    return app.books.add()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


def _close_all(app: xw.App) -> None:
    for book in list(app.books):
        book.close()
