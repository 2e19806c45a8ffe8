"""A document from the disk or the clipboard, through the reading process: every kind, and what goes wrong."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hostile.papers import (
    FIGURE,
    HEADING,
    SHOWN,
    flate,
    page,
    pdf_file,
    pdf_objects,
    web_archive,
    word_file,
)
from published import make_page, make_pdf, make_text, make_word
from published.specimens import chance_of, specimen

from xl_tools.errors import PublishedError
from xl_tools.guarded import pool
from xl_tools.guarded.pool import Worker
from xl_tools.intake.gates import PUBLISHED
from xl_tools.intake.limits import DEFAULT, MEBI, Limits
from xl_tools.intake.refusal import Refusal
from xl_tools.published import fetch
from xl_tools.published.fetch import FAMILY, PASTED, PICTURES, READER, SUFFIXES, fetch_source, source_of_text
from xl_tools.published.read import extract
from xl_tools.published.source import Source, SourceKind

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and limits")
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc, as Linux has it")
FILES = {
    ".docx": (word_file(), SourceKind.WORD),
    ".docm": (word_file(), SourceKind.WORD),
    ".html": (page().encode(), SourceKind.PAGE),
    ".htm": (page().encode("gbk"), SourceKind.PAGE),
    ".mht": (web_archive(("text/html", page().encode())), SourceKind.PAGE),
    ".mhtml": (web_archive(("text/html", page().encode())), SourceKind.PAGE),
    ".txt": (f"{HEADING}\n{FIGURE}\n".encode("gbk"), SourceKind.TEXT),
    ".pdf": (pdf_file(pdf_objects()), SourceKind.PDF),
}


def texts(source: Source) -> list[str]:
    return [line.text for line in source.lines] + [box.text for table in source.tables for box in table.boxes]


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


Making = Callable[..., Worker]


@pytest.fixture
def making() -> Iterator[Making]:
    """Makes workers of documents, and closes them in the end."""
    made: list[Worker] = []

    def make(limits: Limits = DEFAULT) -> Worker:
        made.append(Worker(limits, READER, FAMILY))
        return made[-1]

    yield make
    for worker in made:
        worker.close()


# --- every kind


@pytest.mark.parametrize("ending", FILES)
def test_document_of_each_kind_is_read_with_its_digest(ending: str, tmp_path: Path) -> None:
    data, kind = FILES[ending]
    source, digest = fetch_source(put(tmp_path, f"年报{ending.upper()}", data))
    assert source.kind is kind
    assert any(FIGURE in text for text in texts(source))
    assert digest == hashlib.sha256(data).hexdigest()


def test_every_ending_has_its_gate() -> None:
    assert set(SUFFIXES) == set(PUBLISHED) == {*FILES, ".doc", ".wps"}
    assert not PICTURES & set(SUFFIXES)


def test_published_reports_are_read_by_a_process_that_loads_its_readers_late(tmp_path: Path, making: Making) -> None:
    # Under its bounds: no file written, no process started, 32 open files, one gigabyte of addresses.
    chance = chance_of("fetched")
    paper = specimen(chance)
    worker = making()
    pids = set()
    for ending, maker in ((".txt", make_text), (".pdf", make_pdf), (".html", make_page), (".docx", make_word)):
        source, _ = fetch_source(put(tmp_path, f"a{ending}", maker.make(paper, chance)), worker)
        pids.add(worker.pid)
        assert any(HEADING[2:] in text for text in texts(source))
    assert len(pids) == 1


@linux
def test_reading_needs_far_less_memory_than_it_may_have(tmp_path: Path, making: Making) -> None:
    worker = making()
    for ending, (data, _) in FILES.items():
        fetch_source(put(tmp_path, f"a{ending}", data), worker)
    status = Path(f"/proc/{worker.pid}/status").read_text(encoding="utf-8")
    used = {line.split(":")[0]: int(line.split()[1]) for line in status.splitlines() if line.endswith("kB")}
    assert used["VmPeak"] * 1024 < DEFAULT.memory // 2


def test_the_shared_process_is_the_same_for_each_file(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", FILES[".txt"][0])
    fetch_source(path)
    first = fetch.published_worker().pid
    fetch_source(path)
    assert fetch.published_worker().pid == first is not None


# --- pasted


def test_pasted_text_and_pasted_page_are_told_apart() -> None:
    assert source_of_text(f"{HEADING}\n1\t2\n").kind is SourceKind.TEXT
    pasted = source_of_text(f"<p>{HEADING}</p><table><tr><td>{FIGURE}</td><td>2</td></tr></table>")
    assert pasted.kind is SourceKind.PAGE
    assert [box.text for box in pasted.tables[0].boxes] == [FIGURE, "2"]
    assert source_of_text("1 < 2，a<b").kind is SourceKind.TEXT


@pytest.mark.parametrize("text", ["", " \n\t\u3000", "<p> </p>"])
def test_pasted_nothing_is_said_so(text: str) -> None:
    with pytest.raises(PublishedError, match=f"“{PASTED}”里没有文字") as caught:
        source_of_text(text)
    assert caught.value.code == "N31"


def test_pasted_text_with_half_a_character_is_read() -> None:
    assert any(HEADING in text for text in texts(source_of_text(f"{HEADING}\n\ud800\n")))


# --- what is no document


@pytest.mark.parametrize("name", ["年报.xlsx", "年报.ppt", "年报", "年报.zip"])
def test_other_endings_are_refused_with_those_that_can_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(PublishedError) as caught:
        fetch_source(put(tmp_path, name, b"1"))
    assert caught.value.code == "N11"
    for ending in (".docx", ".doc", ".wps", ".html", ".mht", ".txt", "PDF"):
        assert ending in str(caught.value)


def test_picture_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PublishedError, match="是图片") as caught:
        fetch_source(put(tmp_path, "第1页.JPG", b"\xff\xd8\xff"))
    assert caught.value.code == "N12"
    assert "文字识别" in caught.value.hint


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()
    for name, code in (("没有.docx", "N01"), ("a.docx", "N02"), ("\0.docx", "N03")):
        with pytest.raises(PublishedError) as caught:
            fetch_source(tmp_path / name)
        assert caught.value.code == code
    for data, code in ((b"", "N04"), (bytes(26 * MEBI), "N05")):
        with pytest.raises(PublishedError) as caught:
            fetch_source(put(tmp_path, "b.docx", data))
        assert caught.value.code == code


# --- the reading process


@pytest.fixture
def playing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts something else in the place of the readers, in the reading process."""

    def play(statement: str) -> None:
        played = f"import os, time, xl_tools.published.read as module\nmodule._read = lambda *_: {statement}\n"
        first, then, last = pool._CODE.partition("from xl_tools.guarded.worker")
        assert then
        monkeypatch.setattr(pool, "_CODE", f"{first}\n{played}{then}{last}")

    return play


