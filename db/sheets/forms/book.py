"""Where things are in a workbook's package: its sheets, their cells, its texts, styles, names; changes nothing."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from db.domain.trouble import KnownError
from db.sheets import foreign
from db.sheets.forms.markup import Element, namespace, parse
from db.sheets.forms.package import Package

MAIN = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}",  # the strict variant of the same standard
)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
Box = tuple[int, int, int, int]  # top, left, bottom, right, from 0, all included


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its name, its part, whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Book:
    """The workbook inside a package."""

    def __init__(self, path: Path) -> None:
        """Open it; KnownError, in one sentence, where it is none or cannot be trusted."""
        self.path = path
        self.package = Package(path)
        starts = self.relations("")
        if any(kind.endswith("digital-signature/origin") for kind, _ in starts.values()):
            raise KnownError(
                f"“{path.name}”有数字签名，填写会使签名失效，没有打开。",
                "请在 Excel 里打开它，删去签名，另存为 .xlsx 工作簿，再选这个新文件。",
            )
        main = [part for kind, part in starts.values() if kind.endswith("/officeDocument")]
        if len(main) != 1 or main[0] not in self.package:
            raise foreign.damaged(path)
        self.part = main[0]
        self.root = self.xml(self.part)
        self.main = namespace(self.root)
        if self.main not in MAIN:
            raise foreign.damaged(path)
        self._relations = self.relations(self.part)
        self.sheets = tuple(self._sheets())
        if len({sheet.part.casefold() for sheet in self.sheets}) < len(self.sheets):  # two names for the same cells
            raise foreign.damaged(path)
        if not self.sheets and not self._lists_others():
            raise foreign.damaged(path)
        if not self.sheets:
            raise KnownError(
                f"“{path.name}”里没有一张有单元格的工作表，只有图表或者别的东西。", "请核对是不是选错了文件。"
            )

    def xml(self, part: str) -> Element:
        """The root element of a part."""
        return parse(self.package.read(part), self.path)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points to inside the package: id → kind (an address), part."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.package:
            return {}
        return {
            one.get("Id", ""): (one.get("Type", ""), self._aim(folder, one.get("Target", "")))
            for one in self.xml(rels).iter(_RELATION)
            if one.get("TargetMode") != "External"
        }

    def _aim(self, folder: str, target: str) -> str:
        part = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
        return part if part in self.package else unquote(part)

    def _listed(self) -> Iterator[tuple[Element, str, str]]:
        """Every sheet that the workbook names: its element, its kind, its part."""
        for sheet in self.root.iterfind(f"{self.main}sheets/{self.main}sheet"):
            relation = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            yield sheet, *self._relations.get(relation, ("", ""))

    def _lists_others(self) -> bool:
        """Whether it names sheets, of charts and the like, and none of them is one of cells."""
        kinds = [kind for _, kind, part in self._listed() if part in self.package]
        return bool(kinds) and not any(kind.endswith("/worksheet") for kind in kinds)

    def _sheets(self) -> Iterator[SheetPart]:
        for sheet, kind, part in self._listed():
            if kind.endswith("/worksheet") and part in self.package:
                yield SheetPart(sheet.get("name", ""), part, sheet.get("state", "visible") != "visible")

    def other(self, kind: str) -> Element | None:
        """The root of the workbook's part of this kind ("styles", "sharedStrings"), where it has one."""
        for relation, part in self._relations.values():
            if relation.endswith(f"/{kind}") and part in self.package:
                return self.xml(part)
        return None

    @cached_property
    def counts_from_1904(self) -> bool:
        """Whether its dates count from 1904."""
        settings = self.root.find(f"{self.main}workbookPr")
        return settings is not None and is_on(settings.get("date1904"))

    def defined_names(self) -> Iterator[tuple[str, str, str | None]]:
        """Name, what it stands for, the number (from 0, of all sheets) of the only sheet that knows it."""
        for name in self.root.iterfind(f"{self.main}definedNames/{self.main}definedName"):
            yield name.get("name", ""), (name.text or "").strip(), name.get("localSheetId")


def is_on(flag: str | None, default: bool = False) -> bool:
    """What a flag in XML says."""
    return default if flag is None else flag in ("1", "true", "on")


def number(words: str | None, default: int = 0) -> int:
    """A whole number in XML, `default` where it is none."""
    return int(words) if words is not None and words.isascii() and words.isdigit() and len(words) < 10 else default


_COLUMNS: dict[str, int] = {}


def column_of(letters: str) -> int:
    """The column that letters name, from 0: A → 0."""
    known = _COLUMNS.get(letters)
    if known is None:
        known = -1
        for letter in letters:
            known = (known + 1) * 26 + ord(letter) - 65
        _COLUMNS[letters] = known
    return known


def box_of(words: str) -> Box | None:
    """The cells that a range names, None where it names none: "B2" and "$B$2:C9" do."""
    match = _RANGE.fullmatch(words)
    if match is None:
        return None
    left, top, right, bottom = match.groups()
    first = int(top) - 1, column_of(left)
    second = (int(bottom) - 1, column_of(right)) if right else first
    rows, columns = sorted((first[0], second[0])), sorted((first[1], second[1]))
    if rows[0] < 0 or rows[1] > LAST_ROW or columns[1] > LAST_COLUMN:
        return None
    return rows[0], columns[0], rows[1], columns[1]


def rows_of(root: Element, path: Path) -> Iterator[tuple[int, Element]]:
    """The rows of a sheet with their numbers from 0; a row that does not say its number follows the one before."""
    main = namespace(root)
    data = root.find(f"{main}sheetData")
    at = -1
    for row in () if data is None else data.iterchildren(f"{main}row"):
        said = row.get("r")
        at = at + 1 if said is None else number(said) - 1
        if not 0 <= at <= LAST_ROW:
            raise foreign.damaged(path)
        yield at, row


def cells_of(row: Element, path: Path) -> Iterator[tuple[int, Element]]:
    """The cells of a row with their columns from 0; a cell that does not say its address follows the one before."""
    at = -1
    for cell in row.iterchildren(f"{namespace(row)}c"):
        said = cell.get("r")
        if said is None:
            at += 1
        else:
            letters = said.rstrip("0123456789")
            at = _COLUMNS[letters] if letters in _COLUMNS else _strange(said, path)
        if at > LAST_COLUMN:
            raise foreign.damaged(path)
        yield at, cell


def _strange(address: str, path: Path) -> int:
    """The column of an address whose letters were not met before."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise foreign.damaged(path)
    return column_of(match[1])
