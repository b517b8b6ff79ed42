"""Packages written by hand, for what no library makes: any parts, and the odd ways in which files are written."""

import io
import random
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_KINDS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
STYLES = """<numFmts count="1"><numFmt numFmtId="164" formatCode="0.00_ "/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="方正小标宋简体"/></font>
<font><b/><sz val="11"/><name val="宋体"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="164" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0"><alignment horizontal="left" indent="2"/></xf>
<xf numFmtId="31" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"><protection locked="0"/></xf></cellXfs>"""


def xml(root: str, inside: str, namespace: str = MAIN, more: str = "") -> str:
    """A part with this root."""
    return f'{XML}<{root} xmlns="{namespace}"{more}>{inside}</{root}>'


def relations(*lines: tuple[str, str, str], kinds: str = KINDS) -> str:
    """A part of relations: id, kind, target."""
    said = "".join(
        f'<Relationship Id="{name}" Type="{kind if ":" in kind else f"{kinds}/{kind}"}" Target="{target}"/>'
        for name, kind, target in lines
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{said}</Relationships>'


def parts(
    sheets: Mapping[str, str],
    *,
    workbook: str = "",
    after: str = "",
    shared: str = "",
    more: tuple[tuple[str, str, str], ...] = (),
    types: Mapping[str, str] | None = None,
    strict: bool = False,
    absolute: bool = False,
) -> dict[str, bytes]:
    """The parts of a workbook: `sheets` by name, each the whole XML of its part.

    `workbook` and `after` stand before and behind the list of sheets, `shared` are the shared texts, `more` are other
    relations of the workbook, `types` the content types of other parts.
    """
    space, kinds = (STRICT, STRICT_KINDS) if strict else (MAIN, KINDS)
    names = [f"xl/worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)]
    root = "/xl/" if absolute else ""
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    known = {name: SHEET_TYPE.format("worksheet") for name in names}
    known |= {"xl/workbook.xml": SHEET_TYPE.format("sheet.main"), "xl/styles.xml": SHEET_TYPE.format("styles")}
    known |= {"xl/sharedStrings.xml": SHEET_TYPE.format("sharedStrings")} if shared else {}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in {**known, **(types or {})}.items()
    )
    defaults = "".join(
        f'<Default Extension="{end}" ContentType="{kind}"/>'
        for end, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("bin", "application/vnd.ms-office.activeX"),
            ("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing"),
        )
    )
    own = [(f"rId{n}", "worksheet", f"{root}worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
    own += [("rIdStyles", "styles", f"{root}styles.xml")]
    own += [("rIdTexts", "sharedStrings", f"{root}sharedStrings.xml")] if shared else []
    held = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">{defaults}{overrides}</Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", f"{'/' if absolute else ''}xl/workbook.xml"), kinds=kinds),
        "xl/workbook.xml": xml("workbook", f"{workbook}<sheets>{listed}</sheets>{after}", space, f' xmlns:r="{kinds}"'),
        "xl/_rels/workbook.xml.rels": relations(*own, *more, kinds=kinds),
        "xl/styles.xml": xml("styleSheet", STYLES, space),
        **({"xl/sharedStrings.xml": xml("sst", shared, space)} if shared else {}),
        **dict(zip(names, sheets.values(), strict=True)),
    }
    return {name: said.encode() for name, said in held.items()}


def packed(path: Path, held: Mapping[str, bytes]) -> Path:
    """Write the parts as a package."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 12, 1, 8, 30, 0)), data, zipfile.ZIP_DEFLATED)
    return path


class _Stream(io.RawIOBase):
    """A file that cannot be wound back, so that zipfile writes sizes behind the data, as many makers do."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return self._file.write(data)  # type: ignore[arg-type]

    def close(self) -> None:
        self._file.close()
        super().close()


def packed_oddly(path: Path, held: Mapping[str, bytes]) -> Path:
    """Write the parts with sizes behind the data, some stored, with extra fields, notes and another order."""
    with _Stream(path) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = "某软件".encode()
        for n, (name, data) in enumerate(list(held.items())[::-1]):
            info = zipfile.ZipInfo(name, (1999, 2, 3, 4, 5, 6 + n))
            info.compress_type = zipfile.ZIP_STORED if n % 3 == 0 else zipfile.ZIP_DEFLATED
            info.extra = b"\x20\xa2\x04\x00\x28\xa0\x00\x00"  # room that Office leaves to grow
            info.comment = b"part"
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, info.compress_type)
    return path


def picture(side: int) -> bytes:
    """A PNG of this many points each way, as hard to pack as a scanned seal."""
    noise = random.Random(1)
    rows = b"".join(b"\0" + noise.randbytes(3 * side) for _ in range(side))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
