"""Letters on disk: what is written, what a second run replaces, and that nothing anybody had is lost."""

from __future__ import annotations

import email
import hashlib
from datetime import date
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import cast
from zipfile import ZipFile

import docx
import pytest
from letter_cases import AS_OF, TOWN, TYPED, Office, book_file, data_file, expected, later, report_with

from xl_tools.collecting.state import State
from xl_tools.errors import XlToolsError
from xl_tools.letters.letterbook import Letterbook
from xl_tools.letters.marking import marked_workbooks
from xl_tools.letters.names import MOST, unit_stem
from xl_tools.tasks.checking import validate_file
from xl_tools.tasks.files import open_workbook
from xl_tools.validation.judgement import Judgement
from xl_tools.values import Count
from xl_tools.workbook.patch import patch_workbook
from xl_tools.workbook.results import result_edits

EMAIL = "town@example.invalid"
STEM = f"{TOWN}/{TOWN}2024年报"
LETTER, COPY = f"{STEM}退回通知（2025-01-20）", f"{STEM}（已标出问题）（2025-01-20）.xlsx"
SHEET_OF_RESULTS = "目录与审核"
HOSTILE = (
    '=HYPERLINK("http://example.invalid","点我")',
    "示例镇\r\nBcc: thief@example.invalid",
    "示例\u202e镇府政民人\u202c",
    "../../示例镇",
    "C:\\示例\\镇",
    "示" * 400,
    "CON",
    "~$示例镇",
    "示例\x00镇<script>alert(1)</script>",
    "Ａ局 & “引号”|管道?*",
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, (expected(email=EMAIL),), [book_file(report_with(TYPED))])


@pytest.fixture
def quick(tmp_path: Path) -> Office:
    """The same with a data file, which takes no process to be read again."""
    return Office(tmp_path, (expected(email=EMAIL),), [data_file(report_with(TYPED))])


def mail_of(content: bytes) -> EmailMessage:
    return cast(EmailMessage, email.message_from_bytes(content, policy=default))


# --- what is written


def test_a_letter_is_word_text_marked_workbook_and_draft(office: Office):
    made = office.write()
    files = office.written()

    assert set(files) == {f"{LETTER}.docx", f"{LETTER}.txt", f"{LETTER}.eml", COPY, "退回清单（2025-01-20）.html"}
    assert set(made.listed[0].files) == set(files) - {"退回清单（2025-01-20）.html"}
    assert made.lines == (
        f"写好退回通知 1 份，放在“{office.out}”。",
        "邮件草稿没有发送，请逐份看过以后再发出。",
        f"一览：{office.out / '退回清单（2025-01-20）.html'}",
    )
    message = mail_of(files[f"{LETTER}.eml"])
    attached = {cast(str, one.get_filename()): one.get_content() for one in message.iter_attachments()}
    assert attached == {PurePosixPath(name).name: files[name] for name in (f"{LETTER}.docx", COPY)}
    assert message["To"] == EMAIL
    body = message.get_body()
    assert body is not None
    text = files[f"{LETTER}.txt"].decode("utf-8-sig")
    assert body.get_content().splitlines() == text.splitlines()
    assert f"附件：{PurePosixPath(COPY).name}" in text
    assert docx.Document(BytesIO(files[f"{LETTER}.docx"])).paragraphs[1].text == f"{TOWN}："


def test_the_list_names_every_letter(office: Office):
    office.units = (*office.units, expected("示例县东山镇人民政府"))
    made = office.write()
    page = made.overview.read_text(encoding="utf-8")

    for words in (
        TOWN,
        "示例县东山镇人民政府",
        "退回通知 1 份，催报通知 1 份",
        "错误 4 条",
        "名单里没有邮箱",
        f"{PurePosixPath(LETTER).name}.docx .txt .eml",
    ):
        assert words in page
    assert "示例县东山镇人民政府：名单里没有邮箱，请在草稿里填收件人" in "".join(made.lines)


def test_the_copy_is_the_file_received_with_the_findings_as_validate_writes_them(office: Office, tmp_path: Path):
    received = office.files[0].content
    office.write()
    copy = office.written()[COPY]

    other = tmp_path / "另一份.xlsx"
    other.write_bytes(received)
    judged = validate_file(other)
    edits = result_edits(open_workbook(other), Judgement(judged.findings, judged.suggestions), AS_OF.isoformat())
    assert copy == patch_workbook(received, edits)
    assert len(edits) > 20
    before, after = (
        {name: file.read(name) for name in file.namelist()} for file in map(ZipFile, (BytesIO(received), BytesIO(copy)))
    )
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet1.xml"}
    assert open_workbook(office.out / COPY).report == open_workbook(other).report


