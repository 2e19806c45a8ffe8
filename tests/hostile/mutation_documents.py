"""Mutants of published documents: of their bytes, and of what is packed inside."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from hostile.mutation import mutated_bytes, mutated_xml
from hostile.papers import (
    SHOWN,
    compound,
    old_word,
    page,
    pdf_file,
    pdf_objects,
    stream,
    web_archive,
    word_file,
    word_parts,
)
from hostile.zipbytes import archive, members_of
from published import make_page, make_pdf, make_text, make_word
from published.damage import damaged
from workbook.workbook_files import parts

_SEEDS = {"word": 3, "page": 6, "text": 6, "pdf": 2}
"""How many published-looking ones there are; those that take long to make are few."""
_WORD_VALUES = ("restart", "continue", "0", "-1", "99999999999", "1e9", "", "none", "begin", "end", "separate", "off")
_VALUE = re.compile(r'w:(?:val|fldCharType|w|instr|type|styleId)="[^"]*"')
_HTML = (
    *(
        "<table>",
        "</table>",
        "<tr>",
        "<td rowspan=3 colspan=2>",
        "</td>",
        "<td>",
        "<br>",
        "<p>",
        "</p>",
        "<ol start=-3>",
    ),
    *("<li>", "<pre>", "<!--", "-->", "<script>", "</script>", "<style>", "<b", "='", '="', ">", "&#x110000;", "&nbsp"),
    *("<svg><title>", "<select><option>", "<template>", "<frameset>", "<plaintext>", "<tbody>", "<caption>", "\0"),
)
_TEXT = (
    "\t",
    "\n",
    "\r",
    "\u3000",
    " ",
    "\x0c",
    "\x1b",
    "\u2028",
    "[_GoBack]",
    "- 1 -",
    "１",
    "\ufeff",
    "9" * 300,
    "/",
)
_PDF = (
    *(
        b"<<",
        b">>",
        b"[",
        b"]",
        b"(",
        b")",
        b"\\",
        b"/",
        b"%",
        b"<",
        b"R",
        b"obj",
        b"endobj",
        b"stream\n",
        b"endstream",
    ),
    *(
        b"4 0 R",
        b"-1",
        b"0",
        b"1e99",
        b"99999999999999999999",
        b"null",
        b"true",
        b"/Type",
        b"/Page",
        b"/Kids",
        b"/Length",
    ),
    *(
        b" q ",
        b" Q ",
        b" BT ",
        b" ET ",
        b" Tj ",
        b" TJ ",
        b" re ",
        b" cm ",
        b" Do ",
        b" Tf ",
        b"/F1",
        b"'",
        b"BI ID EI",
    ),
)
_WORDS = re.compile(rb"[A-Za-z0-9.+-]+")


@cache
def _seeds(kind: str) -> tuple[bytes, ...]:
    """Small documents of one kind, and some as offices publish them."""
    make = _MAKERS[kind]
    made = [make(*damaged(kind, "several", seed)) for seed in range(_SEEDS[kind])]
    return (*_SMALL[kind](), *made)


@cache
def _seed_parts(seed: int) -> Mapping[str, bytes]:
    return parts(_seeds("word")[seed])


def mutated_word(chance: random.Random) -> bytes:
    """A Word file of which some bytes, or the XML of one part, have been changed."""
    seed = chance.randrange(len(_seeds("word")))
    if chance.random() < 0.3:
        return mutated_bytes(_seeds("word")[seed], chance)
    changed = {name: text for name, text in _seed_parts(seed).items() if not name.endswith((".jpeg", ".bin"))}
    names = [name for name in changed if name.endswith((".xml", ".rels"))]
    for _ in range(chance.choice((1, 1, 2))):
        name = "word/document.xml" if chance.random() < 0.6 else chance.choice(names)
        text = changed[name].decode()
        for _ in range(chance.randrange(4)):
            text = _replaced(text, _VALUE, chance, lambda old: f'{old.split("=")[0]}="{chance.choice(_WORD_VALUES)}"')
        changed[name] = mutated_xml(text, chance).encode("utf-8", "surrogatepass")
    return archive(members_of(changed))


def mutated_page(chance: random.Random) -> bytes:
    """A web page with other tags, other XML, or other bytes; sometimes in an archive."""
    data = chance.choice(_seeds("page"))
    if chance.random() < 0.3:
        return mutated_bytes(data, chance)
    text = data.decode("utf-8", "replace")
    for _ in range(chance.choice((1, 2, 5, 30))):
        text = mutated_xml(text, chance) if chance.random() < 0.3 else _inserted(text, chance.choice(_HTML), chance)
    data = text.encode(chance.choice(("utf-8", "utf-8", "gb18030", "utf-16", "big5")), "replace")
    return web_archive(("text/html", data)) if chance.random() < 0.2 else data


def mutated_text(chance: random.Random) -> bytes:
    """A flattened text with other characters or bytes, in some encoding."""
    data = chance.choice(_seeds("text"))
    if chance.random() < 0.4:
        return mutated_bytes(data, chance)
    text = data.decode("gb18030" if b"\0" not in data and not _is_utf8(data) else "utf-8", "replace")
    for _ in range(chance.choice((1, 2, 5, 30))):
        text = _inserted(text, chance.choice(_TEXT), chance)
    return text.encode(chance.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "big5")), "replace")


def mutated_pdf(chance: random.Random) -> bytes:
    """A PDF with other bytes, other objects, or something else drawn."""
    if chance.random() < 0.4:
        return mutated_bytes(chance.choice(_seeds("pdf")), chance)
    drawn = SHOWN
    for _ in range(chance.choice((0, 1, 3, 9))):
        drawn = _swapped(drawn, chance)
    packed = zlib.compress(drawn)
    if chance.random() < 0.3:
        packed = mutated_bytes(packed, chance)
    objects = pdf_objects(content=stream(packed, b"/Filter /FlateDecode "))
    for _ in range(chance.choice((0, 1, 2, 4))):
        number = chance.choice(list(objects))
        objects[number] = _swapped(objects[number], chance)
    data = pdf_file(objects, start=chance.choice((None, None, None, 0, 15, 10**9)))
    return mutated_bytes(data, chance) if chance.random() < 0.2 else data


def mutated_old_word(chance: random.Random) -> bytes:
    """A compound file with other bytes, most often in its header, table or directory."""
    data = bytearray(chance.choice(_SMALL["oldword"]()))
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.choice((chance.randrange(80), 512 + chance.randrange(32), 1024 + chance.randrange(256)))
        data[at : at + 1] = chance.choice((b"\0", b"\xff", b"\x80", chance.randbytes(1), chance.randbytes(1)))
    return mutated_bytes(bytes(data), chance) if chance.random() < 0.3 else bytes(data)


def _replaced(text: str, pattern: re.Pattern[str], chance: random.Random, new: Callable[[str], str]) -> str:
    found = pattern.search(text, chance.randrange(len(text) + 1))
    return text if found is None else text[: found.start()] + new(found[0]) + text[found.end() :]


def _inserted(text: str, new: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + new + text[at + chance.choice((0, 0, 1, 5, 200)) :]


def _swapped(content: bytes, chance: random.Random) -> bytes:
    """Bytes with one word replaced, or one put in."""
    found = _WORDS.search(content, chance.randrange(len(content) + 1))
    new = chance.choice(_PDF)
    if found is None or chance.random() < 0.3:
        at = chance.randrange(len(content) + 1)
        return content[:at] + new + content[at:]
    return content[: found.start()] + new + content[found.end() :]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


_MAKERS: Mapping[str, Callable[..., bytes]] = {
    "word": make_word.make,
    "page": make_page.make,
    "text": make_text.make,
    "pdf": make_pdf.make,
}
_SMALL: Mapping[str, Callable[[], tuple[bytes, ...]]] = {
    "word": lambda: (word_file(), archive(members_of(word_parts()))),
    "page": lambda: (page().encode(), web_archive(("text/html", page().encode()))),
    "text": lambda: ("一、总体情况\n1\t2\n".encode(),),
    "pdf": lambda: (pdf_file(pdf_objects()),),
    "oldword": lambda: (compound(old_word()), compound(old_word(size=600))),
}
