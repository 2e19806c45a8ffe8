"""Where a text calls the report by its title: “某某镇2024年政府信息公开工作年度报告”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xl_tools.validation.context import Context
from xl_tools.validation.texts.sentences import LEAD, OVERVIEW, sentences, simplified

_REPORT = r"(?:政府)?信息公开(?:工作)?(?:年度)?报告"
_TITLE = re.compile(
    rf"(?P<name>[\u4e00-\u9fff（）()·]{{0,40}}?)(?:(?P<year>[0-9]{{4}})年?(?P<yearly>度)?)?(?P<report>{_REPORT})"
    r"(?:[（(](?P<after>[0-9]{4})年度?[）)])?"
)
_MADE = re.compile(
    rf"(?:编制|编写|撰写|现公布|现发布|现将)(?:完成|形成|了)?《?(?P<title>[^，。；《》]{{0,40}}{_REPORT})(?P<rest>.?)"
)
_NOTICE = re.compile(r"^(?:编|的|格|工|填|有|等|相)")
"""What follows in the name of a notice about reports, not of a report."""
_FIRST_LINES = 3
_MARKS = ("。", "：", "；", "，")


@dataclass(frozen=True, slots=True)
class Title:
    """A title of this report in its own text.

    Attributes:
        text: as written, without spaces; `name` and `year` as they stand in it, empty and None where it has none.
        doubled: “年度” both before and after 政府信息公开工作.
        alone: stands as a line of its own, where the heading of the report belongs.
    """

    key: str
    part: str
    text: str
    name: str
    year: int | None
    doubled: bool
    alone: bool


def titles(context: Context) -> Iterator[Title]:
    """The titles of this report: lines at the beginning of a text, and “编制…年度报告” in the lead.

    In other sentences a title may mean last year's report, or the name of a notice, so they are not read.
    """
    for key in (LEAD, OVERVIEW):
        for part, text in context.texts.get(key, {}).items():
            for line in _title_lines(text):
                if (found := _TITLE.fullmatch(line)) and found["report"].startswith("政府"):
                    yield _title(key, part, found, alone=True)
    for sentence in sentences(context, LEAD):
        for made in _MADE.finditer(sentence.plain):
            found = _TITLE.fullmatch(made["title"])
            if found and not _NOTICE.match(made["rest"]):
                yield _title(sentence.key, sentence.part, found, alone=False)


def _title_lines(text: str) -> Iterator[str]:
    """The first lines, and two of them as one where the second has no name: a title may fill two lines."""
    lines = [simplified(line) for line in text.split("\n") if line.strip()][:_FIRST_LINES]
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        follows = not before.endswith(_MARKS) and (found := _TITLE.fullmatch(before + line)) and found["name"]
        yield before + line if before and follows else line


def _title(key: str, part: str, found: re.Match[str], *, alone: bool) -> Title:
    year = found["year"] or found["after"]
    doubled = bool(found["yearly"]) and "年度" in found["report"]
    return Title(key, part, found[0], found["name"], int(year) if year else None, doubled, alone)
