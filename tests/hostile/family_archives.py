"""Zip archives that carry files: bombs, lying headers, names that escape, and what is no archive at all."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

from hostile.cases import Case, Family, base
from hostile.papers import compound, old_word, page
from hostile.travels import INSIDE, built, folded, mail, zipped
from hostile.zipbytes import DESCRIPTOR, ENCRYPTED, Member, Tail, archive, local_header, packed

_MAKE = Family("archives", "收件.zip")
_MEBI = 2**20


def _kernels(count: int) -> bytes:
    """Members that all inflate the same packed data: many names, one body."""
    body = packed(bytes(_MEBI))
    first = Member(b"0.bin", packed=body, crc=zlib.crc32(bytes(_MEBI)), size=_MEBI)
    others = [
        Member(first.name, packed=b"", crc=first.crc, size=_MEBI, packed_size=len(body), at=0) for _ in range(1, count)
    ]
    whole, listed = archive([first]), archive([first, *others])
    start = len(local_header(first, 0, 0, 0)) + len(body)
    directory = listed[len(listed) - 22 - sum(46 + len(one.name) for one in (first, *others)) : -22]
    end = bytearray(listed[-22:])
    struct.pack_into("<L", end, 16, start)
    return whole[:start] + directory + bytes(end)


def _declared(count: int, size: int) -> bytes:
    """Files that say to be so large."""
    return archive([Member(b"%d.json" % number, b"1", size=size) for number in range(count)])


def _wide(levels: int, width: int) -> bytes:
    """Archives of archives: few bytes, and more files than anybody can open."""
    content = archive([Member(b"a.json", INSIDE)])
    for _ in range(levels):
        content = archive([Member(b"%d.zip" % n, content) for n in range(width)])
    return content


def _pipe(folder: Path) -> Path:
    path = folder / "收件.zip"
    os.mkfifo(path)
    return path


def _raw(name: bytes, content: bytes = b"1", **more: object):
    return built(zipped, Member(name, content, **more))  # type: ignore[arg-type]


CASES: tuple[Case, ...] = (
    # --- bombs
    _MAKE.refused(
        "M61", "files that say to be 540 MB", lambda: _declared(9, 60 * _MEBI), "unpacks until the disk is full"
    ),
    _MAKE.refused("M78", "names for one body", lambda: _kernels(60), "inflates the same bytes again and again"),
    _MAKE.refused("M60", "5,001 files", lambda: archive([Member(b"%d" % n) for n in range(5001)]), "never ends"),
    _MAKE.unread("M62", "file that says to be 65 MB", _raw(b"a.json", b"1", size=65 * _MEBI), "unpacks it"),
    _MAKE.unread("M63", "file that packs too well", _raw(b"a.json", bytes(30 * _MEBI)), "fills the memory"),
    _MAKE.unread("M08", "six archives in each other", lambda: folded(INSIDE, 6), "follows them without end"),
    _MAKE.unread("M08", "a hundred archives in each other", lambda: folded(INSIDE, 100), "calls itself for each"),
    _MAKE.unread("M60", "archives of archives of archives", lambda: _wide(4, 10), "11,000 files out of a few bytes"),
    # --- headers that lie
    _MAKE.unread(
        "M16", "file larger than it says", _raw(b"a.json", b"1" * 5000, size=10), "writes more than was counted"
    ),
    _MAKE.unread("M16", "file smaller than it says", _raw(b"a.json", b"1", size=5000), "takes what lay in memory"),
    _MAKE.unread("M16", "file with another sum", _raw(b"a.json", b"1", crc=1), "takes a damaged report"),
    _MAKE.unread(
        "M16", "file packed by nothing known", _raw(b"a.json", packed=b"\xff" * 20, size=9), "ends with a traceback"
    ),
    _MAKE.refused(
        "M79", "two names of one file", _raw(b"a.json", local={"name": b"b.json"}), "reads another than is shown"
    ),
    _MAKE.refused(
        "M79", "two sizes of one file", _raw(b"a.json", local={"size": 5, "packed_size": 5}), "reads another"
    ),
    _MAKE.refused("M16", "file that begins nowhere", _raw(b"a.json", at=1), "reads something else"),
    _MAKE.refused(
        "M15", "file beyond the directory", _raw(b"a.json", packed_size=10**6, local={"packed_size": 0}), "reads it"
    ),
    _MAKE.refused("M76", "archive for large files", built(zipped, tail=Tail(total=0xFFFF)), "a second directory"),
    _MAKE.refused(
        "M16", "directory elsewhere", built(zipped, tail=Tail(before_end=b"x")), "readers find different ones"
    ),
    _MAKE.refused("M79", "directory in a comment", built(zipped, tail=Tail(comment=zipped()[-22:])), "readers differ"),
    _MAKE.refused("M15", "archive that is cut off", lambda: zipped()[:-30], "a transfer broke off"),
    # --- names
    _MAKE.read("", "names that climb", _raw(b"../../../../tmp/a.json"), "writes outside its folder"),
    _MAKE.read("", "names from the root", _raw(b"/etc/cron.d/a"), "writes where it must not"),
    _MAKE.read("", "names of another system", _raw(b"..\\..\\a.json"), "writes outside its folder on Windows"),
    _MAKE.read("", "names of drives", _raw(b"C:a.json"), "writes to another drive"),
    _MAKE.read("", "names of devices", _raw(b"a/CON.json"), "writes to the console of Windows"),
    _MAKE.read("", "names that read backwards", _raw("年报\u202enosj.exe".encode()), "shows another ending"),
    _MAKE.read("", "names with control characters", _raw(b"a\x1b[2J\0\n.json"), "clears the screen"),
    _MAKE.read("", "names of dots", _raw(b"..", b"1"), "the folder above"),
    _MAKE.read("", "no name", _raw(b""), "the folder itself"),
    _MAKE.read("", "name of 60,000 letters", _raw(b"a" * 60_000 + b".json"), "no file may be called so"),
    _MAKE.read(
        "", "names that are one", built(zipped, *[Member(b"a.json", b"%d" % n) for n in range(9)]), "keeps the last"
    ),
    _MAKE.read("", "name in extra fields without end", _raw(b"a.json", extra=b"\x75\x70\xff\xff\1"), "reads beyond"),
    _MAKE.read("", "stream files", _raw(b"a.json:x", b"1"), "hides a second file on Windows"),
    # --- what cannot be opened
    _MAKE.unread("M74", "file with a password", _raw(b"a.json", flags=ENCRYPTED), "asks for it and waits"),
    _MAKE.unread("M73", "file packed otherwise", _raw(b"a.json", method=14), "another program, with its own holes"),
    _MAKE.refused("M33", "archive of nothing", lambda: archive([]), "no line for what a unit sent"),
    _MAKE.refused("M33", "archive of folders", lambda: archive([Member(b"a/"), Member(b"a/b/")]), "the same"),
    _MAKE.refused("M04", "nothing as .zip", bytes, "a download broke off"),
    _MAKE.refused("M10", "workbook as .zip", base, "unpacks its parts and takes each for something sent"),
    _MAKE.refused("M09", "page as .zip", lambda: page().encode(), "a portal says that a password is wanted"),
    _MAKE.refused("M09", "mail as .zip", mail, "renamed by hand"),
    _MAKE.refused("M09", "old Word file as .zip", lambda: compound(old_word()), "renamed by hand"),
    _MAKE.refused("M09", "program that unpacks itself", lambda: b"MZ" + bytes(200) + zipped(), "runs it"),
    _MAKE.unread("M30", "archive of another kind inside", _raw(b"a.rar"), "no line for what a unit sent"),
    _MAKE.unread("M30", "first piece of an archive", _raw(b"a.zip.001"), "the same"),
    _MAKE.unread("M09", "text that is called an archive inside", _raw(b"a.zip"), "ends with a traceback"),
    _MAKE.unread("M32", "mail without a file inside", _raw(b"a.eml", b"From: a@example.org\n\nx"), "no line for it"),
    _MAKE.placed("M02", "pipe", _pipe, "waits for ever for somebody to write into it"),
    # --- odd but honest
    _MAKE.read(
        "",
        "files whose sizes stand behind them",
        _raw(b"b.json", b"1", flags=DESCRIPTOR, local={"crc": 0, "size": 0, "packed_size": 0}),
        "takes them for empty",
    ),
    _MAKE.read("", "five archives in each other", lambda: folded(INSIDE, 5), "gives up too soon"),
    _MAKE.read("", "archive with a comment", built(zipped, tail=Tail(comment=b"x" * 9000)), "does not find the end"),
    _MAKE.read("", "empty file inside", _raw(b"a.json", b""), "ends with a traceback"),
    _MAKE.read(
        "",
        "litter of other systems",
        built(zipped, Member(b"__MACOSX/._a.json"), Member(b"a/.DS_Store"), Member(b"Thumbs.db")),
        "asks people about it",
    ),
)
