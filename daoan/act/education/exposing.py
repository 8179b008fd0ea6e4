"""五大曝光 Five exposures: what is told of stretches, crashes, vehicles, companies, life bans.

An item that tells of a person is checked for what it would take to recognise them: names, plates, numbers in the clear,
and how many people fit all that is told together. That number is estimated from the people of the smallest place that
is told, times a share for each further fact (an age, a sex, a day, an occupation), as if the facts were independent;
where fewer than the rule pack's fewest would fit, the item is refused. Rough on purpose: a village of 400, an age and a
day fit one or two people.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daoan.terms.estimates import Text
from daoan.terms.masking import personal_in

KINDS: Mapping[str, Text] = {
    "stretch": Text("dangerous stretch", "事故多发路段"),
    "case": Text("typical crash", "典型事故案例"),
    "vehicle": Text("vehicle with most violations", "违法突出车辆"),
    "company": Text("high-risk company", "高危风险企业"),
    "ban": Text("life ban", "终生禁驾"),
}
OF_PEOPLE = frozenset({"case", "ban"})
PLACES: Mapping[str, Text] = {
    "city": Text("city", "市"), "county": Text("county", "县区"), "township": Text("township", "乡镇"),
    "village": Text("village", "行政村"),
}  # fmt: skip
#: Share of people that a further fact leaves, as if independent. An exact age leaves one year of eighty; a day leaves
#: those to whom something of the kind happened then, which neighbours know: taken as one in fifty.
LEFT: Mapping[str, float] = {"age": 1 / 80, "age_band": 0.2, "sex": 0.5, "day": 1 / 50, "month": 0.3, "work": 0.1}
FACTS: Mapping[str, Text] = {
    "age": Text("exact age", "确切年龄"), "age_band": Text("age band", "年龄段"), "sex": Text("sex", "性别"),
    "day": Text("exact day", "确切日期"), "month": Text("month", "月份"), "work": Text("occupation", "职业"),
}  # fmt: skip
_FULL_NAME = re.compile(r"(?:姓名|司机|驾驶人|驾驶员|当事人|车主)[：:\s]*([\u4e00-\u9fff]{2,4})")
_AGE = re.compile(r"\d{1,3}\s*(?:岁|years? old)")
_DAY = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}-\d{2}-\d{2}")
_VILLAGE = re.compile(r"[\u4e00-\u9fff]{1,6}村")


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be told. ``place``: the smallest place named; ``people``: who live there; ``facts``: of a person."""

    kind: str
    text: str
    place: str = "county"
    people: int | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an item cannot go out. ``item``: its number, from 1."""

    item: int
    code: str
    message: Text


def items_in(value: Any) -> tuple[Item, ...]:
    """Items of a matter's values; what is no item is left out."""
    rows = value if isinstance(value, (list, tuple)) else ()
    found = []
    for row in rows:
        if isinstance(row, Mapping) and isinstance(row.get("text"), str) and row.get("kind") in KINDS:
            people = row.get("people")
            facts = row.get("facts", ())
            found.append(
                Item(
                    row["kind"], row["text"], str(row.get("place", "county")),
                    people if isinstance(people, int) and not isinstance(people, bool) else None,
                    tuple(f for f in facts if f in FACTS) if isinstance(facts, (list, tuple)) else (),
                )
            )  # fmt: skip
    return tuple(found)


def problems_in(items: Sequence[Item], fewest: int) -> tuple[Problem, ...]:
    """Everything that speaks against telling some items. ``fewest``: people that what is told of somebody must fit."""
    return tuple(p for number, item in enumerate(items, start=1) for p in _problems(number, item, fewest))


def candidates_of(item: Item) -> float | None:
    """How many people fit what is told of somebody; ``None`` where the people of the place are not known."""
    if item.people is None:
        return None
    left = float(item.people)
    for fact in facts_of(item):
        left *= LEFT[fact]
    return left


def facts_of(item: Item) -> tuple[str, ...]:
    """Facts that an item tells: those named, and those that its text shows; of two on one thing the closer."""
    told = {*item.facts, *(["age"] if _AGE.search(item.text) else []), *(["day"] if _DAY.search(item.text) else [])}
    if "age" in told:
        told.discard("age_band")
    if "day" in told:
        told.discard("month")
    return tuple(sorted(told))


def masked_surname(name: str) -> str:
    """A name as it is told in public: 张三丰 → 张某; of others only the first letter."""
    first = name.strip()[:1]
    return f"{first}某" if "\u3400" <= first <= "\u9fff" else f"{first}." if first else ""


def _problems(number: int, item: Item, fewest: int) -> Iterator[Problem]:
    if not item.text.strip():
        yield Problem(number, "text", Text("the item says nothing", "内容为空"))
    for masked, _ in personal_in(item.text):
        yield Problem(number, "clear", Text(f"in the clear: {masked}", f"未遮蔽：{masked}"))
    for found in _FULL_NAME.finditer(item.text):
        if "某" not in found[1]:
            short = masked_surname(found[1])
            yield Problem(number, "name", Text(f"a name: write {short}", f"含姓名：请写作{short}"))
    if item.kind not in OF_PEOPLE:
        return
    if item.place != "village" and _VILLAGE.search(item.text):
        yield Problem(number, "village", Text("the text names a village", "内容中出现村名"))
        return
    left = candidates_of(item)
    facts = [FACTS[f] for f in facts_of(item)]
    told = Text(", ".join(f.en for f in facts) or "nothing else", "、".join(f.zh for f in facts) or "无其他信息")
    if left is None:
        yield Problem(
            number, "people",
            Text("say how many people live in the place that is told", "请填写所述地点的常住人口，以便核查"),
        )  # fmt: skip
    elif left < fewest:
        place = PLACES.get(item.place, PLACES["county"])
        yield Problem(
            number, "identifiable",
            Text(
                f"{place.en} with {told.en} fits about {max(left, 1):.0f} people: somebody could be recognised "
                f"(at least {fewest}); leave something out or name a larger place",
                f"{place.zh}加{told.zh}仅约{max(left, 1):.0f}人符合，可能识别出个人（至少{fewest}人）；"
                "请减少信息或扩大地点",
            ),
        )  # fmt: skip
