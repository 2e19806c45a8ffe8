"""The look of the Word file: page, fonts and styles of a Chinese government document (常用公文版式).

Sizes and margins follow the common practice for official documents; no rule prescribes them for the
yearly report. Every style names its fonts for all scripts, so that no theme or default font interferes.
"""

from __future__ import annotations

from xl_tools.documents.markup import Node, w

SONG, HEI, KAI, FANG = "宋体", "黑体", "楷体", "仿宋"
FALLBACKS = {
    SONG: "SimSun",
    HEI: "SimHei",
    KAI: "楷体_GB2312",
    FANG: "仿宋_GB2312",
}
"""Fonts used, each with the other name under which computers know it."""

TITLE_SIZE = 22.0  # 二号
TEXT_SIZE = 16.0  # 三号
NOTE_SIZE = 10.5  # 五号
PAGE_NUMBER_SIZE = 14.0  # 四号
LINE_PITCH = 28.0
TITLE_PITCH = 36.0
INK, DRAFT_RED = "000000", "C00000"

PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838  # A4 in twentieths of a point
MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1588, "header": 1134, "footer": 1304, "gutter": 0}
TEXT_WIDTH = PAGE_WIDTH - MARGINS["left"] - MARGINS["right"]
TEXT_HEIGHT = PAGE_HEIGHT - MARGINS["top"] - MARGINS["bottom"]


def half_points(size: float) -> int:
    return round(size * 2)


def twips(points: float) -> int:
    return round(points * 20)


def run_properties(font: str, size: float, *, bold: bool = False, color: str = INK) -> Node:
    """w:rPr with one font for every script; bold and colour are always stated, against inherited ones."""
    toggle = {} if bold else {"val": "0"}
    return w(
        "rPr",
        fonts(font),
        w("b", **toggle),
        w("bCs", **toggle),
        w("i", val="0"),
        w("color", val=color),
        w("sz", val=half_points(size)),
        w("szCs", val=half_points(size)),
    )


def fonts(font: str) -> Node:
    """w:rFonts that also covers “quotation marks” and digits, which Word otherwise sets in a Latin font."""
    return w("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font)


def style_sheet() -> Node:
    """The whole w:styles: defaults, then only the styles that the document uses."""
    return w(
        "styles",
        w(
            "docDefaults",
            w(
                "rPrDefault",
                w(
                    "rPr",
                    fonts(FANG),
                    w("sz", val=half_points(TEXT_SIZE)),
                    w("szCs", val=half_points(TEXT_SIZE)),
                    # Digits count as Latin text; called Chinese, a program may break a number in two lines.
                    w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"),
                ),
            ),
            w("pPrDefault"),
        ),
        _style("Normal", "Normal", w("pPr", _spacing(LINE_PITCH), _jc("both")), font=FANG, default=True),
        w(
            "style",
            w("name", val="Default Paragraph Font"),
            w("uiPriority", val=1),
            w("semiHidden"),
            type="character",
            default="1",
            styleId="DefaultParagraphFont",
        ),
        w(
            "style",
            w("name", val="Normal Table"),
            w("uiPriority", val=99),
            w("semiHidden"),
            w("tblPr", w("tblInd", w=0, type="dxa")),
            type="table",
            default="1",
            styleId="TableNormal",
        ),
        _style("BodyText", "Body Text", w("pPr", _spacing(LINE_PITCH), _indent(), _jc("both")), font=FANG),
        _style(
            "Title",
            "Title",
            w(
                "pPr",
                w("keepNext"),
                _spacing(TITLE_PITCH, after=LINE_PITCH),
                _jc("center"),
            ),
            font=SONG,
            size=TITLE_SIZE,
            bold=True,
            following="BodyText",
        ),
        _heading(1, HEI, before=8.0, after=4.0),
        _heading(2, KAI, before=0.0, after=0.0),
        _style("TableText", "表格文字", w("pPr", _spacing(), _jc("left")), font=SONG, size=NOTE_SIZE),
        _style(
            "TableNote",
            "表格附注",
            w("pPr", _spacing(after=4), _jc("left")),
            font=SONG,
            size=NOTE_SIZE,
        ),
        _style(
            "Signature",
            "Signature",
            w(
                "pPr",
                w("keepLines"),
                _spacing(LINE_PITCH),
                w("ind", rightChars=200, right=twips(2 * TEXT_SIZE)),
                _jc("right"),
            ),
            font=FANG,
        ),
        _style("Header", "header", w("pPr", _spacing(), _jc("center")), font=HEI, size=PAGE_NUMBER_SIZE),
        _style("Footer", "footer", w("pPr", _spacing(), _jc("center")), font=SONG, size=PAGE_NUMBER_SIZE),
        _style(
            "DraftMark",
            "草稿标记",
            w("pPr", w("keepNext"), _spacing(LINE_PITCH, after=8), _jc("center")),
            font=HEI,
            color=DRAFT_RED,
        ),
    )


def font_table() -> Node:
    """The fonts with their other names, so that a computer without one of them finds the nearest."""
    table = w("fonts")
    for name, other in FALLBACKS.items():
        table.append(
            w(
                "font",
                w("altName", val=other),
                w("charset", val="86"),
                w("family", val="modern" if name in (FANG, HEI, KAI) else "auto"),
                w("pitch", val="variable"),
                name=name,
            )
        )
    return table


def settings() -> Node:
    """Document settings; without a compatibility mode Word opens a file as one of an old version."""
    modern = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    return w(
        "settings",
        w("zoom", percent="100"),
        w("defaultTabStop", val="420"),
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", modern),
        w("themeFontLang", val="zh-CN", eastAsia="zh-CN"),
    )


def _heading(level: int, font: str, *, before: float, after: float) -> Node:
    properties = w(
        "pPr",
        w("keepNext"),
        w("keepLines"),
        _spacing(LINE_PITCH, before=before, after=after),
        _indent(),
        _jc("left"),
        w("outlineLvl", val=level - 1),
    )
    return _style(f"Heading{level}", f"heading {level}", properties, font=font, following="BodyText")


def _style(
    style_id: str,
    name: str,
    paragraph: Node,
    *,
    font: str,
    size: float = TEXT_SIZE,
    bold: bool = False,
    color: str = INK,
    default: bool = False,
    following: str = "",
) -> Node:
    kind = {"default": "1"} if default else {} if name.isascii() else {"customStyle": "1"}
    style = w("style", w("name", val=name), type="paragraph", styleId=style_id, **kind)
    if not default:
        style.append(w("basedOn", val="Normal"))
    if following:
        style.append(w("next", val=following))
    style.append(w("qFormat"))
    style.append(paragraph)
    style.append(run_properties(font, size, bold=bold, color=color))
    return style


def _spacing(pitch: float = 0, *, before: float = 0, after: float = 0) -> Node:
    """Space in points; a `pitch` fixes the distance of the lines, without one the font decides."""
    line = {"line": twips(pitch), "lineRule": "exact"} if pitch else {"line": 240, "lineRule": "auto"}
    return w("spacing", before=twips(before), after=twips(after), **line)


def _jc(value: str) -> Node:
    return w("jc", val=value)


def _indent() -> Node:
    """Two characters before the first line; Word reads the characters, other programs the length."""
    return w("ind", firstLineChars=200, firstLine=twips(2 * TEXT_SIZE))
