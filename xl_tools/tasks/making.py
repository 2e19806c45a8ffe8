"""新建: workbooks made from nothing or from last year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.datafile import YEARS
from xl_tools.errors import DataFileError, TemplateMismatch, WorkbookError
from xl_tools.forms.load import form_for_edition, form_for_year
from xl_tools.outputs import file_stem, refuse_existing, write_new
from xl_tools.report import Report, Unit
from xl_tools.tasks.files import refuse_same, timestamp
from xl_tools.tasks.previous import last_report

if TYPE_CHECKING:
    from xl_tools.importing import Imported


def new(
    out: Path,
    unit: Unit,
    year: int,
    *,
    edition: str = "",
    previous: Path | None = None,
    read: Imported | None = None,
    force: bool = False,
) -> Path:
    """Write an empty workbook for one unit and year; last year's figures from `previous` where given.

    Args:
        read: what was read of `previous` already, where it is a published document.

    Raises: FileExists; TemplateMismatch if the edition does not apply to the year; DataFileError for a unit without
        a name, a year that cannot be, or a `previous` of another year; errors of reading `previous`.
    """
    if not unit.name.strip():
        raise DataFileError("没有写单位名称。", code="J06", hint="请在 --unit 后面写单位全称。")
    if year not in YEARS:
        raise DataFileError(f"年度应在 {YEARS[0]} 至 {YEARS[-1]} 之间，现在是 {year}。", code="J09")
    form = form_for_edition(edition) if edition else form_for_year(year)
    if not form.applies_to(year):
        applies = form_for_year(year).edition
        raise TemplateMismatch(f"{year} 年度用 {applies} 版格式，不用 {form.edition} 版。", code="T07")
    last = None
    if previous is not None:
        last = replace(last_report(previous) if read is None else read.extraction.report, previous=None)
    if previous is not None and last is not None:
        if last.year != year - 1:
            raise DataFileError(f"“{previous.name}”是 {last.year} 年度的，不是上年（{year - 1} 年度）。", code="J11")
        refuse_same(out, previous)
    unit = replace(unit, name=" ".join(unit.name.split()))
    source = read.source if read else previous.name if previous else ""
    return write_workbook(Report(form, year, unit, {}, previous=last), out, source=source, force=force)


def next_year(report: Report, folder: Path) -> Path:
    """Make the empty workbook of the following year in `folder`, with this finished report as last year's.

    Raises: FileExists, for nothing is overwritten; TemplateMismatch if no edition applies.
    """
    form = form_for_year(report.year + 1)
    following = Report(form, report.year + 1, report.unit, {}, previous=replace(report, previous=None))
    source = f"{report.year} 年度的工作簿"
    return write_workbook(following, next_year_file(report, folder), source=source, force=False)


def next_year_file(report: Report, folder: Path) -> Path:
    """Where next_year() writes: named like the documents exported later."""
    return folder / f"{file_stem(replace(report, year=report.year + 1))}.xlsx"


def write_workbook(report: Report, out: Path, *, source: str = "", force: bool) -> Path:
    """Write a report as a workbook of its own.

    Args:
        source: where last year's figures come from, in words.

    Raises: WorkbookError W50 for any other ending than .xlsx; FileExists.
    """
    from xl_tools.workbook.template import build_workbook

    if out.suffix.lower() != ".xlsx":
        raise WorkbookError(f"工作簿的文件名应以 .xlsx 结尾，现在是“{out.name}”。", code="W50")
    refuse_existing([out], force=force)
    content = build_workbook(report, source=source, taken_on=timestamp()[:16] if source else "")
    write_new(out, content, force=force)
    return out
