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
_LIST = {**_TABLE, **_THIN, "valign": "vcenter"}
_FIGURE = {"align": "right"}
_LINKED = {"font_color": LINK_BLUE, "underline": 1}
_OUTSIDE = {"bg_color": "#F2F2F2", "font_color": NOTE_GREY, "italic": True}


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
    # Long lists: lines that wrap, and lines of which thousands follow each other and so do not.
    ITEM = MappingProxyType({**_LIST, "text_wrap": True, "align": "left"})
    ITEM_LINE = MappingProxyType({**_LIST, "align": "left"})
    ITEM_MIDDLE = MappingProxyType({**_LIST, "align": "center"})
    ITEM_NUMBER = MappingProxyType({**_LIST, **_FIGURE, "num_format": "0"})
    ITEM_AMOUNT = MappingProxyType({**_LIST, **_FIGURE})
    ITEM_INDENTED = MappingProxyType({**_LIST, **_FIGURE, "indent": 1})
    ITEM_DATE = MappingProxyType({**_LIST, "align": "center", "num_format": "yyyy-mm-dd"})
    ITEM_TIME = MappingProxyType({**_LIST, "align": "center", "num_format": "yyyy-mm-dd hh:mm"})
    ITEM_LINK = MappingProxyType({**_LIST, **_LINKED, "align": "left", "text_wrap": True})
    ITEM_LINK_LINE = MappingProxyType({**_LIST, **_LINKED, "align": "left"})
    ITEM_LINK_MIDDLE = MappingProxyType({**_LIST, **_LINKED, "align": "center"})
    # A figure that is added up, one that stands beside the sum, and what is no figure.
    ITEM_ODD = MappingProxyType({**_LIST, **_FIGURE, "bg_color": "#FFEB9C", "font_color": "#7F6000"})
    ITEM_OUT = MappingProxyType({**_LIST, **_OUTSIDE, "align": "left"})
    ITEM_OUT_MIDDLE = MappingProxyType({**_LIST, **_OUTSIDE, "align": "center"})
    ITEM_OUT_NUMBER = MappingProxyType({**_LIST, **_OUTSIDE, **_FIGURE, "num_format": "0"})
    ITEM_OUT_AMOUNT = MappingProxyType({**_LIST, **_OUTSIDE, **_FIGURE})
    ITEM_SUM = MappingProxyType({**_LIST, **_FIGURE, "bold": True, "num_format": "0", "bg_color": TOTAL_GREY})
    ITEM_SUM_AMOUNT = MappingProxyType({**_LIST, **_FIGURE, "bold": True, "bg_color": TOTAL_GREY})
    ITEM_SUM_LABEL = MappingProxyType({**_LIST, "bold": True, "align": "center", "bg_color": TOTAL_GREY})
    ITEM_HEAD = MappingProxyType({**_LIST, **_MIDDLE, "bold": True, "bg_color": BANNER_BLUE, "text_wrap": True})
    ITEM_SUBHEAD = MappingProxyType({**_LIST, **_MIDDLE, "text_wrap": True, "bg_color": "#EAF1FA"})
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
