"""What the documents say holds in the code: rules, commands, sheets, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xl_tools import cli
from xl_tools.forms.load import all_forms
from xl_tools.intake.limits import CODES, DEFAULT, UNITS
from xl_tools.rules import load_rules
from xl_tools.workbook.layout import layout_for

ROOT = Path(__file__).parents[2]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_rule_has_its_line_and_no_line_is_without_a_rule() -> None:
    lines = dict(re.findall(r"^\| ([A-H]\d+) \| ([\w-]+) \|", read("docs/rules.md"), re.MULTILINE))
    rules = {rule.id: rule.alias for form in all_forms() for rule in load_rules(form).rules}
    assert lines == rules


@pytest.mark.parametrize("command", [command.name for command in cli.COMMANDS])
def test_every_command_is_explained_to_clerks_and_engineers(command: str) -> None:
    assert f"xl-tools {command}" in read("README.md") + read("docs/使用说明.md")


def test_the_architecture_names_every_sheet_of_the_workbook() -> None:
    text = read("docs/architecture.md")
    for form in all_forms():
        sections = {section.sheet for section in form.sections}
        assert all(sheet in text for sheet in layout_for(form, form).sheets if sheet not in sections)


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_between_documents_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", read(page)):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_the_limits_of_the_gate_stand_in_the_page_on_security() -> None:
    text = read("docs/security.md")
    rows = re.findall(r"`(\w+)` \| ([0-9,]+)[^|]*\| ([A-Z][0-9]{2}) \|", text)
    limits = {name: (int(value.replace(",", "")) * UNITS.get(name, 1), code) for name, value, code in rows}
    assert limits == {name: (getattr(DEFAULT, name), code) for name, code in CODES.items()}
    assert f"`free_of_ratio` ({DEFAULT.free_of_ratio // UNITS['free_of_ratio']} MB)" in text
