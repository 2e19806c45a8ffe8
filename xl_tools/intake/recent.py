"""What was found out about parts of a workbook, for the next one: files of one template share most of their parts, byte
for byte, and what holds for some bytes holds wherever they come again.

Only parts of the usual size are kept, and few of them: a stranger's file cannot fill the memory with them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

LARGEST = 384 * 2**10
"""Bytes of a part that is kept; the largest sheet of a template has 220 KB."""
MOST = 64
"""Parts that are kept, twice as many as a workbook of a template has."""
Given = ParamSpec("Given")
Result = TypeVar("Result")


def remembered(call: Callable[Given, Result]) -> Callable[Given, Result]:
    """Keep the latest results of a function of bytes, which depends on its arguments alone; nobody changes a result.

    What it raises is not kept.
    """
    known = lru_cache(maxsize=MOST)(call)

    @wraps(call)
    def result(*given: Given.args, **named: Given.kwargs) -> Result:
        small = all(len(one) <= LARGEST for one in given if isinstance(one, bytes))
        return (known if small else call)(*given, **named)

    return result
