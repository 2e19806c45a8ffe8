"""The main job on two real published reports: a sub-district's of 2019 and a city's of 2024."""

from __future__ import annotations

from pathlib import Path

from xl_tools import screen, tasks
from xl_tools.console import say
from xl_tools.datafile import write_data
from xl_tools.inputs import read_data_file
from xl_tools.outputs import file_stem, write_new
from xl_tools.values import Count

_SHIPPED = Path(__file__).parent / "examples"
_CHECKOUT = Path(__file__).parent.parent / "examples" / "data"
SUBDISTRICT, CITY = "wolongshan-2019", "suqian-2024"
MISTYPED = "requests.unavailable_needs_creation.natural_person"
"""The cell in which the demo turns a number round: 35 件."""


def example(name: str) -> Path:
    """The data file of an example report, in an installed package or in a checkout."""
    shipped = _SHIPPED / f"{name}.json"
    return shipped if shipped.is_file() else _CHECKOUT / f"{name}.json"


def run(out: Path) -> int:
    """Import, validate, fill and export both examples into `out`; earlier results of a demo there are replaced.

    Returns the exit status: 0 when everything went as it should, the refusal of the sub-district's
    final export included; 1 otherwise.
    """
    _title("嘉祥县卧龙山街道 2019 年度（2019 版格式，真实年报的数字）")
    refused = _walk(example(SUBDISTRICT), out / SUBDISTRICT)
    _title("宿迁市 2024 年度（2021 版格式，附 2023 年度作上年数据）")
    final = not _walk(example(CITY), out / CITY)
    _title("同一份年报，故意填错一格")
    mended = _mend(example(CITY), out / CITY)
    _title("下一年从这份 Word 文件开始")
    begun = _begin_next_year(example(CITY), out / CITY)
    _title("结果")
    for file in sorted(item for item in out.rglob("*") if item.is_file()):
        say(f"  {file}")
    return 0 if refused and final and mended and begun else 1


def _walk(source: Path, out: Path) -> bool:
    """One report from data file to documents; True if its final export was refused and a draft made instead."""
    say("1. 由数据文件建立工作簿")
    workbook = tasks.import_report(source, out / f"{source.stem}.xlsx", force=True)
    say(f"  {workbook}")
    say("2. 填充叙述（一、五、六）")
    screen.filled(tasks.fill(workbook))
    say("3. 校验，结果写入“目录与审核”")
    screen.validation(tasks.validate_file(workbook, mark=True))
    say("4. 校验报告")
    say(f"  {tasks.check_report(workbook, out / f'{source.stem}-校验报告.docx', force=True).file}")
    say("5. 导出 Word、网页、PDF、图解")
    try:
        screen.exported(tasks.export(workbook, out=out, force=True))
    except tasks.ExportRefused as refusal:
        say(f"  {refusal}")
        exported = tasks.export(workbook, out=out, draft=True, force=True)
        for line in (*(f"已导出草稿：{file}" for file in exported.files), *exported.remarks):
            say(f"  {line}")
        return True
    return False


def _mend(source: Path, out: Path) -> bool:
    """One number typed wrong: validation names the cell and the value, which is accepted; True if all is well then."""
    report = read_data_file(source)
    right = report.number(MISTYPED)
    wrong = report.with_cells({MISTYPED: Count(int(str(right)[::-1]))})
    data = out / f"{source.stem}-错一格.json"
    write_new(data, write_data(wrong).encode(), force=True)
    say(f"1. {report.form.cells[MISTYPED].name}：{right} 错填成 {wrong.number(MISTYPED)}")
    workbook = tasks.import_report(data, data.with_suffix(".xlsx"), force=True)
    say("2. 校验")
    screen.validation(tasks.validate_file(workbook, mark=True))
    say("3. 采纳建议，再校验")
    say(f"  {tasks.accept(workbook).sentence}")
    after = tasks.validate_file(workbook, mark=True)
    screen.validation(after)
    return after.status != "errors" and tasks.read_report(workbook).number(MISTYPED) == right


def _begin_next_year(source: Path, out: Path) -> bool:
    """The exported Word file is all that is left of a year: it fills the next one's 上年数据; True if all was read."""
    report = read_data_file(source)
    say("1. 建立下一年的空白工作簿")
    workbook = tasks.new(out / f"{CITY[:-4]}{report.year + 1}.xlsx", report.unit, report.year + 1, force=True)
    say(f"  {workbook}")
    say("2. 读已公布的 Word 文件，写出提取核对")
    read = tasks.read_document(next(out.glob(f"{file_stem(report)}*.docx")))
    page = tasks.review_beside(workbook)
    tasks.write_review(read, page, force=True)
    say(f"  {read.sentence}；{page}")
    say("3. 写入“上年数据”，接转上年")
    for done in (tasks.take_previous(workbook, read.extraction.report, read.source), tasks.carry_in(workbook)):
        say(f"  {done.sentence}")
    previous = tasks.read_report(workbook).previous
    return previous is not None and previous.cells == report.cells


def _title(text: str) -> None:
    say(f"\n== {text} ==")
