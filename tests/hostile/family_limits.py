"""Every limit, one more than it allows; and what needs more memory than there is."""

from __future__ import annotations

import random
from collections.abc import Callable

from hostile.cases import BOOK, INDEX_SHEET, SHEET, STRINGS, Case, Family, altered, base_parts, book, replaced
from hostile.zipbytes import Member, archive, members_of, packed

from xl_tools.intake.limits import DEFAULT, MEBI

_MAKE = Family("limits")
_END = "</sheetData>"
_NOISE = random.Random(1).randbytes(4096)


def _rows(cells: int, wide: int = 1000) -> str:
    """So many cells, each as short as can be."""
    row = f"<row>{'<c/>' * wide}</row>"
    return row * (cells // wide) + f"<row>{'<c/>' * (cells % wide)}</row>"


def _many_cells(part: str, count: int):
    return lambda: _unpacked(part, _rows(count))


def _unpacked(part: str, more: str) -> bytes:
    """The workbook with more rows in one sheet, which is stored as it is: it packs too well to pass otherwise."""
    content = base_parts()[part].replace(_END.encode(), more.encode() + _END.encode())
    members = [
        Member(one.name, content, method=0) if one.name == part.encode() else one for one in members_of(base_parts())
    ]
    return archive(members)


def _merges() -> str:
    return "".join(f'<mergeCell ref="A{n}:A{n}"/>' for n in range(1, DEFAULT.merges + 2))


def _merged(part: str, xml: str | Callable[[], str]):
    def change(text: str) -> str:
        merges = xml if isinstance(xml, str) else xml()
        return text[: text.index(_END) + len(_END)] + f"<mergeCells>{merges}</mergeCells></worksheet>"

    return lambda: altered({part: change})


def _ranges(size: int) -> str:
    return f'<conditionalFormatting sqref="{"A1 " * (size // 3)}"/></worksheet>'


def _noise(size: int) -> bytes:
    """Bytes that pack about a hundredfold."""
    piece = _NOISE[:512] + bytes(60_000)
    return (piece * (size // len(piece) + 1))[:size]


def _large_part(size: int):
    def build() -> bytes:
        content = _noise(size)
        return archive([*members_of(base_parts()), Member(b"xl/media/image1.bin", content, packed=packed(content, 1))])

    return build


def _sheets(count: int) -> bytes:
    names = "".join(f'<sheet name="s{n}" sheetId="{n + 20}" r:id="rId12"/>' for n in range(count))
    return replaced(BOOK, "</sheets>", f"{names}</sheets>")()


def _large_file() -> bytes:
    noise = random.Random(2).randbytes(MEBI)
    return archive([*members_of(base_parts()), *(Member(b"xl/media/%d.bin" % n, noise, method=0) for n in range(25))])


def _sparse(row: int, column: str):
    return replaced(SHEET, _END, f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>{_END}')


def _parts(count: int) -> bytes:
    more = count - len(base_parts())
    return archive([*members_of(base_parts()), *(Member(b"xl/media/%d.png" % n, b"1", method=0) for n in range(more))])


def _counted(text: str) -> str:
    before, _, after = text.partition('uniqueCount="')
    return f'{before}uniqueCount="1000000000"{after[after.index(chr(34)) + 1 :]}'


CASES: tuple[Case, ...] = (
    _MAKE.refused("W05", "file of more than 25 MiB", _large_file, "read into memory before it is looked at"),
    _MAKE.refused("W60", "1,001 parts", lambda: _parts(DEFAULT.parts + 1), "a table of all of them"),
    _MAKE.read("", "1,000 parts", lambda: _parts(DEFAULT.parts), "just fits"),
    _MAKE.refused("W62", "part of more than 150 MiB", _large_part(150 * MEBI + 1), "inflated in one piece"),
    _MAKE.refused("W64", "256 sheets", lambda: _sheets(DEFAULT.sheets + 1 - 12), "read one after the other"),
    _MAKE.refused("W64", "10,000 sheets of one part", lambda: _sheets(10_000), "one part read 10,000 times"),
    _MAKE.refused("W65", "a million cells and one", _many_cells(SHEET, DEFAULT.cells + 1), "60 bytes of memory each"),
    _MAKE.refused(
        "W65",
        "a million cells and one in a sheet that is not read",
        _many_cells(INDEX_SHEET, DEFAULT.cells + 1),
        "read when results are written",
    ),
    _MAKE.refused("W66", "cell in row 100,001", _sparse(100_001, "A"), "everything before it is laid out"),
    _MAKE.refused("W66", "cell in the last row", _sparse(1_048_576, "XFD"), "17 billion cells are laid out"),
    _MAKE.refused(
        "W66",
        "cell far down in a sheet that is not read",
        replaced(INDEX_SHEET, _END, f'<row r="999999"><c r="A999999"/></row>{_END}'),
        "laid out when results are written",
    ),
    _MAKE.refused("W67", "cell in column 2,001", _sparse(200, "BXY"), "everything before it is laid out"),
    _MAKE.refused("W16", "column that there is not", _sparse(200, "ZZZZ"), "overflows a number"),
    _MAKE.refused(
        "W16", "row 0", replaced(SHEET, _END, f'<row r="0"><c r="A0"/></row>{_END}'), "row -1 for who counts from 0"
    ),
    _MAKE.refused(
        "W16", "row of 30 digits", replaced(SHEET, _END, f'<row r="{"9" * 30}"/>{_END}'), "overflows a number"
    ),
    _MAKE.unread(
        "W23", "two cells far apart", _sparse(99_999, "BXX"), "the 200 million cells between them are laid out"
    ),
    _MAKE.refused("W68", "20,001 merges", _merged(SHEET, _merges), "each held against all others"),
    _MAKE.refused(
        "W69", "merge of a million cells and one", _merged(SHEET, '<mergeCell ref="A1:A1000001"/>'), "17 billion cells"
    ),
    _MAKE.refused(
        "W69",
        "merge of the whole sheet, where nothing is read",
        _merged(INDEX_SHEET, '<mergeCell ref="A1:XFD1048576"/>'),
        "17 billion cells",
    ),
    _MAKE.refused("W16", "merge of nothing", _merged(SHEET, '<mergeCell ref="here"/>'), "no range"),
    _MAKE.refused(
        "W70",
        "ranges of 200 KB",
        replaced(SHEET, "</worksheet>", _ranges(DEFAULT.ranges_text + 3)),
        "openpyxl takes minutes",
    ),
    _MAKE.read(
        "", "100,000 empty rows", book({SHEET: lambda t: t.replace(_END, "<row/>" * 100_000 + _END)}), "rows only"
    ),
    _MAKE.read("", "half a million cells", _many_cells(SHEET, 500_000), "slow, and allowed", long=True),
    _MAKE.read(
        "",
        "list of a billion texts that is not there",
        book({STRINGS: lambda t: _counted(t)}),
        "memory for all of them",
    ),
)
