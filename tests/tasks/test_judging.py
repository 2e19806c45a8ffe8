"""By what a file is judged: the rules of its edition, and the pack this computer is set up with."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.ready import report_ready

from xl_tools import ownfiles
from xl_tools.errors import XlToolsError
from xl_tools.judging import Standard, judge_report, standard
from xl_tools.ownfiles import OwnFile

PACK = """
name = "试验包"
issuer = "试验"
date = 2026-01-05

[[change]]
id = "F11"
limits = { longest_text = 10 }
"""


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("win32", {"APPDATA": "{home}/Roaming"}, "Roaming/xl_tools"),
        ("win32", {}, "AppData/Roaming/xl_tools"),
        ("darwin", {}, "Library/Application Support/xl_tools"),
        ("linux", {}, ".config/xl_tools"),
        ("linux", {"XDG_CONFIG_HOME": "{home}/set"}, "set/xl_tools"),
    ],
)
@pytest.mark.parametrize("own", [ownfiles.PACK, ownfiles.STYLE], ids=["pack", "style"])
def test_a_file_in_the_settings_folder_is_found(
    tmp_path: Path, own: OwnFile, platform: str, environment: dict[str, str], folder: str
) -> None:
    values = {name: text.format(home=tmp_path) for name, text in environment.items()}
    assert own.find(values, platform, tmp_path) is None
    file = tmp_path / folder / own.name
    file.parent.mkdir(parents=True)
    file.write_text("", encoding="utf-8")
    assert own.find(values, platform, tmp_path) == file
    named = tmp_path / "别的.toml"
    assert own.find({**values, own.variable: str(named)}, platform, tmp_path) == named


def test_the_pack_of_this_computer_is_judged_by_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "包.toml"
    pack.write_text(PACK, encoding="utf-8")
    monkeypatch.setenv(ownfiles.PACK.variable, str(pack))
    report = report_ready()
    assert "F11" not in {one.rule for one in judge_report(report, Standard()).findings}
    assert "F11" in {one.rule for one in judge_report(report, standard()).findings}
    other = tmp_path / "另一个.toml"
    other.write_text(PACK.replace("longest_text = 10", "longest_text = 2000"), encoding="utf-8")
    assert "F11" not in {one.rule for one in judge_report(report, standard(other)).findings}


def test_a_pack_that_is_named_and_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ownfiles.PACK.variable, str(tmp_path / "没有.toml"))
    with pytest.raises(XlToolsError, match=r"没有\.toml"):
        standard()
