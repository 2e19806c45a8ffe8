"""The tests inside a formula: what is known, what a condition asks, and whether a list has anything in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from xl_tools.errors import SpecError
from xl_tools.expression import Sum, Term, merge_ranges
from xl_tools.facts import FACT, FactItem, FactKind
from xl_tools.narrative.condition import Comparison, Condition, Joined, Known, OfLevel
from xl_tools.narrative.figures import PREVIOUS
from xl_tools.narrative.formula import ALWAYS, NEVER, all_of, any_of
from xl_tools.narrative.template import (
    Change,
    FactSlot,
    Growth,
    Items,
    Name,
    Node,
    Optional,
    Share,
    Total,
    Words,
    node_cells,
    walk,
)

Address = Callable[[str], str]
LONG_LIST = 4


class ConditionWriter:
    """Writes conditions as formula text against one layout of cells, each the counterpart of a test in Python.

    Tests in `certain` are known to hold where the text is written, and are not written again.
    """

    def __init__(self, address: Address, certain: Collection[str] = ()) -> None:
        self.address, self._certain = address, certain

    def present(self, node: Node) -> str:
        """The test of […]; the counterpart of render._present."""
        match node:
            case Words() | Name():
                return ALWAYS
            case FactSlot(fact):
                return self.knows_fact(fact)
            case Total() | Change():
                return self.knows(node_cells(node))
            case Share(_, whole):
                return self._sure(f"{self.sum(whole)}>0")
            case Growth(total):
                before = self.before(total)
                if before is None:
                    return NEVER
                count = f"{self._count([PREVIOUS + cell for cell in total.cells])}={len(total.cells)}"
                return all_of([self.knows(total.cells), count, f"{before}>=0", f"{self.sum(total)}>=0"])
            case Items(items):
                return self.has_items(items)
            case Optional(nodes):
                return all_of(self.present(one) for one in nodes)

    def condition(self, condition: Condition) -> str:
        match condition:
            case Comparison(left, relation, right):
                if not all(self.reachable(cell) for cell in condition.cells):
                    return NEVER
                test = f"{self.sum(left)}{relation}{self.sum(right)}"
                return all_of([self.knows(condition.cells) if condition.true_of_nothing else ALWAYS, test])
            case Known(FactItem() as fact, wanted):
                known = self.knows_fact(fact)
                if wanted:
                    return known
                return {ALWAYS: NEVER, NEVER: ALWAYS}.get(known) or f"({known})=FALSE"
            case Joined(parts, every):
                tests = [self.condition(part) for part in parts]
                return all_of(tests) if every else any_of(tests)
            case Known() | OfLevel():
                raise SpecError("known(previous) and level(…) have no formula")

    def certain(self, condition: Condition) -> set[str]:
        """Tests that hold wherever the condition holds."""
        match condition:
            case Joined(parts, True):
                return {test for part in parts for test in self.certain(part)}
            case Comparison():
                # The sides as written, and that their cells hold numbers: nothing undecided holds.
                test = f"{self.sum(condition.left)}{condition.relation}{self.sum(condition.right)}"
                return {test, self.knows(condition.cells)}
            case Known(FactItem() as fact, True):
                return {self.knows_fact(fact)}
            case _:
                return set()

    def knows_fact(self, fact: FactItem) -> str:
        if not self.reachable(fact.ref):
            return NEVER
        place = self.address(fact.ref)
        return self._sure(f"LEN({place})>0" if fact.kind is FactKind.TEXT else f"ISNUMBER({place})")

    def knows(self, cells: Sequence[str]) -> str:
        """The counterpart of Figures.knows; SUM and COUNT both pass over text."""
        facts = [ref for ref in cells if ref.startswith(FACT)]
        if not all(self.reachable(ref) for ref in facts):
            return NEVER
        plain = [cell for cell in cells if not cell.startswith(FACT)]
        tests = [f"ISNUMBER({self.address(ref)})" for ref in facts]
        return self._sure(all_of([*tests, f"{self._count(plain)}>0" if plain else ALWAYS]))

    def sum(self, total: Sum) -> str:
        return total.to_excel(lambda cell: self.address(cell) if self.reachable(cell) else "0")

    def before(self, total: Sum) -> str | None:
        try:
            return f"({total.to_excel(lambda cell: self.address(PREVIOUS + cell))})"
        except KeyError:
            return None

    def has_items(self, items: Sequence[Sequence[Node]]) -> str:
        totals = [node.sum for item in items for node in item if isinstance(node, Total)]
        cells = tuple(cell for total in totals for cell in total.cells)
        plain = all(isinstance(node, Words | Total) for item in items for node in item)
        if plain and len(items) > LONG_LIST and all(total == Sum((Term(1, total.cells),)) for total in totals):
            # A long list is tested as one range. Counts are never negative (rule A5), so they cannot cancel out.
            return f"{self.sum(Sum((Term(1, cells),)))}<>0"
        return any_of(self.has_item(item) for item in items)

    def has_item(self, item: Sequence[Node]) -> str:
        needed: list[str] = []
        numbers: list[str] = []
        for node in walk(item):
            match node:
                case FactSlot(fact):
                    needed.append(self.knows_fact(fact))
                    if fact.kind is not FactKind.TEXT and needed[-1] != NEVER:
                        numbers.append(f"{self.address(fact.ref)}<>0")
                case Share(part):
                    needed.append(self.present(node))
                    numbers.append(f"{self.sum(part)}<>0")
                case Total(total) | Change(total):
                    numbers.append(f"{self.sum(total)}<>0")
                case _:
                    pass
        return all_of([*needed, any_of(dict.fromkeys(numbers)) if numbers else ALWAYS])

    def _sure(self, test: str) -> str:
        return ALWAYS if test in self._certain else test

    def _count(self, refs: Sequence[str]) -> str:
        return f"COUNT({','.join(merge_ranges([self.address(ref) for ref in refs]))})"

    def reachable(self, ref: str) -> bool:
        if not ref.startswith(FACT):
            return True
        try:
            self.address(ref)
        except KeyError:
            return False
        return True
