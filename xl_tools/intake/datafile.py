"""The gate of data files (.json): text in UTF-8, of a size and depth that a report may have."""

from __future__ import annotations

import re

from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Refusal

# A string that never ends is one token too, and digits count from the first: so nothing is looked at twice.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_LONG_NUMBER = re.compile(rb"(?<![0-9])[0-9]{1000}")


class DataFileGate:
    """Gate of .json."""

    kind = "数据文件"

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the file is too large, nests too deep, or is no text in UTF-8."""
        limits.check("file_size", len(data))
        if not data.strip():
            raise Refusal("W04")
        try:
            data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Refusal("J05") from error
        depth = 0
        for token in _TOKEN.finditer(data):
            first = data[token.start()]
            if first in b"[{":
                depth += 1
                limits.check("nesting", depth)
            elif first in b"]}":
                depth -= 1
        if _LONG_NUMBER.search(data):
            raise Refusal("J08")
