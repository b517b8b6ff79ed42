"""A return of the file and its life: read, checked, signed step by step, sent back; every version as it once was.

Knows db.domain.life, which alone decides what may be done. What is changed in it while it is open: open_return.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from db.domain import checks, life
from db.domain.findings import Finding
from db.domain.fingerprint import canonical, fingerprint
from db.domain.items import Tier
from db.domain.life import Request
from db.domain.returns import Return
from db.domain.stages import WAYS, Receipt, Status, Step
from db.domain.trouble import KnownError
from db.service import packs
from db.service.change import Change
from db.service.operators import Operators
from db.service.stamps import Author
from db.service.stored import load_life, load_return
from db.store.connection import damaged
from db.store.lives import VersionRow
from db.store.repository import Event, Repository, ReturnRow, Stamp
from resources.version import VERSION

if TYPE_CHECKING:
    from db.domain.version_changes import VersionChange
    from db.sheets.model import Workbook

# What makes and compares versions loads when it is wanted: a start must not wait for it.
# ruff: noqa: PLC0415


@dataclass(frozen=True, slots=True)
class Version:
    """One version as it was made final: what was in it, what stood beside it, what the check said, who and when."""

    number: int
    ret: Return
    last: Return | None
    findings: tuple[Finding, ...]
    fingerprint: str
    at: str
    who: str
    made_on: str
    program: str


class SignedReturn:
    """The return of one unit and year, in memory as it stands in the file."""

    def __init__(self, repository: Repository, row: ReturnRow, author: Author) -> None:
        self._repository = repository
        self._row = row
        self._author = author
        self.times_read = 0
        """How often the file was read anew because another window or command had changed it."""
        self._load()

    def _load(self) -> None:
        at = self._author.now()
        self._version = self._repository.version()
        self.ret = load_return(self._repository, self._row, at)
        before = self._repository.find_return(self._row.unit, self._row.year - 1)
        self.last = load_return(self._repository, before, at) if before else None
        self.findings = checks.check(self.ret, self.last)

    def refresh(self) -> bool:
        """Read the file again if another window or command changed it; whether it did."""
        if self._repository.version() == self._version:
            return False
        self.read_anew()
        return True

    def read_anew(self) -> None:
        """Read the file again, whoever changed it last."""
        row = self._repository.find_return(self._row.unit, self._row.year)
        if row is not None:
            self._row = row
        self._load()
        self.times_read += 1

    def operate_as(self, author: Author) -> None:
        """From now on another person works on it."""
        self._author = author

    # ---- steps

    @property
    def operators(self) -> Operators:
        """The people of this file, as the one at work sees them."""
        return Operators(self._repository, self._author)

    def objection(self, step: Step, why: str = "", receipt: Receipt | None = None) -> life.Objection | None:
        """What forbids a step, and those missing before it, to whoever is at work; None if they may be taken."""
        roles = self.operators.of(self._author.who).roles
        return life.way_objection(self.ret, self.findings, Request(step, roles, why, receipt))

    def step(self, step: Step, why: str = "", receipt: Receipt | None = None, pin: str = "") -> Change:
        """Take one step; KnownError says what is missing, or that the PIN is not that of the one at work."""
        self.refresh()
        request = Request(step, self.operators.of(self._author.who).roles, why.strip(), receipt)
        refused = life.objection(self.ret, self.findings, request)
        if refused:
            raise KnownError(*refused)
        self.operators.sign(pin)
        words = receipt.words if receipt and step is Step.SUBMIT else request.why
        with self._repository.saving():
            return self._take(step, words)

    def advance(self, to: Step, pin: str = "") -> Change:
        """Every step that is missing up to `to`, in one go: for whoever holds all the roles. All of them or none."""
        self.refresh()
        steps = life.path(self.ret.status, to) or (to,)
        refused = self.objection(to)
        if refused:
            raise KnownError(*refused)
        before, row = self.ret, self._row
        try:
            with self._repository.saving():
                for step in steps:
                    change = self.step(step, pin=pin)
        except BaseException:
            self.ret, self._row = before, row
            raise
        return change

    def finalise(self, pin: str = "") -> Change:
        """定稿, with the steps before it that are still missing; KnownError in words if something is open."""
        return self.advance(Step.FINALISE, pin)

    def reopen(self, why: str, pin: str = "") -> Change:
        """退回修改: open for entry again, with a reason; after 定稿 it is the next version from now on."""
        return self.step(Step.SEND_BACK, why, pin=pin)

    def not_ready(self) -> str:
        """What the return itself still lacks before it can be signed, in words; "" if nothing."""
        return life.missing(self.ret, self.findings)

    def _take(self, step: Step, words: str) -> Change:
        before, after = self.ret.status, WAYS[step].target
        if step is Step.CHECK:  # what it asks now is what it asks for good
            own = [code for code, item in self.ret.pack.items.items() if item.tier is Tier.OWN]
            self._repository.switch(self._row.id, own, True, self._author.stamp(step.value))
        if before.settled and not self._repository.newest_version(self._row.id):
            self._keep_version(self._author.stamp(step.value))  # made final by a program that kept no versions
        change = self._set_status(after, self._author.stamp(step.value, words))
        if step is Step.FINALISE:
            self._keep_version(self._author.stamp(step.value))
            self.ret = replace(self.ret, life=load_life(self._repository, self._row))
        return change

    def _set_status(self, status: Status, stamp: Stamp) -> Change:
        with self._repository.saving():
            self._repository.set_status(self._row.id, self.ret.status, status, stamp, fingerprint(self.ret))
        self._row = replace(self._row, status=status)
        self.ret = replace(self.ret, status=status, life=load_life(self._repository, self._row))
        return Change((), self.findings, stamp.at)

    # ---- versions

    def _keep_version(self, stamp: Stamp) -> None:
        from db.domain.snapshot import plain_findings, plain_return

        number = self._repository.newest_version(self._row.id) + 1
        made = self.ret.life.of(Step.FINALISE)
        stamp = replace(stamp, at=made.at, who=made.who) if made else stamp
        ret = replace(self.ret, life=replace(self.ret.life, version=number))
        row = self._repository.find_return(self._row.unit, self._row.year) or self._row
        before = self._repository.find_return(self._row.unit, self._row.year - 1)
        document = {
            "return": plain_return(ret),
            "last": {"pack": before.pack, **plain_return(self.last)} if before and self.last else None,
            "findings": plain_findings(self.findings),
            "made_on": stamp.at[:10],
            "program": VERSION,
        }
        texts = (fingerprint(ret), canonical(ret), json.dumps(document, ensure_ascii=False))
        self._repository.add_version(self._row.id, texts, row.pack, stamp)

    def versions(self) -> tuple[Version, ...]:
        """Every version that was made final, the newest first; KnownError if one cannot be read."""
        return tuple(version_of(self._repository, row) for row in self._repository.versions(self._row.id))

    def version(self, number: int) -> Version:
        """One version; KnownError if there is none of this number."""
        found = [row for row in self._repository.versions(self._row.id) if row.number == number]
        if not found:
            raise KnownError(f"这份填报没有第 {number} 版。", "请用 versions 命令或“版本”窗口查看有哪几版。")
        return version_of(self._repository, found[0])

    def changes_since(self, number: int, until: int | None = None) -> "tuple[VersionChange, ...]":
        """What differs, item by item, between a version and now (or a later version)."""
        from db.domain.version_changes import version_changes

        return version_changes(self.version(number).ret, self.version(until).ret if until else self.ret)

    def signatures(self) -> Sequence[Event]:
        """Every step ever taken, the newest first; `after_words` is the fingerprint at that moment."""
        return self._repository.history(self._row.id, "状态", "")

    # ---- out

    def export(self, target: Path, number: int | None = None) -> Path:
        """The standard workbook of this return, or of one of its versions as it was given then.

        It is written, read back, compared and moved into place. What is 定稿 is exported as its version: the same
        file whenever it is asked for.
        """
        from db.sheets.export import export_standard  # its libraries are off the start path

        export_standard(target, *self._parts(number))
        return target

    def workbook(self, number: int | None = None) -> "Workbook":
        """The standard workbook before any file format, as `export` would write it now."""
        from db.sheets.standard import standard_workbook

        return standard_workbook(*self._parts(number))

    def _parts(self, number: int | None) -> tuple[Return, Return | None, Sequence[Finding], str, str]:
        """What the workbook is made of: this year, last year, findings, the day and the program's version."""
        if number is None and self.ret.status.settled and self._repository.newest_version(self._row.id):
            number = self.ret.life.version
        if number is None:
            return self.ret, self.last, self.findings, self._author.now()[:10], VERSION
        kept = self.version(number)
        return self._signed(kept), kept.last, kept.findings, kept.made_on, kept.program

    def _signed(self, kept: Version) -> Return:
        """A version's return; before it was sent it was 定稿, and what it printed then it prints now."""
        return replace(kept.ret, status=Status.FINAL)


def version_of(repository: Repository, row: VersionRow) -> Version:
    """A stored version; KnownError if it cannot be read."""
    from db.domain.snapshot import findings_of, return_of

    try:
        document = json.loads(row.document)
        last = document["last"]
        return Version(
            row.number,
            return_of(document["return"], packs.kept(repository, row.pack)),
            return_of(last, packs.kept(repository, last["pack"])) if last else None,
            findings_of(document["findings"]),
            row.fingerprint, row.at, row.who, document["made_on"], document["program"],
        )  # fmt: skip
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise damaged(repository.path) from error
