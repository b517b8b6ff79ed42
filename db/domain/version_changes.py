"""What differs between two versions of one return, item by item and in words; judges nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from db.domain.cells import Cell
from db.domain.returns import ListRow, Return, printed_codes


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One difference: of which sort (指标, 表头, 清单, 说明), what it is called, the words before and now."""

    sort: str
    code: str
    name: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return f"{self.sort}　{self.name}：{self.before or '（空）'} → {self.after or '（空）'}"


def version_changes(before: Return, after: Return) -> tuple[VersionChange, ...]:
    """Everything by which `after` differs from `before`, in the order of the printed sheet."""
    return (*_figures(before, after), *_head(before, after), *_lists(before, after), *_reasons(before, after))


def words_of(cell: Cell) -> str:
    """A cell in words: what was typed or its state, its reason and note behind."""
    extra = [part for part in (cell.reason and f"原因：{cell.reason}", cell.note and f"备注：{cell.note}") if part]
    return "；".join((cell.words or cell.state.value, *extra))


def _figures(before: Return, after: Return) -> Iterator[VersionChange]:
    own = (*after.active, *before.active)
    order = dict.fromkeys((*printed_codes(after.pack, after.year), *printed_codes(before.pack, before.year), *own))
    for code in order:
        was, now = (_asked(ret, code) for ret in (before, after))
        if was != now:
            item = after.pack.items.get(code) or before.pack.items.get(code)
            yield VersionChange("指标", code, item.label if item else code, was, now)


def _asked(ret: Return, code: str) -> str:
    return words_of(ret.cell(code)) if code in ret.active else "（不在表中）"


def _head(before: Return, after: Return) -> Iterator[VersionChange]:
    labels = {f.id: f.label for f in (*before.pack.head_fields, *after.pack.head_fields)}
    for name in dict.fromkeys((*labels, *before.head, *after.head)):
        was, now = before.head.get(name, ""), after.head.get(name, "")
        if was != now:
            yield VersionChange("表头", name, labels.get(name, name), was, now)


def _lists(before: Return, after: Return) -> Iterator[VersionChange]:
    titles = {form.id: form.title for form in (*before.pack.lists, *after.pack.lists)}
    for name in dict.fromkeys((*titles, *before.lists, *after.lists)):
        gone, come = rows_changed(before.lists.get(name, ()), after.lists.get(name, ()))
        for row in gone:
            yield VersionChange("清单", name, titles.get(name, name), row, "")
        for row in come:
            yield VersionChange("清单", name, titles.get(name, name), "", row)


def rows_changed(before: Sequence[ListRow], after: Sequence[ListRow]) -> tuple[list[str], list[str]]:
    """The rows of a list that are gone and those that came, each in words; a change of order is none."""
    was, now = list(map(_filled, before)), list(map(_filled, after))
    return list(map(_line, _without(was, now))), list(map(_line, _without(now, was)))


def rows_in_words(rows: Sequence[ListRow]) -> str:
    """A whole list on one line."""
    return "；".join(map(_line, rows))


def _filled(row: ListRow) -> ListRow:
    return {column: words for column, words in row.items() if words.strip()}


def _line(row: ListRow) -> str:
    return "，".join(_filled(row).values())


def _without(rows: Sequence[ListRow], others: Sequence[ListRow]) -> list[ListRow]:
    rest = list(others)
    left = []
    for row in rows:
        if row in rest:
            rest.remove(row)
        else:
            left.append(row)
    return left


def _reasons(before: Return, after: Return) -> Iterator[VersionChange]:
    titles = {rule.id: rule.title for rule in (*before.pack.rules, *after.pack.rules)}
    was, now = (_reasons_of(ret) for ret in (before, after))
    for rule in dict.fromkeys((*was, *now)):
        if was.get(rule) != now.get(rule):
            yield VersionChange("说明", rule, titles.get(rule, rule), was.get(rule, ""), now.get(rule, ""))


def _reasons_of(ret: Return) -> Mapping[str, str]:
    set_aside = {rule: f"{waiver.treatment}：{waiver.reason}" for rule, waiver in ret.waivers.items()}
    return {rule: reason.reason for rule, reason in ret.explanations.items()} | set_aside
