"""Whether the rules of a pack are understood, name what exists, and come out as their examples say.

Knows the rule language only through its tree; needs a pack whose entries already fit together.
"""

from collections.abc import Iterator

from db.domain.pack import Pack, Rule
from db.domain.pack.demands import Fault, label, word
from db.domain.pack.references import placed
from db.domain.rules import RuleMistake, examples_fail, parse
from db.domain.rules.tree import Name, Range, leaves


def rule_faults(document: object, pack: Pack) -> Iterator[Fault]:
    """Everything wrong with the rules; examples are judged only where the rule is sound."""
    for place, entry in placed(document, "rule"):
        rule = pack.rule_by_id[word(entry, "id")]
        found = list(_text_faults(place, rule, pack))
        yield from found or (Fault(place, problem) for problem in examples_fail(rule, pack))


def _text_faults(place: str, rule: Rule, pack: Pack) -> Iterator[Fault]:
    for key, text in (("when", rule.when), ("check", rule.check)):
        if not text:
            continue
        try:
            tree = parse(text)
        except RuleMistake as mistake:
            yield Fault(place, f"{label(key)}：{mistake}")
            continue
        for problem in filter(None, (_unknown(leaf, pack) for leaf in leaves(tree))):
            yield Fault(place, f"{label(key)}：{problem}")


def _unknown(leaf: Name | Range, pack: Pack) -> str:
    if isinstance(leaf, Name):
        known = pack.resolve(leaf.ref.code)
        return "" if known else f"没有代码为“{leaf.ref.code}”的指标或单元格"
    table = pack.table_by_id.get(leaf.table)
    if table is None:
        return f"没有标识为“{leaf.table}”的固定表"
    if table.expand(leaf.row, leaf.column):
        return ""
    return f"固定表“{table.label}”里没有“{leaf.table}.{leaf.row}.{leaf.column}”这些单元格"
