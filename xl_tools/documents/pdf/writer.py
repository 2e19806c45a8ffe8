"""Neutral document → tagged PDF in the look of the Word file, set by typst."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from xl_tools.documents.blocks import Document
from xl_tools.documents.look import Look
from xl_tools.documents.pdf.pages import page_data
from xl_tools.documents.pdf.row_headers import with_row_headers
from xl_tools.documents.stamp import made_at
from xl_tools.documents.typesetting.compiler import Pages, set_pages
from xl_tools.documents.typesetting.fonts import settled


def write_pdf(document: Document, look: Look) -> bytes:
    """The document as the bytes of a PDF file: PDF/UA-1, bookmarks, fonts embedded.

    The same document, look and fonts give the same bytes; see `stamp.made_at` for the times inside.
    Raises: FontsMissing.
    """
    return set_document(document, look).pdf


def set_document(document: Document, look: Look) -> Pages:
    """As write_pdf, with the characters that no font of this computer has.

    Raises: FontsMissing.
    """
    done = set_pages(_program(), page_data(document, settled(look)), made_at(document))
    return replace(done, pdf=with_row_headers(done.pdf))


@cache
def _program() -> bytes:
    return Path(__file__).with_name("report.typ").read_bytes()
