"""Putting the extension into LibreOffice and taking it out, with LibreOffice's own program unopkg."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from xl_tools.errors import ApplicationError
from xl_tools.libreoffice.extension import FILE_NAME, IDENTIFIER, build_extension
from xl_tools.libreoffice.office import soffice_program

_TIMEOUT = 120


def find_unopkg() -> str:
    """The program unopkg, which lies beside soffice.

    Raises:
        ApplicationError: when there is none.
    """
    beside = Path(soffice_program()).resolve().parent
    for candidate in (beside / "unopkg", beside / "unopkg.com", beside / "unopkg.exe"):
        if candidate.is_file():
            return str(candidate)
    found = shutil.which("unopkg")
    if found is None:
        raise ApplicationError(
            "没有找到 LibreOffice 的扩展管理程序 unopkg。", code="P21", hint="请先安装 LibreOffice。"
        )
    return found


def package_paths() -> list[str]:
    """The folders in which LibreOffice's Python finds this package and what it needs."""
    return [path for path in sys.path if path and Path(path).is_dir() and "site-packages" in path] + [
        str(Path(__file__).resolve().parents[2])
    ]


def install_extension(
    package: bytes | None = None,
    *,
    profile: Path | None = None,
    shared: bool | None = None,
    options: Sequence[str] = (),
) -> str:
    """Install the extension, replacing an older one; LibreOffice must be closed.

    Args:
        package: the extension; by default one that finds this installation of the package.
        profile: another user profile than the user's own.
        shared: for all users; by default only where unopkg refuses everything else, which is for root.
        options: further options of unopkg.

    Returns:
        What unopkg said.

    Raises:
        ApplicationError: when unopkg fails.
    """
    content = package if package is not None else build_extension(python_paths=package_paths())
    with tempfile.TemporaryDirectory(prefix="xl-tools-oxt-") as folder:
        file = Path(folder) / FILE_NAME
        file.write_bytes(content)
        return _run("add", ["--force", "--suppress-license", *options], [str(file)], profile, shared)


def remove_extension(*, profile: Path | None = None, shared: bool | None = None, options: Sequence[str] = ()) -> str:
    """Take the extension out again.

    Raises:
        ApplicationError: when unopkg fails, for example because it is not installed.
    """
    return _run("remove", list(options), [IDENTIFIER], profile, shared)


def extension_installed(
    *, profile: Path | None = None, shared: bool | None = None, options: Sequence[str] = ()
) -> bool:
    """Whether LibreOffice knows the extension."""
    return IDENTIFIER in _run("list", list(options), [], profile, shared)


def _run(verb: str, options: list[str], arguments: list[str], profile: Path | None, shared: bool | None) -> str:
    everyone = _is_root() if shared is None else shared
    command = [find_unopkg(), verb, *options, *(["--shared"] if everyone else []), *arguments]
    if profile is not None:
        command.append(f"-env:UserInstallation={profile.absolute().as_uri()}")
    try:
        result = subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise ApplicationError(f"LibreOffice 的扩展管理程序没有完成：{problem}", code="P22") from None
    said = (result.stdout + result.stderr).decode("utf-8", "replace").strip()
    if result.returncode != 0:
        raise ApplicationError(
            f"LibreOffice 没有接受扩展“年报工具”：{said}", code="P23", hint="请关闭 LibreOffice 的所有窗口后再试。"
        )
    return said


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
