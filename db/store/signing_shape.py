"""The migrations of signing: stages, versions, people, the chain of the history, and the locks of what is signed.

Steps of db.store.migrations; kept for good like those. SQLite's REPLACE takes a row away without asking the triggers
on DELETE, so that what is kept for good also refuses to be inserted a second time.
"""

from sqlite_utils import Database

from db.domain.chain import FIELDS, ORIGIN, link

_STAGES = "'填报', '自查通过', '审核通过', '定稿', '已报送'"
LOCKED = "填报已自查通过或已定稿，不能修改"

_VERSION = """
CREATE TABLE version (
    annual_return INTEGER NOT NULL REFERENCES annual_return (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
    canonical TEXT NOT NULL CHECK (canonical LIKE '{%}'),
    document TEXT NOT NULL CHECK (document LIKE '{%}'),
    pack INTEGER NOT NULL REFERENCES pack (id),
    history_count INTEGER NOT NULL,
    history_head TEXT NOT NULL CHECK (length(history_head) = 64),
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (annual_return, number)
) STRICT
"""
_OPERATOR = """
CREATE TABLE operator (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (trim(name) <> ''),
    roles TEXT NOT NULL,
    pin TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    at TEXT NOT NULL,
    who TEXT NOT NULL
) STRICT
"""
_HEAD = """
CREATE TABLE history_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    count INTEGER NOT NULL,
    head TEXT NOT NULL CHECK (length(head) = 64)
) STRICT
"""

# A return whose contents may not change, by the row's column that names it.
_LOCKED_RETURN = "(SELECT status FROM annual_return WHERE id = {row}.annual_return) <> '填报'"
_ANY_LOCKED = "EXISTS (SELECT 1 FROM annual_return WHERE status <> '填报') OR EXISTS (SELECT 1 FROM version)"
_OWN_IN_USE = (
    "EXISTS (SELECT 1 FROM annual_return r JOIN active_item a ON a.annual_return = r.id"
    " WHERE r.unit = OLD.unit AND a.code = OLD.code AND r.status <> '填报')"
)
_UNIT_IN_USE = "EXISTS (SELECT 1 FROM annual_return WHERE unit IN (OLD.id{new}) AND status <> '填报')"
_PACK_IN_USE = "EXISTS (SELECT 1 FROM annual_return WHERE pack = {row}.pack AND status <> '填报')"
_STEPS = (
    "(OLD.status, NEW.status) IN (VALUES ('填报', '自查通过'), ('自查通过', '审核通过'), ('审核通过', '定稿'),"
    " ('定稿', '已报送'), ('自查通过', '填报'), ('审核通过', '填报'), ('定稿', '填报'), ('已报送', '填报'))"
)
_NOTED = (
    "EXISTS (SELECT 1 FROM history WHERE before_state = OLD.status AND after_state = NEW.status AND id ="
    " (SELECT max(id) FROM history WHERE annual_return = NEW.id AND subject = '状态' AND code = ''))"
)
# name, when, on which condition, what is said
_GUARDS = (
    ("step", "UPDATE OF status ON annual_return", f"OLD.status <> NEW.status AND NOT {_STEPS}", "没有这样的步骤"),
    ("step_noted", "UPDATE OF status ON annual_return", f"OLD.status <> NEW.status AND NOT {_NOTED}",
     "没有记下是谁办理的"),
    ("return_is_not_moved", "UPDATE OF id, unit, year, opened_at ON annual_return", "1", "填报的单位和年度不能改"),
    ("return_keeps_pack", "UPDATE OF pack ON annual_return", "OLD.status <> '填报' AND OLD.pack <> NEW.pack", LOCKED),
    ("return_is_not_removed", "DELETE ON annual_return", ("OLD.status <> '填报' OR "
     "EXISTS (SELECT 1 FROM version WHERE annual_return = OLD.id)"), LOCKED),
    ("return_is_not_replaced", "INSERT ON annual_return", ("EXISTS (SELECT 1 FROM annual_return WHERE id = NEW.id"
     " OR (unit = NEW.unit AND year = NEW.year))"), "这个年度的填报已经有了"),
    ("return_begins_open", "INSERT ON annual_return", "NEW.status <> '填报'", "新的填报从“填报”开始"),
    ("unit_keeps_name", "UPDATE ON unit", _UNIT_IN_USE.format(new=", NEW.id"), LOCKED),
    ("unit_is_not_removed", "DELETE ON unit", _UNIT_IN_USE.format(new=""), LOCKED),
    ("unit_is_not_replaced", "INSERT ON unit", "EXISTS (SELECT 1 FROM unit WHERE id = NEW.id OR name = NEW.name)",
     "这个单位已经有了"),
    ("pack_is_not_changed", "UPDATE ON pack", _ANY_LOCKED, LOCKED),
    ("pack_is_not_removed", "DELETE ON pack", _ANY_LOCKED, LOCKED),
    ("pack_is_not_replaced", "INSERT ON pack", ("EXISTS (SELECT 1 FROM pack WHERE id = NEW.id"
     " OR fingerprint = NEW.fingerprint)"), "这个指标体系已经有了"),
    ("item_is_not_added", "INSERT ON item", _PACK_IN_USE.format(row="NEW"), LOCKED),
    ("item_is_not_changed", "UPDATE ON item", (f"{_PACK_IN_USE.format(row='OLD')} OR "
     f"{_PACK_IN_USE.format(row='NEW')}"), LOCKED),
    ("item_is_not_removed", "DELETE ON item", _PACK_IN_USE.format(row="OLD"), LOCKED),
    ("own_item_is_not_changed", "UPDATE ON own_item", _OWN_IN_USE, LOCKED),
    ("own_item_is_not_removed", "DELETE ON own_item", _OWN_IN_USE, LOCKED),
    ("own_item_is_not_replaced", "INSERT ON own_item", ("EXISTS (SELECT 1 FROM own_item WHERE unit = NEW.unit AND"
     " (code = NEW.code OR name = NEW.name))"), "这个自设指标已经有了"),
    ("version_is_not_changed", "UPDATE ON version", "1", "定稿的版本不能改"),
    ("version_is_not_removed", "DELETE ON version", "1", "定稿的版本不能删"),
    ("version_is_not_replaced", "INSERT ON version", ("EXISTS (SELECT 1 FROM version WHERE"
     " annual_return = NEW.annual_return AND number >= NEW.number)"), "定稿的版本不能改"),
    ("operator_is_not_changed", "UPDATE ON operator", "1", "人员记录只能追加"),
    ("operator_is_not_removed", "DELETE ON operator", "1", "人员记录只能追加"),
    ("operator_is_not_replaced", "INSERT ON operator", "EXISTS (SELECT 1 FROM operator WHERE id = NEW.id)",
     "人员记录只能追加"),
    ("history_is_not_replaced", "INSERT ON history", "EXISTS (SELECT 1 FROM history WHERE id = NEW.id)",
     "修改记录只能追加"),
    ("history_head_grows", "UPDATE ON history_head", "NEW.count <> OLD.count + 1 OR NEW.one <> 1", "修改记录只能追加"),
    ("history_head_is_not_removed", "DELETE ON history_head", "1", "修改记录只能追加"),
    ("history_head_is_not_replaced", "INSERT ON history_head", "EXISTS (SELECT 1 FROM history_head)",
     "修改记录只能追加"),
)  # fmt: skip


