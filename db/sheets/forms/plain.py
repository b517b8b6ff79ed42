"""The plain cells of a sheet, cut out of its bytes all at once; joined again with what they held, or something else.

A reading of the given bytes that filler and guard share, because neither can change it; knows nothing of values.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from db.sheets.forms.markup import hides_marks

FEW = 20  # styles are looked for one by one; some workbooks have tens of thousands
# A cell as programs write it that holds nothing, a value or plain words: tag, address, then "/>" or all it holds.
# What is most often found stands first, and nothing is tried twice: a sheet may have very many of them.
_PLAIN = (
    rb'(<%bc r="([A-Z]++[0-9]++)"(?: s="[0-9]++"|))'
    rb"(/>|>(?:<%bv>[^<]*+</%bv>|)</%bc>|"
    rb' (?:/>|t="(?:[a-z]++"(?: ?/>|>(?:<%bv>[^<]*+</%bv>|)</%bc>)|'
    rb'inlineStr"(?: ?/>|>(?:<%bis><%bt[^<]*+</%bt></%bis>|)</%bc>))))'
)


class PlainCells(NamedTuple):
    """The plain cells among `body`: all that stands in it, cut; what each cell says, in their order.

    `cut` is what stands before a cell, its tag to the end of the style or address, what follows to the end of the cell,
    and so on, at last what stands behind; `held` is every third of these.
    """

    body: bytes
    prefix: bytes
    cut: Sequence[bytes]
    addresses: Sequence[bytes]
    held: Sequence[bytes]

    @property
    def tags(self) -> Sequence[bytes]:
        """The tag of every cell, to the end of its style or address."""
        return self.cut[1::3]

    def joined(self, held: Iterable[bytes]) -> bytes:
        """The body, where every plain cell holds what is told here, in their order."""
        made = list(self.cut)
        made[2::3] = held
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
        """As sound XML as the body, and shorter: an empty cell for those that follow one another, what they hold once.

        Their tags are the sound part of them, and what each holds is sound wherever a cell may stand, or nowhere.
        """
        cell = b"<%bc" % self.prefix
        return b"".join([(cell + b"/>").join(filter(None, self.cut[::3])), *(cell + held for held in set(self.held))])


def plain_cells(body: bytes, prefix: bytes) -> PlainCells:
    """Cut them out; there are none where two have the same address or where comments and the like may hide some."""
    if not hides_marks(body):
        cut = re.split(_PLAIN % ((re.escape(prefix),) * 12), body)
        addresses = cut[2::4]
        if len(set(addresses)) == len(addresses):
            del cut[2::4]
            return PlainCells(body, prefix, cut, addresses, cut[2::3])
    return PlainCells(body, prefix, (body,), (), ())
