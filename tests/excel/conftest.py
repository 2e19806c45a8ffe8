"""A LibreOffice for the buttons, whose message boxes are recorded and answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pressing import Bench

    from xl_tools.libreoffice.office import Office


@pytest.fixture(scope="session")
def spreadsheet_program() -> Iterator[Office]:
    """A headless LibreOffice that lives as long as the tests of this folder."""
    pytest.importorskip("xlwings", reason="xlwings is not installed")
    from xl_tools.libreoffice.bridge import UnoMissing, load_uno
    from xl_tools.libreoffice.office import Office, OfficeUnavailable, soffice_program

    try:
        load_uno()
        soffice_program()
    except (UnoMissing, OfficeUnavailable) as problem:
        pytest.skip(f"LibreOffice: {problem}")
    with Office() as running:
        yield running


@pytest.fixture
def bench(spreadsheet_program: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A desk with no workbook open, a log folder of its own, and nothing left behind."""
    import xlwings as xw
    from pressing import Bench

    from xl_tools.excel.logs import FOLDER_VARIABLE
    from xl_tools.libreoffice.engine import connect, release

    folder = tmp_path / "工作 文件夹"
    folder.mkdir()
    bench = Bench(folder, tmp_path / "日志")
    monkeypatch.setenv(FOLDER_VARIABLE, str(bench.logs))
    bench.app = connect(spreadsheet_program, dialogs=bench.dialogs)
    yield bench
    for book in list(bench.app.books):
        book.close()
    release(bench.app)
    # set_mock_caller() writes into the class, where the next test would find it.
    if hasattr(xw.Book, "_mock_caller"):
        del xw.Book._mock_caller
