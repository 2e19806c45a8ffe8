"""封存码: what it is taken of, that other programs keep it when they save the file, and how it is copied by hand."""

from __future__ import annotations

import io
import random
import re
import subprocess
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.ready import report_ready
from support.reports import EDITIONS, YEARS, balanced_report
from template_office import has_office
from workbook_files import changed, filled_report, parts, with_cell, write

from xl_tools.errors import XlToolsError
from xl_tools.forms.load import form_for_edition, form_for_year
from xl_tools.forms.model import Form
from xl_tools.report import Explanation, Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import Value, parse
from xl_tools.workbook.finalize import final_edits, is_final
from xl_tools.workbook.patch import patch_workbook
from xl_tools.workbook.reader import Opened, read_workbook
from xl_tools.workbook.seal import mistaken_digits, read_code, same_code, seal_code
from xl_tools.workbook.template import build_workbook

LONGEST = 999_999_999_999_999
TYPED = (0, 7, -3, LONGEST, "12件", "１２", "1,234", " 7 ", "/", "—", "无", "约3", "12.5", "3万", "'=1+1", "=1+1", "@x")
MONEY = (0, 59237.2449, 0.1, 0.0001, 1e-4, 123456789.0123, "8040", "251.6万元", "2950元", "约5万", "/")
TEXTS = (
    "",
    "一句话。",
    "第一行。\n第二行 {本年新收} 件。\n\n第四行",
    "  前后有空格  ",
    "cafe\u0301 é Å \u212b が か\u3099",
    "𠮷野家 😀 & <b> ]]> \"引号\" '撇号'",
    "回车_x000D_\n和\t制表",
    '=HYPERLINK("x") 不是公式',
    "　全角空格　\u00a0 不换行空格\u200b",
    "长" * 3000,
)
COVERS = ("示例市示例区人民政府", " 示例镇 人民政府 ", "示例\u00a0局")


def odd_report(seed: int) -> Report:
    """A report with everything that people type into cells, right or wrong."""
    rng = random.Random(seed)
    edition = EDITIONS[seed % len(EDITIONS)]
    form, year = form_for_edition(edition), YEARS[edition]
    before = form_for_year(year - 1)
    cells = balanced_report(form, rng).cells | odd_cells(form, rng)
    last = Report(before, year - 1, Unit("示例\u00a0从前的局", Level.TOWNSHIP), odd_cells(before, rng))
    # Words that openpyxl writes differently count as new ones, and who wrote an 审核说明 anew answers for it.
    words = [text for text in TEXTS if text.strip() and "_x000D_" not in text]
    return Report(
        form,
        year,
        Unit(rng.choice(COVERS), rng.choice(list(Level)), rng.choice(list(Scope))),
        cells,
        narrative={key: rng.choice(TEXTS) for key in ("lead", "overview", "problems", "other")},
        facts={"website_posts": 95, "platform_work": rng.choice(words), "fee_amount": "2950.50", "address": "路1号"},
        published_on=date(year + 1, 1, rng.randint(1, 28)),
        preparer=rng.choice(("张三", " 李四　", "")),
        reviewer=rng.choice(("王五", "")),
        explanations=tuple(
            Explanation("C2", (rng.choice(list(form.cells)),), rng.choice(words), rng.choice(("甲", "")), "2025-01-12")
            for _ in range(rng.randint(0, 3))
        ),
        previous=rng.choice((last, None)),
    )


def odd_cells(form: Form, rng: random.Random) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for cell_id in rng.sample(list(form.cells), 40):
        cell = form.cells[cell_id]
        raw = rng.choice(MONEY if cell.kind.value == "amount" else TYPED)
        found[cell_id] = parse(raw, cell.kind, cell.unit, as_text=isinstance(raw, str))
    return found


def sealed(report: Report, folder: Path, name: str = "年报.xlsx") -> Path:
    """A workbook with state, time and code on 封面, whether or not it could be made final."""
    path = write(folder, build_workbook(report), name)
    path.write_bytes(patch_workbook(path.read_bytes(), final_edits(read_workbook(path), "2025-01-20 10:00")))
    return path


# --- what it is taken of


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (report_ready, "M5TF-RXUA-5T4W-VKFV-KJR4"),
        (lambda: filled_report("2019"), "C4H6-RLCT-REDU-AEU7-AHUC"),
        (lambda: filled_report("2021"), "W4XF-RAKQ-HUAV-CHI5-LGVK"),
    ],
)
def test_the_code_of_a_report_stays_what_it_is(report: Callable[[], Report], code: str, tmp_path: Path) -> None:
    """Reckoned in another way, it would call every final workbook of every office changed."""
    assert seal_code(read_workbook(write(tmp_path, build_workbook(report())))) == code


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return read_workbook(write(tmp_path_factory.mktemp("seal"), build_workbook(filled_report())))


