"""Out to offices and back, as verbs of one return: issuing workbooks, who owes what, taking what came back.

What came back is first looked at (db.service.collecting); only `take` changes anything.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db.domain.cells import State
from db.domain.long_work import part
from db.domain.returns import Status
from db.domain.travel.answers import SILENT, Answer
from db.domain.travel.issue import Issue, Outgoing, Sent
from db.domain.travel.merging import Choices, open_lines, taken
from db.domain.travel.offices import by_office
from db.domain.travel.owing import Owing
from db.domain.trouble import KnownError
from db.service.change import Change
from db.service.collection import Collection
from db.service.stamps import Author
from db.store.offices import IssuedRow, ReturnedRow
from db.store.repository import Repository, ReturnRow
from resources.version import VERSION

if TYPE_CHECKING:
    from db.service.open_return import OpenReturn
    from db.sheets.offices.parcel import Parcel

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Issued:
    """One workbook that went out."""

    office: str
    number: str
    count: int
    path: Path


class Offices:
    """What of one open return goes out and comes back."""

    def __init__(self, opened: "OpenReturn", repository: Repository, author: Author) -> None:
        self.opened = opened
        self._repository, self._author = repository, author

    @property
    def _row(self) -> ReturnRow:
        """The row of the return as it stands now: a draft may have begun to follow another pack."""
        found = self._repository.find_return(self.opened.ret.unit, self.opened.ret.year)
        assert found is not None
        return found

    def groups(self, loose: str = "") -> dict[str, tuple[str, ...]]:
        """Office → its codes; items without an office go to `loose`."""
        return by_office(self.opened.ret, loose)

    # ---- out

    def issue(
        self, folder: Path, offices: Sequence[str] | None = None, due: date | None = None, loose: str = ""
    ) -> tuple[Issued, ...]:
        """A workbook for each of `offices` (every one unless named) into `folder`, read back and then noted.

        All or none: where one cannot be written, those written before it are taken away again. KnownError in words.
        """
        from db.sheets.export import save  # noqa: PLC0415 - its libraries are off the start path
        from db.sheets.offices.book import office_workbook  # noqa: PLC0415
        from db.sheets.offices.parcel import outgoing  # noqa: PLC0415

        self.opened.refresh()
        if self.opened.ret.status is Status.FINAL:
            raise KnownError("这份填报已定稿，科室填了也收不进来，没有分发。", "确需分发的，请先“退回修改”并写明原因。")
        parcels = self._parcels(self._chosen(offices, loose), due)
        made: list[Path] = []
        new = [place for place in (folder, *folder.parents) if not place.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for n, parcel in enumerate(parcels):
                target = folder / _file_name(parcel.issue)
                if target.exists():
                    raise KnownError(f"文件夹里已经有“{target.name}”，没有动它，也没有分发。", "请换一个文件夹。")
                with part(f"正在写{parcel.issue.office}的表", n, len(parcels)):
                    save(target, office_workbook(parcel))
                made.append(target)
            with self._repository.saving():
                for parcel, path in zip(parcels, made, strict=True):
                    self._note_issued(outgoing(parcel), path)
        except BaseException as error:
            for path in made:
                path.unlink(missing_ok=True)
            for place in new:
                with suppress(OSError):  # somebody else has put something there meanwhile
                    place.rmdir()
            if isinstance(error, FileExistsError | NotADirectoryError):
                raise KnownError(f"“{folder}”是一个文件，不是文件夹，没有分发。", "请换一个文件夹。") from error
            if isinstance(error, OSError):
                raise KnownError(f"不能建立文件夹“{folder}”。", "请换一个有权限的位置。") from error
            raise
        done = zip(parcels, made, strict=True)
        return tuple(Issued(p.issue.office, p.issue.number, len(p.codes), path) for p, path in done)

    def _chosen(self, offices: Sequence[str] | None, loose: str) -> dict[str, tuple[str, ...]]:
        groups = self.groups(loose)
        unknown = [office for office in offices or () if office not in groups]
        if unknown:
            raise KnownError(f"没有科室“{unknown[0]}”的指标。", f"有指标的科室是：{'、'.join(groups)}。")
        wanted = groups if offices is None else {office: groups[office] for office in dict.fromkeys(offices)}
        if not wanted:
            raise KnownError("没有选中科室。", "请至少选一个科室。")
        return wanted

    def _parcels(self, chosen: Mapping[str, tuple[str, ...]], due: date | None) -> "list[Parcel]":
        from db.sheets.offices.parcel import Parcel  # noqa: PLC0415

        ret, at = self.opened.ret, self._author.now()
        row = self._row
        pack, fingerprint, _ = self._repository.pack(row.pack)
        first = len(self._repository.offices.issued(row.id)) + 1
        phone = "　".join(ret.head[name] for name in ("filler", "phone") if ret.head.get(name, "").strip())
        until = due.isoformat() if due else ""
        return [
            Parcel(
                ret,
                self.opened.last,
                Issue(f"{ret.year}-{n:03d}", ret.unit, ret.year, office, pack, fingerprint, at, until, VERSION),
                codes,
                phone,
                date.fromisoformat(at[:10]),
                VERSION,
            )
            for n, (office, codes) in enumerate(chosen.items(), first)
        ]

    def _note_issued(self, out: Outgoing, path: Path) -> None:
        issue, stamp = out.issue, self._author.stamp("分发")
        sent = json.dumps({code: asdict(one) for code, one in out.sent.items()}, ensure_ascii=False)
        row = IssuedRow(issue.number, issue.office, issue.issued_at, stamp.who, issue.due, path.name, sent)
        self._repository.offices.note_issued(self._row.id, row)

    # ---- what is owed

    def owing(self, loose: str = "") -> tuple[Owing, ...]:
        """Every office that has items, or was sent some: what went out last, what came back, how far it is."""
        issued = {row.office: row for row in self._repository.offices.issued(self._row.id)}
        returned = {row.number: row for row in self._repository.offices.returned(self._row.id)}
        groups = self.groups(loose)
        offices = dict.fromkeys((*groups, *issued))
        return tuple(self._owing(office, groups.get(office, ()), issued.get(office), returned) for office in offices)

    def _owing(
        self, office: str, codes: tuple[str, ...], row: IssuedRow | None, returned: Mapping[str, ReturnedRow]
    ) -> Owing:
        ret = self.opened.ret
        known = codes if row is None else tuple(code for code in json.loads(row.sent) if code in ret.pack.items)
        left = tuple(ret.item(code).label for code in known if not ret.cell(code).answered)
        facts = Owing(office, len(known), len(known) - len(left), left)
        if row is None:
            return facts
        back = returned.get(row.number)
        return Owing(
            office, facts.asked, facts.done, left, row.number, row.at[:10], row.due,
            back.at[:10] if back else "", back.file if back else "", back.contact if back else "",
        )  # fmt: skip

    # ---- back

    def sent(self, issue: Issue) -> dict[str, Sent] | None:
        """What went out under this issue, as noted here; None if this file never issued it."""
        for row in self._repository.offices.issued(self._row.id):
            if (row.number, row.office, row.at) == (issue.number, issue.office, issue.issued_at):
                return {code: _sent(one) for code, one in json.loads(row.sent).items()}
        return None

    def newer(self, issue: Issue) -> str:
        """The number under which the same office was sent its workbook once more, the newest; "" if it was not."""
        rows = [row for row in self._repository.offices.issued(self._row.id) if row.office == issue.office]
        known = [(row.number, row.at) for row in rows]
        last = known[-1] if known else ("", "")
        return last[0] if (issue.number, issue.issued_at) in known[:-1] else ""

    def collected(self) -> frozenset[str]:
        """The digests of all that was collected before."""
        return frozenset(row.digest for row in self._repository.offices.returned(self._row.id))

    def take(self, found: Collection, choices: Choices, back_up: Callable[[], object] | None = None) -> Change:
        """Write what was looked at, all or nothing, after a backup; KnownError names what is not settled yet."""
        left = open_lines(found.lines, choices)
        if left:
            named = "、".join(self.opened.ret.item(line.code).label for line in left[:3])
            raise KnownError(f"还有 {len(left)} 项不一致没有选定：{named}。", "请逐项选定用哪一个，再写入。")
        wanted = taken(self.opened.ret, found.lines, choices, found.verb)
        if wanted.cells and back_up is not None:
            back_up()
        rows = [paper for paper in found.papers if paper.digest and paper.changed and not paper.seen]

        def along() -> None:
            stamp = self._author.stamp(found.verb)
            for paper in rows:
                row = ReturnedRow(
                    paper.number, paper.office, stamp.at, stamp.who, paper.file, paper.contact, paper.digest
                )
                self._repository.offices.note_returned(self._row.id, row)

        return self.opened.exchange(wanted.cells, found.verb, wanted.origin, along if rows else None)


def _sent(one: Mapping[str, object]) -> Sent:
    place = one["place"]
    return Sent(
        str(one["number"]), str(one["name"]), str(one["unit"]), _answer(one["answer"]), _answer(one["note"]),
        (str(place[0]), str(place[1]), str(place[2])) if isinstance(place, list) else None,
    )  # fmt: skip


def _answer(one: object) -> Answer:
    if not isinstance(one, dict):
        return SILENT
    return Answer(State(one["state"]), str(one["words"]), str(one["reason"]))


def _file_name(issue: Issue) -> str:
    return _NOT_IN_FILE_NAMES.sub("_", f"{issue.office}-{issue.year}年度指标填报-{issue.number}.xlsx")
