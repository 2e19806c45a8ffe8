"""What goes wrong in a made-up county when its reports are collected: each fault by name, and whose it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from support import county_figures as figures
from support import county_files as files
from support.county_plan import County
from support.county_units import COUNTY


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        kind: in words.
        unit: whose report it is about, without the county's name.
        happen: does it: changes what is sent, and what must come out.
    """

    kind: str
    unit: str
    happen: Callable[[County, str], None]

    def into(self, county: County) -> None:
        self.happen(county, COUNTY + self.unit)


_OLD_FASHIONED = (
    *("发展和改革局", "工业和信息化局", "公安局", "自然资源局", "生态环境局", "住房和城乡建设局", "商务局"),
    *("应急管理局", "医疗保障局", "农业综合开发局", "数据局", "投资促进局", "住房公积金管理中心"),
)

FAULTS = (
    Fault("迟报", "水利局", files.late),
    Fault("没有设定日期，晚于 1 月 31 日", "新城街道办事处", files.late_without_date),
    Fault("未报", "信访局", files.missing),
    Fault("未报", "马鞍镇人民政府", files.missing),
    Fault("同一份寄两次", "民政局", files.twice),
    Fault("同一份改名再寄", "财政局", files.twice_renamed),
    Fault("新的替代旧的", "司法局", files.newer),
    Fault("两份不同", "交通运输局", files.conflict),
    Fault("单位名称有错字", "农业农村局", files.typo),
    Fault("单位简称", "市场监督管理局", files.abbreviated),
    Fault("单位名称没有县名", "审计局", files.without_county),
    Fault("别名", "人力资源和社会保障局", files.alias),
    Fault("单位名称和文件名有方向控制符", "清溪镇人民政府", files.bidi),
    Fault("不在名单", "国有资产监督管理局", files.stranger),
    Fault("上一年度的", "统计局", files.other_year),
    Fault("旧版格式", "林业局", files.other_edition),
    Fault("文件残缺", "双井镇人民政府", files.corrupt),
    Fault("有打开密码", "退役军人事务局", files.password),
    Fault("旧式工作簿", "科学技术局", files.old_workbook),
    Fault("报来的是 Word", "民族宗教事务局", files.word),
    Fault("报来的是 PDF", "档案局", files.pdf),
    Fault("报来的是数据文件", "机关事务管理局", files.data_file),
    Fault("总计写错", "卫生健康局", figures.wrong_total),
    Fault("结转对不上", "经济开发区管理委员会", figures.wrong_carry),
    Fault("改了上年数", "柳河镇人民政府", figures.last_year_made_to_fit),
    Fault("拆分以后结转对不上", "疾病预防控制局", figures.split_apart),
    Fault("没有填零", "河西街道办事处", figures.blanks),
    Fault("没有填零", "北苑街道办事处", figures.blanks),
    Fault("没有填零", "黄泥镇人民政府", figures.blanks),
    Fault("填了斜杠", "供销合作社联合社", figures.not_applicable),
    Fault("文字是公式", "白塔镇人民政府", figures.formula),
    *(Fault("引用旧文号", name, figures.old_notice) for name in _OLD_FASHIONED),
    Fault("照抄别的单位", "南渡镇人民政府", figures.copied),
    Fault("数大得离谱", "龙门镇人民政府", figures.outlier),
    Fault("别人几百件，它是零", "杨柳镇人民政府", figures.zero),
    Fault("部门的汇总年报", "教育局", figures.consolidated),
    Fault("本级填了合计数", "城市管理局", figures.sum_as_own),
    Fault("全县的汇总年报", "人民政府", figures.whole_county),
)
