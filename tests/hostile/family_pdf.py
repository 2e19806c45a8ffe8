"""PDF files: packed again and again, counts that lie, references in circles, passwords, and pictures of text."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Iterable
from functools import cache

from hostile.cases import Case, Family, base
from hostile.papers import SHOWN, flate, page, pdf, pdf_file, pdf_objects, stream, word_file

from xl_tools.intake.limits import DEFAULT, MEBI

_MAKE = Family("pdf", "年报.pdf")
_HARMLESS = "harmless, and nothing of it is run or fetched"
_IMAGE = b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 "


def _bytes(content: bytes):
    return lambda: content


def _content(content: Callable[[], bytes], entries: bytes = b""):
    """The page's own stream."""
    return lambda: pdf_file(pdf_objects(content=stream(content(), entries)))


def _beside(content: Callable[[], bytes], numbers: Iterable[int] = (9,)):
    """A PDF with another object, or the same one under many numbers."""
    return lambda: pdf(dict.fromkeys(numbers, content()))()


@cache
def _bomb(times: int = 1, size: int = 70 * MEBI) -> bytes:
    packed = b" " * size
    for _ in range(times):
        packed = zlib.compress(packed, 9)
    return packed


def _chained(*names: bytes) -> bytes:
    return b"/Filter [%b] " % b" ".join(b"/" + name for name in names)


def _objects_in_streams(number: int) -> bytes:
    return b"/Type /ObjStm /N %d /First 4 " % number


def _drawn(content: bytes):
    """A page that draws this."""
    return lambda: pdf_file(pdf_objects(content=flate(SHOWN + content)))


def _form(content: bytes) -> bytes:
    resources = b"/Resources <</XObject <<%b>>>>" % b" ".join(b"/X%d %d 0 R" % (n, n) for n in range(10, 30))
    return flate(content, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + resources)


def _circle() -> bytes:
    """A form that draws itself."""
    objects = pdf_objects(content=flate(SHOWN + b" /X10 Do"), resources=b"/XObject <</X10 10 0 R>>")
    return pdf_file({**objects, 10: _form(b"/X10 Do")})


def _scan() -> bytes:
    objects = pdf_objects(content=flate(b"q 595 0 0 842 0 0 cm /X10 Do Q"), resources=b"/XObject <</X10 10 0 R>>")
    return pdf_file({**objects, 10: flate(bytes(64), _IMAGE)})


def _encrypted() -> bytes:
    """As a password to open leaves it: the key is not that of the empty password."""
    key = b"<" + b"41" * 32 + b">"
    guard = b"<</Filter /Standard /V 1 /R 2 /O %b /U %b /P -4>>" % (key, key)
    return pdf_file({**pdf_objects(), 6: guard}, b"/Root 1 0 R /Encrypt 6 0 R /ID [<41> <41>]")


