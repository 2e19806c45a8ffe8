"""The one way onto a terminal: whatever a text holds, it cannot steer the terminal or read differently there."""

from __future__ import annotations

import sys

from xl_tools.characters import escaped


def say(text: object = "", *, error: bool = False) -> None:
    """Print a line on standard output, or on standard error.

    Control sequences and bidi characters, which come from cells and file names of strangers, are written out.
    """
    stream = sys.stderr if error else sys.stdout
    stream.write(f"{escaped(str(text))}\n")
    stream.flush()
