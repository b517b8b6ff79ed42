"""Who works on this data file: names, roles, and PINs for signing; knows hashes, never a PIN itself.

A file in which nobody was noted belongs to whoever opens it: one person then holds every role.
"""

from dataclasses import dataclass, replace

from db.domain.stages import Role
from db.domain.trouble import KnownError
from db.service.stamps import Author
from db.store.lives import OperatorRow
from db.store.repository import Repository

EVERY_ROLE = frozenset(Role)
LONGEST_NAME = 40
SHORTEST_PIN, LONGEST_PIN = 4, 64


@dataclass(frozen=True, slots=True)
class Operator:
    """One person: what he or she does with returns, and whether signing asks for a PIN."""

    name: str
    roles: frozenset[Role]
    has_pin: bool = False


class Operators:
    """The people of one open data file."""

    def __init__(self, repository: Repository, author: Author) -> None:
        self._repository = repository
        self._author = author

    def known(self) -> tuple[Operator, ...]:
        """Everybody noted and still at work here."""
        return tuple(_operator(row) for row in self._repository.operators() if row.active)

    def of(self, name: str) -> Operator:
        """A person; where nobody was noted everybody holds every role, a stranger among noted ones only 填报."""
        known = {operator.name: operator for operator in self.known()}
        return known.get(name, Operator(name, frozenset((Role.FILLER,)) if known else EVERY_ROLE))

    def sign(self, pin: str) -> frozenset[Role]:
        """The roles with which the author signs now; KnownError if his PIN is not `pin`."""
        operator = self.of(self._author.who)
        if operator.has_pin:
            self._prove(operator.name, pin)
        return operator.roles

    def save(self, name: str, roles: frozenset[Role], pin: str | None = None, leave: str = "") -> None:
        """Note what holds of a person from now on; `pin` None leaves the PIN as it is, "" takes it away.

        Once a 负责人 with a PIN is noted, changes need the PIN of one of them (`leave`). KnownError in words.
        """
        self._may_change(name, leave)
        clean = _sound_name(name)
        if not roles:
            raise KnownError(f"“{clean}”没有角色。", "请至少选一个：填报、审核、负责人。")
        row = next((row for row in self._repository.operators() if row.name == clean), None)
        kept = row.pin if row and row.active else ""
        self._note(OperatorRow(clean, " ".join(sorted(roles)), kept if pin is None else _hashed(pin), active=True))

    def remove(self, name: str, leave: str = "") -> None:
        """Somebody works here no more; what he or she did stays under the name."""
        self._may_change(name, leave)
        row = next((row for row in self._repository.operators() if row.name == name and row.active), None)
        if row is None:
            raise KnownError(f"没有登记“{name}”。", "请核对姓名。")
        self._note(replace(row, pin="", active=False))

    def _note(self, row: OperatorRow) -> None:
        after = {**{one.name: one for one in self._repository.operators()}, row.name: row}
        held = {role for one in after.values() if one.active for role in one.roles.split()}
        lacking = [role for role in Role if role not in held]
        if held and lacking:
            names = "、".join(f"“{role}”" for role in lacking)
            raise KnownError(f"这样就没有人担任{names}了，没有改。", "请先让另一个人担任；一个人可以有几个角色。")
        with self._repository.saving():
            self._repository.note_operator(row, self._author.stamp("人员"))

    def _may_change(self, name: str, leave: str) -> None:
        leaders = [row for row in self._repository.operators() if row.active and row.pin and Role.LEADER in row.roles]
        own = [row for row in self._repository.operators() if row.active and row.pin and row.name == name]
        if leaders and not any(_fits(row.pin, leave) for row in leaders):
            raise KnownError("改动人员和角色，要负责人的口令。", "请让负责人输入口令；忘了的，见使用手册“签署和人员”。")
        if own and not leaders and not _fits(own[0].pin, leave):
            raise KnownError(f"“{name}”的口令不对，没有改。", "请核对后再试。")

    def _prove(self, name: str, pin: str) -> None:
        row = next(row for row in self._repository.operators() if row.name == name)
        if not pin:
            raise KnownError(f"“{name}”设了口令，签署时要输入。", "请输入口令。")
        if not _fits(row.pin, pin):
            raise KnownError(f"“{name}”的口令不对，没有签署。", "请核对大小写后再试。")


def _operator(row: OperatorRow) -> Operator:
    return Operator(row.name, frozenset(Role(word) for word in row.roles.split()), bool(row.pin))


def _sound_name(name: str) -> str:
    clean = name.strip()
    if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
        raise KnownError(f"姓名要有，在 {LONGEST_NAME} 字以内，不能换行。", "请填写姓名，例如“王某某”。")
    return clean


def _hashed(pin: str) -> str:
    if not pin:
        return ""
    if not SHORTEST_PIN <= len(pin) <= LONGEST_PIN:
        raise KnownError(f"口令要 {SHORTEST_PIN}—{LONGEST_PIN} 个字符。", "请换一个。")
    from argon2 import PasswordHasher  # noqa: PLC0415 - off the start path; only who sets or proves a PIN needs it

    return str(PasswordHasher().hash(pin))


def _fits(stored: str, pin: str) -> bool:
    from argon2 import PasswordHasher  # noqa: PLC0415
    from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415

    try:
        return bool(PasswordHasher().verify(stored, pin))
    except (Argon2Error, InvalidHashError):
        return False
