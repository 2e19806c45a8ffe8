"""The head of a flattened table: which of its labels, in reading order, is which column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from xl_tools.forms.grid import Role as GridRole
from xl_tools.forms.grid import table_grid
from xl_tools.forms.model import Block, Section
from xl_tools.published.flat import Token
from xl_tools.published.labels import Role, exact_key, near
from xl_tools.published.rows import Found, Head, Header, Text

_UNSURE = "栏目标签与表式不一致"


def read_head(labels: Sequence[Token], section: Section, block: Block, found: Found, width: int) -> Header:
    """The header of a block from its labels in reading order: level by level, from left to right.

    Args:
        found: gets the banner, the corner and the groups that stand among the labels.
        width: how many cells most rows below have; 0 if that is not known.
    """
    banner = ""
    printed: list[Text] = []
    for token in labels:
        roles = {mark.role for mark in token.marks if mark.section == section.id}
        if Role.BANNER in roles or (not roles and "第二十条" in exact_key(token.text.text)):
            banner = token.text.text
            found.others.append((Role.BANNER, token.text))
        elif Role.CORNER in roles:
            found.others.append((Role.CORNER, token.text))
        else:
            printed.append(token.text)
    grid = table_grid(replace(section, blocks=(block,)))
    expected = [cell for cell in grid.cells if cell.role is GridRole.COLUMN]
    names = [cell.text for cell in expected]
    matched, extra = _in_order(printed, names)
    if not matched:
        return Header((), banner)
    if _reordered(extra, matched, names):
        known = [text for text in printed if any(exact_key(text.text) == exact_key(name) for name in names)]
        if sorted(exact_key(text.text) for text in known) != sorted(map(exact_key, names)):
            return Header(tuple(Head((_UNSURE,)) for _ in range(width or len(block.columns))), banner)
        matched, extra = dict(enumerate(known)), []
    heads: list[Head] = []
    leaves: dict[int, int] = {}
    for number in range(len(block.columns)):
        place = grid.label_columns + number
        over = [at for at, cell in enumerate(expected) if cell.column <= place < cell.column + cell.column_span]
        leaf = over[-1]
        leaves[leaf] = number
        groups = tuple(matched[at].text for at in over[:-1] if at in matched)
        text = matched.get(leaf)
        heads.append(Head((*groups, text.text if text else ""), text.where if text else ""))
    found.others += [(Role.COLUMN_GROUP, text) for at, text in matched.items() if at not in leaves]
    behind = [(_column_before(text, leaves, names, leaves.get(at)), text) for at, text in extra]
    return _as_wide(heads, behind, width, banner)


def _column_before(text: Text, leaves: dict[int, int], names: Sequence[str], otherwise: int | None) -> int | None:
    """The column behind which an unknown label stands: one that names several columns stands in their place."""
    named = [column for at, column in leaves.items() if exact_key(names[at]) in exact_key(text.text)]
    return min(named) - 1 if len(named) > 1 else otherwise


def _reordered(extra: Sequence[tuple[int, Text]], matched: dict[int, Text], names: Sequence[str]) -> bool:
    """Whether a label of the form stands at another place than there: what is under which label is open then."""
    missing = {exact_key(name) for at, name in enumerate(names) if at not in matched}
    return any(exact_key(text.text) in missing for _, text in extra)


def _as_wide(heads: list[Head], extra: list[tuple[int | None, Text]], width: int, banner: str) -> Header:
    """The header with as many columns as the rows have: labels that are missing, or columns that are."""
    printed = [head for head in heads if head.path[-1]]
    behind: dict[int, list[Head]] = {}
    for after, text in extra:
        behind.setdefault(len(heads) - 1 if after is None else after, []).append(Head((text.text,), text.where))
    if width in (0, len(heads)):
        return Header(tuple(heads), banner)
    if width == len(printed):
        return Header(tuple(printed), banner)
    for lost in (False, True):
        widened = [
            one
            for at, head in enumerate(heads)
            for one in (*([head] if head.path[-1] or not lost else []), *behind.get(at, []))
        ]
        if width == len(widened):
            return Header(tuple(widened), banner, unsure=_UNSURE)
    return Header(tuple(heads), banner, unsure=_UNSURE)


def _in_order(printed: Sequence[Text], expected: Sequence[str]) -> tuple[dict[int, Text], list[tuple[int, Text]]]:
    """Position in the form → what is printed there; and what stands nowhere in the form, with the position before."""
    left, right = [exact_key(text.text) for text in printed], [exact_key(text) for text in expected]
    matched: dict[int, Text] = {}
    extra: list[tuple[int, Text]] = []
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            matched |= dict(zip(range(c, d), printed[a:b], strict=True))
            continue
        free = list(range(c, d))
        for text in printed[a:b]:
            alike = [at for at in free if near(text.text, expected[at])]
            if alike or (free and b - a == d - c and exact_key(text.text) not in right):
                at = alike[0] if alike else free[0]
                matched[at] = text
                free = [one for one in free if one > at]
            else:
                extra.append((max(matched, default=-1), text))
    return matched, extra
