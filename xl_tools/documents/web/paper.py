"""The style of the pages on A4 paper: margins, fonts and sizes of the look, page numbers, what may be parted."""

from __future__ import annotations

from string import Template

from xl_tools.documents.blocks import DRAFT_MARK, DRAFT_WARNING
from xl_tools.documents.look import Look

_WIDE_SIZE = 9.5
"""Points of the tables with many columns on the standard width of text; narrower text has smaller letters."""
_STANDARD_WIDTH = 156.0
_LEAST_SIZE = 6.0

_PRINT = Template("""
@page { size: A4; margin: ${top}mm ${right}mm ${bottom}mm ${left}mm; }
$numbers
@media print {
  body { orphans: 2; widows: 2; $body }
  .page { max-width: none; margin: 0; padding: 0; border: 0; }
  h1 { margin: 0 0 ${pitch}pt; padding: 0; border: 0; $title }
  h2, h3, h4, h5 { margin: 0; padding: 0; border: 0; text-indent: ${indent}em; page-break-after: avoid;
    break-after: avoid; }
  h2 { margin: ${gap}pt 0; $heading1 }
  h3 { $heading2 }
  h4 { $heading3 }
  h5 { $heading4 }
  p { margin: 0; text-indent: ${indent}em; }
  nav, .skip, .downloads, .statutory caption { display: none; }
  .new-page { page-break-before: always; break-before: page; }
  .scroll { overflow: visible; margin: ${gap}pt 0; }
  .remark { margin: ${gap}pt 0; $note line-height: 1.4; }
  table { $table line-height: 1.25; }
  .wide { font-size: ${wide}pt; }
  .wide, .long, figure svg { min-width: 0; }
  .outer1 { width: 3.4em; }
  .outer2 { width: 4.4em; }
  th, td { padding: 3pt; }
  .wide th, .wide td { padding: 4pt 1.5pt; }
  .labels th, .labels td { padding: 1.8pt 2.4pt; }
  .statutory th { background: none; }
  .statutory .banner { background: #$banner; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  thead { display: table-header-group; }
  tr, .wide, .narrow tbody, figure, .signature, .lines, article { page-break-inside: avoid; break-inside: avoid; }
  figcaption { $note line-height: 1.4; }
  .signature { margin-top: ${pitch}pt; page-break-before: avoid; break-before: avoid; }
}
""")
_NUMBER = '{ content: "— " counter(page) " —"; padding: 0 1em; vertical-align: top; %s line-height: 3; }'


def paper_style(look: Look, *, draft: bool = False) -> str:
    """The rules for print; browsers that know no margin boxes leave out page number and draft mark.

    Args:
        draft: print the draft mark at the top of each page.
    """
    page = look.page
    numbers = _NUMBER % _font(look, "page_number")
    if page.number == "outside":
        boxes = f"@page :right {{ @bottom-right {numbers} }}\n@page :left {{ @bottom-left {numbers} }}"
    else:
        boxes = f"@page {{ @bottom-center {numbers} }}"
    if draft:
        boxes += (
            f'\n@page {{ @top-center {{ content: "{DRAFT_MARK}　{DRAFT_WARNING}"; {_font(look, "page_number")} }} }}'
        )
    wide = max(min(look.styles["table"].size, _WIDE_SIZE * page.text_width / _STANDARD_WIDTH, _WIDE_SIZE), _LEAST_SIZE)
    return _PRINT.substitute(
        {name: _font(look, name) for name in look.styles},
        **{side: f"{getattr(page, side):g}" for side in ("top", "right", "bottom", "left")},
        numbers=boxes,
        pitch=f"{look.pitch:g}",
        gap=f"{look.pitch * 2 / 7:g}",
        indent=f"{look.indent:g}",
        wide=f"{wide:g}",
        banner=look.banner,
    )


def _font(look: Look, style: str) -> str:
    text = look.styles[style]
    weight = "bold" if text.bold else "normal"
    return (
        f"font-family: {font_families(look, style)}; font-size: {text.size:g}pt; font-weight: {weight}; "
        f"line-height: {look.pitch_of(style):g}pt;"
    )


def font_families(look: Look, style: str) -> str:
    """The names to look a style's font up by, as the value of font-family."""
    return ", ".join((*(_quoted(name) for name in look.families(style)), "serif"))


def _quoted(name: str) -> str:
    """A name as a string of CSS; a style file may hold any letters, and none may end the string or the style."""
    return '"' + "".join(c if c.isalnum() or c in " -_." else f"\\{ord(c):x} " for c in name) + '"'
