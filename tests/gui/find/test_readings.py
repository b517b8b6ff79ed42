"""How characters are read."""

import os
import subprocess
import sys

import pytest

from gui.find.readings import readings


@pytest.mark.parametrize(
    ("letter", "expected"),
    [("长", {"chang", "zhang"}), ("行", {"xing", "hang"}), ("调", {"tiao", "diao"}), ("律", {"lv"}), ("额", {"e"})],
)
def test_every_reading_of_a_character_without_tones(letter: str, expected: set[str]) -> None:
    assert expected <= set(readings(letter))


def test_letters_and_digits_read_as_themselves_and_punctuation_not_at_all() -> None:
    assert readings("E") == ("e",)
    assert readings("3") == ("3",)
    assert [readings(mark) for mark in "·“、 _"] == [()] * 5


def test_readings_are_small_ascii_letters() -> None:
    spelt = {reading for code in range(0x4E00, 0x9FFF) for reading in readings(chr(code))}
    assert len(spelt) > 400
    assert all(word.isascii() and word.isalpha() and word.islower() for word in spelt)


def test_phrases_are_not_loaded_and_the_environment_stays_as_it_was() -> None:
    program = (
        "import sys, os; from gui.find.readings import readings; assert 'pypinyin' not in sys.modules;"
        "assert readings('长'); assert 'pypinyin' in sys.modules;"
        "assert 'pypinyin.phrases_dict' not in sys.modules; assert 'PYPINYIN_NO_PHRASES' not in os.environ"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYPINYIN_NO_PHRASES"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
