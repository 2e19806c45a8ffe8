"""The files of a zip archive, with their names as they were meant and the time of their last change."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from xl_tools.containers.item import Item, chinese_time
from xl_tools.containers.names import decoded, file_name
from xl_tools.intake.archive import Entry
from xl_tools.intake.filearchive import FileArchive
from xl_tools.intake.limits import Limits

_UNICODE_PATH, _UNIX_TIME = 0x7075, 0x5455
_DOS_TIME = struct.Struct("<12x2H")
_OF_MACS = "__MACOSX"


def read_archive(data: bytes, limits: Limits) -> Iterator[Item]:
    """The files in the order of the directory. Raises: Refusal if the archive cannot be opened."""
    archive = FileArchive(data, limits)
    for number, entry in enumerate(archive.entries, 1):
        path = entry_name(entry)
        if path.replace("\\", "/").split("/", 1)[0] == _OF_MACS:
            continue
        # A name of which nothing is left is still a file.
        name = file_name(path) or f"第 {number} 个文件"
        yield Item((name,), partial(archive.content, entry), entry_time(entry))


def entry_name(entry: Entry) -> str:
    """The whole name of a member, in whatever encoding it was written."""
    extra = _extras(entry)
    unicode_path = extra.get(_UNICODE_PATH, b"")
    if len(unicode_path) > 5 and unicode_path[0] == 1:
        crc = int.from_bytes(unicode_path[1:5], "little")
        # Another crc: the name was changed afterwards by a program that does not know this field.
        if crc == zlib.crc32(entry.raw_name):
            return decoded(unicode_path[5:], "utf-8")
    return decoded(entry.raw_name, "utf-8" if entry.says_utf8 else "")


def entry_time(entry: Entry) -> datetime | None:
    """When the file was last changed: by world time if the entry has it, else as the clock there showed."""
    unix = _extras(entry).get(_UNIX_TIME, b"")
    if len(unix) >= 5 and unix[0] & 1:
        return chinese_time(datetime.fromtimestamp(int.from_bytes(unix[1:5], "little"), UTC))
    clock, day = _DOS_TIME.unpack_from(entry.header)
    try:
        moment = datetime(
            1980 + (day >> 9), day >> 5 & 15, day & 31, clock >> 11, clock >> 5 & 63, min(2 * (clock & 31), 59)
        )
    except ValueError:
        return None
    return chinese_time(moment)


def _extras(entry: Entry) -> dict[int, bytes]:
    """Extra fields of the directory by their number; of a broken one those before it."""
    raw, at = entry.extra(), 0
    found: dict[int, bytes] = {}
    while at + 4 <= len(raw):
        number, size = struct.unpack_from("<2H", raw, at)
        found.setdefault(number, raw[at + 4 : at + 4 + size])
        at += 4 + size
    return found
