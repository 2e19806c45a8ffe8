"""Old Word files (.doc, .wps): other kinds under their names, and compound files that lie."""

from __future__ import annotations

from hostile.cases import Case, Family
from hostile.papers import compound, old_word, page, word_file

_OLD = Family("word", "年报.doc")
_RTF = b"{\\rtf1\\ansi " + b"a" * 99 + b"}"


def _bytes(content: bytes):
    return lambda: content


CASES: tuple[Case, ...] = (
    _OLD.refused("N04", "nothing as .doc", bytes, "a download broke off"),
    _OLD.refused("N06", "old Word with a password", _bytes(compound(old_word(flags=0x0100))), "asks for it and waits"),
    _OLD.refused("N08", "Word file as .doc", word_file, "renamed by hand"),
    _OLD.refused("N08", "page as .doc", _bytes(page().encode()), "many systems export so"),
    _OLD.refused("N09", "RTF as .doc", _bytes(_RTF), "another parser, known for its holes"),
    _OLD.refused("N09", "old workbook as .doc", _bytes(compound(bytes(600), "Workbook")), "chosen by mistake"),
    _OLD.refused("N09", "mail as .doc", _bytes(compound(bytes(600), "__substg1.0_0037001F")), "chosen by mistake"),
    _OLD.refused(
        "N09", "older than Word 97", _bytes(compound(old_word(mark=0xA5DC))), "another parser", name="年报.wps"
    ),
    _OLD.refused(
        "N15",
        "old Word of a few bytes",
        _bytes(compound(old_word())[:40] + "WordDocument".encode("utf-16-le")),
        "reads beyond the end",
    ),
    _OLD.refused(
        "N15", "directory beyond the end", _bytes(compound(old_word(), directory=900)), "reads beyond the end"
    ),
    _OLD.refused(
        "N16",
        "directory in a circle",
        _bytes(compound(b"WordDocument".decode().encode("utf-16-le") * 30, "Word", links={1: 1})),
        "who follows it never ends",
    ),
    _OLD.refused(
        "N15",
        "directory in a table that is not there",
        _bytes(compound("WordDocument".encode("utf-16-le") * 30, "Word", links={1: 200_000})),
        "reads beyond the end",
    ),
    _OLD.refused(
        "N16",
        "sectors of no size",
        _bytes(compound(old_word())[:30] + b"\xff\xff" + compound(old_word())[32:]),
        "a number of 65,535 bits",
    ),
)
