"""The style of the pages on a screen: layout, what phones change, colours in three palettes. See paper.py for print.

Pages are read in the old browsers of portals as well (360 and QQ in compatibility mode are Internet Explorer):
no variables, no grid, and nothing that leaves a page illegible where it is not understood.
"""

from __future__ import annotations

from dataclasses import replace
from string import Template
from types import MappingProxyType

from xl_tools.documents.look import Look
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.web.paper import UPRIGHT, font_families, paper_style, seal_on_paper

# A table's caption repeats the heading above it. Where the eye sees both it is only read aloud.
_UNSEEN = "position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip: rect(0, 0, 0, 0);"

_SCREEN = Template("""
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
main, nav, section, article, figure, figcaption { display: block; }
body { margin: 0; word-wrap: break-word; overflow-wrap: anywhere; line-height: 1.9; font-size: 1.0625rem;
  font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
.page { max-width: 58rem; margin: 2rem auto; padding: 3rem 4rem 3.5rem; border: 1px solid; border-top-width: .3rem; }
h1 { margin: 0 0 1.6rem; padding-bottom: 1.5rem; border-bottom: 3px double; text-align: center; line-height: 1.5;
  font-family: $title; font-size: 1.95rem; text-wrap: balance; }
h1 span { display: block; }
h2, h3, h4, h5 { margin: 1.5rem 0 .4rem; line-height: 1.6; font-size: 1.0625rem; text-wrap: pretty; }
h2 { margin: 2.6rem 0 .9rem; padding-bottom: .3rem; border-bottom: 2px solid; font-size: 1.35rem; line-height: 1.5; }
h3 { font-size: 1.12rem; }
p { margin: .5rem 0; text-align: justify; text-indent: 2em; text-wrap: pretty; }
nav { margin: 0 0 2rem; padding: .9rem 1.3rem; }
nav p { margin: 0 0 .2rem; font-weight: bold; letter-spacing: .5em; text-indent: 0; }
nav ol { margin: 0; padding: 0; list-style: none; columns: 2 18rem; column-gap: 2rem; }
nav ol + ol { margin-top: .8rem; }
nav a { display: inline-block; padding: .15rem 0; text-wrap: pretty; }
a { text-underline-offset: .2em; }
a:focus, .scroll:focus { outline: 3px solid; outline-offset: 2px; }
a:focus:not(:focus-visible), .scroll:focus:not(:focus-visible) { outline: 0; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .4rem 1rem; }
.downloads { margin: 0 0 1.6rem; padding: 0; list-style: none; text-align: center; line-height: 1.5; }
.downloads li { display: inline-block; margin: .2rem .4rem; }
.downloads a { display: inline-block; padding: .4rem 1.4rem; border: 1px solid; text-decoration: none; }
.downloads a:hover, .downloads a:focus { text-decoration: underline; }
.draft { margin: 0 0 1.8rem; padding: .5rem; border: .15rem solid; font-size: 1.2rem; font-weight: bold;
  letter-spacing: .1em; text-align: center; text-indent: 0; }
.remark { font-size: .95rem; text-indent: 0; }
.lines { text-align: left; text-indent: 0; }
.signature { display: table; margin: 2.5rem 0 0 auto; }
.signed { text-align: center; text-indent: 0; text-wrap: balance; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { width: 100%; border: solid; border-width: 1px 0 0 1px; border-collapse: separate; border-spacing: 0;
  font-size: .95rem; line-height: 1.45; }
th, td { padding: .34rem .45rem; border: solid; border-width: 0 1px 1px 0; text-align: center; vertical-align: middle; }
th { font-weight: normal; text-wrap: balance; }
td { font-variant-numeric: tabular-nums; white-space: nowrap; }
.packed td { white-space: normal; }
.text { text-align: left; vertical-align: top; }
.plain .text { white-space: normal; }
.plain .short { white-space: nowrap; }
.long { min-width: 44rem; }
.banner { font-weight: bold; text-align: left; }
.row, .note { text-align: left; text-wrap: pretty; }
caption { padding: 0 0 .5rem; font-size: .95rem; text-align: left; }
.wide { min-width: 36rem; font-size: .9rem; }
.wide th, .wide td { padding: .34rem .3rem; }
.outer1 { width: 4.2em; }
.outer2 { width: 5.4em; }
.labels { border-left-width: 0; }
.labels .at1 { border-left-width: 1px; }
figure { margin: 1.8rem 0; text-align: center; }
figure svg { display: block; margin: 0 auto .4rem; }
figcaption { font-size: .95rem; line-height: 1.6; }
@media screen {
  .narrow caption { $unseen }
  figure svg { width: 100%; }
}
@media screen and (min-width: 40.01em) {
  .wide caption { $unseen }
}
@media screen and (max-width: 60em) {
  .page { margin: 0; padding: 1.6rem 1rem 2rem; border-width: .3rem 0 0; }
  h1 { font-size: 1.45rem; }
  h2 { font-size: 1.2rem; }
  p { text-align: left; }
  .wide { font-size: .85rem; }
}
@media screen and (max-width: 40em) {
  .wide caption span::after, .long caption span::after { content: "（可左右滑动）";
    display: inline-block; }
  .labels th[rowspan].row { vertical-align: top; }
  .signature { margin-right: 0 !important; }
}
""")

