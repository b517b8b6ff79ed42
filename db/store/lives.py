"""The rows of a return's life: its stage, the steps taken, the versions that left, and who works here.

Knows rows only; db.domain.life decides what may be done.
"""

from dataclasses import dataclass

from db.domain.trouble import KnownError
from db.store.rows import Event, Rows, Stamp

_EVENT = "at, who, how, subject, code, before_state, before_words, after_state, after_words, why"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version as it was made final: the canonical text with its SHA-256, and a JSON document to show it again.

    `history_count` and `history_head` are the length and the last value of the history's chain at that moment.
    """

    annual_return: int
    number: int
    fingerprint: str
    canonical: str
    document: str
    pack: int
    history_count: int
    history_head: str
    at: str
    who: str


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """One person as last noted: roles parted by blanks, the hash of the PIN or "", whether still at work here."""

    name: str
    roles: str
    pin: str
    active: bool


class Lives(Rows):
    """Stages, versions and people of an open data file."""

    def set_status(self, return_id: int, before: str, after: str, stamp: Stamp, fingerprint: str = "") -> None:
        """One step: its line in the history first, without which the file refuses the new stage."""
        with self.saving():
            self._run("UPDATE annual_return SET pack = pack WHERE id = ?", (return_id,))  # nobody comes in between
            if self._one("SELECT status FROM annual_return WHERE id = ?", (return_id,))[0] != before:
                raise KnownError("这份填报刚在另一个窗口里办理了别的步骤。", "请看过现在的状态再试；内容没有改变。")
            self._note(return_id, stamp, ("状态", "", before, "", after, fingerprint))
            self._run("UPDATE annual_return SET status = ? WHERE id = ?", (after, return_id))

    def history(self, return_id: int, subject: str, code: str) -> list[Event]:
        """What happened to one cell or field, newest first."""
        sql = f"SELECT {_EVENT} FROM history WHERE annual_return = ? AND subject = ? AND code = ? ORDER BY id DESC"
        return [Event(*row) for row in self._all(sql, (return_id, subject, code))]

    # ---- versions

    def newest_version(self, return_id: int) -> int:
        """The number of the newest version; 0 if there is none."""
        return int(self._one("SELECT coalesce(max(number), 0) FROM version WHERE annual_return = ?", (return_id,))[0])

    def versions(self, return_id: int) -> list[VersionRow]:
        """Every version of a return, the newest first."""
        sql = (
            "SELECT annual_return, number, fingerprint, canonical, document, pack, history_count, history_head,"
            " at, who FROM version WHERE annual_return = ? ORDER BY number DESC"
        )
        return [VersionRow(*row) for row in self._all(sql, (return_id,))]

    def add_version(self, return_id: int, texts: tuple[str, str, str], pack: int, stamp: Stamp) -> None:
        """The next version; `texts` are fingerprint, canonical text and document, `pack` the row of its pack."""
        number = self.newest_version(return_id) + 1
        sql = (
            "INSERT INTO version (annual_return, number, fingerprint, canonical, document, pack,"
            " history_count, history_head, at, who) SELECT ?, ?, ?, ?, ?, ?, count, head, ?, ? FROM history_head"
        )
        self._run(sql, (return_id, number, *texts, pack, stamp.at, stamp.who))

    # ---- people

    def operators(self) -> list[OperatorRow]:
        """Everybody ever noted, as last noted, in the order in which they came."""
        sql = "SELECT name, roles, pin, active FROM operator ORDER BY id"
        last: dict[str, OperatorRow] = {}
        for name, roles, pin, active in self._all(sql):
            last[name] = OperatorRow(name, roles, pin, bool(active))
        return list(last.values())

    def note_operator(self, row: OperatorRow, stamp: Stamp) -> None:
        """What holds of a person from now on; what held before stays in the file."""
        sql = "INSERT INTO operator (name, roles, pin, active, at, who) VALUES (?, ?, ?, ?, ?, ?)"
        self._run(sql, (row.name, row.roles, row.pin, int(row.active), stamp.at, stamp.who))
