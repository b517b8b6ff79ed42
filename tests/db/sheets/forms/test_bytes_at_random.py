"""Whatever happens to the bytes of a form, reading and filling it end in a form or in one plain sentence."""

import zipfile
import zlib
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.domain.forms.grid import Place
from db.domain.trouble import KnownError
from db.sheets.forms.filling import Filled, fill_form
from db.sheets.forms.reading import read_form
from tests.db.sheets.forms.by_hand import packed
from tests.db.sheets.forms.made import Made

Every = dict[str, tuple[Made, Path, Filled]]
FORMS = ("with_chain", "with_controls", "without_addresses", "packed_by_others", "in_utf16", "styled_before")
_MARKUP = """< > / " ' = & 9 -1 <c </c> <row> <f> <v> <!-- <![CDATA[ <sheetData/>""".split()
_MARKUP += [' r="A1"', ' r="XFD1048576"', ' t="s"', ' s="99"', "<!DOCTYPE a>", ""]
PIECES = [b"\0", b"\xff", *(piece.encode() for piece in _MARKUP)]
CHANGES = st.lists(st.tuples(st.floats(0, 0.9999), st.sampled_from(PIECES), st.integers(0, 12)), min_size=1, max_size=4)
repeatedly = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def changed(data: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    for where, piece, over in changes:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + over :]
    return data


def is_whole(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return False


def in_a_sentence(path: Path, made: Made, target: Path) -> None:
    """Read and fill; nothing but a KnownError may come out, and no half a file."""
    sheets = dict.fromkeys(place.sheet for place in made.values)
    values = {**made.values, **{Place(name, 40, 2): Decimal(1) for name in sheets}}
    for work in (lambda: read_form(path), lambda: fill_form(path, target, values)):
        try:
            work()
        except KnownError as error:
            assert error.sentence
            assert error.next_step
    assert {one.name for one in target.parent.iterdir()} <= {target.name}
    if target.exists():
        assert is_whole(target) or not is_whole(path)
        target.unlink()


@repeatedly
@given(name=st.sampled_from(FORMS), changes=CHANGES)
def test_bytes_of_the_package(every: Every, tmp_path: Path, name: str, changes: list[tuple[float, bytes, int]]) -> None:
    made = every[name][0]
    (tmp_path / "out").mkdir(exist_ok=True)
    path = tmp_path / made.path.name
    path.write_bytes(changed(made.path.read_bytes(), changes))
    in_a_sentence(path, made, tmp_path / "out" / "x.xlsx")


@repeatedly
@given(name=st.sampled_from(FORMS), part=st.floats(0, 0.9999), changes=CHANGES)
def test_bytes_of_a_part(
    every: Every, tmp_path: Path, name: str, part: float, changes: list[tuple[float, bytes, int]]
) -> None:
    made = every[name][0]
    (tmp_path / "out").mkdir(exist_ok=True)
    with zipfile.ZipFile(made.path) as archive:
        held = {one: archive.read(one) for one in archive.namelist()}
    which = sorted(one for one in held if one.endswith((".xml", ".rels")))
    # Half of all changes go into a sheet, where there is most to get wrong.
    target = "xl/worksheets/sheet1.xml" if part < 0.5 else which[int((part - 0.5) * 2 * len(which))]
    held[target] = changed(held[target], changes)
    path = packed(tmp_path / made.path.name, held)
    in_a_sentence(path, made, tmp_path / "out" / "x.xlsx")
