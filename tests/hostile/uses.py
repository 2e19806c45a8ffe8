"""Every command that takes a file, and how it is called with one; a command without an entry here fails a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hostile.cases import CELL, Case, base

from xl_tools.documents.formats import FORMATS

Arguments = Callable[[Path, Path], list[str]]
"""The file, and a folder for results → arguments."""


@dataclass(frozen=True)
class Use:
    """One way to call a command.

    Attributes:
        workbook, data: code of the refusal of any workbook or data file, where the command takes none.
        opens: False for a command that does not look at the file itself.
        slow: takes a second even for a good file.
    """

    command: str
    arguments: Arguments
    workbook: str = ""
    data: str = ""
    opens: bool = True
    slow: bool = False
    more: str = ""

    def code(self, case: Case) -> str:
        """What it must say of a file."""
        if (case.title, self.command) in _ELSE:
            return _ELSE[case.title, self.command]
        return (self.data if _is_data(case) else self.workbook) or case.code

    def __str__(self) -> str:
        return f"{self.command} {self.more}".strip()


def _is_data(case: Case) -> bool:
    return case.name.endswith(".json")


def _on(command: str, *more: str, workbook: str = "", data: str = "", slow: bool = False) -> Use:
    def arguments(file: Path, out: Path) -> list[str]:
        return [command, str(file), *(one.format(out=out, suffix=file.suffix) for one in more)]

    shown = " ".join(one for one in more if one.startswith("--") or one in FORMATS)
    return Use(command, arguments, workbook, data, slow=slow, more=shown)


def _new(file: Path, out: Path) -> list[str]:
    return ["new", str(out / "新.xlsx"), "--year", "2025", "--unit", "某某局", "--previous", str(file)]


def _import(file: Path, out: Path) -> list[str]:
    return ["import", str(file), "-o", str(out / "新.xlsx")]


def _compared(file: Path, out: Path) -> list[str]:
    return ["validate", str(file), "--compare", str(file), "--format", "json"]


def _held_against(file: Path, out: Path) -> list[str]:
    ours = out.parent / "我们的.xlsx"
    ours.write_bytes(base())
    return ["verify", str(ours), "--against", str(file), "--format", "json"]


def _collected(file: Path, out: Path) -> list[str]:
    office = ("--unit", "某某县人民政府", "--level", "county_government")
    return ["consolidate", str(file), "-o", str(out / "汇总.xlsx"), *office]


def _traced(file: Path, out: Path) -> list[str]:
    return ["trace", str(file), CELL]


def _explained(file: Path, out: Path) -> list[str]:
    return ["rules", "--explain", "A1", str(file)]


_WORKBOOKS = "J10"
"""Says that a command takes workbooks only."""
USES: tuple[Use, ...] = (
    _on("validate"),
    _on("validate", "--format", "json"),
    _on("validate", "--write"),
    _on("validate", "--report", "{out}/校验报告.docx", slow=True),
    Use("validate", _compared, more="--compare"),
    _on("check", "--format", "json", data=_WORKBOOKS),
    _on("fill", data="J12"),
    _on("fill", "-o", "{out}/年报{suffix}"),
    *(
        _on("export", "--draft", "--to", name, "-o", "{out}", slow=name not in ("json", "text", "csv"))
        for name in FORMATS
    ),
    _on("accept", "--all", data=_WORKBOOKS),
    _on("accept", "--cell", CELL, data=_WORKBOOKS),
    _on("explain", "--rule", "C2", "--text", "已核实", "--by", "甲"),
    _on("prose", "--format", "json"),
    Use("rules", _explained, more="--explain"),
    _on("finalize", data=_WORKBOOKS),
    _on("zero", data=_WORKBOOKS),
    _on("nil", data=_WORKBOOKS),
    _on("restore-formulas", data=_WORKBOOKS),
    _on("undo", data=_WORKBOOKS),
    _on("verify", data="E35"),
    Use("verify", _held_against, more="--against"),
    _on("ledger", data=_WORKBOOKS),
    _on("ledger", "--format", "json", data=_WORKBOOKS),
    _on("migrate", "-o", "{out}/新.xlsx", data=_WORKBOOKS),
    Use("import", _import, workbook="J03"),
    Use("new", _new, more="--previous"),
    # Of what it cannot read it says so in a line of the inbox, and goes on.
    Use("consolidate", _collected, opens=False, slow=True),
    Use("roster", lambda file, out: ["roster", str(file)], opens=False),
    Use("board", lambda file, out: ["board", str(file)], opens=False),
    Use("trace", _traced, opens=False),
    Use("letters", lambda file, out: ["letters", str(file), "-o", str(out)], opens=False),
    Use("restore", lambda file, out: ["restore", str(file)], opens=False),
    Use("restore", lambda file, out: ["restore", str(file), "--number", "1"], opens=False, more="--number"),
)
NO_FILE = frozenset({"addin", "demo"})
"""Commands that take no file of anybody's."""
_ELSE = {("folder", "validate"): "X01", ("folder", "check"): "X01", ("older template", "migrate"): ""}
"""What a command says that no other says, empty if it does what it was asked for: by title of the case and command."""
