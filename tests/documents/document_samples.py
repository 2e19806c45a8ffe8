"""Reports and passages made up for the tests of the documents; every figure and every office is invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xl_tools.datafile import report_from_data
from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import Document, Figure, SealLine
from xl_tools.forms.load import form_for_edition
from xl_tools.narrative.model import Paragraph, Passage, Piece
from xl_tools.report import Report, Unit
from xl_tools.values import parse

EDITIONS = ("2019", "2021")
YEARS = {"2019": 2020, "2021": 2024}
UNIT = "示例省示例市示例区人民政府示例街道办事处"
SEAL = "M5TF-RXUA-5T4W-VKFV-KJR4"

_APPLICANTS = ("natural_person", "business", "research", "public_welfare", "legal_services", "other")
_RECEIVED = {"natural_person": 36, "business": 8, "legal_services": 3, "other": 1}
_CARRIED_IN = {"natural_person": 4}
_RESULTS = {
    "granted": {"natural_person": 14, "business": 4, "legal_services": 1},
    "partially_granted": {"natural_person": 5, "business": 1},
    "denied_third_party_rights": {"natural_person": 2},
    "denied_internal_affairs": {"natural_person": 1},
    "denied_administrative_inquiry": {"natural_person": 2, "business": 1},
    "unavailable_not_held": {"natural_person": 8, "business": 1, "legal_services": 2, "other": 1},
    "unavailable_still_unclear": {"natural_person": 1},
    "rejected_petition": {"natural_person": 2},
    "rejected_duplicate": {"natural_person": 1},
}
_CARRIED_OUT = {"natural_person": 4, "business": 1}
_PROACTIVE_2021 = {
    "proactive.normative_documents.issued": 2,
    "proactive.normative_documents.repealed": 1,
    "proactive.normative_documents.in_force": 12,
    "proactive.licensing.decisions": 1289,
    "proactive.penalties.decisions": 346,
    "proactive.coercion.decisions": 15,
    "proactive.fees.amount": "59237.2449",
}
_PROACTIVE_2019 = {
    "proactive.normative_documents.made": 3,
    "proactive.normative_documents.disclosed": 3,
    "proactive.normative_documents.public_total": 27,
    "proactive.licensing.last_year_items": 12,
    "proactive.licensing.change": "+2",
    "proactive.licensing.decisions": 1036,
    "proactive.other_services.change": -8,
    "proactive.fees.last_year_items": 1,
    "proactive.procurement.projects": 6,
    "proactive.procurement.amount": "251.6万元",
}
_REVIEW = {"reconsideration.upheld": 2, "reconsideration.corrected": 1, "direct_litigation.upheld": 1}

_TEXT = {
    "lead": "本报告根据《中华人民共和国政府信息公开条例》第五十条的规定编制，由总体情况，主动公开政府信息情况，收到和"
    "处理政府信息公开申请情况，政府信息公开行政复议、行政诉讼情况，存在的主要问题及改进情况，其他需要报告的事项六个部分"
    "组成。所列数据的统计期限为全年1月1日至12月31日。",
    "proactive": "全年通过区政府门户网站公开政府信息426条，其中政策文件12件、政策解读8篇；通过“示例街道发布”政务新媒体"
    "发布信息612条。重点公开就业、养老、教育、公共资源配置等领域的信息，方便群众查阅。",
    "requests": "全年新收政府信息公开申请48件，上年结转4件；办结47件，结转下年度5件。办结的申请中，予以公开19件，"
    "部分公开6件，不予公开6件，无法提供13件，不予处理3件。",
    "management": "严格执行政府信息公开保密审查制度，坚持“先审查、后公开”；全年制发行政规范性文件2件，废止1件，"
    "现行有效12件。",
    "platforms": "维护街道政府信息公开专栏，在社区事务受理服务中心设置政务公开专区1个，配备自助查询设备3台。",
    "supervision": "政府信息公开工作由主要负责同志总负责，党政办公室具体承办；全年组织业务培训2次。",
    "problems": "一是主动公开的内容还不够丰富，与群众日常生活密切相关的信息偏少；二是政策解读的形式较单一。",
    "improvements": "围绕上述问题，下一年将梳理群众关心的事项，增加民生领域信息的公开数量；编制图文、视频解读材料。",
    "fees": "本年度未收取政府信息公开信息处理费。",
    "matters": "无其他需要报告的事项。",
}

FIGURE = Figure(
    id="figure-sample",
    caption="图1　申请办理情况",
    alt="本年新收48件，上年结转4件。",
    svg='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 120" width="400" height="120">'
    '<rect x="100" y="20" width="240" height="30" fill="#1f4e79"/><rect x="100" y="70" width="20" height="30"/>'
    '<text x="10" y="40" font-size="14">新收</text><text x="10" y="90" font-size="14">结转</text></svg>',
    width=400,
    height=120,
)


def report_data(edition: str) -> dict[str, Any]:
    """The data file of a balanced report, all cells filled."""
    form = form_for_edition(edition)
    cells: dict[str, Any] = dict.fromkeys(form.cells, 0)
    cells |= _PROACTIVE_2021 if edition == "2021" else _PROACTIVE_2019
    for row, figures in {
        "received": _RECEIVED,
        "carried_in": _CARRIED_IN,
        "carried_out": _CARRIED_OUT,
        **_RESULTS,
    }.items():
        for applicant, number in figures.items():
            cells[f"requests.{row}.{applicant}"] = number
    for applicant in _APPLICANTS:
        cells[f"requests.results_total.{applicant}"] = sum(cells[f"requests.{row}.{applicant}"] for row in _RESULTS)
    for row in form.section("requests").blocks[0].rows:
        cells[f"requests.{row.id}.total"] = sum(cells[f"requests.{row.id}.{applicant}"] for applicant in _APPLICANTS)
    cells |= {f"review.{item}": number for item, number in _REVIEW.items()}
    cells |= {"review.reconsideration.total": 3, "review.direct_litigation.total": 1}
    return {
        "edition": edition,
        "year": YEARS[edition],
        "unit": {"name": UNIT, "level": "subdistrict", "scope": "own"},
        "cells": cells,
        "published_on": f"{YEARS[edition] + 1}-01-20",
    }


def sample_report(edition: str, **changes: Any) -> Report:
    """The balanced report with other entries of the data file put in; `cells` are merged into its cells."""
    data = report_data(edition)
    data["cells"] |= changes.pop("cells", {})
    return report_from_data(data | changes)


def sample_passages(edition: str) -> tuple[Passage, ...]:
    """Lead, overview, problems and other in the order in which they are composed."""
    form = form_for_edition(edition)
    passages = [passage("lead", _TEXT["lead"])]
    for section in form.narratives:
        passages += [passage(section.id, _TEXT[part.id], part=part.id, heading=part.heading) for part in section.parts]
    return tuple(passages)


def passage(section: str, text: str, *, part: str = "", heading: str = "") -> Passage:
    return Passage(section, part, heading, (Paragraph((Piece(text),)),), generated=False)


def sample_document(edition: str, *, draft: bool = False, seal: str = "", **changes: Any) -> Document:
    return assemble(sample_report(edition, **changes), sample_passages(edition), draft=draft, seal=seal)


def sealed(document: Document) -> Document:
    """The document with the line that a final workbook gives it."""
    return replace(document, blocks=(*document.blocks, SealLine(SEAL)))


def one_text_document(text: str) -> Document:
    """A document with `text` as unit name, heading, paragraph and in one cell of each table."""
    report = sample_report("2021")
    ids = ("proactive.regulations.issued", "requests.received.natural_person", "review.reconsideration.upheld")
    cells = {cell_id: parse(text, report.form.cells[cell_id].kind) for cell_id in ids}
    report = replace(report.with_cells(cells), unit=Unit(f"单位{text}"))
    passages = (passage("lead", text), passage("overview", text, part="proactive", heading=f"（一）{text}"))
    return assemble(report, passages, draft=False)
