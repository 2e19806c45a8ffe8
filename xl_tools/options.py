"""The options of each command, with their help in Chinese."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from xl_tools.documents.formats import ALIASES, FORMATS, PDF_ROUTES, USUAL
from xl_tools.units import Level, Scope

_FORMATS = ("text", "json")


def new_options(parser: argparse.ArgumentParser) -> None:
    levels = "、".join(f"{level.value}（{level.label}）" for level in Level)
    scopes = [scope.value for scope in Scope]
    parser.add_argument("out", type=Path, metavar="工作簿", help="要写的 .xlsx 文件")
    parser.add_argument("--year", type=int, required=True, metavar="年度", help="报告年度，例如 2025")
    parser.add_argument("--unit", required=True, metavar="单位", help="填报单位全称")
    parser.add_argument(
        "--level", choices=[level.value for level in Level], default="other", metavar="层级", help=levels
    )
    parser.add_argument(
        "--scope", choices=scopes, default="own", metavar="范围", help="own（本级）或 consolidated（汇总）"
    )
    parser.add_argument("--edition", default="", metavar="版本", help="格式版本；不写则按年度确定")
    parser.add_argument(
        "--previous", type=Path, metavar="上年", help="上年的工作簿、数据文件或已公布的年报，写入“上年数据”"
    )
    add_force(parser)


def import_options(parser: argparse.ArgumentParser) -> None:
    scopes = [scope.value for scope in Scope]
    parser.add_argument(
        "source",
        metavar="来源",
        help="数据文件（.json）、已公布的年报（.docx、.doc、.html、.pdf、.txt），或 - （从标准输入读粘贴的内容）",
    )
    parser.add_argument("-o", "--out", type=Path, metavar="文件", help="要写的工作簿（.xlsx）或数据文件（.json）")
    parser.add_argument(
        "--into", type=Path, metavar="工作簿", help="写进这份本年工作簿的“上年数据”；来源也可以是上年的工作簿"
    )
    parser.add_argument(
        "--replace", action="store_true", help="“上年数据”里已经填的数与来源不同时，改成来源的数；不写则保留原数"
    )
    parser.add_argument("--carry-in", action="store_true", help="同时把上年的“结转下年”带入本年的“上年结转”")
    parser.add_argument("--review", type=Path, metavar="网页", help="提取核对写到哪里；不写则放在要写的文件旁边")
    parser.add_argument("--year", type=int, metavar="年度", help="年报的年度；不写则从原文里读")
    parser.add_argument("--edition", default="", metavar="版本", help="格式版本；不写则从表格认出")
    parser.add_argument("--unit", default="", metavar="单位", help="填报单位全称；不写则从标题里读")
    parser.add_argument(
        "--level", choices=[level.value for level in Level], default="", metavar="层级", help="单位级别，例如 township"
    )
    parser.add_argument(
        "--scope", choices=scopes, default="own", metavar="范围", help="own（本级）或 consolidated（汇总）"
    )
    parser.add_argument("--format", choices=_FORMATS, default="text", metavar="格式", help="text（默认）或 json")
    add_force(parser)


def ledger_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="工作簿", help="本年的工作簿；写了 --new 时，是要建立的台账")
    parser.add_argument(
        "--ledger",
        type=Path,
        metavar="台账",
        help="单独的台账工作簿，不写则用工作簿里的“台账”；写了 --new 时是上年的台账",
    )
    parser.add_argument("--new", action="store_true", help="建立一份空的台账，上年台账里没有办结的带进来")
    parser.add_argument("--year", type=int, metavar="年度", help="新台账的年度")
    parser.add_argument("--write", action="store_true", help="把台账的数写进表三、表四；不写则只看结果")
    parser.add_argument("--trace", type=Path, metavar="文件", help="把每一格由台账的哪些行得出写成 .csv")
    parser.add_argument("--today", type=day, metavar="日期", help="按哪一天看是否超期，例如 2025-12-31；不写则是今天")
    parser.add_argument("--within", type=int, metavar="天数", help="几天以内到期的要提醒（默认 7）")
    parser.add_argument("--format", choices=_FORMATS, default="text", metavar="格式", help="text（默认）或 json")
    add_force(parser)


def migrate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="工作簿", help="用旧版模板填报的工作簿，不会改动")
    parser.add_argument("-o", "--out", type=Path, metavar="工作簿", help="要写的新工作簿；不写则放在旧工作簿旁边")
    parser.add_argument("--format", choices=_FORMATS, default="text", metavar="格式", help="text（默认）或 json")
    add_force(parser)


def validate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", type=Path, nargs="+", metavar="文件", help="工作簿、数据文件、已公布的年报或文件夹，可以多个"
    )
    parser.add_argument("--format", choices=_FORMATS, default="text", metavar="格式", help="text（默认）或 json")
    parser.add_argument("--write", action="store_true", help="把校验结果写进工作簿的“目录与审核”")
    parser.add_argument(
        "--compare", type=Path, nargs="+", default=[], metavar="文件", help="与这些单位的正文比对，看是否雷同"
    )
    parser.add_argument(
        "--report", type=Path, metavar="文件", help="把结果写成可以打印、签字的校验报告（.docx、.html 或 .pdf）"
    )
    add_pack(parser)
    add_force(parser)


def check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="文件", help="要寄出或刚收到的工作簿，或文件夹")
    parser.add_argument("--format", choices=_FORMATS, default="text", metavar="格式", help="text（默认）或 json")
    add_pack(parser)


def fill_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件", help="工作簿或数据文件")
    parser.add_argument("-o", "--out", type=Path, metavar="文件", help="写到另一个文件；不写则写回原文件")
    add_force(parser)


def export_options(parser: argparse.ArgumentParser) -> None:
    names = [*FORMATS, *ALIASES]
    parser.add_argument("file", type=Path, metavar="文件", help="工作簿或数据文件")
    parser.add_argument(
        "--to",
        action="extend",
        nargs="+",
        default=[],
        choices=names,
        metavar="格式",
        help=f"{'、'.join(FORMATS)}，可以多个；不写则导出 {'、'.join(USUAL)}",
    )
    parser.add_argument("-o", "--out", type=Path, metavar="位置", help="文件夹；只导出一种格式时可以是文件名")
    parser.add_argument("--draft", action="store_true", help="有错误也导出，文件上标明“草稿”")
    parser.add_argument("--style", type=Path, metavar="版式", help="按这个版式文件（.toml）排版")
    parser.add_argument("--no-charts", action="store_true", help="不要报告后面的附图")
    parser.add_argument(
        "--pdf-via",
        choices=PDF_ROUTES,
        default=PDF_ROUTES[0],
        metavar="程序",
        help="PDF 由什么生成：typst（默认，不用装办公软件）、word 或 libreoffice（转换 Word 文件）",
    )
    add_pack(parser)
    add_force(parser)


def edit_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="工作簿", help="要改的工作簿；改动记入“修改记录”，可以撤销")


def accept_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="工作簿", help="要改的工作簿；改动记入“修改记录”，可以撤销")
    parser.add_argument("--cell", default="", metavar="单元格", help="改哪一格，例如 三、申请情况!D8")
    parser.add_argument("--group", type=int, default=0, metavar="组", help="改哪一组问题，组号见校验结果")
    parser.add_argument("--all", action="store_true", help="采纳所有有把握的建议")
    add_pack(parser)


def explain_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件", help="工作簿或数据文件")
    parser.add_argument("--rule", required=True, metavar="规则", help="核实性提示的规则号，例如 C2")
    parser.add_argument(
        "--where", default="", metavar="位置", help="单元格，或所说那一句里的几个字；同一规则有几条时必须写"
    )
    parser.add_argument("--text", required=True, metavar="说明", help="为什么这样填是对的")
    parser.add_argument("--by", default="", metavar="说明人", help="不写则用封面的填报人")
    add_pack(parser)


def prose_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件", help="工作簿或数据文件")
    parser.add_argument(
        "--format", choices=["text", "json"], default="text", metavar="格式", help="text（默认）或 json"
    )


def finalize_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="工作簿", help="没有错误、核实都有说明的工作簿")
    add_pack(parser)


def addin_options(parser: argparse.ArgumentParser) -> None:
    verbs = ["build", "install", "status", "remove", "about"]
    parser.add_argument(
        "verb",
        choices=verbs,
        metavar="动作",
        help="build 生成、install 安装、status 查看、remove 卸载、about 诊断文字（可发给技术人员）",
    )
    parser.add_argument("--libreoffice", action="store_true", help="LibreOffice 的扩展，而不是 Excel 的加载项")
    parser.add_argument("-o", "--out", type=Path, default=Path(), metavar="文件夹", help="build 的结果放在哪里")
    add_force(parser)


def verify_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="工作簿", help="定稿过的工作簿")
    parser.add_argument("--against", type=Path, metavar="文件", help="与这个工作簿或数据文件逐格比较")
    parser.add_argument("--code", default="", metavar="封存码", help="印在文件上的封存码，大小写、空格都可以")
    parser.add_argument("--format", choices=_FORMATS, default="text", metavar="格式", help="text（默认）或 json")


def restore_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件", help="工作簿或数据文件；不在了的也可以找回")
    parser.add_argument("--number", type=int, metavar="序号", help="恢复哪一个；不写则只列出有哪些备份")
    parser.add_argument("-o", "--out", type=Path, metavar="文件", help="写到另一个文件，原来的文件不动")
    add_force(parser)


def rules_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--edition", default="", metavar="版本", help="格式版本，例如 2021；不写则是最新的")
    parser.add_argument(
        "--explain",
        nargs="+",
        default=[],
        metavar="规则 文件",
        help="只讲解这一条规则；再写一份工作簿或数据文件，就用它的数讲解",
    )
    parser.add_argument("--format", choices=["text", "html"], metavar="格式", help="text（默认）或 html（网页）")
    parser.add_argument("-o", "--out", type=Path, metavar="文件", help="写到文件；以 .html 结尾的写成网页")
    add_pack(parser)
    add_force(parser)


def demo_options(parser: argparse.ArgumentParser) -> None:
    out = Path("demo-output")
    parser.add_argument("-o", "--out", type=Path, default=out, metavar="文件夹", help=f"结果放在哪里（默认 {out}）")


def add_pack(parser: argparse.ArgumentParser) -> None:
    """The option for a rule pack."""
    parser.add_argument("--pack", type=Path, metavar="规则包", help="按这个规则包（.toml）校验")


def add_force(parser: argparse.ArgumentParser) -> None:
    """The option without which nothing is overwritten."""
    parser.add_argument("--force", action="store_true", help="覆盖已有的文件")


def day(text: str) -> date:
    """A date as an option has it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"应写成 2025-12-31 这样的日期，不能是“{text}”") from error
