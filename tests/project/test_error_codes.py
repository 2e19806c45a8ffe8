"""docs/error-codes.md is what the program says, and every code has a Chinese sentence and a test that provokes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from code_tests import CodeTests
from error_codes import FAMILIES, PAGE, error_codes, page, program

CHINESE = re.compile(r"[一-鿿]")
FILLED_IN = re.compile(r"\{[^{}]*\}")


def test_page_is_what_the_program_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/project/error_codes.py"


def test_every_code_has_a_whole_sentence_in_chinese() -> None:
    codes = error_codes()
    assert {code[0] for code in codes} == set(FAMILIES)
    said = [one for entry in codes.values() for one in entry.said]
    assert [one for one in said if not one.sentence.endswith(("。", "}"))] == []
    assert [one for one in said if one.hint and not one.hint.endswith(("。", "}"))] == []
    # S00 is for whoever changes a form or a rule.
    assert [code for code, entry in codes.items() if not any(map(_chinese, entry.sentences))] == ["S00"]


def test_every_code_is_named_by_a_test_that_provokes_it() -> None:
    assert [code for code, entry in error_codes().items() if not entry.tests] == []


def test_every_sentence_of_a_table_is_used_and_none_is_wanting() -> None:
    assert program().listed - program().given == set()
    assert program().refused - program().listed == set()


def _chinese(sentence: str) -> bool:
    return CHINESE.search(FILLED_IN.sub("", sentence)) is not None


@pytest.mark.parametrize(
    ("named", "source"),
    [
        (True, 'def test_a():\n    assert caught.value.code == "W34"\n'),
        (True, 'def test_a():\n    assert (caught.value.code, caught.value.line) == ("W34", 7)\n'),
        (True, 'def test_a():\n    assert "已经存在。（W34）" in box.prompt\n'),
        (True, 'def test_a():\n    assert "（W34）" in box.prompt and "--force" in box.prompt\n'),
        (True, '@parametrize("code", ["W34"])\ndef test_a(code):\n    assert caught.value.code == code\n'),
        (True, 'CASES = {"a": (b"", "W34")}\n@parametrize(CASES)\ndef test_a(code):\n    assert error.code == code\n'),
        (True, 'def refused(code):\n    assert error.code == code\ndef test_a():\n    refused("W34")\n'),
        (True, 'def test_a():\n    for words, job in (("（W34）", f),):\n        assert words in job()\n'),
        (False, 'def test_a():\n    """W34"""\n    assert error.code  # W34\n'),
        (False, 'def test_a():\n    assert sheet["W34"].value == 1\n'),
        (False, 'def test_a():\n    assert "其中主动公开（W34）、部分公开等 5 格未填" in message\n'),
        (False, 'def test_a():\n    assert found(text) == [("W34", QUERY)]\n'),
        (False, 'def test_a():\n    assert "（W34）" not in box.prompt\n'),
        (False, 'def test_a():\n    assert caught.value.code in ("W34", "W35")\n'),
        (False, 'def test_a():\n    error = WorkbookError("。", code="W34")\n    assert error.code == "W34"\n'),
        (False, 'def helper():\n    assert error.code == "W34"\n'),
    ],
)
def test_what_names_a_code_and_what_does_not(named: bool, source: str, tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(source, encoding="utf-8")
    found = CodeTests(tmp_path, {"WorkbookError"}).naming().get("W34", [])
    assert found == (["test_one.py::test_a"] if named else [])


def test_table_in_a_file_of_its_own_is_named_by_that_file_if_a_test_asks_for_its_codes(tmp_path: Path) -> None:
    (tmp_path / "cases.py").write_text('CASES = [refused("W34", address="W35")]\nMAY = {"W36"}\n', encoding="utf-8")
    test = tmp_path / "test_one.py"
    for assertion, named in (("error.code == case.code", {"W34": ["cases.py"]}), ("error.code", {})):
        test.write_text(f"from cases import CASES\ndef test_a(case):\n    assert {assertion}\n", encoding="utf-8")
        assert CodeTests(tmp_path, ()).naming() == named


def test_every_row_of_the_page_has_four_cells() -> None:
    rows = [line for line in page().splitlines() if line.startswith("|")]
    assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {6}
