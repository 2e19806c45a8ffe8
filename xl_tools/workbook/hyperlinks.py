"""Links on cells as Excel stores them, beside the cell, so that a number or a formula stays what it is."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any, cast

from xl_tools.characters import clean
from xl_tools.workbook.spot import Spot

_url = cast(Any, import_module("xlsxwriter.url"))
MOST_LINKS, LONGEST, LONGEST_TIP = 65_530, 2_000, 250
"""What Excel takes: links of one sheet (on more it calls the file damaged), characters of a target and of its tip."""
_UNSAFE = re.compile(r'[\x00-\x20"#%<>?\[\\\]^`{|}\x7f]')


def make_link(target: Spot | str, tip: str) -> Any:
    """A link for XlsxWriter; None if its target is too long.

    Args:
        target: a cell of the workbook; or a file, as Sheet.attach has it.
    """
    place = target.reference if isinstance(target, Spot) else address_of(target)
    if len(place) > LONGEST:
        return None
    inside = isinstance(target, Spot)
    # Through write_url() a cell would become a text, and a relative path one with back-slashes.
    link: Any = _url.Url(f"internal:{place}" if inside else "https://a")
    if not inside:
        link._link = link._relationship_link = place
    link._text = link._anchor = ""
    link._tip = clean(tip)[:LONGEST_TIP]
    return link


def address_of(path: str) -> str:
    """A path as the target of a link. Letters of other scripts stay as they are, for so Excel writes them."""
    return "".join(_percent(one) if _UNSAFE.match(one) or clean(one) != one else one for one in path)


def _percent(letter: str) -> str:
    # A name that is no UTF-8 has its bytes as lone surrogates.
    handling = "surrogateescape" if "\udc80" <= letter <= "\udcff" else "replace"
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", handling))
