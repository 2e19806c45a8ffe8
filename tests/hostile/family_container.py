"""The zip container: headers that lie, members that overlap, names that escape, bombs, and torsos."""

from __future__ import annotations

import struct
import zlib

from hostile.cases import BOOK, SHEET, STRINGS, Case, Family, base, base_parts, raw_archive
from hostile.zipbytes import (
    DESCRIPTOR,
    ENCRYPTED,
    STORED,
    UTF8,
    Member,
    Tail,
    archive,
    local_header,
    members_of,
    packed,
    with_member,
)

_MAKE = Family("container")
_TWO_MIB = 2 * 2**20


def _method(number: int):
    return raw_archive(lambda members: with_member(members, BOOK, method=number))


def _sheet(**changes: object):
    return raw_archive(lambda members: with_member(members, SHEET, **changes))


def _extra(name: bytes, content: bytes = b"x", **changes: object):
    return raw_archive(lambda members: [*members, Member(name, content, **changes)])  # type: ignore[arg-type]


def _cut(at: int):
    return lambda: base()[:at] if at > 0 else base()[: len(base()) + at]


def _directory_offset() -> int:
    return int.from_bytes(base()[-6:-2], "little")


def _quoted() -> bytes:
    """Members that all inflate the same kernel: each begins with a stored block that holds the next one's header."""
    kernel = packed(bytes(100_000))
    names = [b"xl/media/%d.bin" % number for number in range(20)]
    body, sizes = kernel, [100_000]
    crcs = [zlib.crc32(bytes(100_000))]
    content = bytes(100_000)
    headers: list[bytes] = []
    for name in reversed(names):
        header = local_header(Member(name), crcs[-1], sizes[-1], len(body))
        headers.append(header)
        # A stored block (not the last one) that quotes the header, then what the next member has.
        body = b"\x00" + struct.pack("<HH", len(header), len(header) ^ 0xFFFF) + header + body
        content = header + content
        sizes.append(len(content))
        crcs.append(zlib.crc32(content))
    first = Member(b"xl/media/all.bin", packed=body, crc=crcs[-1], size=sizes[-1])
    plain = members_of(base_parts())
    start = len(archive(plain)) - _trailer(plain)
    at = start + 30 + len(first.name)
    inner: list[Member] = []
    for index, name in enumerate(names):
        at += 5
        size, crc = sizes[-2 - index], crcs[-2 - index]
        length = len(body) - sum(5 + len(header) for header in headers[len(headers) - 1 - index :][::-1])
        inner.append(Member(name, packed=b"", crc=crc, size=size, packed_size=length, at=at))
        at += len(headers[len(headers) - 1 - index])
    return _without_bodies([*plain, first], inner)


def _trailer(members: list[Member]) -> int:
    return 22 + sum(46 + len(one.name) + len(one.extra) for one in members)


def _without_bodies(members: list[Member], inner: list[Member]) -> bytes:
    """The archive of `members`, whose directory lists `inner` as well; these lie inside the others."""
    whole, listed = archive(members), archive([*members, *inner])
    start = len(whole) - _trailer(members)
    directory = listed[len(listed) - _trailer([*members, *inner]) : -22]
    end = bytearray(listed[-22:])
    struct.pack_into("<L", end, 16, start)
    return whole[:start] + directory + bytes(end)


def _same_body() -> bytes:
    """Two names for one and the same packed data, whose header has the first."""
    members = members_of(base_parts())
    first = packed(members[0].content)
    twin = Member(b"xl/media/a.bin", members[0].content, packed=b"", packed_size=len(first), at=0)
    return _without_bodies(members, [twin])


def _flat_bomb() -> bytes:
    """Many members, each below what may pack as it likes, of 228 MB together."""
    body = packed(bytes(_TWO_MIB - 1))
    crc = zlib.crc32(bytes(_TWO_MIB - 1))
    bombs = [Member(b"xl/media/%d.bin" % n, packed=body, crc=crc, size=_TWO_MIB - 1) for n in range(110)]
    return archive([*members_of(base_parts()), *bombs])


def _nested_bomb() -> bytes:
    inner = archive([Member(b"0.bin", bytes(_TWO_MIB))])
    for level in range(3):
        inner = archive([Member(b"%d-%d.zip" % (level, n), inner, method=STORED) for n in range(8)])
    return archive([*members_of(base_parts()), Member(b"xl/media/image1.zip", inner, method=STORED)])


def _fake_end() -> bytes:
    """A second directory, with its end record in the comment of the real one."""
    other = archive(with_member(members_of(base_parts()), STRINGS, content=b"<sst/>"))
    return archive(members_of(base_parts()), Tail(comment=other[-22:]), prefix=other[:-22])


def _zip64_beside() -> bytes:
    """The usual end record, and another directory that only readers of zip64 find."""
    other = archive(with_member(members_of(base_parts()), STRINGS, content=b"<sst/>"))
    start, count = int.from_bytes(other[-6:-2], "little"), int.from_bytes(other[-12:-10], "little")
    size = len(other) - 22 - start
    plain = archive(members_of(base_parts()), prefix=other[:-22])
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(plain) - 22, 1)
    return plain[:-22] + record + locator + plain[-22:]


