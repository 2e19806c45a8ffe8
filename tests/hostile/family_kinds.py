"""Other kinds of file under an Excel name, told apart by what is in them."""

from __future__ import annotations

import gzip
import io
import tarfile

import xlsxwriter
from hostile.cases import BOOK, Case, Family, altered, base, base_data, book
from hostile.zipbytes import STORED, Member, archive

_MAKE = Family("kinds")
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml"


def _package(content_type: str, kind: str = f"{_TRANSITIONAL}/officeDocument"):
    """An Office package whose main part is of another kind."""
    package = "http://schemas.openxmlformats.org/package/2006"
    types = f'<Types xmlns="{package}/content-types"><Override PartName="/a.xml" ContentType="{content_type}"/></Types>'
    relation = f'<Relationship Id="r" Type="{kind}" Target="a.xml"/>'
    relations = f'<Relationships xmlns="{package}/relationships">{relation}</Relationships>'
    parts = {"[Content_Types].xml": types, "_rels/.rels": relations, "a.xml": "<a/>"}
    return lambda: archive([Member(name.encode(), text.encode()) for name, text in parts.items()])


def _ole(*streams: str):
    """A compound file of old; only the names in its directory matter."""
    names = b"".join(name.encode("utf-16-le") + bytes(4) for name in streams)
    return lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(512)


def _bytes(content: bytes):
    return lambda: content


def _zip(**members: bytes):
    return lambda: archive([Member(name.replace("__", "/").encode(), content) for name, content in members.items()])


def _ods() -> bytes:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return archive([Member(b"mimetype", kind, method=STORED), Member(b"content.xml", b"<a/>")])


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        entry = tarfile.TarInfo("年报.xlsx")
        entry.size = len(base())
        file.addfile(entry, io.BytesIO(base()))
    return buffer.getvalue()


def _plain() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        made.add_worksheet("表一").write(0, 0, 1)
    return buffer.getvalue()


def _macros() -> bytes:
    plain, macro = f"{_OFFICE[12:]}spreadsheetml.sheet.main", "vnd.ms-excel.sheet.macroEnabled.main"
    return altered({"[Content_Types].xml": lambda text: text.replace(plain, macro)})


