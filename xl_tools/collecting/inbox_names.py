"""Names of what comes in: what kind of thing it promises to be, and how a copy of it may be called on any system."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from xl_tools.containers.names import file_name
from xl_tools.outputs import FORBIDDEN, is_taken

MAILBOX = "mailbox"
_CONTAINERS: Mapping[str, str] = MappingProxyType(
    {".zip": "archive", ".eml": "mail", ".msg": "outlook", ".mbox": MAILBOX, ".mbx": MAILBOX}
)
"""Ending of a container → its kind as containers/read.py has it; mailboxes are read mail by mail."""
_PACKED: Mapping[str, str] = MappingProxyType(
    {
        **{f".{name}": name for name in ("rar", "7z", "tar", "gz", "bz2", "xz", "cab", "arj", "lzh", "zst")},
        ".tgz": "tar.gz",
        ".tbz": "tar.bz2",
    }
)
_VOLUME = re.compile(r"\.(?:r[0-9]{2}|part[0-9]+\.rar|z[0-9]{2}|[0-9]{3})$", re.IGNORECASE)
_OF_OUTLOOK = re.compile(r"winmail(?:[ _-]?[0-9]*)\.dat$|.*\.tnef$", re.IGNORECASE)
_FORBIDDEN = re.compile(rf"[{re.escape(FORBIDDEN)}\x00-\x1f]")
_LONGEST, _BYTES = 80, 180
"""Characters, and bytes of UTF-8, of the name of a copy: it lies deep, and old programs take 260 for a whole path."""


def suffix_of(name: str) -> str:
    """The ending of a name, in lower case, with its dot; empty if it has none."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower().rstrip()}" if dot and stem else ""


def container_kind(name: str) -> str:
    """The kind of container that a name promises; empty for a plain file."""
    return _CONTAINERS.get(suffix_of(name), "")


def unreadable(name: str) -> tuple[str, str]:
    """Code of the refusal of a file that by its name is known to be unreadable, and what it is; both empty if not."""
    if _OF_OUTLOOK.match(name):
        return "M31", ""
    if _VOLUME.search(name):
        return "M30", "分卷"
    what = _PACKED.get(suffix_of(name), "")
    return ("M30", f" {what} ") if what else ("", "")


def safe_name(name: str) -> str:
    """A name under which a copy can stand on Windows, macOS and Linux; the ending is kept.

    >>> safe_name("a/b/CON.xlsx"), safe_name("年报\\u202exslx.exe . ")
    ('_CON.xlsx', '年报xslx.exe')
    """
    plain = _FORBIDDEN.sub("_", file_name(name)).strip(" ").rstrip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = plain, "", ""
    stem = stem[: _LONGEST - len(ending) - 1]
    while len(f"{stem}{dot}{ending}".encode("utf-8", "replace")) > _BYTES:
        stem = stem[:-1]
    plain = f"{stem.rstrip('. ')}{dot}{ending}"
    return f"_{plain}" if not plain or is_taken(plain) or plain.startswith(".") else plain
