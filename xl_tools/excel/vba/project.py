"""A VBA project assembled from module texts (MS-OVBA 2.2 and 2.3), ready to be a vbaProject.bin."""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from xl_tools.errors import SpecError
from xl_tools.excel.vba.compression import compress
from xl_tools.excel.vba.container import compound_file
from xl_tools.excel.vba.encryption import protection_fields

CODE_PAGE = 1252
_ENCODING = "cp1252"
# No performance cache and no other version's p-code: version FFFF makes Excel compile from the text
# (MS-OVBA 2.3.4.1 and 3.1.1).
_NO_CACHE = bytes.fromhex("CC61FFFF000100")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_LIBRARIES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    # IRibbonControl lives in the Office library; VBA and Excel's own library are understood.
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)


class Kind(Enum):
    """What a module is: plain procedures, or the code behind the workbook or a sheet."""

    PROCEDURES = "Module"
    DOCUMENT = "Document"


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its text begins with Attribute VB_Name and ends its lines with CR LF."""

    name: str
    text: str
    kind: Kind = Kind.PROCEDURES


def document_module(name: str, base: str) -> Module:
    """The empty module behind a workbook or sheet; `base` is the class id of what it stands for."""
    attributes = {
        "VB_Name": f'"{name}"',
        "VB_Base": f'"0{{{base}}}"',
        "VB_GlobalNameSpace": "False",
        "VB_Creatable": "False",
        "VB_PredeclaredId": "True",
        "VB_Exposed": "True",
        "VB_TemplateDerived": "False",
        "VB_Customizable": "True",
    }
    text = "".join(f"Attribute {key} = {value}\r\n" for key, value in attributes.items())
    return Module(name, text, Kind.DOCUMENT)


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The vbaProject.bin of `modules`.

    The project id follows from the name, so that the same texts give the same bytes.
    Raises: SpecError for a name VBA does not take, or a text that is not plain ASCII with CR LF lines.
    """
    for module in modules:
        _check(module)
    names = [module.name.lower() for module in modules]
    if len(set(names)) < len(names) or name.lower() in names:
        raise SpecError(f"VBA 工程“{name}”里有重名的模块。")
    streams = {
        "PROJECT": _project(name, modules),
        "PROJECTwm": _names(modules),
        "VBA/_VBA_PROJECT": _NO_CACHE,
        "VBA/dir": compress(_directory(name, modules)),
    }
    for module in modules:
        streams[f"VBA/{module.name}"] = compress(module.text.encode(_ENCODING))
    return compound_file(streams)


def _check(module: Module) -> None:
    file = f"{module.name}.bas"
    if not _NAME.fullmatch(module.name):
        raise SpecError(f"模块名“{module.name}”不合 VBA 的规定。", file=file)
    lines = module.text.split("\r\n")
    if lines[0] != f'Attribute VB_Name = "{module.name}"':
        raise SpecError(f'第一行应为 Attribute VB_Name = "{module.name}"。', file=file, line=1)
    for number, line in enumerate(lines, 1):
        if not line.isascii():
            raise SpecError(
                "VBA 文本只能用 ASCII 字符，中文应写在 messages.toml 或 ribbon.xml 里。", file=file, line=number
            )
        if "\n" in line or "\r" in line:
            raise SpecError("行尾应为 CR LF。", file=file, line=number)


def _project(name: str, modules: Sequence[Module]) -> bytes:
    """The PROJECT stream (MS-OVBA 2.3.1)."""
    project_id = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:xl-tools:vba:{name}")).upper() + "}"
    lines = [f'ID="{project_id}"']
    behind = {Kind.DOCUMENT: "/&H00000000", Kind.PROCEDURES: ""}
    lines += [f"{module.kind.value}={module.name}{behind[module.kind]}" for module in modules]
    lines += [f'Name="{name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
    lines += [f'{key}="{value}"' for key, value in protection_fields(project_id).items()]
    lines += ["", "[Host Extender Info]", "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"]
    lines += ["", "[Workspace]", *(f"{module.name}=0, 0, 0, 0, C" for module in modules)]
    return "".join(f"{line}\r\n" for line in lines).encode(_ENCODING)


def _names(modules: Sequence[Module]) -> bytes:
    """The PROJECTwm stream: every name in the code page and in UTF-16 (MS-OVBA 2.3.3)."""
    pairs = (
        module.name.encode(_ENCODING) + b"\x00" + module.name.encode("utf-16-le") + b"\x00\x00" for module in modules
    )
    return b"".join(pairs) + b"\x00\x00"


def _directory(name: str, modules: Sequence[Module]) -> bytes:
    """The dir stream before compression (MS-OVBA 2.3.4.2)."""
    records = [
        _record(0x0001, struct.pack("<I", 3)),  # PROJECTSYSKIND: 64-bit Windows
        _record(0x0002, struct.pack("<I", 0x0409)),
        _record(0x0014, struct.pack("<I", 0x0409)),
        _record(0x0003, struct.pack("<H", CODE_PAGE)),
        _record(0x0004, name.encode(_ENCODING)),
        _record(0x0005, b"") + _record(0x0040, b""),
        _record(0x0006, b"") + _record(0x003D, b""),
        _record(0x0007, bytes(4)),
        _record(0x0008, bytes(4)),
        # PROJECTVERSION: its size field says 4 although 6 bytes follow (MS-OVBA 2.3.4.2.1.11).
        struct.pack("<HIIH", 0x0009, 4, 1, 0),
        _record(0x000C, b"") + _record(0x003C, b""),
    ]
    for library, identity in _LIBRARIES:
        records.append(_record(0x0016, library.encode(_ENCODING)) + _record(0x003E, library.encode("utf-16-le")))
        libid = identity.encode(_ENCODING)
        records.append(_record(0x000D, struct.pack("<I", len(libid)) + libid + bytes(6)))
    records.append(_record(0x000F, struct.pack("<H", len(modules))) + _record(0x0013, b"\xff\xff"))
    records += [_module_record(module) for module in modules]
    return b"".join(records) + struct.pack("<HI", 0x0010, 0)


def _module_record(module: Module) -> bytes:
    """The MODULE record (MS-OVBA 2.3.4.2.3.2); the text begins at offset 0 of its stream."""
    plain, wide = module.name.encode(_ENCODING), module.name.encode("utf-16-le")
    return b"".join(
        (
            _record(0x0019, plain),
            _record(0x0047, wide),
            _record(0x001A, plain) + _record(0x0032, wide),
            _record(0x001C, b"") + _record(0x0048, b""),
            _record(0x0031, bytes(4)),
            _record(0x001E, bytes(4)),
            _record(0x002C, b"\xff\xff"),
            _record(0x0021 if module.kind is Kind.PROCEDURES else 0x0022, b""),
            _record(0x002B, b""),
        )
    )


def _record(identity: int, data: bytes) -> bytes:
    return struct.pack("<HI", identity, len(data)) + data
