"""A pack rehearsed on returns of past years: which of its rules would have fired where; changes and stores nothing.

The words of those years are read anew with the pack's own items.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.domain.cells import BLANK, Cell, State, typed
from db.domain.items import Item, Tier
from db.domain.pack import Pack, Rule
from db.domain.returns import Return, Status
from db.domain.rules import BoundRule, Ref, Verdict, figure, judge_rule
from db.domain.rules.index import index_of


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one rule: the names of the returns it was asked of, by verdict."""

    rule: Rule
    broken: tuple[str, ...]
    doubtful: tuple[str, ...]
    passed: tuple[str, ...]
    unjudged: tuple[str, ...]

    @property
    def remark(self) -> str:
        """What makes the rule worth a second look; "" if nothing does."""
        judged = len(self.broken) + len(self.doubtful) + len(self.passed)
        if self.unjudged and not judged:
            return "从来判不出来：这些年度没有它要的数，或者前提从不成立。"
        if len(self.broken) == judged > 1:
            return "每年都不符：规则可能过严，或者口径、单位与历年填报不一致。"
        return ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The returns it was rehearsed on, by name, and what became of every rule."""

    returns: tuple[str, ...]
    trials: tuple[Trial, ...]

    @property
    def fired(self) -> tuple[Trial, ...]:
        """The rules that would have fired at least once."""
        return tuple(trial for trial in self.trials if trial.broken or trial.doubtful)

    @property
    def never_judged(self) -> tuple[Trial, ...]:
        """The rules that could not be judged in any year."""
        return tuple(t for t in self.trials if t.unjudged and not (t.broken or t.doubtful or t.passed))

    @property
    def sentence(self) -> str:
        """The outcome in one line."""
        if not self.returns:
            return "数据文件里还没有可以试算的年度。"
        every = sum("每年" in trial.remark for trial in self.trials)
        parts = (
            f"在 {len(self.returns)} 份填报上试算 {len(self.trials)} 条规则：{len(self.fired)} 条会有问题",
            f"其中 {every} 条每年都不符" if every else "",
            f"{len(self.never_judged)} 条从来判不出来" if self.never_judged else "",
        )
        return "，".join(filter(None, parts)) + "。"


def rehearse(pack: Pack, returns: Sequence[Return]) -> Rehearsal:
    """Judge every rule of `pack` on every one of `returns`; last year's figures come from among them."""
    names = _names(returns)
    by_year = {(ret.unit, ret.year): _Read(pack, ret) for ret in returns}
    found: dict[str, dict[Verdict, list[str]]] = {}
    own = {rule.id: rule for rule in pack.rules}
    for ret, name in zip(returns, names, strict=True):
        this, last = by_year[ret.unit, ret.year], by_year.get((ret.unit, ret.year - 1))
        for bound in index_of(pack).rules:
            if bound.rule.applies(ret.year):
                found.setdefault(bound.rule.id, {}).setdefault(_verdict(bound, this, last), []).append(name)
    return Rehearsal(names, tuple(_trial(own[rule], verdicts) for rule, verdicts in found.items()))


def left_behind(pack: Pack, returns: Sequence[Return]) -> tuple[str, ...]:
    """One sentence for each figure of a draft of the pack's years that the pack does not ask for any more."""
    return tuple(
        f"{name} {ret.item(code).label} 已填“{cell.words}”：采用后不再显示，数据留在文件里"
        for ret, name in zip(returns, _names(returns), strict=True)
        if ret.status is Status.DRAFT and pack.covers(ret.year)
        for code, cell in ret.cells.items()
        if cell.state is State.VALUE and code in ret.pack.items and ret.item(code).tier is not Tier.OWN
        if pack.resolve(code) is None
    )


def _names(returns: Sequence[Return]) -> tuple[str, ...]:
    """The years; with the unit where there are several."""
    several = len({ret.unit for ret in returns}) > 1
    return tuple(f"{ret.unit if several else ''}{ret.year}年" for ret in returns)


def _trial(rule: Rule, verdicts: dict[Verdict, list[str]]) -> Trial:
    order = (Verdict.BROKEN, Verdict.DOUBTFUL, Verdict.PASSED, Verdict.UNJUDGED)
    return Trial(rule, *(tuple(verdicts.get(verdict, ())) for verdict in order))


class _Read:
    """The cells of one return, read with the items of another pack when they are first asked for."""

    def __init__(self, pack: Pack, ret: Return) -> None:
        self._pack, self._ret = pack, ret
        self._old: dict[str, str] = {}
        for code in ret.cells:
            now = pack.resolve(code) or code
            if now == code or now not in self._old:  # an item's own code goes before an old one
                self._old[now] = code

    def cell(self, code: str) -> Cell:
        """The cell of an item of the pack, wherever the return keeps it."""
        item = self._pack.items[code]
        cell = self._ret.cells.get(self._old.get(code, self._ret.pack.resolve(code) or code), BLANK)
        return typed(item, cell.words) if cell.state is State.VALUE and _reads_anew(item, self._ret) else cell


def _reads_anew(item: Item, ret: Return) -> bool:
    """Whether the pack reads an item's words in another way than the return did."""
    before = ret.pack.items.get(item.code)
    return before is None or replace(before, number="", section="", tier=Tier.CORE) != replace(
        item, number="", section="", tier=Tier.CORE
    )


def _verdict(bound: BoundRule, this: _Read, last: _Read | None) -> Verdict:
    def cell(ref: Ref) -> Cell:
        read = last if ref.last else this
        return read.cell(ref.code) if read else BLANK

    pack = this._pack  # noqa: SLF001 - of this very module
    return judge_rule(bound, {ref: figure(pack.items[ref.code], cell(ref)) for ref in bound.reads}).verdict
