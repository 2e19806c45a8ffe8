"""Mails of Outlook: compound files that lie about their sectors, and attachments that are none."""

from __future__ import annotations

import struct

from hostile.cases import Case, Family
from hostile.papers import compound, old_word, page, word_file
from hostile.travels import (
    CODE_PAGE,
    CONTENT_ID,
    FILE,
    METHOD,
    PROPERTIES,
    SUBJECT,
    Node,
    built,
    compound_of,
    mail,
    msg,
    outlook,
    outlook_file,
    outlook_mail,
    properties,
    zipped,
)

_MAKE = Family("outlook", "收件.msg")


def _linked(links: dict[int, int], size: int = 9000):
    """With a file of sectors of its own, and a table that lies."""
    return lambda: compound_of(outlook(outlook_file(), outlook_file("b.json", b"x" * size)), links)


def _first_large() -> int:
    """The first sector of that file: the last 18."""
    whole = compound_of(outlook(outlook_file(), outlook_file("b.json", b"x" * 9000)))
    return len(whole) // 512 - 1 - 18


def _changed(number: int, place: int, value: int):
    """With one number of one entry of the directory changed."""

    def change(entries: list[list[int]]) -> None:
        entries[number][place] = value

    return lambda: compound_of(outlook(outlook_file()), entries=change)


def _header(at: int, value: int):
    def build() -> bytes:
        data = bytearray(msg())
        struct.pack_into("<I", data, at, value)
        return bytes(data)

    return build


def _many(count: int) -> bytes:
    return compound_of(Node({PROPERTIES: bytes(32), **{f"s{n}": b"" for n in range(count)}}))


def _in_mails(levels: int) -> bytes:
    inner = outlook(offset=24)
    for _ in range(levels):
        inner = outlook(outlook_mail(inner), offset=24)
    return msg(outlook_mail(inner))


def _properties(raw: bytes) -> bytes:
    node = outlook()
    node.streams[PROPERTIES] = raw
    return compound_of(node)


def _shared() -> bytes:
    """A hundred files that all have the same sectors."""

    def change(entries: list[list[int]]) -> None:
        large = max(entries, key=lambda entry: entry[5] * (entry[0] == 2))
        for entry in entries:
            if entry[0] == 2 and entry[5] == 5000:
                entry[4:] = large[4:]

    files = [outlook_file(f"{n}.json", b"y" * 5000) for n in range(5)]
    return compound_of(outlook(*files, outlook_file("b.json", b"x" * 90_000)), entries=change)


def _file(values: dict[int, object], name: str = "b.json"):
    return built(msg, outlook_file(), outlook_file(name, values=values))


