"""采纳建议, 填写审核说明, 定稿: what people do about findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_tools import tasks
from xl_tools.excel.book import read_sheet, select
from xl_tools.excel.findings import judge, require_index, selected, write_results
from xl_tools.excel.surroundings import around_numbers, results_in_one_block
from xl_tools.finding import Severity
from xl_tools.outcomes import FinalizeRefused
from xl_tools.reviewing import finality
from xl_tools.validation.explanations import text_digest
from xl_tools.validation.judgement import Judgement, Suggestion, advice
from xl_tools.workbook.edits import accept_edits
from xl_tools.workbook.explained import is_error, text_at
from xl_tools.workbook.finalize import is_final
from xl_tools.workbook.layout import COVER, INDEX, RESULT_ROWS

if TYPE_CHECKING:
    from xl_tools.excel.desk import Desk
    from xl_tools.workbook.anchors import Grid
    from xl_tools.workbook.reader import Opened

_SHOWN = 3
_EXPLAIN = "填写审核说明"


def accept_suggestion(desk: Desk) -> None:
    """采纳建议: write the value proposed for the cell in front, else for the first sure cause; check again."""
    opened = desk.read()
    require_index(desk)
    judged = judge(desk, opened)
    if not judged.suggestions:
        desk.dialog.say("没有可以采纳的建议：勾稽关系都成立，或从数字推不出应填多少。")
        return
    chosen = _chosen(desk, opened, judged)
    if not chosen[0].sure and not _is_selected(desk, opened, chosen):
        words = advice([one for one in judged.suggestions if one.group == chosen[0].group])
        desk.dialog.say(f"{words}。\n\n核对以后，请选中要改的那一格，再按“采纳建议”。")
        return
    plan = accept_edits(opened, chosen, tasks.timestamp())
    reasons = "".join(f"\n{one.place}：{one.reason}。" for one in chosen if one.reason)
    announced = f"{plan.sentence(done=False)}\n{reasons}\n\n原来的数记在“修改记录”里，可以用“撤销”退回。"
    if not desk.dialog.ask(announced):
        return
    desk.write(plan.edits, around_numbers(opened))
    after = desk.read()
    again = judge(desk, after)
    write_results(desk, after, again)
    errors = sum(one.severity is Severity.ERROR for one in again.findings)
    rest = f"重新校验：还有错误 {errors} 处。" if errors else "重新校验：没有错误了。"
    desk.dialog.say(f"{plan.sentence(done=True)}\n{rest}")


def explain(desk: Desk) -> None:
    """填写审核说明: take in what was written beside queries; if nothing is new, go to where the next one is written."""
    opened = desk.read()
    require_index(desk)
    layout, grid = opened.layout, read_sheet(desk.book, opened.layout, INDEX)
    if not text_at(grid, layout.verdict["checked_on"]):
        desk.dialog.say("还没有校验结果。请先按“校验全表”，再对“核实”的问题写说明。")
        return
    fresh = _fresh(opened, grid)
    if fresh:
        if not opened.report.preparer:
            select(desk.book, COVER, layout.cover["preparer"].address)
            desk.dialog.say(f"封面没有写填报人，不知道是谁作的说明。请填写后再按“{_EXPLAIN}”。")
            return
        judged = judge(desk, opened)
        write_results(desk, opened, judged)
        desk.dialog.say(_taken_in(judged, len(fresh)))
        return
    line = _next_open(desk, opened, grid)
    if line is None:
        desk.dialog.say("没有需要说明的问题：核实性提示都有说明，或者没有核实性提示。")
        return
    select(desk.book, INDEX, layout.result(line, "explanation").address)
    message = text_at(grid, layout.result(line, "message"))
    desk.dialog.say(f"请在选中的这一格写明为什么这样填是对的，写好后再按一次“{_EXPLAIN}”。\n\n{message}")


def finalize(desk: Desk) -> None:
    """定稿: no errors, every query explained; state, time and code on 封面."""
    opened = desk.read()
    if is_final(opened):
        desk.dialog.say(f"已经是定稿：{opened.state.finalized_on}，封存码 {opened.state.seal}，以后没有改动。")
        return
    require_index(desk)
    tasks.refuse_without_year(opened)
    desk.progress("正在校验")
    try:
        made = finality(opened, desk.standard, tasks.timestamp())
    except FinalizeRefused as error:
        shown = "\n\n".join(one.message for one in error.findings[:_SHOWN])
        desk.dialog.say(f"{error}（{error.code}）\n{error.hint}\n\n{shown}".rstrip())
        return
    announced = (
        "没有错误，核实性提示都有说明，可以定稿。\n\n"
        f"将在封面写入：定稿，{made.on}，封存码 {made.code}。以后改动任何内容，都要重新定稿。"
    )
    if desk.dialog.ask(announced):
        edits, around = results_in_one_block(opened.layout, made.edits)
        desk.write(edits, around, what="正在写入定稿")
        desk.dialog.say(f"已定稿：{made.on}，封存码 {made.code}。封存码只防误改，不防伪造。")


def _chosen(desk: Desk, opened: Opened, judged: Judgement) -> list[Suggestion]:
    """The answer with the cell in front; else the best one for the problem in front; else the best there is."""
    place = _selected(desk, opened)
    found = judged.suggestions
    best = next((one for one in found if (one.place.sheet, one.place.address) == place), None)
    if best is None:
        groups = {f.group for f in judged.findings for p in f.places if (p.sheet, p.address) == place and f.group}
        best = next((one for one in found if one.group in groups), found[0])
    return [one for one in found if (one.group, one.answer) == (best.group, best.answer)]


def _is_selected(desk: Desk, opened: Opened, chosen: list[Suggestion]) -> bool:
    place = _selected(desk, opened)
    return any((one.place.sheet, one.place.address) == place for one in chosen)


def _selected(desk: Desk, opened: Opened) -> tuple[str, str]:
    return selected(desk, opened.layout, opened.index)


def _fresh(opened: Opened, grid: Grid) -> list[int]:
    """Lines whose explanation is new or was changed since it was taken in."""
    layout, lines = opened.layout, list[int]()
    for index in range(RESULT_ROWS):
        text, bound = (text_at(grid, layout.result(index, name)) for name in ("explanation", "bound"))
        broken = is_error(grid, layout.result(index, "explanation"))
        if text and not broken and bound.partition("|")[2] != text_digest(text):
            lines.append(index)
    return lines


def _next_open(desk: Desk, opened: Opened, grid: Grid) -> int | None:
    """The line of a query without explanation: that of the cell in front, or the first one."""
    layout, query = opened.layout, Severity.QUERY.label
    lines = [i for i in range(RESULT_ROWS) if text_at(grid, layout.result(i, "severity")) == query]
    place = selected(desk, layout, grid)
    here = [i for i in lines if tuple(text_at(grid, layout.result(i, n)) for n in ("sheet", "address")) == place]
    return next(iter(here or lines), None)


def _taken_in(judged: Judgement, fresh: int) -> str:
    open_queries = sum(one.severity is Severity.QUERY and not one.explained for one in judged.findings)
    errors = sum(one.severity is Severity.ERROR for one in judged.findings)
    rest = f"还有 {open_queries} 条核实没有说明。" if open_queries else "核实性提示都有说明了。"
    wrong = f"另有错误 {errors} 处，错误要改正，不能用说明代替。" if errors else ""
    return f"已记下新写的说明 {fresh} 条。{rest}{wrong}数字或文字一改，说明要重写。"
