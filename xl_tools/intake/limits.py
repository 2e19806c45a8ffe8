"""How large a file may be in every respect, each limit with the code of its refusal.

The values stand far above what real files reach: of 2,349 public workbooks that open, 99 in 100 have at most 48 parts
and 2.4 MB inflated, and none more than 340 parts, 60 MB, or a ratio of 121.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from xl_tools.intake.refusal import Refusal

MEBI, KIBI = 2**20, 2**10


# Not a dataclass: the module that makes those would delay every start of the reading process.
class Limits(NamedTuple):
    """Every limit of the gates; others are set by `_replace`, or for a computer by a file, see limitsfile.py.

    Attributes:
        file_size: bytes of the file itself.
        parts, inflated, part_size: number of parts of a package, bytes of all inflated, and of the largest.
        ratio: how much better than its size a part may pack, once it is larger than `free_of_ratio` bytes.
        sheets: sheets of a workbook.
        cells, rows, columns: of one sheet: cells written, last row, last column.
        merges, merged_area: of one sheet: merged ranges, and the cells that they cover.
        ranges_text: bytes of the cell ranges that formats and data validations of one sheet are for.
        nesting: how deep a data file nests.
        elements, depth: of a web page, and of one XML part of a Word file: its elements, and how deep they nest; of a
            plain text, what stands between its tabs.
        span_area: places that merged cells of a document cover, all its tables together.
        attribute: bytes of one attribute; `data_uri` if it holds a picture.
        text_run: bytes of text between two tags of a Word file.
        line, lines: of a plain text: bytes of its longest line, and how many there are; of a web archive, those
            beyond what its size makes.
        pages, objects: of a PDF, as far as it says so openly.
        stream, filters: bytes of one inflated stream of a PDF, and how often it may be packed again.
        container_size: bytes of one archive or one mail. The process that takes a mail apart needs ten times as much
            (bytes, text, lines, attachments), and mail services end at 50 MB of attachments, 68 MB as they travel.
        mailbox_size, messages: bytes of a mailbox (.mbox), and how many mails it holds. It is read mail by mail, so
            that its size costs time and no memory; one of several years has some gigabytes.
        containers: how many archives and mails may lie in each other.
        members, unpacked, member_size: files in an archive or mail and all that is packed in it, bytes of all of them
            unpacked, and of the largest one that is taken out.
        mime_parts, mime_depth: parts of a mail, and how deep they nest; `mime_depth` holds for .msg as well.
        header_size: bytes of the headers of a mail or of one of its parts.
        streams: entries of the directory of a compound file (.msg).
        seconds, memory: of the process that reads one file: seconds it may take, bytes it may use.
    """

    file_size: int = 25 * MEBI
    parts: int = 1_000
    inflated: int = 200 * MEBI
    part_size: int = 150 * MEBI
    ratio: int = 200
    free_of_ratio: int = 2 * MEBI
    sheets: int = 255
    cells: int = 1_000_000
    rows: int = 100_000
    columns: int = 2_000
    merges: int = 20_000
    merged_area: int = 1_000_000
    ranges_text: int = 200 * KIBI
    nesting: int = 50
    elements: int = 200_000
    depth: int = 200
    span_area: int = 200_000
    attribute: int = 1024 * KIBI
    data_uri: int = 8 * MEBI
    text_run: int = 4 * MEBI
    line: int = 1024 * KIBI
    lines: int = 100_000
    pages: int = 150
    objects: int = 200_000
    stream: int = 64 * MEBI
    filters: int = 4
    container_size: int = 80 * MEBI
    mailbox_size: int = 4096 * MEBI
    messages: int = 50_000
    containers: int = 5
    members: int = 5_000
    unpacked: int = 500 * MEBI
    member_size: int = 64 * MEBI
    mime_parts: int = 1_000
    mime_depth: int = 20
    header_size: int = 256 * KIBI
    streams: int = 10_000
    seconds: int = 60
    memory: int = 1024 * MEBI

    def check(self, name: str, found: int, **details: object) -> None:
        """Refuse if `found` exceeds the limit `name`. Raises: Refusal with that limit's code."""
        most: int = getattr(self, name)
        if found > most:
            unit = UNITS.get(name, 1)
            # Rounded up, so that nothing is said to exceed a limit that equals it.
            raise Refusal(CODES[name], found=-(-found // unit), limit=most // unit, **details)


CODES: Mapping[str, str] = MappingProxyType(
    {
        "file_size": "W05",
        "parts": "W60",
        "inflated": "W61",
        "part_size": "W62",
        "ratio": "W63",
        "sheets": "W64",
        "cells": "W65",
        "rows": "W66",
        "columns": "W67",
        "merges": "W68",
        "merged_area": "W69",
        "ranges_text": "W70",
        "nesting": "J07",
        "elements": "N80",
        "depth": "N81",
        "span_area": "N82",
        "attribute": "N83",
        "data_uri": "N84",
        "text_run": "N85",
        "line": "N86",
        "lines": "N87",
        "pages": "N88",
        "objects": "N89",
        "stream": "N90",
        "filters": "N91",
        "container_size": "M05",
        "mailbox_size": "M06",
        "messages": "M07",
        "containers": "M08",
        "members": "M60",
        "unpacked": "M61",
        "member_size": "M62",
        "mime_parts": "M80",
        "mime_depth": "M81",
        "header_size": "M82",
        "streams": "M83",
        "seconds": "W22",
        "memory": "W23",
    }
)
"""Limit → code of the refusal; `free_of_ratio` belongs to `ratio`."""
UNITS: Mapping[str, int] = MappingProxyType(
    {
        "file_size": MEBI,
        "inflated": MEBI,
        "part_size": MEBI,
        "free_of_ratio": MEBI,
        "ranges_text": KIBI,
        "attribute": KIBI,
        "data_uri": MEBI,
        "text_run": MEBI,
        "line": KIBI,
        "stream": MEBI,
        "container_size": MEBI,
        "mailbox_size": MEBI,
        "unpacked": MEBI,
        "member_size": MEBI,
        "header_size": KIBI,
        "memory": MEBI,
    }
)
"""Limits that people read and set in larger units than bytes."""
DEFAULT = Limits()
