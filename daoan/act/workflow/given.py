"""What events bring with them, read: units, moments, numbers. Whatever cannot be read is refused, not guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any

from daoan.act.workflow.table import Event, Guard, Refused, Terms
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter, Values
from daoan.terms.times import local_midnight

#: What fields of matters and steps are called where people read them.
FIELD_NAMES: Mapping[str, Text] = {
    "unit": Text("unit", "单位"),
    "units": Text("units", "单位"),
    "targets": Text("target units", "下发单位"),
    "acceptors": Text("accepting units", "验收单位"),
    "reason": Text("reason", "原因"),
    "grade": Text("grade", "隐患等级"),
    "kind": Text("kind of hazard", "隐患种类"),
    "measure": Text("measure", "治理措施"),
    "responsible": Text("responsible unit", "治理责任单位"),
    "limit": Text("limit (date)", "治理期限"),
    "funds": Text("funds (yuan)", "治理资金（元）"),
    "days": Text("days", "天数"),
    "finish_by": Text("finish by (date)", "完成时限"),
    "reply": Text("reply", "书面回复"),
    "rechecked_on": Text("day of the re-check on site", "现场复核日期"),
    "finding": Text("finding", "核查结论"),
    "result": Text("result", "结果"),
    "leader": Text("name and post of the leader", "到场领导姓名、职务"),
    "arrived_at": Text("moment of arrival", "到场时间"),
    "summary": Text("summary", "小结"),
    "level": Text("level", "等级"),
    "truth": Text("whether it is true", "是否属实"),
    "refuted_where": Text("where it was refuted", "辟谣渠道"),
    "live_at": Text("since when it runs", "实施时间"),
    "live_by": Text("who switched it", "实施人"),
    "segment": Text("segment", "群体"),
    "adjustment": Text("what changes", "调整意见"),
    "hazard": Text("hazard", "隐患"),
    "orders": Text("orders", "指令"),
    "entries": Text("entries (id and version)", "条目（编号与版本）"),
    "left": Text("left in the register", "台账未清零"),
    "revision": Text("revision", "更正次数"),
    "revised_level": Text("revised level", "更正后等级"),
    "evidence": Text("evidence", "依据"),
    "p_right": Text("probability that it is right", "判断正确的概率"),
    "at": Text("moment", "时间"),
    "corrected_at": Text("moment of the correction", "订正时间"),
}


def is_blank(value: Any) -> bool:
    """Whether nothing was given; 0 and ``False`` are answers."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ((), [], {})


def units_in(value: Any) -> tuple[str, ...]:
    """Unit ids in a value: one id or a list of them; nothing where it is neither."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value):
        return tuple(value)
    return ()


def text_in(value: Any, otherwise: str) -> Text:
    """Words that a field holds in both languages; where it holds something else, ``otherwise`` in both."""
    if isinstance(value, Mapping) and isinstance(value.get("en"), str) and isinstance(value.get("zh"), str):
        return Text(value["en"], value["zh"])
    return Text(otherwise, otherwise)


def says_the_same(words: object, told: object) -> bool:
    """Whether words are what a field says already in one of its two languages: then it keeps both."""
    return isinstance(told, Mapping) and words in told.values()


def moment_in(value: Any, zone: str) -> datetime | None:
    """A moment in UTC: an ISO moment with its zone, or a local day, which means that day's end; ``None``: neither."""
    try:
        if isinstance(value, str) and len(value) == len("2026-01-31"):
            return local_midnight(date.fromisoformat(value) + timedelta(days=1), zone)
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None
    return None if moment is None or moment.tzinfo is None else moment.astimezone(UTC)


def number_in(value: Any) -> float | None:
    """A finite number, ``None`` where it is none; ``True`` is none."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value) else None


def known_units(field: str) -> Guard:
    """A guard: the field names units that exist, each once."""

    def guard(_matter: Matter, event: Event, _at: datetime, terms: Terms) -> Refused | None:
        units = units_in(event.values.get(field))
        if not units or len(set(units)) < len(units) or any(unit not in terms.units for unit in units):
            return Refused("unit", Text("name units that exist, each once", "请指定有效单位，且不得重复"))
        return None

    return guard


def other_person(field: str, en: str, zh: str) -> Guard:
    """A guard: whoever acts is not the person that the matter's field names."""

    def guard(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
        return Refused("same_person", Text(en, zh)) if matter.values.get(field) == event.by.person_id else None

    return guard


def names_of(fields: Sequence[str]) -> Text:
    """Fields as a person reads them, in both languages."""
    texts = [FIELD_NAMES.get(name, Text(name, name)) for name in fields]
    return Text(", ".join(t.en for t in texts), "、".join(t.zh for t in texts))


def with_values(matter: Matter, **more: Any) -> Values:
    """The matter's values with some set anew; ``None`` takes a value away."""
    return {name: value for name, value in {**matter.values, **more}.items() if value is not None}


def rejected_once_more(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    """A change: what was handed in did not pass, and that is counted."""
    return replace(matter, values=with_values(matter, rejections=int(matter.values.get("rejections", 0)) + 1))
