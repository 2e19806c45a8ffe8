"""Texts of the offices of a made-up county, each in other words, with the figures of their tables."""

from __future__ import annotations

import random
from collections.abc import Sequence

from xl_tools.report import Report

_DISCLOSED = (
    "结果公开比过程公开少，补登了一批办结情况。",
    "图表先给结论，再给数字。",
    "外文版只翻译了办事流程。",
    "旧栏目并入新栏目，原网址自动跳转。",
    "办事指南逐项改写，附上所需材料的样张。",
    "政策出台当天同步登出文字解读和问答。",
    "项目进展按季更新，从立项到验收都查得到。",
    "热线里问得最多的事，整理成一页纸贴在大厅。",
    "补贴发放名册在村组公示，照片存档。",
    "会议定下的事项，凡能公开的次日登出。",
    "把分散在各科室的通知归到一个栏目。",
    "请企业代表试读文件，改掉看不懂的地方。",
    "专门开了老年人版的页面，字号加大。",
    "收费依据和标准在窗口和网上一字不差。",
    "应急事项半天之内给出第一条消息。",
    "历年文件重新扫描，能按标题检索。",
)
_MANAGED = (
    "重复发布的信息每月清一次。",
    "涉企文件发布之前听过商会的意见。",
    "照片和附件统一命名。",
    "口头答复也作了登记。",
    "目录由专人维护，换岗时逐条交接。",
    "每份公文起草时就标明公开属性，退回补标过几次。",
    "保密审查单与原件一起归档。",
    "失效文件在原网页上加注，不直接撤下。",
    "和档案部门对过两次账，差错当场改正。",
    "季度末抽查旧信息的链接。",
    "科室报来的稿件先看数字再看文字。",
    "涉及个人的名册遮去证件号码以后才登出。",
    "文件编号统一登记，不再由科室自编。",
    "政策清理结果与法制机构会签。",
    "上网信息三人分别校对。",
    "更正过的内容写明更正日期。",
)
_PLATFORMS = (
    "栏目负责人的电话登在页尾。",
    "网页在手机上也能看全表格。",
    "查阅点周末开放半天。",
    "广播每天播一条办事提醒。",
    "门户网站改版，搜索框移到页首。",
    "公开专区配了自助查询机和复印机。",
    "公众号菜单按办事场景重排。",
    "公开栏搬到主楼入口，晚上也看得见。",
    "栏目访问量低的合并了四处。",
    "网站接入统一认证，申请可以在线查进度。",
    "小程序里加了预约和叫号。",
    "触摸屏里的内容与网站同时更新。",
    "信息公开邮箱设了自动回执。",
    "平台无障碍检测的问题都改好了。",
    "图书馆的查阅点换了新电脑。",
    "短视频账号由宣传科统一管理。",
)
_SUPERVISED = (
    "把网站错别字列入月度通报。",
    "请退休干部当监督员。",
    "对超过时限的先提醒后约谈。",
    "回访了全部申请人。",
    "请人大代表到场看过一次公开工作。",
    "培训安排在夏天，讲的是答复书的写法。",
    "上级通报的问题当月整改。",
    "用随机拨打电话的办法核实公开电话有没有人接。",
    "新进人员先学条例再上岗。",
    "邀请律师对答复文书逐份评查。",
    "分管负责人每个季度听一次汇报。",
    "第三方评估的失分项列了清单。",
    "与邻县同行互查，互相挑错。",
    "把公开工作写进岗位职责。",
    "网民留言由专人转办并回访。",
    "年中做了一次自查，结果贴在内网。",
)
_PROBLEMS = (
    "{duty}方面的信息更新有快有慢",
    "{duty}的解读偏长，群众读完仍要打电话来问",
    "历史信息没有分类，旧文件要翻很久",
    "懂公开业务的人少，一忙就顾不上",
    "公开的形式单一，视频和图解不多",
    "数据口径前后不一，更正也不及时",
    "线上申请的答复模板老旧",
    "信息重发轻管，过期内容撤得慢",
    "基层报送的材料常要催",
    "栏目之间有重复内容",
)
_REMEDIES = (
    "把报送时间写进年度任务，迟交的在例会上说明原因",
    "请窗口人员把文件改写成问答，篇幅压到一页以内",
    "先整理近五年的档案，其余明年接着做",
    "从业务科室抽调一名骨干兼任，到上级机关跟班学习",
    "与融媒体中心签了协议，按月供稿",
    "由统计岗先核，再送公开岗登出",
    "会同法律顾问重写模板，年底前换完",
    "给每条信息定了有效期，到期提醒经办人",
    "和村居约定了固定的报送日",
    "列出栏目清单，同类的归到一处",
)
_OTHER = (
    "没有收取政府信息公开信息处理费。没有其他需要报告的事项。",
    "未收取信息处理费，无其他需要报告的事项。",
    "本机关没有发出信息处理费收费通知，未收取费用。没有其他需要报告的事项。",
)
_HEADINGS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")


def texts_of(report: Report, duty: str, rng: random.Random) -> dict[str, str]:
    """The narrative of one office, by key.

    Args:
        duty: what the office deals with.
        rng: chooses the words.
    """
    parts = (
        f"围绕{duty}做好公开。{_some(_DISCLOSED, rng)}",
        _requests(report),
        f"{_documents(report)}{_some(_MANAGED, rng)}",
        _some(_PLATFORMS, rng),
        f"{_some(_SUPERVISED, rng)}工作考核为合格等次，社会评议结果较好，未发生责任追究情形。",
    )
    headed = (
        f"（{numeral}）{title}\n{text}" for numeral, title, text in zip("一二三四五", _HEADINGS, parts, strict=True)
    )
    wrong, mended = ("；".join(rng.sample(some, 4)) for some in (_PROBLEMS, _REMEDIES))
    return {
        "overview": "\n".join(headed),
        "problems": f"存在的主要问题：{wrong}。改进情况：{mended}。".format(duty=duty),
        "other": rng.choice(_OTHER),
    }


def _requests(report: Report) -> str:
    received, carried_in, results, carried_out = (
        report.number(f"requests.{row}.total") for row in ("received", "carried_in", "results_total", "carried_out")
    )
    if not received and not carried_in:
        return f"{report.year}年未收到政府信息公开申请，也没有上年结转的申请。"
    return (
        f"{report.year}年新收政府信息公开申请{received}件，上年结转{carried_in}件；办结{results}件，"
        f"结转下年度继续办理{carried_out}件。"
    )


def _documents(report: Report) -> str:
    issued = report.number("proactive.normative_documents.issued")
    return f"{report.year}年制发行政规范性文件{issued}件。" if issued else ""


def _some(sentences: Sequence[str], rng: random.Random) -> str:
    return "".join(rng.sample(sentences, 6))
