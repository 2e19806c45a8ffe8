"""What a user is told when something cannot be done: one exception tree, one sentence each.

Bad data is never an exception; it is a Finding. A bug is left alone: its traceback belongs in the log.
"""

from __future__ import annotations

from pathlib import Path


class XlToolsError(Exception):
    """Base of all situations the user must be told about; `str()` is the Chinese sentence itself.

    Attributes:
        code: stable short code, the same in text and JSON output.
        hint: what to do next, in Chinese; may be empty.
    """

    default_code = "X00"

    def __init__(self, message: str, *, code: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.code = code or self.default_code
        self.hint = hint


class WorkbookError(XlToolsError):
    """A workbook that is missing, locked, encrypted, damaged, or not an .xlsx file at all."""

    default_code = "W00"


class TemplateMismatch(XlToolsError):
    """A readable workbook that is not ours, of an unknown edition, or with a cell that lost two anchors."""

    default_code = "T00"


class DataFileError(XlToolsError):
    """A data file (.json) that is unreadable or does not keep to the contract."""

    default_code = "J00"


class PublishedError(XlToolsError):
    """A published report (Word, web page, PDF, text) that cannot be read, or in which no report is found."""

    default_code = "N00"


class ContainerError(XlToolsError):
    """An archive or a mail that cannot be opened, or something in it that cannot be taken out."""

    default_code = "M00"


class FileExists(XlToolsError):
    """The target exists and the user did not ask to replace it."""

    default_code = "F00"


class ApplicationError(XlToolsError):
    """Excel or LibreOffice is absent or refused to do something."""

    default_code = "P00"


class OwnFileError(XlToolsError):
    """A file by which an office sets this software up is wrong; names file and line, in Chinese.

    Attributes:
        noun: what such a file is called.
        file, line: where the mistake stands; 0 for the file as a whole.
    """

    noun = "文件"

    def __init__(self, message: str, *, code: str = "", hint: str = "", file: Path | str = "", line: int = 0) -> None:
        place = f"{self.noun}“{Path(file).name}”" + (f"第 {line} 行" if line else "")
        super().__init__(f"{place}：{message}", code=code, hint=hint)
        self.file = str(file)
        self.line = line


class PackError(OwnFileError):
    """A rule pack that cannot be read or asks for what no pack may do."""

    default_code = "R00"
    noun = "规则包"


class LookError(OwnFileError):
    """A style file (版式) that cannot be read or asks for what no page can have."""

    default_code = "Y00"
    noun = "版式文件"


class LimitsError(OwnFileError):
    """A file of limits (限额) that cannot be read or asks for what no limit can be."""

    default_code = "G00"
    noun = "限额文件"


class FontsMissing(XlToolsError):
    """This computer has no font that can print Chinese."""

    default_code = "Y00"


class UnsafeOutput(XlToolsError):
    """A finished file holds something that no published file may hold: a bug of ours, seen before it is written."""

    default_code = "Y10"

    def __init__(self, found: str) -> None:
        super().__init__(f"导出的文件里有不该有的内容（{found}），没有写出。请把这句话报告给维护人员。")
        self.found = found


class SpecError(XlToolsError):
    """Our own form data or a rule is wrong; names file, line and what was expected."""

    default_code = "S00"

    def __init__(self, message: str, *, file: Path | str = "", line: int = 0) -> None:
        place = f"{file}" + (f":{line}" if line else "")
        super().__init__(f"{place}: {message}" if place else message)
        self.reason = message
        self.file = str(file)
        self.line = line
