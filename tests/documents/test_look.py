"""Style files: what a province may change, what stands in for a missing font, and how a mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl_tools.documents.lookfile import load_look, standard_look
from xl_tools.errors import LookError


def style_file(folder: Path, text: str) -> Path:
    file = folder / "版式.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_standard_look_is_that_of_an_official_document() -> None:
    look = standard_look()
    assert (look.page.top, look.page.right, look.page.bottom, look.page.left) == (37, 26, 35, 28)
    assert (look.page.text_width, look.page.text_height) == (156, 225)
    assert {name: style.size for name, style in look.styles.items()} == {
        **dict.fromkeys(("heading1", "heading2", "heading3", "heading4", "body"), 16),
        "title": 22,
        "table": 12,
        "note": 10.5,
        "page_number": 14,
        "seal": 9,
    }
    assert (look.pitch, look.indent, look.page.number) == (28, 2, "outside")


def test_fonts_fall_back_step_by_step() -> None:
    look = standard_look()
    assert [face.name for face in look.chain("title")] == ["方正小标宋简体", "宋体"]
    assert [face.name for face in look.chain("body")] == ["仿宋_GB2312", "仿宋", "宋体"]
    families = look.families("body")
    assert families.index("FangSong_GB2312") < families.index("FangSong") < families.index("SimSun")
    assert len(families) == len(set(families))


@pytest.mark.parametrize(
    ("installed", "title", "body"),
    [
        ((), ("宋体", True), "仿宋"),
        (("Noto Serif CJK SC",), ("宋体", True), "仿宋"),
        (("SimSun", "FangSong"), ("宋体", True), "仿宋"),
        (("fzxiaobiaosong-b05s", "fangsong_gb2312"), ("方正小标宋简体", False), "仿宋_GB2312"),
    ],
)
def test_a_computer_settles_on_the_first_face_it_has(
    installed: tuple[str, ...], title: tuple[str, bool], body: str
) -> None:
    look = standard_look().settled(installed)
    assert (look.styles["title"].font, look.styles["title"].bold) == title
    assert look.styles["body"].font == body
    assert look.styles["heading1"].font == "黑体"
    assert look.settled(installed).styles == look.styles


def test_a_style_file_changes_only_what_it_says(tmp_path: Path) -> None:
    look = load_look(
        style_file(
            tmp_path,
            'name = "示例省版式"\ncharts = false\n[page]\nleft = 27\nnumber = "centre"\n[lines]\ntext = 27\n'
            '[styles]\ntitle = { font = "示例中宋", size = 24 }\n',
        )
    )
    standard = standard_look()
    assert (look.name, look.charts, look.pitch, look.title_pitch) == ("示例省版式", False, 27, 36)
    assert (look.page.left, look.page.right, look.page.number) == (27, 26, "centre")
    assert {name for name in look.styles if look.styles[name] != standard.styles[name]} == {"title"}
    assert [face.name for face in look.chain("title")] == ["示例中宋", "宋体"]
    assert look.faces == standard.faces


def test_a_new_face_joins_the_known_ones(tmp_path: Path) -> None:
    look = load_look(
        style_file(
            tmp_path,
            '[styles]\nbody = { font = "示例仿宋", size = 16 }\n[[faces]]\nname = "示例仿宋"\n'
            'families = ["Example FangSong"]\ninstead = "仿宋_GB2312"\n',
        )
    )
    assert [face.name for face in look.chain("body")] == ["示例仿宋", "仿宋_GB2312", "仿宋", "宋体"]
    assert look.settled(["example fangsong"]).styles["body"].font == "示例仿宋"


def test_faces_that_name_each_other_end_somewhere(tmp_path: Path) -> None:
    text = '[[faces]]\nname = "甲"\ninstead = "乙"\n[[faces]]\nname = "乙"\ninstead = "甲"\n'
    look = load_look(style_file(tmp_path, f'[styles]\nbody = {{ font = "甲", size = 16 }}\n{text}'))
    assert [face.name for face in look.chain("body")] == ["甲", "乙"]
    assert look.settled().styles["body"].font == "宋体"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[page]\nleft = 5\n", 2, "“left”写的是 5，应为 10 到 60 之间的数"),
        ('[page]\nleft = "宽"\n', 2, "“left”写的是 '宽'，应为"),
        ('[page]\nnumber = "右"\n', 2, "outside, centre"),
        ("[lines]\ntext = true\n", 2, "“text”写的是 True"),
        ("[lines]\nindents = 2\n", 2, "不认识“indents”这一项；可用的有 text, title, indent"),
        ("[margins]\nleft = 20\n", 1, "不认识“margins”这一项"),
        ("[page]\nwidth = 210\n", 2, "不认识“width”这一项"),
        ("[styles]\nfooter = { size = 9 }\n", 2, "不认识“footer”这一项"),
        ("[styles]\nbody = { size = 100 }\n", 2, "“size”写的是 100"),
        ('banner = "blue"\n', 1, "“banner”写的是 'blue'，应为六位色号，例如 C6D9F1"),
        ('charts = "no"\n', 1, "“charts”写的是 'no'"),
        ("charts = yes\n", 1, ""),
        ("[[faces]]\nfamilies = []\n", 1, "缺少“name”"),
        ('[styles]\nbody = { font = "a\\u0001", size = 16 }\n', 2, "应为能够印出的文字"),
        ('name = ""\n', 1, "“name”是空的"),
    ],
)
def test_a_mistake_names_file_line_and_what_was_expected(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(LookError) as caught:
        load_look(style_file(tmp_path, text))
    assert str(caught.value).startswith(f"版式文件“版式.toml”第 {line} 行：")
    assert words in str(caught.value)
    assert caught.value.code == "Y01"
    assert not any(word in str(caught.value) for word in ("expected", "missing", "unknown"))


def test_a_style_file_that_cannot_be_read_is_said_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(LookError) as missing:
        load_look(tmp_path / "没有.toml")
    assert (missing.value.code, str(missing.value)) == ("Y01", "版式文件“没有.toml”：无法读取（没有这个文件）。")
    (tmp_path / "版式.toml").mkdir()
    with pytest.raises(LookError, match=r"：无法读取（(?:这是文件夹，不是文件|没有读取的权限)）。"):
        load_look(tmp_path / "版式.toml")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_byte_order_mark_of_an_editor_does_no_harm_and_lines_are_counted_right(tmp_path: Path, end: str) -> None:
    file = tmp_path / "版式.toml"
    text = f"banner = 'FFF2CC'{end}[page]{end}top = "
    file.write_bytes(f"{text}30{end}".encode("utf-8-sig"))
    look = load_look(file)
    assert (look.banner, look.page.top) == ("FFF2CC", 30)
    file.write_bytes(f"{text}9{end}".encode("utf-8-sig"))
    with pytest.raises(LookError, match="第 3 行：“top”写的是 9，应为 10 到 60 之间的数"):
        load_look(file)
    file.write_bytes(f"{text}‘30’{end}".encode("utf-8-sig"))
    with pytest.raises(LookError, match="第 3 行：不符合 TOML 的写法"):
        load_look(file)
    file.write_bytes(f"{text}".encode("utf-8-sig") + b"\xff")
    with pytest.raises(LookError, match="第 3 行：不是 UTF-8 编码"):
        load_look(file)


def test_colour_may_be_written_in_small_letters(tmp_path: Path) -> None:
    assert load_look(style_file(tmp_path, 'banner = "fff2cc"\n')).banner == "FFF2CC"
