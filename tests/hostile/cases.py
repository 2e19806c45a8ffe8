"""One crafted file: how it is built, what must be said of it, and why it is dangerous or odd.

All start from one small report that validates clean, so that every finding is the work of the case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from hostile.zipbytes import PLAIN, Member, Tail, archive, members_of
from support.ready import report_ready
from workbook.workbook_files import Change, part_of, parts

from xl_tools.datafile import report_to_data
from xl_tools.workbook.template import build_workbook

TABLE, CELL, ADDRESS = "三、申请情况", "requests.received.natural_person", "D6"
SHEET = "xl/worksheets/sheet5.xml"
"""The part of TABLE."""
INDEX_SHEET = "xl/worksheets/sheet1.xml"
"""The part of 目录与审核, which is held against the limits but not read."""
BOOK, RELATIONS, STRINGS, STYLES = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
FAMILIES = {
    "container": "the zip container",
    "package": "parts, relations, content types",
    "xml": "XML",
    "sheets": "cells, sheets, texts, styles, formulas",
    "limits": "limits, just over",
    "kinds": "other kinds of file under an Excel name",
    "ours": "identity, edition, version, structure",
    "data": "data files (.json)",
    "disk": "names and things on disk",
    "word": "published Word files (.docx, .doc)",
    "pages": "published web pages and texts (.html, .mht, .txt)",
    "pdf": "published PDF files",
    "archives": "zip archives of files",
    "mails": "mails and mailboxes (.eml, .mbox)",
    "outlook": "mails of Outlook (.msg)",
    "found": "found by mutation",
}
PUBLISHED = frozenset({"word", "pages", "pdf"})
"""Families of published documents, which are read by xl_tools.published.fetch."""
CONTAINED = frozenset({"archives", "mails", "outlook"})
"""Families of what files travel in, which are opened by xl_tools.collecting.inbox."""


@dataclass(frozen=True)
class Case:
    """One file of the corpus.

    Attributes:
        family: key of FAMILIES.
        code: of the refusal; empty if the file must be read.
        why: what a program that is less careful does with it.
        build: its bytes; for `disk`, see `place`.
        name: the file name.
        gate: whether the gate itself refuses it, rather than what reads it afterwards.
        findings: of a file that is read: the codes of all findings of its validation.
        long: takes seconds; there is a smaller sibling for every run.
        place: puts it into a folder by other means than writing the bytes; returns its path.
    """

    family: str
    title: str
    code: str
    why: str
    build: Callable[[], bytes] = bytes
    name: str = "年报.xlsx"
    gate: bool = True
    findings: frozenset[str] = frozenset()
    long: bool = False
    place: Callable[[Path], Path] | None = None

    def put(self, folder: Path) -> Path:
        """Write the file into a folder. Returns its path."""
        if self.place is not None:
            return self.place(folder)
        path = folder / self.name
        path.write_bytes(_built(self))
        return path

    def __str__(self) -> str:
        return f"{self.family}: {self.title}"


@lru_cache(maxsize=1)
def _built(case: Case) -> bytes:
    return case.build()


@dataclass(frozen=True)
class Family:
    """Makes the cases of one family."""

    key: str
    name: str = "年报.xlsx"

    def refused(self, code: str, title: str, build: Callable[[], bytes], why: str, **more: object) -> Case:
        """A file that the gate refuses."""
        return Case(self.key, title, code, why, build, **{"name": self.name, **more})  # type: ignore[arg-type]

    def unread(self, code: str, title: str, build: Callable[[], bytes], why: str, **more: object) -> Case:
        """A file that passes the gate and is refused by what reads it."""
        return self.refused(code, title, build, why, gate=False, **more)

    def read(self, findings: str, title: str, build: Callable[[], bytes], why: str, **more: object) -> Case:
        """A file that must be read, with these codes of findings, divided by blanks."""
        return self.refused("", title, build, why, gate=False, findings=frozenset(findings.split()), **more)

    def placed(self, code: str, title: str, place: Callable[[Path], Path], why: str) -> Case:
        """Something on disk that is refused before its bytes are looked at."""
        return Case(self.key, title, code, why, name=self.name, gate=False, place=place)


@cache
def base() -> bytes:
    """The workbook that all cases start from; it validates clean."""
    data = build_workbook(report_ready())
    assert part_of(data, TABLE) == SHEET
    return data


@cache
def base_parts() -> Mapping[str, bytes]:
    return parts(base())


@cache
def base_data() -> Mapping[str, object]:
    """The same report as a data file's object."""
    return report_to_data(report_ready())


def altered(changes: Mapping[str, Change], *, without: tuple[str, ...] = ()) -> bytes:
    """The workbook with some parts changed (new bytes, or a function on their text), added or left out."""
    parts = dict(base_parts())
    for name, change in changes.items():
        parts[name] = change if isinstance(change, bytes) else change(parts[name].decode()).encode()
    return archive(members_of({name: content for name, content in parts.items() if name not in without}))


def book(changes: Mapping[str, Change], *, without: tuple[str, ...] = ()) -> Callable[[], bytes]:
    """Builds `altered` when asked."""
    return lambda: altered(changes, without=without)


def replaced(part: str, old: str, new: str | Callable[[], str]) -> Callable[[], bytes]:
    """The workbook with the first `old` of one part replaced; a long text is made when it is needed."""

    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new if isinstance(new, str) else new(), 1)

    return book({part: change})


def with_element(xml: str, address: str = ADDRESS) -> Callable[[str], str]:
    """Puts another element in the place of one cell of a sheet."""

    def change(text: str) -> str:
        found = re.search(rf'<c r="{address}"[^>]*?(?:/>|>.*?</c>)', text)
        assert found, address
        return text[: found.start()] + xml + text[found.end() :]

    return change


def cell(xml: str) -> Callable[[], bytes]:
    """The workbook with another element in the place of one number cell."""
    return book({SHEET: with_element(xml)})


def value(text: str, kind: str = "") -> Callable[[], bytes]:
    """The workbook with another value in one number cell."""
    typed = f' t="{kind}"' if kind else ""
    return cell(f'<c r="{ADDRESS}"{typed}><v>{text}</v></c>')


def raw_archive(
    change: Callable[[list[Member]], list[Member]] = list, tail: Tail = PLAIN, **more: object
) -> Callable[[], bytes]:
    """The workbook in an archive written byte by byte."""
    return lambda: archive(change(members_of(base_parts())), tail, **more)  # type: ignore[arg-type]
