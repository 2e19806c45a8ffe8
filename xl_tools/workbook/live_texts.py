"""Number sentences, the state of each part of the narrative, titles, and the status lines of 目录与审核."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from xl_tools.facts import FACT
from xl_tools.forms.model import Form, Section
from xl_tools.narrative.compose import figures_of
from xl_tools.narrative.condition import Comparison, atoms
from xl_tools.narrative.excel import part_formula
from xl_tools.narrative.formula import EMPTY, any_of
from xl_tools.narrative.phrases import Phrase, load_phrases
from xl_tools.narrative.render import render_phrase
from xl_tools.narrative.template import Name, node_cells, walk
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import COVER, DETAIL_COLUMN, INDEX, LEAD, PREVIOUS, Layout, TextRow
from xl_tools.workbook.live_checks import tally_values
from xl_tools.workbook.livecell import LiveCell
from xl_tools.workbook.spot import Spot, rectangles

COMPLETE, MISSING, BROKEN, PENDING = "完整", "缺填", "勾稽不符", "待填"
GAP = "〔待填"
REQUIRED_COVER = ("unit", "level", "year", "scope")
_TALLY_WORDS = {
    "blank": "空白 {} 格",
    "not_number": "非数字 {} 格",
    "not_allowed": "负数或小数 {} 格",
    "broken": "勾稽不符 {} 处",
}
_PLACE = re.compile(r"\{(unit|year)\}")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The formula of one part, the tables and fields of 封面 it speaks of, and its phrases."""

    row: TextRow
    formula: str
    tables: tuple[str, ...]
    fields: tuple[str, ...]
    phrases: tuple[Phrase, ...]


def text_cells(contents: Contents) -> Iterator[LiveCell]:
    """Formula sentences, the state of each part, and the status of the narrative sections on 目录与审核."""
    layout = contents.layout
    sentences = {(one.row.key, one.row.part): one for one in _sentences(layout)}
    said = _said(contents, tuple(sentences.values()))
    for place, one in sentences.items():
        yield LiveCell(one.row.sentence, one.formula, said[place])
    states = _states(contents, said)
    for place, row in layout.texts.items():
        formula = _state_formula(row, layout.texts[row.key, ""], row.sentence.address if place in sentences else "")
        yield LiveCell(row.state, formula, states[place])
    for section in layout.form.narratives:
        yield from _text_status(layout, section, states)


@cache
def _sentences(layout: Layout) -> tuple[_Sentence, ...]:
    """The sentences of a layout; nothing is said of a table in which no number has been entered."""
    found: list[_Sentence] = []
    for (key, part), row in layout.texts.items():
        formula = part_formula(layout.form, key, part, layout.address) if part or key == LEAD else EMPTY
        if formula == EMPTY:
            continue
        phrases = tuple(one for one in load_phrases(layout.form).of_part(key, part) if one.in_sheet)
        tables, fields = _drawn_on(layout.form, phrases)
        tests = [f"{layout.tallies[table, 'entered'].reference}=0" for table in tables]
        tests += [f'{layout.cover[field].reference}=""' for field in fields]
        if tests:
            formula = f'IF({any_of(tests)},"",{formula})'
        found.append(_Sentence(row, "=" + formula, tables, fields, phrases))
    return tuple(found)


def _said(contents: Contents, sentences: tuple[_Sentence, ...]) -> dict[tuple[str, str], str]:
    """Text of each sentence by (key, part)."""
    figures = figures_of(contents.as_seen)
    form, said = contents.layout.form, dict[tuple[str, str], str]()
    empty = {table.id for table in form.tables if not any(map(contents.is_entered, table.cells()))}
    for one in sentences:
        silent = any(table in empty for table in one.tables) or any(_cover_blank(contents, f) for f in one.fields)
        pieces = [piece.text for phrase in one.phrases for piece in render_phrase(phrase, figures)]
        said[one.row.key, one.row.part] = "" if silent else "".join(pieces)
    return said


