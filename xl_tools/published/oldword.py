"""Old Word files (.doc, .wps) → .docx, by LibreOffice: they pass their gate before, and that of .docx after."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from xl_tools.intake.limits import Limits
from xl_tools.intake.oldword import OldWordGate
from xl_tools.intake.refusal import Refusal
from xl_tools.refusals import refuse
from xl_tools.soffice import convert_file, find_soffice

SECONDS = 120
"""For LibreOffice, whose very first start takes ten on a fast computer."""
_DOCX = "docx:MS Word 2007 XML"


def as_docx(path: Path, data: bytes, limits: Limits, *, seconds: float = SECONDS) -> bytes:
    """The same document as a .docx file.

    LibreOffice gets a profile of its own in which no macro runs and nothing is fetched, and is ended with all that it
    has started.

    Args:
        path: named in error messages only.
        data: what stands in it.
        seconds: after which LibreOffice is ended.

    Raises: PublishedError if the file does not pass its gate, or LibreOffice is absent, fails, or takes too long.
    """
    try:
        OldWordGate().check(data, limits)
    except Refusal as refusal:
        raise refuse(refusal.code, path, **refusal.details) from refusal
    program = find_soffice()
    if program is None:
        raise refuse("N25", path)
    with tempfile.TemporaryDirectory(prefix="xl-tools-doc-", ignore_cleanup_errors=True) as folder:
        # LibreOffice takes a .wps file for one of another program; what this is, the gate has seen.
        source = Path(folder, "report.doc")
        source.write_bytes(data)
        try:
            convert_file(program, source, _DOCX, seconds=seconds)
        except subprocess.TimeoutExpired as error:
            raise refuse("N27", path, limit=f"{seconds:g}") from error
        except OSError as error:
            raise refuse("N26", path) from error
        target = source.with_suffix(".docx")
        if not target.is_file():
            raise refuse("N26", path)
        return target.read_bytes()
