"""What the sheets of one workbook have in common: unit, year, words above every page, captions, signatures.

Knows a return's head and its pack's labels; knows no items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from db.domain.findings import Finding
from db.domain.fingerprint import fingerprint, short
from db.domain.pack import HeadField
from db.domain.returns import Return
from db.domain.stages import Step
from db.sheets import layout
from db.sheets.model import Box, Row, clean

UNIT, TITLE, PERIOD, FILLED_ON = "reporting_unit", "title", "period", "filled_on"
LEADER = "unit_leader"
FINGERPRINT = "数据指纹 "
_ALWAYS = (UNIT, PERIOD, FILLED_ON, "data_until")
_GAP = 10.0


@dataclass(frozen=True)
class Frame:
    """What a workbook is made of: the return, `last` year's, the day it is made, the program's `version`."""

    ret: Return
    last: Return | None
    findings: Sequence[Finding]
    made_on: date
    version: str

    def field(self, id_: str) -> str:
        """The words in a field of the head, or what they plainly are where the clerk left them out."""
        words = clean(self.ret.head.get(id_, "")).strip()
        return words or self._plain.get(id_, "")

    @property
    def _plain(self) -> dict[str, str]:
        year = self.ret.year
        return {
            UNIT: clean(self.ret.unit),
            TITLE: "法治政府建设情况指标表",
            PERIOD: f"{year}年1月1日至12月31日",
            FILLED_ON: chinese(self.made_on),
        }

    @property
    def year(self) -> str:
        """The reported year in words."""
        return f"{self.ret.year}年度"

    @property
    def marks(self) -> tuple[str, ...]:
        """草稿 and 练习, where they hold."""
        labels = self.ret.pack.labels
        draft = labels.get("draft", "草稿") if not self.ret.status.settled else ""
        practice = labels.get("practice", "练习") if self.ret.practice else ""
        return tuple(mark for mark in (draft, practice) if mark)

    @cached_property
    def fingerprint(self) -> str:
        """The return's fingerprint as papers print it."""
        return f"{FINGERPRINT}{short(fingerprint(self.ret))}"

    def signed(self) -> str:
        """The version and who took it how far, on one line; "" before anybody signed."""
        life = self.ret.life
        names = (("自查", Step.CHECK), ("审核", Step.APPROVE), ("负责人", Step.FINALISE))
        signed = [(label, life.of(step)) for label, step in names]
        parts = [f"{label}：{one.who} {one.at[:16].replace('T', ' ')}" for label, one in signed if one]
        return "　".join((f"第 {life.version} 版", *parts)) if parts or life.version > 1 else ""

    def head_fields(self) -> tuple[tuple[str, str, str], ...]:
        """Id, label and words of the cover's fields: unit, period, dates always, a document's number if it has one."""
        shown = [f for f in self.ret.pack.head_fields if f.place in ("head", "document") and f.id != TITLE]
        wanted = [f for f in shown if f.id in _ALWAYS or (f.place == "document" and self.field(f.id))]
        return tuple((f.id, f.label, self.field(f.id)) for f in wanted)

    def legal_marks(self) -> tuple[tuple[str, str], ...]:
        """Label and words of an approved survey's marks; never invented, so only those filled in."""
        marks = [f for f in self.ret.pack.head_fields if f.place == "head" and f.id not in (*_ALWAYS, TITLE)]
        return tuple((f.label, self.field(f.id)) for f in marks if self.field(f.id))


def chinese(day: date) -> str:
    """A date in words."""
    return f"{day.year}年{day.month}月{day.day}日"


def gap(height: float = _GAP) -> Row:
    """An empty row."""
    return Row((), height)


def captions(frame: Frame, title: str, widths: Sequence[float]) -> tuple[Row, ...]:
    """A sheet's title, and below it the unit on the left and the year on the right; two columns at least."""
    count = len(widths)
    left = next((n for n in range(1, count - 1) if 2 * sum(widths[:n]) >= sum(widths)), count - 1)
    unit = Box(0, f"填报单位：{frame.field(UNIT)}", "caption", columns=left)
    year = Box(left, frame.year, "caption_right", columns=count - left)
    top = layout.row(widths, [Box(0, clean(title), "sheet_title", columns=count)], lowest=30)
    return top, layout.row(widths, [unit, year])


def signatures(frame: Frame, widths: Sequence[float], spans: Sequence[tuple[int, int]]) -> tuple[Row, ...]:
    """The block to be signed: people, telephone, the unit's seal; `spans` are (column, columns) of its places."""
    people = [f for f in frame.ret.pack.head_fields if f.place == "foot"]
    words = [f"{_signing(field)}：{frame.field(field.id)}" for field in people]
    last = [f"填报单位（盖章）：{frame.field(UNIT)}", f"填报日期：{frame.field(FILLED_ON)}"]
    lines = [words[n : n + len(spans)] for n in range(0, len(words), len(spans))]
    half = (len(spans) + 1) // 2
    made = [_signed_line(widths, line, spans) for line in lines]
    seal = (_joined(spans[:half]), _joined(spans[half:] or spans[-1:]))
    return (gap(16), *made, _signed_line(widths, last, seal))


def _joined(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    first, (column, columns) = spans[0][0], spans[-1]
    return first, column + columns - first


def _signing(field: HeadField) -> str:
    return f"{field.label}（签字）" if field.id == LEADER else field.label


def _signed_line(widths: Sequence[float], words: Sequence[str], spans: Sequence[tuple[int, int]]) -> Row:
    boxes = [
        Box(column, text, "signature", columns=columns) for text, (column, columns) in zip(words, spans, strict=False)
    ]
    return layout.row(widths, boxes, lowest=30)
