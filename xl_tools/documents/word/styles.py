"""The styles, fonts and settings of the Word file, all of them from the look.

Every style names its font for all scripts, so that no theme or default font interferes.
"""

from __future__ import annotations

from dataclasses import replace

from xl_tools.documents.look import DRAFT_RED, Look, TextStyle
from xl_tools.documents.measures import spacing
from xl_tools.documents.measures.page import draft_mark, page_number, twips
from xl_tools.documents.word.wordml import NOTHING, Xml, element, half_points, join, w

INK = "000000"
HEADING_LEVELS = (1, 2, 3, 4)


def style_sheet(look: Look, *, sealed: bool) -> tuple[Xml, ...]:
    """The contents of w:styles: defaults, then only the styles that a document of ours may use.

    Args:
        sealed: whether it may have a 封存码 at its end.
    """
    body, table = look.styles["body"], look.styles["table"]
    pitch = look.pitch_of("body")
    around_caption = _spacing(table.size * spacing.LINE_EMS, before=spacing.CAPTION_ABOVE, after=spacing.CAPTION_BELOW)
    number = replace(look.styles["page_number"], size=page_number(look).size)
    # In the face of the section headings, and red: it stands out from the text.
    mark = TextStyle(look.styles["heading1"].font, draft_mark(look).size)
    return (
        _defaults(body),
        _style("Normal", "Normal", body, _spacing(pitch), _jc("both"), default=True),
        *_unused_defaults(),
        _style("BodyText", "Body Text", body, _spacing(pitch), first_line(look), _jc("both")),
        _style("FlushLeft", "顶格正文", body, w("keepLines"), _spacing(pitch), _jc("left")),
        _title(look),
        *(_heading(look, level) for level in HEADING_LEVELS),
        _style("TableText", "表格文字", table, _spacing(), _jc("left")),
        _style(
            "TableNote",
            "表格附注",
            look.styles["note"],
            w("keepLines"),
            _spacing(before=spacing.NOTE_ABOVE),
            _jc("left"),
        ),
        # On a fixed pitch Word would show one line's height of a picture; tall type would add its depth below.
        _style(
            "Figure", "图片", replace(body, size=1), w("keepNext"), _spacing(before=spacing.FIGURE_ABOVE), _jc("center")
        ),
        _style("Caption", "caption", table, w("keepLines"), around_caption, _jc("center")),
        _style("Signature", "Signature", body, w("keepLines"), _spacing(pitch), _jc("right")),
        _seal(look) if sealed else NOTHING,
        _style("Header", "header", mark, _spacing(), _jc("center"), color=DRAFT_RED),
        _style("Footer", "footer", number, _spacing(), _jc("center")),
    )


def font_table(look: Look, *, sealed: bool) -> tuple[Xml, ...]:
    """The contents of w:fonts: each font with its other names and with what may stand in for it, best first."""
    used = {name: style for name, style in look.styles.items() if sealed or name != "seal"}
    names = {style.font: look.families(name)[1:] for name, style in used.items()}
    return tuple(
        w(
            "font",
            w("altName", val=",".join(others)) if others else NOTHING,
            w("charset", val="86"),  # GB 2312
            w("family", val="auto"),
            w("pitch", val="variable"),
            name=name,
        )
        for name, others in names.items()
    )


def settings(look: Look) -> tuple[Xml, ...]:
    """The contents of w:settings; without a compatibility mode Word opens a file as one of an old version."""
    modern = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    return (
        w("zoom", percent="100"),
        w("defaultTabStop", val="420"),
        w("evenAndOddHeaders") if look.page.number == "outside" else NOTHING,
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", modern),
        w("themeFontLang", val="zh-CN", eastAsia="zh-CN"),
    )


def run_properties(text: TextStyle, *, color: str = INK) -> Xml:
    """w:rPr with one font for every script; weight and colour are always stated, against inherited ones."""
    toggle = {} if text.bold else {"val": "0"}
    return w(
        "rPr",
        _fonts(text.font),
        w("b", **toggle),
        w("bCs", **toggle),
        w("i", val="0"),
        w("color", val=color),
        *type_size(text.size),
    )


