"""Files that the tasks read: which of a folder, and the data file as text."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Sequence
from pathlib import Path

from xl_tools.datafile import read_data
from xl_tools.errors import DataFileError
from xl_tools.intake.datafile import DataFileGate
from xl_tools.intake.refusal import Refusal
from xl_tools.limitsfile import limits_here
from xl_tools.refusals import reason, refuse
from xl_tools.report import Report

DATA_SUFFIX = ".json"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
# Named here as well as at the reader: loading its gates would delay every start.
PUBLISHED_SUFFIXES = frozenset({".docx", ".docm", ".doc", ".wps", ".html", ".htm", ".mht", ".mhtml", ".pdf", ".txt"})
"""Endings of published reports that can be read: Word, web page, PDF, text."""
PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic"})
"""Endings of pictures, of which it is said why they cannot be read."""
_COLLECTED = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".csv", DATA_SUFFIX)
_LITTER = ("~$", ".~lock.", "._", ".ds_store", "desktop.ini", "thumbs.db", "ehthumbs.db")
"""Beginnings of names, in lower case, of files that programs leave behind."""


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Files named, and below folders everything that may be a report, each once; litter of programs is skipped.

    Spreadsheets of other kinds (.xls, .et, .csv …) are in the list: validation says of each what to do with it,
    so that none that an office sent is passed over in silence.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = [item for item in path.rglob("*") if item.suffix.lower() in _COLLECTED and not item.is_dir()]
            files += sorted(item for item in found if not is_litter(item.name))
        else:
            files.append(path)
    return list({file.absolute(): file for file in files}.values())


def documents_below(paths: Sequence[Path]) -> list[Path]:
    """Published documents in folders: they may be anything, so they are read only when they are named."""
    below = (item for path in paths if path.is_dir() for item in path.rglob("*"))
    return [item for item in below if is_published(item) and item.is_file() and not is_litter(item.name)]


def is_litter(name: str) -> bool:
    """Whether a file was left behind by a program, by the beginning of its name."""
    return name.lower().startswith(_LITTER)


def is_data(path: Path) -> bool:
    return path.suffix.lower() == DATA_SUFFIX


def is_published(path: Path) -> bool:
    """Whether a file is taken for a published report, by the ending of its name."""
    return path.suffix.lower() in PUBLISHED_SUFFIXES | PICTURE_SUFFIXES


def read_data_file(path: Path) -> Report:
    """The report in a data file. Raises: DataFileError."""
    return open_data_file(path)[0]


def open_data_file(path: Path) -> tuple[Report, str]:
    """The report in a data file, and the SHA-256 of the bytes read, as hexadecimal digits.

    Raises: DataFileError; WorkbookError W04, W05 for an empty file and one that is too large.
    """
    limits = limits_here()
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DataFileError(f"无法读取“{path}”（不是普通文件）。", code="J04")
        limits.check("file_size", status.st_size)
        content = path.read_bytes()
        DataFileGate().check(content, limits)
    except Refusal as refusal:
        raise refuse(refusal.code, path, **refusal.details) from refusal
    except FileNotFoundError as error:
        raise DataFileError(f"找不到文件“{path}”。", code="J04") from error
    except OSError as error:
        raise DataFileError(f"无法读取“{path}”（{reason(error)}）。", code="J04") from error
    return read_data(content.decode("utf-8-sig")), hashlib.sha256(content).hexdigest()
