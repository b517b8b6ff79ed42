"""Which step of a return's life may be taken now, and in words what is missing: one place for window and command.

Knows a return, its findings and roles; knows no person, no clock and no file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.domain.findings import Finding
from db.domain.fingerprint import fingerprint
from db.domain.pack import Level
from db.domain.returns import Return
from db.domain.stages import FORWARD, WAYS, Receipt, Role, Status, Step

LONGEST_WORDS = 500
_LONGEST_RECEIPT = 100
_NAMED_FIELDS = 3

Objection = tuple[str, str]
"""What stands in the way, and what to do: two sentences."""


@dataclass(frozen=True, slots=True)
class Request:
    """A step somebody wants to take: with which roles, why (退回修改), with which receipt (已报送)."""

    step: Step
    roles: frozenset[Role] = frozenset(Role)
    why: str = ""
    receipt: Receipt | None = None


def objection(ret: Return, findings: Sequence[Finding], request: Request) -> Objection | None:
    """What forbids the step now; None if it may be taken."""
    return (
        _wrong_stage(ret, request.step)
        or _wrong_person(request)
        or _altered(ret, request.step)
        or _unfinished(ret, findings, request.step)
        or _unsaid(request)
    )


def way_objection(ret: Return, findings: Sequence[Finding], request: Request) -> Objection | None:
    """The same for a step and all that are still missing before it, taken one after another by one person."""
    steps = path(ret.status, request.step)
    if len(steps) < 2 or request.step is Step.SUBMIT:  # to whom it is sent is not known before it is final
        return objection(ret, findings, request)
    return (
        next(filter(None, (_wrong_person(replace(request, step=step)) for step in steps)), None)
        or _altered(ret, request.step)
        or _unfinished(ret, findings, request.step)
        or _unsaid(request)
    )


def path(status: Status, to: Step) -> tuple[Step, ...]:
    """The steps that lead from a stage up to and including a forward one; empty if it is behind or no way leads."""
    at = next((n for n, step in enumerate(FORWARD) if status in WAYS[step].sources), len(FORWARD))
    return FORWARD[at : FORWARD.index(to) + 1] if to in FORWARD else ()


def missing(ret: Return, findings: Sequence[Finding]) -> str:
    """What a return still lacks before it can be signed, counted in words; "" if nothing."""
    filled, required = ret.head_progress()
    counts = (
        (sum(f.level is Level.ERROR for f in findings), "处错误"),
        (sum(f.level is Level.EXPLAIN and f.open for f in findings), "处需说明"),
        (len(ret.unfilled()), "项未填"),
        (required - filled, "栏表头与签章未填"),
    )
    return "，".join(f"{count} {words}" for count, words in counts if count)


def lacking_fields(ret: Return) -> tuple[str, ...]:
    """Labels of the head's required fields that are empty."""
    return tuple(f.label for f in ret.pack.head_fields if f.required and not ret.head.get(f.id, "").strip())


def _wrong_stage(ret: Return, step: Step) -> Objection | None:
    if ret.status in WAYS[step].sources:
        return None
    if step is Step.SEND_BACK:
        return "这份填报没有定稿，也没有自查通过，不用退回。", "可以直接修改。"
    if path(ret.status, step):
        return f"还不能{_named(step)}：现在是“{ret.status}”。", f"请先“{path(ret.status, step)[0]}”。"
    return f"不能再{_named(step)}：这份填报{ret.status.told}。", "要修改的，先“退回修改”并写明原因。"


def _wrong_person(request: Request) -> Objection | None:
    wanted = WAYS[request.step].roles
    if request.roles.intersection(wanted):
        return None
    names = "或".join(f"“{role}”" for role in wanted)
    return (
        f"“{request.step}”由{names}办理，您现在没有这个角色。",
        "请换有这个角色的人操作（文件 → 换人操作），或由负责人改角色。",
    )


def _altered(ret: Return, step: Step) -> Objection | None:
    """What was signed must be what is signed again; going back is always open."""
    signed = next((s for s in reversed(ret.life.signatures) if s.fingerprint), None)
    if step is Step.SEND_BACK or signed is None or signed.fingerprint == fingerprint(ret):
        return None
    return (
        f"“{signed.step}”（{signed.who}）以后，内容被别的程序改动过，指纹对不上。",
        "请用“校验记录”查看改了哪里，再“退回修改”，核对后重新自查。",
    )


def _unfinished(ret: Return, findings: Sequence[Finding], step: Step) -> Objection | None:
    if step in (Step.SUBMIT, Step.SEND_BACK):
        return None
    lack = missing(ret, findings)
    if not lack:
        return None
    fields = lacking_fields(ret)
    named = "、".join(fields[:_NAMED_FIELDS]) + ("等" if len(fields) > _NAMED_FIELDS else "")
    hint = f"表头与签章里还缺：{named}。" if fields else ""
    return f"还不能{_named(step)}：{lack}。", f"{hint}请处理后再{_named(step)}。"


def _unsaid(request: Request) -> Objection | None:
    if request.step is Step.SEND_BACK:
        if not request.why.strip():
            return "退回修改要写明原因。", "例如“市依法治市办要求补充说明”。"
        if len(request.why) > LONGEST_WORDS:
            return f"原因最多 {LONGEST_WORDS} 字，这里有 {len(request.why)} 字。", "请写得短一些。"
    if request.step is Step.SUBMIT:
        return _unsent(request.receipt)
    return None


def _unsent(receipt: Receipt | None) -> Objection | None:
    if receipt is None or not receipt.to.strip():
        return "没有写报送给谁。", "请写收件机关，例如“市委依法治市办”。"
    if max(len(receipt.to), len(receipt.document)) > _LONGEST_RECEIPT:
        return f"收件机关和文号各最多 {_LONGEST_RECEIPT} 字。", "请写得短一些。"
    try:
        date.fromisoformat(receipt.on)
    except ValueError:
        return f"报送日期“{receipt.on}”看不懂。", "请写年、月、日，例如“2025-03-01”。"
    return None


def _named(step: Step) -> str:
    """A step as a verb."""
    return {Step.CHECK: "自查通过", Step.APPROVE: "审核通过", Step.SUBMIT: "报送"}.get(step, step.value)
