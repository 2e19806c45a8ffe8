"""A phrase and a report → pieces of text, each number with the cells it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from xl_tools.facts import FactItem, FactKind
from xl_tools.narrative.condition import holds
from xl_tools.narrative.figures import PREVIOUS, Figures, percentage, placeholder, show_number
from xl_tools.narrative.model import Paragraph, Piece
from xl_tools.narrative.phrases import Phrase, Variant
from xl_tools.narrative.slots import expand
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

SAME, NEARLY_SAME = "与上年持平", "与上年基本持平"
NO_CHANGE = "没有增减"


def render_phrase(phrase: Phrase, figures: Figures) -> tuple[Piece, ...]:
    """The sentence of the first variant that applies; empty if none does or the level is not meant."""
    if phrase.levels and figures.report.unit.level not in phrase.levels:
        return ()
    for variant in phrase.variants:
        if applies(variant, figures):
            return join_words(_render(variant.nodes, figures))
    return ()


def applies(variant: Variant, figures: Figures) -> bool:
    """The condition holds and every share outside […] and items has a whole to be a share of."""
    shares = [node for node in variant.nodes if isinstance(node, Share)]
    return holds(variant.condition, figures) and all(_present(share, figures) for share in shares)


def growth_words(now: int | Decimal, before: int | Decimal, unit: str, digits: int) -> str:
    """同比增长12.5%, 同比下降3%, 与上年持平; a percentage of or to nothing is replaced by last year's number."""
    if now == before:
        return SAME
    if not now or not before:
        return f"上年为{show_number(before)}{unit}"
    change = percentage(now - before, before, digits)
    if not change:
        return NEARLY_SAME
    return f"同比{'增长' if change > 0 else '下降'}{show_number(abs(change))}%"


def change_words(number: int | Decimal, unit: str) -> str:
    """增加3项, 减少2项 or 没有增减."""
    if not number:
        return NO_CHANGE
    return f"{'增加' if number > 0 else '减少'}{show_number(abs(number))}{unit}"


def fact_sentence(fact: FactItem, figures: Figures) -> str:
    """A text fact without its last full stop, which the phrase around it prints."""
    return figures.fact_text(fact).removesuffix("。")


def join_words(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbouring pieces without cells become one; empty ones vanish."""
    result: list[Piece] = []
    for piece in pieces:
        if result and not piece.cells and not result[-1].cells:
            result[-1] = Piece(result[-1].text + piece.text)
        elif piece.text:
            result.append(piece)
    return tuple(result)


def to_paragraphs(pieces: Iterable[Piece]) -> tuple[Paragraph, ...]:
    """Cut pieces at line ends; no pieces, no paragraph."""
    rows: list[list[Piece]] = [[]]
    for piece in pieces:
        for index, line in enumerate(piece.text.split("\n")):
            if index:
                rows.append([])
            if line:
                rows[-1].append(Piece(line, piece.cells))
    if rows == [[]]:
        return ()
    return tuple(Paragraph(tuple(row)) for row in rows)


def _render(nodes: Sequence[Node], figures: Figures) -> list[Piece]:
    return [piece for node in nodes for piece in _pieces(node, figures)]


def _pieces(node: Node, figures: Figures) -> Sequence[Piece]:
    report = figures.report
    match node:
        case Words(text):
            return [Piece(text)]
        case Name("unit"):
            return [Piece(report.unit.name)]
        case Name(name):
            return [Piece(str(report.year + {"last_year": -1, "year": 0, "next_year": 1}[name]))]
        case FactSlot(fact):
            return _fact(fact, figures)
        case Items(items, separator):
            result: list[Piece] = []
            for item in items:
                if _has_item(item, figures):
                    result += [Piece(separator)] if result else []
                    result += _render(item, figures)
            return result
        case Optional(inner):
            return _render(inner, figures) if all(_present(one, figures) for one in inner) else []
        case Total() | Share() | Growth() | Change():
            return [_number(node, figures)]


def _number(node: Total | Share | Growth | Change, figures: Figures) -> Piece:
    cells = node_cells(node)
    match node:
        case Total(total, _, name):
            known = figures.knows(cells)
            return Piece(show_number(figures.value(total)) if known else placeholder(name), cells)
        case Share(part, whole, digits):
            share = percentage(figures.value(part), figures.value(whole), digits)
            return Piece(f"{show_number(share)}%", cells)
        case Growth(total, unit, digits):
            before = figures.last_year(total)
            text = "" if before is None else growth_words(figures.value(total), before, unit, digits)
            return Piece(text, cells + tuple(PREVIOUS + cell for cell in cells))
        case Change(total, unit, name):
            known = figures.knows(cells)
            return Piece(change_words(figures.value(total), unit) if known else placeholder(name), cells)


def _fact(fact: FactItem, figures: Figures) -> Sequence[Piece]:
    if not figures.knows_fact(fact):
        return [Piece(placeholder(fact.label), (fact.ref,))]
    if fact.kind is not FactKind.TEXT:
        return [Piece(show_number(figures.fact_number(fact) or 0), (fact.ref,))]
    return [
        Piece(piece.text, piece.cells or (fact.ref,)) for piece in expand(fact_sentence(fact, figures), figures).pieces
    ]


def _present(node: Node, figures: Figures) -> bool:
    """Whether the node has something to say: the test of […]."""
    match node:
        case Words() | Name():
            return True
        case FactSlot(fact):
            return figures.knows_fact(fact)
        case Total() | Change():
            return figures.knows(node_cells(node))
        case Share(_, whole):
            return figures.value(whole) > 0
        case Growth(total):
            before = figures.last_year(total)
            return before is not None and before >= 0 and figures.value(total) >= 0 and figures.knows(total.cells)
        case Items(items):
            return any(_has_item(item, figures) for item in items)
        case Optional(nodes):
            return all(_present(one, figures) for one in nodes)


def _has_item(item: Sequence[Node], figures: Figures) -> bool:
    """Whether an item of a list is shown: facts known, shares possible, and some number in it not zero."""
    numbers: list[bool] = []
    for node in walk(item):
        match node:
            case FactSlot(fact):
                if not figures.knows_fact(fact):
                    return False
                if fact.kind is not FactKind.TEXT:
                    numbers.append(bool(figures.fact_number(fact)))
            case Share(part):
                if not _present(node, figures):
                    return False
                numbers.append(bool(figures.value(part)))
            case Total(total) | Change(total):
                numbers.append(bool(figures.value(total)))
            case _:
                pass
    return any(numbers) or not numbers
