"""What must hold of a mutant: an error with a sentence or a result, never anything else, and never a hang.

A gate in xl_tools/intake/gates.py has its mutants here.
"""

from __future__ import annotations

import io
import random
import time
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from hostile.judging_files import gate_says, taken_out
from hostile.mutation import dice, lean, mutated_bytes, mutated_data, mutated_workbook
from hostile.mutation_containers import mutated_archive, mutated_mail, mutated_mailbox, mutated_outlook
from hostile.mutation_documents import mutated_old_word, mutated_page, mutated_pdf, mutated_text, mutated_word
from hostile.running import Hangs, patience

from xl_tools.errors import XlToolsError
from xl_tools.forms.model import Kind
from xl_tools.inputs import read_data_file
from xl_tools.judging import Standard, judge_opened, judge_report
from xl_tools.published import source
from xl_tools.published.fetch import fetch_source
from xl_tools.values import MAX_DIGITS, Amount, BadValue, Count, parse, to_plain
from xl_tools.workbook.reader import Opened, read_workbook

_NEVER = ("W21", "W22", "W24", "N21", "N22", "N24", "M21", "M22", "M23", "M24", "X00")
"""The reading process died or was too slow, or a mistake of this program."""
SECONDS = 10.0
"""Nothing takes so long."""


@dataclass
class Tally:
    """What became of the mutants: how many were read, and how many were refused with which code."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    compared: int = 0

    def __str__(self) -> str:
        count = self.outcomes.total()
        rate = count / self.seconds if self.seconds else 0
        shown = ", ".join(f"{code or 'read'} {number}" for code, number in self.outcomes.most_common())
        return f"{count} mutants, {rate:.0f} a second: {shown}; {self.compared} held against openpyxl"


Target = Callable[[random.Random, Path, Tally], str]
"""Makes a mutant, tries it in a folder, and returns the code of its refusal, empty if it was read."""


def run(name: str, first: int, count: int, folder: Path) -> Tally:
    """Try mutants of one kind. Raises: AssertionError naming the mutant for which something else happens."""
    tally = Tally()
    started = time.perf_counter()
    for number in range(first, first + count):
        try:
            with patience():
                tally.outcomes[TARGETS[name](dice(name, number), folder, tally)] += 1
        except (Exception, Hangs) as error:
            raise AssertionError(f"{name} {number}: {error!r}") from error
    tally.seconds = time.perf_counter() - started
    return tally


def workbook_of_bytes(chance: random.Random, folder: Path, tally: Tally) -> str:
    return _workbook(mutated_bytes(lean(), chance), chance, folder, tally)


def workbook_of_xml(chance: random.Random, folder: Path, tally: Tally) -> str:
    return _workbook(mutated_workbook(chance), chance, folder, tally)


def gate_alone(chance: random.Random, folder: Path, tally: Tally) -> str:
    """The gate, on bytes that no process of its own guards."""
    data = mutated_workbook(chance) if chance.random() < 0.5 else mutated_bytes(lean(), chance)
    if chance.random() < 0.3:
        data = mutated_bytes(data, chance)
    return gate_says(data, "a.xlsx")


def data_file(chance: random.Random, folder: Path, tally: Tally) -> str:
    path = folder / "a.json"
    path.write_bytes(mutated_data(chance))
    gate = gate_says(path.read_bytes(), path.name)
    try:
        report = read_data_file(path)
    except XlToolsError as error:
        assert error.code not in _NEVER
        assert gate in ("", error.code)
        return error.code
    assert not gate
    if chance.random() < 0.3:
        judge_report(report, Standard())
    return ""


def typed_value(chance: random.Random, folder: Path, tally: Tally) -> str:
    """The grammar of typed numbers: it never raises, and what it read it reads again."""
    kind, unit = chance.choice(_KINDS)
    raw = "".join(chance.choice(_PIECES) for _ in range(chance.randrange(1, 9)))
    value = parse(raw, kind, unit, as_text=chance.random() < 0.5)
    again = parse(to_plain(value), kind, unit)
    assert again == value, (raw, kind, value, again)
    if isinstance(value, Count):
        assert abs(value.number) < 10**MAX_DIGITS
    if isinstance(value, Amount):
        assert value.number.is_finite()
    return type(value).__name__ if isinstance(value, BadValue) else ""


def old_word(chance: random.Random, folder: Path, tally: Tally) -> str:
    """The gate alone: what passes is LibreOffice's."""
    return gate_says(mutated_old_word(chance), "a.doc")


def _document(mutated: Callable[[random.Random], bytes], name: str) -> Target:
    def target(chance: random.Random, folder: Path, tally: Tally) -> str:
        path = folder / name
        path.write_bytes(mutated(chance))
        gate = gate_says(path.read_bytes(), name)
        try:
            read, _ = fetch_source(path)
        except XlToolsError as error:
            assert error.code[0] == "N"
            assert error.code not in _NEVER, error.code
            assert gate in ("", error.code), (gate, error.code)
            return error.code
        assert not gate
        assert read.blocks
        assert source.from_plain(source.to_plain(read)) == read
        return ""

    return target


