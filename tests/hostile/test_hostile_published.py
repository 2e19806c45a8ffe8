"""Every crafted document that is published, by the gate and the reader: a sentence or what stands in it, in time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile.cases import PUBLISHED, Case
from hostile.corpus import CASES
from hostile.judging_files import hold_reading
from hostile.papers import FIGURE, HEADING, SHOWN
from hostile.running import MEMORY, SECONDS, listing, measured, run

from xl_tools.published.fetch import fetch_source, published_worker
from xl_tools.published.source import Source

LONG = bool(os.environ.get("XL_TOOLS_LONG"))
USUAL = tuple(case for case in CASES if case.family in PUBLISHED and (LONG or not case.long))

FILES = tuple(case for case in USUAL if case.place is None)


@pytest.mark.parametrize("case", USUAL, ids=str)
def test_document_is_refused_or_read_as_it_must_be(case: Case, tmp_path: Path) -> None:
    path = case.put(tmp_path)
    before = listing(tmp_path)
    error = hold_reading(case, path)
    if error is None:
        with measured(published_worker()) as cost:
            source, _ = fetch_source(path)
        _hold(source, path)
        assert cost[0].seconds < SECONDS
        assert cost[0].memory < MEMORY
    assert listing(tmp_path) == before


@pytest.mark.parametrize("case", FILES[:: 1 if LONG else 6], ids=str)
@pytest.mark.parametrize("command", ["import", "validate"])
def test_command_says_of_a_document_what_the_reader_says(command: str, case: Case, tmp_path: Path) -> None:
    here, out = tmp_path / "in", tmp_path / "out"
    here.mkdir()
    out.mkdir()
    path = case.put(here)
    outcome = run([command, str(path), *(["-o", str(out / "新.xlsx")] if command == "import" else [])], here)
    assert "Traceback" not in outcome.text
    assert outcome.status == 2
    # A heading and four figures are no report yet.
    assert f"（{case.code or 'N40'}）" in outcome.text
    assert outcome.after == outcome.before
    assert list(out.iterdir()) == []


def _hold(source: Source, path: Path) -> None:
    """What stands in every good document is there, and nothing of this computer."""
    texts = [line.text for line in source.lines] + [box.text for table in source.tables for box in table.boxes]
    wanted = (
        (SHOWN[SHOWN.index(b"(") + 1 : SHOWN.index(b")")].decode(),) if path.suffix == ".pdf" else (HEADING, FIGURE)
    )
    for one in wanted:
        assert any(one in text for text in texts), texts[:20]
    assert not any("root:" in text for text in texts)


def test_there_are_enough_of_each_kind() -> None:
    endings = [Path(case.name).suffix for case in USUAL]
    assert min(endings.count(one) for one in (".docx", ".doc", ".html", ".mht", ".txt", ".pdf")) >= 5
    assert len(USUAL) >= 60
