"""Which names share most with a label, all names at once: as one by one."""

from hypothesis import given
from hypothesis import strategies as st

from db.domain.forms.shares import Shares

WEIGHTS = dict(zip("甲乙丙丁戊己", (1.0, 1.5, 2.25, 3.0, 5.5, 6.75), strict=True))
LETTERS = st.text("甲乙丙丁戊己", max_size=6)


@given(st.lists(LETTERS, max_size=150), LETTERS, LETTERS, st.integers(1, 30))
def test_the_best_of_all_names_are_those_that_share_most_one_by_one(
    names: list[str], label: str, around: str, most: int
) -> None:
    yields = [1 / (1 + len(name)) for name in names]
    shares = Shares(names, WEIGHTS.__getitem__, yields)
    best = shares.best(2 * shares.of(set(label)) + shares.of(set(around) - set(label)), most)

    def worth(n: int) -> float:
        return yields[n] * sum(
            WEIGHTS[c] * (2 * (c in label) + (c in around and c not in label)) for c in set(names[n])
        )

    wanted = sorted((round(worth(n), 6) for n in range(len(names)) if worth(n)), reverse=True)[:most]
    assert [round(worth(n), 6) for n in best] == wanted
    assert len(set(best)) == len(best)


def test_letters_of_no_name_share_nothing() -> None:
    shares = Shares(["甲", "乙丙"], WEIGHTS.__getitem__, [1.0, 1.0])
    assert shares.best(2 * shares.of("戊己"), 24) == []