def test_the_file_received_is_never_touched(office: Office):
    office.collected()
    (received,) = (office.folder / "收件").iterdir()
    before = received.stat()
    office.write()

    assert received.read_bytes() == office.files[0].content
    assert (received.stat().st_mtime_ns, received.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert list((office.folder / "收件").iterdir()) == [received]


def test_two_offices_with_the_same_files_write_the_same_bytes(office: Office, tmp_path: Path):
    office.write()
    other = Office(tmp_path / "别处", office.units, office.files)
    other.write()

    assert other.written() == office.written()


def test_a_data_file_goes_back_without_a_workbook(office: Office):
    office.files = [data_file(report_with(TYPED))]
    made = office.write()

    assert not [name for name in made.listed[0].files if name.endswith(".xlsx")]
    assert made.listed[0].remarks == ()


def test_a_file_changed_since_it_was_collected_is_not_marked_and_that_is_told(office: Office):
    collected = office.collected()
    (path,) = (office.folder / "收件").iterdir()
    path.write_bytes(book_file(report_with()).content)
    made = office.write()

    assert collected.board.total.returned == 1
    (listed,) = made.listed
    assert "被改动过，没有附上标出问题的工作簿" in listed.remarks[0]
    assert COPY not in listed.files
    assert "附件" not in (office.out / f"{LETTER}.txt").read_text(encoding="utf-8-sig")


def test_the_code_of_a_changed_file(office: Office):
    line = office.collected().inbox.lines[0]
    line.arrival.file.write_bytes(book_file(report_with()).content)
    (error,) = marked_workbooks([line], AS_OF)

    assert isinstance(error, XlToolsError)
    assert (error.code, error.hint) == ("K42", "请再汇总一次。")


def test_a_file_that_is_gone_is_not_marked_and_that_is_told(office: Office):
    office.collected()
    (path,) = (office.folder / "收件").iterdir()
    # Such as a share that is not there any more.
    path.unlink()
    path.mkdir()
    made = office.write()

    assert made.listed[0].remarks[0].startswith("没有附上标出问题的工作簿：")
    assert len(made.listed[0].files) == 3


def test_no_letters_are_told_as_none(office: Office):
    office.files = [book_file(report_with())]
    made = office.write()

    assert made.lines[0] == "没有要写的通知。"
    assert set(office.written()) == {"退回清单（2025-01-20）.html"}


# --- a second run


def test_a_second_run_writes_nothing_anew(office: Office):
    office.write()
    before = {one: one.stat().st_mtime_ns for one in office.out.rglob("*")}
    office.write()

    assert {one: one.stat().st_mtime_ns for one in office.out.rglob("*")} == before


def test_a_draft_is_replaced_by_that_of_the_same_day_and_file(quick: Office):
    quick.write()
    quick.units = (expected(email="new@example.invalid"),)
    quick.write()

    assert mail_of(quick.written()[f"{LETTER}.eml"])["To"] == "new@example.invalid"
    assert len(quick.written()) == 4


def test_what_somebody_changed_stays_and_the_new_draft_stands_beside(quick: Office):
    quick.write()
    mine = quick.out / f"{LETTER}.docx"
    mine.write_bytes(b"PK my own words")
    quick.units = (expected(email="new@example.invalid"),)
    quick.write()

    files = quick.written()
    assert files[f"{LETTER}.docx"] == b"PK my own words"
    assert f"{LETTER}（2）.docx" in files
    assert mail_of(files[f"{LETTER}（2）.eml"])["To"] == "new@example.invalid"
    quick.write(force=True)
    assert quick.written()[f"{LETTER}.docx"] != b"PK my own words"


def test_letters_of_other_days_and_about_other_files_stay(quick: Office):
    quick.write()
    first = quick.written()
    mended = {**TYPED, "requests.granted.natural_person": Count(58)}
    quick.files.append(data_file(report_with(mended), "改.json", time=later(1)))
    quick.write()
    quick.write(date(2025, 1, 28))
    files = quick.written()

    assert all(files[name] == content for name, content in first.items() if not name.endswith(".html"))
    assert f"{LETTER}（2）.docx" in files
    assert f"{STEM}退回通知（2025-01-28）.docx" in files


def test_before_the_day_no_second_letter_is_written_and_the_list_says_so(quick: Office):
    quick.write()
    before = quick.written()
    made = quick.write(date(2025, 1, 27))
    after = quick.written()

    assert set(after) - set(before) == {"退回清单（2025-01-27）.html"}
    assert made.listed == ()
    assert made.sent == ()
    assert [one.unit.name for one in made.waiting] == [TOWN]
    assert made.lines[:2] == ("没有要写的通知。", "已通知、期限未到的 1 份，没有再写。")
    page = made.overview.read_text(encoding="utf-8")
    assert "已通知，期限未到（2025年1月20日退回通知：错误 4 条）" in page
    assert "2025年1月27日没有要写的通知。" in page
    assert len(quick.write(date(2025, 1, 28)).listed) == 1


def test_the_copy_of_a_draft_that_has_none_any_more_goes_too(office: Office):
    office.write()
    (path,) = (office.folder / "收件").iterdir()
    received = path.read_bytes()
    path.write_bytes(b"")
    office.write()

    assert COPY not in office.written()
    path.write_bytes(received)
    office.write()
    assert hashlib.sha256(office.written()[COPY]).hexdigest() in office_digests(office)


def office_digests(office: Office) -> set[str]:
    """What the record says that was written."""
    with office.state() as state:
        kept = state.all_letters().get(TOWN, [])
    return {digest for one in kept for digest in one["files"].values()}


def test_a_run_that_was_killed_before_it_could_record_goes_on(quick: Office):
    quick.write()
    before = quick.written()
    with quick.state() as state:
        state.keep_letters(TOWN, [])
    quick.write()

    assert quick.written() == before


def test_a_stranger_s_file_under_the_name_of_a_draft_stays(quick: Office):
    target = quick.out / f"{LETTER}.txt"
    target.parent.mkdir(parents=True)
    target.write_text("手写的通知", encoding="utf-8")
    quick.write()

    assert target.read_text(encoding="utf-8") == "手写的通知"
    assert f"{LETTER}（2）.txt" in quick.written()


# --- names that attack


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_leaves_the_folder_or_writes_anything_but_words(tmp_path: Path, name: str):
    office = Office(tmp_path, (expected(name, email=EMAIL),))
    office.write()
    files = office.written()

    assert len(files) == 4
    assert {one.relative_to(tmp_path).parts[0] for one in tmp_path.rglob("*")} == {"汇总_退回通知", "汇总_汇总资料"}
    assert all(len(part.encode()) <= 255 for file in files for part in PurePosixPath(file).parts)
    (mail,) = (content for file, content in files.items() if file.endswith(".eml"))
    message = mail_of(mail)
    assert not message.defects
    assert "Bcc" not in message
    (text,) = (content.decode("utf-8-sig") for file, content in files.items() if file.endswith(".txt"))
    assert not set(text) & set("\x00\u202e\u202c")
    (word,) = (content for file, content in files.items() if file.endswith(".docx"))
    assert len(docx.Document(BytesIO(word)).paragraphs) > 5
    (page,) = (content.decode() for file, content in files.items() if file.endswith(".html"))
    assert "<script>alert" not in page


@pytest.mark.parametrize("name", [*HOSTILE, "", ".", "..", "\u202e"])
def test_a_stem_is_a_name_that_every_system_takes(name: str):
    stem = unit_stem(name)

    assert 0 < len(stem.encode()) <= MOST + 7
    assert not set(stem) & set('\\/:*?"<>|\r\n\t\x00\u202e')
    assert stem.strip(" .") == stem
    assert stem == unit_stem(name)


def test_names_that_would_be_one_on_some_computers_are_two():
    stems = {
        unit_stem(one).casefold() for one in ("示例/镇", "示例\\镇", "示例_镇", "A局", "a局", "示" * 99, "示" * 98)
    }

    assert len(stems) == 7
    assert unit_stem(TOWN) == TOWN


def test_damaged_letters_of_the_state_are_told(tmp_path: Path) -> None:
    with State(tmp_path / "状态.sqlite") as state:
        state.keep_letters(TOWN, [{"unit": TOWN}])
        with pytest.raises(XlToolsError) as told:
            Letterbook(state)
    assert told.value.code == "K43"
    assert told.value.hint
