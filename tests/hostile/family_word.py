"""Word files (.docx, .docm): other kinds under their names, archives that lie, XML, and merges."""

from __future__ import annotations

import gzip
import random
import zlib
from dataclasses import replace
from pathlib import Path

from hostile.cases import Case, Family, base
from hostile.papers import (
    BELOW,
    CORE,
    DOCUMENT,
    FIGURE,
    HEADING,
    MAIN_TYPE,
    NOTES,
    NUMBERING,
    OFFICE,
    STYLES,
    TOP,
    TYPES,
    W,
    before_end,
    compound,
    old_word,
    page,
    paragraph,
    pdf_file,
    pdf_objects,
    table,
    word,
    word_archive,
    word_file,
    word_parts,
)
from hostile.zipbytes import ENCRYPTED, STORED, Member, Tail, archive, packed, with_member

from xl_tools.intake.limits import DEFAULT, MEBI

_MAKE = Family("word", "年报.docx")
_RTF = b"{\\rtf1\\ansi " + b"a" * 99 + b"}"
_PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(99)
_DTD = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_HARMLESS = "harmless, and nothing of it is run or fetched"


def _bytes(content: bytes):
    return lambda: content


def _typed(old: str, new: str):
    """The file with another content type."""
    return word({TYPES: lambda text: text.replace(old, new)})


def _defined(part: str):
    """A DTD before the root of a part."""
    return word({part: lambda text: _DTD + text})


def _elsewhere() -> bytes:
    """Styles in a part that is not called like XML."""
    named = {TYPES: "word/styles.xml", BELOW: "styles.xml"}
    changes = {
        part: lambda text, old=old: text.replace(old, old.replace(".xml", ".bin")) for part, old in named.items()
    }
    return word_file({**changes, "word/styles.bin": _DTD.encode() + word_parts()[STYLES]}, without=(STYLES,))


def _many(number: int):
    return before_end(lambda: "".join(f'<w:p a="{n}"/>' for n in range(number)))


def _nested(depth: int, *names: str):
    """A paragraph in so many elements, which come again and again in this order."""
    start, end = "".join(f"<w:{one}>" for one in names), "".join(f"</w:{one}>" for one in reversed(names))
    return before_end(start * depth + paragraph("7") + end * depth)


def _wide(span: str, times: int = 1):
    properties = f'<w:gridSpan w:val="{span}"/>'
    return before_end(lambda: table(*["7"] * times, properties=properties))


def _media(content: bytes):
    return word({"word/media/image1.bin": content})


