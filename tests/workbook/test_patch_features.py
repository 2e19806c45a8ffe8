"""Edits in workbooks with every feature: nothing but what must change does, for every reader and for LibreOffice.

On every run a seeded slice in which each feature comes at least once; in make test-long all cases, in which every two
features come together.
"""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
import tempfile
import warnings
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from feature_bases import DATA, Cell, Value, dependents, expected_results, foreign_edits
from feature_books import APPLICANTS, ARCHIVES, BASES, FEATURES, OURS, OWN, REQUESTS, Case, cases, changed_by_people
from feature_package import Package
from openxml_audit import OpenXmlValidator
from template_office import ALL_SHEETS, RECALCULATE, has_office
from test_patch import records
from workbook_files import filled_report, write

from xl_tools.workbook.change import Change, cell_edits
from xl_tools.workbook.patch import Edit, Formula, Stored, patch_workbook
from xl_tools.workbook.reader import read_workbook
from xl_tools.workbook.spot import Spot

LONG = bool(os.environ.get("XL_TOOLS_LONG"))
CASES = cases(320 if LONG else 16)
IN_OFFICE = CASES if LONG else CASES[:4]
AT_ONCE = 40
"""Workbooks that one start of LibreOffice converts."""
FORMULAS = {one.cell for one in dependents()}
Values = Mapping[Cell, object]
LONGEST_NUMBER = 30


def edits_of(case: Case, before: bytes, folder: Path) -> tuple[Mapping[Cell, Edit], dict[Cell, Value]]:
    """What is written into a workbook, and what must be stored for formulas that nobody wrote."""
    luck = random.Random(case.number)
    if case.base != OURS:
        written, now = foreign_edits(luck)
        return written, {cell: value for cell, value in expected_results(now).items() if cell not in written}
    opened = read_workbook(write(folder, before))
    changes = []
    row = {one: filled_report().numbers[f"requests.received.{one}"] for one in APPLICANTS}
    for one in luck.sample(APPLICANTS, k=2):
        name, row[one] = f"requests.received.{one}", Decimal(luck.randint(1000, 9999))
        changes.append(Change(name, opened.spots[name], opened.raw.get(name), int(row[one])))
    preparer = opened.spots["report.preparer"]
    written = cell_edits(opened, changes) | {(preparer.sheet, preparer.address): "王五", ("修改记录", "H4"): "另记"}
    own = [row["business"] * 2, sum(row.values()), sum(row.values()) - 1]
    found: dict[Cell, Value] = {(OWN, f"A{index}"): value for index, value in enumerate(own, 1)}
    if row["business"] == filled_report().numbers["requests.received.business"]:
        del found[OWN, "A1"]
    return written, found | {(OWN, "A4"): None, (OWN, "A5"): None}


@cache
def made(case: Case) -> tuple[bytes, bytes, Mapping[Cell, Edit], Mapping[Cell, Value]]:
    """A workbook before and after, what was written, and what else must have changed."""
    before = case.build()
    with tempfile.TemporaryDirectory() as folder:
        written, results = edits_of(case, before, Path(folder))
    return before, patch_workbook(before, written), written, results


def content(edit: Edit) -> object:
    value = edit.value if isinstance(edit, Stored | Formula) else edit
    return float(value) if isinstance(value, Decimal) else value


def openpyxl_values(data: bytes) -> dict[Cell, object]:
    with warnings.catch_warnings():
        # It warns of every extension that it would lose on saving.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None
    }


def calamine_values(data: bytes) -> dict[Cell, object]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: dict[Cell, object] = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        top, left = sheet.start
        for row, line in enumerate(sheet.to_python(skip_empty_area=True), top):
            for column, value in enumerate(line, left):
                if value != "":
                    found[name, Spot(name, row, column).address] = value
    return found


def test_the_slice_has_every_feature_and_all_cases_have_every_two() -> None:
    few, many = cases(16), cases(320)
    assert {feature for case in few for feature in case.features} == set(FEATURES)
    assert {case.archive for case in few} == {"", *ARCHIVES}
    assert {case.base for case in few} == set(BASES)
    pairs = {frozenset((one, other)) for case in many for one in case.features for other in case.features}
    assert len(pairs) == len(FEATURES) * (len(FEATURES) + 1) // 2


@pytest.mark.parametrize("case", CASES, ids=str)
def test_only_sheets_with_something_to_write_change_and_all_else_keeps_its_bytes(case: Case) -> None:
    before, after, written, results = made(case)
    package = Package(before, REQUESTS if case.base == OURS else DATA)
    allowed = {package.sheets()[sheet] for sheet, _ in (*written, *results)}
    replaced = {cell for cell, edit in written.items() if cell in FORMULAS and not isinstance(edit, Stored)}
    chain = {"xl/calcChain.xml"} if replaced and "calculation_chain" in case.features else set()
    old, new = records(before), records(after)
    assert [name for name, *_ in old] == [name for name, *_ in new]
    changed = {one[0] for one, other in zip(old, new, strict=True) if one != other}
    assert chain <= changed <= allowed | chain
    with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as other:
        assert other.testzip() is None
        assert one.comment == other.comment
        for first, second in zip(one.infolist(), other.infolist(), strict=True):
            kept = ("filename", "date_time", "compress_type", "comment", "extra", "create_system", "external_attr")
            assert [getattr(first, name) for name in kept] == [getattr(second, name) for name in kept]
            if first.filename not in changed:
                assert one.read(first) == other.read(second)


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("read", [openpyxl_values, calamine_values])
def test_readers_see_what_was_written_and_no_result_that_is_not_true_any_more(case: Case, read) -> None:
    before, after, written, results = made(case)
    expected = {**read(before), **{cell: content(edit) for cell, edit in written.items()}, **results}
    found = read(after)
    assert {cell: value for cell, value in found.items() if not same(value, expected.get(cell))} == {}
    assert {cell: value for cell, value in expected.items() if value not in (None, "") and cell not in found} == {}


