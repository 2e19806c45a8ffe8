"""Every error code with its sentence, its advice and its tests, read from the program itself: docs/error-codes.md.

python tests/project/error_codes.py        writes the page
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

from code_sentences import Program, Said
from code_tests import CodeTests

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "error-codes.md"
SHOWN_TESTS = 3
FAMILIES: Mapping[str, str] = {
    "E": "What is refused because of what the report says, or of what was asked for",
    "F": "Files that exist already",
    "G": "A file of limits (限额)",
    "J": "Data files (.json)",
    "K": "Collecting: roster, decisions, state, cluster, letters, summary workbook",
    "M": "Archives and mails",
    "N": "Published reports: Word files, web pages, texts, PDF",
    "P": "Excel and LibreOffice",
    "R": "Rules and rule packs",
    "S": "The program's own data: forms, rules, macros",
    "T": "Templates and editions",
    "W": "Workbooks: reading, writing, limits of the gate",
    "X": "The command line, and the program's own mistakes",
    "Y": "Style files, fonts, finished documents",
}
_HEAD = """# Error codes

Every situation in which something cannot be done has a code, a Chinese sentence and, where there is something to do, an
advice. The code is the same in a box, on the command line and in JSON. This page is made from the program by
`python tests/project/error_codes.py`; a test holds it against the program, and asks of every code that a test provokes
and names it. Words in braces are filled in; “…” repeats the beginning of the sentence above. Of the tests of a code,
below `tests/`, at most three are named. What is wrong with the data is no error but a finding: [rules.md](rules.md)
lists the rules, and what the reader itself notes has the codes W1 … W9 ([data-file.md](data-file.md) says how they are
told).
"""
_MARKS = re.compile(r"[\\|*_<~`\[\]]")


@dataclass
class Code:
    """One code: what is said with it, and the tests that name it, the best first."""

    code: str
    said: list[Said] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        return [one.sentence for one in self.said]


@cache
def program() -> Program:
    return Program(ROOT / "xl_tools")


@cache
def error_codes() -> Mapping[str, Code]:
    """Every code by its name, in order."""
    found: dict[str, Code] = {}
    for said in program().said():
        entry = found.setdefault(said.code, Code(said.code))
        if said not in entry.said:
            entry.said.append(said)
    for code, tests in CodeTests(ROOT / "tests", program().errors).naming().items():
        if code in found:
            found[code].tests = tests
    return dict(sorted(found.items()))


def page() -> str:
    """The page as it should stand."""
    lines = [_HEAD]
    for letter, title in FAMILIES.items():
        lines += [f"## {letter}: {title}", "", "| code | sentence | what to do | tests |", "|---|---|---|---|"]
        lines += [row for code, entry in error_codes().items() if code[0] == letter for row in _rows(entry)]
        lines.append("")
    return "\n".join(lines)


def _rows(entry: Code) -> Iterator[str]:
    """One row for each advice."""
    tests = "<br>".join(f"`{test}`" for test in entry.tests[:SHOWN_TESTS])
    for hint, said in groupby(entry.said, key=lambda one: one.hint):
        sentences = "<br>".join(_shortened(_MARKS.sub(r"\\\g<0>", one.sentence) for one in said))
        cells = (entry.code, sentences, _MARKS.sub(r"\\\g<0>", hint), tests)
        yield f"| {' | '.join(cells)} |".replace("|  |", "| |")
        tests = ""


def _shortened(sentences: Iterable[str]) -> Iterator[str]:
    """The sentences, without the words up to the first colon where the one before begins with the same."""
    before = ""
    for sentence in sentences:
        beginning, colon, rest = sentence.partition("：")
        yield f"…{rest}" if colon and beginning == before else sentence
        before = beginning


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
