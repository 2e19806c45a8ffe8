"""Letters on disk: a folder a unit with letter, text, marked-up workbook and mail draft, and one list of all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path

from xl_tools.collecting.progress import WRITING, Progress, Told
from xl_tools.consolidation.roster import Expected
from xl_tools.documents.blocks import Document, Signature
from xl_tools.documents.guard import check_published
from xl_tools.documents.look import Look
from xl_tools.errors import XlToolsError
from xl_tools.letters.draft import addresses, mail_draft
from xl_tools.letters.letter import FollowUp, ReturnLetter
from xl_tools.letters.letterbook import Letterbook
from xl_tools.letters.marking import marked_workbooks
from xl_tools.letters.names import unit_stem
from xl_tools.letters.overview import Listed, overview_document, summary
from xl_tools.letters.plaintext import plain_text
from xl_tools.letters.sent import SentLetter
from xl_tools.letters.wording import letter_document, report_name
from xl_tools.outputs import write_new
from xl_tools.refusals import reason, refuse
from xl_tools.units import Scope


@dataclass(frozen=True)
class LettersMade:
    """What was written.

    Attributes:
        folder: of the letters.
        overview: the page with all of them.
        listed: the letters in the order of the roster, with the names of their files within the folder.
        follow_ups: what became of the letters before.
        sent: what the record keeps of these.
        waiting: those that were not written, because there is still time to answer the ones before.
    """

    folder: Path
    overview: Path
    listed: tuple[Listed, ...]
    follow_ups: tuple[FollowUp, ...]
    sent: tuple[SentLetter, ...]
    waiting: tuple[ReturnLetter, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """What a user is told."""
        made = summary([one.letter for one in self.listed])
        first = f"写好{made}，放在“{self.folder}”。" if made else "没有要写的通知。"
        remarks = [f"  {one.letter.unit.name}：{remark}" for one in self.listed for remark in one.remarks]
        waiting = [f"已通知、期限未到的 {len(self.waiting)} 份，没有再写。"] if self.waiting else []
        open_ones = sum(not one.settled for one in self.follow_ups)
        followed = f"，其中 {open_ones} 个没有办完" if open_ones else ""
        again = [f"上次退回以后重新报送的有 {len(self.follow_ups)} 个单位{followed}。"] if self.follow_ups else []
        last = f"一览：{self.overview}"
        return (
            first,
            *remarks,
            *waiting,
            *again,
            *(["邮件草稿没有发送，请逐份看过以后再发出。"] if made else []),
            last,
        )


def write_letters(
    letters: Sequence[ReturnLetter],
    folder: Path,
    *,
    office: Expected,
    year: int,
    on: date,
    book: Letterbook,
    follow_ups: Sequence[FollowUp] = (),
    look: Look | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> LettersMade:
    """Write each letter as .docx and .txt, its marked-up workbook, a mail draft with both, and the list of all.

    A draft that was made before on the same day, for the same unit and about the same file, is replaced; one that
    somebody changed since stays, and the new one stands beside it. Letters of other days stay. A letter that waits
    only stands in the list.

    Args:
        office: the collecting office, which signs.
        book: where letters are kept, so that the next file of a unit can be held against them.
        follow_ups: as follow_ups() gives them, for the list.
        look: page, fonts and sizes; the usual look if None.
        force: replace drafts that somebody changed, too.
        progress: told after every letter.

    Raises: WorkbookError if a file cannot be written; XlToolsError as State does.
    """
    writer = _Writer(folder, office, look, book, force=force)
    waiting = tuple(letter for letter in letters if letter.waits)
    letters = [letter for letter in letters if not letter.waits]
    told = Told(progress, len(letters), WRITING)
    written: list[tuple[Listed, SentLetter]] = []
    for letter, copy in zip(letters, _copies(letters, on), strict=True):
        written.append(writer.write(letter, copy))
        told(letter.unit.name)
    listed = [one for one, _ in written]
    page = folder / f"退回清单（{on}）.html"
    document = overview_document(listed, waiting, follow_ups, office, year, Signature(office.name, on))
    writer.put(page, _page(document, look))
    return LettersMade(folder, page, tuple(listed), tuple(follow_ups), tuple(sent for _, sent in written), waiting)


def _copies(letters: Sequence[ReturnLetter], on: date) -> Iterator[bytes | XlToolsError | None]:
    """The marked-up workbook of each letter that has something to mark."""
    marked = marked_workbooks([letter.line for letter in letters if letter.line and letter.items], on)
    return (next(marked) if letter.line and letter.items else None for letter in letters)


class _Writer:
    """Writes the letters of one run into a folder."""

    def __init__(
        self,
        folder: Path,
        office: Expected,
        look: Look | None,
        book: Letterbook,
        *,
        force: bool,
    ) -> None:
        self._folder = folder
        self._office = office
        self._look = look
        self._book = book
        self._force = force

    def write(self, letter: ReturnLetter, copy: bytes | XlToolsError | None) -> tuple[Listed, SentLetter]:
        """Write the files of one letter; returns their names, and what is to be recorded."""
        sent = letter.sent
        before = self._book.draft(sent)
        own: Mapping[str, str] = before.files if before else {}
        files = self._free(letter, copy if isinstance(copy, bytes) else None, own)
        for name, data in files.items():
            self.put(self._folder / name, data)
        self._clear(own, keep=files)
        kept = replace(sent, files={name: sha256(data).hexdigest() for name, data in files.items()})
        self._book.keep(kept)
        return Listed(letter, tuple(files), tuple(_remarks(letter, copy))), kept

    def _free(self, letter: ReturnLetter, copy: bytes | None, own: Mapping[str, str]) -> dict[str, bytes]:
        """The files of a letter under the first names at which nothing of anybody else's stands."""
        for number in count(1):
            files = self._files(letter, copy, "" if number == 1 else f"（{number}）")
            if all(self._may_write(name, data, own) for name, data in files.items()):
                return files
        raise AssertionError("count() has no end")

    def _clear(self, own: Mapping[str, str], *, keep: Collection[str]) -> None:
        """Take away what belongs to a draft that has been replaced, as a workbook that goes with it no more."""
        for name in own:
            if name not in keep and self._is_own(name, own):
                with suppress(OSError):
                    (self._folder / name).unlink()

    def put(self, target: Path, content: bytes) -> None:
        """Write a file, unless it is there already."""
        if self._read(target) != content:
            write_new(target, content, force=True)

    def _files(self, letter: ReturnLetter, copy: bytes | None, mark: str) -> dict[str, bytes]:
        """Name within the folder → content of everything that is written for a letter."""
        stem = unit_stem(letter.unit.name)
        scope = "（汇总）" if letter.scope is Scope.CONSOLIDATED else ""
        begin, end = f"{stem}{letter.year}年报{scope}", f"（{letter.on}）{mark}"
        named = f"{begin}{letter.kind.label}{end}"
        books = {f"{begin}（已标出问题）{end}.xlsx": copy} if copy is not None else {}
        document = letter_document(letter, self._office, next(iter(books), ""))
        text = plain_text(document)
        attached = {f"{named}.docx": _word(document, self._look), **books}
        subject = f"{letter.kind.label}：{report_name(letter)}（{letter.unit.name}）"
        mail = mail_draft(letter.unit.email, subject, text, attached, letter.on)
        # The clerk's editor may be an old one: it knows the text by the mark at its beginning, and lines by CR LF.
        files = {**attached, f"{named}.txt": text.replace("\n", "\r\n").encode("utf-8-sig"), f"{named}.eml": mail}
        return {f"{stem}/{name}": data for name, data in files.items()}

    def _may_write(self, name: str, content: bytes, own: Mapping[str, str]) -> bool:
        target = self._folder / name
        there = self._read(target)
        return there is None or self._force or there == content or self._is_own(name, own)

    def _is_own(self, name: str, own: Mapping[str, str]) -> bool:
        """Whether the file is the draft that we wrote, which nobody has changed."""
        there = self._read(self._folder / name)
        return there is not None and own.get(name) == sha256(there).hexdigest()

    def _read(self, target: Path) -> bytes | None:
        try:
            return target.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise refuse("W34", target, reason=reason(error)) from error


def _remarks(letter: ReturnLetter, copy: bytes | XlToolsError | None) -> Iterator[str]:
    """What whoever sends the letter should know."""
    if not addresses(letter.unit.email):
        yield (
            "名单里的邮箱不能用，请在草稿里填收件人"
            if letter.unit.email.strip()
            else "名单里没有邮箱，请在草稿里填收件人"
        )
    if isinstance(copy, XlToolsError):
        yield f"没有附上标出问题的工作簿：{copy}"


def _word(document: Document, look: Look | None) -> bytes:
    from xl_tools.documents.lookfile import standard_look
    from xl_tools.documents.typesetting.fonts import settled
    from xl_tools.documents.word.writer import write_word

    content = write_word(document, settled(look or standard_look()))
    check_published("word", content)
    return content


def _page(document: Document, look: Look | None) -> bytes:
    from xl_tools.documents.web.page import write_html

    content = write_html(document, look=look).encode()
    check_published("html", content)
    return content
