"""The buttons, declared once in macros/ribbon.xml: for Excel's ribbon, LibreOffice's toolbar, and the tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

from xl_tools.errors import SpecError
from xl_tools.excel.macros import macro_bytes

RIBBON = "ribbon.xml"
NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
CALLBACK = "OnRibbonAction"
_ID = re.compile(r"[a-z][a-z_]*")
_KEYTIP = re.compile(r"[A-Z0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Button:
    """One button; `id` is also the name of its function in ribbon.py, `image` an imageMso name."""

    id: str
    label: str
    screentip: str
    supertip: str
    keytip: str
    image: str
    group: str


@cache
def buttons() -> tuple[Button, ...]:
    """All buttons of the shipped ribbon, in the order shown."""
    return read_buttons(macro_bytes(RIBBON))


def read_buttons(ribbon: bytes) -> tuple[Button, ...]:
    """The buttons in a customUI part.

    Raises: SpecError for XML that is broken, an id that is missing, given twice or no plain name, a button
        without caption, tips, keytip or image, a keytip used twice or hidden behind a shorter one, or a
        button that calls something else than the one callback.
    """
    try:
        root = ElementTree.fromstring(ribbon)
    except ElementTree.ParseError as error:
        raise SpecError(f"不是合格的 XML：{error}", file=RIBBON) from error
    if root.tag != f"{{{NAMESPACE}}}customUI":
        raise SpecError(f"根元素应为 {NAMESPACE} 的 customUI。", file=RIBBON)
    ids = [element.get("id", "") for element in root.iter() if "id" in element.attrib]
    if twice := sorted({item for item in ids if ids.count(item) > 1}):
        raise SpecError(f"控件 id“{'、'.join(twice)}”用了不止一次。", file=RIBBON)
    found = tuple(
        _button(element, group.get("label", ""))
        for group in root.iter(f"{{{NAMESPACE}}}group")
        for element in group.iter(f"{{{NAMESPACE}}}button")
    )
    _check_keytips(found)
    return found


def _button(element: ElementTree.Element, group: str) -> Button:
    names = {
        "id": "id",
        "label": "label",
        "screentip": "screentip",
        "supertip": "supertip",
        "keytip": "keytip",
        "image": "imageMso",
    }
    values = {field: element.get(attribute, "") for field, attribute in names.items()}
    if missing := [names[field] for field, value in values.items() if not value.strip()]:
        raise SpecError(f"按钮“{values['id']}”缺少 {'、'.join(missing)}。", file=RIBBON)
    # The id is put into a Python command between quotes, so it must be nothing but a name.
    if not _ID.fullmatch(values["id"]):
        raise SpecError(f"按钮 id“{values['id']}”只能由小写字母和下划线组成。", file=RIBBON)
    if element.get("onAction") != CALLBACK:
        raise SpecError(f"按钮“{values['id']}”的 onAction 应为 {CALLBACK}。", file=RIBBON)
    if not group:
        raise SpecError(f"按钮“{values['id']}”所在的组没有名称。", file=RIBBON)
    return Button(group=group, **values)


def _check_keytips(found: tuple[Button, ...]) -> None:
    for button in found:
        if not _KEYTIP.fullmatch(button.keytip):
            raise SpecError(f"按钮“{button.id}”的 keytip 应为 1 到 3 个大写字母或数字。", file=RIBBON)
        for other in found:
            # Typing the shorter one would press it before the longer one is complete.
            if other is not button and other.keytip.startswith(button.keytip):
                raise SpecError(f"按钮“{button.id}”与“{other.id}”的 keytip 冲突。", file=RIBBON)
