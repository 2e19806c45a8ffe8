"""Damage to the shape of tables: rows, columns, merges, and tables that are divided or run together."""

from __future__ import annotations

import random
from dataclasses import replace

from published.damage_words import flat, number_in, retype
from published.paper import Kind, Paper, Paragraph, Square, Table
from published.paper_prose import litter
from published.specimens import reprint

from xl_tools.forms.grid import Role
from xl_tools.forms.load import all_forms
from xl_tools.values import Count

_BREAK = ("proactive", "requests", "requests", "requests")
"""Tables that break over pages; 表三 always does."""


# --- rows


def missing_rows(paper: Paper, chance: random.Random) -> None:
    """Some of the small rows of 表三 are not printed; in half of the papers the others of a group are numbered anew."""
    table, anew = paper.table("requests"), chance.random() < 0.5
    for _ in range(chance.randint(1, 4)):
        rows = [one.row for one in table.labels(Role.ROW) if flat(one.text)[0] in _SMALL]
        paper.unsay(table.drop_row(chance.choice(rows)))
    number = 0
    for one in sorted((one for one in table.labels(Role.ROW) if flat(one.text)[0] in _SMALL), key=lambda one: one.row):
        group = any(other.row == one.row and other.column == 1 for other in table.labels(Role.ROW))
        number = 1 if group else number + 1
        if anew:
            table.put(one, text=f"{number}.{flat(one.text)[2:]}")


_SMALL = frozenset("12345678")


def extra_rows(paper: Paper, chance: random.Random) -> None:
    """Rows that the form does not have: 其他主动公开文件, a ninth ground, a count under the table."""
    section, after, label = chance.choice(
        (
            ("proactive", "规范性文件", "其他主动公开文件"),
            ("proactive", "", "本行政区域（或本部门）政府信息公开发布总数量（非新闻类、消息类）"),
            ("requests", "8.属于行政查询事项", "9.其他情形"),
            ("requests", "3.补正后申请内容仍不明确", "小计"),
        )
    )
    table = paper.table(section)
    like = next((one for one in table.labels(Role.ROW) if after and flat(one.text).endswith(after)), None)
    if like is None:
        width = table.columns
        table.squares += [
            Square(label, table.rows, 0, 1, width - 1, Role.ROW),
            Square(str(chance.randint(1, 90)), table.rows, width - 1),
        ]
        return
    table.open_row(like.row + 1)
    # What is merged over the row above the new one reaches over the new one, too.
    row = like.row + 1
    for one in list(table.squares):
        if one.role is Role.ROW and one.column < like.column and one.row + one.rows == row:
            table.put(one, rows=one.rows + 1)
    table.squares.append(replace(like, text=label, row=row))
    for one in [one for one in table.squares if one.row == like.row and one.role is Role.VALUE]:
        table.squares.append(replace(one, text=str(chance.randint(1, 9)), row=row, cell=""))


def no_total_row(paper: Paper, chance: random.Random) -> None:
    table = paper.table("requests")
    paper.unsay(table.drop_row(next(one.row for one in table.labels(Role.ROW) if "（七）" in flat(one.text))))


def lost_header(paper: Paper, chance: random.Random) -> None:
    """The rows above the figures are gone, all of them or the outer ones; which column is which can be reckoned."""
    table = paper.table(chance.choice(("requests", "requests", "review")))
    for _ in range(chance.choice((1, 2, 3))):
        if table.head:
            table.drop_row(0)


def notes_inside(paper: Paper, chance: random.Random) -> None:
    """A remark across the table: above it, between two rows, or below it."""
    for section in chance.sample(("proactive", "requests", "review"), 2):
        table = paper.table(section)
        text, row = chance.choice(
            (
                ("单位：件", 0),
                (f"注：以上数据不含其中尚在补正的{chance.randint(2, 20)}件。", table.rows),
                ("说明：规章数据由设区的市以上人民政府填报。", table.rows),
                ("（本表统计口径为本级，不含下属单位）", table.head or 1),
            )
        )
        table.open_row(row)
        table.squares.append(Square(text, row, 0, 1, table.columns, Role.BANNER))
        table.head += row < table.head


# --- columns


def extra_column(paper: Paper, chance: random.Random) -> None:
    """备注 behind the last column; 序号 before the first, with a number in every row; 小计 among the applicants."""
    if chance.random() < 0.3:
        _subtotal_column(paper)
        return
    table = paper.table(chance.choice(("proactive", "requests")))
    rows, numbered = table.rows, chance.random() < 0.4
    at = 0 if numbered else table.columns
    if numbered:
        table.open_column(0)
    head = table.head or 1
    table.squares.append(Square("序号" if numbered else "备注", 0, at, head, 1, Role.COLUMN))
    for row in range(head, rows):
        text = str(row - head + 1) if numbered else chance.choice(("", "", "见附件", "同比持平"))
        table.squares.append(Square(text, row, at))


