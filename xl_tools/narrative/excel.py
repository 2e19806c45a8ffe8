"""Phrases as plain Excel formulas, so that a workbook shows its sentences where there is no Python.

Only functions that every Excel since 2010 and WPS know are used, each string is at most 255 characters long,
and the text equals that of compose() as long as numbers stand in cells as numbers and counts are not negative.
Slots inside text facts are filled by Python only.
"""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.errors import SpecError
from xl_tools.expression import Sum
from xl_tools.facts import FactItem, FactKind
from xl_tools.forms.model import Form
from xl_tools.narrative.excel_conditions import Address, ConditionWriter
from xl_tools.narrative.figures import placeholder
from xl_tools.narrative.formula import (
    EMPTY,
    MAX_LITERAL,
    NEVER,
    all_of,
    amount_text,
    choose,
    literals,
    nesting,
    quote,
)
from xl_tools.narrative.phrases import Phrase, load_phrases
from xl_tools.narrative.render import NEARLY_SAME, NO_CHANGE, SAME
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

MAX_FORMULA = 8000
MAX_NESTING = 60


def phrase_formula(phrase: Phrase, address: Address) -> str:
    """The formula of one phrase, without “=”; empty text where no variant applies.

    Args:
        address: turns a cell id, `previous.<cell id>`, `fact:<id>`, `unit.name` or `year` into a cell address
            and raises KeyError for what the workbook lacks. A missing fact is then never known, last year's
            cell never given; any other KeyError is passed on.
    Raises: SpecError if the phrase is not marked in_sheet, or its formula is too long for Excel.
    """
    if not phrase.in_sheet:
        raise SpecError(f"phrase “{phrase.id}” is not marked in_sheet")
    writer = _Writer(address)
    text = EMPTY
    for variant in reversed(phrase.variants):
        shares = [writer.present(node) for node in variant.nodes if isinstance(node, Share)]
        test = all_of([writer.condition(variant.condition), *shares])
        inner = _Writer(address, {*shares, *writer.certain(variant.condition)})
        text = choose(test, inner.text(variant.nodes), text)
    return _checked(text, phrase.id)


def part_formula(form: Form, key: str, part: str, address: Address) -> str:
    """All in_sheet phrases of one part joined in one formula; `""` if it has none. Raises: as phrase_formula."""
    phrases = [phrase for phrase in load_phrases(form).of_part(key, part) if phrase.in_sheet]
    formulas = [phrase_formula(phrase, address) for phrase in phrases]
    return _checked("&".join(formulas) or EMPTY, f"{key}.{part}")


def _checked(formula: str, name: str) -> str:
    if len(formula) > MAX_FORMULA or nesting(formula) > MAX_NESTING:
        raise SpecError(
            f"the formula of “{name}” has {len(formula)} characters and {nesting(formula)} levels; "
            f"expected at most {MAX_FORMULA} and {MAX_NESTING}"
        )
    return formula