def test_neither_order_nor_writing_of_what_was_entered_matters(opened: Opened) -> None:
    report = opened.report
    backwards = replace(
        report,
        cells=dict(reversed(report.cells.items())),
        facts=dict(reversed(report.facts.items())),
        preparer=f" {unicodedata.normalize('NFD', report.preparer)}\u3000",
    )
    texts = dict(reversed(opened.texts.items()))
    assert seal_code(replace(opened, report=backwards, texts=texts)) == seal_code(opened)
    cell = "requests.received.business"
    codes = {
        seal_code(replace(opened, report=report.with_cells({cell: parse(raw, report.form.cells[cell].kind, "件")})))
        for raw in (1200, "1200", "1,200", "１２００ 件", 1200.0)
    }
    assert len(codes) == 1


def test_state_time_and_code_themselves_are_no_part_of_it(opened: Opened) -> None:
    state = replace(opened.state, word="定稿", finalized_on="2025-01-20 10:00", seal="ABCD")
    assert seal_code(replace(opened, state=state)) == seal_code(opened)


def test_fifteen_digits_count_as_excel_writes_seventeen(tmp_path: Path) -> None:
    data = build_workbook(filled_report())
    spot = read_workbook(write(tmp_path, data)).spots["proactive.fees.amount"]
    codes = {
        seal_code(read_workbook(write(tmp_path, with_cell(data, spot.sheet, spot.address, f"<v>{digits}</v>"))))
        for digits in ("59237.2449", "59237.244899999998", "5.92372449E4")
    }
    assert len(codes) == 1


# --- saved by other programs


def as_excel_writes(data: bytes) -> bytes:
    """The workbook with numbers in seventeen digits, as Excel stores them."""
    number = re.compile(r"<v>(-?[0-9]+\.[0-9]+)</v>")

    def change(text: str) -> str:
        return number.sub(lambda found: f"<v>{float(found[1]):.17g}</v>", text)

    return changed(data, {name: change for name in parts(data) if name.startswith("xl/worksheets/sheet")})


@pytest.mark.parametrize("seed", range(1, 1 + examples(1)))
def test_saving_with_openpyxl_and_in_seventeen_digits_keeps_it(seed: int, tmp_path: Path) -> None:
    """openpyxl drops the stored results of formulas, moves texts into a table of their own, and knows no extensions."""
    path = sealed(odd_report(seed), tmp_path)
    stream = io.BytesIO()
    with warnings.catch_warnings():
        # It warns of what it loses.
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(path).save(stream)
    for data in (stream.getvalue(), as_excel_writes(stream.getvalue())):
        assert is_final(read_workbook(write(tmp_path, data, "又存.xlsx")))


@pytest.mark.soffice
@pytest.mark.skipif(not has_office(), reason="LibreOffice (soffice) is not installed")
def test_saving_in_libreoffice_keeps_it(tmp_path: Path) -> None:
    books = [sealed(odd_report(seed), tmp_path, f"{seed}.xlsx") for seed in range(2, 2 + examples(2))]
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "saved"), *map(str, books)]
    subprocess.run(command, check=True, capture_output=True, timeout=120 + 5 * len(books))
    for book in books:
        saved = tmp_path / "saved" / book.name
        assert saved.read_bytes() != book.read_bytes()
        assert is_final(read_workbook(saved)), book.name


# --- copied by hand

CODE = "M5TF-RXUA-5T4W-VKFV-KJR4"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        CODE.replace("-", "－"),
        " m5tf–rxua—5t4w‐vkfv−kjr4 \n",
        "Ｍ５ＴＦ－ＲＸＵＡ－５Ｔ４Ｗ－ＶＫＦＶ－ＫＪＲ４",
        f"封存码：{CODE}",
        f"封存码: {CODE}（供与填报工作簿核对，不作防伪之用）",
    ],
)
def test_a_code_is_read_however_it_was_copied(typed: str) -> None:
    assert read_code(typed) == CODE
    assert same_code(read_code(typed), CODE)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "有 0 个字母和数字，封存码有 20 个"),
        (CODE[:-1], "有 19 个字母和数字"),
        (f"{CODE}A", "有 21 个字母和数字"),
        (CODE.replace("5", "9"), "有封存码不会有的字"),
        ("宿迁市2024年年报", "有封存码不会有的字"),
    ],
)
def test_what_cannot_be_a_code_is_refused_with_how_to_copy_one(typed: str, words: str) -> None:
    with pytest.raises(XlToolsError, match=words) as caught:
        read_code(typed)
    assert caught.value.code == "E31"
    assert "A 至 Z、数字 2 至 7" in caught.value.hint


def test_digits_that_no_code_has_stand_for_the_letters_they_look_like() -> None:
    code = "ABOI-LLLL-IIII-OOOO-BBBB"
    for typed in ("AB01-1111-1111-0000-8888", "A801-LL11-1I1I-OO00-B8B8"):
        assert mistaken_digits(read_code(typed)) == "018"
        assert same_code(read_code(typed), code)
    assert not same_code("AB00-1111-1111-0000-8888", code)
    assert not same_code(code, "AB01-1111-1111-0000-8888")
    assert mistaken_digits(CODE) == ""


@settings(max_examples=examples(50))
@given(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=20, max_size=20), st.integers(0, 19), st.sampled_from("A7Q")
)
def test_no_other_letter_passes_for_the_right_one(letters: str, at: int, other: str) -> None:
    code = read_code(letters)
    wrong = read_code(letters[:at] + other + letters[at + 1 :])
    assert same_code(wrong, code) == (letters[at] == other)
