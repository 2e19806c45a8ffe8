"""The workbook that the parser gets: an archive of our own making, of parts that have passed the gate and of no others.

Two programs may find different parts in one archive: by another name of the same part, another relation of the same id,
another sheet of the same name. The parser finds here what the gate has seen, whatever else the file holds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from xl_tools.intake.package import RELATIONS, related
from xl_tools.intake.plainarchive import PACKAGE, PlainArchive, relations_part
from xl_tools.intake.sheetlimits import MAIN
from xl_tools.intake.workbook import WorkbookPackage

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_UNIQUE = re.compile(rb"""uniqueCount\s*=\s*["']\s*\+?([0-9]+)""")


def plain_workbook(package: WorkbookPackage, sheets: Sequence[str]) -> io.BytesIO:
    """A workbook with these sheets, in this order and named “1”, “2” …; their texts and styles; nothing packed.

    Raises: Refusal if a limit is reached while a part is inflated.
    """
    archive = PlainArchive()
    book, targets = package.book, related(package.container, package.main)
    shared = {kind.rpartition("/")[2]: part for part, kind in targets.values() if part in package.container.by_name}
    names = [str(number) for number in range(1, len(sheets) + 1)]
    epoch = f'<workbookPr date1904="{int(book.date1904)}"/>'
    listed = "".join(f'<sheet name="{name}" sheetId="{name}" r:id="r{name}"/>' for name in names)
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{RELATIONS}/worksheet" Target="worksheets/{name}.xml"/>' for name in names
    )
    kind = f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
    top = f'<Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    archive.add("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{kind}</Types>'.encode())
    archive.add("_rels/.rels", relations_part(top))
    book_text = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{epoch}<sheets>{listed}</sheets></workbook>'
    archive.add("xl/workbook.xml", book_text.encode())
    archive.add("xl/_rels/workbook.xml.rels", relations_part(relations))
    for part, wanted in (("xl/styles.xml", "styles"), ("xl/sharedStrings.xml", "sharedStrings")):
        if wanted in shared:
            archive.add(part, _countable(package.container.part(shared[wanted])))
    for name, sheet in zip(names, sheets, strict=True):
        archive.add(f"xl/worksheets/{name}.xml", package.container.part(package.parts[sheet]))
    return archive.close()


def _countable(content: bytes) -> bytes:
    """Without a count of texts that cannot be: the parser reserves memory for as many as it is told."""

    def replaced(found: re.Match[bytes]) -> bytes:
        return found[0] if len(found[1]) < 10 and int(found[1]) <= len(content) else b'uniqueCount="0'

    return _UNIQUE.sub(replaced, content)
