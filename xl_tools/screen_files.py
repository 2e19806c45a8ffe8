"""What the commands print about files as such: 寄出前检查 and 封存码, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from xl_tools.console import say
from xl_tools.outcomes import SealState, Verified
from xl_tools.sending import SendingCheck


def sending(check: SendingCheck) -> None:
    """The verdict on a workbook to be sent, and each step."""
    say(f"{check.file}：{check.sentence}")
    for step in check.steps:
        say(f"  [{step.verdict.label}] {step.name}：{step.sentence}")


def json_sending(check: SendingCheck, *, one_line: bool) -> None:
    """The same as one JSON object; on one line where there are several files."""
    data: dict[str, Any] = {
        "file": str(check.file),
        "verdict": check.verdict.value,
        "message": check.sentence,
        "seal": check.seal or None,
        "steps": [{"name": step.name, "verdict": step.verdict.value, "message": step.sentence} for step in check.steps],
    }
    if check.error is not None:
        data |= {"status": "unreadable", "code": check.error.code}
    say(json.dumps(data, ensure_ascii=False, indent=None if one_line else 1))


def verified(result: Verified) -> None:
    """Whether a workbook is what was made final, and each place where it is not."""
    say(f"{result.file}：{_seal_state(result)}")
    if result.typed:
        say(f"  {_typed_code(result)}")
    if result.compared is not None:
        _print_differences(result, result.compared)
    elif (result.typed and not result.typed_fits) or result.seal not in ("", result.reckoned):
        say("  没有找到内容与封存码相符的备份，说不出改了哪里。有当时的副本或数据文件的，请写 --against 和那份文件。")
    if result.state in (SealState.CHANGED, SealState.REOPENED):
        say("  内容如果是对的，请重新定稿。")
    say("封存码只防误改，不防伪造。")


def json_verified(result: Verified) -> None:
    """The same as one JSON object."""
    data = {
        "file": str(result.file),
        "state": result.state.value,
        "same": result.same,
        "seal": result.seal or None,
        "reckoned": result.reckoned,
        "finalized_on": result.finalized_on or None,
        "typed": result.typed or None,
        "compared": str(result.compared) if result.compared else None,
        "backup": result.backup,
        "differences": [
            {"name": one.name, "where": str(one.place), "label": one.label, "old": one.old, "new": one.new}
            for one in result.differences
        ],
    }
    say(json.dumps(data, ensure_ascii=False, indent=1))


def _seal_state(result: Verified) -> str:
    since = f"{result.finalized_on} 定稿以后".lstrip()
    match result.state:
        case SealState.UNCHANGED:
            return f"{since}没有改动，封存码 {result.seal}。"
        case SealState.CHANGED:
            return f"{since}有改动。封面的封存码是 {result.seal}，按现在的内容算是 {result.reckoned}。"
        case SealState.REOPENED:
            held = "没有改动" if result.seal == result.reckoned else f"有改动，按现在的内容算是 {result.reckoned}"
            return f"封面的状态已改回草稿，还留着封存码 {result.seal}，内容{held}。"
        case SealState.UNSEALED:
            return f"没有定稿，按现在的内容算，封存码是 {result.reckoned}。"
        case SealState.BY_HAND:
            return f"封面的“定稿”是手工选的，没有封存码；按现在的内容算是 {result.reckoned}。"


def _typed_code(result: Verified) -> str:
    """What a code from a document says of the workbook, group by group where it differs."""
    from xl_tools.workbook.seal import mistaken_digits, same_code

    digits = mistaken_digits(result.typed)
    read = f"（封存码里没有数字 {'、'.join(digits)}，已按形近的字母 O、I 或 L、B 核对）" if digits else ""
    if result.typed_fits:
        return f"文件上的封存码与工作簿现在的内容相符{read}。"
    if same_code(result.typed, result.seal):
        return f"文件上的封存码与封面的相符{read}，文件是改动以前导出的。"
    groups = [one.split("-") for one in (result.typed, result.reckoned)]
    wrong = [number for number, (one, other) in enumerate(zip(*groups, strict=True), 1) if not same_code(one, other)]
    listed = "、".join(map(str, wrong))
    return f"文件上的封存码 {result.typed} 与工作簿的 {result.reckoned} 不符：第 {listed} 组不同{read}。"


def _print_differences(result: Verified, other: Path) -> None:
    named = f"备份“{other.name}”（内容与封存码相符）" if result.backup else f"“{other.name}”"
    if not result.differences:
        say(f"  与{named}相比，没有不同。")
        return
    say(f"  与{named}相比，有 {len(result.differences)} 处不同（那一份 → 这一份）：")
    for number, one in enumerate(result.differences, start=1):
        say(f"  {number}. {one.place} {one.label}：{one.old} → {one.new}")
