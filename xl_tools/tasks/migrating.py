"""迁移旧模板: a workbook of an older template version becomes one of the present version, in a new file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.errors import DataFileError, TemplateMismatch, WorkbookError
from xl_tools.inputs import is_data
from xl_tools.outputs import read_unchanged, refuse_existing, write_new
from xl_tools.tasks.files import refuse_same, timestamp

if TYPE_CHECKING:
    from xl_tools.workbook.migrate import Carried

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Migrated:
    """A workbook that was migrated: the old file, the new one, and what became of everything that it held."""

    file: Path
    out: Path
    old_version: int
    version: int
    things: tuple[Carried, ...]

    def lines(self, *, everything: bool = False) -> tuple[str, ...]:
        """What people are told: how many things kept their place, moved or stayed behind, then the latter.

        Args:
            everything: one line for each thing, also for those that are where they were.
        """
        from xl_tools.workbook.migrate import Fate

        counts = "，".join(f"{fate.value} {sum(one.fate is fate for one in self.things)} 处" for fate in Fate)
        said = [f"第 {self.old_version} 版模板 → 第 {self.version} 版模板：{counts}。原文件没有改动。"]
        told = [one for one in self.things if everything or one.fate is not Fate.SAME]
        said += [_line(one) for one in (told if everything else told[:_SHOWN])]
        if len(told) > _SHOWN and not everything:
            said.append(f"……共 {len(told)} 处，其余略")
        return tuple(said)


def migrate(path: Path, out: Path | None = None, *, force: bool = False) -> Migrated:
    """Write the present workbook of an older one, beside it or to `out`; the old file stays as it is.

    Raises: DataFileError J10 for a data file; TemplateMismatch T04 for an unknown version, T09 for the present one;
        FileExists; WorkbookError.
    """
    from xl_tools.workbook.migrate import move
    from xl_tools.workbook.reader import read_workbook

    if is_data(path):
        hint = "请用 xl-tools import 把它变成工作簿，得到的就是现在的模板。"
        raise DataFileError(f"“{path.name}”是数据文件，没有模板版本。", code="J10", hint=hint)
    opened = read_workbook(path, past=True)
    version = opened.layout.form.template_version
    if opened.layout.version == version:
        hint = "可以直接填报、校验和导出。"
        raise TemplateMismatch(f"“{path.name}”已经是第 {version} 版模板，不用迁移。", code="T09", hint=hint)
    target = out or migrated_file(path, version)
    if target.suffix.lower() != ".xlsx":
        raise WorkbookError(f"工作簿的文件名应以 .xlsx 结尾，现在是“{target.name}”。", code="W50")
    refuse_same(target, path)
    refuse_existing([target], force=force)
    made = move(opened, read_unchanged(path, opened.digest), timestamp())
    write_new(target, made.data, force=force)
    return Migrated(path, target, made.old_version, made.version, made.things)


def migrated_file(path: Path, version: int) -> Path:
    """Where migrate() writes by default: beside the old file, named after the version."""
    return path.with_name(f"{path.stem}（第{version}版模板）.xlsx")


def _line(one: Carried) -> str:
    reason = f"（{one.reason}）" if one.reason else ""
    return f"{one.fate.value}：{one.where} {one.label}“{one.value}”{reason}"
