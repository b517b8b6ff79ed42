"""The check of a return: its rules and what its items' kinds demand, as findings in printed order.

Knows returns and rules; stores nothing, changes nothing. The same return gives the same findings.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from db.domain.cell_checks import CELL_CHECKS, cell_findings
from db.domain.cells import BLANK, Cell, State
from db.domain.comparison import cell_read, counterpart, restated
from db.domain.findings import Finding, Treatment
from db.domain.items import Tier
from db.domain.pack import Level
from db.domain.quantity import plain
from db.domain.returns import Return
from db.domain.rules.bound import BoundRule, judge_rule
from db.domain.rules.examples import LAST
from db.domain.rules.figures import Figure, figure
from db.domain.rules.index import Group, Index, index_of
from db.domain.rules.judge import Verdict
from db.domain.rules.tree import Ref
from db.domain.rules.words import sentence
from db.domain.swings import SWING

UNFILLED = "unfilled"
FIRST_FEW = 3
_LEVELS = {Level.ERROR: 0, Level.EXPLAIN: 1, Level.HINT: 2}
_plain = lru_cache(maxsize=4096)(plain)
_ORDER_IN_CELL = {name: place for place, name in enumerate((*CELL_CHECKS, UNFILLED))}


def check(ret: Return, last: Return | None) -> tuple[Finding, ...]:
    """Everything there is to say about `ret`; `last` is the same unit's return of the year before.

    By level, then by the printed place of the item each finding is about.
    """
    index = index_of(ret.pack)
    groups = _asked(ret, index.groups)
    rules = _rule_findings(index.rules, _Figures(ret, last))
    found = [*rules, *_cell_findings(ret, last, ret.cells, groups), *_unfilled(ret, groups)]
    return _in_order(found, index)


def recheck(
    ret: Return, last: Return | None, changed_codes: Collection[str], before: Iterable[Finding]
) -> tuple[Finding, ...]:
    """What `check` would say of `ret`, given what it said `before` the changed codes' cells changed.

    Only what reads one of these codes is judged again. All else of `ret`, and `last`, must be as
    it was.
    """
    index = index_of(ret.pack)
    codes = [code for code in dict.fromkeys(changed_codes) if code in index.order]
    rules = index.rules_reading(codes)
    groups = tuple({index.group_of[code].id: index.group_of[code] for code in codes}.values())
    stale = {bound.rule.id for bound in rules}
    stale |= {f"{name}:{code}" for name in CELL_CHECKS for code in codes}
    stale |= {f"{UNFILLED}:{group.id}" for group in groups}
    kept = [finding for finding in before if finding.rule not in stale]
    asked = _asked(ret, groups)
    new = _rule_findings(rules, _Figures(ret, last))
    found = [*kept, *new, *_cell_findings(ret, last, codes, asked), *_unfilled(ret, asked)]
    return _in_order(found, index)


class _Figures(dict[Ref, Figure | None]):
    """The figures of a return and of the one before it, each read when first asked for."""

    def __init__(self, ret: Return, last: Return | None) -> None:
        super().__init__()
        self.ret = ret
        self.last = last

    def __missing__(self, ref: Ref) -> Figure | None:
        found = self[ref] = figure(self.ret.pack.items[ref.code], self.cell(ref))
        return found

    def cell(self, ref: Ref) -> Cell:
        """The cell that `ref` names."""
        return cell_read(self.ret, self.last, ref)


def _rule_findings(rules: Iterable[BoundRule], figures: _Figures) -> Iterator[Finding]:
    ret = figures.ret
    for bound in rules:
        if not bound.rule.applies(ret.year) or _is_off(bound.rule.id, ret):
            continue
        found = judge_rule(bound, figures)
        if found.verdict in (Verdict.PASSED, Verdict.UNJUDGED):
            continue
        level = bound.rule.level if found.verdict is Verdict.BROKEN else Level.HINT
        message = sentence(bound, found, ret.pack, figures.cell)
        read = "|".join(_said(ref, figures.cell(ref)) for ref in bound.reads)
        finding = Finding(bound.rule.id, level, bound.codes, message, bound.rule.next_step, read)
        if treated := _treated(finding, ret):
            yield _explained(treated, ret)


def _is_off(rule: str, ret: Return) -> bool:
    waiver = ret.waivers.get(rule)
    return waiver is not None and waiver.treatment is Treatment.OFF


def _treated(finding: Finding, ret: Return) -> Finding | None:
    """The finding as this return takes its rule: at its level, as a 提示, or (None) not at all."""
    waiver = ret.waivers.get(finding.rule)
    if waiver is None:
        return finding
    if waiver.treatment is Treatment.OFF:
        return None
    return replace(finding, level=Level.HINT, softened=waiver.reason)


def _cell_findings(
    ret: Return, last: Return | None, codes: Iterable[str], groups: tuple[Group, ...]
) -> Iterator[Finding]:
    index = index_of(ret.pack)
    asked = {group.id for group in groups}
    for code in codes:
        if code in ret.active and code in index.order and index.group_of[code].id in asked:
            item, cell = ret.pack.items[code], ret.cell(code)
            before = counterpart(item, last) if last and cell.quantity else None
            for finding in cell_findings(item, cell, before, index.limits.get(item.unit)):
                yield from _told(finding, cell, before, ret, last)


def _told(finding: Finding, cell: Cell, before: Cell | None, ret: Return, last: Return | None) -> Iterator[Finding]:
    """A cell's finding with the figures it was judged by; a change from last year unless it was set aside."""
    (code,) = finding.codes
    name = finding.rule.partition(":")[0]
    read = _said(Ref(code), cell)
    if before is not None and name in ("slip", SWING):
        read = f"{read}|{_said(Ref(code, last=True), before)}"
    finding = replace(finding, figures=read)
    if name != SWING:
        yield _explained(finding, ret)
    elif last is not None and not restated(ret, last, code) and (treated := _treated(finding, ret)):
        yield _explained(treated, ret)


