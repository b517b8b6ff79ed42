"""The shape of the data file, step by step; each step is kept for good, so that every old file still opens.

Words for states and statuses stand in the file as the clerk reads them: it must make sense in any SQLite browser.
"""

import sqlite3

from sqlite_utils import Database, Migrations

from db.store import signing_shape

migrations = Migrations("fazhi")

_TABLES = """
CREATE TABLE unit (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (trim(name) <> ''),
    practice INTEGER NOT NULL DEFAULT 0 CHECK (practice IN (0, 1)),
    created_at TEXT NOT NULL
) STRICT;

-- The pack a return was made with stays in the file, so that the file needs no program's data in ten years.
CREATE TABLE pack (
    id INTEGER PRIMARY KEY,
    pack_id TEXT NOT NULL,
    version TEXT NOT NULL,
    fingerprint TEXT NOT NULL UNIQUE CHECK (length(fingerprint) = 64),
    document TEXT NOT NULL CHECK (document LIKE '{%}'),
    adopted_at TEXT NOT NULL
) STRICT;

-- Names beside codes, for people who open the file without the program.
CREATE TABLE item (
    pack INTEGER NOT NULL REFERENCES pack (id),
    code TEXT NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (pack, code)
) STRICT;

CREATE TABLE annual_return (
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL REFERENCES unit (id),
    year INTEGER NOT NULL CHECK (year BETWEEN 1980 AND 2200),
    pack INTEGER NOT NULL REFERENCES pack (id),
    status TEXT NOT NULL DEFAULT '填报' CHECK (status IN ('填报', '定稿')),
    opened_at TEXT NOT NULL,
    UNIQUE (unit, year)
) STRICT;

CREATE TABLE active_item (
    annual_return INTEGER NOT NULL REFERENCES annual_return (id),
    code TEXT NOT NULL CHECK (code <> ''),
    PRIMARY KEY (annual_return, code)
) STRICT;

CREATE TABLE own_item (
    unit INTEGER NOT NULL REFERENCES unit (id),
    code TEXT NOT NULL CHECK (code GLOB 'own_[0-9]*'),
    name TEXT NOT NULL CHECK (trim(name) <> ''),
    measure TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('count', 'quantity', 'money', 'share', 'rate', 'text', 'date', 'yesno', 'choice')),
    decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 10),
    section TEXT NOT NULL,
    definition TEXT NOT NULL,
    office TEXT NOT NULL,
    choices TEXT NOT NULL CHECK (choices LIKE '[%]'),
    since_year INTEGER NOT NULL,
    PRIMARY KEY (unit, code),
    UNIQUE (unit, name)
) STRICT;

CREATE TABLE cell (
    annual_return INTEGER NOT NULL REFERENCES annual_return (id),
    code TEXT NOT NULL CHECK (code <> ''),
    state TEXT NOT NULL CHECK (state IN ('未填', '已填', '不适用', '暂无法取得')),
    words TEXT NOT NULL,
    value TEXT NOT NULL,
    qualifier TEXT NOT NULL,
    unit TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    starred INTEGER NOT NULL CHECK (starred IN (0, 1)),
    changed_at TEXT NOT NULL,
    PRIMARY KEY (annual_return, code),
    CHECK ((state = '已填') = (trim(words) <> '')),
    CHECK (state = '已填' OR (words = '' AND value = '' AND qualifier = '')),
    CHECK (reason = '' OR state IN ('不适用', '暂无法取得'))
) STRICT;

CREATE TABLE head_value (
    annual_return INTEGER NOT NULL REFERENCES annual_return (id),
    field TEXT NOT NULL CHECK (field <> ''),
    words TEXT NOT NULL,
    PRIMARY KEY (annual_return, field)
) STRICT;

CREATE TABLE list_row (
    annual_return INTEGER NOT NULL REFERENCES annual_return (id),
    list TEXT NOT NULL CHECK (list <> ''),
    position INTEGER NOT NULL CHECK (position >= 1),
    entry TEXT NOT NULL CHECK (entry LIKE '{%}'),
    PRIMARY KEY (annual_return, list, position)
) STRICT;

CREATE TABLE explanation (
    annual_return INTEGER NOT NULL REFERENCES annual_return (id),
    rule TEXT NOT NULL CHECK (rule <> ''),
    reason TEXT NOT NULL CHECK (trim(reason) <> ''),
    figures TEXT NOT NULL,
    PRIMARY KEY (annual_return, rule)
) STRICT;

CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how <> ''),
    annual_return INTEGER NOT NULL REFERENCES annual_return (id),
    subject TEXT NOT NULL CHECK (subject IN ('指标', '表头', '清单', '说明', '范围', '状态')),
    code TEXT NOT NULL,
    before_state TEXT NOT NULL,
    before_words TEXT NOT NULL,
    after_state TEXT NOT NULL,
    after_words TEXT NOT NULL,
    why TEXT NOT NULL
) STRICT;
CREATE INDEX history_of_an_item ON history (annual_return, subject, code);
"""

_SET_ASIDE = """
CREATE TABLE rule_set_aside (
    annual_return INTEGER NOT NULL REFERENCES annual_return (id),
    rule TEXT NOT NULL CHECK (rule <> ''),
    treatment TEXT NOT NULL CHECK (treatment IN ('停用', '降为提示')),
    reason TEXT NOT NULL CHECK (trim(reason) <> ''),
    PRIMARY KEY (annual_return, rule)
) STRICT
"""

