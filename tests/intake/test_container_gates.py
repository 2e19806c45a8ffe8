"""The gates of archives and mails: limits to the unit, what is refused as a whole, and what spoils one file only."""

from __future__ import annotations

import io
import re
import struct

import pytest
from hostile.travels import INSIDE, attachment, compound_of, mail, mailbox, msg, outlook, outlook_file, text, zipped
from hostile.zipbytes import ENCRYPTED, STORED, Member
from intake.container_cases import CONTAINERS_REACHED, GOOD
from intake.document_cases import Reached

from xl_tools.errors import ContainerError
from xl_tools.intake.compound import Compound
from xl_tools.intake.filearchive import FileArchive
from xl_tools.intake.gates import CONTAINERS, GATES
from xl_tools.intake.limits import CODES, DEFAULT
from xl_tools.intake.mailbox import mails_of
from xl_tools.intake.mailfile import parse_mail, parts_of
from xl_tools.intake.refusal import TWINS, Contained, Refusal
from xl_tools.refusals import _SENTENCES, refuse


@pytest.mark.parametrize("case", CONTAINERS_REACHED, ids=str)
def test_limit_of_a_container_is_exact(case: Reached) -> None:
    gate, data = CONTAINERS[case.ending], case.data()
    gate.check(data, DEFAULT._replace(**{case.limit: case.most}))
    with pytest.raises(Refusal) as caught:
        gate.check(data, DEFAULT._replace(**{case.limit: case.most - 1}))
    code = CODES[case.limit]
    assert caught.value.code == TWINS["M"].get(code, code)
    error = refuse(caught.value.code, "收件" + case.ending, **caught.value.details)
    assert isinstance(error, ContainerError)
    assert "上限" in str(error)
    assert error.hint.endswith("。")


@pytest.mark.parametrize("ending", GOOD)
def test_good_container_passes_its_gate_and_no_other(ending: str) -> None:
    CONTAINERS[ending].check(GOOD[ending])
    for other, data in GOOD.items():
        # A mail may begin as one in a mailbox does.
        if other != ending and (ending, other) != (".eml", ".mbox"):
            with pytest.raises(Refusal) as caught:
                CONTAINERS[ending].check(data)
            assert caught.value.code == "M09"
            assert "不是" in str(refuse("M09", "a", **caught.value.details))
        with pytest.raises(Refusal) as caught:
            CONTAINERS[ending].check(b"")
        assert caught.value.code == "M04"


def test_every_code_of_containers_has_its_sentence() -> None:
    words = {"found": 1, "limit": 1, "reason": "磁盘已满", "method": 14, "expected": "邮件", "what": "网页"}
    codes = {code for code in _SENTENCES if code.startswith("M")}
    assert {*TWINS["M"].values(), *(code for code in CODES.values() if code[0] == "M")} <= codes
    for code in codes:
        error = refuse(code, "收件.zip", **words)
        assert type(error) is ContainerError
        assert error.code == code
        assert str(error).endswith("。")
        assert error.hint.endswith("。")
        assert not re.search(r"[{}]", str(error))


def test_codes_of_others_stay_as_they_are() -> None:
    with pytest.raises(Refusal) as caught, Contained():
        raise Refusal("J07")
    assert caught.value.code == "J07"


def test_endings_of_containers() -> None:
    assert set(CONTAINERS) == {".zip", ".eml", ".mbox", ".mbx", ".msg"}
    assert all(GATES[ending] is gate for ending, gate in CONTAINERS.items())


# --- archives


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (Member(b"a", b"1", flags=ENCRYPTED), "M74"),
        (Member(b"a", b"1", method=9), "M73"),
        (Member(b"a", b"1", crc=5), "M16"),
        (Member(b"a", b"1", size=2), "M16"),
        (Member(b"a", b"1" * 90, size=20), "M16"),
        (Member(b"a", packed=b"\xff" * 9, size=1), "M16"),
        (Member(b"a", bytes(DEFAULT.free_of_ratio + 1)), "M63"),
        (Member(b"a", b"", size=DEFAULT.member_size + 1), "M62"),
    ],
)
def test_file_that_cannot_be_taken_out_spoils_no_other(member: Member, code: str) -> None:
    archive = FileArchive(zipped(member))
    good, bad = archive.entries
    assert archive.content(good) == INSIDE
    with pytest.raises(Refusal) as caught:
        archive.content(bad)
    assert caught.value.code == code


def test_file_may_pack_well_if_it_is_small() -> None:
    archive = FileArchive(zipped(Member(b"a", bytes(DEFAULT.free_of_ratio))))
    assert archive.content(archive.entries[1]) == bytes(DEFAULT.free_of_ratio)


def test_names_are_labels() -> None:
    names = (b"/etc/passwd", b"..\\..\\a.xlsx", b"C:\\a", b"\xff\xfe", b"", b"a\0b", b"a.xlsx", b"A.xlsx")
    archive = FileArchive(zipped(*(Member(name, b"1", method=STORED) for name in names)))
    assert [archive.content(entry) for entry in archive.entries[1:]] == [b"1"] * len(names)


def test_folders_are_no_files() -> None:
    assert len(FileArchive(zipped(Member(b"a/"), Member(b"b\\"))).entries) == 1
    with pytest.raises(Refusal) as caught:
        FileArchive(zipped(name=b"a/"))
    assert caught.value.code == "M33"


# --- mails


@pytest.mark.parametrize("head", [b"", b"\r\n", b"\xef\xbb\xbf", b"From a Mon Jan 1 00:00:00 2026\n", b">From a\n"])
def test_mail_may_begin_as_programs_save_it(head: bytes) -> None:
    assert len(parts_of(parse_mail(head + mail()))) == 2


