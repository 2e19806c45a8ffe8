"""新建 and import: workbooks made from nothing, from last year, or from a data file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.datafile import YEARS
from xl_tools.errors import DataFileError, TemplateMismatch, WorkbookError
from xl_tools.forms.load import form_for_edition, form_for_year
from xl_tools.inputs import DATA_SUFFIX
from xl_tools.outputs import file_stem, refuse_existing, write_new
from xl_tools.report import Report, Unit
from xl_tools.tasks.files import read_report, refuse_same

if TYPE_CHECKING:
    pass


def new(
    out: Path, unit: Unit, year: int, *, edition: str = "", previous: Path | None = None, force: bool = False
) -> Path:
    """Write an empty workbook for one unit and year; last year's figures from `previous` where given.

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
    last = None if previous is None else replace(read_report(previous), previous=None)
    if previous is not None and last is not None:
        if last.year != year - 1:
            raise DataFileError(f"“{previous.name}”是 {last.year} 年度的，不是上年（{year - 1} 年度）。", code="J11")
        refuse_same(out, previous)
    unit = replace(unit, name=" ".join(unit.name.split()))
    return _write_workbook(Report(form, year, unit, {}, previous=last), out, force=force)


def next_year(report: Report, folder: Path) -> Path:
    """Make the empty workbook of the following year in `folder`, with this year's numbers as last year's.

    Raises: FileExists, for nothing is overwritten; TemplateMismatch if no edition applies.
    """
    form = form_for_year(report.year + 1)
    following = Report(form, report.year + 1, report.unit, {}, previous=replace(report, previous=None))
    return _write_workbook(following, next_year_file(report, folder), force=False)


def next_year_file(report: Report, folder: Path) -> Path:
    """Where next_year() writes: named like the documents exported later."""
    return folder / f"{file_stem(replace(report, year=report.year + 1))}.xlsx"


def import_report(source: Path, out: Path, *, force: bool = False) -> Path:
    """Make a workbook from a data file; totals stay as they were reported, even when wrong.

    Raises: FileExists, DataFileError.
    """
    if source.suffix.lower() != DATA_SUFFIX:
        raise DataFileError(f"“{source.name}”不是数据文件（.json）。", code="J03")
    return _write_workbook(read_report(source), out, force=force)


def _write_workbook(report: Report, out: Path, *, force: bool) -> Path:
    from xl_tools.workbook.template import build_workbook

    if out.suffix.lower() != ".xlsx":
        raise WorkbookError(f"工作簿的文件名应以 .xlsx 结尾，现在是“{out.name}”。", code="W50")
    refuse_existing([out], force=force)
    write_new(out, build_workbook(report), force=force)
    return out