_VIEW = """
CREATE VIEW 填报一览 AS
SELECT u.name AS 填报单位, r.year AS 年度, coalesce(i.number, '自设') AS 编号,
       coalesce(i.name, o.name, c.code) AS 指标, c.words AS 填报原文, c.value AS 数值,
       c.qualifier AS 限定词, c.unit AS 单位, c.state AS 状态, c.reason AS 原因, c.note AS 备注,
       c.code AS 代码
FROM cell c
JOIN annual_return r ON r.id = c.annual_return
JOIN unit u ON u.id = r.unit
LEFT JOIN item i ON i.pack = r.pack AND i.code = c.code
LEFT JOIN own_item o ON o.unit = r.unit AND o.code = c.code
ORDER BY u.name, r.year, i.rowid
"""

_APPEND_ONLY = """
CREATE TRIGGER history_is_not_{word} BEFORE {verb} ON history
BEGIN SELECT RAISE(ABORT, '修改记录只能追加'); END
"""

_ADOPTIONS = """
CREATE TABLE adoption (
    id INTEGER PRIMARY KEY,
    pack INTEGER NOT NULL REFERENCES pack (id),
    first_year INTEGER,
    last_year INTEGER,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    source TEXT NOT NULL
) STRICT;
"""

_ADOPTION_STAYS = """
CREATE TRIGGER adoption_is_not_{word} BEFORE {verb} ON adoption
BEGIN SELECT RAISE(ABORT, '采用记录只能追加'); END
"""

_OFFICES = """
-- What went out to offices: sent is code -> number, name, unit, state, words, reason, remark, place in a table.
CREATE TABLE issued_sheet (
    id INTEGER PRIMARY KEY,
    annual_return INTEGER NOT NULL REFERENCES annual_return (id),
    number TEXT NOT NULL CHECK (number <> ''),
    office TEXT NOT NULL CHECK (trim(office) <> ''),
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    due TEXT NOT NULL,
    file TEXT NOT NULL,
    sent TEXT NOT NULL CHECK (sent LIKE '{%}'),
    UNIQUE (annual_return, number)
) STRICT;

-- What came back: the same answers in another file have the same digest and count once.
CREATE TABLE returned_sheet (
    id INTEGER PRIMARY KEY,
    annual_return INTEGER NOT NULL REFERENCES annual_return (id),
    number TEXT NOT NULL,
    office TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    file TEXT NOT NULL,
    contact TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (length(digest) = 64)
) STRICT;
"""

_TRAVELS_STAY = """
CREATE TRIGGER {table}_is_not_{word} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '分发和回收记录只能追加'); END
"""

_FORMS = """
-- Forms of others: which of their cells mean what, by the words around them. code '' : a cell that means nothing.
CREATE TABLE form (
    id INTEGER PRIMARY KEY,
    shape TEXT NOT NULL UNIQUE CHECK (length(shape) = 64),
    name TEXT NOT NULL CHECK (name <> ''),
    at TEXT NOT NULL,
    who TEXT NOT NULL
) STRICT;

CREATE TABLE form_cell (
    form INTEGER NOT NULL REFERENCES form (id),
    sheet TEXT NOT NULL,
    row_words TEXT NOT NULL,
    head_words TEXT NOT NULL,
    nth INTEGER NOT NULL CHECK (nth >= 0),
    code TEXT NOT NULL,
    whose TEXT NOT NULL CHECK (whose IN ('本年', '上年')),
    unit TEXT NOT NULL,
    PRIMARY KEY (form, sheet, row_words, head_words, nth)
) STRICT;
"""

_LOCK = """
CREATE TRIGGER final_{table}_{verb} BEFORE {verb} ON {table}
WHEN (SELECT status FROM annual_return WHERE id = {row}.annual_return) = '定稿'
BEGIN SELECT RAISE(ABORT, '已定稿'); END
"""
_LOCKED_AT_FIRST = ("active_item", "cell", "head_value", "list_row", "explanation")


@migrations()
def first_shape(db: Database) -> None:
    """Units, returns, cells, head, lists, explanations and history of 0.1."""
    db.executescript(_TABLES)
    db.execute(_VIEW)
    for verb, word in (("UPDATE", "changed"), ("DELETE", "removed")):
        db.execute(_APPEND_ONLY.format(verb=verb, word=word))
    for table in _LOCKED_AT_FIRST:
        _lock(db, table)


@migrations()
def rules_set_aside(db: Database) -> None:
    """Rules that one return does not judge, or judges as 提示, each with its reason."""
    db.execute(_SET_ASIDE)
    _lock(db, "rule_set_aside")


def _lock(db: Database, table: str) -> None:
    """Nothing in `table` changes while its return is 定稿."""
    for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        db.execute(_LOCK.format(table=table, verb=verb, row=row))


@migrations()
def adopted_packs(db: Database) -> None:
    """Which packs staff made themselves were adopted, when, by whom, from which file."""
    db.executescript(_ADOPTIONS)
    for verb, word in (("UPDATE", "changed"), ("DELETE", "removed")):
        db.execute(_ADOPTION_STAYS.format(verb=verb, word=word))


@migrations()
def sheets_of_offices(db: Database) -> None:
    """Which workbooks went out to which offices, with what in them, and which came back."""
    db.executescript(_OFFICES)
    for table in ("issued_sheet", "returned_sheet"):
        for verb, word in (("UPDATE", "changed"), ("DELETE", "removed")):
            db.execute(_TRAVELS_STAY.format(table=table, verb=verb, word=word))


@migrations()
def adopted_forms(db: Database) -> None:
    """What the cells of other offices' forms mean."""
    db.executescript(_FORMS)


@migrations()
def life_cycle(db: Database) -> None:
    """Stages, versions and people; what was signed is locked."""
    signing_shape.life_cycle(db)


@migrations()
def chained_history(db: Database) -> None:
    """Every entry of the history is chained to the one before."""
    signing_shape.chained_history(db)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to today's shape; each step and its note stand or fall together."""
    migrations.apply(Database(connection, execute_plugins=False))
