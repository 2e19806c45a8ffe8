"""Which findings belong together: those that one problem explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from xl_tools.finding import Finding
from xl_tools.rules import RuleBook

if TYPE_CHECKING:
    from xl_tools.validation.culprit import Part

TOTAL_MISSING = "A4"


def number_groups(findings: Sequence[Finding], parts: Sequence[Part], rules: RuleBook) -> tuple[list[int], list[int]]:
    """One group number a finding, counted from 1 in order of appearance, and one a part.

    A finding belongs to the part that explains its equation; any other finding about numbers to the first part that
    changes one of its cells. Broken equations that no part explains are joined when they share a cell, directly or
    through others; every other finding stands alone. A part without a finding has the number 0.
    """
    parent = list(range(len(findings) + len(parts)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    keys = _keys(rules)
    owner: dict[str, int] = {}
    for index, finding in enumerate(findings):
        part = _part_of(finding, parts, keys)
        if part is not None:
            parent[root(index)] = root(len(findings) + part)
        elif finding.difference is not None:
            for cell in finding.cells:
                parent[root(index)] = root(owner.setdefault(cell, index))
    numbers: dict[int, int] = {}
    groups = [numbers.setdefault(root(index), len(numbers) + 1) for index in range(len(findings))]
    return groups, [numbers.get(root(len(findings) + part), 0) for part in range(len(parts))]


def _part_of(finding: Finding, parts: Sequence[Part], keys: Mapping[tuple[str, tuple[str, ...]], str]) -> int | None:
    key = keys.get((finding.rule, finding.cells))
    if finding.rule == TOTAL_MISSING:
        key = finding.cells[0].split(".")[1]
    if key is not None:
        explained = (index for index, part in enumerate(parts) if (finding.rule, key) in part.equations)
        if (part := next(explained, None)) is not None:
            return part
    if finding.difference is None and len(finding.cells) != 1:
        return None
    cells = set(finding.cells)
    touched = (index for index, part in enumerate(parts) if cells & _repaired(part))
    return next(touched, None)


def _repaired(part: Part) -> set[str]:
    """The cells that the best answer changes."""
    return {repair.cell for answer in part.answers[:1] for repair in answer.repairs}


def _keys(rules: RuleBook) -> dict[tuple[str, tuple[str, ...]], str]:
    return {(rule.id, instance.equation.cells): instance.key for rule, instance in rules.instances}
