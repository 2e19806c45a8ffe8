"""Mistakes in a rule pack or a style file, told in Chinese: those who write them are no programmers."""

from __future__ import annotations

import errno
import os
import re

_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.ENOTDIR: "没有这个文件",
    errno.EACCES: "没有读取的权限",
    errno.EPERM: "没有读取的权限",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘或网络出错",
}
"""Why the system does not let a file be read."""
_KINDS = {
    "a string": "一段文字",
    "a list of strings": "一列文字",
    "a list": "一个列表",
    "a table": "一组“名称 = 值”",
    "a whole number": "一个整数",
    "true or false": "true 或 false",
    "letters that can be printed": "能够印出的文字",
    "six digits such as C6D9F1": "六位色号，例如 C6D9F1",
    "what is typed into the cell": "格里所填的数或文字",
    "a whole number, a text or texts": "整数、文字或一列文字",
}
_SENTENCES = (
    *((rf"cannot be read \({os.strerror(number)}\)", f"无法读取（{why}）") for number, why in _REASONS.items()),
    (r"cannot be read \((.*)\)", r"无法读取（\1）"),
    (r"not UTF-8", r"不是 UTF-8 编码"),
    (r"not TOML: .*", r"不符合 TOML 的写法"),
    (r"“(.*)” is missing; expected (.*)", r"缺少“\1”，应写\2"),
    (r"“(.*)” is empty; expected (.*)", r"“\1”是空的，应写\2"),
    (r"“(.*)” is (.*); expected a number from (.*) to (.*)", r"“\1”写的是 \2，应为 \3 到 \4 之间的数"),
    (r"“(.*)” is (.*); expected (.*)", r"“\1”写的是 \2，应为\3"),
    (r"“(.*)” holds (.*); expected (.*)", r"“\1”里有 \2，应为\3"),
    (r"found (.*); expected (.*)", r"写的是 \1，应为\2"),
    (r"unknown key “(.*)”; expected one of (.*)", r"不认识“\1”这一项；可用的有 \2"),
    (r"id is “(.*)”; expected .*", r"规则号“\1”不合写法，应为一个大写字母加数字，例如 P1"),
    (r"(\w+) is “(.*)”; expected one of (.*)", r"“\1”不能是“\2”；可用的有 \3"),
    (r"the form has no table “(.*)”", r"年报格式里没有“\1”这张表"),
    (r"a rule of check “(.*)” needs a “table”", r"“\1”这种检查要写明“table”"),
    (r"“(.*)” belongs to linear rules; .*", r"“\1”只用于写等式的规则"),
    (r"“(.*)” is no level, or stands twice", r"“\1”不是单位级别，或者写了两次"),
    (r"(\w+) names “(.*)”; the table has (.*)", r"“\1”里的“\2”在表中没有；表中有 \3"),
    (r"no cell is called “(.*)”", r"年报格式里没有叫“\1”的数据格"),
    (r"cannot read “(.*)”", r"等式里的“\1”读不懂"),
    (r"“(.*)” ends too early", r"等式“\1”没有写完"),
    (r"expected =, <= or >= after “(.*)”", r"等式“\1”后面应写 =、<= 或 >="),
    (r"expected the end, found “(.*)”", r"等式到“\1”之前就应结束"),
    (r"expected a cell name.*, found “(.*)”", r"等式里“\1”的地方应写数据格的名称"),
    (r"expected “(.*)”, found “(.*)”", r"等式里“\2”的地方应写“\1”"),
    (r"“(.*)” names .* cells; write (.*)", r"“\1”代表好几个数据格，应写成 \2"),
)
_PATTERNS = tuple((re.compile(pattern), sentence) for pattern, sentence in _SENTENCES)


def in_chinese(message: str) -> str:
    """The message of a SpecError, without its place, as a Chinese clause; names from the file stay as they are."""
    for pattern, sentence in _PATTERNS:
        if found := pattern.fullmatch(message):
            clause = found.expand(sentence)
            for kind, word in _KINDS.items():
                if clause.endswith(kind):
                    return clause.removesuffix(kind) + word
            return clause
    return f"写法有误（{message}）"
