"""What stands in a published document and is no part of the report: page numbers, bookmarks, the portal's frame."""

from __future__ import annotations

import re
import unicodedata

from xl_tools.published.source_blocks import UNREADABLE

_BOOKMARK = re.compile(r"\[\s*bookmark\s*:[^\]]*\]", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"[-—–－~·•.|\s]*(?:[-—–－~·•|]\s*[0-9]{1,3}\s*[-—–－~·•|]|第\s*[0-9一二三四五六七八九十]{1,3}\s*页(?:\s*[,，/]?\s*共\s*[0-9一二三四五六七八九十]{1,3}\s*页)?"
    r"|[0-9]{1,3}\s*/\s*[0-9]{1,3}|page\s*[0-9]{1,3}(?:\s*of\s*[0-9]{1,3})?)[-—–－~·•.|\s]*",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"\(?(?:续表|续上表|接上表|上接第?[0-9]+页)\)?")
_BARE_NUMBER = re.compile(r"\s*[0-9０-９]{1,3}\s*")
_FRAME = re.compile(
    r"上一[篇条页]|下一[篇条页]|相关(?:链接|文章|信息|附件|文档|阅读|稿件|新闻|解读)|责任编辑|网站地图|版权所有|主办单位|承办单位|"
    r"网站标识码|[^，。]{0,12}ICP备|[^，。]{0,12}公网安备|扫一扫|分享到|分享[:：]|联系我们|关于我们|隐私|免责|"
    r"附件(?:下载)?[:：0-9一二三]|附件$|附件下载|文件下载|下载(?:word|pdf|附件)|返回(?:顶部|列表|首页)|"
    r"封存码[:：]|附[:：]\s*数据图示|技术支持|您是第|浏览器|友情链接|[^，。]{0,8}无障碍"
)
_BUTTONS = re.compile(
    r"[\[【〖（(\s|]*(?:打印(?:本页|此页|正文)?|关闭(?:窗口|本页|页面)?|收藏|复制链接|纠错|字体|字号|大|中|小|首页|繁体|简体|"
    r"微信|微博|qq空间|朗读|下载\s*(?:word|pdf|wps)\s*(?:版|文件|文档)?|长者模式|适老化|无障碍(?:阅读|浏览)?)[\]】〗）)\s|]*",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"(?:发布(?:日期|时间|机构|单位)|成文日期|生成日期|公开(?:日期|时间|方式|形式|范围)|索\s*引\s*号|信息来源|来\s*源|作\s*者|"
    r"浏览(?:次数|量)?|阅读(?:次数|量)?|点击(?:次数|数|量|率)?|访问(?:次数|量)|责任编辑|编\s*辑|审\s*核|字\s*体|字\s*号|"
    r"信息分类|主题(?:分类|词)|体裁分类|文\s*号|有效性|当前位置|您(?:现)?在?的?位置|时间|日期|信息名称|名\s*称|更新时间|打印)\s*[:：]"
)
_PATH = re.compile(r"^(?:首页|网站首页)?.{0,20}(?:\s*[>＞»›/]\s*[^>＞»›/]{1,30}){2,}$")
_SEPARATORS = " \t\xa0\u3000|｜·"
_STATED = re.compile(
    r"(?:注[:：])?(?:该|本|此)?部分(?:内容)?以表格(?:的)?形式(?:报告|公布|体现|反映)[。.,，;；:：]*(?:表格如下|如下|见下表)?[。.:：]?"
    r"|(?:具体)?(?:情况)?(?:详)?见下表[。.:：]?|表格如下[。.:：]?|[（(]?单位[:：][^，。]{1,8}[）)]?"
)


def without_marks(text: str) -> str:
    """The text without bookmarks that a conversion to plain text left in it."""
    return _BOOKMARK.sub("", text)


def is_page_number(text: str) -> bool:
    """Whether a line is a page number that says so (“- 3 -”, “第 3 页”, “3 / 8”), or says that a table goes on."""
    plain = _plain(text).strip()
    return bool(_PAGE_NUMBER.fullmatch(plain) or _CONTINUED.fullmatch(plain))


def is_bare_number(text: str) -> bool:
    """Whether a line holds nothing but a short number: a page number among paragraphs, anything inside a table."""
    return bool(_BARE_NUMBER.fullmatch(text))


def is_litter(text: str) -> bool:
    """Whether a line among paragraphs is no text of the report, wherever it stands."""
    plain = _plain(text).strip()
    return not plain or plain in UNREADABLE or is_page_number(plain) or is_bare_number(plain) or is_buttons(plain)


def is_buttons(text: str) -> bool:
    """Whether a line holds only what one presses on a page: 【打印】【关闭】, 字号：大 中 小."""
    if _BUTTONS.fullmatch(_plain(text).strip()):
        return True
    words = [word for word in re.split(r"[\s|｜\[\]【】〖〗（）()\u3000:：]+", _plain(text)) if word]
    return bool(words) and all(_BUTTONS.fullmatch(word) for word in words)


def is_page_data(text: str) -> bool:
    """Whether a line between the title and the text tells of the page: 发布日期, 来源, 浏览次数, the path to it."""
    plain = _plain(text).strip(_SEPARATORS)
    return bool(_DATA.match(plain) or _PATH.match(plain)) or is_litter(plain)


def ends_report(text: str) -> bool:
    """Whether a line belongs to the portal's frame or to an appendix, so that the report ends above it."""
    return bool(_FRAME.match(_plain(text).strip(_SEPARATORS + "【[（(〖◆■□●▲>＞-"))) or is_buttons(text)


def says_table_follows(text: str) -> bool:
    """Whether a line only says that a section is reported as a table, or in which unit."""
    return bool(_STATED.fullmatch(_plain(text).strip()))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
