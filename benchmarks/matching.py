"""Recognising units: a lookup in a roster of 2,000, exact and misspelt, beside rapidfuzz over all names.

The peer only ranks names by likeness; it tells 东湖街道 from 西湖街道 no better than two spellings of one office.

    python benchmarks/matching.py [rounds]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

from rapidfuzz import process

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "consolidation"))

from test_matching import large

from xl_tools.consolidation.matching import Matcher


def main(rounds: int) -> None:
    """Measure and print milliseconds a lookup."""
    roster = large()
    names = [unit.name for unit in roster.units]
    wrong = [name[:-3] + "人" + name[-2:] for name in names[::10]]
    for title, asked in (("exact", names), ("misspelt", wrong)):
        ours = [timed(Matcher(roster).match, asked) for _ in range(rounds)]
        peer = [timed(lambda name: process.extractOne(name, names), asked[:200]) for _ in range(rounds)]
        ratio = median(theirs / mine for mine, theirs in zip(ours, peer, strict=True))
        print(f"{title:9} {median(ours):.4f} ms, rapidfuzz extractOne {median(peer):.4f} ms: {ratio:.1f} x as fast")


def timed(lookup, asked) -> float:
    start = time.perf_counter()
    for name in asked:
        lookup(name)
    return (time.perf_counter() - start) / len(asked) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
