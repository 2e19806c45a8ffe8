"""Web pages (.html, .mht) and plain texts (.txt): tags without end, cells without measure, archives and encodings."""

from __future__ import annotations

from hostile.cases import Case, Family, base
from hostile.papers import FIGURE, HEADING, page, pdf_file, pdf_objects, web_archive, word_file

from xl_tools.intake.limits import DEFAULT, MEBI

_PAGE, _MHT, _TEXT = Family("pages", "年报.html"), Family("pages", "年报.mht"), Family("pages", "年报.txt")
_PLAIN = f"{HEADING}\n{FIGURE}\n"
_FETCHED = "fetched or run by a browser, never here"


def _bytes(content: bytes):
    return lambda: content


def _body(html: str, encoding: str = "utf-8"):
    return lambda: page(html).encode(encoding)


def _head(html: str):
    return lambda: page(head=html).encode()


def _deep(tag: str, depth: int, *, closed: bool = True):
    return _body(f"<{tag}>" * depth + "7" + f"</{tag}>" * (depth if closed else 0))


def _cell(attributes: str, times: int = 1):
    return _body(f"<table><tr>{f'<td {attributes}>7</td>' * times}</tr></table>")


def _parts(*parts: tuple[str, bytes], **more: str):
    return lambda: web_archive(*parts, **more)


def _nested_archive(depth: int) -> bytes:
    """Parts in parts, each a level deeper."""
    lines = ["MIME-Version: 1.0"]
    for level in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="{level}"', "", f"--{level}"]
    return "\r\n".join([*lines, "Content-Type: text/html", "", page()]).encode()


def _text(text: str, encoding: str = "utf-8"):
    return lambda: (_PLAIN + text).encode(encoding)


