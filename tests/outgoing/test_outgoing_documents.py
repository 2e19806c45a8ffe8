"""Every format of `export`, 校验报告 and rule pages: a stranger's text is a text there, whole, clean and inert."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from outgoing_readers import READERS, csv_text, lost, page_text, plain
from outgoing_reports import WORDS, plain_report, reads_as_number, stuffed
from support.payloads import ALL, GROUPS, PAYLOADS, Payload, of_families, squeezed

from xl_tools.datafile import write_data
from xl_tools.documents.cell_list import write_cell_list
from xl_tools.documents.check_report import Check, check_report
from xl_tools.documents.formats import CHECK_REPORTS, FORMATS, Written
from xl_tools.documents.guard import check_published
from xl_tools.finding import Finding, Place, Severity
from xl_tools.judging import Standard
from xl_tools.narrative.compose import finished_narrative
from xl_tools.packs import load_pack
from xl_tools.report import Unit
from xl_tools.rulelist import rule_list
from xl_tools.tasks.publishing import export_report, publishing_setting
from xl_tools.units import Level
from xl_tools.validation.judgement import Judgement

PAPER = ("unit", "lead", "overview", "problems", "other", "cell")
PRINTED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("word", "html", "fragment", "pdf"), PAPER),
    **dict.fromkeys(("infographic", "infographic-svg"), ("unit",)),
    "infographic-png": (),
    "csv": ("unit", "cell"),
    "json": tuple(WORDS),
}
"""The places whose texts each format says; a picture says what nobody can read back."""
SLOW = {"pdf": [("typst", "bidi")], "infographic-png": [("markup",)]}
"""Formats that take long to make or to read, and the families they get on every run; in make test-long, all."""
SHAPES = re.compile(r"[ -~一-龥]+")
"""What every Chinese font has."""
QUICK = [form for form in FORMATS if form not in SLOW]


def cases(forms: Iterable[str]) -> list[Any]:
    pairs = [(form, families) for form in forms for families in (GROUPS if ALL else SLOW.get(form, GROUPS))]
    return [pytest.param(*pair, id=f"{pair[0]}-{'-'.join(pair[1])}") for pair in pairs]


def test_every_format_has_a_reader_and_says_which_places_it_prints() -> None:
    assert READERS.keys() == PRINTED.keys() == FORMATS.keys()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Mapping[str, Path]]:
    """The documents of a report with the texts of some families in it, all formats that are made quickly at once."""

    @cache
    def export(form: str, families: tuple[str, ...]) -> Mapping[str, Path]:
        forms = [form] if form in SLOW else QUICK
        folder = tmp_path_factory.mktemp("成品")
        report = stuffed(of_families(*families), joined=True)
        report = replace(report, narrative=finished_narrative(report))
        made = export_report(report, (), forms, path=folder / "来源.json", out=folder, draft=True)
        assert sorted(folder.iterdir()) == sorted(made.files)
        return dict(zip(forms, made.files, strict=True))

    # One key for all that are made together.
    return lambda form, families: export(form if form in SLOW else QUICK[0], families)


@pytest.mark.parametrize(("form", "families"), cases(FORMATS))
def test_texts_of_strangers_are_texts_in_every_document(
    form: str, families: tuple[str, ...], exported: Callable[..., Mapping[str, Path]]
) -> None:
    file = exported(form, families)[form]
    wanted = [
        payload.at(WORDS[place])
        for place in PRINTED[form]
        for payload in of_families(*families)
        if not (place == "cell" and reads_as_number(payload))
    ]
    compare(READERS[form](file.read_bytes()), wanted, form)


def compare(said: str, wanted: Iterable[str], form: str) -> None:
    """Nothing is swallowed, but for what no font of this computer has."""
    if form == "csv":
        said, wanted = said.replace("'", ""), [text.replace("'", "") for text in wanted]
    if form == "pdf":
        # Letters of other scripts are set from the other side, or joined, or stand in for by a box.
        wanted = [piece for text in wanted for piece in SHAPES.findall(squeezed(text))]
    missing = lost(said, wanted)
    if form == "pdf":
        # A text that goes on over the page has the head of its table in its middle.
        kept = squeezed(said)
        missing = [one for one in missing if not any(one[:at] in kept and one[at:] in kept for at in range(len(one)))]
    assert not missing


def test_no_unit_starts_a_formula_in_the_list_of_cells() -> None:
    for payload in PAYLOADS if ALL else of_families("formula", "call", "unseen", "bidi", "ends"):
        said = csv_text(write_cell_list(replace(plain_report(), unit=Unit(payload.text))))
        assert not lost(said.replace("'", ""), [payload.text.replace("'", "")])


# --- 校验报告


@pytest.mark.parametrize(("form", "families"), cases(CHECK_REPORTS))
def test_texts_of_strangers_are_texts_in_the_report_of_a_check(form: str, families: tuple[str, ...]) -> None:
    payloads = of_families(*families)
    report = replace(stuffed(payloads, joined=True), cells={}, narrative={})
    words = {place: f"某{place}" for place in ("file", "pack", "sheet", "message", "basis", "explanation")}

    def finding(payload: Payload, severity: Severity) -> Finding:
        texts = {place: payload.at(word) for place, word in words.items()}
        place = Place(texts["sheet"], "D6")
        found = Finding("C2", severity, (), (place,), None, None, None, texts["message"], texts["basis"])
        return replace(found, explained=severity is Severity.QUERY, explanation=texts["explanation"])

    findings = [finding(payload, severity) for payload in payloads for severity in (Severity.QUERY, Severity.ERROR)]
    joined = {place: "　".join(payload.at(word) for payload in payloads) for place, word in words.items()}
    about = Check(joined["file"], date(2025, 1, 20), 9, joined["pack"])
    document = check_report(report, Judgement(tuple(findings), ()), about)
    made: Written = FORMATS[form].write(document, report, publishing_setting())
    check_published(form, made.content)
    places = {**words, **{place: WORDS[place] for place in ("unit", "preparer", "reviewer")}}
    wanted = [payload.at(word) for word in places.values() for payload in payloads]
    compare(READERS[form](made.content), wanted, form)


# --- rule pages

PACK = ("name", "issuer", "reason", "title", "why", "good", "bad", "advice", "document", "clause")
"""Every text of a rule pack that people write freely."""


def hostile_pack(file: Path, payloads: Iterable[Payload]) -> Standard:
    """A pack whose every text is one of a stranger's."""

    def toml(place: str, text: str) -> str:
        # TOML can write every character but halves of pairs.
        whole = f"{text}某{place}".encode("utf-16", "ignore").decode("utf-16")
        return '"' + "".join(letter if letter.isalnum() else f"\\U{ord(letter):08X}" for letter in whole) + '"'

    texts = [payload.text for payload in payloads]
    name, issuer, reason = (toml(place, "　".join(texts)) for place in PACK[:3])
    lines = [f"name = {name}", f"issuer = {issuer}", "date = 2025-01-01"]
    lines += ["[[off]]", 'id = "B5"', f"reason = {reason}", "date = 2025-01-01"]
    for number, text in enumerate(texts, 1):
        title, why, good, bad, advice, document, clause = (toml(place, text) for place in PACK[3:])
        lines += ["[[rules]]", f'id = "Z{number}"', 'table = "requests"', 'each = "column"']
        lines += ['expr = "rejected_duplicate <= granted"', 'severity = "query"', f"title = {title}", f"why = {why}"]
        lines += [f"advice = {advice}", f"source = {{ document = {document}, clause = {clause} }}"]
        lines += ["[rules.example]", f"good = {good}", f"bad = {bad}"]
    file.write_text("\n".join(lines), encoding="utf-8")
    return Standard(load_pack(file))


@pytest.mark.parametrize("families", GROUPS)
def test_texts_of_strangers_are_texts_on_rule_pages(families: tuple[str, ...], tmp_path: Path) -> None:
    payloads = of_families(*families)
    by = hostile_pack(tmp_path / "包.toml", payloads)
    listed = rule_list(by, edition="2021")
    wanted = [f"{payload.text}某{place}" for place in PACK[3:] for payload in payloads]
    wanted += [f"{payloads[-1].text}某{place}" for place in PACK[:3]]
    for said in (page_text(listed.html().encode()), plain(listed.text(), "rules")):
        assert not lost(said, wanted)


@pytest.mark.parametrize("families", GROUPS)
def test_the_unit_of_a_report_is_a_text_on_the_page_of_one_rule(families: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "年报.json"
    unit = Unit("　".join(payload.at(WORDS["unit"]) for payload in of_families(*families)), Level.TOWNSHIP)
    file.write_text(write_data(replace(plain_report(), unit=unit)), encoding="utf-8")
    listed = rule_list(Standard(), rule="A1", opened=file)
    wanted = [payload.at(WORDS["unit"]) for payload in of_families(*families)]
    for said in (page_text(listed.html().encode()), plain(listed.text(), "rule")):
        assert not lost(said, wanted)
