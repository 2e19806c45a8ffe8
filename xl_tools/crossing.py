"""A report of one edition in the cells of another: what maps, what does not, and why, as data of the later edition.

Nothing is reckoned that was not asked for: a figure is carried over as it was typed, or left out with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

from xl_tools.errors import TemplateMismatch
from xl_tools.facts import load_facts
from xl_tools.forms.model import Form
from xl_tools.forms.tomlsource import Path_, TomlSource
from xl_tools.parts import join_parts, split_text
from xl_tools.report import Dispute, Report
from xl_tools.values import Blank, Count, Value, show

_PART = "[a-z0-9_]+"


class Way(Enum):
    """How cells of one edition stand to those of the other; the value is how people read what became of them."""

    SAME = "照搬"
    NEAR = "带过来，口径相近"
    SPLIT = "行数不同"
    LEFT = "不能带过来"
    FRESH = "上年没有"
    """Nothing in the report says what these cells ask for."""


@dataclass(frozen=True, slots=True)
class Link:
    """Cells of one edition, and those of the other that say the same; `why` is a Chinese clause."""

    way: Way
    old: tuple[str, ...]
    new: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """What became of some figures, as a sentence; `old` and `new` are their cells."""

    way: Way
    old: tuple[str, ...]
    new: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Crossing:
    """A report in the cells of another edition, and what became of its figures; none where it already was in them."""

    report: Report
    lines: tuple[Line, ...] = ()

    @property
    def left(self) -> tuple[Line, ...]:
        """What was not carried over."""
        return tuple(line for line in self.lines if line.way is Way.LEFT)


def cross(report: Report, form: Form) -> Crossing:
    """Carry a report over to another edition; one of this edition comes back as it is.

    Texts come along under the headings of the new edition, and the facts that it knows; explanations stay behind, for
    they are about findings of the old one.
    Raises: TemplateMismatch T10 if nothing is known of the two editions.
    """
    if report.form is form:
        return Crossing(report)
    cells: dict[str, Value] = {}
    found = [_follow(report, form, link, cells) for link in links(report.form, form)]
    disputes, about = _disputes(report, form)
    facts = {fact.id for fact in load_facts(form)}
    made = replace(
        report,
        form=form,
        cells=cells,
        narrative={key: _under_headings(report.form, form, key, text) for key, text in report.narrative.items()},
        facts={key: value for key, value in report.facts.items() if key in facts},
        explanations=(),
        previous=None,
        printed=None,
        disputes=disputes,
    )
    return Crossing(made, (*_summed_up(line for line in found if line is not None), *about))


@cache
def links(old: Form, new: Form) -> tuple[Link, ...]:
    """How the cells of one edition stand to those of another; each cell of both stands in exactly one link.

    Raises: TemplateMismatch T10 if nothing is known of the two; SpecError if a cell is named never, twice, or wrongly.
    """
    for earlier, later in ((old, new), (new, old)):
        file = later.folder / f"from_{earlier.edition}.toml"
        if file.is_file():
            found = _load(TomlSource(file), earlier, later)
            return found if later is new else tuple(map(_back, found))
    raise TemplateMismatch(
        f"不知道 {old.edition} 版的数怎样带到 {new.edition} 版。",
        code="T10",
        hint="请手工填写“上年数据”，或换一份同版格式的来源。",
    )


def _follow(report: Report, form: Form, link: Link, cells: dict[str, Value]) -> Line | None:
    """Put what a link carries into the cells; a line on what became of it, None where there was nothing to carry."""
    values = [report.value(cell) for cell in link.old]
    if all(isinstance(value, Blank) for value in values):
        return None
    names = "、".join(report.form.cells[cell].name for cell in link.old)
    said = f"“{names}” {'、'.join(map(show, values))}"
    targets = "、".join(form.cells[cell].name for cell in link.new)
    if link.way in (Way.SAME, Way.NEAR):
        cells[link.new[0]] = values[0]
        return Line(link.way, link.old, link.new, f"{said} → “{targets}”：{link.why}")
    if link.way is Way.SPLIT and len(link.old) == 1 and values[0] == Count(0):
        cells |= dict.fromkeys(link.new, values[0])
        return Line(link.way, link.old, link.new, f"{said} → “{targets}”：各填 0")
    if link.way is Way.SPLIT and len(link.old) > 1 and all(isinstance(value, Count | Blank) for value in values):
        total = int(report.total(link.old))
        cells[link.new[0]] = Count(total)
        return Line(link.way, link.old, link.new, f"{said} → “{targets}” {total}：几行合成一行")
    return Line(Way.LEFT, link.old, (), f"{said}：{Way.LEFT.value}，{link.why}")


def _disputes(report: Report, form: Form) -> tuple[tuple[Dispute, ...], tuple[Line, ...]]:
    """What figures should have been, where they are carried over as they are."""
    targets = {link.old[0]: link.new[0] for link in links(report.form, form) if link.way in (Way.SAME, Way.NEAR)}
    kept = tuple(replace(one, cell=targets[one.cell]) for one in report.disputes if one.cell in targets)
    lost = [one for one in report.disputes if one.cell not in targets]
    lines = [
        Line(
            Way.LEFT,
            (one.cell,),
            (),
            f"“{report.form.cells[one.cell].name}”的建议值 {show(one.proposed)}：{Way.LEFT.value}，这一格没有对应的格",
        )
        for one in lost
    ]
    return kept, tuple(lines)


def _under_headings(old: Form, new: Form, key: str, text: str) -> str:
    """A text under the headings of the other edition; what the old one does not divide stays whole."""
    parts = split_text(old, key, text)
    known = {""} if key == "lead" else {"", *(part.id for part in new.section(key).parts)}
    return join_parts(new, key, parts) if parts.keys() <= known else text


def _summed_up(lines: Iterable[Line]) -> Iterator[Line]:
    """One line for all figures that were carried over for the same reason, and one for each of the others."""
    groups: dict[str, list[Line]] = {}
    others: list[Line] = []
    for line in lines:
        if line.way is Way.SAME:
            groups.setdefault(line.text.partition("：")[2], []).append(line)
        else:
            others.append(line)
    for why, group in groups.items():
        old = tuple(cell for line in group for cell in line.old)
        new = tuple(cell for line in group for cell in line.new)
        yield Line(Way.SAME, old, new, f"{Way.SAME.value} {len(group)} 格：{why}")
    yield from others


def _back(link: Link) -> Link:
    way = {Way.LEFT: Way.FRESH, Way.FRESH: Way.LEFT}.get(link.way, link.way)
    return Link(way, link.new, link.old, link.why)


def _load(source: TomlSource, earlier: Form, later: Form) -> tuple[Link, ...]:
    source.only(source.data, (), "same", "near", "split", "left", "fresh")
    found: list[Link] = []
    for key in ("same", "near", "split", "left", "fresh"):
        for index, item in enumerate(source.take(source.data, (), key, list, [])):
            path: Path_ = (key, index)
            source.only(item, path, "why", *(("old", "new") if key in ("near", "split") else ("cells",)))
            why: str = source.take(item, path, "why", str, filled=True)
            found += _item(source, item, path, key, why, earlier, later)
    for form, named in (
        (earlier, [cell for link in found for cell in link.old]),
        (later, [cell for link in found for cell in link.new]),
    ):
        seen: set[str] = set()
        for cell in named:
            if cell in seen:
                source.fail((), f"cell “{cell}” of {form.id} is named twice")
            seen.add(cell)
        if missing := [cell for cell in form.cells if cell not in seen]:
            source.fail((), f"cell “{missing[0]}” of {form.id} is named nowhere")
    return tuple(sorted(found, key=lambda link: earlier.positions[link.old[0]] if link.old else len(earlier.cells)))


def _item(
    source: TomlSource, item: dict[str, Any], path: Path_, key: str, why: str, earlier: Form, later: Form
) -> Iterator[Link]:
    if key in ("near", "split"):
        olds = _cells(source, (*path, "old"), earlier, source.take(item, path, "old", str))
        patterns = source.strings(item, path, "new") if key == "split" else (source.take(item, path, "new", str),)
        columns = [_cells(source, (*path, "new"), later, pattern) for pattern in patterns]
        if any(len(column) != len(olds) for column in columns):
            source.fail((*path, "new"), f"found {[len(column) for column in columns]} cells for {len(olds)}")
        yield from (
            Link(_WAYS[key], (old,), new, why) for old, new in zip(olds, zip(*columns, strict=True), strict=True)
        )
        return
    form = later if key == "fresh" else earlier
    for pattern in source.strings(item, path, "cells"):
        for cell in _cells(source, (*path, "cells"), form, pattern):
            if key == "same" and cell not in later.cells:
                source.fail((*path, "cells"), f"{later.id} has no cell “{cell}”")
            old, new = (() if key == "fresh" else (cell,)), ((cell,) if key in ("same", "fresh") else ())
            yield Link(_WAYS[key], old, new, why)


def _cells(source: TomlSource, path: Path_, form: Form, pattern: str) -> tuple[str, ...]:
    """The cells that a pattern names, in the order of the form."""
    wanted = re.compile(_PART.join(map(re.escape, pattern.split("*"))))
    found = tuple(cell for cell in form.cells if wanted.fullmatch(cell))
    if not found:
        source.fail(path, f"{form.id} has no cell “{pattern}”")
    return found


_WAYS = {"same": Way.SAME, "near": Way.NEAR, "split": Way.SPLIT, "left": Way.LEFT, "fresh": Way.FRESH}
