"""Reading closed workbooks: the same report comes back; odd cells and wrong files are named, never guessed at."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from support.reports import EDITIONS, PUBLISHED, balanced_report, balanced_reports, published, report_of
from workbook_files import changed, filled, filled_report, part_of, parts, with_cell, with_value, without_names, write

from xl_tools.errors import TemplateMismatch, WorkbookError, XlToolsError
from xl_tools.finding import Severity
from xl_tools.forms.load import all_forms, form_for_edition
from xl_tools.guarded.pool import Worker
from xl_tools.intake.limits import DEFAULT
from xl_tools.report import Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.validation.engine import validate
from xl_tools.values import BLANK, Amount, BadValue, Count, NotApplicable
from xl_tools.workbook import identify, template
from xl_tools.workbook.layout import layout_for
from xl_tools.workbook.reader import Opened, read_many, read_workbook
from xl_tools.workbook.template import build_template, build_workbook

TABLE = "三、申请情况"
CELL, ADDRESS = "requests.received.natural_person", "D6"


def opened_of(folder: Path, data: bytes) -> Opened:
    return read_workbook(write(folder, data))


def notes(opened: Opened, rule: str) -> list[str]:
    return [note.message for note in opened.notes if note.rule == rule]


# --- the same report


@pytest.mark.parametrize("edition", EDITIONS)
def test_everything_in_a_workbook_comes_back(tmp_path: Path, edition: str) -> None:
    report = filled_report(edition)
    opened = opened_of(tmp_path, build_workbook(report))
    assert opened.report == report
    assert opened.report.previous == report.previous
    assert opened.notes == ()


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_report_comes_back(tmp_path: Path, name: str) -> None:
    report = published(name)
    opened = opened_of(tmp_path, build_workbook(report))
    assert opened.report == report
    typed = {id_: value.typed for id_, value in report.cells.items() if isinstance(value, Count | Amount)}
    assert typed == {
        id_: value.typed for id_, value in opened.report.cells.items() if isinstance(value, Count | Amount)
    }


@settings(max_examples=8)
@given(report=balanced_reports())
def test_any_balanced_report_comes_back(tmp_path_factory: pytest.TempPathFactory, report: Report) -> None:
    opened = opened_of(tmp_path_factory.mktemp("any"), build_workbook(report))
    assert opened.report == report
    assert validate(opened.report, opened.layout.locate) == validate(report, opened.layout.locate)


def test_wrong_reported_totals_come_back_as_they_were_reported(tmp_path: Path) -> None:
    report = filled_report()
    wrong = report.with_cells({"requests.received.total": Count(999_999), "review.reconsideration.total": Count(7)})
    assert opened_of(tmp_path, build_workbook(wrong)).report == wrong


def test_typed_texts_come_back_with_a_reading(tmp_path: Path) -> None:
    report = report_of(cells={CELL: "１２", "requests.granted.business": "/", "proactive.fees.amount": "251000元"})
    found = opened_of(tmp_path, build_workbook(report)).report
    assert found.value(CELL) == Count(12)
    assert found.value("requests.granted.business") == NotApplicable("/")
    assert found.value("proactive.fees.amount") == Amount(Decimal("25.1"))


def test_empty_template_is_blank_and_says_what_the_cover_lacks(tmp_path: Path) -> None:
    opened = opened_of(tmp_path, build_template(form_for_edition("2021")))
    assert opened.report.is_blank
    assert opened.report.previous is None
    assert [note.severity for note in opened.notes] == [Severity.ERROR, Severity.NOTICE, Severity.ERROR]
    assert "没有填写年度" in opened.notes[2].message


def test_totals_over_blanks_are_blank(tmp_path: Path) -> None:
    report = replace(filled_report(), cells={"requests.received.natural_person": Count(3)})
    found = opened_of(tmp_path, build_workbook(report)).report
    assert found.value("review.reconsideration.total") == BLANK
    assert found.value("requests.carried_in.total") == BLANK


def test_texts_keep_own_and_finished_apart(tmp_path: Path) -> None:
    row = layout_for(form_for_edition("2021"), form_for_edition("2021")).texts["overview", ""]
    data = with_value(filled(), row.result.sheet, row.result.address, "成稿文字")
    data = with_value(data, row.digest.sheet, row.digest.address, "abc")
    state = opened_of(tmp_path, data).texts["overview", ""]
    assert (state.own, state.result, state.digest) == ("开头一句。\n第二行 {本年新收} 件 & <b>", "成稿文字", "abc")


def test_stamp_words_are_those_of_the_template() -> None:
    names = ("STAMP_NAME", "FORM_PROPERTY", "EDITION_PROPERTY", "VERSION_PROPERTY")
    assert [getattr(identify, name) for name in names] == [getattr(template, name) for name in names]


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.edition)
@pytest.mark.parametrize("previous", all_forms(), ids=lambda form: form.edition)
def test_every_declared_cell_of_a_new_workbook_has_three_anchors(tmp_path: Path, form, previous) -> None:
    report = Report(form, form.first_year, Unit("示例局", Level.OTHER), {})
    data = build_workbook(report, layout=layout_for(form, previous))
    opened = opened_of(tmp_path, data)
    assert opened.layout == layout_for(form, previous)
    assert opened.notes == ()
    # With the names gone, the labels alone must vouch for every address.
    bare = opened_of(tmp_path, without_names(data, r"(?!xl_)[^\"]*"))
    assert bare.spots == opened.spots
    assert {note.rule for note in bare.notes} == {"W2"}


# --- odd cells


def test_stale_total_is_reported_and_recomputed(tmp_path: Path) -> None:
    report = filled_report()
    data = with_value(filled(), TABLE, ADDRESS, 5000)
    opened = opened_of(tmp_path, data)
    total = sum(report.number(f"requests.received.{c}") for c in ("business", "research", "public_welfare"))
    total += sum(report.number(f"requests.received.{c}") for c in ("legal_services", "other")) + 5000
    assert opened.report.value("requests.received.total") == Count(int(total))
    note = next(note for note in opened.notes if note.rule == "W1")
    assert note.cells == ("requests.received.total",)
    assert (note.left, note.right) == (report.number("requests.received.total"), total)
    assert note.difference == note.left - note.right
    assert "以重算的为准" in note.message


def test_total_without_stored_result_is_recomputed(tmp_path: Path) -> None:
    data = with_cell(filled(), TABLE, "J6", "<f>SUM(D6:I6)</f>")
    opened = opened_of(tmp_path, data)
    assert opened.report == filled_report()
    assert notes(opened, "W1") == [
        "有合计公式没有存储结果（三、申请情况!J6），已按公式重算。请在 Excel 中打开并保存一次。（W1）"
    ]


def test_shared_formula_of_a_copied_total_is_ours(tmp_path: Path) -> None:
    report, data = filled_report(), filled()
    first = f'<f t="shared" ref="J6:J7" si="0">SUM(D6:I6)</f><v>{report.number("requests.received.total")}</v>'
    data = with_cell(data, TABLE, "J6", first)
    copy = f'<f t="shared" si="0"/><v>{report.number("requests.carried_in.total")}</v>'
    opened = opened_of(tmp_path, with_cell(data, TABLE, "J7", copy))
    assert opened.report == report
    assert opened.notes == ()


def test_foreign_formula_is_read_by_its_result(tmp_path: Path) -> None:
    opened = opened_of(tmp_path, with_cell(filled(), TABLE, ADDRESS, "<f>3+4</f><v>7</v>"))
    assert opened.report.value(CELL) == Count(7)
    assert "自己写的公式“=3+4”，按它的结果 7 读取" in notes(opened, "W3")[0]


def test_foreign_total_is_read_by_its_result(tmp_path: Path) -> None:
    opened = opened_of(tmp_path, with_cell(filled(), TABLE, "J6", "<f>SUM(D6:H6)</f><v>8</v>"))
    assert opened.report.value("requests.received.total") == Count(8)
    assert len(notes(opened, "W3")) == 1


@pytest.mark.parametrize(
    ("content", "kind", "typed"),
    [
        ("<f>A1</f>", "", "=A1"),
        ("<f>1/0</f><v>#DIV/0!</v>", "e", "#DIV/0!"),
        ("<v>#REF!</v>", "e", "#REF!"),
        ("<v>1</v>", "b", "TRUE"),
        ("<is><t>#REF!</t></is>", "inlineStr", "#REF!"),
        ("<is><t>NA</t></is>", "inlineStr", "NA"),
        ("<v>2.5</v>", "", "2.5"),
        ("<v>inf</v>", "", "inf"),
        ("<v>-1</v>", "s", "无效的文字编号"),
    ],
)
def test_cell_that_is_no_number_is_bad_at_that_cell(tmp_path: Path, content: str, kind: str, typed: str) -> None:
    opened = opened_of(tmp_path, with_cell(filled(), TABLE, ADDRESS, content, kind))
    assert opened.report.value(CELL) == BadValue(typed)
    assert opened.report.value("requests.received.business") == filled_report().value("requests.received.business")


def test_cell_that_comes_twice_is_bad(tmp_path: Path) -> None:
    content = '<v>1</v></c><c r="D6"><v>2</v>'
    assert opened_of(tmp_path, with_cell(filled(), TABLE, ADDRESS, content)).report.value(CELL) == BadValue(
        "同一格出现了两次"
    )


def test_date_in_a_number_cell_is_bad(tmp_path: Path) -> None:
    spot = layout_for(form_for_edition("2021"), form_for_edition("2021")).cover["published_on"]
    data = filled()
    found = re.search(rf'<c r="{spot.address}" s="(\d+)"', parts(data)[part_of(data, spot.sheet)].decode())
    assert found
    styled = re.compile(rf'<c r="{ADDRESS}" s="\d+"')
    data = with_value(data, TABLE, ADDRESS, 45659)
    data = changed(data, {part_of(data, TABLE): lambda text: styled.sub(f'<c r="{ADDRESS}" s="{found[1]}"', text)})
    value = opened_of(tmp_path, data).report.value(CELL)
    assert isinstance(value, BadValue)
    assert (value.typed, value.reason) == ("2025-01-02", "是日期或时间，不是数字")


def test_number_typed_as_text_has_a_reading(tmp_path: Path) -> None:
    value = opened_of(tmp_path, with_value(filled(), TABLE, ADDRESS, "12")).report.value(CELL)
    assert (value, getattr(value, "typed", "")) == (Count(12), "12")


def test_rich_inline_text_is_one_text(tmp_path: Path) -> None:
    content = "<is><r><t>1</t></r><r><t>2</t></r></is>"
    assert opened_of(tmp_path, with_cell(filled(), TABLE, ADDRESS, content, "inlineStr")).report.value(CELL) == Count(
        12
    )


def test_float_noise_of_excel_is_no_digit(tmp_path: Path) -> None:
    layout = layout_for(form_for_edition("2021"), form_for_edition("2021"))
    spot = layout.cells["proactive.fees.amount"]
    opened = opened_of(tmp_path, with_cell(filled(), spot.sheet, spot.address, "<v>26.550000000000001</v>"))
    assert opened.report.value("proactive.fees.amount") == Amount(Decimal("26.55"))


# --- the cover


@pytest.mark.parametrize("typed", ["2025年1月20日", "2025/1/20", "2025.01.20", " 2025-1-20 ", "2025-01-20 00:00:00"])
def test_date_of_publication_may_be_typed_in_many_ways(tmp_path: Path, typed: str) -> None:
    spot = layout_for(form_for_edition("2021"), form_for_edition("2021")).cover["published_on"]
    opened = opened_of(tmp_path, with_value(filled(), spot.sheet, spot.address, typed))
    if "00:00" in typed:
        assert opened.report.published_on is None
        assert "发布日期" in notes(opened, "W5")[0]
    else:
        assert opened.report.published_on == date(2025, 1, 20)


@pytest.mark.parametrize("date1904", [False, True])
def test_date_of_a_mac_workbook_is_four_years_later(tmp_path: Path, date1904: bool) -> None:
    spot = layout_for(form_for_edition("2021"), form_for_edition("2021")).cover["published_on"]
    serial = (date(2025, 1, 20) - (date(1904, 1, 1) if date1904 else date(1899, 12, 30))).days
    data = with_value(filled(), spot.sheet, spot.address, serial)
    if date1904:
        data = changed(
            data, {"xl/workbook.xml": lambda text: text.replace("<workbookPr ", '<workbookPr date1904="1" ')}
        )
    assert opened_of(tmp_path, data).report.published_on == date(2025, 1, 20)


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("year", "去年", "年度“去年”无法识别"),
        ("level", "某级", "单位级别“某级”无法识别"),
        ("scope", "全部", "报告范围“全部”无法识别"),
    ],
)
def test_unreadable_field_of_the_cover_is_named(tmp_path: Path, field: str, typed: str, message: str) -> None:
    spot = layout_for(form_for_edition("2021"), form_for_edition("2021")).cover[field]
    opened = opened_of(tmp_path, with_value(filled(), spot.sheet, spot.address, typed))
    assert message in notes(opened, "W5")[0]
    assert notes(opened, "W5")[0].endswith(f"（封面!{spot.address}）。（W5）")
    assert opened.report.unit.scope in Scope


def test_macros_are_never_run_but_said(tmp_path: Path) -> None:
    plain, macro = "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", "vnd.ms-excel.sheet.macroEnabled.main"
    data = changed(filled(), {"[Content_Types].xml": lambda text: text.replace(plain, macro)})
    opened = read_workbook(write(tmp_path, data, "年报.xlsm"))
    assert opened.report == filled_report()
    assert "不运行宏" in notes(opened, "W4")[0]


# --- wrong files


def _zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def _package(content_type: str) -> bytes:
    """A package whose main part is of another kind."""
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    override = f'<Override PartName="/a.xml" ContentType="{content_type}"/>'
    types = f'<Types xmlns="{package}/content-types">{override}</Types>'
    relation = f'<Relationship Id="r" Type="{kind}" Target="a.xml"/>'
    relations = f'<Relationships xmlns="{package}/relationships">{relation}</Relationships>'
    return _zip(**{"[Content_Types].xml": types.encode(), "_rels/.rels": relations.encode(), "a.xml": b"<a/>"})


def _plain_workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("表一").write(0, 0, 1)
    return buffer.getvalue()


def _ole(*streams: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + b"".join(s.encode("utf-16-le") + bytes(4) for s in streams)
    )


def _bomb() -> bytes:
    return changed(filled(), {"xl/media/image1.bin": bytes(60 * 2**20)})


OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN, STRICT = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
DOCTYPE = "<!DOCTYPE a><styleSheet"
WRONG: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "W04", "是空文件"),
    "password": (_ole("EncryptionInfo", "EncryptedPackage"), "W06", "设有打开密码"),
    "xls": (_ole("Workbook"), "W07", "Excel 97-2003"),
    "doc": (_ole("WordDocument"), "W12", "Word 文档"),
    "msg": (_ole("__substg1.0"), "W08", "旧式的 Office 文件"),
    "biff": (b"\x09\x08\x10\x00\x00\x06\x05\x00", "W07", "Excel 97-2003"),
    "html": (b"\xef\xbb\xbf  <HTML><table></table></HTML>", "W09", "网页"),
    "xml 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "W08",
        "2003",
    ),
    "csv": ("单位,数量\n某局,3\n".encode("gb18030"), "W10", "文本"),
    "text": ("年报".encode(), "W10", "文本"),
    "pdf": (b"%PDF-1.7\n", "W11", "PDF"),
    "rtf": (rb"{\rtf1 a}", "W12", "Word"),
    "zeros": (bytes(5000), "W08", "无法识别"),
    "word": (_package(OFFICE + "wordprocessingml.document.main+xml"), "W12", "Word"),
    "powerpoint": (_package(OFFICE + "presentationml.presentation.main+xml"), "W08", "演示文稿"),
    "xlsb": (_package("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "W14", "xlsb"),
    "ods": (_zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "W08", "OpenDocument"),
    "zip": (_zip(a=b"1"), "W13", "压缩包"),
    "empty zip": (b"PK\x05\x06" + bytes(18), "W13", "压缩包"),
    "cut off": (filled()[:40000], "W15", "不完整"),
    "flipped byte": (filled()[:30000] + b"\xff\x00\xff" + filled()[30003:], "W16", "已损坏"),
    "broken xml": (changed(filled(), {"xl/workbook.xml": lambda text: text[:-30]}), "W16", "workbook.xml"),
    "lost sheet part": (changed(filled(), {}, without=("xl/worksheets/sheet5.xml",)), "W77", TABLE),
    "bomb": (_bomb(), "W63", "压缩得异常"),
    "far cell": (with_cell(filled(), TABLE, ADDRESS, '</c><c r="XFD1048576"><v>1</v>'), "W66", "1048576"),
    "no column": (with_cell(filled(), TABLE, ADDRESS, '</c><c r="ZZZZZZZ3"><v>1</v>'), "W16", "ZZZZZZZ3"),
    "dtd": (changed(filled(), {"xl/styles.xml": lambda text: text.replace("<styleSheet", DOCTYPE, 1)}), "W18", "DTD"),
    "utf-16": (changed(filled(), {"docProps/app.xml": "<a/>".encode("utf-16")}), "W75", "UTF-8"),
    "gb2312": (changed(filled(), {"docProps/app.xml": b'<?xml version="1.0" encoding="gb2312"?><a/>'}), "W75", "UTF-8"),
    "strict": (changed(filled(), {"xl/workbook.xml": lambda text: text.replace(MAIN, STRICT)}), "W20", "Strict"),
    "foreign workbook": (_plain_workbook(), "T03", "不是用本软件的模板"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_file_gets_its_own_sentence_and_stays_untouched(tmp_path: Path, kind: str) -> None:
    data, code, words = WRONG[kind]
    path = write(tmp_path, data)
    with pytest.raises(XlToolsError) as caught:
        read_workbook(path)
    assert caught.value.code == code
    assert words in str(caught.value)
    assert str(caught.value).endswith("。")
    assert caught.value.hint.endswith("。")
    assert isinstance(caught.value, TemplateMismatch if code.startswith("T") else WorkbookError)
    assert path.read_bytes() == data
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"找不到文件“没有\.xlsx”") as caught:
        read_workbook(tmp_path / "没有.xlsx")
    assert caught.value.code == "W01"
    with pytest.raises(WorkbookError, match="不是普通文件") as caught:
        read_workbook(tmp_path)
    assert caught.value.code == "W02"
    with pytest.raises(WorkbookError, match=r"无法读取“长+…”（.+）。") as caught:
        read_workbook(tmp_path / ("长" * 300 + ".xlsx"))
    assert caught.value.code == "W03"


@pytest.mark.parametrize(("extra", "fits"), [(0, True), (1, False)])
def test_size_limit_is_exact(tmp_path: Path, extra: int, fits: bool) -> None:
    data = filled()
    worker = Worker(DEFAULT._replace(file_size=len(data) - extra))
    path = write(tmp_path, data)
    try:
        if fits:
            assert read_workbook(path, worker).report == filled_report()
        else:
            with pytest.raises(WorkbookError, match="上限") as caught:
                read_workbook(path, worker)
            assert caught.value.code == "W05"
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("stamp", "words"),
    [
        ("gov_disclosure_2030|2030|1|gov_disclosure_2021", "“2030”版年报格式"),
        ("gov_disclosure_2021|2021|99|gov_disclosure_2021", "比本软件新"),
        ("gov_disclosure_2021|2021|1|gov_disclosure_2021", "是旧版本"),
        ("gov_disclosure_2021|2021|3|gov_disclosure_1999", "gov_disclosure_1999"),
    ],
)
def test_unknown_edition_or_template_version_says_which(tmp_path: Path, stamp: str, words: str) -> None:
    old = layout_for(form_for_edition("2021"), form_for_edition("2021")).stamp
    data = changed(filled(), {"xl/workbook.xml": lambda text: text.replace(old, stamp)})
    with pytest.raises(TemplateMismatch, match=words) as caught:
        opened_of(tmp_path, data)
    assert caught.value.code == "T04"
    assert caught.value.hint


# --- many files


def test_bad_file_among_many_leaves_the_others_readable(tmp_path: Path) -> None:
    good = write(tmp_path, filled(), "a.xlsx")
    bad = write(tmp_path, b"%PDF-1.7", "b.xlsx")
    other = write(tmp_path, build_workbook(balanced_report(form_for_edition("2019"), random.Random(1))), "c.xlsx")
    results = dict(read_many([good, bad, tmp_path / "d.xlsx", other]))
    assert [type(result).__name__ for result in results.values()] == [
        "Opened",
        "WorkbookError",
        "WorkbookError",
        "Opened",
    ]
    assert list(results) == [good, bad, tmp_path / "d.xlsx", other]


def test_reading_loads_no_heavy_library_here(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from xl_tools.workbook.reader import read_workbook\n"
        "read_workbook(Path(sys.argv[1]))\n"
        "print(*{'lxml', 'python_calamine', 'xlsxwriter', 'openpyxl', 'docx', 'logging'} & set(sys.modules))"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(write(tmp_path, filled()))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("", "")
