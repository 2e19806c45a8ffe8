"""Files that a computer is set up with, so that nobody has to name them: rule pack, style file, limits."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA_VARIABLE = "XL_TOOLS_DATA"
"""Environment variable that names another folder for what this program keeps for itself."""


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One such file: its name in the user's settings folder, and the environment variable that names another."""

    name: str
    variable: str

    def here(self) -> Path | None:
        """The file on this computer, None where there is none."""
        return self.find(os.environ, sys.platform, Path.home())

    def find(self, environment: Mapping[str, str], platform: str, home: Path) -> Path | None:
        """The file named by the variable, else the one in the user's settings folder, else None.

        >>> PACK.find({"XL_TOOLS_PACK": "/省/规则.toml"}, "linux", Path("/home/a")).as_posix()
        '/省/规则.toml'
        """
        if chosen := environment.get(self.variable):
            return Path(chosen)
        path = _folder(environment, platform, home) / "xl_tools" / self.name
        return path if path.is_file() else None


PACK = OwnFile("规则包.toml", "XL_TOOLS_PACK")
STYLE = OwnFile("版式.toml", "XL_TOOLS_STYLE")
LIMITS = OwnFile("限额.toml", "XL_TOOLS_LIMITS")


def data_folder(environment: Mapping[str, str], platform: str, home: Path) -> Path:
    """Where this program keeps what a user never opens, on this system.

    >>> data_folder({}, "darwin", Path("/Users/a")).as_posix()
    '/Users/a/Library/Application Support/xl_tools'
    """
    if chosen := environment.get(DATA_VARIABLE):
        return Path(chosen)
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "xl_tools"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "xl_tools"
    data = environment.get("XDG_DATA_HOME")
    return (Path(data) if data else home / ".local" / "share") / "xl_tools"


def own_data_folder() -> Path:
    """Where this program keeps what a user never opens, on this computer."""
    return data_folder(os.environ, sys.platform, Path.home())


def _folder(environment: Mapping[str, str], platform: str, home: Path) -> Path:
    if platform == "win32":
        roaming = environment.get("APPDATA")
        return Path(roaming) if roaming else home / "AppData" / "Roaming"
    if platform == "darwin":
        return home / "Library" / "Application Support"
    return Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
