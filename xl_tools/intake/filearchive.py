"""The gate of zip archives that carry files: their directory, and each file unpacked under limits of its own.

Unlike a part of an Office package, a file that cannot be taken out (encrypted, damaged, packed too well) does not
spoil the others; names are only labels here, so neither do strange ones. What makes the archive as a whole ambiguous
or a bomb (members that overlap, two headers that differ, too much in all) refuses it.
"""

from __future__ import annotations

from xl_tools.intake.archive import DEFLATED, STORED, Entry, find_end, read_directory, spans, unpack
from xl_tools.intake.documents import spaced
from xl_tools.intake.kinds import Kind, kind_of
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.refusal import Contained, Refusal

ARCHIVE = "zip 压缩包"
_PACKAGE = b"[Content_Types].xml"
_EMPTY = b"PK\x05\x06"
_FOLDER = (b"/", b"\\")


class FileArchive:
    """A zip archive that has passed the gate.

    Attributes:
        entries: its files, without folders.
    Raises: Refusal if it cannot be opened as a whole.
    """

    def __init__(self, data: bytes, limits: Limits = DEFAULT) -> None:
        with Contained():
            limits.check("container_size", len(data))
            _refuse_others(data)
            directory, tail, count = find_end(data)
            limits.check("members", count)
            listed = read_directory(data, directory, tail, count)
            if any(entry.raw_name == _PACKAGE for entry in listed):
                raise Refusal("M10")
            self._data, self._limits = data, limits
            self._spans = spans(data, directory, listed)
            self.entries = [entry for entry in listed if not entry.raw_name.endswith(_FOLDER)]
            if not self.entries:
                raise Refusal("M33")
            # What they say is what they may have, see content().
            limits.check("unpacked", sum(entry.inflated for entry in self.entries))

    def content(self, entry: Entry) -> bytes:
        """The bytes of one file. Raises: Refusal of this file alone."""
        with Contained():
            limits = self._limits
            if entry.encrypted:
                raise Refusal("M74")
            if entry.method not in (STORED, DEFLATED):
                raise Refusal("M73", method=entry.method)
            limits.check("member_size", entry.inflated)
            start, end = self._spans[entry]
            if entry.inflated > limits.free_of_ratio:
                limits.check("ratio", -(-entry.inflated // max(end - start, 1)))
            content, whole = unpack(self._data[start:end], entry, entry.inflated)
            if not whole or not entry.holds(content):
                raise Refusal("M16")
            return content


class ArchiveGate:
    """Gate of .zip."""

    kind = ARCHIVE

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the archive as a whole is not safe to open, or is something else."""
        FileArchive(data, limits)


def _refuse_others(data: bytes) -> None:
    if data.startswith(_EMPTY):
        raise Refusal("M33")
    kind = kind_of(data)
    if kind is Kind.EMPTY:
        raise Refusal("M04")
    if kind is not Kind.ZIP:
        raise Refusal("M09", expected=spaced(ARCHIVE), what=spaced(kind.value))
