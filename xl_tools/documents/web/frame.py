"""What stands around the main element of every page that we write."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.documents.markup import Node, html_text, tag


def page_text(title: str, style: str, main: Node, *facts: Node) -> str:
    """The text of a whole HTML5 page around its main element, whose id is “main”.

    Args:
        facts: further elements for the head.
    """
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        *facts,
        tag("title", title),
        tag("style", style),
    )
    skip = tag("a", "跳到正文", class_="skip", href="#main")
    return html_text(tag("html", head, tag("body", skip, main), lang="zh-CN"))


def published_facts(title: str, *, draft: bool) -> Iterator[Node]:
    """What the head of a page that is published says beside its title."""
    # 360, QQ and Sogou choose between two engines; Internet Explorer imitates its version 7 on intranets.
    yield tag("meta", http_equiv="X-UA-Compatible", content="IE=edge")
    yield tag("meta", name="renderer", content="webkit")
    # A phone takes long numbers for telephone numbers unless it is told.
    yield tag("meta", name="format-detection", content="telephone=no")
    yield tag("meta", name="description", content=title)
    if draft:
        yield tag("meta", name="robots", content="noindex")
