"""What the words of a form's labels say: the thing meant, its unit, its year, its rank; knows no items and no cells."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from db.domain import units
from db.domain.forms.links import Whose
from db.domain.forms.measures import measures_of
from db.domain.quantity import plain

_ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}(?:[、.．:：)）]|(?=\s))|[(（][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}(?:\.\d{1,3}){0,3}(?:[、．)）:：]|\.(?!\d)|\s+)|\d{1,2}\.\d{1,3}(?=[^\d%.])|[①-⑳⑴-⒇]|[a-zA-Z][.、)）])\s*"
)
_PRINTED = re.compile(r"^\s*(\d{1,2}\.\d{2,3})(?=[^\d%.]|$)")
_WHEREOF = re.compile(r"^(?:其\s*中[:：、,，]?|——?|[-–—·•*※#○●▪■]+|其中|[^：:，,。]{2,8}中[：:])\s*")
_BRACKET = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]*)[)）\]】〕]")
_TAIL_UNIT = re.compile(r"(?:[:：/，,、]|\s)([^\s:：/，,、]{1,5})$")
_UNIT_SAID = re.compile(r"(?:计量)?单位[:：为是]?(.+)")
_YEAR = re.compile(r"(?<!\d)(?:(20\d\d)|([12]\d(?=年)))(?:年度|年)?(?!\d)(?:1[-—~～至]12月(?:份)?)?")
_PUNCTUATION = re.compile(r"[\s,，、.。;；:：!！?？“”\"'‘’《》<>〈〉/\\|·…_—–\-~～+*#※()（）\[\]【】〔〕]+")
_TAIL = re.compile(
    r"(?:总?(?:件次|(?<!文)件|宗|个|项|条|份|次|期|批次|批|户|家|场次|场|篇|部|(?<![街渠通])道|处次|处|起|名|(?<![单岗职])位|类|种|人次|人|天|块|幅)?"
    r"(?:总数|总量|数量|数额|数目|数)|总计|合计|金额|数额)$"
)
_ASKING = re.compile(
    r"(?<=..)(?:分别|共计|共|约|达到|达|为|是)+$|(?:是|有|为|共有|共|达到|达|已|分别)*(?:多少|几)[^\d，,。]{0,3}[?？]?$"
)
_NEVER = re.compile(
    r"(?:[1-9]|1[0-2])月(?:份)?|[1-4]季度|.{0,6}(?:增减|增长|变化|升降)(?:率|幅度|额|数|量|情况)?"
    r"|[^\d]{0,4}(?:评分|得分|扣分|加分|计分|赋分|打分|分值|考核|考评|评价|评估)(?:标准|细则|办法|方法|方式|说明|依据|结果|意见)?"
    r"|.{0,6}(?:说明|备注|原因|[处科股]室|来源|口径|依据|佐证|责任人|联系人|电话|签[字名]|(?:完成|截止|报送|整改)(?:时间|时限))"
    r"|.{0,4}[为比较占]上年.{0,4}|截[至止](?:20\d\d年)?(?:[1-9]|1[01])月.{0,3}|.{0,4}材料"
)
_NAMING = re.compile(
    r"(?:考核|考评|评价|评估|自查|检查|测评|督察|督查|统计|填报|报送|采集|上报|调查|汇总|具体|主要|工作|任务|数据|核心)"
    r"(?:指标|项目|内容|事项|要点)(?:名称|内容)?"
)
_FIGURES = re.compile(
    r"(?=.{2,10}$)(?:本单位|单位|本局|本年|全年|年度|年末|实际|当前|目前|现有|最终|本次|累计|数据|指标|信息|结果|填报|填列|填写|上报|报送|统计|采集|核实"
    r"|确认|办理|完成|发生|达到|达成|实有|自查|自报|申报|报告|汇总|登记|取值|核定|审定|科室|处室|数值|数量|数目|数字|情况|内容|结果|进度|值|数|量|栏|项)+"
)
_CARRIED = re.compile(r"([^\s，,；;。、:：（()）]{1,5})(?:[)）]?[，,；;。、]|[（(])\s*(?=[^\s，,；;。、（()）])")
_OPENING = re.compile(
    r"^(?:(?:20\d\d年(?:度)?(?:1[-—~～至]12月(?:份)?)?|本年度?|今年(?:以来)?|全年|一年来|年内|截至[^，,]{2,12})[，,：:、]\s*"
    r"|(?:采集|统计|报告|填报|考核|评价)期(?:间|限)?(?:之?内|中|里|以来)[，,]?)+"
)
_REMARK = re.compile(r"[(（][^()（）]+[)）](?=.)")
_LAST_DAY = re.compile(r"(?<![至止])(20\d\d)(?:年|[-./])12(?:月|[-./])31日?(?![前以之])")
_MONTHS = re.compile(r"(?<!\d)1\s*月?\s*[-—–―~～至到]+\s*(1[0-2]|[2-9])\s*月(?:份|底|末)?")
_YEAR_END = re.compile(r"^截[至止](20\d\d年)?(?:12月|(?<=年))(?:[底末]|31日)")
_STOCK = re.compile(r"未?结?转(?!移)|末|底|遗留|结余|结存|旧存")  # 上年结转 is a figure of this year
_UNIT_ITSELF = re.compile(r"(?:本(?:机关|单位|部门|级)|局机关|(?<![格布结])局)$")
_OF_OTHERS = re.compile(r"^(?:所辖|下属|各|县|区)|县级|县区|区县|分局")
_NO_UNITS = frozenset("部门 平台 系统 年 月 日 天 级 点 面 对 字 单 组 队 校 村 镇 单位 小时 分钟".split())  # as heads


@dataclass(frozen=True, slots=True)
class Label:
    """The words of one label as read.

    `key` is what is meant, without rank, unit, year and words of no weight, synonyms made one; `bare` the same before
    weightless words left it. `whose` and `never` are what the label says as the head of a column. `rank` is how deep
    its number or 其中 puts it (0: none). `plain`: such a head adds nothing to what its row names.
    `noted`: whose year it is of stands in brackets behind it: 土地违法（上年同期）.
    `carried`: the unit of the figure before, in the midst of a sentence (件，其中审结).
    """

    words: str
    key: str = ""
    bare: str = ""
    unit: str | None = None
    number: str = ""
    whose: Whose | None = None
    years: tuple[int, ...] = ()
    rest: str = ""
    noted: bool = False
    never: bool = False
    rank: int = 0
    whereof: bool = False
    plain: bool = False
    total: bool = False
    role: str = ""
    carried: str | None = None
    measures: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lexicon:
    """The words of resources/forms/words.toml, ready for reading labels."""

    canon: Mapping[str, str]
    apart: tuple[tuple[str, ...], ...]
    default: frozenset[str]
    needed: frozenset[str]
    filler: tuple[str, ...]
    light: tuple[str, ...]
    plain: frozenset[str]
    total: frozenset[str]
    this_year: frozenset[str]
    last_year: frozenset[str]
    never: frozenset[str]
    roles: Mapping[str, str]
    head: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]
    _read: dict[str, Label] = field(default_factory=dict, repr=False)
    _keys: dict[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def _synonyms(self) -> re.Pattern[str]:
        return _either(self.canon)

    @cached_property
    def _fillers(self) -> re.Pattern[str]:
        return _either(self.filler)

    @cached_property
    def lights(self) -> re.Pattern[str]:
        """Finds the words of little weight, the longest first."""
        return _either({self.canonical(word) for word in self.light})

    @cached_property
    def contrasts(self) -> re.Pattern[str]:
        """Finds the words that set things apart, the longest first."""
        return _either({self.canonical(word) for group in (*self.apart, self.needed) for word in group})

    @cached_property
    def groups(self) -> Mapping[str, tuple[int, ...]]:
        """The groups each such word is of."""
        found: dict[str, tuple[int, ...]] = {}
        for n, group in enumerate((*self.apart, *((word,) for word in sorted(self.needed)))):
            for word in group:
                key = self.canonical(word)
                found[key] = (*found.get(key, ()), n)
        return found

    @cached_property
    def lone(self) -> frozenset[str]:
        """The words that set a thing apart from all that are not called so: those alone in their group."""
        groups = (*self.apart, *((word,) for word in self.needed))
        return frozenset(self.canonical(group[0]) for group in groups if len(group) == 1)

    def canonical(self, words: str) -> str:
        """`words` with one word for each of its synonyms."""
        return self._synonyms.sub(lambda match: self.canon[match.group()], words)

    def key_of(self, words: str) -> str:
        """What is meant, as a key: synonyms made one, without marks, counting suffix and words of no weight."""
        if words not in self._keys:
            self._keys[words] = self._key(words)
        return self._keys[words]

    def _key(self, words: str) -> str:
        text = _PUNCTUATION.sub("", self.canonical(_ASKING.sub("", plain(words).lower())))
        text = self.canonical(text)
        while (cut := _TAIL.sub("", text)) != text and cut:
            text = cut
        short = self._fillers.sub("", text)
        return short or text

    def read(self, words: str) -> Label:
        """One label; read once and kept."""
        if words not in self._read:
            self._read[words] = _label(self, words)
        return self._read[words]


def lexicon(raw: Mapping[str, Any]) -> Lexicon:
    """The lexicon out of its plain data."""
    canon = {_folded(word): group[0] for group in raw["same"] for word in group}
    roles = {
        _folded(word): role
        for role in ("group_head", "name_head", "number_head", "unit_head")
        for word in raw[role]
    }  # fmt: skip
    plain_words, total, this_year, last_year, never = (
        frozenset(map(_folded, raw[name])) for name in ("plain", "total", "this_year", "last_year", "never")
    )
    return Lexicon(
        canon=canon,
        apart=tuple(tuple(group) for group in raw["apart"]),
        default=frozenset(raw["default"]),
        needed=frozenset(raw["needed"]),
        filler=tuple(raw["filler"]),
        light=tuple(raw["light"]),
        roles=roles,
        head={_folded(word): name for name, labels in raw["head"].items() for word in labels},
        also={code: tuple(names) for code, names in raw["also"].items()},
        plain=plain_words,
        total=total,
        this_year=this_year,
        last_year=last_year,
        never=never,
    )


def _folded(words: str) -> str:
    return plain(words).replace(" ", "").lower()


def _either(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or r"(?!)")


def unit_in(words: str) -> str | None:
    """The unit that these words are, "%" too; None if they are none."""
    text = _folded(words).rstrip("。；;，,")
    said = _UNIT_SAID.fullmatch(text)
    text = said[1] if said else text
    if not text or len(text) > 8:
        return None
    parts = [part for part in re.split(r"[/、,，或]", text) if part]
    for part in parts:
        if part != "百分比" and units.find(part) is None:
            return None
    return "%" if parts[:1] == ["百分比"] else parts[0] if parts else None


def tells_units(words: str) -> bool:
    """Whether words say nothing but which units are meant: 金额：万元；面积：公顷."""
    parts = [part.partition("：") for part in re.split("[；;，,]", words)]
    return len(parts) > 1 and all(what and unit_in(unit) is not None for what, _, unit in parts)


def names_unit(words: str) -> bool:
    """Whether words name the reporting unit itself, not those below it: 本机关, 市局机关, 市自然资源和规划局."""
    return bool(_UNIT_ITSELF.search(words)) and not is_of_others(words)


def is_of_others(words: str) -> bool:
    """Whether words name other units, or all of them: 所辖县级局合计, 各区县."""
    return bool(_OF_OTHERS.search(words))


def unit_carried(words: str) -> str | None:
    """The unit of the figure before, where a sentence goes on behind it: 件，其中审结."""
    found = _CARRIED.match(words.strip()) if unit_in(words) is None else None
    return unit_in(found[1]) and found[1] if found else None


def _label(lexicon: Lexicon, words: str) -> Label:
    text = re.sub(r"[\u3000\xa0\t\r\n]+", " ", words).strip().rstrip("。；;，")
    text = _MONTHS.sub(_of_the_year, _LAST_DAY.sub(r"\1年", text))
    carried = unit_carried(text)
    text = _goes_on(text[len(carried) :]) if carried else text
    text = _last_clause(text)
    printed = _PRINTED.match(plain(text))
    text, rank, whereof = _ranked(text)
    text = _OPENING.sub("", text) or text
    unit, text = _unit(text)
    folded = _YEAR_END.sub(lambda until: until[1] or "全年", _folded(_BRACKET.sub("", text)).strip(":：*"))
    whole = _folded(text).strip(":：*")
    years, yearless = _years(folded)
    whose, rest = _whose(lexicon, yearless)
    noted = _noted(lexicon, text) if rest and not (years or whose) else None
    years, whose = noted or (years, whose)
    key = lexicon.key_of(_BRACKET.sub("", text)) or lexicon.key_of(text)
    if unit is None and folded not in _NO_UNITS:
        unit = unit_in(folded)
    role = lexicon.roles.get(whole, lexicon.roles.get(folded, "name_head" if _NAMING.fullmatch(folded) else ""))
    never = _never(lexicon, yearless) or _never(lexicon, rest)
    return Label(
        words=words.strip(),
        key=key,
        bare=lexicon.key_of(text),
        unit=unit,
        number=printed[1] if printed else "",
        whose=whose,
        years=years,
        rest=lexicon.key_of(rest) if rest else "",
        noted=noted is not None,
        never=never,
        rank=rank,
        whereof=whereof,
        plain=not rest
        or rest in lexicon.plain
        or bool(_FIGURES.fullmatch(rest))
        or _is_measure_only(rest)
        or _says_nothing(lexicon, rest)
        or bool(years and names_unit(rest)),
        total=rest in lexicon.total,
        role=role,
        carried=carried,
        measures=measures_of(folded),
    )


def _of_the_year(months: re.Match[str]) -> str:
    """1—12月 is the year; 1—6月 and the like are no figures of it."""
    return "全年" if months[1] == "12" else "上半年"


def _goes_on(text: str) -> str:
    """What a sentence says behind the unit of a figure, without a remark in brackets: （下降填负数），其中."""
    remark = _REMARK.match(text)
    return text[remark.end() if remark else 0 :].lstrip("，,；;。、（()） ")


def _noted(lexicon: Lexicon, text: str) -> tuple[tuple[int, ...], Whose | None] | None:
    """The year, or whose it is, that stands in brackets of its own: 对照数（2023年）."""
    for note in _BRACKET.findall(text):
        years, rest = _years(_folded(note))
        whose, rest = _whose(lexicon, rest) if rest else (None, "")
        if not rest and (years or whose):
            return years, whose
    return None


def _last_clause(text: str) -> str:
    """What a label says last, where it ends one sentence and begins another: 二、重点信访。部交办重点信访件."""
    clause = re.split(r"[。；;](?![^（(]*[）)])", text)[-1].strip()
    return clause if len(clause) > 1 else text


def _never(lexicon: Lexicon, text: str) -> bool:
    return bool(text) and (
        text in lexicon.never
        or bool(_NEVER.fullmatch(text))
        or text.startswith(("备注", "说明", "同比", "较上年", "比上年", "与上年"))
    )


def _is_measure_only(rest: str) -> bool:
    return unit_in(re.sub(r"(?:数量|数)$", "", rest)) is not None


def _says_nothing(lexicon: Lexicon, rest: str) -> bool:
    """实施数量, 办理件数: a count of whatever the row names."""
    return bool(_TAIL.search(rest)) and not lexicon.lights.sub("", lexicon.key_of(_TAIL.sub("", rest) or rest))


def unranked(words: str) -> str:
    """Words without their number and 其中."""
    return _ranked(words.strip())[0]


def _ranked(text: str) -> tuple[str, int, bool]:
    """Text without numbering and 其中, how deep these put it, and whether 其中 stood there."""
    rank, whereof = 0, False
    for _ in range(3):
        match = _ORDINAL.match(text)
        if match and len(text) > match.end():
            rank = max(rank, _depth(match.group().strip()))
            text = text[match.end() :].lstrip(" 、.．")
        marked = _WHEREOF.match(text)
        if marked and len(text) > marked.end():
            whereof, text = True, text[marked.end() :]
        if not match and not marked:
            break
    return text, rank, whereof


def _depth(ordinal: str) -> int:
    if re.match(r"第?[一二三四五六七八九十]", ordinal):
        return 1
    if re.match(r"[(（][一二三四五六七八九十]", ordinal):
        return 2
    if re.match(r"\d", ordinal):
        return 3 + ordinal.rstrip(".").count(".")
    return 5 if ordinal[0] in "(（" else 6


def _unit(text: str) -> tuple[str | None, str]:
    """The unit named in brackets or at the end, and the text without it."""
    for match in _BRACKET.finditer(text):
        unit = unit_in(match[1])
        if unit is not None:
            return unit, text[: match.start()] + text[match.end() :]
    tail = _TAIL_UNIT.search(text)
    if tail and len(text) > len(tail.group()):
        unit = unit_in(tail[1])
        if unit is not None and not re.fullmatch(r"\d+", tail[1]):
            return unit, text[: tail.start()]
    if len(text) > 2 and text[-1] in "%％":
        return "%", text[:-1]
    said = _UNIT_SAID.fullmatch(_folded(text))
    return (unit_in(said[1]), "") if said and unit_in(said[1]) is not None else (None, text)


def _years(text: str) -> tuple[tuple[int, ...], str]:
    years = tuple(int(full or f"20{short}") for full, short in _YEAR.findall(text))
    return years, _YEAR.sub("", text)


def _whose(lexicon: Lexicon, text: str) -> tuple[Whose | None, str]:
    """The year that words at the front or the end of a head speak of, and what is left of it."""
    bare = text.strip("年度:：()（）-—") or text
    for words, whose in ((lexicon.last_year, Whose.LAST), (lexicon.this_year, Whose.THIS)):
        for word in sorted(words, key=len, reverse=True):
            if bare == word:
                return whose, ""
            if text.startswith(word) and not _STOCK.match(text[len(word) :]):
                return whose, text[len(word) :]
            if text.endswith(word):
                return whose, text[: -len(word)]
    return None, text
