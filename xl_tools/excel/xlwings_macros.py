"""xlwings' RunPython text, cut down to what the add-in needs and closed against opened workbooks.

xlwings looks for settings in a sheet of the opened workbook and in a file beside it, puts the workbook's folder
on the module path, runs code out of sheets named *.py, and can add a sheet to the user's book. All of that is
left out here: only the procedures named in KEPT are taken, and in them every edit must match exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from xl_tools.errors import SpecError
from xl_tools.excel.macros import XLWINGS_MACROS

# The folder and file of the add-in's own settings: %USERPROFILE%\.xl_tools\xl_tools.conf. Not xlwings' own file,
# so that neither add-in changes the other's interpreter, conda or console.
PROJECT_NAME = "xl_tools"

KEPT = (
    "RunPython",
    "ExecuteMac",
    "ExecuteWindows",
    "CleanUp",
    "XLPyCommand",
    "XLPyLoadDLL",
    "XLPy",
    "GetConfigFilePath",
    "GetConfig",
    "SaveConfigToFile",
    "GetConfigFromFile",
    "WScript",
    "FileExists",
    "FileExistsOnWindows",
    "FileOrFolderExistsOnMac",
    "ParentFolder",
    "KillFileOnMac",
    "ToMacPath",
    "GetMacDir",
    "ToPosixPath",
    "ExpandEnvironmentStrings",
    "ReadFile",
    "CreateGUID",
)
_PROCEDURE = re.compile(
    r"^(?:Public |Private )?(?:Function|Sub) (?P<name>\w+)\(.*?^End (?:Function|Sub)\b[^\n]*$", re.DOTALL | re.MULTILINE
)
# What no longer may occur in the text: every way by which a workbook or its folder could have a say.
FORBIDDEN = (
    "FullName",
    "ActiveWorkbook.Path",
    "Sheets",
    "Worksheet",
    "VBProject",
    'GetConfig("PYTHONPATH',
    "ADD_WORKBOOK_TO_PYTHONPATH",
    "UDF MODULES",
    "xlwings.pro",
    "LICENSE_KEY",
    "CONDA",
    '"cmd.exe',
    '"python"',
    '"pythonw"',
)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `first`, or all from `first` to `last`, by `new` in one procedure ("" is the part before them all)."""

    procedure: str
    first: str
    new: str
    last: str = ""

    def apply(self, text: str) -> str:
        """`text` after the edit.

        Raises: SpecError unless `first`, and `last` after it, occur exactly once.
        """
        before, after = self._split(text, self.first)
        if self.last:
            _, after = self._split(after, self.last)
        return before + self.new + after

    def _split(self, text: str, marker: str) -> tuple[str, str]:
        if (count := text.count(marker)) != 1:
            place = self.procedure or "开头"
            raise SpecError(f"{place} 里应恰有一处“{marker.strip()}”，实有 {count} 处。", file=XLWINGS_MACROS)
        before, _, after = text.partition(marker)
        return before, after


_MAC_SYSTEM = """    #If Mac Then
        Private Declare {}Function system Lib "libc.dylib" (ByVal Command As String) As Long
    #End If
"""
_NOTICE = """'
'Changed for xl_tools: procedures left out, and no setting, path or code is taken from the opened
'workbook or its folder. The changes are listed in xl_tools/excel/xlwings_macros.py.

"""
_INTERPRETER = """    If PYTHON_WIN = "" Then
        ' Legacy
        PYTHON_WIN = GetConfig("INTERPRETER", "pythonw")
    End If
"""
_CONSOLE = 'If GetConfig("SHOW CONSOLE", False) = True Then'
_CONSOLE_SAFELY = 'If CBool(GetConfig("SHOW CONSOLE", "False")) Then'

