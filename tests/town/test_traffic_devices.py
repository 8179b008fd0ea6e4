"""Devices: what they make of passes is wrong in the shares that are stated, and the truth tells where."""

import numpy as np

from daoan.terms.passes import NO_BRAND, NOT_RECORDED, Heading
from daoan.terms.plates import NO_PLATE, PlateColour, is_large, pack_plate, signs_of
from daoan.town.traffic.build import Traffic
from daoan.town.traffic.misreads import ALTERNATIVES, blur, draw_confusions, misread
from daoan.town.traffic.serials import IMPOSSIBLE
from daoan.town.traffic.stated import read_stated

D = read_stated()["devices"]


def test_clocks_are_wrong_by_what_the_truth_says(traffic: Traffic) -> None:
    passes, truth, devices = traffic.passes, traffic.truth, traffic.truth.devices
    at_s = (truth.passes.moment_ms - truth.first_ms) / 1000.0
    error_s = (passes.happened_ms - truth.passes.moment_ms) / 1000.0
    np.testing.assert_allclose(error_s, devices.clock_error_s(passes.site, at_s), atol=0.002)
    wrong = np.abs(devices.clock_s) > 10.0
    assert 1 <= wrong.sum() < len(traffic.sites) / 4
    assert np.abs(devices.clock_s[~wrong]).max() < 2.0
    assert (devices.drift_s_day[wrong] != 0.0).all()


