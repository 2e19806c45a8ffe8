"""What the user is told about a file that cannot be read or written: one sentence and one advice a code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xl_tools.errors import WorkbookError

_SAVE_AGAIN = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（*.xlsx）”后再试。"
_ASK_AGAIN = "请向报送人重新索取原文件。"
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "W01": ("找不到文件“{name}”。", "请核对文件名和所在的文件夹。"),
    "W02": ("“{name}”不是普通文件。", "请指定一个 .xlsx 工作簿。"),
    "W03": ("无法读取“{name}”（{reason}）。", "请核对文件的权限，或把它复制到本机后再试。"),
    "W04": ("“{name}”是空文件，里面什么也没有。", _ASK_AGAIN),
    "W05": ("“{name}”有 {size} MB，超过 {limit} MB 的上限。", "请删去工作簿里的大图片和附件后再试。"),
    "W06": ("“{name}”设有打开密码，无法读取。", "请在 Excel 中取消打开密码，保存后再试。"),
    "W07": ("“{name}”是旧式的 Excel 97-2003 工作簿（.xls）。", _SAVE_AGAIN),
    "W08": ("“{name}”不是 Excel 工作簿，是{what}。", "请核对是否选错了文件。"),
    "W09": ("“{name}”其实是网页，只是用了 Excel 的文件名。", _SAVE_AGAIN),
    "W10": ("“{name}”其实是文本（例如 CSV），不是 Excel 工作簿。", "请用本软件的模板填报。"),
    "W11": ("“{name}”其实是 PDF 文件。", "请提供原来的 .xlsx 工作簿。"),
    "W12": ("“{name}”其实是 Word 文档。", "请提供 .xlsx 工作簿。"),
    "W13": ("“{name}”是压缩包，不是 Excel 工作簿。", "请先解压，再选择里面的 .xlsx 文件。"),
    "W14": ("“{name}”是二进制工作簿（.xlsb）。", _SAVE_AGAIN),
    "W15": ("“{name}”不完整，后半截丢失了，多半是传输中断。", _ASK_AGAIN),
    "W16": (
        "“{name}”已损坏（{part}），无法读取。",
        "请在 Excel 中打开并修复，保存后再试；打不开的，请重新索取原文件。",
    ),
    "W17": ("“{name}”展开后的内容过大（{part}），不像一份年报，没有读取。", "请用本软件的模板重新填报。"),
    "W18": ("“{name}”的“{part}”里有外部定义（DTD），可能有害，没有读取。", _SAVE_AGAIN),
    "W19": ("“{name}”的打包方式不正常（{what}），没有读取。", _SAVE_AGAIN),
    "W20": ("“{name}”是“Strict Open XML”格式的工作簿。", "请在 Excel 中另存为普通的“Excel 工作簿（*.xlsx）”后再试。"),
    "W21": ("读取“{name}”时，读取程序中途退出，这个文件多半已损坏。", _SAVE_AGAIN),
    "W22": ("读取“{name}”超过 {seconds} 秒，已停止。", "请用本软件的模板重新填报。"),
    "W23": ("读取“{name}”需要的内存过多，已停止。", "请删去工作簿里与年报无关的工作表后再试。"),
    "W24": ("读取“{name}”时出现意外情况。", _SAVE_AGAIN),
    "W30": ("“{name}”正在被{owner}打开，没有写入。", "请先在那里保存并关闭，再试一次。"),
    "W31": ("“{name}”是只读文件，没有写入。", "请取消文件的只读属性，或另存一份。"),
    "W32": ("“{name}”在读取之后又被改动过，没有写入。", "请重新读取后再试一次。"),
    "W33": ("写出的“{name}”核对不符，原文件没有改动。", "请核对磁盘是否完好，再试一次。"),
    "W34": ("无法写入“{name}”（{reason}），原文件没有改动。", "请核对磁盘空间和文件夹的权限。"),
    "W35": ("“{name}”一直被其他程序占用，结果已另存为“{saved}”。", "请关闭占用它的程序后，用另存的文件替换。"),
    "W40": ("没有写入“{sheet}!{address}”：那里是共用公式或数组公式。", "请用“恢复公式”把这一格恢复成模板的公式。"),
    "W41": (
        "工作簿里没有工作表“{sheet}”，没有写入。",
        "请还原这张工作表；找不回来的，可先用 export --draft --to json 导出数据，再用 import 建立新的工作簿。",
    ),
    "W42": ("要写入的文字有 {length} 字，超过一个单元格能放的 {limit} 字。", "请把这段文字分成几段。"),
}


def refuse(code: str, path: Path | str = "", **details: object) -> WorkbookError:
    """The error for a code; `path` is shown by its name only."""
    sentence, hint = _SENTENCES[code]
    words = {"name": Path(path).name or str(path), "part": "zip", **{key: str(item) for key, item in details.items()}}
    return WorkbookError(sentence.format_map(words), code=code, hint=hint)