def type_size(size: float) -> tuple[Xml, Xml]:
    """The size of type for Chinese and Latin text, and for scripts written from the right."""
    return w("sz", val=half_points(size)), w("szCs", val=half_points(size))


def first_line(look: Look) -> Xml:
    """The indent of a paragraph's first line; Word reads the characters, other programs the length."""
    length = twips(look.indent * look.styles["body"].size)
    return w("ind", firstLineChars=round(look.indent * 100), firstLine=length)


def right_indent(characters: float, size: float) -> Xml:
    """Free space at the right margin, in characters of `size`."""
    return w("ind", rightChars=round(characters * 100), right=twips(characters * size))


def left_indent(characters: float, size: float) -> Xml:
    return w("ind", leftChars=round(characters * 100), left=twips(characters * size))


def _defaults(body: TextStyle) -> Xml:
    # Digits count as Latin text; called Chinese, a program may break a number in two lines.
    language = w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    run = w("rPr", _fonts(body.font), *type_size(body.size), language)
    # Word's own default, but not every program's: no single line of a paragraph at the head or foot of a page.
    paragraph = w("pPr", w("widowControl"))
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault", paragraph))


def _unused_defaults() -> tuple[Xml, Xml]:
    """The default styles of characters and tables, which Word would otherwise make up."""
    return (
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
    )


def _title(look: Look) -> Xml:
    layout = (
        w("keepNext"),
        w("keepLines"),
        _spacing(look.pitch_of("title"), after=spacing.below_title(look)),
        _jc("center"),
    )
    return _style("Title", "Title", look.styles["title"], *layout, following="BodyText")


def _seal(look: Look) -> Xml:
    text = look.styles["seal"]
    space = _spacing(text.size * spacing.LINE_EMS, before=spacing.above_seal(look))
    return _style("Seal", "封存码", text, w("keepLines"), space, _jc("left"))


def _heading(look: Look, level: int) -> Xml:
    text = look.styles[f"heading{level}"]
    before, after = spacing.around_heading(level, look)
    return _style(
        f"Heading{level}",
        f"heading {level}",
        text,
        w("keepNext"),
        w("keepLines"),
        _spacing(look.pitch_of(f"heading{level}"), before=before, after=after),
        first_line(look),
        _jc("left"),
        w("outlineLvl", val=level - 1),
        following="BodyText",
    )


def _style(
    style_id: str,
    name: str,
    text: TextStyle,
    *layout: Xml,
    color: str = INK,
    default: bool = False,
    following: str = "",
) -> Xml:
    """A paragraph style; `layout` holds the children of w:pPr in the order of the schema."""
    kind = {"default": "1"} if default else {} if name.isascii() else {"customStyle": "1"}
    return element(
        "w:style",
        w("name", val=name),
        NOTHING if default else w("basedOn", val="Normal"),
        w("next", val=following) if following else NOTHING,
        w("qFormat"),
        w("pPr", join(layout)),
        run_properties(text, color=color),
        **{"w:type": "paragraph", "w:styleId": style_id, **{f"w:{key}": value for key, value in kind.items()}},
    )


def _fonts(font: str) -> Xml:
    """w:rFonts that also covers “quotation marks” and digits, which Word otherwise sets in a Latin font."""
    return w("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font)


def _spacing(pitch: float = 0, *, before: float = 0, after: float = 0) -> Xml:
    """Space in points; a `pitch` fixes the distance of the lines, without one the font decides.

    What changes where a line ends is off, so that lines end where they do in the PDF: marks that hang over the right
    edge, gaps between Chinese and letters or digits.
    """
    line = {"line": twips(pitch), "lineRule": "exact"} if pitch else {"line": 240, "lineRule": "auto"}
    plain = (w(name, val="0") for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN"))
    return join((*plain, w("spacing", before=twips(before), after=twips(after), **line)))


def _jc(value: str) -> Xml:
    return w("jc", val=value)
