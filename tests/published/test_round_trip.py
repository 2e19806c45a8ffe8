"""What this product exports it reads again: the same figures, unit, year and texts from every format."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

import pytest
from documents.document_samples import sample_passages, sample_report
from published.study import read, squeezed
from support.examples import examples
from support.reports import APPLICANTS, balanced_report, published

from xl_tools.datafile import read_data
from xl_tools.documents.assemble import assemble
from xl_tools.documents.clean import clean_lines
from xl_tools.documents.formats import DOWNLOADS, FORMATS, Setting
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.pictures.charts import charts
from xl_tools.forms.load import form_for_edition
from xl_tools.narrative.compose import compose
from xl_tools.narrative.model import Passage
from xl_tools.published.extraction import Confidence
from xl_tools.report import Report

FORMAT_OF = {"word": "word", "html": "page", "fragment": "page", "pdf": "pdf"}
"""Format of the reader by format of the export."""
PUBLISHED = ("suqian-2024", "wolongshan-2019", "huiyi-2021")


@cache
def report(name: str) -> tuple[Report, tuple[Passage, ...]]:
    """A report and its finished texts."""
    kind, _, rest = name.partition(" ")
    if kind == "sample":
        return sample_report(rest), sample_passages(rest)
    if kind == "published":
        one = published(rest)
    else:
        edition, _, seed = rest.partition(" ")
        one = balanced_report(form_for_edition(edition), random.Random(int(seed)))
    return one, tuple(compose(one))


def names(balanced: int) -> Iterator[str]:
    yield from (f"sample {edition}" for edition in ("2019", "2021"))
    yield from (f"published {name}" for name in PUBLISHED)
    yield from (f"balanced {edition} {seed}" for edition in ("2019", "2021") for seed in range(balanced))


def exported(name: str, format_: str, *, pictures: bool, together: bool = False) -> bytes:
    """What is written of a report; `together` with all that a web page links to."""
    one, passages = report(name)
    document = assemble(one, passages, draft=False, figures=charts(one) if pictures else ())
    beside = {key: f"年报.{key}" for key in DOWNLOADS} if together else {}
    return FORMATS[format_].write(document, one, Setting(standard_look().settled(), beside=beside)).content


def printed_texts(passages: tuple[Passage, ...]) -> dict[str, str]:
    """Text by key as the document prints it, headings on lines of their own."""
    lines: dict[str, list[str]] = {}
    for passage in passages:
        own = lines.setdefault(passage.section, [])
        own += [passage.heading] * bool(passage.heading)
        own += [line for paragraph in passage.paragraphs for line in clean_lines(paragraph.text)]
    return {key: "\n".join(own) for key, own in lines.items() if own}


def adds_up(one: Report, cell_id: str) -> bool:
    """Whether the row of 表三 that a cell stands in has the total that its parts have."""
    table, row, _ = cell_id.split(".")
    return table != "requests" or one.number(f"{table}.{row}.total") == one.total(
        f"{table}.{row}.{applicant}" for applicant in APPLICANTS
    )


def assert_same(name: str, format_: str, *, pictures: bool = False, together: bool = False) -> None:
    before, passages = report(name)
    # The fragment goes into a page of the portal, which prints the title: it has none, and the clerk is asked.
    given = {"unit": before.unit, "year": before.year} if format_ == "fragment" else {}
    extraction = read(FORMAT_OF[format_], exported(name, format_, pictures=pictures, together=together), **given)
    after = extraction.report
    assert after.form is before.form
    assert dict(after.cells) == dict(before.cells)
    assert (after.unit.name, after.year) == (before.unit.name, before.year)
    unsure = [one.cell for one in extraction.evidence.values() if one.confidence is not Confidence.CERTAIN]
    if format_ == "pdf":
        # Programs that take text out of PDF divide numbers: a row that does not add up there is to be looked at.
        unsure = [cell for cell in unsure if adds_up(before, cell)]
    assert unsure == []
    expected, found = printed_texts(passages), dict(after.narrative)
    if format_ == "pdf":
        # A line of a page may end where a paragraph does; only its words can be compared.
        expected, found = ({key: squeezed(text) for key, text in texts.items()} for texts in (expected, found))
    assert found == expected


@pytest.mark.parametrize("format_", FORMAT_OF)
@pytest.mark.parametrize("name", ["sample 2019", "sample 2021"])
def test_samples_come_back_with_pictures_and_without(name: str, format_: str) -> None:
    assert_same(name, format_)
    assert_same(name, format_, pictures=True)


@pytest.mark.parametrize("format_", ["word", "html", "fragment"])
def test_every_report_comes_back(format_: str) -> None:
    for name in names(examples(2)):
        assert_same(name, format_)


@pytest.mark.parametrize("name", ["sample 2019", "sample 2021"])
def test_a_page_that_links_to_the_other_files_comes_back(name: str) -> None:
    assert b"download" in exported(name, "html", pictures=False, together=True)
    assert_same(name, "html", together=True)


def test_every_report_comes_back_from_pdf() -> None:
    # A page takes long to read: of the made up reports only one an edition on every run.
    for name in names(examples(1)):
        assert_same(name, "pdf")


def test_every_report_comes_back_from_the_data_file() -> None:
    for name in names(examples(2)):
        before, _ = report(name)
        assert read_data(exported(name, "json", pictures=False).decode()) == before
