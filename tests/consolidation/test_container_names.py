"""Names of attachments and members in every encoding in which programs write them, and senders and dates of mails."""

from __future__ import annotations

import base64
import struct
import zlib
from binascii import b2a_uu
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.utils import encode_rfc2231

import pytest
from hostile.travels import INSIDE, attachment, mail, mixed, text, zipped
from hostile.zipbytes import UTF8, Member
from hypothesis import given
from hypothesis import strategies as st

from xl_tools.characters import clean
from xl_tools.containers.archived import read_archive
from xl_tools.containers.headers import date_of, from_base64, mail_of, parameter, sender_of, words
from xl_tools.containers.mails import read_mail
from xl_tools.containers.names import LONGEST, decoded, file_name, readable
from xl_tools.intake.limits import DEFAULT

UNITS = (
    "某某局",
    "东湖街道办事处",
    "栾川县自然资源局",
    "郓城县人民政府",
    "濠江区鮀浦街道",
    "联通",
    "市场监督管理局（本级）",
)
_CLOCK = struct.pack("<2H", 18 << 11 | 30 << 5, 46 << 9 | 1 << 5 | 5)
_EVENING = datetime(2026, 1, 5, 18, 30)
TITLE = "2025年政府信息公开工作年度报告"
NAMES = tuple(f"{unit}{TITLE}.xlsx" for unit in UNITS) + tuple(f"{unit}.xlsx" for unit in UNITS)


def _b(name: str, encoding: str, label: str = "") -> str:
    return f"=?{label or encoding}?B?{base64.b64encode(name.encode(encoding)).decode()}?="


def _q(name: str, encoding: str) -> str:
    return f"=?{encoding}?Q?{''.join(f'={byte:02X}' for byte in name.encode(encoding))}?="


def _percent(raw: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in raw)


def _split_b(name: str, encoding: str) -> str:
    """Words that end in the middle of a character, as several Chinese programs write them."""
    raw = name.encode(encoding)
    pieces = [raw[at : at + 7] for at in range(0, len(raw), 7)]
    return "\r\n ".join(f"=?{encoding}?B?{base64.b64encode(piece).decode()}?=" for piece in pieces)


def _split_2231(name: str, encoding: str) -> str:
    whole = _percent(name.encode(encoding))
    pieces = [whole[at : at + 30] for at in range(0, len(whole), 30)]
    return ";\r\n ".join(
        f"filename*{number}*={f'{encoding}{chr(39)}{chr(39)}' if not number else ''}{piece}"
        for number, piece in enumerate(pieces)
    )


def _cut_word(name: str) -> str:
    """An encoded word in pieces of RFC 2231, which no standard knows."""
    word = _b(name, "gb18030")
    pieces = [word[at : at + 20] for at in range(0, len(word), 20)]
    return "; ".join(f'filename*{number}="{piece}"' for number, piece in enumerate(pieces))


def _raw(name: str, encoding: str) -> str:
    return name.encode(encoding).decode("ascii", "surrogateescape")


WAYS = {
    "2047 base64 utf-8": lambda name: f'filename="{_b(name, "utf-8")}"',
    "2047 base64 gbk": lambda name: f'filename="{_b(name, "gbk")}"',
    "2047 base64 gbk called gb2312": lambda name: f'filename="{_b(name, "gbk", "gb2312")}"',
    "2047 gb18030 without quotes": lambda name: f"filename={_b(name, 'gb18030')}",
    "2047 gbk called utf-8": lambda name: f'filename="{_b(name, "gbk", "utf-8")}"',
    "2047 utf-8 called gb2312": lambda name: f'filename="{_b(name, "utf-8", "iso-8859-1")}"',
    "2047 gbk called us-ascii": lambda name: f'filename="{_b(name, "gbk", "us-ascii")}"',
    "2047 unknown charset": lambda name: f'filename="{_b(name, "gbk", "x-unknown")}"',
    "2047 quoted gbk": lambda name: f'filename="{_q(name, "gbk")}"',
    "2047 quoted utf-8": lambda name: f'filename="{_q(name, "utf-8")}"',
    "2047 cut within characters": lambda name: f'filename="{_split_b(name, "gbk")}"',
    "2047 of the library": lambda name: f'filename="{Header(name, "utf-8", maxlinelen=60).encode()}"',
    "2231 utf-8": lambda name: f"filename*={encode_rfc2231(name, 'utf-8')}",
    "2231 gbk": lambda name: f"filename*=gb2312'zh-cn'{_percent(name.encode('gbk'))}",
    "2231 without charset": lambda name: f"filename*=''{_percent(name.encode('gbk'))}",
    "2231 in pieces": lambda name: _split_2231(name, "utf-8"),
    "2231 in pieces gbk": lambda name: _split_2231(name, "gbk"),
    "2231 beside a plain one": lambda name: f"filename=\"????.xlsx\"; filename*=utf-8''{_percent(name.encode())}",
    "2047 in pieces of 2231": _cut_word,
    "bare gbk": lambda name: f'filename="{_raw(name, "gbk")}"',
    "bare utf-8": lambda name: f'filename="{_raw(name, "utf-8")}"',
    "as in an address": lambda name: f'filename="{_percent(name.encode())}"',
    "with a path": lambda name: f'filename="C:\\Users\\a\\{_raw(name, "utf-8")}"',
}


