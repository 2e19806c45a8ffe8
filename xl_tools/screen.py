"""What the commands print: plain lines in a pipe, tables and progress on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from xl_tools.errors import XlToolsError
from xl_tools.finding import Finding, Severity
from xl_tools.outcomes import Exported, ExportRefused, Filled, Validation
from xl_tools.values import plain_decimal

_COLOURS = {Severity.ERROR: "red", Severity.QUERY: "yellow", Severity.NOTICE: "cyan"}
_VERDICTS = {"errors": "有错误，必须改正", "queries": "没有错误，有需要核实的地方", "clean": "没有发现错误"}


def error(problem: XlToolsError) -> bool:
    """The sentence of an error, its code and what to do, on standard error.

    Returns: True for an export refused, whose findings are printed first.
    """
    refused = isinstance(problem, ExportRefused)
    if refused:
        findings(problem.findings)
    print(f"{problem}（{problem.code}）", file=sys.stderr)
    if problem.hint:
        print(problem.hint, file=sys.stderr)
    return refused


def validation(result: Validation) -> None:
    """The verdict on one file and its findings."""
    if result.error is not None:
        print(f"{result.file}：无法校验")
        print(f"  {result.error}（{result.error.code}）")
        if result.error.hint:
            print(f"  {result.error.hint}")
        return
    report = result.report
    head = f"{report.unit.name}，{report.year} 年度，{report.edition} 版" if report else ""
    print(f"{result.file}（{head}）：{_VERDICTS[result.status]}")
    counts = "，".join(
        f"{severity.label} {result.count(severity)} 条" for severity in Severity if result.count(severity)
    )
    if counts:
        print(f"  {counts}")
    findings(result.findings)
    if result.not_written is not None:
        print("  校验完成，但结果没有写进工作簿：")
        print(f"  {result.not_written}（{result.not_written.code}）")


def findings(items: Sequence[Finding]) -> None:
    """Findings as a table on a terminal, as numbered lines elsewhere."""
    if not items:
        return
    if sys.stdout.isatty():
        table(items)
        return
    for number, finding in enumerate(items, start=1):
        places = "、".join(str(place) for place in finding.places[:3]) + (" 等" if len(finding.places) > 3 else "")
        print(f"  {number}. [{finding.severity.label} {finding.rule}] {places}")
        print(f"     {finding.message}")


def json_result(result: Validation, *, one_line: bool) -> None:
    """The contract's JSON object of one file; on one line where there are several files."""
    indent = None if one_line else 1
    print(json.dumps(validation_data(result), ensure_ascii=False, indent=indent), flush=True)


def validation_data(result: Validation) -> dict[str, Any]:
    """The contract's object for `validate --format json`."""
    if result.error is not None or result.report is None:
        problem = result.error
        code, message = (problem.code, str(problem)) if problem else ("", "")
        return {"file": str(result.file), "status": "unreadable", "code": code, "message": message}
    return {
        "file": str(result.file),
        "edition": result.report.edition,
        "year": result.report.year,
        "unit": result.report.unit.name,
        "status": result.status,
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity.value,
                "cells": list(finding.cells),
                "where": [str(place) for place in finding.places],
                "left": _json_number(finding.left),
                "right": _json_number(finding.right),
                "difference": _json_number(finding.difference),
                "message": finding.message,
                "basis": finding.basis,
                "group": finding.group,
                "explained": finding.explained,
            }
            for finding in result.findings
        ],
        "suggestions": [],
    }


def filled(result: Filled) -> None:
    """What `fill` wrote, kept and still misses."""
    print(f"已填充叙述：{result.file}（写入 {len(result.written)} 段）")
    if result.kept:
        print(f"  手工改过、没有覆盖的：{'、'.join(result.kept)}")
    if result.missing:
        print(f"  还有 {len(result.missing)} 处待填：{'、'.join(result.missing)}")
    if result.unknown_slots:
        print(f"  不认识的占位：{'、'.join(result.unknown_slots)}")


def exported(result: Exported) -> None:
    """The files written, and the findings that stand."""
    if result.draft:
        print("以下文件标有“草稿”，不得公布：")
    for file in result.files:
        print(f"已导出：{file}")
    findings(result.findings)


def progress(results: Iterator[Validation], total: int, title: str) -> Iterator[Validation]:
    """Pass results on, with a progress bar on standard error where there are several and a person is looking."""
    if total < 2 or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(results, total=total, description=title, console=Console(stderr=True), transient=True)


def table(items: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True)
    for title, wrap in (("序号", False), ("级别", False), ("规则", False), ("位置", True), ("说明", True)):
        table.add_column(title, no_wrap=not wrap, overflow="fold")
    for number, finding in enumerate(items, start=1):
        places = "\n".join(str(place) for place in finding.places[:4]) + ("\n…" if len(finding.places) > 4 else "")
        level = Text(finding.severity.label, style=_COLOURS[finding.severity])
        table.add_row(str(number), level, finding.rule, Text(places), Text(finding.message))
    Console().print(table)


def _json_number(number: int | Decimal | None) -> int | str | None:
    return plain_decimal(number) if isinstance(number, Decimal) else number