_TABLE = "单位,数量\n某某局,3\n"
_PAGE = "<html><body><table><tr><td>单位</td></tr></table></body></html>"
_ARCHIVE = "a clerk packs before sending"
_EXPORT = "many systems export so"
CASES: tuple[Case, ...] = (
    _MAKE.refused("W04", "nothing", _bytes(b""), "a transfer broke off"),
    _MAKE.refused("W08", "one byte", _bytes(b"\0"), "a transfer broke off"),
    _MAKE.refused("W08", "zeros", _bytes(bytes(5000)), "space was reserved and never written"),
    _MAKE.refused("W08", "noise", _bytes(bytes(range(128, 256)) * 9 + b"\0"), "encrypted by a virus"),
    _MAKE.refused("W06", "password", _ole("EncryptionInfo", "EncryptedPackage"), "opens only with it"),
    _MAKE.refused("W07", "Excel 97", _ole("Workbook"), "an old parser for an old format"),
    _MAKE.refused("W07", "Excel 5", _ole("Book"), "an old parser for an old format"),
    *(
        _MAKE.refused(
            "W07", f"Excel {version}, without a container", _bytes(start + bytes(40)), "older than most clerks"
        )
        for version, start in (
            ("2", b"\x09\0\4\0"),
            ("3", b"\x09\2\6\0"),
            ("4", b"\x09\4\6\0"),
            ("8", b"\x09\x08\x10\0"),
        )
    ),
    _MAKE.refused("W12", "Word 97", _ole("WordDocument"), "chosen by mistake"),
    _MAKE.refused("W08", "mail", _ole("__substg1.0_0037001F"), "chosen by mistake"),
    _MAKE.refused("W12", "Word", _package(f"{_OFFICE}wordprocessingml.document.main+xml"), "chosen by mistake"),
    _MAKE.refused("W08", "slides", _package(f"{_OFFICE}presentationml.presentation.main+xml"), "chosen by mistake"),
    _MAKE.refused(
        "W14", "binary workbook", _package("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "another parser"
    ),
    _MAKE.refused(
        "W20",
        "Strict, by its relation",
        _package("application/xml", f"{_STRICT}/relationships/officeDocument"),
        "other names",
    ),
    _MAKE.refused(
        "W20",
        "Strict, by its name spaces",
        book({BOOK: lambda t: t.replace(_SPREADSHEET, f"{_STRICT}/spreadsheetml/main")}),
        "other names",
    ),
    _MAKE.refused("W08", "OpenDocument", _ods, "another parser"),
    _MAKE.refused("W13", "zip", _zip(a__txt=b"1"), _ARCHIVE),
    _MAKE.refused(
        "W13", "workbook in a zip", lambda: archive([Member("年报.xlsx".encode(), base(), flags=0x800)]), _ARCHIVE
    ),
    _MAKE.refused("W13", "empty zip", _bytes(b"PK\x05\x06" + bytes(18)), _ARCHIVE),
    _MAKE.refused("W13", "RAR", _bytes(b"Rar!\x1a\x07\x01\0" + bytes(99)), _ARCHIVE),
    _MAKE.refused("W13", "7-Zip", _bytes(b"7z\xbc\xaf\x27\x1c\0\4" + bytes(99)), _ARCHIVE),
    _MAKE.refused("W13", "gzip", lambda: gzip.compress(base(), mtime=0), _ARCHIVE),
    _MAKE.refused("W08", "tar", _tar, _ARCHIVE),
    _MAKE.refused("W09", "web page", _bytes(_PAGE.encode()), _EXPORT),
    _MAKE.refused("W09", "web page in GBK, after blanks", _bytes(b"\r\n\t " + _PAGE.encode("gbk")), _EXPORT),
    _MAKE.refused("W09", "web page with a declaration", _bytes(b'<?xml version="1.0"?>\n' + _PAGE.encode()), _EXPORT),
    _MAKE.refused(
        "W09",
        "single file web page",
        _bytes(b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n"),
        "Excel saves so",
    ),
    _MAKE.refused(
        "W09", "saved page", _bytes(b"From: <Saved>\r\nSubject: a\r\nMIME-Version: 1.0\r\n\r\n"), "browsers save so"
    ),
    _MAKE.refused(
        "W08",
        "XML of 2003",
        _bytes(b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
        _EXPORT,
    ),
    _MAKE.refused("W10", "CSV", _bytes(_TABLE.encode()), _EXPORT),
    _MAKE.refused("W10", "CSV in GBK", _bytes(_TABLE.encode("gb18030")), _EXPORT),
    _MAKE.refused(
        "W10", "text with tabs in UTF-16", _bytes(_TABLE.replace(",", "\t").encode("utf-16")), "Excel's “Unicode text”"
    ),
    _MAKE.refused("W10", "letters that begin like a program", _bytes(b"MZ is a text"), "no program"),
    _MAKE.refused(
        "W10", "data file", lambda: repr(dict(base_data())).encode(), "the other kind of file of this program"
    ),
    _MAKE.refused("W11", "PDF", _bytes(b"%PDF-1.7\n1 0 obj"), "the printed report"),
    _MAKE.refused("W12", "rich text", _bytes(rb"{\rtf1\ansi a}"), "chosen by mistake"),
    _MAKE.refused("W08", "PNG", _bytes(b"\x89PNG\r\n\x1a\n" + bytes(99)), "a photo of the report"),
    _MAKE.refused("W08", "JPEG", _bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(99)), "a photo of the report"),
    _MAKE.refused("W08", "program", _bytes(b"MZ\x90\0\3\0\0\0" + bytes(99)), "runs when opened"),
    _MAKE.refused("W08", "program with a workbook behind it", lambda: b"MZ\x90\0\3\0\0\0" + base(), "unpacks itself"),
    _MAKE.refused("W08", "database", _bytes(b"SQLite format 3\0" + bytes(99)), "chosen by mistake"),
    _MAKE.unread("T03", "somebody else's workbook", _plain, "no report at all"),
    _MAKE.read(
        "",
        "template",
        book({"[Content_Types].xml": lambda t: t.replace("sheet.main", "template.main")}),
        "opens like a workbook",
    ),
    _MAKE.read("W4", "workbook with macros", _macros, "read, never run", name="年报.xlsm"),
)
