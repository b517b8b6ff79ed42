"""The program opens no socket and starts no other program, and what it writes is for its owner's eyes only."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WATCHED = """
import os, stat, sys
from pathlib import Path

seen = []
def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "subprocess.", "os.system", "os.exec")):
        if event not in ("socket.gethostname",):
            seen.append((event, arguments))
sys.addaudithook(watch)

folder = Path(sys.argv[1])
from db.__main__ import main as command
file, unit = str(folder / "数据" / "法治填报.sqlite"), "示例市自然资源和规划局"
here = ["--database", file, "--unit", unit, "--year", "2024"]
rows = folder / "rows.csv"
rows.write_text("code,words\\nlitigation_cases_count,37\\n")
for arguments in (
    ["items"], ["fill", *here, str(rows)], ["show", *here], ["check", *here],
    ["export", *here, "--output", str(folder / "表.xlsx")], ["backup", "--database", file],
    ["backups", "--database", file], ["restore", "--database", file], ["check-file", "--database", file],
    ["pack", "export", "--output", str(folder / "pack.xlsx")],
    ["pack", "import", str(folder / "pack.xlsx"), "--check", "--database", file],
    ["move-out", "--database", file, "--output", str(folder / "搬家.fazhi")],
    ["move-in", str(folder / "搬家.fazhi"), "--database", str(folder / "新" / "a.sqlite")],
    ["diagnose", "--database", file, "--output", str(folder / "诊断.zip")],
    ["demo", "--directory", str(folder / "练习")],
):
    assert command(arguments) in (0, 1), arguments

from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication
from gui.__main__ import dress
from gui.desk import Desk
from gui.draft import keep_drafts
from gui.holding import keep_hold
from gui.main_window import MainWindow
from gui.memory import Memory
from db.service import Book, logs
app = QApplication([])
dress(app, "light", 100)
desk = Desk(Book(Path(file)))
desk.begin(unit, 2024)
memory = Memory(QSettings(str(folder / "fazhi.ini"), QSettings.Format.IniFormat))
window = MainWindow(desk, memory, desk.book.author.clock().date())
keep_drafts(window)
logs.begin("window", folder / "log")
keep_hold(window)
window.backups.watch()
window.show()
for place in ("home", "head", "lists", "library", "starred", "section:disputes"):
    window.go_to_place(place)
window.land("litigation_cases_count")
assert desk.enter("litigation_cases_count", "38")
window.backups.now()
assert desk.export(folder / "窗口.xlsx")
window.memory.sync()
app.processEvents()
window.close()
desk.book.close()
import gui, db, pkgutil, importlib
for package in (gui, db):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
if os.name != "nt":
    for path in folder.rglob("*"):
        if path.stat().st_mode & 0o077 and path != rows:
            print("open to others:", path)
for event, arguments in seen:
    print(event, arguments)
"""


def test_window_and_commands_open_no_socket_and_write_for_their_owner_only(tmp_path: Path) -> None:
    home = {name: str(tmp_path / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path)],
        cwd=ROOT, env={**os.environ, **home, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stdout.splitlines() if line.startswith(("open to others", "socket", "subprocess"))]
    assert told == []


def test_the_watch_itself_sees_a_socket() -> None:
    watch, _, _ = WATCHED.partition("folder =")
    program = (
        watch + "import socket\ntry: socket.create_connection(('127.0.0.1', 9))\nexcept OSError: pass\nprint(seen)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert "socket.connect" in done.stdout


def test_nothing_of_ours_names_a_network() -> None:
    sources = [path.read_text(encoding="utf-8") for room in ("gui", "db") for path in (ROOT / room).rglob("*.py")]
    assert len(sources) > 100
    assert not any("QtNetwork" in source or "import socket" in source for source in sources)