@pytest.mark.parametrize("way", WAYS)
def test_name_of_an_attachment_comes_out_as_it_was_meant(way: str) -> None:
    # “联通” in GBK famously looks like UTF-8 to some programs.
    for name in NAMES:
        assert file_name(parameter(f"attachment; {WAYS[way](name)}; size=1", "filename")) == name, way


@pytest.mark.parametrize("way", WAYS)
def test_name_comes_out_of_a_whole_mail(way: str) -> None:
    name = NAMES[0]
    value = f"attachment; {WAYS[way](name)}".encode("ascii", "surrogateescape")
    for part in (
        attachment(value),
        # The name stands with the type alone.
        attachment(b"", kind=b"application/x;" + value.partition(b";")[2].replace(b"filename", b"name")),
    ):
        _, items = read_mail(mail(text(), part), DEFAULT)
        assert [(item.names, item.content()) for item in items] == [((name,), INSIDE)]


@given(
    st.text(
        st.characters(codec="gb18030", categories=["Lo", "Nd"], min_codepoint=0x4E00, max_codepoint=0x9FA5),
        min_size=1,
        max_size=30,
    )
)
def test_any_chinese_name_comes_out_where_it_is_declared(name: str) -> None:
    for way in ("2047 base64 utf-8", "2047 base64 gbk", "2231 in pieces", "2231 gbk", "2047 cut within characters"):
        assert parameter(f"attachment; {WAYS[way](name)}", "filename") == name


def test_name_that_the_library_writes_is_read() -> None:
    message = EmailMessage()
    message["From"], message["Date"] = "a@example.org", "Mon, 05 Jan 2026 10:00:00 +0800"
    for name in NAMES:
        message.add_attachment(INSIDE, maintype="application", subtype="x", filename=name)
    _, items = read_mail(message.as_bytes(), DEFAULT)
    assert [item.names for item in items] == [(name,) for name in NAMES]


def test_of_two_names_the_readable_one_counts() -> None:
    part = attachment(
        b'attachment; filename="????.xlsx"', kind=b'application/x; name="' + NAMES[0].encode("gbk") + b'"'
    )
    _, items = read_mail(mail(part), DEFAULT)
    assert next(items).names == (NAMES[0],)


# --- archives


def _unicode_path(name: str, raw: bytes, crc: int | None = None) -> bytes:
    body = struct.pack("<BI", 1, zlib.crc32(raw) if crc is None else crc) + name.encode()
    return struct.pack("<2H", 0x7075, len(body)) + body


@pytest.mark.parametrize("name", NAMES)
def test_name_of_a_member_comes_out_as_it_was_meant(name: str) -> None:
    gbk, utf8 = name.encode("gbk"), name.encode()
    members = (
        Member(utf8, b"1", flags=UTF8),
        Member(utf8, b"1"),
        Member(gbk, b"1"),
        # Written by a program that says UTF-8 whatever it writes.
        Member(gbk, b"1", flags=UTF8),
        Member("甲/乙/".encode("gbk") + gbk, b"1"),
        Member("甲\\".encode("gbk") + gbk, b"1"),
        Member(b"0.xlsx", b"1", extra=struct.pack("<2H", 0x5455, 0) + _unicode_path(name, b"0.xlsx")),
        Member(gbk, b"1", extra=_unicode_path("另一个.xlsx", gbk, crc=1)),
    )
    found = [item.names for item in read_archive(zipped(*members), DEFAULT)]
    assert found[1:] == [(name,)] * len(members)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("unit", UNITS)
