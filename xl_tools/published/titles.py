"""The title of a published report: where it stands, whose report it is and of which year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xl_tools.published.labels import exact_key
from xl_tools.published.litter import is_page_data
from xl_tools.published.source import Line
from xl_tools.report import Unit
from xl_tools.units import Level

_MOST_LINES = 3
"""Lines over which a title may be spread."""
_LONGEST, _SHORT = 70, 3
_REPORT = r"信息公开(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:年度|年)?(?:工作)?报告"
_TITLE = re.compile(
    rf"(?P<before>[^。！？；:;!?<>《》,，]*?)(?:政府)?{_REPORT}(?P<after>\([^()]*\))?(?:的(?:函|通知|公告|报告))?"
)
_YEAR = re.compile(r"(?P<year>20[0-9]{2})(?:年度|年|)")
_YEAR_LINE = re.compile(rf"[(]?{_YEAR.pattern}[)]?")
_CHINESE_YEAR = re.compile(r"二[〇○零0Oo][一二三四五六七八九〇○零]{2}(?=年)")
_CHINESE_DIGITS = {name: str(number) for number, name in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
    "O": "0",
}
_NAME_LINE = re.compile(r"[\u4e00-\u9fff()（）·、]{2,40}")
_NOT_NAMES = re.compile(
    r"^(?:目录|政府信息公开|信息公开|首页|年度报告|年报|正文|附件|无障碍|当前位置)|年报$|报告$|专栏$|网$|目录$|指南$"
)
_SENT = "公布|发布|印发|报送|呈报|上报"
"""What a letter around a report says that it does with it."""
_AROUND = re.compile(rf"^(?:关于|{_SENT}|附件?[0-9]*)|(?:关于(?:{_SENT})?|的|年度|年|[、.\-_—])$")
_PERIOD = re.compile(r"(?P<year>20[0-9]{2})年1月1日起?(?:至|到|-|—|－|~)+(?:(?P=year)年)?12月[0-9]{2}日")
_SAID_YEAR = re.compile(r"(?<![0-9〔\[(（])(20[0-9]{2})年")
_SUBDISTRICT = re.compile(r"(?:街道|街道办事处|街道办|办事处)$")
_TOWNSHIP = re.compile(r"(?:镇|乡|苏木)(?:人民政府|政府)?$")
_COUNTY = re.compile(r"(?:县|自治县|旗|(?<!自治)区|(?<!自)治县)(?:人民政府|政府)$|(?:县|旗)$|(?<=市).{1,6}(?<!自治)区$")
_PREFECTURE = re.compile(r"(?:自治州|盟)(?:人民政府|政府|行政公署)?$|地区行政公署$")
_PROVINCE = re.compile(r"(?:省|自治区)(?:人民政府|政府)?$|^(?:北京|上海|天津|重庆)市(?:人民政府|政府)?$")
_PROVINCE_OFFICE = re.compile(r"^[\u4e00-\u9fff]{2,8}?(?:省|自治区)[^市县区州旗盟]*(?:厅|局|委员会|办公室|委|办|中心)$")
_COUNTY_OFFICE = re.compile(
    r"(?:县|旗|市[\u4e00-\u9fff]{1,6}(?<!自治)区)[\u4e00-\u9fff]*(?:局|委员会|办公室|委|办|中心|馆|队|社|会|所)$"
)
_GOVERNMENTS = re.compile(r"人民政府$|^.{2,}政府$")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed.

    Attributes:
        text: the lines it stands in, joined; spaces kept.
        first, last: positions of these lines.
        name: the unit's name in it, empty if there is none; `year` is 0 where it says none.
    """

    text: str
    where: str
    first: int
    last: int
    name: str
    year: int


def titles(lines: Sequence[Line]) -> Iterator[Title]:
    """Every title of a report among the lines; one spread over several lines counts once."""
    at = 0
    while at < len(lines):
        found = _title_at(lines, at)
        if found is None:
            at += 1
            continue
        yield found
        at = found.last + 1


def title_of(text: str) -> Title | None:
    """A title that a file declares, with the name of a web site behind it."""
    for part in re.split(r"[-_|—–]+", text):
        if found := _parsed([Line(part, "")], 0, 0):
            return found
    return None


