"""The extension 年报工具.oxt: a menu and a toolbar with the buttons that the ribbon in Excel has."""

from __future__ import annotations

import importlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol, cast
from xml.etree import ElementTree

import xl_tools

IDENTIFIER = "xl_tools.buttons"
FILE_NAME = "年报工具.oxt"
TITLE = "政务公开年报"
DEFAULT_MODULE = "xl_tools.excel.ribbon"
_PROTOCOL = "xl-tools:"
_CONTEXT = "com.sun.star.sheet.SpreadsheetDocument"
_HANDLER = "xl_tools_buttons.py"
_OOR = "http://openoffice.org/2001/registry"
_XS = "http://www.w3.org/2001/XMLSchema"
_MANIFEST = "http://openoffice.org/2001/manifest"
_DESCRIPTION = "http://openoffice.org/extensions/description/2006"
# Packages are dated by the format's first day, so that the same input gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
# English is LibreOffice's fallback for every language an extension does not name.
_LANGUAGES = ("en-US", "zh-CN")


class ButtonLike(Protocol):
    """What is needed to know of a button."""

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def group(self) -> str: ...


def build_extension(
    buttons: Iterable[ButtonLike] | None = None,
    *,
    module: str = DEFAULT_MODULE,
    version: str = "",
    python_paths: Sequence[str] = (),
) -> bytes:
    """The bytes of the extension; the same for the same input.

    Args:
        buttons: what to show, in order; by default the buttons of the ribbon.
        module: the module whose press(button_id, version) is called.
        version: version of the extension; by default the package's.
        python_paths: folders where the handler finds the package, if LibreOffice's Python does not.

    Raises:
        ValueError: for no buttons, duplicate ids, or a module name that is none.
    """
    shown = list(buttons) if buttons is not None else _ribbon_buttons()
    ids = [button.id for button in shown]
    if not ids or len(set(ids)) != len(ids):
        raise ValueError("an extension needs buttons with different ids")
    if not all(part.isidentifier() for part in module.split(".")):
        raise ValueError(f"{module!r} is not the name of a module")
    number = version or xl_tools.__version__
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "Addons.xcu": _addons(shown),
        "CalcWindowState.xcu": _window_state(),
        "ProtocolHandler.xcu": _protocol_handler(),
        "description.xml": _description(number),
        _HANDLER: _handler(module, number, python_paths),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, content)
    return buffer.getvalue()


def _ribbon_buttons() -> list[ButtonLike]:
    # By name, because the rooms for Excel and for LibreOffice stand side by side and import nothing of each other.
    ribbon = importlib.import_module("xl_tools.excel.buttons")
    return cast("list[ButtonLike]", list(ribbon.buttons()))


def _handler(module: str, version: str, python_paths: Sequence[str]) -> bytes:
    source = Path(__file__).with_name("extension_handler.py").read_text(encoding="utf-8")
    filled = {
        'MODULE = "@MODULE@"': f"MODULE = {module!r}",
        'VERSION = "@VERSION@"': f"VERSION = {version!r}",
        'PATHS = ["@PATHS@"]': f"PATHS = {list(python_paths)!r}",
    }
    for mark, line in filled.items():
        if source.count(mark) != 1:
            raise AssertionError(f"the handler's text must hold {mark} once")
        source = source.replace(mark, line)
    return source.encode()


