"""Installing the add-in on Windows and macOS, with both systems' places laid out in a temporary folder."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from xl_tools import __version__
from xl_tools.errors import ApplicationError
from xl_tools.excel import places as places_module
from xl_tools.excel.addin import build_addin
from xl_tools.excel.addin_install import check_interpreter, install, remove, status
from xl_tools.excel.macros import XLWINGS_SCRIPT, xlwings_file
from xl_tools.excel.places import Places, System, macos_places, real_places, windows_places
from xl_tools.excel.settings import read_setting, with_setting, without_setting

PYTHON = r"C:\Program Files\用户 甲's\python.exe"


@pytest.fixture
def windows(tmp_path: Path) -> Places:
    home = tmp_path / "用户 甲"
    environment = {"APPDATA": str(home / "AppData" / "Roaming"), "USERPROFILE": str(home)}
    return windows_places(environment, PYTHON, "cp936")


@pytest.fixture
def macos(tmp_path: Path) -> Places:
    return macos_places(tmp_path / "用户 甲", "/Users/jia/my env/bin/python")


@pytest.fixture(params=["windows", "macos"])
def either(request: pytest.FixtureRequest) -> Places:
    return request.getfixturevalue(request.param)


def test_places_are_those_excel_and_our_macros_look_in(windows: Places, macos: Places, tmp_path: Path) -> None:
    home = tmp_path / "用户 甲"
    assert windows.startup == home / "AppData/Roaming/Microsoft/Excel/XLSTART"
    assert windows.config == home / ".xl_tools/xl_tools.conf"
    assert windows.scripts is None
    group = home / "Library/Group Containers/UBF8T346G9.Office"
    assert macos.startup == group / "User Content/Startup/Excel"
    assert macos.config == home / "Library/Containers/com.microsoft.Excel/Data/xl_tools.conf"
    assert macos.scripts == home / "Library/Application Scripts/com.microsoft.Excel"
    (group / "User Content.localized/Startup.localized").mkdir(parents=True)
    assert macos_places(home, "/p").startup == group / "User Content.localized/Startup.localized/Excel"


def test_install_puts_the_addin_there_and_says_so(either: Places) -> None:
    state = install(either)
    assert state.addin.read_bytes() == build_addin()
    assert state.addin == either.startup / "xl_tools.xlam"
    assert read_setting(either.config.read_bytes(), either.interpreter_key, either.encoding) == either.interpreter
    assert state.sentences[0] == f"已安装加载项（{__version__}）：{state.addin}"
    assert state.sentences[-1] == "请重新打开 Excel，功能区上会出现“政务公开年报”。"
    assert state.ready
    assert [file.name for file in either.startup.iterdir()] == ["xl_tools.xlam"]


def test_install_on_macos_lets_the_sandboxed_excel_run_python(macos: Places) -> None:
    assert macos.scripts is not None
    install(macos)
    assert (macos.scripts / XLWINGS_SCRIPT).read_bytes() == xlwings_file(XLWINGS_SCRIPT)


def test_settings_are_written_in_the_code_page_vba_reads(windows: Places) -> None:
    install(windows)
    assert windows.config.read_bytes() == f'"INTERPRETER_WIN","{PYTHON}"\r\n'.encode("cp936")


def test_second_install_replaces_the_first(either: Places) -> None:
    install(either)
    (either.startup / "xl_tools.xlam").write_bytes(b"older")
    assert install(either).sentences[0].startswith("已更新加载项")
    assert status(either).ready


def test_other_settings_of_the_user_survive_install_and_remove(windows: Places) -> None:
    others = '"SHOW CONSOLE","True"\r\nPLAIN,甲\r\nnonsense "line\r\n'.encode("cp936")
    windows.config.parent.mkdir(parents=True)
    windows.config.write_bytes(others + b'"interpreter_win","C:\\old\\python.exe"\r\n')
    install(windows)
    assert windows.config.read_bytes() == others + f'"INTERPRETER_WIN","{PYTHON}"\r\n'.encode("cp936")
    state = remove(windows)
    assert windows.config.read_bytes() == others
    assert any("其他设置没有改动" in sentence for sentence in state.sentences)


def test_settings_of_xlwings_itself_are_left_alone(windows: Places) -> None:
    theirs = windows.config.parent.parent / ".xlwings" / "xlwings.conf"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b'"INTERPRETER_WIN","C:\\conda\\python.exe"\r\n')
    install(windows)
    remove(windows)
    assert theirs.read_bytes() == b'"INTERPRETER_WIN","C:\\conda\\python.exe"\r\n'


def test_remove_takes_away_what_install_brought(either: Places) -> None:
    install(either)
    state = remove(either)
    assert not state.addin.exists()
    assert not either.config.exists()
    assert state.sentences[0] == f"已移除加载项：{state.addin}"
    assert not state.ready


def test_remove_of_nothing_says_so(either: Places) -> None:
    assert remove(either).sentences[0].startswith("没有安装加载项")


def test_status_before_install_says_what_to_do(either: Places) -> None:
    state = status(either)
    assert (state.installed, state.current, state.interpreter, state.ready) == (False, False, "", False)
    assert state.sentences[0].startswith("没有安装加载项")
    assert "没有设置运行按钮的 Python" in state.sentences[1]
    assert all("xl-tools addin install" in sentence for sentence in state.sentences)
    assert not either.config.parent.exists()


def test_status_tells_another_version_and_another_python(either: Places) -> None:
    install(either)
    (either.startup / "xl_tools.xlam").write_bytes(build_addin("9.9"))
    other = replace(either, interpreter="/other/python")
    state = status(other)
    assert state.installed and not state.current
    assert "不是同一版本" in state.sentences[0]
    assert "不是现在运行的这一个（/other/python）" in state.sentences[1]


def test_status_on_macos_misses_the_script(macos: Places) -> None:
    assert macos.scripts is not None
    install(macos)
    (macos.scripts / XLWINGS_SCRIPT).unlink()
    assert "还没有允许 Excel 运行 Python" in status(macos).sentences[-1]


def test_status_on_windows_misses_the_library_of_the_resident_process(windows: Places, tmp_path: Path) -> None:
    install(windows)
    assert "没有找到让 Python 常驻的程序库" in status(windows).sentences[-1]
    python = tmp_path / "env" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True)
    (tmp_path / "env" / "xlwings64-0.37.8.dll").write_bytes(b"")
    here = replace(windows, interpreter=str(python))
    here.config.write_bytes(with_setting(b"", here.interpreter_key, str(python), "cp936"))
    assert status(here).sentences[-1] == f"运行按钮的 Python：{python}"


GOOD_ON_WINDOWS = [
    r"C:\Python311\python.exe",
    r"D:\政务 公开\it's\a=b & c (1)\python.exe",
    r"\\server\share\python.exe",
]
BAD_ON_WINDOWS = {
    r"https://d.docs.live.net/1234/python.exe": "是网址",
    r"python.exe": "不是完整的路径",
    r"Scripts\python.exe": "不是完整的路径",
    r"C:\100%\python.exe": "不能用的字符 '%'",
    'C:\\a"b\\python.exe': "不能用的字符 '\"'",
    "C:\\😀\\python.exe": "读不出的字“😀”",
}
BAD_ON_MACOS = {
    "https://example.sharepoint.com/python": "是网址",
    "bin/python": "不是完整的路径",
    "/a|b/python": "不能用的字符 '|'",
    '/a"b/python': "不能用的字符",
    "/a\\b/python": "不能用的字符",
    "/Users/甲/python": "读不出的字“甲”",
}


@pytest.mark.parametrize("path", GOOD_ON_WINDOWS)
def test_usable_path_on_windows_is_installed(windows: Places, path: str) -> None:
    assert install(replace(windows, interpreter=path)).interpreter == path
    assert status(replace(windows, interpreter=path)).interpreter == path


@pytest.mark.parametrize("path", ["/usr/local/bin/python3", "/Users/jia/it's a=b $x `y`/python"])
def test_usable_path_on_macos_is_installed(macos: Places, path: str) -> None:
    assert install(replace(macos, interpreter=path)).interpreter == path


@pytest.mark.parametrize(
    ("system", "path", "reason"),
    [("windows", *item) for item in BAD_ON_WINDOWS.items()] + [("macos", *item) for item in BAD_ON_MACOS.items()],
)
def test_path_the_macros_cannot_use_is_refused_before_anything_is_written(
    request: pytest.FixtureRequest, tmp_path: Path, system: str, path: str, reason: str
) -> None:
    target = replace(request.getfixturevalue(system), interpreter=path)
    with pytest.raises(ApplicationError) as caught:
        install(target)
    assert reason in str(caught.value)
    assert caught.value.code == "P13"
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_windowless_python_is_replaced_by_the_one_with_error_output(tmp_path: Path) -> None:
    environment = {"APPDATA": "a", "USERPROFILE": "b"}
    assert windows_places(environment, r"C:\Py\pythonw.exe", "cp936").interpreter == r"C:\Py\python.exe"


def test_missing_environment_is_said() -> None:
    with pytest.raises(ApplicationError, match="APPDATA") as caught:
        windows_places({"USERPROFILE": "b"}, "x", "cp936")
    assert caught.value.code == "P12"


@pytest.mark.parametrize("action", [install, remove])
def test_open_excel_is_told_in_words_and_leaves_the_old_file_whole(
    either: Places, monkeypatch: pytest.MonkeyPatch, action: object
) -> None:
    install(either)
    addin = either.startup / "xl_tools.xlam"
    addin.write_bytes(b"older")

    def refused(self: Path, *_: object, **__: object) -> None:
        if "xl_tools.xlam" in str(self) or "tmp" in self.suffix:
            raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refused)
    if action is remove:
        monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(ApplicationError) as caught:
        action(either)  # type: ignore[operator]
    assert caught.value.code == "P15"
    assert "退出 Excel" in caught.value.hint
    assert addin.read_bytes() == b"older"


def test_unreadable_settings_are_said(windows: Places) -> None:
    windows.config.mkdir(parents=True)
    with pytest.raises(ApplicationError) as caught:
        status(windows)
    assert caught.value.code == "P14"


def test_system_without_excel_is_told_of_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(ApplicationError) as caught:
        real_places()
    assert caught.value.code == "P11"
    assert "--libreoffice" in caught.value.hint


def test_without_xlwings_nothing_is_installed(windows: Places, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Packages are found by way of sys.path, so without it none is.
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(ApplicationError, match="没有安装 xlwings") as caught:
        install(windows)
    assert caught.value.code == "P10"
    assert "pip install xlwings==" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_real_places_follow_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places_module.sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert real_places().system is System.WINDOWS
    assert real_places().interpreter == sys.executable
    monkeypatch.setattr(places_module.sys, "platform", "darwin")
    assert real_places().system is System.MACOS


def test_settings_take_the_first_of_two_and_keep_every_other_line() -> None:
    content = b'"A","1"\n a , "x, y" \r\n"B","2"\r\n"b","3"'
    assert read_setting(content, "b", "ascii") == "2"
    assert read_setting(content, "c", "ascii") == ""
    assert with_setting(content, "B", "9", "ascii") == b'"A","1"\r\n a , "x, y" \r\n"B","9"\r\n'
    assert without_setting(content, "b") == b'"A","1"\r\n a , "x, y" \r\n'
    assert without_setting(b'"B","2"\r\n', "B") == b""
    with pytest.raises(ValueError, match="quotes"):
        with_setting(b"", "A", 'x"y', "ascii")


def test_check_accepts_what_install_accepts(windows: Places) -> None:
    check_interpreter(windows)
