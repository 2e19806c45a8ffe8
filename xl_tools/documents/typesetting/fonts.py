"""The fonts of this computer, as far as they can print Chinese."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from xl_tools.documents.look import Face, Look
from xl_tools.documents.lookfile import standard_look
from xl_tools.errors import ApplicationError, FontsMissing

if TYPE_CHECKING:
    import typst

_BOLD = 600
_PROBE = """
#set document(title: "probe")
#set text(font: sys.inputs.family, fallback: false, lang: "zh")
政府信息公开工作年度报告，《条例》：“”（）。
""".encode()
_NO_FONTS = "这台电脑没有中文字体"
_NO_TYPST = "这台电脑的 Python 没有 typst"
_INSTEAD = "，不能生成 PDF 和图片。"


class _Search:
    """The fonts as they were found last. A search takes a tenth of a second or more."""

    def __init__(self) -> None:
        self._found: typst.Fonts | None = None

    def last(self) -> typst.Fonts:
        if self._found is None:
            self._found = _search()
        return self._found

    def again(self) -> bool:
        """Whether there are now other fonts than before."""
        before, now = self._found, _search()
        if before is not None and _files(before) == _files(now):
            return False
        self._found = now
        return True


_fonts = _Search()


def _search() -> typst.Fonts:
    try:
        import typst
    except ImportError as error:
        # No wheel is made for some computers, among them Windows of 32 bits and LoongArch.
        raise ApplicationError(
            f"{_NO_TYPST}{_INSTEAD}",
            code="P47",
            hint="PDF 可以改由办公软件生成：导出时加上 --pdf-via libreoffice 或 --pdf-via word；"
            "Word 文件和网页照常导出。",
        ) from error
    return typst.Fonts(include_embedded_fonts=False)


def _files(found: typst.Fonts) -> list[tuple[str, str | None, int]]:
    return [(font.family, font.path, font.index) for font in found.fonts()]


def fonts() -> typst.Fonts:
    """Every font of this computer, also those installed for one user.

    Raises: ApplicationError on a computer without typst.
    """
    return _fonts.last()


def look_again() -> bool:
    """Search once more; whether there are now other fonts than before.

    For what is about to tell the user to install some: in a process that lives on, as LibreOffice's does, that has
    then to help.
    Raises: ApplicationError on a computer without typst.
    """
    return _fonts.again()


def installed() -> frozenset[str]:
    """The names of all font families; none on a computer without typst."""
    try:
        return frozenset(fonts().families())
    except ApplicationError:
        return frozenset()


def families_for(look: Look, style: str) -> tuple[str, ...]:
    """The installed families for one style of text, best first: what the first cannot print, the next may.

    Where the look knows no family of this computer, any that print Chinese.
    Raises: FontsMissing if there is none; ApplicationError on a computer without typst.
    """
    found = _families(look, style)
    if not found and look_again():
        found = _families(look, style)
    if not found:
        raise FontsMissing(
            f"{_NO_FONTS}{_INSTEAD}",
            code="Y02",
            hint="Windows 和 macOS 自带中文字体；统信 UOS、银河麒麟桌面版、Debian、Ubuntu 请在终端运行"
            " sudo apt install fonts-noto-cjk，再导出一次。",
        )
    return found


def _families(look: Look, style: str) -> tuple[str, ...]:
    families = installed()
    known = {name.lower() for name in families}
    return tuple(name for name in look.families(style) if name.lower() in known) or _chinese(families)


def has_bold(family: str) -> bool:
    """Whether the family has a bold cut of its own."""
    return any(font.weight >= _BOLD and font.family.lower() == family.lower() for font in fonts().fonts())


def settled(look: Look) -> Look:
    """The look with the faces that this computer has."""
    return look.settled(installed())


def lacking(look: Look) -> tuple[str, ...]:
    """Fonts that a style file asks for and this computer lacks; nothing where its fonts are not known.

    Those of the standard look are left out: everybody knows that most computers lack some of them.
    """
    known = frozenset(name.lower() for name in installed())
    usual = {face.name for style in standard_look().styles for face in standard_look().chain(style)}
    asked = dict.fromkeys(style.font for style in look.styles.values())
    faces = [look.faces.get(font) or Face(font) for font in asked if font not in usual]
    return tuple(face.name for face in faces if known and not face.known_in(known))


def as_installed(look: Look) -> Look:
    """The look with fonts by the names that this computer knows them by, for a program that sets the pages here.

    What a Word file names for its readers, 宋体 or 仿宋, may be missing where it is turned into a PDF.
    """
    settled_look = settled(look)
    styles = dict(settled_look.styles)
    for name, style in styles.items():
        for family in _families(settled_look, name)[:1]:
            styles[name] = replace(style, font=family)
    return replace(settled_look, styles=MappingProxyType(styles))


def hindrance() -> str:
    """Why this computer can make neither PDF nor pictures, as the first half of a sentence; empty where it can."""
    try:
        families_for(standard_look(), "heading1")
    except FontsMissing:
        return _NO_FONTS
    except ApplicationError:
        return _NO_TYPST
    return ""


def can_print_chinese() -> bool:
    """Whether any font of this computer prints Chinese, and typst is there to do it."""
    return not hindrance()


@cache
def _chinese(families: frozenset[str]) -> tuple[str, ...]:
    """The families that print Chinese: PDF/UA makes typst refuse text that a font lacks."""
    found: list[str] = []
    if families:
        import typst

        compiler = typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)
        for family in sorted(families):
            try:
                compiler.compile(_PROBE, format="pdf", pdf_standards=["ua-1"], sys_inputs={"family": family})
            except typst.TypstError:
                continue
            found.append(family)
    return tuple(found)
