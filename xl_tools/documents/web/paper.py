"""The style of the pages on A4 paper: margins, fonts and sizes of the look, page numbers, what may be parted."""

from __future__ import annotations

from string import Template

from xl_tools.documents.look import DRAFT_RED, Look
from xl_tools.documents.measures import spacing
from xl_tools.documents.measures.page import DRAFT_LINE, draft_mark, page_number

_WIDE_SIZE = 9.5
"""Points of the tables with many columns on the standard width of text; narrower text has smaller letters."""
_STANDARD_WIDTH = 156.0
_LEAST_SIZE = 6.0

UPRIGHT = "display: block; width: 1em; margin: 0 auto;"
"""The declarations for a word of single characters, one below the other."""

_PRINT = Template("""
@page { size: A4; margin: ${top}mm ${right}mm ${bottom}mm ${left}mm; }
$numbers
@media print {
  body { orphans: 2; widows: 2; $body }
  .page { max-width: none; margin: 0; padding: 0; border: 0; }
  h1 { margin: 0 0 ${below_title}pt; padding: 0; border: 0; $title }
  h2, h3, h4, h5 { margin: 0; padding: 0; border: 0; text-indent: ${indent}em; page-break-after: avoid;
    break-after: avoid; }
  h2 { margin: ${gap}pt 0 ${below_heading}pt; $heading1 }
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
  .wide, .long { min-width: 0; }
  .outer1 { width: 3.8em; }
  .outer2 { width: 4.8em; }
  th, td { padding: 3pt; }
  .wide th, .wide td { padding: 4pt 1.5pt; }
  .labels th, .labels td { padding: 1.8pt 2.4pt; }
  .statutory th { background: none; }
  .statutory .banner { background: #$banner; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .upright { $upright }
  thead { display: table-header-group; }
  tr, .wide, .narrow, figure, .signature, .lines, article { page-break-inside: avoid; break-inside: avoid; }
  figure { max-width: 400pt; margin: 0 auto 6pt; }
  figure svg { max-width: 100% !important; margin-bottom: 2pt; }
  figcaption { $note line-height: 1.4; }
  .signature { margin-top: ${above_signature}pt; page-break-before: avoid; break-before: avoid; }
}
""")
_NUMBER = '{ content: "— " counter(page) " —"; padding: 0 1em; vertical-align: top; %s line-height: 3; }'


def paper_style(look: Look, *, draft: bool = False) -> str:
    """The rules for print; browsers that know no margin boxes leave out page number and draft mark.

    Args:
        draft: print the draft mark at the top of each page.
    """
    page = look.page
    numbers = _NUMBER % _font(look, "page_number", page_number(look).size)
    if page.number == "outside":
        boxes = f"@page :right {{ @bottom-right {numbers} }}\n@page :left {{ @bottom-left {numbers} }}"
    else:
        boxes = f"@page {{ @bottom-center {numbers} }}"
    if draft:
        mark = _font(look, "page_number", draft_mark(look).size)
        boxes += f'\n@page {{ @top-center {{ content: "{DRAFT_LINE}"; color: #{DRAFT_RED}; {mark} }} }}'
    gap, below_heading = spacing.around_heading(1, look)
    wide = max(min(look.styles["table"].size, _WIDE_SIZE * page.text_width / _STANDARD_WIDTH, _WIDE_SIZE), _LEAST_SIZE)
    return _PRINT.substitute(
        {name: _font(look, name) for name in look.styles},
        **{side: f"{getattr(page, side):g}" for side in ("top", "right", "bottom", "left")},
        numbers=boxes,
        gap=f"{gap:g}",
        below_title=f"{spacing.below_title(look):g}",
        below_heading=f"{below_heading:g}",
        above_signature=f"{spacing.above_signature(look):g}",
        indent=f"{look.indent:g}",
        wide=f"{wide:g}",
        banner=look.banner,
        upright=UPRIGHT,
    )


def seal_on_paper(look: Look) -> str:
    """The rules for the line with the 封存码, which stays with what stands above it."""
    kept = "page-break-before: avoid; break-before: avoid;"
    said = f"margin-top: {spacing.above_seal(look):g}pt; color: #000; {_font(look, 'seal')} line-height: 1.3; {kept}"
    # Below the signature stands no section, below the appendix one does.
    figure = f"section + .seal {{ margin-top: {spacing.above_seal(look, figure=True):g}pt; }}"
    return f"@media print {{ .seal {{ {said} }} {figure} }}\n"


def _font(look: Look, style: str, size: float = 0) -> str:
    """The declarations for a style, at its own size unless another is given."""
    text = look.styles[style]
    weight = "bold" if text.bold else "normal"
    return (
        f"font-family: {font_families(look, style)}; font-size: {size or text.size:g}pt; font-weight: {weight}; "
        f"line-height: {look.pitch_of(style):g}pt;"
    )


def font_families(look: Look, style: str) -> str:
    """The names to look a style's font up by, as the value of font-family."""
    return ", ".join((*(_quoted(name) for name in look.families(style)), "serif"))


def _quoted(name: str) -> str:
    """A name as a string of CSS; a style file may hold any letters, and none may end the string or the style."""
    return '"' + "".join(c if c.isalnum() or c in " -_." else f"\\{ord(c):x} " for c in name) + '"'
