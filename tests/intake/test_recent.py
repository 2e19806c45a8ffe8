"""What is remembered of parts that came before: equal bytes alone, and under the limits of the file at hand."""

from __future__ import annotations

import io
import zipfile

import pytest

from xl_tools.forms.load import form_for_edition
from xl_tools.intake.archive import Container
from xl_tools.intake.limits import DEFAULT
from xl_tools.intake.recent import LARGEST, remembered
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.workbook import WorkbookGate
from xl_tools.workbook.extract import extract
from xl_tools.workbook.reader import wanted_sheets
from xl_tools.workbook.template import build_template

GATE = WorkbookGate()
COVER = "封面"


@pytest.fixture(scope="module")
def template() -> bytes:
    return build_template(form_for_edition("2021"))


def test_a_workbook_that_is_known_is_held_to_smaller_limits(template: bytes) -> None:
    GATE.check(template)
    sizes = [entry.inflated for entry in Container(template).entries]
    for limits, code in (
        (DEFAULT._replace(inflated=sum(sizes) - 1), "W61"),
        (DEFAULT._replace(part_size=max(sizes) - 1), "W62"),
        (DEFAULT._replace(cells=10), "W65"),
        (DEFAULT._replace(merges=0), "W68"),
    ):
        with pytest.raises(Refusal) as refused:
            GATE.check(template, limits)
        assert refused.value.code == code
    GATE.check(template)


def test_known_bytes_under_another_checksum_are_refused(template: bytes) -> None:
    GATE.check(template)
    container = Container(template)
    entry = container.by_name["xl/styles.xml"]
    changed = bytearray(template)
    for at in (entry.offset + 14, template.index(entry.header) + 16):
        changed[at] ^= 1
    with pytest.raises(Refusal) as refused:
        GATE.check(bytes(changed))
    assert refused.value.code == "W16"


def test_an_equal_sheet_is_read_anew_with_other_texts(template: bytes) -> None:
    first = extract(template, wanted_sheets())
    assert extract(template, wanted_sheets()) == first
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name, content.replace("单位".encode(), "机关".encode()) if "sharedStrings" in name else content
            )
    again = extract(out.getvalue(), wanted_sheets())
    assert again["values"][COVER] != first["values"][COVER]
    assert "机关" in str(again["values"][COVER])
    assert extract(template, wanted_sheets()) == first


def test_large_parts_are_not_kept() -> None:
    calls: list[int] = []

    @remembered
    def size(content: bytes) -> int:
        calls.append(len(content))
        return len(content)

    for _ in range(2):
        assert size(b"x" * LARGEST) == LARGEST
        assert size(b"x" * (LARGEST + 1)) == LARGEST + 1
    assert calls == [LARGEST, LARGEST + 1, LARGEST + 1]