def _subtotal_column(paper: Paper) -> None:
    """小计 of the five kinds of 法人或其他组织, before 总计."""
    table = paper.table("requests")
    at = table.columns - 1
    table.squares = [
        replace(one, columns=one.columns + 1)
        if one.column < at < one.column + one.columns + (one.columns > 1 and one.role is Role.COLUMN)
        else replace(one, column=one.column + (one.column >= at))
        for one in table.squares
    ]
    table.squares.append(Square("小计", table.head - 1, at, role=Role.COLUMN))
    for row in range(table.head, table.rows):
        parts = [one for one in table.squares if one.row == row and one.cell and at - 5 <= one.column < at]
        if not parts:
            continue
        table.squares.append(Square(str(sum(number_in(one.text) for one in parts)), row, at))


def merged_columns(paper: Paper, chance: random.Random) -> None:
    """Two applicants in one column, or all but natural persons; their figures are added up and can not be divided."""
    table = paper.table("requests")
    first, last = chance.choice(((5, 6), (4, 8), (7, 8)))
    heads = [one for one in table.labels(Role.COLUMN) if first <= one.column <= last and one.columns == 1]
    names = "、".join(flat(one.text) for one in heads)
    for row in range(table.head, table.rows):
        values = [
            one
            for one in table.squares
            if one.row == row and first <= one.column <= last and one.columns == 1 and one.role is Role.VALUE
        ]
        if not values:
            continue
        total = sum(number_in(one.text) for one in values)
        summed_up(paper, [one.cell for one in values if one.cell], total)
        table.put(values[0], text=str(total), cell="")
    table.put(heads[0], text=names)
    for _ in range(last - first):
        table.drop_column(first + 1)


def summed_up(paper: Paper, cells: list[str], total: int) -> None:
    """Only the sum of some cells is printed: it says nothing of them, but if it is 0, all are."""
    paper.unsay(cells)
    if not total:
        paper.truth.implied |= dict.fromkeys(cells, Count(0))


def no_total_column(paper: Paper, chance: random.Random) -> None:
    """总计 of 表三 is not printed."""
    table = paper.table("requests")
    paper.unsay(table.drop_column(table.columns - 1))


def split_columns(paper: Paper, chance: random.Random) -> None:
    """Every figure of a column stands in one of two boxes, the other is empty; the header reaches over both."""
    for section in chance.sample(("proactive", "requests", "review"), 2):
        table = paper.table(section)
        _halve(table, chance.choice([one.column for one in table.squares if one.cell]))
        left = chance.random() < 0.5
        for one in [one for one in table.squares if one.cell and one.columns == 2 and one.role is Role.VALUE]:
            if not any(other.column == one.column + 1 and other.row == one.row for other in table.squares):
                where = one.column if left else one.column + 1
                table.put(one, column=where, columns=1)
                table.squares.append(Square("", one.row, one.column + 1 if left else one.column))


def torn_digits(paper: Paper, chance: random.Random) -> None:
    """10 as “1” and “0” in two boxes. What it says is 10; to leave it unread is right as well, to read 1 is not."""
    section = chance.choice(("requests", "review"))
    table = paper.table(section)
    row, beside = ("received", "carried_out") if section == "requests" else ("reconsideration", "reconsideration")
    applicant = chance.choice(("natural_person", "business")) if section == "requests" else "upheld"
    more = chance.randint(10, 99)
    # Two numbers grow alike, and their totals with them, so that all equations hold as before.
    for cell in sorted({f"{section}.{one}.{part}" for one in (row, beside) for part in (applicant, "total")}):
        square = next(one for one in table.squares if one.cell == cell)
        retype(table, square, str(number_in(square.text) + more), paper)
    column = next(one.column for one in table.squares if one.cell == f"{section}.{row}.{applicant}")
    _halve(table, column)
    for one in [one for one in table.squares if one.cell and one.column == column]:
        text = one.text.strip()
        table.put(one, text=text[:1] or text, columns=1)
        table.squares.append(Square(text[1:], one.row, column + 1))


def _halve(table: Table, column: int) -> None:
    """Divide a physical column: whatever covers it covers two afterwards."""
    table.squares = [
        replace(one, columns=one.columns + 1)
        if one.column <= column < one.column + one.columns
        else replace(one, column=one.column + (one.column > column))
        for one in table.squares
    ]


