"""Row labels as header cells in the tags of a PDF, so that a screen reader says them before a number.

typst tags header rows; for header columns it has a function (pdf.header-cell) that its Python package cannot switch
on. report.typ therefore paints row labels white, which their tags tell, and here they become header cells of their
row. What is written is as long as what was there, so that every offset in the file stays right.
"""

from __future__ import annotations

import re

_CELL = re.compile(
    rb"/S/TD(?P<place>/P \d+ 0 R/A\[<</O/Table)"
    rb"(?P<headers>/Headers\[(?:\(U(?P<table>\d+)x[^\]]*)?\])"
    rb"(?P<rest>[^>]*>><</O/Layout)(?P<white>/BackgroundColor\[1 1 1\])?"
)
_ROW = b"/Scope/Row"


def with_row_headers(pdf: bytes) -> bytes:
    """The PDF with its row labels tagged as header cells; a table without them stays as it is.

    A cell that lists its headers has no others, so in the tables concerned the lists give way to the scopes, by which
    a reader finds the headers above a cell and those to its left.
    """
    labelled = {cell["table"] for cell in _CELL.finditer(pdf) if cell["white"]}

    def tagged(cell: re.Match[bytes]) -> bytes:
        if cell["table"] not in labelled:
            return cell[0]
        kind, scope = (b"/S/TH", _ROW) if cell["white"] else (b"/S/TD", b"")
        return b"".join((kind, cell["place"], scope.ljust(len(cell["headers"])), cell["rest"], cell["white"] or b""))

    return _CELL.sub(tagged, pdf)
