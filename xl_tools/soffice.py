"""LibreOffice's program: where it lies on this computer, and how it converts one file."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

PROGRAM_VARIABLE = "XL_TOOLS_SOFFICE"
"""Environment variable with the path of the program soffice, where it lies in no usual place."""

WINDOWS_FOLDERS = (r"C:\Program Files\LibreOffice\program", r"C:\Program Files (x86)\LibreOffice\program")
"""Where LibreOffice's installer puts program and Python modules on Windows."""

_PROGRAM = "soffice.exe" if sys.platform == "win32" else "soffice"
_PLACES = {
    "win32": WINDOWS_FOLDERS,
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS",),
    # Packages of LibreOffice's own makers lie in a folder by version.
    "linux": ("/usr/bin", "/usr/lib/libreoffice/program", *map(str, sorted(Path("/opt").glob("libreoffice*/program")))),
}
# On Windows a process group is made by a flag, elsewhere by a session of its own.
_OWN_GROUP = subprocess.CREATE_NEW_PROCESS_GROUP if sys.platform == "win32" else 0
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)
"""No macro runs, not even a signed one, and nothing that a document only points to is fetched."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>
"""
_ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'


def find_soffice() -> str | None:
    """The program soffice: from the environment variable, the search path, or a usual place; None if there is none."""
    usual = (str(Path(place, _PROGRAM)) for place in _PLACES.get(sys.platform, ()))
    candidates = (os.environ.get(PROGRAM_VARIABLE), shutil.which("soffice"), shutil.which("libreoffice"), *usual)
    return next((found for found in candidates if found and Path(found).is_file()), None)


def convert_file(program: str, source: Path, to: str, *, seconds: float) -> tuple[int, str]:
    """Let LibreOffice write another kind of a file beside it; it also says 0 where it could not, so look for the file.

    Args:
        program: as find_soffice gives it.
        source: alone in a folder of its own, in which LibreOffice makes its profile.
        to: ending and filter, as --convert-to has them.
        seconds: after which it is ended, with all that it has started.

    Returns: exit status, and what was said.
    Raises: subprocess.TimeoutExpired.
    """
    profile = source.parent / "profile"
    (profile / "user").mkdir(parents=True)
    items = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items), encoding="utf-8")
    command = [
        program,
        "--headless",
        "--norestore",
        "--nolockcheck",
        # A profile of its own: with the user's, a LibreOffice that is open would swallow the job.
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to",
        to,
        "--outdir",
        str(source.parent),
        str(source),
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        creationflags=_OWN_GROUP,
        start_new_session=sys.platform != "win32",
    )
    try:
        said = process.communicate(timeout=seconds)[0].decode("utf-8", "replace").strip()
    finally:
        _end(process)
    return process.returncode, said


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the program; soffice is a starter, and its real process would stay behind."""
    if process.poll() is None:
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
