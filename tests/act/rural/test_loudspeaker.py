"""Texts for loudspeakers: what is said first, in which words, and what is left out where a minute is too short."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from daoan.act.rural.loudspeaker import EVENING, MORNING, announce, hour_words, road_words
from daoan.act.rural.risk import HourRisk
from daoan.terms.calendar.days import list_days
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack

from .rural_given import MARKET, MONDAY, PACK
from .test_opening import stretch

PLACE = Text("鹤坪村（虚构）", "鹤坪村（虚构）")


def risk_at(hour: int) -> HourRisk:
    value = np.full(168, 0.01)
    value[hour::24] = 0.5
    return HourRisk(value, value, value, 0.95, 1, replace(stretch("x", 107.6, 1.0), road_name="G211"))


def text(edition: str = MORNING, gatherings=(MARKET,), weather: str = "", pack: RulePack = PACK, day=MONDAY):
    return announce(PLACE, edition, list_days("CN", day, 1)[0], gatherings, {}, risk_at(17), weather, pack)


def test_it_greets_warns_and_advises_in_both_languages() -> None:
    one = text(weather="snow")
    assert one.text.zh == (
        "鹤坪村的乡亲们，大家早上好！今天有雪，山路、桥面容易结冰，能不出车就不出车。"
        "今天驿马集，早上8点到中午1点人多车多，经过请减速慢行。赶集出行不坐超员面包车，不坐三轮车和农用车。"
        "今天下午4点到下午6点最容易出事，国道211上走车走人都要多看一眼。"
        + one.sentences[-2].text.zh
        + "祝大家平平安安出门，高高兴兴回家。"
    )
    assert "look twice on national road 211" in one.text.en
    assert one.at_hour == 9
    assert max(one.seconds) <= 60


def test_the_evening_speaks_of_tomorrow_and_holidays_by_name() -> None:
    eve = text(EVENING, (), day=MONDAY.replace(month=10, day=1))
    assert eve.text.zh.startswith("鹤坪村的乡亲们，大家晚上好！明天是国庆")
    assert eve.at_hour == 18


def test_advice_takes_turns() -> None:
    week = {text(day=MONDAY + timedelta(days=k)).sentences[-2].text.zh for k in range(7)}
    assert len(week) == 7


def test_what_does_not_fit_loses_its_least_important_sentences() -> None:
    short = replace(PACK, values={**PACK.values, "loudspeaker": {**PACK.values["loudspeaker"], "most_seconds": 25}})
    one = text(pack=short)
    assert max(one.seconds) <= 25
    assert [s.part for s in one.left_out][:2] == ["closing", "advice"]
    assert [s.part for s in one.sentences][:2] == ["greeting", "gathering"]


@pytest.mark.parametrize(
    ("hour", "zh", "en"),
    [(0, "凌晨0点", "12 a.m."), (7, "早上7点", "7 a.m."), (12, "中午12点", "12 p.m."), (13, "中午1点", "1 p.m."),
     (15, "下午3点", "3 p.m."), (21, "晚上9点", "9 p.m."), (24, "晚上12点", "12 a.m.")],
)  # fmt: skip
def test_hours_as_they_are_said(hour: int, zh: str, en: str) -> None:
    assert hour_words(hour) == Text(en, zh)


def test_roads_as_they_are_said_and_labels_left_to_the_page() -> None:
    assert road_words("S303").zh == "省道303上"
    assert road_words(None).en == "on the roads around"
    named = replace(MARKET, name="砺台镇（虚构）集 Litai Town (fictional) market（模拟 simulated）")
    assert "今天砺台镇集，早上8点" in text(gatherings=(named,)).text.zh
    assert "Today, Litai Town market: crowds" in text(gatherings=(named,)).text.en


def test_an_edition_or_weather_that_is_none_is_told() -> None:
    with pytest.raises(InputError):
        text("noon")
    with pytest.raises(InputError):
        text(weather="frogs")
