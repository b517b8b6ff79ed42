"""What one step does to a block of cells: 未填 becomes 不适用, and where nothing is 未填, 不适用 goes back to 未填.

Knows the desk and codes; asks nobody.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from db.domain.cells import BLANK, State
from gui.desk import Desk


@dataclass(frozen=True, slots=True)
class Step:
    """The cells that would change, and what they become; no cells when there is nothing to do."""

    codes: tuple[str, ...] = ()
    state: State = State.NOT_APPLICABLE

    @property
    def takes_back(self) -> bool:
        """Whether it undoes an earlier marking."""
        return bool(self.codes) and self.state is State.BLANK


def open_codes(desk: Desk, codes: Iterable[str], computed: Callable[[str], str]) -> Iterator[str]:
    """The 未填 cells; a total that adds itself up (`computed` says to what) is not one of them."""
    cells = desk.ret.cells  # looked up once: this is asked after every figure
    return (code for code in codes if cells.get(code, BLANK).state is State.BLANK and not computed(code))


def marked_codes(desk: Desk, codes: Iterable[str]) -> Iterator[str]:
    """The cells marked 不适用."""
    cells = desk.ret.cells
    return (code for code in codes if cells.get(code, BLANK).state is State.NOT_APPLICABLE)


def next_step(desk: Desk, codes: Iterable[str], computed: Callable[[str], str]) -> Step:
    """What marking the block does now: words that were typed are never touched."""
    known = tuple(codes)
    blank = tuple(open_codes(desk, known, computed))
    if blank:
        return Step(blank)
    return Step(tuple(marked_codes(desk, known)), State.BLANK)


def toggle_not_applicable(desk: Desk, code: str) -> bool:
    """One cell: 不适用, or, if it is that already, 未填 again; False if refused."""
    marked = desk.cell(code).state is State.NOT_APPLICABLE
    return desk.mark(code, State.BLANK if marked else State.NOT_APPLICABLE)
