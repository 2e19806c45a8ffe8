"""The state file: what it keeps, who may have it, and what becomes of one that cannot be used."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from xl_tools.collecting.state import FORMAT, Kept, State
from xl_tools.errors import XlToolsError

ONE, OTHER = "a" * 64, "b" * 64
TODAY, TOMORROW = "2025-01-20", "2025-01-21"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "汇总_汇总资料" / "状态.sqlite"


def filled(path: Path) -> None:
    with State(path) as state:
        state.keep_readings("basis", [Kept(ONE, "", "一" * 5000), Kept(OTHER, TODAY, "二")])
        state.keep_decisions({"aliases": {"某局": ["甲县某局", "", TODAY]}})
        state.keep_setting("roster", ["名单.xlsx", 3])
        state.keep_letters("甲镇", [{"on": TODAY}])


def holds_all(state: State) -> bool:
    return (state.decisions(), state.setting("roster"), state.all_letters().get("甲镇", [])) == (
        {"aliases": {"某局": ["甲县某局", "", TODAY]}},
        ["名单.xlsx", 3],
        [{"on": TODAY}],
    )


def test_everything_is_there_in_the_next_run(path: Path) -> None:
    filled(path)
    with State(path) as state:
        assert state.sentence == ""
        assert state.reading(ONE, "basis") == "一" * 5000
        assert holds_all(state)
        assert state.all_letters() == {"甲镇": [{"on": TODAY}]}
        state.keep_setting("roster", None)
        assert state.setting("roster") is None


def test_a_new_state_holds_nothing(path: Path) -> None:
    with State(path) as state:
        assert (
            state.decisions(),
            state.setting("roster"),
            state.all_letters().get("甲镇", []),
            state.all_letters(),
        ) == (*(None, None, [], {}),)
        with pytest.raises(KeyError):
            state.reading(ONE, "basis")


def test_readings_hold_for_their_standard_and_some_for_their_day_alone(path: Path) -> None:
    filled(path)
    with State(path) as state:
        digests = [ONE, OTHER, "c" * 64]
        assert state.known(digests, "basis", TODAY) == {ONE, OTHER}
        assert state.known(digests, "basis", TOMORROW) == {ONE}
        assert state.known(digests, "another", TODAY) == set()
        state.keep_readings("another", [Kept(ONE, "", "三")])
        assert state.known(digests, "another", TODAY) == {ONE}
        assert state.reading(ONE, "another") == "三"


def test_thousands_are_looked_up_at_once(path: Path) -> None:
    digests = [f"{number:064}" for number in range(2500)]
    with State(path) as state:
        state.keep_readings("basis", [Kept(one, "", one) for one in digests[::2]])
        assert state.known(digests, "basis", TODAY) == set(digests[::2])


@settings(max_examples=examples(20))
@given(text=st.text(st.characters(), max_size=50))
def test_any_text_is_kept_as_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    with State(tmp_path_factory.mktemp("text") / "s.sqlite") as state:
        state.keep_readings("basis", [Kept(ONE, "", text)])
        assert state.reading(ONE, "basis") == text


def test_a_second_program_is_told_that_the_first_one_has_it(path: Path) -> None:
    with State(path):
        # A process of its own: within one, SQLite need not ask the system.
        code = (
            "import sys; from pathlib import Path\n"
            "from xl_tools.collecting.state import State\n"
            "from xl_tools.errors import XlToolsError\n"
            "try: State(Path(sys.argv[1]), patience=0.1)\n"
            "except XlToolsError as error: print(error.code, error.hint)"
        )
        done = subprocess.run([sys.executable, "-X", "utf8", "-c", code, path], capture_output=True, encoding="utf-8")
        assert done.stdout.startswith("K20 请等那边做完再试"), done.stderr
    with State(path) as state:
        assert state.sentence == ""


@pytest.mark.parametrize("kind", ["garbage", "cut", "overwritten", "another program's", "older"])
def test_a_file_that_cannot_be_used_is_set_aside_and_told(path: Path, kind: str) -> None:
    filled(path)
    content = path.read_bytes()
    if kind == "garbage":
        path.write_bytes(b"This is no database." * 100)
    elif kind == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif kind == "overwritten":
        # The root page of the readings; the page of decisions stays.
        path.write_bytes(content[:4096] + b"\xff" * 4096 + content[8192:])
    else:
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA application_id = 1" if kind == "another program's" else "PRAGMA user_version = 0")
    damaged = path.read_bytes()
    with State(path) as state:
        assert state.set_aside == path.with_name("状态（停用1）.sqlite")
        assert state.set_aside.read_bytes() == damaged
        assert state.sentence.startswith("状态文件“状态.sqlite”")
        assert "状态（停用1）.sqlite" in state.sentence
        saved = kind in ("overwritten", "another program's", "older")
        assert holds_all(state) is saved
        assert ("已接着使用" in state.sentence) is saved
        assert state.known([ONE, OTHER], "basis", TODAY) == set()
    with State(path) as state:
        assert state.sentence == ""


def test_a_second_file_that_is_set_aside_does_not_replace_the_first(path: Path) -> None:
    for content in (b"one" * 400, b"two" * 400):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        State(path).close()
    kept = sorted(file.name for file in path.parent.glob("*停用*"))
    assert kept == ["状态（停用1）.sqlite", "状态（停用2）.sqlite"]
    assert path.with_name(kept[1]).read_bytes() == b"two" * 400


def test_what_stands_beside_a_file_goes_with_it(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"garbage" * 400)
    Path(f"{path}-shm").write_bytes(b"of the same")
    State(path).close()
    assert Path(f"{path.with_name('状态（停用1）.sqlite')}-shm").read_bytes() == b"of the same"
    assert not Path(f"{path}-shm").exists()


def test_the_file_of_a_newer_program_is_left_alone(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {FORMAT + 1}")
    before = path.read_bytes()
    with pytest.raises(XlToolsError) as refused:
        State(path)
    assert refused.value.code == "K22"
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(XlToolsError) as refused:
        State(tmp_path / "file" / "状态.sqlite")
    assert refused.value.code == "K21"


def test_a_state_that_is_a_folder_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(XlToolsError) as refused:
        State(path)
    assert refused.value.code == "K21"


def test_a_closed_state_says_so_and_is_no_bug(path: Path) -> None:
    state = State(path)
    state.close()
    with pytest.raises(XlToolsError) as refused:
        state.keep_setting("x", 1)
    assert refused.value.code == "K21"


def test_one_damaged_reading_is_told_and_read_again(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE readings SET content = x'00ff' WHERE digest = ?", (ONE,))
        database.commit()
    with State(path) as state:
        with pytest.raises(XlToolsError) as refused:
            state.reading(ONE, "basis")
        assert refused.value.code == "K23"
        assert state.known([ONE, OTHER], "basis", TODAY) == {OTHER}


def test_a_batch_is_kept_whole_or_not_at_all(path: Path) -> None:
    with State(path) as state:

        def some():
            yield Kept(ONE, "", "一")
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            state.keep_readings("basis", some())
        assert state.known([ONE], "basis", TODAY) == set()
        state.keep_readings("basis", [Kept(OTHER, "", "二")])
        assert state.known([OTHER], "basis", TODAY) == {OTHER}
