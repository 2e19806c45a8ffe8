"""Surgical writing into a closed workbook: only the bytes of the cells written change.

Every other part of the file is copied byte for byte, and so is everything else in the sheets written:
styles, extensions, prefixes, conditional formats.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from xl_tools.intake.archive import Container, Entry
from xl_tools.intake.bookparts import read_book, sheet_parts
from xl_tools.intake.package import main_part, related
from xl_tools.intake.refusal import Refusal
from xl_tools.refusals import refuse
from xl_tools.workbook.calcchain import without_entries
from xl_tools.workbook.cellxml import Formula
from xl_tools.workbook.sheetpatch import Edit, Stored, patch_sheet

__all__ = ["Edit", "Formula", "Stored", "patch_workbook"]

_DESCRIPTOR = 0x8
_DEFLATED = 8


def patch_workbook(data: bytes, edits: Mapping[tuple[str, str], Edit], *, name: str = "工作簿") -> bytes:
    """The workbook with some cells written.

    Args:
        edits: (sheet, address) → what to write: text, a number, None to empty the cell but keep its style,
            Formula(text, value) for a formula with its result, or Stored(value) to replace only the stored
            result of the formula there, if there is one.
        name: the file's name, for messages.

    Raises: WorkbookError if the sheet does not exist, or the cell holds part of a shared or array formula
        that others depend on.
    """
    try:
        return _patch(data, edits)
    except Refusal as refusal:
        raise refuse(refusal.code, name, **refusal.details) from refusal


def _patch(data: bytes, edits: Mapping[tuple[str, str], Edit]) -> bytes:
    container = Container(data)
    main, _ = main_part(container)
    book = read_book(container.part(main))
    parts = sheet_parts(container, main, book)
    by_sheet: dict[str, dict[str, Edit]] = {}
    for (sheet, address), edit in edits.items():
        if sheet not in parts:
            if isinstance(edit, Stored):
                continue
            raise Refusal("W41", sheet=sheet)
        by_sheet.setdefault(sheet, {})[address] = edit
    changed: dict[str, bytes] = {}
    replaced: set[tuple[str, str]] = set()
    for sheet, sheet_edits in by_sheet.items():
        content, formulas = patch_sheet(container.part(parts[sheet]), sheet, sheet_edits)
        changed[parts[sheet]] = content
        replaced |= {(book.ids[sheet], address) for address in formulas}
    if replaced:
        for target, kind in related(container, main).values():
            if kind.endswith("/calcChain") and target in container.by_name:
                changed[target] = without_entries(container.part(target), replaced)
    return _rebuild(container, {part: new for part, new in changed.items() if new != container.part(part)})


def _rebuild(container: Container, changed: Mapping[str, bytes]) -> bytes:
    """The archive with some parts replaced; all other records keep their bytes and their order."""
    data = container.data
    ordered = sorted(container.entries, key=lambda entry: entry.offset)
    ends = [*(entry.offset for entry in ordered[1:]), container.directory]
    pieces = [data[: ordered[0].offset]]
    at = len(pieces[0])
    headers: dict[str, bytes] = {}
    for entry, end in zip(ordered, ends, strict=True):
        record = data[entry.offset : end]
        header = bytearray(entry.header)
        if entry.name in changed:
            record = _record(container, entry, changed[entry.name], header)
        struct.pack_into("<L", header, 42, at)
        headers[entry.name] = bytes(header)
        pieces.append(record)
        at += len(record)
    directory = b"".join(headers[entry.name] for entry in container.entries)
    tail = bytearray(data[container.tail :])
    struct.pack_into("<LL", tail, 12, len(directory), at)
    between = data[container.directory + len(directory) : container.tail]
    return b"".join([*pieces, directory, between, bytes(tail)])


def _record(container: Container, entry: Entry, content: bytes, header: bytearray) -> bytes:
    """The local record of a replaced part; `header`, its directory record, is adjusted to it."""
    body, _ = container.body(entry)
    local = bytearray(container.data[entry.offset : body])
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush() if entry.method == _DEFLATED else content
    flags = struct.unpack_from("<H", header, 8)[0] & ~_DESCRIPTOR
    sizes = (zlib.crc32(content), len(packed), len(content))
    struct.pack_into("<H", header, 8, flags)
    struct.pack_into("<LLL", header, 16, *sizes)
    struct.pack_into("<H", local, 6, flags)
    struct.pack_into("<LLL", local, 14, *sizes)
    return bytes(local) + packed
