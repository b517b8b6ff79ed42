"""The command line locks backups: a password is asked from the terminal or the standard input, never on the line."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from db.__main__ import main
from db.service import backup_key
from db.service.backup_key import KEY_NAME

pytest.importorskip("pyrage")

UNIT, CASES = "示例市自然资源和规划局", "litigation_cases_count"
PASSWORD, OTHER = "正确的马 电池订书钉", "另一个很长的密码"
Told = pytest.CaptureFixture[str]
Run = Callable[..., str]
Lock = Callable[[Path], None]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: Told) -> Run:
    """What a command says, given these lines; the code it is expected to end with."""

    def command(name: str, *words: str, given: tuple[str, ...] = (), code: int = 0) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in given)))
        assert main([name, *words]) == code
        told = capsys.readouterr()
        return told.out + told.err

    return command


@pytest.fixture(scope="module")
def lock(tmp_path_factory: pytest.TempPathFactory) -> Lock:
    """Gives the backups of a file a key with PASSWORD, made once, for it takes seconds, and makes the first one."""
    folder = tmp_path_factory.mktemp("密钥")
    backup_key.set_up(folder, PASSWORD)

    def put(path: Path) -> None:
        shutil.copytree(folder, path.parent / "备份", dirs_exist_ok=True)
        assert main(["backup", "--database", str(path)]) == 0

    return put


@pytest.fixture
def path(tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "法治填报.sqlite"
    fill(path, run, "37")
    return path


def fill(path: Path, run: Run, words: str) -> None:
    rows = path.parent / "rows.csv"
    rows.write_text(f"code,words\n{CASES},{words}\n", encoding="utf-8")
    run("fill", "--database", str(path), "--unit", UNIT, "--year", "2024", str(rows))


def test_a_password_is_set_backups_are_locked_and_one_can_go_back(path: Path, run: Run) -> None:
    here = "--database", str(path)
    run("backup", *here)
    assert "备份没有加密" in run("backup-key", *here)
    told = run("backup-key", "set", *here, given=(PASSWORD,))
    assert "今后的备份都加密" in told
    assert "原有 1 份没有加密的备份没有动" in told
    assert "备份已加密" in run("backup-key", *here)
    fill(path, run, "41")  # nobody types a password
    told = run("backups", *here)
    assert told.count("，已加密\t\t") == 1  # nothing was changed before it was filled again
    told = run("backups", *here, "--password", given=(PASSWORD,))
    assert told.count(f"{UNIT} 2024 年，共 1 项") == 2
    told = run("restore", *here, given=(PASSWORD,))
    assert "6.14 行政诉讼案件数：现在“41”，备份里“37”" in told
    assert "已恢复到：" in told
    assert ".sqlite.age" in told
    assert "，已加密" in run("backups", *here)
    assert "41" in run("restore", *here, "--look", given=(PASSWORD,))  # what was there before is the newest now


def test_a_wrong_password_is_one_sentence_and_changes_nothing(path: Path, run: Run, lock: Lock) -> None:
    here = "--database", str(path)
    assert "密码太短" in run("backup-key", "set", *here, given=("短",), code=2)
    assert not (path.parent / "备份" / KEY_NAME).exists()
    lock(path)
    fill(path, run, "41")
    for words in (("restore",), ("backup-key", "change")):
        told = run(words[0], *here, *words[1:], given=(OTHER, OTHER), code=2)
        assert told.count("备份的密码不对。请核对大小写和输入法，再输一次。") == 1
    assert "还没有输入备份的密码" in run("restore", *here, code=2)
    assert "已经加密" in run("backup-key", "set", *here, given=(OTHER,), code=2)


def test_the_password_is_changed_and_locking_switched_off(path: Path, run: Run, lock: Lock) -> None:
    here = "--database", str(path)
    assert "没有加密" in run("backup-key", "off", *here, code=2)
    lock(path)
    assert "密码已改" in run("backup-key", "change", *here, given=(PASSWORD, OTHER))
    assert "共 1 项" in run("backups", *here, "--password", given=(OTHER,))
    assert "不再加密" in run("backup-key", "off", *here)
    assert ".age" not in run("backup", *here)
    assert run("backups", *here).count("已加密") == 1


def test_a_lost_key_is_told_and_nothing_is_written_in_clear(path: Path, run: Run, lock: Lock) -> None:
    here = "--database", str(path)
    lock(path)
    (path.parent / "备份" / KEY_NAME).unlink()
    assert "有加密的备份，但是少了“备份密钥.txt”" in run("backup", *here, code=2)
    assert "里没有“备份密钥.txt”，打不开加密的备份" in run("restore", *here, given=(PASSWORD,), code=2)
    assert len(list((path.parent / "备份").iterdir())) == 1


def test_a_damaged_file_is_named_with_its_locked_backup(path: Path, run: Run, lock: Lock) -> None:
    lock(path)
    data = bytearray(path.read_bytes())
    for at in range(4096, len(data), 4096):
        data[at : at + 100] = b"\xff" * 100
    path.write_bytes(bytes(data))
    assert "最近的备份（已加密）是“" in run("check-file", "--database", str(path), code=2)
    run("restore", "--database", str(path), given=(PASSWORD,))
    assert "完好" in run("check-file", "--database", str(path))
