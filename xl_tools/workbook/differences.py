"""What two reports say differently: where it stands, under which label, and what each says.

Compared is what a 封存码 is taken of, so two workbooks have different codes if and only if this finds a difference.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING

from xl_tools.finding import Place
from xl_tools.parts import split_text
from xl_tools.report import NARRATIVE_KEYS, PREVIOUS, Report
from xl_tools.workbook.entered import Entry, entries, plain_text, text_entries
from xl_tools.workbook.explained import notes_of, text_at
from xl_tools.workbook.labels import Labels, expected_labels
from xl_tools.workbook.layout import PROPOSED, RESULT_ROWS, Layout, layout_for, layout_for_year
from xl_tools.workbook.reader import Opened
from xl_tools.workbook.spot import Spot

if TYPE_CHECKING:
    from collections.abc import Iterable

BLANK_SHOWN = "（空白）"
_BLANK, _NO_CELL = Entry("", ""), Entry("", "（没有这一格）")
_SHORT = 30
"""Characters up to which a text is shown whole."""
_BEFORE, _BEHIND = 8, 18
"""Characters shown before and behind the place where two long texts part."""
_LAST_YEAR = ("last.", PREVIOUS, PROPOSED)
_Said = tuple[str, str, str]
"""Rule, words and author of an 审核说明."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing of which two reports say different things.

    Attributes:
        name: the defined name of its cell (`requests.received.total`, `previous.…`, `report.unit`, `fact.…`,
            `text.overview.requests.own`), `edition`, `previous` for last year's report as a whole, or `note.` and
            the rule of an 审核说明.
        place: where it stands in the second of the two; in the first where the second has no such cell.
        label: what is printed beside it.
        old, new: what the first and the second say, as people read it; of long texts the words where they part.
    """

    name: str
    place: Place
    label: str
    old: str
    new: str


def differences(old: Opened | Report, new: Opened | Report) -> tuple[Difference, ...]:
    """Everything that two workbooks, two reports, or one of each say differently, in the order of the workbook.

    A report, as a data file holds it, has no finished texts beside the office's own: its texts are held against both,
    and differ where they are neither. An 审核说明 beside no finding stands in workbooks alone.
    Raises: WorkbookError if a workbook changed since it was read: one more sheet of it is needed.
    """
    first, second = _Side.of(old), _Side.of(new)
    found = [*_of_entries(first, second), *_of_texts(first, second), *_of_notes(first, second)]
    order = {sheet: index for index, sheet in enumerate(second.layout.sheets)}

    def place(item: Found) -> tuple[int, int, int]:
        spot = item[0]
        # A sheet that somebody renamed comes last.
        return order.get(spot.sheet, len(order)), spot.row, spot.column

    return tuple(one for _, one in sorted(found, key=place))


@dataclass(frozen=True)
class _Side:
    """One of the two, with the places of its cells."""

    report: Report
    layout: Layout
    spots: Mapping[str, Spot]
    opened: Opened | None

    @classmethod
    def of(cls, one: Opened | Report) -> _Side:
        if isinstance(one, Opened):
            return cls(one.report, one.layout, one.spots, one)
        last = one.previous
        layout = layout_for(one.form, last.form) if last else layout_for_year(one.form, one.year)
        return cls(one, layout, layout.names, None)

    @cached_property
    def labels(self) -> Mapping[str, Labels]:
        return expected_labels(self.layout)

    @cached_property
    def narratives(self) -> list[Mapping[str, str]]:
        """The texts by key: the office's own, and of a workbook the finished ones as well."""
        if self.opened is None:
            return [self.report.narrative]
        from xl_tools.narrative.compose import finished_narrative
        from xl_tools.workbook.texts import edited_texts

        finished = finished_narrative(replace(self.report, narrative=edited_texts(self.opened)))
        return [self.report.narrative, finished]

    def parted(self, key: str) -> list[Mapping[str, str]]:
        """Each of the texts of one section by its parts."""
        form = self.report.form
        texts = (split_text(form, key, narrative.get(key, "")) for narrative in self.narratives)
        return [{part: plain for part, text in parts.items() if (plain := plain_text(text))} for parts in texts]


Found = tuple[Spot, Difference]


def _of_entries(first: _Side, second: _Side) -> Iterator[Found]:
    old, new = entries(first.report), entries(second.report)
    if first.opened and second.opened:
        old |= text_entries(first.opened)
        new |= text_entries(second.opened)
    if first.report.form.id != second.report.form.id:
        shown = (f"{side.report.edition} 版" for side in (first, second))
        yield _found(second, "report.year", *shown, name="edition", label="格式版本")
    one_sided = ("last.level" in old) != ("last.level" in new)
    if one_sided:
        # Whether there is a last year at all hangs on its year; a line for each of its cells would hide that.
        said = map(_last_year, (first.report, second.report))
        yield _found(second, "last.year", *said, name="previous", label="上年数据")
    for name in dict.fromkeys((*old, *new)):
        if one_sided and name.startswith(_LAST_YEAR):
            continue
        one, other = (
            said.get(name, _BLANK if name in side.spots else _NO_CELL) for said, side in ((old, first), (new, second))
        )
        if one.plain != other.plain:
            yield _found(second if name in second.spots else first, name, *_apart(one.shown, other.shown))