def unmerged(paper: Paper, chance: random.Random) -> None:
    """Labels that should be merged stand in every row or column they are for, or in the first with blanks behind."""
    repeated = chance.random() < 0.5
    for table in paper.tables:
        table.squares = [
            replace(
                one,
                text=one.text if repeated or (row, column) == (one.row, one.column) else "",
                row=row,
                column=column,
                rows=1,
                columns=1,
                cell=one.cell if (row, column) == (one.row, one.column) else "",
            )
            if one.role in (Role.ROW, Role.COLUMN)
            else replace(one, row=row, column=column)
            for one in table.squares
            for row in (range(one.row, one.row + one.rows) if one.role in (Role.ROW, Role.COLUMN) else (one.row,))
            for column in (
                range(one.column, one.column + one.columns) if one.role in (Role.ROW, Role.COLUMN) else (one.column,)
            )
        ]


# --- whole tables


def broken(paper: Paper, chance: random.Random) -> None:
    """A table goes on in another one on the next page; nothing is printed again."""
    _break(paper, chance, repeated=False)


def broken_repeated(paper: Paper, chance: random.Random) -> None:
    """A table goes on in another one on the next page, under the same header rows."""
    _break(paper, chance, repeated=True)


def _break(paper: Paper, chance: random.Random, *, repeated: bool) -> None:
    table = paper.table("requests" if repeated else chance.choice(_BREAK))
    first, second = table.cut(chance.randint((table.head or 2) + 1, table.rows - 2))
    if repeated:
        for _ in range(table.head):
            second.open_row(0)
        second.squares += [one for one in table.squares if one.row < table.head and one.role is not Role.ROW]
        second.head = table.head
    between = [Paragraph(next(litter(chance)), Kind.LITTER)] if chance.random() < 0.5 else []
    paper.put(table, first, *between, second)


def divided(paper: Paper, chance: random.Random) -> None:
    """表二 is a table of its own for every item of article 20."""
    rest = paper.table("proactive")
    parts: list[Table] = []
    for row in [one.row for one in reversed(rest.labels(Role.BANNER)) if one.row]:
        rest, part = rest.cut(row)
        parts.insert(0, part)
    paper.put(paper.table("proactive"), rest, *parts)


def no_banners(paper: Paper, chance: random.Random) -> None:
    """The rows 第二十条第（…）项 are not printed."""
    table = paper.table("proactive")
    for one in sorted(table.labels(Role.BANNER), key=lambda one: -one.row):
        table.drop_row(one.row)


def mixed_editions(paper: Paper, chance: random.Random) -> None:
    """表二 of one edition with 表三 of the other."""
    (other,) = (form for form in all_forms() if form is not paper.form)
    reprint(paper, "requests", other)


def glued(paper: Paper, chance: random.Random) -> None:
    """表二, 表三 and 表四 in one table, their headings in rows of it."""
    tables = paper.tables
    width = max(table.columns for table in tables)
    whole = Table(tuple(section for table in tables for section in table.sections), [])
    for table in tables:
        heading = paper.form.section(table.sections[0]).title
        top = whole.rows
        if chance.random() < 0.8:
            whole.squares.append(Square(heading, top, 0, 1, width, Role.BANNER))
            top += 1
        edge = table.columns
        whole.squares += [
            replace(
                one,
                row=one.row + top,
                columns=one.columns + (width - edge if one.column + one.columns == edge else 0),
            )
            for one in table.squares
        ]
    first, *others = tables
    titles = {paper.form.section(table.sections[0]).title for table in tables}
    for one in [one for one in paper.paragraphs if one.kind is Kind.HEADING and one.printed in titles]:
        paper.put(one)
    paper.put(first, whole)
    for table in others:
        paper.put(table)


def unrelated_table(paper: Paper, chance: random.Random) -> None:
    """A table that is none of the form's, with words of the form in it, in a section of text."""
    lines = chance.choice(
        (
            (("公开渠道", "条数"), ("门户网站", "426"), ("政务新媒体", "612"), ("合计", "1038")),
            (("信息内容", "公开条数"), ("行政许可", "77"), ("行政处罚", "66"), ("行政事业性收费", "3")),
            (("序号", "申请内容", "办理结果"), ("1", "土地征收批文", "予以公开"), ("2", "会议记录", "不予公开")),
            (("索引号", "000014349/2024-00012"), ("发布机构", "办公室"), ("有效性", "有效")),
        )
    )
    squares = [
        Square(text, row, column, role=Role.CORNER)
        for row, line in enumerate(lines)
        for column, text in enumerate(line)
    ]
    headings = [index for index, one in enumerate(paper.blocks) if getattr(one, "kind", None) is Kind.HEADING]
    titles = sum(one.kind is Kind.TITLE for one in paper.paragraphs)
    at = chance.choice((titles, headings[0] + 2, headings[1], headings[5] + 1))
    paper.blocks.insert(at, Table((), squares))


def text_tables(paper: Paper, chance: random.Random) -> None:
    """No tables at all: every cell is a paragraph."""
    for table in paper.tables:
        lines = [Paragraph(one.text.strip() if one.cell else flat(one.text)) for row in table.by_row() for one in row]
        paper.put(table, *lines)
