"""What lies upon the cells of people's workbooks: pictures, shapes, charts, embedded files, controls.

As ECMA-376 Part 1 (DrawingML) and Part 4 (VML) describe them, added to a Package as parts.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from feature_package import MAIN, OFFICE, WORKBOOK, Package, rows

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
BOX = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
_DRAWINGML = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def picture(package: Package) -> None:
    image = package.add(package.free("xl/media/image{}.png"), PIXEL, default="image/png")
    drawn(
        package,
        lambda part: (
            f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="91" name="图片 1"/><xdr:cNvPicPr/></xdr:nvPicPr>'
            f'<xdr:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="{package.relate(part, "image", image)}"/>'
            f"<a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>{BOX}</xdr:spPr></xdr:pic>"
        ),
    )


def text_box(package: Package) -> None:
    text = "<a:p><a:r><a:t>文本框里的话</a:t></a:r></a:p>"
    drawn(
        package,
        lambda _: (
            '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="92" name="文本框 1"/>'
            f'<xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr>{BOX}</xdr:spPr>'
            f"<xdr:txBody><a:bodyPr/><a:lstStyle/>{text}</xdr:txBody></xdr:sp>"
        ),
    )


def group_of_shapes(package: Package) -> None:
    shape = (
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="{0}" name="椭圆 {0}"/><xdr:cNvSpPr/></xdr:nvSpPr>'
        f"<xdr:spPr>{BOX.replace('rect', 'ellipse')}</xdr:spPr></xdr:sp>"
    )
    drawn(
        package,
        lambda _: (
            '<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="93" name="组合 1"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr>'
            '<xdr:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/><a:chOff x="0" y="0"/>'
            f'<a:chExt cx="9" cy="9"/></a:xfrm></xdr:grpSpPr>{shape.format(94)}{shape.format(95)}</xdr:grpSp>'
        ),
    )


def chart(package: Package) -> None:
    part = package.add(package.free("xl/charts/chart{}.xml"), _chart(package), _DRAWINGML)
    drawn(package, lambda source: _frame(package.relate(source, "chart", part)))


def chart_sheet(package: Package) -> None:
    part = package.add(package.free("xl/charts/chart{}.xml"), _chart(package), _DRAWINGML)
    drawing = package.add(package.free("xl/drawings/drawing{}.xml"), "", _DRAWING)
    frame = _frame(package.relate(drawing, "chart", part))
    package.parts[drawing] = (
        f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}"><xdr:absoluteAnchor><xdr:pos x="0" y="0"/>'
        f'<xdr:ext cx="9000000" cy="6000000"/>{frame}<xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>'
    ).encode()
    sheet = package.add(
        package.free("xl/chartsheets/sheet{}.xml"),
        f'<chartsheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        '<drawing r:id="rId1"/></chartsheet>',
        f"{_SHEET}.chartsheet+xml",
    )
    assert package.relate(sheet, "drawing", drawing) == "rId1"
    package.list_sheet("图表页", package.relate(WORKBOOK, "chartsheet", sheet))


def background(package: Package) -> None:
    sheet = _without(package, "picture")
    image = package.add(package.free("xl/media/image{}.png"), PIXEL, default="image/png")
    package.put(sheet, f'<picture xmlns:r="{OFFICE}" r:id="{package.relate(sheet, "image", image)}"/>')


def header_picture(package: Package) -> None:
    sheet = package.add_sheet("页眉图", rows({"A1": "页眉里有图", "B2": 1}))
    image = package.add(package.free("xl/media/image{}.png"), PIXEL, default="image/png")
    drawing = package.add(package.free("xl/drawings/vmlDrawing{}.vml"), "", default=VML_TYPE)
    relation = package.relate(drawing, "image", image)
    package.parts[drawing] = vml(
        f'<v:shape id="CH" type="#_x0000_t75" style="position:absolute;width:9pt;height:9pt">'
        f'<v:imagedata o:relid="{relation}" o:title="章"/></v:shape>'
    )
    package.put(sheet, "<headerFooter><oddHeader>&amp;C&amp;G</oddHeader></headerFooter>")
    package.put(sheet, f'<legacyDrawingHF xmlns:r="{OFFICE}" r:id="{package.relate(sheet, "vmlDrawing", drawing)}"/>')


def ole_object(package: Package) -> None:
    # The head of a compound file, and nothing that a program could open.
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    _embedded(package, "对象", "Package", "oleObject", "xl/embeddings/oleObject1.bin", content, f"{_OLE}.oleObject")


def embedded_workbook(package: Package) -> None:
    _embedded(
        package,
        "嵌入",
        "Excel.Sheet.12",
        "package",
        "xl/embeddings/Microsoft_Excel_Sheet1.xlsx",
        package.bytes(),
        f"{_SHEET}.sheet",
    )


def form_control(package: Package) -> None:
    sheet = package.add_sheet("控件", rows({"A1": "有复选框", "B2": 1}))
    control = package.add(
        "xl/ctrlProps/ctrlProp1.xml",
        '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox" '
        'fmlaLink="$B$2" lockText="1" noThreeD="1"/>',
        "application/vnd.ms-excel.controlproperties+xml",
    )
    drawing = package.add(
        package.free("xl/drawings/vmlDrawing{}.vml"),
        vml(
            '<v:shape id="_x0000_s2049" type="#_x0000_t201" style="position:absolute;width:60pt;height:18pt">'
            '<x:ClientData ObjectType="Checkbox"><x:Anchor>3,0,1,0,4,0,2,0</x:Anchor><x:FmlaLink>$B$2</x:FmlaLink>'
            "</x:ClientData></v:shape>"
        ),
        default=VML_TYPE,
    )
    package.put(sheet, f'<legacyDrawing r:id="{package.relate(sheet, "vmlDrawing", drawing)}"/>')
    relation = package.relate(sheet, "ctrlProp", control)
    package.put(
        sheet,
        '<controls><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="x14"><control shapeId="2049" r:id="{relation}" name="复选框 1"/></mc:Choice>'
        "</mc:AlternateContent></controls>",
    )
    package.prefixes(sheet, x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main")


def drawn(package: Package, graphic: Callable[[str], str], sheet: str = "") -> None:
    """Something on a sheet that has no drawing yet, or in the drawing of one that has; `graphic` gets its part."""
    free = [part for part in package.sheets().values() if not package.has(part, "drawing")]
    part = sheet or (free[0] if free else package.add_sheet("图形", rows({"A1": "图形"})))
    drawing = package.add(package.free("xl/drawings/drawing{}.xml"), "", _DRAWING)
    anchor = (
        "<xdr:from><xdr:col>{0}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{0}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    )
    ends = f"{anchor.format(12)}</xdr:from>{anchor.format(14).replace('from', 'to')}</xdr:to>"
    package.parts[drawing] = (
        f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}"><xdr:twoCellAnchor>{ends}{graphic(drawing)}<xdr:clientData/>'
        "</xdr:twoCellAnchor></xdr:wsDr>"
    ).encode()
    package.put(part, f'<drawing xmlns:r="{OFFICE}" r:id="{package.relate(part, "drawing", drawing)}"/>')


def vml(shapes: str) -> bytes:
    """A VML drawing, as comments, controls and pictures in headers have it."""
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{shapes}</xml>'
    ).encode()


_OLE = "application/vnd.openxmlformats-officedocument"


def _embedded(
    package: Package, name: str, program: str, kind: str, part: str, content: bytes, content_type: str
) -> None:
    sheet = package.add_sheet(name, rows({"A1": "有嵌入的文件", "B2": 1}))
    package.add(part, content, default=content_type)
    image = package.add(package.free("xl/media/image{}.png"), PIXEL, default="image/png")
    drawing = package.add(package.free("xl/drawings/vmlDrawing{}.vml"), b"", default=VML_TYPE)
    relation = package.relate(drawing, "image", image)
    package.parts[drawing] = vml(
        '<v:shape id="_x0000_s1025" type="#_x0000_t75" style="position:absolute;width:60pt;height:18pt">'
        f'<v:imagedata o:relid="{relation}" o:title=""/><x:ClientData ObjectType="Pict">'
        "<x:Anchor>3,0,1,0,4,0,2,0</x:Anchor></x:ClientData></v:shape>"
    )
    package.put(sheet, f'<legacyDrawing r:id="{package.relate(sheet, "vmlDrawing", drawing)}"/>')
    embedded = package.relate(sheet, kind, part)
    package.put(sheet, f'<oleObjects><oleObject progId="{program}" shapeId="1025" r:id="{embedded}"/></oleObjects>')


def _without(package: Package, element: str) -> str:
    """A sheet that has no such element yet; a new one if there is none."""
    free = [part for part in package.sheets().values() if not package.has(part, element)]
    return free[0] if free else package.add_sheet("底图", rows({"A1": "底图"}))


def _chart(package: Package) -> str:
    sheet = next(iter(package.sheets()))
    cache = '<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="2"/>{}</c:numCache>'.format(
        "".join(f'<c:pt idx="{index}"><c:v>{value}</c:v></c:pt>' for index, value in enumerate((3, 4)))
    )
    return (
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{A}" xmlns:r="{OFFICE}"><c:chart><c:plotArea><c:layout/><c:barChart>'
        '<c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/>'
        f"<c:order val=\"0\"/><c:val><c:numRef><c:f>'{sheet}'!$B$2:$B$3</c:f>{cache}</c:numRef></c:val></c:ser>"
        '<c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/>'
        '<c:axPos val="b"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/>'
        '<c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea><c:plotVisOnly val="1"/></c:chart></c:chartSpace>'
    )


def _frame(relation: str) -> str:
    return (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="97" name="图表 1"/>'
        '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
        f'<a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" xmlns:r="{OFFICE}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame>"
    )
