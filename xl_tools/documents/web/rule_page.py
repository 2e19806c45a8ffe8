"""The rule book as one self-contained, accessible web page without script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.documents.markup import Node, tag
from xl_tools.documents.web.frame import page_text
from xl_tools.documents.web.style import page_style
from xl_tools.validation.rulebook import Entry, RuleOnReport

_STYLE = """
article { margin: 0 0 1.4rem; padding: .2rem 1.1rem .8rem; border: 1px solid; break-inside: avoid; }
article h3 { text-wrap: balance; }
dl { display: grid; grid-template-columns: 5em 1fr; gap: .25rem .8rem; margin: 0; line-height: 1.6; }
dd { margin: 0; }
.numbers { padding-left: 1.4rem; line-height: 1.7; font-variant-numeric: tabular-nums; }
.pack { text-indent: 0; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin: 0 0 .4rem; } }
@media print {
  body { font-size: 10.5pt; line-height: 1.6; }
  article { margin: 0 0 8pt; padding: 2pt 8pt 6pt; }
  article h3 { font-size: 12pt; font-weight: bold; line-height: 1.8; text-indent: 0; }
  dl { line-height: 1.5; }
}
"""


def write_rule_page(
    title: str, entries: Sequence[Entry], *, pack: str = "", shown: Sequence[RuleOnReport] = (), about: str = ""
) -> str:
    """The rules as the text of one HTML5 file, to be saved as UTF-8.

    Built as elements, so that every text is escaped by the serialiser. The same rules give the same text.

    Args:
        pack: the line on what a rule pack changed.
        shown: rules that are shown with the numbers of a report as well.
        about: whose numbers those are.
    """
    main = tag("main", tag("h1", title), id="main", class_="page")
    if pack:
        main.append(tag("p", pack, class_="pack"))
    numbers = {one.entry.id: one.lines for one in shown}
    groups = list(dict.fromkeys(entry.group for entry in entries))
    if len(entries) > 1:
        main.append(_contents(entries, groups))
    for number, group in enumerate(groups, start=1):
        section = tag("section", tag("h2", group, id=f"group-{number}"), aria_labelledby=f"group-{number}")
        for entry in entries:
            if entry.group == group:
                section.append(_article(entry, about, numbers.get(entry.id, ())))
        main.append(section)
    return page_text(title, page_style() + _STYLE, main)


def _contents(entries: Sequence[Entry], groups: Sequence[str]) -> Node:
    """Every rule with a link, group by group."""
    nav = tag("nav", aria_label="目录")
    for group in groups:
        links = (
            tag("li", tag("a", f"{entry.id} {entry.title}", href=f"#{entry.id}"))
            for entry in entries
            if entry.group == group
        )
        nav.append(tag("ol", *links, aria_label=group))
    return nav


def _article(entry: Entry, about: str, lines: Sequence[str]) -> Node:
    heading = tag("h3", entry.heading, id=f"{entry.id}-title")
    article = tag("article", heading, tag("dl", *_details(entry)), id=entry.id, aria_labelledby=f"{entry.id}-title")
    if lines:
        article.append(tag("h4", about))
        article.append(tag("ul", *(tag("li", line) for line in lines), class_="numbers"))
    return article


def _details(entry: Entry) -> Iterator[Node]:
    """A term once, however many texts it has."""
    last = ""
    for name, text in entry.details:
        if name != last:
            yield tag("dt", name)
            last = name
        else:
            yield tag("dt")
        yield tag("dd", text)
