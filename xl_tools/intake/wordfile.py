"""The gate of Word files (.docx, .docm): the zip, which part is the document, and what each XML part is made of."""

from __future__ import annotations

from xl_tools.intake.archive import Container
from xl_tools.intake.documents import SHEET, WORD, no_document, refuse_unless, spaced
from xl_tools.intake.kinds import Kind
from xl_tools.intake.limits import DEFAULT, Limits
from xl_tools.intake.package import (
    RELATIONS,
    STRICT,
    is_slides,
    is_word,
    main_candidates,
    open_document,
    part_types,
    related,
)
from xl_tools.intake.plainarchive import PACKAGE, PlainArchive, relations_part
from xl_tools.intake.refusal import Published, Refusal
from xl_tools.intake.xmlparts import new_parser, refuse_hostile_xml, run

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CORE = "/metadata/core-properties"
_SPANS = frozenset({"gridSpan", "gridBefore", "gridAfter"})
_ESCAPES = str.maketrans({"&": "&amp;", '"': "&quot;", "<": "&lt;"})


class WordPackage:
    """A Word file that has passed the gate.

    Attributes:
        main: name of the part that is the document.
        template, macros: what it is besides a document: .dotx and .dotm, .docm and .dotm.
    Raises: Refusal.
    """

    def __init__(self, data: bytes, limits: Limits = DEFAULT) -> None:
        with Published():
            limits.check("file_size", len(data))
            refuse_unless(data, WORD, Kind.ZIP)
            self.container = Container(data, limits)
            self.main, content_type = _main(self.container)
            self.template, self.macros = "template" in content_type, "macroEnabled" in content_type
            self.types = part_types(self.container)
            self._top, self._below = self._related(""), self._related(self.main)
            refuse_hostile_xml(self.container, self._is_read)
            merged = _Merged(limits)
            for name in filter(self._is_read, self.container.by_name):
                _check_part(name, self.container.part(name), merged, limits)

    def plain(self) -> bytes:
        """The document in an archive of our own: the parts that stand in a relation to it and are XML, no others.

        What the parser finds is what the gate has seen, whatever else the file holds.
        """
        archive = PlainArchive()
        top = {"document": (self.main, f"{RELATIONS}/officeDocument")}
        top |= {name: found for name, found in self._top.items() if found[1].endswith(_CORE)}
        below = {name: found for name, found in self._below.items() if found[0] != self.main}
        parts = dict.fromkeys(part for part, _ in (*top.values(), *below.values()))
        kinds = {part: self.types.get(part.lower(), "") for part in parts} | {self.main: _TYPE}
        overrides = "".join(
            f'<Override PartName="/{_escaped(part)}" ContentType="{_escaped(kind)}"/>' for part, kind in kinds.items()
        )
        archive.add("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{overrides}</Types>'.encode())
        archive.add("_rels/.rels", relations_part(_relations(top)))
        folder, _, file = self.main.rpartition("/")
        archive.add(f"{folder}/_rels/{file}.rels".lstrip("/"), relations_part(_relations(below)))
        for part in parts:
            archive.add(part, self.container.part(part))
        return archive.close().getvalue()

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        return {name: found for name, found in related(self.container, part).items() if self._is_read(found[0])}

    def _is_read(self, name: str) -> bool:
        return name in self.container.by_name and self.types.get(name.lower(), "").endswith(("+xml", "/xml"))


class WordGate:
    """Gate of .docx and .docm."""

    kind = WORD

    def check(self, data: bytes, limits: Limits = DEFAULT) -> None:
        """Raises: Refusal if the file is not safe to open, or is something else."""
        WordPackage(data, limits)


def _main(container: Container) -> tuple[str, str]:
    """Name and content type of the part that is the document. Raises: Refusal if the package is something else."""
    if "[Content_Types].xml" not in container.by_name:
        if open_document(container):
            raise no_document(WORD, "OpenDocument 文件，请另存为 .docx")
        raise Refusal("N10", expected=spaced(WORD))
    for target, kind, content_type in main_candidates(container):
        if kind.startswith(STRICT):
            raise Refusal("N20")
        if is_word(content_type) and target in container.by_name:
            return target, content_type
        if "spreadsheetml" in content_type or "ms-excel" in content_type:
            raise no_document(WORD, SHEET)
        if is_slides(content_type):
            raise no_document(WORD, "演示文稿")
    raise Refusal("N16", part="找不到正文")


class _Merged:
    """Counts the places that merged cells cover, over all parts of a file."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._area = limits, 0

    def add(self, value: str) -> None:
        """Count one cell that says how many columns it covers."""
        try:
            # As the parser reads it, which takes more for a number than Word writes.
            self._area += max(int(value), 0)
        except ValueError:
            return
        self._limits.check("span_area", self._area)


def _check_part(part: str, content: bytes, merged: _Merged, limits: Limits) -> None:
    """Hold one XML part against the limits. Raises: Refusal."""
    elements = depth = text = 0
    # Looked up once: these are asked for half a million elements.
    most, deepest, long = limits.elements, limits.depth, limits.attribute // 4

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal elements, depth, text
        elements += 1
        depth += 1
        text = 0
        if elements > most or depth > deepest:
            limits.check("elements", elements, part=part)
            limits.check("depth", depth)
        local = name.rpartition(" ")[2]
        if local in _SPANS:
            merged.add(attributes.get(f"{_WORD} val", ""))
        for value in attributes.values():
            if len(value) > long:
                limits.check("attribute", len(value.encode()), part=part)

    def end(_name: str) -> None:
        nonlocal depth, text
        depth -= 1
        text = 0

    def characters(data: str) -> None:
        nonlocal text
        text += len(data.encode())
        if text > limits.text_run:
            limits.check("text_run", text, part=part)

    parser = new_parser(start, end)
    parser.CharacterDataHandler = characters
    run(parser, part, content)


def _relations(found: dict[str, tuple[str, str]]) -> str:
    return "".join(
        f'<Relationship Id="{_escaped(name)}" Type="{_escaped(kind)}" Target="/{_escaped(part)}"/>'
        for name, (part, kind) in found.items()
    )


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
