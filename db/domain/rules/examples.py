"""A rule's own examples put to the test; knows how their words become figures, nothing of returns."""

from collections.abc import Mapping

from db.domain.cells import BLANK, Cell, typed
from db.domain.pack import Example, Pack, Rule
from db.domain.rules.bound import BoundRule, bind_rule, judge_rule
from db.domain.rules.figures import figure
from db.domain.rules.judge import Verdict
from db.domain.rules.parser import RuleMistake
from db.domain.rules.tree import Ref
from db.domain.rules.words import sentence

LAST = "last:"


def examples_fail(rule: Rule, pack: Pack) -> list[str]:
    """What is wrong with the rule's examples, one sentence each; empty if all come out as stated."""
    try:
        bound = bind_rule(rule, pack)
    except RuleMistake as mistake:
        return [str(mistake)]
    problems = []
    counts = {True: 0, False: 0}
    for example in rule.examples:
        counts[example.passes] += 1
        name = f"第 {counts[example.passes]} 个{'通过' if example.passes else '不符'}的例子"
        problems += [f"{name}{problem}" for problem in _problems(bound, example, pack)]
    return problems


def _problems(bound: BoundRule, example: Example, pack: Pack) -> list[str]:
    cells, unknown = _cells(example.words, bound, pack)
    if unknown:
        return unknown
    figures = {ref: figure(pack.items[ref.code], cells.get(ref, BLANK)) for ref in bound.reads}
    found = judge_rule(bound, figures)
    wanted = Verdict.PASSED if example.passes else Verdict.BROKEN
    if found.verdict is wanted:
        return []
    if found.verdict is Verdict.UNJUDGED:
        blank = [pack.items[ref.code].label for ref, value in figures.items() if value is None]
        why = f"没有给出 {'、'.join(blank)} 的数" if blank else "条件不成立，或者除数为 0"
        return [f"判不出来：{why}。"]
    said = sentence(bound, found, pack, lambda ref: cells.get(ref, BLANK))
    return [f"判成了“{found.verdict}”。{said if found.verdict is not Verdict.PASSED else ''}"]


def _cells(words: Mapping[str, str], bound: BoundRule, pack: Pack) -> tuple[dict[Ref, Cell], list[str]]:
    cells, problems = {}, []
    for key, said in words.items():
        code = pack.resolve(key.removeprefix(LAST))
        ref = Ref(code or "", key.startswith(LAST))
        if ref not in bound.reads:
            problems.append(f"里的“{key}”，规则没有用到。")
            continue
        cell = typed(pack.items[ref.code], said)
        if cell.misread:
            problems.append(f"里的“{key}”：{cell.misread.sentence}")
        cells[ref] = cell
    return cells, problems
