"""The lines of the home page as plain data: what is due, what is open, how far each part is, what to do next.

Knows the open return and how far the others are; knows no widget and judges nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QCoreApplication

from db.domain.findings import Finding
from db.domain.pack import Deadline, Level
from db.domain.returns import Return, Status
from db.domain.trouble import KnownError
from db.service import Standing
from gui import navigation, theme
from gui.deadline import basis_words, sheet_date, time_left
from gui.desk import Desk
from gui.goals import Goal, Run, ToCell, ToFinding, ToPlace, ToReturn
from gui.theme import Meaning

_FEW: Final = 3
_BLANK: Final = "○"
_NEXT: Final = "▶"
_UNFILLED: Final = "unfilled:"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `what`, how much of it is done, its `state` in shape and words, `more` in quiet words, where it leads.

    `key` stays the same while figures change. A heading leads nowhere and cannot be chosen. An `inner` line belongs
    to the one above it.
    """

    key: str
    what: str
    done: int = 0
    asked: int = 0  # 0: nothing is counted here
    state: str = ""
    meaning: Meaning = "quiet"
    more: str = ""
    goal: Goal | None = None
    heading: bool = False
    strong: bool = False
    inner: bool = False
    ink: Meaning | None = None  # of `what`

    @property
    def wide(self) -> bool:
        """Whether `what` has the whole line to itself."""
        return not (self.asked or self.state or self.more)

    @property
    def told(self) -> str:
        """The whole line in words."""
        count = _words("已填 {done}/{asked}").format(done=self.done, asked=self.asked) if self.asked else ""
        return "，".join(part for part in (self.what, count, self.state, self.more) if part)


def _words(text: str) -> str:
    return QCoreApplication.translate("home", text)


def home_rows(desk: Desk, standings: Sequence[Standing] | KnownError, today: date) -> tuple[Row, ...]:
    """Every line from top to bottom; `standings` are the file's drafts, or why they cannot be counted."""
    ret = desk.ret
    return (
        Row("next", _words("下一步"), heading=True),
        *_next(desk),
        Row("due", _words("报送期限"), heading=True),
        *_due(desk, today),
        *_others(ret, standings, today),
        Row("open", _words("还要处理"), heading=True),
        *_open(desk),
        Row("parts", _words("填报进度"), heading=True),
        *_parts(desk),
    )


# ---- what to do next


def next_step(desk: Desk) -> tuple[str, Goal]:
    """The next sensible step in words, and where it is done: fill, mend, explain, head, 定稿, 导出."""
    ret = desk.ret
    signed = {
        Status.CHECKED: (_words("自查通过，请审核人审核"), Run("approve")),
        Status.APPROVED: (_words("审核通过，请负责人定稿"), Run("finalise")),
        Status.FINAL: (_words("已定稿，可以导出报送表"), Run("export")),
        Status.SUBMITTED: (_words("已报送，可以查看版本和办理经过"), Run("versions")),
    }
    if ret.status in signed:
        return signed[ret.status]
    if unfilled := ret.unfilled():
        return _go_on(desk, unfilled)
    errors = [f for f in desk.findings if f.level is Level.ERROR]
    if errors:
        return _words("更正 %d 处错误") % len(errors), ToFinding(errors[0].rule)
    reasons = [f for f in desk.findings if f.level is Level.EXPLAIN and f.open]
    if reasons:
        return _words("给 %d 处“需说明”写明原因") % len(reasons), ToFinding(reasons[0].rule, explain=True)
    filled, required = ret.head_progress()
    if filled < required:
        return _words("填好表头与签章，还缺 %d 栏") % (required - filled), ToPlace(navigation.HEAD)
    return _words("全部填好了，可以定稿"), Run("finalise")


def _go_on(desk: Desk, unfilled: Sequence[str]) -> tuple[str, Goal]:
    place = navigation.place_of(desk, unfilled[0])
    here = sum(navigation.place_of(desk, code) == place for code in unfilled)
    done, _ = desk.ret.progress(desk.ret.ordered_codes)
    words = _words("继续填写“{part}”，还有 {count} 项未填") if done else _words("从“{part}”开始填写，共 {count} 项")
    return words.format(part=_label(desk.ret, place), count=here), ToCell(unfilled[0])