def same(found: object, expected: object) -> bool:
    if isinstance(found, int | float) and isinstance(expected, int | float | Decimal):
        return abs(float(found) - float(expected)) < 1e-9
    return found == expected


@pytest.mark.parametrize("case", [case for case in CASES if case.base == OURS], ids=str)
def test_our_workbook_is_read_without_a_stale_total(case: Case, tmp_path: Path) -> None:
    before, after, written, _ = made(case)
    opened, again = read_workbook(write(tmp_path, before, "a.xlsx")), read_workbook(write(tmp_path, after, "b.xlsx"))
    assert [note.rule for note in again.notes] == [note.rule for note in opened.notes]
    changed = {cell for cell in again.report.cells if again.report.cells[cell] != opened.report.cells[cell]}
    assert {cell for cell in changed if cell.startswith("requests.received.")} >= {"requests.received.total"}
    for cell in changed:
        assert (again.spots[cell].sheet, again.spots[cell].address) in written


@pytest.mark.parametrize("case", CASES[::4] if LONG else [CASES[1], CASES[7], CASES[10]], ids=str)
def test_package_is_as_valid_as_before(case: Case, tmp_path: Path) -> None:
    found: list[set[str]] = []
    suffix = "xlsm" if "vba" in case.features else "xlsx"
    for name, data in zip(("before", "after"), made(case)[:2], strict=True):
        result = OpenXmlValidator().validate(write(tmp_path, data, f"{name}.{suffix}"))
        # Texts in their cells are as valid as shared ones; Excel moves them when it saves.
        errors = [error for error in result.errors if "inline-string" not in error.description]
        found.append({f"{error.part_uri} {error.description}" for error in errors})
    assert found[1] <= found[0]
    assert all("styles.xml" in error for error in found[0])


@pytest.mark.soffice
@pytest.mark.skipif(not has_office(), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_shows_the_same_values_but_for_those_that_follow_from_the_edits(tmp_path: Path) -> None:
    """Stored results are trusted in one run and reckoned anew in the other; what differs then was stale."""
    others = edited_by_people(tmp_path)
    for start in range(0, len(IN_OFFICE), AT_ONCE):
        some = IN_OFFICE[start : start + AT_ONCE]
        books = {f"{case.number}{when}": made(case)[index] for case in some for index, when in enumerate(("a", "b"))}
        stored, reckoned = in_office(books | others, tmp_path / str(start))
        for case in some:
            _, _, written, results = made(case)
            before, after = stored[f"{case.number}a"], stored[f"{case.number}b"]
            assert len(after) > 40, case
            assert different(before, after).keys() <= {*written, *results}, case
            # Results that were not true from the start: of other workbooks, of functions that it does not know.
            false = different(before, reckoned[f"{case.number}a"])
            stale = different(after, reckoned[f"{case.number}b"])
            assert stale.keys() <= false.keys(), (case, stale)
        for name in others:
            assert 4321 in stored[name].values()
            assert different(stored[name], reckoned[name]) == {}, name
        others = {}


def edited_by_people(folder: Path) -> dict[str, bytes]:
    """Our workbook as people change it, then edited by us."""
    found: dict[str, bytes] = {}
    for kind, data in changed_by_people().items():
        opened = read_workbook(write(folder, data))
        changes = [
            Change(name, opened.spots[name], 1, number)
            for name, number in (("requests.received.natural_person", 4321), ("requests.granted.research", 55))
        ]
        found[kind] = patch_workbook(data, cell_edits(opened, changes))
    return found


def different(one: Values, other: Values) -> dict[Cell, tuple[object, object]]:
    """Cells that are not the same, with both values."""
    pairs = {cell: (one.get(cell), other.get(cell)) for cell in {*one, *other}}
    return {cell: pair for cell, pair in pairs.items() if not same(*pair)}


def in_office(books: Mapping[str, bytes], folder: Path) -> tuple[Mapping[str, Values], Mapping[str, Values]]:
    """What LibreOffice shows of workbooks with the stored results, and with all results reckoned anew."""
    source = folder / "in"
    source.mkdir(parents=True)
    files = [str(write(source, data, f"{name}.xlsx")) for name, data in books.items()]
    running: list[subprocess.Popen[bytes]] = []
    for mode in ("stored", "reckoned"):
        user = folder / f"profile-{mode}" / "user"
        user.mkdir(parents=True)
        if mode == "reckoned":
            (user / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={user.parent.as_uri()}"]
        command += ["--convert-to", ALL_SHEETS, "--outdir", str(folder / mode), *files]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    for process in running:
        assert process.wait(timeout=120 + 10 * len(books)) == 0
    stored, reckoned = ({name: shown(folder / mode, name) for name in books} for mode in ("stored", "reckoned"))
    return stored, reckoned


def shown(folder: Path, name: str) -> Values:
    found: dict[Cell, object] = {}
    for file in folder.glob(f"{name}-*.csv"):
        sheet = file.stem.removeprefix(f"{name}-")
        with file.open(encoding="utf-8", newline="") as stream:
            for row, line in enumerate(csv.reader(stream)):
                for column, value in enumerate(line):
                    if value:
                        found[sheet, Spot(sheet, row, column).address] = number_or_text(value)
    return found


def number_or_text(value: str) -> float | str:
    if len(value) > LONGEST_NUMBER:
        # The calendar of the ledger is a text of thousands of digits.
        return value
    try:
        return float(value)
    except ValueError:
        return value
