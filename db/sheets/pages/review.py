"""The sheet 审核情况: what the checks found, the reasons written for it, what to do next; knows no rules."""

from db.domain.findings import Finding, Treatment
from db.domain.pack import Level
from db.domain.set_aside import SetAside, all_set_aside
from db.sheets import layout
from db.sheets.frame import Frame, captions
from db.sheets.model import Box, Sheet, clean

_WIDTHS = (6.0, 9.0, 58.0, 34.0, 32.0)
_HEADS = ("序号", "级别", "审核发现的情况", "说明", "下一步")
CLEAN = "未发现问题"


def review_sheet(frame: Frame) -> Sheet:
    """The findings, the gravest first, then the rules set aside, what they would have said and why they are."""
    top = (
        *captions(frame, "审核情况", _WIDTHS),
        layout.row(_WIDTHS, [Box(0, summary(frame), "caption", columns=len(_WIDTHS))]),
    )
    heads = layout.row(_WIDTHS, [Box(n, word, "head") for n, word in enumerate(_HEADS)])
    order = list(Level)
    found = sorted(frame.findings, key=lambda finding: order.index(finding.level))
    lines = [_line(n, finding) for n, finding in enumerate(found, 1)]
    listed = {finding.rule for finding in found}
    aside = [one for one in all_set_aside(frame.ret, frame.last) if one.rule not in listed]
    lines += [_aside_line(n, one) for n, one in enumerate(aside, len(lines) + 1)]
    nothing = layout.row(_WIDTHS, [Box(0, CLEAN, "middle", columns=len(_WIDTHS))], lowest=28)
    rows = [row for boxes in lines for row in layout.rows(_WIDTHS, boxes)] or [nothing]
    return Sheet(
        name="审核情况",
        widths=_WIDTHS,
        rows=(*top, heads, *rows),
        landscape=True,
        frozen=(len(top) + 1, 0),
        repeat=(len(top), len(top)),
    )


def summary(frame: Frame) -> str:
    """How many findings of each level there are, in one sentence."""
    off = sum(waiver.treatment is Treatment.OFF for waiver in frame.ret.waivers.values())
    ending = f"。另有 {off} 条审核关系本年停用，列在最后。" if off else "。"
    if not frame.findings:
        return f"{CLEAN}{ending}"
    by_level = {level: [f for f in frame.findings if f.level is level] for level in Level}
    explained = sum(not finding.open for finding in by_level[Level.EXPLAIN])
    counts = "，".join(
        f"{level.value} {len(found)} 条" + (f"（已说明 {explained} 条）" if level is Level.EXPLAIN else "")
        for level, found in by_level.items()
    )
    return f"{counts}{ending}"


def _line(n: int, finding: Finding) -> tuple[Box, ...]:
    again = "（所涉数据已改动，待重新确认）" if finding.explanation and finding.outdated else ""
    reason = f"已{Treatment.HINT}：{finding.softened}" if finding.softened else finding.explanation + again
    style = "error" if finding.level is Level.ERROR else "middle"
    return (
        Box(0, n, "count"),
        Box(1, finding.level.value, style),
        Box(2, clean(finding.message), "text"),
        Box(
            3,
            clean(reason),
            "text",
        ),
        Box(4, clean(finding.next_step), "text"),
    )


def _aside_line(n: int, one: SetAside) -> tuple[Box, ...]:
    return (
        Box(0, n, "count"),
        Box(1, one.waiver.treatment.value, "middle"),
        Box(2, clean(f"{one.title}。{one.said}" if one.finding is None else one.said), "text"),
        Box(3, clean(one.waiver.reason), "text"),
        Box(4, "", "text"),
    )
