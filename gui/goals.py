"""Where a line of the home page leads: what the goals are, and how the window gets there; knows no screen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class ToCell:
    """The cell of a code, ready to type."""

    code: str


@dataclass(frozen=True, slots=True)
class ToPlace:
    """A place of the tree."""

    place: str


@dataclass(frozen=True, slots=True)
class ToFinding:
    """The cell a finding is about, its line marked; with `explain` the line in which its reason is written."""

    rule: str
    explain: bool = False


@dataclass(frozen=True, slots=True)
class ToReturn:
    """Another return of the file."""

    unit: str
    year: int


@dataclass(frozen=True, slots=True)
class Run:
    """A command of the menus."""

    command: str


Goal = ToCell | ToPlace | ToFinding | ToReturn | Run


def go(window: "MainWindow", goal: Goal) -> None:
    """Go there; words that could not be saved keep the window where it is."""
    match goal:
        case ToCell(code):
            window.land(code)
        case ToPlace(place):
            window.go_to_place(place)
            window.enter_place()
        case ToFinding(rule, explain):
            _to_finding(window, rule, explain)
        case ToReturn(unit, year):
            window.desk.open_year(unit, year)
        case Run(command):
            window.commands[command].trigger()


def _to_finding(window: "MainWindow", rule: str, explain: bool) -> None:
    finding = next((f for f in window.desk.findings if f.rule == rule), None)
    if finding is None or not window.flush():
        return
    if finding.codes:
        window.land(finding.codes[0])
    row = window.problems.model.row_of(rule)
    if row >= 0:  # the list may show other levels only
        window.problems.mark_row(row)
    if row >= 0 and explain:
        window.problems.show()
        window.problems.reason.setFocus()
