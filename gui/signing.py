"""The steps of a return's life, its versions, people and record, as the menu offers them; asks, then calls the desk.

Knows the window; every dialog loads when it is wanted.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from db.domain.stages import Status, Step

# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def _words(text: str) -> str:
    return QCoreApplication.translate("signing", text)


# ---- when


def stage(window: "MainWindow") -> Status | None:
    """Where the return on the desk stands; None without one, and while somebody else is at work in the file."""
    desk = window.desk
    return desk.ret.status if desk.is_open and desk.book.held_by is None else None


def can_check(window: "MainWindow") -> bool:
    """Whether it waits for 自查."""
    return stage(window) is Status.DRAFT


def can_approve(window: "MainWindow") -> bool:
    """Whether it waits for 审核."""
    return stage(window) is Status.CHECKED


def can_finalise(window: "MainWindow") -> bool:
    """Whether it is not final yet: the steps before are taken along."""
    return stage(window) in (Status.DRAFT, Status.CHECKED, Status.APPROVED)


def can_submit(window: "MainWindow") -> bool:
    """Whether it is final and not sent."""
    return stage(window) is Status.FINAL


def can_send_back(window: "MainWindow") -> bool:
    """Whether it is locked."""
    return stage(window) not in (None, Status.DRAFT)


# ---- steps


def check(window: "MainWindow") -> None:
    """自查通过."""
    _ask(window, Step.CHECK)


def approve(window: "MainWindow") -> None:
    """审核通过."""
    _ask(window, Step.APPROVE)


def finalise(window: "MainWindow") -> None:
    """定稿, with what is missing before it; a backup first."""
    window.backups.before(_words("定稿前"))
    _ask(window, Step.FINALISE)


def submit(window: "MainWindow") -> None:
    """已报送: to whom, which number, when."""
    _ask(window, Step.SUBMIT)


def _ask(window: "MainWindow", step: Step) -> None:
    from gui import verbs
    from gui.dialogs.finalise import ask_finalise

    if window.flush() and ask_finalise(window, window.desk, step):
        verbs.check(window)


def reopen(window: "MainWindow") -> None:
    """退回修改."""
    from gui.dialogs.reason import ask_reopen

    ask_reopen(window, window.desk)


# ---- versions, people, record


def versions(window: "MainWindow") -> None:
    """Every version, what changed since, who did what."""
    from gui.dialogs.versions import VersionsDialog

    if window.flush():
        VersionsDialog(window).ask()


def operator(window: "MainWindow") -> None:
    """Who is at work, and who may do what."""
    from gui.dialogs.operator import OperatorDialog

    if window.flush():
        OperatorDialog(window).ask()


def operator_once(window: "MainWindow") -> None:
    """On this machine's first day: by which name what is done shall be kept. Leaving it open keeps the usual one."""
    from gui.dialogs.operator import OperatorDialog

    if not window.memory.operator:
        OperatorDialog(window).ask()
        work_as(window, window.desk.book.author.who)


def work_as(window: "MainWindow", name: str) -> None:
    """From now on, and tomorrow, another person is at work."""
    window.desk.operate_as(name)
    window.memory.operator = name
    window.status_line.show_operator(name)


def record(window: "MainWindow") -> None:
    """The whole history: looked through, verified, handed on."""
    from gui.dialogs.record import RecordDialog

    if window.flush():
        RecordDialog(window).ask()
