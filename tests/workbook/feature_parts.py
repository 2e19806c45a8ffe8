"""What people's workbooks hold besides cells, added to a Package as parts.

Each feature as ECMA-376 Part 1 and [MS-XLSX] describe it. Those that need a sheet of their own make one.
"""

from __future__ import annotations

import re

from feature_drawings import BOX, PIXEL, VML_TYPE, drawn, vml
from feature_package import MAIN, OFFICE, WORKBOOK, Package, formula, rows

from xl_tools.excel.vba.project import Module, document_module, vba_project

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MS = "http://schemas.microsoft.com/office"
X14 = f"{_MS}/spreadsheetml/2009/9/main"
X15 = f"{_MS}/spreadsheetml/2010/11/main"


def pivot_table(package: Package) -> None:
    data = {"A1": "地区", "B1": "件数", "A2": "东", "B2": 3, "A3": "西", "B3": 4, "D1": "行标签", "E1": "求和项:件数"}
    sheet = package.add_sheet("透视", rows(data | {"D2": "东", "E2": 3, "D3": "西", "E3": 4, "D4": "总计", "E4": 7}))
    records = package.add(
        "xl/pivotCache/pivotCacheRecords1.xml",
        f'<pivotCacheRecords xmlns="{MAIN}" count="2"><r><x v="0"/><n v="3"/></r><r><x v="1"/><n v="4"/></r>'
        "</pivotCacheRecords>",
        f"{_SHEET}.pivotCacheRecords+xml",
    )
    cache = package.add(
        "xl/pivotCache/pivotCacheDefinition1.xml",
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshedBy="某人" refreshedDate="45000" '
        'createdVersion="6" refreshedVersion="6" recordCount="2"><cacheSource type="worksheet">'
        '<worksheetSource ref="A1:B3" sheet="透视"/></cacheSource><cacheFields count="2"><cacheField name="地区" '
        'numFmtId="0"><sharedItems count="2"><s v="东"/><s v="西"/></sharedItems></cacheField><cacheField name="件数" '
        'numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" '
        'containsInteger="1" minValue="3" maxValue="4"/></cacheField></cacheFields></pivotCacheDefinition>',
        f"{_SHEET}.pivotCacheDefinition+xml",
    )
    package.relate(cache, "pivotCacheRecords", records)
    table = package.add(
        "xl/pivotTables/pivotTable1.xml",
        f'<pivotTableDefinition xmlns="{MAIN}" name="数据透视表1" cacheId="71" dataCaption="值" updatedVersion="6" '
        'createdVersion="6" indent="0" outline="1" outlineData="1"><location ref="D1:E4" firstHeaderRow="1" '
        'firstDataRow="1" firstDataCol="1"/><pivotFields count="2"><pivotField axis="axisRow" showAll="0">'
        '<items count="3"><item x="0"/><item x="1"/><item t="default"/></items></pivotField>'
        '<pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields>'
        '<rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/>'
        '</colItems><dataFields count="1"><dataField name="求和项:件数" fld="1" baseField="0" '
        'baseItem="0"/></dataFields>'
        '<pivotTableStyleInfo name="PivotStyleLight16" showRowHeaders="1" showColHeaders="1"/></pivotTableDefinition>',
        f"{_SHEET}.pivotTable+xml",
    )
    package.relate(table, "pivotCacheDefinition", cache)
    package.relate(sheet, "pivotTable", table)
    relation = package.relate(WORKBOOK, "pivotCacheDefinition", cache)
    package.put(WORKBOOK, f'<pivotCaches><pivotCache cacheId="71" xmlns:r="{OFFICE}" r:id="{relation}"/></pivotCaches>')


def table(package: Package) -> None:
    cells = {"A1": "名称", "B1": "数量", "C1": "两倍", "A2": "甲", "B2": 1, "A3": "乙", "B3": 2, "A4": "合计"}
    double, total = "表甲[[#This Row],[数量]]*2", "SUBTOTAL(109,表甲[数量])"
    cells |= {"C2": formula(double, 2), "C3": formula(double, 4), "B4": formula(total, 3)}
    part = package.add_sheet("表格", rows(cells))
    columns = (
        '<tableColumn id="1" name="名称" totalsRowLabel="合计"/>'
        '<tableColumn id="2" name="数量" totalsRowFunction="sum"/>'
        f'<tableColumn id="3" name="两倍"><calculatedColumnFormula>{double}</calculatedColumnFormula></tableColumn>'
    )
    _add_table(package, part, "表甲", 901, "A1:C4", columns, ' totalsRowCount="1"', filter_to="A1:C3")


