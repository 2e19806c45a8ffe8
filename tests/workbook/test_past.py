"""The layouts of older template versions say where their blank and filled workbooks have every named cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from past_books import BLANK, FILLED, expected

from xl_tools.errors import TemplateMismatch
from xl_tools.forms.load import all_forms, form_for_edition
from xl_tools.intake.archive import Container
from xl_tools.intake.bookparts import read_book
from xl_tools.workbook.identify import STAMP_NAME
from xl_tools.workbook.labels import expected_labels
from xl_tools.workbook.past import past_layout, past_versions
from xl_tools.workbook.reader import read_workbook
from xl_tools.workbook.template import MARKS_NAME


@pytest.mark.parametrize("file", [*BLANK, *FILLED], ids=lambda file: file.stem)
def test_every_defined_name_of_an_old_workbook_stands_where_its_layout_says(file: Path) -> None:
    names = dict(read_book(Container(file.read_bytes()).part("xl/workbook.xml")).names)
    stamp = names.pop(STAMP_NAME).strip('="')
    form, _, version, previous = stamp.split("|")
    layout = past_layout(form_for_edition(form), form_for_edition(previous), int(version))
    assert layout.stamp == stamp
    marks = names.pop(MARKS_NAME)
    assert marks.startswith(layout.mark(0).reference)
    assert names == {name: spot.reference for name, spot in layout.names.items()}


@pytest.mark.parametrize("file", FILLED, ids=lambda file: file.stem)
def test_an_old_workbook_is_read_by_three_anchors(file: Path) -> None:
    opened = read_workbook(file, past=True)
    assert opened.notes == ()
    assert opened.report == expected(file)
    assert set(opened.spots) == set(expected_labels(opened.layout))


def test_templates_are_kept_of_every_version_that_can_be_migrated() -> None:
    kept = {tuple(file.stem.rsplit("-", 1)) for file in BLANK}
    assert kept == {(form.id, str(version)) for form in all_forms() for version in past_versions(form)}
    assert {file.stem.rsplit("-", 1)[1] for file in FILLED} == {version for _, version in kept}


@pytest.mark.parametrize("file", BLANK, ids=lambda file: file.stem)
def test_an_old_workbook_is_told_how_to_become_a_new_one(file: Path) -> None:
    with pytest.raises(TemplateMismatch) as caught:
        read_workbook(file)
    assert caught.value.code == "T04" and "是旧版本" in str(caught.value)
    assert f"xl-tools migrate {file.name}" in caught.value.hint and "迁移旧模板" in caught.value.hint


def test_an_unknown_old_version_has_no_layout() -> None:
    form = all_forms()[-1]
    for version in (0, form.template_version, form.template_version + 1):
        with pytest.raises(KeyError):
            past_layout(form, form, version)


def test_a_column_that_a_version_had_not_yet_is_nowhere() -> None:
    form = all_forms()[-1]
    first, second = (past_layout(form, form, version) for version in (1, 2))
    for layout in (first, second):
        places = [layout.result(0, name) for name in layout.result_columns] + [layout.mark(0)]
        assert len(set(places)) == len(places)
        assert first.result(0, "by") not in places or layout is second
    assert "by" in second.result_columns and "by" not in first.result_columns


def test_the_kept_data_say_what_was_filled_in() -> None:
    for edition in ("2019", "2021"):
        data = json.loads((BLANK[0].parent / f"filled-{edition}.json").read_text(encoding="utf-8"))
        assert data["edition"] == edition and data["previous"]["edition"] == "2019"
