"""The commands of a return's life, as a person at a terminal uses them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from db.__main__ import main
from db.domain.cells import State
from db.domain.stages import Role
from db.service import Author, Book
from tests.ready import fill_head

UNIT = "示例市自然资源和规划局"
HEARING = "hearing_held_count"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "填报.sqlite"
    with Book(path, Author("张三")) as book:
        book.add_unit(UNIT)
        opened = book.open_year(UNIT, 2024)
        opened.mark_all(opened.ret.ordered_codes, State.NOT_APPLICABLE)
        opened.enter(HEARING, "37")
        fill_head(opened)
    return path


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def do(*words: str, of_return: bool = True) -> tuple[int, str]:
        where = ["--database", str(path)]
        code = main([*words, *where, *(["--unit", UNIT, "--year", "2024"] if of_return else [])])
        told = capsys.readouterr()
        return code, told.out + told.err

    return do


def test_a_return_goes_its_way_and_back(run: Run, path: Path, tmp_path: Path) -> None:
    code, said = run("step", "审核通过")
    assert (code, "请先“自查通过”" in said) == (2, True)
    assert run("step", "自查通过", "--who", "李四") == (0, f"{UNIT} 2024 年：自查通过，第 1 版。\n")
    assert run("step", "定稿")[0] == 0
    assert "没有写报送给谁" in run("step", "已报送")[1]
    assert "已报送，第 1 版" in run("step", "已报送", "--to", "市委依法治市办", "--document", "〔2025〕3号")[1]
    assert run("compare") == (0, "第 1 版与现在没有不同。\n")
    assert "写明原因" in run("step", "退回修改")[1]
    assert "填报，第 2 版" in run("step", "退回修改", "--why", "业务科室更正数据")[1]
    with Book(path, Author("王五")) as book:
        book.open_year(UNIT, 2024).enter(HEARING, "38")
    code, said = run("compare")
    assert "37 → 38" in said
    assert said.endswith("第 1 版与现在：1 处不同。\n")
    listed = run("versions")[1]
    assert "李四\t自查通过" in listed
    assert "报送：市委依法治市办；文号：〔2025〕3号" in listed
    (version,) = json.loads(run("versions", "--json")[1])
    assert (version["number"], len(version["fingerprint"])) == (1, 64)
    target = tmp_path / "第1版.xlsx"
    assert run("export", "--version", "1", "--output", str(target))[0] == 0
    assert target.is_file()


def test_nothing_to_compare_before_the_first_version(run: Run) -> None:
    assert run("compare")[0] == 2


def test_the_history_is_verified_and_handed_on(run: Run, path: Path, tmp_path: Path) -> None:
    code, said = run("history", "verify", of_return=False)
    assert code == 0
    assert "记录完整" in said
    assert "已导出" in run("history", "export", "--output", str(tmp_path / "记录.csv"), of_return=False)[1]
    with Book(path) as book, book.repository.saving():
        book.repository._run("DROP TRIGGER history_is_not_removed")
        book.repository._run("DELETE FROM history WHERE id = 3")
    code, said = run("history", "verify", of_return=False)
    assert code == 1
    assert "第 3 条修改记录不见了" in said
    assert "“history_is_not_removed”不见了" in said


def test_people_are_noted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "谁打开数据文件，谁就有全部角色" in run("operator", "list", of_return=False)[1]
    assert run("operator", "save", "李四", "--roles", "、".join(Role), of_return=False)[0] == 0
    monkeypatch.setattr("db.commands.life._secret", lambda question: "2468")
    assert run("operator", "save", "李四", "--roles", "、".join(Role), "--pin", of_return=False)[0] == 0
    assert run("operator", "list", of_return=False)[1] == "李四\t填报、审核、负责人\t有口令\n"
    assert "没有“科长”这个角色" in run("operator", "save", "王五", "--roles", "科长", of_return=False)[1]
    assert run("operator", "save", "王五", "--roles", "填报，审核", of_return=False)[0] == 0
    assert run("step", "定稿", "--who", "李四")[0] == 0
    assert run("operator", "remove", "王五", of_return=False)[0] == 0
    monkeypatch.setattr("db.commands.life._secret", lambda question: "1357")
    assert "口令不对" in run("step", "退回修改", "--why", "补充", "--who", "李四")[1]
