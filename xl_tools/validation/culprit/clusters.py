"""Answers of a connected part taken apart: errors that have no equation in common are separate problems."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from xl_tools.validation.culprit.moves import Event

Events = tuple[Event, ...]
Rows = frozenset[int]
WINDOW = 40
"""Answers that cost up to so much more than the best decide what belongs together."""


def clusters_of(
    answers: Sequence[tuple[int, Events]], touched: Callable[[Event], Rows], violated: Collection[int]
) -> list[list[Events]]:
    """The answers of each separate problem, in the order of the answers they come from.

    Args:
        answers: (cost, errors) of each answer, best first.
        touched: the rows whose residual an error changes.
        violated: the rows to explain.

    Problems are separate if every good answer (within WINDOW) is put together from answers to each. Two wrong
    cells that could as well be two others at the crossings of their rows and columns stay one problem.
    """
    parent = {row: row for row in violated}

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    grouped = [
        (cost, [(group, rows & parent.keys()) for group, rows in _groups(events, touched)]) for cost, events in answers
    ]
    for cost, groups in grouped:
        if cost <= answers[0][0] + WINDOW:
            for _, rows in groups:
                first = min(rows)
                for row in rows:
                    parent[root(row)] = root(first)
    clusters: dict[int, list[int]] = {}
    for row in sorted(parent):
        clusters.setdefault(root(row), []).append(row)
    return [_options(frozenset(rows), grouped) for rows in clusters.values()]


def _options(cluster: Rows, grouped: Iterable[tuple[int, list[tuple[Events, Rows]]]]) -> list[Events]:
    """What the answers have to say of one cluster, each only once."""
    found: dict[Events, None] = {}
    for _, groups in grouped:
        inside = [(events, rows) for events, rows in groups if not rows.isdisjoint(cluster)]
        if all(rows <= cluster for _, rows in inside):
            found[tuple(sorted((event for events, _ in inside for event in events), key=lambda event: event.all))] = (
                None
            )
    return list(found)


def _groups(events: Events, touched: Callable[[Event], Rows]) -> list[tuple[Events, Rows]]:
    """The errors of one answer, those together that change a row in common, with all rows they change."""
    groups: list[tuple[Events, Rows]] = []
    for event in events:
        rows = touched(event)
        together: Events = (event,)
        apart: list[tuple[Events, Rows]] = []
        for group in groups:
            if group[1].isdisjoint(rows):
                apart.append(group)
            else:
                together = (*group[0], *together)
                rows |= group[1]
        groups = [*apart, (together, rows)]
    return groups
