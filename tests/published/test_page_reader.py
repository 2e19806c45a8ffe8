"""What is read of a saved page: what a browser shows, in its order, whatever the page is built of."""

from __future__ import annotations

import codecs
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from merged_grids import grids
from support.examples import examples

from xl_tools.intake.refusal import Refusal
from xl_tools.published.page import read_page
from xl_tools.published.source import Box, Line, SourceKind, Table

PROSE = "2024年，街道办事处认真贯彻落实政府信息公开条例，全年公开信息四百条，方便群众查阅。"
TRADITIONAL = "二〇二四年，本機關依法公開政府資訊，全年公開資訊四百條，方便民眾查閱。"


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def lines(body: str) -> list[str]:
    return [line.text for line in read_page(page(body)).lines]


def only_table(body: str) -> list[tuple[str, int, int, int, int]]:
    (table,) = read_page(page(body)).tables
    return [(box.text, box.row, box.column, box.rows, box.columns) for box in table.boxes]


# ---- text


def test_blocks_breaks_and_blanks_are_as_shown() -> None:
    body = (
        "开头<p>全年 <b>新</b>收\n<span>1</span><span>2</span>件</p><div>甲<div>乙</div>丙</div>"
        "<p>&nbsp;&nbsp;　丁&nbsp;&nbsp;戊 &amp; &#20013;<br>己<br/><br/>庚</p><pre>辛\n  壬</pre>"
        "<span style='display: block'>癸</span>末"
    )
    assert lines(body) == [
        "开头", "全年 新收 12件", "甲", "乙", "丙", "丁  戊 & 中", "己", "庚", "辛", "壬", "癸", "末",
    ]  # fmt: skip


def test_headings_have_levels_and_the_page_has_a_title() -> None:
    source = read_page(
        page("<h1>年报</h1><h2><a name='a'>一、总体情况</a></h2><p>文</p>", "<title>\n某街道 -\n门户 </title>")
    )
    assert source.kind is SourceKind.PAGE
    assert source.title == "某街道 - 门户"
    assert source.blocks == (Line("年报", "第 1 段", 1), Line("一、总体情况", "第 2 段", 2), Line("文", "第 3 段"))


@pytest.mark.parametrize(
    "unseen",
    [
        "<div style='color:red; DISPLAY : none'>密</div>",
        "<p style='visibility:hidden'>密</p>",
        "<span style='mso-hide:all'>密</span>",
        "<p hidden>密</p>",
        "<nav><a>首页</a></nav>",
        "<ul role='navigation'><li>首页</ul>",
        "<script>var a = '<p>密</p>';</script>",
        "<style>p {}</style>",
        "<noscript>密</noscript>",
        "<template><p>密</p></template>",
        "<textarea>密</textarea><select><option>密</select><button>打印</button>",
        "<!-- <p>密</p> -->",
        "<iframe>密</iframe>",
        "<del>密</del>",
        "<s>密</s><strike>密</strike>",
        "<span style='text-decoration: underline line-through red'>密</span>",
        "<span style='text-decoration-line:line-through'>密</span>",
        "<span style='color:red;font-size: 0px'>密</span>",
        "<ul class=downloads><li><a href=a.docx download>下载 Word 文件</a></li></ul>",
        "<footer>版权</footer>",
        "<svg><text>密</text></svg>",
    ],
)
def test_what_a_reader_does_not_see_is_left_out(unseen: str) -> None:
    assert lines(f"<p>前</p>{unseen}<p>后</p>") == ["前", "后"]


def test_what_only_looks_left_out_is_read() -> None:
    assert lines(
        "<p style='font-size:0'><span style='font-size:14px'>看</span><span style='font-size:0'>密</span></p>"
    ) == ["看"]
    assert lines("<p style='font-size:0.9em'>小</p><p>详见<a href=a.docx download>附表</a>。</p>") == [
        "小",
        "详见附表。",
    ]


def test_text_behind_what_is_left_out_stays() -> None:
    assert lines("<p>共<script>1</script>12<del>3</del>件<!-- 4 -->，<ins>新</ins>收</p>") == ["共12件，新收"]


def test_the_part_that_calls_itself_main_is_the_page_if_the_tables_are_in_it() -> None:
    table = "<table><tr><td>甲</td><td>1</td></tr></table>"
    frame = "<div>门户</div><main><p>正文</p>{}<footer>落款</footer></main>{}<div>版权</div>"
    assert lines(frame.format(table, "")) == ["正文", "落款"]
    assert lines(frame.format("", table)) == ["门户", "正文", "落款", "版权"]


def test_lists_are_numbered_as_shown() -> None:
    body = (
        "<ol><li>甲<li>乙<ol type=a><li>子</li></ol></li></ol><ol start=3 type=I><li>丙<li value=9>丁</ol>"
        "<ol style='list-style-type: cjk-ideographic'><li><p>戊</p><p>续</p></li><li hidden>密</li><li>己</li></ol>"
        "<ol style='list-style: none'><li>一、庚</ol><ul><li>辛</ul><ol reversed><li>壬<li>癸</ol>"
    )
    assert lines(body) == [
        "1.甲", "2.乙", "a.子", "III.丙", "IX.丁", "一、戊", "续", "二、己", "一、庚", "辛", "2.壬", "1.癸",
    ]  # fmt: skip


