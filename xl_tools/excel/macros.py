"""The texts the add-in is built from: our own folder macros/, and xlwings' VBA out of the installed package."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import cast

from xl_tools.errors import ApplicationError, SpecError

XLWINGS_VERSION = "0.37.8"
XLWINGS_MACROS = "xlwings_custom_addin.bas"
XLWINGS_SCRIPT = f"xlwings-{XLWINGS_VERSION}.applescript"
MESSAGES = "messages.toml"

_SHIPPED = Path(__file__).parent.parent / "macros"
_CHECKOUT = Path(__file__).parent.parent.parent / "macros"


def macro_bytes(name: str) -> bytes:
    """One file of macros/, from the installed package or else from the checkout.

    Raises: SpecError if it is in neither.
    """
    for folder in (_SHIPPED, _CHECKOUT):
        if (file := folder / name).is_file():
            return file.read_bytes()
    raise SpecError("安装包里缺少这个文件。", file=f"macros/{name}")


def macro_text(name: str) -> str:
    """One VBA text of macros/, with line ends CR LF whatever the checkout made of them.

    Raises: SpecError naming the line if it is not ASCII.
    """
    return vba_text(macro_bytes(name), name)


def vba_text(content: bytes, name: str) -> str:
    """VBA source as text with CR LF lines; VBA is held in an 8-bit code page, so only ASCII is safe anywhere.

    Raises: SpecError with the line of the first other character.
    """
    if not content.isascii():
        start = next(place for place, byte in enumerate(content) if byte > 127)
        line = content.count(b"\n", 0, start) + 1
        raise SpecError("VBA 文本只能用 ASCII 字符，中文应写在 messages.toml 或 ribbon.xml 里。", file=name, line=line)
    return "\r\n".join(content.decode("ascii").splitlines()) + "\r\n"


def xlwings_file(name: str) -> bytes:
    """One file of the installed xlwings, found without importing it (an import costs a second with pandas there).

    Raises: ApplicationError if xlwings is missing; SpecError if its version is not the one our edits were made for.
    """
    try:
        package = distribution("xlwings")
    except PackageNotFoundError as error:
        raise ApplicationError(
            "没有安装 xlwings，不能生成加载项。", code="P10", hint=f"请运行 pip install xlwings=={XLWINGS_VERSION}。"
        ) from error
    if package.version != XLWINGS_VERSION:
        raise SpecError(f"加载项的宏按 xlwings {XLWINGS_VERSION} 改写，现在装的是 {package.version}。", file=name)
    file = Path(str(package.locate_file(f"xlwings/{name}")))
    if not file.is_file():
        raise SpecError("xlwings 的安装不完整，缺少这个文件。", file=name)
    return file.read_bytes()


def messages() -> dict[str, str]:
    """The sentences the macros say themselves, by name.

    Raises: SpecError if the file is no TOML, or holds anything but texts.
    """
    try:
        data = tomllib.loads(macro_bytes(MESSAGES).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError(str(error), file=MESSAGES) from error
    if wrong := [name for name, value in data.items() if not isinstance(value, str) or not value]:
        raise SpecError(f"“{'、'.join(wrong)}”应为文字。", file=MESSAGES)
    return cast("dict[str, str]", data)
