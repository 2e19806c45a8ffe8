"""Data validation of inputs, with Chinese prompts and errors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from xl_tools.datafile import YEARS
from xl_tools.facts import FactItem, FactKind
from xl_tools.forms.model import Kind
from xl_tools.units import Level, Scope
from xl_tools.workbook.spot import Spot

STATES = ("草稿", "定稿")
_STOP = "请取消后重填。"


def number_rule(kind: Kind, unit: str) -> dict[str, Any]:
    """The validation of a number cell of the form."""
    what = f"（{unit}）" if unit else ""
    if kind is Kind.AMOUNT and not unit:
        return prompt("金额（写明单位）", "表样没有印单位，请连单位一起填，例如“12.5万元”或“251000元”；没有的填 0。")
    if kind is Kind.AMOUNT:
        return {
            **_asks("decimal", f"非负数{what}", f"以{unit}为单位，至多四位小数；没有的填 0，不要填“/”或文字。"),
            **_limits(f"这一格填以{unit}为单位的非负数。"),
        }
    if kind is Kind.SIGNED:
        return {
            **_asks("integer", f"增减数{what}", "增加填正整数，减少填负整数（例如 -8），没有变化填 0。"),
            **_limits("这一格填整数，减少的填负数。"),
            "criteria": "between",
            "minimum": -999999999,
            "maximum": 999999999,
        }
    return {
        **_asks("integer", f"非负整数{what}", "没有的填 0；不要填“/”、“无”或带单位的文字。"),
        **_limits("这一格填非负整数（0、1、2……），没有的填 0。"),
    }


def total_rule() -> dict[str, Any]:
    """A formula total: any overtyping asks first, for the formula would be lost."""
    return {
        "validate": "custom",
        "value": "=FALSE",
        "ignore_blank": False,
        **_words("总计（自动计算）", "由公式计算，一般不用填。手填后不再自动计算；可用“恢复公式”还原。"),
        **_error("确定要改总计吗？", "这一格是公式。手填会覆盖公式，以后不再自动计算。要继续吗？"),
        "error_type": "warning",
    }


def reported_rule(expected: int | Decimal) -> dict[str, Any]:
    """A total that holds what was reported."""
    text = f"这是报送时的数，不是公式。按各格计算应为 {expected}。核对后可改数，或用“恢复公式”还原。"
    rule = number_rule(Kind.TOTAL, "")
    return {**rule, **_words("报送原数（非公式）", text), "error_type": "warning"}


def fact_rule(fact: FactItem) -> dict[str, Any]:
    """The validation of the input of a fact."""
    need = "必填" if fact.required else "没有可不填"
    if fact.kind is FactKind.TEXT:
        return prompt(_cut(fact.label), f"填文字，{need}。")
    kind = "decimal" if fact.kind is FactKind.AMOUNT else "integer"
    noun = "非负数" if fact.kind is FactKind.AMOUNT else "非负整数"
    unit = f"单位：{fact.unit}；" if fact.unit else ""
    return {**_asks(kind, _cut(fact.label), f"{unit}填{noun}，{need}。"), **_limits(f"这一格填{noun}。")}


def level_rule() -> dict[str, Any]:
    return choice([level.label for level in Level], "单位级别", "从列表中选；规章等核对规则按级别判断。")


def scope_rule() -> dict[str, Any]:
    return choice([scope.label for scope in Scope], "报告范围", "只报本单位的选“本级”，含所属单位的选“汇总”。")


def state_rule() -> dict[str, Any]:
    return choice(list(STATES), "状态", "“定稿”后改动任何数字，都应回到“草稿”。")


def year_rule(title: str = "年度") -> dict[str, Any]:
    return {
        **_asks("integer", title, "填四位年份，例如 2024；统计期限为当年 1 月 1 日至 12 月 31 日。"),
        **_error("年度不对", f"请填 {YEARS[0]} 至 {YEARS[-1]} 之间的年份。"),
        "criteria": "between",
        "minimum": YEARS[0],
        "maximum": YEARS[-1],
    }


def date_rule(title: str, message: str) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": ">=",
        "value": date(YEARS[0], 1, 1),
        **_words(title, message),
        **_error("不是日期", "请填日期，例如 2025-01-20。"),
    }


def choice(items: Iterable[str], title: str, message: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(items),
        **_words(title, message),
        **_error("请从列表中选", "这一格只能从下拉列表中选。"),
    }


def prompt(title: str, message: str) -> dict[str, Any]:
    """No restriction, only a prompt."""
    return {"validate": "any", **_words(title, message)}


def by_rule(cells: Iterable[tuple[Kind, str, Spot]]) -> list[tuple[dict[str, Any], list[Spot]]]:
    """Number cells grouped by the validation they share."""
    groups: dict[tuple[Kind, str], list[Spot]] = {}
    for kind, unit, spot in cells:
        groups.setdefault((kind, unit), []).append(spot)
    return [(number_rule(kind, unit), spots) for (kind, unit), spots in groups.items()]


def _asks(kind: str, title: str, message: str) -> dict[str, Any]:
    return {"validate": kind, **_words(title, message)}


def _limits(message: str) -> dict[str, Any]:
    return {"criteria": ">=", "value": 0, **_error("填得不对", message + _STOP)}


def _words(title: str, message: str) -> dict[str, Any]:
    return {"input_title": title, "input_message": message}


def _error(title: str, message: str) -> dict[str, Any]:
    return {"error_title": title, "error_message": message}


def _cut(title: str) -> str:
    """Excel shows at most 32 characters of a title."""
    return title[:32]
