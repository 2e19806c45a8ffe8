"""docs/libreoffice-engine.md is complete and true: every public member of xlwings stands in its table."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from xlwings import main

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "libreoffice-engine.md"
# Helpers behind public classes, which users never see under these names.
HELPERS = {"Ranges", "ActiveEngineApps", "ActiveAppBooks", "ActiveBookSheets", "BookAsync", "Collection"}
STATES = {"works", "differs", "not offered"}


def _table() -> dict[str, dict[str, tuple[str, str]]]:
    table: dict[str, dict[str, tuple[str, str]]] = {}
    rows: dict[str, tuple[str, str]] = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith("### "):
            rows = table.setdefault(line[4:].strip(), {})
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3 and cells[0] != "member":
            assert cells[0] not in rows, f"{cells[0]} stands twice"
            rows[cells[0]] = (cells[1], cells[2])
    return table


def _public() -> dict[str, set[str]]:
    classes = {
        name: item
        for name, item in vars(main).items()
        if inspect.isclass(item) and item.__module__ == "xlwings.main" and not name.startswith("_")
    }
    return {
        name: {member for member in dir(item) if not member.startswith("_")}
        for name, item in classes.items()
        if name not in HELPERS
    }


def test_every_public_member_of_xlwings_stands_in_the_table():
    table = {kind: set(rows) for kind, rows in _table().items()}
    assert table == _public()


def test_every_row_has_a_state_and_its_reason():
    for kind, rows in _table().items():
        for member, (state, text) in rows.items():
            assert state in STATES, f"{kind}.{member}"
            assert bool(text) == (state != "works"), f"{kind}.{member}"


def test_every_member_that_works_is_used_in_a_test():
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    used = set(re.findall(r"\.(\w+)", tests))
    # set(...) of a font takes the names as arguments; App(...).properties() takes them by name.
    missing = {
        f"{kind}.{member}"
        for kind, rows in _table().items()
        for member, (state, _) in rows.items()
        if state != "not offered" and member not in used
    }
    assert missing == set()


@pytest.mark.soffice
def test_what_is_not_offered_says_so(app, sheet):
    sheet["A1"].value = [["a"], [1]]
    rule = sheet["A1"].conditional_formats.add_custom("=TRUE")
    objects = {
        "App": app.impl,
        "Book": sheet.book.impl,
        "Sheet": sheet.impl,
        "Range": sheet["A1"].impl,
        "Table": sheet.tables.add(sheet["A1:A2"]).impl,
        "ConditionalFormat": rule.impl,
        "ConditionalFormats": sheet["A1"].conditional_formats.impl,
    }
    # These end in xlwings itself, which asks for a licence, or pass through App.run and the sheets' comments.
    indirect = {"create_report", "render_template", "macro", "comments", "to_html"}
    for kind, item in objects.items():
        for member, (state, text) in _table()[kind].items():
            if state == "not offered" and member not in indirect:
                with pytest.raises(NotImplementedError, match=re.escape(text)):
                    getattr(item, member)
    with pytest.raises(NotImplementedError, match="not offered in LibreOffice"):
        sheet["A1"].impl.autofilter = None
    for refused in (lambda: sheet.charts, lambda: sheet.pictures, lambda: sheet.shapes, lambda: sheet.pivot_tables):
        with pytest.raises(NotImplementedError, match="not offered in LibreOffice"):
            refused()
    with pytest.raises(NotImplementedError):
        list(sheet.comments)
    with pytest.raises(NotImplementedError):
        sheet.to_html("x.html")
