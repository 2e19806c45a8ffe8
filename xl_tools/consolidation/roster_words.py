"""The words of 名单.xlsx: the titles of its columns and what people write for a level."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xl_tools.consolidation.naming import bare
from xl_tools.units import Level

SHEET = "名单"
NAME, LEVEL, PARENT, DUE, NOTE = "name", "level", "parent", "due", "note"
CONTACT, PHONE, EMAIL = "contact", "phone", "email"
ALIASES, PREDECESSORS = "aliases", "predecessors"
"""Ids of the columns."""
TITLES: Mapping[str, str] = {
    NAME: "单位名称",
    LEVEL: "层级",
    PARENT: "上级单位",
    CONTACT: "联系人",
    PHONE: "电话",
    EMAIL: "邮箱",
    DUE: "截止日期",
    ALIASES: "别名",
    PREDECESSORS: "前身（上年单位）",
    NOTE: "备注",
}
"""The columns as we write them, in their order."""
_ALSO: Mapping[str, str] = {
    NAME: "单位 单位全称 填报单位 报送单位 应报单位 编制主体 名称 机关名称 部门名称 单位或部门",
    LEVEL: "级别 单位级别 单位层级 单位类型 单位类别 类型 类别 单位性质",
    PARENT: "上级 主管单位 汇总单位 主管部门 报送至 上级汇总单位 所属 隶属 隶属单位",
    CONTACT: "经办人 填报人 姓名 联络员 联系人姓名",
    PHONE: "联系电话 手机 手机号 手机号码 联系方式 办公电话 电话号码",
    EMAIL: "电子邮箱 邮箱地址 电子邮件 电子邮箱地址 Email E-mail 发件邮箱",
    DUE: "报送期限 期限 截止时间 报送截止日期 报送时限 时限 要求报送日期 报送日期",
    ALIASES: "其他名称 简称 其他写法 单位简称",
    PREDECESSORS: "前身 上年单位 原单位 曾用名 上年名称 原名称",
    NOTE: "说明 附注",
}
_BY_TITLE = {bare(title).casefold(): id_ for id_ in TITLES for title in (TITLES[id_], *_ALSO[id_].split())}
_IN_BRACKETS = re.compile(r"[（(\[【].*?[）)\]】]")
_WORDS: Mapping[Level, str] = {
    Level.STATE_DEPARTMENT: "国务院部门 部委 中央部门",
    Level.PROVINCE_GOVERNMENT: "省级政府 省政府 省人民政府 自治区政府 直辖市政府",
    Level.PROVINCE_DEPARTMENT: "省级部门 省直部门 省直单位 省直",
    Level.CITY_GOVERNMENT: "市级政府 设区的市政府 设区的市 地级市 地级市政府 自治州政府 州政府 市州政府",
    Level.CITY_DEPARTMENT: "市级部门",
    Level.COUNTY_GOVERNMENT: (
        "县级政府 县政府 区政府 旗政府 县人民政府 区人民政府 县市区政府 县市区 县区政府 县区 区县"
    ),
    Level.COUNTY_DEPARTMENT: (
        "县级部门 县直部门 县直单位 县直 县直机关 县政府部门 县政府工作部门 "
        "区级部门 区直部门 区直单位 区直 区政府部门 旗直部门"
    ),
    Level.TOWNSHIP: "乡镇政府 乡镇 乡镇人民政府 镇政府 乡政府 镇人民政府 乡人民政府 镇 乡 民族乡",
    Level.SUBDISTRICT: "街道办事处 街道 街道办 办事处",
    Level.OTHER: (
        "其他单位 其他 其它 事业单位 企事业单位 公共企事业单位 国有企业 "
        "开发区 园区 管委会 开发区管委会 垂管单位 派出机构"
    ),
}
_DEPARTMENTS = (
    "部门 工作部门 政府部门 政府工作部门 职能部门 直属 直属部门 直属机构 直属单位 "
    "市直 市直部门 市直单位 市直机关 州直部门"
)
_BY_NAME = "乡镇街道 镇街 镇街道 街镇 乡镇办 基层 政府 人民政府 本级政府 市政府 市人民政府"
BY_WORD = {bare(word): level for level in Level for word in (level.label, level.value, *_WORDS[level].split())}
DEPARTMENT_WORDS = frozenset(_DEPARTMENTS.split())
"""A department, of whatever government it is below: a city that is a county has 市直部门 too."""
BY_NAME_WORDS = frozenset(_BY_NAME.split())
"""Words that leave it to the name what the unit is."""


def column_of(title: str) -> str:
    """The id of the column with a title, however it is written; empty for any other."""
    words = (bare(title).casefold(), bare(_IN_BRACKETS.sub("", title)).casefold())
    return next((_BY_TITLE[one] for one in words if one in _BY_TITLE), "")
