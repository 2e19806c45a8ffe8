"""xlwings' ConditionalFormats and ConditionalFormat: rules by value and by formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from xl_tools.libreoffice import formulas
from xl_tools.libreoffice.addresses import area_of
from xl_tools.libreoffice.colors import rgb
from xl_tools.libreoffice.parts import NotFound, Part
from xl_tools.libreoffice.rule_styles import NORMAL, STYLE_PREFIX, dress, new_style

if TYPE_CHECKING:
    from xl_tools.libreoffice.range_base import RangeBase
    from xl_tools.libreoffice.sheet import Sheet

# Constants of com.sun.star.sheet.ConditionFormatOperator and ConditionEntryType.
_OPERATORS = {
    "equal_to": 0,
    "less_than": 1,
    "greater_than": 2,
    "less_than_or_equal": 3,
    "greater_than_or_equal": 4,
    "not_equal_to": 5,
    "between": 6,
    "not_between": 7,
}
_OPERATOR_NAMES = {number: name for name, number in _OPERATORS.items()}
_EXPRESSION = 24
_CONDITION, _COLOR_SCALE, _DATA_BAR, _ICON_SET = 0, 1, 2, 3
_VISUAL = {_COLOR_SCALE: "color_scale", _DATA_BAR: "data_bar", _ICON_SET: "icon_set"}


class ConditionalFormat(Part):
    """One rule: an entry of one of the sheet's conditional formats."""

    __slots__ = ("_id", "_index", "_sheet")

    def __init__(self, sheet: Sheet, format_id: int, index: int) -> None:
        self._sheet = sheet
        self._id = format_id
        self._index = index

    def _format(self) -> Any:
        for item in self._sheet.uno.ConditionalFormats.getConditionalFormats():
            if self._id == item.ID:
                return item
        raise NotFound("This conditional format was deleted")

    @property
    def api(self) -> Any:
        """The UNO entry."""
        return self._format().getByIndex(self._index)

    @property
    def type(self) -> str:
        """cell_value, custom, color_scale, data_bar, icon_set or unknown."""
        entry = self.api
        kind = entry.getType()
        if kind != _CONDITION:
            return _VISUAL.get(kind, "unknown")
        if entry.Operator == _EXPRESSION:
            return "custom"
        return "cell_value" if entry.Operator in _OPERATOR_NAMES else "unknown"

    @property
    def stop_if_true(self) -> bool | None:
        """False: the first true rule of a Calc format always wins; None for bars, scales and icons."""
        return False if self.type in ("cell_value", "custom") else None

    @property
    def operator(self) -> str | None:
        """How a cell's value is compared."""
        return _OPERATOR_NAMES.get(self.api.Operator) if self.type == "cell_value" else None

    @property
    def formula1(self) -> str | None:
        """What a cell's value is compared with."""
        return _with_sign(self.api.Formula1) if self.type == "cell_value" else None

    @property
    def formula2(self) -> str | None:
        """The upper end of a between rule."""
        return _with_sign(self.api.Formula2) if self.operator in ("between", "not_between") else None

    @property
    def formula(self) -> str | None:
        """The formula of a custom rule, as seen from the first cell of the rule."""
        return _with_sign(self.api.Formula1) if self.type == "custom" else None

    def _style(self) -> Any:
        if self.type not in ("cell_value", "custom"):
            return None
        styles = self._sheet.book.document.StyleFamilies.getByName("CellStyles")
        name = self.api.StyleName
        return styles.getByName(name) if name and styles.hasByName(name) else None

    def _of_style(self, name: str) -> Any:
        style = self._style()
        if style is None or style.getPropertyState(name).value != "DIRECT_VALUE":
            return None
        return style.getPropertyValue(name)

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        """The background where the rule holds."""
        return rgb(self._of_style("CellBackColor"))

    @property
    def font_color(self) -> tuple[int, int, int] | None:
        """The colour of the letters where the rule holds."""
        return rgb(self._of_style("CharColor"))

    @property
    def font_bold(self) -> bool | None:
        """Bold or not where the rule holds; None leaves it."""
        weight = self._of_style("CharWeight")
        return None if weight is None else weight > NORMAL

    @property
    def font_italic(self) -> bool | None:
        """Italic or not where the rule holds; None leaves it."""
        posture = self._of_style("CharPosture")
        return None if posture is None else posture.value != "NONE"

    def set(self, changes: Mapping[str, Any]) -> None:
        """Change what the rule compares with, or what it looks like."""
        self._sheet.require_unprotected("Changing conditional formats")
        _refuse_stop(changes)
        entry = self.api
        if "operator" in changes:
            entry.Operator = _OPERATORS[changes["operator"]]
        for name, member in (("formula1", "Formula1"), ("formula", "Formula1"), ("formula2", "Formula2")):
            if changes.get(name) is not None:
                entry.setPropertyValue(member, _calc(changes[name]))
        if changes.keys() & {"fill_color", "font_color", "font_bold", "font_italic"}:
            style = self._style()
            if style is None or not entry.StyleName.startswith(STYLE_PREFIX):
                # A style of the user's own may be in use elsewhere.
                entry.StyleName = new_style(self._sheet)
                style = self._style()
            dress(style, changes)

    def delete(self) -> None:
        """Remove the rule from all its cells."""
        self._sheet.require_unprotected("Removing conditional formats")
        item = self._format()
        if item.Count == 1:
            self._sheet.uno.ConditionalFormats.removeByID(self._id)
        else:
            item.removeByIndex(self._index)


