"""A workbook with macros: told, read, edited in place with its macros untouched; nothing new is made that has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from outgoing_books import parts, with_macros
from outgoing_readers import READERS, workbook_text
from outgoing_reports import plain_report

from xl_tools import tasks
from xl_tools.documents.formats import FORMATS
from xl_tools.errors import XlToolsError
from xl_tools.report import Unit
from xl_tools.workbook.reader import read_workbook
from xl_tools.workbook.template import build_workbook

KINDS = {"来件.xlsm": True, "改名.xlsx": True, "谎报.xlsx": False}
"""As Excel saves it, the same under another name, and one whose type says that it has no macros."""
CARRIERS = ("xl/vbaProject.bin", "customUI/customUI.xml", "xl/activeX/activeX1.xml", "xl/activeX/activeX1.bin")


@cache
def plain_book() -> bytes:
    return build_workbook(plain_report())


@pytest.fixture(params=KINDS, ids=["as saved", "renamed", "lying"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / request.param
    file.write_bytes(with_macros(plain_book(), honest=KINDS[request.param]))
    assert set(CARRIERS) <= parts(file.read_bytes()).keys()
    return file


def test_validation_says_that_there_are_macros(book: Path) -> None:
    result = tasks.validate_file(book)
    assert result.error is None
    (note,) = [one for one in result.findings if one.rule == "W4"]
    assert "不运行宏" in note.message


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """One as Excel saves it."""
    file = tmp_path / "来件.xlsm"
    file.write_bytes(with_macros(plain_book()))
    return file


def test_no_document_takes_macros_along(saved: Path, tmp_path: Path) -> None:
    made = tasks.export(saved, list(FORMATS), out=tmp_path, draft=True).files
    for form, file in zip(FORMATS, made, strict=True):
        assert file.suffix == FORMATS[form].suffix
        READERS[form](file.read_bytes())
        assert b"vba" not in file.read_bytes().lower()


def test_no_workbook_made_of_one_with_macros_has_any(saved: Path, tmp_path: Path) -> None:
    next_year = tasks.new(tmp_path / "新年报.xlsx", Unit("某局"), plain_report().year + 1, previous=saved)
    button = tasks.next_year(read_workbook(saved).report, tmp_path)
    data = tasks.export(saved, ["json"], out=tmp_path / "数据.json", draft=True).files[0]
    again = tasks.import_report(data, tmp_path / "重建.xlsx")
    for made in (next_year, button, again):
        # Fails on every part, type and relationship of a kind that acts.
        workbook_text(made.read_bytes())
        assert read_workbook(made).notes == ()


@pytest.mark.parametrize("name", ["新.xlsx", "新.xlsm"])
def test_a_filled_copy_of_one_with_macros_is_refused_and_says_what_to_do(book: Path, name: str, tmp_path: Path) -> None:
    with pytest.raises(XlToolsError) as caught:
        tasks.fill(book, out=tmp_path / name)
    assert caught.value.code in ("W53", "W56")
    if book.suffix == Path(name).suffix or name.endswith(".xlsx"):
        assert caught.value.code == "W56"
        assert "宏" in str(caught.value) and "另存为" in caught.value.hint
    assert not (tmp_path / name).exists()


EDITS: tuple[Callable[[Path], object], ...] = (
    lambda file: tasks.validate_file(file, mark=True),
    tasks.fill,
    tasks.zero,
    tasks.restore_formulas,
    tasks.undo,
)


def test_editing_ones_own_workbook_leaves_its_macros_byte_by_byte(saved: Path) -> None:
    before = parts(saved.read_bytes())
    for edit in EDITS:
        edit(saved)
    after = parts(saved.read_bytes())
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert changed and all(name.startswith("xl/worksheets/sheet") for name in changed)


@pytest.mark.parametrize(
    "make",
    [
        lambda folder, data: tasks.new(folder / "a.xlsm", Unit("某局"), 2025),
        lambda folder, data: tasks.import_report(data, folder / "a.xlsm"),
        lambda folder, data: tasks.fill(data, out=folder / "a.xlsm"),
        lambda folder, data: tasks.export(data, ["json"], out=folder / "a.xlsm", draft=True),
        lambda folder, data: tasks.export(data, ["word"], out=folder / "a.xlsm", draft=True),
        lambda folder, data: tasks.check_report(data, folder / "a.xlsm"),
    ],
    ids=["new", "import", "fill", "export data", "export document", "report of a check"],
)
def test_nothing_gets_a_name_that_promises_macros(make: Callable[[Path, Path], object], tmp_path: Path) -> None:
    book = tmp_path / "年报.xlsx"
    book.write_bytes(plain_book())
    data = tasks.export(book, ["json"], out=tmp_path / "数据.json", draft=True).files[0]
    with pytest.raises(XlToolsError, match=r"a\.xlsm"):
        make(tmp_path, data)
    assert not list(tmp_path.glob("*.xlsm"))
