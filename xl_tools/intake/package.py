"""The parts of an Office package by content type and relation: which of them is the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xl_tools.intake.archive import Container
from xl_tools.intake.recent import remembered
from xl_tools.intake.refusal import Refusal
from xl_tools.intake.xmlparts import new_parser, run

_TYPES = "[Content_Types].xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_EXCEL = "application/vnd.ms-excel."
_PLAIN_TYPES = (f"{_OFFICE}spreadsheetml.sheet.main+xml", f"{_OFFICE}spreadsheetml.template.main+xml")
MACRO_TYPES = (f"{_EXCEL}sheet.macroEnabled.main+xml", f"{_EXCEL}template.macroEnabled.main+xml")


def main_part(container: Container) -> tuple[str, str]:
    """Name and content type of the workbook part. Raises: Refusal if the package is something else."""
    if _TYPES not in container.by_name:
        if open_document(container):
            raise Refusal("W08", what="OpenDocument 文件，请另存为 .xlsx")
        raise Refusal("W13")
    for target, kind, content_type in main_candidates(container):
        if kind.startswith(STRICT):
            raise Refusal("W20")
        if content_type in (*_PLAIN_TYPES, *MACRO_TYPES) and target in container.by_name:
            return target, content_type
        if is_word(content_type):
            raise Refusal("W12")
        if "sheet.binary" in content_type:
            raise Refusal("W14")
        if is_slides(content_type):
            raise Refusal("W08", what="演示文稿")
    raise Refusal("W16", part="找不到工作簿的主要内容")


def main_candidates(container: Container) -> Iterator[tuple[str, str, str]]:
    """What the package says that its document is: name of a part, type of the relation, content type."""
    types = content_types(container)
    for target, kind in related(container, "").values():
        if kind.endswith("/officeDocument"):
            yield target, kind, types.get(target.lower(), "")


def open_document(container: Container) -> bool:
    """Whether this is a package of OpenDocument, as LibreOffice saves it."""
    return "mimetype" in container.by_name and b"opendocument" in container.part("mimetype")


def is_word(content_type: str) -> bool:
    """Whether a part is a document of Word, of whatever kind."""
    return "wordprocessingml" in content_type or "ms-word" in content_type


def is_slides(content_type: str) -> bool:
    """Whether a part is a presentation."""
    return "presentationml" in content_type or "ms-powerpoint" in content_type


def content_types(container: Container) -> Mapping[str, str]:
    """Content type by part name in lower case, from the overrides; defaults by extension do not name a workbook."""
    return _types(container.part(_TYPES))[0]


def part_types(container: Container) -> dict[str, str]:
    """Content type of every part, both in lower case, from overrides and defaults; empty where there is none."""
    overrides, defaults = _types(container.part(_TYPES))
    names = [name.lower() for name in container.by_name]
    return {name: (overrides.get(name) or defaults.get(name.rpartition(".")[2], "")).lower() for name in names}


@remembered
def _types(content: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Content types by part and by extension, those in lower case."""
    overrides: dict[str, str] = {}
    defaults: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Override"):
            overrides[attributes.get("PartName", "").lstrip("/").lower()] = attributes.get("ContentType", "")
        elif name.endswith(" Default"):
            defaults[attributes.get("Extension", "").lower()] = attributes.get("ContentType", "")

    run(new_parser(start), _TYPES, content)
    return overrides, defaults


def related(container: Container, part: str) -> Mapping[str, tuple[str, str]]:
    """Relation id → (part name, type) of the relations of a part, or of the package for “”; external ones left out."""
    folder, _, file = part.rpartition("/")
    source = f"{folder}/_rels/{file}.rels".lstrip("/")
    return _relations(source, folder, container.part(source)) if source in container.by_name else {}


@remembered
def _relations(source: str, folder: str, content: bytes) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Relationship") and attributes.get("TargetMode") != "External":
            target = _resolve(folder, attributes.get("Target", ""))
            found[attributes.get("Id", "")] = (target, attributes.get("Type", ""))

    run(new_parser(start), source, content)
    return found


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)
