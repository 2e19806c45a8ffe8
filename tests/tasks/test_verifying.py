"""核对封存码: unchanged or where changed, the same code in every document, another file, a code copied by hand."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pdfplumber
import pytest
from lxml import html
from support.ready import report_ready

from xl_tools import screen_files, tasks
from xl_tools.datafile import write_data
from xl_tools.errors import XlToolsError
from xl_tools.outcomes import Exported, SealState, Verified
from xl_tools.tasks.verifying import verify
from xl_tools.workbook.patch import Edit, patch_workbook
from xl_tools.workbook.reader import read_workbook

CELL = "requests.received.natural_person"
CHANGES = [
    "三、申请情况!D6 本年新收·自然人：0 → 1",
    "三、申请情况!J6 本年新收·总计：0 → 1",
]
LIMITS = "封存码只防误改，不防伪造。"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a final workbook, the same before it was made final, and the data file that both are from."""
    folder = tmp_path_factory.mktemp("final")
    source = folder / "数据.json"
    source.write_text(write_data(replace(report_ready(), published_on=date(2025, 1, 20))), encoding="utf-8")
    path = tasks.import_report(source, folder / "年报.xlsx")
    shutil.copy(path, folder / "定稿以前.bak")
    tasks.finalize(path)
    return folder


@pytest.fixture
def final(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made / "年报.xlsx", tmp_path / "年报.xlsx"))


@pytest.fixture
def code(made: Path) -> str:
    return read_workbook(made / "年报.xlsx").state.seal


def type_into(path: Path, **typed: Edit) -> None:
    spots = read_workbook(path).spots
    names = {"cell": CELL, "reviewer": "report.reviewer", "state": "report.state", "seal": "report.seal"}
    places = {name: spots[names[name]] for name in typed}
    edits = {(places[name].sheet, places[name].address): content for name, content in typed.items()}
    path.write_bytes(patch_workbook(path.read_bytes(), edits))


def said(result: Verified, capsys: pytest.CaptureFixture[str]) -> list[str]:
    screen_files.verified(result)
    return capsys.readouterr().out.splitlines()


# --- the workbook by itself


