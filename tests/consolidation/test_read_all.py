"""Reading everything that came in: each content once, only what is new, and the same findings as `validate` has."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from consolidation.collecting_books import arrivals_of, mixed_files, texts_of, workbook
from hostile.cases import PUBLISHED, Case
from hostile.corpus import CASES

from xl_tools.collecting import judged
from xl_tools.collecting import read_all as reading_all
from xl_tools.collecting.basis import basis_of
from xl_tools.collecting.pooled import job_of, read_here
from xl_tools.collecting.progress import Step, duration, progress_on_screen, words
from xl_tools.collecting.read_all import Readings, read_all
from xl_tools.collecting.state import State
from xl_tools.consolidation.arrival import Arrival
from xl_tools.errors import XlToolsError
from xl_tools.inputs import is_data, read_data_file
from xl_tools.intake.limits import DEFAULT
from xl_tools.judging import Standard, judge_opened, judge_report, standard
from xl_tools.workbook.reader import read_workbook

LONG = bool(os.environ.get("XL_TOOLS_LONG"))
PACK = Path(__file__).parents[2] / "examples" / "packs" / "示例省.toml"
TODAY = date(2025, 1, 20)
STANDARD = Standard()
# Files on disk that are no files, and those of which the reading process dies or runs out of time.
CRAFTED = [
    case
    for case in CASES
    if case.family not in PUBLISHED
    and case.place is None
    and not case.long
    and not case.code.endswith(("21", "22", "23"))
]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> list[Arrival]:
    return arrivals_of(tmp_path_factory.mktemp("inbox"), mixed_files(5))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "状态.sqlite") as state:
        yield state


@pytest.fixture(scope="module")
def undisturbed(inbox: list[Arrival], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every reading, made by one process without any trouble."""
    with State(tmp_path_factory.mktemp("undisturbed") / "状态.sqlite") as state:
        return texts_of(read_all(inbox, STANDARD, state, processes=1, today=TODAY), inbox)


def by_name(readings: Readings, inbox: list[Arrival], name: str):
    return readings[next(one.digest for one in inbox if one.origin.name == name)]


def test_every_kind_of_file_gets_its_reading(inbox: list[Arrival], state: State) -> None:
    readings = read_all(inbox, STANDARD, state, processes=1, today=TODAY)
    assert len(readings) == 9
    assert list(readings) == list(dict.fromkeys(one.digest for one in inbox if one.origin.name != "附图.png"))
    clean = by_name(readings, inbox, "第0街道.xlsx")
    assert clean.report and clean.report.unit.name == "示例县第0街道办事处"
    assert not clean.has_errors and not clean.code
    assert clean.places.keys() == clean.report.cells.keys()
    assert (clean.version, clean.final, clean.finalized_on) == (clean.report.form.template_version, False, "")
    assert len(clean.seal) == 24
    wrong = by_name(readings, inbox, "第2街道.xlsx")
    assert wrong.has_errors and wrong.suggestions
    assert by_name(readings, inbox, "数据.json").report is not None
    codes = {name: by_name(readings, inbox, name) for name in ("缺后半截.xlsx", "其实是.xlsx", "坏数据.json")}
    assert {name: one.code for name, one in codes.items()} == dict(zip(codes, ("W15", "W11", "J02"), strict=True))
    assert codes["缺后半截.xlsx"].sentence.startswith("“缺后半截.xlsx”不完整")
    # The same content under another name is one reading, and named as it came first.
    assert by_name(readings, inbox, "又一份.xlsx") is clean


def test_two_processes_read_the_same_to_the_byte(
    inbox: list[Arrival], state: State, undisturbed: dict[str, str]
) -> None:
    assert texts_of(read_all(inbox, STANDARD, state, processes=2, today=TODAY), inbox) == undisturbed


