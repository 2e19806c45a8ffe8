"""Figures of the corpus, and mutants without end.

python -m tests.hostile                       prints files by family and by code
python -m tests.hostile xml 20000 [first]     tries so many mutants of a kind, each failure with its number
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

# The helpers of the tests are found from here, as pytest does it.
sys.path.insert(0, str(Path(__file__).parents[1]))

from hostile.corpus import codes, summary
from hostile.fuzz_targets import Tally, run

_PIECE = 500


def fuzz(name: str, count: int, first: int) -> int:
    """Try mutants of one kind and go on after each failure. Returns: how many failed."""
    tally, failed = Tally(), 0
    with tempfile.TemporaryDirectory() as folder:
        number = first
        while number < first + count:
            piece = min(_PIECE, first + count - number)
            try:
                done = run(name, number, piece, Path(folder))
            except AssertionError as error:
                failed += 1
                print(error, flush=True)
                number = int(str(error).split(":")[0].split()[1]) + 1
                continue
            number += piece
            tally.outcomes.update(done.outcomes)
            tally.seconds += done.seconds
            tally.compared += done.compared
    print(f"{name}: {tally}; {failed} failed")
    return failed


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(fuzz(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0) > 0)
    print(summary())
    print()
    print(", ".join(f"{code} {count}" for code, count in codes().items()))
