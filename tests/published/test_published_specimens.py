"""Published-looking sources of every format and kind of damage: nothing called certain is wrong.

On every run a few of each; with XL_TOOLS_LONG=1 over 200 a format. The figures for docs/import-study.md come from
`python -m tests.published study`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from published.damage import DAMAGES, FORMATS, damaged, kinds
from published.paper import Paper
from published.specimens import chance_of, specimen
from published.study import MAKERS, SEEDS, Tally, outcomes, read, reader_of, source_of, squeezed, study, table, written

from xl_tools.datafile import read_data
from xl_tools.published.extraction import Confidence
from xl_tools.published.source import SourceKind

HERE = Path(__file__).parent
LONG = bool(os.environ.get("XL_TOOLS_LONG"))
EVERY = {"word": 3, "page": 2, "text": 1, "pdf": 6}
"""On every run a format takes each so-manieth kind of damage, and text, which is quick, all that it can have."""


def cases() -> Iterator[tuple[str, str]]:
    """Format and kind of damage; every format and every kind on every run."""
    for number, (kind, damage) in enumerate(DAMAGES.items()):
        always = "text" if "text" in damage.formats else damage.formats[0]
        for format_ in damage.formats:
            if LONG or format_ == always or number % EVERY[format_] == 0:
                yield format_, kind


def test_long_run_has_200_sources_a_format() -> None:
    assert all(len(kinds(format_)) * SEEDS >= 200 for format_ in FORMATS)


MALFORMED = ("ragged", "wrong-merges")
"""Kinds of damage whose tables have holes, and, in the first, cells that are not printed and yet not unsaid."""


@pytest.mark.parametrize("kind", DAMAGES)
def test_papers_fit_their_truth(kind: str) -> None:
    """Squares do not overlap and leave no hole; what is printed in a cell of the form is what its truth says."""
    for seed in range(3):
        paper, _ = damaged("word", kind, seed)
        assert squares_fit(paper, full=kind not in MALFORMED)
        printed = [one.cell for table_ in paper.tables for one in table_.squares if one.cell]
        if kind not in ("text-tables", "ragged"):
            assert sorted(printed) == sorted(paper.truth.cells)


def squares_fit(paper: Paper, *, full: bool) -> bool:
    for table_ in paper.tables:
        covered = Counter(
            (row, column)
            for one in table_.squares
            for row in range(one.row, one.row + one.rows)
            for column in range(one.column, one.column + one.columns)
        )
        holes = table_.rows * table_.columns - len(covered)
        if (holes and full) or set(covered.values()) != {1}:
            return False
    return True


@pytest.mark.parametrize("format_", FORMATS)
def test_sources_are_reproducible(format_: str) -> None:
    """The same name and number make the same source, whatever was made before."""
    kind = "frame" if format_ != "text" else "units"
    first, data = source_of(format_, kind, 1)
    again, data_again = source_of(format_, kind, 1)
    assert first.truth == again.truth
    assert first.blocks == again.blocks
    assert content(format_, data) == content(format_, data_again)


def content(format_: str, data: bytes) -> bytes:
    """All of a file, or of a .docx, which holds the time at which it was packed, its main part."""
    if format_ != "word":
        return data
    with ZipFile(BytesIO(data)) as archive:
        return archive.read("word/document.xml")


@pytest.mark.parametrize("kind", [kind for kind, damage in DAMAGES.items() if damage.do is not None])
def test_damage_is_done(kind: str) -> None:
    """Every kind of damage changes what is printed, or marks the paper for its maker, in most papers."""
    changed = 0
    for seed in range(3):
        paper, _ = damaged("word", kind, seed)
        damage = DAMAGES[kind]
        whole = specimen(chance_of(f"word {kind} {seed}"), damage.edition, damage.years)
        changed += paper.blocks != whole.blocks or paper.marks != {"word"}
    assert changed >= 2


def test_every_run_has_all_formats_and_kinds() -> None:
    assert {format_ for format_, _ in cases()} == set(FORMATS)
    assert {kind for _, kind in cases()} == set(DAMAGES)


@pytest.mark.parametrize(("format_", "kind"), [*cases()])
def test_nothing_certain_is_wrong(format_: str, kind: str) -> None:
    tally = study(format_, kind, range(SEEDS if LONG else 1))
    assert [str(one) for one in tally.wrong if one.confidence == Confidence.CERTAIN.value] == []
    if format_ in DAMAGES[kind].complete:
        assert tally.certain["blank"] + tally.unsure["blank"] + tally.unsure["wrong"] == 0
    if kind == "none":
        assert tally.unsure.total() == 0
        assert tally.units == tally.years == tally.editions == tally.sources


def test_flattened_text_with_litter_is_complete() -> None:
    """A text flattened as a published Word file was: one cell a line after a tab, full-width blanks, a bookmark."""
    expected = read_data((HERE / "flattened-2019.json").read_text(encoding="utf-8"))
    extraction = read("text", (HERE / "flattened-2019.txt").read_bytes())
    report = extraction.report
    assert extraction.source.kind is SourceKind.TEXT
    assert extraction.of(Confidence.MISSING) == ()
    assert len(report.cells) == len(report.form.cells) == 198
    assert dict(report.cells) == dict(expected.cells)
    assert (report.unit.name, report.year, report.edition) == (expected.unit.name, expected.year, "2019")
    assert {key: squeezed(text) for key, text in report.narrative.items()} == {
        key: squeezed(text) for key, text in expected.narrative.items()
    }


# --- the study itself


def test_a_misread_cell_is_counted_as_wrong() -> None:
    """The judge of the study sees a figure that was read in another row, one left out, and one made up."""
    paper = specimen(chance_of("judged"), "2021")
    extraction = read("page", MAKERS["page"](paper, chance_of("judged")))
    assert {one.verdict for one in outcomes(paper, extraction)} == {"right"}
    first, second, third = list(paper.truth.cells)[10:13]
    paper.truth.cells[first] = type(paper.truth.cells[first])(123_456_789)  # type: ignore[call-arg]
    del paper.truth.cells[second]
    verdicts = {one.cell: one.verdict for one in outcomes(paper, extraction)}
    assert (verdicts[first], verdicts[second], verdicts[third]) == ("wrong", "wrong", "right")


def test_tables_of_the_study_go_between_their_marks() -> None:
    text = table({"none": Tally(sources=3)})
    document = "before\n<!-- study word -->\nold\n<!-- end of study word -->\nafter\n"
    new = written(document, "word", text)
    assert new == document.replace("old\n", f"{text}\n")
    assert "| none | 3 | 0 |" in new
    with pytest.raises(ValueError, match="pdf"):
        written(document, "pdf", text)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_page_on_the_study_has_every_kind_and_nothing_certain_is_wrong(format_: str) -> None:
    """`python -m tests.published study --write docs/import-study.md` was run for all that can be studied."""
    text = (HERE.parents[1] / "docs" / "import-study.md").read_text(encoding="utf-8")
    part = text.partition(f"<!-- study {format_} -->\n")[2].partition(f"<!-- end of study {format_} -->")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()[2:]]
    assert [row_[0] for row_ in rows] == [*(DAMAGES[kind].title for kind in kinds(format_)), "**all**"]
    assert {row_[4] for row_ in rows} == {"0"}
    assert int(rows[-1][1].split(",")[0]) >= 200


def test_readers_have_the_names_of_the_formats() -> None:
    assert [reader_of(format_).__name__ for format_ in FORMATS] == [f"read_{format_}" for format_ in FORMATS]
