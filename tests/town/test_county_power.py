"""On one town: a county whose rate doubles is found; measured on many seeds by ``tests.town.county_power``."""

import numpy as np

from daoan.town.build import town_of
from daoan.town.course import known_course
from tests.town.county_power import draw_case, exposure_in, flips, measure_case, replay


def test_a_county_whose_rate_doubles_has_the_most_points_within_two_months():
    course = known_course(7, False, 8)
    town = town_of(course)
    exposure = exposure_in(town)
    county, month = draw_case(town, np.random.default_rng(7))
    assert measure_case(course, town, county, month, 2.0, exposure).first_soon


def test_steady_counties_keep_their_colours_for_most_of_a_year(town):
    months = replay(town, 12 * 55 + 11, exposure_in(town), 13)
    assert flips(months) <= 8 * 12 / 36 * 2  # twice what is allowed on average
