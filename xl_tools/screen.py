"""What the commands print: plain lines in a pipe, tables and progress on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from xl_tools.characters import escaped
from xl_tools.console import say
from xl_tools.errors import XlToolsError
from xl_tools.finding import Finding, Severity
from xl_tools.outcomes import Exported, Filled, ProseCheck, Refused, Validation
from xl_tools.values import plain_decimal

_Result = TypeVar("_Result")
_COLOURS = {Severity.ERROR: "red", Severity.QUERY: "yellow", Severity.NOTICE: "cyan"}
_VERDICTS = {"errors": "有错误，必须改正", "queries": "没有错误，有需要核实的地方", "clean": "没有发现错误"}


def error(problem: XlToolsError) -> bool:
    """The sentence of an error, its code and what to do, on standard error.

    Returns: True for an export or a 定稿 refused, whose findings are printed first.
    """
    refused = isinstance(problem, Refused)
    if refused:
        findings(problem.findings)
    say(f"{problem}（{problem.code}）", error=True)
    if problem.hint:
        say(problem.hint, error=True)
    return refused


def validation(result: Validation) -> None:
    """The verdict on one file and its findings."""
    if result.error is not None:
        say(f"{result.file}：无法校验")
        say(f"  {result.error}（{result.error.code}）")
        if result.error.hint:
            say(f"  {result.error.hint}")
        return
    report = result.report
    head = f"{_one_line(report.unit.name)}，{report.year} 年度，{report.edition} 版" if report else ""
    say(f"{result.file}（{head}）：{_VERDICTS[result.status]}")
    counts = [f"{severity.label} {result.count(severity)} 条" for severity in Severity if result.count(severity)]
    explained = sum(finding.explained for finding in result.findings)
    if counts:
        say(f"  {'，'.join(counts)}" + (f"（核实中 {explained} 条已作说明）" if explained else ""))
    findings(result.findings, result.advice)
    if result.not_written is not None:
        say("  校验完成，但结果没有写进工作簿：")
        say(f"  {result.not_written}（{result.not_written.code}）")
        if result.not_written.hint:
            say(f"  {result.not_written.hint}")


def findings(items: Sequence[Finding], advice: Callable[[int], str] = lambda _: "") -> None:
    """Findings as a table on a terminal, as numbered lines elsewhere.

    Args:
        advice: which cell of a group is probably wrong; said once, with the first finding of the group.
    """
    if not items:
        return
    said: set[int] = set()
    rows: list[tuple[Finding, str]] = []
    for finding in items:
        rows.append((finding, "" if finding.group in said else advice(finding.group)))
        said.add(finding.group)
    if sys.stdout.isatty():
        table(rows)
        return
    for number, (finding, words) in enumerate(rows, start=1):
        places = "、".join(str(place) for place in finding.places[:3]) + (" 等" if len(finding.places) > 3 else "")
        say(f"  {number}. [{_level(finding)} {finding.rule}] {places}")
        say(f"     {_one_line(finding.message)}")
        if finding.explained:
            say(f"     说明：{_one_line(finding.explanation)}")
        if words:
            say(f"     建议：{words}。")


def json_result(result: Validation, *, one_line: bool) -> None:
    """The contract's JSON object of one file; on one line where there are several files."""
    indent = None if one_line else 1
    say(json.dumps(validation_data(result), ensure_ascii=False, indent=indent))


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
        "findings": [finding_to_json(finding) for finding in result.findings],
        "suggestions": [
            {
                "group": one.group,
                "cell": one.cell,
                "where": str(one.place),
                "current": _json_number(one.current),
                "proposed": _json_number(one.proposed),
                "reason": one.reason,
                "answer": one.answer,
                "sure": one.sure,
            }
            for one in result.suggestions
        ],
    }


def prose(check: ProseCheck) -> None:
    """Each number of the texts with what it was held against, then the rules on numbers in texts."""
    say(f"{check.file}：正文里与表格有关的数 {len(check.numbers)} 处")
    for one in check.numbers:
        found = "（空白）" if one.found is None else one.found
        reason = f"，{one.reason}" if one.reason else ""
        say(f"  [{one.verdict.value}] “{one.quote}”：{one.name} {one.stated}；表里 {found}（{one.where}）{reason}")
    findings(check.findings)


def json_prose(check: ProseCheck) -> None:
    """The same as one JSON object."""
    numbers = [
        {
            "where": str(one.place),
            "quote": one.quote,
            "name": one.name,
            "cells": list(one.cells),
            "stated": _json_number(one.stated),
            "found": _json_number(one.found),
            "verdict": one.verdict.name.lower(),
            "reason": one.reason,
        }
        for one in check.numbers
    ]
    data = {"file": str(check.file), "numbers": numbers, "findings": [finding_to_json(one) for one in check.findings]}
    say(json.dumps(data, ensure_ascii=False, indent=1))


def filled(result: Filled) -> None:
    """What `fill` wrote, kept and still misses."""
    say(f"已填充叙述：{result.file}（写入 {len(result.written)} 段）")
    if result.kept:
        say(f"  手工改过、没有覆盖的：{'、'.join(result.kept)}")
    if result.missing:
        say(f"  还有 {len(result.missing)} 处待填：{'、'.join(result.missing)}")
    if result.unknown_slots:
        say(f"  不认识的占位：{'、'.join(result.unknown_slots)}")


def exported(result: Exported) -> None:
    """The files written, and the findings that stand."""
    if result.draft:
        say("以下文件标有“草稿”，不得公布：")
    for file in result.files:
        say(f"已导出：{file}")
    for remark in result.remarks:
        say(remark)
    findings(result.findings)


def progress(results: Iterator[_Result], total: int, title: str) -> Iterator[_Result]:
    """Pass results on, with a progress bar on standard error where there are several and a person is looking."""
    if total < 2 or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(results, total=total, description=title, console=Console(stderr=True), transient=True)


def table(items: Sequence[tuple[Finding, str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True)
    for title, wrap in (("序号", False), ("级别", False), ("规则", False), ("位置", True), ("说明", True)):
        table.add_column(title, no_wrap=not wrap, overflow="fold")
    for number, (finding, words) in enumerate(items, start=1):
        places = "\n".join(str(place) for place in finding.places[:4]) + ("\n…" if len(finding.places) > 4 else "")
        level = Text(_level(finding), style="green" if finding.explained else _COLOURS[finding.severity])
        said = finding.message + (f"\n说明：{finding.explanation}" if finding.explained else "")
        said += f"\n建议：{words}。" if words else ""
        table.add_row(str(number), level, finding.rule, Text(escaped(places)), Text(escaped(said)))
    Console().print(table)


def finding_to_json(finding: Finding) -> dict[str, Any]:
    why = {"explanation": finding.explanation} if finding.explained else {}
    return {
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
        **why,
    }


def _one_line(text: str) -> str:
    """A text of somebody else's on one line, so that it cannot look like a line of ours."""
    return " ".join(text.split())


def _level(finding: Finding) -> str:
    return f"{finding.severity.label}，已说明" if finding.explained else finding.severity.label


def _json_number(number: int | Decimal | str | None) -> int | str | None:
    return plain_decimal(number) if isinstance(number, Decimal) else number
