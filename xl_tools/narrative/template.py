"""The text of a phrase: words, slots in {…}, and optional stretches in […]; parsed once into nodes.

    {requests.received.total + requests.carried_in.total}   a sum over cells and facts (expression.py, full ids)
    {sum(requests.denied_*.total)}                          a sum by wildcard
    {share: a / b}           100 a ÷ b with %, half up; the variant does not apply while b is not positive
    {growth: a}              同比增长…% and its kin; only inside […], which vanishes while last year is unknown
    {change: a}              增加…项, 减少…项 or 没有增减, for 本年增减 of the 2019 edition
    {fact:website_posts}     a fact, or 〔待填：…〕 while it is missing
    {unit} {year} {last_year} {next_year}
    {items}                  the phrase's items that have something to say, joined by its separator

A stretch in […] is shown only if all its facts are known, its growth is known and its items are not empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xl_tools.expression import ExpressionError, Sum, match_names, parse_sum
from xl_tools.facts import FACT, FactItem, FactKind
from xl_tools.forms.model import Form, Kind

NAMES = ("unit", "year", "last_year", "next_year")
_TOKEN = re.compile(r"\{([^{}\[\]]*)\}|([{}\[\]])|([^{}\[\]]+)")


@dataclass(frozen=True, slots=True)
class Words:
    """Text printed as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Total:
    """A number; `name` is what a placeholder calls it while no cell of it holds a number."""

    sum: Sum
    amount: bool
    name: str


@dataclass(frozen=True, slots=True)
class Share:
    """part as a percentage of whole, `digits` decimals at most."""

    part: Sum
    whole: Sum
    digits: int


@dataclass(frozen=True, slots=True)
class Growth:
    """This year against last year, `digits` decimals at most."""

    sum: Sum
    unit: str
    digits: int


@dataclass(frozen=True, slots=True)
class Change:
    """A signed number as words."""

    sum: Sum
    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class FactSlot:
    """The value of a fact."""

    fact: FactItem


@dataclass(frozen=True, slots=True)
class Name:
    """unit, year, last_year or next_year."""

    name: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list that skips items with nothing but zeros or with unknown facts."""

    items: tuple[tuple[Node, ...], ...]
    separator: str


@dataclass(frozen=True, slots=True)
class Optional:
    """A stretch that is shown only if everything in it has something to say."""

    nodes: tuple[Node, ...]


Node = Words | Total | Share | Growth | Change | FactSlot | Name | Items | Optional


@dataclass(frozen=True, slots=True)
class Grammar:
    """Names that expressions may use: the cells of one form and its facts; and the decimals of percentages."""

    form: Form
    facts: tuple[FactItem, ...]
    digits: int = 1

    def fact(self, fact_id: str) -> FactItem:
        """The fact with this id. Raises ExpressionError."""
        for fact in self.facts:
            if fact.id == fact_id:
                return fact
        raise ExpressionError(f"there is no fact “{fact_id}”")

    def read_sum(self, text: str) -> Sum:
        """Parse a sum over full cell ids and `fact:id`. Raises ExpressionError."""
        # The rule language has no colon in names.
        return parse_sum(text.replace(FACT, "fact."), self._resolve)

    def parse(self, text: str, items: Items | None = None) -> tuple[Node, ...]:
        """Parse the text of a phrase or item. Raises ExpressionError."""
        nodes: list[Node] = []
        outer: list[Node] | None = None
        for found in _TOKEN.finditer(text):
            slot, mark, words = found.groups()
            if words is not None:
                nodes.append(Words(words))
            elif slot is not None:
                nodes.append(self._slot(slot.strip(), items))
            elif mark == "[" and outer is None:
                outer, nodes = nodes, []
            elif mark == "]" and outer is not None:
                nodes, outer = [*outer, Optional(tuple(nodes))], None
            else:
                raise ExpressionError(f"“{mark}” has no partner, or one […] stands inside another, in “{text}”")
        if outer is not None:
            raise ExpressionError(f"“[” is not closed in “{text}”")
        if any(isinstance(node, Growth) for node in nodes):
            raise ExpressionError("{growth: …} must stand inside […]: last year may be unknown")
        return tuple(nodes)

    def _slot(self, body: str, items: Items | None) -> Node:
        if body in NAMES:
            return Name(body)
        if body == "items":
            if items is None:
                raise ExpressionError("{items} needs “items” in the phrase, and cannot stand inside one")
            return items
        if body.startswith(FACT) and body.removeprefix(FACT).isidentifier():
            return FactSlot(self.fact(body.removeprefix(FACT)))
        keyword, _, rest = body.partition(":")
        if keyword == "share" and rest.count("/") == 1:
            part, _, whole = rest.partition("/")
            return Share(self.read_sum(part), self.read_sum(whole), self.digits)
        if keyword == "growth":
            total = self.read_sum(rest)
            if any(cell.startswith(FACT) or self.form.cells[cell].kind is Kind.SIGNED for cell in total.cells):
                raise ExpressionError(f"“{rest.strip()}”: growth is for counts of the tables only")
            return Growth(total, self._unit(total), self.digits)
        if keyword == "change":
            total = self.read_sum(rest)
            return Change(total, self._unit(total), self._name(total))
        total = self.read_sum(body)
        return Total(total, self._is_amount(total), self._name(total))

    def _resolve(self, name: str) -> Sequence[str]:
        if not name.startswith("fact."):
            return match_names(name, tuple(self.form.cells))
        fact = self.fact(name.removeprefix("fact."))
        if fact.kind is FactKind.TEXT:
            raise ExpressionError(f"“{fact.ref}” is text and cannot be reckoned with")
        return (fact.ref,)

    def _unit(self, total: Sum) -> str:
        units = {self.form.cells[cell].unit for cell in total.cells if cell in self.form.cells}
        if len(units) != 1:
            raise ExpressionError(f"the cells {', '.join(total.cells)} have not one common unit")
        return units.pop()

    def _name(self, total: Sum) -> str:
        names = [
            self.form.cells[cell].name if cell in self.form.cells else self.fact(cell.removeprefix(FACT)).label
            for cell in total.cells
        ]
        return names[0] if len(names) == 1 else f"{names[0]}等{len(names)}格" if names else ""

    def _is_amount(self, total: Sum) -> bool:
        return any(
            self.form.cells[cell].kind is Kind.AMOUNT
            if cell in self.form.cells
            else self.fact(cell.removeprefix(FACT)).kind is FactKind.AMOUNT
            for cell in total.cells
        )


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every node, outer ones before what stands inside them."""
    for node in nodes:
        yield node
        if isinstance(node, Optional):
            yield from walk(node.nodes)
        elif isinstance(node, Items):
            for item in node.items:
                yield from walk(item)


def node_cells(node: Node) -> tuple[str, ...]:
    """The cells and facts that a node itself draws on."""
    match node:
        case Total(total) | Growth(total) | Change(total):
            return total.cells
        case Share(part, whole):
            return tuple(dict.fromkeys(part.cells + whole.cells))
        case FactSlot(fact):
            return (fact.ref,)
        case _:
            return ()
