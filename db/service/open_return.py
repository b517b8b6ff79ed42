"""One open return: reading it, changing a figure, explaining a finding, locking it; each change is saved at once.

Every verb gives a `Change`: what is different now. Words that cannot be understood are kept and become a finding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from db.domain import cells, checks, set_aside
from db.domain.cells import Cell, State
from db.domain.findings import Explanation, Treatment, Waiver
from db.domain.items import Item, Kind, Tier
from db.domain.pack import Level
from db.domain.returns import ListRow, Status
from db.domain.trouble import KnownError
from db.domain.units import find as find_unit
from db.service.change import Change
from db.service.stamps import Author
from db.service.stored import load_return, stored_cell
from db.store.repository import CellRow, Event, Repository, ReturnRow, Stamp
from resources.version import VERSION

EVERY_YEAR = 9999
MOST_DECIMALS = 10
LONGEST_NAME = 100
LONGEST_HEAD = 500  # it stands on one line of the cover and in the head of every page
CARRIED_FIELDS = ("reporting_unit", "unit_leader", "reviewer", "filler", "phone", "addressee", "copy_to")


@dataclass(frozen=True, slots=True)
class OwnItem:
    """What a bureau says of an item of its own; `section` is a section's id."""

    name: str
    unit: str
    kind: Kind = Kind.COUNT
    decimals: int = 0
    section: str = "own"
    definition: str = ""
    office: str = ""
    choices: tuple[str, ...] = ()


