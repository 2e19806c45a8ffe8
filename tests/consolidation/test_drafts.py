"""Mail drafts: they open as mail with everything in them, and nothing in a roster can write a header of its own."""

from __future__ import annotations

import email
from datetime import date
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from xl_tools.letters.draft import addresses, mail_draft

ON = date(2025, 1, 20)
FILES = {
    "示例县示例镇人民政府2024年报退回通知（2025-01-20）.docx": b"PK\x03\x04 word",
    "示例镇（已标出问题）.xlsx": bytes(range(256)) * 30,
}
SUBJECT = "退回通知：2024年政府信息公开工作年度报告（示例县示例镇人民政府）"
BODY = "示例镇人民政府：\n\n　　请逐条改正。\n. 一行只有点\nFrom 行首\n"


def opened(content: bytes) -> EmailMessage:
    message = cast(EmailMessage, email.message_from_bytes(content, policy=default))
    assert not message.defects
    return message


def test_a_draft_opens_as_mail():
    content = mail_draft("town@example.invalid", SUBJECT, BODY, FILES, ON)
    message = opened(content)

    assert message["X-Unsent"] == "1"
    assert message["To"] == "town@example.invalid"
    assert message["Subject"] == SUBJECT
    assert "From" not in message
    assert parsedate_to_datetime(message["Date"]).date() == ON
    body = message.get_body()
    assert body is not None
    assert body.get_content() == BODY.replace("\n", "\r\n")
    attached = list(message.iter_attachments())
    assert {cast(str, one.get_filename()): one.get_content() for one in attached} == FILES
    assert [one.get_content_subtype().rpartition(".")[2] for one in attached] == ["document", "sheet"]


def test_names_of_attachments_are_in_the_standard_form():
    """RFC 2231: Outlook, Foxmail and webmail read it; a name as it stands would come out as rubbish."""
    content = mail_draft("", SUBJECT, BODY, FILES, ON)

    assert b"filename*0*=utf-8''%" in content
    assert content.isascii()
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_same_letter_gives_the_same_bytes_and_another_one_another_id():
    one = mail_draft("town@example.invalid", SUBJECT, BODY, FILES, ON)

    assert one == mail_draft("town@example.invalid", SUBJECT, BODY, FILES, ON)
    others = [
        mail_draft("town@example.invalid", SUBJECT, BODY + "。", FILES, ON),
        mail_draft("town@example.invalid", SUBJECT, BODY, {**FILES, "附.txt": b""}, ON),
        mail_draft("town@example.invalid", SUBJECT, BODY, FILES, date(2025, 1, 21)),
        mail_draft("", SUBJECT, BODY, FILES, ON),
    ]
    assert len({opened(content)["Message-ID"] for content in (one, *others)}) == 5


def test_a_reminder_without_attachments_is_a_mail_too():
    message = opened(mail_draft("town@example.invalid", SUBJECT, BODY, {}, ON))

    assert not message.is_multipart()
    assert message.get_content() == BODY.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("a@example.invalid", ("a@example.invalid",)),
        ("a@example.invalid；b@example.invalid, a@example.invalid", ("a@example.invalid", "b@example.invalid")),
        ("a@example.invalid\r\nBcc: b@example.invalid", ("a@example.invalid", "b@example.invalid")),
        ("示例 <a@example.invalid>", ()),
        ("mailto:a@example.invalid", ()),
        ("a@example", ()),
        ("a..b@example.invalid", ()),
        ("镇@example.invalid", ()),
        ('"a b"@example.invalid', ()),
        ("a@-example.invalid", ()),
        ("", ()),
        ("没有", ()),
        (f"{'a' * 300}@example.invalid", ()),
    ],
)
def test_addresses_are_taken_and_nothing_else(typed: str, found: tuple[str, ...]):
    assert addresses(typed) == found


def test_nothing_that_is_typed_writes_a_header():
    subject = "退回通知\r\nBcc: thief@example.invalid\r\n\r\n正文"
    name = '名"；\r\nX-Evil: 1\u202e.docx'
    message = opened(mail_draft("a@example.invalid\nCc: 示例", subject, BODY, {name: b"1"}, ON))

    assert set(message.keys()) == {
        *("X-Unsent", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    }
    assert message["Subject"] == "退回通知 Bcc: thief@example.invalid 正文"
    (attached,) = message.iter_attachments()
    assert set(attached.keys()) == {
        *("Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version")
    }
    assert attached.get_filename() == '名"； X-Evil: 1.docx'


@settings(max_examples=examples(40), deadline=None)
@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_any_text_gives_a_mail_that_opens(to: str, subject: str, body: str, name: str):
    message = opened(mail_draft(to, subject, body, {f"附{name}.docx": b"1"}, ON))

    assert {"bcc", "cc"}.isdisjoint(key.lower() for key in message)
    (attached,) = message.iter_attachments()
    assert attached.get_content() == b"1"
