"""Mutants of workbooks, data files and typed numbers: an error with a sentence or a result, and never anything else.

Numbers of mutants are seeds: a failure names the kind and the number, and `python -m tests.hostile <kind> 1 <number>`
tries that one again. XL_TOOLS_LONG=1 tries 98,000 files, and 100,000 typed numbers.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile.fuzz_targets import GATES, TARGETS, run

from xl_tools.intake.gates import GATES as ALL_GATES

LONG = bool(os.environ.get("XL_TOOLS_LONG"))
COUNTS = {"bytes": (120, 8_000), "xml": (150, 14_000), "gate": (200, 20_000), "data": (200, 20_000)}
COUNTS["values"] = (10_000, 100_000)
COUNTS |= {"word": (40, 4_000), "page": (80, 8_000), "text": (120, 8_000), "pdf": (50, 6_000), "oldword": (500, 50_000)}
COUNTS |= {"archive": (150, 15_000), "mail": (150, 15_000), "mailbox": (60, 6_000), "outlook": (150, 15_000)}
"""Mutants on every run, and in make test-long."""


@pytest.mark.parametrize("name", TARGETS)
def test_mutants_are_refused_or_read(name: str, tmp_path: Path) -> None:
    tally = run(name, 0, COUNTS[name][LONG], tmp_path)
    print(f"{name}: {tally}")
    assert tally.outcomes.total() == COUNTS[name][LONG]
    # Both sides are tried: what is read, and what is refused.
    assert len(tally.outcomes) > 1
    assert tally.outcomes[""] > 0


def test_every_gate_has_mutants() -> None:
    assert {gate.kind for gate in ALL_GATES.values()} == GATES.keys()
    assert {name for names in GATES.values() for name in names} <= TARGETS.keys()
