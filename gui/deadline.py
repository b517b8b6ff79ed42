"""How long until the return is due, in words; knows the pack's dates and a day, no clock."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from db.domain.pack import Deadline
from db.domain.returns import Return

SHEET = "rule_of_law_report"  # the date of the indicator sheet itself; the others are named beside it


def _words(text: str) -> str:
    return QCoreApplication.translate("deadline", text)


def due_on(deadline: Deadline, year: int) -> date:
    """The day in the year after the reported one."""
    return date(year + 1, deadline.month, deadline.day)


def state_words(ret: Return, today: date) -> str:
    """填报 · 距 3月1日 还有 37 天."""
    deadline = _sheet(ret.pack.deadlines)
    if deadline is None:
        return str(ret.status)
    return f"{ret.status} · {_distance(deadline, ret.year, today)}"


def all_dates(ret: Return, today: date) -> str:
    """Every statutory date with what is due, to whom, and on what basis; a line each."""
    return "\n".join(
        _words("{distance}：{what}（{to}；{basis}）").format(
            distance=_distance(d, ret.year, today), what=d.what, to=d.to, basis=d.basis
        )
        for d in ret.pack.deadlines
    )


def _sheet(deadlines: Sequence[Deadline]) -> Deadline | None:
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
