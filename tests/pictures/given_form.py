"""Poses around a form that others issued: its sheets, the choice for a cell, what became of it."""

from pathlib import Path

from db.domain.forms.links import Whose
from gui import forms
from gui.dialogs.forms import FormsDialog
from gui.dialogs.forms_choose import ChooseItemDialog, ask_item, learnt
from gui.dialogs.forms_result import show_official
from tests.db.forms import made
from tests.pictures.stage import Stage

_FORM, _TITLE = "ledger_of_lawsuits", "行政复议应诉统计表.xlsx"


def _given(stage: Stage) -> Path:
    path = stage.folder / _TITLE
    made.make(_FORM, path)
    return path


def adopted(stage: Stage) -> None:
    """The form with what its cells mean."""
    stage.ask(lambda: forms.adopt(stage.window, _given(stage)), _look)


def _look(dialog: FormsDialog) -> None:
    dialog.settle(dialog.pressing.places[0])
    dialog.step()


def chosen(stage: Stage) -> None:
    """What a cell takes, found by pinyin."""
    told = "行政复议应诉 C14：败诉 / 上年度"
    index = learnt(stage.desk.ret)

    def seek(dialog: ChooseItemDialog) -> None:
        dialog.box.setText("xzss")

    stage.ask(lambda: ask_item(stage.window, index, told, (), Whose.LAST), seek)


def filled(stage: Stage) -> None:
    """What became of the form."""
    path, desk = _given(stage), stage.desk
    links = desk.book.forms.propose(path, desk.opened).links
    done = desk.book.forms.official(desk.opened, path, stage.folder / "行政复议应诉统计表（已填）.xlsx", links)
    stage.ask(lambda: show_official(stage.window, desk.ret, done))
