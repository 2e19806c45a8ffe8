"""XML: definitions, encodings, and documents that are deep, wide or broken."""

from __future__ import annotations

import re

from hostile.cases import (
    ADDRESS,
    BOOK,
    RELATIONS,
    SHEET,
    STRINGS,
    STYLES,
    Case,
    Family,
    base_parts,
    book,
    cell,
    replaced,
)

_MAKE = Family("xml")
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_BILLION = f'<!DOCTYPE a [<!ENTITY l0 "ha">{_LAUGHS}]>'
_EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_REMOTE = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'
_QUADRATIC = f'<!DOCTYPE a [<!ENTITY x "{"a" * 50_000}">]>'
_DEEP = 150_000
_WIDE = 120_000


def _before_root(part: str, text: str):
    """Something between the declaration and the first element of a part."""

    def change(old: str) -> str:
        place = old.index("<", old.index("?>"))
        return old[:place] + text + old[place:]

    return book({part: change})


def _bytes(part: str, content: bytes):
    return book({part: content})


def _encoded(part: str, encoding: str, *, mark: bytes = b"", declared: str = ""):
    """A part in another encoding."""

    def build() -> bytes:
        text = base_parts()[part].decode()
        text = text[text.index("?>") + 2 :]
        head = f'<?xml version="1.0" encoding="{declared or encoding}"?>'
        return book({part: mark + (head + text).encode(encoding, "xmlcharrefreplace")})()

    return build


def _name_spaces(count: int) -> str:
    return " ".join(f'xmlns:n{n:x}="n"' for n in range(count))


def _attributes(count: int) -> str:
    return "".join(f' a{n:x}=""' for n in range(count))


def _prefixed(text: str) -> str:
    return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text).replace("xmlns=", "xmlns:x=")


