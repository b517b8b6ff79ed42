"""Which sheets and columns a pack has as a workbook: heads, widths, drop-downs; reads and writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from db.domain.items import Aggregate, Kind, Tier
from db.domain.pack import Level
from db.domain.pack.shape import PERIODS


class Sort(Enum):
    """How the words of a cell are read."""

    TEXT = "text"
    CODE = "code"  # full-width letters and digits are taken for plain ones
    WHOLE = "whole"
    FLAG = "flag"
    CODES = "codes"  # several in one cell
    TEXTS = "texts"  # several in one cell, or one on each line
    SHOWN = "shown"  # written for people, never read


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column. `words` maps what the cell says to what the pack holds; `offers` names a list of suggestions.

    `empty` is the word for a text that is there and empty, where an empty cell means something else.
    """

    head: str
    key: str
    sort: Sort = Sort.TEXT
    width: float = 16.0
    words: Mapping[str, object] = field(default_factory=dict)
    offers: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One sheet: its name, what it holds in words, and its columns."""

    name: str
    intro: str
    columns: tuple[Column, ...]

    def head(self, key: str) -> str:
        """The head of the column of `key`; "" if there is none."""
        return next((column.head for column in self.columns if column.key == key), "")


ROW_WORD, COLUMN_WORD = "行", "列"
LINKED, ABSENT = "引用", "空格"
PASSES, FAILS = "通过", "不符"
NO_UNIT = "无"
UNITS, OFFICES, CODES, TOPICS, TABLES, RULES = "单位", "科室", "指标代码", "主题", "表格", "规则"
HEADS = ("表头一", "表头二", "表头三", "表头四", "表头五")
_AXES = {ROW_WORD: "rows", COLUMN_WORD: "columns"}
_FLAGS: Mapping[str, object] = {"是": True, "否": False}
_KINDS = {kind.label: kind.value for kind in Kind}
_LINE_KINDS = {kind.label: kind.value for kind in Kind if kind is not Kind.CHOICE}
_TIERS = {"必填": Tier.CORE.value, "指标库": Tier.LIBRARY.value}
_SUMS = {"相加": Aggregate.SUM.value, "另行计算": Aggregate.DERIVED.value, "不汇总": Aggregate.NONE.value}
_PERIODS = {word: word for word in PERIODS}
_LEVELS = {level.value: level.value for level in Level}
PLACES = {"表头": "head", "表尾": "foot", "公文": "document"}
_YEARS = (
    Column("起始年度", "first_year", Sort.WHOLE, 10),
    Column("截止年度", "last_year", Sort.WHOLE, 10),
)
_MEASURE = (
    Column("单位", "unit", width=10, offers=UNITS, empty=NO_UNIT),
    Column("类型", "kind", Sort.CODE, 9, words=_LINE_KINDS),
    Column("小数位数", "decimals", Sort.WHOLE, 10),
)
_DUTY = (
    Column("责任科室", "office", width=16, offers=OFFICES),
    Column("时期", "period", Sort.CODE, 8, words=_PERIODS),
    Column("汇总方式", "aggregate", Sort.CODE, 11, words=_SUMS),
)

BASICS = Part(
    "基本信息",
    "这套指标体系叫什么、用于哪些年度。只改“内容”一列；编号相同的指标体系，新采用的代替原来的。年度不限的留空。",
    (Column("项目", "what", width=14), Column("内容", "content", width=70), Column("怎么填", "help", Sort.SHOWN, 60)),
)
BASIC_ROWS = (
    (Column("编号", "id", Sort.CODE), "只用小写字母、数字和短横线，例如 2026 或 my-city-2026"),
    (Column("标题", "title"), "程序里显示的名称"),
    (Column("版本", "version"), "例如 2026.1；改过以后请换一个版本"),
    (Column("起始年度", "first_year", Sort.WHOLE), "从哪个报告年度起使用；不限的留空"),
    (Column("截止年度", "last_year", Sort.WHOLE), "用到哪个报告年度为止；不限的留空"),
    (Column("暂行", "provisional", Sort.FLAG, words=_FLAGS), "填“是”或“否”"),
    (Column("所依纲要", "outline"), "章节依据的纲要名称"),
    (Column("说明", "remark"), "其他要交代的"),
)
SECTIONS = Part(
    "章节",
    "每行一个章节，按填报表的顺序排列。“主题”把指标归到章节：写在这里的主题，工作表“指标”里同一主题的各项就排进这一章，多个主题用顿号隔开。",
    (
        Column("标识", "id", Sort.CODE, 18),
        Column("编号", "number", width=8),
        Column("标题", "title", width=40),
        Column("主题", "topics", Sort.CODES, 70),
    ),
)
ITEMS = Part(
    "指标",
    "每行一项指标，同一主题内按行的先后编号。“代码”是指标的身份：定了就不要改，改名称不影响已填的数；一定要换代码的，把旧代码写进“其他代码”。",
    (
        Column("编号（供查看）", "", Sort.SHOWN, 13),
        Column("代码", "code", Sort.CODE, 34),
        Column("主题", "topic", Sort.CODE, 14, offers=TOPICS),
        Column("名称", "name", width=36),
        Column("单位", "unit", width=10, offers=UNITS, empty=NO_UNIT),
        Column("单位的其他写法", "units_also", Sort.TEXTS, 16),
        Column("类型", "kind", Sort.CODE, 9, words=_KINDS),
        Column("可选内容", "choices", Sort.TEXTS, 16),
        Column("小数位数", "decimals", Sort.WHOLE, 10),
        Column("可为负数", "signed", Sort.FLAG, 10, words=_FLAGS),
        Column("层次", "tier", Sort.CODE, 9, words=_TIERS),
        Column("属于哪项", "part_of", Sort.CODE, 30, offers=CODES),
        Column("口径", "definition", width=60),
        Column("依据", "basis", width=36),
        *_DUTY,
        Column("其他代码", "aliases", Sort.CODES, 24),
    ),
)
TABLES_PART = Part(
    "表格",
    "每行一张固定表；它的行和列写在“表格行列”，引用指标的格和不填的格写在“表格单元”，合计写在“表格合计”，都用这里的“标识”来指它。",
    (
        Column("标识", "id", Sort.CODE, 26),
        Column("编号", "number", width=12),
        Column("标题", "title", width=40),
        Column("所属报表", "group", width=26),
        Column("依据", "basis", width=36),
        *_MEASURE,
        *_DUTY,
        *_YEARS,
        Column("说明", "remark", width=60),
    ),
)
LINES = Part(
    "表格行列",
    "每行写一张表的一行或一列，按表上的先后。表头有几层就填几格，从外层到内层；单位、类型、小数位数与整张表相同的留空。",
    (
        Column("表名（供查看）", "", Sort.SHOWN, 30),
        Column("表格", "table", Sort.CODE, 26, offers=TABLES),
        Column("行或列", "axis", Sort.CODE, 8, words=_AXES),
        Column("标识", "id", Sort.CODE, 18),
        Column("编号", "number", width=12),
        *(Column(head, "heads", width=22) for head in HEADS),
        *_MEASURE,
    ),
)
CELLS = Part(
    "表格单元",
    "只写特殊的格：“引用”的格就是某项指标，填一次两处都有；“空格”是表上划掉、不填的格。其余的格不用写。",
    (
        Column("表名（供查看）", "", Sort.SHOWN, 30),
        Column("表格", "table", Sort.CODE, 26, offers=TABLES),
        Column("行", "row", Sort.CODE, 18),
        Column("列", "column", Sort.CODE, 18),
        Column("做法", "use", Sort.CODE, 8, words={LINKED: LINKED, ABSENT: ABSENT}),
        Column("指标", "item", Sort.CODE, 36, offers=CODES),
    ),
)
TOTALS = Part(
    "表格合计",
    "哪一行（列）是哪些行（列）的合计；程序据此审核，也可以一键填入。分项用顿号隔开。",
    (
        Column("表名（供查看）", "", Sort.SHOWN, 30),
        Column("表格", "table", Sort.CODE, 26, offers=TABLES),
        Column("行或列", "axis", Sort.CODE, 8, words={ROW_WORD: "row", COLUMN_WORD: "column"}),
        Column("合计", "line", Sort.CODE, 18),
        Column("分项", "of", Sort.CODES, 80),
    ),
)
RULES_PART = Part(
    "规则",
    "每行一条审核关系，用指标代码写算式。错误必须改正，需说明写了原因就通过，提示只提醒。每条规则在“例子”里至少要有两个通过、两个不符的例子。",
    (
        Column("标识", "id", Sort.CODE, 30),
        Column("级别", "level", Sort.CODE, 9, words=_LEVELS),
        Column("标题", "title", width=44),
        Column("前提", "when", width=30),
        Column("算式", "check", width=60),
        Column("算式的意思（供查看）", "", Sort.SHOWN, 50),
        Column("怎么办", "next_step", width=50),
        Column("允许误差", "tolerance", Sort.CODE, 10),
        *_YEARS,
    ),
)
EXAMPLES = Part(
    "例子",
    "每行一个例子，证明规则判得对。“各数”每行写一个：代码 = 填报的内容；上年的数在代码前加 last:。"
    "结论与“应判为”不同的，整套不能采用。",
    (
        Column("标题（供查看）", "", Sort.SHOWN, 44),
        Column("规则", "rule", Sort.CODE, 30, offers=RULES),
        Column("应判为", "outcome", Sort.CODE, 9, words={PASSES: "pass", FAILS: "fail"}),
        Column("各数", "figures", width=70),
    ),
)
DEADLINES = Part(
    "时限",
    "法定的期限，都在报告年度的下一年。",
    (
        Column("标识", "id", Sort.CODE, 26),
        Column("月", "month", Sort.WHOLE, 6),
        Column("日", "day", Sort.WHOLE, 6),
        Column("事项", "what", width=50),
        Column("报送对象", "to", width=44),
        Column("依据", "basis", width=50),
    ),
)
NOTES = Part("填表说明", "印在报送表上的填表说明，每行一条。", (Column("内容", "text", width=110),))
HEAD_FIELDS = Part(
    "表头字段",
    "报送表的表头、表尾和随附公文上要填的项目。",
    (
        Column("标识", "id", Sort.CODE, 22),
        Column("名称", "label", width=20),
        Column("位置", "place", Sort.CODE, 9, words=PLACES),
        Column("示例", "example", width=44),
        Column("必填", "required", Sort.FLAG, 8, words=_FLAGS),
    ),
)
LISTS = Part(
    "清单",
    "每年都要的清单；每行写一张清单的一列，同一张清单的标识和名称每行相同。",
    (
        Column("清单标识", "id", Sort.CODE, 20),
        Column("清单名称", "title", width=30),
        Column("列标识", "column", Sort.CODE, 20),
        Column("列名", "label", width=30),
    ),
)
SWING = "swing."
"""What the keys of the thresholds begin with."""
LABELS = Part(
    "固定用语",
    "程序里固定显示的几句话；swing. 开头的是与上年相比变动多少倍要说明或提示，从多大的数起算（用“、”隔开）。",
    (Column("标识", "key", Sort.CODE, 20), Column("用语", "words", width=60)),
)
PARTS = (
    BASICS, SECTIONS, ITEMS, TABLES_PART, LINES, CELLS, TOTALS, RULES_PART, EXAMPLES, DEADLINES, NOTES,
    HEAD_FIELDS, LISTS, LABELS,
)  # fmt: skip
