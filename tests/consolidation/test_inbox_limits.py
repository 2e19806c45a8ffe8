"""Limits that only the inbox can hold: nesting, what comes out in all, and a reading process that dies or is slow."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hostile.travels import INSIDE, NAME, attachment, folded, mail, mailbox, text, zipped
from hostile.zipbytes import STORED, Member

from xl_tools.collecting.inbox import READER, open_inbox
from xl_tools.collecting.inbox_store import Store
from xl_tools.collecting.inbox_unpack import Found, unpack
from xl_tools.containers import read
from xl_tools.guarded.pool import Worker
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Refusal


def extract(data: bytes, *, limits: Limits, kind: str, start: int = 0) -> dict[str, Any]:
    """A reader for the reading process, which does what stands in the file."""
    import os
    import time

    if data.endswith(b"die"):
        os._exit(1)
    if data.endswith(b"slow"):
        time.sleep(60)
    if data.endswith(b"memory"):
        raise MemoryError
    if data.endswith(b"mistake"):
        raise KeyError(kind)
    return {"mail": None, "items": [], "next": None}


def _found(path: Path, limits: Limits = DEFAULT, reader: str = READER, *, keep: Path | None = None) -> list[Found]:
    worker = Worker(limits, reader, "M")
    try:
        # What was taken out under wider limits stands, so each call has a folder of its own.
        return unpack(path, Store(keep or Path(tempfile.mkdtemp(dir=path.parent))), worker)
    finally:
        worker.close()


def _codes(path: Path, limits: Limits = DEFAULT) -> list[str]:
    return [one.error.code if one.error else "" for one in _found(path, limits)]


def _put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_nesting_is_exact(tmp_path: Path) -> None:
    assert _codes(_put(tmp_path, "a.zip", folded(INSIDE, 3)), DEFAULT._replace(containers=3)) == [""]
    assert _codes(_put(tmp_path, "a.zip", folded(INSIDE, 4)), DEFAULT._replace(containers=3)) == ["M08"]
    data = mailbox(mail(attachment(b"attachment; filename=a.zip", zipped())))
    assert _codes(_put(tmp_path, "a.mbox", data), DEFAULT._replace(containers=3)) == [""]
    assert _codes(_put(tmp_path, "a.mbox", data), DEFAULT._replace(containers=2)) == ["M08"]


def test_size_of_one_file_is_exact(tmp_path: Path) -> None:
    for name, data in (
        ("a.zip", zipped(Member(b"b", b"1" * 5000))),
        ("a.eml", mail(attachment(), attachment(None, b"1" * 5000))),
    ):
        path = _put(tmp_path, name, data)
        assert _codes(path, DEFAULT._replace(member_size=5000)) == ["", ""]
        assert _codes(path, DEFAULT._replace(member_size=4999)) == ["", "M62"]


def test_ratio_is_exact(tmp_path: Path) -> None:
    path = _put(tmp_path, "a.zip", zipped(Member(b"b", b"1" * 5000, packed=b"1" * 50, crc=1)))
    assert _codes(path, DEFAULT._replace(free_of_ratio=4999, ratio=100)) == ["", "M16"]
    assert _codes(path, DEFAULT._replace(free_of_ratio=4999, ratio=99)) == ["", "M63"]
    assert _codes(path, DEFAULT._replace(free_of_ratio=5000, ratio=99)) == ["", "M16"]


def test_all_that_comes_out_of_one_file_is_counted_together(tmp_path: Path) -> None:
    inner = [zipped(Member(b"b", bytes([number]) * 500)) for number in range(3)]
    path = _put(
        tmp_path, "a.zip", zipped(*(Member(b"%d.zip" % number, one, method=STORED) for number, one in enumerate(inner)))
    )
    size = len(INSIDE) * 4 + sum(map(len, inner)) + 3 * 500
    found = _found(path, DEFAULT._replace(unpacked=size, members=10))
    assert [one.error for one in found] == [None] * 7
    # A bomb leaves one line, whatever could be taken out of it; and it does so again where all copies stand.
    assert len(_found(path, keep=tmp_path / "keep")) == 7
    for keep in (None, tmp_path / "keep"):
        for limits in (DEFAULT._replace(unpacked=size - 1), DEFAULT._replace(members=9)):
            (found,) = _found(path, limits, keep=keep)
            assert found.error is not None
            assert found.error.code == ("M61" if limits.members > 9 else "M60")


def test_mails_of_a_mailbox_are_counted_apart(tmp_path: Path) -> None:
    one, many = mail(), mail(*[attachment()] * 5)
    path = _put(tmp_path, "a.mbox", mailbox(one, many, one, one))
    found = _found(path, DEFAULT._replace(members=4))
    assert [(one.inside, one.error.code if one.error else "") for one in found] == [
        (("第 1 封", NAME), ""),
        (("第 2 封",), "M60"),
        (("第 3 封", NAME), ""),
        (("第 4 封", NAME), ""),
    ]


def test_size_of_containers(tmp_path: Path) -> None:
    data = zipped()
    path = _put(tmp_path, "a.zip", data)
    assert _codes(path, DEFAULT._replace(container_size=len(data))) == [""]
    assert _codes(path, DEFAULT._replace(container_size=len(data) - 1)) == ["M05"]
    one, large = mail(), mail(text("x" * 9000), attachment())
    path = _put(tmp_path, "a.mbox", mailbox(one, large, one))
    assert _codes(path, DEFAULT._replace(container_size=9000)) == ["", "M05", ""]
    size = path.stat().st_size
    assert _codes(path, DEFAULT._replace(mailbox_size=size)) == [""] * 3
    assert _codes(path, DEFAULT._replace(mailbox_size=size - 1)) == ["M06"]
    assert _codes(path, DEFAULT._replace(messages=3)) == [""] * 3
    assert _codes(path, DEFAULT._replace(messages=2))[-1] == "M07"


def test_limit_of_a_workbook_is_none_of_a_container(tmp_path: Path) -> None:
    path = _put(tmp_path, "a.zip", zipped(Member(b"b", b"1" * 9000, method=STORED)))
    assert _codes(path, DEFAULT._replace(file_size=100)) == ["", ""]


@pytest.mark.parametrize(
    ("data", "code", "limits"),
    [
        (b"die", "M21", DEFAULT),
        (b"slow", "M22", DEFAULT._replace(seconds=1)),
        (b"memory", "M23", DEFAULT),
        (b"mistake", "M24", DEFAULT),
    ],
)
def test_reading_process_that_fails_is_a_line(tmp_path: Path, data: bytes, code: str, limits: Limits) -> None:
    (found,) = _found(_put(tmp_path, "a.zip", data), limits, __name__)
    assert found.error is not None
    assert found.error.code == code
    assert "“a.zip”" in str(found.error)


def test_computer_without_the_library_for_outlook(monkeypatch: pytest.MonkeyPatch) -> None:
    from hostile.travels import msg

    from xl_tools.containers import outlook

    monkeypatch.setattr(outlook, "find_spec", lambda name: None)
    with pytest.raises(Refusal, match="M34"):
        read.extract(msg(), kind="outlook")


def test_answers_come_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "PIECE", 100)
    members = [Member(b"%d" % number, b"%d" % number * 60) for number in range(9)]
    for kind, data in (
        ("archive", zipped(*members)),
        ("mail", mail(*[attachment(None, b"%d" % n * 60) for n in range(10)])),
    ):
        names, start, pieces = [], 0, 0
        while start is not None:
            answer = read.extract(data, kind=kind, start=start)
            names += answer["items"]
            start, pieces = answer["next"], pieces + 1
        assert len(names) == 10
        assert pieces == 5


def test_thousands_of_mails_are_not_held_in_memory(tmp_path: Path) -> None:
    # Each has 300 KB; what is held of it in the end is a line.
    count = 40
    with (tmp_path / "a.mbox").open("wb") as file:
        for number in range(count):
            file.write(mailbox(mail(attachment(None, b"%02d" % number * 110_000))))
    tracemalloc.start()
    try:
        arrivals = open_inbox([tmp_path / "a.mbox"], tmp_path / "keep")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(arrivals) == count
    assert peak < 6 * 2**20


def test_inbox_uses_the_reading_process_alone() -> None:
    # What takes mails and archives apart is never loaded beside the user's files.
    code = "import sys, xl_tools.collecting.inbox; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"oxmsg", "olefile", "xl_tools.containers.mails", "xl_tools.containers.outlook"} & set(
        done.stdout.split()
    )
