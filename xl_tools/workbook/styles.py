"""Looks of cells: fonts that Windows and WPS have, the colours of the official form, number formats."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Any

SONG, HEI, FANG, KAI = "宋体", "黑体", "仿宋", "楷体"
BANNER_BLUE = "#C6D9F1"
INPUT_YELLOW, TOTAL_GREY, REPORTED_ORANGE, REPORTED_LINE = "#FFFDE7", "#EDEDED", "#FCE4D6", "#C55A11"
NOTE_GREY, LINK_BLUE, LINE_GREY = "#595959", "#0563C1", "#BFBFBF"
TAB_MAIN, TAB_TABLE, TAB_TEXT, TAB_OTHER = "#1F4E79", "#5B9BD5", "#70AD47", "#A6A6A6"
CHECK_FORMAT = '"差 "#,##0;"差 "-#,##0;"√";@'
"""A difference of 0 shows as √; text (未核, 缺总计) as it stands."""

_BOX = {"border": 1}
_THIN = {"border": 1, "border_color": LINE_GREY}
_WRAP = {"text_wrap": True, "valign": "vcenter"}
_MIDDLE = {"align": "center", "valign": "vcenter"}
_FREE = {"locked": False}
_INPUT = {"bg_color": INPUT_YELLOW, **_FREE}
_TABLE = {"font_name": SONG, "font_size": 10.5}
_NUMBER = {**_TABLE, **_BOX, **_MIDDLE, "num_format": "0"}
_BODY = {"font_name": SONG, "font_size": 11}


class Style(Enum):
    """One look; the value is its properties as XlsxWriter takes them."""

    TITLE = MappingProxyType({"font_name": HEI, "font_size": 16, **_MIDDLE})
    COVER_TITLE = MappingProxyType({"font_name": SONG, "font_size": 22, "bold": True, **_MIDDLE, "text_wrap": True})
    SUBTITLE = MappingProxyType({"font_name": KAI, "font_size": 12, **_MIDDLE})
    HEAD_LINE = MappingProxyType({"font_name": KAI, "font_size": 10.5, "align": "right", "valign": "vcenter"})
    NOTE = MappingProxyType({"font_name": KAI, "font_size": 10, "font_color": NOTE_GREY, **_WRAP})
    HINT = MappingProxyType({"font_name": KAI, "font_size": 10, "font_color": NOTE_GREY, **_WRAP, **_THIN})
    LINK = MappingProxyType({**_BODY, "font_color": LINK_BLUE, "underline": 1, "valign": "vcenter"})
    LINK_BOX = MappingProxyType({**_BODY, "font_color": LINK_BLUE, "underline": 1, **_WRAP, **_THIN})
    LINK_FREE = MappingProxyType({**_TABLE, "font_color": LINK_BLUE, "underline": 1, **_WRAP, **_FREE})
    # The printed tables.
    BANNER = MappingProxyType({**_TABLE, **_BOX, "bg_color": BANNER_BLUE, "align": "left", "valign": "vcenter"})
    HEAD = MappingProxyType({**_TABLE, **_BOX, **_MIDDLE, "text_wrap": True})
    ROW = MappingProxyType({**_TABLE, **_BOX, **_WRAP, "align": "left"})
    COUNT = MappingProxyType({**_NUMBER, "bg_color": INPUT_YELLOW, **_FREE})
    SIGNED = MappingProxyType({**_NUMBER, "bg_color": INPUT_YELLOW, **_FREE, "num_format": "+0;-0;0"})
    AMOUNT = MappingProxyType({**_NUMBER, "bg_color": INPUT_YELLOW, **_FREE, "num_format": "General"})
    TOTAL = MappingProxyType({**_NUMBER, "bg_color": TOTAL_GREY, **_FREE})
    REPORTED = MappingProxyType(
        # The thick frame and the slant stay visible when a rule that fails paints the cell red.
        {
            **_NUMBER,
            "bg_color": REPORTED_ORANGE,
            "font_color": REPORTED_LINE,
            "italic": True,
            "bold": True,
            "border": 2,
            "border_color": REPORTED_LINE,
            **_FREE,
        }
    )
    # What stands around them.
    CHECK_HEAD = MappingProxyType(
        {"font_name": SONG, "font_size": 9, "font_color": NOTE_GREY, **_WRAP, "align": "left", **_THIN}
    )
    CHECK = MappingProxyType(
        {"font_name": SONG, "font_size": 9, "font_color": NOTE_GREY, **_MIDDLE, **_THIN, "num_format": CHECK_FORMAT}
    )
    TALLY = MappingProxyType(
        {"font_name": SONG, "font_size": 9, "font_color": NOTE_GREY, **_MIDDLE, **_THIN, "num_format": "0"}
    )
    # Lists and texts.
    LIST_HEAD = MappingProxyType(
        {**_BODY, "bold": True, "bg_color": BANNER_BLUE, **_MIDDLE, "text_wrap": True, **_THIN}
    )
    LABEL = MappingProxyType({**_BODY, **_WRAP, **_THIN, "align": "left"})
    LABEL_TOP = MappingProxyType({**_BODY, "text_wrap": True, "valign": "top", **_THIN, "align": "left"})
    MIDDLE = MappingProxyType({**_BODY, **_MIDDLE, "text_wrap": True, **_THIN})
    STATUS = MappingProxyType({**_BODY, "bold": True, **_MIDDLE, **_THIN})
    FIELD = MappingProxyType({**_BODY, **_WRAP, **_THIN, "align": "left", **_INPUT})
    FIELD_NUMBER = MappingProxyType(
        {**_BODY, **_THIN, "align": "left", "valign": "vcenter", **_INPUT, "num_format": "0"}
    )
    FIELD_AMOUNT = MappingProxyType({**_BODY, **_THIN, "align": "left", "valign": "vcenter", **_INPUT})
    FIELD_DATE = MappingProxyType(
        {**_BODY, **_THIN, "align": "left", "valign": "vcenter", **_INPUT, "num_format": "yyyy-mm-dd"}
    )
    FIELD_DUE = MappingProxyType(
        # Reckoned, and free all the same: rows are sorted, and the formula is drawn down.
        {**_BODY, **_THIN, "align": "left", "valign": "vcenter", "bg_color": TOTAL_GREY, **_FREE}
        | {"num_format": "yyyy-mm-dd"}
    )
    WRITTEN = MappingProxyType({**_BODY, **_WRAP, **_THIN, "align": "left", **_FREE})
    WRITTEN_MIDDLE = MappingProxyType({**_BODY, **_MIDDLE, "text_wrap": True, **_THIN, **_FREE})
    SENTENCE = MappingProxyType({"font_name": FANG, "font_size": 11, "text_wrap": True, "valign": "top", **_THIN})
    OWN = MappingProxyType({"font_name": FANG, "font_size": 11, "text_wrap": True, "valign": "top", **_THIN, **_INPUT})
    RESULT = MappingProxyType(
        {"font_name": FANG, "font_size": 11, "text_wrap": True, "valign": "top", **_THIN, **_FREE}
    )
    # Rows kept free for what a handler writes: without lines, which a conditional format adds once they are used.
    ROW_FREE = MappingProxyType({**_TABLE, **_WRAP, **_FREE})
    ROW_FREE_MIDDLE = MappingProxyType({**_TABLE, **_MIDDLE, **_FREE})
    HIDDEN_FREE = MappingProxyType({"font_name": SONG, "font_size": 9, "align": "fill", **_FREE})
    CHAPTER = MappingProxyType({"font_name": HEI, "font_size": 12, "valign": "vcenter"})
    TEXT = MappingProxyType({**_BODY, **_WRAP, "align": "left"})
    # Conditional formats only.
    WRONG = MappingProxyType({"bg_color": "#FFC7CE", "font_color": "#9C0006"})
    QUERY = MappingProxyType({"bg_color": "#FFEB9C", "font_color": "#7F6000"})
    NOTICE = MappingProxyType({"bg_color": "#DDEBF7"})
    GOOD = MappingProxyType({"bg_color": "#E2EFDA", "font_color": "#375623"})
    LINED = MappingProxyType({**_THIN})

    @property
    def size(self) -> float:
        return float(self.properties.get("font_size", 11))

    @property
    def properties(self) -> dict[str, Any]:
        return dict(self.value)