class ConditionalFormats(Part):
    """The rules that touch the cells of a range."""

    __slots__ = ("_owner",)

    def __init__(self, owner: RangeBase) -> None:
        self._owner = owner

    @property
    def api(self) -> Any:
        """UNO's conditional formats of the whole sheet."""
        return self._owner.sheet.uno.ConditionalFormats

    def _rules(self) -> list[ConditionalFormat]:
        found: list[ConditionalFormat] = []
        for item in reversed(self.api.getConditionalFormats()):
            areas = (area_of(a) for a in item.Range.getRangeAddresses())
            if any(area.common(self._owner.area) for area in areas):
                found += [ConditionalFormat(self._owner.sheet, item.ID, index) for index in range(item.Count)]
        return found

    def __len__(self) -> int:
        return len(self._rules())

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter(self._rules())

    def __call__(self, key: int) -> ConditionalFormat:
        rules = self._rules()
        if not 1 <= key <= len(rules):
            raise NotFound(f"There is no conditional format number {key} in {self._owner.address}")
        return rules[key - 1]

    def add_cell_value(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        """A rule that compares each cell's value."""
        return self._add(_OPERATORS[spec["operator"]], spec["formula1"], spec.get("formula2"), spec)

    def add_custom(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        """A rule by formula, written as seen from the first cell of the range."""
        return self._add(_EXPRESSION, spec["formula"], None, spec)

    def _add(self, operator: int, first: str, second: str | None, spec: Mapping[str, Any]) -> ConditionalFormat:
        sheet = self._owner.sheet
        sheet.require_unprotected("Adding conditional formats")
        _refuse_stop(spec)
        number = self.api.createByRange(self._owner.several([self._owner.area]))
        rule = ConditionalFormat(sheet, number, 0)
        item = next(item for item in self.api.getConditionalFormats() if number == item.ID)
        item.createEntry(_CONDITION, 0)
        entry = item.getByIndex(0)
        entry.Operator = operator
        entry.Formula1 = _calc(first)
        if second is not None:
            entry.Formula2 = _calc(second)
        style = new_style(sheet)
        dress(sheet.book.document.StyleFamilies.getByName("CellStyles").getByName(style), spec)
        entry.StyleName = style
        return rule

    def clear(self) -> None:
        """Take all rules away from these cells; other cells keep them."""
        self._owner.sheet.require_unprotected("Removing conditional formats")
        rules = self._owner.cells.ConditionalFormat
        rules.clear()
        self._owner.cells.ConditionalFormat = rules


def _refuse_stop(spec: Mapping[str, Any]) -> None:
    if spec.get("stop_if_true"):
        raise NotImplementedError(
            "stop_if_true is not offered in LibreOffice: in a Calc format the first true rule always wins"
        )


def _with_sign(formula: str) -> str:
    return "=" + formulas.to_excel(formula)


def _calc(formula: str) -> str:
    return formulas.to_calc(formula).removeprefix("=")
