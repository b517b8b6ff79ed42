"""The smallest .xlsx there can be, as somebody else's form: for the self-test, since no verb makes forms of others."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LINK: Final = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/%s" Target="%s"/></Relationships>'
)
_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sheet.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": _LINK % ("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="情况表" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": _LINK % ("worksheet", "sheet.xml"),
}


def write(target: Path, lines: Sequence[Sequence[str]]) -> None:
    """One sheet with these words, line by line; "" is an empty cell."""
    rows = "".join(f"<row>{''.join(map(_cell, line))}</row>" for line in lines)
    with zipfile.ZipFile(target, "w") as book:
        for name, text in _PARTS.items():
            book.writestr(name, text)
        book.writestr("xl/sheet.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>')


def _cell(words: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(words)}</t></is></c>' if words else "<c/>"
