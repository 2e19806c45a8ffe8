"""Older template versions: where they had things that stand elsewhere now, or are new.

Said is only what differs; all else was where it is. Tests hold the blank templates of each version against it. A change
of any address, and so a new version, adds a layout of what was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from xl_tools.forms.model import Form
from xl_tools.workbook.layout import Layout
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.titles import COVER_LABELS, PREVIOUS_LABELS

_FIRST_RESULTS = (
    *("number", "severity", "rule", "link", "message", "left", "right", "difference", "group", "explanation"),
    *("sheet", "address"),
)
"""Columns of the findings table of version 1: nobody signed an explanation, and no digest was remembered."""


@dataclass(frozen=True)
class PastLayout(Layout):
    """The places of an older template version, 1 or 2.

    Until version 2 last year's figures could not be disputed, its texts were not kept, and there was no ledger.
    """

    past: int

    # The generated one would be without the hash of the base.
    __hash__ = Layout.__hash__

    @property
    def version(self) -> int:
        return self.past

    @cached_property
    def ledgers(self) -> tuple[str, ...]:
        return ()

    @property
    def cover_labels(self) -> Mapping[str, str]:
        absent = {"finalized_on"} if self.past == 1 else set[str]()
        return {name: label for name, label in COVER_LABELS.items() if name not in absent}

    @property
    def previous_labels(self) -> Mapping[str, str]:
        return {**PREVIOUS_LABELS, "taken_on": "取数日期"}

    @cached_property
    def proposed(self) -> Mapping[str, Spot]:
        return {}

    @cached_property
    def last_texts(self) -> Mapping[str, tuple[Spot, ...]]:
        return {}

    @property
    def result_columns(self) -> tuple[str, ...]:
        return _FIRST_RESULTS if self.past == 1 else super().result_columns

    def result(self, index: int, column: str) -> Spot:
        """A cell of the findings table; behind everything, where nothing stands, for a column that it had not yet."""
        if column in self.result_columns:
            return super().result(index, column)
        mark = self.mark(index)
        return Spot(mark.sheet, mark.row, mark.column + 1)


def past_versions(form: Form) -> tuple[int, ...]:
    """The older template versions that can be read, oldest first."""
    return tuple(version for version in _KNOWN.get(form.id, ()) if version < form.template_version)


def past_layout(form: Form, previous_form: Form, version: int) -> PastLayout:
    """The layout of an older template version. Raises KeyError for one that is unknown."""
    if version not in past_versions(form):
        raise KeyError(f"{form.id} {version}")
    return _layout(form, previous_form, version)


@cache
def _layout(form: Form, previous_form: Form, version: int) -> PastLayout:
    return PastLayout(form, previous_form, version)


_KNOWN = {"gov_disclosure_2019": (1, 2), "gov_disclosure_2021": (1, 2)}

PRINTED_BEFORE = frozenset(
    {
        "草稿或定稿，由“定稿”按钮填写，也可手选",
        "取数日期",
        "填上年已公布年报的数字（可由“上年数据提取”写入）。上年是汇总数的，这里也填汇总数。没有上年数据可全部留空。",
    }
)
"""What older versions printed on the sheets that people fill, and the present one does not."""
