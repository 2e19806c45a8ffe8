"""Mails handed to the library without the bulk of their attachments: nothing of what comes out of them is different."""

from __future__ import annotations

import base64
import re
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.county_inbox import Attached, Mail, mail_bytes
from support.examples import examples

from xl_tools.containers import mails, shortened
from xl_tools.containers.shortened import Shortened
from xl_tools.intake.limits import DEFAULT
from xl_tools.intake.refusal import Refusal

LINE = b"QUJDRA+/" * 9 + b"QUJD"
_LINES = st.sampled_from(
    (b"", b"Content-Transfer-Encoding: base64", b"--b", b"--b--", b"text", b"=41=3D", b"\tx", LINE[:59])
)
_BLOCKS = st.integers(7, 30).map(lambda count: b"\n".join([LINE] * count))
_HEADS = st.sampled_from(
    (
        b'Content-Type: application/x; name="a.xlsx"\nContent-Transfer-Encoding: base64\n',
        b'Content-Type: application/x; name="b.bin"\nContent-Transfer-Encoding: quoted-printable\n',
        b'Content-Type: application/x; name="c.uu"\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 c\n',
        b'Content-Disposition: attachment; filename="d.txt"\n',
        b"Content-Type: message/rfc822\n\nFrom: a@example.cn\nContent-Type: application/x; name=e.xlsx\n",
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n",
        b"Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: application/x; name=f.bin\n",
        b"",
    )
)


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """A mail with parts in any state, its lines ended in one of the usual ways."""
    parts = draw(st.lists(st.tuples(_HEADS, st.lists(st.one_of(_LINES, _BLOCKS), max_size=6)), max_size=4))
    lines = [b"From: unit@example.cn", b"Subject: s", b"Content-Type: multipart/mixed; boundary=b", b""]
    for head, body in parts:
        lines += [b"--b", head, *body]
    if draw(st.booleans()):
        lines += [b"--b--", b""]
    return b"\n".join(lines).replace(b"\n", draw(st.sampled_from((b"\n", b"\r\n"))))


def opened(data: bytes) -> object:
    """All that comes out of a mail."""
    try:
        mail, items = mails.read_mail(data, DEFAULT)
        return mail, [(one.names, one.mail, content(one.content)) for one in items]
    except Refusal as refusal:
        return refusal.code


def content(read: object) -> object:
    try:
        return read()  # type: ignore[operator]
    except Refusal as refusal:
        return refusal.code


@settings(max_examples=examples(150), deadline=None)
@given(written())
def test_the_same_comes_out_as_of_the_whole_mail(data: bytes) -> None:
    short = opened(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shortened, "_BULK", re.compile(rb"(?!)"))
        assert short == opened(data)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.one_of(_LINES, _BLOCKS, st.binary(max_size=30)), max_size=12), st.sampled_from((b"\n", b"\r\n")))
def test_what_was_shortened_comes_back_byte_for_byte(lines: list[bytes], end: bytes) -> None:
    data = end.join(lines)
    short = Shortened(data)
    assert short.whole(short.data) == data


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_of_a_large_attachment_hardly_anything_goes_to_the_library(end: bytes) -> None:
    attached = Attached("年报.xlsx", bytes(range(256)) * 2000)
    data = mail_bytes(Mail("甲局", "unit@example.cn", "年报", datetime(2026, 1, 5), [attached])).replace(b"\r\n", end)
    assert len(Shortened(data).data) < 2000 < len(data)
    (item,) = mails.read_mail(data, DEFAULT)[1]
    assert (item.names, item.content()) == (("年报.xlsx",), attached.content)


def test_a_sign_that_a_mail_bears_itself_stands_for_nothing() -> None:
    lines = base64.encodebytes(bytes(3000)).replace(b"\n", b"")
    block = b"".join(lines[at : at + 76] + b"\n" for at in range(0, 1520, 76))
    first = Shortened(block)
    assert first.data.count(b"\n") == 1
    data = block + first.data
    assert Shortened(data).whole(Shortened(data).data) == data
