"""The phrase data itself: sources, coverage of the known sentence patterns, and refusal of mistakes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from narrative_reports import EDITIONS

from xl_tools.errors import SpecError
from xl_tools.forms.load import form_for_edition, load_form
from xl_tools.narrative.phrases import load_phrases
from xl_tools.narrative.slotnames import slot_targets
from xl_tools.narrative.template import FactSlot, Items, node_cells, walk
from xl_tools.report import NARRATIVE_KEYS

RESULTS = ["requests.results", "requests.shares", "requests.reasons"]
TEMPLATES = {
    1: ["requests.received", "requests.results", "requests.on_time"],
    2: ["requests.received", "requests.growth", "requests.results", "requests.carried_out"],
    3: ["requests.applicants", "requests.organisations"],
    4: ["requests.received", "requests.results", "requests.carried_out"],
    5: ["requests.received", "requests.results", "requests.carried_out"],
    6: ["requests.received", "requests.results", "requests.carried_out"],
    7: ["requests.results", "requests.carried_out"],
    8: ["requests.received", "requests.channels", "requests.results"],
    9: ["requests.shares"],
    10: ["requests.applicants", "requests.results", "requests.reasons", "requests.carried_out"],
    11: ["requests.received"],
    12: ["requests.received", "requests.growth", "requests.results"],
    13: ["requests.reviews"],
    14: ["requests.reviews_filed"],
    15: ["requests.reviews", "requests.reviews_pending"],
    16: ["requests.reviews", "supervision.corrected"],
    17: ["proactive.disclosed"],
    18: ["management.documents"],
    19: ["management.regulations", "management.documents"],
    20: ["proactive.decisions", "proactive.fees"],
    21: ["other.fees"],
    22: ["other.fees"],
    24: ["supervision.government"],
}
"""Phrases that say what each sentence pattern of published reports says; 23 (by region) is the office's own text."""


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_each_known_sentence_pattern_has_its_phrases(edition: str, template: int):
    book = load_phrases(form_for_edition(edition))
    for phrase_id in TEMPLATES[template]:
        assert book.phrase(phrase_id).variants


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_phrase_names_its_source(edition: str):
    for phrase in load_phrases(form_for_edition(edition)).phrases:
        assert phrase.source.document and phrase.source.clause, phrase.id


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_part_has_phrases_and_every_fact_is_used(edition: str):
    form = form_for_edition(edition)
    book = load_phrases(form)
    assert book.of_part("lead", "")
    for section in form.narratives:
        assert section.id in NARRATIVE_KEYS
        for part in section.parts:
            assert book.of_part(section.id, part.id), part.id
    nodes = [node for phrase in book.phrases for variant in phrase.variants for node in walk(variant.nodes)]
    used = {node.fact.id for node in nodes if isinstance(node, FactSlot)}
    assert used == {fact.id for fact in book.facts}


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_phrase_cites_the_notice_of_another_edition(edition: str):
    text = (form_for_edition(edition).folder / "phrases.toml").read_text(encoding="utf-8")
    assert ("〔2021〕30号" in text) == (edition == "2021")
    assert ("〔2019〕60号" in text) == (edition == "2019")


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_eight_reasons_for_denial_are_one_sum(edition: str):
    form = form_for_edition(edition)
    items = next(
        node
        for node in walk(load_phrases(form).phrase("requests.results").variants[0].nodes)
        if isinstance(node, Items)
    )
    cells = [cell for node in items.items[2] for cell in node_cells(node)]
    assert len(cells) == 8 and tuple(cells) == slot_targets(form)["不予公开"]


BROKEN = {
    "unknown cell": ("{fact:disclosed_total}条[", "{proactive.none.decisions}条[", "no cell is called"),
    "unknown fact": ("{fact:disclosed_total}条[", "{fact:nothing}条[", "no fact “nothing”"),
    "open bracket": ("[，其中{items}]。", "[，其中{items}。", "is not closed"),
    "stray brace": ("{year}年主动公开", "year}年主动公开", "has no partner"),
    "not an expression": ("{fact:disclosed_total}条[", "{requests.received.total ** 2}条[", "expected the end"),
    "growth outside brackets": (
        "[新收申请{growth: requests.received.total}。]",
        "新收申请{growth: requests.received.total}。",
        "must stand inside […]",
    ),
    "optional fact in the open": (
        "[按期办结{fact:answered_on_time}件。]",
        "按期办结{fact:answered_on_time}件。",
        "is not required",
    ),
    "text as number": ("{fact:disclosed_total}条[", "{fact:address + 1}条[", "is text"),
    "condition": ('when = "proactive.fees.amount = 0"', 'when = "proactive.fees.amount == 0"', "is no condition"),
    "unknown level": ('levels = "governments"', 'levels = "villages"', "is no level"),
    "level in a sheet": (
        'in_sheet = false\nlevels = "governments"',
        'in_sheet = true\nlevels = "governments"',
        "level",
    ),
    "source missing": (
        'source = { document = "中华人民共和国政府信息公开条例", clause = "第三十三条：答复期限" }\n',
        "",
        "“source” is missing",
    ),
    "unknown part": ('part = "platforms"\nrequired = true', 'part = "towers"\nrequired = true', "has no part"),
    "unknown kind": ('kind = "amount"', 'kind = "money"', "expected one of count, amount, text"),
    "label is a slot": ('label = "联系电话"', 'label = "本年新收"', "already the name of a slot"),
    "id twice": ('id = "requests.shares"', 'id = "requests.results"', "used twice"),
    "slip of the pen": ("in_sheet = true", "insheet = true", "unknown key"),
    "digits": ('id = "requests.shares"', 'digits = 9\nid = "requests.shares"', "expected 0 to 4"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_in_the_data_is_named_with_file_and_line(name: str, tmp_path: Path):
    right, wrong, words = BROKEN[name]
    folder = tmp_path / "gov_disclosure_2021"
    shutil.copytree(form_for_edition("2021").folder, folder)
    file = folder / "phrases.toml"
    text = file.read_text(encoding="utf-8")
    assert right in text
    broken = text.replace(right, wrong, 1)
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(SpecError, match=r"phrases\.toml:[0-9]+: ") as caught:
        load_phrases(load_form(folder))
    assert words in str(caught.value)
    at = text.index(right)
    assert abs(caught.value.line - (text[:at].count("\n") + 1)) <= 8


def test_a_sound_copy_of_the_folder_loads(tmp_path: Path):
    folder = tmp_path / "gov_disclosure_2021"
    shutil.copytree(form_for_edition("2021").folder, folder)
    assert len(load_phrases(load_form(folder)).phrases) == len(load_phrases(form_for_edition("2021")).phrases)
