"""Parts, relations and content types: what is missing, what points elsewhere, what would run or fetch something."""

from __future__ import annotations

import re

from hostile.cases import BOOK, RELATIONS, SHEET, TABLE, Case, Family, altered, base_parts, book, replaced
from workbook.workbook_files import changed

_MAKE = Family("package")
_TYPES, _TOP = "[Content_Types].xml", "_rels/.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_EVIL = "xl/worksheets/evil.xml"
_TARGET = 'Target="worksheets/sheet5.xml"'


def _other_sheet() -> bytes:
    """The sheet with another number in it: if it is read, the gate has looked at something else."""
    found, times = re.subn(rb'(<c r="D6"[^>]*>)<v>0</v>', rb"\1<v>7</v>", base_parts()[SHEET])
    assert times == 1
    return found


def _pointing(target: str, part: str):
    """The relation of the sheet names `target`; another sheet lies in `part`."""
    return lambda: altered({RELATIONS: lambda text: text.replace(_TARGET, f'Target="{target}"'), part: _other_sheet()})


def _related(*relations: str, first: bool = False):
    """More relations of the workbook, and another sheet that they may point to."""

    def change(text: str) -> str:
        place = text.index("<Relationship ") if first else text.index("</Relationships>")
        return text[:place] + "".join(relations) + text[place:]

    return lambda: altered({RELATIONS: change, _EVIL: _other_sheet()})


def _relation(id_: str, target: str, kind: str = f"{_OFFICE}/worksheet", more: str = "") -> str:
    return f'<Relationship Id="{id_}" Type="{kind}" Target="{target}"{more}/>'


def _listed(before: str):
    """Another entry in the list of sheets, for a sheet that lies beside."""

    def change(text: str) -> str:
        place = text.index(f'<sheet name="{TABLE}"')
        return text[:place] + before + text[place:]

    relation = _relation("rEvil", "worksheets/evil.xml")
    return lambda: altered(
        {
            BOOK: change,
            RELATIONS: lambda text: text.replace("</Relationships>", f"{relation}</Relationships>"),
            _EVIL: _other_sheet(),
        },
    )


def _main_elsewhere() -> bytes:
    """The workbook part has another name; under the usual name lies another workbook."""
    return altered(
        {
            _TOP: lambda text: text.replace("xl/workbook.xml", "xl/book.xml"),
            _TYPES: lambda text: text.replace("/xl/workbook.xml", "/xl/book.xml"),
            "xl/book.xml": base_parts()[BOOK],
            "xl/_rels/book.xml.rels": base_parts()[RELATIONS],
            RELATIONS: lambda text: text.replace("sheet5.xml", "evil.xml"),
            _EVIL: _other_sheet(),
        },
    )


def _carrying(kind: str, part: str, content: bytes = b"<a/>"):
    override = f'<Override PartName="/{part}" ContentType="application/{kind}"/></Types>'
    return book({_TYPES: lambda text: text.replace("</Types>", override), part: content})


