"""Papers as saved web pages: portals of several makes, layout tables, text pasted from Word, GBK and UTF-8."""

from __future__ import annotations

import random
from collections.abc import Callable
from html import escape

from published.paper import Block, Kind, Paper, Table

from xl_tools.forms.grid import Role

Html = str
_MSO_SPAN = "font-size:10.5pt;font-family:宋体;mso-hansi-font-family:Calibri;mso-bidi-font-family:宋体"
_PORTAL_STYLE = ".nav li{float:left}.zoom{color:#1f4e79}table td{border:1px solid #000}"
_MSO_STYLE = (
    "<style><!-- /* Style Definitions */ p.MsoNormal, li.MsoNormal {mso-style-parent:''; margin:0cm;"
    "font-family:'Calibri','sans-serif'} @page Section1 {size:595.3pt 841.9pt} --></style>"
)
_MSO_NOTE = "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"


def make(paper: Paper, chance: random.Random) -> bytes:
    """The paper as .html."""
    content = chance.choice((_plain, _div_soup, _pasted, _one_block))(paper, chance)
    page = chance.choice((_portal, _portal, _layout_tables, _bare))(paper, content, chance)
    charset = chance.choice(("utf-8", "utf-8", "gb2312", "gbk"))
    declared = (
        f'<meta charset="{charset}">'
        if chance.random() < 0.5
        else f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    )
    # GB18030 writes what the page declares as GBK, and what GBK lacks.
    encoding = "utf-8" if charset == "utf-8" else "gb18030"
    return page.replace("<head>", f"<head>{declared}", 1).encode(encoding)


# --- the report itself


def _plain(paper: Paper, chance: random.Random) -> Html:
    """Paragraphs and tables; headings as such in half of the pages, cells of headers as th."""
    headed = chance.random() < 0.5
    names = {Kind.TITLE: "h2", Kind.HEADING: "h3", Kind.SUBHEADING: "h4"} if headed else {}

    def paragraph(block: Block) -> Html:
        assert not isinstance(block, Table)
        name = names.get(block.kind, "p")
        return f"<{name}>{'' if headed else '　　'}{escape(block.printed)}</{name}>"

    return _joined(paper, paragraph, lambda table: _table(table, _bare_cell, header=headed))


def _div_soup(paper: Paper, chance: random.Random) -> Html:
    def paragraph(block: Block) -> Html:
        assert not isinstance(block, Table)
        text = escape(block.printed)
        half = len(text) // 2 if "&" not in text else 0
        return (
            f'<div class="para"><div><span>&nbsp;&nbsp;&nbsp;&nbsp;{text[:half]}</span>'
            f"<span style='color:#333'>{text[half:]}</span></div></div>"
        )

    def cell(text: str) -> Html:
        return f"<div class='c'><div>{_breaks(text, '<br/>')}</div></div>"

    return _joined(paper, paragraph, lambda table: f"<div class='tb'>{_table(table, cell)}</div>")


def _pasted(paper: Paper, chance: random.Random) -> Html:
    """What a text editor on the web makes of a paste from Word."""

    def paragraph(block: Block) -> Html:
        assert not isinstance(block, Table)
        align = "center" if block.kind is Kind.TITLE else "left"
        return (
            f'<p class="MsoNormal" align="{align}" style=\'text-indent:32.0pt;mso-char-indent-count:2.0;'
            f"line-height:28.0pt'><span style='{_MSO_SPAN}'>{escape(block.printed)}<o:p></o:p></span></p>"
        )

    def cell(text: str) -> Html:
        if not text:
            return '<p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>'
        return "".join(
            f'<p class="MsoNormal" align="center" style=\'text-align:center;mso-pagination:widow-orphan\'>'
            f"<span lang=\"EN-US\" style='{_MSO_SPAN}'>{escape(line)}<o:p></o:p></span></p>"
            for line in text.split("\n")
        )

    return _MSO_NOTE + _MSO_STYLE + _joined(paper, paragraph, lambda table: _table(table, cell, mso=True))


def _one_block(paper: Paper, chance: random.Random) -> Html:
    """All text in one element, lines divided by br; in the tables one paragraph a cell."""

    def paragraph(block: Block) -> Html:
        assert not isinstance(block, Table)
        return f"&emsp;&emsp;{escape(block.printed)}<br><br>" if block.kind is Kind.BODY else f"{block.printed}<br>"

    return f"<div>{_joined(paper, paragraph, lambda table: _table(table, _paragraph_cell))}</div>"


def _joined(paper: Paper, paragraph: Callable[[Block], Html], table: Callable[[Table], Html]) -> Html:
    return "\n".join(table(block) if isinstance(block, Table) else paragraph(block) for block in paper.blocks)


def _bare_cell(text: str) -> Html:
    return _breaks(text, "<br>")


