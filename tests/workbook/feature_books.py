"""Workbooks with everything that people's workbooks hold, several features at a time, until all pairs came together."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import feature_archives as archives
import feature_cells as cells
import feature_drawings as drawings
import feature_parts as others
from feature_bases import DATA, metadata_book, openpyxl_book, xlsxwriter_book
from feature_package import Package, formula, rows
from workbook_files import filled, filled_report, inserted, with_cell

OURS = "ours"
REQUESTS, OWN = "三、申请情况", "自用"
APPLICANTS = ("natural_person", "business", "research", "public_welfare", "legal_services", "other")
FEATURES: Mapping[str, Callable[[Package], None]] = {
    one.__name__: one
    for one in (
        drawings.picture,
        drawings.text_box,
        drawings.group_of_shapes,
        drawings.chart,
        drawings.chart_sheet,
        drawings.background,
        drawings.header_picture,
        drawings.ole_object,
        drawings.embedded_workbook,
        drawings.form_control,
        others.pivot_table,
        others.table,
        others.slicer,
        others.comments,
        others.threaded_comments,
        others.custom_xml,
        others.vba,
        others.printer_settings,
        others.query_table,
        others.external_link,
        others.custom_properties,
        others.theme,
        others.rich_value,
        others.web_extension,
        others.ribbon,
        others.thumbnail,
        cells.extended_formats,
        cells.sparklines,
        cells.protection,
        cells.scenarios,
        cells.links,
        cells.revision_marks,
        cells.phonetic_texts,
        cells.shared_formula,
        cells.array_formulas,
        cells.hidden_sheets,
        cells.odd_names,
        cells.without_addresses,
        cells.calculation_chain,
        # These change how the whole sheet is written, so they come last.
        cells.comments_in_xml,
        cells.prefixed,
    )
}
ARCHIVES: Mapping[str, Callable[[archives.Parts], bytes]] = {
    one.__name__: one
    for one in (
        archives.data_descriptors,
        archives.stored_members,
        archives.extra_fields,
        archives.member_comments,
        archives.other_order,
        archives.utf8_names,
        archives.long_sizes,
    )
}
_METADATA = frozenset({"array_formulas", "rich_value"})


def our_book() -> bytes:
    """Our workbook, filled, with a sheet of somebody's own that refers to 三、申请情况 in several ways."""
    package = Package(filled(), REQUESTS)
    numbers = filled_report().numbers
    row = [numbers[f"requests.received.{one}"] for one in APPLICANTS]
    package.add_sheet(
        OWN,
        rows(
            {
                "A1": formula(f"'{REQUESTS}'!E6*2", float(row[1] * 2)),
                "A2": formula(f"SUM('{REQUESTS}'!D6:I6)", float(sum(row))),
                "A3": formula("requests.received.total-1", float(sum(row) - 1)),
                "A4": formula(f"MAX('{REQUESTS}'!D6:I6)", float(max(row))),
                "A5": formula("A1+A4", float(row[1] * 2 + max(row))),
            }
        ),
    )
    return package.bytes()


BASES: Mapping[str, tuple[Callable[[], bytes], frozenset[str]]] = {
    OURS: (our_book, frozenset()),
    "xlsxwriter": (xlsxwriter_book, frozenset()),
    "openpyxl": (openpyxl_book, frozenset()),
    "metadata": (metadata_book, _METADATA),
}
"""Name → what makes the workbook, and features that it has already and in another way."""
TOGETHER = 4
"""Features in one workbook."""


@dataclass(frozen=True)
class Case:
    """One workbook: where it comes from, and what was added."""

    number: int
    base: str
    features: tuple[str, ...]
    archive: str

    def __str__(self) -> str:
        return f"{self.number}-{self.base}-{'+'.join(self.features)}-{self.archive or 'plain'}"

    def build(self) -> bytes:
        package = Package(_base(self.base), REQUESTS if self.base == OURS else DATA)
        for name, add in FEATURES.items():
            if name in self.features:
                add(package)
        return ARCHIVES[self.archive](package.parts) if self.archive else package.bytes()


def cases(count: int) -> list[Case]:
    """Cases of which the first few have every feature, and all together every two features side by side."""
    luck = random.Random(6)
    apart = {frozenset(pair) for pair in combinations(FEATURES, 2)}
    unseen = set(FEATURES)
    found: list[Case] = []
    for number in range(count):
        name, (_, has_already) = list(BASES.items())[number % len(BASES)]
        usable = [feature for feature in FEATURES if feature not in has_already]
        best: tuple[str, ...] = ()
        for _ in range(40):
            chosen = tuple(luck.sample(usable, k=TOGETHER))
            best = max(best, chosen, key=lambda some: (len(unseen & set(some)), len(apart & _pairs(some))))
        unseen -= set(best)
        apart -= _pairs(best)
        archive = ["", *ARCHIVES][(number + number // len(BASES)) % (len(ARCHIVES) + 1)]
        found.append(Case(number, name, best, archive))
    return found


def changed_by_people() -> dict[str, bytes]:
    """Our workbook as people change it: a row put in, as Excel does it on all sheets; own formulas in cells."""
    reference = re.compile(rf"(?<='{REQUESTS}'!)\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?")

    def below(found: re.Match[str]) -> str:
        return re.sub(r"\d+", lambda row: str(int(row[0]) + (int(row[0]) >= 8)), found[0])

    moved = Package(inserted(filled(), REQUESTS, row=8), REQUESTS)
    for sheet, part in moved.sheets().items():
        if sheet != REQUESTS:
            text = re.sub(r"(?<=<f>)[^<]*(?=</f>)", lambda found: reference.sub(below, found[0]), moved.text(part))
            moved.parts[part] = text.encode()
    own = with_cell(filled(), REQUESTS, "E6", "<f>D6+1</f><v>1</v>")
    own = with_cell(own, "一、总体情况", "B6", f"<f>'{REQUESTS}'!J6</f><v>1</v>")
    return {"row": moved.bytes(), "own": own}


@cache
def _base(name: str) -> bytes:
    return BASES[name][0]()


def _pairs(features: tuple[str, ...]) -> set[frozenset[str]]:
    return {frozenset(pair) for pair in combinations(features, 2)}
