"""The process that reads workbooks: calamine may abort on a hostile file, and then only this process dies.

Requests and answers go over stdin and stdout. A request is two lengths (wanted sheets as JSON, and
the bytes of the file) and both of them; an answer is a mark, a length and JSON.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import Any, BinaryIO

MARK = b"XLW1"
REQUEST = struct.Struct("<LL")
ANSWER = struct.Struct("<4sL")


def main(memory: int) -> None:
    """Answer requests until stdin ends; `memory` is the address space of this process, in bytes."""
    _limit_memory(memory)
    from xl_tools.workbook.extract import extract  # what it imports must fall under the limit too

    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Nothing that a library prints may come between the answers.
    os.dup2(2, 1)
    while len(head := source.read(REQUEST.size)) == REQUEST.size:
        names, size = REQUEST.unpack(head)
        wanted, limits = json.loads(source.read(names))
        _answer(target, _attempt(extract, source.read(size), wanted, limits))


def _attempt(extract: Any, data: bytes, wanted: dict[str, bool], limits: list[int]) -> dict[str, Any]:
    from xl_tools.intake.limits import Limits
    from xl_tools.intake.refusal import Refusal

    try:
        return extract(data, wanted, Limits(*limits))
    except Refusal as refusal:
        return {"refused": refusal.code, "details": refusal.details}
    except MemoryError:
        return {"refused": "W23", "details": {}}
    except Exception:
        # A mistake of ours must neither end the process nor pass for a damaged file.
        import traceback

        return {"refused": "W24", "details": {}, "traceback": traceback.format_exc()}


def _answer(target: BinaryIO, answer: dict[str, Any]) -> None:
    content = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    target.write(ANSWER.pack(MARK, len(content)) + content)
    target.flush()


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    for limit, size in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(limit)
        size = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(limit, (size, hard))


if __name__ == "__main__":
    main()
