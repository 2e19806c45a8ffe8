"""Form data (TOML) → frozen types; a mistake in the data is a SpecError with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from xl_tools.errors import TemplateMismatch
from xl_tools.forms.model import Block, Cell, Column, Form, Kind, Part, Row, Section, Source
from xl_tools.forms.tomlsource import Path_, TomlSource

FORMS_FOLDER = Path(__file__).parent
_NOT_IN_SHEET_NAMES = "[]:*?/\\'"
_CELL_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){2}")


@cache
def all_forms(folder: Path = FORMS_FOLDER) -> tuple[Form, ...]:
    """Every edition below `folder`, oldest first: a folder with a form.toml is an edition.

    Raises: SpecError on a mistake in any of them, and when two editions claim the same year.
    """
    forms = [load_form(entry) for entry in sorted(folder.iterdir()) if (entry / "form.toml").is_file()]
    forms.sort(key=lambda form: form.first_year)
    for earlier, later in zip(forms, forms[1:], strict=False):
        if earlier.last_year is None or earlier.last_year >= later.first_year:
            TomlSource(earlier.folder / "form.toml").fail(
                ("last_year",), f"last_year must lie before {later.first_year}, the first year of {later.id}"
            )
    names: set[str] = set()
    for form in forms:
        if form.edition in names:
            message = f"edition “{form.edition}” is used twice"
            TomlSource(form.folder / "form.toml").fail(("edition",), message)
        names.add(form.edition)
    return tuple(forms)


def form_for_year(year: int, folder: Path = FORMS_FOLDER) -> Form:
    """The edition in force for the report on `year`. Raises TemplateMismatch if there is none."""
    for form in all_forms(folder):
        if form.applies_to(year):
            return form
    years = "、".join(_years(form) for form in all_forms(folder))
    raise TemplateMismatch(f"没有适用于 {year} 年度的年报格式；本软件收有：{years}。", code="T01")


def form_for_edition(edition: str, folder: Path = FORMS_FOLDER) -> Form:
    """The form with this edition (“2021”) or form id. Raises TemplateMismatch if this version knows none."""
    for form in all_forms(folder):
        if edition in (form.edition, form.id):
            return form
    known = "、".join(form.edition for form in all_forms(folder))
    raise TemplateMismatch(f"不认识“{edition}”版年报格式；本软件收有：{known} 版。", code="T02")


@cache
def load_form(folder: Path) -> Form:
    """Read folder/form.toml.

    Raises: SpecError naming file, line and what was expected; also for ids or short names used twice.
    """
    source = TomlSource(folder / "form.toml")
    data = source.data
    source.only(
        data,
        (),
        *("id", "edition", "name", "title", "first_year", "last_year", "template_version", "source", "sections"),
    )
    last_year: int | None = source.take(data, (), "last_year", int, None)
    sections = source.take(data, (), "sections", list, filled=True)
    form = Form(
        id=source.take(data, (), "id", str, filled=True),
        edition=source.take(data, (), "edition", str, filled=True),
        name=source.take(data, (), "name", str, filled=True),
        title=source.take(data, (), "title", str, filled=True),
        first_year=source.take(data, (), "first_year", int),
        last_year=last_year,
        template_version=source.take(data, (), "template_version", int),
        source=read_source(source, data, ()),
        sections=tuple(_section(source, item, ("sections", index)) for index, item in enumerate(sections)),
        folder=folder,
    )
    if form.id != folder.name:
        source.fail(("id",), f"id is “{form.id}”; expected the name of the folder, “{folder.name}”")
    if last_year is not None and last_year < form.first_year:
        source.fail(("last_year",), f"last_year {last_year} lies before first_year {form.first_year}")
    _refuse_doubles(source, form)
    return form


def read_source(source: TomlSource, data: dict[str, Any], path: Path_) -> Source:
    """The required `source` of a form, rule or phrase."""
    item: dict[str, Any] = source.take(data, path, "source", dict)
    path = (*path, "source")
    source.only(item, path, "document", "clause")
    return Source(source.take(item, path, "document", str, filled=True), source.take(item, path, "clause", str, ""))


def _section(source: TomlSource, data: dict[str, Any], path: Path_) -> Section:
    source.only(data, path, "id", "title", "sheet", "table", "parts", "blocks")
    parts = source.take(data, path, "parts", list, [])
    blocks = source.take(data, path, "blocks", list, [])
    section = Section(
        id=source.take(data, path, "id", str, filled=True),
        title=source.take(data, path, "title", str, filled=True),
        sheet=source.take(data, path, "sheet", str, filled=True),
        table_name=source.take(data, path, "table", str, ""),
        parts=tuple(_part(source, item, (*path, "parts", index)) for index, item in enumerate(parts)),
        blocks=tuple(_block(source, item, (*path, "blocks", index)) for index, item in enumerate(blocks)),
    )
    if bool(section.parts) == bool(section.blocks):
        source.fail(path, f"section “{section.id}” needs either parts (narrative) or blocks (table)")
    if section.is_table and not section.table_name:
        source.fail(path, f"table section “{section.id}” needs a “table” name such as 表二")
    if len(section.sheet) > 31 or set(section.sheet) & set(_NOT_IN_SHEET_NAMES):
        expected = f"at most 31 characters, none of {_NOT_IN_SHEET_NAMES}"
        source.fail((*path, "sheet"), f"“{section.sheet}” is no sheet name; expected {expected}")
    return section


def _part(source: TomlSource, data: dict[str, Any], path: Path_) -> Part:
    source.only(data, path, "id", "title", "heading")
    return Part(
        id=source.take(data, path, "id", str, filled=True),
        title=source.take(data, path, "title", str, filled=True),
        heading=source.take(data, path, "heading", str),
    )


def _block(source: TomlSource, data: dict[str, Any], path: Path_) -> Block:
    source.only(data, path, "banner", "corner", "columns", "rows")
    columns = source.take(data, path, "columns", list, filled=True)
    rows = source.take(data, path, "rows", list, filled=True)
    block = Block(
        banner=source.take(data, path, "banner", str, ""),
        corner=source.take(data, path, "corner", str, ""),
        columns=tuple(_column(source, item, (*path, "columns", index)) for index, item in enumerate(columns)),
        rows=tuple(_row(source, item, (*path, "rows", index)) for index, item in enumerate(rows)),
    )
    if len(block.rows) > 1 and not all(row.label for row in block.rows):
        source.fail((*path, "rows"), "a block of several rows needs a label on each")
    return block


def _column(source: TomlSource, data: dict[str, Any], path: Path_) -> Column:
    source.only(data, path, "id", "label", "short", "unit", "kind")
    kind = source.take(data, path, "kind", str)
    if kind not in {item.value for item in Kind}:
        source.fail((*path, "kind"), f"kind is “{kind}”; expected one of {', '.join(item.value for item in Kind)}")
    label = source.strings(data, path, "label")
    if not label:
        source.fail((*path, "label"), "“label” is empty; expected the printed header path")
    return Column(
        id=source.take(data, path, "id", str, filled=True),
        label=label,
        short=source.take(data, path, "short", str, filled=True),
        kind=Kind(kind),
        unit=source.take(data, path, "unit", str),
    )


def _row(source: TomlSource, data: dict[str, Any], path: Path_) -> Row:
    source.only(data, path, "id", "label", "short", "total")
    return Row(
        id=source.take(data, path, "id", str),
        label=source.strings(data, path, "label"),
        short=source.take(data, path, "short", str),
        total=source.take(data, path, "total", bool, False),
    )


def _refuse_doubles(source: TomlSource, form: Form) -> None:
    """Ids and names by which other data, people or workbooks point at something must point at one thing."""
    seen: dict[str, set[str]] = {"section id": set(), "sheet": set(), "table": set()}
    for index, section in enumerate(form.sections):
        path: Path_ = ("sections", index)
        for what, name in (("section id", section.id), ("sheet", section.sheet.lower()), ("table", section.table_name)):
            if name and name in seen[what]:
                source.fail((*path, what.removeprefix("section ")), f"{what} “{name}” is used twice")
            seen[what].add(name)
        parts: set[str] = set()
        for number, part in enumerate(section.parts):
            if part.id in parts:
                source.fail((*path, "parts", number), f"part id “{part.id}” is used twice")
            parts.add(part.id)
    cells: set[str] = set()
    names: dict[str, str] = {}
    for cell, path in _cells_with_paths(form):
        if not _CELL_ID.fullmatch(cell.id):
            expected = "three parts (table.item.measure) of small letters, digits and _"
            source.fail(path, f"cell id “{cell.id}” is not made of {expected}")
        if cell.id in cells:
            source.fail(path, f"cell id “{cell.id}” is used twice")
        if cell.name in names:
            source.fail(path, f"cells “{names[cell.name]}” and “{cell.id}” share the short name “{cell.name}”")
        cells.add(cell.id)
        names[cell.name] = cell.id


def _cells_with_paths(form: Form) -> Iterator[tuple[Cell, Path_]]:
    """Each cell with the place of its row in the file, or of its column where rows are not named."""
    for index, section in enumerate(form.sections):
        cells = iter(section.cells())
        for number, block in enumerate(section.blocks):
            path: Path_ = ("sections", index, "blocks", number)
            for row_index, row in enumerate(block.rows):
                for column_index in range(len(block.columns)):
                    yield next(cells), (*path, "rows", row_index) if row.id else (*path, "columns", column_index)


def _years(form: Form) -> str:
    last = f"—{form.last_year} 年度" if form.last_year else " 年度起"
    return f"{form.edition} 版（{form.first_year}{last}）"