def _container(mutated: Callable[[random.Random], bytes], name: str) -> Target:
    """What the gate refuses is one error of the inbox, and what it lets pass is taken out below its folder."""

    def target(chance: random.Random, folder: Path, tally: Tally) -> str:
        path, keep = folder / name, folder / "keep"
        path.write_bytes(mutated(chance))
        gate = gate_says(path.read_bytes(), name)
        found = taken_out(path, keep)
        codes = [one.error.code for one in found if one.error]
        assert not set(codes) & set(_NEVER), codes
        assert not gate or codes == [gate], (gate, codes)
        for one in found:
            assert all(part and part.isprintable() for part in one.inside), one.inside
            assert one.error or one.file.parent.parent == keep
            assert one.error or (one.file.is_file() and one.file.stat().st_size == one.size)
        # A mailbox in which no mail has a file holds nothing.
        assert found or name.endswith(".mbox")
        return codes[0] if codes else ""

    return target


def _workbook(data: bytes, chance: random.Random, folder: Path, tally: Tally) -> str:
    path = folder / "a.xlsx"
    path.write_bytes(data)
    gate = gate_says(data, path.name)
    try:
        opened = read_workbook(path)
    except XlToolsError as error:
        assert error.code not in _NEVER, error.code
        assert gate in ("", error.code), (gate, error.code)
        return error.code
    assert not gate
    if chance.random() < 0.3:
        try:
            judge_opened(opened, Standard())
        except XlToolsError as error:
            # Sheets that only the judgement needs are read by then.
            assert error.code not in _NEVER, error.code
            return error.code
    if chance.random() < 0.1:
        tally.compared += _compare(data, opened)
    return ""


def _compare(data: bytes, opened: Opened) -> bool:
    """Hold the number cells against openpyxl, where that can read the file; cells told as odd are left out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception:
        return False
    odd = {place for note in opened.notes for place in note.places}
    for cell_id, spot in opened.spots.items():
        mine = opened.raw.get(cell_id)
        if spot.place in odd or cell_id not in opened.report.form.cells or not isinstance(mine, int | float | str):
            continue
        if spot.sheet not in book.sheetnames:
            continue
        other = book[spot.sheet].cell(spot.row + 1, spot.column + 1).value
        assert _alike(mine, other), (cell_id, spot.place, mine, other)
    return True


def _alike(mine: object, other: object) -> bool:
    if isinstance(mine, bool) or isinstance(other, bool):
        return mine == other
    if isinstance(mine, int | float) and isinstance(other, int | float):
        return mine == other or abs(mine - other) <= abs(mine) * 1e-14
    # openpyxl makes numbers of texts, dates of numbers and errors of words.
    return isinstance(mine, str) or not isinstance(other, int | float | str)


_KINDS = ((Kind.COUNT, "件"), (Kind.COUNT, ""), (Kind.SIGNED, "件"), (Kind.AMOUNT, "万元"), (Kind.AMOUNT, ""))
_PIECES = (
    *"0123456789.,+-eE/%０１９．，－＋〇一二三十百千万亿元件个项无约余 \t\n\u3000\u200b\u202e\ud800\0",
    *(
        "万元",
        "不适用",
        "--",
        "——",
        "1,000",
        "inf",
        "nan",
        "0x",
        "1e5",
        "增加",
        "减少",
        "9" * 20,
        "٣",
        "𝟗",
        "Ⅷ",
        "½",
        "²",
    ),
)
TARGETS: Mapping[str, Target] = {
    "bytes": workbook_of_bytes,
    "xml": workbook_of_xml,
    "gate": gate_alone,
    "data": data_file,
    "values": typed_value,
    "word": _document(mutated_word, "a.docx"),
    "page": _document(mutated_page, "a.html"),
    "text": _document(mutated_text, "a.txt"),
    "pdf": _document(mutated_pdf, "a.pdf"),
    "oldword": old_word,
    "archive": _container(mutated_archive, "a.zip"),
    "mail": _container(mutated_mail, "a.eml"),
    "mailbox": _container(mutated_mailbox, "a.mbox"),
    "outlook": _container(mutated_outlook, "a.msg"),
}
GATES: Mapping[str, tuple[str, ...]] = {
    "工作簿": ("bytes", "xml", "gate"),
    "数据文件": ("data",),
    "Word 文档": ("word",),
    "网页": ("page",),
    "文本": ("text",),
    "PDF 文件": ("pdf",),
    "旧式的 Word 文档": ("oldword",),
    "zip 压缩包": ("archive",),
    "邮件": ("mail",),
    "邮箱文件": ("mailbox",),
    "Outlook 邮件": ("outlook",),
}
"""Kind of a gate → the mutants that try it."""
