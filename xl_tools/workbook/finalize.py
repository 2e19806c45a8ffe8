"""定稿: a workbook that is final says since when and with which code; what is changed later makes it a draft again."""

from __future__ import annotations

from xl_tools.finding import Finding, Severity
from xl_tools.workbook.cellvalues import BASIS
from xl_tools.workbook.patch import Edit
from xl_tools.workbook.reader import Opened
from xl_tools.workbook.seal import seal_code

DRAFT, FINAL = "草稿", "定稿"
CHANGED = "W7"
"""Code of the notice that a final workbook was changed."""
Edits = dict[tuple[str, str], Edit]


def is_final(opened: Opened) -> bool:
    """Whether the workbook was made final and nothing has been changed since."""
    return bool(standing_seal(opened))


def standing_seal(opened: Opened) -> str:
    """The code on 封面 of a workbook that is final and unchanged; empty for any other."""
    seal = opened.state.seal
    return seal if seal and opened.state.word == FINAL and seal == seal_code(opened) else ""


def changed_since(opened: Opened) -> tuple[Finding, ...]:
    """A notice if 封面 says 定稿 although the workbook is not, or not any more, what was made final."""
    if opened.state.word != FINAL or is_final(opened):
        return ()
    place = opened.spots["report.state"].place
    since = (
        f"{opened.state.finalized_on} 定稿以后有改动".lstrip()
        if opened.state.seal
        else "状态是手工选的“定稿”，没有经过定稿检查"
    )
    message = f"封面（{place.address}）：{since}，现在按草稿对待。核对后请重新“定稿”。（{CHANGED}）"
    return (Finding(CHANGED, Severity.NOTICE, (), (place,), None, None, None, message, BASIS),)


def final_edits(opened: Opened, now: str) -> Edits:
    """State, time and code on 封面, of the workbook as it stands."""
    return _cover(opened, FINAL, now, seal_code(opened))


def draft_edits(opened: Opened) -> Edits:
    """The workbook is a draft again."""
    return _cover(opened, DRAFT, None, None)


def _cover(opened: Opened, state: str, time: str | None, code: str | None) -> Edits:
    values = {"report.state": state, "report.finalized_on": time, "report.seal": code}
    return {(spot.sheet, spot.address): value for name, value in values.items() for spot in (opened.spots[name],)}
