"""The formula of 应答复日期 as LibreOffice reckons it is what the rules give, row by row."""

from __future__ import annotations

import csv
import random
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.examples import examples
from workbook.template_office import ALL_SHEETS, RECALCULATE, has_office, spoilt

from xl_tools.forms.load import form_for_edition
from xl_tools.ledger.calendar import calendar
from xl_tools.ledger.deadlines import deadline
from xl_tools.ledger.fields import REQUEST_FIELDS, REQUESTS
from xl_tools.ledger.rows import Request, Span
from xl_tools.workbook.ledger_template import build_ledger
from xl_tools.workbook.sheets.ledger import FIRST_ROW

pytestmark = [
    pytest.mark.soffice,
    pytest.mark.skipif(not has_office(), reason="LibreOffice (soffice) is not installed"),
]


def _any_request(chance: random.Random, index: int) -> Request:
    first = date(2019, 1, 1)
    received = first + timedelta(days=chance.randrange((calendar().last - first).days - 150))

    def later(day: date | None, share: float) -> date | None:
        return day + timedelta(days=chance.randrange(60)) if day and chance.random() < share else None

    asked, fee_asked = later(received, 0.3), later(received, 0.2)
    spans = [Span(day, later(day, 0.8)) for day in (later(received, 0.3), later(received, 0.2)) if day]
    return Request(
        line=FIRST_ROW + 1 + index,
        number=str(index),
        received=received,
        applicant="natural_person",
        supplement_asked=asked,
        supplement_received=later(asked, 0.8),
        fee_asked=fee_asked,
        fee_paid=later(fee_asked, 0.8),
        consulted=tuple(spans),
        extended=chance.random() < 0.2,
    )


def _reckoned(data: bytes, folder: Path) -> list[list[str]]:
    """The sheet 台账 as LibreOffice shows it once every stored result is spoilt, line by line."""
    profile, file = folder / "profile", folder / "ledger.xlsx"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    file.write_bytes(spoilt(data))
    command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", ALL_SHEETS, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with (folder / f"ledger-{REQUESTS}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_the_formula_on_the_sheet_reckons_as_the_rules_do(tmp_path: Path) -> None:
    chance = random.Random(33)
    requests = [_any_request(chance, index) for index in range(examples(150))]
    data = build_ledger(form_for_edition("2021"), requests)
    shown = _reckoned(data, tmp_path)
    column = [field.id for field in REQUEST_FIELDS].index("due")
    found = [shown[one.line - 1][column] for one in requests]
    limits = [deadline(one, calendar()) for one in requests]
    assert found == [limit.waiting or str(limit.due) for limit in limits]
    assert len({limit.waiting for limit in limits}) == 4
    assert not any(line[column] for line in shown[FIRST_ROW + len(requests) :])
