"""What Excel makes of text put into a cell: a formula, a number, a date, a truth value, an error, or text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

# ASCII digits only: what Excel makes of full-width ones depends on its language.
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z", re.ASCII)
_DATE = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?\Z", re.ASCII)
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_RISKY = re.compile(r"[\d=']|\A[+\-@]|\A(?:true|false)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in Excel's notation, with its equals sign."""

    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cell gets: a value, and the number format Excel gives the cell with it where it had none."""

    value: float | bool | str | dt.datetime | Formula | None
    number_format: str = ""


def understood(text: str) -> Entry:
    """What Excel makes of this text in a cell whose format is not Text.

    Dates are read only in the order year, month, day, which means the same in every country's settings.
    """
    if not text:
        return Entry(None)
    if text[0] == "'":
        return Entry(text[1:] or None)
    if text[0] == "=" and len(text) > 1:
        return Entry(Formula(text))
    if text in _ERRORS:
        return Entry(Formula("=" + text))
    trimmed = text.strip(" ")
    if trimmed.upper() in {"TRUE", "FALSE"}:
        return Entry(trimmed.upper() == "TRUE")
    return _number(trimmed) or _date(trimmed) or Entry(text)


def _number(text: str) -> Entry | None:
    body = text.removesuffix("%")
    grouped = _GROUPED.match(body) is not None
    if not grouped and _NUMBER.match(body) is None:
        return None
    value = float(body.replace(",", ""))
    if body != text:
        return Entry(value / 100, "0.00%" if "." in body else "0%")
    if grouped:
        return Entry(value, "#,##0.00" if "." in body else "#,##0")
    return Entry(value, "0.00E+00" if "e" in body.lower() else "")


def _date(text: str) -> Entry | None:
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(match[i] or 0) for i in (1, 3, 4, 5, 6, 7))
    try:
        moment = dt.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    return Entry(moment) if year >= 1900 else None


def may_be_reformatted(text: str) -> bool:
    """Whether Calc would give a cell the format Text on getting this text, because it could be read as more."""
    return _RISKY.search(text) is not None


def general_text(value: float) -> str:
    """A number as Excel's Formula property writes it."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = repr(float(f"{value:.15g}"))
    mantissa, mark, exponent = text.partition("e")
    if not mark:
        return text
    if int(exponent) >= -9:
        return (
            format(Decimal(text), "f") if int(exponent) < 0 else f"{mantissa.removesuffix('.0')}E+{int(exponent):02d}"
        )
    return f"{mantissa.removesuffix('.0')}E-{-int(exponent):02d}"
