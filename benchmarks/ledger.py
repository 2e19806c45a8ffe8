"""A ledger of ten thousand requests and two thousand cases, counted from a closed workbook, against a pandas loop.

Ours: guarded reading of the workbook of a report with its ledger sheets, every row checked, time limits reckoned, 表三
and 表四 counted and compared with what is typed. The peer, in the same run and on the same ledger: pandas.read_excel,
iterrows over the requests with the dates compared by hand, groupby of applicant and result; it checks nothing, reckons
no time limit, and must come to the same numbers.

    python benchmarks/ledger.py [--rows 10000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import TypeVar

import pandas as pd

from xl_tools.forms.load import form_for_year
from xl_tools.ledger.choices import case_table, request_table
from xl_tools.ledger.fields import REQUESTS
from xl_tools.ledger.rows import Case, Request, Span
from xl_tools.report import Report, Unit
from xl_tools.tasks.ledger import LedgerResult, tally_ledger
from xl_tools.workbook.ledger_template import build_ledger
from xl_tools.workbook.sheets.ledger import TITLE_ROW
from xl_tools.workbook.template import build_workbook

YEAR, TODAY = 2024, date(2025, 1, 10)
Result = TypeVar("Result")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report, ledger = make_files(Path(folder), options.rows)
        print(f"{options.rows} requests, {ledger.stat().st_size // 1024} KB, {os.cpu_count()} processors")
        ours: list[float] = []
        peer: list[float] = []
        for turn in range(options.rounds + 1):
            seconds, result = timed(lambda: tally_ledger(report, ledger=ledger, today=TODAY))
            peer_seconds, counts = timed(lambda: by_pandas(ledger))
            agree(result, counts)
            if turn:
                ours.append(seconds)
                peer.append(peer_seconds)
        print(f"  {result.sentence}")
        print(f"  read, checked, time limits, counted, compared: {median(ours):.2f} s (target < 2 s)")
        ratio = median(peer) / median(ours)
        print(f"  pandas.read_excel + iterrows + groupby: {median(peer):.2f} s; {ratio:.1f} × as long")


def make_files(folder: Path, rows: int) -> tuple[Path, Path]:
    """An empty report of the year, and a ledger of the year before and the year itself."""
    form, chance = form_for_year(YEAR), random.Random(YEAR)
    requests, cases = request_table(form), case_table(form)
    applicants, results = list(requests.applicants.shown.values()), list(requests.results.shown.values())
    first = date(YEAR - 1, 11, 1)
    made: list[Request] = []
    for index in range(rows):
        received = first + timedelta(days=chance.randrange(426))
        answered = received + timedelta(
            days=chance.randrange(30, 60) if chance.random() < 0.05 else chance.randrange(3, 27)
        )
        done = answered < TODAY
        asked = received + timedelta(days=3) if chance.random() < 0.1 else None
        consulted = (Span(received, received + timedelta(days=9)),) if chance.random() < 0.1 else ()
        made.append(
            Request(
                line=0,
                number=f"{received.year}-{index:05}",
                received=received,
                applicant=chance.choice(applicants),
                channel="邮政寄送",
                supplement_asked=asked,
                supplement_received=asked,
                consulted=consulted,
                extended=chance.random() < 0.1,
                result=chance.choice(results) if done else "",
                answered=max(answered, asked or answered) if done else None,
            )
        )
    categories, outcomes = list(cases.categories.shown), [one for one in cases.outcomes.shown if one != cases.pending]
    listed = [
        Case(0, f"案{index}", made[index * 5].number, chance.choice(categories), date(YEAR, 3, 1))
        if index % 3
        else Case(
            0, f"案{index}", made[index].number, categories[0], date(YEAR, 3, 1), None, outcomes[0], date(YEAR, 6, 1)
        )
        for index in range(rows // 5)
    ]
    report, ledger = folder / "年报.xlsx", folder / "台账.xlsx"
    report.write_bytes(build_workbook(Report(form, YEAR, Unit("示例市示例区人民政府"), {})))
    ledger.write_bytes(build_ledger(form, made, listed))
    return report, ledger


def by_pandas(ledger: Path) -> Counter[tuple[str, str]]:
    """How often each applicant has each result or stage, as a notebook would count it."""
    frame = pd.read_excel(ledger, sheet_name=REQUESTS, header=TITLE_ROW, engine="openpyxl")
    first, last = pd.Timestamp(YEAR, 1, 1), pd.Timestamp(YEAR, 12, 31)
    counts: Counter[tuple[str, str]] = Counter()
    kept: list[int] = []
    for index, row in frame.iterrows():
        received, answered = row["收到日期"], row["答复日期"]
        if pd.isna(received) or received > last or (not pd.isna(answered) and answered < first):
            continue
        counts[row["申请人类型"], "上年结转" if received < first else "本年新收"] += 1
        if pd.isna(answered) or answered > last:
            counts[row["申请人类型"], "结转下年"] += 1
        else:
            kept.append(index)
    grouped = frame.loc[kept].groupby(["申请人类型", "办理结果"]).size()
    return counts + Counter({pair: int(number) for pair, number in grouped.items()})


def agree(result: LedgerResult, counts: Counter[tuple[str, str]]) -> None:
    """Both must have counted the same."""
    table, form = request_table(result.tally.form), result.tally.form
    for (row, column), cell_id in table.inputs.items():
        stage = form.cells[cell_id].row.short
        shown = stage if stage in ("本年新收", "上年结转", "结转下年") else table.results.name(row)
        assert counts[table.applicants.name(column), shown] == result.tally.cells[cell_id], cell_id


def timed(job: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    found = job()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    main()
