"""Where on the sheets of a workbook the entries of a pack stand, and its faults told by sheet, row and column.

The faults come from `faults`, whose places and labels are those of a pack's plain data; reads no files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from db.domain.pack.demands import Fault, label

_EXAMPLE = re.compile(r"第 (\d+) 个(通过|不符)的例子")


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One thing wrong on a sheet: row (0 where it is none in particular), head of the column ("" likewise), what."""

    sheet: str
    row: int
    column: str
    problem: str

    @property
    def place(self) -> str:
        """Where, in words."""
        row = f"第 {self.row} 行" if self.row else ""
        column = f"“{self.column}”" if self.column else ""
        return f"工作表“{self.sheet}”{row}{column}"

    @property
    def sentence(self) -> str:
        """Place and problem in one line."""
        return f"{self.place}：{self.problem}"


@dataclass(frozen=True, slots=True)
class Spot:
    """One row of a sheet."""

    sheet: str
    row: int

    @property
    def origin(self) -> str:
        """The row as the entry on it names its place."""
        return f"工作表“{self.sheet}”第 {self.row} 行"


@dataclass
class Spots:
    """What stands where: `entries` origin → row, `keys` (sheet, key) → head of its column, `fields` key of the pack
    itself → its row, `kinds` kind of entry → its sheet, `examples` (origin of the rule, passes) → their rows.
    """

    entries: dict[str, Spot] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    fields: dict[str, Spot] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    examples: dict[tuple[str, bool], list[Spot]] = field(default_factory=dict)

    def told(self, fault: Fault) -> SheetFault:
        """A fault of the plain data as one of the workbook."""
        origin = next((o for o in self.entries if fault.place == o or fault.place.startswith(f"{o} ")), "")
        if not origin:
            return self._of_the_pack(fault)
        spot = self.entries[origin]
        found = _EXAMPLE.search(fault.problem)
        rows = self.examples.get((origin, found[2] == "通过"), []) if found else []
        if found and int(found[1]) <= len(rows):
            spot = rows[int(found[1]) - 1]
            return SheetFault(spot.sheet, spot.row, "各数", fault.problem.removeprefix(found[0]))
        key = self._key(spot.sheet, fault.problem)
        return SheetFault(spot.sheet, spot.row, self.keys.get((spot.sheet, key), ""), self._worded(fault.problem, key))

    def _of_the_pack(self, fault: Fault) -> SheetFault:
        for kind, sheet in self.kinds.items():
            if label(kind) in fault.problem:
                return SheetFault(sheet, 0, "", fault.problem.removeprefix(f"{label(kind)}："))
        for key, spot in self.fields.items():
            if label(key) in fault.problem:
                return SheetFault(spot.sheet, spot.row, "内容", self._worded(fault.problem, key))
        return SheetFault(next(iter(self.fields.values())).sheet, 0, "", fault.problem)

    def _key(self, sheet: str, problem: str) -> str:
        """The key that a problem speaks of first, if the sheet has a column for it."""
        named = [(problem.find(label(key)), key) for place, key in self.keys if place == sheet]
        return min((pair for pair in named if pair[0] >= 0), default=(0, ""))[1]

    def _worded(self, problem: str, key: str) -> str:
        """The problem without the label that the place already says, other labels by the heads of their columns."""
        if key and problem == f"缺少 {label(key)}":
            return "没有填"
        problem = problem.removeprefix(f"{label(key)}：") if key else problem
        for (_, other), head in self.keys.items():
            problem = problem.replace(label(other), f"“{head}”")
        return problem


def words_for(values: Mapping[str, object]) -> str:
    """The words a cell may hold."""
    return "、".join(values)
