"""图解 → one self-contained, accessible web page without script, printed on one page of A4."""

from __future__ import annotations

from string import Template

from xl_tools.documents.blocks import DRAFT_MARK
from xl_tools.documents.lookfile import standard_look
from xl_tools.documents.markup import Node, svg_tree, tag
from xl_tools.documents.pictures.chart import Chart
from xl_tools.documents.pictures.charts import figure
from xl_tools.documents.pictures.headlines import Headline
from xl_tools.documents.pictures.infographic import Infographic
from xl_tools.documents.pictures.summaries import Summary
from xl_tools.documents.pictures.svg import BLUE, HAIRLINE, INK, PALE, SOFT
from xl_tools.documents.web.breaks import broken_lines, title_parts
from xl_tools.documents.web.elements import draft_element
from xl_tools.documents.web.frame import page_text, published_facts
from xl_tools.documents.web.paper import font_families
from xl_tools.documents.web.style import page_style

_CHART_WIDTH = 280.0
"""Points of a chart, of which two stand side by side on a desk; its letters have 13 pixels there."""
_LONG_NUMBER = 10
"""Characters of a headline number that fit on its card in large letters."""
_FEW_PANELS = 2
"""With so few, one page of paper has room for larger letters."""

# After the style of all pages, and like it without what old browsers do not know.
_STYLE = Template("""
.cards, .panels, .points { padding: 0; list-style: none; }
.cards, .panels { display: flex; flex-wrap: wrap; }
.cards { margin: 0 -.4rem; }
.panels { margin: 0 -.8rem; }
.cards li { display: flex; flex: 1 0 25%; padding: .4rem; }
.card { flex: 1; padding: .7rem .3rem .8rem; border: 1px solid $pale; background: $pale; text-align: center;
  line-height: 1.5; }
.card span { display: block; }
.label, .change { color: $soft; font-size: .9rem; }
.number { color: $accent; font-size: 1.9rem; font-weight: bold; line-height: 1.35; font-variant-numeric: tabular-nums;
  white-space: nowrap; }
.very-long { font-size: 1.5rem; line-height: 1.71; white-space: normal; }
.panel { display: flex; flex-direction: column; width: 50%; margin: 0; padding: .4rem .8rem 1rem; text-align: left; }
.panel figcaption { margin: 0 0 .5rem; color: $accent; font-weight: bold; }
.panel svg { margin: 0; }
.statement { display: flex; flex: 1 0 auto; align-items: center; justify-content: center; margin: 0;
  padding: 2.4rem 1.2rem; border: 1px solid $pale; background: $pale;
  color: $accent; font-size: 1.15rem; text-align: center; text-indent: 0; text-wrap: balance; }
.points { margin: 0; }
.points li { padding: .45rem 0; border-top: 1px solid $line; overflow: hidden; }
.points li:first-child { border-top: 0; }
.points h3 { float: left; margin: 0; color: $accent; font-size: 1rem; line-height: 1.7; }
.points p { margin: 0 0 0 8.5em; line-height: 1.7; text-indent: 0; text-align: left; }
.closing { margin: 1.5rem 0 0; color: $soft; font-size: .9rem; text-align: center; text-indent: 0; }
@media screen and (max-width: 60em) {
  .cards li { flex-basis: 50%; }
  .panel { width: 100%; }
}
@media screen and (max-width: 40em) {
  .number { font-size: 1.5rem; }
  .very-long { font-size: 1.2rem; }
  .points h3 { float: none; }
  .points p { margin-left: 0; }
}
@media (prefers-contrast: more) {
  .card, .statement { border-color: #000; background: none; }
}
@page { margin: 10mm 15mm 8mm; }
@page :left { @bottom-left { content: none; } @bottom-center { content: none; } }
@page :right { @bottom-right { content: none; } @bottom-center { content: none; } }
@media print {
  .page { display: flex; flex-direction: column; justify-content: space-between; min-height: 274mm; }
  body, h1, h2, .points h3, .panel figcaption { font-family: $sans; }
  .draft { margin: 0 0 5pt; padding: 1pt; font-size: 11pt; line-height: 1.4; }
  h1, h2 { color: $accent; }
  h1 { margin: 0 0 4pt; padding: 0 0 5pt; border-bottom: 1.5pt solid; line-height: 1.35; font-size: 18pt; }
  h1 span + span { color: $ink; font-size: 14pt; font-weight: normal; }
  h2 { margin: 3pt 0 2pt; font-size: 11pt; font-weight: bold; line-height: 1.35; text-indent: 0; }
  .cards { margin: 0 -3pt; }
  .cards li { padding: 3pt; }
  .card, .statement { border-color: $line; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .card { padding: 3pt 1pt 4pt; }
  .label, .change { font-size: 8.5pt; line-height: 1.35; }
  .number { font-size: 18pt; line-height: 1.3; }
  .very-long { font-size: 14pt; line-height: 1.67; }
  .panels { margin: 0 -8pt; }
  .panel { max-width: none; margin: 0; padding: 2pt 8pt 3pt; page-break-inside: avoid; break-inside: avoid; }
  .panel svg { width: 100%; }
  .panel figcaption { margin: 0 0 3pt; font-size: 9.5pt; font-weight: bold; line-height: 1.35; }
  .statement { padding: 20pt 8pt; font-size: 13pt; line-height: 1.5; }
  .points li { padding: 2pt 0; }
  .points h3, .points p { font-size: 9.5pt; font-weight: normal; line-height: 1.35; text-indent: 0; }
  .points h3 { font-weight: bold; }
  .closing { margin: 3pt 0 0; font-size: 7.5pt; line-height: 1.4; text-indent: 0; }
  .sparse .label { font-size: 9.5pt; }
  .sparse .number { font-size: 24pt; }
  .sparse .points li { padding: 6pt 0; }
  .sparse .points h3, .sparse .points p { font-size: 12pt; line-height: 1.5; }
}
""").substitute(
    accent=BLUE, pale=PALE, soft=SOFT, line=HAIRLINE, ink=INK, sans=f"{font_families(standard_look(), 'heading1')}"
)