class _Writer(ConditionWriter):
    """Writes the text of nodes."""

    def text(self, nodes: Sequence[Node], *, nonzero: frozenset[str] = frozenset()) -> str:
        """Concatenation of the nodes; cells in `nonzero` are known to hold a number there."""
        operands: list[str] = []
        words = ""
        for node in nodes:
            if isinstance(node, Words):
                words += node.text
                continue
            operands += literals(words)
            words = ""
            operands.append(self.operand(node, nonzero))
        operands += literals(words)
        return "&".join(operands) or EMPTY

    def operand(self, node: Node, nonzero: frozenset[str]) -> str:
        match node:
            case Words(text):
                return "&".join(literals(text)) or EMPTY
            case Name("unit"):
                return self.address("unit.name")
            case Name(name):
                return f'TEXT({self.address("year")}{ {"last_year": "-1", "year": "", "next_year": "+1"}[name] },"0")'
            case Total(total, amount, name):
                shown = amount_text(self.sum(total)) if amount else f'TEXT({self.sum(total)},"0")'
                return self._or_gap(total, shown, name, nonzero)
            case Change(total, unit, name):
                return self._or_gap(total, self._change(total, unit), name, nonzero)
            case Share(part, whole, digits):
                return f'ROUND(100*({self.sum(part)})/({self.sum(whole)}),{digits})&"%"'
            case Growth():
                return self._growth(node)
            case FactSlot(fact):
                return self._fact(fact)
            case Items():
                return self._items(node)
            case Optional(inner):
                known = frozenset(cell for one in inner if isinstance(one, Total | Change) for cell in node_cells(one))
                return choose(all_of(self.present(one) for one in inner), self.text(inner, nonzero=known), EMPTY)

    def _growth(self, node: Growth) -> str:
        before = self.before(node.sum)
        if before is None:
            return EMPTY
        now, digits, unit = self.sum(node.sum), node.digits, quote(node.unit)
        rise, fall = f"ROUND(100*({now}-{before})/{before},{digits})", f"ROUND(100*({before}-{now})/{before},{digits})"
        percent = choose(f"{now}>{before}", f'"同比增长"&{rise}&"%"', f'"同比下降"&{fall}&"%"')
        text = choose(f"{rise}=0", quote(NEARLY_SAME), percent)
        text = choose(f"OR({now}=0,{before}=0)", f'"上年为"&TEXT({before},"0")&{unit}', text)
        return choose(f"{now}={before}", quote(SAME), text)

    def _change(self, total: Sum, unit: str) -> str:
        number, end = self.sum(total), quote(unit)
        fall = f'"减少"&TEXT(-({number}),"0")&{end}'
        return choose(f"{number}=0", quote(NO_CHANGE), choose(f"{number}>0", f'"增加"&TEXT({number},"0")&{end}', fall))

    def _fact(self, fact: FactItem) -> str:
        known, gap = self.knows_fact(fact), quote(placeholder(fact.label))
        if known == NEVER:
            return gap
        place = self.address(fact.ref)
        if fact.kind is FactKind.AMOUNT:
            return choose(known, amount_text(place), gap)
        if fact.kind is FactKind.COUNT:
            return choose(known, f'TEXT({place},"0")', gap)
        shown = f'IF(MID({place},LEN({place}),1)="。",MID({place},1,LEN({place})-1),{place})'
        return choose(known, shown, gap)

    def _items(self, node: Items) -> str:
        """Each item with the separator before it, then the first separator cut off."""
        shown: list[str] = []
        for item in node.items:
            numbers = [one for one in walk(item) if isinstance(one, Total | Change)]
            # An item of one number is shown only if that number is not zero, so it needs no test for a gap.
            nonzero = frozenset(node_cells(numbers[0])) if len(numbers) == 1 else frozenset[str]()
            text = self.text((Words(node.separator), *item), nonzero=nonzero)
            piece = self._short_item(node.separator, item) or choose(self.has_item(item), text, EMPTY)
            if piece != EMPTY:
                shown.append(piece)
        # The list is written out once only: MID with a generous length instead of LEN of a second copy.
        return f"MID({'&'.join(shown)},{len(node.separator) + 1},{MAX_FORMULA})" if shown else EMPTY

    def _short_item(self, separator: str, item: Sequence[Node]) -> str:
        """An item of words around one count as a single TEXT() whose format is empty for 0; "" for other items."""
        number, before, around = "", "", separator
        for node in item:
            match node:
                case Words(text) if '"' not in text and "\\" not in text:
                    around += text
                case Total(total, False, _) if not number:
                    number, before, around = self.sum(total), around, ""
                case FactSlot(fact) if not number and fact.kind is FactKind.COUNT and self.reachable(fact.ref):
                    number, before, around = f"SUM({self.address(fact.ref)})", around, ""
                case _:
                    return ""
        if not number:
            return ""
        sections = [f'"{before}"{digits}' + (f'"{around}"' if around else "") for digits in ("0", "-0")]
        layout = ";".join(sections) + ";"
        quoted = '"' + layout.replace('"', '""') + '"'
        return f"TEXT({number},{quoted})" if len(quoted) <= MAX_LITERAL else ""

    def _or_gap(self, total: Sum, shown: str, name: str, nonzero: frozenset[str]) -> str:
        if nonzero and set(total.cells) <= nonzero:
            return shown
        return choose(self.knows(total.cells), shown, quote(placeholder(name)))