def test_a_second_run_reads_only_what_is_new(inbox: list[Arrival], tmp_path: Path, state: State) -> None:
    steps: list[Step] = []
    read_all(inbox[:4], STANDARD, state, processes=1, progress=steps.append, today=TODAY)
    assert [(step.done, step.all, step.name) for step in steps] == [
        (number, 4, f"第{number - 1}街道.xlsx") for number in (1, 2, 3, 4)
    ]
    assert all(step.rate > 0 for step in steps) and steps[-1].left == 0
    steps.clear()
    more = [*inbox[:4], *arrivals_of(tmp_path, {"新来的.xlsx": workbook(77)})]
    readings = read_all(more, STANDARD, state, processes=1, progress=steps.append, today=TODAY)
    assert [step.name for step in steps] == ["新来的.xlsx"]
    assert len(readings) == 5
    steps.clear()
    read_all(more, STANDARD, state, processes=1, progress=steps.append, today=date(2025, 3, 1))
    assert steps == []


def test_a_pack_makes_it_read_again_and_counts(inbox: list[Arrival], state: State) -> None:
    some, steps = inbox[:3], list[Step]()
    plain = read_all(some, STANDARD, state, processes=1, today=TODAY)
    strict = read_all(some, standard(PACK), state, processes=1, progress=steps.append, today=TODAY)
    assert len(steps) == 3
    assert [plain[one.digest].findings for one in some] != [strict[one.digest].findings for one in some]
    own = [judge_opened(read_workbook(one.file), standard(PACK)).findings for one in some]
    assert [strict[one.digest].findings for one in some] == own


def test_a_pack_that_is_changed_meanwhile_stops_everything(inbox: list[Arrival], state: State, tmp_path: Path) -> None:
    pack = tmp_path / "规则包.toml"
    pack.write_bytes(PACK.read_bytes())
    basis = basis_of(standard(pack), "2025-01-20")
    pack.write_bytes(PACK.read_bytes() + b"\n")
    jobs = [job_of(one.digest, one.file, one.origin.name) for one in inbox[:2]]
    with pytest.raises(XlToolsError) as refused:
        list(read_here(jobs, basis, 1))
    assert refused.value.code == "K24"
    by = standard(pack)
    pack.unlink()
    with pytest.raises(XlToolsError) as refused:
        read_all(inbox, by, state, processes=1, today=TODAY)
    assert refused.value.code == "K24"


def test_a_file_that_is_changed_or_gone_is_told_and_read_again_next_time(tmp_path: Path, state: State) -> None:
    inbox = arrivals_of(tmp_path, {"甲.xlsx": workbook(1), "乙.xlsx": workbook(2)})
    inbox[0].file.write_bytes(workbook(3))
    inbox[1].file.unlink()
    readings = read_all(inbox, STANDARD, state, processes=1, today=TODAY)
    assert [readings[one.digest].code for one in inbox] == ["K25", "W01"]
    assert "甲.xlsx" in readings[inbox[0].digest].sentence
    inbox[0].file.write_bytes(workbook(1))
    inbox[1].file.write_bytes(workbook(2))
    steps: list[Step] = []
    readings = read_all(inbox, STANDARD, state, processes=1, progress=steps.append, today=TODAY)
    assert len(steps) == 2
    assert [readings[one.digest].code for one in inbox] == ["", ""]


def test_what_is_said_of_a_file_names_it_as_it_came(tmp_path: Path, state: State) -> None:
    content = {"报表“一”[1].xlsx": b"%PDF-1.7\n"}
    first = arrivals_of(tmp_path, content)
    assert "“报表“一”[1].xlsx”" in read_all(first, STANDARD, state, processes=1)[first[0].digest].sentence
    (tmp_path / "二").mkdir()
    renamed = arrivals_of(tmp_path / "二", {"另\\名.xlsx": b"%PDF-1.7\n"})
    assert "“另\\名.xlsx”" in read_all(renamed, STANDARD, state, processes=1)[renamed[0].digest].sentence


def test_what_could_not_be_opened_is_not_read(inbox: list[Arrival], state: State) -> None:
    closed = replace(inbox[0], error=XlToolsError("打不开。", code="M01"))
    nothing = replace(inbox[1], digest="")
    assert len(read_all([closed, nothing], STANDARD, state, processes=1)) == 0


@pytest.mark.parametrize("processes", [0, -1])
def test_a_number_of_processes_that_cannot_be_is_told(processes: int, state: State) -> None:
    with pytest.raises(XlToolsError) as refused:
        read_all([], STANDARD, state, processes=processes)
    assert refused.value.code == "K26"


