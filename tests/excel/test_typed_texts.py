"""Texts of strangers that a button types into an open workbook stay texts there, in LibreOffice itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.payloads import PAYLOADS

from xl_tools.characters import clean
from xl_tools.excel.blocks import apply
from xl_tools.workbook.patch import Edit, Formula

if TYPE_CHECKING:
    from pressing import Bench

pytestmark = pytest.mark.soffice


def test_each_text_arrives_as_it_was_and_none_as_a_formula(bench: Bench) -> None:
    book = bench.app.books.add()
    name = book.sheets[0].name
    edits: dict[tuple[str, str], Edit] = {(name, f"A{row}"): one.text for row, one in enumerate(PAYLOADS, 1)}
    # Beside a formula a block is written in another way.
    edits |= {(name, f"C{row}"): one.text for row, one in enumerate(PAYLOADS, 1)}
    edits |= {(name, f"D{row}"): Formula("1+1", None) for row, _ in enumerate(PAYLOADS, 1)}
    apply(book, edits)
    sheet = book.api.Sheets.getByName(name)
    for row, one in enumerate(PAYLOADS):
        for column in (0, 2):
            cell = sheet.getCellByPosition(column, row)
            assert cell.Type.value in ("TEXT", "EMPTY"), one
            assert cell.String == clean(one.text), one
        assert sheet.getCellByPosition(3, row).Value == 2
