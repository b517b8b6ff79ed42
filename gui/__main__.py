"""The window's beginning: reads the command line, puts a return on the desk, shows the window, ends in words.

The one place that knows all rooms of the window. What a start does not need is imported only when it is wanted.
"""

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from resources.version import NAME, VERSION, commands

# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from gui.crash import CrashReporter
    from gui.desk import Desk
    from gui.main_window import MainWindow
    from gui.memory import Memory
    from gui.start import Wish
    from gui.theme import Appearance

DONE, BROKEN, REFUSED = 0, 1, 2
_PICTURE_SIZE: Final = (1400, 900)
_NO_SCREEN: Final = ("offscreen", "minimal", "vnc")


class _Parser(argparse.ArgumentParser):
    """Speaks Chinese where the standard one speaks English."""

    def error(self, message: str) -> NoReturn:
        print(f"命令行不对：{message}\n可用 --help 查看说明。", file=sys.stderr)
        sys.exit(REFUSED)

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "用法：", 1)


def _size(words: str) -> tuple[int, int]:
    width, _, height = words.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"大小“{words}”不对，例如 1400x900")
    return int(width), int(height)


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; --help and mistakes are said in words and end the process."""
    parser = _Parser(
        prog=NAME,
        description="法治填报：法治政府建设年度指标的填报、审核和导出。",
        add_help=False,
        allow_abbrev=False,
    )
    options = parser.add_argument_group("选项")
    options.add_argument("--database", type=Path, metavar="文件", help="数据文件；不写则打开上次的")
    options.add_argument("--unit", default="", metavar="单位", help="填报单位的全称")
    options.add_argument("--year", type=int, metavar="年度", help="填报年度，例如 2024")
    options.add_argument("--appearance", choices=("system", "light", "dark"), help="随系统、浅色、深色")
    options.add_argument("--picture", type=Path, metavar="图片.png", help="把窗口存成图片后退出")
    options.add_argument("--size", type=_size, metavar="宽x高", help="窗口大小，例如 1400x900")
    options.add_argument("--pdf", type=Path, metavar="文件.pdf", help="把这份填报各页存成 PDF 后退出")
    options.add_argument("--paper", choices=("A4", "A3"), default="A4", help="PDF 的纸张，缺省 A4")
    options.add_argument("--edition", type=int, metavar="版次", help="PDF 印定稿过的哪一版，缺省为现在的内容")
    options.add_argument("--self-test", action="store_true", help="在临时文件夹里试一遍全部主要功能后退出")
    options.add_argument("--report", type=Path, metavar="文件.txt", help="把自检的报告和窗口图片存到这里")
    options.add_argument("--quit-after-paint", action="store_true", help="画出窗口后退出，用于测速")
    options.add_argument("--version", action="version", version=VERSION, help="显示版本")
    options.add_argument("-h", "--help", action="help", help="显示本说明")
    parser.add_argument("file", nargs="?", type=Path, metavar="数据文件", help="要打开的数据文件，同 --database")
    found = parser.parse_args(arguments)
    found.database = found.database or found.file
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the window; 0 done, 1 a bug, 2 refused with one sentence."""
    gc.disable()  # the thousands of objects made at a start stay; looking through them again and again costs a tenth
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a windowed program on Windows has none
            stream.reconfigure(encoding="utf-8")
    os.umask(0o077)  # what is made here is nobody else's business
    options = read_arguments(sys.argv[1:] if arguments is None else arguments)
    if options.picture or options.quit_after_paint or options.self_test or options.pdf:
        _need_no_screen()
    if _has_no_screen():
        words = f"没有显示器，不能打开窗口。请在图形桌面中运行，或用命令行：{commands()} --help"
        print(words, file=sys.stderr)
        return REFUSED
    from PySide6.QtWidgets import QApplication

    from gui.memory import Memory, NoMemory
    from gui.start import Wish

    app = QApplication(sys.argv[:1])
    if app.platformName() == "offscreen":
        hush()
    if options.self_test:
        return _self_test(app, options.report)
    if options.pdf:
        from gui.printing import command

        dress(app, "light", 100)
        return command.run(options.database, options.unit, options.year, options.pdf, options.paper, options.edition)
    alone = bool(options.picture or options.quit_after_paint or app.platformName() in _NO_SCREEN)
    memory = NoMemory() if alone else Memory()
    if options.appearance:
        memory.appearance = options.appearance
    dress(app, options.appearance or memory.appearance, memory.text_size)
    reporter = _report_bugs(app, alone)
    desk = _desk(Wish(options.database, options.unit, options.year, alone), memory)
    if isinstance(desk, int):
        return desk
    try:
        reporter.watch(desk)
        return _run(app, desk, memory, options)
    finally:
        desk.book.close()
        memory.sync()  # nobody else does: see leave()