def slicer(package: Package) -> None:
    part = package.add_sheet("切片", rows({"A1": "部门", "B1": "件", "A2": "一处", "B2": 1, "A3": "二处", "B3": 2}))
    columns = '<tableColumn id="1" name="部门"/><tableColumn id="2" name="件"/>'
    _add_table(package, part, "表切片", 902, "A1:B3", columns, filter_to="A1:B3")
    cache = package.add(
        "xl/slicerCaches/slicerCache1.xml",
        f'<slicerCacheDefinition xmlns="{X14}" name="切片器_部门" sourceName="部门"><extLst>'
        f'<x:ext xmlns:x="{MAIN}" xmlns:x15="{X15}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}">'
        '<x15:tableSlicerCache tableId="902" column="1"/></x:ext></extLst></slicerCacheDefinition>',
        "application/vnd.ms-excel.slicerCache+xml",
    )
    one = package.add(
        "xl/slicers/slicer1.xml",
        f'<slicers xmlns="{X14}"><slicer name="部门" cache="切片器_部门" caption="部门" rowHeight="241300"/></slicers>',
        "application/vnd.ms-excel.slicer+xml",
    )
    kind = "http://schemas.microsoft.com/office/2007/relationships"
    on_sheet = package.relate(part, f"{kind}/slicer", one)
    package.extend(
        part,
        f'<ext xmlns:x15="{X15}" uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}"><x14:slicerList xmlns:x14="{X14}">'
        f'<x14:slicer r:id="{on_sheet}"/></x14:slicerList></ext>',
    )
    in_book = package.relate(WORKBOOK, f"{kind}/slicerCache", cache)
    package.extend(
        WORKBOOK,
        f'<ext xmlns:x15="{X15}" uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}"><x15:slicerCaches xmlns:x14="{X14}">'
        f'<x14:slicerCache xmlns:r="{OFFICE}" r:id="{in_book}"/></x15:slicerCaches></ext>',
    )
    graphic = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        f'xmlns:sle15="{_MS}/drawing/2012/slicer"><mc:Choice Requires="sle15"><xdr:graphicFrame macro="">'
        '<xdr:nvGraphicFramePr><xdr:cNvPr id="96" name="部门"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData '
        f'uri="{_MS}/drawing/2010/slicer"><sle:slicer xmlns:sle="{_MS}/drawing/2010/slicer" name="部门"/>'
        '</a:graphicData></a:graphic></xdr:graphicFrame></mc:Choice><mc:Fallback><xdr:sp macro="" textlink="">'
        '<xdr:nvSpPr><xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr>'
        f"<xdr:spPr>{BOX}</xdr:spPr></xdr:sp></mc:Fallback></mc:AlternateContent>"
    )
    drawn(package, lambda _: graphic, part)


def comments(package: Package) -> None:
    _comments(package, package.add_sheet("批注", rows({"A1": "有批注", "B2": 5})), "这里要核实")


