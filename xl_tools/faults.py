"""An error as a log may hold it: its kind and the lines of program it went through, never its words.

What an exception says may quote what stands in a cell, a file's name, or a path with somebody's name in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from traceback import walk_tb

from xl_tools.errors import XlToolsError


def trail(error: BaseException) -> tuple[str, ...]:
    """Lines on an error and those behind it: kind and code, then module, line and function of each step."""
    return tuple(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        # Other exceptions keep words in a code as well: that of SystemExit is its message.
        code = current.code if isinstance(current, XlToolsError) else ""
        yield f"{type(current).__name__} {code}".rstrip()
        for frame, line in walk_tb(current.__traceback__):
            # The module and not its file, which lies in a folder with the user's name.
            module = frame.f_globals.get("__name__", "?")
            yield f"    {module}:{line} {frame.f_code.co_name}"
        current = current.__cause__ or current.__context__
