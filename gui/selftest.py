"""The program tried on itself in a scratch folder: each step of the main job once, and a report on it.

Knows the verbs and the window; must not know, open or change anybody's data or settings. Meant for the installed
program: what was forgotten when it was packed is missed here, before a clerk misses it.
"""

import platform
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, qVersion
from PySide6.QtGui import QFont, QFontDatabase, QIcon, QImage, QRawFont
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QMessageBox

from db.domain.cells import State
from db.domain.trouble import KnownError
from db.service import Author, Book, OpenReturn, backups, moving, practice
from db.service.operators import EVERY_ROLE
from gui.desk import Desk
from gui.find.readings import readings
from gui.main_window import MainWindow
from gui.memory import NoMemory
from gui.picture import AfterPaint
from gui.printing.pdf import write_pdf
from resources import library
from resources.version import VERSION

DONE, BROKEN = 0, 1
PASSED, FAILED = "OK", "FAILED"  # the report's last line, for scripts

_UNIT: Final = "自检市自然资源和规划局"
_YEAR: Final = 2024
_SECRET: Final = "自检用的一句口令"
_TYPED: Final = {
    "litigation_cases_count": "37",
    "litigation_closed_count": "1500余",
    "litigation_win_rate": "91.6",
}
_FORM: Final = (
    ("行政诉讼案件数", "37"),
    ("审结行政诉讼的案件数", "1500余"),
)  # a small form of others, as it must come out


@dataclass
class Bench:
    """What the steps work on and hand on: a scratch folder, the data file and the workbook in it, the picture."""

    folder: Path
    picture: Path
    author: Author = field(default_factory=lambda: Author("自检"))

    @property
    def data(self) -> Path:
        """The scratch data file."""
        return self.folder / "自检数据.sqlite"

    @property
    def workbook(self) -> Path:
        """The workbook exported from it."""
        return self.folder / "自检 报送表.xlsx"

    def opened(self, book: Book) -> OpenReturn:
        """The scratch year."""
        return book.open_year(_UNIT, _YEAR)


Step = tuple[str, Callable[[Bench], str]]


class _Fault(Exception):  # noqa: N818 - no bug: what the trial is there to find
    """What is not as it must be, in one sentence."""


def _demand(condition: object, words: str) -> None:
    if not condition:
        raise _Fault(words)


# ---- the steps; each says in a few words what it saw


def _machine(_bench: Bench) -> str:
    return (
        f"法治填报 {VERSION}，{platform.system()} {platform.release()}，Python {platform.python_version()}，"
        f"Qt {qVersion()}，显示 {QApplication.platformName()}"
    )


def _chinese(_bench: Bench) -> str:
    # Some fonts have the characters without saying so: the drawing itself is asked, not the list of writing systems.
    families = [family for family in QFontDatabase.families() if _draws(family, "填报")]
    _demand(families, "没有中文字体，汉字会显示成方框。请安装 fonts-wqy-microhei 或 fonts-noto-cjk")
    box = QMessageBox(QMessageBox.Icon.NoIcon, "", "", QMessageBox.StandardButton.Cancel)
    button = box.button(QMessageBox.StandardButton.Cancel).text()
    _demand("取消" in button, f"Qt 的按钮没有译成中文：{button}")
    return f"中文字体 {len(families)} 种"


def _draws(family: str, words: str) -> bool:
    font = QRawFont.fromFont(QFont(family))
    return all(font.supportsCharacter(ord(letter)) for letter in words)


def _resources(_bench: Bench) -> str:
    known = library.pack_ids()
    _demand(all(library.is_sealed(pack) for pack in known), "指标体系与封存的不一致")
    icon = QIcon(str(library.icon_file())).pixmap(64, 64)
    _demand(not icon.isNull(), "图标画不出来")
    _demand(len(library.manual()) > 3000, "使用手册不全")
    return f"指标体系 {len(known)} 套，图标和使用手册都在"


def _typing(bench: Bench) -> str:
    with Book(bench.data, bench.author) as book:
        book.add_unit(_UNIT)
        opened = bench.opened(book)
        for code, words in _TYPED.items():
            opened.enter(code, words)
        opened.mark("normative_docs_issued_count", State.NOT_APPLICABLE)
    with Book(bench.data, bench.author) as book:
        ret = bench.opened(book).ret
        for code, words in _TYPED.items():
            stored = ret.cell(code).words
            _demand(stored == words, f"填的是“{words}”，重新打开是“{stored}”")
    return f"{len(_TYPED)} 个数填入、保存、重新打开，一字不差"


def _check(bench: Bench) -> str:
    with Book(bench.data, bench.author) as book:
        findings = bench.opened(book).findings
    _demand(findings, "审核没有发现有意填错的数")
    return f"审核得出 {len(findings)} 条"


def _export(bench: Bench) -> str:
    with Book(bench.data, bench.author) as book:
        bench.opened(book).export(bench.workbook)
    return f"报送表 {bench.workbook.stat().st_size} 字节，已逐格读回核对"


def _read_back(bench: Bench) -> str:
    with zipfile.ZipFile(bench.workbook) as book:
        _demand(book.testzip() is None, "报送表的压缩内容损坏")
        written = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    for words in (_UNIT, "1500余", "91.6"):
        _demand(words in written, f"报送表里没有“{words}”")
    return "报送表里找到了单位和所填的数"


