"""审核说明: who explained which query, when and why; an explanation holds only for the values it was written on."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from xl_tools.characters import clean
from xl_tools.facts import FACT
from xl_tools.finding import Finding, Severity
from xl_tools.report import Explanation, Report
from xl_tools.values import canonical, plain_decimal

REOPENED = "（以前的审核说明写在数字或文字改动以前，请重新说明）"
_LENGTH = 16


def digest(report: Report, finding: Finding) -> str:
    """What a finding is about, as 16 hexadecimal digits: rule, unit, year, the values of its cells, its words.

    How a number was typed does not matter. A finding without cells and words is known by its message.
    """
    words = finding.subject or ("" if finding.cells else finding.message)
    cells = [f"{cell}={_held(report, cell)}" for cell in sorted(finding.cells)]
    return text_digest("\n".join((finding.rule, report.unit.name, str(report.year), *cells, words)))


def text_digest(text: str) -> str:
    """Digest of a text; line ends, composed characters and blanks at the ends do not matter."""
    plain = unicodedata.normalize("NFC", plain_words(text))
    return hashlib.sha256(plain.encode()).hexdigest()[:_LENGTH]


def plain_words(text: str) -> str:
    """Words as every file may hold them: one kind of line end, no control characters, no blanks at the ends."""
    return clean(text).strip()


def apply(findings: Sequence[Finding], explanations: Iterable[Explanation], report: Report) -> tuple[Finding, ...]:
    """The findings, those queries marked that somebody explained on the very values they are about now.

    A query whose explanation was written on other values says so; an error is never explained away.
    """
    written = [one for one in explanations if one.text.strip()]
    if not written:
        return tuple(findings)
    valid = {(one.rule, one.digest): one for one in written if one.digest}
    queries = {index: digest(report, one) for index, one in enumerate(findings) if one.severity is Severity.QUERY}
    standing = {(findings[index].rule, found) for index, found in queries.items()}
    lapsed = {(one.rule, one.cells[0]) for one in written if one.cells and (one.rule, one.digest) not in standing}
    result: list[Finding] = []
    for index, finding in enumerate(findings):
        if index in queries:
            if made := valid.get((finding.rule, queries[index])):
                plain = finding.message.removesuffix(REOPENED)
                finding = replace(finding, explained=True, message=plain, explanation=_in_words(made))
            elif finding.cells and (finding.rule, finding.cells[0]) in lapsed:
                finding = replace(finding, message=finding.message + REOPENED)
        result.append(finding)
    return tuple(result)


def _in_words(one: Explanation) -> str:
    """机构改革划入一件（填报人，2025-01-12）."""
    who = "，".join(filter(None, (one.by, one.on)))
    return one.text + (f"（{who}）" if who else "")


def explain(report: Report, finding: Finding, text: str, *, by: str, on: str) -> Explanation:
    """An explanation of one query, bound to the values the finding is about."""
    name = " ".join(plain_words(by).split())
    return Explanation(finding.rule, finding.cells, plain_words(text), name, on, digest(report, finding))


def with_explanation(
    explanations: Iterable[Explanation], new: Explanation, *, standing: Collection[str] = ()
) -> tuple[Explanation, ...]:
    """The explanations with a new one, which takes the place of what was said of the same cells by the same rule.

    Args:
        standing: digests of the findings there are: one rule may have several on the same cells.
    """
    kept = [
        one
        for one in explanations
        if (one.rule, one.digest) != (new.rule, new.digest)
        and not (new.cells and (one.rule, one.cells[:1]) == (new.rule, new.cells[:1]) and one.digest not in standing)
    ]
    return (*kept, new)


def _held(report: Report, cell: str) -> str:
    """What a cell holds, or a fact."""
    if not cell.startswith(FACT):
        return canonical(report.value(cell))
    fact = report.facts.get(cell.removeprefix(FACT), "")
    return plain_decimal(fact) if isinstance(fact, Decimal) else str(fact)