def _title_at(lines: Sequence[Line], at: int) -> Title | None:
    """The title that begins in a line and goes over as few lines as possible; empty lines do not count."""
    used = 0
    for last in range(at, len(lines)):
        if not exact_key(lines[last].text):
            if last == at or last - at >= 2 * _MOST_LINES:
                return None
            continue
        used += 1
        if used > _MOST_LINES or (used > 1 and (is_page_data(lines[last].text) or not _may_begin(lines[at].text))):
            return None
        if found := _parsed(lines, at, last):
            whole = any(
                (one := _parsed(lines, start, last)) and len(one.name) > _SHORT for start in range(at + 1, last + 1)
            )
            return None if whole else _with_year_below(lines, found)
    return None


def _with_year_below(lines: Sequence[Line], found: Title) -> Title:
    """The title with the year that stands in brackets on a line of its own below it."""
    below = next((at for at in range(found.last + 1, len(lines)) if exact_key(lines[at].text)), None)
    if found.year or below is None or not (year := _YEAR_LINE.fullmatch(_western(exact_key(lines[below].text)))):
        return found
    return replace(found, text=found.text + lines[below].text.strip(), last=below, year=int(year["year"]))


def _may_begin(text: str) -> bool:
    """Whether a line may be the first of a title spread over several: a name, a year, or the title's own words."""
    key = exact_key(text)
    if is_page_data(text) or not key or len(key) > _LONGEST:
        return False
    return (
        bool(_NAME_LINE.fullmatch(_YEAR.sub("", _western(key)) or "年度") and not _NOT_NAMES.search(key))
        or "信息公开" in key
    )


def _parsed(lines: Sequence[Line], first: int, last: int) -> Title | None:
    texts = [line.text.strip() for line in lines[first : last + 1] if exact_key(line.text)]
    key = _western(exact_key("".join(texts)))
    if len(key) > _LONGEST or not (found := _TITLE.fullmatch(key)):
        return None
    years = _YEAR.findall(key)
    name = _YEAR.sub("", found["before"])
    while (shorter := _AROUND.sub("", name)) != name:
        name = shorter
    if name.endswith("人民"):
        name += "政府"
    text = "".join(texts) if not any(text.isascii() for text in texts) else " ".join(texts)
    return Title(text, lines[first].where, first, last, name.strip("()·"), int(years[0]) if years else 0)


def _western(key: str) -> str:
    def digits(found: re.Match[str]) -> str:
        return "".join(_CHINESE_DIGITS.get(letter, letter) for letter in found[0].replace("二", "2", 1)).replace(
            "二", "2"
        )

    return _CHINESE_YEAR.sub(digits, key)


def year_of_text(text: str) -> int:
    """The year that a text is about: of its statistical period, else the one it names most often; 0 if unclear."""
    plain = unicodedata.normalize("NFKC", "".join(text.split()))
    if periods := {int(found["year"]) for found in _PERIOD.finditer(plain)}:
        return periods.pop() if len(periods) == 1 else 0
    said = [int(found[1]) for found in _SAID_YEAR.finditer(plain)]
    counts = sorted(((said.count(year), year) for year in set(said)), reverse=True)
    if not counts or (len(counts) > 1 and counts[0][0] == counts[1][0]):
        return 0
    return counts[0][1]


def unit_of(name: str) -> Unit:
    """The unit of a name, with its level where the name leaves no choice."""
    return Unit(name, level_of(name))


def level_of(name: str) -> Level:
    """The level of an office by its name; OTHER where the name alone does not say it, as of most offices of a 市."""
    plain = "".join(name.split())
    for pattern, level in (
        (_SUBDISTRICT, Level.SUBDISTRICT),
        (_TOWNSHIP, Level.TOWNSHIP),
        (_PROVINCE, Level.PROVINCE_GOVERNMENT),
        (_PREFECTURE, Level.CITY_GOVERNMENT),
        (_COUNTY, Level.COUNTY_GOVERNMENT),
        (_COUNTY_OFFICE, Level.COUNTY_DEPARTMENT),
        (_PROVINCE_OFFICE, Level.PROVINCE_DEPARTMENT),
    ):
        if pattern.search(plain):
            return level
    return Level.OTHER
