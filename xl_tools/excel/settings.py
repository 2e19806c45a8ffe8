"""The add-in's settings file, in the form VBA's Input # reads: one line "name","value" each.

The file belongs to the user: lines that are not ours stay as they are, byte for byte.
"""

from __future__ import annotations

import re

# VBA reads both quoted and bare names; xlwings compares them without regard to case.
_LINE = re.compile(rb'\s*"?(?P<key>[^",]+?)"?\s*,\s*"?(?P<value>[^"]*?)"?\s*')


def read_setting(content: bytes, key: str, encoding: str) -> str:
    """The value of `key`, or "" where it is not set; as in VBA the first one counts."""
    for line in content.splitlines():
        if _is(line, key) and (match := _LINE.fullmatch(line)):
            return match["value"].decode(encoding, "replace")
    return ""


def with_setting(content: bytes, key: str, value: str, encoding: str) -> bytes:
    """`content` with `key` set to `value`: in the place of the first such line, later ones dropped, else at the end.

    Raises: UnicodeEncodeError if `encoding` cannot express `value`; ValueError for a value the form cannot hold.
    """
    if any(character in value for character in '"\r\n'):
        raise ValueError(f"a value may not hold quotes or line ends: {value!r}")
    new = f'"{key}","{value}"'.encode(encoding)
    lines: list[bytes] = []
    for line in content.splitlines():
        if not _is(line, key):
            lines.append(line)
        elif new not in lines:
            lines.append(new)
    return _joined(lines if new in lines else [*lines, new])


def without_setting(content: bytes, key: str) -> bytes:
    """`content` without `key`; empty where nothing else was in it."""
    return _joined([line for line in content.splitlines() if not _is(line, key)])


def _is(line: bytes, key: str) -> bool:
    match = _LINE.fullmatch(line)
    return match is not None and match["key"].lower() == key.lower().encode("ascii")


def _joined(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\r\n" for line in lines)