@pytest.mark.parametrize(
    ("statement", "code"),
    [("os.abort()", "N21"), ("time.sleep(30)", "N22"), ("bytes(10**12)", "N23"), ("1 // 0", "N24")],
)
@posix
def test_reading_process_that_fails_costs_one_sentence(
    statement: str, code: str, tmp_path: Path, playing: Callable[[str], None], making: Making
) -> None:
    playing(statement)
    worker = making(DEFAULT._replace(seconds=1))
    with pytest.raises(PublishedError) as caught:
        fetch_source(put(tmp_path, "年报.txt", b"1"), worker)
    assert caught.value.code == code
    assert "年报.txt" in str(caught.value)


@linux
def test_what_was_unpacked_of_a_refused_file_is_let_go(tmp_path: Path, making: Making) -> None:
    worker = making()
    path = put(tmp_path, "a.pdf", pdf_file(pdf_objects(content=flate(b" " * (DEFAULT.stream + 1)))))
    for _ in range(8):
        with pytest.raises(PublishedError) as caught:
            fetch_source(path, worker)
        assert caught.value.code == "N90"
    pages = int(Path(f"/proc/{worker.pid}/statm").read_text(encoding="utf-8").split()[1])
    assert pages * os.sysconf("SC_PAGE_SIZE") < 3 * DEFAULT.stream


@posix
def test_drawing_that_never_ends_is_stopped(tmp_path: Path, making: Making) -> None:
    # Ten forms, each of which draws the next ten times.
    first = {**pdf_objects(content=flate(SHOWN + b" /X10 Do"), resources=_DRAWN % (10, 10))}
    forms = {number: _form(b"/X%d Do " % (number + 1) * 10, number + 1) for number in range(10, 20)}
    path = put(tmp_path, "年报.pdf", pdf_file({**first, **forms, 20: _form(b"q Q", 20)}))
    with pytest.raises(PublishedError) as caught:
        fetch_source(path, making(DEFAULT._replace(seconds=2)))
    assert caught.value.code == "N22"


_DRAWN = b"/XObject <</X%d %d 0 R>>"


def _form(content: bytes, draws: int) -> bytes:
    resources = b"/Resources <<%b>>" % (_DRAWN % (draws, draws))
    return flate(content, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + resources)


@posix
def test_memory_is_bounded_for_real_readers_too(tmp_path: Path, making: Making) -> None:
    worker = making(DEFAULT._replace(memory=100 * MEBI))
    big = word_file({"word/document.xml": lambda text: text.replace("</w:body>", _paragraphs(20_000) + "</w:body>")})
    with pytest.raises(PublishedError) as caught:
        fetch_source(put(tmp_path, "a.docx", big), worker)
    assert caught.value.code == "N23"
    assert fetch_source(put(tmp_path, "b.docx", word_file()), worker)[0].tables


def _paragraphs(count: int) -> str:
    texts = (" ".join(map(str, range(number, number + 250))) for number in range(count))
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


def test_computer_without_the_library_for_pdf_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    with pytest.raises(Refusal) as caught:
        extract(pdf_file(pdf_objects()), kind="pdf")
    assert caught.value.code == "N34"


def test_starting_a_command_loads_no_reader() -> None:
    code = (
        "import sys, xl_tools.published.fetch; print([n for n in ('docx', 'lxml', 'pdfplumber') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
