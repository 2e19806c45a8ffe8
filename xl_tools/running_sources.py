"""The commands for what an office already has: import, ledger, migrate."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.console import say
from xl_tools.errors import XlToolsError
from xl_tools.running import FOUND_ERRORS, OK, done, start_reader
from xl_tools.units import Level, Scope

if TYPE_CHECKING:
    from xl_tools.report import Report

PASTED = "-"
"""Stands for the source where text is piped in."""


def import_(options: argparse.Namespace) -> int:
    from xl_tools import screen_import, tasks
    from xl_tools.inputs import is_data, is_published
    from xl_tools.report import Unit

    out: Path | None = options.out
    into: Path | None = options.into
    if into is None and (options.carry_in or options.replace):
        raise XlToolsError(
            "--carry-in 和 --replace 要与 --into 一起用。", code="X05", hint="请写 --into 和本年的工作簿。"
        )
    if options.source == PASTED:
        source = None
    else:
        source = Path(options.source)
        if not is_published(source):
            return _import_report(options, source, is_data(source))
    unit = Unit(options.unit, Level(options.level or "other"), Scope(options.scope)) if options.unit else None
    year, edition = options.year, options.edition
    if source is None:
        read = tasks.read_pasted(_standard_input(), unit=unit, year=year, edition=edition)
    else:
        read = tasks.read_document(source, unit=unit, year=year, edition=edition)
    made: list[str] = []
    if out is not None:
        kept = tasks.keep_import(read, out, review=options.review, force=options.force)
        made += [f"已写入：{kept.file}", f"提取核对：{kept.review}"]
    if into is not None:
        made += _into(options, into, read.extraction.report, read.source)
    if out is None and (into is not None or options.review is not None):
        page = options.review or tasks.review_beside(into or Path(PASTED))
        # The page that goes with a workbook is made anew each time, as the button does it.
        tasks.write_review(read, page, force=options.force or options.review is None)
        made.append(f"提取核对：{page}")
    if options.format == "json":
        screen_import.json_imported(read, made)
    else:
        screen_import.imported(read, made)
    return OK


def _import_report(options: argparse.Namespace, source: Path, is_data: bool) -> int:
    """A data file becomes a workbook; it, or last year's workbook, gives this year's workbook its 上年数据."""
    from xl_tools import tasks

    if options.into is not None:
        if not is_data:
            start_reader([source])
        last = tasks.last_report(source)
        for line in _into(options, options.into, last, source.name):
            say(line)
        return OK
    if options.out is None:
        raise XlToolsError("没有写要写到哪里。", code="X05", hint="请写 -o 和文件名，或 --into 和本年的工作簿。")
    path = tasks.import_report(source, options.out, force=options.force)
    return done(f"已写入工作簿：{path}")


def _into(options: argparse.Namespace, into: Path, last: Report, source: str) -> list[str]:
    """Fill 上年数据, and 上年结转 where that is asked for; what differs is told, and kept unless --replace says so."""
    from xl_tools import tasks

    # Figures of another unit may be looked at in 上年数据, but they do not count as carried over without a second word.
    own = options.carry_in and not options.replace
    made = [tasks.take_previous(into, last, source, replaced=options.replace, own_only=own)]
    if options.carry_in:
        made.append(tasks.carry_in(into, replaced=options.replace))
    lines: list[str] = []
    for one in made:
        lines += [one.sentence, *one.crossed, *(f"  {line}" for line in one.differing)]
        if one.differing and not one.replaced:
            lines.append("这些格保留了原来的数；要改成来源的数，请加 --replace。")
    return lines


def _standard_input() -> str:
    """What is piped in: text or HTML in UTF-8, or in the encoding that a page of Chinese Windows has."""
    data = sys.stdin.buffer.read()
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise XlToolsError(
        "标准输入里不是文字。", code="X06", hint="请把粘贴的内容存成 .txt 或 .html 文件，再导入那个文件。"
    )


def ledger(options: argparse.Namespace) -> int:
    from xl_tools import screen_ledger, tasks

    file: Path = options.file
    if options.new:
        if options.year is None:
            raise XlToolsError("没有写台账的年度。", code="X05", hint="请写 --year 和年度，例如 --year 2025。")
        return done(tasks.new_ledger(file, options.year, previous=options.ledger, force=options.force).sentence)
    start_reader([file])
    made: list[str] = []
    if options.write:
        built = tasks.build_tables(file, ledger=options.ledger, today=options.today, within=options.within)
        result = built.ledger
        made.append(built.edited.sentence)
    else:
        result = tasks.tally_ledger(file, ledger=options.ledger, today=options.today, within=options.within)
    if options.trace is not None:
        made.append(f"已写入来源明细：{tasks.write_trace(result, options.trace, force=options.force)}")
    if options.format == "json":
        screen_ledger.json_ledger(result, made)
    else:
        screen_ledger.ledger(result, made)
    return FOUND_ERRORS if any(one.stops for one in result.findings) else OK


def migrate(options: argparse.Namespace) -> int:
    start_reader([options.file])
    from xl_tools import screen_import, tasks

    made = tasks.migrate(options.file, options.out, force=options.force)
    if options.format == "json":
        screen_import.json_migrated(made)
    else:
        screen_import.migrated(made)
    return OK
