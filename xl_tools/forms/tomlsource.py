"""TOML with positions: tomllib gives values, a small scan of the text gives the line of each of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from xl_tools.errors import SpecError

Path_ = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w\-]+)\s*=\s*(.*)$")


class TomlSource:
    """One TOML file: its data, and the means to say in which line a mistake stands."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            # Some editors of Windows begin a file in UTF-8 with a byte order mark.
            text = file.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise SpecError(f"cannot be read ({error.strerror})", file=file) from error
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise SpecError("not UTF-8", file=file, line=line) from error
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line ([0-9]+)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1  # otherwise: “(at end of document)”
            raise SpecError(f"not TOML: {error}", file=file, line=line) from error
        self._text = text

    @cached_property
    def _lines(self) -> dict[Path_, int]:
        # Only a mistake needs lines, so they are not sought before.
        return _positions(self._text)

    def fail(self, path: Sequence[str | int], message: str) -> NoReturn:
        """Raise a SpecError at `path`, or at its nearest ancestor that has a line of its own."""
        raise SpecError(message, file=self.file, line=self.line(path))

    def line(self, path: Sequence[str | int]) -> int:
        key = tuple(path)
        while key and key not in self._lines:
            key = key[:-1]
        return self._lines.get(key, 1)

    def take(
        self, data: dict[str, Any], path: Path_, key: str, kind: type, default: Any = ..., *, filled: bool = False
    ) -> Any:
        """The value of `key`, checked to be of type `kind`; without it, `default`, or a SpecError.

        `filled` refuses an empty string or list as well.
        """
        self.table(data, path)
        if key not in data:
            if default is ...:
                self.fail(path, f"“{key}” is missing; expected {_word(kind)}")
            return default
        value = data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fail((*path, key), f"“{key}” is {value!r}; expected {_word(kind)}")
        if filled and not value:
            self.fail((*path, key), f"“{key}” is empty; expected {_word(kind)}")
        return value

    def table(self, data: object, path: Path_) -> None:
        """Refuse anything but a TOML table: an entry of a list may be of any type."""
        if not isinstance(data, dict):
            self.fail(path, f"found {data!r}; expected a table")

    def strings(self, data: dict[str, Any], path: Path_, key: str, default: Any = ...) -> tuple[str, ...]:
        """The value of `key`, checked to be a list of strings."""
        items: list[Any] = self.take(data, path, key, list, default)
        for index, item in enumerate(items):
            if not isinstance(item, str):
                self.fail((*path, key, index), f"“{key}” holds {item!r}; expected a list of strings")
        return tuple(items)

    def only(self, data: dict[str, Any], path: Path_, *keys: str) -> None:
        """Refuse keys that nothing reads: most often a slip of the pen."""
        self.table(data, path)
        for key in data:
            if key not in keys:
                self.fail((*path, key), f"unknown key “{key}”; expected one of {', '.join(keys)}")


def _word(kind: type) -> str:
    return {str: "a string", int: "a whole number", list: "a list", dict: "a table", bool: "true or false"}.get(
        kind, kind.__name__
    )


def _positions(text: str) -> dict[Path_, int]:
    """Line numbers (from 1) of headers, keys and, in lists with one item a line, of the items."""
    lines: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    prefix: Path_ = ()
    in_list: Path_ | None = None
    items = 0
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if in_list is not None:
            if stripped.startswith("]"):
                in_list = None
            else:
                for _ in range(_items_of(stripped)):
                    lines[(*in_list, items)] = number
                    items += 1
            continue
        if header := _HEADER.match(line):
            names = header[2].split(".")
            prefix = _resolve(names[:-1], counts)
            prefix = (*prefix, names[-1])
            lines.setdefault(prefix, number)
            if header[1] == "[[":
                counts[prefix] = counts.get(prefix, -1) + 1
                prefix = (*prefix, counts[prefix])
            lines.setdefault(prefix, number)
        elif key := _KEY.match(line):
            path = (*prefix, key[1])
            lines[path] = number
            if key[2].split("#")[0].strip() == "[":
                in_list, items = path, 0
    return lines


def _items_of(line: str) -> int:
    """How many entries of a list stand on a line."""
    try:
        return len(tomllib.loads(f"x = [\n{line}\n]")["x"])
    except tomllib.TOMLDecodeError:
        return 1


def _resolve(names: list[str], counts: dict[Path_, int]) -> Path_:
    """`sections.blocks` → ("sections", index of the latest section, "blocks", index of its latest block)."""
    path: Path_ = ()
    for name in names:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    return path
