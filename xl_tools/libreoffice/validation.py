"""xlwings' DataValidation: what may be typed into cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice import formulas
from xl_tools.libreoffice.addresses import quoted_sheet
from xl_tools.libreoffice.bridge import enum
from xl_tools.libreoffice.names import Name
from xl_tools.libreoffice.parts import HostError, Part
from xl_tools.libreoffice.range_base import RangeBase

if TYPE_CHECKING:
    from collections.abc import Sequence

_TYPES = {
    "ANY": "none",
    "WHOLE": "whole_number",
    "DECIMAL": "decimal",
    "DATE": "date",
    "TIME": "time",
    "TEXT_LEN": "text_length",
    "LIST": "list",
    "CUSTOM": "custom",
}
_OPERATORS = {
    "BETWEEN": "between",
    "NOT_BETWEEN": "not_between",
    "EQUAL": "equal_to",
    "NOT_EQUAL": "not_equal_to",
    "GREATER": "greater_than",
    "LESS": "less_than",
    "GREATER_EQUAL": "greater_than_or_equal",
    "LESS_EQUAL": "less_than_or_equal",
}
_ALERTS = {"STOP": "stop", "WARNING": "warning", "INFO": "information"}
_COMPARING = frozenset({"whole_number", "decimal", "date", "time", "text_length"})
_MIXED = "mixed_criteria"


class DataValidation(Part):
    """The rule that all cells of a range share."""

    __slots__ = ("_owner",)

    def __init__(self, owner: RangeBase) -> None:
        self._owner = owner

    @property
    def api(self) -> Any:
        """UNO's copy of the rule; set the range's Validation to put a changed one back."""
        return self._owner.cells.Validation

    def _rule(self) -> Any:
        rule = self._owner.uniform("Validation")
        return None if rule is None or rule.Type.value == "ANY" else rule

    @property
    def type(self) -> str:
        """Which kind of rule; "inconsistent" or "mixed_criteria" when the cells differ."""
        rule = self._owner.uniform("Validation")
        if rule is not None:
            return _TYPES.get(rule.Type.value, "unknown")
        formats = self._owner.cells.getCellFormatRanges()
        kinds = {formats.getByIndex(i).Validation.Type.value for i in range(formats.Count)}
        return _MIXED if "ANY" in kinds else "inconsistent"

    def _formula_of(self, kinds: frozenset[str], second: bool = False) -> str | None:
        rule = self._rule()
        if rule is None or _TYPES.get(rule.Type.value) not in kinds:
            return None
        text = str(rule.getFormula2() if second else rule.getFormula1())
        return formulas.to_excel(text)

    @property
    def operator(self) -> str | None:
        """How the value is compared."""
        rule = self._rule()
        if rule is None or _TYPES.get(rule.Type.value) not in _COMPARING:
            return None
        return _OPERATORS.get(rule.getOperator().value)

    @property
    def formula1(self) -> str | None:
        """What the value is compared with."""
        return self._formula_of(_COMPARING)

    @property
    def formula2(self) -> str | None:
        """The upper end of a between rule."""
        return self._formula_of(_COMPARING, second=True) if self.operator in ("between", "not_between") else None

    @property
    def formula(self) -> str | None:
        """The formula of a custom rule."""
        text = self._formula_of(frozenset({"custom"}))
        return None if text is None else f"={text}"

    @property
    def source(self) -> str | None:
        """Where a list comes from: values between commas, or a formula."""
        text = self._formula_of(frozenset({"list"}))
        if text is None:
            return None
        if text.startswith('"'):
            return ",".join(part.replace('""', '"') for part in re.findall(r'"((?:[^"]|"")*)"', text))
        return f"={text}"

    @property
    def in_cell_dropdown(self) -> bool | None:
        """Whether a list opens in the cell."""
        rule = self._rule()
        return None if rule is None or rule.Type.value != "LIST" else rule.ShowList != 0

    def _property(self, name: str) -> Any:
        rule = self._rule()
        return None if rule is None else rule.getPropertyValue(name)

    @property
    def ignore_blank(self) -> bool | None:
        """Whether a blank cell is allowed."""
        return self._property("IgnoreBlankCells")

    @property
    def input_title(self) -> str | None:
        """Title of the hint."""
        return self._property("InputTitle")

    @property
    def input_message(self) -> str | None:
        """The hint shown when the cell is selected."""
        return self._property("InputMessage")

    @property
    def show_input(self) -> bool | None:
        """Whether the hint is shown."""
        return self._property("ShowInputMessage")

    @property
    def error_title(self) -> str | None:
        """Title of the refusal."""
        return self._property("ErrorTitle")

    @property
    def error_message(self) -> str | None:
        """The refusal."""
        return self._property("ErrorMessage")

    @property
    def show_error(self) -> bool | None:
        """Whether a wrong entry is refused or asked about."""
        return self._property("ShowErrorMessage")

    @property
    def alert_style(self) -> str | None:
        """Whether a wrong entry is stopped, warned of, or only told."""
        style = self._property("ErrorAlertStyle")
        return None if style is None else _ALERTS.get(style.value)

    def set_list(self, source: RangeBase | Name | Sequence[str], in_cell_dropdown: bool) -> None:
        """Allow only the values of a list, a range or a name."""
        if isinstance(source, RangeBase):
            text = formulas.to_calc(f"{quoted_sheet(source.sheet.name)}!{source.address}")
        elif isinstance(source, Name):
            text = source.name.rpartition("!")[2]
        else:
            text = ";".join('"' + value.replace('"', '""') + '"' for value in source)
        self._set("LIST", "EQUAL", text, "", ShowList=1 if in_cell_dropdown else 0)

    def set_rule(self, rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        """Allow only values that compare so, or for which a formula is true."""
        kind = next(key for key, value in _TYPES.items() if value == rule_type)
        word = next((key for key, value in _OPERATORS.items() if value == operator), "EQUAL")
        second = formulas.to_calc(formula2 or "").removeprefix("=")
        self._set(kind, word, formulas.to_calc(formula1).removeprefix("="), second)

    def _set(self, kind: str, operator: str, formula1: str, formula2: str, **more: Any) -> None:
        current = self.type
        if current in (_MIXED, "inconsistent"):
            raise HostError("Cannot update data validation because the target cells have different validation rules.")
        with self._owner.changing_format() as cells:
            rule = cells.Validation
            rule.Type = enum("com.sun.star.sheet.ValidationType", kind)
            rule.setOperator(enum("com.sun.star.sheet.ConditionOperator", operator))
            first = self._owner.first_cell.getCellAddress()
            rule.setSourcePosition(first)
            rule.setFormula1(formula1)
            rule.setFormula2(formula2)
            rule.ShowErrorMessage = True if current == "none" else rule.ShowErrorMessage
            for name, value in more.items():
                rule.setPropertyValue(name, value)
            cells.Validation = rule

    def delete(self) -> None:
        """Allow everything."""
        with self._owner.changing_format() as cells:
            rule = cells.Validation
            rule.Type = enum("com.sun.star.sheet.ValidationType", "ANY")
            cells.Validation = rule
