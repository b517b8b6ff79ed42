"""The XML of a part: read without fetching, multiplying or running away; the ways in which its bytes may be written."""

from pathlib import Path
from pyexpat import ParserCreate
from typing import Any

from lxml import etree

from db.domain.trouble import KnownError
from db.sheets import foreign

# Each tag and each attribute costs memory many times its length: 2.5 million of both come to some 400 MB.
MOST_MARKS = 2_500_000
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")
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
    if len(data) > MOST_MARKS and data.count(b"<") // 2 + data.count(b"=") > MOST_MARKS:
        raise KnownError(f"“{path.name}”里的表格太大，没有打开。", "请删去多余的空行、空列和工作表，保存后再选它。")


def namespace(root: Element) -> str:
    """The namespace of an element in braces, as lxml writes it before a tag; "" for none."""
    tag: str = root.tag
    return tag[: tag.index("}") + 1] if tag.startswith("{") else ""


def hides_marks(data: bytes) -> bool:
    """Whether there are comments and the like, in which tags are none."""
    return (b"!" in data and b"<!" in data) or (b"?" in data and b"<?" in data)  # one letter is sooner found than two


def as_utf8(data: bytes) -> bytes:
    """A part in UTF-8, whichever of the two usual ways it is written in; what it says of that may be untrue now."""
    if data[:2] in _TWO_BYTES:
        return data.decode("utf-16").encode()
    return data


def as_given(text: bytes, given: bytes) -> bytes:
    """Text in UTF-8 written as the part that was `given` is: in UTF-16 where that is."""
    if given[:2] in _TWO_BYTES:
        return given[:2] + text.decode().encode("utf-16-le" if given[:2] == _TWO_BYTES[0] else "utf-16-be")
    return text


class _DeclaredError(Exception):
    """The part declares a document type."""


def _refuse(*_: object) -> None:
    raise _DeclaredError


def is_sound(data: bytes) -> bool:
    """Whether bytes are XML to the end and declare no entities."""
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except Exception:  # noqa: BLE001 - expat's own errors and ours: the answer is no
        return False
    return True
