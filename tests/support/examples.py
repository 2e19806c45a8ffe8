"""How many examples a property test makes up: a seeded slice on every run, the full count in make test-long."""

from __future__ import annotations

import os

FULL = 20


def examples(count: int) -> int:
    """`count` on every run, twenty times as many in make test-long."""
    return count * FULL if os.environ.get("XL_TOOLS_LONG") else count
