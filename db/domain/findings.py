"""What a check has to say: one finding per broken rule or unclear cell; knows no rules, only how they speak."""

from dataclasses import dataclass
from enum import StrEnum

from db.domain.pack import Level


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the problem list.

    `codes` are the items it is about, the one to land in first. `message` holds item numbers, names, values
    and the difference; `next_step` what to do. `figures` is the state of those items when judged, so that an
    explanation written for other figures shows as 待重新确认. `explanation` is the reason written for it,
    `softened` the reason why this return takes the rule as a 提示 only.
    """

    rule: str
    level: Level
    codes: tuple[str, ...]
    message: str
    next_step: str = ""
    figures: str = ""
    explanation: str = ""
    outdated: bool = False
    softened: str = ""

    @property
    def open(self) -> bool:
        """Whether it still asks for something: an 错误, or a 需说明 without a reason for these figures."""
        if self.level is Level.ERROR:
            return True
        return self.level is Level.EXPLAIN and (not self.explanation or self.outdated)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reason written for a finding, and the figures it was written for."""

    reason: str
    figures: str


class Treatment(StrEnum):
    """What one return does with a rule it sets aside."""

    OFF = "停用"
    HINT = "降为提示"


@dataclass(frozen=True, slots=True)
class Waiver:
    """One rule set aside for one return, and why."""

    treatment: Treatment
    reason: str