def test_dead_sites_record_nothing_while_they_are_dead(traffic: Traffic) -> None:
    truth, devices = traffic.truth, traffic.truth.devices
    at_s = (truth.passes.moment_ms - truth.first_ms) / 1000.0
    day = (at_s // 86_400).astype(int)
    begin, end = devices.dead_from_s[traffic.passes.site, day], devices.dead_until_s[traffic.passes.site, day]
    assert not ((at_s >= begin) & (at_s < end)).any()
    some = np.isfinite(devices.dead_from_s)
    spent = (np.where(some, devices.dead_until_s, 0.0) - np.where(some, devices.dead_from_s, 0.0)).sum(axis=1)
    whole = np.flatnonzero(np.isclose(spent, 3 * 86_400))
    assert len(whole) == D["dead_sites"]
    assert not np.isin(traffic.passes.site, whole).any()


def test_late_sites_send_in_batches(traffic: Traffic) -> None:
    batch = traffic.truth.devices.batch_s[traffic.passes.site]
    once = ~traffic.truth.passes.double
    delay = (traffic.passes.known_ms - traffic.truth.passes.moment_ms) / 1000.0
    assert delay[once & (batch == 0)].max() < 600.0
    assert delay[once & (batch > 0)].mean() > 1_000.0
    assert (delay[once & (batch > 0)] < batch[once & (batch > 0)] + 600.0).all()


def test_what_is_misread_or_unread_is_marked_and_nothing_else(traffic: Traffic) -> None:
    passes, truth = traffic.passes, traffic.truth.passes
    right = ~truth.misread & ~truth.unread
    np.testing.assert_array_equal(passes.plate[right], truth.plate[right])
    assert (passes.plate[truth.misread] != truth.plate[truth.misread]).all()
    none = passes.plate == NO_PLATE
    assert truth.unread[none].all()
    assert (passes.plate_colour[none] == PlateColour.UNREAD).all()
    partly = passes.plate[truth.unread & ~none]
    assert all("?" in signs_of(int(p)) for p in partly[:200])
    assert abs(none.sum() / truth.unread.sum() - (1 - D["partly_unread"])) < 0.05


def test_faults_come_in_the_stated_shares_by_site(traffic: Traffic) -> None:
    passes, truth, devices = traffic.passes, traffic.truth.passes, traffic.truth.devices
    once = ~truth.double
    hour = (truth.moment_ms - traffic.truth.first_ms) // 1000 / 3600 % 24
    day = once & (hour >= 7.0) & (hour < 18.5)
    for flag, share in ((truth.unread, devices.unread), (truth.double, devices.double)):
        rows = day if flag is truth.unread else np.ones(len(once), dtype=bool)
        number = np.bincount(passes.site[rows], minlength=len(share))
        expected = number * (share if flag is truth.unread else share / (1 + share))
        seen = np.bincount(passes.site[rows & flag], minlength=len(share))
        plenty = expected > 8
        assert plenty.sum() > 3
        assert (np.abs(seen - expected)[plenty] < 5 * np.sqrt(expected[plenty])).all()
    clean = once & ~traffic.truth.fleet.dirty[truth.vehicle]
    night = clean & ~day
    assert truth.misread[night].mean() > 1.5 * truth.misread[clean & day].mean()
    assert truth.misread[once & ~clean].mean() > 4 * truth.misread[clean].mean()


def test_doubles_repeat_a_pass_later(traffic: Traffic) -> None:
    passes, double = traffic.passes, traffic.truth.passes.double
    first = {int(p): k for k, p in enumerate(passes.pass_id) if not double[k]}
    for k in np.flatnonzero(double)[:300]:
        again, one = int(k), first[int(passes.pass_id[k])]
        assert passes.known_ms[again] > passes.known_ms[one]
        for name in ("site", "lane", "heading", "happened_ms", "plate", "kind", "colour"):
            assert getattr(passes, name)[again] == getattr(passes, name)[one]


def test_scores_tell_something_but_not_everything(traffic: Traffic) -> None:
    passes, truth = traffic.passes, traffic.truth.passes
    told = (passes.score != NOT_RECORDED) & ~truth.unread
    wrong, right = passes.score[told & truth.misread], passes.score[told & ~truth.misread]
    assert right.mean() > wrong.mean() + 8
    assert (wrong >= np.percentile(right, 5)).mean() > 0.05


def test_some_sites_never_tell_speed_brand_heading_or_score(traffic: Traffic) -> None:
    passes, devices = traffic.passes, traffic.truth.devices
    for blind, missing in (
        (devices.speed_blind, np.isnan(passes.speed_kmh)),
        (devices.brand_blind, passes.brand == NO_BRAND),
        (devices.score_blind, passes.score == NOT_RECORDED),
        (devices.heading_blind, passes.heading == Heading.UNKNOWN),
    ):
        assert blind.any()
        np.testing.assert_array_equal(missing, blind[passes.site])


def test_headings_are_wrong_now_and_then(traffic: Traffic) -> None:
    told = traffic.passes.heading != Heading.UNKNOWN
    wrong = (traffic.passes.heading != traffic.truth.passes.heading)[told].mean()
    assert 0.5 < wrong / D["wrong_heading"] < 1.6


def test_a_misread_plate_differs_in_one_sign_that_looks_alike() -> None:
    rng = np.random.default_rng(5)
    confusions = draw_confusions(3, 0.8, rng)
    true = np.full(4_000, pack_plate("甘M80I1D", large=True))
    site = np.arange(4_000, dtype=np.int32) % 3
    read = misread(true, site, confusions, rng)
    seen = {signs_of(int(p)) for p in read}
    assert all(sum(a != b for a, b in zip(signs, "甘M80I1D", strict=True)) == 1 for signs in seen)
    assert {"甘MB0I1D", "甘M8DI1D", "甘M80I7D", "甘M80I1Q"} <= seen
    assert all(signs[4] == "I" for signs in seen)
    assert all(is_large(int(p)) for p in read)
    share = [np.mean(read[site == s] == pack_plate("甘MB0I1D", large=True)) for s in range(3)]
    assert max(share) > 1.3 * min(share)  # each site errs in its own way


def test_no_confusion_makes_or_takes_a_sign_that_no_real_plate_bears() -> None:
    assert not np.isin(ALTERNATIVES, IMPOSSIBLE).any()
    assert not ALTERNATIVES[IMPOSSIBLE].any()


def test_a_blurred_plate_keeps_the_sign_that_makes_it_impossible() -> None:
    read = blur(np.full(500, pack_plate("甘MO2345")), np.random.default_rng(2))
    texts = [signs_of(int(p)) for p in read]
    assert {t.count("?") for t in texts} == {1, 2, 3}
    assert all(t[2] == "O" and len(t) == 7 for t in texts)