def test_name_that_is_cut_within_a_character_keeps_the_rest(unit: str, encoding: str) -> None:
    assert decoded((unit + TITLE).encode(encoding)[:-1]).rstrip("\ufffd") == (unit + TITLE)[:-1]


def test_western_name_is_read_as_dos_wrote_it() -> None:
    assert decoded("Résumé.pdf".encode("cp437")) == "Résumé.pdf"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"../../etc/passwd", "passwd"),
        (b"..\\..\\a.xlsx", "a.xlsx"),
        (b"C:\\windows\\a.xlsx", "a.xlsx"),
        (b"/etc/a.xlsx", "a.xlsx"),
        ("年报\u202exslx.exe".encode(), "年报xslx.exe"),
        (b"a\x00b\x1b[31m\r\n.xlsx", "ab[31m .xlsx"),
        (b"..", "第 2 个文件"),
        (b"", "第 2 个文件"),
        ("\u200b.\u200b".encode(), "第 2 个文件"),
        (b"x" * 500 + b".xlsx", "x" * (LONGEST - 5) + ".xlsx"),
    ],
)
def test_strange_name_is_reduced_to_what_can_be_shown(raw: bytes, shown: str) -> None:
    found = list(read_archive(zipped(Member(raw, b"1")), DEFAULT))
    assert found[1].names == (shown,)


def test_litter_of_macs_is_left_out() -> None:
    found = list(read_archive(zipped(Member(b"__MACOSX/._a.xlsx", b"1")), DEFAULT))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("extra", "header", "time"),
    [
        (struct.pack("<2HBI", 0x5455, 5, 1, 1767609000), b"", _EVENING),
        (
            struct.pack("<2HBI", 0x5455, 5, 2, 1767609000),
            _CLOCK,
            _EVENING,
        ),
        (b"", struct.pack("<2H", 0, 0), None),
        (b"", struct.pack("<2H", 0, 46 << 9 | 15 << 5 | 31), None),
        (b"\1", b"", None),
    ],
)
def test_time_of_a_member_is_chinese_time(extra: bytes, header: bytes, time: datetime | None) -> None:
    data = zipped(Member(b"b", b"1", extra=extra))
    if header:
        at = data.rindex(b"PK\x01\x02")
        data = data[: at + 12] + header + data[at + 16 :]
    assert list(read_archive(data, DEFAULT))[1].time == time


# --- senders and dates


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("a@example.org", "", "a@example.org"),
        ("<a@example.org>", "", "a@example.org"),
        ('"办公室, 甲" <a@example.org>', "办公室, 甲", "a@example.org"),
        (f"{_b('办公室', 'gbk', 'gb2312')} <a@example.org>", "办公室", "a@example.org"),
        (f'"{_b("办公室", "utf-8")}"\r\n <a@example.org>', "办公室", "a@example.org"),
        (f"{_raw('办公室', 'gbk')} <a@example.org>", "办公室", "a@example.org"),
        ("b@example.org <a@example.org>", "b@example.org", "a@example.org"),
        ("办公室", "办公室", ""),
        ("", "", ""),
        ("\u202e\x1b[1m甲 <a@example.org>", "[1m甲", "a@example.org"),
    ],
)
def test_sender(value: str, name: str, address: str) -> None:
    assert sender_of(value) == (name, address)


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("Mon, 05 Jan 2026 10:30:00 +0000", _EVENING),
        ("Mon, 5 Jan 2026 18:30:00 +0800 (CST)", _EVENING),
        ("5 Jan 2026 18:30:00", _EVENING),
        ("Sun, 04 Jan 2026 23:30:00 -1100", _EVENING),
        ("Mon, 05 Jan 1970 10:30:00 +0000", None),
        ("Mon, 05 Jan 9999 10:30:00 +0000", None),
        ("Mon, 32 Jan 2026 10:30:00 +0000", None),
        ("2026年1月5日", None),
        ("", None),
        ("Mon, 05 Jan 2026 18:30:00 CST", _EVENING),
        ("Mon, 05 Jan 2026 10:30:00 GMT", _EVENING),
        ("Mon, 05 Jan 2026 10:30:00 +9999999999999", datetime(2026, 1, 5, 10, 30)),
    ],
)
def test_date_is_chinese_time(value: str, time: datetime | None) -> None:
    assert date_of(value) == time


