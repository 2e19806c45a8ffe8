"""填报说明: how to fill the workbook, what the colours mean, what is checked and on what basis."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.forms.model import Form
from xl_tools.rules import load_rules
from xl_tools.validation.rulebook import Entry, entries
from xl_tools.workbook.canvas import Book, row_height
from xl_tools.workbook.contents import Contents
from xl_tools.workbook.layout import HELP, INDEX
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.styles import TAB_OTHER, Style

_WIDTHS = (24, 92)
_STEPS = (
    ("1. 封面", "填单位全称、级别、年度和范围。级别、范围从下拉列表中选，核对规则按级别判断。"),
    ("2. 二、三、四各表", "只填浅黄色格。没有的填 0，不留空白，不填“/”“无”。数字不带单位和逗号；金额以万元为单位。"),
    ("3. 总计", "灰色格是公式，填好各栏自动算出，不用填。手填会先提醒，填了就不再自动计算。"),
    ("4. 一、五、六各部分", "先填“表外的数和事项”，数字句会自动写好；再在“本单位文字”栏写本单位自己的话。"),
    (
        "5. 上年数据",
        "填上年已公布年报的数字，用来写同比、核对结转和画图；没有可留空。装了插件可“提取上年数据”（Word、网页、PDF、"
        "上年的工作簿），来源和时间写在表头；再“接转上年”，把上年的“结转下年”填到本年的“上年结转”。已填的数不会被悄悄改掉。",
    ),
    (
        "6. 上年公布的数有误",
        "原数不改，在同一行的“建议值”“理由”栏写明，“确认”选“是”后按建议值核对；文字和图仍用上年公布的数。",
    ),
    ("7. 台账（可不用）", "“台账”“复议诉讼台账”一件一行，“台账生成表三”据此写出表三、表四；不用的留空。"),
    ("8. 看目录与审核", "每一部分都是“完整”，再送审核。“缺填”“勾稽不符”点左边的蓝字就能跳过去。"),
)
_COLOURS = (
    ("浅黄色", "要填的格。"),
    ("灰色", "自动计算的总计。"),
    ("橙色粗框、斜体", "报送原数（非公式）：报送时的总计与各格之和不符，保留原数，不改成公式。"),
    ("红色", "这一格所在的勾稽关系不成立，或上次校验认为有错误，必须改。"),
    ("黄色（表内）", "上次校验提示要核实：改正，或在“审核说明”栏写明原因。"),
)
_CHECKING = (
    ("随填随核", "各表右边和下面的“勾稽核对”是普通公式，随填随算：“√”相符，“差”是左边减右边。"),
    (
        "校验",
        "装了插件后按“校验”（或用命令行），会逐条检查全部规则，把错误、核实、提醒写到“目录与审核”，并把有关的格标色。"
        "“建议值”一栏写最可能填错的格和应填的数；规则号是链接，点一下转到本页的这条规则。",
    ),
    (
        "审核说明",
        "“核实”类确实没有错的，在“审核说明”栏写明原因，再校验一次，性质变为“已说明”。写说明时的数或文字一改，就要重新说明。"
        "错误不能用说明代替改正。",
    ),
    (
        "定稿",
        "没有错误、核实都有说明的，可以定稿：封面写上时间和封存码。以后一改就要重新定稿。封存码只防误改，不防伪造。",
    ),
    ("填充", "由数字写出一、五、六各部分的文字，写在“成稿”栏；手工改过的成稿不会被覆盖。"),
    (
        "旧版模板",
        "用以前版本模板填的工作簿，用“迁移旧模板”（或 xl-tools migrate）转到本版，逐格列出去向；原来的文件不改动。",
    ),
    ("没有插件", "照样能填、能核对、能出数字句、能打印。文字从“数字句”和“本单位文字”两栏复制到报告即可。"),
    ("在 WPS 表格中", "可以直接打开、填写和打印：没有宏，用的都是普通公式、数据有效性、条件格式和工作表保护。"),
    (
        "工作表保护",
        "只锁标签和公式，没有密码，只防手误，不是保密或防篡改的措施。列宽行高可以直接调。请不要增删行列，不要改表名。",
    ),
    ("状态的意思", "完整：各格都填了数，勾稽相符。缺填：有空白或填了文字。勾稽不符：有等式不成立，或有负数、小数。"),
)
_READINGS = (
    (
        "处理决定",
        "许可、处罚、强制的处理决定数量，是全部处理决定，包括已公开的和依法没有公开的，不是网站上公开的条数。",
        "武政办发〔2025〕54号（地方口径，供参考）",
    ),
    (
        "现行有效",
        "规章、行政规范性文件的制发、废止和现行有效件数，与同级司法行政部门核对后填。",
        "武政办发〔2025〕54号（地方口径，供参考）",
    ),
    (
        "规章",
        "县级及以下单位没有规章制定权，填 0；转发、执行上级规章不算。",
        "《中华人民共和国立法法》关于规章制定主体的规定",
    ),
    (
        "上一年项目数量",
        "上一年项目数量是事项数；本年增/减是比上一年增加或减少的事项数，减少用负数，例如 -8。",
        "湖北省 2020 年度年报填表注（地方口径，供参考）",
    ),
    (
        "区分处理的",
        "一件申请只计入一个结果；部分公开的只计在（二），不再计入（三）至（六）。",
        "统一格式表三表内文字",
    ),
    (
        "采购总金额",
        "表样没有印单位，请连单位一起填，例如“12.5万元”。",
        "统一格式表二",
    ),
)
"""Word that must occur in the form, how to count, and where that comes from."""


def draw_guide(book: Book, contents: Contents) -> None:
    """Draw the sheet."""
    form = contents.report.form
    sheet = book.sheet(HELP, TAB_OTHER)
    sheet.widths(_WIDTHS)
    sheet.put(0, 0, HELP, Style.TITLE, columns=2)
    sheet.height(0, 30)
    sheet.link(1, 0, Spot(INDEX, 0, 0), f"← 返回{INDEX}")
    row = 2
    for chapter, lines in _chapters(form):
        sheet.put(row, 0, chapter, Style.CHAPTER, columns=2)
        sheet.height(row, 28)
        row += 1
        for label, text in lines:
            sheet.put(row, 0, label, Style.LABEL)
            sheet.put(row, 1, text, Style.LABEL)
            sheet.height(row, max(row_height(label, _WIDTHS[0], 11), row_height(text, _WIDTHS[1], 11)))
            row += 1
    sheet.print_on(row - 1, 1)
    sheet.close()


def _chapters(form: Form) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    yield "怎样填", _STEPS
    yield "颜色的意思", _COLOURS
    yield "核对与校验", _CHECKING
    yield "本版格式", tuple(_edition(form))
    labels = "".join("".join(cell.row_labels + cell.column_labels) for cell in form.cells.values())
    yield "指标怎样数", tuple((word, f"{text}（{source}）") for word, text, source in _READINGS if word in labels)
    yield "核对的规则和依据", tuple((f"{one.id} {one.alias}", _rule(one)) for one in entries(load_rules(form)))


def _rule(entry: Entry) -> str:
    """What stands behind a finding: a link in the findings table leads here."""
    return "\n".join((f"{entry.title}。", *(f"{name}：{text}" for name, text in entry.details)))


def _edition(form: Form) -> Iterator[tuple[str, str]]:
    years = f"{form.first_year}—{form.last_year} 年度" if form.last_year else f"{form.first_year} 年度起"
    yield "格式", f"《{form.name}》（{form.source}），用于{years}的年报。"
    yield "统计期限", "当年 1 月 1 日至 12 月 31 日。"
    tables = "，".join(f"{one.table_name} {len(form.cells_of(one.id))} 格" for one in form.tables)
    yield "各表格数", f"{tables}，共 {len(form.cells)} 格（含总计）。"
    yield "模板版本", f"{form.id}，第 {form.template_version} 版模板。"
