"""Rule E8: a percentage is the share that its numbers give. Rule C5: a growth is the one that last year gives."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from xl_tools.finding import Finding, Severity
from xl_tools.report import PREVIOUS, Report
from xl_tools.rule import Rule
from xl_tools.validation.context import Context
from xl_tools.validation.prose.figures import form_cells, show
from xl_tools.validation.prose.matching import Number, total
from xl_tools.validation.prose.percents import BEFORE, CHANGE, RATE, SAME, Growth, Share
from xl_tools.validation.prose.statements import ROWS

_RESULTS = ("requests.results_total.total",)
_ROW_SETS = (("received",), ("received", "carried_in"), ("results_total",))


def shares(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """One finding for each share that no whole explains."""
    for share in context.prose.shares:
        if share.part is not None and share.part.numeral in context.prose.wrong:
            continue
        part = _part(share, context)
        if part is None:
            continue
        stated = Decimal(share.numeral.number)
        wholes = [value for value in _wholes(share, part, context) if value]
        if not wholes or any(_rounds(part, whole, stated, share.numeral.step) for whole in wholes):
            continue
        yield _share_finding(rule, severity, share, part, wholes[0], context)


def growths(rule: Rule, severity: Severity, context: Context) -> Iterator[Finding]:
    """One finding for each comparison with last year that the numbers of both years do not give."""
    for growth in context.prose.growths:
        subject = growth.subject
        if subject is not None and (subject.numeral in context.prose.wrong or subject.approximate or subject.qualifier):
            continue
        pairs = [pair for pair in _pairs(growth, context) if growth.kind == BEFORE or pair[1] or growth.kind != RATE]
        if not pairs or any(_explains(growth, now, before) for now, before in pairs):
            continue
        yield _growth_finding(rule, severity, growth, *pairs[0], context)


def _part(share: Share, context: Context) -> Number | None:
    if share.part is not None:
        numeral = share.part.numeral
        return None if numeral.approximate or numeral.step > 1 else numeral.number
    if share.measure is None or not share.measure.cells:
        return None
    return total(context.report, share.measure.cells)


def _wholes(share: Share, part: Number, context: Context) -> Iterator[Number]:
    """What the share may be of: numbers of the text, then the rows of 表三; those smaller than the part are not."""
    cells = f"{ROWS[share.base][0]}.total" if share.base else ""
    requests = share.part is None or (share.part.numeral.kind == "cases" and _is_request(share))
    for item in share.wholes:
        usable = not item.numeral.approximate and item.numeral.step <= 1 and item.numeral not in context.prose.wrong
        named = not share.base or (item.statement is not None and item.statement.measure.id == share.base)
        if usable and named and item.numeral.number >= part:
            yield item.numeral.number
    for rows in _ROW_SETS if requests else ():
        ids = tuple(f"requests.{row}.total" for row in rows)
        if cells and ids != (f"requests.{cells}",):
            continue
        value = total(context.report, ids)
        if value is not None and value >= part:
            yield value


def _is_request(share: Share) -> bool:
    statement = share.part.statement if share.part else None
    return statement is not None and statement.rule in ("E1", "E2", "E3", "E4", "E5", "E7")


def _rounds(part: Number, whole: Number, stated: Decimal, step: Decimal) -> bool:
    """Whether part ÷ whole, in per cent, is the stated number to half of its last digit."""
    return abs(Decimal(part) * 100 / Decimal(whole) - stated) * 2 <= step


def _share_finding(
    rule: Rule, severity: Severity, share: Share, part: Number, whole: Number, context: Context
) -> Finding:
    sentence, numeral = share.sentence, share.numeral
    exact = _percent(part, whole, numeral.step)
    written = sentence.text[numeral.start : numeral.end]
    start = share.part.numeral.start if share.part is not None and share.part.sentence is sentence else numeral.start
    quote = sentence.quote(start, numeral.end)
    sheet = context.text_place(sentence.key, sentence.part).sheet
    message = (
        f"“{sheet}”正文“{quote}”写的是 {written}，按 {show(part)}÷{show(whole)} 计算是 {show(exact)}%，"
        f"相差 {show(abs(exact - numeral.number))} 个百分点。{rule.advice}"
    )
    cells = form_cells(share.measure.cells) if share.measure is not None else ()
    texts = [(sentence.key, sentence.part)]
    numbers = (numeral.number, exact)
    subject = f"{quote}／{show(part)}÷{show(whole)}"
    return context.finding(rule, severity, message, cells=cells, texts=texts, numbers=numbers, subject=subject)


def _pairs(growth: Growth, context: Context) -> Iterator[tuple[Number, Number]]:
    """(this year, last year) on each basis: the text's own numbers first, then 新收, then 新收 with 上年结转."""
    report = context.report
    stated = growth.subject.number if growth.subject is not None else None
    if growth.before is not None:
        now = stated if stated is not None else total(report, growth.measure.cells)
        if now is not None and not growth.before.approximate:
            yield now, growth.before.number
        return
    for rows in _bases(growth):
        cells = tuple(f"requests.{row}.total" for row in rows)
        now = total(report, cells)
        for before in _last_year(report, cells):
            if stated is not None:
                yield stated, before
            if now is not None and now != stated:
                yield now, before


