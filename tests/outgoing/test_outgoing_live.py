"""Texts that a button types into an open workbook: Excel must take each of them for a text, and for the same one."""

from __future__ import annotations

import re
import unicodedata

import pytest
from outgoing_readers import plain, starts_formula
from support.payloads import PAYLOADS, Payload, forbidden, squeezed

from xl_tools.excel.blocks import typed

NUMBER = re.compile(r"[+-]?[0-9]{1,3}(,?[0-9]{3})*(\.[0-9]*)?(e[+-]?[0-9]+)?%?", re.IGNORECASE)
DATE = re.compile(r"[0-9]{1,4}([-/.][0-9]{1,2}){1,2}|[0-9]{1,4}年?[0-9]{0,2}月([0-9]{1,2}日)?|[0-9]{1,2}:[0-9]{2}")


def taken_for(text: str) -> str:
    """What a spreadsheet program makes of a text that is typed: a text, or something else."""
    seen = unicodedata.normalize("NFKC", text).strip()
    if text.startswith("'"):
        return "text"
    if starts_formula(text):
        return "formula"
    if NUMBER.fullmatch(seen) or DATE.fullmatch(seen) or seen.upper() in ("TRUE", "FALSE"):
        return "value"
    return "text"


@pytest.mark.parametrize("word", ["", "某格"])
def test_every_text_of_a_stranger_is_typed_as_a_text(word: str) -> None:
    for payload in PAYLOADS:
        text = payload.at(word)
        made = typed(text)
        assert not made or taken_for(made) == "text", text
        plain(made, "typed")
        # The apostrophe in front is not part of the text.
        shown = made.removeprefix("'")
        assert squeezed(shown) == squeezed(text), text


def test_the_model_of_excel_knows_what_runs() -> None:
    assert [taken_for(text) for text in ("=1+1", " ＝1", "1-2", "007", "true", "表三", "'=1+1")] == [
        *("formula", "formula", "value", "value", "value", "text", "text")
    ]
    assert forbidden("\u202e") and not Payload("letters", "甲").at("").isspace()