CASES: tuple[Case, ...] = (
    # --- compound files that lie
    _MAKE.refused("M16", "directory in a circle", _linked({2: 2}), "who follows it never ends"),
    _MAKE.unread("M16", "file in a circle", _linked({_first_large() + 2: _first_large()}), "who follows it never ends"),
    _MAKE.unread("M16", "file that leads nowhere", _linked({_first_large() + 2: 90_000}), "reads beyond the end"),
    _MAKE.unread(
        "M15", "file that ends too soon", _linked({_first_large() + 2: 0xFFFFFFFE}), "takes what lay in memory"
    ),
    _MAKE.refused("M16", "folder in itself", _changed(5, 3, 5), "who follows it never ends"),
    _MAKE.refused("M16", "neighbours in a circle", _changed(2, 2, 1), "who follows it never ends"),
    _MAKE.refused("M16", "neighbour that is not there", _changed(1, 2, 5000), "reads beyond the end"),
    _MAKE.refused("M78", "file that says to be 4 GB", _changed(1, 5, 0xFFFFFFFF), "reserves it"),
    _MAKE.refused("M78", "files that share sectors", _shared, "a small file becomes a large one"),
    _MAKE.refused("M16", "root that is none", _changed(0, 0, 2), "takes a stream for a folder"),
    _MAKE.refused("M83", "10,001 streams", lambda: _many(10_001), "an object for each"),
    _MAKE.refused("M81", "50 mails in each other", lambda: _in_mails(50), "calls itself for each"),
    _MAKE.read("", "table of four thousand million sectors", _header(44, 0xFFFFFFFF), "reserves it"),
    _MAKE.refused("M15", "table of tables that is not there", _header(68, 5000), "reads beyond the end"),
    _MAKE.refused("M16", "directory that is not there", _header(48, 5000), "reads beyond the end"),
    _MAKE.refused("M16", "sectors of no size", _header(30, 0xFFFF), "a number of 65,535 bits"),
    _MAKE.refused("M15", "mail of a few bytes", lambda: msg()[:300], "reads beyond the end"),
    _MAKE.refused("M15", "mail that is cut off", lambda: msg()[:2000], "a transfer broke off"),
    # --- other kinds
    _MAKE.refused("M04", "nothing as .msg", bytes, "a download broke off"),
    _MAKE.refused("M09", "old Word file as .msg", lambda: compound(old_word()), "renamed by hand"),
    _MAKE.refused("M09", "mail as .msg", mail, "renamed by hand"),
    _MAKE.refused("M09", "archive as .msg", zipped, "renamed by hand"),
    _MAKE.refused("M09", "Word file as .msg", word_file, "renamed by hand"),
    _MAKE.refused("M09", "page as .msg", lambda: page().encode(), "renamed by hand"),
    # --- attachments
    _MAKE.unread("M35", "link instead of a file", _file({METHOD: 7}), "follows it"),
    _MAKE.unread(
        "M35",
        "file without its bytes",
        lambda: msg(outlook_file(), Node(properties({FILE: "b.json"}, 8))),
        "a traceback",
    ),
    _MAKE.unread(
        "M32", "mail without a file", lambda: compound_of(Node(properties({SUBJECT: "年报"}, 32))), "no line for it"
    ),
    _MAKE.unread("M30", "rar in a mail", _file({}, "年报.rar"), "no line for it"),
    _MAKE.unread("M31", "winmail.dat", _file({}, "winmail.dat"), "nobody knows what it is"),
    _MAKE.read("", "mail with a mail", lambda: msg(outlook_file(), outlook_mail(outlook(offset=24))), "loses it"),
    _MAKE.read("", "mail without properties", lambda: _properties(b""), "ends with a traceback"),
    _MAKE.read("", "properties cut off", lambda: _properties(bytes(32) + b"\1" * 9), "reads beyond the end"),
    _MAKE.read("", "properties of no kind", lambda: _properties(bytes(32) + b"\xff" * 160), "ends with a traceback"),
    _MAKE.read(
        "",
        "time beyond all years",
        lambda: _properties(bytes(32) + struct.pack("<2HIQ", 0x40, 0x39, 6, 2**64 - 1)),
        "ends with a traceback",
    ),
    _MAKE.read("", "code page that is none", built(msg, values={CODE_PAGE: 99_999}), "ends with a traceback"),
    _MAKE.read(
        "",
        "code page that is another",
        built(msg, outlook_file(code_page="gbk"), values={CODE_PAGE: 1252}, code_page="gbk"),
        "shows nonsense",
    ),
    _MAKE.read("", "names that climb", _file({}, "..\\..\\a.json"), "writes outside its folder"),
    _MAKE.read("", "names that read backwards", _file({}, "年报\u202enosj.exe"), "shows another ending"),
    _MAKE.read("", "names of half a character", _file({FILE: b"b\0\0\xd8.\0j\0"}, "b.json"), "cannot be written"),
    _MAKE.read("", "picture in the text", _file({CONTENT_ID: "<a>"}, "logo.png"), "asks people about it"),
    _MAKE.read("", "two files of one name", _file({}, "某某局2025年年报.json"), "keeps the last"),
    _MAKE.read("", "file of no bytes", lambda: msg(outlook_file(), outlook_file("b.json", b"")), "a traceback"),
    _MAKE.read(
        "", "headers that are none", built(msg, values={0x007D: "\0\r\n\r\nFrom" * 99}), "ends with a traceback"
    ),
)
