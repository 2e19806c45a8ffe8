"""prose.toml: what it says is sound, and a mistake in it is answered with file and line."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from prose_reports import RULES

from xl_tools.errors import SpecError
from xl_tools.facts import FACT, load_facts
from xl_tools.forms.load import all_forms, form_for_edition
from xl_tools.forms.tomlsource import TomlSource
from xl_tools.validation.prose.lexicon import MINUS, Lexicon
from xl_tools.validation.prose.lexiconfile import FILE, LexiconReader, load_lexicon

FORMS = {form.edition: form for form in all_forms()}
TEXT = FILE.read_text(encoding="utf-8")


@pytest.fixture(params=sorted(FORMS))
def lexicon(request: pytest.FixtureRequest) -> Lexicon:
    return load_lexicon(FORMS[request.param])


def test_every_measure_belongs_to_a_rule_and_to_cells_or_facts_of_the_form(lexicon: Lexicon) -> None:
    form = next(form for form in FORMS.values() if load_lexicon(form) is lexicon)
    known = set(form.cells) | {FACT + fact.id for fact in load_facts(form)}
    assert len({measure.id for measure in lexicon.measures}) == len(lexicon.measures)
    for measure in lexicon.measures:
        assert measure.rule in RULES and measure.phrases, measure.id
        for cells in (measure.cells, *measure.also, *measure.doubtful_also):
            assert {cell.removeprefix(MINUS) for cell in cells} <= known, measure.id
        assert measure.cells or measure.columns, measure.id


def test_every_cell_of_table_three_in_the_column_of_totals_has_words() -> None:
    for form in FORMS.values():
        lexicon = load_lexicon(form)
        named = {cell for measure in lexicon.measures for cell in measure.cells if len(measure.cells) == 1}
        named |= {
            cell for measure in lexicon.measures for cell in measure.cells if measure.id in ("denied", "otherwise")
        }
        totals = {cell for cell in form.cells if cell.startswith("requests.") and cell.endswith(".total")}
        assert totals <= named


@cache
def matching(pattern: str) -> st.SearchStrategy[str]:
    """Texts that a pattern matches, but for what may not stand before them."""
    return st.from_regex(re.sub(r"\(\?<[!=][^)]*\)", "", pattern).removesuffix("$"), fullmatch=True)


@pytest.mark.parametrize("edition", sorted(FORMS))
@given(data=st.data())
@settings(max_examples=4, phases=[Phase.generate])
def test_a_hint_stands_in_whatever_a_pattern_matches(edition: str, data: st.DataObject) -> None:
    """A hint that need not be there would silence its measure now and then."""
    for measure in load_lexicon(FORMS[edition]).measures:
        for phrase in measure.phrases:
            patterns = [one.pattern for one in (phrase.before, phrase.after) if one is not None]
            words = "".join(data.draw(matching(pattern)) for pattern in patterns)
            assert any(hint in words for hint in measure.hint), (measure.id, words)


def read_everything(file: Path, edition: str = "2021") -> None:
    """Read a prose.toml and compile every pattern of it."""
    reader = LexiconReader(form_for_edition(edition), TomlSource(file))
    reader.read()
    for words in reader.patterns:
        assert words.compiled.pattern == words.pattern


@pytest.mark.parametrize("edition", sorted(FORMS))
def test_every_pattern_of_the_shipped_file_is_one(edition: str) -> None:
    read_everything(FILE, edition)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "carried_in"', 'id = "carried_in"\nunits = "x"', "unknown key “units”"),
        ('turns = { into = "handled"', 'turns = { onto = "handled"', "unknown key “onto”"),
        ("<receive>…<request>", "<recieve>…<request>", "there is no fragment <recieve>"),
        ('words = "其[他它](?:结果)?"', 'words = "其[他它(?:结果)?"', "not a pattern"),
        ('cells = ["requests.carried_in.total"]', 'cells = ["requests.carried_in"]', "is no id of a cell"),
        ('measures = ["carried_out"]', 'measures = ["carried_off"]', "there is no measure “carried_off”"),
        ('parts = ["answered_on_time"]', 'parts = ["answered"]', "there is no fact “answered”"),
        ('hint = ["计"]', "hint = []", "“hint” needs a word"),
        ("[harmless]", "[harmful]", "unknown key “harmful”"),
        ('around = [["<receive>", "…<request>"]]', 'around = [["<receive>"]]', "holds pairs of texts"),
        ('severity = "query"', 'severity = "maybe"', "severity is “maybe”"),
    ],
)
def test_a_mistake_is_answered_with_file_line_and_what_was_expected(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in TEXT
    file = tmp_path / "prose.toml"
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SpecError, match=re.escape(expected)) as error:
        read_everything(file)
    assert error.value.file == str(file)
    line = TEXT[: TEXT.index(old)].count("\n") + 1
    assert abs(error.value.line - line) <= 3, (error.value.line, line)
