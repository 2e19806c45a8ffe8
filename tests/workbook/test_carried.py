"""What a workbook brings along that could run or fetch something is named, each kind in its words, and not opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from workbook_files import changed, filled, filled_report, write

from xl_tools.finding import Severity
from xl_tools.workbook.reader import read_workbook

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LINK = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</externalLink>'
_DDE = '<ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems/></ddeLink>'
_MACROS = "这个工作簿带有宏；本软件只读取数据，不运行宏。建议另存为 .xlsx 后报送。（W4）"


def _carrying(part: str, content: bytes, kind: str = "", *, by_extension: bool = False) -> bytes:
    """A workbook with one more part, of a content type if one is given."""

    def types(text: str) -> str:
        if not kind:
            return text
        item = f'<Override PartName="/{part}" ContentType="{kind}"/>'
        if by_extension:
            extension = part.rpartition(".")[2]
            item = f'<Default Extension="{extension}" ContentType="{kind}"/>'
        return text.replace("</Types>", f"{item}</Types>")

    return changed(filled(), {part: content, "[Content_Types].xml": types})


def _told(folder: Path, data: bytes) -> list[str]:
    opened = read_workbook(write(folder, data))
    assert opened.report == filled_report()
    assert {note.severity for note in opened.notes} <= {Severity.NOTICE}
    return [note.message for note in opened.notes]


def _carries(words: str) -> str:
    return f"这个工作簿里有{words}；本软件不打开它们。报送前请删去。（W9）"


@pytest.mark.parametrize(
    ("part", "content", "kind", "words"),
    [
        (
            "xl/externalLinks/externalLink1.xml",
            _LINK.format(""),
            f"{_SPREADSHEET}.externalLink+xml",
            "指向其他工作簿的链接",
        ),
        (
            "xl/externalLinks/externalLink1.xml",
            _LINK.format(_DDE),
            f"{_SPREADSHEET}.externalLink+xml",
            "指向其他工作簿的链接、向其他程序取数的链接（DDE）",
        ),
        ("xl/connections.xml", "<connections/>", f"{_SPREADSHEET}.connections+xml", "外部数据连接"),
        (
            "xl/embeddings/oleObject1.bin",
            "a",
            "application/vnd.openxmlformats-officedocument.oleObject",
            "嵌入的文件",
        ),
        ("xl/embeddings/表.xlsx", "a", "", "嵌入的文件"),
        ("XL/Embeddings/a.docx", "a", "", "嵌入的文件"),
        ("xl/activeX/activeX1.xml", "<a/>", "application/vnd.ms-office.activeX+xml", "控件"),
        ("XL/ActiveX/activeX1.bin", "a", "", "控件"),
        ("xl/ctrlProps/ctrlProp1.xml", "<a/>", "application/vnd.ms-excel.controlproperties+xml", "控件"),
    ],
)
def test_what_is_carried_is_named(tmp_path: Path, part: str, content: str, kind: str, words: str) -> None:
    assert _told(tmp_path, _carrying(part, content.encode(), kind)) == [_carries(words)]


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("xl/vbaProject.bin", "application/vnd.ms-office.vbaProject"),
        ("xl/vbaProject.bin", ""),
        ("XL/VBAPROJECT.BIN", ""),
        ("xl/other.bin", "application/vnd.ms-office.vbaProject"),
        ("xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml"),
        ("xl/macrosheets/intlsheet1.xml", "application/vnd.ms-excel.intlmacrosheet+xml"),
    ],
)
def test_macros_are_named(tmp_path: Path, part: str, kind: str) -> None:
    assert _told(tmp_path, _carrying(part, b"<a/>", kind)) == [_MACROS]


@pytest.mark.parametrize(
    ("part", "kind", "said"),
    [
        # As Excel itself declares them.
        ("xl/other.bin", "application/vnd.ms-office.vbaProject", _MACROS),
        ("xl/other.bin", "APPLICATION/VND.MS-OFFICE.VBAPROJECT", _MACROS),
        ("xl/other.ole", "application/vnd.openxmlformats-officedocument.oleObject", _carries("嵌入的文件")),
        ("xl/other.XLINK", f"{_SPREADSHEET}.externalLink+xml", _carries("指向其他工作簿的链接")),
        ("xl/other.conn", f"{_SPREADSHEET.upper()}.CONNECTIONS+XML", _carries("外部数据连接")),
    ],
)
def test_kind_may_be_declared_by_extension_and_in_any_case(tmp_path: Path, part: str, kind: str, said: str) -> None:
    assert _told(tmp_path, _carrying(part, b"<a/>", kind, by_extension=True)) == [said]


@pytest.mark.parametrize("kind", ["externallink+xml", "EXTERNALLINK+XML"])
def test_content_type_may_be_written_in_any_case(tmp_path: Path, kind: str) -> None:
    data = _carrying("xl/externalLinks/a.xml", _LINK.format(_DDE).encode(), f"{_SPREADSHEET}.{kind}")
    assert _told(tmp_path, data) == [_carries("指向其他工作簿的链接、向其他程序取数的链接（DDE）")]


def test_several_things_are_named_in_one_sentence(tmp_path: Path) -> None:
    data = _carrying("xl/connections.xml", b"<connections/>", f"{_SPREADSHEET}.connections+xml")
    data = changed(data, {"xl/embeddings/a.bin": b"a", "xl/activeX/a.bin": b"a", "xl/vbaProject.bin": b"a"})
    assert _told(tmp_path, data) == [_MACROS, _carries("外部数据连接、嵌入的文件、控件")]


def test_pictures_and_charts_are_nobodys_business(tmp_path: Path) -> None:
    assert _told(tmp_path, _carrying("xl/media/image1.png", b"a", "image/png", by_extension=True)) == []
