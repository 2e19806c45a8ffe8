"""Mails as Outlook saves them: texts in any code page, names and senders from where they are, mails in mails."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime

import olefile
import pytest
from hostile.travels import (
    ADDRESS,
    CODE_PAGE,
    DATA,
    FILE,
    INSIDE,
    METHOD,
    NAME,
    PROPERTIES,
    SENDER,
    SUBJECT,
    SUBMITTED,
    Node,
    attached,
    attachment,
    compound_of,
    mail,
    msg,
    outlook,
    outlook_file,
    outlook_mail,
    properties,
)
from oxmsg import Message

from xl_tools.containers.item import Item, Mail
from xl_tools.containers.mails import read_mail
from xl_tools.containers.outlook import read_outlook
from xl_tools.intake.limits import DEFAULT
from xl_tools.intake.refusal import Refusal

EVENING = datetime(2026, 1, 5, 18, 30)
SHORT, SHOWN, SMTP, HEADERS, DELIVERED, CHANGED = 0x3704, 0x3001, 0x5D01, 0x007D, 0x0E06, 0x3008
X500 = "/O=EXAMPLE/OU=EXCHANGE/CN=RECIPIENTS/CN=A"


def _mail(values: Mapping[int, object]) -> Mail:
    """Of a mail with these properties alone."""
    return read_outlook(compound_of(Node(properties(values, 32))), DEFAULT)[0]


def _items(*attachments: Node, **more: object) -> list[Item]:
    return list(read_outlook(msg(*attachments, **more), DEFAULT)[1])


def test_files_are_what_other_readers_find() -> None:
    data = msg(outlook_file(), outlook_file("大.json", b"x" * 90_000), outlook_file("空.json", b"y"))
    found = [(item.names[0], item.content()) for item in read_outlook(data, DEFAULT)[1]]
    assert found == [(one.file_name, one.file_bytes) for one in Message.load(data).attachments]
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        assert file.openstream(["__attach_version1.0_#00000001", "__substg1.0_37010102"]).read() == b"x" * 90_000


@pytest.mark.parametrize("declared", [936, 54_936, 1252, 0, 99_999, 65_001])
def test_texts_come_out_whatever_code_page_is_declared(declared: int) -> None:
    data = msg(outlook_file(code_page="gbk"), values={CODE_PAGE: declared, SUBJECT: "某某局年报"}, code_page="gbk")
    found, items = read_outlook(data, DEFAULT)
    assert (found.sender, found.subject) == ("办公室", "某某局年报")
    assert [item.names for item in items] == [(NAME,)]


def test_name_is_the_longest_there_is() -> None:
    values = ({FILE: NAME, SHORT: "某某局~1.JSO"}, {SHORT: "某某局~1.JSO"}, {SHOWN: "说明.docx"}, {})
    found = _items(*(Node(properties({DATA: INSIDE, METHOD: 1, **one}, 8)) for one in values))
    assert [item.names[0] for item in found] == [NAME, "某某局~1.JSO", "说明.docx", "附件4"]
    assert {item.content() for item in found} == {INSIDE}


@pytest.mark.parametrize(
    ("values", "sender", "address"),
    [
        ({SENDER: "办公室", ADDRESS: "a@example.org"}, "办公室", "a@example.org"),
        ({SENDER: "a@example.org", ADDRESS: "a@example.org"}, "", "a@example.org"),
        ({SENDER: "办公室", ADDRESS: X500, SMTP: "a@example.org"}, "办公室", "a@example.org"),
        ({SENDER: "办公室", ADDRESS: X500}, "办公室", ""),
        ({ADDRESS: X500, HEADERS: "From: =?gb2312?B?sOy5q8rS?= <a@example.org>\r\n"}, "办公室", "a@example.org"),
        ({HEADERS: "no header at all"}, "", ""),
        ({}, "", ""),
    ],
)
def test_sender_is_found_where_it_is(values: Mapping[int, object], sender: str, address: str) -> None:
    found = _mail(values)
    assert (found.sender, found.address) == (sender, address)


@pytest.mark.parametrize(
    ("values", "sent"),
    [
        ({SUBMITTED: datetime(2026, 1, 5, 10, 30, tzinfo=UTC)}, EVENING),
        ({DELIVERED: datetime(2026, 1, 5, 10, 30, tzinfo=UTC)}, EVENING),
        ({SUBMITTED: datetime(1970, 1, 5, tzinfo=UTC), DELIVERED: datetime(2026, 1, 5, 10, 30, tzinfo=UTC)}, EVENING),
        ({HEADERS: "From: a@example.org\r\nDate: Mon, 05 Jan 2026 10:30:00 +0000\r\n"}, EVENING),
        ({HEADERS: "From: a\r\nReceived: by b; Mon, 05 Jan 2026 10:30:00 +0000\r\nDate: x\r\n"}, EVENING),
        ({}, None),
    ],
)
def test_time_is_found_where_it_is(values: Mapping[int, object], sent: datetime | None) -> None:
    assert _mail(values).sent == sent


def test_mails_in_mails_speak_for_themselves() -> None:
    inner = outlook(outlook_file("b.json", b"2"), values={SUBJECT: "转报/乙", ADDRESS: "c@example.org"}, offset=24)
    undated = Node({**properties({SUBJECT: ""}, 24)}, {"__attach_version1.0_#00000000": outlook_file("c.json", b"3")})
    found = _items(outlook_file(), outlook_mail(inner), outlook_mail(undated))
    assert {item.names: (item.mail and item.mail.address, item.mail and item.mail.sent) for item in found} == {
        (NAME,): ("a@example.org", EVENING),
        ("转报_乙.msg", "b.json"): ("c@example.org", EVENING),
        ("无主题.msg", "c.json"): ("", EVENING),
    }


def test_time_of_a_file_is_told() -> None:
    (found,) = _items(outlook_file(values={CHANGED: datetime(2026, 1, 5, 10, 30, tzinfo=UTC)}))
    assert found.time == EVENING


def test_object_that_is_no_mail_is_no_file() -> None:
    picture = Node(properties({METHOD: 6, FILE: "图.xlsx"}, 8), {"__substg1.0_3701000D": Node({"CONTENTS": b"1"})})
    (found,) = _items(picture)
    with pytest.raises(Refusal, match="M35"):
        found.content()


def test_file_that_is_too_large_is_not_taken_out() -> None:
    _, items = read_outlook(msg(), DEFAULT._replace(member_size=len(INSIDE) - 1))
    with pytest.raises(Refusal, match="M62"):
        next(items).content()


def test_more_attachments_than_may_be() -> None:
    data = msg(*[outlook_file()] * 3)
    assert len(list(read_outlook(data, DEFAULT._replace(members=3))[1])) == 3
    with pytest.raises(Refusal, match="M60"):
        list(read_outlook(data, DEFAULT._replace(members=2))[1])


def test_mail_without_its_properties_is_none() -> None:
    node = outlook()
    del node.streams[PROPERTIES]
    with pytest.raises(Refusal, match="M09"):
        read_outlook(compound_of(node), DEFAULT)


def test_mails_attached_to_a_mail_of_another_kind() -> None:
    # .eml in .eml, for comparison: the same names, the same senders.
    inner = mail(attachment(), subject="转报/乙", boundary="c").replace(b"a@example.org", b"c@example.org")
    _, items = read_mail(mail(attached(inner)), DEFAULT)
    assert [(item.names, item.mail and item.mail.address) for item in items] == [
        (("转报_乙.eml", NAME), "c@example.org")
    ]
