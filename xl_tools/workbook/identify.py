"""Which template a workbook was made from: by its stamp, its properties, or the cells that are found in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from xl_tools.errors import TemplateMismatch
from xl_tools.finding import Finding, Severity
from xl_tools.forms.load import all_forms
from xl_tools.forms.model import Form
from xl_tools.workbook.anchors import AnchorIssue, AnchorKind, Anchors, Grid, Located
from xl_tools.workbook.cellvalues import BASIS
from xl_tools.workbook.layout import Layout, layout_for
from xl_tools.workbook.past import past_layout, past_versions

MOVED = "W2"
# As template.py writes them; importing it would load the workbook writer (a test compares).
STAMP_NAME = "xl_tools.stamp"
FORM_PROPERTY, EDITION_PROPERTY, VERSION_PROPERTY = "xl_tools_form", "xl_tools_edition", "xl_tools_template_version"


@cache
def anchors_of(layout: Layout) -> Anchors:
    """The anchors of one template."""
    return Anchors(layout)


def locate(
    path: Path, content: Mapping[str, Any], grids: Mapping[str, Grid], *, past: bool = False
) -> tuple[Layout, Located, list[Finding]]:
    """The template of a workbook, where each of its cells stands, and notes on those found elsewhere.

    Args:
        path: for messages.
        content, grids: as extract() describes it, and its values by sheet.
        past: older template versions are read as well.

    Raises: TemplateMismatch if it is of none known here, or has a cell that lost two of its three anchors.
    """
    names = _names(content["names"])
    stamp = names.get(STAMP_NAME, "").strip('="').split("|")
    forms = all_forms()
    if len(stamp) == 4:
        layouts = _layouts(*_known_form(path, *stamp[:3], past=past), [_known_form(path, stamp[3])[0]])
    elif FORM_PROPERTY in (properties := content["properties"]):
        edition, version = (properties.get(name, "") for name in (EDITION_PROPERTY, VERSION_PROPERTY))
        layouts = _layouts(*_known_form(path, properties[FORM_PROPERTY], edition, version, past=past), forms)
    else:
        layouts = [one for form in forms for one in _layouts(form, form.template_version, forms)]
        if past:
            older = [(form, version) for form in forms for version in past_versions(form)]
            layouts += [one for form, version in older for one in _layouts(form, version, forms)]
    candidates = [anchors_of(layout) for layout in layouts]
    if len(candidates) == 1:
        located = candidates[0].locate(names, grids)
        return candidates[0].layout, located, _moved(located.issues)
    anchors, located = _best(path, candidates, names, grids)
    notes = [notice(MOVED, "工作簿的版本标记不全，已按表样认出"), *_moved(located.issues)]
    return anchors.layout, located, notes


def _layouts(form: Form, version: int, previous: Iterable[Form]) -> list[Layout]:
    """The layouts of a template version, by the editions that 上年数据 may list."""
    return [
        layout_for(form, one) if version == form.template_version else past_layout(form, one, version)
        for one in previous
    ]


def stated_layout(stamp: str) -> Layout | None:
    """The template that the content of the hidden name states; None if it states none that is known here."""
    words = stamp.strip('="').split("|")
    forms = {form.id: form for form in all_forms()}
    if len(words) != 4 or words[0] not in forms or words[3] not in forms:
        return None
    form = forms[words[0]]
    return layout_for(form, forms[words[3]]) if words[2] == str(form.template_version) else None


def notice(rule: str, message: str) -> Finding:
    """A note of the reader on a workbook as a whole."""
    return Finding(rule, Severity.NOTICE, (), (), None, None, None, f"{message}。（{rule}）", BASIS)


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


def _known_form(
    path: Path, form_id: str, edition: str = "", version: str = "", *, past: bool = False
) -> tuple[Form, int]:
    """The form with this id, and the template version; the present one where none is stated.

    Raises: TemplateMismatch T04 for an edition or template version unknown here, or an older one without `past`.
    """
    for form in all_forms():
        if form.id != form_id:
            continue
        if version in ("", str(form.template_version)):
            return form, form.template_version
        older = {str(one): one for one in past_versions(form)}
        if past and version in older:
            return form, older[version]
        newer = version.isdecimal() and int(version) > form.template_version
        found = "比本软件新" if newer else "是旧版本"
        versions = f"{edition} 版格式的第 {version} 版模板；本软件认识第 {form.template_version} 版"
        hint = "请先升级本软件。" if newer else "请新建工作簿，把数字转填到新模板里。"
        if version in older:
            hint = f"旧版本工作簿请先迁移：xl-tools migrate {path.name}，或按“迁移旧模板”。原文件不会改动。"
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
        note = notice(MOVED, _SENTENCES[kind].format(sheet=sheet, count=len(group), places=places))
        notes.append(replace(note, places=tuple(issue.found.place for issue in group)))
    return notes
