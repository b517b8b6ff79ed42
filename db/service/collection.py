"""What 回收 found: the workbooks that were read, the files that were not, how their figures meet the return."""

from dataclasses import dataclass

from db.domain.travel.merging import Line, Verdict

COLLECTED = "回收"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken, and why."""

    file: str
    sentence: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A workbook that was read: which issue it is, what was altered besides, whether it was collected before."""

    file: str
    number: str
    office: str
    answered: int
    asked: int
    contact: str = ""
    remarks: tuple[str, ...] = ()
    seen: bool = False
    digest: str = ""
    changed: bool = True
    """Whether anything was filled in at all."""


@dataclass(frozen=True, slots=True)
class Collection:
    """All that was looked at. `ignored` files are no workbooks; `verb` begins the words of the history."""

    papers: tuple[PaperFacts, ...]
    refused: tuple[Refusal, ...]
    lines: tuple[Line, ...]
    ignored: int = 0
    verb: str = COLLECTED

    @property
    def summary(self) -> str:
        """How it went, in one sentence."""
        parts = [f"读了 {len(self.papers)} 份表"]
        parts += [f"{len(self.refused)} 个文件没有收"] * bool(self.refused)
        parts += [f"另有 {self.ignored} 个不是工作簿的文件没有看"] * bool(self.ignored)
        different = sum(line.verdict is not Verdict.SAME for line in self.lines)
        parts.append(f"{different} 处与填报不同" if different else "内容都与填报相同")
        return "，".join(parts) + "。"