# The label columns stay in sight while the numbers scroll. Each stands where the ones before it end, so that merged
# labels stay whole; therefore the outer ones have a fixed width, and borders are not collapsed (collapsed ones would
# scroll away). On a phone the labels never take more than half of the screen, however large the letters are.
_FIXED_LABELS = Template("""
@supports (width: min(1px, 1vw)) {
  figure svg { height: auto; }
  h1 span, .parted { word-break: keep-all; }
  .parted { text-wrap: balance; }
  @media screen {
    .labels .at1, .labels .at2, .labels .at3 { position: sticky; z-index: 1; left: 0; }
    .labels .at2 { left: 4.2em; }
    .labels .at3 { left: 9.6em; }
  }
  @media screen and (max-width: 40em) {
    .wide { width: max-content; min-width: 0; }
    .wide col { width: max(3.3em, 6.2vw) !important; }
    .labels .outer1 { width: min(3.6em, 13.6vw) !important; }
    .labels .outer2 { width: min(3.77em, 13vw) !important; }
    .labels .inner { width: min(12em, 23vw) !important; }
    .labels .at2 { left: min(3.6em, 13.6vw); }
    .labels .at3 { left: calc(min(3.6em, 13.6vw) + min(3.77em, 13vw)); }
    .upright { $upright }
    .labels th, .labels td { padding: .34rem 3px; }
    .labels .last { box-shadow: 3px 0 4px -1px rgba(0, 0, 0, .3); }
    .scroll caption span { display: inline-block; position: sticky; left: 0; max-width: calc(100vw - 2rem); }
  }
}
""").substitute(upright=UPRIGHT)

_COLOURS = Template("""
body { background: $desk; color: $ink; }
.page { background: $paper; border-color: $edge; border-top-color: $accent; }
h1, h2 { border-bottom-color: $accent; }
h2, a { color: $accent; }
nav { background: $head; }
.skip:focus, figure svg { background: $paper; }
a:focus, .scroll:focus { outline-color: $focus; }
.downloads a { border-color: $accent; }
.draft, .remark { border-color: $alarm; color: $alarm; }
table, th, td, article { border-color: $line; }
th { background: $head; }
td { background: $paper; }
caption, figcaption, dt { color: $soft; }
""")
_PALETTE = {
    "ink": "#1a1a1a",
    "soft": "#4a5361",
    "line": "#6b7686",
    "edge": "#d3d9e2",
    "head": "#eef3fa",
    "paper": "#fff",
    "desk": "#eceff3",
    "accent": "#14467c",
    "alarm": "#b00020",
    "focus": "#c25700",
}
_STRONG = dict.fromkeys(("ink", "soft", "line", "edge", "focus"), "#000") | {
    "head": "#fff",
    "paper": "#fff",
    "desk": "#fff",
    "accent": "#00306e",
    "alarm": "#8f0019",
}
_PRINTED = _STRONG | {"accent": "#000"}

# Colours a reader has chosen replace ours; what a background said must then be said by a line.
_FORCED = """
@media (forced-colors: active) {
  nav { border: 1px solid; }
  .banner { border-bottom-width: 2px; }
  figure svg { forced-color-adjust: none; }
}
"""

# Smaller than a caption, and in its grey.
_SEAL = Template("""
.seal { margin: 2.5rem 0 0; color: $soft; font-size: .85rem; line-height: 1.6; text-align: left; text-indent: 0; }
@media (prefers-contrast: more) { .seal { color: #000; } }
""").substitute(_PALETTE)


def page_style(look: Look | None = None, *, draft: bool = False, sealed: bool = False) -> str:
    """The text of the style element: screen, phone, strong contrast and A4 paper.

    Args:
        look: fonts, sizes and margins on paper, the title's font and the banners' colour; the standard look if None.
        draft: whether each printed page is marked.
        sealed: whether a 封存码 stands at the end.
    """
    look = _for_any_computer(look or standard_look())
    banner = f".banner {{ {banner_colours(look)} }}\n"
    return "".join(
        (
            _SCREEN.substitute(title=font_families(look, "title"), unseen=_UNSEEN),
            _FIXED_LABELS,
            _COLOURS.substitute(_PALETTE),
            banner,
            f"@media (prefers-contrast: more) {{{_COLOURS.substitute(_STRONG)}{banner}}}",
            _FORCED,
            f"@media print {{{_COLOURS.substitute(_PRINTED)}{banner}}}\n",
            paper_style(look, draft=draft),
            f"{_SEAL}{seal_on_paper(look)}" if sealed else "",
        )
    )


def _for_any_computer(look: Look) -> Look:
    """The look with faces for computers that we do not know.

    A browser goes on to the next family where one is missing. Only a face that stands in with bold letters cannot
    share a rule with the face that it stands for; then the one that every Windows has is taken.
    """
    everywhere = look.settled().styles
    styles = {name: own if own.bold == everywhere[name].bold else everywhere[name] for name, own in look.styles.items()}
    return replace(look, styles=MappingProxyType(styles))


def banner_colours(look: Look) -> str:
    """The declarations for banner rows."""
    return f"background: #{look.banner}; color: {_ink_on(look.banner)}"


def _ink_on(fill: str) -> str:
    """Black or white, whichever is easier to read on a fill given as RRGGBB (relative luminance of WCAG 2)."""
    channels = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#000" if luminance > 0.179 else "#fff"
