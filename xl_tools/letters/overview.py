"""退回清单: all letters of a run on one page, and what became of the letters before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from xl_tools.consolidation.roster import Expected
from xl_tools.documents.blocks import Block, Document, Heading, Paragraph, PlainTable, Signature, Subject
from xl_tools.finding import Severity
from xl_tools.letters.letter import FollowUp, ReturnLetter
from xl_tools.letters.sent import Kind
from xl_tools.letters.ticking import counted
from xl_tools.letters.wording import day_text, ticked_table
from xl_tools.units import Scope

HEAD = ("序号", "单位", "通知", "答复期限", "问题", "单位文件夹里的文件")
_SHARES = (0.07, 0.21, 0.1, 0.14, 0.2, 0.28)
FOLLOW_HEAD = ("序号", "单位", "上次通知", "逐条核对", "结果")
_FOLLOW_SHARES = (0.08, 0.3, 0.16, 0.3, 0.16)


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter with the names of the files that were written for it, and what its sender should know."""

    letter: ReturnLetter
    files: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def overview_document(
    listed: Sequence[Listed],
    waiting: Sequence[ReturnLetter],
    follow_ups: Sequence[FollowUp],
    office: Expected,
    year: int,
    signature: Signature,
) -> Document:
    """The page. Its texts come from the letters; units stand in the order of the roster, those that wait last."""
    subject = Subject(office.name, year, "", "退回清单", signature.on)
    blocks = (*_blocks(listed, waiting, follow_ups, signature), signature)
    return Document((office.name, f"{year}年政府信息公开工作年度报告退回清单"), False, subject, blocks)


def summary(letters: Sequence[ReturnLetter]) -> str:
    """退回通知 3 份，催报通知 2 份."""
    counts = {kind: sum(one.kind is kind for one in letters) for kind in Kind}
    return "，".join(f"{kind.label} {count} 份" for kind, count in counts.items() if count)


def about(letter: ReturnLetter) -> str:
    """What a letter is about, in a few words."""
    if letter.kind is Kind.REMINDER:
        due = letter.row.due
        overdue = (letter.on - due).days if due else 0
        unusable = f"，来的 {len(letter.files)} 份文件不能使用" if letter.files else ""
        return (f"未报，超过期限 {overdue} 天" if overdue > 0 else "未报") + unusable
    if letter.line is None:
        return f"{len(letter.files)} 份不同的文件" if letter.kind is Kind.QUESTION else "文件不能使用"
    counts = {severity: sum(one.finding.severity is severity for one in letter.items) for severity in Severity}
    named = [f"{severity.label} {count} 条" for severity, count in counts.items() if count]
    named += [f"汇总核对 {len(letter.remarks)} 条"] if letter.remarks else []
    return "，".join(named)


def _blocks(
    listed: Sequence[Listed], waiting: Sequence[ReturnLetter], follow_ups: Sequence[FollowUp], signature: Signature
) -> Iterator[Block]:
    made = summary([one.letter for one in listed])
    yield Paragraph(
        f"{day_text(signature.on)}共写好{made}，连同邮件草稿。草稿都没有发送，请逐份看过以后再发出。"
        if made
        else f"{day_text(signature.on)}没有要写的通知。"
    )
    rows = [_row(number, one) for number, one in enumerate(listed, start=1)]
    rows += [_waiting(number, one) for number, one in enumerate(waiting, start=len(rows) + 1)]
    if rows:
        yield Heading(1, "一、通知")
        yield PlainTable("通知", HEAD, tuple(rows), _SHARES)
    if follow_ups:
        yield Heading(1, f"{'二' if rows else '一'}、上次退回以后重新报送的单位")
        followed = tuple(_followed(number, one) for number, one in enumerate(follow_ups, start=1))
        yield PlainTable("上次退回以后重新报送的单位", FOLLOW_HEAD, followed, _FOLLOW_SHARES)
    for number, one in enumerate(follow_ups, start=1):
        yield Heading(2, f"{number}．{_name(one)}：逐条核对")
        yield ticked_table(one.ticked)


def _row(number: int, one: Listed) -> tuple[str, ...]:
    letter = one.letter
    again = f"\n第 {letter.round} 次" if letter.round > 1 else ""
    again += "\n催办" if letter.again else ""
    found = "\n".join((about(letter), *one.remarks))
    files = "\n".join(_grouped(one.files))
    return str(number), _to(letter), f"{letter.kind.label}{again}", day_text(letter.deadline), found, files


def _waiting(number: int, letter: ReturnLetter) -> tuple[str, ...]:
    """A letter that is not written again yet: the one that the unit has, and until when."""
    sent = letter.again or letter.sent
    said = f"已通知，期限未到（{day_text(sent.on)}{sent.kind.label}：{about(letter)}）"
    return str(number), _to(letter), "没有再写", day_text(sent.deadline), said, ""


def _to(letter: ReturnLetter) -> str:
    return letter.unit.name + ("（汇总）" if letter.scope is Scope.CONSOLIDATED else "")


def _grouped(files: Sequence[str]) -> Iterator[str]:
    """退回通知.docx .txt .eml: names within the unit's folder, those that differ in their ending on one line."""
    endings: dict[str, list[str]] = {}
    for path in map(PurePosixPath, files):
        endings.setdefault(path.stem, []).append(path.suffix)
    return (stem + " ".join(found) for stem, found in endings.items())


def _followed(number: int, one: FollowUp) -> tuple[str, ...]:
    result = "都已办理" if one.settled else "没有办完"
    return str(number), _name(one), day_text(one.sent.on), counted(one.ticked), result


def _name(one: FollowUp) -> str:
    return one.unit + ("（汇总）" if one.line.scope is Scope.CONSOLIDATED else "")
