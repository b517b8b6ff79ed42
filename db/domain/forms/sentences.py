"""What a figure in the midst of a sentence goes on about; knows labels, no sheet."""

import re
from collections.abc import Sequence

from db.domain.forms.words import Label

_SHORT = 4  # letters of a word that needs its sentence
_ENDED = re.compile(r"[^，,；;。]{0,6}[；;。]")
Labels = tuple[Label, ...]


def in_sentence(labels: Labels, said: Sequence[Label]) -> tuple[Labels, Labels, Labels]:
    """The labels of a cell in the midst of a sentence, what it surely goes on about, what it may go on about.

    `said` are the labels of its line before it, in their order.
    """
    own, before = labels[0], [label for label in said if label.key and label is not labels[0]]
    begun = tuple(label for label in reversed(before) if not label.carried or _ENDED.match(label.words))[:1]
    if own.plain and (own.whose or own.years) and before:  # 66件（上年 … 件）
        last = before[-1]
        return (own, last), begun if last.carried and last not in begun else (), ()
    wholes = [label for label in before if not label.whereof]
    if own.whereof and wholes:  # 办理建议 … 件，政协提案 … 件（其中主办 … 件）
        return labels, (wholes[-1],), ()
    if _ENDED.match(own.words):
        return labels, (), begun
    return (labels, begun, ()) if len(own.key) <= _SHORT else (labels, (), begun)
