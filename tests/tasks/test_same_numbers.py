"""The same numbers in the workbook and in every file made from it, each read back by somebody else's program."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from support.read_back import READERS, from_workbook, printed_labels
from support.ready import report_ready
from support.reports import PUBLISHED, balanced_report, published

from xl_tools import tasks
from xl_tools.datafile import write_data
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report
from xl_tools.values import Amount, BadValue, Blank, Count, NotApplicable, plain_decimal


def plain(report: Report) -> dict[str, str]:
    """What each cell holds, as digits."""
    texts: dict[str, str] = {}
    for cell_id in printed_labels(report.edition):
        match report.value(cell_id):
            case Count(number):
                texts[cell_id] = str(number)
            case Amount(number):
                texts[cell_id] = plain_decimal(number)
            case Blank():
                texts[cell_id] = ""
            case NotApplicable(text) | BadValue(text):
                texts[cell_id] = text
    return texts


def digits(texts: dict[str, str]) -> dict[str, str]:
    """Without what documents print after a sum of money, and with numbers of a workbook as they are shown."""
    found: dict[str, str] = {}
    for cell_id, text in texts.items():
        bare = text.removesuffix("元").removesuffix("万")
        try:
            found[cell_id] = plain_decimal(Decimal(bare)) if bare else ""
        except ArithmeticError:
            found[cell_id] = text
    return found


def every_cell_different(edition: str) -> Report:
    """No two neighbours hold the same number, so that none can be taken for another."""
    report = balanced_report(form_for_edition(edition), random.Random(7), with_previous=True)
    return replace(report, narrative=report_ready().narrative)


@pytest.mark.parametrize("name", [*PUBLISHED, "2019", "2021"])
def test_workbook_and_exports_hold_the_same_numbers(name: str, tmp_path: Path) -> None:
    report = every_cell_different(name) if name in ("2019", "2021") else published(name)
    source = tmp_path / "数据.json"
    source.write_text(write_data(report), encoding="utf-8")
    workbook = tasks.import_report(source, tmp_path / "年报.xlsx")
    expected = plain(report)
    assert digits(from_workbook(workbook, report.edition)) == expected
    made = tasks.export(workbook, list(READERS), out=tmp_path / "成品", draft=True)
    for file, (form, read) in zip(made.files, READERS.items(), strict=True):
        assert digits(read(file, report.edition)) == expected, form
