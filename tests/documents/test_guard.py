"""The last look at finished files: everything our writers make passes, whatever else is in a file is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from document_samples import one_text_document, sample_report
from hypothesis import example, given, settings
from hypothesis import strategies as st
from published_samples import published
from support.examples import examples

from xl_tools.datafile import write_data
from xl_tools.documents.cell_list import HEAD, write_cell_list
from xl_tools.documents.formats import FORMATS, Setting
from xl_tools.documents.guard import check_published
from xl_tools.documents.lookfile import standard_look
from xl_tools.errors import UnsafeOutput
from xl_tools.report import Unit


@pytest.mark.parametrize("name", FORMATS)
def test_everything_that_is_exported_passes(name: str) -> None:
    for content in published(name):
        check_published(name, content)


NASTY = (
    "(()) \\( endstream endobj /JS trailer >> <<",
    "<script>alert(1)</script>]]><!-- --><?xml?>",
    "http://www.example.org/?a=1&b=%2F#c",
    "=HYPERLINK(1)\ufeff\u202e\ud800\x00",
)
ANY_TEXT = st.text(st.characters(categories=None), max_size=60)


@settings(max_examples=examples(25))
@given(ANY_TEXT)
@example(NASTY[1])
@example(NASTY[2])
def test_whatever_an_office_types_passes(text: str) -> None:
    report = replace(sample_report("2021"), unit=Unit(f"单位{text}"))
    for name in ("word", "html", "fragment", "csv"):
        made = FORMATS[name].write(one_text_document(text), report, Setting(standard_look().settled()))
        check_published(name, made.content)


@pytest.mark.parametrize("text", NASTY)
def test_whatever_an_office_types_passes_in_a_pdf(text: str) -> None:
    setting = Setting(standard_look().settled())
    content = FORMATS["pdf"].write(one_text_document(text), sample_report("2021"), setting).content
    check_published("pdf", content)


@pytest.mark.parametrize("name", ["word", "pdf", "infographic-svg", "infographic-png", "json", "csv"])
def test_files_cut_off_or_of_another_kind_are_refused(name: str) -> None:
    whole = published(name)[0]
    for content in (b"", b"\xff\xfe", whole[: len(whole) // 2], published("html")[0]):
        with pytest.raises(UnsafeOutput):
            check_published(name, content)


def test_a_format_without_a_list_is_no_format() -> None:
    with pytest.raises(KeyError):
        check_published("xps", b"")


def test_refusal_says_what_was_found_and_that_nothing_was_written() -> None:
    with pytest.raises(UnsafeOutput, match=r"（网页的元素：script），没有写出。请把这句话报告给维护人员。$") as refused:
        check_published("html", b"<!DOCTYPE html><p>1</p><script>1</script>")
    assert refused.value.code == "Y10"


def test_data_file_with_a_key_of_its_own_is_refused() -> None:
    data = json.loads(write_data(sample_report("2021")))
    data["computer"] = "办公室"
    with pytest.raises(UnsafeOutput, match="computer"):
        check_published("json", json.dumps(data).encode())


@pytest.mark.parametrize("field", ["=1+1", " -甲", '"@SUM', "＋1", "甲\t乙"])
def test_list_of_cells_that_starts_a_formula_is_refused(field: str) -> None:
    content = write_cell_list(sample_report("2021")).decode("utf-8-sig")
    row = '"' + field.replace('"', '""') + '"' + "," * (len(HEAD) - 1)
    with pytest.raises(UnsafeOutput, match="数字清单"):
        check_published("csv", f"{content}{row}\r\n".encode("utf-8-sig"))


@pytest.mark.parametrize("line", ["甲,乙", "", ",".join(["甲"] * (len(HEAD) + 1))])
def test_list_of_cells_with_other_columns_is_refused(line: str) -> None:
    with pytest.raises(UnsafeOutput, match="栏目"):
        check_published("csv", f"{line}\r\n{write_cell_list(sample_report('2021')).decode()}".encode("utf-8-sig"))
