"""What the loudspeaker of a township or village says at nine about today, at six in the evening about tomorrow.

Plain sentences, from gatherings nearby, the hours and road that bring most, the weather that somebody names, and one
piece of advice a day. A text that cannot be read aloud in time loses its least important sentences, and says which.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from daoan.act.rural.risk import HourRisk
from daoan.terms.calendar.days import Day
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.gatherings import Gathering
from daoan.terms.rulepacks import RulePack

MORNING, EVENING = "morning", "evening"
MOST_GATHERINGS = 3
_ROADS = {
    "G": Text("national road", "国道"), "S": Text("provincial road", "省道"), "X": Text("county road", "县道"),
    "Y": Text("township road", "乡道"), "C": Text("village road", "村道"),
}  # fmt: skip
_LABEL = re.compile(r"[（(].*?[）)]")  # "simulated" and the like stand on the page, not in the sentence
_CJK = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence. ``rank``: 1 is the most important. ``part``: greeting, gathering, hours, weather …"""

    part: str
    rank: float
    text: Text


@dataclass(frozen=True, slots=True)
class Announcement:
    """A text to be read aloud. ``day``: the day that it is about; ``at_hour``: when it goes out, local;
    ``seconds``: how long it takes, in Chinese and in English; ``left_out``: sentences for which there was no time."""

    day: date
    edition: str
    at_hour: int
    sentences: tuple[Spoken, ...]
    left_out: tuple[Spoken, ...]
    seconds: tuple[float, float]

    @property
    def text(self) -> Text:
        """All sentences."""
        return Text(" ".join(s.text.en for s in self.sentences), "".join(s.text.zh for s in self.sentences))


def announce(
    place: Text,
    edition: str,
    day: Day,
    gatherings: Sequence[Gathering],
    names: Mapping[str, Text],
    risk: HourRisk | None,
    weather: str,
    pack: RulePack,
) -> Announcement:
    """The text for a place. ``day``: the one that it is about; ``gatherings``: held on it nearby; ``weather``: a code
    of the pack, "" where nobody says. Raises :class:`InputError` for an edition or weather that the pack has not."""
    editions = pack.get("loudspeaker.editions")
    if edition not in editions:
        raise InputError(f"an edition is one of {', '.join(editions)} · 播报时次有误")
    when = Text("Today", "今天") if edition == MORNING else Text("Tomorrow", "明天")
    hello = Text("Good morning", "早上好") if edition == MORNING else Text("Good evening", "晚上好")
    said = [_say(pack, "greeting", place=_plain(place), hello=hello)]
    if day.holiday is not None:
        said.append(_say(pack, "holiday", day=when, holiday=day.holiday))
    said += _weather(weather, when, pack)
    crowds = sorted(gatherings, key=lambda g: (-(g.people or 0), g.from_hour, g.gathering_id))[:MOST_GATHERINGS]
    for n, g in enumerate(crowds):
        name = _plain(names.get(g.gathering_id, _halves(g.name)))
        hours = {"from": hour_words(g.from_hour), "until": hour_words(g.until_hour)}
        one = _say(pack, "gathering", day=when, name=name, **hours)
        said.append(Spoken(one.part, one.rank + n / 10, one.text))
    if crowds:
        said.append(_say(pack, "crowd_advice"))
    if risk is not None:
        said.append(_hours(risk, day.day, when, pack))
    advice = pack.get("loudspeaker.advice")
    turn = advice[day.day.toordinal() % len(advice)]
    closing = _say(pack, "closing")
    said += [Spoken("advice", closing.rank - 0.5, Text(turn["en"], turn["zh"])), closing]
    kept, left = _in_time(said, pack)
    return Announcement(day.day, edition, int(editions[edition]), kept, left, _seconds(kept, pack))


def _say(pack: RulePack, part: str, **words: Text) -> Spoken:
    row = pack.get(f"loudspeaker.sentence.{part}")
    en = row["en"].format(**{name: word.en for name, word in words.items()})
    zh = row["zh"].format(**{name: word.zh for name, word in words.items()})
    return Spoken(part, float(row["rank"]), Text(en, zh))


def _weather(code: str, when: Text, pack: RulePack) -> list[Spoken]:
    if not code:
        return []
    row = next((r for r in pack.get("loudspeaker.weather") if r["code"] == code), None)
    if row is None:
        raise InputError(f"there is no weather {code!r:.40} · 天气代码有误")
    return [Spoken("weather", 2.5, Text(row["en"].format(day=when.en), row["zh"].format(day=when.zh)))]


def _hours(risk: HourRisk, day: date, when: Text, pack: RulePack) -> Spoken:
    earliest, latest = int(pack.get("opening.earliest_hour")), int(pack.get("opening.latest_hour"))
    begin, end = risk.worst_hours(day.weekday(), int(pack.get("loudspeaker.worst_hours")), earliest, latest)
    road = road_words(risk.worst.road_name)
    return _say(pack, "hours", day=when, **{"from": hour_words(begin), "until": hour_words(end)}, road=road)


def road_words(name: str | None) -> Text:
    """A road as people say it: 国道211 for G211; the roads around where it has no name."""
    code = re.match(r"^([GSXYC])(\d+)", name or "")
    if code:
        kind = _ROADS[code.group(1)]
        return Text(f"on {kind.en} {code.group(2)}", f"{kind.zh}{code.group(2)}上")
    if not name:
        return Text("on the roads around", "周边道路上")
    plain = _plain(_halves(name))
    return Text(f"on {plain.en}", f"{plain.zh}上")


def hour_words(hour: int) -> Text:
    """An hour of the day as it is said: 下午3点."""
    parts = ((6, "凌晨"), (9, "早上"), (12, "上午"), (14, "中午"), (19, "下午"), (25, "晚上"))
    part = next(name for until, name in parts if hour < until)
    twelve = (hour - 1) % 12 + 1
    spoken = twelve if part in ("下午", "晚上") else hour
    if part == "中午":
        spoken = 12 if hour == 12 else 1
    return Text(f"{twelve} {'a.m.' if hour % 24 < 12 else 'p.m.'}", f"{part}{spoken}点")


def _halves(name: str) -> Text:
    """A name that carries both languages ("驿马集 Yima market"), each for its own; else the whole in both."""
    name = _LABEL.sub("", name)
    words = name.split()
    zh = [w for w in words if _CJK.search(w)]
    en = [w for w in words if not _CJK.search(w)]
    return Text(" ".join(en) or name, "".join(zh) or name)


def _plain(name: Text) -> Text:
    return Text(_LABEL.sub("", name.en).strip(), _LABEL.sub("", name.zh).strip())


def _in_time(said: Sequence[Spoken], pack: RulePack) -> tuple[tuple[Spoken, ...], tuple[Spoken, ...]]:
    kept, left = list(said), list[Spoken]()
    most = float(pack.get("loudspeaker.most_seconds"))
    while len(kept) > 1 and max(_seconds(kept, pack)) > most:
        least = max(kept, key=lambda s: s.rank)
        kept.remove(least)
        left.append(least)
    return tuple(kept), tuple(left)


def _seconds(said: Sequence[Spoken], pack: RulePack) -> tuple[float, float]:
    """Chinese by characters, English by words."""
    zh = sum(len(re.findall(r"[\u4e00-\u9fff0-9A-Za-z]", s.text.zh)) for s in said)
    en = sum(len(s.text.en.split()) for s in said)
    return (
        zh / float(pack.get("loudspeaker.zh_characters_a_second")),
        en / float(pack.get("loudspeaker.en_words_a_second")),
    )
