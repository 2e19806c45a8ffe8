"""The inbox: every file that came in, where from, when, and how its bytes can be had; nothing in it is changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from hostile.running import listing
from hostile.travels import (
    CONTENT_ID,
    FLAGS,
    HIDDEN,
    INSIDE,
    MIME,
    NAME,
    attached,
    attachment,
    mail,
    mailbox,
    msg,
    outlook,
    outlook_file,
    outlook_mail,
    text,
    zipped,
)
from hostile.zipbytes import ENCRYPTED, STORED, Member

from xl_tools.collecting.inbox import files_below, open_inbox
from xl_tools.collecting.inbox_names import safe_name, suffix_of
from xl_tools.collecting.inbox_store import Store, StoreError
from xl_tools.consolidation.arrival import Arrival
from xl_tools.errors import ContainerError

SENT = datetime(2026, 1, 5, 18, 30)
DIGEST = hashlib.sha256(INSIDE).hexdigest()
_SAVED = 1_767_600_000
"""5 January 2026, 16:00 in China."""


def _put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (_SAVED, _SAVED))
    return path


def _open(inbox: Path, keep: Path | None = None) -> list[Arrival]:
    return open_inbox([inbox], keep or inbox.parent / "keep")


def _shown(arrivals: list[Arrival]) -> list[tuple[str, str]]:
    return [(str(one.origin), one.error.code if one.error else "") for one in arrivals]


def test_every_kind_of_file_is_found_once(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    _put(inbox / "某某局.xlsx", b"1")
    _put(inbox / "乙" / "数据.json", b"2")
    _put(inbox / "丙.zip", zipped(Member("甲/年报.xlsx".encode("gbk"), b"3")))
    _put(inbox / "丁.eml", mail())
    _put(inbox / "戊.mbox", mailbox(mail(), mail(text()), mail(attachment(b"attachment; filename=b.xlsx", b"4"))))
    _put(inbox / "己.msg", msg())
    _put(inbox / "说明.docx", b"5")
    _put(inbox / "扫描.jpg", b"6")
    _put(inbox / "庚.rar", b"Rar!\x1a\x07")
    _put(inbox / "辛.7z", b"7z\xbc\xaf\x27\x1c")
    before = listing(inbox)
    arrivals = _open(inbox)
    assert listing(inbox) == before
    assert _shown(arrivals) == [
        (f"丁.eml › {NAME}", ""),
        (f"丙.zip › {NAME}", ""),
        ("丙.zip › 年报.xlsx", ""),
        (f"己.msg › {NAME}", ""),
        ("庚.rar", "M30"),
        (f"戊.mbox › 第 1 封 › {NAME}", ""),
        ("戊.mbox › 第 3 封 › b.xlsx", ""),
        ("扫描.jpg", ""),
        ("某某局.xlsx", ""),
        ("说明.docx", ""),
        ("辛.7z", "M30"),
        ("数据.json", ""),
    ]
    assert [one.number for one in arrivals] == list(range(1, 13))
    for one in arrivals:
        content = one.file.read_bytes()
        assert (one.digest, one.size) == (hashlib.sha256(content).hexdigest(), len(content))
        assert bool(one.origin.inside) == (one.origin.name != one.origin.source.name)


def test_mail_says_who_and_when(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    _put(inbox / "a.eml", mail(subject="某某局年报"))
    _put(inbox / "b.msg", msg())
    _put(inbox / "c.mbox", mailbox(mail()))
    _put(inbox / "d.zip", zipped(Member(b"a.eml", mail(), method=STORED), name=b"first.json"))
    for one in _open(inbox):
        if one.origin.name == NAME:
            assert (one.origin.sender, one.origin.address) == ("办公室", "a@example.org")
            assert one.origin.subject in ("年报", "某某局年报")
            assert one.time == one.origin.sent == SENT


def test_time_falls_back_from_mail_to_entry_to_file(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    silly = mail().replace(b"05 Jan 2026", b"05 Jan 1970")
    _put(inbox / "a.eml", silly)
    _put(inbox / "b.xlsx", b"1")
    # In a mail with a date, the time of an archive's entry is none of when it came.
    _put(inbox / "c.eml", mail(attachment(b"attachment; filename=a.zip", zipped())))
    _put(inbox / "d.zip", zipped())
    times = [(one.origin.sent, one.time) for one in _open(inbox)]
    saved = datetime(2026, 1, 5, 16, 0)
    # Members that zipbytes makes say 1980, which is no year of a report.
    assert times == [(None, saved), (None, saved), (SENT, SENT), (None, saved)]


def test_attached_mail_speaks_for_its_own_files(tmp_path: Path) -> None:
    inner = mail(attachment(b"attachment; filename=b.json", b"2"), subject="转报/乙", boundary="c")
    inner = inner.replace(b"a@example.org", b"c@example.org").replace(b"Date: Mon, 05", b"Date: Mon, 12")
    undated = mail(attachment(b"attachment; filename=c.json", b"3"), boundary="d").replace(b"Date:", b"X:")
    _put(tmp_path / "in" / "a.eml", mail(text(), attachment(), attached(inner), attached(undated)))
    found = {str(one.origin): (one.origin.address, one.origin.sent) for one in _open(tmp_path / "in")}
    assert found == {
        f"a.eml › {NAME}": ("a@example.org", SENT),
        "a.eml › 转报_乙.eml › b.json": ("c@example.org", SENT.replace(day=12)),
        "a.eml › 年报.eml › c.json": ("a@example.org", SENT),
    }


def test_attached_mail_of_outlook_speaks_for_its_own_files(tmp_path: Path) -> None:
    inner = outlook(outlook_file("b.json", b"2"), values={0x0C1F: "c@example.org", 0x0037: "转报"}, offset=24)
    _put(tmp_path / "in" / "a.msg", msg(outlook_file(), outlook_mail(inner)))
    found = {str(one.origin): one.origin.address for one in _open(tmp_path / "in")}
    assert found == {f"a.msg › {NAME}": "a@example.org", "a.msg › 转报.msg › b.json": "c@example.org"}


def test_picture_in_the_text_of_a_mail_of_outlook_is_left_out(tmp_path: Path) -> None:
    shown = [outlook_file("logo.png", b"1", values) for values in ({HIDDEN: 1}, {FLAGS: 4}, {CONTENT_ID: "<a>"})]
    nameless = outlook_file("附图", b"1", {MIME: "image/png", HIDDEN: 1})
    _put(tmp_path / "in" / "a.msg", msg(outlook_file(), *shown, nameless, outlook_file("扫描.png", b"2")))
    assert [one.origin.name for one in _open(tmp_path / "in")] == [NAME, "扫描.png"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("年报.rar", "是 rar 压缩包"),
        ("年报.TAR.GZ", "是 gz 压缩包"),
        ("年报.7z", "是 7z 压缩包"),
        ("年报.part2.rar", "是分卷压缩包"),
        ("年报.zip.001", "是分卷压缩包"),
        ("年报.z01", "是分卷压缩包"),
        ("数据.dat", ""),
        ("WINMAIL.DAT", "winmail.dat"),
    ],
)
def test_what_cannot_be_opened_says_what_to_do(tmp_path: Path, name: str, words: str) -> None:
    _put(tmp_path / "in" / name, b"1")
    (found,) = _open(tmp_path / "in")
    assert bool(found.error) == bool(words)
    assert not found.error or (words in str(found.error) and found.error.hint)


def test_container_in_container_in_container(tmp_path: Path) -> None:
    packed = zipped(Member(b"b.zip", zipped(), method=STORED), name=b"c.json")
    data = mailbox(mail(attachment(b"attachment; filename=a.zip", packed)))
    _put(tmp_path / "in" / "a.mbox", data)
    _put(tmp_path / "in" / "b.zip", zipped(Member(b"a.mbox", data, method=STORED), name=b"d.json"))
    assert _shown(_open(tmp_path / "in")) == [
        ("a.mbox › 第 1 封 › a.zip › c.json", ""),
        (f"a.mbox › 第 1 封 › a.zip › b.zip › {NAME}", ""),
        ("b.zip › d.json", ""),
        ("b.zip › a.mbox › 第 1 封 › a.zip › c.json", ""),
        (f"b.zip › a.mbox › 第 1 封 › a.zip › b.zip › {NAME}", ""),
    ]


def test_error_is_a_line_and_spoils_nothing_else(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    _put(inbox / "a.zip", b"PK\x03\x04 cut off")
    _put(inbox / "b.zip", zipped(Member(b"x.xlsx", b"1", flags=ENCRYPTED), Member(b"y.zip", b"PK\x03\x04")))
    _put(inbox / "c.eml", mail(text()))
    _put(inbox / "d.zip", zipped())
    arrivals = _open(inbox)
    assert _shown(arrivals) == [
        ("a.zip", "M15"),
        (f"b.zip › {NAME}", ""),
        ("b.zip › x.xlsx", "M74"),
        ("b.zip › y.zip", "M15"),
        ("c.eml", "M32"),
        (f"d.zip › {NAME}", ""),
    ]
    assert all(isinstance(one.error, ContainerError) and one.error.hint for one in arrivals if one.error)
    assert arrivals[0].file == inbox / "a.zip"
    assert arrivals[0].digest == hashlib.sha256(b"PK\x03\x04 cut off").hexdigest()
    assert "“x.xlsx”" in str(arrivals[2].error)


# --- what is left out


def test_folders_of_this_program_and_litter_are_passed_over(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    for name in (
        "汇总_汇总资料/附件/a.xlsx",
        "汇总_退回通知/a.docx",
        "年报工具备份/a.xlsx",
        ".git/a.xlsx",
        "甲/keep/a.xlsx",
    ):
        _put(inbox / name, b"1")
    for name in ("~$a.xlsx", ".~lock.a.xlsx#", "._a.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"):
        _put(inbox / name, b"1")
    ours = _put(inbox / "汇总.xlsx", b"2")
    _put(inbox / "甲" / "a.xlsx", b"3")
    found = open_inbox([inbox], inbox / "甲" / "keep", skip=[tmp_path / "in" / ".." / "in" / "汇总.xlsx"])
    assert [one.origin.source for one in found] == [inbox / "甲" / "a.xlsx"]
    assert open_inbox([ours], tmp_path / "keep")[0].file == ours


def test_source_named_twice_is_taken_once(tmp_path: Path) -> None:
    path = _put(tmp_path / "in" / "a.xlsx", b"1")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in")
    assert files_below([path, tmp_path / "in", tmp_path / "in" / ".." / "in"]) == [path]


def test_source_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContainerError, match="没有的文件夹") as caught:
        open_inbox([tmp_path / "没有的文件夹"], tmp_path / "keep")
    assert caught.value.code == "M01"
    assert open_inbox([], tmp_path / "keep") == []
    assert not (tmp_path / "keep").exists()


def test_file_that_cannot_be_read_is_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _put(tmp_path / "in" / "a.xlsx", b"1")
    _put(tmp_path / "in" / "b.xlsx", b"1")
    opened = Path.open

    def refuse(self: Path, *given, **more):
        if self.name == "a.xlsx":
            raise PermissionError(13, "denied")
        return opened(self, *given, **more)

    monkeypatch.setattr(Path, "open", refuse)
    assert _shown(_open(tmp_path / "in")) == [("a.xlsx", "M03"), ("b.xlsx", "")]


def test_folder_that_cannot_be_looked_into_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _put(tmp_path / "in" / "密" / "a.xlsx", b"1")
    look = os.scandir

    def refuse(path: str):
        if path.endswith("密"):
            raise PermissionError(13, "denied", path)
        return look(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(ContainerError, match="无法读取“密”（没有权限）") as caught:
        _open(tmp_path / "in")
    assert caught.value.code == "M03"


def test_mail_without_a_file_still_says_who_sent_it(tmp_path: Path) -> None:
    _put(tmp_path / "in" / "a.eml", mail(text(), subject="年报见链接"))
    (found,) = _open(tmp_path / "in")
    assert found.error is not None
    assert found.error.code == "M32"
    assert "链接" in found.error.hint
    assert (found.origin.address, found.origin.subject) == ("a@example.org", "年报见链接")
    assert found.time == found.origin.sent == SENT


# --- copies


def test_second_run_opens_nothing_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox, keep = tmp_path / "in", tmp_path / "keep"
    _put(inbox / "a.eml", mail(text(), attachment(), attachment(b"attachment; filename=a.zip", zipped())))
    _put(inbox / "b.mbox", mailbox(mail(), mail(subject="二")))
    _put(inbox / "c.msg", msg())
    first = _open(inbox)
    before = listing(keep)
    monkeypatch.setattr("xl_tools.guarded.pool.Worker.extract", None)
    assert _open(inbox) == first
    assert listing(keep) == before


def test_same_file_is_kept_once_under_each_name(tmp_path: Path) -> None:
    inbox, keep = tmp_path / "in", tmp_path / "keep"
    for name in "abc":
        _put(inbox / f"{name}.zip", zipped(Member(b"%b.txt" % name.encode(), b"1")))
    found = _open(inbox)
    assert len({one.file for one in found if one.origin.name == NAME}) == 1
    assert sorted(path.name for path in keep.glob("*/*.txt")) == ["a.txt", "b.txt", "c.txt"]
    assert found[0].file == keep / DIGEST[:12] / NAME


@pytest.mark.parametrize("damage", ["changed", "gone", "listing", "outside", "version"])
def test_copy_that_was_damaged_is_taken_out_anew(tmp_path: Path, damage: str) -> None:
    inbox, keep = tmp_path / "in", tmp_path / "keep"
    _put(inbox / "a.zip", zipped())
    copy = _open(inbox)[0].file
    kept = next((keep / "清单").iterdir())
    if damage == "changed":
        copy.write_bytes(b"not what was sent")
    elif damage == "gone":
        shutil.rmtree(copy.parent)
    elif damage == "listing":
        kept.write_bytes(kept.read_bytes()[:-20])
    else:
        plain = json.loads(kept.read_text(encoding="utf-8"))
        plain["items"][0]["file"] = "../../in/a.zip"
        plain["version"] = 0 if damage == "version" else plain["version"]
        kept.write_text(json.dumps(plain), encoding="utf-8")
    (found,) = _open(inbox)
    assert found.file.read_bytes() == INSIDE
    assert found.file.is_relative_to(keep)
    # What stands is never written over.
    assert damage != "changed" or (copy.read_bytes(), found.file.parent.name) == (
        b"not what was sent",
        f"{DIGEST[:12]}-2",
    )
    assert _open(inbox) == [found]


def test_container_with_an_error_is_tried_again(tmp_path: Path) -> None:
    _put(tmp_path / "in" / "a.zip", zipped(Member(b"a", b"1", flags=ENCRYPTED)))
    _open(tmp_path / "in")
    assert not (tmp_path / "keep" / "清单").exists()


def test_names_of_copies_stand_on_any_system(tmp_path: Path) -> None:
    names = [
        "CON.xlsx",
        "a:b?.xlsx",
        "年报.xlsx. . ",
        ".隐藏",
        "甲" * 300 + ".xlsx",
        "a\u202eb",
        "com1",
        "…" * 300,
        "😀" * 90,
    ]
    store = Store(tmp_path)
    for number, name in enumerate(names):
        _, file = store.put(b"%d" % number, name)
        shown = Path(file).name
        assert shown == safe_name(name) == safe_name(shown)
        assert len(shown.encode()) <= 185
        assert shown.isprintable()
        assert not set('\\/:*?"<>|') & set(shown)
        assert shown == shown.strip(" .")
        assert suffix_of(shown) in ("", suffix_of(name.rstrip(". "))) or name.startswith(".")
    assert (safe_name("CON.xlsx"), safe_name("nul"), safe_name("~$a.xlsx")) == ("_CON.xlsx", "_nul", "_~$a.xlsx")
    assert safe_name("甲" * 300 + ".xlsx").endswith("甲.xlsx")
    assert safe_name("\u200b") == "_"


def test_disk_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    _put(tmp_path / "in" / "a.zip", zipped())
    _put(tmp_path / "keep", b"a file where the folder should be")
    with pytest.raises(StoreError) as caught:
        _open(tmp_path / "in")
    assert caught.value.code == "M36"
    assert "取出来" in str(caught.value)


def test_unfinished_copy_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Path, content: bytes) -> int:
        self.open("wb").close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", broken)
    with pytest.raises(StoreError, match="磁盘已满"):
        Store(tmp_path).put(INSIDE, NAME)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_disk_that_knows_no_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr(os, "link", refuse)
    _, file = Store(tmp_path).put(INSIDE, NAME)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / file]


def test_store_tells_digests_apart_that_begin_alike(tmp_path: Path) -> None:
    _put(tmp_path / DIGEST[:12] / NAME, b"something else")
    digest, file = Store(tmp_path).put(INSIDE, NAME)
    assert (digest, file) == (DIGEST, f"{DIGEST[:12]}-2/{NAME}")
