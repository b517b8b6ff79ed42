"""Plain cells cut out of a sheet: joined, its bytes again; only cells without a formula are plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from db.sheets.forms.markup import is_sound
from db.sheets.forms.plain import plain_cells

ADDRESSES = st.from_regex(r"[A-C][1-4]", fullmatch=True)
CELLS = st.builds(
    "<{p}c{r}{more}{held}".format,
    p=st.just("PREFIX"),
    r=st.one_of(ADDRESSES.map(' r="{}"'.format), ADDRESSES.map(" r='{}'".format), st.just("")),
    more=st.sampled_from(["", ' s="3"', " s='3'", ' s="3" t="s"', ' t="str"', ' cm="1"', ' s="3" customData="1"']),
    held=st.sampled_from(
        ["/>", " />", "></PREFIXc>", "><PREFIXv>12.5</PREFIXv></PREFIXc>", "><PREFIXv>字</PREFIXv></PREFIXc>",
         "><PREFIXf>A1</PREFIXf><PREFIXv>1</PREFIXv></PREFIXc>", "><PREFIXv>1</PREFIXv><PREFIXextLst/></PREFIXc>",
         "><PREFIXv/></PREFIXc>", ' t="inlineStr"><PREFIXis><PREFIXt>字</PREFIXt></PREFIXis></PREFIXc>',
         ' t="inlineStr"><PREFIXis><PREFIXt>&</PREFIXt></PREFIXis></PREFIXc>', "><PREFIXv>\x01</PREFIXv></PREFIXc>",
         ' t="inlineStr"/>', ' t="inlineStr" />', ' t="inlineStr"></PREFIXc>']
    ),
)  # fmt: skip
AROUND = st.sampled_from(["<PREFIXrow>", "</PREFIXrow>", '<PREFIXrow a="', '">', "<!-- -->", "\n"])
BODIES = st.lists(st.one_of(CELLS, AROUND), max_size=12)


@given(BODIES, st.sampled_from(["", "x:"]))
def test_joined_again_they_are_the_bytes_and_none_holds_a_formula(pieces: list[str], prefix: str) -> None:
    body = "".join(pieces).replace("PREFIX", prefix).encode()
    cells = plain_cells(body, prefix.encode())
    assert cells.joined(cells.held) == body
    assert len(set(cells.addresses)) == len(cells.addresses)
    assert is_sound(b"<a>%b</a>" % cells.bare) == is_sound(b"<a>%b</a>" % body)
    for tag, address, held in (
        () if not is_sound(b"<a>%b</a>" % cells.bare) else zip(cells.tags, cells.addresses, cells.held, strict=True)
    ):
        if not is_sound(b"<a>%b%b</a>" % (tag, held)):
            continue
        cell = etree.fromstring(b'<a xmlns:x="u">%b%b</a>' % (tag, held))[0]
        assert cell.get("r") == address.decode()
        assert [etree.QName(one).localname for one in cell] in ([], ["v"], ["is"])
        assert set(cell.keys()) <= {"r", "s", "t"}


def test_cells_of_a_style_are_found() -> None:
    cells = plain_cells(b'<c r="A1" s="3"/><c r="B1"/><c r="C1" s="33"/><c r="D1" s="3"><v>1</v></c>', b"")
    assert list(cells.of_styles({b' s="3"'})) == [b"A1", b"D1"]
    assert list(cells.of_styles({b""})) == [b"B1"]
    assert list(cells.of_styles({b' s="4"'})) == []
    many = {b' s="%d"' % n for n in range(30, 90)}
    assert list(cells.of_styles(many)) == [b"C1"]
    assert list(cells.of_styles(many | {b""})) == [b"B1", b"C1"]


def test_where_an_address_stands_twice_no_cell_is_plain() -> None:
    body = b'<c r="A1"/><c r="A1"/><c r="B1"/>'
    cells = plain_cells(body, b"")
    assert cells.addresses == ()
    assert cells.joined([]) == body


@pytest.mark.parametrize("kind", ["", ' t="n"', ' t="str"', ' t="inlineStr"'])
@pytest.mark.parametrize("more", ["<f>B1</f>", "<extLst/>", "<v>2</v>", "<is><t>字</t></is>", "<x:v/>"])
def test_a_cell_that_holds_more_than_its_value_is_not_plain_and_takes_no_other_with_it(kind: str, more: str) -> None:
    held = "<is><t>字</t></is>" if "inline" in kind else "<v>1</v>"
    for inside in (held + more, more + held):
        cell = f'<c r="{{}}" s="1"{kind}>{{}}</c>'
        body = "".join((cell.format("A1", held), cell.format("B1", inside), cell.format("C1", held))).encode()
        assert list(plain_cells(body, b"").addresses) == [b"A1", b"C1"]


def test_cells_in_a_comment_are_none() -> None:
    assert plain_cells(b'<!-- <c r="A1"/> --><c r="B1"/>', b"").addresses == ()
    assert plain_cells(b'<?x <c r="A1"/> ?><c r="B1"/>', b"").addresses == ()
