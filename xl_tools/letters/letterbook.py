"""The letters that were written in a collection, kept in its state from the first to the last."""

from __future__ import annotations

from collections.abc import Mapping

from xl_tools.collecting.state import State
from xl_tools.errors import XlToolsError
from xl_tools.letters.sent import SentLetter, sent_from_plain, sent_to_plain


class Letterbook:
    """All letters of one collection; `sent` has them by unit, oldest first.

    Raises: XlToolsError K43 for letters that are damaged; as State does.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        try:
            self._sent = {
                unit: tuple(sent_from_plain(one) for one in letters) for unit, letters in state.all_letters().items()
            }
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
            raise XlToolsError(
                f"“{state.path.name}”里以前写过的通知已损坏，读不出来。",
                code="K43",
                hint="请把汇总资料文件夹里的状态文件移到别处再做；以前的通知不能逐条对照，各项决定也要重新作出。",
            ) from error

    @property
    def sent(self) -> Mapping[str, tuple[SentLetter, ...]]:
        return self._sent

    def draft(self, letter: SentLetter) -> SentLetter | None:
        """The draft whose place a letter takes; None if it is the first on its day and file."""
        return next((one for one in self._sent.get(letter.unit, ()) if one.same_draft(letter)), None)

    def keep(self, letter: SentLetter) -> None:
        """Keep a letter, in the place of the draft that it replaces."""
        others = [one for one in self._sent.get(letter.unit, ()) if not one.same_draft(letter)]
        # Those of one day stay in the order in which they were written.
        self._sent[letter.unit] = tuple(sorted([*others, letter], key=lambda one: one.on))
        self._state.keep_letters(letter.unit, [sent_to_plain(one) for one in self._sent[letter.unit]])
