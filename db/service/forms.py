"""Forms of others: what their cells mean, remembering it, filling them with a return.

Looking writes nothing; `accept` alone remembers, `official` alone writes a file.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from db.domain.forms.grid import EMPTY, Grid, GridCell, Place
from db.domain.forms.links import Link, Whose
from db.domain.forms.proposing import Doubt
from db.domain.forms.remembering import (
    Kept,
    Remembered,
    Trait,
    kept_of,
    recall,
    shape_of,
    traits_of,
)
from db.domain.forms.values import Put, put
from db.domain.forms.words import Lexicon, lexicon
from db.domain.forms.written import HEAD, Known
from db.domain.forms.years import newest_year
from db.domain.pack import Pack
from db.domain.returns import Status
from db.domain.trouble import KnownError
from db.service.stamps import Author
from db.store.forms import FormCell
from db.store.repository import Repository
from resources import library

if TYPE_CHECKING:
    from db.service.book import Book
    from db.service.open_return import OpenReturn

CERTAIN = 0.99
_MARKED = ("标记 ", "单元格名称 ")
_MARK = re.compile(r"\{\{.*\}\}")


@dataclass(frozen=True)
class Proposal:
    """What a form's cells are taken to mean: `links` from the surest source there was, `doubts` the cells left open.

    `known_as` names the adopted form that this is (an edition of), "" if it is new.
    """

    path: Path
    grid: Grid
    known: Known
    links: tuple[Link, ...]
    doubts: tuple[Doubt, ...]
    known_as: str = ""

    @property
    def pack(self) -> Pack:
        """The pack whose items are proposed."""
        return self.known.pack

    @property
    def year(self) -> int:
        """The year that is this year."""
        return self.known.year

    def name_of(self, code: str) -> str:
        """What a code is called on screen."""
        if code.startswith(HEAD):
            label = next((f.label for f in self.pack.head_fields if f.id == code.removeprefix(HEAD)), code)
            return f"表头：{label}"
        return self.pack.items[code].label if code in self.pack.items else code


@dataclass(frozen=True)
class Official:
    """A filled form: where it is, how many cells took a value, which were left and why, what else is to be known."""

    target: Path
    written: int
    left: tuple[Put, ...]
    told: tuple[Put, ...]
    as_words: tuple[Place, ...]
    open: tuple[Doubt, ...]
    draft: bool
    emptied: int
    rounded: tuple[Place, ...] = ()
    unlisted: tuple[Place, ...] = ()
    """Cells whose drop-down does not offer what was written."""
    asks_for: int | None = None
    """The year that the form asks for, where it is a later one than the return's."""

    @property
    def remarks(self) -> tuple[tuple[Place, str], ...]:
        """What else is to be known of filled cells: written as words, or with more decimals than their format shows."""
        told = {one.link.place for one in self.told}
        as_words = [(place, "写成了文字") for place in sorted(set(self.as_words) - told)]
        shorter = "数都在格里，这一格的格式显示的小数位数少，看起来像四舍五入了"
        listed = "这一格的下拉列表里没有这个内容，请核对是不是对错了格"
        return (
            *as_words,
            *((place, shorter) for place in sorted(self.rounded)),
            *((place, listed) for place in sorted(self.unlisted)),
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """The result in words, the weightiest first."""
        lines = [f"已填写 {self.written} 格，其余内容没有改动（已逐个部分核对）。"]
        if self.draft:
            lines.append("这份填报还没有定稿，是草稿；上级的表上没有写“草稿”两个字，报送前请定稿后重新生成。")
        if self.asks_for is not None:
            lines.append(f"表上要的是 {self.asks_for} 年的数，这些格子没有填；请核对表和年度是不是对得上。")
        if self.emptied:
            lines.append(f"有 {self.emptied} 个公式要重新计算，打开表格时会自动算出。")
        if self.rounded:
            lines.append(f"{len(self.rounded)} 格显示不全小数：表上的格式位数少，格里的数没有变。")
        if self.left:
            lines.append(f"{len(self.left)} 格没有填。")
        if self.open:
            lines.append(f"{len(self.open)} 格还没有对应指标，没有填。")
        return tuple(lines)


@lru_cache(maxsize=1)
def words() -> Lexicon:
    """The words of forms, read once."""
    return lexicon(library.form_words())


def likeness(one: str, other: str) -> float:
    """How like two words are, 0 to 1."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only forms need it

    return fuzz.ratio(one, other) / 100


class Forms:
    """The forms of one data file."""

    def __init__(self, book: "Book", repository: Repository, author: Author) -> None:
        self._book, self._repository, self._author = book, repository, author

    def propose(
        self, path: Path, opened: "OpenReturn | None" = None, year: int | None = None, chosen: bool = True
    ) -> Proposal:
        """What the cells of the form at `path` mean for a return (or for the pack of a year); nothing is written.

        `chosen`: a person chose the return or the year; without, the form's newest year is taken for this year.
        """
        from db.sheets.forms.reading import read_form  # noqa: PLC0415 - its libraries are off the start path

        return self._proposal(path, read_form(path), replace(self._known(opened, year), chosen=chosen))

    def _proposal(self, path: Path, grid: Grid, known: Known) -> Proposal:
        found, form = recall(grid, known, self._remembered())
        marks = {one.place: one for one in _unknown_marks(grid, {link.place for link in found.links})}
        unsure = (*(one for one in found.doubts if one.place not in marks), *marks.values())
        return Proposal(path, grid, known, found.links, unsure, form.name if form else "")

    def accept(self, proposal: Proposal, links: Sequence[Link] | None = None) -> None:
        """Remember what the cells mean, `links` as a person left them; cells without one mean nothing from now on."""
        settled = proposal.links if links is None else tuple(links)
        traits = traits_of(proposal.grid, proposal.known)
        linked = {link.place for link in settled}
        nothing = () if links is None else [place for place in traits if place not in linked]
        kept = kept_of(settled, nothing, traits)
        if not any(one.code for one in kept) and not _marked(settled):
            raise KnownError("没有一格对应了指标，没有什么可记住的。", "请先给表上的格子选好指标。")
        stamp = self._author.stamp("套用上级表格")
        with self._repository.saving():
            self._repository.forms.keep(
                shape_of(traits.values()), proposal.path.name, (stamp.at, stamp.who), [_row(one) for one in kept]
            )

    def official(self, opened: "OpenReturn", form: Path, target: Path, links: Sequence[Link] | None = None) -> Official:
        """Fill the form with the return and write it to `target`; by `links`, else by what was remembered of it.

        KnownError: the form was never adopted, cannot be read, or the target cannot be written.
        """
        from db.sheets.forms.filling import fill_form  # noqa: PLC0415

        proposal = self.propose(form, opened)
        if links is None:
            links = [link for link in proposal.links if link.sure >= 1.0 or _marked([link])]
            if not proposal.known_as and not links:
                raise KnownError(
                    f"“{form.name}”还没有套用过，不知道每一格填什么。",
                    "请先用“工具 → 套用上级表格”，或命令 adopt --accept，核对并记住每一格的指标。",
                )
        puts = [put(link, _cell(proposal.grid, link.place), opened.ret, opened.last) for link in links]
        brought = {one.link.place: one.value for one in puts if one.value is not None}
        if not brought:
            raise KnownError("对应的指标都还没有填，没有可以写进表里的内容。", "请先填报，再生成。")
        filled = fill_form(form, target, brought)
        linked = {link.place for link in links}
        return Official(
            target,
            filled.written,
            tuple(one for one in puts if one.value is None),
            tuple(one for one in puts if one.value is not None and one.told),
            filled.as_words,
            tuple(doubt for doubt in _open(proposal) if doubt.place not in linked),
            opened.ret.status is not Status.FINAL,
            filled.emptied,
            filled.rounded,
            tuple(place for place, value in brought.items() if _unlisted(_cell(proposal.grid, place), value)),
            year if (year := newest_year(proposal.grid, words()) or 0) > opened.ret.year else None,
        )

    def _known(self, opened: "OpenReturn | None", year: int | None) -> Known:
        if opened is not None:
            return Known(opened.ret.pack, opened.ret.year, opened.ret.active, words(), likeness)
        at = year if year is not None else self._newest_year()
        used = self._book.pack_in_use(at)
        return Known(used, at, used.starting_codes(at), words(), likeness, chosen=year is not None)

    def newest(self) -> "OpenReturn | None":
        """The return of the newest year, of the unit that was added first; None in an empty file."""
        years = [(self._book.years(unit.name), unit.name) for unit in self._book.units()]
        found = max(((of[0], -n) for n, (of, _) in enumerate(years) if of), default=None)
        return None if found is None else self._book.find_year(years[-found[1]][1], found[0])

    def _newest_year(self) -> int:
        years = [year for unit in self._book.units() for year in self._book.years(unit.name)]
        return max(years, default=self._author.clock().year - 1)

    def _remembered(self) -> tuple[Remembered, ...]:
        return tuple(
            Remembered(shape, name, at, tuple(_kept(cell) for cell in cells))
            for shape, name, at, cells in self._repository.forms.forms()
        )


def _cell(grid: Grid, place: Place) -> GridCell:
    sheet = grid.sheet(place.sheet)
    return sheet.cell(place.row, place.column) if sheet else EMPTY


def _unlisted(cell: GridCell, value: Decimal | str) -> bool:
    words = value.strip() if isinstance(value, str) else f"{value:f}"
    return bool(cell.choices and words) and words not in {choice.strip() for choice in cell.choices}


def _unknown_marks(grid: Grid, linked: Collection[Place]) -> Iterator[Doubt]:
    """Cells with a {{code}} that is no item's: left alone, they would go out as they stand."""
    for sheet in grid.sheets:
        for (row, column), cell in sheet.cells.items():
            place = Place(sheet.name, row, column)
            if _MARK.fullmatch(cell.words.strip()) and place not in linked:
                yield Doubt(place, cell.words.strip(), "指标里没有这个代码，会照原样留在表上")


def is_marked(link: Link) -> bool:
    """Whether the form itself writes the link out."""
    return link.why.startswith(_MARKED)


def _marked(links: Iterable[Link]) -> bool:
    return any(map(is_marked, links))


def _open(proposal: Proposal) -> tuple[Doubt, ...]:
    """The cells nobody settled: doubts, and proposals that were never accepted."""
    guessed = [
        Doubt(link.place, proposal.name_of(link.code), "像是这一项，还没有人确认", (link.code,))
        for link in proposal.links
        if link.sure < 1.0 and not _marked([link])
    ]
    return (*proposal.doubts, *guessed)


def _row(kept: Kept) -> FormCell:
    trait = kept.trait
    return (trait.sheet, trait.row, trait.head, trait.nth, kept.code, kept.whose.value, kept.unit)


def _kept(cell: FormCell) -> Kept:
    sheet, row, head, nth, code, whose, unit = cell
    return Kept(Trait(sheet, row, head, nth), code, Whose(whose), unit)


def linked(link: Link, code: str, whose: Whose) -> Link:
    """A link as a person settled it."""
    return replace(link, code=code, whose=whose, sure=1.0, why="本人选定")