# ---- tables


def test_spans_are_laid_out_as_browsers_do() -> None:
    body = (
        "<table><caption>题</caption><tr><td rowspan=2 colspan=2>甲<td>乙</tr><tr><td>丙</tr>"
        "<tr><td>丁<td rowspan=9>戊<td colspan=x>己</tr><tr></tr><tr><td>庚<td>辛</table>"
    )
    assert lines(body) == ["题"]
    assert only_table(body) == [
        ("甲", 0, 0, 2, 2),
        ("乙", 0, 2, 1, 1),
        ("丙", 1, 2, 1, 1),
        ("丁", 2, 0, 1, 1),
        ("戊", 2, 1, 3, 1),
        ("己", 2, 2, 1, 1),
        ("庚", 4, 0, 1, 1),
        ("辛", 4, 2, 1, 1),
    ]


def test_spans_end_with_their_group_of_rows_and_groups_stand_in_order_of_display() -> None:
    body = (
        "<table><tfoot><tr><td>合计<td>3</tfoot><tbody><tr><td rowspan=0>甲<td>1<tr><td>2</tbody>"
        "<thead><tr><th>项<th rowspan=5>数</thead></table>"
    )
    assert only_table(body) == [
        ("项", 0, 0, 1, 1),
        ("数", 0, 1, 1, 1),
        ("甲", 1, 0, 2, 1),
        ("1", 1, 1, 1, 1),
        ("2", 2, 1, 1, 1),
        ("合计", 3, 0, 1, 1),
        ("3", 3, 1, 1, 1),
    ]


def test_cells_never_overlap_even_where_browsers_let_them() -> None:
    body = "<table><tr><td>甲<td rowspan=2>乙<td>丙<tr><td colspan=3>丁<td>戊<tr><td>己<td>庚</table>"
    assert ("丁", 1, 0, 1, 1) in only_table(body)
    assert ("戊", 1, 2, 1, 1) in only_table(body)


def test_broken_tables_lose_nothing() -> None:
    body = (
        "<table><form><tr><td>甲<td>1</tr></form><td>乙<td>2<tr style='display:none'><td>密<td>0</tr>"
        "<tr><td>丙<td style='display:none'>密</td><td>3</tr></table>"
    )
    assert [text for text, *_ in only_table(body)] == ["甲", "1", "乙", "2", "丙", "3"]
    assert lines("<p>前<b>粗</p></div></td><table>散<tr><td>甲<td>1</table><p>后") == ["前粗", "散", "后"]


def test_the_lines_of_a_cell_stand_one_below_the_other() -> None:
    body = (
        "<table><tr><td><p>尚未</p><p>审结</p></td><td>总<br>计</td><td><span>1</span><span>0</span></td></tr></table>"
    )
    assert [text for text, *_ in only_table(body)] == ["尚未\n审结", "总\n计", "10"]


def test_a_frame_of_tables_is_walked_through() -> None:
    data = "<table>" + "".join(f"<tr><td>行{row}<td>{row}<td>0" for row in range(5)) + "</table>"
    facts = "<table><tr><td><p>索引号</p><td>001<tr><td>发布机构<td>街道</table>"
    rows = (f"<td colspan=2>{facts}", f"<td colspan=2><h2>一、总体情况</h2><p>{PROSE}</p>{data}<p>完</p>", "<td>版权")
    body = "<table><tr><td>门户<td>搜索" + "".join(f"<tr>{row}</td></tr>" for row in rows) + "</table>"
    source = read_page(page(body))
    found = [block.text if isinstance(block, Line) else len(block.boxes) for block in source.blocks]
    assert found == ["门户", "搜索", 4, "一、总体情况", PROSE, 15, "完", "版权"]
    assert [table.where for table in source.tables] == ["第 1 个表", "第 2 个表"]


def test_a_little_table_in_a_cell_of_figures_is_no_frame() -> None:
    rows = [f"<tr><td>行{row}<td>{row}" for row in range(6)]
    rows[2] = "<tr><td>行2<td><table><tr><td>12</table>"
    rows[3] = "<tr><td>行3<td><table><tr><td>7<td>8</table>"
    source = read_page(page(f"<table>{''.join(rows)}</table>"))
    assert [len(table.boxes) for table in source.tables] == [12, 2]
    assert [box.text for box in source.tables[0].boxes if box.column][:4] == ["0", "1", "12", "〔内嵌表格〕"]


def test_raised_and_lowered_characters_make_no_number_with_those_beside_them() -> None:
    raised = ("12<sup>3</sup>", "<sub>3</sub>12", "12<span style='vertical-align:super'>3</span>", "<b>12</b><i>3</i>")
    rows = "".join(f"<tr><td>甲<td>{one}" for one in raised)
    assert [text for text, _, column, *_ in only_table(f"<table>{rows}</table>") if column] == [
        "12 3", "3 12", "12 3", "123",
    ]  # fmt: skip
    assert lines("<p>每平方米<sup>2</sup></p>") == ["每平方米2"]


