"""A return made ready to be signed, for tests about what comes after."""

from typing import Protocol

from db.domain.returns import Return


class Fillable(Protocol):
    """An open return, or the desk it lies on."""

    @property
    def ret(self) -> Return: ...
    def set_head(self, field: str, words: str) -> object: ...


def fill_head(opened: Fillable) -> None:
    """Fill in every field of the head and foot that signing demands."""
    for field in opened.ret.pack.head_fields:
        if field.required and not opened.ret.head.get(field.id):
            opened.set_head(field.id, field.example or "某某")
