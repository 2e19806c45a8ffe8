"""The ribbon as declared in macros/ribbon.xml: complete, unambiguous, and understood by Excel."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from xl_tools.errors import SpecError
from xl_tools.excel.buttons import NAMESPACE, Button, buttons, read_buttons
from xl_tools.excel.macros import macro_bytes

RIBBON = macro_bytes("ribbon.xml")
EXPECTED = {
    "填报": {
        "new_report": "新建年报",
        "fill_zeros": "空白补零",
        "nil_report": "零报告",
        "restore_formulas": "恢复公式",
        "undo": "撤销",
        "restore_backup": "恢复备份",
    },
    "上年与台账": {
        "take_previous": "提取上年数据",
        "carry_in": "接转上年",
        "build_from_ledger": "台账生成表三",
        "migrate": "迁移旧模板",
    },
    "校验": {
        "validate": "校验全表",
        "next_finding": "下一处问题",
        "previous_finding": "上一处问题",
        "accept_suggestion": "采纳建议",
        "explain": "填写审核说明",
        "check_prose": "数字核对",
        "check_report": "校验报告",
        "clear_marks": "清除标记",
        "finalize": "定稿",
        "check_before_sending": "寄出前检查",
    },
    "叙述": {"fill_narrative": "填充叙述"},
    "导出": {
        "export_word": "导出 Word",
        "export_html": "导出网页",
        "export_pdf": "导出 PDF",
        "export_infographic": "导出图解",
        "export_all": "导出全部",
    },
    "汇总": {
        "consolidate_folder": "汇总文件夹",
        "show_board": "报送情况",
        "show_sources": "查看来源",
        "make_letters": "生成退回通知",
    },
    "帮助": {"show_help": "使用说明", "about": "关于"},
}
# Pictures known to exist in Excel; an unknown name gives a button without one, and no checker says so.
IMAGES = {
    "AcceptInvitation",
    "AutoSum",
    "ChartTypeBarInsertGallery",
    "ChartTypeColumnInsertGallery",
    "ClearFormats",
    "CompareAndMergeWorkbooks",
    "Consolidate",
    "DataValidationCircleInvalid",
    "ErrorChecking",
    "ExportWord",
    "FileMarkAsFinal",
    "FileNew",
    "FileOpen",
    "FilePrintPreview",
    "FileSaveAs",
    "FileSaveAsExcelXlsx",
    "FileSaveAsPdfOrXps",
    "FileSendAsAttachment",
    "FillDown",
    "FillRight",
    "FindDialog",
    "FunctionWizard",
    "GetExternalDataFromText",
    "Help",
    "Info",
    "ReviewAcceptChange",
    "ReviewNewComment",
    "ReviewNextComment",
    "ReviewPreviousComment",
    "ReviewRejectChange",
    "TableSummarizeWithPivot",
    "TextBoxInsert",
    "TracePrecedents",
    "Undo",
    "UpgradeDocument",
    "ViewSideBySide",
    "WebPagePreview",
}


def test_groups_ids_and_captions_are_the_agreed_ones_in_order() -> None:
    found: dict[str, dict[str, str]] = {}
    for button in buttons():
        found.setdefault(button.group, {})[button.id] = button.label
    assert found == EXPECTED
    assert [list(group) for group in found.values()] == [list(group) for group in EXPECTED.values()]
    assert list(found) == list(EXPECTED)


def test_tab_is_called_as_the_users_know_the_report() -> None:
    (tab,) = ElementTree.fromstring(RIBBON).iter(f"{{{NAMESPACE}}}tab")
    assert tab.attrib["label"] == "政务公开年报"
    assert tab.attrib["insertAfterMso"] == "TabHome"


def test_every_control_with_an_id_is_known() -> None:
    ids = [element.attrib["id"] for element in ElementTree.fromstring(RIBBON).iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    structure = {"xl_tools", "fill_in", "sources", "check", "narrative", "export", "consolidation", "help"}
    assert set(ids) - structure == {button.id for button in buttons()}


@pytest.mark.parametrize("button", buttons(), ids=lambda button: button.id)
def test_button_has_a_known_picture_and_tips_in_chinese(button: Button) -> None:
    assert button.image in IMAGES
    for tip in (button.screentip, button.supertip):
        assert any("\u4e00" <= character <= "\u9fff" for character in tip)
    # What Office shows of a super tip (ST_LongString) and of a caption or screen tip (ST_String).
    assert len(button.supertip) <= 1024
    assert max(len(button.label), len(button.screentip)) <= 1024
    assert button.supertip.endswith("。")
    assert button.screentip != button.label


def test_keytips_are_unique_and_none_hides_another() -> None:
    tips = [button.keytip for button in buttons()]
    assert len(set(tips)) == len(tips)
    assert all(tip.isascii() and 1 <= len(tip) <= 3 for tip in tips)


def changed(old: str, new: str) -> Callable[[], bytes]:
    text = RIBBON.decode()
    assert old in text
    return lambda: text.replace(old, new).encode()


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (changed("</customUI>", ""), "XML"),
        (changed("2009/07/customui", "2006/01/customui"), "根元素"),
        (changed('id="undo"', 'id="about"'), "不止一次"),
        (changed('group id="check"', 'group id="undo"'), "不止一次"),
        (changed(' label="撤销"', ""), "缺少 label"),
        (changed('imageMso="Undo"', 'imageMso=" "'), "缺少 imageMso"),
        (changed('id="undo" ', ""), "缺少 id"),
        (changed('id="undo"', 'id="a\'); import os"'), "小写字母"),
        (changed('keytip="CX"', 'keytip="撤"'), "keytip 应为"),
        (changed('keytip="CX"', 'keytip="CXCX"'), "keytip 应为"),
        (changed('keytip="CX"', 'keytip="JY"'), "冲突"),
        (changed('keytip="CX"', 'keytip="J"'), "冲突"),
        (changed('onAction="OnRibbonAction"', 'onAction="Other"'), "onAction"),
        (changed('label="填报"', 'label=""'), "没有名称"),
    ],
)
def test_broken_ribbon_is_refused_with_the_reason(broken: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(SpecError, match=reason) as caught:
        read_buttons(broken())
    assert caught.value.file == "ribbon.xml"
