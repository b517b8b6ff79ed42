"""The little rule language: text → tree → judgement and words. This face is all that others need of it."""

from db.domain.rules.bound import BoundRule, bind, bind_rule, judge_rule, reads
from db.domain.rules.examples import examples_fail
from db.domain.rules.figures import Figure, Figures, figure
from db.domain.rules.judge import Judgement, Verdict, judge
from db.domain.rules.parser import RuleMistake, parse
from db.domain.rules.tree import Node, Ref, Truth
from db.domain.rules.words import in_words, sentence, shown

__all__ = [
    "BoundRule",
    "Figure",
    "Figures",
    "Judgement",
    "Node",
    "Ref",
    "RuleMistake",
    "Truth",
    "Verdict",
    "bind",
    "bind_rule",
    "examples_fail",
    "figure",
    "in_words",
    "judge",
    "judge_rule",
    "parse",
    "reads",
    "sentence",
    "shown",
]