def threaded_comments(package: Package) -> None:
    sheet = package.add_sheet("会话批注", rows({"A1": "有会话", "B2": 6}))
    _comments(package, sheet, "[线程批注]\n请核实", author="tc={11111111-2222-3333-4444-555555555555}")
    kind = "http://schemas.microsoft.com/office/2017/10/relationships"
    space = f"{_MS}/spreadsheetml/2018/threadedcomments"
    thread = package.add(
        "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="A1" dT="2025-01-20T08:00:00.00" '
        'personId="{99999999-2222-3333-4444-555555555555}" id="{11111111-2222-3333-4444-555555555555}">'
        "<text>请核实</text></threadedComment></ThreadedComments>",
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    people = package.add(
        "xl/persons/person.xml",
        f'<personList xmlns="{space}"><person displayName="王某" id="{{99999999-2222-3333-4444-555555555555}}" '
        'userId="王某" providerId="None"/></personList>',
        "application/vnd.ms-excel.person+xml",
    )
    package.relate(sheet, f"{kind}/threadedComment", thread)
    package.relate(WORKBOOK, f"{kind}/person", people)


def custom_xml(package: Package) -> None:
    item = package.add("customXml/item1.xml", '<文号 xmlns="urn:example:number">某政公开〔2025〕1号</文号>')
    space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    properties = package.add(
        "customXml/itemProps1.xml",
        f'<ds:datastoreItem xmlns:ds="{space}" ds:itemID="{{AAAAAAAA-2222-3333-4444-555555555555}}"><ds:schemaRefs>'
        '<ds:schemaRef ds:uri="urn:example:number"/></ds:schemaRefs></ds:datastoreItem>',
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    )
    package.relate(item, "customXmlProps", properties)
    package.relate(WORKBOOK, "customXml", item)


def vba(package: Package) -> None:
    text = 'Attribute VB_Name = "Module1"\r\nSub Nothing1()\r\nEnd Sub\r\n'
    modules = [document_module("ThisWorkbook", "{00020819-0000-0000-C000-000000000046}"), Module("Module1", text)]
    content = vba_project("Project1", modules)
    part = package.add("xl/vbaProject.bin", content, default="application/vnd.ms-office.vbaProject")
    package.relate(WORKBOOK, f"{_MS}/2006/relationships/vbaProject", part)
    plain, macros = f"{_SHEET}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    package.change("[Content_Types].xml", lambda text: text.replace(plain, macros))


def printer_settings(package: Package) -> None:
    sheet = package.add_sheet("打印", rows({"A1": "打印设置", "B2": 1}))
    content = package.free("xl/printerSettings/printerSettings{}.bin")
    package.add(content, bytes(range(256)) * 4, default=f"{_SHEET}.printerSettings")
    relation = package.relate(sheet, "printerSettings", content)
    package.put(sheet, f'<pageSetup paperSize="9" orientation="landscape" r:id="{relation}"/>')


def query_table(package: Package) -> None:
    part = package.add_sheet("查询", rows({"A1": "编号", "B1": "值", "A2": "一", "B2": 1, "A3": "二", "B3": 2}))
    connections = package.add(
        "xl/connections.xml",
        f'<connections xmlns="{MAIN}"><connection id="1" name="查询 - 编号" type="5" refreshedVersion="6" '
        'background="1">'
        '<dbPr connection="Provider=Microsoft.Mashup.OleDb.1;Location=编号" command="SELECT * FROM [编号]"/>'
        "</connection></connections>",
        f"{_SHEET}.connections+xml",
    )
    package.relate(WORKBOOK, "connections", connections)
    columns = '<tableColumn id="1" uniqueName="1" name="编号" queryTableFieldId="1"/>'
    columns += '<tableColumn id="2" uniqueName="2" name="值" queryTableFieldId="2"/>'
    table = _add_table(package, part, "表查询", 903, "A1:B3", columns, ' tableType="queryTable"', filter_to="A1:B3")
    query = package.add(
        "xl/queryTables/queryTable1.xml",
        f'<queryTable xmlns="{MAIN}" name="外部数据_1" connectionId="1" autoFormatId="16">'
        '<queryTableRefresh nextId="3">'
        '<queryTableFields count="2"><queryTableField id="1" name="编号" tableColumnId="1"/>'
        '<queryTableField id="2" name="值" tableColumnId="2"/></queryTableFields></queryTableRefresh></queryTable>',
        f"{_SHEET}.queryTable+xml",
    )
    package.relate(table, "queryTable", query)


def external_link(package: Package) -> None:
    package.add_sheet("外部", rows({"A1": formula("[1]去年!$A$1", 12), "B2": 1}))
    link = package.add(
        "xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetNames>'
        '<sheetName val="去年"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>12</v>'
        "</cell></row></sheetData></sheetDataSet></externalBook></externalLink>",
        f"{_SHEET}.externalLink+xml",
    )
    package.relate(link, "externalLinkPath", "file:///C:/年报/去年.xlsx", external=True)
    relation = package.relate(WORKBOOK, "externalLink", link)
    package.put(
        WORKBOOK,
        f'<externalReferences><externalReference xmlns:r="{OFFICE}" r:id="{relation}"/></externalReferences>',
    )


def custom_properties(package: Package) -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006"
    if "docProps/custom.xml" in package.parts:
        line = (
            '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="99" name="密级"><vt:lpwstr '
            f'xmlns:vt="{space}/docPropsVTypes">公开</vt:lpwstr></property>'
        )
        package.change("docProps/custom.xml", lambda text: text.replace("</Properties>", line + "</Properties>"))
        return
    part = package.add(
        "docProps/custom.xml",
        f'<Properties xmlns="{space}/custom-properties" xmlns:vt="{space}/docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="密级"><vt:lpwstr>公开</vt:lpwstr></property>'
        "</Properties>",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    )
    package.relate("", "custom-properties", part)


def theme(package: Package) -> None:
    package.change("xl/theme/theme1.xml", lambda text: text.replace('name="Office', 'name="机关', 1))


def rich_value(package: Package) -> None:
    """A picture in a cell: the value itself is an error, and `vm` leads to the picture."""
    cell = '<row r="1"><c r="A1" t="e" vm="{0}"><v>#VALUE!</v></c><c r="B1"><v>3</v></c></row>'
    space = f"{_MS}/spreadsheetml/2017/richdata"
    image = package.add(package.free("xl/media/image{}.png"), PIXEL, default="image/png")
    values = {
        "rdRichValue": f'<rvData xmlns="{space}" count="1"><rv s="0"><v>0</v><v>5</v></rv></rvData>',
        "rdRichValueStructure": f'<rvStructures xmlns="{space}" count="1"><s t="_localImage"><k '
        'n="_rvRel:LocalImageIdentifier" t="i"/><k n="CalcOrigin" t="i"/></s></rvStructures>',
    }
    for name, content in values.items():
        file = name.lower()
        part = package.add(f"xl/richData/{file}.xml", content, f"application/vnd.ms-excel.{file}+xml")
        package.relate(WORKBOOK, f"{_MS}/2017/06/relationships/{name}", part)
    relations = package.add(
        "xl/richData/richValueRel.xml",
        f'<richValueRels xmlns="{_MS}/spreadsheetml/2022/richvaluerel" xmlns:r="{OFFICE}"><rel r:id="rId1"/>'
        "</richValueRels>",
        "application/vnd.ms-excel.richvaluerel+xml",
    )
    assert package.relate(relations, "image", image) == "rId1"
    package.relate(WORKBOOK, f"{_MS}/2022/10/relationships/richValueRel", relations)
    number = metadata(
        package,
        "XLRICHVALUE",
        f'<xlrd:rvb xmlns:xlrd="{space}" i="0"/>',
        "{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}",
        "valueMetadata",
    )
    package.add_sheet("单元格图片", f"<sheetData>{cell.format(number)}</sheetData>")


def web_extension(package: Package) -> None:
    space = f"{_MS}/webextensions"
    extension = package.add(
        "xl/webextensions/webextension1.xml",
        f'<we:webextension xmlns:we="{space}/webextension/2010/11" id="{{BBBBBBBB-2222-3333-4444-555555555555}}">'
        '<we:reference id="wa000000001" version="1.0" store="zh-CN" storeType="OMEX"/><we:alternateReferences/>'
        "<we:properties/><we:bindings/></we:webextension>",
        "application/vnd.ms-office.webextension+xml",
    )
    panes = package.add(
        "xl/webextensions/taskpanes.xml",
        f'<wetp:taskpanes xmlns:wetp="{space}/taskpanes/2010/11"><wetp:taskpane dockstate="right" visibility="0" '
        f'width="350" row="1"><wetp:webextensionref xmlns:r="{OFFICE}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>',
        "application/vnd.ms-office.webextensiontaskpanes+xml",
    )
    assert package.relate(panes, f"{_MS}/2011/relationships/webextension", extension) == "rId1"
    package.relate("", f"{_MS}/2011/relationships/webextensiontaskpanes", panes)


def ribbon(package: Package) -> None:
    part = package.add(
        "customUI/customUI14.xml",
        f'<customUI xmlns="{_MS}/2009/07/customui"><ribbon><tabs><tab id="t" label="本单位"/></tabs></ribbon>'
        "</customUI>",
        default="application/xml",
    )
    package.relate("", f"{_MS}/2007/relationships/ui/extensibility", part)


def thumbnail(package: Package) -> None:
    part = package.add("docProps/thumbnail.png", PIXEL, default="image/png")
    package.relate("", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", part)


def metadata(package: Package, name: str, extension: str, uri: str, block: str) -> int:
    """An entry of xl/metadata.xml, counted from 1, to which `cm` or `vm` of a cell points.

    Args:
        block: cellMetadata or valueMetadata.
    """
    part = "xl/metadata.xml"
    if part not in package.parts:
        package.add(part, f'<metadata xmlns="{MAIN}"></metadata>', f"{_SHEET}.sheetMetadata+xml")
        package.relate(WORKBOOK, "sheetMetadata", part)
    children: dict[str, str] = dict.fromkeys(("metadataTypes", "futureMetadata", "cellMetadata", "valueMetadata"), "")
    for child in children:
        found = re.findall(rf"<{child}[ >].*?</{child}>", package.text(part))
        children[child] = "".join(found)
    types = children["metadataTypes"].removeprefix("<metadataTypes>").removesuffix("</metadataTypes>")
    types += f'<metadataType name="{name}" minSupportedVersion="120000"/>'
    children["metadataTypes"] = f"<metadataTypes>{types}</metadataTypes>"
    more = f'<bk><extLst><ext uri="{uri}">{extension}</ext></extLst></bk>'
    children["futureMetadata"] += f'<futureMetadata name="{name}" count="1">{more}</futureMetadata>'
    entries = children[block].removeprefix(f"<{block}>").removesuffix(f"</{block}>")
    entries += f'<bk><rc t="{types.count("<metadataType ")}" v="0"/></bk>'
    children[block] = f"<{block}>{entries}</{block}>"
    package.parts[part] = f'<metadata xmlns="{MAIN}">{"".join(children.values())}</metadata>'.encode()
    return entries.count("<bk>")


def _add_table(
    package: Package, sheet: str, name: str, number: int, ref: str, columns: str, more: str = "", *, filter_to: str
) -> str:
    count = columns.count("<tableColumn ")
    part = package.add(
        package.free("xl/tables/table{}.xml"),
        f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{ref}"{more}>'
        f'<autoFilter ref="{filter_to}"/><tableColumns count="{count}">{columns}</tableColumns>'
        '<tableStyleInfo name="TableStyleMedium2" showRowStripes="1"/></table>',
        f"{_SHEET}.table+xml",
    )
    package.put(sheet, f'<tableParts count="1"><tablePart r:id="{package.relate(sheet, "table", part)}"/></tableParts>')
    return part


def _comments(package: Package, sheet: str, text: str, author: str = "王某") -> None:
    part = package.add(
        package.free("xl/comments{}.xml"),
        f'<comments xmlns="{MAIN}"><authors><author>{author}</author></authors><commentList><comment ref="A1" '
        f'authorId="0"><text><t>{text}</t></text></comment></commentList></comments>',
        f"{_SHEET}.comments+xml",
    )
    drawing = package.add(
        package.free("xl/drawings/vmlDrawing{}.vml"),
        vml(
            '<v:shape id="_x0000_s1025" type="#_x0000_t202" style="position:absolute;visibility:hidden">'
            '<x:ClientData ObjectType="Note"><x:Anchor>1,15,0,2,3,15,3,16</x:Anchor><x:Row>0</x:Row>'
            "<x:Column>0</x:Column></x:ClientData></v:shape>"
        ),
        default=VML_TYPE,
    )
    package.relate(sheet, "comments", part)
    package.put(sheet, f'<legacyDrawing r:id="{package.relate(sheet, "vmlDrawing", drawing)}"/>')
