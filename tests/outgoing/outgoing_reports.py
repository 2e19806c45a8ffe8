"""Reports with texts of strangers in every place where somebody's text enters."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from support.payloads import Payload
from support.reports import balanced_report

from xl_tools.facts import FactKind
from xl_tools.forms.load import form_for_edition
from xl_tools.forms.model import Form, Kind
from xl_tools.narrative.phrases import load_phrases
from xl_tools.report import NARRATIVE_KEYS, Explanation, Fact, Report, Unit
from xl_tools.units import Level
from xl_tools.values import Value, is_number, parse


@cache
def plain_report(edition: str = "2021") -> Report:
    """A balanced report with last year's, in which nobody typed a word."""
    return balanced_report(form_for_edition(edition), random.Random(7), with_previous=True)


def text_facts(form: Form) -> tuple[str, ...]:
    """The facts that are texts."""
    return tuple(fact.id for fact in load_phrases(form).facts if fact.kind is FactKind.TEXT)


WORDS = {
    "unit": "某单位",
    "preparer": "某填报人",
    "reviewer": "某审核人",
    "last unit": "某上年单位",
    "lead": "某导语",
    "overview": "某概况",
    "problems": "某问题",
    "other": "某其他",
    "cell": "某格",
    "last cell": "某上年格",
    "fact": "某事项",
    "fact name": "某名目",
    "explanation": "某说明",
    "explainer": "某说明人",
    "explained rule": "某规则",
    "explained cell": "某编号",
    "explained on": "某日",
}
"""Every place of a report where somebody's text enters, and the word that texts get there."""

SINGLE = ("unit", "preparer", "reviewer", "last unit", "fact")
"""Those of them that hold one text."""


def stuffed(payloads: Sequence[Payload], *, edition: str = "2021", joined: bool = False) -> Report:
    """A report in which the texts stand in every place.

    Cells, explanations and narratives take all of them, the places of SINGLE one each; or, `joined`, all as one text.
    """
    report = plain_report(edition)
    assert report.previous is not None

    def one(place: str) -> str:
        texts = payloads if joined else [payloads[SINGLE.index(place) % len(payloads)]]
        return "　".join(text.at(WORDS[place]) for text in texts)

    def explained(payload: Payload, cell: str) -> Explanation:
        texts = {place: payload.at(word) for place, word in WORDS.items()}
        return Explanation(
            texts["explained rule"],
            (cell, texts["explained cell"]),
            texts["explanation"],
            texts["explainer"],
            texts["explained on"],
            payload.at(""),
        )

    facts: dict[str, Fact] = {fact: one("fact") for fact in text_facts(report.form)}
    facts |= {payload.at(WORDS["fact name"]): 1 for payload in payloads}
    return replace(
        report,
        unit=Unit(one("unit"), Level.TOWNSHIP),
        preparer=one("preparer"),
        reviewer=one("reviewer"),
        facts=facts,
        cells=_cells(report.form, payloads, "cell"),
        narrative={key: "\n".join(["前言", *(p.at(WORDS[key]) for p in payloads), "后语"]) for key in NARRATIVE_KEYS},
        published_on=date(report.year + 1, 1, 20),
        explanations=tuple(map(explained, payloads, report.form.cells)),
        previous=replace(
            report.previous,
            unit=Unit(one("last unit"), Level.TOWNSHIP),
            cells=_cells(report.previous.form, payloads, "last cell"),
        ),
    )


def reads_as_number(payload: Payload) -> bool:
    """Whether a number cell takes the text for a number, and so shows the number and not the text."""
    return any(is_number(parse(payload.text, kind, "件")) for kind in Kind)


def _cells(form: Form, payloads: Sequence[Payload], place: str) -> dict[str, Value]:
    texts = [payload.at(WORDS[place]) for payload in payloads]
    return {
        cell.id: parse(text, cell.kind, cell.unit, as_text=True)
        for cell, text in zip(form.cells.values(), itertools.cycle(texts), strict=False)
    }
