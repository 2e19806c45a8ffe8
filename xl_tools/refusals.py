"""What the user is told about a file that cannot be read or written: one sentence and one advice a code."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path

from xl_tools.errors import ContainerError, DataFileError, PublishedError, WorkbookError, XlToolsError

_SAVE_AGAIN = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（*.xlsx）”后再试。"
_ASK_AGAIN = "请向报送人重新索取原文件。"
_REPAIR = "请在 Excel 中打开并修复，保存后再试；打不开的，请重新索取原文件。"
_TOO_MUCH = "年报不会这么大。请用本软件的模板重新填报，或删去与年报无关的内容。"
_OTHER_SOURCE = "请换一种来源再试，例如原来的 Word 文件，或门户网站上另存的网页。"
_AS_WORD = "请在 Word 或 WPS 中打开，另存为 .docx 后再试；打不开的，请换一种来源。"
_AS_NEW = "请在 Word 或 WPS 中打开，另存为 .docx 后再试。"
_NO_SCAN = "请用 Word 文件，或先做文字识别再核对。"
_UNPACK = "请用解压软件解压，把里面的工作簿放进收件文件夹后再试。"
_SEND_AGAIN = "请报送人把工作簿重新打成普通的 zip 包，或直接作附件发送。"
_FEWER_MAILS = "请在邮件程序里只导出收到年报的邮件。"
_AS_PLAIN = "请发件人改用纯文本或网页格式重新发送。"
_TOO_LARGE = "年报不会这么大。请核对是否发错了文件。"
_SAVE_ATTACHMENTS = "请在邮件程序里打开这封邮件，把附件另存到收件文件夹后再试。"
_REASONS: Mapping[int, str] = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这个磁盘只能读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超过了磁盘配额",
    errno.EFBIG: "超过了单个文件的上限",
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "所在的位置不是文件夹",
    errno.EISDIR: "这个名字是一个文件夹",
    errno.ENAMETOOLONG: "文件名太长",
}
_HELD = (32, 33)
"""Windows: another program has the file, or a part of it, open."""
_LONGEST = 120
"""Characters of a name from a file that are shown."""
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "W01": ("找不到文件“{name}”。", "请核对文件名和所在的文件夹。"),
    "W02": ("“{name}”不是普通文件。", "请指定一个 .xlsx 工作簿。"),
    "W03": ("无法读取“{name}”（{reason}）。", "请核对文件的权限，或把它复制到本机后再试。"),
    "W04": ("“{name}”是空文件，里面什么也没有。", _ASK_AGAIN),
    "W05": ("“{name}”有 {found} MB，超过 {limit} MB 的上限。", "请删去里面的大图片和附件后再试。"),
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
    "W16": ("“{name}”已损坏（{part}），无法读取。", _REPAIR),
    "W18": ("“{name}”的“{part}”里有外部定义（DTD），可能有害，没有读取。", _SAVE_AGAIN),
    "W20": ("“{name}”是“Strict Open XML”格式的工作簿。", "请在 Excel 中另存为普通的“Excel 工作簿（*.xlsx）”后再试。"),
    "W21": ("读取“{name}”时，读取程序两次中途退出，这个文件多半已损坏。", _SAVE_AGAIN),
    "W22": ("读取“{name}”超过 {limit} 秒，已停止。", "请用本软件的模板重新填报。"),
    "W23": ("读取“{name}”需要的内存过多，已停止。", "请删去工作簿里与年报无关的工作表后再试。"),
    "W24": ("读取“{name}”时出现意外情况。", _SAVE_AGAIN),
    "N01": ("找不到文件“{name}”。", "请核对文件名和所在的文件夹。"),
    "N02": ("“{name}”不是普通文件。", "请指定一个已公布的年报文件。"),
    "N03": ("无法读取“{name}”（{reason}）。", "请核对文件的权限，或把它复制到本机后再试。"),
    "N04": ("“{name}”是空文件，里面什么也没有。", _OTHER_SOURCE),
    "N05": ("“{name}”有 {found} MB，超过 {limit} MB 的上限。", "请删去里面的大图片和附件后再试。"),
    "N06": ("“{name}”设有打开密码，无法读取。", "请先取消打开密码，保存后再试。"),
    "N08": ("“{name}”其实是{what}，文件名的后缀应当是 {ending}。", "请改正文件名的后缀后再试。"),
    "N09": ("“{name}”不是{expected}，是{what}。", "请核对是否选错了文件。"),
    "N10": ("“{name}”是压缩包，不是{expected}。", "请先解压，再选择里面的年报文件。"),
    "N11": (
        "不能从“{name}”提取年报：能读取的是 Word 文件（.docx .doc .wps）、网页（.html .mht）、文本（.txt）和 PDF。",
        "请换成其中一种再试。",
    ),
    "N12": ("“{name}”是图片，里面的文字读不出来。", _NO_SCAN),
    "N15": ("“{name}”不完整，后半截丢失了，多半是下载中断。", "请重新下载后再试。"),
    "N16": ("“{name}”已损坏（{part}），无法读取。", _AS_WORD),
    "N18": ("“{name}”的“{part}”里有外部定义（DTD），可能有害，没有读取。", _AS_WORD),
    "N20": (
        "“{name}”是“Strict Open XML”格式的文档。",
        "请在 Word 中另存为普通的“Word 文档（*.docx）”后再试。",
    ),
    "N21": ("读取“{name}”时，读取程序两次中途退出，这个文件多半已损坏。", _OTHER_SOURCE),
    "N22": ("读取“{name}”超过 {limit} 秒，已停止。", _OTHER_SOURCE),
    "N23": ("读取“{name}”需要的内存过多，已停止。", _OTHER_SOURCE),
    "N24": ("读取“{name}”时出现意外情况。", _OTHER_SOURCE),
    "N25": (
        "“{name}”是旧式的 Word 文档，这台电脑没有 LibreOffice，不能转换。",
        _AS_NEW,
    ),
    "N26": ("LibreOffice 没能转换“{name}”。", _AS_NEW),
    "N27": ("LibreOffice 转换“{name}”超过 {limit} 秒，已停止。", _AS_NEW),
    "N30": ("“{name}”里的文字读不出来，多半是扫描件（图片）。", _NO_SCAN),
    "N31": ("“{name}”里没有文字。", "请核对是否选错了文件。"),
    "N32": ("“{name}”的文字编码无法识别。", "请在记事本中打开，另存为 UTF-8 编码后再试。"),
    "N33": ("“{name}”已损坏，无法解析。", _OTHER_SOURCE),
    "N34": ("“{name}”是 PDF 文件，这台电脑没有读取 PDF 的程序库（pdfplumber）。", _OTHER_SOURCE),
    "N60": ("“{name}”由 {found} 个部件组成，超过 {limit} 个的上限，没有读取。", _OTHER_SOURCE),
    "N61": ("“{name}”展开后超过 {limit} MB 的上限，没有读取。", _OTHER_SOURCE),
    "N62": ("“{name}”的“{part}”展开后超过 {limit} MB 的上限，没有读取。", _OTHER_SOURCE),
    "N63": ("“{name}”的“{part}”压缩得异常（超过 {limit} 倍），可能有害，没有读取。", _OTHER_SOURCE),
    "N71": ("“{name}”里有两个同名的部件“{part}”，没有读取。", _AS_WORD),
    "N72": ("“{name}”里有不安全的部件名“{part}”，可能有害，没有读取。", _AS_WORD),
    "N73": ("“{name}”的“{part}”用了不认识的压缩方法（{method}），没有读取。", _AS_WORD),
    "N74": ("“{name}”的“{part}”是加密的，没有读取。", "请取消加密，保存后再试。"),
    "N75": ("“{name}”的“{part}”不是 UTF-8 编码，没有读取。", _AS_WORD),
    "N76": ("“{name}”用了 4 GB 以上文件才用的打包格式（zip64），没有读取。", _AS_WORD),
    "N78": ("“{name}”的部件互相重叠（{part}），可能有害，没有读取。", _AS_WORD),
    "N79": ("“{name}”的部件“{part}”前后两处的说法不一致，可能有害，没有读取。", _AS_WORD),
    "N80": ("“{name}”的“{part}”有 {found} 个标记，超过 {limit} 个的上限，没有读取。", _OTHER_SOURCE),
    "N81": ("“{name}”的内容套了 {found} 层，超过 {limit} 层的上限，没有读取。", _OTHER_SOURCE),
    "N82": ("“{name}”的表格合并了 {found} 个格子，超过 {limit} 个的上限，没有读取。", _OTHER_SOURCE),
    "N83": ("“{name}”的“{part}”里有 {found} KB 的属性，超过 {limit} KB 的上限，没有读取。", _OTHER_SOURCE),
    "N84": ("“{name}”里嵌入了 {found} MB 的图片，超过 {limit} MB 的上限，没有读取。", "请另存为不带图片的网页后再试。"),
    "N85": ("“{name}”的“{part}”里有 {found} MB 的连续文字，超过 {limit} MB 的上限，没有读取。", _OTHER_SOURCE),
    "N86": ("“{name}”里有 {found} KB 的一行，超过 {limit} KB 的上限，没有读取。", _OTHER_SOURCE),
    "N87": ("“{name}”有 {found} 行，超过 {limit} 行的上限，没有读取。", _OTHER_SOURCE),
    "N88": ("“{name}”有 {found} 页，超过 {limit} 页的上限，没有读取。", "请只保留年报的页后再试。"),
    "N89": ("“{name}”由 {found} 个对象组成，超过 {limit} 个的上限，没有读取。", _OTHER_SOURCE),
    "N90": ("“{name}”里有一段内容展开后超过 {limit} MB 的上限，没有读取。", _OTHER_SOURCE),
    "N91": ("“{name}”里有内容压缩了 {found} 层，超过 {limit} 层的上限，可能有害，没有读取。", _OTHER_SOURCE),
    "M01": ("找不到“{name}”。", "请核对文件名和所在的文件夹。"),
    "M02": ("“{name}”不是普通文件。", "请指定文件夹、工作簿、压缩包或邮件。"),
    "M03": ("无法读取“{name}”（{reason}）。", "请核对文件的权限，或把它复制到本机后再试。"),
    "M04": ("“{name}”是空文件，里面什么也没有。", _ASK_AGAIN),
    "M05": ("“{name}”有 {found} MB，超过 {limit} MB 的上限，没有打开。", _UNPACK),
    "M06": (
        "邮箱文件“{name}”有 {found} MB，超过 {limit} MB 的上限，没有打开。",
        _FEWER_MAILS,
    ),
    "M07": ("邮箱文件“{name}”里有 {found} 封邮件，超过 {limit} 封的上限。", _FEWER_MAILS),
    "M08": ("“{name}”套在 {found} 层压缩包或邮件里，超过 {limit} 层的上限，没有打开。", _UNPACK),
    "M09": ("“{name}”不是{expected}，是{what}。", "请核对文件名的后缀，或向报送人重新索取。"),
    "M10": ("“{name}”其实是 Office 文件（例如工作簿），只是用了压缩包的文件名。", "请把后缀改正（例如 .xlsx）后再试。"),
    "M15": ("“{name}”不完整，后半截丢失了，多半是传输中断。", _ASK_AGAIN),
    "M16": ("“{name}”已损坏，无法打开。", _ASK_AGAIN),
    "M21": ("打开“{name}”时，读取程序两次中途退出，这个文件多半已损坏。", _ASK_AGAIN),
    "M22": ("打开“{name}”超过 {limit} 秒，已停止。", _UNPACK),
    "M23": ("打开“{name}”需要的内存过多，已停止。", _UNPACK),
    "M24": ("打开“{name}”时出现意外情况。", _UNPACK),
    "M30": ("“{name}”是{what}压缩包，本软件只能打开 zip。", _UNPACK),
    "M31": (
        "“{name}”是 Outlook 的专用格式（winmail.dat），里面的附件取不出来。",
        _AS_PLAIN,
    ),
    "M32": ("邮件“{name}”里没有附件。", "附件若是网盘或“超大附件”的链接，请下载后放进收件文件夹。"),
    "M33": ("压缩包“{name}”里没有文件。", _ASK_AGAIN),
    "M34": (
        "“{name}”是 Outlook 邮件，这台电脑没有读取它的程序库（python-oxmsg）。",
        "请安装 xl_tools[office]，或在邮件程序里另存为 .eml 后再试。",
    ),
    "M35": ("附件“{name}”只是一个链接或嵌入的对象，文件不在邮件里。", "请发件人把工作簿作为附件重新发送。"),
    "M36": ("无法把“{name}”从邮件或压缩包里取出来（{reason}）。", "请核对磁盘空间和文件夹的权限。"),
    "M60": ("“{name}”里有 {found} 个以上文件，超过 {limit} 个的上限，没有打开。", _UNPACK),
    "M61": ("“{name}”展开后有 {found} MB，超过 {limit} MB 的上限，没有打开。", _UNPACK),
    "M62": (
        "“{name}”展开后有 {found} MB，超过 {limit} MB 的上限，没有取出。",
        "年报不会这么大。请核对是否发错了文件。",
    ),
    "M63": ("“{name}”压缩得异常（超过 {limit} 倍），可能有害，没有取出。", _ASK_AGAIN),
    "M73": ("“{name}”用了不认识的压缩方法（{method}），没有取出。", _SEND_AGAIN),
    "M74": ("“{name}”在压缩包里是加密的，没有取出。", "请用密码解压，把里面的工作簿放进收件文件夹后再试。"),
    "M76": ("“{name}”用了 4 GB 以上文件才用的打包格式（zip64），没有打开。", _SEND_AGAIN),
    "M78": ("“{name}”里的文件互相重叠，可能有害，没有打开。", _ASK_AGAIN),
    "M79": ("“{name}”里同一个文件前后两处的说法不一致，可能有害，没有打开。", _SEND_AGAIN),
    "M80": ("邮件“{name}”有 {found} 个以上部分，超过 {limit} 个的上限，没有打开。", _SAVE_ATTACHMENTS),
    "M81": ("邮件“{name}”的内容套了 {found} 层以上，超过 {limit} 层的上限，没有打开。", _SAVE_ATTACHMENTS),
    "M82": ("邮件“{name}”的邮件头有 {found} KB，超过 {limit} KB 的上限，没有打开。", _SAVE_ATTACHMENTS),
    "M83": ("Outlook 邮件“{name}”由 {found} 个部分组成，超过 {limit} 个的上限，没有打开。", _SAVE_ATTACHMENTS),
    "M87": ("邮件“{name}”有 {found} 行，超过 {limit} 行的上限，没有打开。", _SAVE_ATTACHMENTS),
    "W30": ("“{name}”正在被{owner}打开，没有写入。", "请先在那里保存并关闭，再试一次。"),
    "W31": ("“{name}”是只读文件，没有写入。", "请取消文件的只读属性，或另存一份。"),
    "W32": ("“{name}”在读取之后又被改动过，没有写入。", "请重新读取后再试一次。"),
    "W33": ("写出的“{name}”核对不符，原文件没有改动。", "请核对磁盘是否完好，再试一次。"),
    "W34": ("无法写入“{name}”（{reason}），原文件没有改动。", "请核对磁盘空间和文件夹的权限。"),
    "W35": ("“{name}”一直被其他程序占用，结果已另存为“{saved}”。", "请关闭占用它的程序后，用另存的文件替换。"),
    "W36": (
        "“{name}”正由另一个运行中的年报工具写入，等了 {seconds} 秒还没有写完，没有写入。",
        "请等那边做完，再试一次。",
    ),
    "W37": ("没能给“{name}”留下备份（{reason}），所以没有改动它。", "请核对磁盘空间和文件夹的权限，再试一次。"),
    "W38": ("“{name}”没有第 {number} 个备份，现有 {count} 个。", "请先列出备份，看编号。"),
    "W39": ("“{name}”的备份在列出之后有了变化，没有恢复。", "请重新列出备份，再选一次。"),
    "W40": ("没有写入“{sheet}!{address}”：那里是共用公式或数组公式。", "请用“恢复公式”把这一格恢复成模板的公式。"),
    "W41": (
        "工作簿里没有工作表“{sheet}”，没有写入。",
        "请还原这张工作表；找不回来的，可先用 export --draft --to json 导出数据，再用 import 建立新的工作簿。",
    ),
    "W42": ("要写入的文字有 {length} 字，超过一个单元格能放的 {limit} 字。", "请把这段文字分成几段。"),
    "W60": ("“{name}”由 {found} 个部件组成，超过 {limit} 个的上限，没有读取。", _TOO_MUCH),
    "W61": ("“{name}”展开后超过 {limit} MB 的上限，没有读取。", _TOO_MUCH),
    "W62": ("“{name}”的“{part}”展开后超过 {limit} MB 的上限，没有读取。", _TOO_MUCH),
    "W63": ("“{name}”的“{part}”压缩得异常（超过 {limit} 倍），可能有害，没有读取。", _ASK_AGAIN),
    "W64": ("“{name}”有 {found} 张工作表，超过 {limit} 张的上限，没有读取。", _TOO_MUCH),
    "W65": ("“{name}”的工作表“{sheet}”有 {found} 个单元格，超过 {limit} 个的上限，没有读取。", _TOO_MUCH),
    "W66": ("“{name}”的工作表“{sheet}”用到第 {found} 行，超过 {limit} 行的上限，没有读取。", _TOO_MUCH),
    "W67": ("“{name}”的工作表“{sheet}”用到第 {found} 列，超过 {limit} 列的上限，没有读取。", _TOO_MUCH),
    "W68": ("“{name}”的工作表“{sheet}”有 {found} 处合并单元格，超过 {limit} 处的上限，没有读取。", _TOO_MUCH),
    "W69": ("“{name}”的工作表“{sheet}”合并了 {found} 个单元格，超过 {limit} 个的上限，没有读取。", _TOO_MUCH),
    "W70": (
        "“{name}”的工作表“{sheet}”里格式和数据有效性的范围写了 {found} KB，超过 {limit} KB 的上限，没有读取。",
        _TOO_MUCH,
    ),
    "W71": ("“{name}”里有两个同名的部件“{part}”，没有读取。", _SAVE_AGAIN),
    "W72": ("“{name}”里有不安全的部件名“{part}”，可能有害，没有读取。", _ASK_AGAIN),
    "W73": ("“{name}”的“{part}”用了不认识的压缩方法（{method}），没有读取。", _SAVE_AGAIN),
    "W74": ("“{name}”的“{part}”是加密的，没有读取。", "请取消加密，保存后再试。"),
    "W75": ("“{name}”的“{part}”不是 UTF-8 编码，没有读取。", _SAVE_AGAIN),
    "W76": ("“{name}”用了 4 GB 以上文件才用的打包格式（zip64），没有读取。", _SAVE_AGAIN),
    "W77": ("“{name}”缺少工作表“{sheet}”的内容，没有读取。", _REPAIR),
    "W78": ("“{name}”的部件互相重叠（{part}），可能有害，没有读取。", _ASK_AGAIN),
    "W79": ("“{name}”的部件“{part}”前后两处的说法不一致，可能有害，没有读取。", _ASK_AGAIN),
    "J05": ("“{name}”不是 UTF-8 编码的数据文件。", "请另存为 UTF-8 编码后再试。"),
    "J07": ("“{name}”的内容套了 {found} 层以上，不是数据文件。", "请核对是否选错了文件。"),
    "J08": ("“{name}”里有上千位的数，不是数据文件。", "请核对是否选错了文件。"),
}


def refuse(code: str, path: Path | str = "", **details: object) -> XlToolsError:
    """The error for a code; `path` is shown by its name only.

    A WorkbookError, a DataFileError for codes of data files (J), a PublishedError for those of published reports (N),
    a ContainerError for those of archives and mails (M).
    What stands in the file is shown without characters that could disturb a screen, and not at full length.
    """
    sentence, hint = _SENTENCES[code]
    words = {"name": Path(path).name or str(path), "part": "zip", **{key: str(item) for key, item in details.items()}}
    kind = {"J": DataFileError, "M": ContainerError, "N": PublishedError}.get(code[0], WorkbookError)
    return kind(sentence.format_map({key: _shown(word) for key, word in words.items()}), code=code, hint=hint)


def _shown(word: str) -> str:
    plain = "".join(letter if letter.isprintable() else "�" for letter in word)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def reason(error: OSError) -> str:
    """Why the file system refused, as a clause for a sentence of ours."""
    if getattr(error, "winerror", None) in _HELD:
        return "正被其他程序占用"
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