_HTML = ("text/html; charset=utf-8", page().encode())
CASES: tuple[Case, ...] = (
    # Other kinds under the name
    _PAGE.refused("N04", "nothing as a page", bytes, "a download broke off"),
    _PAGE.refused("N08", "text as a page", _bytes(_PLAIN.encode()), "no tag in it"),
    _PAGE.refused("N08", "PDF as a page", lambda: pdf_file(pdf_objects()), "saved by the wrong button"),
    _PAGE.refused("N08", "Word as a page", word_file, "renamed by hand"),
    _PAGE.refused("N09", "workbook as a page", base, "chosen by mistake"),
    _PAGE.refused("N12", "photo as a page", _bytes(b"\xff\xd8\xff\xe0" + bytes(99)), "a scan"),
    _PAGE.refused("N09", "page with NULs", _bytes(b"<html>" + bytes(5000)), "C ends the text here"),
    _PAGE.refused(
        "N05", "page of more than 25 MiB", lambda: page().encode() + b" " * DEFAULT.file_size, "read at once"
    ),
    # Tags
    _PAGE.refused("N80", "200,000 tags", _body("<i></i>" * (DEFAULT.elements // 2)), "a kilobyte of memory each"),
    _PAGE.refused(
        "N80", "25 million signs that begin a tag", lambda: _body("<" * (20 * MEBI))(), "looked at one by one"
    ),
    _PAGE.refused("N81", "201 divisions in each other", _deep("div", 201), "a function that calls itself"),
    _PAGE.refused("N81", "100,000 letters in bold in each other", _deep("b", 100_000, closed=False), "never closed"),
    _PAGE.refused("N81", "tables in tables in a page", _deep("table><tr><td", 199), "a function that calls itself"),
    _PAGE.refused(
        "N81",
        "ends that stand in comments",
        _deep("div><!-- </div> --", 300),
        "no end for a parser, one for who counts",
    ),
    _PAGE.refused(
        "N81", "ends that stand in a script", _deep("div><script></div></script", 300), "no end for a parser"
    ),
    _PAGE.refused("N81", "ends that stand in an attribute", _deep("div><i title='</div>'></i", 300), "no end"),
    _PAGE.refused("N81", "ends of what was never begun", _deep("div></p></b></i", 300), "no end of this one"),
    _PAGE.refused("N81", "ends that rank lower than what they are to close", _deep("div><td></div", 300), "no end"),
    _PAGE.refused("N81", "strokes that belong to a value", _deep("div a=b/", 300, closed=False), "no end"),
    _PAGE.refused(
        "N81", "comments that end as they begin", _deep("div><!--><!---><!-- --!", 300), "no comments at all"
    ),
    _PAGE.read(
        "",
        "letters in bold in 1,000 cells, never closed",
        _body("<table>" + "<tr><td><font><b>7</td>" * 1000),
        "old pages",
    ),
    _PAGE.read("", "180 divisions in each other", _deep("div", 180), "deep, and allowed"),
    _PAGE.read("", "10,000 paragraphs without end", _deep("p", 10_000, closed=False), "old pages are so"),
    _PAGE.read("", "2,000 cells without end", _body("<table>" + "<tr><td>7" * 2000 + "</table>"), "old pages are so"),
    _PAGE.read("", "comment without end", _body("<!-- " + "<div>" * 1000), "the rest is gone"),
    _PAGE.read("", "script full of tags", _body(f"<script>{'a<b;<div>' * 5000}</script>"), "no tags at all"),
    _PAGE.read("", "script without end", _body("<script>" + "<div>" * 1000), "the rest is gone"),
    _PAGE.refused("N81", "quote without end", _body('<a href="' + "<i>" * 1000), "one attribute, or a thousand tags"),
    _PAGE.read("", "20,000 quotes without end", _body("<a '" * 20_000), "each sought to the end of the page"),
    _PAGE.read("", "page in a page", lambda: page(page(page())).encode(), "two roots"),
    _PAGE.read("", "tag of a script's name", _body("<scripty>7</scripty><p/><DIV>7</dIv>"), "names are whole"),
    # Tables and attributes
    _PAGE.refused("N82", "cell of 65 million places", _cell("rowspan=65534 colspan=1000"), "each laid out"),
    _PAGE.refused(
        "N82", "cell of 10 to the 40", _cell(f"rowspan={'9' * 20} colspan='{'9' * 20}'"), "overflows a number"
    ),
    _PAGE.refused("N82", "cells of 1,000 columns, 300 of them", _cell("COLSPAN = '1000'", 300), "each laid out"),
    _PAGE.read("", "cell of no columns", _cell("colspan=0 rowspan=0"), "to the end of the table"),
    _PAGE.read("", "cell of -5 columns", _cell("colspan=-5 rowspan='1.5'"), "never gets to the end"),
    _PAGE.read("", "cell of columns in Chinese digits", _cell("colspan=３ rowspan=²"), "no digits"),
    _PAGE.read(
        "",
        "cells where other cells are",
        _body("<table><tr><td rowspan=9>7<td>7<tr><td colspan=9>7</table>"),
        "over each other",
    ),
    _PAGE.refused(
        "N83", "attribute of 2 MB in a page", lambda: _body(f"<p class='{'a ' * MEBI}'>7</p>")(), "taken to pieces"
    ),
    _PAGE.refused(
        "N83", "attribute of 2 MB without a value", lambda: _body(f"<p {'a' * 2 * MEBI}>7</p>")(), "one name"
    ),
    _PAGE.refused(
        "N84",
        "picture of 9 MB in an attribute",
        lambda: _body(f"<img src='data:image/png;base64,{'A' * 9 * MEBI}'>")(),
        "unpacked",
    ),
    _PAGE.read(
        "",
        "picture of 1 MB in an attribute",
        _body(f"<img src='data:image/png;base64,{'A' * MEBI}'>"),
        "saved so by browsers",
    ),
    # What a page would fetch or run
    _PAGE.read(
        "",
        "script, frame, style and picture from elsewhere",
        _head(
            "<script src=http://127.0.0.1:9/a.js></script><iframe src=file:///etc/passwd></iframe>"
            "<link rel=stylesheet href=//127.0.0.1:9/a><meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>"
        ),
        _FETCHED,
    ),
    _PAGE.read("", "page whose base is elsewhere", _head("<base href='file:///etc/'>"), _FETCHED),
    _PAGE.read(
        "",
        "entities of an XHTML page",
        lambda: (
            page()
            .replace("<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY x SYSTEM "file:///etc/passwd">]>')
            .replace(FIGURE, f"{FIGURE}&x;&a;")
            .encode()
        ),
        "reads a file of this computer",
    ),
    _PAGE.read(
        "",
        "characters that there are not",
        _body("&#0;&#xD800;&#x110000;&#99999999999999999999;&nosuch;"),
        "no characters",
    ),
    # Encodings
    _PAGE.read("", "page in UTF-16", _body("7", "utf-16"), "saved so by a browser of old"),
    _PAGE.read("", "page in GBK that says UTF-8", _body("", "gbk"), "what it says of itself is wrong"),
    _PAGE.read(
        "",
        "page in an encoding that there is not",
        lambda: page().replace("utf-8", "x-evil").encode(),
        "who asks for it fails",
    ),
    _PAGE.read(
        "",
        "page in UTF-7, by its own account",
        lambda: page("+ADw-b+AD4-").replace("utf-8", "utf-7").encode(),
        "tags that nobody sees",
    ),
    _PAGE.unread(
        "N31", "page without text", _bytes(b"<html><body><table><tr><td></table></body></html>"), "only pictures"
    ),
    _PAGE.unread(
        "N31",
        "page that shows nothing",
        lambda: b"<html><body><script>1</script><div style='display:none'>7</div></body></html>",
        "hidden",
    ),
    # Web archives
    _MHT.read("", "web archive", _parts(_HTML, ("image/png", bytes(99))), "saved so by browsers"),
    _MHT.read("", "web archive as .html", _parts(_HTML), "renamed by hand", name="年报.html"),
    _MHT.read("", "web archive that is not coded", _parts(_HTML, coding="8bit"), "plain"),
    _MHT.refused("N81", "900 parts in each other", lambda: _nested_archive(900), "a function that calls itself"),
    _MHT.refused("N60", "web archive of 1,001 parts", lambda: web_archive(*[("text/html", b"")] * 1001), "each kept"),
    _MHT.refused(
        "N87", "web archive of 100,000 lines", lambda: web_archive(_HTML) + b"\n" * (2 * DEFAULT.lines), "each kept"
    ),
    _MHT.refused(
        "N81", "deep page in a web archive", _parts(("text/html", _deep("div", 300)())), "looked at inside, too"
    ),
    _MHT.read(
        "",
        "web archive of which a part is broken",
        _parts(_HTML, ("text/html", b"7"), coding="8bit", head="\r\nX: \xff".replace("\xff", "?")),
        "half a part",
    ),
    _MHT.read("", "web archive with a script", _parts(_HTML, ("text/javascript", b"i<b;j<c;" * 300)), "no tags at all"),
    _MHT.refused(
        "N81",
        "page that calls itself an archive",
        lambda: ("<html>\nMIME-Version: 1.0\nContent-Type: text/html\n\n" + "<div>" * 300).encode(),
        "read as a page, and looked at as an archive",
    ),
    _MHT.unread("N31", "web archive of pictures", _parts(("image/png", bytes(99))), "no page in it"),
    _MHT.unread(
        "N31",
        "web archive without parts",
        _bytes(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n<html>"),
        "cut off",
    ),
    # Plain texts
    _TEXT.refused("N04", "nothing as text", bytes, "a download broke off"),
    _TEXT.refused("N08", "page as text", lambda: page().encode(), "renamed by hand"),
    _TEXT.refused("N08", "Word as text", word_file, "renamed by hand"),
    _TEXT.refused("N09", "text with NULs", _text("\0" * 99), "C ends the text here"),
    _TEXT.refused("N09", "zeros as text", _bytes(bytes(5000)), "space reserved and never written"),
    _TEXT.refused("N86", "line of 2 MB", _text("7" * 2 * MEBI), "searched again and again"),
    _TEXT.refused("N80", "200,000 tabs", _text("7\t" * (DEFAULT.elements + 1)), "each a cell", name="年报.txt"),
    _TEXT.refused("N87", "100,000 lines", _text("\n" * DEFAULT.lines), "each an object"),
    _TEXT.refused("N87", "20 million ends of line of old Macs", lambda: _text("\r" * 20 * MEBI)(), "each an object"),
    _TEXT.unread("N31", "text of blanks", _bytes(b" \n\t\r\n" + "\u3000\n".encode() * 9), "nothing in it"),
    _TEXT.unread("N32", "noise as text", _bytes(bytes(range(128, 256)) * 9), "encrypted by a virus"),
    _TEXT.read("", "text in GBK", _text("7", "gbk"), "saved so by a Chinese Windows"),
    _TEXT.read("", "text in UTF-16", _text("7", "utf-16"), "saved so by Notepad"),
    _TEXT.read("", "text in UTF-16 without a mark", _text("7", "utf-16-le"), "pasted by a program"),
    _TEXT.read("", "text that clears a terminal", _text("\x1b[2J\x07\x08\u202e\u2066\ufeff"), "shown as it is"),
    _TEXT.read("", "text with a wrong byte", lambda: _PLAIN.encode() + b"\xff\xfe7", "one byte changed on the way"),
    _TEXT.read("", "text with formulas", _text('=cmd|"/c calc"!A1\n+1\n@SUM(1)'), "runs where it is pasted"),
    _TEXT.read("", "numbers of 5,000 digits", _text("9" * 5000), "takes for ever to read as a number"),
)
