"""xlwings' text in the add-in: what is left of it, and that a new xlwings cannot slip in unnoticed."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError

import pytest

from xl_tools.errors import ApplicationError, SpecError
from xl_tools.excel import macros
from xl_tools.excel.addin import addin_modules
from xl_tools.excel.macros import XLWINGS_MACROS, vba_text, xlwings_file
from xl_tools.excel.xlwings_macros import EDITS, FORBIDDEN, KEPT, PROJECT_NAME, Edit, closed_macros

STOCK = vba_text(xlwings_file(XLWINGS_MACROS), XLWINGS_MACROS)
CLOSED = closed_macros(STOCK)
CODE = "\n".join(line for line in CLOSED.splitlines() if not line.lstrip().startswith("'"))


def procedure(name: str) -> str:
    """The stock text of one procedure; the part before them all for no name."""
    if not name:
        return STOCK[: STOCK.index("Public Function RunPython")]
    match = re.search(
        rf"^(?:Public |Private )?(?:Function|Sub) {name}\(.*?^End (?:Function|Sub)\r?$", STOCK, re.DOTALL | re.MULTILINE
    )
    assert match is not None
    return match.group().rstrip()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.procedure}-{edit.first.strip()[:30]}")
def test_edit_whose_text_has_changed_fails_the_build(edit: Edit) -> None:
    marker = edit.first.replace("\n", "\r\n")
    body = procedure(edit.procedure)
    gone = STOCK.replace(body, body.replace(marker, "' changed\r\n", 1))
    with pytest.raises(SpecError):
        closed_macros(gone)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.procedure}-{edit.first.strip()[:30]}")
def test_edit_whose_text_is_there_twice_fails_the_build(edit: Edit) -> None:
    lines = edit.first + edit.first
    with pytest.raises(SpecError, match="实有 2 处"):
        edit.apply(lines + edit.last)


@pytest.mark.parametrize("edit", [edit for edit in EDITS if edit.last], ids=lambda edit: edit.first.strip()[:30])
def test_edit_whose_end_is_gone_fails_the_build(edit: Edit) -> None:
    with pytest.raises(SpecError, match="实有 0 处"):
        edit.apply(edit.first)


@pytest.mark.parametrize("name", KEPT)
def test_procedure_that_is_gone_or_twice_fails_the_build(name: str) -> None:
    body = procedure(name)
    with pytest.raises(SpecError, match="实有 0 个"):
        closed_macros(STOCK.replace(body, ""))
    with pytest.raises(SpecError, match="实有 2 个"):
        closed_macros(STOCK.replace(body, body + "\r\n\r\n" + body))


@pytest.mark.parametrize("line", [f"    x = {words}" for words in FORBIDDEN] + ["    Call GetUdfModules"])
def test_new_way_into_the_workbook_fails_the_build(line: str) -> None:
    body = procedure("XLPy")
    head, rest = body.split("\r\n", 1)
    with pytest.raises(SpecError):
        closed_macros(STOCK.replace(body, f"{head}\r\n{line}\r\n{rest}"))


def test_nothing_reads_configuration_from_a_workbook_or_its_folder() -> None:
    for words in ("GetConfigFromSheet", "GetDirectoryConfig", "GetFullName", "SheetExists", ".conf sheet"):
        assert words not in CODE
    # One file is ever read for settings: the user's own.
    assert re.findall(r"GetConfigFromFile\((\w+)\(", CODE) == ["GetConfigFilePath"]
    assert CODE.count(f'PROJECT_NAME As String = "{PROJECT_NAME}"') == 1


def test_of_the_workbook_only_its_name_is_asked() -> None:
    every = CODE + "".join(module.text for module in addin_modules() if module.name == "XlTools")
    assert set(re.findall(r"ActiveWorkbook\.(\w+)", every)) == {"Name"}
    assert "ThisWorkbook" not in every
    assert not re.search(r"\bActiveSheet\b|\bSheets\b|\.Add\b|\bRange\(", every)


def test_both_ways_to_python_keep_the_current_folder_off_the_module_path() -> None:
    assert CODE.count(" -B -P -c ") == 2
    assert " -B -c " not in CODE
    assert len(re.findall(r"\\System32\\cmd\.exe ", CODE)) == 2


def test_licence_of_xlwings_is_kept_and_the_change_is_said() -> None:
    licence = STOCK[STOCK.index("'xlwings is distributed") : STOCK.index("'Attribute VB_Name")].rstrip()
    assert licence in CLOSED
    assert "'Changed for xl_tools" in CLOSED


def test_english_boxes_of_xlwings_are_gone() -> None:
    assert "MsgBox" not in CODE
    assert '"Error"' not in CODE


def test_called_procedures_exist_somewhere_in_the_addin() -> None:
    texts = "\r\n".join(module.text for module in addin_modules())
    defined = set(re.findall(r"(?m)^(?:Public |Private )?(?:Function|Sub) (\w+)", texts))
    ours = {name for name in defined if name in CODE}
    assert {"InterpreterIsUsable", "ServerIsReady", "RunInServer", "NameIsUsable", "ShellWord", "ShowError"} <= ours
    called = set(re.findall(r"\b(?:Message|Server|Name|Interpreter|Shell|Run|Nothing)[A-Z]\w*", CODE))
    variables = {"RunCommand", "ShellCommand", "ShellWord"}
    assert called - variables <= defined


def test_other_version_of_xlwings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        version = "0.38.0"

    monkeypatch.setattr(macros, "distribution", lambda _name: Other())
    with pytest.raises(SpecError, match=r"0\.38\.0"):
        xlwings_file(XLWINGS_MACROS)


def test_missing_xlwings_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise PackageNotFoundError

    monkeypatch.setattr(macros, "distribution", missing)
    with pytest.raises(ApplicationError) as caught:
        xlwings_file(XLWINGS_MACROS)
    assert "pip install xlwings==" in caught.value.hint


def test_incomplete_xlwings_is_said() -> None:
    with pytest.raises(SpecError, match="不完整"):
        xlwings_file("none.bas")
