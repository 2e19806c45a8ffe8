"""The formats of `export`: name → file name ending and writer. A new format is one entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xl_tools.documents.blocks import Document
    from xl_tools.documents.look import Look
    from xl_tools.documents.pictures.infographic import Infographic
    from xl_tools.report import Report


@dataclass(frozen=True, slots=True)
class Setting:
    """How documents are written.

    Attributes:
        look: page, fonts and sizes; the writers settle it on the faces of this computer.
        beside: the names of the files exported along with this one, by format; the web page links to them.
        pdf_via: what makes the PDF: typst, or the Word file converted by word or libreoffice.
    """

    look: Look
    beside: Mapping[str, str] = field(default_factory=dict[str, str])
    pdf_via: str = "typst"


@dataclass(frozen=True, slots=True)
class Written:
    """The bytes of a file, and what its reader should know that is not in it."""

    content: bytes
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name for users, its ending, and what makes the file.

    Attributes:
        mark: follows the title in the file's name, where two formats have one ending.
        usual: whether it is among those exported when nobody says which; these may be published as they are.
    """

    label: str
    suffix: str
    write: Callable[[Document, Report, Setting], Written]
    mark: str = ""
    usual: bool = True


def _word(document: Document, _report: Report, setting: Setting) -> Written:
    from xl_tools.documents.typesetting.fonts import settled

    return _word_file(document, settled(setting.look))


def _word_file(document: Document, look: Look) -> Written:
    from xl_tools.documents.typesetting.fonts import hindrance
    from xl_tools.documents.word.writer import write_word

    # Letters are drawn on the computer where the file is read, pictures on this one.
    reason = hindrance()
    drawn = document.without_figures() if reason else document
    remarks = () if drawn == document else (f"{reason}，Word 文件里没有附图。",)
    return Written(write_word(drawn, look), remarks)


def _html(document: Document, report: Report, setting: Setting) -> Written:
    from xl_tools.documents.blocks import Figure
    from xl_tools.documents.pictures.charts import charts
    from xl_tools.documents.web.page import Download, write_html

    # Drawn anew, narrow: what suits a sheet of paper has letters too small for a phone.
    drawn = any(isinstance(block, Figure) for block in document.blocks)
    narrow = {figure.id: figure for figure in charts(report, width=_PHONE_WIDTH)} if drawn else {}
    blocks = (narrow.get(block.id, block) if isinstance(block, Figure) else block for block in document.blocks)
    beside = [Download(FORMATS[name].label, file) for name, file in setting.beside.items() if name in DOWNLOADS]
    page = write_html(replace(document, blocks=tuple(blocks)), look=setting.look, downloads=beside)
    return Written(page.encode())


def _fragment(document: Document, _report: Report, setting: Setting) -> Written:
    from xl_tools.documents.web.fragment import write_fragment

    return Written(write_fragment(document, look=setting.look).encode())


def _pdf(document: Document, _report: Report, setting: Setting) -> Written:
    if setting.pdf_via != "typst":
        from xl_tools.documents.pdf.office import convert_word
        from xl_tools.documents.typesetting.fonts import as_installed

        word = _word_file(document, as_installed(setting.look))
        return Written(convert_word(word.content, setting.pdf_via), word.remarks)
    from xl_tools.documents.pdf.writer import set_document

    pages = set_document(document, setting.look)
    return Written(pages.pdf, _stood_in("PDF", pages.missing))


def _json(_document: Document, report: Report, _setting: Setting) -> Written:
    from xl_tools.datafile import write_data

    return Written(write_data(report).encode())


def _csv(_document: Document, report: Report, _setting: Setting) -> Written:
    from xl_tools.documents.cell_list import write_cell_list

    return Written(write_cell_list(report))


def _infographic_page(document: Document, report: Report, _setting: Setting) -> Written:
    from xl_tools.documents.web.infographic_page import write_infographic

    return Written(write_infographic(_infographic(document, report)).encode())


def _infographic_svg(document: Document, report: Report, _setting: Setting) -> Written:
    from xl_tools.documents.pictures.poster import infographic_svg

    return Written(infographic_svg(_infographic(document, report)).encode())


def _infographic_png(document: Document, report: Report, _setting: Setting) -> Written:
    from xl_tools.documents.pictures.poster import HEIGHT, WIDTH, infographic_svg
    from xl_tools.documents.typesetting.compiler import draw_png

    picture = draw_png(infographic_svg(_infographic(document, report)), WIDTH, HEIGHT)
    return Written(picture.png, _stood_in("图片", picture.missing))


def _stood_in(where: str, missing: Sequence[str]) -> tuple[str, ...]:
    """A remark on characters that no font of this computer has."""
    if not missing:
        return ()
    from xl_tools.documents.typesetting.compiler import STAND_IN, shown

    named = f"{where}里以“{STAND_IN}”代替：{shown(missing)}"
    return (f"这台电脑的字体都没有这些字，{named}。请安装有这些字的字体后再导出。",)


def _infographic(document: Document, report: Report) -> Infographic:
    from xl_tools.documents.pictures.infographic import infographic
    from xl_tools.narrative.compose import compose

    return infographic(report, compose(report), draft=document.draft)


FORMATS: dict[str, Format] = {
    "word": Format("Word 文件", ".docx", _word),
    "html": Format("网页", ".html", _html),
    "pdf": Format("PDF 文件", ".pdf", _pdf),
    "infographic": Format("图解网页", ".html", _infographic_page, mark="（图解）"),
    "json": Format("数据文件", ".json", _json, usual=False),
    "fragment": Format("网页片段", ".html", _fragment, mark="（网页片段）", usual=False),
    "csv": Format("数字清单", ".csv", _csv, usual=False),
    "infographic-png": Format("图解图片", ".png", _infographic_png, mark="（图解）", usual=False),
    "infographic-svg": Format("图解矢量图", ".svg", _infographic_svg, mark="（图解）", usual=False),
}
_PHONE_WIDTH = 300.0
"""Points; the width of a picture in the web page, so that its numbers can be read on a phone."""
USUAL = tuple(name for name, one in FORMATS.items() if one.usual)
DOWNLOADS = ("word", "pdf")
"""What the web page links to, if it is exported in the same run."""
CHECK_REPORTS = ("word", "html", "pdf")
"""Formats of a 校验报告."""
PDF_ROUTES = ("typst", "word", "libreoffice")
ALIASES = {"docx": "word", "web": "html", "图解": "infographic", "png": "infographic-png", "svg": "infographic-svg"}
"""Other words for a format that people try first."""


def formats_named(out: Path | None) -> list[str]:
    """The format that the name of the output file asks for, empty where it asks for none."""
    suffix = out.suffix.lower() if out is not None else ""
    return [name for name, one in FORMATS.items() if suffix == one.suffix][:1]
