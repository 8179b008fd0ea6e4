"""Rows of the province's result as marks of the month's lines; what is wrong with a row is told where it stands."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from daoan.assess.rural.beside import OWN, TOTAL, marks_total
from daoan.assess.rural.city import CityLine, CitySheet
from daoan.sense.roster.reading import CellProblem, RosterRead, RosterRow
from daoan.terms.city import City
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.rulepacks import RulePack
from daoan.terms.rural import ProvinceMark

MOST_MARKS = 200
#: How people write a line that only the province has; what follows is its name.
OWN_LINES = ("其他:", "省级:", "other:")
TOTAL_NAMES = frozenset({"总分", "合计", "总计", "得分合计", "total"})
WHOLE_CITY = frozenset({"", "全市", "市", "市级", "city"})
_ENDINGS = ("区", "县", "市")
_SLACK = 0.05  # points: results are written to one or two decimals


class _Wrong(Exception):
    """Why a row cannot be kept. Never leaves this file."""

    def __init__(self, field: str, code: str, en: str, zh: str, shown: str = "") -> None:
        super().__init__(code)
        self.field, self.code, self.text, self.shown = field, code, Text(en, zh), shown


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What a result may speak of: a month, the city's counties, the lines of its sheet."""

    month: str
    city: City
    lines: Mapping[str, CityLine]
    signed: frozenset[str]  # lines that may take points as well as give them

    @classmethod
    def of(cls, month: str, city: City, sheet: CitySheet, pack: RulePack) -> "Expected":
        """Of a month."""
        signed = frozenset(row["code"] for row in pack.get("examination.province") if row.get("signed"))
        return cls(month, city, {line.code: line for line in sheet.lines}, signed)


def marks_of(read: RosterRead, expected: Expected) -> tuple[ProvinceMark, ...]:
    """Marks of every row that can be kept; the others are told among the problems of the file."""
    found: list[ProvinceMark] = []
    rows: dict[tuple[str, str], int] = {}
    for row in read.rows:
        try:
            mark = _mark(row, expected)
            first = rows.setdefault((mark.area, mark.code), row.number)
            if first != row.number:
                raise _Wrong("item", "twice", f"it stands in row {first} already", f"与第 {first} 行重复")
        except _Wrong as why:
            label = read.layout.column(why.field).label
            read.problems.add(CellProblem(row.number, label, why.code, why.text, mask_text(why.shown[:60])))
            continue
        found.append(mark)
    if len(found) > MOST_MARKS:
        words = Text(f"a result may have {MOST_MARKS} rows", f"最多 {MOST_MARKS} 行")
        read.problems.add(CellProblem(0, read.layout.column("item").label, "too_many", words))
    return tuple(found)


def _mark(row: RosterRow, expected: Expected) -> ProvinceMark:
    values = row.values
    if values["month"] != expected.month:
        raise _Wrong(
            "month", "other_month", f"this is no row of {expected.month}", f"不是{expected.month}的数据",
            str(values["month"]),
        )  # fmt: skip
    name = str(values["item"])
    area, code = _area(str(values.get("area") or ""), expected.city), _code(name, expected.lines)
    reason = str(values.get("reason") or "")
    mark = ProvinceMark(
        area, code, name, values.get("part"), values.get("whole"), values.get("most"), values.get("points"), reason
    )
    _require_counts(mark)
    _require_points(mark, expected)
    return mark


def _area(told: str, city: City) -> str:
    word = _bare(told)
    if word in WHOLE_CITY | {_bare(city.name.zh), _bare(city.name.en), city.code.casefold()}:
        return ""
    for area in city.areas:
        names = {area.code.casefold(), _bare(area.name.zh), _bare(area.name.en)}
        short = {n[:-1] for n in names if n.endswith(_ENDINGS) and len(n) > 2}
        if word in names | short:
            return area.code
    raise _Wrong("area", "no_county", "this is no county of the city", "不是本市县区", told)


