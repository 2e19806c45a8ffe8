"""What a sheet part of people's workbooks holds besides plain cells, and unusual ways of writing plain cells.

As ECMA-376 Part 1, chapter 18, and [MS-XLSX] describe it. Most are put onto the very sheet that is written into.
"""

from __future__ import annotations

import re

from feature_package import MAIN, OFFICE, WORKBOOK, Package, formula, rows
from feature_parts import X14, metadata

XM = "http://schemas.microsoft.com/office/excel/2006/main"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHARED_ROWS = 1500


def extended_formats(package: Package) -> None:
    """An icon set of Excel 2010, in the extensions of the sheet."""
    icons = (
        '<x14:conditionalFormatting><x14:cfRule type="iconSet" priority="99" '
        'id="{DDDDDDDD-2222-3333-4444-555555555555}"><x14:iconSet iconSet="3Stars"><x14:cfvo type="percent">'
        '<xm:f>0</xm:f></x14:cfvo><x14:cfvo type="percent"><xm:f>33</xm:f></x14:cfvo><x14:cfvo type="percent">'
        "<xm:f>67</xm:f></x14:cfvo></x14:iconSet></x14:cfRule><xm:sqref>C2:C5</xm:sqref></x14:conditionalFormatting>"
    )
    package.extend(
        package.target,
        f'<ext xmlns:x14="{X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings '
        f'xmlns:xm="{XM}">{icons}</x14:conditionalFormattings></ext>',
    )


def sparklines(package: Package) -> None:
    name = next(name for name, part in package.sheets().items() if part == package.target)
    package.extend(
        package.target,
        f'<ext xmlns:x14="{X14}" uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"><x14:sparklineGroups xmlns:xm="{XM}">'
        f"<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>'{name}'!B2:B5</xm:f><xm:sqref>K2</xm:sqref>"
        "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext>",
    )


def protection(package: Package) -> None:
    if not package.has(package.target, "sheetProtection"):
        package.put(package.target, '<sheetProtection sheet="1" objects="1" scenarios="1"/>')
    package.put(package.target, '<protectedRanges><protectedRange sqref="B2:B5" name="可填"/></protectedRanges>')


def scenarios(package: Package) -> None:
    cells = '<inputCells r="B2" val="5"/>'
    package.put(
        package.target,
        f'<scenarios current="0"><scenario name="高" count="1" user="某人">{cells}</scenario></scenarios>',
    )
    package.put(package.target, '<ignoredErrors><ignoredError sqref="B2" numberStoredAsText="1"/></ignoredErrors>')


def links(package: Package) -> None:
    relation = package.relate(package.target, "hyperlink", "https://www.example.com/年报", external=True)
    line = f'<hyperlink ref="K3" xmlns:r="{OFFICE}" r:id="{relation}" tooltip="公开"/>'
    if package.has(package.target, "hyperlinks"):
        package.change(package.target, lambda text: text.replace("</hyperlinks>", line + "</hyperlinks>"))
    else:
        package.put(package.target, f"<hyperlinks>{line}</hyperlinks>")


def revision_marks(package: Package) -> None:
    """Attributes of other namespaces at the sheet, its rows and cells, that a reader may ignore."""
    package.prefixes(
        package.target,
        mc="http://schemas.openxmlformats.org/markup-compatibility/2006",
        xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision",
        x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac",
    )
    text = package.text(package.target)
    ignorable = re.search(r'mc:Ignorable="([^"]*)"', text)
    words = set(ignorable[1].split() if ignorable else ()) | {"xr", "x14ac"}
    text = re.sub(r'\s*mc:Ignorable="[^"]*"', "", text)
    mark = f' mc:Ignorable="{" ".join(sorted(words))}" xr:uid="{{EEEEEEEE-2222-3333-4444-555555555555}}"'
    text = re.sub(r"(<worksheet\b[^>]*)>", rf"\1{mark}>", text, count=1)
    text = re.sub(r"(<row (?:(?!dyDescent)[^>])*?)(/?>)", r'\1 x14ac:dyDescent="0.25"\2', text)
    package.parts[package.target] = text.encode()


def phonetic_texts(package: Package) -> None:
    """A shared string with its pronunciation, which is no part of the text."""
    part = "xl/sharedStrings.xml"
    if part not in package.parts:
        package.add(part, f'<sst xmlns="{MAIN}"></sst>', f"{_SHEET}.sharedStrings+xml")
        package.relate(WORKBOOK, "sharedStrings", part)
    item = (
        '<si><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh><phoneticPr fontId="0"/></si>'
        '<si><r><rPr><b/></rPr><t>粗</t></r><r><t xml:space="preserve"> 细</t></r></si>'
    )
    count = len(re.findall(r"<si[ >/]", package.text(part)))
    text = re.sub(r' (?:uniqueC|c)ount="\d+"', "", package.text(part))
    package.parts[part] = text.replace("</sst>", item + "</sst>").encode()
    cells = f'<c r="A1" t="s" ph="1"><v>{count}</v></c><c r="B1" t="s"><v>{count + 1}</v></c>'
    package.add_sheet("注音", f'<sheetData><row r="1">{cells}</row></sheetData>')