def _label(ret: Return, place: str) -> str:
    labels = {navigation.SECTION + section.id: section.label for section in ret.pack.sections}
    labels |= {navigation.TABLE + table.id: table.label for table in ret.tables}
    return labels[place]


def _next(desk: Desk) -> Iterator[Row]:
    words, goal = next_step(desk)
    yield Row("next:step", f"{_NEXT} {words}", goal=goal, strong=True, ink="accent")
    if desk.ret.practice:
        more = _words("这里是练习数据，可以随便改，不会混入自己的数据")
        yield Row("next:own", _words("回到自己的数据"), more=more, goal=Run("own_data"))


# ---- what is due


def _due(desk: Desk, today: date) -> Iterator[Row]:
    ret = desk.ret
    done, asked = ret.progress(ret.ordered_codes)
    sheet = sheet_date(ret.pack.deadlines)
    state, meaning = _left(sheet, ret.year, today)
    if ret.status.settled:
        state, meaning = f"{theme.DONE} {ret.status}", "ok"
    yield Row(
        f"return:{ret.unit}:{ret.year}", _named(ret.unit, ret.year, ret.practice), done, asked, state, meaning,
        _obligation(sheet), next_step(desk)[1], strong=True,
    )  # fmt: skip
    for deadline in ret.pack.deadlines:
        if deadline is not sheet:
            yield _other_date(desk, deadline, today)


def _other_date(desk: Desk, deadline: Deadline, today: date) -> Row:
    """Another statutory date; one that names a group of tables counts them and leads to the first unfinished one."""
    ret = desk.ret
    tables = [table for table in ret.tables if table.group in deadline.what]
    codes = tuple(code for table in tables for code in ret.table_codes(table))
    done, asked = ret.progress(codes)
    state, meaning = _left(deadline, ret.year, today)
    first = next((code for code in codes if not ret.cell(code).answered), codes[0] if codes else "")
    goal: Goal = ToCell(first) if first else next_step(desk)[1]
    return Row(
        f"date:{deadline.id}", deadline.what, done, asked, state, meaning, basis_words(deadline), goal, inner=True
    )


def _others(ret: Return, standings: Sequence[Standing] | KnownError, today: date) -> Iterator[Row]:
    if isinstance(standings, KnownError):
        sentence = f"{theme.mark(Level.ERROR)} {standings.sentence}"
        yield Row("others", sentence, more=standings.next_step, ink="error")
        return
    for it in standings:
        if (it.unit, it.year) != (ret.unit, ret.year):
            sheet = sheet_date(it.deadlines)
            state, meaning = _left(sheet, it.year, today)
            yield Row(
                f"return:{it.unit}:{it.year}", _named(it.unit, it.year, it.practice), it.done, it.asked, state, meaning,
                _obligation(sheet), ToReturn(it.unit, it.year),
            )  # fmt: skip


def _named(unit: str, year: int, practice: bool) -> str:
    mark = _words("（练习）") if practice else ""
    return _words("{year} 年度　{unit}{mark}").format(year=year, unit=unit, mark=mark)


def _left(deadline: Deadline | None, year: int, today: date) -> tuple[str, Meaning]:
    if deadline is None:
        return _words("没有法定期限"), "quiet"
    left = time_left(deadline, year, today)
    return left.words, left.meaning


def _obligation(deadline: Deadline | None) -> str:
    return f"{deadline.what}：{basis_words(deadline)}" if deadline else ""


# ---- what is missing or wrong


def _open(desk: Desk) -> Iterator[Row]:
    of = {level: [f for f in desk.findings if f.level is level] for level in Level}
    yield _errors(of[Level.ERROR])
    yield _reasons(of[Level.EXPLAIN])
    yield _hints(of[Level.HINT])
    unfilled = desk.ret.unfilled()
    labels = "、".join(desk.item(code).label for code in unfilled[:_FEW])
    more = _words("%s 等") % labels if len(unfilled) > _FEW else labels
    yield Row(
        "open:blank", _words("未填"), state=_counted(_BLANK, len(unfilled), _words("项")),
        meaning="quiet" if unfilled else "ok", more=more, goal=ToCell(unfilled[0]) if unfilled else None,
    )  # fmt: skip


