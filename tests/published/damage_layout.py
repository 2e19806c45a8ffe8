"""Damage that moves figures away from labels: a cell too few, wrong merges, another order, other units, odd figures."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from published.damage_tables import summed_up
from published.damage_words import flat, number_in, retype
from published.paper import Paper, Paragraph, Square, Table

from xl_tools.forms.grid import Role
from xl_tools.values import Amount, Count, plain_decimal

_ODD = ("{n}（其中网上{m}件）", "约{n}", "{n}*", "{n}（注1）", "{n}.00", "{n}？", "共{n}件，其中{m}件为本级")
_ZEROS = ("O", "〇", "o", "零")
_LEGAL = range(4, 9)
"""Columns of 表三 below 法人或其他组织."""
_NO_TABLE = (
    "本年度没有这方面的情况，详见附表。",
    "（表格见附件图片）",
    "本年度共0件，其中结果维持0件、结果纠正0件、其他结果0件、尚未审结0件。",
)


def ragged(paper: Paper, chance: random.Random) -> None:
    """Some rows of 表三 have a cell too few: the cell of a 0 was left out, and what follows stands one to the left."""
    table = paper.table("requests")
    rows = range(table.head, table.rows)
    for row in chance.sample(rows, chance.randint(1, 4)):
        zeros = [one for one in table.squares if one.row == row and one.cell and one.text.strip() in ("0", "")]
        if not zeros:
            continue
        gone = chance.choice(zeros)
        table.squares.remove(gone)
        _shift(table, row, gone.column)


def wrong_merges(paper: Paper, chance: random.Random) -> None:
    """A merged label ends one row too early: the last row of its group stands one to the left."""
    table = paper.table("requests")
    groups = [one for one in table.labels(Role.ROW) if one.rows > 2]
    label = chance.choice(groups)
    table.put(label, rows=label.rows - 1)
    _shift(table, label.row + label.rows - 1, label.column)


def _shift(table: Table, row: int, column: int) -> None:
    """What begins in a row behind a column moves one to the left."""
    table.squares = [
        replace(one, column=one.column - 1) if one.row == row and one.column > column else one for one in table.squares
    ]


def reordered(paper: Paper, chance: random.Random) -> None:
    """Two columns or two rows stand in the other order, each under its own label."""
    table = paper.table("requests")
    if chance.random() < 0.5:
        first, second = chance.sample(_LEGAL, 2)
        moved = {first: second, second: first}
        table.squares = [
            replace(one, column=moved.get(one.column, one.column)) if one.columns == 1 else one for one in table.squares
        ]
        return
    small = [one.row for one in table.labels(Role.ROW) if one.column == 2]
    at = chance.randrange(len(small) - 1)
    if small[at] + 1 != small[at + 1]:
        at -= 1
    first, second = small[at], small[at + 1]
    moved = {first: second, second: first}
    # A group label that begins in either row stays where it is.
    table.squares = [
        replace(one, row=moved.get(one.row, one.row)) if one.column >= 2 and one.rows == 1 else one
        for one in table.squares
    ]


def missing_group(paper: Paper, chance: random.Random) -> None:
    """One of the three groups of 表四 is not printed."""
    table = paper.table("review")
    first = chance.choice((0, 5, 10))
    for _ in range(5):
        paper.unsay(table.drop_column(first))


def merged_rows(paper: Paper, chance: random.Random) -> None:
    """One row for （三）不予公开, （四） or （五）, with the sums of its small rows, which can not be told apart."""
    table = paper.table("requests")
    label = chance.choice([one for one in table.labels(Role.ROW) if one.column == 1 and one.rows > 2])
    rows = range(label.row, label.row + label.rows)
    sums: dict[int, int] = {}
    parts: dict[int, list[str]] = {}
    for one in [one for one in table.squares if one.row in rows and one.role is Role.VALUE]:
        sums[one.column] = sums.get(one.column, 0) + number_in(one.text)
        parts.setdefault(one.column, []).extend([one.cell] * bool(one.cell))
    for column, total in sums.items():
        summed_up(paper, parts[column], total)
    if "（六）" in flat(label.text):
        # That is how the other edition prints it.
        paper.truth.editions["requests"] = "2019"
    for row in reversed(rows[1:]):
        table.drop_row(row)
    kept = [one for one in table.squares if one.row != label.row or one.column < 1]
    kept.append(replace(label, rows=1, columns=2))
    kept += [Square(str(number), label.row, column) for column, number in sums.items()]
    table.squares = kept


def last_year_beside(paper: Paper, chance: random.Random) -> None:
    """表二 of 2021 with last year's figures in a column beside this year's, under nearly the same label."""
    table = paper.table("proactive")
    for one in list(table.squares):
        if one.columns == 3 and one.role in (Role.COLUMN, Role.VALUE):
            table.put(one, columns=1)
            label = flat(one.text).replace("本年", "上年")
            text = label if one.role is Role.COLUMN else str(chance.randint(1, 900))
            table.squares.append(Square(text, one.row, one.column + 1, 1, 2, one.role))


def other_unit(paper: Paper, chance: random.Random) -> None:
    """收费金额 in 元, and the header says so."""
    table = paper.table("proactive")
    for one in list(table.squares):
        if one.role is Role.COLUMN and "万元" in flat(one.text):
            table.put(one, text=flat(one.text).replace("万元", "元"))
        elif one.cell == "proactive.fees.amount":
            yuan = chance.randint(1, 90_000_000)
            table.put(one, text=plain_decimal(Decimal(yuan)))
            paper.truth.cells[one.cell] = Amount(Decimal(yuan).scaleb(-4))


def odd_figures(paper: Paper, chance: random.Random) -> None:
    """Words beside a number, letters for 0. What is meant is the number; to leave it unread is right as well."""
    for table in paper.tables:
        for one in [one for one in table.squares if one.cell]:
            text = one.text.strip()
            if not text.isdecimal() or chance.random() > 0.1:
                continue
            if text == "0":
                table.put(one, text=chance.choice(_ZEROS))
            else:
                table.put(one, text=chance.choice(_ODD).format(n=text, m=chance.randint(0, int(text))))


def missing_table(paper: Paper, chance: random.Random) -> None:
    """One of the tables is a picture, or a sentence stands in its place."""
    section = chance.choice(("proactive", "requests", "review"))
    table = paper.table(section)
    paper.unsay([one.cell for one in table.squares if one.cell])
    paper.truth.editions.pop(section)
    paper.put(table, Paragraph(chance.choice(_NO_TABLE)))


def one_off(paper: Paper, chance: random.Random) -> None:
    """A figure that breaks an equation: it is read as it is printed, for the rules to find."""
    table = paper.table("requests")
    for one in chance.sample([one for one in table.squares if one.cell], 3):
        retype(table, one, str(chance.randint(0, 120)), paper)
        assert isinstance(paper.truth.cells[one.cell], Count)
