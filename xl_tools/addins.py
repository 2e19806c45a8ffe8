"""The add-in of Excel and the extension of LibreOffice: built, installed, looked after, taken away."""

from __future__ import annotations

from pathlib import Path

from xl_tools.errors import FileExists
from xl_tools.workbook.save import save_bytes


def build(folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write both files into a folder. Raises: FileExists before anything is written, unless `force`."""
    from xl_tools.excel.addin import FILE_NAME, build_addin
    from xl_tools.libreoffice import extension

    files = (folder / FILE_NAME, folder / extension.FILE_NAME)
    for file in files:
        if file.exists() and not force:
            raise FileExists(f"“{file}”已经存在，没有覆盖。", code="F01", hint="需要覆盖时请加 --force。")
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in zip(files, (build_addin(), extension.build_extension()), strict=True):
        save_bytes(file, content, overwrite=force)
    return files


def manage(verb: str, *, libreoffice: bool) -> tuple[str, ...]:
    """Install, look at or remove one of the two, or give the diagnostic text; what was done or found, in Chinese.

    Raises: ApplicationError where the program is absent or refuses.
    """
    if verb == "about":
        from xl_tools.excel.assistance import diagnosis_to_send

        return diagnosis_to_send()
    if libreoffice:
        return _manage_extension(verb)
    from xl_tools.excel.addin_install import install, remove, status
    from xl_tools.excel.places import real_places

    return {"install": install, "status": status, "remove": remove}[verb](real_places()).sentences


def _manage_extension(verb: str) -> tuple[str, ...]:
    from xl_tools.libreoffice.install import extension_installed, install_extension, remove_extension

    if verb == "install":
        install_extension()
        return ("已安装 LibreOffice 扩展“年报工具”，请重新打开 LibreOffice 表格。",)
    installed = extension_installed()
    if verb == "status":
        return ("LibreOffice 扩展“年报工具”" + ("已安装。" if installed else "没有安装。"),)
    if not installed:
        return ("LibreOffice 扩展“年报工具”没有安装，不用卸载。",)
    remove_extension()
    return ("已卸载 LibreOffice 扩展“年报工具”。",)