def life_cycle(db: Database) -> None:
    """Five stages in the place of two, versions, people, and locks on everything that a signed return shows."""
    tables = [
        str(row[0])
        for row in db.execute(
            "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'final_*'"
        )
    ]
    for (name,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'final_*'"
    ).fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    # A table that others refer to is not made anew: the new column takes the old one's name.
    db.execute(f"ALTER TABLE annual_return ADD COLUMN stage TEXT NOT NULL DEFAULT '填报' CHECK (stage IN ({_STAGES}))")
    db.execute("UPDATE annual_return SET stage = status")
    db.execute("ALTER TABLE annual_return DROP COLUMN status")
    db.execute("ALTER TABLE annual_return RENAME COLUMN stage TO status")
    db.execute(_VERSION)
    db.execute(_OPERATOR)
    for table in tables:
        lock(db, table)


def lock(db: Database, table: str) -> None:
    """Nothing in a table of a return's contents changes unless the return is open for entry."""
    new, old = (_LOCKED_RETURN.format(row=row) for row in ("NEW", "OLD"))
    for verb, condition in (("INSERT", new), ("UPDATE", f"{old} OR {new}"), ("DELETE", old)):
        db.execute(_trigger(f"locked_{table}_{verb}", f"{verb} ON {table}", condition, LOCKED))


def chained_history(db: Database) -> None:
    """Every entry of the history is chained to the one before; those that are there already, too."""
    db.execute("DROP TRIGGER history_is_not_changed")
    db.execute("ALTER TABLE history ADD COLUMN chain TEXT NOT NULL DEFAULT ''")
    value = ORIGIN
    rows = db.execute(f"SELECT {', '.join(FIELDS)} FROM history ORDER BY id").fetchall()
    for row in rows:
        value = link(value, row)
        db.execute("UPDATE history SET chain = ? WHERE id = ?", (value, row[0]))
    db.execute(_HEAD)
    db.execute("INSERT INTO history_head VALUES (1, ?, ?)", (len(rows), value))
    db.execute(_trigger("history_is_not_changed", "UPDATE ON history", "1", "修改记录只能追加"))
    for guard in _GUARDS:
        db.execute(_trigger(*guard))


def _trigger(name: str, event: str, condition: str, words: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"
