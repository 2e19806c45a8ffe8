"""Word files made of pieces of XML for the tests of the reader."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml

from xl_tools.published.word import read_word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


@cache
def _empty() -> bytes:
    file = BytesIO()
    docx.Document().save(file)
    return file.getvalue()


def word(body: str, *, title: str = "", numbering: str = "", styles: str = "") -> bytes:
    """A Word file with this content of its body; further numbering and styles are added to those of the template."""
    document = docx.Document(BytesIO(_empty()))
    for node in parse_xml(f"<w:body {_SPACES}>{body}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, node)
    if numbering:
        root = document.part.numbering_part.element
        for node in list(root):
            root.remove(node)
        for node in parse_xml(f"<w:numbering {_SPACES}>{numbering}</w:numbering>"):
            root.append(node)
    for node in parse_xml(f"<w:styles {_SPACES}>{styles}</w:styles>"):
        document.styles.element.append(node)
    document.core_properties.title = title
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs: text, or the XML of what stands in the paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def tc(text: str, properties: str = "") -> str:
    content = text if text.startswith("<") else p(text)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def lines(body: str, **parts: str) -> list[str]:
    return [line.text for line in read_word(word(body, **parts)).lines]
