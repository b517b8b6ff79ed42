"""One open return: changing a figure, explaining a finding, choosing what it asks; each change is saved at once.

Every verb gives a `Change`: what is different now. Words that cannot be understood are kept and become a finding.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from db.domain import cells, checks, set_aside
from db.domain.cells import Cell, State
from db.domain.findings import Explanation, Treatment, Waiver
from db.domain.items import Item, Tier
from db.domain.pack import Level
from db.domain.returns import ListRow
from db.domain.trouble import KnownError
from db.service.change import Change
from db.service.own_items import OwnItem, refuse_unsound
from db.service.signed_return import SignedReturn
from db.service.stored import stored_cell
from db.store.repository import CellRow, Event

EVERY_YEAR = 9999
LONGEST_HEAD = 500  # it stands on one line of the cover and in the head of every page
Along = Callable[[], None] | None
CARRIED_FIELDS = ("reporting_unit", "unit_leader", "reviewer", "filler", "phone", "addressee", "copy_to")


class OpenReturn(SignedReturn):
    """The return of one unit and year: its figures, head, lists and reasons, changed while it is open for entry."""

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

    def exchange(
        self, changes: Mapping[str, tuple[Cell, Cell]], how: str, origin: Mapping[str, str] | None = None,
        along: Along = None,
    ) -> Change:  # fmt: skip
        """Write given cells, all or none: code → (the cell as it must stand there now, the cell to write).

        Steps taken back, pasted blocks and collected workbooks come this way. `origin` says for codes where they came
        from, `along` writes what must stand or fall with them. KnownError names a cell that was changed meanwhile; a
        note or star put on it meanwhile stays.
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
        return self._save_cells(written, how, origin, along)

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

    def _save_cells(
        self, changes: Mapping[str, Cell], how: str, origin: Mapping[str, str] | None = None, along: Along = None
    ) -> Change:
        before = {code: self.ret.cell(code) for code in changes}
        different = {code: cell for code, cell in changes.items() if cell != before[code]}
        stamp = self._author.stamp(how)
        fresh = [code for code in different if code not in self.ret.active]
        if different or along:
            with self._repository.saving():
                self._repository.switch(self._row.id, fresh, True, stamp)
                for code, cell in different.items():
                    own = replace(stamp, how=(origin or {}).get(code, how))
                    self._repository.save_cell(self._row.id, code, before[code], cell, own)
                if along:
                    along()
        if different:
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
        taken = {item.name for item in self.ret.pack.items.values()}
        taken |= {entry["name"] for entry in self._repository.own_items(self._row.unit_id, EVERY_YEAR)}
        refuse_unsound(own, taken)
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

    def _item(self, code: str) -> Item:
        known = self.ret.pack.resolve(code)
        if known is None:
            raise KnownError(f"没有代码为“{code}”的指标。", "请核对代码。")
        return self.ret.pack.items[known]

    def _writable(self) -> None:
        self.refresh()
        if self.ret.status.locked:
            raise KnownError(
                f"“{self.ret.unit}” {self.ret.year} 年的填报{self.ret.status.told}，不能修改。",
                "确需修改的，请先“退回修改”并写明原因。",
            )
