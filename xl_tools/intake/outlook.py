"""The gate of mails as Outlook saves them (.msg): a compound file with the properties of a mail."""

from __future__ import annotations

from xl_tools.intake.compound import Compound
from xl_tools.intake.documents import spaced
from xl_tools.intake.kinds import Kind, kind_of
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Contained, Refusal

OUTLOOK = "Outlook 邮件"
PROPERTIES = "__properties_version1.0"
"""The stream that every mail, attachment and recipient has."""
_OFFICE = (Kind.OLD_OFFICE, Kind.OLD_WORD, Kind.OLD_EXCEL, Kind.LOCKED)
"""What a compound file may be taken for: a mail may carry other ones, and their names stand in it."""


def open_outlook(data: bytes, limits: Limits = DEFAULT) -> Compound:
    """The compound file in which the mail lies. Raises: Refusal if it is not safe to open, or is something else."""
    with Contained():
        limits.check("container_size", len(data))
        kind = kind_of(data)
        if kind is Kind.EMPTY:
            raise Refusal("M04")
        if kind not in _OFFICE:
            raise Refusal("M09", expected=spaced(OUTLOOK), what=spaced(kind.value))
        compound = Compound(data, limits)
        if PROPERTIES not in compound.root.streams:
            raise Refusal("M09", expected=spaced(OUTLOOK), what=spaced(kind.value))
        return compound


class OutlookGate:
    """Gate of .msg."""

    kind = OUTLOOK

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the mail is not safe to open, or is something else."""
        open_outlook(data, limits)
