"""The SQL of adopted forms: which cells of which shape of form mean what; rows in, rows out."""

from collections.abc import Callable, Sequence
from typing import Any

Ask = Callable[[str, Sequence[Any]], list[Any]]
Run = Callable[[str, Sequence[Any]], Any]
FormCell = tuple[str, str, str, int, str, str, str]
"""sheet, words beside, words above, how manieth, code ("" for nothing), whose, unit."""


class FormRows:
    """The tables of adopted forms of one open data file; writers run inside the repository's `saving()`."""

    def __init__(self, ask: Ask, run: Run) -> None:
        self._ask, self._run = ask, run

    def forms(self) -> list[tuple[str, str, str, list[FormCell]]]:
        """(shape, name, when, cells) of every adopted form, the newest first."""
        found: dict[int, tuple[str, str, str, list[FormCell]]] = {
            row: (shape, name, at, [])
            for row, shape, name, at in self._ask("SELECT id, shape, name, at FROM form ORDER BY at DESC, id DESC", ())
        }
        columns = "sheet, row_words, head_words, nth, code, whose, unit"
        for row, *cell in self._ask(f"SELECT form, {columns} FROM form_cell ORDER BY rowid", ()):
            found[row][3].append((*cell,))
        return list(found.values())

    def keep(self, shape: str, name: str, stamp: tuple[str, str], cells: Sequence[FormCell]) -> None:
        """Remember a form in place of what was known of this shape; `stamp` is (when, who)."""
        for (row,) in self._ask("SELECT id FROM form WHERE shape = ?", (shape,)):
            self._run("DELETE FROM form_cell WHERE form = ?", (row,))
            self._run("DELETE FROM form WHERE id = ?", (row,))
        sql = "INSERT INTO form (shape, name, at, who) VALUES (?, ?, ?, ?)"
        made = self._run(sql, (shape, name, *stamp)).lastrowid
        sql = (
            "INSERT INTO form_cell (form, sheet, row_words, head_words, nth, code, whose, unit)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        for cell in cells:
            self._run(sql, (made, *cell))
