"""Fictional names for whatever the town ranks, blames or injures.

Two syllables from a table, chosen without regard to any seed, so that a place keeps its shown name in every town.
No name made here belongs to a county, township or village of the real prefecture (held by a test). See the decision
record.
"""

from daoan.terms.estimates import Text

#: Names under which the real counties appear wherever something is ranked; none is a county of China known to us.
COUNTIES: dict[str, Text] = {
    "621002": Text("Yuanhe District (fictional)", "塬禾区（虚构）"),
    "621021": Text("Boling County (fictional)", "柏岭县（虚构）"),
    "621022": Text("Shuoliang County (fictional)", "朔梁县（虚构）"),
    "621023": Text("Xingpo County (fictional)", "杏坡县（虚构）"),
    "621024": Text("Huaichuan County (fictional)", "槐川县（虚构）"),
    "621025": Text("Tangling County (fictional)", "棠岭县（虚构）"),
    "621026": Text("Yuliang County (fictional)", "榆梁县（虚构）"),
    "621027": Text("Mailing County (fictional)", "麦岭县（虚构）"),
}
CITY = Text("Qingyang (simulated)", "庆阳（模拟）")

_FIRST = {
    "杏": "Xing", "槐": "Huai", "榆": "Yu", "柏": "Bo", "棠": "Tang", "桐": "Tong", "苇": "Wei", "禾": "He",
    "麦": "Mai", "谷": "Gu", "朔": "Shuo", "晴": "Qing", "云": "Yun", "雁": "Yan", "鹤": "He", "鹿": "Lu",
    "霜": "Shuang", "露": "Lu", "岚": "Lan", "霁": "Ji", "澄": "Cheng", "沁": "Qin", "沐": "Mu", "泽": "Ze",
    "砚": "Yan", "磐": "Pan", "砺": "Li", "珂": "Ke", "璞": "Pu", "瑾": "Jin", "翠": "Cui", "苍": "Cang",
    "绛": "Jiang", "黛": "Dai", "素": "Su", "煦": "Xu", "曦": "Xi", "晗": "Han", "暮": "Mu", "朗": "Lang",
}  # fmt: skip
_SECOND = {
    "岭": "ling", "梁": "liang", "峁": "mao", "坪": "ping", "坡": "po", "畔": "pan", "湾": "wan", "台": "tai",
    "滩": "tan", "泉": "quan", "溪": "xi", "渡": "du", "桥": "qiao", "亭": "ting", "屯": "tun", "堡": "bu",
    "寨": "zhai", "集": "ji", "里": "li", "庄": "zhuang", "圪": "ge", "垣": "yuan", "埂": "geng", "崾": "yao",
    "岘": "xian", "崖": "ya", "峪": "yu", "川": "chuan", "洼": "wa", "沟": "gou", "林": "lin", "园": "yuan",
    "圃": "pu", "井": "jing", "窑": "yao", "渠": "qu", "堤": "di", "洲": "zhou", "浦": "pu", "丘": "qiu",
}  # fmt: skip
_SUFFIX = {"镇": "Town", "乡": "Township", "街道": "Subdistrict", "村": "Village", "社区": "Community"}


def fictional_names(count: int, forbidden: frozenset[str]) -> list[tuple[str, str]]:
    """``count`` pairs (Chinese, Latin letters), in a fixed order, none of them beginning a name in ``forbidden``."""
    first, second = list(_FIRST), list(_SECOND)
    size = len(first) * len(second)
    names: list[tuple[str, str]] = []
    for k in range(size):
        i, j = divmod(k * 677 % size, len(second))  # 677 is prime to the size: a fixed shuffle without repeats
        zh = first[i] + second[j]
        if not any(name.startswith(zh) for name in forbidden):
            names.append((zh, _FIRST[first[i]] + _SECOND[second[j]]))
        if len(names) == count:
            return names
    raise ValueError(f"the table makes {len(names)} names, {count} are needed")


def named(pair: tuple[str, str], suffix: str) -> Text:
    """A fictional name with what kind of place it is: 镇, 乡, 街道, 村 or 社区."""
    zh, en = pair
    return Text(f"{en} {_SUFFIX[suffix]} (fictional)", f"{zh}{suffix}（虚构）")


def street_name(k: int, across: bool) -> str:
    """The name of the k-th street of a grid, 经 running north and 纬 running east, as no city here numbers them."""
    return f"{'纬' if across else '经'}{'一二三四五六七八九十'[k] if k < 10 else '十' + '一二三四五六七八九'[k - 10]}路"