def _errors(findings: Sequence[Finding]) -> Row:
    more = _words("更正后才能定稿：%s") % findings[0].message if findings else ""
    return _level(Level.ERROR, len(findings), _words("处"), more, findings[:1])


def _reasons(findings: Sequence[Finding]) -> Row:
    waiting = [f for f in findings if f.open]
    explained = len(findings) - len(waiting)
    more = _words("核对数字，无误的写明原因：%s") % waiting[0].message if waiting else ""
    settled = _words("另有 %d 处已说明") if waiting else _words("%d 处已说明")
    parts = (settled % explained if explained else "", more)
    return _level(Level.EXPLAIN, len(waiting), _words("处"), "；".join(part for part in parts if part), waiting[:1])


def _hints(findings: Sequence[Finding]) -> Row:
    """All of them, as the list of problems counts them; those of 未填 items, told below, are no news here."""
    others = [f for f in findings if not f.rule.startswith(_UNFILLED)]
    blank = len(findings) - len(others)
    parts = (
        _words("%d 条是未填的部分") % blank if blank else "",
        _words("供参考，不影响定稿：%s") % others[0].message if others else "",
    )
    more = "；".join(part for part in parts if part)
    return _level(Level.HINT, len(findings), _words("条"), more, (others or findings)[:1])


def _level(level: Level, number: int, unit: str, more: str, first: Sequence[Finding]) -> Row:
    goals = [ToFinding(finding.rule, explain=level is Level.EXPLAIN) for finding in first]
    meaning = theme.level_meaning(level) if number else "ok"
    state = _counted(theme.mark(level), number, unit)
    return Row(
        f"open:{level.name}", str(level), state=state, meaning=meaning, more=more, goal=goals[0] if goals else None
    )


def _counted(shape: str, number: int, unit: str) -> str:
    return f"{shape} {number} {unit}" if number else _words("{done} 没有").format(done=theme.DONE)


# ---- how far each part is


def _parts(desk: Desk) -> Iterator[Row]:
    ret = desk.ret
    filled, required = ret.head_progress()
    yield _part(navigation.HEAD, _words("表头与签章"), filled, required, _words("栏"))
    marks = _marks(desk)
    for section in ret.pack.sections:
        codes = tuple(item.code for item in ret.section_items(section))
        place = navigation.SECTION + section.id
        yield _part(place, section.label, *ret.progress(codes), _words("项"), marks.get(section.id))
    for table in ret.tables:
        done, asked = ret.progress(ret.table_codes(table))
        place = navigation.TABLE + table.id
        yield _part(place, table.label, done, asked, _words("格"), marks.get(table.id), table.group)


def _part(
    place: str, label: str, done: int, asked: int, unit: str, marks: Counter[Level] | None = None, group: str = ""
) -> Row:
    meaning: Meaning = "quiet"
    if not asked:
        state = _words("未选用")
    elif done == asked:
        state, meaning = _words("{done} 已填完").format(done=theme.DONE), "ok"
    elif not done:
        state = _words("{blank} 未开始").format(blank=_BLANK)
    else:
        state = _words("还有 {count} {unit}").format(count=asked - done, unit=unit)
    open_ = "　".join(f"{theme.mark(level)} {marks[level]} {level}" for level in Level if marks[level]) if marks else ""
    more = "　".join(part for part in (open_, group) if part)
    return Row(f"part:{place}", label, done, asked, state, meaning, more, ToPlace(place))


def _marks(desk: Desk) -> dict[str, Counter[Level]]:
    """Open problems by the id of the section or table whose items they are about."""
    found: dict[str, Counter[Level]] = {}
    for finding in desk.findings:
        if finding.open:
            for home in {desk.item(code).section for code in finding.codes}:
                found.setdefault(home, Counter())[finding.level] += 1
    return found
