"""Damage to words and figures: labels, headings, titles, and how numbers are written."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

from published.paper import Kind, Paper, Paragraph, Square, Table
from published.paper_prose import litter
from published.specimens import truth_of

from xl_tools.forms.grid import Role
from xl_tools.values import Count

TYPOS = (
    ("三类内部事务信息", "三类内容事务信息"),
    ("行政事业性收费", "行政事业型收费"),
    ("现行有效件数", "现行有效件"),
    ("现行有效件数", "现行有效件数（历史累计）"),
    ("其他法律行政法规禁止公开", "其他法律行政止公开"),
    ("第二十条第（一）项", "第二十条第项"),
    ("第二十条第（五）项", "第二十条第（五）"),
    ("第二十条第（六）项", "第二十条（六）项"),
    ("本年废止件数", "本年制发件数"),
    ("本年新公开数量", "本年新制作数量"),
    ("行政规范性文件", "规范性文件"),
    ("法人或其他组织", "法人及其他组织"),
    ("社会公益组织", "社会公益团体"),
    ("法律服务机构", "法律服务机购"),
    ("（一）予以公开", "（一）予以公开件数"),
    ("区分处理的", "区别处理的"),
    ("4.保护第三方合法权益", "4.保护第三方合法权利"),
    ("无正当理由大量反复申请", "无正当理由大量反复"),
    ("逾期不补正", "逾期未补正"),
    ("四、结转下年度继续办理", "四、结转下年度办理"),
    ("二、上年结转政府信息公开申请数量", "二、上年结转政府信息公开申请"),
    ("尚未审结", "未审结"),
    ("未经复议直接起诉", "未经复议直接诉讼"),
    ("危及“三安全一稳定”", "危及三安全一稳定"),
    ("上一年项目数量", "上年项目数量"),
    ("对外公开总数量", "对外公开总数"),
    ("（七）总计", "（七）合计"),
)
_HEADINGS = {
    "一、总体情况": ("一、工作基本情况", "一、总体情况、", "一、概述", "一、总体情况："),
    "二、主动公开政府信息情况": (
        "二、主动公开政府政府情况",
        "二、主动公开政府信息的情况",
        "（二）主动公开政府信息情况",
    ),
    "三、收到和处理政府信息公开申请情况": ("三、收到和处理政府信息公开申请的情况", "三收到和处理政府信息公开申请情况"),
    "四、政府信息公开行政复议、行政诉讼情况": (
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "四、政府信息公开行政复议和行政诉讼情况",
        "三、政府信息公开行政复议、行政诉讼情况",
    ),
    "五、存在的主要问题及改进情况": (
        "五、存在的主要问题及改进措施",
        "五、政府信息公开工作存在的主要问题及改进情况",
        "五、存在问题和改进情况",
    ),
    "六、其他需要报告的事项": ("六、其他需要报告的事项。", "六、需要报告的其他事项", "六、其他"),
}
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
_GAPS = (" ", "\u3000", "\n")


def flat(text: str) -> str:
    """A label without its breaks and blanks."""
    return re.sub(r"\s", "", text)


def number_in(text: str) -> int:
    """The digits of a text as a number, 0 if it has none: for sums over cells that are damaged already."""
    return int("".join(str(unicodedata.digit(one)) for one in text if unicodedata.digit(one, None) is not None) or 0)


def retype(table: Table, square: Square, text: str, paper: Paper) -> None:
    """Print another text in a value cell; the truth is what it says."""
    table.put(square, text=text)
    paper.truth.cells[square.cell] = truth_of(paper, square.cell, text)


# --- labels


def label_typos(paper: Paper, chance: random.Random) -> None:
    found = [
        (wrong, right)
        for right, wrong in TYPOS
        if any(right in flat(one.text) for table in paper.tables for one in table.squares)
    ]
    for wrong, right in chance.sample(found, min(len(found), chance.randint(3, 6))):
        for table in paper.tables:
            for one in list(table.labels(Role.ROW, Role.COLUMN, Role.BANNER)):
                if right in flat(one.text):
                    table.put(one, text=flat(one.text).replace(right, wrong))
                    break


def vertical_labels(paper: Paper, chance: random.Random) -> None:
    """Narrow headers with one character a line."""
    for table in paper.tables:
        for one in list(table.labels(Role.COLUMN, Role.ROW)):
            if len(flat(one.text)) <= 8 and chance.random() < 0.7:
                table.put(one, text="\n".join(flat(one.text)))


def typography(paper: Paper, chance: random.Random) -> None:
    """Other brackets, points and quotes, and blanks inside short labels: 1、 for 1., (一) for （一）, 总　计."""
    point, gap = chance.choice(("、", "．", "，", "．", " ")), chance.choice(("\u3000", " ", "  "))
    brackets = str.maketrans({"（": "(", "）": ")", "“": '"', "”": '"'} if chance.random() < 0.6 else {})
    for table in paper.tables:
        for one in list(table.labels(Role.ROW, Role.COLUMN, Role.BANNER)):
            text = re.sub(r"^([1-8])\.", rf"\1{point}", flat(one.text)).translate(brackets)
            table.put(one, text=gap.join(text) if len(text) == 2 else text)


# --- headings, titles, numbering


def wrong_headings(paper: Paper, chance: random.Random) -> None:
    for one in paper.paragraphs:
        if one.kind is Kind.HEADING and chance.random() < 0.7:
            paper.put(one, Paragraph(chance.choice(_HEADINGS[one.text]), Kind.HEADING))


def lost_headings(paper: Paper, chance: random.Random) -> None:
    """The headings over the tables are missing, in half of the papers all six; then no text has a place for certain."""
    headings = [one for one in paper.paragraphs if one.kind is Kind.HEADING]
    if chance.random() < 0.5:
        paper.truth.narrative = {}
    else:
        headings = headings[1:4]
    for one in headings:
        paper.put(one)


def odd_title(paper: Paper, chance: random.Random) -> None:
    for one in [one for one in paper.paragraphs if one.kind is Kind.TITLE]:
        paper.blocks = [block for block in paper.blocks if block is not one]
    unit, year = paper.truth.unit, paper.truth.year
    lines = chance.choice(
        (
            (f"{unit}政府信息公开工作", "年度报告"),
            (f"{year}年{unit}", "政府信息公开工作年度报告"),
            (f"{unit}关于{year}年政府信息公开", "工作年度报告"),
            (f"{unit}政府信息公开工作年度报告", f"（{year}年度）"),
            (unit, f"{year}年度政府信息公开年度报告"),
        )
    )
    paper.blocks[0:0] = [Paragraph(line, Kind.TITLE) for line in lines]


def second_numbering(paper: Paper, chance: random.Random) -> None:
    """一、 二、 三、 again inside the first section."""
    nested = chance.choice(
        (
            ("一、主动公开情况", "二、依申请公开情况", "三、平台建设情况"),
            ("一、加强组织领导", "二、工作机制保障", "三、拓宽公开渠道", "四、强化监督检查"),
        )
    )
    at = next(index for index, one in enumerate(paper.blocks) if getattr(one, "kind", None) is Kind.HEADING) + 1
    new: list[Paragraph] = []
    for heading in nested:
        new += [Paragraph(heading), Paragraph("有专人负责，按制度办理，全年没有发生差错。")]
    paper.blocks[at:at] = new
    before = "\n".join(one.text for one in new)
    paper.truth.narrative["overview"] = f"{before}\n{paper.truth.narrative['overview']}"


def litter_left(paper: Paper, chance: random.Random) -> None:
    """Page numbers and bookmarks between the blocks and inside cells; a printed page shows no bookmark in a cell."""
    lines = litter(chance)
    for at in sorted(chance.sample(range(2, len(paper.blocks)), 4), reverse=True):
        paper.blocks.insert(at, Paragraph(next(lines), Kind.LITTER))
    for table in paper.tables:
        if "pdf" in paper.marks:
            continue
        values = [one for one in table.squares if one.cell]
        table.put(chosen := chance.choice(values), text=f"[bookmark: _GoBack]{chosen.text}")


def automatic_numbers(paper: Paper, chance: random.Random) -> None:
    """一、 is no text but the numbering of the paragraph."""
    for one in paper.paragraphs:
        if one.kind is Kind.HEADING:
            paper.put(one, Paragraph(one.text[2:], Kind.HEADING, one.text[:2]))


# --- figures


def _each(paper: Paper, change: Callable[[Square], str | None]) -> None:
    for table in paper.tables:
        for one in list(table.squares):
            if one.cell and (text := change(one)) is not None:
                retype(table, one, text, paper)


def signs(paper: Paper, chance: random.Random) -> None:
    """“/”, “-”, “无” and blanks where others print 0; one habit a table."""
    for table in paper.tables:
        mark, share = chance.choice(("/", "-", "—", "无", "", "")), chance.choice((0.3, 1))
        for one in list(table.squares):
            if one.cell and one.text.strip() == "0" and chance.random() < share:
                retype(table, one, mark, paper)


def full_width(paper: Paper, chance: random.Random) -> None:
    _each(paper, lambda one: one.text.translate(_WIDE) if _PLAIN.fullmatch(one.text.strip()) else None)


def signed(paper: Paper, chance: random.Random) -> None:
    """本年增/减 of 2019 with a sign or a word: +3, 增加3, 减2, －8."""
    for one in [one for one in paper.table("proactive").squares if one.cell.endswith(".change")]:
        number = chance.randint(-40, 40)
        ways = ("+{n}", "增加{n}", "增{n}", "＋{n}", "{n}") if number >= 0 else ("-{n}", "减少{n}", "减{n}", "－{n}")
        text = chance.choice(ways).format(n=abs(number))
        retype(paper.table("proactive"), one, text, paper)
        assert paper.truth.cells[one.cell] == Count(number)


def thousands(paper: Paper, chance: random.Random) -> None:
    """1,234 in the narrow or the wide comma. Papers without large numbers get some."""
    comma = chance.choice(",，")
    values = [(table, one) for table in paper.tables for one in table.squares if one.cell.startswith("proactive.")]
    for table, one in chance.sample(values, 3):
        if not one.cell.endswith("amount"):
            table.put(one, text=str(chance.randint(1000, 2_000_000)))

    def grouped(one: Square) -> str | None:
        text = one.text.strip()
        if not _PLAIN.fullmatch(text):
            return None
        whole, dot, rest = text.partition(".")
        return f"{int(whole):,}".replace(",", comma) + dot + rest

    _each(paper, grouped)


def units(paper: Paper, chance: random.Random) -> None:
    """12件, 26.55万元, 2358万, 251000元."""
    everywhere = chance.random() < 0.5

    def with_unit(one: Square) -> str | None:
        text = one.text.strip()
        if not _PLAIN.fullmatch(text) or not (everywhere or chance.random() < 0.2):
            return None
        if one.cell.endswith("amount"):
            return text + chance.choice(("万元", "万", "元"))
        return text + (paper.form.cells[one.cell].unit or "件")

    _each(paper, with_unit)


def spaced_digits(paper: Paper, chance: random.Random) -> None:
    """“1 0”: a number torn by a blank. What it says is 10; to leave it unread is right as well."""
    for table in paper.tables:
        for one in list(table.squares):
            text = one.text.strip()
            if one.cell and _PLAIN.fullmatch(text) and len(text) > 1 and chance.random() < 0.6:
                at = chance.randint(1, len(text) - 1)
                table.put(one, text=text[:at] + chance.choice(_GAPS) + text[at:])
