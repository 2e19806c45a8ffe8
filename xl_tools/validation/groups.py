"""Which findings belong together: broken equations that share a cell most often have one cause."""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.finding import Finding


def number_groups(findings: Sequence[Finding]) -> list[int]:
    """One group number a finding, counted from 1 in order of appearance.

    Balance findings (those with a difference) are joined when they share a cell, directly or through
    others; every other finding stands alone.
    """
    parent = list(range(len(findings)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    owner: dict[str, int] = {}
    for index, finding in enumerate(findings):
        if finding.difference is None:
            continue
        for cell in finding.cells:
            first = owner.setdefault(cell, index)
            parent[root(index)] = root(first)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root(index), len(numbers) + 1) for index in range(len(findings))]
