"""Words printed beside and above the cells that people fill, by the names of fields and columns."""

from __future__ import annotations

COVER_LABELS = {
    "unit": "填报单位（全称）",
    "level": "单位级别",
    "year": "年度",
    "scope": "报告范围",
    "preparer": "填报人",
    "reviewer": "审核人",
    "published_on": "发布日期",
    "state": "状态",
    "finalized_on": "定稿时间",
    "seal": "封存码",
}
PREVIOUS_LABELS = {
    "year": "上年年度",
    "edition": "上年格式版本",
    "unit": "上年填报单位",
    "level": "单位级别",
    "scope": "报告范围",
    "source": "数据来源",
    "taken_on": "取数时间",
}
PREVIOUS_COLUMNS = {
    "figure": "上年数",
    "proposed": "建议值",
    "reason": "理由",
    "confirmed": "确认",
}
"""Titles of the columns of 上年数据 that people or tools fill: what was published, and what it should have been."""
LAST_TEXT_COLUMNS = ("上年正文", "上年正文（续）")
"""Titles of the columns of last year's texts: one cell does not take the longest."""
TEXT_LABELS = {
    "label": "部分",
    "sentence": "数字句（自动）",
    "own": "本单位文字（手写）",
    "result": "成稿（由“填充”写入）",
}
"""Titles of the columns of a narrative sheet, in their order."""
LEAD_TITLE, NO_PARTS = "导语（报告开头一段）", "未分部分的文字"