def test_lines_like_separators_in_texts_count_only_if_they_are_some() -> None:
    data = mail(text("--b2\r\n-- \r\n--\r\n------ 转发 ------\r\n" * 9), attachment())
    parse_mail(data, DEFAULT._replace(mime_parts=2))


# --- mailboxes


def _mails(data: bytes, most: int = 10**6) -> list[bytes | None]:
    return [piece.data for piece in mails_of(io.BytesIO(data), most)]


def test_mails_of_a_mailbox_come_as_they_were() -> None:
    one, other = mail(subject="一"), mail(text("From 某某局\n\nFrom here on Mon nothing\n\n>From b\n"))
    found = _mails(mailbox(one, other, one))
    assert [data and data.rstrip() for data in found] == [
        data.replace(b"\r\n", b"\n").rstrip().replace(b"\n>From", b"\nFrom") for data in (one, other, one)
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_mailbox_with_other_line_ends(end: bytes) -> None:
    data = mailbox(mail(), mail()).replace(b"\n", end)
    assert len(_mails(data)) == 2


@pytest.mark.parametrize(
    "line",
    [
        b"From - Mon Jan 05 10:00:00 2026",
        b"From 1234567890@xxx Mon Jan 05 10:00:00 +0000 2026",
        b"From MAILER-DAEMON Fri Jul  8 12:08:34 2011",
        b"From \xb0\xec\xb9\xab\xca\xd2 <a@example.org> Mon, 5 Jan 2026 10:00:00",
    ],
)
def test_lines_between_mails_as_programs_write_them(line: bytes) -> None:
    whole = mail().replace(b"\r\n", b"\n")
    assert len(_mails(b"".join(line + b"\n" + whole + b"\n" for _ in range(3)))) == 3


@pytest.mark.parametrize(
    "line",
    [
        b"\nFrom a@example.org Mon Jan  5 18:30:00 2026\n",
        b"\n\nFrom a@example.org Mon Jan  5 18:30:00 2026\n\nno header",
        b"\n\nFrom the county office we received on Monday nothing: 2026\nAnd so on",
        b"\n\n>From a@example.org Mon Jan  5 18:30:00 2026\nTo: b",
        b"\n\n From a@example.org Mon Jan  5 18:30:00 2026\nTo: b",
    ],
)
def test_lines_that_begin_no_mail(line: bytes) -> None:
    assert len(_mails(mailbox(mail(text("x")) + line))) == 1


def test_mail_larger_than_what_is_taken_is_told_by_its_size() -> None:
    large = mail(text("x" * 3_000_000))
    data = mailbox(mail(), large, mail())
    pieces = list(mails_of(io.BytesIO(data), 100_000))
    assert [piece.data is None for piece in pieces] == [False, True, False]
    assert pieces[1].size == len(large.replace(b"\r\n", b"\n")) + 1
    assert sum(piece.size for piece in pieces) + 3 * len(data.partition(b"\n")[0] + b"\n") == len(data)


class _Slow(io.BytesIO):
    """Gives one byte at a time, so that every line is cut everywhere."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(1)


def test_mails_are_found_wherever_a_piece_ends() -> None:
    data = mailbox(*[mail(text("x"), head="X-A: b\r\n")] * 3)
    assert [piece.data for piece in mails_of(_Slow(data), 10**6)] == _mails(data)


def test_mailbox_that_is_read_holds_no_more_than_a_mail() -> None:
    import tracemalloc

    one = BEGIN_AND_MAIL * 400

    class Endless(io.RawIOBase):
        left = 60

        def read(self, size: int = -1, /) -> bytes:
            self.left -= 1
            return one if self.left >= 0 else b""

    tracemalloc.start()
    try:
        count = sum(1 for _ in mails_of(Endless(), 10**7))  # type: ignore[arg-type]
        assert tracemalloc.get_traced_memory()[1] < 6 * len(one) + 2**22
    finally:
        tracemalloc.stop()
    assert count == 60 * 400


BEGIN_AND_MAIL = mailbox(mail(text("x" * 2000)))


# --- compound files


def test_every_stream_of_a_compound_file_is_found() -> None:
    node = outlook(outlook_file(content=b"x" * 9000), outlook_file(content=b"y"))
    compound = Compound(compound_of(node))

    def hold(mine, theirs) -> None:
        assert {name: compound.content(entry) for name, entry in mine.streams.items()} == theirs.streams
        assert mine.folders.keys() == theirs.folders.keys()
        for name, folder in mine.folders.items():
            hold(folder, theirs.folders[name])

    hold(compound.root, node)


def test_compound_file_with_long_sectors() -> None:
    stream = b"x" * 5000
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB3I36xIQ", 2 * len(name) + 2, kind, 1, 2**32 - 1, 2**32 - 1, child, start, size)
        for name, kind, child, start, size in (("R", 5, 1, 0xFFFFFFFE, 0), ("S", 2, 2**32 - 1, 2, len(stream)))
    )
    table = struct.pack("<4I", 0xFFFFFFFD, 0xFFFFFFFE, 3, 0xFFFFFFFE).ljust(4096, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<9I", 1, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    data = header.ljust(512, b"\xff").ljust(4096, b"\0") + table + entries.ljust(4096, b"\0") + stream
    compound = Compound(data)
    assert compound.content(compound.root.streams["S"]) == stream


def test_table_of_a_large_compound_file_is_listed_elsewhere_too() -> None:
    data = msg(outlook_file(content=b"x" * 16_000_000))
    # 109 sectors of the table list seven million bytes, a sector of others eight; here are two.
    assert int.from_bytes(data[44:48], "little") > 109
    compound = Compound(data)
    folder = compound.root.folders["__attach_version1.0_#00000000"]
    assert compound.content(folder.streams["__substg1.0_37010102"]) == b"x" * 16_000_000
