"""The options of the commands by which a collecting office works, with their help in Chinese."""

from __future__ import annotations

import argparse
from pathlib import Path

from xl_tools.options import add_force, add_pack, day
from xl_tools.units import Level

_FORMATS = ("text", "json")


def roster_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="名单", help="要建立或查看的名单（.xlsx）")
    parser.add_argument("--new", action="store_true", help="建立一份名单，填好以后用于汇总")
    parser.add_argument("--from", dest="source", type=Path, metavar="名单", help="新名单以这份为底，例如上年的名单")
    parser.add_argument("--year", type=int, metavar="年度", help="年报的年度，用来核对截止日期；不写则是上一年")
    add_force(parser)


def consolidate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        type=Path,
        nargs="*",
        metavar="来源",
        help="收件：文件夹、工作簿、压缩包（.zip）、邮件（.eml .mbox .msg），可以多个；再次汇总时可以不写",
    )
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="汇总", help="要写的汇总工作簿（.xlsx）")
    parser.add_argument("--roster", type=Path, metavar="名单", help="应报单位名单（.xlsx）；不写则来什么算什么")
    parser.add_argument("--unit", default="", metavar="单位", help="没有名单时，汇总单位的全称")
    parser.add_argument(
        "--level",
        choices=[level.value for level in Level],
        default="",
        metavar="层级",
        help="没有名单时，汇总单位的层级，例如 county_government",
    )
    parser.add_argument("--year", type=int, metavar="年度", help="汇总哪一年的年报；不写则按收到最多的年度")
    parser.add_argument(
        "--previous",
        type=Path,
        metavar="上年",
        help="上年的汇总工作簿（同时给出各单位上年的数），或上年本级的年报",
    )
    parser.add_argument(
        "--against", type=Path, metavar="文件", help="本年已报出或已公布的本级汇总年报，与各单位之和逐格核对"
    )
    parser.add_argument(
        "--errors", choices=("in", "out"), metavar="计否", help="有错误的单位：in 计入，out 不计入；记入汇总说明"
    )
    listed = (
        ("--include", "单位=理由", "这个单位有错误也计入"),
        ("--exclude", "单位=理由", "这个单位有错误，不计入，其他单位照 --errors"),
        ("--leave-out", "单位=理由", "这个单位不计入汇总"),
        ("--put-back", "单位", "撤回对这个单位的决定"),
        ("--same", "写法=单位", "封面上的这个写法就是名单里的这个单位；以后都这样认"),
        ("--take", "单位=文件", "这个单位有几份不同的，用这一份（文件名、序号或摘要）"),
    )
    for option, metavar, words in listed:
        parser.add_argument(option, action="append", default=[], metavar=metavar, help=f"{words}；可以写几次")
    parser.add_argument("--as-of", type=day, metavar="日期", help="按哪一天看报送情况，例如 2026-02-01；不写则是今天")
    parser.add_argument("--processes", type=int, metavar="个数", help="同时读几份；不写则看这台电脑")
    parser.add_argument("--cluster", default="", metavar="地址", help="交给 dask 集群读，例如 tcp://10.0.0.5:8786")
    parser.add_argument("--format", choices=_FORMATS, default="text", metavar="格式", help="text（默认）或 json")
    add_pack(parser)
    add_force(parser)


def board_options(parser: argparse.ArgumentParser) -> None:
    _summary(parser)
    parser.add_argument("--as-of", type=day, metavar="日期", help="按哪一天看，例如 2026-02-01；不写则是今天")
    parser.add_argument("--format", choices=_FORMATS, default="text", metavar="格式", help="text（默认）或 json")


def trace_options(parser: argparse.ArgumentParser) -> None:
    _summary(parser)
    parser.add_argument("cell", metavar="单元格", help="哪个汇总数，例如 三、申请情况!D6，或单元格编号")
    parser.add_argument("--format", choices=_FORMATS, default="text", metavar="格式", help="text（默认）或 json")


def letters_options(parser: argparse.ArgumentParser) -> None:
    _summary(parser)
    parser.add_argument("-o", "--out", type=Path, metavar="文件夹", help="写到哪里；不写则放在汇总工作簿旁边")
    parser.add_argument(
        "--deadline", type=day, metavar="日期", help="要求改好重报的日期；不写则是七天以后，遇节假日顺延到工作日"
    )
    parser.add_argument("--unit", action="append", default=[], metavar="单位", help="只写给这个单位；可以写几次")
    parser.add_argument("--queries", action="store_true", help="只有核实性提示没有说明的，也退回")
    parser.add_argument("--no-reminders", action="store_true", help="不写给未报单位的催报通知")
    parser.add_argument("--as-of", type=day, metavar="日期", help="通知上的日期；不写则是今天")
    add_force(parser)


def _summary(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="汇总", help="由 consolidate 写出的汇总工作簿")
