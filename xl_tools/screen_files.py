"""What the commands print about files as such: 寄出前检查, and as JSON."""

from __future__ import annotations

import json
from typing import Any

from xl_tools.sending import SendingCheck


def sending(check: SendingCheck) -> None:
    """The verdict on a workbook to be sent, and each step."""
    print(f"{check.file}：{check.sentence}")
    for step in check.steps:
        print(f"  [{step.verdict.label}] {step.name}：{step.sentence}")


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
    print(json.dumps(data, ensure_ascii=False, indent=None if one_line else 1), flush=True)