def _loop() -> bytes:
    """Two parts, each the other's relation, and one that is its own."""
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    mine = rels.format(_relation("r1", "sheet6.xml") + _relation("r2", "sheet5.xml")).encode()
    other = rels.format(_relation("r1", "sheet5.xml")).encode()
    return altered(
        {"xl/worksheets/_rels/sheet5.xml.rels": mine, "xl/worksheets/_rels/sheet6.xml.rels": other},
    )


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DDE = f'<externalLink xmlns="{_MAIN}"><ddeLink ddeService="cmd"/></externalLink>'.encode()
_CHAIN = f'<calcChain xmlns="{_MAIN}"><c r="XFD1048576" i="77"/><c r="" i="-1"/></calcChain>'.encode()
_LINK = "vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
_SAME = "readers differ in which they take: what is read must be what the gate has seen"
CASES: tuple[Case, ...] = (
    _MAKE.refused("W13", "no content types", book({}, without=(_TYPES,)), "an archive, not an Office file"),
    _MAKE.refused("W16", "no relations", book({}, without=(_TOP,)), "nothing says what the workbook is"),
    _MAKE.refused("W16", "no workbook part", book({}, without=(BOOK,)), "the relation points to nothing"),
    _MAKE.refused("W77", "no relations of the workbook", book({}, without=(RELATIONS,)), "sheets without parts"),
    _MAKE.refused("W77", "sheet without its part", book({}, without=(SHEET,)), "half the report is gone"),
    _MAKE.refused("W77", "sheet without a relation", replaced(BOOK, ' r:id="rId5"', ""), "points to nothing"),
    _MAKE.refused(
        "W77", "sheet in another file", replaced(RELATIONS, _TARGET, f'{_TARGET} TargetMode="External"'), "fetched"
    ),
    _MAKE.refused(
        "W77", "sheet on this computer", replaced(RELATIONS, _TARGET, 'Target="../../../etc/passwd"'), "read"
    ),
    _MAKE.refused(
        "W77", "sheet on the network", replaced(RELATIONS, _TARGET, 'Target="//host/share/a.xml"'), "logs in there"
    ),
    _MAKE.refused("W77", "part in another case", replaced(RELATIONS, "sheet5.xml", "Sheet5.xml"), "names are exact"),
    _MAKE.refused(
        "W16",
        "workbook on the network",
        replaced(_TOP, 'Target="xl/workbook.xml"', 'Target="http://127.0.0.1/a.xlsx" TargetMode="External"'),
        "fetched by who follows it",
    ),
    _MAKE.refused("W16", "workbook of another type", replaced(_TYPES, _MAIN_TYPE, "application/xml"), "no workbook"),
    _MAKE.refused("W16", "broken content types", book({_TYPES: b"<Types"}), "no XML"),
    _MAKE.refused("W16", "empty relations", book({_TOP: b""}), "no XML"),
    _MAKE.refused(
        "W16", "two sheets of one name", _listed(f'<sheet name="{TABLE}" sheetId="99" r:id="rEvil"/>'), _SAME
    ),
    _MAKE.refused(
        "W16",
        "two sheets of one name, one of them escaped",
        _listed('<sheet name="三、&#30003;请情况" sheetId="99" r:id="rEvil"/>'),
        _SAME,
    ),
    _MAKE.read("", "workbook part under another name", _main_elsewhere, _SAME),
    _MAKE.read("", "two relations of one id", _related(_relation("rId5", "worksheets/evil.xml"), first=True), _SAME),
    _MAKE.read(
        "",
        "external relation of the same id",
        _related(_relation("rId5", "worksheets/evil.xml", more=' TargetMode="External"')),
        _SAME,
    ),
    _MAKE.read(
        "",
        "sheet with two ids",
        lambda: changed(
            _listed("")(), {BOOK: lambda text: text.replace('r:id="rId5"', 'r:id="rId5" xmlns:q="q" q:id="rEvil"')}
        ),
        _SAME,
    ),
    _MAKE.read("", "relative path from the root", _pointing("/xl/worksheets/sheet5.xml", _EVIL), "a usual way"),
    _MAKE.read(
        "", "relation with a needless dot", _pointing("./worksheets/./sheet5.xml", "xl/./worksheets/a.xml"), _SAME
    ),
    _MAKE.read(
        "", "relation with an entity", _pointing("worksheets/sheet&#53;.xml", "xl/worksheets/sheet&#53;.xml"), _SAME
    ),
    _MAKE.read("", "part and its relations in a circle", _loop, "who follows them never ends"),
    _MAKE.read(
        "",
        "external picture",
        _related(_relation("rX", "file://host/a.png", f"{_OFFICE}/image", ' TargetMode="External"')),
        "fetched by Excel, never here",
    ),
    _MAKE.read("", "unknown parts", book({"customXml/item1.xml": b"<a/>", "xl/unheard.of": b"\0\1"}), "harmless"),
    _MAKE.read("W9", "link to another workbook", _carrying(_LINK, "xl/externalLinks/externalLink1.xml"), "fetches"),
    _MAKE.read("W9", "DDE", _carrying(_LINK, "xl/externalLinks/externalLink1.xml", _DDE), "runs a program in Excel"),
    _MAKE.read(
        "W9",
        "data connection",
        _carrying("vnd.openxmlformats-officedocument.spreadsheetml.connections+xml", "xl/connections.xml"),
        "fetches",
    ),
    _MAKE.read(
        "W9", "embedded file", book({"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" * 99}), "opens what is in it"
    ),
    _MAKE.read("W9", "ActiveX", book({"xl/activeX/activeX1.bin": b"\0" * 99}), "runs in Excel"),
    _MAKE.read("W4", "macros in an .xlsx", book({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 99}), "runs in Excel"),
    _MAKE.read(
        "",
        "calculation chain that lies",
        _carrying(
            "vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
            "xl/calcChain.xml",
            _CHAIN,
        ),
        "points to cells that there are not",
    ),
    _MAKE.read(
        "",
        "calculation chain that is no XML",
        _carrying("vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml", "xl/calcChain.xml", b"<calcChain"),
        "Excel makes a new one",
    ),
)