def _unfilled(ret: Return, groups: Iterable[Group]) -> Iterator[Finding]:
    """One 提示 for each section or table that still has 未填 items."""
    for group in groups:
        asked = [code for code in group.codes if code in ret.active]
        blank = tuple(code for code in asked if ret.cells.get(code, BLANK).state is State.BLANK)
        if not blank:
            continue
        named = "、".join(_short(ret, code) for code in blank[:FIRST_FEW])
        all_of_several = len(blank) == len(asked) > 1
        count = f"{len(blank)} 项均未填" if all_of_several else f"还有 {len(blank)} 项未填"
        message = f"{group.label}：{count}：{named}{' 等' if len(blank) > FIRST_FEW else ''}。"
        step = "逐项填写；没有发生的填 0，没有此项职责的标“不适用”。"
        yield Finding(f"{UNFILLED}:{group.id}", Level.HINT, blank, message, step)


def _short(ret: Return, code: str) -> str:
    """The item's label; a table's own cell without the table's title, which the message has said already."""
    item = ret.pack.items[code]
    return item.name.partition("·")[2] if item.tier is Tier.TABLE else item.label


def _asked(ret: Return, groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """The groups that a return of this year asks: all sections, and the tables of the year."""
    tables = {table.id for table in ret.tables}
    return tuple(group for group in groups if not group.is_table or group.id in tables)


def _said(ref: Ref, cell: Cell) -> str:
    """code=words as a key: the same figure typed in full or half width is the same figure."""
    stated = _plain(cell.words) if cell.state is State.VALUE else cell.state.value
    return f"{LAST if ref.last else ''}{ref.code}={stated}"


def _explained(finding: Finding, ret: Return) -> Finding:
    """The finding with the reason written for it, outdated where its figures have changed since."""
    written = ret.explanations.get(finding.rule)
    if written is None:
        return finding
    outdated = written.figures != finding.figures
    return replace(finding, explanation=written.reason, outdated=outdated)


def _in_order(findings: list[Finding], index: Index) -> tuple[Finding, ...]:
    """By level, then printed place; there the cell's own findings first, then the pack's rules."""

    def key(finding: Finding) -> tuple[int, int, int]:
        end = len(index.order)
        place = index.order.get(finding.codes[0], end) if finding.codes else end
        position = index.positions.get(finding.rule)
        if position is None:
            position = _ORDER_IN_CELL[finding.rule.partition(":")[0]] - len(_ORDER_IN_CELL)
        return _LEVELS[finding.level], place, position

    return tuple(sorted(findings, key=key))