EDITS = (
    Edit("", '#Const App = "Microsoft Excel" \'Adjust when using outside of Excel\n', ""),
    Edit("", 'PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT_NAME}"'),
    Edit("", '\n\'Attribute VB_Name = "Main"\n\n\n\n', _NOTICE),
    Edit("", _MAC_SYSTEM.format("PtrSafe "), ""),
    Edit("", _MAC_SYSTEM.format(""), ""),
    Edit(
        "RunPython",
        "    Dim i As Integer\n",
        "    Dim interpreter As String, PYTHONPATH As String\n    Dim OPTIMIZED_CONNECTION As Boolean\n",
        last="    SourcePythonCommand = PythonCommand\n",
    ),
    Edit(
        "RunPython",
        '    If interpreter = "" Then\n',
        "    If Not InterpreterIsUsable(interpreter) Then\n        RunPython = -1\n        Exit Function\n    End If\n",
        last='        interpreter = GetConfig("INTERPRETER", "python")\n    End If\n',
    ),
    Edit(
        "RunPython",
        "    ' Check for embedded Python code\n",
        '    PYTHONPATH = NothingFromTheWorkbook\n\n    OPTIMIZED_CONNECTION = GetConfig("USE UDF SERVER", "True")\n',
        last='    OPTIMIZED_CONNECTION = GetConfig("USE UDF SERVER", False)\n',
    ),
    Edit(
        "RunPython",
        "    ' PythonCommand with embedded code\n",
        "    ' Call Python platform-dependent\n",
        last="    ' Call Python platform-dependent\n",
    ),
    Edit(
        "RunPython",
        '        Application.StatusBar = "Running..."  ',
        "        If Not NameIsUsable(ActiveWorkbook.Name) Then\n            RunPython = -1\n            Exit Function\n"
        "        End If\n        Application.StatusBar = MessageRunning  ",
    ),
    Edit(
        "RunPython",
        "        If OPTIMIZED_CONNECTION = True Then\n",
        "        If OPTIMIZED_CONNECTION Then OPTIMIZED_CONNECTION = ServerIsReady()\n"
        "        If OPTIMIZED_CONNECTION Then\n            RunPython = RunInServer(PythonCommand)\n",
        last="end_err_handling:\n",
    ),
    Edit(
        "RunPython",
        "        Else\n            RunPython = ExecuteWindows(",
        "        ElseIf Not NameIsUsable(ActiveWorkbook.Name) Then\n            RunPython = -1\n"
        "        Else\n            RunPython = ExecuteWindows(",
    ),
    Edit(
        "ExecuteMac",
        "    ' Transform paths\n",
        # The script puts the interpreter into a shell command as it stands.
        "    PythonInterpreter = ShellWord(ToPosixPath(PYTHON_MAC))\n",
        last='        PythonInterpreter = "python"\n    End If\n',
    ),
    Edit("ExecuteMac", 'ParameterString = PYTHONPATH + ";"', "ParameterString = PYTHONPATH"),
    Edit(
        "ExecuteMac",
        "    MsgBox \"To enable RunPython, please run 'xlwings runpython install' in a terminal once and try again.\""
        ", vbCritical",
        "    Application.StatusBar = False\n    Say MessageNoScript",
    ),
    Edit("ExecuteMac", ", CondaCmd As String, CondaPath As String, CondaEnv As String", ""),
    Edit("ExecuteWindows", ", CondaCmd As String, CondaPath As String, CondaEnv As String", ""),
    Edit(
        "ExecuteWindows",
        '    If Not IsFrozen And (PYTHON_WIN <> "python" And PYTHON_WIN <> "pythonw") Then\n',
        "    PythonDir = ParentFolder(PYTHON_WIN)\n",
        last='        PythonDir = ""  \' TODO: hack\n    End If\n',
    ),
    Edit(
        "ExecuteWindows",
        '    If PYTHON_WIN <> "python" And PYTHON_WIN <> "pythonw" Then\n',
        "    PythonInterpreter = Chr(34) & PYTHON_WIN & Chr(34)\n",
        last='    CondaPath = Replace(CondaPath, " ", "^ ")\n',
    ),
    Edit(
        "ExecuteWindows",
        '    If CondaPath <> "" And CondaEnv <> "" Then\n',
        "",
        last='        CondaCmd = ""\n    End If\n',
    ),
    Edit("ExecuteWindows", _CONSOLE, _CONSOLE_SAFELY),
    # -P (Python 3.11): the current folder, often the folder of the workbook opened last, stays off the module path.
    Edit("ExecuteWindows", 'CondaCmd & PythonInterpreter & " -B -c ', 'PythonInterpreter & " -B -P -c '),
    # cmd.exe by its full path: a bare name is looked up in the current folder too.
    Edit(
        "ExecuteWindows", 'WScript.Run("cmd.exe /C "', 'WScript.Run(Environ("SystemRoot") & "\\System32\\cmd.exe /C "'
    ),
    Edit(
        "XLPyCommand",
        "    'TODO: the whole",
        "    Dim PYTHON_WIN As String, tail As String, ConsoleSwitch As String\n\n"
        '    PYTHON_WIN = GetConfig("INTERPRETER_WIN", "")\n',
        last='    DEBUG_UDFS = GetConfig("DEBUG UDFS", False)\n',
    ),
    Edit("XLPyCommand", _CONSOLE, _CONSOLE_SAFELY),
    Edit(
        "XLPyCommand",
        '    CondaPath = GetConfig("CONDA PATH")\n',
        '    PYTHON_WIN = Environ("SystemRoot") & "\\System32\\cmd.exe " & ConsoleSwitch & " /K " & '
        "Chr(34) & Chr(34) & PYTHON_WIN & Chr(34)\n",
        last='" /K " & Chr(34) & Chr(34) & PYTHON_WIN & Chr(34)\n    End If\n',
    ),
    Edit(
        "XLPyCommand",
        '    licenseKey = GetConfig("LICENSE_KEY", "")\n',
        "",
        last='        XLPyCommand = "{506e67c3-55b5-48c3-a035-eed5deea7d6d}"\n    Else\n',
    ),
    Edit("XLPyCommand", '" -B -c ""import sys, os;" & LicenseKeyEnvString & "import', '" -B -P -c ""import'),
    Edit("XLPyCommand", "& PYTHONPATH &", "& NothingFromTheWorkbook &"),
    Edit(
        "XLPyCommand",
        "XLPyCommand = PYTHON_WIN & tail & Chr(34)\n    End If\n",
        "XLPyCommand = PYTHON_WIN & tail & Chr(34)\n",
    ),
    Edit("XLPyLoadDLL", ", CondaCmd As String, CondaPath As String, CondaEnv As String", ""),
    Edit(
        "XLPyLoadDLL",
        _INTERPRETER,
        "",
        last='Or (CondaPath <> "" And CondaEnv <> "") Then\n',
    ),
    Edit("XLPyLoadDLL", "            End If\n        End If\n    End If\n", "            End If\n        End If\n"),
    Edit(
        "GetConfig",
        "    ' If source is provided",
        "    ' Only the user's own file is read, never a sheet of a workbook or a file beside it.\n",
        last="    ' An entry in xlwings.conf sheet overrides the config file/ribbon\n",
    ),
    Edit("GetConfig", "    ' Sheet\n", "    ' User Config\n", last="    ' User Config\n"),
)


