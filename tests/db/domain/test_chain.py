"""The chain names the entry that was removed, altered or put in; what was left alone is never accused."""

import hashlib
import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from db.domain.chain import ALTERED, FIELDS, FOREIGN, MISSING, ORIGIN, Break, Entry, breaks, link


def chained(count: int) -> list[Entry]:
    value, made = ORIGIN, []
    for number in range(1, count + 1):
        fields = (
            number,
            "2025-01-23T10:00:00+08:00",
            "张三",
            "录入",
            1,
            "指标",
            "a",
            "",
            "",
            "已填",
            f"{number}余",
            "",
        )
        value = link(value, fields)
        made.append(Entry(fields, value))
    return made


def found(entries: list[Entry], count: int, head: str) -> list[tuple[str, int, int]]:
    return [(one.kind, one.first, one.last) for one in breaks(entries, count, head)]


def altered(entry: Entry) -> Entry:
    return replace(entry, fields=(*entry.fields[:-2], "999", ""))


def test_what_is_hashed_is_what_the_module_promises() -> None:
    (entry,) = chained(1)
    text = json.dumps(list(entry.fields), ensure_ascii=False, separators=(",", ":"))
    assert "张三" in text
    assert entry.value == hashlib.sha256(("0" * 64 + "\n" + text).encode()).hexdigest()
    assert len(FIELDS) == len(entry.fields)


@given(st.integers(0, 12))
def test_an_untouched_chain_holds(count: int) -> None:
    entries = chained(count)
    assert found(entries, count, entries[-1].value if entries else ORIGIN) == []


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
def test_an_entry_removed_altered_or_rewritten_is_named(case: tuple[int, int]) -> None:
    count, at = case
    entries = chained(count)
    head, number = entries[-1].value, at + 1
    without = entries[:at] + entries[at + 1 :]
    assert found(without, count, head) == [(MISSING, number, number)]
    changed = [*entries[:at], altered(entries[at]), *entries[at + 1 :]]
    assert found(changed, count, head) == [(ALTERED, number, number)]
    before = entries[at - 1].value if at else ORIGIN
    rechained = replace(altered(entries[at]), value=link(before, altered(entries[at]).fields))
    (seam,) = breaks([*entries[:at], rechained, *entries[at + 1 :]], count, head)
    assert seam.first in (number, number + 1)  # one of the two that do not fit together
    assert seam.kind == ALTERED


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
def test_a_tail_cut_off_is_missed(case: tuple[int, int]) -> None:
    count, kept = case
    entries = chained(count)
    assert found(entries[:kept], count, entries[-1].value) == [(MISSING, kept + 1, count)]


def test_what_another_program_wrote_is_named_and_what_follows_is_not() -> None:
    entries = chained(5)
    stranger = replace(entries[0], fields=(6, *entries[0].fields[1:]), value="")
    assert found([*entries, stranger], 5, entries[-1].value) == [(FOREIGN, 6, 6)]
    fields = (7, *entries[0].fields[1:])
    after = Entry(fields, link(entries[-1].value, fields))
    assert found([*entries, stranger, after], 6, after.value) == [(FOREIGN, 6, 6)]


def test_a_chain_rewritten_to_its_end_does_not_fit_its_head() -> None:
    entries = chained(3)
    (seam,) = breaks(entries, 3, "f" * 64)
    assert isinstance(seam, Break)
    assert seam.kind == ALTERED
