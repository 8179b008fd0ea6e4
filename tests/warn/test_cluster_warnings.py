"""A cluster warns by how rarely chance makes it, once, and in the same words for as long as it is the same one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from daoan.terms.estimates import Estimate
from daoan.terms.records import Cluster
from daoan.warn import raise_alerts
from tests.warn.findings_makers import AS_OF, PACK, findings


def cluster(crashes, days: float = 500.0, ratio: float = 8.0, spots=()) -> Cluster:
    return Cluster(
        "cluster-" + "-".join(crashes), "clusters@1", 1, "A660", "city", -1.5, 53.8, 400.0, 600.0, ("s1", "s2"),
        date(2019, 12, 4), date(2020, 1, 1), tuple(crashes), len(crashes), 1, Estimate(0.5, 0.2, 1.0),
        Estimate(ratio, 3.0, 20.0), 9.0, 0.002, True, 999, days, spots,
    )  # fmt: skip


def alerts_of(*clusters: Cluster, previous=(), nights: int = 0):
    found = raise_alerts(findings(clusters=clusters), previous, AS_OF + timedelta(days=nights), PACK)
    return [a for a in found if a.rule == "cluster"]


@pytest.mark.parametrize(
    ("days", "level"),
    [(89.0, None), (90.0, "blue"), (400.0, "yellow"), (2000.0, "orange"), (1e12, "red")],
)
def test_the_level_is_how_rarely_chance_makes_it(days, level):
    found = alerts_of(cluster("abcd", days))
    assert [a.level.value for a in found] == ([level] if level else [])


def test_a_rise_too_small_to_matter_does_not_warn():
    assert alerts_of(cluster("abcd", 5000.0, ratio=1.4)) == []


def test_a_window_that_moves_over_the_same_crashes_keeps_its_alert():
    first = alerts_of(cluster("abcd"))
    second = alerts_of(cluster("bcde"), previous=first, nights=1)
    assert [a.alert_id for a in second] == [a.alert_id for a in first]
    assert {e.ref for e in second[0].evidence} == set("bcde")


def test_another_cluster_is_another_alert():
    first = alerts_of(cluster("abcd"))
    both = alerts_of(cluster("abcd"), cluster("wxyz"), previous=first, nights=1)
    assert len({a.alert_id for a in both}) == 2


def test_what_is_left_of_old_grounds_does_not_warn_again_but_a_new_crash_does():
    first = alerts_of(cluster("abcd"))
    cleared = alerts_of(previous=first, nights=1)
    assert [a.state for a in cleared] == ["cleared"]
    still = alerts_of(cluster("bcd"), previous=cleared, nights=2)
    assert [a.state for a in still] == ["cleared"]
    again = alerts_of(cluster("bcde"), previous=cleared, nights=2)
    assert sorted(a.state for a in again) == ["cleared", "open"]


def test_the_words_say_what_is_usual_how_sure_and_that_a_black_spot_is_there():
    (plain,) = alerts_of(cluster("abcd"))
    assert "4 crashes from 2019-12-04 to 2019-12-31" in plain.body.en
    assert "Usual is 0.5 (0.2–1.0)" in plain.body.en
    assert "one night in 500 days" in plain.body.en
    assert "约500天才有一夜" in plain.body.zh
    assert "black spot" not in plain.body.en
    (known,) = alerts_of(replace(cluster("abcd", 1e9), blackspot_ids=("b1",)))
    assert "A known black spot lies on these stretches." in known.body.en
    assert "已认定的事故多发点段" in known.body.zh
    assert "more than ten years" in known.body.en
