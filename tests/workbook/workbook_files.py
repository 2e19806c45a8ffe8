"""Workbooks for tests: filled ones, and the ways in which people and programs change them."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from support.reports import balanced_report

from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.workbook.template import build_workbook

Change = bytes | Callable[[str], str]


def filled_report(edition: str = "2021") -> Report:
    """A balanced report with everything a workbook holds: texts, facts, a date, people, last year."""
    report = balanced_report(form_for_edition(edition), random.Random(7), with_previous=True)
    assert report.previous
    unit = Unit("示例市示例区人民政府", Level.COUNTY_GOVERNMENT, Scope.CONSOLIDATED)
    narrative = {"lead": "本报告由本机关编制。", "overview": "开头一句。\n第二行 {本年新收} 件 & <b>", "other": "无。"}
    return replace(
        report,
        unit=unit,
        narrative=narrative,
        facts={"website_posts": 95, "address": "示例路 1 号"},
        published_on=date(report.year + 1, 1, 20),
        preparer="张三",
        reviewer="李四",
        previous=replace(report.previous, unit=unit),
    )


def write(folder: Path, data: bytes, name: str = "年报.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def filled(edition: str = "2021") -> bytes:
    return build_workbook(filled_report(edition))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(data: bytes, changes: Mapping[str, Change], *, without: tuple[str, ...] = ()) -> bytes:
    """The archive with some parts changed (new bytes, or a function on their text), added or left out."""
    old = parts(data)
    for name, change in changes.items():
        old[name] = change if isinstance(change, bytes) else change(old[name].decode()).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in old.items():
            if name not in without:
                archive.writestr(name, content)
    return buffer.getvalue()


def part_of(data: bytes, sheet: str) -> str:
    """The part of a sheet: sheets are numbered in order by the programs used here."""
    names = re.findall(r'<sheet name="([^"]*)"', parts(data)["xl/workbook.xml"].decode())
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def with_cell(data: bytes, sheet: str, address: str, content: str, kind: str = "") -> bytes:
    """The workbook with another content in one cell, as a raw edit that refreshes nothing.

    `content` is the XML inside the cell element, `kind` its type attribute.
    """

    def change(text: str) -> str:
        found = re.search(rf'<c r="{address}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', text)
        assert found, address
        attribute = f' t="{kind}"' if kind else ""
        cell = f'<c r="{address}"{found[1] or ""}{attribute}>{content}</c>'
        return text[: found.start()] + cell + text[found.end() :]

    return changed(data, {part_of(data, sheet): change})


def with_value(data: bytes, sheet: str, address: str, value: float | str) -> bytes:
    if isinstance(value, str):
        return with_cell(data, sheet, address, f"<is><t>{value}</t></is>", "inlineStr")
    return with_cell(data, sheet, address, f"<v>{value}</v>")


def without_names(data: bytes, pattern: str) -> bytes:
    """The workbook after somebody deleted defined names."""
    delete = re.compile(rf'<definedName name="{pattern}"[^>]*>[^<]*</definedName>')
    return changed(data, {"xl/workbook.xml": lambda text: delete.sub("", text)})


def without_stamp(data: bytes) -> bytes:
    return changed(
        without_names(data, "xl_tools\\.stamp"), {"docProps/custom.xml": lambda text: text.replace("xl_tools", "x")}
    )


def relabelled(data: bytes, old: str, new: str) -> bytes:
    """The workbook after somebody typed another label."""
    assert f"<t>{old}</t>" in parts(data)["xl/sharedStrings.xml"].decode(), old
    return changed(data, {"xl/sharedStrings.xml": lambda text: text.replace(f"<t>{old}</t>", f"<t>{new}</t>")})


def inserted(data: bytes, sheet: str, *, row: int = 0, column: int = 0) -> bytes:
    """The workbook after an empty row or column was inserted at `row` or `column` (from 1), as Excel does it."""

    def move(found: re.Match[str]) -> str:
        letters, digits = found["column"], found["row"]
        number = sum((ord(letter) - 64) * 26**place for place, letter in enumerate(reversed(letters)))
        number += bool(column) and number >= column
        line = int(digits) + (bool(row) and int(digits) >= row)
        high, low = divmod(number - 1, 26)
        new = (chr(64 + high) if high else "") + chr(65 + low)
        return f"{found['a']}{new}{found['b']}{line}"

    address = re.compile(r"(?P<a>\$?)(?<![A-Za-z_!.])(?P<column>[A-Z]{1,2})(?P<b>\$?)(?P<row>\d+)(?![\d(A-Za-z_.])")

    def cells(text: str) -> str:
        text = re.sub(r'(?<= r=")[A-Z]+\d+(?=")', lambda found: address.sub(move, found[0]), text)
        text = re.sub(
            r'(?<=<row r=")\d+', lambda found: str(int(found[0]) + (bool(row) and int(found[0]) >= row)), text
        )
        text = re.sub(r'(?<=ref=")[A-Z]+\d+:[A-Z]+\d+', lambda found: address.sub(move, found[0]), text)
        return re.sub(r"(?<=<f>)[^<!']*(?=</f>)", lambda found: address.sub(move, found[0]), text)

    def names(text: str) -> str:
        return re.sub(rf"(?<='{sheet}'!)\$[A-Z]+\$\d+", lambda found: address.sub(move, found[0]), text)

    return changed(data, {part_of(data, sheet): cells, "xl/workbook.xml": names})