def write_infographic(info: Infographic) -> str:
    """The 图解 as the text of one HTML5 file, to be saved as UTF-8.

    Built as elements, so that every text is escaped by the serialiser. The same 图解 gives the same text.
    """
    main = tag("main", id="main", class_="page" if len(info.panels) > _FEW_PANELS else "page sparse")
    if info.draft:
        main.append(draft_element())
    main.append(tag("h1", *(tag("span", *title_parts(line)) for line in (info.unit, info.title))))
    if info.headlines:
        main.append(_section("主要数字", "numbers", tag("ul", *map(_card, info.headlines), class_="cards")))
    if info.panels:
        main.append(_section("图说数字", "charts", tag("div", *map(_panel, info.panels), class_="panels")))
    main.append(_section("各部分要点", "points", tag("ul", *map(_point, info.summaries), class_="points")))
    main.append(tag("p", info.closing, class_="closing"))
    title = info.full_title + (f"（{DRAFT_MARK}）" if info.draft else "")
    return page_text(title, page_style() + _STYLE, main, *published_facts(title, draft=info.draft))


def _section(heading: str, id_: str, content: Node) -> Node:
    return tag("section", tag("h2", heading, id=id_), content, aria_labelledby=id_)


def _card(headline: Headline) -> Node:
    texts = [
        tag("span", f"{headline.label}（{headline.unit}）", class_="label"),
        tag("span", headline.large, class_="number very-long" if len(headline.large) > _LONG_NUMBER else "number"),
    ]
    if headline.change:
        texts.append(tag("span", headline.change, class_="change"))
    return tag("li", tag("div", *texts, class_="card"))


def _panel(panel: Chart | str) -> Node:
    """A chart, which names and describes itself, below its title; or the statement in its place."""
    if isinstance(panel, str):
        return tag("div", tag("p", tag("span", *broken_lines(panel.split("\n"))), class_="statement"), class_="panel")
    drawn = figure(panel, _CHART_WIDTH)
    picture = svg_tree(drawn.svg)
    # Internet Explorer stops at every picture with the tab key otherwise.
    picture.set("focusable", "false")
    return tag("figure", tag("figcaption", panel.caption), picture, class_="panel")


def _point(summary: Summary) -> Node:
    return tag("li", tag("h3", summary.name), tag("p", summary.text))
