"""Each recipe of CONTRIBUTING.md, followed step by step on a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from xl_tools import cli, commands, tasks
from xl_tools.datafile import write_data
from xl_tools.documents import formats, guard
from xl_tools.documents.blocks import Document
from xl_tools.finding import Place
from xl_tools.forms.load import FORMS_FOLDER, all_forms, form_for_year, load_form
from xl_tools.report import Report, Unit
from xl_tools.rules import load_rules
from xl_tools.validation.engine import validate
from xl_tools.values import Count
from xl_tools.workbook.layout import layout_for

RULE = """
[[rules]]
id = "B9"
table = "review"
each = "group"
expr = "pending <= total"
severity = "query"
title = "尚未审结不大于总计"
advice = "请核对"
source = { document = "试验", clause = "试验" }
"""


@pytest.fixture
def copied_forms(tmp_path: Path) -> Path:
    folder = tmp_path / "forms"
    for form in all_forms():
        shutil.copytree(form.folder, folder / form.id)
    return folder


def test_a_rule_is_one_item_of_data(copied_forms: Path) -> None:
    rules = copied_forms / "gov_disclosure_2021" / "rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + RULE, encoding="utf-8")
    form = load_form(copied_forms / "gov_disclosure_2021")
    zeros = {cell_id: Count(0) for cell_id in form.cells}
    report = Report(form, 2024, Unit("某局"), {**zeros, "review.reconsideration.pending": Count(2)})
    findings = validate(report, lambda key: Place("表", key))
    assert [finding.rule for finding in findings] == ["B1", "B9"]
    layout = layout_for(form, form)
    assert {key for rule, key in layout.checks if rule == "B9"} == {
        "reconsideration",
        "direct_litigation",
        "litigation_after_reconsideration",
    }


def test_an_edition_is_a_folder(copied_forms: Path) -> None:
    old, new = copied_forms / "gov_disclosure_2021", copied_forms / "gov_disclosure_2027"
    shutil.copytree(old, new)
    _replace(old / "form.toml", "first_year = 2021\n", "first_year = 2021\nlast_year = 2026\n")
    _replace(new / "form.toml", "gov_disclosure_2021", "gov_disclosure_2027")
    _replace(new / "form.toml", 'edition = "2021"', 'edition = "2027"')
    _replace(new / "form.toml", "first_year = 2021\n", "first_year = 2027\n")
    _replace(new / "form.toml", "行政强制", "行政强制措施")
    assert form_for_year(2026, copied_forms).edition == "2021"
    form = form_for_year(2030, copied_forms)
    assert form.edition == "2027"
    assert form.cells["proactive.coercion.decisions"].row_labels[-1] == "行政强制措施"
    assert len(load_rules(form).equations) == 42
    assert FORMS_FOLDER not in form.folder.parents


def test_an_export_is_an_entry_and_a_list_of_what_may_be_in_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def write_text(document: Document, report: Report, _setting: formats.Setting) -> formats.Written:
        return formats.Written(f"{report.year} {' '.join(document.title)}".encode())

    monkeypatch.setitem(formats.FORMATS, "text", formats.Format("文本", ".txt", write_text))
    source = _balanced_data_file(tmp_path)
    with pytest.raises(KeyError, match="text"):
        tasks.export(source, ["text"], out=tmp_path, draft=True)
    monkeypatch.setitem(guard.CHECKS, "text", lambda _content: None)
    assert cli.main(["export", str(source), "--to", "text", "-o", str(tmp_path / "年报.txt"), "--draft"]) == cli.OK
    assert (tmp_path / "年报.txt").read_text(encoding="utf-8").startswith("2024 ")


def test_a_verb_is_a_task_and_a_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    command = commands.Command("edition", "说出年度所用的版本", ("xl-tools edition 2024",), _year_option, _say_edition)
    monkeypatch.setattr(cli, "COMMANDS", [*cli.COMMANDS, command])
    assert cli.main(["edition", "2020"]) == cli.OK
    assert capsys.readouterr().out == "2019\n"
    assert cli.main(["edition", "2000"]) == cli.CANNOT
    assert "2000" in capsys.readouterr().err


def test_the_guide_names_what_the_recipes_touch() -> None:
    guide = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name in ("rules.toml", "FORMATS", "COMMANDS", "xl_tools/tasks", "limits.toml", "cell-ids.csv"):
        assert name in guide


def _year_option(parser: cli.argparse.ArgumentParser) -> None:
    parser.add_argument("year", type=int)


def _say_edition(options: cli.argparse.Namespace) -> int:
    edition = form_for_year(options.year).edition
    print(edition)
    return cli.OK


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _balanced_data_file(folder: Path) -> Path:
    form = form_for_year(2024)
    report = Report(form, 2024, Unit("某局"), {cell_id: Count(0) for cell_id in form.cells})
    file = folder / "年报.json"
    file.write_text(write_data(report), encoding="utf-8")
    return file
