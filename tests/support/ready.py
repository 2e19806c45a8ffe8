"""A report that may become final: zeros, and texts without gaps."""

from __future__ import annotations

from support.reports import report_of
from xl_tools.forms.load import form_for_edition
from xl_tools.report import Report, Unit
from xl_tools.units import Level

FACTS = {"website_posts": 95, "disclosed_total": 95, "platform_work": "网站栏目按月核对更新"}


def report_ready() -> Report:
    """A report that may become final but for what a test changes: zeros, and texts without gaps."""
    cells = report_of().cells
    overview = "\n".join(
        (
            "（一）主动公开",
            "全年主动公开政府信息95条，都发布在政府网站。",
            "（二）依申请公开",
            "本年未收到政府信息公开申请，没有结转下年度继续办理的申请。",
            "（三）政府信息管理",
            "发布前逐条核对，保密审查记录齐全。",
            "（四）政府信息公开平台建设",
            "网站栏目按月核对更新。",
            "（五）监督保障",
            "工作考核结果为合格；社会评议由居民代表打分，结果为满意；没有发生责任追究。",
        )
    )
    problems = (
        "存在的主要问题是解读形式单一，图表偏少。改进情况：已对全部惠民政策配发图解，并安排专人每月检查更新情况。"
    )
    other = "本年未收取政府信息公开信息处理费，没有其他需要报告的事项。"
    return Report(
        form_for_edition("2021"),
        2024,
        Unit("示例县示例镇人民政府", Level.TOWNSHIP),
        cells,
        narrative={"overview": overview, "problems": problems, "other": other},
        facts=FACTS,
        preparer="填报人甲",
    )
