"""An indicator of the bureau's own; asks what the verb needs and leaves the judgement to it."""

import re

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QPlainTextEdit, QWidget

from db.domain.items import Kind
from db.domain.pack import OWN_SECTION
from db.domain.units import known_words
from db.service import OwnItem
from gui.desk import Desk
from gui.dialogs.form import FormDialog

_MOST_DECIMALS = 4


class OwnItemDialog(FormDialog):
    """Name, unit, kind, decimals, choices, section, 口径 and office."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        words = QCoreApplication.translate
        super().__init__(parent, words("OwnItem", "自设指标"), words("OwnItem", "新增"))
        self._desk = desk
        self.made = ""
        self.name = self._line(self.tr("名称"), self.tr("例如：土地信访听证会次数"))
        self.unit = self._combo(self.tr("计量单位"))
        self.unit.setEditable(True)
        self.unit.addItems(known_words())
        self.unit.setCurrentText("件")
        completer = self.unit.completer()
        if isinstance(completer, QCompleter):
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseSensitive)
        self.kind = self._combo(self.tr("类型"))
        for kind in Kind:
            self.kind.addItem(kind.label, kind)
        self.decimals = self._combo(self.tr("小数位数"))
        self.decimals.addItems([str(n) for n in range(_MOST_DECIMALS + 1)])
        self.choices = self._line(self.tr("可选内容"), self.tr("用顿号分开，例如：是、否、部分"))
        self.section = self._combo(self.tr("放在哪一部分"))
        for section in desk.ret.pack.sections:
            if section.id != OWN_SECTION:
                self.section.addItem(section.label, section.id)
        self.section.addItem(self.tr("附 本单位自设指标"), OWN_SECTION)
        self.section.setCurrentIndex(self.section.count() - 1)
        self.definition = QPlainTextEdit(self)
        self.definition.setAccessibleName(self.tr("口径"))
        self.definition.setTabChangesFocus(True)
        self.definition.setPlaceholderText(self.tr("统计哪些、不统计哪些，统计范围和时点"))
        self.definition.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 12)
        self.office = self._line(self.tr("来源科室"), self.tr("例如：法规科"))
        self._arrange()
        desk.refused.connect(self.show_trouble)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self._kind_changed()

    def _arrange(self) -> None:
        self.form.addRow(self.tr("名称(&N)："), self.name)
        self.form.addRow(self.tr("类型(&K)："), self.kind)
        self.form.addRow(self.tr("计量单位(&U)："), self.unit)
        self.form.addRow(self.tr("小数位数(&D)："), self.decimals)
        self.form.addRow(self.tr("可选内容(&H)："), self.choices)
        self.form.addRow(self.tr("放在哪一部分(&S)："), self.section)
        self.form.addRow(self.tr("口径(&E)："), self.definition)
        self.form.addRow(self.tr("来源科室(&O)："), self.office)
        self.say(self.tr("自设指标从本年度起每年带出，并随表导出。"))

    def _line(self, name: str, example: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(name)
        line.setPlaceholderText(example)
        return line

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        return combo

    def _kind_changed(self) -> None:
        kind = Kind(self.kind.currentData())
        self.form.setRowVisible(self.unit, kind.is_number)
        self.form.setRowVisible(self.decimals, kind.is_number)
        self.form.setRowVisible(self.choices, kind is Kind.CHOICE)
        if kind in (Kind.SHARE, Kind.RATE):
            self.unit.setCurrentText("%")
        elif kind is Kind.MONEY:
            self.unit.setCurrentText("万元")
        elif self.unit.currentText() in ("%", "万元"):
            self.unit.setCurrentText("件")

    def submit(self) -> bool:
        kind = Kind(self.kind.currentData())
        own = OwnItem(
            name=self.name.text(),
            unit=self.unit.currentText().strip() if kind.is_number else "",
            kind=kind,
            decimals=int(self.decimals.currentText()) if kind.is_number else 0,
            section=self.section.currentData(),
            definition=self.definition.toPlainText().strip(),
            office=self.office.text().strip(),
            choices=tuple(word for word in re.split(r"[、，,；;\s]+", self.choices.text()) if word),
        )
        self.made = self._desk.add_own_item(own)
        return bool(self.made)


def ask_own_item(parent: QWidget, desk: Desk) -> str:
    """The code of the item that was added; "" if none."""
    dialog = OwnItemDialog(parent, desk)
    return dialog.made if dialog.ask() else ""
