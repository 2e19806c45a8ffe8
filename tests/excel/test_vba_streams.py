"""The VBA streams and their container, read back by olefile and oletools, which share no code with us."""

from __future__ import annotations

import random
import struct
from io import BytesIO

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vba_readers import VBA_Parser, decompress_stream

from xl_tools.errors import SpecError
from xl_tools.excel.vba.compression import compress
from xl_tools.excel.vba.container import compound_file
from xl_tools.excel.vba.encryption import encrypt, protection_fields
from xl_tools.excel.vba.project import Module, document_module, vba_project


def decompressed(data: bytes) -> bytes:
    return bytes(decompress_stream(bytearray(data)))


# MS-OVBA 3.2.1 and 3.2.3: nothing to copy, and one copy of all the rest.
PUBLISHED = {
    b"abcdefghijklmnopqrstuv.": "0119B000616263646566676800696A6B6C6D6E6F70007172737475762E",
    b"a" * 73: "0103B002614500",
}


@pytest.mark.parametrize(("text", "packed"), PUBLISHED.items())
def test_published_examples_of_the_specification_come_out_byte_for_byte(text: bytes, packed: str) -> None:
    assert compress(text).hex().upper() == packed


@given(st.binary(max_size=3000) | st.text("ab \r\n", max_size=9000).map(str.encode))
def test_compressed_text_is_read_back_by_oletools(text: bytes) -> None:
    assert decompressed(compress(text)) == text


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 8192, 20000])
def test_chunk_borders_are_read_back(size: int) -> None:
    text = (b"Public Sub Press(ByVal id As String)\r\n" * 600)[:size]
    assert decompressed(compress(text)) == text


def test_whole_chunk_that_does_not_compress_is_stored_raw() -> None:
    noise = random.Random(1).randbytes(4096)
    packed = compress(noise + b"tail")
    assert struct.unpack_from("<H", packed, 1)[0] == 0x3FFF
    assert decompressed(packed) == noise + b"tail"


def test_last_chunk_that_would_need_padding_is_refused() -> None:
    with pytest.raises(ValueError, match="does not compress"):
        compress(random.Random(1).randbytes(4000))


def decrypted(digits: str) -> bytes:
    """MS-OVBA 2.4.3.3, written from the other side."""
    data = bytes.fromhex(digits)
    seed, key = data[0], data[2] ^ data[0]
    assert data[1] ^ seed == 2
    clear, out = key, bytearray()
    for place in range(3, len(data)):
        clear = data[place] ^ (data[place - 2] + clear) & 0xFF
        out.append(clear)
    body = bytes(out[(seed & 6) // 2 :])
    length = int.from_bytes(body[:4], "little")
    assert len(body) == 4 + length
    return body[4:]


@pytest.mark.parametrize(
    ("digits", "content"),
    [
        # The example project of MS-OVBA 3.1.1: not protected, no password, visible.
        ("0705D8E3D8EDDBF1DBF1DBF1DBF1", b"\0\0\0\0"),
        ("0E0CD1ECDFF4E7F5E7F5E7", b"\0"),
        ("1517CAF1D6F9D7F9D706", b"\xff"),
    ],
)
def test_decryption_used_below_reads_the_published_example(digits: str, content: bytes) -> None:
    assert decrypted(digits) == content


@given(st.binary(max_size=40), st.integers(0, 255))
def test_encrypted_fields_are_read_back(content: bytes, seed: int) -> None:
    assert decrypted(encrypt(content, "{917DED54-440B-4FD1-A5C1-74ACF261E600}", seed)) == content


def test_project_is_open_visible_and_without_password() -> None:
    fields = protection_fields("{917DED54-440B-4FD1-A5C1-74ACF261E600}")
    assert {name: decrypted(value) for name, value in fields.items()} == {
        "CMG": b"\0\0\0\0",
        "DPB": b"\0",
        "GC": b"\xff",
    }


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 8, 30])
def test_container_gives_every_stream_back_whatever_its_size(count: int) -> None:
    sizes = [0, 1, 63, 64, 65, 511, 512, 4095, 4096, 4097, 70000]
    streams = {f"VBA/m{number}": bytes([number]) * sizes[number % len(sizes)] for number in range(count)}
    streams["PROJECT"] = b"top"
    ole = olefile.OleFileIO(BytesIO(compound_file(streams)), raise_defects=olefile.DEFECT_UNSURE)
    assert ole.parsing_issues == []
    assert {"/".join(path): ole.openstream(path).read() for path in ole.listdir()} == streams


def test_container_beyond_one_table_sector_is_read_back() -> None:
    streams = {"VBA/big": random.Random(2).randbytes(300_000)}
    ole = olefile.OleFileIO(BytesIO(compound_file(streams)), raise_defects=olefile.DEFECT_UNSURE)
    assert ole.openstream("VBA/big").read() == streams["VBA/big"]


@pytest.mark.parametrize("count", range(1, 40))
def test_directory_is_a_red_black_tree_in_the_order_of_the_specification(count: int) -> None:
    names = [f"m{'x' * (number % 5)}{number}" for number in range(count)]
    content = compound_file(dict.fromkeys(names, b"x"))
    start = 512 * (1 + int.from_bytes(content[48:52], "little"))
    entries = [content[place : place + 128] for place in range(start, start + 128 * (count + 1), 128)]

    def walk(index: int, parent_red: bool) -> tuple[int, list[str]]:
        if index == 0xFFFFFFFF:
            return 1, []
        entry = entries[index]
        red = entry[67] == 0
        assert not (red and parent_red)
        left, right = struct.unpack_from("<II", entry, 68)
        left_black, before = walk(left, red)
        right_black, after = walk(right, red)
        assert left_black == right_black
        name = entry[: int.from_bytes(entry[64:66], "little") - 2].decode("utf-16-le")
        return left_black + (not red), [*before, name, *after]

    root = struct.unpack_from("<I", entries[0], 76)[0]
    assert walk(root, False)[1] == sorted(names, key=lambda name: (len(name), name.upper()))


def test_container_refuses_a_name_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="31"):
        compound_file({"x" * 32: b""})


BODY = 'Attribute VB_Name = "Module1"\r\nSub One()\r\nEnd Sub\r\n'
SHEET = document_module("Sheet1", "00020820-0000-0000-C000-000000000046")


def test_project_of_two_modules_is_read_by_oletools() -> None:
    project = vba_project("Plain", [SHEET, Module("Module1", BODY)])
    assert project == vba_project("Plain", [SHEET, Module("Module1", BODY)])
    texts = {name: text for _, _, name, text in VBA_Parser("vbaProject.bin", data=project).extract_macros()}
    assert texts == {"Sheet1.cls": SHEET.text, "Module1.bas": BODY}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        (Module("Module1", BODY.replace("One", "一")), 2),
        (Module("Module1", BODY.replace("One", "é")), 2),
        (Module("Module1", BODY.replace("\r\n", "\n")), 1),
        (Module("Other", BODY), 1),
        (Module("1bad", BODY), 0),
    ],
)
def test_text_that_excel_would_not_read_as_written_fails_the_build(module: Module, line: int) -> None:
    with pytest.raises(SpecError) as caught:
        vba_project("Plain", [module])
    assert caught.value.line == line


@pytest.mark.parametrize("name", ["Plain", "module1"])
def test_name_used_twice_fails_the_build(name: str) -> None:
    with pytest.raises(SpecError, match="重名"):
        vba_project(name, [Module("Module1", BODY), *([Module("Module1", BODY)] if name == "Plain" else [])])