def _backup(bench: Bench) -> str:
    made = backups.back_up(bench.data, bench.author).path
    with Book(made, bench.author) as book:
        stored = bench.opened(book).ret.cell("litigation_closed_count").words
    _demand(stored == "1500余", f"备份里是“{stored}”")
    return "备份可以打开，内容一致"


def _form(bench: Bench) -> str:
    form, filled = bench.folder / "上级表格.xlsx", bench.folder / "上级表格（已填）.xlsx"
    practice.write_form(form, (("指标", "单位", f"{_YEAR}年"), *((name, "件", "") for name, _ in _FORM)))
    with Book(bench.data, bench.author) as book:
        opened = bench.opened(book)
        book.forms.accept(book.forms.propose(form, opened))
        book.forms.official(opened, form, filled)
        grid = book.forms.propose(filled, opened).grid.sheets[0]
    stood = [grid.cell(row, 2).words for row, _ in enumerate(_FORM, start=1)]
    _demand(stood == [words for _, words in _FORM], f"表里填成了 {stood}")
    return f"认出 {len(_FORM)} 格，记住，填好，读回相符"


def _paper(bench: Bench) -> str:
    target = bench.folder / "自检.pdf"
    with Book(bench.data, bench.author) as book:
        count = write_pdf(bench.opened(book), target, "A4")
    _demand(target.read_bytes().startswith(b"%PDF-"), "存成的不是 PDF")
    name = QPrinter(QPrinter.PrinterMode.HighResolution).printerName()
    return f"PDF 共 {count} 页；打印机：{name or '没有'}"


def _pin(bench: Bench) -> str:
    with Book(bench.folder / "人员.sqlite", bench.author) as book:
        book.add_unit(_UNIT)
        book.operators.save(bench.author.who, EVERY_ROLE, _SECRET)
        book.operators.sign(_SECRET)
        try:
            book.operators.sign(_SECRET[::-1])
        except KnownError:
            return "口令对的认，不对的不认"
    raise _Fault("不对的口令也认了")


def _moving(bench: Bench) -> str:
    package, arrived = bench.folder / f"自检{moving.SUFFIX}", bench.folder / "另一台" / "数据.sqlite"
    moving.pack(bench.data, package, bench.author, password=_SECRET)
    moving.unpack(package, arrived, _SECRET)
    with Book(arrived, bench.author) as book:
        stored = bench.opened(book).ret.cell("litigation_closed_count").words
    _demand(stored == "1500余", f"搬过去的是“{stored}”")
    return "加了密码打包，打开后内容一致"


def _window(bench: Bench) -> str:
    began = time.perf_counter()
    with Book(bench.data, bench.author) as book:
        desk = Desk(book)
        desk.begin(_UNIT, _YEAR)
        window = MainWindow(desk, NoMemory(), bench.author.clock().date())
        window.resize(1400, 900)
        end = AfterPaint(window, bench.picture)
        window.show()
        QCoreApplication.exec()
        seconds = time.perf_counter() - began
        window.close()
        _demand(end.code == DONE, f"图片不能存到“{bench.picture}”")
    image = QImage(str(bench.picture))
    shades = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 5)}
    _demand(len(shades) > 20, "窗口的图片是空白的")
    return f"窗口打开并画出，连同图片 {seconds:.1f} 秒"


def _finding(_bench: Bench) -> str:
    _demand(readings("数") == ("shu", "shuo"), f"拼音查找不能用：“数”读作 {readings('数')}")
    return "认得汉字的拼音"


STEPS: Final[tuple[Step, ...]] = (
    ("程序", _machine),
    ("中文", _chinese),
    ("随程序的资料", _resources),
    ("拼音查找", _finding),
    ("录入", _typing),
    ("审核", _check),
    ("导出", _export),
    ("读回", _read_back),
    ("上级表格", _form),
    ("PDF", _paper),
    ("备份", _backup),
    ("口令", _pin),
    ("搬家", _moving),
    ("窗口", _window),
)


def run(report: Path | None, steps: Sequence[Step] = STEPS) -> int:
    """Do the steps in a scratch folder, print the report and write it (UTF-8) to `report`; 0 if all is well.

    The window's picture is kept beside the report. The first step that fails is the last one done. KnownError if the
    report cannot be written.
    """
    with TemporaryDirectory(prefix="法治填报自检-", ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder), report.with_suffix(".png") if report else Path(folder) / "窗口.png")
        lines: list[str] = []
        for name, step in steps:
            passed, words = _tried(step, bench)
            lines.append(f"{'通过' if passed else '没有通过'}  {name}：{words}")
            if not passed:
                break
        lines.append(PASSED if passed else FAILED)
    print("\n".join(lines))
    if report:
        _write(report, lines)
    return DONE if passed else BROKEN


def _tried(step: Callable[[Bench], str], bench: Bench) -> tuple[bool, str]:
    try:
        return True, step(bench)
    except _Fault as fault:
        return False, str(fault)
    except KnownError as trouble:
        return False, f"{trouble.sentence}{trouble.next_step}"
    except Exception:  # noqa: BLE001 - whatever goes wrong in a packed program belongs in the report
        return False, f"出错\n{traceback.format_exc()}{sys.executable} {QLibraryInfo.path(_PLUGINS)}"


_PLUGINS: Final = QLibraryInfo.LibraryPath.PluginsPath


def _write(report: Path, lines: Sequence[str]) -> None:
    try:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise KnownError(f"自检报告不能写到“{report}”。", "请换一个能写入的文件夹。") from error
