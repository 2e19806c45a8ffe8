"""Where LibreOffice's program lies on this computer."""

from __future__ import annotations

import os
import shutil
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


def find_soffice() -> str | None:
    """The program soffice: from the environment variable, the search path, or a usual place; None if there is none."""
    usual = (str(Path(place, _PROGRAM)) for place in _PLACES.get(sys.platform, ()))
    candidates = (os.environ.get(PROGRAM_VARIABLE), shutil.which("soffice"), shutil.which("libreoffice"), *usual)
    return next((found for found in candidates if found and Path(found).is_file()), None)