def test_clock_that_is_days_off_the_servers_is_not_believed() -> None:
    took = ["by mx.example.org; Mon, 05 Jan 2026 18:30:00 +0800", "by a; Mon, 05 Jan 2015 00:00:00 +0800"]
    arrived = _EVENING
    assert mail_of({"date": "Mon, 05 Jan 2036 18:00:00 +0800"}, took).sent == arrived
    assert mail_of({"date": "Thu, 01 Jan 1970 00:00:00 +0000"}, took).sent == arrived
    assert mail_of({"date": "Fri, 01 Jan 2010 00:00:00 +0800"}, took).sent == arrived
    assert mail_of({}, took).sent == arrived
    assert mail_of({"date": "Mon, 05 Jan 2026 09:00:00 +0800"}, took).sent == datetime(2026, 1, 5, 9)
    assert mail_of({}, ["nonsense"]).sent is None


def test_subject_keeps_blanks_between_words_and_texts_only() -> None:
    assert words(f"回复: {_b('年', 'utf-8')} {_b('报', 'utf-8')} (2) {_b('终稿', 'gbk')}") == "回复: 年报 (2) 终稿"
    assert words("=?utf-8?X?a?= =?utf-8?B?%%%?= =?utf-8") == "=?utf-8?X?a?=  =?utf-8"


# --- what is cut off or strange


@pytest.mark.parametrize("cut", range(1, 9))
def test_base64_that_is_cut_off_gives_what_is_there(cut: int) -> None:
    whole = base64.encodebytes(bytes(range(200)))
    found = from_base64(whole[:-cut] + b"\n!")
    assert bytes(range(200)).startswith(found)
    assert len(found) >= 200 - cut


def test_parts_that_are_no_files_are_left_out() -> None:
    picture = b"Content-ID: <a>\r\n"
    parts = (
        text(),
        b"Content-Type: text/html\r\n\r\n<p>",
        attachment(b"inline; filename=logo.png", kind=b"image/png"),
        attachment(b"", kind=b"image/png; name=logo.png", more=picture),
        attachment(b"attachment; filename=smime.p7s", kind=b"application/pkcs7-signature"),
        # These are: a picture that was attached, a text with a name, a workbook that a program shows inline.
        attachment(b"attachment; filename=scan.jpg", kind=b"image/jpeg", more=picture),
        attachment(b"", kind=b"text/plain; name=a.txt"),
        attachment(b"inline; filename=a.xlsx"),
        attachment(b"", kind=b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        attachment(b"attachment", kind=b"application/ms-tnef"),
    )
    _, items = read_mail(mail(mixed(*parts, boundary="c")), DEFAULT)
    assert [item.names[0] for item in items] == ["scan.jpg", "a.txt", "a.xlsx", "附件4.xlsx", "winmail.dat"]


@pytest.mark.parametrize(
    "coded",
    [
        b"Content-Transfer-Encoding: BASE64 \r\n\r\n" + base64.b64encode(INSIDE),
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + INSIDE.replace(b":", b"=3A=\r\n"),
        b"Content-Transfer-Encoding: binary\r\n\r\n" + INSIDE,
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\n" + b2a_uu(INSIDE) + b"`\nend\n",
    ],
)
def test_files_in_any_coding(coded: bytes) -> None:
    part = b"Content-Type: application/x\r\nContent-Disposition: attachment; filename=a.json\r\n" + coded
    _, items = read_mail(mail(part), DEFAULT)
    assert next(items).content().rstrip(b"\r\n") == INSIDE


@given(st.binary(max_size=60), st.sampled_from(["", "gb2312", "utf-8", "x", "base64", "zip", "utf-7", "\0", "idna"]))
def test_any_bytes_have_some_name(raw: bytes, declared: str) -> None:
    text = readable(decoded(raw, declared))
    assert clean(text) == text
    assert text.isprintable()


@given(st.text(max_size=200))
def test_any_header_is_read(value: str) -> None:
    parameter(value, "filename")
    words(value)
    sender_of(value)
    date_of(value)
