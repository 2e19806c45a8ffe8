"""Pages of a PDF as small grey pictures, and how far two of them differ in where the ink is."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter

DOTS_PER_INCH = 40
GREYS = 16
"""Levels of grey in a stored picture, which keep its file small."""
_BLOCK = 8
TOLERANCE = 0.16
"""Share of a page's ink that may stand elsewhere. Another font of the same kind moves up to 0.13, a table one line
lower 0.19, a page in place of another 0.28 and more."""


def pictures(pdf: Path) -> list[Image.Image]:
    """Each page in grey, 331 by 468 dots for A4."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil() for page in document]


def moved_ink(one: Image.Image, other: Image.Image) -> float:
    """0 for pages whose ink is spread alike, 1 for pages that share no inked place.

    Ink is summed up in blocks of 8 by 8 dots, smoothed over their neighbours, and compared as a share of all ink,
    so that a font that is a little bolder or wider makes no difference.
    """
    first, second = _spread(one), _spread(other)
    return sum(abs(a - b) for a, b in zip(first, second, strict=True)) / 2


def store(picture: Image.Image, file: Path) -> None:
    """Write the picture with few levels of grey."""
    step = 255 / (GREYS - 1)
    picture.point([round(round(grey / step) * step) for grey in range(256)]).save(file, optimize=True)


def _spread(picture: Image.Image) -> list[float]:
    wide, tall = picture.width // _BLOCK, picture.height // _BLOCK
    blocks = picture.resize((wide, tall), Image.Resampling.BOX).filter(ImageFilter.BoxBlur(1))
    ink = [255 - grey for grey in blocks.tobytes()]
    whole = sum(ink) or 1
    return [part / whole for part in ink]
