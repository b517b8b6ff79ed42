"""The words of a return's life: its stages, the steps between them, who may take which; decides nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where a return stands. Only while it is 填报 do its figures change."""

    DRAFT = "填报"
    CHECKED = "自查通过"
    APPROVED = "审核通过"
    FINAL = "定稿"
    SUBMITTED = "已报送"

    @property
    def locked(self) -> bool:
        """Whether its figures can no longer be changed."""
        return self is not Status.DRAFT

    @property
    def settled(self) -> bool:
        """Whether it is a version for good: what leaves the house is no draft."""
        return self in (Status.FINAL, Status.SUBMITTED)

    @property
    def told(self) -> str:
        """As it stands in a sentence: 已定稿, 已报送."""
        return self.value if self is Status.SUBMITTED else f"已{self.value}"


class Role(StrEnum):
    """What a person of the house does with a return."""

    FILLER = "填报"
    REVIEWER = "审核"
    LEADER = "负责人"


class Step(StrEnum):
    """One step of its life, by the word the history keeps."""

    CHECK = "自查通过"
    APPROVE = "审核通过"
    FINALISE = "定稿"
    SUBMIT = "已报送"
    SEND_BACK = "退回修改"


@dataclass(frozen=True, slots=True)
class Way:
    """From which stages a step leads, where to, and whose it is (one of the roles is enough)."""

    sources: tuple[Status, ...]
    target: Status
    roles: tuple[Role, ...]


WAYS: Final[Mapping[Step, Way]] = {
    Step.CHECK: Way((Status.DRAFT,), Status.CHECKED, (Role.FILLER,)),
    Step.APPROVE: Way((Status.CHECKED,), Status.APPROVED, (Role.REVIEWER,)),
    Step.FINALISE: Way((Status.APPROVED,), Status.FINAL, (Role.LEADER,)),
    Step.SUBMIT: Way((Status.FINAL,), Status.SUBMITTED, tuple(Role)),
    Step.SEND_BACK: Way(
        (Status.CHECKED, Status.APPROVED, Status.FINAL, Status.SUBMITTED), Status.DRAFT, tuple(Role)
    ),
}  # fmt: skip
FORWARD: Final = (Step.CHECK, Step.APPROVE, Step.FINALISE, Step.SUBMIT)


@dataclass(frozen=True, slots=True)
class Receipt:
    """To whom a return was sent, under which number of a document, on which day (ISO)."""

    to: str
    document: str
    on: str

    @property
    def words(self) -> str:
        """As the history keeps it."""
        return f"报送：{self.to}；文号：{self.document or '无'}；日期：{self.on}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One step that was taken: by whom, when (ISO), over which fingerprint; `words` are its reason or receipt."""

    step: str
    who: str
    at: str
    fingerprint: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """The version a return is, and who took it how far; the steps since it was last open for entry."""

    version: int = 1
    signatures: tuple[Signature, ...] = ()

    def of(self, step: Step) -> Signature | None:
        """Who took a step; None if nobody has."""
        return next((one for one in reversed(self.signatures) if one.step == step), None)


NEW: Final = Life()
"""Nobody has signed anything yet."""
