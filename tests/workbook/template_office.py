"""Workbooks as LibreOffice reckons them: stored values spoilt first, then every sheet read back as text files."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

from xl_tools.workbook.spot import Spot

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""A profile that always reckons anew on loading; the factory setting trusts stored values."""
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"
"""Comma, quotes, UTF-8, text quoted and numbers not, every sheet a file."""
SPOILT = b"987654"
_STORED = re.compile(rb"(</f><v>)[^<]*(</v>)")
Values = Mapping[Spot, float | str]


def has_office() -> bool:
    return shutil.which("soffice") is not None


def recalculated(books: Mapping[str, bytes], folder: Path) -> dict[str, Values]:
    """Name → every value that is not empty, of each workbook; LibreOffice starts once a processor."""
    source, target, names = folder / "in", folder / "out", list(books)
    source.mkdir()
    for name, data in books.items():
        (source / f"{name}.xlsx").write_bytes(spoilt(data))
    workers = max(1, min(os.cpu_count() or 1, len(names) // 4))
    running: list[subprocess.Popen[bytes]] = []
    for worker in range(workers):
        profile = folder / f"profile{worker}"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
        command += ["--convert-to", ALL_SHEETS, "--outdir", str(target)]
        files = [str(source / f"{name}.xlsx") for name in names[worker::workers]]
        running.append(subprocess.Popen([*command, *files], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    for process in running:
        assert process.wait(timeout=120 + 5 * len(books)) == 0
    return {name: _values(name, target) for name in names}


def spoilt(data: bytes) -> bytes:
    """The workbook with a wrong stored value at every formula, so that only recalculation can put it right."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as copy:
        for item in book.infolist():
            content = book.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                content, found = _STORED.subn(rb"\g<1>" + SPOILT + rb"\g<2>", content)
                assert found or b"<f>" not in content
            copy.writestr(item, content)
    return result.getvalue()


def _values(name: str, folder: Path) -> Values:
    found: dict[Spot, float | str] = {}
    files = sorted(folder.glob(f"{name}-*.csv"))
    assert files, f"LibreOffice wrote nothing for {name}"
    for file in files:
        sheet = file.stem.removeprefix(f"{name}-")
        with file.open(encoding="utf-8", newline="") as stream:
            for row, line in enumerate(csv.reader(stream, quoting=csv.QUOTE_NONNUMERIC)):
                for column, value in enumerate(line):
                    if value != "":
                        found[Spot(sheet, row, column)] = value
    return found