def _states(contents: Contents, said: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """State of each text row: 完整, 待填, 缺填, or nothing where no text is expected."""
    texts, own = contents.texts, contents.own_texts
    written = {place: texts.get(place, "") or own.get(place, "") for place in contents.layout.texts}
    states: dict[tuple[str, str], str] = {}
    for key, part in written:
        text = written[key, part]
        if not text and (written[key, ""] or (not part and key != LEAD)):
            states[key, part] = ""
            continue
        text = text or said.get((key, part), "")
        states[key, part] = MISSING if not text else PENDING if GAP in text else COMPLETE
    return states


def status_cells(contents: Contents) -> Iterator[LiveCell]:
    """Status and detail of 封面 and of each table, on 目录与审核."""
    layout = contents.layout
    fields = rectangles(layout.cover[name] for name in REQUIRED_COVER)[0]
    missing = any(_cover_blank(contents, name) for name in REQUIRED_COVER)
    formula = f'=IF(COUNTBLANK(\'{COVER}\'!{fields})>0,"{MISSING}","{COMPLETE}")'
    yield LiveCell(layout.cover_status, formula, MISSING if missing else COMPLETE)
    for section in layout.form.tables:
        yield from _table_status(contents, section)


def title_cells(contents: Contents) -> Iterator[LiveCell]:
    """The title of the report on 封面 and 目录与审核, and unit and year at the head of each sheet."""
    layout, unit = contents.layout, contents.as_seen.unit.name
    title = title_text(contents)
    for sheet in (INDEX, COVER):
        yield LiveCell(Spot(sheet, 1, 0), "=" + _title_formula(layout), title)
    name, year = layout.cover["unit"].reference, layout.cover["year"].reference
    for sheet, column, note in [(PREVIOUS, 1, ""), *((s.sheet, *_head(layout, s)) for s in layout.form.sections)]:
        formula = f'={name}&IF({year}="","","　"&{year}&"年度")' + (f'&"　{note}"' if note else "")
        value = unit + ("" if contents.blank_cover else f"　{contents.report.year}年度") + (f"　{note}" if note else "")
        yield LiveCell(Spot(sheet, 1, column), formula, value)


def title_text(contents: Contents) -> str:
    """The title of the report; what 封面 does not say yet is named in brackets."""
    unit = contents.as_seen.unit.name or "（单位全称）"
    return contents.report.form.title.format(unit=unit, year=contents.year or "（年度）")


def _title_formula(layout: Layout) -> str:
    pieces: list[str] = []
    for index, text in enumerate(_PLACE.split(layout.form.title)):
        if index % 2:
            place, gap = layout.cover[text].reference, "（单位全称）" if text == "unit" else "（年度）"
            pieces.append(f'IF({place}="","{gap}",{place})')
        elif text:
            pieces.append(f'"{text}"')
    return "&".join(pieces)


def _head(layout: Layout, section: Section) -> tuple[int, str]:
    """Column of the line under the title, and the common unit of a table."""
    if not section.is_table:
        return 1, ""
    units = {cell.unit for cell in layout.form.cells_of(section.id)}
    return layout.foot_column(section), f"单位：{units.pop()}" if len(units) == 1 else ""


def _drawn_on(form: Form, phrases: tuple[Phrase, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tables, and fields of 封面, that sentences speak of."""
    refs: list[str] = []
    fields: dict[str, None] = {}
    for variant in (variant for phrase in phrases for variant in phrase.variants):
        for node in walk(variant.nodes):
            refs += node_cells(node)
            if isinstance(node, Name):
                fields["unit" if node.name == "unit" else "year"] = None
        for test in atoms(variant.condition):
            refs += test.cells if isinstance(test, Comparison) else ()
    tables = dict.fromkeys(form.cells[ref].table for ref in refs if not ref.startswith(FACT))
    return tuple(tables), tuple(fields)


def _state_formula(row: TextRow, whole: TextRow, sentence: str) -> str:
    own, result = row.own.address, row.result.address
    written = f"LEN({own})+LEN({result})"
    text = f"IF(LEN({result})>0,{result},{own})"
    finished = f'IF(ISNUMBER(FIND("{GAP}",{text})),"{PENDING}","{COMPLETE}")'
    if not row.part and row.key != LEAD:
        return f'=IF({written}=0,"",{finished})'
    absent = f'"{MISSING}"'
    if sentence:
        found = f'IF(ISNUMBER(FIND("{GAP}",{sentence})),"{PENDING}","{COMPLETE}")'
        absent = f'IF(LEN({sentence})=0,"{MISSING}",{found})'
    if row.part:
        absent = f'IF(LEN({whole.own.address})+LEN({whole.result.address})>0,"",{absent})'
    return f"=IF({written}>0,{finished},{absent})"


def _table_status(contents: Contents, section: Section) -> Iterator[LiveCell]:
    layout, values = contents.layout, tally_values(contents, section)
    place = {tally: layout.tallies[section.id, tally].reference for tally in values}
    broken, missing = ("broken", "not_allowed"), ("blank", "not_number")
    formula = (
        f'=IF({"+".join(place[tally] for tally in broken)}>0,"{BROKEN}",'
        f'IF({"+".join(place[tally] for tally in missing)}>0,"{MISSING}","{COMPLETE}"))'
    )
    status = BROKEN if any(values[t] for t in broken) else MISSING if any(values[t] for t in missing) else COMPLETE
    yield LiveCell(layout.status[section.id], formula, status)
    yield _detail(
        layout.status[section.id], [(place[tally], values[tally], words) for tally, words in _TALLY_WORDS.items()]
    )


def _text_status(layout: Layout, section: Section, states: dict[tuple[str, str], str]) -> Iterator[LiveCell]:
    rows = [row for row in layout.texts.values() if row.state.sheet == section.sheet]
    area = f"'{section.sheet}'!{rectangles((row.state for row in rows), absolute=True)[0]}"
    count = {word: sum(states[row.key, row.part] == word for row in rows) for word in (MISSING, PENDING)}
    spot = layout.status[section.id]
    counts = {word: f'COUNTIF({area},"{word}")' for word in count}
    formula = f'=IF({"+".join(counts.values())}>0,"{MISSING}","{COMPLETE}")'
    yield LiveCell(spot, formula, MISSING if any(count.values()) else COMPLETE)
    words = {MISSING: "缺 {} 部分文字", PENDING: "{} 部分文字有待填处"}
    yield _detail(spot, [(counts[word], count[word], words[word]) for word in count])


def _detail(status: Spot, counts: list[tuple[str, int, str]]) -> LiveCell:
    """“空白 3 格，勾稽不符 2 处”, in the row of a status."""
    parts: list[str] = []
    for place, _, words in counts:
        before, _, after = words.partition("{}")
        parts.append(f'IF({place}>0,"，{before}"&{place}&"{after}","")')
    value = "，".join(words.format(number) for _, number, words in counts if number)
    return LiveCell(Spot(status.sheet, status.row, DETAIL_COLUMN), f"=MID({'&'.join(parts)},2,99)", value)


def _cover_blank(contents: Contents, name: str) -> bool:
    return contents.blank_cover or (name == "unit" and not contents.as_seen.unit.name)
