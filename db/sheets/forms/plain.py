"""The plain cells of a sheet, cut out of its bytes all at once; joined again with what they held, or something else.

A reading of the given bytes that filler and guard share, because neither can change it; knows nothing of values.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

# A cell as programs write it that holds nothing or a number: address, style, then "/>" or all that it holds.
_PLAIN = rb'<%bc r="([A-Z]+[0-9]+)"( s="[0-9]+"|)( ?/>|(?: t="[a-z]+")?><%bv>[-+.0-9E]*</%bv></%bc>)'
_STRANGE = re.compile(rb"<[!?]")


class PlainCells(NamedTuple):
    """The plain cells among `body`: what stands before, between and behind them; what each says, in their order.

    `styles` are as written (` s="3"` or nothing), `held` is what follows, to the end of the cell.
    """

    body: bytes
    prefix: bytes
    between: tuple[bytes, ...]
    addresses: tuple[bytes, ...]
    styles: tuple[bytes, ...]
    held: tuple[bytes, ...]

    def joined(self, held: Iterable[bytes]) -> bytes:
        """The body, where every plain cell holds what is told here, in their order."""
        count = len(self.addresses)
        made = [b'"'] * (6 * count + 1)
        made[::6], made[1::6], made[2::6] = self.between, [b'<%bc r="' % self.prefix] * count, self.addresses
        made[4::6], made[5::6] = self.styles, held
        return b"".join(made)

    @property
    def bare(self) -> bytes:
        """The body with nothing said by its plain cells: it is sound XML if the body is, with whatever figures."""
        return (b"<%bc/>" % self.prefix).join(self.between)


def plain_cells(body: bytes, prefix: bytes) -> PlainCells:
    """Cut them out; there are none where two have the same address or where comments and the like may hide some."""
    strange = _STRANGE.search(body)
    parts = (body,) if strange else tuple(re.split(_PLAIN % ((re.escape(prefix),) * 4), body))
    cells = PlainCells(body, prefix, parts[::4], parts[1::4], parts[2::4], parts[3::4])
    twice = len(set(cells.addresses)) < len(cells.addresses)
    return PlainCells(body, prefix, (body,), (), (), ()) if twice else cells
