"""Files as they are exported: both editions, draft, final and sealed, with charts; a 校验报告; made once a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from document_samples import EDITIONS, SEAL, YEARS, passage, report_data, sample_passages, sample_report

from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import Document
from xl_tools.documents.check_report import check_report
from xl_tools.documents.formats import DOWNLOADS, FORMATS, Setting
from xl_tools.documents.look import NUMBER_PLACES
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.pictures.charts import charts
from xl_tools.judging import Standard, judge_report
from xl_tools.report import Report

_PLACES = {"word": NUMBER_PLACES, "pdf": NUMBER_PLACES}
"""Where the page number stands, for the formats with pages."""
PRINTED = ("word", "html", "pdf", "fragment")
"""The formats in which a 校验报告 can be written as well."""
_TITLED = "（一）存在的主要问题\n1.政策文件公开\n内容不够丰富。\n（1）解读\n形式单一。\n（二）改进情况\n增加解读。"


@cache
def published(name: str) -> tuple[bytes, ...]:
    """Everything that the writer of a format makes of the samples."""
    return tuple(
        FORMATS[name].write(document, report, setting).content
        for place in _PLACES.get(name, NUMBER_PLACES[:1])
        for setting in (_setting(place),)
        for document, report in _documents(printed=name in PRINTED)
    )


def _setting(place: str) -> Setting:
    look = standard_look().settled()
    beside = {name: f"示例{FORMATS[name].suffix}" for name in DOWNLOADS}
    return Setting(replace(look, page=replace(look.page, number=place)), beside)


def _documents(*, printed: bool) -> Iterator[tuple[Document, Report]]:
    for edition in EDITIONS:
        last_year = report_data(edition) | {"year": YEARS[edition] - 1}
        for draft in (False, True):
            gaps = {"review.reconsideration.upheld": 12345678, "requests.received.research": "许多"} if draft else {}
            report = sample_report(edition, cells=gaps, previous=last_year)
            passages = [one for one in sample_passages(edition) if one.section != "problems"]
            passages.append(passage("problems", _TITLED, part="problems"))
            seal = SEAL if edition == EDITIONS[-1] else ""
            yield assemble(report, passages, draft=draft, figures=charts(report), seal=seal), report
            if printed:
                yield check_report(report, judge_report(report, Standard())), report
