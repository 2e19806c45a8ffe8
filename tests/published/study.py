"""How well published reports are read: papers with known truth, made into files, read, and compared cell by cell.

A cell is right if its value is what the paper says (blank where the paper says nothing), blank if the paper says a
value and none was read, and wrong if another value was read. Wrong cells are kept with the number of their paper.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from published import make_page, make_pdf, make_text, make_word
from published.damage import DAMAGES, damaged
from published.paper import Paper

from xl_tools.errors import XlToolsError
from xl_tools.intake.refusal import Refusal
from xl_tools.published.extraction import Confidence, Extraction
from xl_tools.published.source import Source, from_plain
from xl_tools.values import BadValue, Blank, Value, show

MAKERS = {"word": make_word.make, "page": make_page.make, "text": make_text.make, "pdf": make_pdf.make}
SEEDS = 6
"""Sources of each kind of damage: over 200 a format."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one cell: “right”, “blank” or “wrong”. `expected` is None for a cell that must be blank."""

    cell: str
    verdict: str
    confidence: Confidence
    expected: Value | None
    found: Value
    proposed: Value | None
    where: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """One wrong thing, with all that is needed to make its paper again."""

    format: str
    damage: str
    seed: int
    what: str
    expected: str
    found: str
    confidence: str
    where: str = ""

    def __str__(self) -> str:
        place = f"  [{self.where}]" if self.where else ""
        return (
            f"{self.format} {self.damage} {self.seed}: {self.what} {self.confidence}: "
            f"expected {self.expected}, found {self.found}{place}"
        )


