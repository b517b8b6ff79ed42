"""Who owes what, since when, and how to remind them politely; the day comes in from outside.

Knows what was issued and returned as plain facts; knows no file and no clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

MOST_NAMED = 5  # items named in a reminder before they are only counted


@dataclass(frozen=True, slots=True)
class Owing:
    """One office: its newest issue (`number` "" if there was none), what came back, and how far its items are.

    Days are ISO; `open` are the labels of the items still 未填; `contact` is what the office wrote of itself.
    """

    office: str
    asked: int
    done: int
    open: tuple[str, ...] = ()
    number: str = ""
    issued_on: str = ""
    due: str = ""
    returned_on: str = ""
    file: str = ""
    contact: str = ""

    @property
    def outstanding(self) -> bool:
        """Whether it was asked and has not answered."""
        return bool(self.number) and not self.returned_on

    def days(self, today: date) -> int:
        """For how many days it has owed an answer; 0 if it owes none."""
        return max(0, (today - date.fromisoformat(self.issued_on)).days) if self.outstanding else 0

    def late(self, today: date) -> int:
        """By how many days the due date has passed; 0 without one, or if it owes nothing."""
        return max(0, (today - date.fromisoformat(self.due)).days) if self.outstanding and self.due else 0

    def standing(self, today: date) -> str:
        """How it stands, in words."""
        if not self.number:
            return "未分发"
        if self.returned_on:
            return "已收回" if self.done == self.asked else "已收回，未填全"
        late = self.late(today)
        return f"逾期 {late} 天" if late else f"未收回，已 {self.days(today)} 天"


def chinese_day(day: str) -> str:
    """An ISO date as people write it."""
    one = date.fromisoformat(day[:10])
    return f"{one.month}月{one.day}日"


def reminder(unit: str, year: int, owing: Owing, today: date) -> str:
    """A few polite sentences to one office, to be pasted into a message; "" if it owes nothing."""
    if not owing.number or (owing.returned_on and owing.done == owing.asked):
        return ""
    parts = [f"{owing.office}：您好！", _asked(unit, year, owing)]
    late = owing.late(today)
    if late:
        parts.append(f"原定 {chinese_day(owing.due)}前报送，现已过 {late} 天。")
    elif owing.due and owing.outstanding:
        parts.append(f"报送时间是 {chinese_day(owing.due)}前。")
    if owing.open:
        parts.append(_named(owing.open))
    parts.append("没有发生的请填 0，没有此项职责的请选“不适用”，暂时拿不到的请选“暂无法取得”并写明原因。")
    parts.append("烦请填好后把原表发回；已经发出的，请忽略这条消息。谢谢支持！")
    return "".join(parts)


def _asked(unit: str, year: int, owing: Owing) -> str:
    sheet = f"{unit}{year}年度法治政府建设指标填报表（编号 {owing.number}）"
    if owing.returned_on:
        left = owing.asked - owing.done
        return f"{sheet}已于 {chinese_day(owing.returned_on)}收到，共 {owing.asked} 项，还有 {left} 项未填。"
    return f"{sheet}已于 {chinese_day(owing.issued_on)}发给贵科室，共 {owing.asked} 项，目前还没有收到。"


def _named(labels: Sequence[str]) -> str:
    named = "、".join(labels[:MOST_NAMED])
    more = f"等 {len(labels)} 项" if len(labels) > MOST_NAMED else ""
    return f"尚缺：{named}{more}。"


def reminders(unit: str, year: int, every: Iterable[Owing], today: date) -> str:
    """The reminders of all that owe, one paragraph each."""
    return "\n\n".join(filter(None, (reminder(unit, year, one, today) for one in every)))
