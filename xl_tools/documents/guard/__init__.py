"""The last look at a finished file: nothing may be in it but what our writers put there.

Published files are built new from validated values, so a name, a comment or a link that nobody meant to publish
can only come from a mistake in a writer, in a library or in the program that made the PDF. Therefore each format
has a list of what may be in it, read from the bytes with parsers that the writers do not use, and whatever is not
on the list is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

Check = Callable[[bytes], None]
"""Raises UnsafeOutput for what may not be in a file."""


def _loaded_when_needed(module: str, function: str) -> Check:
    def check(content: bytes) -> None:
        getattr(import_module(f"{__name__}.{module}"), function)(content)

    return check


CHECKS: dict[str, Check] = {
    "word": _loaded_when_needed("word", "check_word"),
    "html": _loaded_when_needed("page", "check_page"),
    "fragment": _loaded_when_needed("page", "check_page"),
    "infographic": _loaded_when_needed("page", "check_page"),
    "pdf": _loaded_when_needed("pdf", "check_pdf"),
    "infographic-svg": _loaded_when_needed("picture", "check_svg"),
    "infographic-png": _loaded_when_needed("picture", "check_png"),
    "json": _loaded_when_needed("data", "check_json"),
    "csv": _loaded_when_needed("data", "check_csv"),
}
"""What each format of `formats.FORMATS` is held against; a format without an entry is not exported."""


def check_published(format_name: str, content: bytes) -> None:
    """Refuse a file that holds anything outside the list of its format.

    Args:
        format_name: a name of `formats.FORMATS`; any other is a KeyError.

    Raises: UnsafeOutput that names what was found, also for a file that cannot be read back.
    """
    CHECKS[format_name](content)
