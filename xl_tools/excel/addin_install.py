"""Putting the add-in into Excel's start-up folder, looking after it, and taking it away again."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from xl_tools import __version__
from xl_tools.errors import ApplicationError
from xl_tools.excel.addin import FILE_NAME, build_addin
from xl_tools.excel.macros import XLWINGS_SCRIPT, XLWINGS_VERSION, xlwings_file
from xl_tools.excel.places import Places, System
from xl_tools.excel.settings import read_setting, with_setting, without_setting
from xl_tools.refusals import reason


@dataclass(frozen=True, slots=True)
class AddinState:
    """How things stand with the add-in after install, status or remove.

    Attributes:
        addin, config: the files meant, whether they exist or not.
        installed: the add-in lies in the start-up folder.
        current: it is the one this version builds.
        interpreter: the Python the buttons run in; "" where none is set.
        sentences: what was done or found, for the user.
    """

    addin: Path
    config: Path
    installed: bool
    current: bool
    interpreter: str
    sentences: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether the buttons will work at Excel's next start."""
        return self.installed and self.current and bool(self.interpreter)


def install(places: Places) -> AddinState:
    """Put the add-in into the start-up folder and the interpreter into the user's settings.

    Everything that can refuse is asked before anything is written; an earlier version is replaced.
    Raises: ApplicationError for an interpreter path the macros cannot use, or a file that cannot be written.
    """
    check_interpreter(places)
    content = build_addin()
    earlier = _read(places.config)
    settings = with_setting(earlier, places.interpreter_key, places.interpreter, places.encoding)
    addin = places.startup / FILE_NAME
    replaced = addin.exists()
    said: list[str] = []
    if places.scripts is not None:
        script = places.scripts / XLWINGS_SCRIPT
        _write(script, xlwings_file(XLWINGS_SCRIPT))
        said.append(f"已允许 Excel 运行 Python：{script}")
    _write(places.config, settings)
    said.append(f"已记下运行按钮的 Python：{places.interpreter}（写在 {places.config}，其他设置没有改动）")
    _write(addin, content)
    said.insert(0, f"{'已更新' if replaced else '已安装'}加载项（{__version__}）：{addin}")
    said.append("请重新打开 Excel，功能区上会出现“政务公开年报”。")
    return AddinState(addin, places.config, True, True, places.interpreter, tuple(said))


def status(places: Places) -> AddinState:
    """Say whether the add-in is installed, up to date, and able to find its Python; nothing is changed.

    Raises: ApplicationError if a file that exists cannot be read.
    """
    addin = places.startup / FILE_NAME
    content = _read(addin)
    interpreter = read_setting(_read(places.config), places.interpreter_key, places.encoding)
    current = bool(content) and content == build_addin()
    said: list[str] = []
    if not content:
        said.append(f"没有安装加载项（应在 {addin}）。请运行 xl-tools addin install。")
    elif current:
        said.append(f"加载项已安装，与本程序版本一致（{__version__}）：{addin}")
    else:
        said.append(f"加载项已安装，但与本程序（{__version__}）不是同一版本：{addin}。请运行 xl-tools addin install。")
    if not interpreter:
        said.append(f"没有设置运行按钮的 Python（应在 {places.config}）。请运行 xl-tools addin install。")
    elif interpreter != places.interpreter:
        said.append(f"按钮用的 Python 是 {interpreter}，不是现在运行的这一个（{places.interpreter}）。")
    else:
        said.append(f"运行按钮的 Python：{interpreter}")
    said += _status_of_system(places, interpreter)
    return AddinState(addin, places.config, bool(content), current, interpreter, tuple(said))


def remove(places: Places) -> AddinState:
    """Take the add-in and its own setting away; other settings stay, and so does xlwings' script.

    Raises: ApplicationError if a file cannot be removed, as while Excel has it open.
    """
    addin = places.startup / FILE_NAME
    said: list[str] = []
    if addin.exists():
        _delete(addin)
        said.append(f"已移除加载项：{addin}")
    else:
        said.append(f"没有安装加载项（{addin}），不需要移除。")
    settings = _read(places.config)
    left = without_setting(settings, places.interpreter_key)
    if not settings:
        pass
    elif not left.strip():
        _delete(places.config)
        said.append(f"已移除设置文件：{places.config}")
    elif left != settings:
        _write(places.config, left)
        said.append(f"已从 {places.config} 去掉运行按钮的 Python，其他设置没有改动。")
    said.append("已经打开的 Excel 要重新打开，“政务公开年报”才会消失。")
    return AddinState(addin, places.config, False, False, "", tuple(said))


def check_interpreter(places: Places) -> None:
    """Refuse an interpreter path that would not reach Python unharmed through the settings file and the shell.

    Raises: ApplicationError with a sentence that says what is wrong with the path.
    """
    path = places.interpreter
    if "://" in path:
        raise _refusal(path, "是网址（OneDrive 或 SharePoint），不是本机的文件夹")
    windows = places.system is System.WINDOWS
    if not (PureWindowsPath(path) if windows else PurePosixPath(path)).is_absolute():
        raise _refusal(path, "不是完整的路径")
    # Windows: %NAME% is replaced when the setting is read. macOS: | separates the script's fields, and
    # AppleScript and VBA take a backslash for something else.
    if bad := [character for character in ('"%\r\n' if windows else '"|\\\r\n') if character in path]:
        raise _refusal(path, f"含有不能用的字符 {' '.join(map(repr, bad))}")
    try:
        path.encode(places.encoding)
    except UnicodeEncodeError as error:
        raise _refusal(path, f"含有 Excel 的宏读不出的字“{path[error.start : error.end]}”") from error


def _refusal(path: str, why: str) -> ApplicationError:
    return ApplicationError(
        f"Python 的路径“{path}”{why}，Excel 里的按钮用不了它。",
        code="P13",
        hint="请把 Python 环境建在本机的普通文件夹里（例如 C:\\xl_tools 或 /Users/Shared/xl_tools），再运行一次安装。",
    )


def _status_of_system(places: Places, interpreter: str) -> list[str]:
    if places.scripts is not None:
        script = places.scripts / XLWINGS_SCRIPT
        return (
            []
            if script.is_file()
            else [f"还没有允许 Excel 运行 Python（缺少 {script}）。请运行 xl-tools addin install。"]
        )
    # The two folders in which xlwings' VBA looks for its library.
    folder = Path(interpreter).parent
    libraries = [place / f"xlwings64-{XLWINGS_VERSION}.dll" for place in (folder, folder.parent)]
    if not interpreter or any(library.is_file() for library in libraries):
        return []
    return ["没有找到让 Python 常驻的程序库，按钮每次要多等一两秒。"]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise ApplicationError(f"无法读取“{path}”（{reason(error)}）。", code="P14") from error


def _write(path: Path, content: bytes) -> None:
    """Replace `path` in one step, so that a full disk or an open Excel leaves the old file whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".xl_tools-", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _locked(path, "写入", error) from error


def _delete(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise _locked(path, "移除", error) from error


def _locked(path: Path, verb: str, error: OSError) -> ApplicationError:
    return ApplicationError(f"无法{verb}“{path}”（{reason(error)}）。", code="P15", hint="请先退出 Excel，再运行一次。")