@dataclass
class Tally:
    """Counts of one format and one kind of damage, or of several together."""

    sources: int = 0
    certain: Counter[str] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)
    proposals: Counter[str] = field(default_factory=Counter)
    units: int = 0
    years: int = 0
    editions: int = 0
    texts: Counter[bool] = field(default_factory=Counter)
    seconds: float = 0.0
    wrong: list[Wrong] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.sources += other.sources
        for name in ("certain", "unsure", "proposals", "texts"):
            getattr(self, name).update(getattr(other, name))
        for name in ("units", "years", "editions", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wrong += other.wrong
        self.refused += other.refused


def source_of(format_: str, kind: str, seed: int) -> tuple[Paper, bytes]:
    """A paper and its file; the same for the same arguments."""
    paper, chance = damaged(format_, kind, seed)
    return paper, MAKERS[format_](paper, chance)


def reader_of(format_: str) -> Callable[[bytes], Source]:
    """The reader of a format."""
    return getattr(import_module(f"xl_tools.published.{format_}"), f"read_{format_}")


def read(format_: str, data: bytes, **given: Any) -> Extraction:
    """The report in a file, by the gate, the reader and the recognition that users get.

    Args:
        given: unit and year, for a source that does not say them.
    """
    from xl_tools.published.read import extract
    from xl_tools.published.recognition import recognise

    return recognise(from_plain(extract(data, kind=format_)), **given)


def outcomes(paper: Paper, extraction: Extraction) -> Iterator[Outcome]:
    """What became of every cell of the form that the extraction chose."""
    assert extraction.evidence.keys() == extraction.report.form.cells.keys()
    for id_, evidence in extraction.evidence.items():
        assert evidence.value == extraction.report.value(id_), id_
        expected = paper.truth.cells.get(id_)
        verdict = "right" if evidence.value == paper.truth.implied.get(id_) else _verdict(expected, evidence.value)
        yield Outcome(id_, verdict, evidence.confidence, expected, evidence.value, evidence.proposed, evidence.where)


def _verdict(expected: Value | None, found: Value) -> str:
    if found == (Blank() if expected is None else expected):
        return "right"
    # Text that is no number is shown to the clerk as it stands; nobody takes it for a figure.
    if expected is not None and isinstance(found, Blank | BadValue):
        return "blank"
    return "wrong"


def study(format_: str, kind: str, seeds: Iterable[int]) -> Tally:
    """Read the papers of one format and one kind of damage."""
    tally = Tally()
    for seed in seeds:
        paper, data = source_of(format_, kind, seed)
        tally.sources += 1
        start = time.perf_counter()
        try:
            extraction = read(format_, data)
        except (Refusal, XlToolsError) as error:
            # Nothing was taken, and the clerk is told so.
            tally.refused.append(f"{format_} {kind} {seed}: {error}")
            tally.unsure["blank"] += len(paper.truth.cells)
            continue
        tally.seconds += time.perf_counter() - start
        _count(tally, paper, extraction, (format_, kind, seed))
    return tally


def _count(tally: Tally, paper: Paper, extraction: Extraction, name: tuple[str, str, int]) -> None:
    for one in outcomes(paper, extraction):
        certain = one.confidence is Confidence.CERTAIN
        (tally.certain if certain else tally.unsure)[one.verdict] += 1
        if one.proposed is not None and one.expected is not None:
            tally.proposals["right" if one.proposed == one.expected else "wrong"] += 1
        if one.verdict == "wrong":
            expected = "nothing" if one.expected is None else show(one.expected)
            tally.wrong.append(Wrong(*name, one.cell, expected, show(one.found), one.confidence.value, one.where))
    report, truth = extraction.report, paper.truth
    tally.units += report.unit.name == truth.unit
    tally.years += report.year == truth.year
    tally.editions += dict(extraction.editions) == truth.editions
    for key, text in truth.narrative.items():
        tally.texts[squeezed(report.narrative.get(key, "")) == squeezed(text)] += 1


def squeezed(text: str) -> str:
    """A text without blanks and breaks, which no format keeps."""
    return re.sub(r"\s", "", text)


def losses(format_: str, kind: str, seed: int) -> Iterator[str]:
    """Everything of one paper that is not as it says, for looking into it."""
    paper, data = source_of(format_, kind, seed)
    extraction = read(format_, data)
    for one in outcomes(paper, extraction):
        if one.verdict != "right":
            expected = "nothing" if one.expected is None else show(one.expected)
            proposed = "" if one.proposed is None else f", proposed {show(one.proposed)}"
            yield (
                f"{one.verdict:6}{one.confidence.value:8}{one.cell:52}expected {expected}, "
                f"found {show(one.found)}{proposed}  {one.where}"
            )
    report, truth = extraction.report, paper.truth
    for what, expected, found in (
        ("unit", truth.unit, report.unit.name),
        ("year", truth.year, report.year),
        ("editions", truth.editions, dict(extraction.editions)),
        *((key, text, report.narrative.get(key, "")) for key, text in truth.narrative.items()),
    ):
        if squeezed(str(expected)) != squeezed(str(found)):
            yield f"{what}: expected {expected!r}\n{'':{len(what)}}  found    {found!r}"
    yield from extraction.remarks


# --- tables for docs/import-study.md

HEAD = (
    "| damage | sources | certain: right | blank | wrong | likely or not found: right | blank | wrong |"
    " proposals right, wrong | unit | year | editions | texts |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def row(title: str, tally: Tally) -> str:
    """One line of a table."""
    counts = [f"{part[verdict]}" for part in (tally.certain, tally.unsure) for verdict in ("right", "blank", "wrong")]
    proposals = f"{tally.proposals['right']}, {tally.proposals['wrong']}" if tally.proposals else "–"
    rest = [f"{number}/{tally.sources}" for number in (tally.units, tally.years, tally.editions)]
    texts = f"{tally.texts[True]}/{tally.texts.total()}" if tally.texts else "–"
    sources = f"{tally.sources}, {len(tally.refused)} refused" if tally.refused else str(tally.sources)
    return "| " + " | ".join([title, sources, *counts, proposals, *rest, texts]) + " |"


def table(tallies: dict[str, Tally]) -> str:
    """The table of one format, with a last line for all kinds of damage."""
    whole = Tally()
    for tally in tallies.values():
        whole.add(tally)
    lines = [HEAD, *(row(DAMAGES[kind].title, tally) for kind, tally in tallies.items()), row("**all**", whole)]
    return "\n".join(lines)


def written(document: str, format_: str, text: str) -> str:
    """A document with the text put between the marks of a format. Raises ValueError if it has none."""
    start, end = f"<!-- study {format_} -->\n", f"<!-- end of study {format_} -->"
    before, mark, rest = document.partition(start)
    _, end_mark, after = rest.partition(end)
    if not mark or not end_mark:
        raise ValueError(f"no marks for {format_}")
    return f"{before}{mark}{text}\n{end_mark}{after}"
