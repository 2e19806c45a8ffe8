"""What kind of file this is, by its content: a workbook we read, or something else under an Excel name."""

from __future__ import annotations

from xl_tools.intake.archive import Container, Refusal
from xl_tools.intake.xmlparts import new_parser, run

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_EXCEL = "application/vnd.ms-excel."
_PLAIN_TYPES = (f"{_OFFICE}spreadsheetml.sheet.main+xml", f"{_OFFICE}spreadsheetml.template.main+xml")
MACRO_TYPES = (f"{_EXCEL}sheet.macroEnabled.main+xml", f"{_EXCEL}template.macroEnabled.main+xml")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<div", b"mime-version:")
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")


def refuse_other_kinds(data: bytes) -> None:
    """Return if the bytes begin like a zip archive. Raises: Refusal that says what the file is instead."""
    if data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(b"PK\x05\x06"):
        raise Refusal("W13")
    if data.startswith(_OLE):
        raise _old_office(data)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if data.startswith(_OLD_EXCEL):
        raise Refusal("W07")
    if head.startswith(b"%pdf"):
        raise Refusal("W11")
    if head.startswith(b"{\\rtf"):
        raise Refusal("W12")
    if head.startswith(_HTML) or (head.startswith((b"<?xml", b"<!--")) and b"<html" in head):
        raise Refusal("W09")
    if head.startswith(b"<?xml") and b"office:spreadsheet" in head:
        raise Refusal("W08", what="“XML 电子表格 2003”文件，请在 Excel 中另存为 .xlsx")
    if _is_text(data):
        raise Refusal("W10")
    raise Refusal("W08", what="无法识别的文件")


def main_part(container: Container) -> tuple[str, str]:
    """Name and content type of the workbook part. Raises: Refusal if the package is something else."""
    if "[Content_Types].xml" not in container.by_name:
        if "mimetype" in container.by_name and b"opendocument" in container.part("mimetype"):
            raise Refusal("W08", what="OpenDocument 文件，请另存为 .xlsx")
        raise Refusal("W13")
    types = content_types(container)
    for target, kind in related(container, "").values():
        if kind.startswith(STRICT) and kind.endswith("/officeDocument"):
            raise Refusal("W20")
        if not kind.endswith("/officeDocument"):
            continue
        content_type = types.get(target.lower(), "")
        if content_type in (*_PLAIN_TYPES, *MACRO_TYPES) and target in container.by_name:
            return target, content_type
        if "wordprocessingml" in content_type or "ms-word" in content_type:
            raise Refusal("W12")
        if "sheet.binary" in content_type:
            raise Refusal("W14")
        if "presentationml" in content_type or "ms-powerpoint" in content_type:
            raise Refusal("W08", what="演示文稿")
    raise Refusal("W16", part="找不到工作簿的主要内容")


def content_types(container: Container) -> dict[str, str]:
    """Content type by part name in lower case, from the overrides; defaults by extension do not name a workbook."""
    types: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Override"):
            types[attributes.get("PartName", "").lstrip("/").lower()] = attributes.get("ContentType", "")

    run(new_parser(start), "[Content_Types].xml", container.part("[Content_Types].xml"))
    return types


def related(container: Container, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → (part name, type) of the relations of a part, or of the package for “”; external ones left out."""
    folder, _, file = part.rpartition("/")
    source = f"{folder}/_rels/{file}.rels".lstrip("/")
    found: dict[str, tuple[str, str]] = {}
    if source not in container.by_name:
        return found

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Relationship") and attributes.get("TargetMode") != "External":
            target = _resolve(folder, attributes.get("Target", ""))
            found[attributes.get("Id", "")] = (target, attributes.get("Type", ""))

    run(new_parser(start), source, container.part(source))
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


def _old_office(data: bytes) -> Refusal:
    """An OLE file, told apart by the names of its streams, which its directory holds as UTF-16."""
    if _wide("EncryptedPackage") in data:
        return Refusal("W06")
    if _wide("Workbook") in data or _wide("Book") + b"\0\0" in data:
        return Refusal("W07")
    if _wide("WordDocument") in data:
        return Refusal("W12")
    return Refusal("W08", what="旧式的 Office 文件")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _is_text(data: bytes) -> bool:
    sample = data[:65536]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    if b"\0" in sample:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            sample.decode(encoding)
        except UnicodeDecodeError as error:
            # The sample may end within a character.
            if error.start < len(sample) - 4:
                continue
        return True
    return False
