"""The web page against a jinja2 template that renders the same texts and tables, side by side in one run.

The template is compiled beforehand and writes text, spans and style, but neither scopes nor the headers of each
number, which the page computes. Numbers of both are compared before anything is timed.

python benchmarks/web.py [pairs]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jinja2
from lxml import html

from xl_tools.datafile import read_data
from xl_tools.documents.assemble import assemble
from xl_tools.documents.blocks import Document
from xl_tools.documents.web.fragment import write_fragment
from xl_tools.documents.web.page import write_html
from xl_tools.documents.web.style import page_style
from xl_tools.narrative.compose import compose

EXAMPLE = Path(__file__).parents[1] / "examples" / "data" / "suqian-2024.json"
TARGET = 10
TEMPLATE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ document.title_text }}</title>
<style>{{ style | safe }}</style></head><body><main class="page">
<h1>{% for line in document.title %}<span>{{ line }}</span>{% endfor %}</h1>
{% for block in document.blocks %}{% set kind = block.__class__.__name__ %}
{% if kind == "Heading" %}<h{{ block.level + 1 }}>{{ block.text }}</h{{ block.level + 1 }}>
{% elif kind == "Paragraph" %}<p>{{ block.text }}</p>
{% elif kind == "Signature" %}<div class="signature"><p>{{ block.unit }}</p><p>{{ block.date_text }}</p></div>
{% elif kind == "TableBlock" %}<div class="scroll"><table><caption>{{ block.caption }}</caption>
{% for row in block.grid.by_row() %}<tr>{% for cell in row %}
{% set name = "td" if cell.cell_id else "th" -%}
<{{ name }} rowspan="{{ cell.row_span }}" colspan="{{ cell.column_span }}">
{{- block.texts[cell.cell_id] if cell.cell_id else cell.text -}}</{{ name }}>
{% endfor %}</tr>{% endfor %}</table></div>
{% endif %}{% endfor %}
</main></body></html>
"""


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def cells(page: str) -> list[str]:
    return [cell.text_content() for cell in html.document_fromstring(page).iter("td")]


def show(name: str, times: list[float], remark: str = "") -> None:
    print(f"{name:<20} median {statistics.median(times) * 1000:6.2f} ms, best {min(times) * 1000:6.2f} ms{remark}")


def main(pairs: int) -> None:
    report = read_data(EXAMPLE.read_text(encoding="utf-8"))
    document: Document = assemble(report, compose(report), draft=False)
    template = jinja2.Environment(autoescape=True).from_string(TEMPLATE)

    def by_template() -> str:
        return template.render(document=document, style=page_style())

    if cells(write_html(document)) != cells(by_template()):
        raise SystemExit("the two pages do not hold the same numbers")
    ours, theirs, fragments, ratios = [], [], [], []
    for _ in range(pairs):
        ours.append(seconds(lambda: write_html(document)))
        theirs.append(seconds(by_template))
        fragments.append(seconds(lambda: write_fragment(document)))
        ratios.append(theirs[-1] / ours[-1])
    show("write_html", ours, f"   (target ≤ {TARGET} ms)")
    show("jinja2 template", theirs)
    show("write_fragment", fragments)
    print(f"jinja2 / write_html, pair by pair: median {statistics.median(ratios):.2f} ×")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 51)
