"""What mutation and reading of the code brought to light, each as the smallest file that shows it."""

from __future__ import annotations

from hostile.cases import SHEET, Case, Family, replaced

_MAKE = Family("found")
CASES: tuple[Case, ...] = (
    _MAKE.refused(
        "W16",
        "row number that is none",
        replaced(SHEET, '<row r="6"', '<row r="nan"'),
        "mutant xml 108: the second reading took it for a number",
    ),
)
