"""A rule tied to one pack: aliases and linked cells resolved, ranges spelled out; knows no return."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from db.domain.pack import Pack, Rule
from db.domain.rules.figures import Figure, Figures, exact
from db.domain.rules.judge import Judgement, Verdict, judge
from db.domain.rules.parser import RuleMistake, parse
from db.domain.rules.tree import Exact, Name, Range, Ref, Truth, leaves, with_leaves


@dataclass(frozen=True, slots=True)
class Condition:
    """A tree tied to a pack, and all that it reads, each once, in the order written."""

    tree: Truth
    reads: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule ready to be judged; `reads` is all that is read, the check's part first."""

    rule: Rule
    check: Condition
    when: Condition | None
    tolerance: Exact | None
    reads: tuple[Ref, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes read of this year, each once."""
        return tuple(ref.code for ref in self.reads if not ref.last)


def bind(node: Truth, pack: Pack) -> Truth:
    """`node` with the codes in use of `pack`; RuleMistake if it names what the pack does not have."""
    return with_leaves(node, lambda leaf: _names(leaf, pack))


def reads(node: Truth, pack: Pack) -> tuple[Ref, ...]:
    """Every figure that `node` reads, each once, in the order written; RuleMistake as for `bind`."""
    return _condition(bind(node, pack)).reads


def bind_rule(rule: Rule, pack: Pack) -> BoundRule:
    """`rule` tied to `pack`; RuleMistake if its text is unsound or names what the pack does not have."""
    check = _condition(bind(parse(rule.check), pack))
    when = _condition(bind(parse(rule.when), pack)) if rule.when else None
    together = tuple(dict.fromkeys((*check.reads, *(when.reads if when else ()))))
    return BoundRule(rule, check, when, _tolerance(rule.tolerance), together)


def judge_rule(bound: BoundRule, figures: Figures) -> Judgement:
    """Judge a rule. It stays 未核 where its condition does not hold or is itself 未核."""
    condition = _judged(bound.when, figures, None).verdict if bound.when else Verdict.PASSED
    if condition in (Verdict.BROKEN, Verdict.UNJUDGED):
        return Judgement(Verdict.UNJUDGED, ())
    found = _judged(bound.check, figures, bound.tolerance)
    if condition is Verdict.DOUBTFUL and found.verdict is Verdict.BROKEN:
        return Judgement(Verdict.DOUBTFUL, found.sides)
    return found


def _judged(condition: Condition, figures: Figures, tolerance: Exact | None) -> Judgement:
    """The judgement; 未核 where all that is read is 不适用, as there is then nothing to compare."""
    found = judge(condition.tree, figures, tolerance)
    if not condition.reads or any(_applies(figures[ref]) for ref in condition.reads):
        return found
    return Judgement(Verdict.UNJUDGED, found.sides)


def _applies(figure: Figure | None) -> bool:
    return figure is None or figure.applies


def _tolerance(text: str) -> Exact | None:
    try:
        return exact(Decimal(text)) if text else None
    except (InvalidOperation, OverflowError, ValueError):
        raise RuleMistake(f"允许的误差“{text}”不是一个数", 0) from None


def _condition(tree: Truth) -> Condition:
    found = (leaf.ref for leaf in leaves(tree) if isinstance(leaf, Name))
    return Condition(tree, tuple(dict.fromkeys(found)))


def _names(leaf: Name | Range, pack: Pack) -> tuple[Name, ...]:
    if isinstance(leaf, Name):
        code = pack.resolve(leaf.ref.code)
        if code is None:
            raise RuleMistake(f"没有代码为“{leaf.ref.code}”的指标或格", leaf.position)
        return (Name(Ref(code, leaf.ref.last), leaf.position),)
    table = pack.table_by_id.get(leaf.table)
    if table is None:
        raise RuleMistake(f"没有代码为“{leaf.table}”的表", leaf.position)
    codes = table.expand(leaf.row, leaf.column)
    if not codes:
        raise RuleMistake(f"“{leaf.table}.{leaf.row}.{leaf.column}”里一个格也没有", leaf.position)
    return tuple(Name(Ref(code), leaf.position) for code in codes)
