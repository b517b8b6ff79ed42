"""The plain cells of a sheet, cut out of its bytes all at once; joined again with what they held, or something else.

A reading of the given bytes that filler and guard share, because neither can change it; knows nothing of values.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from db.sheets.forms.markup import hides_marks

FEW = 20  # styles are looked for one by one; some workbooks have tens of thousands
# A cell as programs write it that holds nothing, a value or plain words: tag, address, then "/>" or all it holds.
_PLAIN = (
    rb'(<%bc r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?)'
    rb'( ?/>|(?: t="[a-z]+")?><%bv>[^<]*</%bv></%bc>| t="inlineStr"><%bis><%bt[^<]*</%bt></%bis></%bc>)'
)


class PlainCells(NamedTuple):
    """The plain cells among `body`: what stands before, between and behind them; what each says, in their order.

    `tags` are written to the end of the style or address, `held` is what follows, to the end of the cell.
    """

    body: bytes
    prefix: bytes
    between: tuple[bytes, ...]
    tags: tuple[bytes, ...]
    addresses: tuple[bytes, ...]
    held: tuple[bytes, ...]

    def joined(self, held: Iterable[bytes]) -> bytes:
        """The body, where every plain cell holds what is told here, in their order."""
        return self._between(self.tags, held)

    def _between(self, tags: Iterable[bytes], held: Iterable[bytes]) -> bytes:
        made = [b""] * (3 * len(self.tags) + 1)
        made[::3], made[1::3], made[2::3] = self.between, tags, held
        return b"".join(made)

    def of_styles(self, styles: Collection[bytes]) -> Iterator[bytes]:
        """The addresses of those whose style is written like one of these, ` s="3"` or nothing."""
        if len(styles) > FEW or any(style in self.body for style in styles):
            begin = len(self.prefix) + len(b'<c r=""')
            for tag, address in zip(self.tags, self.addresses, strict=True):
                if tag[begin + len(address) :] in styles:
                    yield address

    @property
    def bare(self) -> bytes:
        """The body with bare tags of its plain cells, which are the sound part of them: sound XML if the body is."""
        return self._between([b"<%bc" % self.prefix] * len(self.tags), self.held)


def plain_cells(body: bytes, prefix: bytes) -> PlainCells:
    """Cut them out; there are none where two have the same address or where comments and the like may hide some."""
    if not hides_marks(body):
        parts = tuple(re.split(_PLAIN % ((re.escape(prefix),) * 9), body))
        addresses = parts[2::4]
        if len(set(addresses)) == len(addresses):
            return PlainCells(body, prefix, parts[::4], parts[1::4], addresses, parts[3::4])
    return PlainCells(body, prefix, (body,), (), (), ())