_DOCTYPE = "<!DOCTYPE styleSheet><styleSheet/>"
_REFERENCE = f'<c r="{ADDRESS}" t="inlineStr"><is><t>{{}}</t></is></c>'
CASES: tuple[Case, ...] = (
    # Definitions, in every part that anybody reads
    _MAKE.refused("W18", "a billion laughs", _before_root(BOOK, _BILLION), "ten lines become gigabytes"),
    _MAKE.refused(
        "W18", "a billion laughs in the content types", _before_root("[Content_Types].xml", _BILLION), "first read"
    ),
    _MAKE.refused("W18", "definition in the first relations", _before_root("_rels/.rels", _EXTERNAL), "first read"),
    _MAKE.refused(
        "W18", "definition in the relations", _before_root(RELATIONS, _EXTERNAL), "names a file of this computer"
    ),
    _MAKE.refused("W18", "one long entity many times", _before_root(SHEET, _QUADRATIC), "50 KB times every mention"),
    _MAKE.refused("W18", "file of this computer", _before_root(STRINGS, _EXTERNAL), "sends /etc/passwd along"),
    _MAKE.refused("W18", "definition on the network", _before_root(STYLES, _REMOTE), "fetched before anything is read"),
    _MAKE.refused(
        "W18", "definition in the properties", _before_root("docProps/custom.xml", _EXTERNAL), "read for the edition"
    ),
    _MAKE.refused(
        "W18", "definition in a part that nobody reads", _before_root("docProps/app.xml", _REMOTE), "Excel reads it"
    ),
    _MAKE.refused(
        "W18", "definition in a drawing of old", _bytes("xl/drawings/a.vml", _DOCTYPE.encode()), "VML is XML too"
    ),
    _MAKE.refused(
        "W18", "definition behind a comment", _before_root(STYLES, f"<!-- a -->\n\n<?a b?>{_REMOTE}"), "not at once"
    ),
    _MAKE.refused(
        "W18",
        "definition behind a byte order mark",
        _bytes("xl/a.xml", b"\xef\xbb\xbf" + _DOCTYPE.encode()),
        "not at once",
    ),
    _MAKE.refused(
        "W18", "definition behind 100,000 blanks", _before_root(STYLES, " " * 100_000 + _REMOTE), "not at once"
    ),
    # Encodings
    _MAKE.refused(
        "W75", "UTF-7", _bytes("xl/a.xml", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE'), "hides <!DOCTYPE"
    ),
    _MAKE.refused(
        "W75", "UTF-7, declared with blanks", _bytes("xl/a.xml", b"<?xml version='1.0' encoding = 'utf-7' ?>"), "hides"
    ),
    _MAKE.refused("W75", "UTF-16 with its mark", _encoded(SHEET, "utf-16"), "hides <!DOCTYPE from a search for bytes"),
    _MAKE.refused("W75", "UTF-16 without a mark", _encoded(STYLES, "utf-16-le", declared="utf-16"), "hides <!DOCTYPE"),
    _MAKE.refused("W75", "UTF-32", _encoded("docProps/app.xml", "utf-32"), "hides <!DOCTYPE"),
    _MAKE.refused("W75", "GB 18030", _encoded(STRINGS, "gb18030"), "expat reads it as UTF-8, others do not"),
    _MAKE.refused("W16", "bytes that are no UTF-8", _bytes(SHEET, b"\xff\xff"), "no text at all"),
    _MAKE.read("", "byte order mark", book({SHEET: lambda text: "\ufeff" + text}), "some programs write it"),
    # Deep, wide, long
    _MAKE.read(
        "",
        "150,000 elements deep",
        replaced(SHEET, "</worksheet>", "<a>" * _DEEP + "</a>" * _DEEP + "</worksheet>"),
        "who goes down by calling itself runs out of stack",
    ),
    _MAKE.read(
        "",
        "150,000 elements deep in the book",
        replaced(BOOK, "</workbook>", "<a>" * _DEEP + "</a>" * _DEEP + "</workbook>"),
        "stack",
    ),
    _MAKE.read(
        "",
        "150,000 elements deep in the texts",
        replaced(STRINGS, "</sst>", "<si>" + "<r>" * _DEEP + "</r>" * _DEEP + "</si></sst>"),
        "stack",
    ),
    _MAKE.read(
        "",
        "120,000 attributes",
        replaced(SHEET, "<sheetData>", lambda: f'<sheetData><row r="99"{_attributes(_WIDE)}/>'),
        "who compares each with all never ends",
    ),
    _MAKE.read(
        "",
        "120,000 attributes of the book",
        replaced(BOOK, "<sheets", lambda: f"<sheets{_attributes(_WIDE)}"),
        "the same",
    ),
    _MAKE.read(
        "",
        "60,000 name spaces",
        replaced(SHEET, "<worksheet ", lambda: f"<worksheet {_name_spaces(60_000)} "),
        "a table of prefixes",
    ),
    _MAKE.read(
        "",
        "attribute of 1.5 MB",
        replaced(SHEET, "<sheetData>", f'<sheetData><row r="99" a="{"a" * 1_500_000}"/>'),
        "copied at every step",
    ),
    _MAKE.unread(
        "W16", "text of 1.5 MB in a number cell", cell(_REFERENCE.format("9" * 1_500_000)), "shown whole in a message"
    ),
    _MAKE.read(
        "", "1.5 MB between two cells", replaced(SHEET, "<sheetData>", f"<sheetData>{' ' * 1_500_000}"), "kept as text"
    ),
    # Writing that is allowed, and seldom
    _MAKE.read(
        "",
        "comments, instructions, CDATA",
        replaced(SHEET, "<sheetData>", "<!-- <c r='A1'/> --><?a b?><sheetData><![CDATA[ ]]>"),
        "patterns see cells in a comment",
    ),
    _MAKE.refused(
        "W18",
        "<!DOCTYPE in a text",
        cell(_REFERENCE.format("<![CDATA[<!DOCTYPE html>]]>")),
        "nobody types this; refused with the others",
    ),
    _MAKE.read("", "every element with a prefix", book({SHEET: _prefixed}), "patterns see no cell at all"),
    _MAKE.read("A5", "entities in a text", cell(_REFERENCE.format("&#50003;&lt;&amp;&quot;")), "harmless"),
    # Broken
    _MAKE.refused("W16", "element not closed", replaced(SHEET, "</sheetData>", ""), "torn"),
    _MAKE.read(
        "",
        "two roots",
        replaced(SHEET, "</worksheet>", "</worksheet><worksheet/>"),
        "no XML for the strict; cells all the same",
    ),
    _MAKE.unread("W16", "attribute twice", replaced(SHEET, "<sheetData>", '<sheetData a="1" a="2">'), "readers differ"),
    _MAKE.unread("W16", "entity nobody defined", cell(_REFERENCE.format("&nbsp;")), "no XML"),
    _MAKE.unread("W16", "character 0", cell(_REFERENCE.format("&#0;")), "ends the text for C"),
    _MAKE.unread(
        "W16", "half a character", cell(_REFERENCE.format("&#xD800;")), "a lone surrogate breaks every writer"
    ),
    _MAKE.read(
        "A5", "NUL", cell(_REFERENCE.format("1\0")), "ends the text for C, and no file that we write may have it"
    ),
    _MAKE.read(
        "", "XML 1.1", book({SHEET: lambda text: text.replace('version="1.0"', 'version="1.1"', 1)}), "other rules"
    ),
    _MAKE.refused("W16", "empty sheet part", _bytes(SHEET, b""), "lost bytes"),
    _MAKE.unread("W16", "broken properties", _bytes("docProps/custom.xml", b"<Properties><property>"), "torn"),
)
