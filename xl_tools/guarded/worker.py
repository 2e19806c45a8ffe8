"""The process that reads files of strangers: a parser may abort on a hostile one, and then only this process dies.

Requests and answers go over stdin and stdout. A request is two lengths (what is wanted as JSON, and
the bytes of the file) and both of them; an answer is a mark, a length and JSON.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from importlib import import_module
from typing import Any, BinaryIO

from xl_tools.guarded.confine import confine_loading, confine_reading, end_after

MARK, NO_MEMORY = b"XLW1", b"XLW0"
"""Begin an answer: one that follows, and one that does not, because memory ended and the process with it."""
REQUEST = struct.Struct("<LL")
ANSWER = struct.Struct("<4sL")
FAILED = ""
"""Stands for the code of a mistake of ours, which depends on the kind of file."""
SPARE_SECONDS = 1
"""The parent ends a process that takes too long; so much later it ends by itself, if the parent is gone."""


def main(memory: int, reader: str) -> None:
    """Answer requests until stdin ends.

    Args:
        memory: address space of this process, in bytes.
        reader: module whose function `extract(data, *, limits, …)` gives a file as plain data.
    """
    unbound = confine_loading(memory)
    extract = import_module(reader).extract  # what it imports must fall under the limit too

    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Nothing that a library prints may come between the answers.
    os.dup2(2, 1)
    # Not before: what was just loaded is kept as byte-code for the next start.
    unbound += confine_reading()
    while len(head := source.read(REQUEST.size)) == REQUEST.size:
        names, size = REQUEST.unpack(head)
        limits, wanted = json.loads(source.read(names))
        try:
            answer = _attempt(extract, source.read(size), limits, wanted)
            if unbound:
                answer["unbound"] = unbound
            _answer(target, answer)
        except MemoryError:
            # What is left may not do for the next file.
            target.write(ANSWER.pack(NO_MEMORY, 0))
            target.flush()
            return
        end_after(0)


def _attempt(extract: Any, data: bytes, given: list[int], wanted: dict[str, Any]) -> dict[str, Any]:
    from xl_tools.intake.limits import Limits
    from xl_tools.intake.refusal import Refusal

    limits = Limits(*given)
    end_after(limits.seconds + SPARE_SECONDS)
    try:
        return extract(data, limits=limits, **wanted)
    except Refusal as refusal:
        return {"refused": refusal.code, "details": refusal.details}
    except MemoryError:
        raise
    except Exception as error:
        # A mistake of ours must neither end the process nor pass for a damaged file.
        from xl_tools.faults import trail

        return {"refused": FAILED, "details": {}, "trail": trail(error)}


def _answer(target: BinaryIO, answer: dict[str, Any]) -> None:
    content = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    target.write(ANSWER.pack(MARK, len(content)) + content)
    target.flush()