def _write(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _node(parent: ElementTree.Element, name: str, *, fused: bool = True) -> ElementTree.Element:
    node = ElementTree.SubElement(parent, "node", {"oor:name": name})
    if fused:
        node.set("oor:op", "replace")
    return node


def _property(
    node: ElementTree.Element, name: str, value: str, *, translated: bool = False, kind: str = "xs:string"
) -> None:
    element = ElementTree.SubElement(node, "prop", {"oor:name": name, "oor:type": kind})
    for language in _LANGUAGES if translated else ("",):
        text = ElementTree.SubElement(element, "value")
        if language:
            text.set("xml:lang", language)
        text.text = value


def _component(name: str, package: str) -> ElementTree.Element:
    root = ElementTree.Element("oor:component-data", {"xmlns:oor": _OOR, "xmlns:xs": _XS})
    root.set("oor:name", name)
    root.set("oor:package", package)
    return root


def _addons(buttons: list[ButtonLike]) -> bytes:
    root = _component("Addons", "org.openoffice.Office")
    ui = _node(root, "AddonUI", fused=False)
    menu = _node(_node(ui, "OfficeMenuBar", fused=False), IDENTIFIER)
    _property(menu, "Title", TITLE, translated=True)
    _property(menu, "Context", _CONTEXT)
    groups = [(name, list(members)) for name, members in groupby(buttons, key=lambda button: button.group)]
    submenu = _node(menu, "Submenu", fused=False)
    for number, (group, members) in enumerate(groups, 1):
        entry = _node(submenu, f"G{number:02d}")
        _property(entry, "Title", group, translated=True)
        _property(entry, "Context", _CONTEXT)
        _items(_node(entry, "Submenu", fused=False), members)
    toolbar = _node(_node(ui, "OfficeToolBar", fused=False), IDENTIFIER)
    # Items stand directly under the toolbar: LibreOffice shows nothing of a list inside it.
    for number, (_, members) in enumerate(groups, 1):
        if number > 1:
            _property(_node(toolbar, f"T{number:02d}_000"), "URL", "private:separator")
        _items(toolbar, members, prefix=f"T{number:02d}_")
    return _write(root)


def _items(parent: ElementTree.Element, buttons: list[ButtonLike], prefix: str = "B") -> None:
    for number, button in enumerate(buttons, 1):
        item = _node(parent, f"{prefix}{number:03d}")
        _property(item, "Title", button.label, translated=True)
        _property(item, "URL", _PROTOCOL + button.id)
        _property(item, "Target", "_self")
        _property(item, "Context", _CONTEXT)


def _window_state() -> bytes:
    """The toolbar's name and place; without them it floats over the sheet as "Add-On 1"."""
    root = _component("CalcWindowState", "org.openoffice.Office.UI")
    states = _node(_node(root, "UIElements", fused=False), "States", fused=False)
    toolbar = _node(states, f"private:resource/toolbar/addon_{IDENTIFIER}")
    _property(toolbar, "UIName", TITLE, translated=True)
    for name, value in {"Docked": "true", "Visible": "true"}.items():
        _property(toolbar, name, value, kind="xs:boolean")
    _property(toolbar, "DockingArea", "0", kind="xs:int")
    # Behind the program's own toolbars, in a row of its own.
    _property(toolbar, "DockPos", "0,9")
    return _write(root)


def _protocol_handler() -> bytes:
    root = _component("ProtocolHandler", "org.openoffice.Office")
    handler = _node(_node(root, "HandlerSet", fused=False), "xl_tools.libreoffice.Buttons")
    protocols = ElementTree.SubElement(handler, "prop", {"oor:name": "Protocols", "oor:type": "oor:string-list"})
    ElementTree.SubElement(protocols, "value").text = _PROTOCOL + "*"
    return _write(root)


def _manifest() -> bytes:
    root = ElementTree.Element("manifest:manifest", {"xmlns:manifest": _MANIFEST})
    kinds = {
        "Addons.xcu": "application/vnd.sun.star.configuration-data",
        "CalcWindowState.xcu": "application/vnd.sun.star.configuration-data",
        "ProtocolHandler.xcu": "application/vnd.sun.star.configuration-data",
        _HANDLER: "application/vnd.sun.star.uno-component;type=Python",
    }
    for path, kind in kinds.items():
        entry = ElementTree.SubElement(root, "manifest:file-entry")
        entry.set("manifest:full-path", path)
        entry.set("manifest:media-type", kind)
    return _write(root)


def _description(version: str) -> bytes:
    root = ElementTree.Element("description", {"xmlns": _DESCRIPTION})
    ElementTree.SubElement(root, "identifier", {"value": IDENTIFIER})
    ElementTree.SubElement(root, "version", {"value": version})
    names = ElementTree.SubElement(root, "display-name")
    for language in ("en", "zh-CN"):
        ElementTree.SubElement(names, "name", {"lang": language}).text = "年报工具"
    return _write(root)
