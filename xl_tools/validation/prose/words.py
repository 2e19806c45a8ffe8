"""A pattern of prose.toml that is compiled when it is first looked for: a report needs only some of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NoReturn


class Words:
    """A regular expression, with the methods of one.

    Args:
        fail: is told what is wrong with the expression, and raises.
    """

    def __init__(self, pattern: str, fail: Callable[[str], NoReturn]) -> None:
        self.pattern = pattern
        self._fail = fail

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself. Raises: SpecError with file and line if it is none."""
        try:
            return re.compile(self.pattern)
        except re.error as error:
            self._fail(f"not a pattern: {error}")

    def search(self, text: str) -> re.Match[str] | None:
        return self.compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        return self.compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text)

    def sub(self, replacement: str, text: str) -> str:
        return self.compiled.sub(replacement, text)
