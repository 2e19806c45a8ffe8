"""Golden workbooks through the process that judges many files: the same as the published judge says, word for word."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from golden_books import PACKS, Book, make_base, make_book
from golden_cases import all_bases, all_cases

from xl_tools.collecting import judged
from xl_tools.collecting.plain import reading_from_text
from xl_tools.intake.limits import DEFAULT
from xl_tools.judging import Standard, judge_opened, standard
from xl_tools.workbook.reader import read_workbook
from xl_tools.workbook.seal import seal_code

# Comparisons with other units are not made when one file is read.
CASES = [case for case in all_cases() if not case.others]
SOME = CASES if os.environ.get("XL_TOOLS_LONG") else CASES[::15]
TODAY = "2025-01-20"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    folder = tmp_path_factory.mktemp("bases")
    return {name: make_base(base, folder) for name, base in all_bases().items()}


@pytest.mark.parametrize("case", SOME, ids=lambda case: case.name)
def test_the_same_is_found(case, books: dict[str, Book], tmp_path: Path) -> None:
    content = make_book(case, books[case.base.name])
    path, digest = tmp_path / "年报.xlsx", hashlib.sha256(content).hexdigest()
    path.write_bytes(content)
    by, pack = Standard(), ()
    if case.pack:
        file = PACKS / case.pack
        by, pack = standard(file), (str(file), hashlib.sha256(file.read_bytes()).hexdigest())
    opened = read_workbook(path)
    wanted = judge_opened(opened, by)
    answer = judged.extract(content, DEFAULT, digest=digest, kind=judged.WORKBOOK, pack=pack, today=TODAY)
    reading = reading_from_text(answer["reading"].replace(judged.NAME, path.name))
    assert reading.findings == wanted.findings
    assert reading.suggestions == wanted.suggestions
    assert reading.report == opened.report
    assert repr(dict(reading.report.cells)) == repr(dict(opened.report.cells))
    assert reading.seal == seal_code(opened)
    assert reading.digest == opened.digest == digest
    assert reading.places == {cell: opened.spots[cell].place for cell in opened.report.cells}
