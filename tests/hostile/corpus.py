"""The corpus: every crafted file of all families."""

from __future__ import annotations

from collections.abc import Mapping

from hostile import (
    family_archives,
    family_container,
    family_data,
    family_disk,
    family_kinds,
    family_limits,
    family_mails,
    family_oldword,
    family_ours,
    family_outlook,
    family_package,
    family_pages,
    family_pdf,
    family_sheets,
    family_word,
    family_xml,
)
from hostile.cases import FAMILIES, Case
from hostile.regressions import crashers

CASES: tuple[Case, ...] = (
    *family_container.CASES,
    *family_package.CASES,
    *family_xml.CASES,
    *family_sheets.CASES,
    *family_limits.CASES,
    *family_kinds.CASES,
    *family_ours.CASES,
    *family_data.CASES,
    *family_disk.CASES,
    *family_word.CASES,
    *family_oldword.CASES,
    *family_pages.CASES,
    *family_pdf.CASES,
    *family_archives.CASES,
    *family_mails.CASES,
    *family_outlook.CASES,
    *crashers.CASES,
)


def summary(cases: tuple[Case, ...] = CASES) -> str:
    """Files by family and what must be said of them, as a table for docs/security.md."""
    lines = ["| family | files | refused by the gate | refused by the reader | read |", "|---|---|---|---|---|"]
    for key, name in (*FAMILIES.items(), ("", "all")):
        chosen = [case for case in cases if key in ("", case.family)]
        gate = sum(bool(case.code) and case.gate for case in chosen)
        later = sum(bool(case.code) and not case.gate for case in chosen)
        lines.append(f"| {name} | {len(chosen)} | {gate} | {later} | {len(chosen) - gate - later} |")
    return "\n".join(lines)


def codes(cases: tuple[Case, ...] = CASES) -> Mapping[str, int]:
    """Code of a refusal → files that provoke it."""
    found: dict[str, int] = {}
    for case in cases:
        if case.code:
            found[case.code] = found.get(case.code, 0) + 1
    return dict(sorted(found.items()))
