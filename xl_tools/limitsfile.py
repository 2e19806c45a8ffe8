"""限额.toml → Limits: other limits than the usual ones, for a computer that must read larger files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from xl_tools.errors import LimitsError, SpecError
from xl_tools.forms.tomlsource import TomlSource
from xl_tools.intake.limits import DEFAULT, UNITS, Limits
from xl_tools.ownfiles import LIMITS
from xl_tools.packwords import in_chinese

MOST = 1_000_000_000
"""No limit may be set higher: a limit that nothing reaches is none."""


def load_limits(path: Path) -> Limits:
    """The limits in a file, in the units of docs/security.md; what it does not name keeps its usual value.

    Raises: LimitsError with file, line and a Chinese sentence.
    """
    try:
        source = TomlSource(path)
        source.only(source.data, (), *Limits._fields)
        found = {name: _number(source, name) * UNITS.get(name, 1) for name in source.data}
    except SpecError as error:
        raise LimitsError(f"{in_chinese(error.reason)}。", code="G01", file=path, line=error.line) from error
    return DEFAULT._replace(**found)


@cache
def limits_here() -> Limits:
    """The limits of this computer: those of its file, else the usual ones. Raises: LimitsError."""
    path = LIMITS.here()
    return load_limits(path) if path else DEFAULT


def _number(source: TomlSource, name: str) -> int:
    value: int = source.take(source.data, (), name, int)
    if not 1 <= value <= MOST:
        source.fail((name,), f"“{name}” is {value}; expected a number from 1 to {MOST}")
    return value
