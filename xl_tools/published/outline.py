"""The frame of a published report: title, six sections and their texts, without page numbers and the portal around."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from xl_tools.printed import PrintedHeading
from xl_tools.published.headings import Heading, find_headings, level_of_heading
from xl_tools.published.labels import Role, exact_key, marks
from xl_tools.published.litter import ends_report, is_litter, is_page_data, says_table_follows, without_marks
from xl_tools.published.source import Line
from xl_tools.published.titles import Title, titles
from xl_tools.report import NARRATIVE_KEYS

TABLE_SECTIONS = ("proactive", "requests", "review")
LEAD = "lead"
_BEHIND = {"overview": "proactive", "problems": "other"}
"""Section behind each narrative one; none behind the last."""
_MOST_LINES = 3000
"""Lines among which tables are looked for; the three of them fill about 500."""
_SHORT = 4
"""“信息内容” heads many a table that is none of the form's."""
_CELL = re.compile(r"\t[^。；，]{0,30}")
_EDGE = " \t\xa0\u3000"
_DATE = re.compile(r"(?P<year>20[0-9]{2})[年.\-/](?P<month>[0-9]{1,2})[月.\-/](?P<day>[0-9]{1,2})日?")
_PUBLISHED = re.compile(rf"(?:发布(?:日期|时间)|成文日期|公开(?:日期|时间))[::]?(?P<date>{_DATE.pattern})")


@dataclass(frozen=True, slots=True)
class CellLine:
    """A line that was a cell, of a table whose shape is lost: no part of any text."""

    line: Line


Item = Line | CellLine | None
"""A line of the source; None where a table of the form stands."""


@dataclass(frozen=True)
class Outline:
    """The frame of one report.

    Attributes:
        headings: the six of the form that were found, with the positions of their lines.
        printed: headings of all levels, in printed order.
        narrative: texts by key, as Report holds them; places: where each begins.
        flat: lines among which tables without lines may stand.
    """

    title: Title | None
    headings: tuple[Heading, ...]
    printed: tuple[PrintedHeading, ...]
    narrative: Mapping[str, str]
    places: Mapping[str, str]
    flat: tuple[Line, ...]
    published_on: date | None


@dataclass
class _Text:
    lines: list[Line] = field(default_factory=list[Line])

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def outline(items: Sequence[Item], unit_name: str = "") -> Outline:
    """The frame of the one report among the lines and tables of a source."""
    headings = find_headings([item.text if isinstance(item, Line) else None for item in items])
    first = headings[0].at if headings else _first_table(items)
    title = _title(items, first)
    end = _end(items, headings)
    names = {exact_key(name) for name in (unit_name, title.name if title else "") if name}
    starts = [*((one.section, one.at + 1, one) for one in headings)]
    texts: dict[str, _Text] = {LEAD: _lead(items, title, first)}
    for number, (section, start, heading) in enumerate(starts):
        stop = starts[number + 1][1] - 1 if number + 1 < len(starts) else end
        behind = starts[number + 1][0] if number + 1 < len(starts) else ""
        if section not in TABLE_SECTIONS:
            texts[section] = _section(items, start, stop, heading, complete=behind == _BEHIND.get(section, ""))
        elif section == "review" and "problems" not in {one.section for one in headings}:
            texts["problems"] = _behind_table(items, start, stop)
    _without_title(texts, title)
    published = _sign_off(texts, names) or _published(items, title, first)
    narrative = {key: texts[key].text for key in NARRATIVE_KEYS if key in texts and texts[key].text}
    places = {key: texts[key].lines[0].where for key in narrative}
    return Outline(
        title,
        tuple(headings),
        tuple(_printed(items, headings, texts)),
        narrative,
        places,
        tuple(line for line in _flat(items, headings, end) if not _repeats(line, title)),
        published,
    )


def _first_table(items: Sequence[Item]) -> int:
    return next((at for at, item in enumerate(items) if _is_table(item)), len(items))


def _is_table(item: Item) -> bool:
    return not isinstance(item, Line)


def _begins_table(text: str) -> bool:
    """Whether a line is the head of a flattened table."""
    roles = {mark.role for mark in marks(text) if mark.exact}
    return bool(roles & {Role.BANNER, Role.COLUMN_GROUP}) or (Role.CORNER in roles and len(exact_key(text)) > _SHORT)


def _title(items: Sequence[Item], first: int) -> Title | None:
    """The last title above the first heading; of equal ones the last as well, for a portal repeats it above."""
    lines = [item if isinstance(item, Line) else Line("", "") for item in items[:first]]
    found = list(titles(lines))
    named = [one for one in found if one.name]
    return (named or found or [None])[-1]


def _end(items: Sequence[Item], headings: Sequence[Heading]) -> int:
    """Where the report ends: at the first line of the portal's frame below the last heading."""
    if not headings:
        return len(items)
    last = max(headings[-1].at, max((at for at, item in enumerate(items) if _is_table(item)), default=0))
    return next(
        (at for at, item in enumerate(items) if at > last and isinstance(item, Line) and ends_report(item.text)),
        len(items),
    )


