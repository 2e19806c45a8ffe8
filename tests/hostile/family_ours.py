"""Workbooks made by this program, and what people and other programs did to them afterwards."""

from __future__ import annotations

from hostile.cases import BOOK, RELATIONS, SHEET, STRINGS, TABLE, Case, Family, altered, base, base_parts, book
from workbook.workbook_files import changed, part_of, with_value, without_names, without_stamp

from xl_tools.forms.load import form_for_edition
from xl_tools.workbook.layout import layout_for

_MAKE = Family("ours")
_FORM = form_for_edition("2021")
_LAYOUT = layout_for(_FORM, _FORM)
_LABEL = "自然人"
_NAMES = r"(?!xl_)[^\"]*"


def _stamped(stamp: str):
    return book({BOOK: lambda text: text.replace(_LAYOUT.stamp, stamp)})


def _stamp(edition: str = "2021", version: int = _FORM.template_version, previous: str = "2021") -> str:
    return f"gov_disclosure_{edition}|{edition}|{version}|gov_disclosure_{previous}"


def _cover(field: str, typed: str):
    spot = _LAYOUT.cover[field]
    return lambda: with_value(base(), spot.sheet, spot.address, typed)


def _renamed(sheet: str, name: str):
    return book({BOOK: lambda text: text.replace(f'<sheet name="{sheet}"', f'<sheet name="{name}"')})


def _removed(sheet: str):
    """A sheet deleted as Excel does it: its names point nowhere then."""

    def change(text: str) -> str:
        start = text.index(f'<sheet name="{sheet}"')
        text = text[:start] + text[text.index("/>", start) + 2 :]
        return text.replace(f"'{sheet}'!", "#REF!")

    return lambda: altered({BOOK: change}, without=(part_of(base(), sheet),))


def _copied() -> bytes:
    """A sheet copied within the workbook, as Excel does it."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relation = f'<Relationship Id="rCopy" Type="{kind}" Target="worksheets/copy.xml"/></Relationships>'
    listed = f'<sheet name="{TABLE} (2)" sheetId="99" r:id="rCopy"/></sheets>'
    return altered(
        {
            BOOK: lambda text: text.replace("</sheets>", listed),
            RELATIONS: lambda text: text.replace("</Relationships>", relation),
            "xl/worksheets/copy.xml": base_parts()[SHEET],
        },
    )


def _state(sheet: str, state: str):
    named = f'<sheet name="{sheet}"'
    return book({BOOK: lambda text: text.replace(named, f'{named} state="{state}"')})


def _labels_and_names_gone() -> bytes:
    return changed(
        without_names(base(), _NAMES), {STRINGS: lambda text: text.replace(f"<t>{_LABEL}</t>", "<t>个人</t>")}
    )


def _swapped_names() -> bytes:
    """Two names that point to each other's cell."""
    one, other = f"'{TABLE}'!$D$6", f"'{TABLE}'!$E$6"
    mark = "@"
    return altered({BOOK: lambda t: t.replace(one, mark).replace(other, one).replace(mark, other)})


CASES: tuple[Case, ...] = (
    _MAKE.read("", "as it was made", base, "what all the others are compared with"),
    # Edition and version
    _MAKE.unread("T04", "unknown edition", _stamped(_stamp("2030")), "cells that this program has never heard of"),
    _MAKE.unread("T04", "newer template", _stamped(_stamp(version=99)), "cells may have moved"),
    _MAKE.unread("T04", "older template", _stamped(_stamp(version=1)), "cells have moved"),
    _MAKE.unread("T04", "unknown edition of last year", _stamped(_stamp(previous="1999")), "another sheet 上年数据"),
    _MAKE.read("W2", "stamp that is none", _stamped("a|b"), "told by its cells instead"),
    _MAKE.unread("T04", "stamp of 30,000 characters", _stamped("a" * 30_000 + "|b|1|c"), "shown whole in a message"),
    _MAKE.read("W2", "no stamp", lambda: without_stamp(base()), "told by its cells instead"),
    # Names, labels, sheets
    _MAKE.read("W2", "no names", lambda: without_names(base(), _NAMES), "found by place and labels"),
    _MAKE.unread("T06", "neither names nor labels", _labels_and_names_gone, "nothing but a position is left"),
    _MAKE.read(
        "W2",
        "labels changed",
        book({STRINGS: lambda t: t.replace(f"<t>{_LABEL}</t>", "<t>个人</t>")}),
        "found by names",
    ),
    _MAKE.read("W2", "names that point to each other's cell", _swapped_names, "numbers in the wrong column"),
    _MAKE.read("W2", "sheet renamed", book({BOOK: lambda text: text.replace(TABLE, "表三")}), "found by names"),
    _MAKE.unread("T06", "sheet renamed behind the back of its names", _renamed(TABLE, "表三"), "found by nothing"),
    _MAKE.read(
        "A2 A4 A5 B2 W2 W3",
        "two sheets with each other's name",
        lambda: changed(
            _renamed(TABLE, "@")(),
            {BOOK: lambda t: t.replace('"四、复议诉讼"', f'"{TABLE}"').replace('"@"', '"四、复议诉讼"')},
        ),
        "numbers in the wrong table",
    ),
    _MAKE.unread("T05", "sheet deleted", _removed(TABLE), "half the report is gone"),
    _MAKE.read("", "sheet copied", _copied, "which one is it"),
    _MAKE.read("", "sheet hidden", _state(TABLE, "hidden"), "still part of the report"),
    _MAKE.read("", "sheet hidden from the menu", _state(TABLE, "veryHidden"), "still part of the report"),
    _MAKE.read(
        "",
        "all sheets hidden",
        book({BOOK: lambda t: t.replace("<sheet ", '<sheet state="hidden" ')}),
        "nothing to show",
    ),
    # Identity
    _MAKE.read("W5", "no unit", _cover("unit", ""), "whose report is it"),
    _MAKE.read(
        "",
        "unit with control characters",
        _cover("unit", "某某局_x0000__x001B_[2J\u202e"),
        "clears a terminal, breaks a Word file",
    ),
    _MAKE.read("", "unit that is a path", _cover("unit", "../../etc/passwd"), "the name of the file exported"),
    _MAKE.read("", "unit of 30,000 characters", _cover("unit", "局" * 30_000), "too long for the name of a file"),
    _MAKE.read(
        "",
        "unit that is a page",
        _cover("unit", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        "runs in the page exported",
    ),
    _MAKE.read("W5", "year that is none", _cover("year", "去年"), "which edition applies"),
    _MAKE.read("W5", "year 99999", _cover("year", "99999"), "which edition applies"),
    _MAKE.read("W5", "year of last century", _cover("year", "1999"), "which edition applies"),
    _MAKE.read("W5", "level that there is not", _cover("level", "宇宙级"), "which rules apply"),
    _MAKE.read("W5", "date of the 30th of February", _cover("published_on", "2025-02-30"), "no date"),
)