def _last_year(report: Report) -> str:
    last = report.previous
    return f"{last.unit.name}，{len(last.cells)} 格有数" if last and (last.cells or last.narrative) else "没有可用的数"


def _of_texts(first: _Side, second: _Side) -> Iterator[Found]:
    """Differences of texts where a data file is one of the two, by the parts that both are divided into."""
    if first.opened and second.opened:
        return
    for key in NARRATIVE_KEYS:
        pairs = [(one, other) for one in first.parted(key) for other in second.parted(key)]
        one, other = max(pairs, key=lambda pair: _alike(*pair))
        if one.keys() != other.keys() and any(set(texts) == {""} for texts in (one, other)):
            one, other = ({"": "\n".join(texts.values())} for texts in (one, other))
        for part in dict.fromkeys((*one, *other)):
            if one.get(part) != other.get(part):
                name = f"text.{key}.{part}.own" if part else f"text.{key}.own"
                shown = (texts.get(part, "") for texts in (one, other))
                yield _found(second if name in second.spots else first, name, *_apart(*shown))


def _alike(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[bool, int, int]:
    """How near two versions of a text are: the same, equal parts, equal characters at the beginning."""
    beginnings = (_parting(one[part], other[part]) for part in one.keys() & other.keys())
    return one == other, sum(one[part] == other.get(part) for part in one), sum(beginnings)


def _of_notes(first: _Side, second: _Side) -> Iterator[Found]:
    everything = bool(first.opened and second.opened)
    old, new = (Counter(one for one in _notes(side) if everything or one[0]) for side in (first, second))
    gone, come = (sorted(left.elements()) for left in (old - new, new - old))
    for rule in dict.fromkeys(one[0] for one in (*gone, *come)):
        pairs = zip_longest(*([one for one in left if one[0] == rule] for left in (gone, come)))
        for one, other in pairs:
            spot = _note_spot(second, other) or _note_spot(first, one) or second.layout.result(0, "explanation")
            label = f"审核说明（规则 {rule}）" if rule else "审核说明"
            yield spot, Difference(f"note.{rule}", spot.place, label, *_apart(_in_words(one), _in_words(other)))


def _notes(side: _Side) -> Iterable[_Said]:
    report = side.report
    written = [note.explanation for note in notes_of(side.opened, "")] if side.opened else report.explanations
    for one in written:
        # A workbook takes words that nobody signed for the preparer's.
        yield one.rule, plain_text(one.text), plain_text(one.by or report.preparer)


def _in_words(note: _Said | None) -> str:
    _, text, by = note or ("", "", "")
    return f"{text}（{by}）" if by else text


def _note_spot(side: _Side, note: _Said | None) -> Spot | None:
    """Where the words stand on 目录与审核 of a workbook."""
    if side.opened is None or note is None:
        return None
    rule, text, _ = note
    for line in range(RESULT_ROWS):
        at = {name: side.layout.result(line, name) for name in ("explanation", "code", "rule")}
        shown = {name: text_at(side.opened.index, spot) for name, spot in at.items()}
        if plain_text(shown["explanation"]) == text and (shown["code"] or shown["rule"]) == rule:
            return at["explanation"]
    return None


def _found(side: _Side, cell: str, old: str, new: str, *, name: str = "", label: str = "") -> Found:
    """A difference at a cell of one side."""
    spot = side.spots[cell]
    return spot, Difference(name or cell, spot.place, label or side.labels[cell].title, old, new)


def _apart(old: str, new: str) -> tuple[str, str]:
    """What two cells say, so that the difference is seen."""
    shown = [old, new]
    if max(map(len, shown)) > _SHORT:
        at = _parting(old, new)
        shown = [_around(text, at) for text in shown]
    shown = [text.replace("\n", "↵") for text in shown]
    if _seen(shown[0]) == _seen(shown[1]):
        shown = [_revealed(text) for text in shown]
    return shown[0] or BLANK_SHOWN, shown[1] or BLANK_SHOWN


def _parting(one: str, other: str) -> int:
    """How many characters two texts have in common at the beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _around(text: str, at: int) -> str:
    start = max(at - _BEFORE, 0)
    end = at + _BEHIND
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _seen(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c)[0] not in "CZ")


def _revealed(text: str) -> str:
    """The text with the characters that nobody sees named."""
    return "".join(c if c == " " or _seen(c) else f"〔U+{ord(c):04X}〕" for c in text)
