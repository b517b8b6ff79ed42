"""The XML of a part: read without fetching, multiplying or running away, written back as it was declared."""

from pathlib import Path
from typing import Any

from lxml import etree

from db.domain.trouble import KnownError
from db.sheets import foreign

# Each tag and each attribute costs memory many times its length: 2.5 million of both come to some 400 MB.
MOST_MARKS = 2_500_000
Element = Any  # lxml has no types of its own


def parse(data: bytes, path: Path) -> Element:
    """The root element; KnownError where the part is damaged, far too large or declares entities."""
    refuse_large(data, path)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, strip_cdata=False, collect_ids=False
    )
    with foreign.reading(path):
        root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.internalDTD is not None:
            raise foreign.wicked(path)
    return root


def refuse_large(data: bytes, path: Path) -> None:
    """KnownError where a part would take more memory than any form is worth."""
    if data.count(b"<") // 2 + data.count(b"=") > MOST_MARKS:
        raise KnownError(f"“{path.name}”里的表格太大，没有打开。", "请删去多余的空行、空列和工作表，保存后再选它。")


def written(root: Element) -> bytes:
    """The part again, in the encoding and with the declaration that it came with."""
    tree = root.getroottree()
    info = tree.docinfo
    data: bytes = etree.tostring(
        tree, encoding=info.encoding or "UTF-8", xml_declaration=True, standalone=info.standalone
    )
    declaration, end, rest = data.partition(b"?>")
    return declaration.replace(b"'", b'"') + end + rest if declaration.startswith(b"<?xml") else data


def namespace(root: Element) -> str:
    """The namespace of an element in braces, as lxml writes it before a tag; "" for none."""
    tag: str = root.tag
    return tag[: tag.index("}") + 1] if tag.startswith("{") else ""
