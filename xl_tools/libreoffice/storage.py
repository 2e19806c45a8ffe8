"""Files: LibreOffice's filters by file ending, and what a workbook says about calculating on load."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from xl_tools.libreoffice.parts import HostError

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97",
    ".xlt": "MS Excel 97 Vorlage/Template",
    ".ods": "calc8",
    ".fods": "OpenDocument Spreadsheet Flat XML",
    ".csv": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
}
# Comma, double quotes only where needed, UTF-8, from the first line, cells as shown; as Excel's "CSV UTF-8".
CSV_OPTIONS = "44,34,76,1,,0,false,true,false"
_RECALCULATE = re.compile(rb"<calcPr\b[^>]*\bfullCalcOnLoad=\"(?:1|true)\"")


def filter_for(path: Path) -> str:
    """The filter that writes files with this ending.

    Raises:
        HostError: when LibreOffice writes no such files.
    """
    name = _FILTERS.get(path.suffix.lower())
    if name is None:
        raise HostError(f"LibreOffice does not write {path.suffix or 'files without an ending'}")
    return name


def wants_calculation(path: Path) -> bool:
    """Whether a workbook asks to be calculated when it is opened, as files made by programs do.

    LibreOffice trusts the stored values unless told; Excel obeys.
    """
    if path.suffix.lower() not in {".xlsx", ".xlsm", ".xltx"}:
        return False
    try:
        with zipfile.ZipFile(path) as package, package.open("xl/workbook.xml") as part:
            return _RECALCULATE.search(part.read(1 << 20)) is not None
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
