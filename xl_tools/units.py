"""Who reports: the levels of offices and the scope of their figures, with the Chinese words for both."""

from __future__ import annotations

from enum import Enum


class Level(Enum):
    """Level of the reporting unit; the value is the word of the data file, `label` the word on screen."""

    STATE_DEPARTMENT = "state_department"
    PROVINCE_GOVERNMENT = "province_government"
    PROVINCE_DEPARTMENT = "province_department"
    CITY_GOVERNMENT = "city_government"
    CITY_DEPARTMENT = "city_department"
    COUNTY_GOVERNMENT = "county_government"
    COUNTY_DEPARTMENT = "county_department"
    TOWNSHIP = "township"
    SUBDISTRICT = "subdistrict"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LEVEL_LABELS[self]

    @property
    def is_government(self) -> bool:
        """True for 各级人民政府, whose report must cover 考核、评议、追责 (条例第五十条第四项).

        A 街道办事处 is an agency of the county government, not a government.
        """
        return self in _GOVERNMENTS


_LEVEL_LABELS = {
    Level.STATE_DEPARTMENT: "国务院部门",
    Level.PROVINCE_GOVERNMENT: "省级政府",
    Level.PROVINCE_DEPARTMENT: "省级部门",
    Level.CITY_GOVERNMENT: "设区的市（自治州）政府",
    Level.CITY_DEPARTMENT: "市级部门",
    Level.COUNTY_GOVERNMENT: "县级政府",
    Level.COUNTY_DEPARTMENT: "县级部门",
    Level.TOWNSHIP: "乡镇政府",
    Level.SUBDISTRICT: "街道办事处",
    Level.OTHER: "其他单位",
}
_GOVERNMENTS = frozenset({Level.PROVINCE_GOVERNMENT, Level.CITY_GOVERNMENT, Level.COUNTY_GOVERNMENT, Level.TOWNSHIP})


class Scope(Enum):
    """Whether the figures are the unit's own (本级) or a total over subordinate units (汇总)."""

    OWN = "own"
    CONSOLIDATED = "consolidated"

    @property
    def label(self) -> str:
        return "本级" if self is Scope.OWN else "汇总"