def test_a_final_workbook_is_unchanged(final: Path, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = verify(final)
    state = read_workbook(final).state
    assert (result.state, result.same, result.seal, result.reckoned) == (SealState.UNCHANGED, True, code, code)
    assert (result.finalized_on, result.differences, result.compared) == (state.finalized_on, (), None)
    assert said(result, capsys) == [f"{final}：{state.finalized_on} 定稿以后没有改动，封存码 {code}。", LIMITS]


def test_a_changed_one_says_so_and_where_to_look(final: Path, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    type_into(final, cell=1)
    result = verify(final)
    assert (result.state, result.same, result.seal) == (SealState.CHANGED, False, code)
    assert result.reckoned != code
    lines = said(result, capsys)
    assert f"定稿以后有改动。封面的封存码是 {code}，按现在的内容算是 {result.reckoned}。" in lines[0]
    assert "--against" in lines[1]
    assert lines[2:] == ["  内容如果是对的，请重新定稿。", LIMITS]


def test_a_version_with_the_code_tells_what_was_changed(
    made: Path, final: Path, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The version before 定稿 has the same contents, whatever its 封面 says."""
    type_into(final, cell=1)
    (tmp_path / "坏的.bak").write_bytes(b"PK")
    other = tmp_path / "别的.bak"
    shutil.copy(final, other)
    versions = [tmp_path / "没有.bak", tmp_path / "坏的.bak", other, made / "定稿以前.bak"]
    result = verify(final, versions=versions)
    assert (result.compared, result.backup, result.same) == (versions[-1], True, False)
    lines = said(result, capsys)
    assert lines[1] == "  与备份“定稿以前.bak”（内容与封存码相符）相比，有 2 处不同（那一份 → 这一份）："
    assert lines[2:4] == [f"  {number}. {line}" for number, line in enumerate(CHANGES, 1)]
    assert verify(final, versions=versions[:3]).compared is None

    def lost():
        yield versions[0]
        raise XlToolsError("找不到备份的文件夹。")

    assert verify(final, versions=lost()).state is SealState.CHANGED


def test_versions_are_not_looked_at_where_nothing_was_changed(final: Path) -> None:
    def versions():
        raise AssertionError
        yield

    assert verify(final, versions=versions()).same


def test_one_without_a_code_cannot_be_verified(made: Path, tmp_path: Path) -> None:
    draft = Path(shutil.copy(made / "定稿以前.bak", tmp_path / "年报.xlsx"))
    with pytest.raises(XlToolsError, match="还没有定稿，没有封存码，无从核对。") as caught:
        verify(draft)
    assert (caught.value.code, "--against" in caught.value.hint) == ("E32", True)
    type_into(draft, state="定稿")
    with pytest.raises(XlToolsError, match="“定稿”是手工选的，没有封存码"):
        verify(draft)


def test_a_state_chosen_back_by_hand_is_told_with_whether_the_contents_stayed(
    final: Path, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    type_into(final, state="草稿")
    result = verify(final)
    assert (result.state, result.same) == (SealState.REOPENED, False)
    assert said(result, capsys) == [
        f"{final}：封面的状态已改回草稿，还留着封存码 {code}，内容没有改动。",
        "  内容如果是对的，请重新定稿。",
        LIMITS,
    ]
    type_into(final, cell=1)
    assert "内容有改动" in said(verify(final), capsys)[0]


# --- beside another file


def test_another_workbook_is_compared_whether_or_not_one_is_final(
    made: Path, final: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = made / "定稿以前.bak"
    assert verify(final, against=other).same
    assert verify(other, against=final).state is SealState.UNSEALED
    assert said(verify(final, against=other), capsys)[1] == "  与“定稿以前.bak”相比，没有不同。"
    changed = Path(shutil.copy(final, final.with_name("改过.xlsx")))
    type_into(changed, cell=1)
    result = verify(final, against=changed)
    assert (result.state, result.same, result.backup) == (SealState.UNCHANGED, False, False)
    assert [(one.old, one.new) for one in result.differences] == [("1", "0")] * 2
    # One that is no more what it says it is stays changed, even if the other has the same contents.
    twin = Path(shutil.copy(changed, final.with_name("副本.xlsx")))
    assert verify(changed, against=twin).differences == ()
    assert not verify(changed, against=twin).same


def test_a_data_file_is_compared_by_what_it_holds(made: Path, final: Path, tmp_path: Path) -> None:
    assert verify(final, against=made / "数据.json").same
    exported = tmp_path / "导出.json"
    tasks.export(final, ["json"], out=exported)
    assert verify(final, against=exported).same
    data = json.loads(exported.read_text(encoding="utf-8"))
    data["cells"][CELL] = 1
    exported.write_text(json.dumps(data), encoding="utf-8")
    [one] = verify(final, against=exported).differences
    assert (str(one.place), one.label, one.old, one.new) == ("三、申请情况!D6", "本年新收·自然人", "1", "0")


@pytest.mark.parametrize(
    ("file", "against", "code", "words"),
    [
        ("年报.xlsx", "年报.docx", "E33", "只能与工作簿（.xlsx）或数据文件（.json）比较"),
        ("年报.xlsx", "年报.PDF", "E33", "“年报.PDF”不能用来比较"),
        ("年报.xlsx", "年报.xlsx", "E34", "就是要核对的文件本身"),
        ("数据.json", "年报.xlsx", "E35", "“数据.json”是数据文件，没有封存码"),
        ("年报.xlsx", "没有.xlsx", "W01", "找不到"),
        ("年报.xlsx", "没有.json", "J04", "找不到"),
    ],
)
def test_what_cannot_be_compared_is_refused(made: Path, file: str, against: str, code: str, words: str) -> None:
    with pytest.raises(XlToolsError, match=words) as caught:
        verify(made / file, against=made / against)
    assert caught.value.code == code


# --- a code from a document


def test_a_code_copied_from_a_document_is_held_against_the_workbook(
    made: Path, final: Path, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result = verify(final, code=code.lower().replace("-", ""))
    assert (result.typed, result.typed_fits, result.same) == (code, True, True)
    assert said(result, capsys)[1] == "  文件上的封存码与工作簿现在的内容相符。"
    wrong = code[:5] + ("AAAA" if code[5:9] != "AAAA" else "BBBB") + code[9:]
    result = verify(final, code=wrong)
    assert not result.same
    lines = said(result, capsys)
    assert lines[1] == f"  文件上的封存码 {wrong} 与工作簿的 {code} 不符：第 2 组不同。"
    assert "--against" in lines[2]
    # Also of one that is not final: the document says what it was made of.
    assert verify(made / "定稿以前.bak", code=code).same


def test_a_document_from_before_a_change_is_told_from_one_of_another_workbook(
    made: Path, final: Path, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    type_into(final, reviewer="审核人乙")
    result = verify(final, code=code, versions=[made / "定稿以前.bak"])
    assert (result.typed_fits, result.same, len(result.differences)) == (False, False, 1)
    assert "  文件上的封存码与封面的相符，文件是改动以前导出的。" in said(result, capsys)
    tasks.finalize(final)
    result = verify(final, code=code, versions=[made / "定稿以前.bak"])
    assert (result.state, result.backup, len(result.differences)) == (SealState.UNCHANGED, True, 1)


def test_digits_that_no_code_has_are_read_as_letters_and_said_so(
    final: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    type_into(final, state="草稿", seal="OOOO-IIII-LLLL-BBBB-AAAA")
    result = verify(final, code="0000-1111-1111-8888-AAAA")
    assert not result.typed_fits
    digits = "（封存码里没有数字 0、1、8，已按形近的字母 O、I 或 L、B 核对）"
    assert said(result, capsys)[1] == f"  文件上的封存码与封面的相符{digits}，文件是改动以前导出的。"


def test_everything_is_in_the_json(made: Path, final: Path, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    type_into(final, cell=1)
    result = verify(final, code=code, versions=[made / "定稿以前.bak"])
    screen_files.json_verified(result)
    data = json.loads(capsys.readouterr().out)
    differences = data.pop("differences")
    assert data == {
        "file": str(final),
        "state": "changed",
        "same": False,
        "seal": code,
        "reckoned": result.reckoned,
        "finalized_on": result.finalized_on,
        "typed": code,
        "compared": str(made / "定稿以前.bak"),
        "backup": True,
    }
    assert differences[0] == {
        "name": CELL,
        "where": "三、申请情况!D6",
        "label": "本年新收·自然人",
        "old": "0",
        "new": "1",
    }


# --- the code in the documents

PRINTED = ("word", "html", "pdf", "fragment")


def last_lines(made: Exported, names: Sequence[str] = PRINTED) -> dict[str, str]:
    """The last line of each printed document."""
    found: dict[str, str] = {}
    for name, file in zip(names, made.files, strict=False):
        match name:
            case "word":
                found[name] = docx.Document(str(file)).paragraphs[-1].text
            case "pdf":
                with pdfplumber.open(file) as pdf:
                    page = pdf.pages[-1]
                    body = page.crop((0, 0, page.width, page.height - 95)).extract_text().splitlines()
                found[name] = body[-1]
            case _:
                root = html.fromstring(file.read_text(encoding="utf-8"))
                found[name] = list(root.iter("p"))[-1].text_content()
    return found


def test_the_same_code_ends_every_document_of_a_final_workbook_and_none_after_a_change(
    final: Path, code: str, tmp_path: Path
) -> None:
    made = tasks.export(final, [*PRINTED, "json", "csv", "infographic"], out=tmp_path / "成品")
    line = f"封存码：{code}（供与填报工作簿核对，不作防伪之用）"
    assert last_lines(made) == dict.fromkeys(PRINTED, line)
    assert made.remarks == ()
    assert verify(final, code=line).same
    # What others collect or draw from has none.
    assert not [file for file in made.files[len(PRINTED) :] if code in file.read_text(encoding="utf-8")]
    reported = tasks.check_report(final, tmp_path / "校验报告.docx")
    cells = [cell.text for table in docx.Document(str(reported.file)).tables for cell in table.columns[1].cells]
    assert [text for text in cells if f"封存码 {code}" in text and text.startswith("定稿，")]

    draft = tasks.export(final, PRINTED, out=tmp_path / "草稿", draft=True)
    type_into(final, cell=1)
    changed = tasks.export(final, PRINTED, out=tmp_path / "改过", draft=True)
    assert not [line for each in (draft, changed) for line in last_lines(each).values() if "封存码" in line]


def test_a_workbook_changed_since_is_exported_without_code_and_the_clerk_is_told(final: Path, tmp_path: Path) -> None:
    type_into(final, reviewer="审核人乙")
    made = tasks.export(final, ["word", "json"], out=tmp_path / "成品")
    assert last_lines(made, ["word"]) == {"word": "2025年1月20日"}
    assert made.remarks == ("封面写着定稿，但现在的内容没有经过定稿，文件末尾没有封存码。请核对后重新“定稿”，再导出。",)
    assert tasks.export(final, ["json"], out=tmp_path / "数据.json").remarks == ()


# --- cost


def test_verifying_loads_no_writer_and_no_document(made: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from xl_tools.tasks.verifying import verify\n"
        "assert verify(Path(sys.argv[1]), against=Path(sys.argv[2])).same\n"
        "print(*sorted(sys.modules))"
    )
    files = [str(made / "年报.xlsx"), str(made / "定稿以前.bak")]
    run = subprocess.run([sys.executable, "-c", program, *files], capture_output=True, check=True, text=True)
    loaded = set(run.stdout.split())
    assert "xl_tools.workbook.differences" in loaded
    assert loaded.isdisjoint({"lxml", "xlsxwriter", "typst", "docx", "rich", "python_calamine", "rapidfuzz"})
    # What the formats are called, and what no name of a file may hold, is known to every command.
    documents = {name for name in loaded if name.startswith("xl_tools.documents.")}
    assert documents <= {"xl_tools.documents.formats", "xl_tools.documents.clean"}
    assert "xl_tools.narrative.compose" not in loaded
