"""How long until the return is due, in words; knows the pack's dates and a day, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from db.domain.pack import Deadline
from db.domain.returns import Return
from gui.theme import Meaning

SOON = 14  # days
SHEET = "rule_of_law_report"  # the date of the indicator sheet itself; the others are named beside it


def _words(text: str) -> str:
    return QCoreApplication.translate("deadline", text)


def due_on(deadline: Deadline, year: int) -> date:
    """The day in the year after the reported one."""
    return date(year + 1, deadline.month, deadline.day)


def state_words(ret: Return, today: date) -> str:
    """填报 · 距 3月1日 还有 37 天."""
    deadline = sheet_date(ret.pack.deadlines)
    status = str(ret.status)
    if ret.life.version > 1:
        status = _words("{status}（第 {number} 版）").format(status=status, number=ret.life.version)
    return status if deadline is None else f"{status} · {_distance(deadline, ret.year, today)}"


def all_dates(ret: Return, today: date) -> str:
    """Every statutory date with what is due, to whom, and on what basis; a line each."""
    return "\n".join(
        _words("{distance}：{what}（{to}；{basis}）").format(
            distance=_distance(d, ret.year, today), what=d.what, to=d.to, basis=d.basis
        )
        for d in ret.pack.deadlines
    )


def sheet_date(deadlines: Sequence[Deadline]) -> Deadline | None:
    """The date of the indicator sheet itself; the first one where a pack does not name it, None where it has none."""
    return next((d for d in deadlines if d.id == SHEET), deadlines[0] if deadlines else None)


def _distance(deadline: Deadline, year: int, today: date) -> str:
    day = due_on(deadline, year)
    left = (day - today).days
    if left < 0:
        return _words("{day} 已过").format(day=_named(day, today))
    if left == 0:
        return _words("今天（{day}）到期").format(day=_named(day, today))
    return _words("距 {day} 还有 {left} 天").format(day=_named(day, today), left=left)


def _named(day: date, today: date) -> str:
    """The day with its year where that is not plain."""
    short = _words("{month}月{day}日").format(month=day.month, day=day.day)
    return short if abs((day - today).days) < 300 else f"{day.year}年{short}"


@dataclass(frozen=True, slots=True)
class Left:
    """How long is left until a date, in a shape and words, and the meaning of their colour."""

    words: str
    meaning: Meaning


def time_left(deadline: Deadline, year: int, today: date) -> Left:
    """○ 3月1日 还有 37 天, ● 3月1日 还有 8 天, ⚠ 3月1日 今天到期, ⚠ 3月1日 已过 20 天."""
    day = due_on(deadline, year)
    days, named = (day - today).days, _named(day, today)
    if days < 0:
        return Left(_words("⚠ {day} 已过 {days} 天").format(day=named, days=-days), "error")
    if days == 0:
        return Left(_words("⚠ {day} 今天到期").format(day=named), "warning")
    soon = days <= SOON
    words = _words("{shape} {day} 还有 {days} 天").format(shape="●" if soon else "○", day=named, days=days)
    return Left(words, "warning" if soon else "quiet")


def basis_words(deadline: Deadline) -> str:
    """To whom, and on what basis."""
    return _words("{to}；依据：{basis}").format(to=deadline.to, basis=deadline.basis)