def _code(name: str, lines: Mapping[str, CityLine]) -> str:
    word = _bare(name)
    if word in TOTAL_NAMES:
        return TOTAL
    for line in lines.values():
        if word in (line.code, _bare(line.name.en), _bare(line.name.zh)):
            return line.code
    for start in OWN_LINES:
        if word.startswith(start) and word != start:
            return OWN + word.removeprefix(start)
    raise _Wrong(
        "item", "no_line",
        f'no line of the examination is called so; write "{OWN_LINES[2]} …" before one that only the province has',
        f"考核表无此项目；仅省级考核的项目请写“{OWN_LINES[0]}……”", name,
    )  # fmt: skip


def _bare(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).split()).casefold()


def _require_counts(mark: ProvinceMark) -> None:
    if mark.part is not None and mark.whole is not None and mark.part > mark.whole:
        shown = f"{mark.part:g}/{mark.whole:g}"
        raise _Wrong("part", "more_than_all", "more were counted than there are", "完成数大于应完成数", shown)


def _require_points(mark: ProvinceMark, expected: Expected) -> None:
    """Points lie within the full marks that the row tells, else within those of our own line."""
    if mark.points is None and not mark.area:
        raise _Wrong("points", "empty", "fill in: points", "请填写：得分")
    if mark.points is None or mark.code == TOTAL:
        return
    line = expected.lines.get(mark.code)
    least, most = _range(mark, line, signed=mark.code in expected.signed)
    if most is None:
        raise _Wrong(
            "most", "no_full_marks", "say its full marks: they are not known here", "本项满分未知，请填写满分列"
        )
    if not least - _SLACK <= mark.points <= most + _SLACK:
        raise _Wrong(
            "points", "beyond", f"the points lie outside {least:g} to {most:g}", f"得分超出{least:g}至{most:g}的范围",
            f"{mark.points:g}",
        )  # fmt: skip


def _range(mark: ProvinceMark, line: CityLine | None, *, signed: bool) -> tuple[float, float | None]:
    if signed and mark.most is not None:
        return -mark.most, mark.most
    if line is None or line.least is None or line.most is None:
        return 0.0, mark.most
    if mark.most is None or line.each is not None:
        return line.least, line.most
    return 0.0, mark.most


def notices_of(marks: tuple[ProvinceMark, ...], lines: Mapping[str, CityLine], city: City) -> tuple[Text, ...]:
    """What does not hang together in a result and is kept as it is all the same."""
    return tuple(_notices(marks, lines, city))


def _notices(marks: tuple[ProvinceMark, ...], lines: Mapping[str, CityLine], city: City) -> Iterator[Text]:
    whole = {mark.code: mark for mark in marks if not mark.area}
    told, added = whole.get(TOTAL), marks_total(whole)
    if told is not None and told.points is not None and abs(told.points - added) > _SLACK:
        yield Text(
            f"its total is {told.points:g}, its lines add up to {added:g}",
            f"总分为{told.points:g}，各项相加为{added:g}",
        )
    for code, mark in whole.items():
        theirs = [m for m in marks if m.area and m.code == code]
        every = len(theirs) == len(city.areas) and all(m.part is not None and m.whole is not None for m in theirs)
        if not every or mark.part is None or mark.whole is None:
            continue
        part, of = sum(m.part or 0 for m in theirs), sum(m.whole or 0 for m in theirs)
        if (part, of) != (mark.part, mark.whole):
            yield Text(
                f"{mark.name}: its counties add up to {part:g}/{of:g}, its city has {mark.part:g}/{mark.whole:g}",
                f"{mark.name}：各县区相加为{part:g}/{of:g}，全市为{mark.part:g}/{mark.whole:g}",
            )
    missing = [line.name for code, line in lines.items() if code not in whole]
    if missing:
        en, zh = ", ".join(n.en for n in missing), "、".join(n.zh for n in missing)
        yield Text(f"it does not tell of: {en}", f"未包含：{zh}")