def _has_no_screen() -> bool:
    """On Linux Qt would abort the process instead of saying so."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform == "linux" and not any(os.environ.get(name) for name in named)


def _need_no_screen() -> None:
    """A picture or a measurement is made without a display, too."""
    if _has_no_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def hush() -> None:
    """Qt's platform without a screen says at each window what it cannot do; nobody needs to know."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    def tell(_kind: QtMsgType, _context: QMessageLogContext, words: str | None) -> None:
        if words and "This plugin does not support" not in words:
            print(words, file=sys.stderr)

    qInstallMessageHandler(tell)


def dress(app: "QApplication", appearance: "Appearance", text_size: int) -> None:
    """Name, Qt's own words in Chinese, fonts, colours and the size of writing (per cent)."""
    from PySide6.QtCore import QLibraryInfo, QTranslator

    from gui import theme

    app.setApplicationName(NAME)
    app.setDesktopFileName(NAME)
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    theme.apply(app, appearance)
    theme.set_text_size(app, text_size)
    theme.warn_without_chinese()


def _self_test(app: "QApplication", report: Path | None) -> int:
    from db.domain.trouble import KnownError
    from gui import selftest

    dress(app, "light", 100)
    try:
        return selftest.run(report)
    except KnownError as trouble:
        print(f"{trouble.sentence}{trouble.next_step}", file=sys.stderr)
        return REFUSED


def _report_bugs(app: "QApplication", alone: bool) -> "CrashReporter":
    from gui.crash import CrashReporter

    reporter = CrashReporter(app, alone)
    sys.excepthook = reporter.hook
    return reporter


def _desk(wish: "Wish", memory: "Memory") -> "Desk | int":
    """A desk with a return, or the code to end with."""
    from db.domain.trouble import KnownError
    from db.service import Author
    from gui import start

    try:
        author = Author(memory.operator) if memory.operator else Author()
        return start.session(wish, memory, author) or DONE
    except KnownError as trouble:
        print(f"{trouble.sentence}{trouble.next_step}", file=sys.stderr)
        return REFUSED


def _run(app: "QApplication", desk: "Desk", memory: "Memory", options: argparse.Namespace) -> int:
    from PySide6.QtCore import QTimer

    from gui import arrangement
    from gui.main_window import MainWindow

    window = MainWindow(desk, memory, desk.book.author.clock().date())
    size = options.size or (_PICTURE_SIZE if options.picture else None)  # a screen that is none is small
    if size:
        window.resize(*size)
        arrangement.share(window)
    if options.picture or options.quit_after_paint:
        from gui.picture import AfterPaint

        if options.picture:
            window.backups.show_last()
        end = AfterPaint(window, options.picture)
        window.show()
        return app.exec() or end.code
    from gui.session import SessionGuard

    guard = SessionGuard(app, window)
    window.show()
    QTimer.singleShot(0, guard.watch_signals)
    QTimer.singleShot(0, partial(_keep_drafts, window))
    QTimer.singleShot(0, desk.book.warm)
    QTimer.singleShot(0, window.backups.watch)
    QTimer.singleShot(0, partial(_look_after, window))
    QTimer.singleShot(0, _collect_again)
    if memory.folder is not None:  # somebody is there to be asked
        QTimer.singleShot(0, partial(_ask_operator, window))
    return app.exec()


def _keep_drafts(window: "MainWindow") -> None:
    from gui.draft import keep_drafts

    keep_drafts(window)


def _ask_operator(window: "MainWindow") -> None:
    if not window.memory.operator:
        from gui.signing import operator_once

        operator_once(window)


def _look_after(window: "MainWindow") -> None:
    from db.service import logs
    from gui.holding import keep_hold

    logs.begin("window")
    keep_hold(window)


def _collect_again() -> None:
    gc.freeze()
    gc.enable()


def leave(code: int) -> NoReturn:
    """End the process, the data file being closed: Qt hands the clipboard over, the logs are written out.

    To take tens of thousands of objects apart one by one first would cost a tenth of a second and serve nobody.
    """
    from logging import shutdown

    qt = sys.modules.get("PySide6.QtWidgets")  # where it was not wanted, or would not load, it is not loaded now
    if qt and (app := qt.QApplication.instance()):
        app.shutdown()
    shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream:  # a windowed program on Windows has none
            with suppress(OSError):  # nobody reads any more what was said
                stream.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
