"""Source → Extraction: which report it is, what stands in its tables, and how sure each cell is. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xl_tools.errors import PublishedError
from xl_tools.forms.load import all_forms, form_for_edition, form_for_year
from xl_tools.forms.model import Form
from xl_tools.printed import Printed, TableState
from xl_tools.published.assembling import compare, gather, missing_table, printed_table
from xl_tools.published.cells import TableReading, edition_of, read_cells
from xl_tools.published.extraction import Extraction
from xl_tools.published.geometry import read_tables
from xl_tools.published.mending import mend
from xl_tools.published.outline import TABLE_SECTIONS, CellLine, Item, Outline, outline
from xl_tools.published.rows import Found
from xl_tools.published.shaping import (
    FEWEST_HEADINGS,
    Part,
    bare_review,
    copies,
    items_of,
    one_report,
    parts_of_source,
)
from xl_tools.published.source import Source, SourceKind, Table
from xl_tools.published.titles import Title, title_of, unit_of, year_of_text
from xl_tools.published.unrolled import read_lines
from xl_tools.report import Report, Unit

MOST_TEXTS = 20_000
"""Lines and cells of a source; a report has about 700, and the page of a portal around it some thousands."""
_YEAR_FROM_TEXT = "标题里没有年份，年度 {year} 取自正文，请核对。"
_MIXED = "各表的版本不一：{tables}。报告按 {edition} 版读入，另一版才有的格没有读入。"
_SHOWN = 3
"""Tables left out that are named one by one; a portal may have dozens."""


def recognise(source: Source, *, unit: Unit | None = None, year: int | None = None, edition: str = "") -> Extraction:
    """The one report that stands in a source, with the evidence of every cell.

    Args:
        unit, year: given where the source does not say them, or says them wrongly.
        edition: of the form to read into; empty for the one that 表二 was printed in, else the year's own.

    Raises:
        PublishedError: no report in it (N40), no year (N41), several reports (N42), no name of a unit (N43), more text
            than a report can have (N44).
        TemplateMismatch: no edition for the year, or an unknown one.
    """
    texts = sum(len(block.boxes) if isinstance(block, Table) else 1 for block in source.blocks)
    if texts > MOST_TEXTS:
        raise PublishedError(
            f"这里有 {texts} 段文字和格子，年报不会有这么多。", code="N44", hint="请只留下年报这一部分，另存后再试。"
        )
    blocks = one_report(parts_of_source(source), year)
    tables = [block for block in blocks if isinstance(block, Table)]
    found, used = read_tables(tables)
    if "review" not in found and (bare := bare_review(blocks, tables)):
        found["review"], number = bare
        used |= {number}
    items, left_out = items_of(blocks, used)
    frame = outline(items, unit.name if unit else "")
    declared = frame.title or title_of(source.title)
    known = year or (declared.year if declared else 0) or _year_of(frame)
    forms = [form for form in all_forms() if form.applies_to(known)]
    found = {**_with_state(read_lines(frame.flat, forms), source, items), **found}
    _add_copies(found, copies(blocks), forms)
    if not found and len(frame.headings) < FEWEST_HEADINGS:
        raise PublishedError(
            "这里没有找到政府信息公开工作年度报告：没有表二、表三、表四，六个部分的标题也不到三个。",
            code="N40",
            hint="请核对是否选错了文件；网页请另存整页后再试。",
        )
    if not known:
        hint = "请指明年度（统计期限所在的年份）后再提取。"
        raise PublishedError("没有找到这份年报是哪一年的。", code="N41", hint=hint)
    who = unit or (unit_of(declared.name) if declared and declared.name else None)
    if who is None:
        raise PublishedError("没有找到这份年报是哪个单位的。", code="N43", hint="请指明填报单位的全称后再提取。")
    remarks = [*source.notes, *_about_title(declared, unit, year, known), *_about_tables(left_out)]
    return _extraction(source, frame, found, form_for_year(known), edition, known, who, remarks)


def _with_state(found: dict[str, Found], source: Source, items: Sequence[Item]) -> dict[str, Found]:
    """Tables that only lost their merges are tables, unless the source is a text."""
    cells = {item.line.where for item in items if isinstance(item, CellLine)}
    for one in found.values():
        if one.where in cells and source.kind is not SourceKind.TEXT:
            one.state = TableState.TABLE
    return found


def _add_copies(found: Mapping[str, Found], parts: Sequence[Sequence[Part]], forms: Sequence[Form]) -> None:
    """Where the report stands in the source again and again, its tables without lines are rivals of the first ones."""
    for part in parts:
        frame = outline(items_of(part, frozenset())[0])
        sections = {one.section for one in frame.headings}
        for key, one in read_lines(frame.flat, forms).items():
            if key in sections and key in found and one.where != found[key].where:
                found[key].rivals.append(one)


def _about_title(declared: Title | None, unit: Unit | None, year: int | None, known: int) -> Iterator[str]:
    if not year and not (declared and declared.year):
        yield _YEAR_FROM_TEXT.format(year=known)
    if year and declared and declared.year not in (0, year):
        yield f"标题写的是 {declared.year} 年，按指明的 {year} 年读入。"
    if unit and declared and declared.name and "".join(declared.name.split()) != "".join(unit.name.split()):
        yield f"标题里的单位是“{declared.name}”，按指明的“{unit.name}”读入。"


def _about_tables(left_out: Sequence[str]) -> Iterator[str]:
    if len(left_out) > _SHOWN:
        yield f"另有 {len(left_out)} 个表不是年报的表，没有读入。"
    else:
        yield from (f"{where}不是年报的表，没有读入。" for where in left_out)


def _extraction(
    source: Source,
    frame: Outline,
    found: Mapping[str, Found],
    own: Form,
    edition: str,
    year: int,
    unit: Unit,
    remarks: list[str],
) -> Extraction:
    first = form_for_edition(edition) if edition else own
    forms = {key: edition_of(found[key], [first]) for key in found if key == "proactive"}
    form = form_for_edition(edition) if edition else forms.get("proactive", own)
    forms |= {key: edition_of(one, [form, own]) for key, one in found.items() if key not in forms}
    readings: dict[str, TableReading] = {}
    for key, one in found.items():
        readings[key] = read_cells(one, forms[key])
        mend(readings[key], drawn=source.kind is SourceKind.PDF)
        rivals = [read_cells(rival, forms[key]) for rival in one.rivals]
        for rival in rivals:
            mend(rival, drawn=source.kind is SourceKind.PDF)
        remarks += compare(readings[key], rivals)
    evidence, more = gather(form, readings)
    if len({one.edition for one in forms.values()} | {form.edition}) > 1:
        shown = "、".join(
            f"{form.section(key).table_name}是 {forms[key].edition} 版" for key in TABLE_SECTIONS if key in forms
        )
        remarks.append(_MIXED.format(tables=shown, edition=form.edition))
    remarks += more
    printed = Printed(
        source.kind.label,
        # What the file only declares is the portal's wording, not what is printed.
        frame.title.text if frame.title else "",
        frame.printed,
        {key: printed_table(readings[key]) if key in readings else missing_table(key) for key in TABLE_SECTIONS},
        frame.places,
        source.kind is SourceKind.TEXT,
    )
    report = Report(
        form=form,
        year=year,
        unit=unit,
        cells={cell: one.value for cell, one in evidence.items()},
        narrative=frame.narrative,
        published_on=frame.published_on,
        printed=printed,
    )
    editions = {key: forms[key].edition for key in TABLE_SECTIONS if key in forms}
    return Extraction(source, report, evidence, editions, tuple(dict.fromkeys(remarks)))


def _year_of(frame: Outline) -> int:
    """The year that the lead, or else the first section, is about."""
    return next((year for key in ("lead", "overview") if (year := year_of_text(frame.narrative.get(key, "")))), 0)
