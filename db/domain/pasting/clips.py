"""A block of cells as the clipboard carries it: lines of tabbed text, or a table in HTML; knows no items.

Excel, WPS and LibreOffice write and read both: a cell with a line break or a tab stands in quotes.
"""

import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser

from db.domain.trouble import KnownError

Block = tuple[tuple[str, ...], ...]

MOST_ROWS = 10_000
MOST_COLUMNS = 200
MOST_CELLS = 30_000  # the largest return has a tenth of it
MOST_LETTERS = 1_000_000
MOST_MARKUP = 3_000_000  # letters of HTML: Word writes a thousand and more around each figure
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"(?=\t|\r\n|\n|\r|$)')
_PLAIN = re.compile(r"[^\t\r\n]*")
_END = re.compile(r"\t|\r\n|\n|\r")
_MUST_QUOTE = re.compile(r'\A"|[\t\r\n]')
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.(\d+))?")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read(text: str, page: str = "") -> Block:
    """The cells on the clipboard, from its plain text or, where that is no rectangle, from the table in its HTML.

    KnownError if there is more than any return has; it is said before anything takes long.
    """
    _bound(len(text), MOST_LETTERS, "字")
    block = read_text(text)
    if page and (not text or len({len(row) for row in block}) > 1):  # Word: paragraphs in a cell end its line
        _bound(len(page), MOST_MARKUP, "字")
        table = read_html(page)
        block = table if sum(map(len, table)) > 1 else block
    return block


def _bound(count: int, most: int, what: str) -> None:
    if count > most:
        raise KnownError(f"剪贴板里超过 {most:,} {what}，不像一份填报数据。", "请少选一些，分几次复制和粘贴。")


def read_text(text: str) -> Block:
    """Tabs part cells, line ends part rows; one line end at the very end is none. Words stay exactly as they are.

    KnownError as with `read`.
    """
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    at = cells = 0
    while True:
        words, at = _cell(text, at)
        row.append(words)
        cells += 1
        _bound(cells, MOST_CELLS, "格")
        end = _END.match(text, at)
        if end is None or end.group() != "\t":
            rows.append(tuple(row))
            _bound(len(rows), MOST_ROWS, "行")
            row = []
        if end is None or (end.end() == len(text) and end.group() != "\t"):
            return tuple(rows)
        at = end.end()


def _cell(text: str, at: int) -> tuple[str, int]:
    """The cell that begins at `at`, and where it ends. Quotes that wrap nothing special are words themselves."""
    quoted = _QUOTED.match(text, at)
    if quoted and ('""' in quoted[1] or _MUST_QUOTE.search(quoted[1])):
        return quoted[1].replace('""', '"'), quoted.end()
    plain = _PLAIN.match(text, at)
    assert plain is not None
    return plain.group(), plain.end()


def write_text(block: Block) -> str:
    """The block as text; `read_text` reads the same block from it."""
    return "".join("\t".join(map(_quoted, row)) + "\n" for row in block)


def _quoted(words: str) -> str:
    return '"{}"'.format(words.replace('"', '""')) if _MUST_QUOTE.search(words) else words


def write_html(block: Block, texts: Sequence[int] = ()) -> str:
    """The block as a table: figures as numbers with the decimals typed, all else (and the columns `texts`) as text.

    So 91.60 keeps its zero, 3.10 stays a number of an item, and =1+1 is never worked out.
    """
    rows = "".join(
        f"<tr>{''.join(_td(words, column in texts) for column, words in enumerate(row))}</tr>\n" for row in block
    )
    return f'<html><head><meta charset="utf-8"></head><body><table>\n{rows}</table></body></html>'


def _td(words: str, as_text: bool) -> str:
    number = None if as_text else _NUMBER.fullmatch(words)
    decimals = len(number[1] or "") if number else 0
    shape = (rf"0\.{'0' * decimals}" if decimals else "0") if number else r"\@"
    shown = html.escape(words).replace("\r\n", "\n").replace("\n", '<br style="mso-data-placement:same-cell">')
    return f"<td style='mso-number-format:\"{shape}\"'>{shown}</td>"


def read_html(page: str) -> Block:
    """The cells of the first table; what a merged cell covers is empty. () if there is no table.

    KnownError as with `read`.
    """
    reader = _TableReader()
    # Where the standard library is not safe: at any <![ but Word's own it gives up with an AssertionError, and of many
    # tags that nothing closes it would look for the end of each again and again.
    reader.feed(page[: page.rfind(">") + 1].replace("<![", "<!-"))
    reader.close()
    width = max((len(row) for row in reader.rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in reader.rows)


class _TableReader(HTMLParser):
    """Collects rows; white space is what HTML makes of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._cells = 0
        self._words: list[str] | None = None  # of the open cell
        self._depth = 0  # tables within tables; -1 once the first one is over
        self._silent = 0  # inside style or script
        self._span = 1, 1
        self._covered: dict[int, int] = {}  # column → rows that a merged cell above still covers

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" and self._depth >= 0:
            self._depth += 1
        elif tag in ("style", "script"):
            self._silent += 1
        elif tag == "br" and self._words is not None:
            self._words.append("\n")
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.rows.append([])
            _bound(len(self.rows), MOST_ROWS, "行")
            self._skip_covered()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            told = dict(attrs)
            self._span = _span(told.get("rowspan"), MOST_ROWS), _span(told.get("colspan"), MOST_COLUMNS)
            self._words = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth > 0:
            self._end_cell()
            self._depth -= 1
            if self._depth == 0:
                self._depth = -1
        elif tag in ("style", "script"):
            self._silent = max(self._silent - 1, 0)
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "p" and self._words is not None:
            self._words.append("\n")

    def handle_data(self, data: str) -> None:
        if self._words is not None and not self._silent:
            self._words.append(_SPACE.sub(" ", data))

    def _end_cell(self) -> None:
        if self._words is None:
            return
        lines = [_SPACE.sub(" ", line).strip(" ") for line in "".join(self._words).split("\n")]
        words = "\n".join(lines).strip("\n").replace("\xa0", " ")
        self._words = None
        if not self.rows:
            self.rows.append([])
        row = self.rows[-1]
        down, across = self._span
        across = min(across, max(MOST_COLUMNS - len(row), 1))
        for column in range(len(row), len(row) + across):
            if down > 1:
                self._covered[column] = down - 1
        row += [words, *[""] * (across - 1)]
        self._cells += across
        _bound(self._cells, MOST_CELLS, "格")
        self._skip_covered()

    def _skip_covered(self) -> None:
        row = self.rows[-1]
        while self._covered.get(len(row), 0) > 0:
            self._covered[len(row)] -= 1
            row.append("")


def _span(words: str | None, most: int) -> int:
    return min(max(int(words[:9]), 1), most) if words and words.isascii() and words.isdigit() else 1
