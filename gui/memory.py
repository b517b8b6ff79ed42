"""What the window remembers between two days: where one left off; knows nothing of figures."""

import json
from contextlib import suppress
from pathlib import Path
from typing import cast, get_args

from PySide6.QtCore import QByteArray, QSettings

from gui.theme import TEXT_SIZES, Appearance

_PORTABLE = ("window/appearance", "window/text_size", "typing/enter")


class Memory:
    """A few remembered words in an INI file of the user's settings folder; lost words cost nothing."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "fazhi", "fazhi")

    def _word(self, key: str) -> str:
        value = self._settings.value(key, "")
        return value if isinstance(value, str) else ""

    def _set(self, key: str, value: object) -> None:
        self._settings.setValue(key, value)

    @property
    def database(self) -> Path | None:
        """The data file opened last."""
        word = self._word("last/database")
        return Path(word) if word else None

    @property
    def unit(self) -> str:
        """The unit opened last, in that file."""
        return self._word("last/unit")

    @property
    def year(self) -> int | None:
        """The year opened last, of that unit."""
        word = self._word("last/year")
        return int(word) if word.isdecimal() else None

    def opened(self, database: Path, unit: str, year: int, practice: bool = False) -> None:
        """Remember what lies on the desk; of what is no practice also as one's own, to come back to."""
        for group in ("last",) if practice else ("last", "own"):
            self._set(f"{group}/database", str(database))
            self._set(f"{group}/unit", unit)
            self._set(f"{group}/year", str(year))

    @property
    def own(self) -> tuple[Path | None, str, int | None]:
        """File, unit and year opened last that are no practice data."""
        path, year = self._word("own/database"), self._word("own/year")
        return Path(path) if path else None, self._word("own/unit"), int(year) if year.isdecimal() else None

    @property
    def operator(self) -> str:
        """The name by which the person at this machine works; "" until it was asked."""
        return self._word("operator/name")

    @operator.setter
    def operator(self, name: str) -> None:
        self._set("operator/name", name)

    @property
    def place(self) -> str:
        """The section, table or screen shown last."""
        return self._word("last/place")

    @place.setter
    def place(self, key: str) -> None:
        self._set("last/place", key)

    @property
    def export_folder(self) -> Path | None:
        """Where the last workbook was put."""
        word = self._word("last/export_folder")
        return Path(word) if word else None

    @export_folder.setter
    def export_folder(self, folder: Path) -> None:
        self._set("last/export_folder", str(folder))

    @property
    def paper(self) -> str:
        """On what is printed: A4 or A3."""
        return "A3" if self._word("paper/size") == "A3" else "A4"

    @paper.setter
    def paper(self, size: str) -> None:
        self._set("paper/size", size)

    @property
    def prints_grey(self) -> bool:
        """Whether pages go without colours."""
        return self._word("paper/grey") == "yes"

    @prints_grey.setter
    def prints_grey(self, grey: bool) -> None:
        self._set("paper/grey", "yes" if grey else "no")

    @property
    def printer(self) -> str:
        """The printer used last; "" for the system's."""
        return self._word("paper/printer")

    @printer.setter
    def printer(self, name: str) -> None:
        self._set("paper/printer", name)

    @property
    def appearance(self) -> Appearance:
        """Light, dark, or as the system is."""
        word = self._word("window/appearance")
        return cast(Appearance, word) if word in get_args(Appearance) else "system"

    @appearance.setter
    def appearance(self, appearance: Appearance) -> None:
        self._set("window/appearance", appearance)

    @property
    def text_size(self) -> int:
        """Per cent of the system's size of writing."""
        word = self._word("window/text_size")
        return int(word) if word in map(str, TEXT_SIZES) else TEXT_SIZES[0]

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._set("window/text_size", str(percent))

    @property
    def enter_goes_right(self) -> bool:
        """Whether Enter goes along the row of a fixed table, rather than down its column."""
        return self._word("typing/enter") == "right"

    @enter_goes_right.setter
    def enter_goes_right(self, right: bool) -> None:
        self._set("typing/enter", "right" if right else "down")

    @property
    def backup_folder(self) -> Path | None:
        """Where backups go; None for the folder beside the data file."""
        word = self._word("backup/folder")
        return Path(word) if word else None

    @backup_folder.setter
    def backup_folder(self, folder: Path | None) -> None:
        self._set("backup/folder", str(folder or ""))

    def portable(self) -> bytes:
        """What goes along to another machine: how things look and how Enter goes, no place on this one's disks."""
        words = {key: self._word(key) for key in _PORTABLE}
        return json.dumps({key: word for key, word in words.items() if word}, ensure_ascii=False).encode()

    def take(self, portable: bytes) -> None:
        """Remember what another machine remembered; anything else than that is left out."""
        with suppress(ValueError):
            words = json.loads(portable)
            for key in _PORTABLE if isinstance(words, dict) else ():
                if isinstance(words.get(key), str):
                    self._set(key, words[key])

    def sync(self) -> None:
        """Write it down now."""
        self._settings.sync()

    @property
    def folder(self) -> Path | None:
        """The folder of the settings, for what is to be remembered beside them; None if nothing is remembered."""
        return Path(self._settings.fileName()).parent

    def layout(self, name: str) -> QByteArray:
        """Geometry or proportions of a part of the window; empty if never kept."""
        value = self._settings.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep_layout(self, name: str, state: QByteArray) -> None:
        """Remember geometry or proportions."""
        self._set(f"window/{name}", state)


class NoMemory(Memory):
    """Remembers nothing and touches no file: for pictures and measurements."""

    def __init__(self) -> None:
        """Nothing to hold."""

    def _word(self, key: str) -> str:
        return ""

    def _set(self, key: str, value: object) -> None:
        """Forget it."""

    def sync(self) -> None:
        """Nothing to write."""

    @property
    def folder(self) -> Path | None:
        return None

    def layout(self, name: str) -> QByteArray:
        return QByteArray()
