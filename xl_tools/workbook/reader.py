"""A closed workbook → Report: guarded reading, cells found by their anchors, notes on what was odd."""

from __future__ import annotations

import hashlib
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from xl_tools.errors import SpecError, TemplateMismatch, XlToolsError
from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Form
from xl_tools.intake.limits import Limits
from xl_tools.intake.refusal import Refusal
from xl_tools.refusals import refuse
from xl_tools.report import Report
from xl_tools.rules import load_rules
from xl_tools.workbook.anchors import AnchorIssue, AnchorKind, Anchors, Grid, Located, Raw, Total
from xl_tools.workbook.cellvalues import BASIS, CellValues
from xl_tools.workbook.fields import Fields, State, TextState
from xl_tools.workbook.formulas import Formula, by_place
from xl_tools.workbook.layout import CHANGES, CHARTS, HELP, INDEX, Layout, layout_for
from xl_tools.workbook.pool import Worker, shared_worker
from xl_tools.workbook.spot import Spot

if TYPE_CHECKING:
    from concurrent.futures import Future

MOVED, MACROS, CARRIES = "W2", "W4", "W9"
_CARRIED = {
    "external": "指向其他工作簿的链接",
    "dde": "向其他程序取数的链接（DDE）",
    "connections": "外部数据连接",
    "embedded": "嵌入的文件",
    "controls": "控件",
}
# As template.py writes them; importing it would load the workbook writer (a test compares).
STAMP_NAME = "xl_tools.stamp"
FORM_PROPERTY, EDITION_PROPERTY, VERSION_PROPERTY = "xl_tools_form", "xl_tools_edition", "xl_tools_template_version"
UNREAD = frozenset({INDEX, CHARTS, CHANGES, HELP})


@dataclass(frozen=True)
class Opened:
    """A workbook as it was read, from a file or from a spreadsheet program.

    Attributes:
        digest: SHA-256 of the bytes read, as hexadecimal digits; empty for one that is open in a program.
        report: the office's own texts, not the finished ones; last year's report if 上年数据 holds any number.
        texts: own text, finished text and digest of each row of the narrative sheets, by (key, part).
        state: what 封面 says: 草稿 or 定稿, and the code of what was made final.
        notes: what was odd about the file: W1 … W5.
        spots: where each declared cell was found, by defined name.
        raw: what stands in each number cell that is not empty, by cell id; of a formula, its result.
        formulas: every formula found in a number cell, by cell id.
        totals: the template's formula of each total, as it reads at the places found, by cell id.
        other: reads one more sheet of the same workbook; one that does not exist has no cells.
    """

    path: Path
    digest: str
    layout: Layout
    report: Report
    texts: Mapping[tuple[str, str], TextState]
    state: State
    notes: tuple[Finding, ...]
    spots: Mapping[str, Spot]
    raw: Mapping[str, Raw]
    formulas: Mapping[str, Formula]
    totals: Mapping[str, Total]
    other: Callable[[str], Grid] = field(repr=False, compare=False)

    @cached_property
    def index(self) -> Grid:
        """What stands on 目录与审核 now: earlier findings, marks, and explanations typed beside them.

        Read when first asked for: the sheet is as large as all others together, and only writing needs it.
        Raises: WorkbookError, also if the file has changed since it was read.
        """
        return self.other(INDEX)

    @cached_property
    def changes(self) -> Grid:
        """What stands on 修改记录 now. Raises as `index` does."""
        return self.other(CHANGES)


def read_workbook(path: Path, worker: Worker | None = None) -> Opened:
    """Read one workbook in a guarded process; the file itself is never touched.

    Args:
        worker: process to read with; by default the one that this program shares.

    Raises: WorkbookError if the file cannot be read; TemplateMismatch if it is not ours, of an edition or
        template version unknown here, or has a cell that lost two of its three anchors.
    """
    worker = worker or shared_worker()
    worker.start()
    wanted = wanted_sheets()
    # While the other process reads, this one has time to load the rules that most workbooks need.
    ahead = Thread(target=_load_ahead)
    ahead.start()
    try:
        fetched = _fetch(path, worker, wanted)
    finally:
        ahead.join()
    return _open(fetched)


def read_many(paths: Iterable[Path], worker: Worker | None = None) -> Iterator[tuple[Path, Opened | XlToolsError]]:
    """Read workbooks one after the other in one process; a file that cannot be read yields its error.

    While one is judged here, the process reads the next; no more than two are in memory.
    """
    from concurrent.futures import ThreadPoolExecutor

    worker = worker or shared_worker()
    wanted = wanted_sheets()
    with ThreadPoolExecutor(1) as ahead:
        waiting: deque[tuple[Path, Future[_Fetched]]] = deque()
        for path in paths:
            waiting.append((path, ahead.submit(_fetch, path, worker, wanted)))
            if len(waiting) > 1:
                yield _finish(*waiting.popleft())
        while waiting:
            yield _finish(*waiting.popleft())