def _last_year(report: Report, cells: tuple[str, ...]) -> Iterator[Number]:
    """Last year's figure as checks go by it; of one that is disputed, also the one published, which texts may go by."""
    settled = total(report, tuple(PREVIOUS + cell for cell in cells))
    if settled is not None:
        yield settled
    if report.previous is not None and report.previous.disputes:
        published = total(report.previous, cells)
        if published is not None and published != settled:
            yield published


def _bases(growth: Growth) -> tuple[tuple[str, ...], ...]:
    if growth.measure.id == "results_total":
        return (ROWS["results_total"],)
    both = (ROWS["received"], ROWS["handled"])
    return both if growth.measure.id == "received" else both[::-1]


def _explains(growth: Growth, now: Number, before: Number) -> bool:
    if growth.kind == BEFORE:
        return growth.number == before
    if growth.kind == CHANGE:
        return now - before == growth.number
    if growth.kind == SAME:
        return now == before
    return _rounds(now - before, before, Decimal(growth.number), growth.step) if before else False


def _growth_finding(
    rule: Rule, severity: Severity, growth: Growth, now: Number, before: Number, context: Context
) -> Finding:
    sentence = growth.sentence
    quote = sentence.quote(growth.start, growth.end)
    sheet = context.text_place(sentence.key, sentence.part).sheet
    expected: Number
    if growth.kind == RATE:
        expected = _percent(now - before, before, growth.step)
        words = f"{show(now)} 比上年 {show(before)} {_moved(expected, '%')}"
    elif growth.kind == BEFORE:
        expected = before
        words = f"上年年报为 {show(before)}"
    else:
        expected = now - before
        words = f"本年 {show(now)}、上年 {show(before)}，{_moved(expected, '')}"
    message = f"“{sheet}”正文“{quote}”与数字不符：{words}。{rule.advice}"
    cells = growth.measure.cells if growth.before is None else ()
    last = tuple(PREVIOUS + cell for cell in cells)
    texts = [(sentence.key, sentence.part)]
    return context.finding(
        rule,
        severity,
        message,
        cells=(*cells, *last),
        texts=texts,
        numbers=(growth.number, expected),
        subject=quote,
    )


def _moved(change: Number, unit: str) -> str:
    if not change:
        return "没有增减"
    return f"{'增长' if change > 0 else '下降'} {show(abs(change))}{unit}"


def _percent(part: Number, whole: Number, step: Decimal) -> Decimal:
    return (Decimal(part) * 100 / Decimal(whole)).quantize(min(step, Decimal(1)), ROUND_HALF_UP)