def _gap() -> bytes:
    """Two directories: one where the end record says, another right before it."""
    first = archive(members_of(base_parts()))
    second = archive(with_member(members_of(base_parts()), STRINGS, content=b"<sst/>"), prefix=first[:-22])
    return second[:-22] + first[-22:]


def _unicode_path() -> bytes:
    name = b"xl/media/a.bin"
    field = struct.pack("<BL", 1, zlib.crc32(name)) + SHEET.encode()
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    other = base_parts()[SHEET].replace(b"<v>0</v>", b"<v>7</v>")
    return archive([*members_of(base_parts()), Member(name, other, extra=extra, local={"extra": extra})])


def _all_stored(members: list[Member]) -> list[Member]:
    return [Member(one.name, one.content, method=STORED) for one in members]


def _streamed(members: list[Member]) -> list[Member]:
    """As programs write that cannot go back: the numbers follow the data."""
    open_numbers = {"crc": 0, "size": 0, "packed_size": 0}
    return [Member(one.name, one.content, flags=DESCRIPTOR, local=open_numbers) for one in members]


def _folders(members: list[Member]) -> list[Member]:
    return [*(Member(name, method=STORED) for name in (b"xl/", b"xl/worksheets/", b"docProps/")), *members]


_ZIP64 = struct.pack("<HHQQ", 1, 16, 5000, 400)
CASES: tuple[Case, ...] = (
    # Methods and encryption
    _MAKE.refused("W73", "bzip2", _method(12), "an unpacker that nobody guards"),
    _MAKE.refused("W73", "LZMA", _method(14), "an unpacker that takes gigabytes for a dictionary"),
    _MAKE.refused("W73", "Deflate64", _method(9), "Windows packs so above 2 GiB"),
    _MAKE.refused("W73", "Zstandard", _method(93), "an unpacker that nobody guards"),
    _MAKE.refused("W73", "method 99", _method(99), "AES of WinZip without the flag that says so"),
    _MAKE.refused("W74", "AES", _sheet(method=99, flags=ENCRYPTED), "packed with a password"),
    _MAKE.refused("W74", "encrypted", _sheet(flags=ENCRYPTED), "packed with a password"),
    # The two headers of a member
    _MAKE.refused(
        "W79", "encrypted in one place", _sheet(local={"flags": ENCRYPTED}), "readers differ in which they ask"
    ),
    _MAKE.refused(
        "W79", "other name before the data", _sheet(local={"name": b"xl/worksheets/sheet6.xml"}), "two names"
    ),
    _MAKE.refused("W79", "other method before the data", _sheet(local={"method": STORED}), "readers differ"),
    _MAKE.refused("W79", "other size before the data", _sheet(local={"size": 99}), "readers differ in which they ask"),
    _MAKE.refused("W79", "other CRC before the data", _sheet(local={"crc": 99}), "readers differ in which they ask"),
    _MAKE.refused("W16", "no header before the data", _sheet(local={"signature": b"PK\x03\x05"}), "lost bytes"),
    _MAKE.refused("W16", "header beyond the end", _sheet(at=2**31), "lost bytes"),
    _MAKE.refused("W16", "CRC wrong", _sheet(crc=1), "bytes changed on the way"),
    _MAKE.refused("W16", "size too small", _sheet(size=100), "who trusts it writes beyond its memory"),
    _MAKE.refused("W16", "size too large", _sheet(size=2**31), "who trusts it asks for two gigabytes"),
    _MAKE.refused("W16", "packed size too small", _sheet(packed_size=100), "the stream ends early"),
    _MAKE.refused("W78", "packed size too large", _sheet(packed_size=30_000), "the stream reaches into the next"),
    _MAKE.refused("W16", "deflate stream broken", _sheet(packed=b"\xff" * 300), "no deflate at all"),
    _MAKE.refused(
        "W76", "zip64 in a member", _sheet(size=2**32 - 1, packed_size=2**32 - 1, extra=_ZIP64), "sizes twice"
    ),
    _MAKE.read("", "numbers behind the data", raw_archive(_streamed), "LibreOffice and Java write so"),
    _MAKE.read("", "nothing packed", raw_archive(_all_stored), "some programs write so"),
    _MAKE.read("", "folders among the members", raw_archive(_folders), "packed again by hand"),
    # Members over each other
    _MAKE.refused("W78", "members that quote each other", _quoted, "20 members inflate one kernel: no bomb is smaller"),
    _MAKE.refused("W79", "two names for the same data", _same_body, "the second name hides what is read"),
    # The end of the archive
    _MAKE.refused("W76", "zip64", raw_archive(tail=Tail(here=0xFFFF, total=0xFFFF)), "the real count is elsewhere"),
    _MAKE.refused("W76", "zip64 beside the usual end", _zip64_beside, "readers differ in which directory they take"),
    _MAKE.refused("W16", "several disks", raw_archive(tail=Tail(disk=1)), "a part on another disk"),
    _MAKE.refused("W79", "end record in a comment", _fake_end, "readers differ in which directory they take"),
    _MAKE.refused("W16", "two directories", _gap, "readers differ in which directory they take"),
    _MAKE.refused("W16", "count too small", raw_archive(tail=Tail(here=5, total=5)), "hidden members"),
    _MAKE.refused("W16", "count too large", raw_archive(tail=Tail(here=99, total=99)), "reads beyond the directory"),
    _MAKE.refused("W16", "counts differ", raw_archive(tail=Tail(here=5)), "a part on another disk"),
    _MAKE.refused("W16", "directory beyond the end", raw_archive(tail=Tail(offset=2**31)), "lost bytes"),
    _MAKE.refused(
        "W16", "offsets without what stands before", raw_archive(prefix=b"PK\x03\x04" * 9, shifted=False), "shift"
    ),
    _MAKE.read("", "something before the first member", raw_archive(prefix=b"PK\x03\x04" * 9), "hidden bytes"),
    _MAKE.read("", "two bytes behind the end", lambda: base() + b"\r\n", "a mail server adds a line break"),
    _MAKE.refused("W15", "70,000 bytes behind the end", lambda: base() + bytes(70_000), "no end in sight"),
    _MAKE.read("", "a comment", raw_archive(tail=Tail(comment=b"a comment")), "harmless"),
    # Torsos
    _MAKE.refused("W10", "2 bytes", _cut(2), "“PK” alone is text"),
    *(
        _MAKE.refused("W15", f"cut off after {at:,} bytes", _cut(at), "a transfer broke off")
        for at in (4, 29, 100, 5_000, 40_000)
    ),
    _MAKE.refused(
        "W15", "cut off in the directory", lambda: base()[: _directory_offset() + 99], "a transfer broke off"
    ),
    _MAKE.refused("W15", "last byte missing", _cut(-1), "a transfer broke off"),
    _MAKE.refused("W15", "end record missing", _cut(-22), "a transfer broke off"),
    _MAKE.refused("W16", "64 bytes lost in the middle", lambda: base()[:40_000] + base()[40_064:], "a bad disk"),
    # Names
    _MAKE.refused("W71", "the same name twice", _extra(SHEET.encode()), "readers differ in which they take"),
    _MAKE.refused("W71", "names that differ in case", _extra(b"XL/Workbook.xml"), "for Office the same part"),
    _MAKE.refused(
        "W71", "names that differ in the Kelvin sign", _extra("xl/wor\u212abook.xml".encode(), flags=UTF8), "K or k"
    ),
    _MAKE.read(
        "",
        "names composed and decomposed",
        raw_archive(
            lambda m: [
                *m,
                Member("xl/é.bin".encode(), b"1", flags=UTF8),
                Member("xl/e\u0301.bin".encode(), b"2", flags=UTF8),
            ]
        ),
        "two parts for everybody but some file systems; nothing is unpacked to disk",
    ),
    _MAKE.refused("W72", "name that climbs", _extra(b"xl/../../../etc/cron.d/x"), "written outside the folder"),
    _MAKE.refused("W72", "absolute name", _extra(b"/etc/passwd"), "written anywhere"),
    _MAKE.refused("W72", "name with a drive", _extra(b"C:/Windows/x.dll"), "written anywhere"),
    _MAKE.refused("W72", "name with backslashes", _extra(b"..\\..\\x.exe"), "climbs on Windows only"),
    _MAKE.refused("W72", "name with NUL", _extra(b"xl/a.xml\0.png"), "C ends the name here"),
    _MAKE.refused("W72", "name with a line break", _extra(b"xl/a\nb.xml"), "forges lines of a log"),
    _MAKE.refused(
        "W72", "name written backwards", _extra("xl/\u202elmx.exe".encode(), flags=UTF8), "shows another ending"
    ),
    _MAKE.refused("W72", "empty name", _extra(b""), "no part at all"),
    _MAKE.refused(
        "W72", "name that is no UTF-8", _extra(b"xl/\xff\xfe.xml", flags=UTF8), "readers differ in what it is"
    ),
    _MAKE.read("", "another name beside the name", _unicode_path, "some readers take it for the sheet itself"),
    _MAKE.read("", "name of 60,000 characters", _extra(b"xl/media/" + b"a" * 60_000), "too long for any disk"),
    # Bombs
    _MAKE.refused("W63", "one part of zeros", _extra(b"xl/media/image1.bin", bytes(60 * 2**20)), "60 KB become 60 MB"),
    _MAKE.refused("W61", "110 parts of zeros", _flat_bomb, "each small enough, 220 MB together"),
    _MAKE.read("", "archives in archives", _nested_bomb, "1 GB for who unpacks them; nothing here does"),
    _MAKE.read("", "two megabytes of zeros", _extra(b"xl/media/image1.bin", bytes(_TWO_MIB)), "pictures pack so"),
)
