"""A made-up county: its offices, what they deal with, and two years of their figures and texts, the same every time.

Figures are as they are in life: most cells 0, a few busy offices, townships that decide little. They satisfy every
rule, and last year's fit this year's, so that everything found in a report of this county was put into it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from support.county_texts import texts_of
from support.reports import APPLICANTS, balance
from xl_tools.forms.load import form_for_year
from xl_tools.report import Report, Unit
from xl_tools.units import Level, Scope
from xl_tools.values import Amount, Count, Value

YEAR = 2025
COUNTY = "青禾县"
TOP = "青禾县人民政府"

_LICENSING, _PENALTIES, _COERCION = (f"proactive.{one}.decisions" for one in ("licensing", "penalties", "coercion"))
_FEES = "proactive.fees.amount"
_DOCUMENTS = "proactive.normative_documents."


@dataclass(frozen=True, slots=True)
class Office:
    """One unit of the county.

    Attributes:
        duty: what it deals with, as its texts name it.
        licensing, penalties, coercion: decisions in a usual year.
        fees: 万元 in a usual year.
        documents: normative documents in force.
        requests: new requests in a usual year.
        parent: the unit that collects its report.
        last: names of the units of last year whose work it does; its own name if empty.
    """

    name: str
    level: Level
    duty: str
    licensing: int = 0
    penalties: int = 0
    coercion: int = 0
    fees: int = 0
    documents: int = 0
    requests: int = 0
    parent: str = TOP
    last: tuple[str, ...] = ()


def _department(
    name: str,
    duty: str,
    licensing: int,
    penalties: int,
    coercion: int,
    fees: int,
    documents: int,
    requests: int,
    last: tuple[str, ...] = (),
) -> Office:
    full = tuple(COUNTY + one for one in last)
    level = Level.COUNTY_DEPARTMENT
    return Office(COUNTY + name, level, duty, licensing, penalties, coercion, fees, documents, requests, last=full)


_DEPARTMENTS = (
    _department("发展和改革局", "项目审批和价格管理", 180, 4, 0, 0, 12, 14),
    _department("教育局", "学校招生和教师管理", 66, 2, 0, 0, 6, 9),
    _department("科学技术局", "科技项目申报", 0, 0, 0, 0, 2, 1),
    _department("工业和信息化局", "企业技术改造", 24, 1, 0, 0, 3, 2),
    _department("民族宗教事务局", "宗教场所登记", 11, 0, 0, 0, 1, 0),
    _department("公安局", "治安和出入境管理", 21400, 9300, 410, 388, 8, 26),
    _department("民政局", "社会救助和婚姻登记", 240, 3, 0, 0, 5, 4),
    _department("司法局", "公证和法律援助", 36, 0, 0, 0, 2, 3),
    _department("财政局", "预算和政府采购监管", 4, 1, 0, 0, 9, 12),
    _department("人力资源和社会保障局", "就业和社会保险", 520, 18, 0, 0, 14, 17),
    _department("自然资源局", "土地征收和不动产登记", 2600, 64, 9, 5200, 11, 58),
    _department("生态环境局", "排污许可和环境执法", 210, 86, 22, 0, 4, 15),
    _department("住房和城乡建设局", "房屋征收和施工许可", 870, 42, 6, 310, 13, 49),
    _department("交通运输局", "道路运输和公路管理", 3100, 720, 48, 0, 7, 11),
    _department("水利局", "取水许可和河道管理", 92, 13, 4, 46, 5, 6),
    _department("农业农村局", "农资监管和宅基地管理", 460, 57, 8, 0, 10, 22),
    _department("商务局", "商贸流通和成品油管理", 38, 2, 0, 0, 2, 1),
    _department("文化广电旅游和体育局", "文化市场和公共体育", 77, 16, 0, 0, 6, 3, last=("文化广电和旅游局", "体育局")),
    _department("卫生健康局", "医疗机构和公共卫生", 930, 74, 0, 0, 8, 7, last=("卫生健康局",)),
    _department("疾病预防控制局", "传染病防治和饮用水监督", 120, 12, 0, 0, 1, 1, last=("卫生健康局",)),
    _department("退役军人事务局", "优抚安置", 0, 0, 0, 0, 2, 2),
    _department("应急管理局", "安全生产许可", 150, 93, 3, 0, 6, 5),
    _department("审计局", "财政收支审计", 0, 0, 0, 0, 0, 2),
    _department("市场监督管理局", "市场主体登记和食品监管", 15200, 640, 37, 0, 9, 31),
    _department("统计局", "经济普查和统计执法", 0, 4, 0, 0, 0, 1),
    _department("医疗保障局", "医保待遇和基金监管", 0, 26, 0, 0, 4, 6),
    _department("林业局", "林地审核和采伐许可", 380, 21, 2, 0, 3, 4),
    _department("城市管理局", "市容环卫和户外广告", 640, 1850, 130, 74, 5, 18),
    _department("行政审批局", "政务服务和集中审批", 5400, 0, 0, 0, 3, 5),
    _department("信访局", "群众来信来访", 0, 0, 0, 0, 0, 3),
    _department("农业综合开发局", "高标准农田建设", 0, 0, 0, 0, 1, 1),
    _department("粮食和物资储备局", "粮食收购和储备管理", 27, 3, 0, 0, 2, 0, last=("粮食局",)),
    _department("国有资产监督管理局", "县属企业监管", 0, 0, 0, 0, 3, 2),
    _department("机关事务管理局", "公务用车和办公用房", 0, 0, 0, 0, 2, 0),
    _department("数据局", "公共数据和电子政务", 0, 0, 0, 0, 1, 2),
    _department("投资促进局", "招商项目服务", 0, 0, 0, 0, 0, 1),
    _department("档案局", "档案移交和查阅", 2, 0, 0, 0, 0, 4),
    _department("供销合作社联合社", "农资供应和合作社指导", 0, 0, 0, 0, 0, 0),
    _department("住房公积金管理中心", "公积金缴存和提取", 0, 0, 0, 0, 3, 5),
    _department("经济开发区管理委员会", "园区规划和入园项目", 95, 0, 0, 0, 4, 13),
)
_TOWNS = ("东山", "柳河", "石桥", "南渡", "白塔", "清溪", "马鞍", "黄泥", "双井", "龙门", "杨柳", "上坪")
_STREETS = ("城关", "新城", "河西", "北苑")
_SUBORDINATES = (
    Office("青禾县招生考试中心", Level.OTHER, "升学考试组织", requests=2, parent="青禾县教育局"),
    Office("青禾县学生资助中心", Level.OTHER, "困难学生资助", requests=1, parent="青禾县教育局"),
    Office(
        "青禾县城市管理综合行政执法大队", Level.OTHER, "街面执法", 0, 900, 60, parent="青禾县城市管理局", requests=4
    ),
    Office("青禾县市政园林中心", Level.OTHER, "路灯和公园绿地", 8, requests=16, parent="青禾县城市管理局"),
    Office("青禾县环境卫生中心", Level.OTHER, "垃圾清运", requests=6, parent="青禾县城市管理局"),
)


def offices() -> tuple[Office, ...]:
    """The government, 40 departments, 16 townships and sub-districts, and 5 units below departments."""
    top = Office(TOP, Level.COUNTY_GOVERNMENT, "全县政务公开", 0, 0, 0, 0, 63, 88, parent="")
    towns = [
        Office(
            f"{COUNTY}{name}镇人民政府",
            Level.TOWNSHIP,
            f"{name}镇的村务和民生",
            150 + 17 * at,
            at % 3,
            0,
            0,
            at % 4,
            at % 6,
        )
        for at, name in enumerate(_TOWNS)
    ]
    streets = [
        Office(f"{COUNTY}{name}街道办事处", Level.SUBDISTRICT, f"{name}街道的社区服务", 12 + 5 * at, 0, 0, 0, 0, 3 * at)
        for at, name in enumerate(_STREETS)
    ]
    return (top, *_DEPARTMENTS, *towns, *streets, *_SUBORDINATES)


def reports(units: Sequence[Office], year: int = YEAR, seed: int = 1) -> dict[str, Report]:
    """This year's report of every unit, with last year's in it, which sums up what its predecessors had."""
    earlier = last_reports(units, year - 1, seed)
    return {
        one.name: make_report(one, year, random.Random(f"{seed} {year} {one.name}"), inherited(one, earlier, units))
        for one in units
    }


def last_reports(units: Sequence[Office], year: int = YEAR - 1, seed: int = 1) -> dict[str, Report]:
    """Last year's reports by the names that the units had then."""
    found: dict[str, Report] = {}
    for one in units:
        for at, name in enumerate(one.last or (one.name,)):
            if name not in found:
                # Of two units that were merged, the second was the smaller one.
                busy = one if not at else replace(one, licensing=one.licensing // 4, requests=one.requests // 2)
                office = replace(busy, name=name, last=())
                found[name] = make_report(office, year, random.Random(f"{seed} {year} {name}"), None)
    return found


def inherited(office: Office, earlier: Mapping[str, Report], units: Sequence[Office]) -> Report:
    """What a unit has to carry on: the sum of its predecessors, or its share of the one that was split.

    Of a unit that was split, the one that kept its name has everything that the others do not take with them.
    """
    names = list(office.last) or [office.name]
    heirs = [one for one in units if set(one.last or (one.name,)) & set(names)]
    if len(names) > 1:
        return _merged([earlier[name] for name in names], office)
    whole = earlier[names[0]]
    if len(heirs) == 1:
        return _last(whole.numbers, whole, names[0])
    taken = {id_: number // 4 for id_, number in whole.numbers.items() if _is_request(id_)}
    if office.name != names[0]:
        return _last(_summed(taken), whole, office.name)
    rest = {id_: number - taken.get(id_, 0) * (len(heirs) - 1) for id_, number in whole.numbers.items()}
    return _last(_summed(rest), whole, names[0])


def _merged(reports_: Sequence[Report], office: Office) -> Report:
    numbers = {id_: sum(one.numbers.get(id_, 0) for one in reports_) for id_ in reports_[0].form.cells}
    return _last(numbers, reports_[0], office.name)


def _is_request(id_: str) -> bool:
    return id_.startswith("requests.") and not id_.endswith(".total")


def _summed(numbers: Mapping[str, int | Decimal]) -> dict[str, int | Decimal]:
    """The numbers with the totals of 表三 added up again; cells that are not named become 0."""
    cells = form_for_year(YEAR - 1).cells
    full = {id_: numbers.get(id_, 0) for id_ in cells}
    rows = dict.fromkeys(id_.split(".")[1] for id_ in cells if id_.startswith("requests."))
    results = [row for row in rows if row not in ("received", "carried_in", "results_total", "carried_out")]
    for column in APPLICANTS:
        key = f"requests.{{}}.{column}".format
        full[key("results_total")] = sum(full[key(row)] for row in results)
        full[key("received")] = full[key("results_total")] + full[key("carried_out")] - full[key("carried_in")]
    for row in rows:
        full[f"requests.{row}.total"] = sum(full[f"requests.{row}.{column}"] for column in APPLICANTS)
    return full


def _last(numbers: Mapping[str, int | Decimal], whole: Report, name: str) -> Report:
    return Report(whole.form, whole.year, replace(whole.unit, name=name), values_of(numbers))


def values_of(numbers: Mapping[str, int | Decimal]) -> dict[str, Value]:
    """Numbers as a report holds them."""
    return {id_: Amount(Decimal(number)) if id_ == _FEES else Count(int(number)) for id_, number in numbers.items()}


def make_report(office: Office, year: int, rng: random.Random, previous: Report | None) -> Report:
    form = form_for_year(year)
    chosen: dict[str, int | Decimal] = {
        _LICENSING: _about(office.licensing, rng),
        _PENALTIES: _about(office.penalties, rng),
        _COERCION: _about(office.coercion, rng),
        _FEES: Decimal(_about(office.fees * 100, rng)).scaleb(-2),
        _DOCUMENTS + "issued": rng.choice((0, 0, 1, 2)) if office.documents else 0,
        _DOCUMENTS + "repealed": rng.choice((0, 0, 1)) if office.documents > 2 else 0,
        _DOCUMENTS + "in_force": office.documents,
    }
    chosen |= _requests(office.requests, rng)
    if office.requests > 12:
        chosen |= {f"review.reconsideration.{one}": n for one, n in (("upheld", 3), ("corrected", 1), ("pending", 1))}
        chosen["review.direct_litigation.upheld"] = 1
    level = office.level
    made = balance(form, chosen, year=year, level=level, previous=previous)
    named = replace(made, unit=Unit(office.name, level, Scope.OWN))
    return replace(named, narrative=texts_of(named, office.duty, rng))


def _requests(usual: int, rng: random.Random) -> dict[str, int | Decimal]:
    """Results of a year: most are granted, some are not held, few come from companies; a tenth is carried on."""
    found: dict[str, int | Decimal] = {}
    many = _about(usual, rng)
    shares = (
        ("granted.natural_person", 0.42),
        ("granted.business", 0.1),
        ("partially_granted.natural_person", 0.08),
        ("unavailable_not_held.natural_person", 0.2),
        ("denied_internal_affairs.natural_person", 0.04),
        ("rejected_petition.natural_person", 0.06),
    )
    for key, share in shares:
        found[f"requests.{key}"] = round(many * share)
    found["requests.carried_out.natural_person"] = round(many * 0.1)
    return found


def _about(usual: int, rng: random.Random) -> int:
    """A usual number in one year, a sixth more or less; a 0 stays a 0."""
    return round(usual * rng.uniform(0.85, 1.17))