def shared_formula(package: Package) -> None:
    """One formula copied down many rows, of which only the first has its text."""
    cells: dict[str, str | float] = {"A1": 1}
    for row in range(2, SHARED_ROWS + 1):
        cells[f"A{row}"] = row
        inside = formula("A1*2", 2 * (row - 1), f' t="shared" ref="B2:B{SHARED_ROWS}" si="0"')
        cells[f"B{row}"] = inside if row == 2 else f'<f t="shared" si="0"/><v>{2 * (row - 1)}</v>'
    package.add_sheet("共用公式", rows(cells))


def array_formulas(package: Package) -> None:
    """Old array formulas over several cells and over one, a dynamic one, and a data table."""
    number = metadata(
        package,
        "XLDAPR",
        '<xda:dynamicArrayProperties xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray" '
        'fDynamic="1" fCollapsed="0"/>',
        "{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}",
        "cellMetadata",
    )
    spilled = formula("A1:A3+1", 2, ' t="array" ref="G1:G3"')
    cells: dict[str, str | float] = {f"A{row}": row for row in (1, 2, 3)}
    cells |= {"C1": formula("A1:A3*2", 2, ' t="array" ref="C1:C3"'), "C2": 4, "C3": 6, "G2": 3, "G3": 4}
    cells |= {"E1": formula("SUM(A1:A3*A1:A3)", 14, ' t="array" ref="E1"'), "G1": "<v/>", "I1": formula("A1*10", 10)}
    cells |= {"H2": 5, "I2": '<f t="dataTable" ref="I2:I3" dt2D="0" dtr="0" r1="A1"/><v>50</v>', "H3": 6, "I3": 60}
    part = package.add_sheet("数组", rows(cells))
    package.change(part, lambda text: text.replace('<c r="G1"><v/>', f'<c r="G1" cm="{number}">{spilled}'))


def hidden_sheets(package: Package) -> None:
    package.add_sheet("隐藏的", rows({"A1": 1}), state="hidden")
    package.add_sheet("深藏的", rows({"A1": formula("'隐藏的'!A1+1", 2)}), state="veryHidden")


def odd_names(package: Package) -> None:
    """A sheet whose name needs quotes and entities, and names of every kind."""
    package.add_sheet("表 '一' & <二>", rows({"A1": 7, "B1": formula("'表 ''一'' & <二>'!A1*3+本表名", 31)}))
    index = package.text(WORKBOOK).count("<sheet ") - 1
    names = (
        f'<definedName name="本表名" localSheetId="{index}">10</definedName>'
        '<definedName name="常数" hidden="1">0.06</definedName>'
        "<definedName name=\"算式\">SUM('表 ''一'' &amp; &lt;二&gt;'!$A$1:$A$2)</definedName>"
    )
    if package.has(WORKBOOK, "definedNames"):
        package.change(WORKBOOK, lambda text: text.replace("</definedNames>", names + "</definedNames>"))
    else:
        package.put(WORKBOOK, f"<definedNames>{names}</definedNames>")


def without_addresses(package: Package) -> None:
    """Rows and cells that do not say where they stand, as some programs write them."""
    package.add_sheet("无地址", '<sheetData><row><c><v>1</v></c><c t="str"><v>字</v></c></row><row/></sheetData>')


def calculation_chain(package: Package) -> None:
    """xl/calcChain.xml, as Excel writes it: every cell with a formula."""
    entries: list[str] = []
    book = package.text(WORKBOOK)
    for name, part in package.sheets().items():
        found = re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f', package.text(part))
        raw = re.search(rf'name="{re.escape(_escaped(name))}" sheetId="(\d+)"', book)
        assert raw, name
        entries += [f'<c r="{address}" i="{raw[1]}"/>' for address in found]
    if entries:
        part = package.add(
            "xl/calcChain.xml", f'<calcChain xmlns="{MAIN}">{"".join(entries)}</calcChain>', f"{_SHEET}.calcChain+xml"
        )
        package.relate(WORKBOOK, "calcChain", part)


def comments_in_xml(package: Package) -> None:
    """Comments and instructions between the elements, which patterns cannot be trusted with."""
    package.change(package.target, lambda text: text.replace("<sheetData>", '<!-- <c r="A1"> --><sheetData><?p q?>'))


def prefixed(package: Package) -> None:
    """Every element of the sheet with a prefix, as some libraries write them."""
    text = package.text(package.target)
    text = re.sub(r"<(/?)([A-Za-z]\w*)(?=[\s/>])", r"<\1x:\2", text)
    package.parts[package.target] = text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').encode()


def _escaped(name: str) -> str:
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
