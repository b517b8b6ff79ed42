"""What 核对 looks at behind the pages: the hidden sheet 数据明细 and the fingerprints printed in footers.

Knows the record of an export and the workbook as it is now; knows no return and no store.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from db.domain.addresses import column_letters
from db.domain.cells import State
from db.domain.quantity import Quantity, parse
from db.sheets import foreign
from db.sheets.comparing import NOTHING, Altered, number_of, same_words
from db.sheets.model import clean
from db.sheets.opening import Held, Page
from db.sheets.pages.details import HEADS
from db.sheets.record import Record

_CODE, _NUMBER, _NAME, _UNIT, _WORDS, _VALUE = HEADS[:6]
_STATE, _REASON, _REMARK = HEADS[8:]
_FOOT = re.compile(rb"<(?:\w+:)?(?:odd|even|first)Footer\b[^>]*>([^<]*)<")


def altered_details(record: Record, pages: Sequence[Page]) -> Iterator[Altered]:
    """The cells of 数据明细 that do not say what was exported; lines that are gone are no cells."""
    figures: Mapping[str, Sequence[str]] = record.content["figures"]
    for page in pages:
        lines = iter(page.rows.items())
        heads = {held.words: column for column, held in next(lines, (0, {}))[1].items()}
        if not {_CODE, _WORDS, _STATE}.issubset(heads):
            continue
        for number, row in lines:
            code = row[heads[_CODE]].words if heads[_CODE] in row else ""
            for head, meant in _meant(record, code, figures.get(code)).items():
                now = row.get(heads.get(head, 0))
                if head in heads and not _says(now, meant, exact=head == _VALUE):
                    cell = f"{column_letters(heads[head] - 1)}{number}"
                    item = f"{record.label(code) or code}（{head}）"
                    yield Altered(page.name, cell, item, meant or NOTHING, now.words if now else NOTHING)


def _meant(record: Record, code: str, figure: Sequence[str] | None) -> dict[str, str]:
    """Head → what must stand under it; what only the pack could tell is left out."""
    state, words, reason, note = figure or (State.BLANK.value, "", "", "")
    number, name, unit = record.names.get(code, ("", "", ""))
    told = {_NUMBER: number, _NAME: name, _UNIT: unit, _WORDS: words, _STATE: state, _REASON: reason, _REMARK: note}
    read = parse(words, unit) if state == State.VALUE.value and unit else None
    worked_out = {_VALUE: f"{read.value:f}"} if isinstance(read, Quantity) and read.value is not None else {}
    return {head: clean(meant) for head, meant in (told | worked_out).items()}


def _says(held: Held | None, meant: str, exact: bool) -> bool:
    """Whether a cell says what is meant; an `exact` one only counts where a number stands in it."""
    if not exact:
        return same_words(meant, held)
    number = number_of(held.words) if held else None
    return number is None or number == number_of(meant)


def feet(path: Path) -> tuple[str, ...]:
    """What stands in the footers of the sheets of a workbook that was opened before, each once."""
    with foreign.reading(path), zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        found = [foot.decode("utf-8", "replace") for name in sheets for foot in _FOOT.findall(archive.read(name))]
    return tuple(dict.fromkeys(found))
