"""What a reading depends on beside the bytes of its file: this program, its rules, the rule pack, the limits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import xl_tools
from xl_tools.errors import XlToolsError
from xl_tools.intake.limits import Limits
from xl_tools.judging import Standard
from xl_tools.limitsfile import limits_here

PACK_CHANGED = "K24"
_PARSERS = ("python-calamine", "chinesecalendar", "rapidfuzz")
"""Packages whose version may change what a file says, or what the rules say of it."""


@dataclass(frozen=True, slots=True)
class Basis:
    """By what files are read and judged.

    Attributes:
        digest: of everything; readings of another one are not used.
        limits: of the reading processes.
        pack: path of the rule pack and SHA-256 of its content; empty without one.
        today: YYYY-MM-DD; only few readings depend on it.
    """

    digest: str
    limits: Limits
    pack: tuple[str, ...]
    today: str


def basis_of(by: Standard, today: str) -> Basis:
    """The basis of a standard on this computer. Raises: LimitsError; XlToolsError K24 if the pack cannot be read."""
    limits = limits_here()
    pack: tuple[str, ...] = ()
    if by.pack is not None:
        file = Path(by.pack.source.file).absolute()
        try:
            pack = (str(file), hashlib.sha256(file.read_bytes()).hexdigest())
        except OSError as error:
            raise pack_changed(file) from error
    return Basis(combined(program(), pack[1:], limits), limits, pack, today)


def combined(program: str, pack: tuple[str, ...], limits: Limits) -> str:
    """The digest of a basis.

    Args:
        pack: digest of the pack's content; empty without one.
    """
    return hashlib.sha256("\n".join((program, *pack, repr(tuple(limits)))).encode()).hexdigest()


@cache
def program() -> str:
    """Digest of this program: its version, its rules and other data files, and the packages that read."""
    found = hashlib.sha256(xl_tools.__version__.encode())
    folder = Path(__file__).parents[1]
    for file in sorted((*folder.rglob("*.toml"), *folder.rglob("*.py"))):
        found.update(f"\0{file.relative_to(folder).as_posix()}\0".encode() + file.read_bytes())
    for name in _PARSERS:
        try:
            found.update(f"\0{name} {version(name)}".encode())
        except PackageNotFoundError:
            continue
    return found.hexdigest()


def pack_changed(file: Path | str) -> XlToolsError:
    """The error for a rule pack that is not what it was when the run began."""
    return XlToolsError(
        f"规则包“{Path(file).name}”在汇总期间被改动过，没有继续。", code=PACK_CHANGED, hint="请再汇总一次。"
    )
