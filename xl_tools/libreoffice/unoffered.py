"""Why members of xlwings' API are not offered; the sentences users get, and the table in the documentation."""

from __future__ import annotations

_ONLY_LITE = "it exists only in xlwings Lite, in the browser"
_PICTURES = "the engine draws no pictures; insert them in the template"
_CHARTS = "the engine draws no charts; insert them in the template"
_PIVOTS = "pivot tables are beyond this engine; summarise in Python"
_THREADS = "Calc has notes but no threaded comments; use notes"
_STYLES = "Calc 7.4 has no table styles"
_PRO = "it belongs to the part of xlwings that needs a licence"
_VBA = "LibreOffice does not run the VBA project of a workbook for us; call Python instead"
_FILTERS = "filters cannot be set through this engine; filter in Python"
_SCALES = "LibreOffice 7.4 ends when a program sets colour scales or icon sets; those of a file stay as they are"

_LITE_NAMES = frozenset({"flush", "load", "sync"})
_EVERYWHERE = frozenset({"get_address", "get_special_cells"})
_REASONS: dict[str, dict[str, str]] = {
    "App": {"run": _VBA, "create_report": _PRO, "render_template": _PRO},
    "Book": {"json": _PRO, "render_template": _PRO},
    "Sheet": {
        "charts": _CHARTS,
        "shapes": _PICTURES,
        "pictures": _PICTURES,
        "pivot_tables": _PIVOTS,
        "comments": _THREADS,
        "to_html": "save the book as .html instead",
    },
    "Range": {
        "comment": _THREADS,
        "add_comment": _THREADS,
        "copy_picture": _PICTURES,
        "to_png": _PICTURES,
        "autofilter": _FILTERS,
    },
    "Table": {
        "autofilter": _FILTERS,
        "table_style": _STYLES,
        "show_table_style_column_stripes": _STYLES,
        "show_table_style_first_column": _STYLES,
        "show_table_style_last_column": _STYLES,
        "show_table_style_row_stripes": _STYLES,
    },
    "ConditionalFormats": {"add_color_scale": _SCALES, "add_data_bar": _SCALES, "add_icon_set": _SCALES},
    "ConditionalFormat": dict.fromkeys(
        ("colors", "bar_color", "gradient", "show_value", "icon_set", "reverse_order", "threshold_types", "thresholds"),
        _SCALES,
    ),
}


def listed(kind: str, member: str) -> bool:
    """Whether a member is known and not offered."""
    return member in _LITE_NAMES or member in _REASONS.get(kind, {})


def reason(kind: str, member: str) -> str:
    """Why a member is not offered, as the end of a sentence."""
    if member in _LITE_NAMES or (member.startswith("get_") and member not in _EVERYWHERE):
        return _ONLY_LITE
    return _REASONS.get(kind, {}).get(member) or "Calc or its programming interface has no counterpart"
