"""The machine's troubles and refused requests as one plain sentence and a next step; never a bug."""


class KnownError(Exception):
    """Something the person can understand and mend. Anything that is not one of these is a bug and stays loud.

    `sentence` says what happened and where, `next_step` how to go on; both in the user's Chinese.
    """

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence + next_step)
        self.sentence = sentence
        self.next_step = next_step


class DamagedError(KnownError):
    """The data file itself cannot be trusted any more: what helps is a backup."""