CASES: tuple[Case, ...] = (
    # Other kinds, torsos
    _MAKE.refused("N04", "nothing as PDF", bytes, "a download broke off"),
    _MAKE.refused("N08", "Word as PDF", word_file, "renamed by hand"),
    _MAKE.refused("N08", "page as PDF", lambda: page().encode(), "the portal's page of an error"),
    _MAKE.refused("N09", "workbook as PDF", base, "chosen by mistake"),
    _MAKE.refused("N12", "photo as PDF", _bytes(b"\xff\xd8\xff\xe0" + bytes(99)), "a scan"),
    _MAKE.refused("N12", "TIFF as PDF", _bytes(b"II*\0" + bytes(99)), "a scan"),
    _MAKE.refused("N09", "program as PDF", _bytes(b"MZ\0" + bytes(99)), "run by who believes the icon"),
    _MAKE.refused("N15", "PDF cut off", lambda: pdf()()[:-60], "the last pages are missing, and nobody sees it"),
    _MAKE.refused(
        "N15", "PDF cut off after an update", lambda: pdf()() + bytes(5000) + b"1 0 obj <<", "half an update"
    ),
    _MAKE.refused("N05", "PDF of more than 25 MiB", lambda: pdf()() + bytes(DEFAULT.file_size), "read at once"),
    _MAKE.read("", "something before the PDF", lambda: b"\r\n" * 99 + pdf()(), "a server's slip"),
    _MAKE.read("", "something behind the PDF", lambda: pdf()() + b"\r\n\0\0", "a mail server adds a line break"),
    # Streams
    _MAKE.refused(
        "N90", "stream of 70 MB of blanks", _content(lambda: _bomb(), b"/Filter /FlateDecode "), "70 KB become 70 MB"
    ),
    _MAKE.refused(
        "N90",
        "the same, packed twice",
        _content(lambda: _bomb(2), _chained(b"FlateDecode", b"FlateDecode")),
        "300 bytes become 70 MB",
    ),
    _MAKE.refused(
        "N90",
        "the same, written as hexadecimal digits",
        _content(lambda: _bomb().hex().encode() + b">", _chained(b"ASCIIHexDecode", b"FlateDecode")),
        "not seen by who looks for packed data",
    ),
    _MAKE.refused(
        "N90",
        "the same, written as letters",
        _content(lambda: base64.a85encode(_bomb()) + b"~>", _chained(b"ASCII85Decode", b"FlateDecode")),
        "not seen by who looks for packed data",
    ),
    _MAKE.refused(
        "N90",
        "the same, called a picture",
        _beside(lambda: stream(_bomb(), _IMAGE + b"/Filter /FlateDecode ")),
        "drawn as a page elsewhere",
    ),
    _MAKE.refused(
        "N90",
        "the same, without an end",
        _beside(lambda: b"<<>> stream\n" + _bomb()),
        "not seen by who looks for the end",
    ),
    _MAKE.refused(
        "N90",
        "the same, behind a line that is passed over",
        _beside(lambda: stream(_bomb()).replace(b"stream\n", b"stream %x\r", 1)),
        "not seen by who looks for “stream”",
    ),
    _MAKE.refused(
        "N90",
        "the same, in a stream that is cut off",
        _content(lambda: _bomb()[:-5], b"/Filter /FlateDecode "),
        "unpacked as far as it goes",
    ),
    _MAKE.refused(
        "N91",
        "stream packed six times",
        _content(lambda: _bomb(6, 9000), _chained(*[b"FlateDecode"] * 6)),
        "no end in sight",
    ),
    _MAKE.refused(
        "N61",
        "60 streams of 5 MB",
        _beside(lambda: flate(b" " * 5 * MEBI), range(10, 70)),
        "each small enough, 300 MB together",
    ),
    _MAKE.read(
        "",
        "stream packed twice",
        _content(lambda: zlib.compress(zlib.compress(SHOWN)), _chained(b"FlateDecode", b"FlateDecode")),
        "allowed",
    ),
    _MAKE.read(
        "",
        "stream as letters",
        _content(lambda: base64.a85encode(zlib.compress(SHOWN)) + b"~>", _chained(b"ASCII85Decode", b"FlateDecode")),
        "many programs write so",
    ),
    _MAKE.unread(
        "N31",
        "stream of a length that is wrong",
        lambda: pdf_file(pdf_objects(content=stream(SHOWN, length=b"5"))),
        "bytes lost by an editor",
    ),
    # Counts
    _MAKE.refused(
        "N89",
        "stream of a million objects",
        pdf({9: flate(b"1 0", _objects_in_streams(999_999))}),
        "a table of all of them",
    ),
    _MAKE.refused(
        "N89", "200,001 objects", lambda: pdf()() + b"1 0 obj\nendobj\n" * 200_000 + b"%%EOF", "a table of all of them"
    ),
    _MAKE.refused("N88", "151 pages", _beside(lambda: b"<</Type /Page>>", range(10, 160)), "each laid out"),
    _MAKE.refused(
        "N88",
        "151 pages in a stream of objects",
        pdf({9: flate(b"<</Type/Page>>" * 151, _objects_in_streams(151))}),
        "hidden from who counts",
    ),
    # References
    _MAKE.read("", "form that draws itself", _circle, "never ends"),
    _MAKE.read("", "page tree in a circle", pdf({2: b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2>>"}), "never ends"),
    _MAKE.read("", "no catalogue", pdf(trailer=b"/Root 99 0 R"), "nothing to begin with"),
    _MAKE.read(
        "",
        "page listed a thousand times",
        pdf({2: b"<</Type /Pages /Kids [%b] /Count 1000>>" % (b"3 0 R " * 1000)}),
        "the same page again and again",
    ),
    _MAKE.read("", "table that was before itself", lambda: pdf(trailer=b"/Root 1 0 R /Prev 15")(), "never ends"),
    _MAKE.unread(
        "N33",
        "page of a size without measure",
        lambda: pdf_file(pdf_objects(page=b"/MediaBox [0 0 1e38 1e38]")),
        "a picture of it fills the memory",
    ),
    # What is drawn
    _MAKE.read("", "20,000 lines on a page", _drawn(b" 0 0 m 9 9 l S" * 20_000), "each held against all others"),
    _MAKE.read(
        "",
        "50,000 letters on a page",
        _drawn(b" BT (" + b"a" * 50_000 + b") Tj ET"),
        "each held against all others",
        long=True,
    ),
    _MAKE.read("", "20,000 states that are kept", _drawn(b" q" * 20_000), "a list without end"),
    _MAKE.read("", "operators that there are not", _drawn(b" evil 1 2 3 Tz Tz Tz ' \""), "no numbers for them"),
    # Passwords, pictures, what would run
    _MAKE.unread("N06", "PDF with a password", _encrypted, "opens only with it"),
    _MAKE.unread("N30", "scan", _scan, "no letters in it"),
    _MAKE.unread("N31", "PDF without text", lambda: pdf_file(pdf_objects(content=flate(b" "))), "nothing in it"),
    _MAKE.read(
        "",
        "PDF with scripts, files and actions",
        pdf(
            {
                1: b"<</Type /Catalog /Pages 2 0 R /OpenAction <</S /Launch /F (cmd.exe)>> "
                b"/Names <</JavaScript <</Names "
                b"[(a) <</S /JavaScript /JS (app.alert)>>]>>>> /AA <</WC <</S /URI /URI (http://127.0.0.1:9/)>>>>>>"
            }
        ),
        _HARMLESS,
    ),
)
