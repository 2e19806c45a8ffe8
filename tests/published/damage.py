"""The kinds of damage that published reports show, each with its name, and in which formats it can be.

A damage changes a paper and its truth together (`published.paper`). `damaged(format, kind, seed)` is the one way to
make a paper, so that what the study prints can be made again by hand.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from published import damage_layout as layout
from published import damage_tables as tables
from published import damage_words as words
from published.paper import Paper
from published.specimens import chance_of, specimen

FORMATS = ("word", "page", "text", "pdf")
_DRAWN = ("word", "page", "pdf")
"""Those that say where a cell ends: an empty one is seen."""
_WIDE = ("word", "page", "text")
"""Those that break no number where its cell is too narrow."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage.

    Attributes:
        title: for the tables of docs/import-study.md.
        do: alters a paper; None for no damage.
        formats: where it can be; all four by default.
        edition, years: of the paper it is done to; any if empty.
        complete: formats in which every cell that the paper says must be read.
        alone: not done before others.
        shape: may be done after others.
    """

    title: str
    do: Callable[[Paper, random.Random], None] | None
    formats: tuple[str, ...] = FORMATS
    edition: str = ""
    years: Sequence[int] = ()
    complete: Sequence[str] = ()
    alone: bool = False
    shape: bool = False


def _mark(name: str) -> Callable[[Paper, random.Random], None]:
    def do(paper: Paper, chance: random.Random) -> None:
        paper.marks.add(name)

    return do


def _several(paper: Paper, chance: random.Random) -> None:
    able = [one for one in DAMAGES.values() if one.do and not one.alone and one.formats == FORMATS]
    for one in chance.sample(able, 3):
        assert one.do is not None
        one.do(paper, chance)


def _shape_and_words(paper: Paper, chance: random.Random) -> None:
    """Two kinds that leave the tables standing, and then one that does not."""
    able = [one for one in DAMAGES.values() if one.do and not one.alone and one.formats == FORMATS]
    shapes = [one for one in DAMAGES.values() if one.shape and not one.edition and one.formats == FORMATS]
    for one in (*chance.sample(able, 2), chance.choice(shapes)):
        assert one.do is not None
        one.do(paper, chance)


DAMAGES: dict[str, Damage] = {
    "none": Damage("none", None, complete=FORMATS),
    "label-typos": Damage("typos in labels, two columns of one name", words.label_typos),
    "vertical-labels": Damage("labels with one character a line", words.vertical_labels),
    "typography": Damage("other brackets, points and blanks in labels", words.typography),
    "wrong-headings": Damage("headings worded otherwise", words.wrong_headings, complete=FORMATS),
    "lost-headings": Damage("headings missing", words.lost_headings, alone=True),
    "odd-title": Damage("title over two lines, without year", words.odd_title, complete=FORMATS),
    "second-numbering": Damage("一、 二、 nested in a section", words.second_numbering, complete=FORMATS),
    "litter": Damage("bookmarks and page numbers left", words.litter_left),
    "automatic-numbers": Damage("headings numbered by Word", words.automatic_numbers, ("word",), complete=FORMATS),
    "signs": Damage("“/”, “-”, “无” and blanks", words.signs, complete=_DRAWN),
    "full-width": Damage("full-width digits", words.full_width, complete=_WIDE),
    "signed": Damage("本年增/减 with signs and words", words.signed, edition="2019", complete=FORMATS),
    "thousands": Damage("thousands separators", words.thousands, complete=_WIDE),
    "units": Damage("units inside cells", words.units, complete=_WIDE),
    "spaced-digits": Damage("digits torn by a blank", words.spaced_digits),
    "torn-digits": Damage("digits of a number in two boxes", tables.torn_digits, alone=True),
    "missing-rows": Damage("小项 rows missing", tables.missing_rows),
    "extra-rows": Damage("rows the form does not have", tables.extra_rows),
    "no-total-row": Damage("（七）总计 missing", tables.no_total_row),
    "lost-header": Damage("header rows lost", tables.lost_header, alone=True, shape=True),
    "notes": Damage("notes inside tables", tables.notes_inside),
    "extra-column": Damage("a column too many", tables.extra_column, alone=True, shape=True),
    "merged-columns": Damage("columns merged, figures added up", tables.merged_columns, alone=True, shape=True),
    "split-columns": Damage("a column in two boxes", tables.split_columns, alone=True, shape=True),
    "no-total-column": Damage("总计 column missing", tables.no_total_column, alone=True, shape=True),
    "unmerged": Damage("labels not merged, or repeated", tables.unmerged, alone=True, shape=True),
    "broken": Damage("table broken, header not repeated", tables.broken, alone=True, shape=True),
    "broken-repeated": Damage("table broken, header repeated", tables.broken_repeated, alone=True, shape=True),
    "divided": Damage("表二 in several tables", tables.divided, complete=FORMATS, alone=True),
    "no-banners": Damage("第二十条第…项 not printed", tables.no_banners, alone=True),
    "mixed-editions": Damage("表二 and 表三 of two editions", tables.mixed_editions, alone=True),
    "old-form": Damage("2019 edition for 2021 and later", None, edition="2019", years=(2021, 2022, 2023, 2024)),
    "glued": Damage("three tables in one", tables.glued, ("word", "page", "text"), alone=True),
    "unrelated": Damage("a table that is none of the form's", tables.unrelated_table, alone=True, shape=True),
    "text-tables": Damage("cells as paragraphs", tables.text_tables, ("word", "page", "pdf"), alone=True),
    "frame": Damage("a frame: navigation, buttons, headers", _mark("frame"), ("word", "page", "pdf"), complete=FORMATS),
    "tracked": Damage("tracked changes", _mark("tracked"), ("word",), complete=FORMATS),
    "controls": Damage("content controls", _mark("controls"), ("word",), complete=FORMATS),
    "squeezed": Damage("one cell a line, tabs and blank lines lost", _mark("squeezed"), ("text",), alone=True),
    "apart": Damage("digits set apart", _mark("apart"), ("pdf",), alone=True),
    "row-breaks": Damage("rows that break over pages", _mark("row-breaks"), ("pdf",), alone=True),
    "unruled": Damage("no vertical rules", _mark("unruled"), ("pdf",), alone=True),
    "ragged": Damage("rows with a cell too few", layout.ragged, ("word", "page", "text"), alone=True),
    "wrong-merges": Damage("a merged label one row too short", layout.wrong_merges, ("word", "page"), alone=True),
    "reordered": Damage("rows or columns in another order", layout.reordered, complete=_DRAWN, alone=True, shape=True),
    "missing-group": Damage("a group of 表四 missing", layout.missing_group, alone=True, shape=True),
    "merged-rows": Damage("小项 rows added up in one", layout.merged_rows, alone=True, shape=True),
    "last-year": Damage("last year's figures beside", layout.last_year_beside, edition="2021", alone=True),
    "other-unit": Damage("收费金额 in 元", layout.other_unit, edition="2021", alone=True),
    "odd-figures": Damage("words beside numbers, O for 0", layout.odd_figures),
    "missing-table": Damage("a table that is a picture", layout.missing_table, alone=True, shape=True),
    "one-off": Damage("figures that break equations", layout.one_off, complete=FORMATS),
    "several": Damage("three kinds at once", _several, alone=True),
    "shape-and-words": Damage("two kinds, and one that alters the shape", _shape_and_words, alone=True),
}


def kinds(format_: str) -> tuple[str, ...]:
    """The damages that a format can have."""
    return tuple(name for name, damage in DAMAGES.items() if format_ in damage.formats)


def damaged(format_: str, kind: str, seed: int) -> tuple[Paper, random.Random]:
    """The paper of a format, a kind of damage and a number, and the generator with which its file is made."""
    damage, chance = DAMAGES[kind], chance_of(f"{format_} {kind} {seed}")
    paper = specimen(chance, damage.edition, damage.years)
    paper.marks.add(format_)
    if damage.do is not None:
        damage.do(paper, chance)
    return paper, chance
