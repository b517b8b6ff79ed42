"""Rules that one return leaves unjudged or takes as a 提示: which may be, and what they would have said.

Knows returns and findings; stores nothing.
"""

from dataclasses import dataclass, replace

from db.domain import checks
from db.domain.findings import Finding, Treatment, Waiver
from db.domain.pack import Level, Pack
from db.domain.returns import Return
from db.domain.swings import SWING

_GONE = "指标体系里已没有的审核关系"


@dataclass(frozen=True, slots=True)
class SetAside:
    """One rule set aside, its words, and what it says of the figures as they are; None if it holds."""

    rule: str
    title: str
    waiver: Waiver
    finding: Finding | None

    @property
    def said(self) -> str:
        """What it would have said, in one sentence."""
        if self.finding is None:
            return f"{self.title}：现在没有不符。"
        return f"若照常审核，为{self.finding.level}：{self.finding.message}"


def all_set_aside(ret: Return, last: Return | None) -> tuple[SetAside, ...]:
    """Every rule the return sets aside, in the order they were written down."""
    if not ret.waivers:
        return ()
    asked = checks.check(replace(ret, waivers={}), last)
    found = {finding.rule: finding for finding in asked}
    return tuple(SetAside(rule, title(ret.pack, rule), waiver, found.get(rule)) for rule, waiver in ret.waivers.items())


def title(pack: Pack, rule: str) -> str:
    """The rule in words."""
    if rule in pack.rule_by_id:
        return pack.rule_by_id[rule].title
    item = pack.items.get(_swinging(rule))
    return f"{item.label}与上年相比变动较大" if item else _GONE


def may_be_set_aside(pack: Pack, rule: str) -> bool:
    """Whether it is a rule of the pack; what a cell itself lacks (misread, no reason …) is always judged."""
    return rule in pack.rule_by_id or _swinging(rule) in pack.items


def objection(ret: Return, rule: str, treatment: Treatment) -> tuple[str, str] | None:
    """Why a rule cannot be treated so: sentence and next step; None if it can."""
    if not may_be_set_aside(ret.pack, rule):
        return (
            "这一条核对的是单项填写本身，不是审核关系，不能停用或降级。",
            "请改正填写的内容；确实如此的，写明原因。",
        )
    own = ret.pack.rule_by_id.get(rule)
    if treatment is Treatment.HINT and own is not None and own.level is Level.HINT:
        return "这一条本来就是提示，不用再降。", "可以不处理，或者本年不查这一条。"
    return None


def _swinging(rule: str) -> str:
    """The item whose change from last year the rule is about; "" if it is no such rule."""
    check, _, code = rule.partition(":")
    return code if check == SWING else ""
