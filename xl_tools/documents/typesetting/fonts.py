"""The fonts of this computer, as far as they can print Chinese."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from xl_tools.documents.look import Look, standard_look
from xl_tools.errors import FontsMissing

if TYPE_CHECKING:
    import typst

_BOLD = 600
_PROBE = """
#set document(title: "probe")
#set text(font: sys.inputs.family, fallback: false, lang: "zh")
政府信息公开工作年度报告，《条例》：“”（）。
""".encode()


@cache
def fonts() -> typst.Fonts:
    """Every font of this computer, also those installed for one user; the search takes a tenth of a second or more."""
    import typst

    return typst.Fonts(include_embedded_fonts=False)


@cache
def installed() -> frozenset[str]:
    """The names of all font families."""
    return frozenset(fonts().families())


def families_for(look: Look, style: str) -> tuple[str, ...]:
    """The installed families for one style of text, best first: what the first cannot print, the next may.

    Where the look knows no family of this computer, any that print Chinese.
    Raises: FontsMissing if there is none.
    """
    known = {name.lower() for name in installed()}
    found = tuple(name for name in look.families(style) if name.lower() in known) or _chinese(installed())
    if not found:
        raise FontsMissing(
            "这台电脑没有中文字体，不能生成 PDF 和图片。",
            code="Y02",
            hint="Windows 和 macOS 自带中文字体；统信 UOS、银河麒麟桌面版、Debian、Ubuntu 请在终端运行"
            " sudo apt install fonts-noto-cjk，再导出一次。",
        )
    return found


def has_bold(family: str) -> bool:
    """Whether the family has a bold cut of its own."""
    return family.lower() in _with_bold()


def settled(look: Look) -> Look:
    """The look with the faces that this computer has."""
    return look.settled(installed())


def can_print_chinese() -> bool:
    """Whether any font of this computer prints Chinese."""
    try:
        families_for(standard_look(), "heading1")
    except FontsMissing:
        return False
    return True


@cache
def _with_bold() -> frozenset[str]:
    return frozenset(font.family.lower() for font in fonts().fonts() if font.weight >= _BOLD)


@cache
def _chinese(families: frozenset[str]) -> tuple[str, ...]:
    """The families that print Chinese: PDF/UA makes typst refuse text that a font lacks."""
    import typst

    compiler = typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)
    found: list[str] = []
    for family in sorted(families):
        try:
            compiler.compile(_PROBE, format="pdf", pdf_standards=["ua-1"], sys_inputs={"family": family})
        except typst.TypstError:
            continue
        found.append(family)
    return tuple(found)