def closed_macros(stock: str, edits: Iterable[Edit] = EDITS) -> str:
    """The module “xlwings” of the add-in, from the text of xlwings' own module; lines end with CR LF.

    Raises: SpecError if a procedure is missing or twice there, an edit does not match exactly once, or the
        result still calls what was left out or looks into workbooks.
    """
    text = stock.replace("\r\n", "\n")
    found = list(_PROCEDURE.finditer(text))
    parts = {"": text[: found[0].start()]} if found else {}
    for name in KEPT:
        bodies = [match.group() for match in found if match["name"] == name]
        if len(bodies) != 1:
            raise SpecError(f"应恰有一个 {name}，实有 {len(bodies)} 个。", file=XLWINGS_MACROS)
        parts[name] = bodies[0] + "\n"
    for edit in edits:
        parts[edit.procedure] = edit.apply(parts[edit.procedure])
    result = "\n".join(parts.values())
    _check(result, {match["name"] for match in found} - set(KEPT))
    return result.replace("\n", "\r\n")


def _check(text: str, dropped: Iterable[str]) -> None:
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("'"))
    for name in sorted(dropped):
        # ShowError lives on in XlTools.bas, without the sheet.
        if name != "ShowError" and re.search(rf"\b{name}\b", code):
            raise SpecError(f"已去掉的 {name} 仍被用到。", file=XLWINGS_MACROS)
    for words in FORBIDDEN:
        if words in code:
            raise SpecError(f"改写后仍有“{words}”。", file=XLWINGS_MACROS)