def _lead(items: Sequence[Item], title: Title | None, first: int) -> _Text:
    """What stands between the title and the first heading; without a title the sentences right above the heading."""
    start = title.last + 1 if title else first
    while title is None and start > 0 and _is_sentence(items[start - 1]):
        start -= 1
    lines = [item for item in items[start:first] if isinstance(item, Line) and not is_page_data(item.text)]
    return _Text([line for one in lines for line in _clean(one)])


def _is_sentence(item: Item) -> bool:
    return isinstance(item, Line) and (item.text.rstrip().endswith("。") or not exact_key(item.text))


def _section(items: Sequence[Item], start: int, stop: int, heading: Heading, *, complete: bool) -> _Text:
    """The text of a section; `complete` if the form's next heading follows it, so that none was lost inside."""
    kept: list[Line] = []
    here = items[start - 1]
    if heading.rest and isinstance(here, Line):
        kept.append(Line(heading.rest, here.where))
    for item in items[start:stop]:
        if complete and not isinstance(item, Line):
            continue  # a table of the office's own that names rows of the form
        if not isinstance(item, Line) or _begins_table(item.text):
            break  # a table of the form ends the text: the heading above it was lost
        kept.append(item)
    return _Text([line for one in kept if not is_litter(one.text) for line in _clean(one)])


def _behind_table(items: Sequence[Item], start: int, stop: int) -> _Text:
    """The text behind 表四 where the heading of section 五 was lost."""
    tables = [at for at in range(start, stop) if _is_table(items[at])]
    lines = [item for item in items[tables[-1] + 1 : stop] if isinstance(item, Line)] if tables else []
    return _Text([line for one in lines if not is_litter(one.text) for line in _clean(one)])


def _clean(line: Line) -> list[Line]:
    """A paragraph as narratives hold it: no bookmarks, no spaces at its ends, no tabs; no cell of a lost table."""
    if _CELL.fullmatch(line.text):
        return []
    texts = (text.replace("\t", " ").strip(_EDGE) for text in without_marks(line.text).split("\n"))
    return [Line(text, line.where, line.level) for text in texts if text and not says_table_follows(text)]


def _without_title(texts: Mapping[str, _Text], title: Title | None) -> None:
    """A page header repeats the title inside the text."""
    for one in texts.values():
        one.lines = [line for line in one.lines if not _repeats(line, title)]


def _repeats(line: Line, title: Title | None) -> bool:
    return title is not None and exact_key(line.text) == exact_key(title.text)


def _sign_off(texts: Mapping[str, _Text], names: set[str]) -> date | None:
    """Take the signature and the date from the end of the last text."""
    last = next((texts[key] for key in reversed(NARRATIVE_KEYS) if key in texts and texts[key].lines), None)
    found: date | None = None
    while last is not None and last.lines:
        key = exact_key(last.lines[-1].text)
        signed = next((name for name in names if key.startswith(name)), "")
        day = _day(key.removeprefix(signed))
        if day is None and key not in names:
            break
        found = found or day
        last.lines.pop()
    return found


def _day(key: str) -> date | None:
    found = _DATE.fullmatch(key.strip("()"))
    if not found:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _published(items: Sequence[Item], title: Title | None, first: int) -> date | None:
    """The date of publication that the page states around the title."""
    for item in items[: first + 1] if title else ():
        key = unicodedata.normalize("NFKC", exact_key(item.text)) if isinstance(item, Line) else ""
        if found := _PUBLISHED.search(key):
            return _day(found["date"])
    return None


def _printed(items: Sequence[Item], headings: Sequence[Heading], texts: Mapping[str, _Text]) -> list[PrintedHeading]:
    by_place = {one.at: one for one in headings}
    inside = {(line.where, line.text) for one in texts.values() for line in one.lines}
    found: list[PrintedHeading] = []
    for at, item in enumerate(items):
        if not isinstance(item, Line):
            continue
        if at in by_place:
            found.append(PrintedHeading(by_place[at].text, item.where, 1, by_place[at].section))
            continue
        for line in _clean(item):
            level = level_of_heading(line.text)
            if level and (line.where, line.text) in inside:
                found.append(PrintedHeading(line.text, line.where, level))
    return found


def _flat(items: Sequence[Item], headings: Sequence[Heading], end: int) -> list[Line]:
    """The lines from the first table section to the text behind the last one."""
    tables = [one.at for one in headings if one.section in TABLE_SECTIONS]
    texts = [one.at for one in headings if one.section not in TABLE_SECTIONS]
    first = next((one.at for one in headings if one.section == TABLE_SECTIONS[0]), None)
    after = [one.at for one in headings if one.section not in (*TABLE_SECTIONS, "overview")]
    before = [at for at in texts if at < min(tables or after or [end])]
    start = first if first is not None else max(before, default=0)
    stop = min((at for at in texts if at > (max(tables) if tables else start)), default=end)
    here = [item for item in items[start:stop] if item is not None][:_MOST_LINES]
    return [item.line if isinstance(item, CellLine) else item for item in here]