# --- the same as `validate` says


@pytest.fixture(scope="module")
def crafted(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Case, Arrival]]:
    found: list[tuple[Case, Arrival]] = []
    for number, case in enumerate(CRAFTED if LONG else CRAFTED[::6]):
        folder = tmp_path_factory.mktemp(f"case{number}")
        found += [(case, one) for one in arrivals_of(folder, {Path(case.name).name: case.build()})]
    return found


def test_damaged_and_odd_files_are_judged_as_validate_judges_them(
    crafted: list[tuple[Case, Arrival]], state: State
) -> None:
    readings = read_all([one for _, one in crafted], STANDARD, state, processes=2)
    firsts: set[str] = set()
    for case, one in crafted:
        if one.digest in firsts or one.digest not in readings:
            continue
        firsts.add(one.digest)
        reading = readings[one.digest]
        try:
            if is_data(one.file):
                report = read_data_file(one.file)
                found, texts = judge_report(report, STANDARD), report
            else:
                opened = read_workbook(one.file)
                found, texts = judge_opened(opened, STANDARD), opened.report
        except XlToolsError as error:
            assert (reading.code, reading.sentence, reading.hint) == (error.code, str(error), error.hint), case.title
        else:
            assert (reading.code, reading.report) == ("", texts), case.title
            assert (reading.findings, reading.suggestions) == (found.findings, found.suggestions), case.title
    assert len(firsts) > 15


def test_all_that_judging_needs_is_loaded_before_the_first_file(inbox: list[Arrival]) -> None:
    """What is loaded later is loaded by a process that is confined: slower, and outside of what was measured."""
    code = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from xl_tools.collecting import judged\n"
        "from xl_tools.intake.limits import DEFAULT\n"
        "before = set(sys.modules)\n"
        "for path, digest, kind in json.loads(sys.argv[1]):\n"
        "    judged.extract(Path(path).read_bytes(), DEFAULT, digest=digest, kind=kind, today='2025-01-20')\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    files = [(str(one.file), one.digest, "data" if is_data(one.file) else "workbook") for one in inbox]
    done = subprocess.run([sys.executable, "-c", code, json.dumps(files)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_the_sign_for_a_name_is_the_same_on_both_sides() -> None:
    assert reading_all._NAME == judged.NAME


def test_explanations_are_sought_where_anything_stands_in_their_column(tmp_path: Path) -> None:
    from xl_tools.forms.load import form_for_edition
    from xl_tools.intake.workbook import WorkbookPackage
    from xl_tools.workbook.layout import INDEX, layout_for
    from xl_tools.workbook.patch import patch_workbook

    layout = layout_for(form_for_edition("2021"), form_for_edition("2021"))
    content = workbook(0)
    assert judged._without_explanations(WorkbookPackage(content, DEFAULT))
    for line in (0, 17, 299):
        spot = layout.result(line, "explanation")
        changed = patch_workbook(content, {(INDEX, spot.address): "机构改革划入"})
        assert not judged._without_explanations(WorkbookPackage(changed, DEFAULT))


# --- the screen


def test_progress_in_words() -> None:
    assert words(Step(120, 2000, "第三街道.xlsx", 44.96, 41.8)) == (
        "读取 120/2000 件，每秒 45.0 件，还要约 42 秒：第三街道.xlsx"
    )
    assert [duration(seconds) for seconds in (0.2, 59.4, 60, 3599, 7500)] == [
        *("0 秒", "59 秒", "1 分 0 秒", "59 分 59 秒", "2 小时 5 分"),
    ]


def test_nothing_is_shown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_on_screen() as progress:
        assert progress is None
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="only on Windows there is no pty")
def test_the_line_is_shown_on_a_terminal_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "160")
    with progress_on_screen() as progress:
        assert progress is not None
        progress(Step(1, 2, "报表[1].xlsx", 10, 0.1))
        progress(Step(2, 2, "报表[2].xlsx", 10, 0))
        time.sleep(0.2)
    assert "报表[2].xlsx" in screen.getvalue()
    assert "\x1b[2K" in screen.getvalue()