def _paragraph_cell(text: str) -> Html:
    return f"<p>{_breaks(text, '</p><p>') or '&nbsp;'}</p>"


def _breaks(text: str, between: Html) -> Html:
    return between.join(escape(line) for line in text.split("\n"))


def _table(table: Table, cell: Callable[[str], Html], *, header: bool = False, mso: bool = False) -> Html:
    rows: list[Html] = []
    for number, row in enumerate(table.by_row()):
        cells: list[Html] = []
        for one in row:
            name = "th" if header and one.role in (Role.COLUMN, Role.CORNER) else "td"
            spans = f' rowspan="{one.rows}"' if one.rows > 1 else ""
            spans += f' colspan="{one.columns}"' if one.columns > 1 else ""
            style = " style='border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt'" if mso else ""
            cells.append(f"<{name}{spans}{style}>{cell(one.text)}</{name}>")
        height = f' style="height:{20 + number % 3}px"' if mso else ""
        rows.append(f"<tr{height}>{''.join(cells)}</tr>")
    return f'<table border="1" cellspacing="0"><tbody>{"".join(rows)}</tbody></table>'


# --- the page around it


def _portal(paper: Paper, content: Html, chance: random.Random) -> Html:
    """A portal of the usual make: navigation, where one is, title, buttons, text, downloads, imprint."""
    title = escape(paper.title)
    busy = "frame" in paper.marks
    year = paper.truth.year
    others = "".join(
        f'<li><a href="/{index}.html">示例{index}镇{year - index}年政府信息公开工作年度报告</a>'
        f"<span>{year - index + 1}-01-{10 + index}</span></li>"
        for index in range(1, 9 if busy else 1)
    )
    facts = (
        '<table class="xxgk-head"><tr><td>索引号：</td><td>000014349/2024-00012</td><td>主题分类：</td>'
        f"<td>政务公开</td></tr><tr><td>发布机构：</td><td>{escape(paper.truth.unit)}</td><td>发布日期：</td>"
        f"<td>{year + 1}-01-20</td></tr>"
        f"<tr><td>名称：</td><td colspan='3'>{title}</td></tr></table>"
        if busy
        else ""
    )
    return (
        f"<!DOCTYPE html><html><head><title>{title}_政府信息公开</title><style>{_PORTAL_STYLE}</style>"
        "<script>var id = 12; document.write('<table><tr><td>0</td></tr></table>');</script></head><body>"
        '<div class="top"><ul class="nav"><li>首页</li><li>政务公开</li><li>办事服务</li><li>互动交流</li></ul></div>'
        '<div class="where">您现在的位置：首页 &gt; 政务公开 &gt; 政府信息公开年报</div>'
        f'<div class="left"><ul>{others}</ul></div>'
        f'<div class="main"><h1>{title}</h1>'
        f'<div class="info">发布时间：{year + 1}-01-20 09:30　来源：办公室　浏览次数：<span>136</span>　'
        f'<span class="zoom">【字号：大 中 小】</span><a>打印</a><a>关闭</a></div>{facts}'
        f'<div class="content" id="zoom">{content}</div>'
        '<div class="files">附件：<a href="a.docx">下载Word</a><a href="a.pdf">下载PDF</a></div>'
        '<div>扫一扫在手机打开当前页</div></div><div class="foot">主办：办公室　网站标识码：0000000000　'
        "ICP备00000000号<script>count(1);</script></div></body></html>"
    )


def _layout_tables(paper: Paper, content: Html, chance: random.Random) -> Html:
    """An old site, all of whose layout is made of tables."""
    title = escape(paper.title)
    menu = "".join(f"<tr><td><a>{name}</a></td></tr>" for name in ("机构职能", "法规文件", "年度报告", "依申请公开"))
    more = "<tr><td colspan='2'>友情链接：省政府　市政府　部门网站</td></tr>" if "frame" in paper.marks else ""
    return (
        f"<html><head><title>{title}</title></head><body><table width='1000' align='center'>"
        "<tr><td colspan='2'>信息公开网</td></tr>"
        f"<tr><td width='200' valign='top'><table>{menu}</table></td><td><table width='100%'>"
        f"<tr><td align='center'><b>{title}</b></td></tr>"
        f"<tr><td align='center'>作者：管理员　日期：{paper.truth.year + 1}-01-18　点击：25</td></tr>"
        f"<tr><td>{content}</td></tr></table></td></tr>{more}"
        "<tr><td colspan='2'>版权所有</td></tr></table></body></html>"
    )


def _bare(paper: Paper, content: Html, chance: random.Random) -> Html:
    """The text alone, as an export or an editor saves it."""
    frame = "<div>打印本页　关闭窗口</div>" if "frame" in paper.marks else ""
    return f"<html><head><title>无标题文档</title></head><body>{frame}{content}{frame}</body></html>"
