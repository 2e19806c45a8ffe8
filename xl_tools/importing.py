"""What was read from a published document, for the people who confirm it: judged by the rules, and as a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.finding import SOURCE, Finding, Place, Severity
from xl_tools.forms.grid import table_grid
from xl_tools.judging import Standard, layout_of
from xl_tools.published.extraction import Confidence, Evidence, Extraction
from xl_tools.published.source import Line, Table
from xl_tools.validation.judgement import Judgement, judge
from xl_tools.values import show

if TYPE_CHECKING:
    from xl_tools.documents.web.review_page import ReadValue, SourceText

UNSURE = "N1"
_BASIS = "已公布年报读取检查"
_DONE = {Confidence.LIKELY: "读得不够可靠", Confidence.MISSING: "没有读到"}
_SHOWN = 8
"""A message names so many cells at most."""
NOT_FOUND = "没有找到"
"""Stands for the place of a cell that the source does not have."""
_HEAD = ("格", "读出的数", "原文", "位置", "为什么要核对", "可能是")
_LABELS = {"lead": "导语"}


@dataclass(frozen=True)
class Imported:
    """A published document that was read: its file, the digest of its bytes (SHA-256), and what was found."""

    file: Path
    digest: str
    extraction: Extraction

    @property
    def source(self) -> str:
        """What 上年数据 names as the source of its figures."""
        return f"{self.file.name}（{self.extraction.source.kind.label}）"

    @property
    def sentence(self) -> str:
        """What was read, and how much of it somebody has to look at."""
        return counted(self.extraction)


def counted(extraction: Extraction) -> str:
    """“共 200 格：可靠 187、待核 3、未找到 10”."""
    numbers = "、".join(f"{kind.label} {len(extraction.of(kind))}" for kind in Confidence)
    return f"共 {len(extraction.evidence)} 格：{numbers}"


def to_check(extraction: Extraction) -> tuple[Evidence, ...]:
    """What a person has to look at, in the form's order: likely and missing cells, and those with a proposal."""
    return tuple(
        one
        for one in extraction.evidence.values()
        if one.confidence is not Confidence.CERTAIN or one.proposed is not None
    )


def judge_extraction(extraction: Extraction, by: Standard) -> Judgement:
    """What was read, judged; places are those of the document."""
    report = extraction.report
    judged = judge(report, document_locator(extraction), rules=by.rules(report.form), others=by.others)
    return Judgement((*_notes(extraction), *judged.findings), judged.suggestions)


def _notes(extraction: Extraction) -> Iterator[Finding]:
    """What the reading itself has to say: a misread number must not be taken for one that was published wrong."""
    for confidence in (Confidence.LIKELY, Confidence.MISSING):
        cells = extraction.of(confidence)
        if cells:
            names = [extraction.report.form.cells[one.cell].name for one in cells[:_SHOWN]]
            more = f"等 {len(cells)} 格" if len(cells) > _SHOWN else ""
            said = f"{extraction.source.kind.label}里{_DONE[confidence]}：{'、'.join(names)}{more}，请先对照原件"
            places = tuple(Place(SOURCE, one.where) for one in cells if one.where)
            ids = tuple(one.cell for one in cells)
            message = f"{said}。（{UNSURE}）"
            yield Finding(UNSURE, Severity.NOTICE, ids, places, None, None, None, message, _BASIS)


def document_locator(extraction: Extraction) -> Callable[[str], Place]:
    """Where cells and texts stand in the document that was read."""
    report = extraction.report
    layout = layout_of(report)
    printed = report.printed

    def locate(key: str) -> Place:
        usual = layout.locate(key)
        if key in extraction.evidence:
            return Place(usual.sheet, extraction.evidence[key].where or NOT_FOUND)
        text = key.partition("/")[0]
        if printed and text in printed.places:
            return Place(usual.sheet, printed.places[text])
        return usual

    return locate


def review_page(imported: Imported) -> str:
    """提取核对: source and result side by side, with the list of what has to be looked at."""
    from xl_tools.documents.web.review_page import ReadTable, SourceReview, write_review_page

    extraction = imported.extraction
    report, source = extraction.report, extraction.source
    anchors = _anchors(extraction)
    told = [
        f"来源：{imported.file.name}（{source.kind.label}）。{imported.sentence}。",
        "请对照原文核对标“？”的格，补上标“—”的格；点一个数，就转到它在原文里的位置。",
        *source.notes,
        *extraction.remarks,
    ]
    rows = [(anchors.get(one.where, ("", ""))[0], _row(extraction, one)) for one in to_check(extraction)]
    tables = [
        ReadTable(
            section.title,
            table_grid(section),
            {cell.id: _value(extraction.evidence[cell.id], anchors) for cell in report.form.cells_of(section.id)},
        )
        for section in report.form.tables
    ]
    titles = {section.id: section.title for section in report.form.sections} | _LABELS
    texts = [(titles[key], text) for key, text in report.narrative.items()]
    title = f"提取核对：{report.unit.name} {report.year} 年度"
    return write_review_page(SourceReview(title, told, _HEAD, rows, _blocks(extraction, anchors), tables, texts))


def _anchors(extraction: Extraction) -> dict[str, tuple[str, str]]:
    """Place in the source → anchor, and the least sure reading that was made there."""
    found: dict[str, tuple[str, str]] = {}
    for one in extraction.evidence.values():
        if one.where:
            mark = "likely" if one.confidence is not Confidence.CERTAIN else found.get(one.where, ("", "certain"))[1]
            found[one.where] = found.get(one.where, (f"at-{len(found) + 1}", ""))[0], mark
    return found


def _blocks(extraction: Extraction, anchors: dict[str, tuple[str, str]]) -> list[SourceText | tuple[SourceText, ...]]:
    from xl_tools.documents.web.review_page import SourceText

    blocks: list[SourceText | tuple[SourceText, ...]] = []
    for block in extraction.source.blocks:
        match block:
            case Line():
                blocks.append(SourceText(block.text, *anchors.get(block.where, ("", ""))))
            case Table():
                blocks.append(
                    tuple(
                        SourceText(
                            box.text,
                            *anchors.get(box.where, ("", "")),
                            row=box.row,
                            column=box.column,
                            rows=box.rows,
                            columns=box.columns,
                        )
                        for box in block.boxes
                    )
                )
    return blocks


def _value(one: Evidence, anchors: dict[str, tuple[str, str]]) -> ReadValue:
    from xl_tools.documents.web.review_page import ReadValue

    return ReadValue(show(one.value), one.confidence.value, anchors.get(one.where, ("", ""))[0])


def _row(extraction: Extraction, one: Evidence) -> tuple[str, ...]:
    form = extraction.report.form
    cell = form.cells[one.cell]
    name = f"{form.section(cell.table).table_name}“{cell.name}”"
    proposed = "" if one.proposed is None else show(one.proposed)
    return name, show(one.value), one.text.strip(), one.where or NOT_FOUND, one.note, proposed