def _large_part() -> bytes:
    """More than 150 MiB that pack a hundredfold, and so pass for a picture."""
    piece = random.Random(3).randbytes(512) + bytes(60_000)
    content = (piece * (150 * MEBI // len(piece) + 1))[: 150 * MEBI + 1]
    return word_archive(lambda members: [*members, Member(b"word/media/a.bin", content, packed=packed(content, 1))])()


def _flat_bomb() -> bytes:
    size = 2 * MEBI - 1
    body, crc = packed(bytes(size)), zlib.crc32(bytes(size))
    bombs = [Member(b"word/media/%d.bin" % n, packed=body, crc=crc, size=size) for n in range(110)]
    return archive([*(Member(name.encode(), text) for name, text in word_parts().items()), *bombs])


def _overlapping(members: list[Member]) -> list[Member]:
    size = len(packed(members[0].content)) + 60
    return [replace(members[0], packed_size=size, local={"packed_size": size}), *members[1:]]


def _extra(name: bytes, **changes: object):
    return word_archive(lambda members: [*members, Member(name, b"x", **changes)])  # type: ignore[arg-type]


def _document(**changes: object):
    return word_archive(lambda members: with_member(members, DOCUMENT, **changes))


def _related(relation: str):
    return word({BELOW: lambda text: text.replace("</Relationships>", f"{relation}</Relationships>")})


def _styles(xml: str):
    return word({STYLES: lambda text: text.replace("</w:styles>", f"{xml}</w:styles>")})


def _listed() -> bytes:
    """A list whose numbering is its own style's, which is its own."""
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="l"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    style = '<w:style w:type="numbering" w:styleId="l"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    item = paragraph("7", '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>')
    return word_file(
        {
            NUMBERING: numbering.encode(),
            STYLES: lambda text: text.replace("</w:styles>", f"{style}</w:styles>"),
            DOCUMENT: lambda text: text.replace("</w:body>", f"{item}</w:body>"),
        }
    )


def _folder(folder: Path) -> Path:
    path = folder / "年报.docx"
    path.mkdir()
    return path


def _itself(folder: Path) -> Path:
    path = folder / "年报.docx"
    path.symlink_to(path.name)
    return path


def _large() -> bytes:
    return word_file() + bytes(DEFAULT.file_size)


_SHEET_NAME = "wordprocessingml.document"
CASES: tuple[Case, ...] = (
    # What there is on disk, and endings
    _MAKE.placed("N01", "Word file that is not there", lambda folder: folder / "没有.docx", "a slip of the hand"),
    _MAKE.placed("N02", "folder called like a Word file", _folder, "chosen by mistake"),
    _MAKE.placed("N03", "Word file that is a link to itself", _itself, "who follows it never ends"),
    _MAKE.placed("N11", "slides", lambda folder: folder / "年报.pptx", "chosen by mistake"),
    _MAKE.placed("N11", "no ending of a document", lambda folder: folder / "年报", "chosen by mistake"),
    _MAKE.placed("N12", "scan as a picture", lambda folder: folder / "第1页.TIF", "no letters in it"),
    # Other kinds under the name
    _MAKE.refused("N04", "nothing as Word", bytes, "a download broke off"),
    _MAKE.refused(
        "N06", "Word with a password", _bytes(compound(bytes(600), "EncryptedPackage")), "opens only with it"
    ),
    _MAKE.refused("N08", "old Word as .docx", _bytes(compound(old_word())), "renamed by hand"),
    _MAKE.refused("N08", "page as .docx", _bytes(page().encode()), "a portal's download is often one"),
    _MAKE.refused("N08", "PDF as .docx", lambda: pdf_file(pdf_objects()), "renamed by hand"),
    _MAKE.refused("N08", "text as .docx", _bytes("一、总体情况".encode()), "renamed by hand"),
    _MAKE.refused("N09", "workbook as .docx", base, "chosen by mistake"),
    _MAKE.refused("N09", "RTF as .docx", _bytes(_RTF), "another parser, known for its holes"),
    _MAKE.refused("N09", "slides as .docx", _typed(_SHEET_NAME, "presentationml.presentation"), "chosen by mistake"),
    _MAKE.refused(
        "N09",
        "OpenDocument as .docx",
        lambda: archive([Member(b"mimetype", b"application/vnd.oasis.opendocument.text", method=STORED)]),
        "another parser",
    ),
    _MAKE.refused("N10", "zip as .docx", lambda: archive([Member(b"a.txt", b"1")]), "packed before sending"),
    _MAKE.refused("N10", "gzip as .docx", lambda: gzip.compress(word_file(), mtime=0), "packed before sending"),
    _MAKE.refused("N12", "picture as .docx", _bytes(_PICTURE), "a scan"),
    _MAKE.refused("N09", "program as .docx", _bytes(b"MZ" + bytes(99)), "run by who believes the icon"),
    _MAKE.refused(
        "N20",
        "Strict Word",
        word({TOP: lambda text: text.replace(f"{OFFICE}/office", "http://purl.oclc.org/ooxml/relationships/office")}),
        "other names for everything",
    ),
    # The zip; what it has in common with workbooks is tried there
    _MAKE.refused("N05", "Word file of more than 25 MiB", _large, "read into memory before it is looked at"),
    _MAKE.refused("N15", "Word file cut off", lambda: word_file()[:-30], "a download broke off"),
    _MAKE.refused("N16", "Word file with lost bytes", _document(crc=1), "bytes changed on the way"),
    _MAKE.refused(
        "N60",
        "Word file of 1,001 parts",
        lambda: word_file({f"word/media/{n}.bin": b"" for n in range(1000)}),
        "a table of all of them",
    ),
    _MAKE.refused("N61", "Word file of 110 parts of zeros", _flat_bomb, "each small enough, 220 MB together"),
    _MAKE.refused("N62", "part of more than 150 MiB in a Word file", _large_part, "inflated in one piece"),
    _MAKE.refused("N63", "picture of zeros", lambda: _media(bytes(60 * MEBI))(), "60 KB become 60 MB"),
    _MAKE.refused("N71", "document twice", _extra(b"WORD/document.xml"), "readers differ in which they take"),
    _MAKE.refused("N72", "name that climbs out of a Word file", _extra(b"word/../../../x"), "written outside"),
    _MAKE.refused("N73", "document packed with LZMA", _document(method=14), "an unpacker that nobody guards"),
    _MAKE.refused("N74", "document encrypted", _document(flags=ENCRYPTED), "packed with a password"),
    _MAKE.refused("N76", "Word file in zip64", word_archive(tail=Tail(here=0xFFFF, total=0xFFFF)), "counted elsewhere"),
    _MAKE.refused("N78", "overlapping parts of a Word file", word_archive(_overlapping), "one kernel, inflated often"),
    _MAKE.refused("N79", "document under two names", _document(local={"name": NOTES.encode()}), "readers differ"),
    # Which part is the document
    _MAKE.refused("N10", "Word file without content types", word(without=(TYPES,)), "an archive, no Office file"),
    _MAKE.refused("N16", "Word file without relations", word(without=(TOP,)), "nothing says what the document is"),
    _MAKE.refused("N16", "broken relations of the document", word({BELOW: b"<Relationships"}), "no XML"),
    _MAKE.refused("N16", "Word file without document", word(without=(DOCUMENT,)), "the relation points to nothing"),
    _MAKE.refused(
        "N16",
        "document on the network",
        word({TOP: lambda text: text.replace('t.xml"/>', 't.xml" TargetMode="External"/>', 1)}),
        "fetched by who follows it",
    ),
    _MAKE.read(
        "",
        "Word file with macros",
        _typed(MAIN_TYPE, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        _HARMLESS,
        name="年报.docm",
    ),
    _MAKE.read("", "template of Word", _typed("document.main", "template.main"), "a wrong ending of Word's own"),
    _MAKE.read(
        "",
        "document under another name",
        word(
            {
                TOP: lambda text: text.replace(DOCUMENT, "a/b.xml"),
                TYPES: lambda text: text.replace(DOCUMENT, "a/b.xml"),
                "a/b.xml": word_parts()[DOCUMENT],
                DOCUMENT: b"<evil/>",
            }
        ),
        "under the usual name lies another",
    ),
    _MAKE.read(
        "",
        "template on the network",
        _related(
            f'<Relationship Id="x" Type="{OFFICE}/attachedTemplate" Target="http://a/a.dotm" TargetMode="External"/>'
        ),
        "fetched by Word, never here",
    ),
    _MAKE.read(
        "",
        "OLE object and macros",
        word({"word/embeddings/a.bin": b"\xd0\xcf" * 99, "word/vbaProject.bin": b"1"}),
        _HARMLESS,
    ),
    _MAKE.read(
        "",
        "relation to a part that is not there",
        _related(f'<Relationship Id="x" Type="{OFFICE}/header" Target="h.xml"/>'),
        "who loads all of them fails",
    ),
    _MAKE.read(
        "",
        "document related to itself",
        _related(f'<Relationship Id="x" Type="{OFFICE}/header" Target="document.xml"/>'),
        "who follows it never ends",
    ),
    # XML
    *(
        _MAKE.refused("N18", f"DTD in {part}", _defined(part), "reads a file of this computer")
        for part in (DOCUMENT, STYLES, NUMBERING, NOTES, CORE)
    ),
    _MAKE.refused("N18", "DTD in styles that are not called XML", _elsewhere, "what is read need not be called so"),
    _MAKE.refused(
        "N18",
        "a billion laughs in Word",
        word({DOCUMENT: lambda t: f'<!DOCTYPE a [<!ENTITY l0 "ha">{_LAUGHS}]>' + t.replace(HEADING, "&l9;")}),
        "a gigabyte of text",
    ),
    _MAKE.refused("N16", "entity that is not there", before_end(paragraph("&evil;")), "no XML"),
    _MAKE.refused("N16", "document that ends early", word({DOCUMENT: lambda text: text[:-9]}), "no XML"),
    _MAKE.refused(
        "N75",
        "document in UTF-16",
        word({DOCUMENT: word_parts()[DOCUMENT].decode().encode("utf-16")}),
        "hides what is looked for",
    ),
    _MAKE.refused("N80", "200,000 paragraphs", _many(DEFAULT.elements), "a kilobyte of memory each"),
    _MAKE.read("", "80,000 paragraphs", _many(80_000), "slow, and allowed", long=True),
    _MAKE.refused("N81", "tables in tables", _nested(70, "tbl", "tr", "tc"), "who reads a table in a table never ends"),
    _MAKE.refused(
        "N81", "300 content controls in each other", _nested(150, "sdt", "sdtContent"), "the parser gives up"
    ),
    _MAKE.read("", "60 tables in each other", _nested(60, "tbl", "tr", "tc"), "deep, and allowed"),
    _MAKE.read("", "190 runs in each other", _nested(190, "ins"), "deep, and allowed"),
    _MAKE.refused(
        "N83",
        "attribute of 2 MB",
        before_end(lambda: f'<w:p a="{"".join(map(str, range(400_000)))}"/>'),
        "copied again and again",
    ),
    _MAKE.refused(
        "N85",
        "12 MB of text in one run",
        before_end(lambda: paragraph("".join(map(chr, range(0x4E00, 0x9000))) * 260)),
        "more than the parser takes",
    ),
    # Merged cells and numbers
    _MAKE.refused("N82", "cell over two billion columns", _wide("2147483647"), "each laid out"),
    _MAKE.refused("N82", "number as Python writes it", _wide(" 9_999_999 "), "no digits for who looks for digits"),
    _MAKE.refused("N82", "300 cells over 1,000 columns", _wide("1000", 300), "each laid out"),
    _MAKE.read("", "cell over -5 columns", _wide("-5"), "never gets to the end"),
    _MAKE.read("", "cell over no number of columns", _wide("many"), "no number"),
    _MAKE.read("", "cell that goes on from nowhere", before_end(table("7", properties="<w:vMerge/>")), "no first cell"),
    _MAKE.read(
        "", "empty table", before_end("<w:tbl/><w:tbl><w:tr/></w:tbl><w:tbl><w:tr><w:tc/></w:tr></w:tbl>"), "no cells"
    ),
    _MAKE.read(
        "",
        "style based on itself",
        _styles('<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="b"/></w:style>'),
        "who follows it never ends",
    ),
    _MAKE.read(
        "",
        "two styles based on each other",
        _styles(
            "".join(
                f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>'
                for a, b in ("bc", "cb")
            )
        ),
        "who follows it never ends",
    ),
    _MAKE.read("", "list that is its own", _listed, "who follows it never ends"),
    _MAKE.read(
        "",
        "numbers of 100 digits",
        before_end(
            paragraph(
                "7", f'<w:pPr><w:numPr><w:ilvl w:val="{"9" * 100}"/><w:numId w:val="{"9" * 100}"/></w:numPr></w:pPr>'
            )
        ),
        "overflows a number",
    ),
    _MAKE.read(
        "",
        "field without end",
        before_end('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' + paragraph("7")),
        "swallows the rest",
    ),
    _MAKE.read(
        "",
        "field that runs a program",
        before_end(
            '<w:p><w:fldSimple w:instr=" DDEAUTO c:\\\\x\\\\cmd.exe "><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>'
        ),
        _HARMLESS,
    ),
    _MAKE.unread(
        "N31",
        "Word file without text",
        word({DOCUMENT: lambda t: t.replace(HEADING, "").replace(FIGURE, "").replace(">2<", "><")}),
        "only pictures",
    ),
)