def test_what_a_cell_shows_instead_of_text_is_no_empty_cell() -> None:
    shown = {
        "<img src=a.png>": "〔图片〕",
        "<input value=5>": "〔输入框〕",
        "5<img src=a.png>": "5",
        "<input type=hidden value=5>": "",
        "<img src=a.png style='display:none'>": "",
        "<svg><text>5</text></svg>": "〔图片〕",
    }
    rows = "".join(f"<tr><td>甲<td>{one}" for one in shown)
    found = [text for text, _, column, *_ in only_table(f"<table>{rows}</table>") if column]
    assert found == list(shown.values())


def as_page(boxes: list[Box]) -> str:
    rows = [
        "".join(f"<td rowspan={box.rows} colspan={box.columns}>{box.text}" for box in boxes if box.row == row)
        for row in range(max(box.row + box.rows for box in boxes))
    ]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


@settings(max_examples=examples(60), deadline=None)
@given(grids())
def test_any_merged_table_comes_back_as_it_was_laid_out(boxes: list[Box]) -> None:
    source = read_page(page(as_page(boxes)))
    if max(sum(other.row == box.row for other in boxes) for box in boxes) == 1:
        assert [line.text for line in source.lines] == [box.text for box in boxes]
        return
    (table,) = source.tables
    assert [replace(box, where="") for box in table.boxes] == boxes


_PIECES = st.sampled_from(
    "<table> </table> <tr> </tr> <td¤rowspan=3> <td¤colspan=4> <td¤rowspan=0> </td> <th> <tbody> <thead> <form> "
    "<caption> <p> </p> <ol> <li> <div> </div> <h2> <br> 1 甲".replace("¤", "\t").split(" ")
)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_whatever_the_tags_no_text_is_lost_and_no_boxes_overlap(body: str) -> None:
    source = read_page(page("始" + body))
    texts = [text for block in source.blocks for text in _texts(block)]
    assert sum(text.count("甲") for text in texts) == body.count("甲")
    for table in source.tables:
        places = [
            (row, column)
            for box in table.boxes
            for row in range(box.row, box.row + box.rows)
            for column in range(box.column, box.column + box.columns)
        ]
        assert len(places) == len(set(places))


def _texts(block: Line | Table) -> list[str]:
    return [block.text] if isinstance(block, Line) else [box.text for box in block.boxes]


# ---- encodings


@pytest.mark.parametrize("prose", [PROSE, TRADITIONAL])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5hkscs"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "iso-8859-1", "no-such", ""])
def test_a_wrong_declaration_does_no_harm(prose: str, encoding: str, declared: str) -> None:
    if prose == PROSE and encoding == "big5hkscs":
        return
    head = f"<meta charset='{declared}'>" if declared else ""
    text = page(f"<p>{prose}</p>", head).decode()
    data = codecs.BOM_UTF16_LE + text.encode("utf-16-le") if encoding == "utf-16" else text.encode(encoding)
    assert [line.text for line in read_page(data).lines] == [prose]


def test_a_few_broken_bytes_leave_the_rest_readable() -> None:
    data = page(f"<p>{PROSE}</p>").replace("方便".encode(), b"\xe6\x96")
    (line,) = read_page(data).lines
    assert line.text.startswith(PROSE[:30])


def archive(html: str, charset: str, encoding: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "saved"
    message.set_content("<p>广告</p>", subtype="html")
    page_part = EmailMessage()
    page_part.set_content(html, subtype="html", charset=charset, cte=encoding)
    picture = EmailMessage()
    picture.set_content(b"GIF89a", "image", "gif")
    message.make_related()
    message.attach(page_part)
    message.attach(picture)
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_an_archive_is_read_like_its_page(charset: str, encoding: str) -> None:
    html = f"<html><head><title>年报</title></head><body><p>{PROSE}</p><table><tr><td>甲<td>1</table></body></html>"
    source = read_page(archive(html, charset, encoding))
    assert (source.title, source.lines[0].text, len(source.tables)) == ("年报", PROSE, 1)


# ---- what cannot be read


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("N31", b""),
        ("N31", page("")),
        ("N31", page("<script>1</script><p>&nbsp;</p>")),
        ("N31", b"MIME-Version: 1.0\nContent-Type: text/plain\n\nplain"),
        ("N32", page("").replace(b"<body>", b"<body>" + bytes(range(0x80, 0x100)) * 40)),
    ],
)
def test_what_cannot_be_read_is_refused(code: str, data: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read_page(data)
    assert refusal.value.code == code


@pytest.mark.parametrize(("start", "deep"), [("<div>", 200), ("<table><tr><td>", 60), ("<ol><li>", 100), ("<b>", 200)])
def test_deep_nesting_is_read_and_too_deep_nesting_refused(start: str, deep: int) -> None:
    assert "底" in str(read_page(page(start * deep + "底")).blocks)
    with pytest.raises(Refusal) as refusal:
        read_page(page(f"<p>{PROSE}</p>" + start * 3_000 + "底"))
    assert refusal.value.code == "N33"