def _load_ahead() -> None:
    # A mistake in the rules is told when they are needed.
    with suppress(SpecError):
        load_rules(all_forms()[-1])


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What the reading process said of one file."""

    path: Path
    digest: str
    content: Mapping[str, Any]


def _fetch(path: Path, worker: Worker, wanted: Mapping[str, bool]) -> _Fetched:
    data = _bytes(path, worker.limits)
    return _Fetched(path, hashlib.sha256(data).hexdigest(), worker.extract(path, data, wanted))


def _grids(content: Mapping[str, Any]) -> dict[str, Grid]:
    return {
        sheet: dict(zip(zip(rows, columns, strict=True), values, strict=True))
        for sheet, (rows, columns, values) in content["values"].items()
    }


def _finish(path: Path, fetched: Future[_Fetched]) -> tuple[Path, Opened | XlToolsError]:
    try:
        return path, _open(fetched.result())
    except XlToolsError as error:
        return path, error


def _open(fetched: _Fetched) -> Opened:
    def other(sheet: str) -> Grid:
        again = _fetch(fetched.path, shared_worker(), {sheet: False})
        if again.digest != fetched.digest:
            raise refuse("W32", fetched.path)
        return _grids(again.content).get(sheet, {})

    return interpret(fetched.path, fetched.digest, fetched.content, other)


def interpret(path: Path, digest: str, content: Mapping[str, Any], other: Callable[[str], Grid]) -> Opened:
    """A workbook from its raw content, as extract() describes it: the one way for files and open workbooks.

    Args:
        path: for messages.
        digest, other: as Opened has them.

    Raises: TemplateMismatch as read_workbook does.
    """
    grids = _grids(content)
    anchors, located, notes = _locate(path, content, grids)
    layout, spots = anchors.layout, located.spots
    numbers = CellValues(located, grids, {sheet: by_place(raw) for sheet, raw in content["formulas"].items()})
    fields = Fields(layout, spots, grids, content["date1904"])
    unit, year, texts = fields.unit(), fields.year(), fields.texts()
    report = Report(
        form=layout.form,
        year=year,
        unit=unit,
        cells=numbers.values,
        narrative=fields.narrative(texts),
        facts=fields.facts(),
        published_on=fields.published_on(),
        preparer=fields.text("report.preparer").strip(),
        reviewer=fields.text("report.reviewer").strip(),
        previous=fields.previous(unit, year),
    )
    carried = content["carried"]
    if "macros" in carried:
        notes.append(_note(MACROS, "这个工作簿带有宏；本软件只读取数据，不运行宏。建议另存为 .xlsx 后报送"))
    if others := [word for kind, word in _CARRIED.items() if kind in carried]:
        notes.append(_note(CARRIES, f"这个工作簿里有{'、'.join(others)}；本软件不打开它们。报送前请删去"))
    found = (*notes, *fields.notes, *numbers.notes)
    return Opened(
        path,
        digest,
        layout,
        report,
        texts,
        fields.state(),
        found,
        spots,
        numbers.raw,
        numbers.formulas,
        located.totals,
        other,
    )


@cache
def anchors_of(form: Form, previous_form: Form) -> Anchors:
    """The anchors of one template."""
    return Anchors(layout_for(form, previous_form))


@cache
def wanted_sheets() -> Mapping[str, bool]:
    """Every sheet that holds something to read → whether formulas matter there: in the tables, for the totals."""
    found: dict[str, bool] = {}
    for form in all_forms():
        tables = {section.sheet for section in form.tables}
        found |= {sheet: sheet in tables for sheet in layout_for(form, form).sheets if sheet not in UNREAD}
    return found


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise refuse("W02", path)
        limits.check("file_size", status.st_size)
        data = path.read_bytes()
        limits.check("file_size", len(data))
    except Refusal as refusal:
        raise refuse(refusal.code, path, **refusal.details) from refusal
    except FileNotFoundError as error:
        raise refuse("W01", path) from error
    except (OSError, ValueError) as error:
        raise refuse("W03", path, reason=getattr(error, "strerror", None) or str(error)) from error
    if not data:
        raise refuse("W04", path)
    return data


def _locate(
    path: Path, content: Mapping[str, Any], grids: Mapping[str, Grid]
) -> tuple[Anchors, Located, list[Finding]]:
    """The template of a workbook by its stamp, or by the cells found where the stamp is gone."""
    names = _names(content["names"])
    stamp = names.get(STAMP_NAME, "").strip('="').split("|")
    if len(stamp) == 4:
        forms = [_known_form(path, *stamp[:3])], [_known_form(path, stamp[3])]
    elif FORM_PROPERTY in (properties := content["properties"]):
        edition, version = (properties.get(name, "") for name in (EDITION_PROPERTY, VERSION_PROPERTY))
        forms = [_known_form(path, properties[FORM_PROPERTY], edition, version)], all_forms()
    else:
        forms = all_forms(), all_forms()
    candidates = [anchors_of(form, previous) for form in forms[0] for previous in forms[1]]
    if len(candidates) == 1:
        located = candidates[0].locate(names, grids)
        return candidates[0], located, _moved(located.issues)
    anchors, located = _best(path, candidates, names, grids)
    return anchors, located, [_note(MOVED, "工作簿的版本标记不全，已按表样认出"), *_moved(located.issues)]


@lru_cache(maxsize=8)
def _names(text: str) -> Mapping[str, str]:
    pieces = text.split("\0")
    return dict(zip(pieces[::2], pieces[1::2], strict=False))


def _best(
    path: Path, candidates: Iterable[Anchors], names: Mapping[str, str], grids: Mapping[str, Grid]
) -> tuple[Anchors, Located]:
    found: list[tuple[int, Anchors, Located]] = []
    failed: list[tuple[int, TemplateMismatch]] = []
    for anchors in candidates:
        try:
            located = anchors.locate(names, grids)
        except TemplateMismatch as error:
            failed.append((sum(name in names for name in anchors.expected), error))
        else:
            found.append((len(located.issues), anchors, located))
    if found:
        return min(found, key=lambda item: item[0])[1:]
    known_names, error = max(failed, key=lambda item: item[0])
    if known_names:
        raise error
    raise TemplateMismatch(
        f"“{path.name}”不是用本软件的模板填报的工作簿。",
        code="T03",
        hint="请用本软件新建工作簿填报；已经填在别的表里的，请把数字转填过来。",
    )


def stated_layout(stamp: str) -> Layout | None:
    """The template that the content of the hidden name states; None if it states none that is known here."""
    words = stamp.strip('="').split("|")
    forms = {form.id: form for form in all_forms()}
    if len(words) != 4 or words[0] not in forms or words[3] not in forms:
        return None
    form = forms[words[0]]
    return layout_for(form, forms[words[3]]) if words[2] == str(form.template_version) else None


def _known_form(path: Path, form_id: str, edition: str = "", version: str = "") -> Form:
    """The form with this id. Raises TemplateMismatch T04 for an edition or template version unknown here."""
    for form in all_forms():
        if form.id != form_id:
            continue
        if version in ("", str(form.template_version)):
            return form
        newer = version.isdecimal() and int(version) > form.template_version
        found = "比本软件新" if newer else "是旧版本"
        versions = f"{edition} 版格式的第 {version} 版模板；本软件认识第 {form.template_version} 版"
        hint = "请先升级本软件。" if newer else "请新建工作簿，把数字转填到新模板里。"
        raise TemplateMismatch(f"“{path.name}”的模板{found}（{versions}）。", code="T04", hint=hint)
    known = "、".join(form.edition for form in all_forms())
    message = f"“{path.name}”用的是“{edition or form_id}”版年报格式；本软件只认识 {known} 版。"
    raise TemplateMismatch(message, code="T04", hint="请升级本软件后再试。")


_SENTENCES = {
    AnchorKind.MOVED: "“{sheet}”里有 {count} 格不在模板原来的位置（{places}），已按名称和行、列标题找到",
    AnchorKind.NAME: "“{sheet}”里有 {count} 格的名称丢失或指向别处（{places}），已按位置和行、列标题找到",
    AnchorKind.LABEL: "“{sheet}”里有 {count} 格的行、列标题被改动（{places}），已按名称和位置找到，请恢复标题",
    AnchorKind.SORTED: "“{sheet}”的行被重新排序，有 {count} 格按行标题读取（{places}），请核对",
}


def _moved(issues: Iterable[AnchorIssue]) -> list[Finding]:
    """One notice a sheet and kind of disagreement."""
    groups: dict[tuple[str, AnchorKind], list[AnchorIssue]] = {}
    for issue in issues:
        groups.setdefault((issue.expected.sheet, issue.kind), []).append(issue)
    notes: list[Finding] = []
    for (sheet, kind), group in groups.items():
        shown = [f"{issue.expected.address}→{issue.found.address}" for issue in group[:4]]
        if kind in (AnchorKind.NAME, AnchorKind.LABEL):
            shown = [issue.found.address for issue in group[:4]]
        places = "、".join(shown) + ("等" if len(group) > 4 else "")
        note = _note(MOVED, _SENTENCES[kind].format(sheet=sheet, count=len(group), places=places))
        notes.append(replace(note, places=tuple(issue.found.place for issue in group)))
    return notes


def _note(rule: str, message: str) -> Finding:
    return Finding(rule, Severity.NOTICE, (), (), None, None, None, f"{message}。（{rule}）", BASIS)
