"""import: data files and published documents become workbooks, data files, or last year's figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.datafile import write_data
from xl_tools.errors import DataFileError, PublishedError
from xl_tools.importing import Imported, review_page
from xl_tools.inputs import is_data, is_published, read_data_file
from xl_tools.outputs import refuse_existing, write_new
from xl_tools.tasks.files import refuse_same
from xl_tools.tasks.making import write_workbook

if TYPE_CHECKING:
    from xl_tools.report import Report, Unit

REVIEW = "提取核对"
"""Ends the name of a page that shows source and result."""
PASTED = Path("粘贴的内容")
"""Stands for the file where the source is text that somebody pasted."""


@dataclass(frozen=True, slots=True)
class ImportMade:
    """What was written of a published document: the workbook or data file, and the page for its review."""

    file: Path
    imported: Imported
    review: Path


def import_report(source: Path, out: Path, *, force: bool = False) -> Path:
    """Make a workbook or a data file of a data file or a published document; totals stay as they were reported.

    Args:
        out: a .xlsx or .json file.

    Raises: FileExists, DataFileError; as import_document for a published document.
    """
    if is_published(source):
        return import_document(source, out, force=force).file
    if not is_data(source):
        raise DataFileError(
            f"“{source.name}”不能导入。",
            code="J03",
            hint="可以导入数据文件（.json）和已公布的年报（.docx、.doc、.html、.pdf、.txt）。",
        )
    refuse_same(out, source)
    return _written(read_data_file(source), out, force=force)


def import_document(
    source: Path,
    out: Path,
    *,
    unit: Unit | None = None,
    year: int | None = None,
    edition: str = "",
    review: Path | None = None,
    force: bool = False,
) -> ImportMade:
    """As import_report, of a published document; its review page, source and result side by side, is written as well.

    Args:
        unit, year, edition: what the document does not say, or says wrong.
        review: the review page; by default beside `out`.

    Raises: FileExists, PublishedError, WorkbookError.
    """
    refuse_same(out, source)
    return keep_import(read_document(source, unit=unit, year=year, edition=edition), out, review=review, force=force)


def keep_import(imported: Imported, out: Path, *, review: Path | None = None, force: bool = False) -> ImportMade:
    """As import_document, of what has been read already."""
    page = review or review_beside(out)
    _refuse_page(imported, page)
    refuse_existing([out, page], force=force)
    made = _written(imported.extraction.report, out, force=force)
    write_review(imported, page, force=force)
    return ImportMade(made, imported, page)


def read_document(path: Path, *, unit: Unit | None = None, year: int | None = None, edition: str = "") -> Imported:
    """Read a published document (Word, web page, PDF, text); the file itself is never touched.

    Args:
        unit, year, edition: instead of what the document says.

    Raises: PublishedError.
    """
    from xl_tools.published.fetch import fetch_source
    from xl_tools.published.recognition import recognise

    source, digest = fetch_source(path)
    return Imported(path, digest, recognise(source, unit=unit, year=year, edition=edition))


def read_pasted(text: str, *, unit: Unit | None = None, year: int | None = None, edition: str = "") -> Imported:
    """As read_document, of text or HTML that somebody pasted. Raises: PublishedError."""
    import hashlib

    from xl_tools.published.fetch import source_of_text
    from xl_tools.published.recognition import recognise

    source = source_of_text(text)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Imported(PASTED, digest, recognise(source, unit=unit, year=year, edition=edition))


def read_cells(cells: Mapping[tuple[int, int], str], name: str) -> Imported:
    """As read_document, of a sheet into which somebody pasted a report.

    Args:
        cells: texts by row and column, from 0.
        name: of the sheet.

    Raises: PublishedError.
    """
    from xl_tools.intake.refusal import Refusal
    from xl_tools.published.recognition import recognise
    from xl_tools.published.sheet import source_of_grid
    from xl_tools.refusals import refuse

    try:
        source = source_of_grid(cells, name)
    except Refusal as refusal:
        raise refuse(refusal.code, name, **refusal.details) from refusal
    return Imported(Path(name), "", recognise(source))


def review_beside(out: Path) -> Path:
    """Where the review page stands if nobody says otherwise."""
    return out.with_name(f"{out.stem}-{REVIEW}.html")


def write_review(imported: Imported, page: Path, *, force: bool) -> None:
    """Write 提取核对. Raises: FileExists, also for the source; PublishedError N45 for another kind; WorkbookError."""
    _refuse_page(imported, page)
    write_new(page, review_page(imported).encode("utf-8"), force=force)


def _refuse_page(imported: Imported, page: Path) -> None:
    if page.suffix.lower() not in (".html", ".htm"):
        raise PublishedError(f"提取核对是网页，不能写成“{page.name}”。", code="N45", hint="文件名请以 .html 结尾。")
    refuse_same(page, imported.file)


def _written(report: Report, out: Path, *, force: bool) -> Path:
    if not is_data(out):
        return write_workbook(report, out, force=force)
    write_new(out, write_data(report).encode("utf-8"), force=force)
    return out