class OpenReturn:
    """The return of one unit and year, in memory as it stands in the file."""

    def __init__(self, repository: Repository, row: ReturnRow, author: Author) -> None:
        self._repository = repository
        self._row = row
        self._author = author
        self.times_read = 0
        """How often the file was read anew because another window or command had changed it."""
        self._load()

    def _load(self) -> None:
        at = self._author.now()
        self._version = self._repository.version()
        self.ret = load_return(self._repository, self._row, at)
        before = self._repository.find_return(self._row.unit, self._row.year - 1)
        self.last = load_return(self._repository, before, at) if before else None
        self.findings = checks.check(self.ret, self.last)

    def refresh(self) -> bool:
        """Read the file again if another window or command changed it; whether it did."""
        if self._repository.version() == self._version:
            return False
        self.read_anew()
        return True

    def read_anew(self) -> None:
        """Read the file again, whoever changed it last."""
        row = self._repository.find_return(self._row.unit, self._row.year)
        if row is not None:
            self._row = row
        self._load()
        self.times_read += 1

    # ---- figures

    def enter(self, code: str, words: str, how: str = "录入") -> Change:
        """Words typed into a cell; kept exactly as typed, understood or not."""
        self._writable()
        item = self._item(code)
        before = self.ret.cell(item.code)
        return self._save_cells({item.code: cells.typed(item, words, before)}, how)

    def mark(self, code: str, state: State, reason: str = "", how: str = "标记") -> Change:
        """Mark a cell 不适用 or 暂无法取得 (with its reason), or empty it (未填)."""
        self._writable()
        item = self._item(code)
        return self._save_cells({item.code: cells.marked(state, reason, self.ret.cell(item.code))}, how)

    def mark_all(self, codes: Sequence[str], state: State, how: str = "整块标记") -> Change:
        """Mark many cells at once, all or none of them; words that stood in them stay in the history."""
        self._writable()
        known = [self._item(code).code for code in codes]
        return self._save_cells({code: cells.marked(state, "", self.ret.cell(code)) for code in known}, how)

    def annotate(self, code: str, note: str | None = None, starred: bool | None = None) -> Change:
        """The clerk's remark on an item, and its follow-up star."""
        self._writable()
        before = self.ret.cell(self._item(code).code)
        after = replace(
            before,
            note=before.note if note is None else note,
            starred=before.starred if starred is None else starred,
        )
        return self._save_cells({self._item(code).code: after}, "备注")

    def exchange(self, changes: Mapping[str, tuple[Cell, Cell]], how: str) -> Change:
        """Write given cells, all or none: code → (the cell as it must stand there now, the cell to write).

        Steps taken back and pasted blocks come this way. KnownError names a cell that somebody changed meanwhile;
        a note or star put on it meanwhile stays.
        """
        self._writable()
        written: dict[str, Cell] = {}
        for code, (expected, then) in changes.items():
            label, now = self._item(code).label, self.ret.cell(code)
            cell = cells.exchanged(now, expected, then)
            if cell is not None:
                written[code] = cell
            else:
                raise KnownError(
                    f"“{label}”已在别处改动，现在是“{now.words or now.state}”；这次什么都没有改。",
                    "请先核对它现在的内容。",
                )
        return self._save_cells(written, how)

    def put(self, changes: Mapping[str, Cell], how: Mapping[str, str], switch_on: Sequence[str] = ()) -> Change:
        """Many cells at once, all or nothing; `how` says for each code where it came from."""
        self._writable()
        stamp = self._author.stamp("导入")
        with self._repository.saving():
            self._repository.switch(self._row.id, switch_on, True, stamp)
            for code, cell in changes.items():
                if cell != self.ret.cell(code):
                    own = replace(stamp, how=how.get(code, stamp.how))
                    self._repository.save_cell(self._row.id, code, self.ret.cell(code), cell, own)
        self.ret = replace(self.ret, cells={**self.ret.cells, **changes}, active=self.ret.active | set(switch_on))
        self.findings = checks.check(self.ret, self.last)
        return Change(tuple(changes), self.findings, stamp.at)

    def _save_cells(self, changes: Mapping[str, Cell], how: str) -> Change:
        before = {code: self.ret.cell(code) for code in changes}
        different = {code: cell for code, cell in changes.items() if cell != before[code]}
        stamp = self._author.stamp(how)
        fresh = [code for code in different if code not in self.ret.active]
        if different:
            with self._repository.saving():
                self._repository.switch(self._row.id, fresh, True, stamp)
                for code, cell in different.items():
                    self._repository.save_cell(self._row.id, code, before[code], cell, stamp)
            self.ret = replace(self.ret, cells={**self.ret.cells, **different})
            if fresh:
                self.ret = replace(self.ret, active=self.ret.active | set(fresh))
            self.findings = (
                checks.check(self.ret, self.last)
                if fresh
                else checks.recheck(self.ret, self.last, tuple(different), self.findings)
            )
        written = {code: (before[code], cell) for code, cell in different.items()}
        return Change(tuple(different), self.findings, stamp.at, written, how)

    # ---- head, lists, reasons

    def set_head(self, field: str, words: str) -> Change:
        """One field of the sheet's head, foot or covering document."""
        self._writable()
        before = self.ret.head.get(field, "")
        stamp = self._author.stamp("录入")
        if len(words) > LONGEST_HEAD:
            raise KnownError(f"表头的一栏最多 {LONGEST_HEAD} 字，这里有 {len(words)} 字。", "请缩短后再填。")
        if words != before:
            with self._repository.saving():
                self._repository.save_head(self._row.id, field, before, words, stamp)
            self.ret = replace(self.ret, head={**self.ret.head, field: words})
        return Change((), self.findings, stamp.at)

    def set_list(self, name: str, rows: Sequence[ListRow]) -> Change:
        """All rows of one of the lists; rows without a word are left out."""
        self._writable()
        return self._save_list(name, rows)

    def change_row(self, name: str, before: ListRow, after: ListRow) -> Change:
        """One row of a list: `before` (empty: a new one) becomes `after` (empty: taken out).

        Rows that another window changed meanwhile stay as they are; if `before` is among those, `after` is added.
        """
        self._writable()
        rows = [dict(row) for row in self.ret.lists.get(name, ())]
        if before in rows:
            rows[rows.index(dict(before))] = dict(after)
        else:
            rows.append(dict(after))
        return self._save_list(name, rows)

    def _save_list(self, name: str, rows: Sequence[ListRow]) -> Change:
        after = tuple(dict(row) for row in rows if any(words.strip() for words in row.values()))
        before = self.ret.lists.get(name, ())
        stamp = self._author.stamp("录入")
        if after != tuple(dict(row) for row in before):
            with self._repository.saving():
                self._repository.save_list(self._row.id, name, before, after, stamp)
            self.ret = replace(self.ret, lists={**self.ret.lists, name: after})
        return Change((), self.findings, stamp.at)

    def explain(self, rule: str, reason: str) -> Change:
        """The reason for a 需说明; it passes from then on, until one of its figures changes."""
        self._writable()
        finding = next((f for f in self.findings if f.rule == rule and f.level is Level.EXPLAIN), None)
        if finding is None:
            raise KnownError("这一条现在不需要说明。", "请刷新问题清单后再看。")
        stamp = self._author.stamp("说明")
        after = Explanation(reason.strip(), finding.figures)
        with self._repository.saving():
            self._repository.save_explanation(self._row.id, rule, finding.explanation, after, stamp)
        kept = {**self.ret.explanations, rule: after}
        if not after.reason:
            del kept[rule]
        self.ret = replace(self.ret, explanations=kept)
        self.findings = checks.check(self.ret, self.last)
        return Change(finding.codes, self.findings, stamp.at)

    def set_aside(self, rule: str, treatment: Treatment, reason: str) -> Change:
        """Leave a rule unjudged for this return, or take it as a 提示; the reason is printed. KnownError in words."""
        self._writable()
        problem = set_aside.objection(self.ret, rule, treatment)
        if problem:
            raise KnownError(*problem)
        if not reason.strip():
            raise KnownError("停用或降级一条审核关系，要写明原因。", "例如“两表统计口径不同，已与市依法治市办确认”。")
        return self._treat(rule, Waiver(treatment, reason.strip()), treatment.value)

    def restore(self, rule: str) -> Change:
        """Judge a rule that was set aside as the pack says again."""
        self._writable()
        if rule not in self.ret.waivers:
            raise KnownError("这一条没有停用，也没有降级。", "请刷新问题清单后再看。")
        return self._treat(rule, None, "恢复审核")

    def _treat(self, rule: str, after: Waiver | None, how: str) -> Change:
        stamp = self._author.stamp(how)
        kept = dict(self.ret.waivers)
        before = kept.pop(rule, None)
        if after != before:
            with self._repository.saving():
                self._repository.save_waiver(self._row.id, rule, before, after, stamp)
            self.ret = replace(self.ret, waivers={**kept, rule: after} if after else kept)
            self.findings = checks.check(self.ret, self.last)
        return Change((), self.findings, stamp.at)

    # ---- what the return asks

    def switch_on(self, codes: Sequence[str]) -> Change:
        """Take items of the library into this return (and, with it, into the years that follow)."""
        self._writable()
        fresh = [self._item(code).code for code in codes if self._item(code).code not in self.ret.active]
        return self._switched(fresh, True)

    def switch_off(self, code: str) -> Change:
        """Take a library item out again; only while nothing was filled into it."""
        self._writable()
        item = self._item(code)
        if self.ret.cell(item.code).state is not State.BLANK:
            raise KnownError(f"“{item.label}”已经填了内容，不能停用。", "请先清空它。")
        if item.tier is not Tier.LIBRARY or item.code in self.ret.pack.starting_codes(self.ret.year):
            raise KnownError(f"“{item.label}”是必报指标，不能停用。", "没有此项职责的，请标为“不适用”。")
        return self._switched([item.code], False)

    def _switched(self, codes: Sequence[str], on: bool) -> Change:
        stamp = self._author.stamp("选用指标")
        with self._repository.saving():
            self._repository.switch(self._row.id, codes, on, stamp)
        active = self.ret.active | set(codes) if on else self.ret.active - set(codes)
        self.ret = replace(self.ret, active=active)
        self.findings = checks.check(self.ret, self.last)
        return Change(tuple(codes), self.findings, stamp.at)

    def add_own_item(self, own: OwnItem) -> str:
        """An item of the bureau's own from this year on; its code. KnownError names what is wrong."""
        self._writable()
        self._sound(own)
        values = {
            "name": own.name.strip(), "measure": own.unit, "kind": own.kind.value, "decimals": own.decimals,
            "section": own.section, "definition": own.definition, "office": own.office, "choices": list(own.choices),
        }  # fmt: skip
        stamp = self._author.stamp("自设指标", own.name.strip())
        with self._repository.saving():
            code = self._repository.add_own_item(self._row.unit_id, self._row.year, values)
            self._repository.switch(self._row.id, [code], True, stamp)
        self._load()
        return code

    def _sound(self, own: OwnItem) -> None:
        name = own.name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise KnownError(
                f"自设指标要有名称，在 {LONGEST_NAME} 字以内，不能换行。", "请填写名称，例如“土地信访听证会次数”。"
            )
        taken = {item.name for item in self.ret.pack.items.values()}
        taken |= {entry["name"] for entry in self._repository.own_items(self._row.unit_id, EVERY_YEAR)}
        if own.name.strip() in taken:
            raise KnownError(f"已有名为“{own.name.strip()}”的指标。", "请换一个名称，或从指标库中选用它。")
        if own.kind.is_number and find_unit(own.unit) is None:
            raise KnownError(f"不认识的单位“{own.unit}”。", "请从列表中选择，例如“件”。")
        if not 0 <= own.decimals <= MOST_DECIMALS:
            raise KnownError(f"小数位数只能是 0—{MOST_DECIMALS}。", "计数填 0，面积和金额一般填 2。")
        if own.kind is Kind.CHOICE and not any(choice.strip() for choice in own.choices):
            raise KnownError("选择类指标要有可选的内容。", "请至少写两项，例如“是、否、部分”。")

    # ---- locking

    def finalise(self) -> Change:
        """定稿: lock the return; KnownError in words if something is still open."""
        self._writable()
        problem = self.not_ready()
        if problem:
            raise KnownError(f"还不能定稿：{problem}。", "请处理后再定稿。")
        own = [code for code, item in self.ret.pack.items.items() if item.tier is Tier.OWN]
        with self._repository.saving():  # what it asks now is what it asks for good
            self._repository.switch(self._row.id, own, True, self._author.stamp("定稿"))
        return self._set_status(Status.FINAL, self._author.stamp("定稿"))

    def not_ready(self) -> str:
        """What stands in the way of 定稿, in words; "" if nothing does."""
        errors = sum(f.level is Level.ERROR for f in self.findings)
        reasons = sum(f.level is Level.EXPLAIN and f.open for f in self.findings)
        blank = len(self.ret.unfilled())
        parts = [
            f"{count} {words}"
            for count, words in ((errors, "处错误"), (reasons, "处需说明"), (blank, "项未填"))
            if count
        ]
        return "，".join(parts)

    def reopen(self, why: str) -> Change:
        """Unlock a finalised return; the reason is kept in its history."""
        self.refresh()
        if self.ret.status is not Status.FINAL:
            raise KnownError("这份填报没有定稿，不用退回。", "可以直接修改。")
        if not why.strip():
            raise KnownError("退回修改要写明原因。", "例如“市依法治市办要求补充说明”。")
        return self._set_status(Status.DRAFT, self._author.stamp("退回修改", why.strip()))

    def _set_status(self, status: Status, stamp: Stamp) -> Change:
        with self._repository.saving():
            self._repository.set_status(self._row.id, self.ret.status, status, stamp)
        self._row = replace(self._row, status=status)
        self.ret = replace(self.ret, status=status)
        return Change((), self.findings, stamp.at)

    # ---- reading

    def history(self, code: str, subject: str = "指标") -> list[Event]:
        """What happened to one cell (or, with another subject, a field or list), newest first."""
        return self._repository.history(self._row.id, subject, code)

    def earlier_values(self, code: str, years: int = 5) -> list[tuple[int, Cell]]:
        """(year, cell) of the years before this one that have the item, oldest first."""
        item = self._item(code)
        codes = (item.code, *item.aliases)
        stored = self._repository.earlier_cells(self._row.unit_id, codes, self.ret.year - years, self.ret.year)
        by_year: dict[int, dict[str, CellRow]] = {}
        for year, entry in stored:
            by_year.setdefault(year, {})[item.code if entry[0] == item.code else ""] = entry
        return [(year, stored_cell(item, of.get(item.code) or of[""])) for year, of in by_year.items()]

    def export(self, target: Path) -> Path:
        """The standard workbook of this return, written, read back, compared and moved into place."""
        from db.sheets.export import export_standard  # noqa: PLC0415 - its libraries are off the start path

        made_on = self._author.now()[:10]
        export_standard(target, self.ret, self.last, self.findings, made_on, VERSION)
        return target

    def _item(self, code: str) -> Item:
        known = self.ret.pack.resolve(code)
        if known is None:
            raise KnownError(f"没有代码为“{code}”的指标。", "请核对代码。")
        return self.ret.pack.items[known]

    def _writable(self) -> None:
        self.refresh()
        if self.ret.status is Status.FINAL:
            raise KnownError(
                f"“{self.ret.unit}” {self.ret.year} 年的填报已定稿，不能修改。",
                "确需修改的，请先“退回修改”并写明原因。",
            )
